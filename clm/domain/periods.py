"""Stretches of days that reports are about, as typed: a week, a month, a quarter, from-to."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple

from clm.domain.datewords import parse_week
from clm.domain.moments import YEARS, written_day
from clm.errors import UsageError

_DECEMBER = 12


class Period(NamedTuple):
    """From a day through another; `name` as it was meant: `2026-W47`, `2026-11`."""

    name: str
    first: date
    last: date


def week_of(text: str, today: date) -> Period:
    """An ISO week.

    Raises:
        UsageError: it is none, or lies ahead.
    """
    monday = parse_week(text, today)
    year, week, _ = monday.isocalendar()
    return _begun(Period(f"{year:04}-W{week:02}", monday, monday + timedelta(days=6)), today)


def month_of(text: str, today: date) -> Period:
    """A month: `2026-11`, or `11` for the latest one that has begun.

    Raises:
        UsageError: it is none, or lies ahead.
    """
    found = re.fullmatch(r"(?:(\d{4})-)?(\d{1,2})", text, re.ASCII)
    month = int(found[2]) if found else 0
    if found is None or not 1 <= month <= _DECEMBER or (found[1] and int(found[1]) not in YEARS):
        raise UsageError(f"'{text}' is not a month", "a month is written 2026-11, or 11")
    year = int(found[1]) if found[1] else today.year - (month > today.month)
    first = date(year, month, 1)
    following = date(year + month // _DECEMBER, month % _DECEMBER + 1, 1)
    return _begun(Period(f"{year:04}-{month:02}", first, following - timedelta(days=1)), today)


def quarter_of(text: str, today: date) -> Period:
    """A quarter: `2026Q4`, `2026-Q4`, or `Q4` for the latest one that has begun.

    Raises:
        UsageError: it is none, or lies ahead.
    """
    found = re.fullmatch(r"(?:(\d{4})-?)?[Qq]([1-4])", text.strip(), re.ASCII)
    if found is None or (found[1] and int(found[1]) not in YEARS):
        raise UsageError(f"'{text}' is not a quarter", "a quarter is written 2026Q4, or Q4")
    number = int(found[2])
    year = int(found[1]) if found[1] else today.year - (date(today.year, number * 3 - 2, 1) > today)
    return _begun(_quarter(year, number), today)


def _quarter(year: int, number: int) -> Period:
    first = date(year, number * 3 - 2, 1)
    return Period(f"{year:04}Q{number}", first, _month_before(first, -3) - timedelta(days=1))


def _month_before(first: date, months: int) -> date:
    """The first day of the month so many months before that of a first day."""
    total = first.year * _DECEMBER + first.month - 1 - months
    return date(total // _DECEMBER, total % _DECEMBER + 1, 1)


def named_period(text: str, today: date) -> Period:
    """A stretch of days by any of its names: a quarter, a month, a week, or from-to.

    Raises:
        UsageError: it is none of them, or lies ahead.
    """
    if ".." in text:
        return period_of(text, today)
    if "q" in text.lower():
        return quarter_of(text, today)
    return week_of(text, today) if "w" in text.lower() else month_of(text, today)


def before(period: Period) -> Period:
    """The stretch of days before one: the quarter or month before, else as many days."""
    if re.fullmatch(r"\d{4}Q\d", period.name):
        first = _month_before(period.first, 3)
        return _quarter(first.year, (first.month + 2) // 3)
    last = period.first - timedelta(days=1)
    if re.fullmatch(r"\d{4}-\d{2}", period.name):
        return Period(f"{last:%Y-%m}", last.replace(day=1), last)
    first = last - (period.last - period.first)
    return Period(f"{first}..{last}", first, last)


def period_of(text: str, today: date) -> Period:
    """Days of one's own: `2026-10-01..2026-12-31`.

    Raises:
        UsageError: it is written otherwise, ends before it begins, or lies ahead.
    """
    start, dots, end = text.partition("..")
    try:
        first, last = written_day(start.strip()), written_day(end.strip())
    except ValueError:
        dots = ""
    if not dots:
        hint = "a period is written 2026-10-01..2026-12-31"
        raise UsageError(f"'{text}' is not a period", hint)
    if last < first:
        raise UsageError(f"'{text}' ends before it begins", "the first day comes first")
    return _begun(Period(f"{first}..{last}", first, last), today)


def _begun(period: Period, today: date) -> Period:
    if period.first > today:
        raise UsageError(f"{period.name} lies ahead", "name one that has begun")
    return period
