from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clm.domain.calendar import Calendar, Interval

PLAIN = Calendar()
BERLIN = ZoneInfo("Europe/Berlin")
MORNING, AFTERNOON = Interval(9 * 60, 12 * 60), Interval(12 * 60 + 30, 18 * 60)
LUNCH = Calendar(
    holidays=frozenset({date(2026, 12, 25)}),
    week=((MORNING, AFTERNOON),) * 4 + ((MORNING,), (), ()),
    overrides={date(2026, 11, 21): (Interval(10 * 60, 14 * 60),)},
    zone=BERLIN,
)
"""A break at noon, Fridays until noon, Christmas off, one Saturday worked."""
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


# A1.15
def test_a_first_check_booked_on_thursday_before_a_monday_holiday_is_due_on_wednesday() -> None:
    easter_monday = day("2026-04-06")
    calendar = Calendar(frozenset({easter_monday}))
    assert calendar.working_days_after(day("2026-04-02"), 3) == day("2026-04-08")


# A1.42
def test_a_reminder_on_a_free_day_shows_on_the_next_working_day() -> None:
    calendar = Calendar(frozenset({day("2026-11-23")}))
    assert calendar.next_working_day(day("2026-11-21")) == day("2026-11-24")
    assert calendar.next_working_day(day("2026-11-20")) == day("2026-11-20")


# L13
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


# L13
def test_a_week_without_work_has_a_deadline_of_its_own() -> None:  # L13
    calendar = Calendar(frozenset(day(f"2026-11-{n}") for n in range(16, 21)))
    assert calendar.deadline(day("2026-11-18")) == day("2026-11-20")
    assert calendar.deadline(day("2026-11-13")) == day("2026-11-13")


@pytest.mark.parametrize(
    ("weekday", "due"),
    [(4, "2026-11-20"), (3, "2026-11-19"), (6, "2026-11-20"), (0, "2026-11-13")],
)
def test_the_deadline_is_the_weekday_the_team_has_set(weekday: int, due: str) -> None:
    calendar = Calendar(frozenset({day("2026-11-16")}), due=weekday)
    assert calendar.deadline(day("2026-11-18")) == day(due)


# L13
@pytest.mark.parametrize(
    ("on", "hours"),
    [
        ("2026-11-18", "8.5"),  # a Wednesday: 3 hours and 5.5
        ("2026-11-20", "3"),
        ("2026-11-21", "4"),  # the Saturday that is worked
        ("2026-11-22", "0"),
        ("2026-12-25", "0"),  # a Friday, but Christmas
    ],
)
def test_the_hours_of_a_day(on: str, hours: str) -> None:
    assert str(LUNCH.hours(day(on)).normalize()) == hours
    assert LUNCH.is_working_day(day(on)) == (hours != "0")


def test_an_override_adds_to_the_week_and_to_a_holiday() -> None:
    late = {day("2026-11-18"): (Interval(17 * 60, 20 * 60), Interval(8 * 60, 8 * 60 + 30))}
    calendar = LUNCH._replace(overrides=late)
    shown = [(one.start / 60, one.end / 60) for one in calendar.intervals(day("2026-11-18"))]
    assert shown == [(8, 8.5), (9, 12), (12.5, 20)]
    worked = LUNCH._replace(overrides={day("2026-12-25"): (MORNING,)})
    assert worked.is_working_day(day("2026-12-25"))
    assert worked.deadline(day("2026-12-25")) == day("2026-12-25")


def test_before_it_is_valid_the_office_week_holds() -> None:
    calendar = Calendar(week=((MORNING,),) + ((),) * 6, valid_from=day("2026-11-17"))
    worked = [d for d in range(9, 24) if calendar.is_working_day(date(2026, 11, d))]
    assert worked == [9, 10, 11, 12, 13, 16, 23]
    assert calendar.hours(day("2026-11-16")) == 8


@pytest.mark.parametrize(
    ("at", "then"),
    [
        ("2026-11-18T10:15", "2026-11-18T10:15"),
        ("2026-11-18T09:00", "2026-11-18T09:00"),
        ("2026-11-18T03:00", "2026-11-18T09:00"),
        ("2026-11-18T12:00", "2026-11-18T12:30"),  # the end is not worked any more
        ("2026-11-18T12:29", "2026-11-18T12:30"),
        ("2026-11-18T18:00", "2026-11-19T09:00"),
        ("2026-11-20T12:00", "2026-11-21T10:00"),  # the Saturday that is worked
        ("2026-11-21T14:00", "2026-11-23T09:00"),  # over the weekend
        ("2026-12-24T18:30", "2026-12-28T09:00"),  # over Christmas
    ],
)
def test_the_next_working_time(at: str, then: str) -> None:
    asked = datetime.fromisoformat(at).replace(tzinfo=BERLIN)
    meant = datetime.fromisoformat(then).replace(tzinfo=BERLIN)
    assert LUNCH.next_working_time(asked) == meant
    assert LUNCH.next_working_time(asked.astimezone(UTC)).astimezone(UTC) == meant.astimezone(UTC)


@pytest.mark.parametrize(
    ("at", "then"),
    [
        ("2026-10-23T15:00+00:00", "2026-10-26T08:00+00:00"),  # summer time ends on Sunday
        ("2027-03-26T16:00+00:00", "2027-03-29T07:00+00:00"),  # and begins
        ("2026-03-27T14:30+00:00", "2026-03-27T14:30+00:00"),
    ],
)
def test_working_time_follows_the_wall_clock_over_a_change_of_summer_time(
    at: str, then: str
) -> None:
    calendar = Calendar(zone=BERLIN)
    found = calendar.next_working_time(datetime.fromisoformat(at))
    assert found.astimezone(UTC) == datetime.fromisoformat(then)


def test_the_hour_that_comes_twice_and_the_hour_that_is_left_out() -> None:
    nights = Calendar(week=((Interval(150, 240),),) * 7, zone=BERLIN)
    second = datetime(2026, 10, 25, 2, 10, tzinfo=BERLIN, fold=1)
    assert nights.next_working_time(second) == second  # 02:30 has been, 04:00 has not
    spring = datetime(2027, 3, 28, 1, 59, tzinfo=BERLIN)
    found = nights.next_working_time(spring)
    assert found.astimezone(UTC) == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)


def test_working_time_may_end_at_midnight() -> None:
    evenings = Calendar(week=((Interval(18 * 60, 24 * 60),),) * 7, zone=BERLIN)
    late = datetime(2026, 11, 18, 23, 59, tzinfo=BERLIN)
    assert evenings.next_working_time(late) == late
    midnight = datetime(2026, 11, 19, tzinfo=BERLIN)
    assert evenings.next_working_time(midnight) == datetime(2026, 11, 19, 18, tzinfo=BERLIN)


def test_the_day_is_the_one_the_calendar_s_zone_has() -> None:
    evenings = Calendar(week=((Interval(18 * 60, 24 * 60),),) * 7, zone=ZoneInfo("America/Lima"))
    late = datetime(2026, 11, 19, 1, tzinfo=UTC)  # the day before, 20:00, in Lima
    assert evenings.next_working_time(late) == late


def test_a_search_without_an_end_ends_with_the_years() -> None:
    never = Calendar(week=((),) * 7, valid_from=date(9990, 1, 1))
    with pytest.raises(OverflowError):
        never.next_working_day(date(9990, 1, 1))


def test_the_working_day_before_a_day_is_never_the_day_itself() -> None:
    calendar = Calendar(frozenset({date(2026, 11, 20)}))
    days = [calendar.working_day_before(date(2026, 11, day)) for day in (18, 20, 21, 23)]
    assert [one.day for one in days] == [17, 19, 19, 19]


def test_added_time_takes_none_away_where_the_clock_is_put_forward() -> None:
    # A2.9: at midnight the clock shows 1:00, so 0:00-1:00 is over before it begins
    day = date(2018, 11, 4)
    spans = (Interval(0, 60), Interval(0, 15))
    for added in (spans, spans[1:], spans[::-1]):
        held = Calendar(zone=ZoneInfo("America/Sao_Paulo"), overrides={day: added})
        (one,) = held.stretches(day)
        assert [f"{at:%d %H:%M}" for at in one] == ["04 03:00", "04 03:15"]
