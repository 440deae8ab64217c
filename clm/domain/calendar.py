"""Working days, weeks and the deadline of a week (L13)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final, NamedTuple

FRIDAY: Final = 4
"""`date.weekday()` of the day a week's work is due."""


class Calendar(NamedTuple):
    """Which days the team works: Monday to Friday but for `holidays`."""

    holidays: frozenset[date] = frozenset()

    def is_working_day(self, day: date) -> bool:
        """Is `day` worked?"""
        return day.weekday() <= FRIDAY and day not in self.holidays

    def working_days_after(self, day: date, n: int) -> date:
        """Which is the `n`-th working day after `day`, itself not counted (A1.15)?

        Raises:
            OverflowError: it lies past the year 9999.
        """
        for _ in range(n):
            day = self.next_working_day(day + timedelta(days=1))
        return day

    def next_working_day(self, day: date) -> date:
        """`day` itself if it is worked, else the first one after it that is (A1.42)."""
        while not self.is_working_day(day):
            day += timedelta(days=1)
        return day

    def deadline(self, day: date) -> date:
        """When is the week of `day` due: its Friday, or the working day before a holiday (L13)."""
        due = self.monday(day) + timedelta(days=FRIDAY)
        while not self.is_working_day(due):
            due -= timedelta(days=1)
        return due

    @staticmethod
    def monday(day: date) -> date:
        """The Monday of the ISO week of `day`."""
        return day - timedelta(days=day.weekday())

    @staticmethod
    def week_of(day: date) -> str:
        """The ISO week of `day` as it is written: `2026-W47`."""
        year, week, _ = day.isocalendar()
        return f"{year:04}-W{week:02}"
