"""Working days, working time, weeks and the deadline of a week (L13)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple, get_args

from clm.domain.policy import Policy, Weekday

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

DAYS: Final[tuple[Weekday, ...]] = get_args(Weekday)
"""The weekdays as data name them; the place of each is its `date.weekday()`."""


class Interval(NamedTuple):
    """A stretch of working time: minutes since midnight by the wall clock, `end` not included."""

    start: int
    end: int


Week = tuple[tuple[Interval, ...], ...]
"""The working time of each weekday, Monday first, in order and without overlaps."""

OFFICE_WEEK: Final[Week] = ((Interval(9 * 60, 17 * 60),),) * 5 + ((), ())
"""What holds where no calendar says otherwise: Monday to Friday, nine to five (own choice)."""


class Calendar(NamedTuple):
    """When the team, or a person, works.

    `overrides` add working time to a day, a holiday or a Saturday too. `week` holds from
    `valid_from` on, `OFFICE_WEEK` before it, and each of `earlier` until its day, the first day
    first; holidays and overrides always do. Times are those of the wall clock in `zone`. `due` is
    the weekday by which a week's work is due.
    """

    holidays: frozenset[date] = frozenset()
    week: Week = OFFICE_WEEK
    overrides: Mapping[date, tuple[Interval, ...]] = MappingProxyType({})
    valid_from: date = date.min
    zone: tzinfo = UTC
    due: int = DAYS.index(Policy().week_deadline)
    earlier: tuple[tuple[date, Week], ...] = ()

    def is_working_day(self, day: date) -> bool:
        """Is `day` worked?"""
        return day in self.overrides or bool(self._planned(day))

    def working_days_after(self, day: date, n: int) -> date:
        """Which is the `n`-th working day after `day`, itself not counted (A1.15)?

        Raises:
            OverflowError: it lies past the year 9999.
        """
        for _ in range(n):
            day = self.next_working_day(day + timedelta(days=1))
        return day

    def next_working_day(self, day: date) -> date:
        """`day` itself if it is worked, else the first one after it that is (A1.42).

        Raises:
            OverflowError: it lies past the year 9999.
        """
        while not self.is_working_day(day):
            day += timedelta(days=1)
        return day

    def working_day_before(self, day: date) -> date:
        """The last working day before `day`, itself not counted.

        Raises:
            OverflowError: it lies before the year 1.
        """
        day -= timedelta(days=1)
        while not self.is_working_day(day):
            day -= timedelta(days=1)
        return day

    def deadline(self, day: date) -> date:
        """When is the week of `day` due: its weekday `due`, or the working day before it (L13).

        After seven days without work it keeps its weekday: two weeks have no deadline in common.
        """
        last = self.monday(day) + timedelta(days=self.due)
        days = (last - timedelta(days=n) for n in range(7))
        return next(filter(self.is_working_day, days), last)

    def intervals(self, day: date) -> tuple[Interval, ...]:
        """The working time of `day`, in order."""
        planned, added = self._planned(day), self.overrides.get(day, ())
        return _merged((*planned, *added)) if added else planned

    def hours(self, day: date) -> Decimal:
        """How many hours by the wall clock `day` is worked."""
        return hours_of(self.intervals(day))

    def next_working_time(self, at: datetime) -> datetime:
        """`at` itself inside working time, else when it next begins, in the calendar's zone.

        `at` knows its zone.

        Raises:
            OverflowError: it lies past the year 9999.
        """
        # Instants are compared, because two times of one zone compare by the wall clock, which
        # shows an hour twice when summer time ends.
        instant = at.astimezone(UTC)
        day = at.astimezone(self.zone).date()
        while True:
            for begin, end in self.stretches(day):
                if instant < end:
                    return at if begin <= instant else begin.astimezone(self.zone)
            day = self.next_working_day(day + timedelta(days=1))

    def day_begins(self, day: date) -> datetime | None:
        """When the work of `day` begins; None: it is not worked."""
        first = next(iter(self.intervals(day)), None)
        return self.instant(day, first.start).astimezone(self.zone) if first else None

    def working_hours_after(self, at: datetime, hours: int) -> datetime:
        """When so many hours of working time are over, counted from `at`, which knows its zone.

        Raises:
            OverflowError: it lies past the year 9999.
        """
        left = timedelta(hours=hours)
        instant = self.next_working_time(at).astimezone(UTC)
        while True:
            day = instant.astimezone(self.zone).date()
            end = next(end for _, end in self.stretches(day) if instant < end)
            if left <= end - instant:
                return (instant + left).astimezone(self.zone)
            left -= end - instant
            instant = self.next_working_time(end).astimezone(UTC)

    def working_time_between(self, start: datetime, end: datetime) -> timedelta:
        """How much working time lies between two instants that know their zone; at least none."""
        first, last = start.astimezone(self.zone).date(), end.astimezone(self.zone).date()
        total = timedelta()
        for n in range((last - first).days + 1):
            day = first + timedelta(days=n)
            for begins, ends in self.stretches(day):
                since = max(begins, start.astimezone(UTC))
                until = min(ends, end.astimezone(UTC))
                total += max(until - since, timedelta())
        return total

    def stretches(self, day: date) -> list[tuple[datetime, datetime]]:
        """The working time of `day` as instants in UTC, in order and without overlaps.

        A time that the wall clock shows twice is meant the first time; one that it leaves out
        comes as much later as the clock was put forward. Each interval is looked at for itself, as
        it is written: what is added never takes time away.
        """
        found: list[tuple[datetime, datetime]] = []
        for one in (*self._planned(day), *self.overrides.get(day, ())):
            begin, end = self.instant(day, one.start), self.instant(day, one.end)
            found += [(begin, end)] if begin < end else []
        if any(later[0] <= sooner[1] for sooner, later in pairwise(found)):
            return _apart(found)  # something was added, or the clock was put forward
        return found

    def _planned(self, day: date) -> tuple[Interval, ...]:
        if day in self.holidays:
            return ()
        then = next((week for until, week in self.earlier if day <= until), None)
        if then is None:
            then = self.week if day >= self.valid_from else OFFICE_WEEK
        return then[day.weekday()]

    def instant(self, day: date, minutes: int) -> datetime:
        """When a clock on the wall shows so many minutes since midnight of `day`, in UTC."""
        local = datetime.combine(day, time.min) + timedelta(minutes=minutes)
        return local.replace(tzinfo=self.zone).astimezone(UTC)

    @staticmethod
    def monday(day: date) -> date:
        """The Monday of the ISO week of `day`."""
        return day - timedelta(days=day.weekday())

    @staticmethod
    def week_of(day: date) -> str:
        """The ISO week of `day` as it is written: `2026-W47`."""
        year, week, _ = day.isocalendar()
        return f"{year:04}-W{week:02}"


def hours_of(intervals: Iterable[Interval]) -> Decimal:
    """How long intervals are together, in hours to two places."""
    minutes = sum(one.end - one.start for one in intervals)
    return round(Decimal(minutes) / 60, 2)


def _apart(stretches: Iterable[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    """The same time in order, with what overlaps made one."""
    apart: list[tuple[datetime, datetime]] = []
    for begin, end in sorted(stretches):
        if apart and begin <= apart[-1][1]:
            apart[-1] = (apart[-1][0], max(apart[-1][1], end))
        else:
            apart.append((begin, end))
    return apart


def _merged(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """The same time in order, with what overlaps or meets made one."""
    merged: list[Interval] = []
    for one in sorted(intervals):
        if merged and one.start <= merged[-1].end:
            merged[-1] = merged[-1]._replace(end=max(merged[-1].end, one.end))
        else:
            merged.append(one)
    return tuple(merged)
