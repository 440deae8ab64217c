"""A calendar as stored in `calendars/`, and the calendar that rules ask made from it.

A holiday with a region counts only in a calendar of that region, one without counts always. The
week holds from `valid_from` on, weeks of before stand in `earlier`: what was counted by them stays.
Overrides add working time and never take any away: a day off of the whole team is a holiday.
"""

from __future__ import annotations

import re
from datetime import date, timedelta, tzinfo
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Final
from zoneinfo import ZoneInfo

import msgspec

from clm.domain.calendar import DAYS, Calendar, Interval
from clm.domain.customer import Record
from clm.domain.flaws import Flaw
from clm.domain.policy import Weekday
from clm.domain.settingschecks import zone_flaws
from clm.domain.values import Handle

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

    from clm.domain.calendar import Week
    from clm.domain.flaws import At
    from clm.domain.policy import Policy

_TIME: Final = "([0-2][0-9]):([0-5][0-9])"
_INTERVAL: Final = f"{_TIME}-{_TIME}"
_MIDNIGHT: Final = 24 * 60

IntervalText = Annotated[str, msgspec.Meta(extra_json_schema={"pattern": f"^{_INTERVAL}$"})]
"""Working time as it is written: `09:00-12:30`, to the end of the day `18:00-24:00`."""


class Holiday(Record, frozen=True, kw_only=True):
    """A day off, in one region or everywhere."""

    on: date
    name: str | None = None
    region: str | None = None


class Override(Record, frozen=True, kw_only=True):
    """Working time added to one day, `from` and `to` as local `HH:MM`."""

    on: date
    from_: str = msgspec.field(name="from")
    to: str


class EarlierWeek(Record, frozen=True, kw_only=True):
    """How the week was until a day, that day included."""

    until: date
    week: dict[Weekday, tuple[IntervalText, ...]]


class WorkCalendar(Record, frozen=True, kw_only=True):
    """When a team or a person works, `calendars/<id>.yaml`."""

    id: Handle
    zone: str
    region: str | None = None
    week: dict[Weekday, tuple[IntervalText, ...]]
    earlier: tuple[EarlierWeek, ...] = ()
    holidays: tuple[Holiday, ...] = ()
    overrides: tuple[Override, ...] = ()
    valid_from: date | None = None


# what rules ask


def office_calendar(policy: Policy, zone: tzinfo) -> Calendar:
    """The calendar of a team that has written none."""
    return Calendar(zone=zone, due=DAYS.index(policy.week_deadline))


def calendar_of(record: WorkCalendar, policy: Policy) -> Calendar:
    """The calendar that a record without flaws describes."""
    overrides: dict[date, tuple[Interval, ...]] = {}
    for one in record.overrides:
        added = _intervals([_written(one)])
        overrides[one.on] = (*overrides.get(one.on, ()), *added)
    return Calendar(
        holidays=frozenset(one.on for one in holidays_of(record)),
        week=week_of(record),
        overrides=overrides,
        valid_from=record.valid_from or date.min,
        zone=ZoneInfo(record.zone),
        due=DAYS.index(policy.week_deadline),
        earlier=tuple(sorted((one.until, week_of(one)) for one in record.earlier)),
    )


def week_of(record: WorkCalendar | EarlierWeek) -> Week:
    """The working time of each weekday, Monday first."""
    return tuple(_intervals(record.week.get(day, ())) for day in DAYS)


def holidays_of(record: WorkCalendar) -> list[Holiday]:
    """The holidays that count here: those of the calendar's region, and those of none."""
    return [one for one in record.holidays if one.region in (None, record.region)]


def shown_interval(interval: Interval) -> str:
    """Working time as it is written."""
    start, end = (f"{minutes // 60:02}:{minutes % 60:02}" for minutes in interval)
    return f"{start}-{end}"


def _intervals(texts: Iterable[str]) -> tuple[Interval, ...]:
    return tuple(sorted(found for found in map(_interval, texts) if found))


def _interval(text: str) -> Interval | None:
    """What a text says, as far as it says times; whether they make sense is not asked."""
    found = re.fullmatch(_INTERVAL, text, re.ASCII)
    if found is None:
        return None
    hours, minutes, hours_then, minutes_then = map(int, found.groups())
    return Interval(hours * 60 + minutes, hours_then * 60 + minutes_then)


def _written(override: Override) -> str:
    return f"{override.from_}-{override.to}"


# holidays taken from elsewhere


def renewed(
    known: Sequence[Holiday],
    found: Sequence[Holiday],
    years: Container[int],
    region: str | None,
    public: Container[tuple[date, str | None]] = (),
) -> tuple[Holiday, ...]:
    """The holidays, in order, with the public ones of some years that count in a region replaced.

    The team's own days off stay: those of no region on a day that was not `found`, unless they
    are `public`, which are the holidays of every region by day and name.
    """
    days = {one.on for one in found}

    def stays(one: Holiday) -> bool:
        if one.on.year not in years:
            return True
        if one.region is None:
            return one.on not in days and (one.on, one.name) not in public
        return one.region != region

    return tuple(sorted((*filter(stays, known), *found), key=_key))


def left_out(known: Sequence[Holiday], renewed: Sequence[Holiday]) -> list[Holiday]:
    """The holidays that stood there and stand there no longer."""
    keys = {_key(one) for one in renewed}
    return [one for one in known if _key(one) not in keys]


def _key(holiday: Holiday) -> tuple[date, str]:
    return holiday.on, holiday.region or ""


# the past

LOOKED_BACK: Final = 2 * 366
"""How many days back it is looked whether they were worked otherwise (own choice)."""


def rewritten(before: Calendar, after: Calendar, today: date) -> list[date]:
    """The days before today, of some two years, that a changed calendar says otherwise (A2.9).

    What was counted by them is counted otherwise from now on.
    """
    days = (today - timedelta(days=n) for n in range(LOOKED_BACK, 0, -1))
    return [day for day in days if before.stretches(day) != after.stretches(day)]


# what is wrong with it


def flaws(calendar: WorkCalendar) -> Iterator[Flaw]:
    """What makes a calendar unusable though each field fits its type."""
    yield from zone_flaws("zone", calendar.zone)
    yield from _week_flaws((), calendar.week)
    for earlier in calendar.earlier:
        yield from _week_flaws(("earlier", str(earlier.until)), earlier.week)
    for one in calendar.overrides:
        at = ("overrides", f"{one.on}@{one.from_}")
        yield from _interval_flaws(at, _written(one), "overrides")
    seen: set[tuple[date, str]] = set()
    for holiday in calendar.holidays:
        if _key(holiday) in seen:
            at = ("holidays", "@".join(filter(None, (str(holiday.on), holiday.region))))
            yield Flaw(at, f"holidays: {holiday.on} stands there twice", "take one of them out")
        seen.add(_key(holiday))
    days = [one.until for one in calendar.earlier]
    for until in sorted({day for day in days if days.count(day) > 1}):
        sentence = f"earlier: {until} stands there twice"
        yield Flaw(("earlier", str(until)), sentence, "take one of them out")


def _week_flaws(at: At, week: Mapping[Weekday, Iterable[str]]) -> Iterator[Flaw]:
    at = (*at, "week")
    for day, texts in week.items():
        wrong = [flaw for text in texts for flaw in _interval_flaws((*at, day, text), text, day)]
        yield from wrong
        if not wrong:
            yield from _overlaps((*at, day), day, texts)
    if not any(week.values()):
        yield Flaw(at, "week: no day has any working time", "add `mon: [09:00-17:00]`")


def _interval_flaws(at: tuple[str, ...], text: str, field: str) -> Iterator[Flaw]:
    found = _interval(text)
    if found is None or max(found) > _MIDNIGHT:
        yield Flaw(at, f'{field}: "{text[:40]}" is no working time', "write times like 09:00-17:00")
    elif found.end <= found.start:
        yield Flaw(at, f"{field}: {text} ends before it begins", "write the earlier time first")


def _overlaps(at: At, day: str, texts: Iterable[str]) -> Iterator[Flaw]:
    for one, other in pairwise(sorted(texts)):
        first, second = _intervals([one, other])
        if second.start < first.end:
            yield Flaw((*at, other), f"{day}: {one} and {other} overlap", "make them one")
