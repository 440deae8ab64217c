"""Stretches of days that reports are about, as people type them: a week, a month, from-to."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final, NamedTuple

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
    """A quarter: `2026Q4` or `2026-Q4`.

    Raises:
        UsageError: it is none, or lies ahead.
    """
    found = re.fullmatch(r"(\d{4})-?[Qq]([1-4])", text, re.ASCII)
    if found is None or int(found[1]) not in YEARS:
        raise UsageError(f"'{text}' is not a quarter", "a quarter is written 2026Q4")
    first = date(int(found[1]), 3 * int(found[2]) - 2, 1)
    last = months_after(first, 3) - timedelta(days=1)
    return _begun(Period(f"{found[1]}-Q{found[2]}", first, last), today)


def year_of(text: str, today: date) -> Period:
    """A year: `2026`.

    Raises:
        UsageError: it is none, or lies ahead.
    """
    if not re.fullmatch(r"\d{4}", text, re.ASCII) or int(text) not in YEARS:
        raise UsageError(f"'{text}' is not a year", "a year is written 2026")
    return _begun(Period(text, date(int(text), 1, 1), date(int(text), 12, 31)), today)


def period_of(text: str, today: date) -> Period:
    """Days of one's own: `2026-10-01..2026-12-31`, or `2026Q3..2026Q4`.

    Raises:
        UsageError: it is written otherwise, ends before it begins, or lies ahead.
    """
    start, dots, end = text.partition("..")
    try:
        (first, _), (_, last) = _end(start.strip()), _end(end.strip())
    except ValueError:
        dots = ""
    if not dots:
        hint = "a period is written 2026-10-01..2026-12-31"
        raise UsageError(f"'{text}' is not a period", hint)
    if last < first:
        raise UsageError(f"'{text}' ends before it begins", "the first day comes first")
    return _begun(Period(f"{first}..{last}", first, last), today)


def _end(text: str) -> tuple[date, date]:
    """The first and the last day of what stands at one end: a day, or a stretch with a name."""
    for shape, read in _NAMED:
        if re.fullmatch(shape, text, re.ASCII):
            found = read(text, date.max)  # how far ahead it may lie is asked of the whole
            return found.first, found.last
    day = written_day(text)
    return day, day


_NAMED: Final = (
    (r"\d{4}-?[WwKk].*", week_of),
    (r"\d{4}-?[Qq].*", quarter_of),
    (r"\d{4}", year_of),
    (r"\d{4}-\d{1,2}", month_of),
)
_SHAPES: Final = (
    (r".*\.\..*", period_of),
    (r"(?:\d{4}-?)?[WwKk].*", week_of),
    (r"\d{4}-?[Qq].*", quarter_of),
    (r"\d{4}", year_of),
    (r"(?:\d{4}-)?\d{1,2}", month_of),
)


def any_period(text: str, today: date) -> Period:
    """A stretch of days in whichever form: `2026Q4`, `2026-11`, `2026-W47`, `2026`, from..to.

    Raises:
        UsageError: it is none of them, or lies ahead.
    """
    for shape, read in _SHAPES:
        if re.fullmatch(shape, text, re.ASCII):
            return read(text, today)
    hint = "a period is 2026, 2026Q4, 2026-11, 2026-W47 or 2026-10-01..2026-12-31"
    raise UsageError(f"'{text}' is not a period", hint)


def quarter_or(text: str | None, today: date) -> Period:
    """The stretch of days a text names; without one the quarter of `today`.

    Raises:
        UsageError: it names none, or one that lies ahead.
    """
    return any_period(text or f"{today.year}Q{(today.month + 2) // 3}", today)


def months_after(day: date, months: int) -> date:
    """The same day so many months later, the month's last where it has no such day."""
    months_on = day.month - 1 + months
    year, month = day.year + months_on // _DECEMBER, months_on % _DECEMBER + 1
    following = date(year + month // _DECEMBER, month % _DECEMBER + 1, 1)
    last = (following - timedelta(days=1)).day
    return date(year, month, min(day.day, last))


def before(period: Period) -> Period:
    """The stretch of days before one: the quarter, month or year before, else as many days."""
    last = period.first - timedelta(days=1)
    if re.fullmatch(r"\d{4}-Q\d", period.name):
        first = months_after(period.first, -3)
        return Period(f"{first.year:04}-Q{(first.month + 2) // 3}", first, last)
    if re.fullmatch(r"\d{4}-\d{2}", period.name):
        return Period(f"{last:%Y-%m}", last.replace(day=1), last)
    if re.fullmatch(r"\d{4}", period.name):
        return Period(str(last.year), last.replace(month=1, day=1), last)
    first = last - (period.last - period.first)
    return Period(f"{first}..{last}", first, last)


def _begun(period: Period, today: date) -> Period:
    if period.first > today:
        raise UsageError(f"{period.name} lies ahead", "name one that has begun")
    return period
