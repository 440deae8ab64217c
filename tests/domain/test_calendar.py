from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clm.domain.calendar import Calendar

PLAIN = Calendar()
DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("booked", "n", "due"),
    [
        ("2026-11-16", 3, "2026-11-19"),
        ("2026-11-19", 3, "2026-11-24"),  # Thursday: Friday, Monday, Tuesday
        ("2026-11-21", 1, "2026-11-23"),  # Saturday
        ("2026-11-19", 0, "2026-11-19"),
    ],
)
def test_working_days_after(booked: str, n: int, due: str) -> None:
    assert PLAIN.working_days_after(day(booked), n) == day(due)


def test_a_first_check_booked_on_thursday_before_a_monday_holiday_is_due_on_wednesday() -> None:
    easter_monday = day("2026-04-06")
    calendar = Calendar(frozenset({easter_monday}))
    assert calendar.working_days_after(day("2026-04-02"), 3) == day("2026-04-08")


def test_a_reminder_on_a_free_day_shows_on_the_next_working_day() -> None:
    calendar = Calendar(frozenset({day("2026-11-23")}))
    assert calendar.next_working_day(day("2026-11-21")) == day("2026-11-24")
    assert calendar.next_working_day(day("2026-11-20")) == day("2026-11-20")


@pytest.mark.parametrize(
    ("today", "due"),
    [
        ("2026-11-16", "2026-11-20"),
        ("2026-11-20", "2026-11-20"),
        ("2026-11-22", "2026-11-20"),  # the week is over, its deadline stays
        ("2027-01-01", "2026-12-31"),  # New Year's Day is a Friday
    ],
)
def test_the_deadline_is_the_friday_or_the_working_day_before_a_holiday(
    today: str, due: str
) -> None:
    calendar = Calendar(frozenset({day("2027-01-01")}))
    assert calendar.deadline(day(today)) == day(due)


@pytest.mark.parametrize(
    ("today", "week"),
    [("2026-11-18", "2026-W47"), ("2027-01-03", "2026-W53"), ("2024-12-30", "2025-W01")],
)
def test_a_week_carries_its_iso_year(today: str, week: str) -> None:
    assert PLAIN.week_of(day(today)) == week


@given(DAYS, st.frozensets(DAYS, max_size=5))
def test_a_deadline_is_worked_and_not_after_its_friday(today: date, free: frozenset[date]) -> None:
    calendar = Calendar(free)
    due = calendar.deadline(today)
    assert calendar.is_working_day(due)
    assert due <= calendar.monday(today) + timedelta(days=4)
    assert calendar.monday(today).weekday() == 0
