"""Calendars: which there are, what they say of a day, and holidays taken from `holidays`."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import msgspec

from clm.domain.calendar import DAYS, OFFICE_WEEK, hours_of
from clm.domain.changes import Create, Set, Target
from clm.domain.decisions import Decision
from clm.domain.moments import YEARS
from clm.domain.worktime import (
    Holiday,
    WorkCalendar,
    calendar_of,
    holidays_of,
    left_out,
    renewed,
    shown_interval,
    week_of,
)
from clm.errors import BadDataError, MissingToolError, NotFoundError, RefusedError, UsageError
from clm.render.listing import number
from clm.services.acting import Step, save
from clm.services.measured import said_of_days
from clm.store.kinds import path_of, target_of

if TYPE_CHECKING:
    from datetime import date

    from clm.domain.calendar import Calendar
    from clm.services.acting import Outcome, Who
    from clm.services.workspace import Workspace

MOST_YEARS: Final = 20
"""How many years one update fetches at most."""


class Wish(NamedTuple):
    """Which holidays are wanted, and for which calendar (None: the team's)."""

    slug: str | None
    country: str
    region: str | None
    years: range


def listed(workspace: Workspace) -> list[dict[str, Any]]:
    """The calendars that can be used, by slug; `team` marks the one that rules ask."""
    return [_row(workspace, slug, one) for slug, one in workspace.calendars.items()]


def _row(workspace: Workspace, slug: str, record: WorkCalendar) -> dict[str, Any]:
    counting = holidays_of(record)
    week = zip(DAYS, week_of(record), strict=True)
    return {
        "id": slug,
        "team": slug == workspace.settings.calendar,
        "zone": record.zone,
        "region": record.region,
        "hours": number(hours_of(one for day in week_of(record) for one in day)),
        "holidays": len(counting),
        "through": through(record),
        "week": {day: [shown_interval(one) for one in times] for day, times in week if times},
        "valid_from": record.valid_from,
    }


def through(record: WorkCalendar) -> int | None:
    """The last year whose holidays a calendar knows, None where it knows none."""
    return max((one.on.year for one in holidays_of(record)), default=None)


def workday(
    workspace: Workspace, day: date, slug: str | None = None, handle: str | None = None
) -> dict[str, Any]:
    """What a calendar says of a day: the one named, a person's, or the team's.

    Raises:
        NotFoundError: there is no such calendar.
        BadDataError: its file cannot be read, or clm.yaml names none that is there: rules go by
            office hours then, but the answer would be taken for the team's.
    """
    record, calendar = _asked(workspace, slug, handle)
    holidays = holidays_of(record) if record else []
    return {
        "day": day,
        "calendar": record.id if record else None,
        "worked": calendar.is_working_day(day),
        "holiday": "; ".join(one.name or "" for one in holidays if one.on == day) or None,
        "hours": number(calendar.hours(day)),
        "times": [shown_interval(one) for one in calendar.intervals(day)],
        "week": calendar.week_of(day),
        "deadline": calendar.deadline(day),
        "next_working_day": calendar.next_working_day(day + timedelta(days=1)),
    }


def _asked(
    workspace: Workspace, slug: str | None, handle: str | None
) -> tuple[WorkCalendar | None, Calendar]:
    """The calendar meant, with its record where it has one."""
    own = workspace.calendar_named_by(handle) if handle else None
    for named in filter(None, (slug, own, workspace.settings.calendar)):
        record = _record(workspace, named)
        if record is not None:
            return record, calendar_of(record, workspace.process.policy)
        if named == slug:
            raise NotFoundError(f"there is no calendar {slug}", "clm calendar list shows all")
    for finding in workspace.findings():
        if finding.path == "clm.yaml" and finding.rule == "unknown-calendar":
            raise BadDataError(str(finding), finding.hint)
    return None, workspace.process.calendar


def _record(workspace: Workspace, slug: str) -> WorkCalendar | None:
    target = Target("calendar", slug)
    if target_of(path_of(target)) != target:
        raise UsageError(f"{slug} is no name of a calendar", "lower-case letters, digits, hyphens")
    found: WorkCalendar | None = workspace.record(target)
    return found


# holidays from the library


def years(text: str | None, today: date) -> range:
    """The years of `2026` or `2026-2028`; by default this one and the next two.

    Raises:
        UsageError: it is no such text, or too many years.
    """
    typed = f"{today.year}-{today.year + 2}" if text is None else text
    first, _, last = typed.partition("-")
    if first.isdecimal() and (last or first).isdecimal():
        found = range(int(first), int(last or first) + 1)
        if 0 < len(found) <= MOST_YEARS and found[0] in YEARS and found[-1] in YEARS:
            return found
    raise UsageError(
        f"'{text}' are no years", f"write 2026 or 2026-2028, {MOST_YEARS} years at most"
    )


def update(workspace: Workspace, who: Who, wish: Wish, *, dry_run: bool = False) -> Outcome:
    """Replace the holidays of some years in a calendar, which is made if there is none.

    All other lines of the file stay as they are, and so do holidays of other regions and the
    team's own days off. Those of the region alone get it as their `region`, those of the whole
    country none.

    Raises:
        MissingToolError: the library `holidays` is not installed.
        UsageError: it knows no such country or region, or no calendar is named.
        RefusedError: the calendar is of another region.
    """
    slug = wish.slug or workspace.settings.calendar
    if slug is None:
        raise UsageError("which calendar?", "clm calendar update SLUG --country DE")
    with workspace.writing("calendar update", dry_run=dry_run) as writer:
        record = _record(workspace, slug)
        region = _region(record, wish.region)
        found = _fetched(wish.country, region, wish.years)
        if record is None:
            decision = _made(workspace, slug, region, found)
        else:
            decision = _changed(workspace, record, region, found, wish)
        step = Step(slug, decision, who.handle)
        return save(workspace, writer, "calendar update", who, [step])


def _region(record: WorkCalendar | None, asked: str | None) -> str | None:
    own = record.region if record else None
    if record and own and asked and own != asked:
        raise RefusedError(
            f"the calendar {record.id} is of the region {own}, not {asked}",
            "update another calendar: clm calendar update SLUG …",
        )
    return asked or own


def _made(
    workspace: Workspace, slug: str, region: str | None, found: tuple[Holiday, ...]
) -> Decision:
    texts = (tuple(shown_interval(one) for one in times) for times in OFFICE_WEEK)
    record = WorkCalendar(
        id=slug,
        zone=workspace.settings.timezone,
        region=region,
        week={day: times for day, times in zip(DAYS, texts, strict=True) if times},
        holidays=found,
    )
    said = () if workspace.settings.calendar else (f"to use it: `calendar: {slug}` in clm.yaml",)
    return Decision((Create(Target("calendar", slug), record),), said)


def _changed(
    workspace: Workspace,
    record: WorkCalendar,
    region: str | None,
    found: tuple[Holiday, ...],
    wish: Wish,
) -> Decision:
    target = Target("calendar", record.id)
    public = _public(wish.country, wish.years)
    holidays = renewed(record.holidays, found, wish.years, region, public)
    gone = left_out(record.holidays, holidays)
    changes = []
    if holidays != record.holidays:
        changes.append(Set(target, ("holidays",), holidays))
    if region != record.region:
        changes.append(Set(target, ("region",), region))
    after = msgspec.structs.replace(record, holidays=holidays, region=region)
    said = [f"taken out: {one.on} {one.name or ''}".rstrip() for one in gone]
    return Decision(tuple(changes), (*said, *said_of_days(workspace, record, after)))


def _public(country: str, years: range) -> frozenset[tuple[date, str | None]]:
    """The public holidays of every region of a country, by day and name."""
    from holidays import country_holidays, list_supported_countries

    spoken = country_holidays(country).default_language
    regions = (None, *list_supported_countries()[country])
    found = (country_holidays(country, subdiv=one, years=years, language=spoken) for one in regions)
    return frozenset(pair for one in found for pair in one.items())


def _fetched(country: str, region: str | None, years: range) -> tuple[Holiday, ...]:
    """The public holidays of a country and one region of it, in the country's language."""
    try:
        from holidays import country_holidays, list_supported_countries
    except ImportError as problem:
        raise MissingToolError(
            "the library holidays is missing", "pip install 'clm[calendars]'"
        ) from problem
    regions = list_supported_countries().get(country)
    if regions is None:
        raise UsageError(f"no holidays are known of the country {country}", "two letters, as DE")
    if region is not None and region not in regions:
        raise UsageError(f"{country} has no region {region}", f"known: {', '.join(regions)}")
    spoken = country_holidays(country).default_language
    everywhere = country_holidays(country, years=years, language=spoken)
    there = country_holidays(country, subdiv=region, years=years, language=spoken)
    return tuple(
        Holiday(on=day, name=name, region=None if day in everywhere else region)
        for day, name in sorted(there.items())
        if day.year in years
    )
