"""What is wrong with settings and calendars: zones, calendars and rules that are not there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from clm.domain.flaws import Flaw, listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from clm.domain.flaws import Known
    from clm.domain.people import Colleague
    from clm.domain.policy import Settings


def unknown_zone(settings: Settings, _known: Known | None = None) -> Iterable[Flaw]:
    """The zone is one of the IANA's."""
    return zone_flaws("timezone", settings.timezone)


def zone_flaws(field: str, zone: str) -> Iterator[Flaw]:
    """What is wrong with the name of a zone that stands in a field."""
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        sentence = f'{field}: there is no zone "{zone}"'
        yield Flaw((field,), sentence, "write Europe/Berlin or the like")


def unknown_calendar(record: Settings | Colleague, known: Known) -> Iterable[Flaw]:
    """The calendar named, of the team or of a person, has a record."""
    if record.calendar and record.calendar not in known.calendars:
        sentence = f"calendar: there is no calendar {record.calendar}"
        yield Flaw(("calendar",), sentence, listed(known.calendars) or "clm calendar list")


def unused_region(calendar: Any, _known: Known) -> Iterable[Flaw]:  # noqa: ANN401 -- WorkCalendar
    """L13: a region says which holidays count; where none has it, it is mistyped or they lack."""
    if calendar.region and all(one.region != calendar.region for one in calendar.holidays):
        sentence = f"region: no holiday is of the region {calendar.region}"
        yield Flaw(("region",), sentence, f"clm calendar update {calendar.id} --country CC")


def without_lead_rule(settings: Settings, _known: Known) -> Iterable[Flaw]:
    """A1.4: leads are given by rules."""
    if not settings.lead.rules:
        hint = "write one, or leave `rules` away: the usual ones hold then"
        yield Flaw(("lead", "rules"), "lead.rules: there is no rule, so nobody gets a lead", hint)
