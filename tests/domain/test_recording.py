"""Were requests recorded on time, and which days do reports mean (A0.12)?"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from clm.domain.calendar import Calendar, Interval
from clm.domain.periods import month_of, period_of, week_of
from clm.domain.policy import Policy
from clm.domain.process import Process
from clm.domain.recording import recording
from clm.errors import UsageError

BERLIN = ZoneInfo("Europe/Berlin")
SHORT_FRIDAY = (
    *((Interval(9 * 60, 12 * 60), Interval(13 * 60, 18 * 60)),) * 4,
    (Interval(9 * 60, 13 * 60),),
    (),
    (),
)
CALENDAR = Calendar(frozenset({date(2026, 11, 17)}), week=SHORT_FRIDAY, zone=BERLIN)
"""Eight hours but four on Fridays; Tuesday the 17th is a holiday."""
TODAY = date(2026, 11, 18)


def process(days: int = 1) -> Process:
    return Process(replace(Policy(), record_working_days=days), CALENDAR, BERLIN)


@pytest.mark.parametrize(
    ("received", "recorded", "hours", "limit", "on_time"),
    [
        ("2026-11-16T09:00", "2026-11-16T09:30", "0.5", "8", True),
        ("2026-11-16T11:30", "2026-11-16T13:30", "1", "8", True),  # over lunch
        ("2026-11-16T17:00", "2026-11-18T17:00", "8", "8", True),  # over the holiday
        ("2026-11-16T17:00", "2026-11-18T17:01", "8.02", "8", False),
        ("2026-11-13T12:00", "2026-11-16T12:00", "4", "4", True),  # the short Friday, a weekend
        ("2026-11-13T12:00", "2026-11-16T14:00", "5", "4", False),
        ("2026-11-14T12:00", "2026-11-16T18:00", "8", "8", True),  # on a Saturday
        ("2026-11-16", "2026-11-18T18:00", "8", "8", True),  # no hour known: its end
        ("2026-11-16T08:00:00Z", "2026-11-16T09:00:00Z", "1", "8", True),  # instants
        ("2026-11-16T12:00", "2026-11-16T11:00", "0", "8", True),  # written down before it came
    ],
)
def test_working_time_from_the_word_to_the_record(  # A0.12
    received: str, recorded: str, hours: str, limit: str, *, on_time: bool
) -> None:
    found = recording(received, recorded, process())
    assert (found.hours, found.limit) == (Decimal(hours), Decimal(limit))
    assert found.on_time is on_time


def test_the_threshold_is_the_teams() -> None:  # A0.12
    late = recording("2026-11-16T17:00", "2026-11-19T09:30", process(1))
    assert not late.on_time
    assert late.limit == Decimal(8)
    assert recording("2026-11-16T17:00", "2026-11-19T09:30", process(2)).on_time


def test_working_time_when_the_clock_changes() -> None:
    """The night in which summer time ends is an hour longer."""
    night = Calendar(overrides={date(2026, 10, 25): (Interval(0, 6 * 60),)}, zone=BERLIN)
    start = datetime(2026, 10, 25, 0, tzinfo=BERLIN)
    end = datetime(2026, 10, 25, 6, tzinfo=BERLIN)
    assert night.working_time_between(start, end).total_seconds() == 7 * 3600


@pytest.mark.parametrize(
    ("made", "first", "last"),
    [
        (week_of("W47", TODAY), "2026-11-16", "2026-11-22"),
        (month_of("2026-02", TODAY), "2026-02-01", "2026-02-28"),
        (month_of("11", TODAY), "2026-11-01", "2026-11-30"),
        (month_of("12", TODAY), "2025-12-01", "2025-12-31"),
        (period_of("2026-10-01..2026-12-31", TODAY), "2026-10-01", "2026-12-31"),
        (period_of("2026-11-18..2026-11-18", TODAY), "2026-11-18", "2026-11-18"),
    ],
)
def test_a_period(made: tuple[str, date, date], first: str, last: str) -> None:
    assert made[1:] == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("parse", "text", "said"),
    [
        (week_of, "2026-W48", "lies ahead"),
        (month_of, "2026-12", "lies ahead"),
        (month_of, "2026-13", "is not a month"),
        (month_of, "november", "is not a month"),
        (period_of, "2026-11-19..2026-11-20", "lies ahead"),
        (period_of, "2026-11-18..2026-11-17", "ends before it begins"),
        (period_of, "2026-11-18", "is not a period"),
        (period_of, "yesterday..today", "is not a period"),
    ],
)
def test_what_is_no_period(parse: object, text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        parse(text, TODAY)  # type: ignore[operator]
