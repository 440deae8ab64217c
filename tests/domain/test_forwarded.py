"""What a shift decides on: deadlines before a colleague works again, and budgets (A1.13)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from clm.domain.calendar import Calendar
from clm.domain.forwarded import ends_at, next_working_time, urgency
from clm.domain.people import Shift
from clm.domain.policy import Policy
from clm.domain.request import Budget, PostedTask
from tests.domain.cases import BERLIN

OFFICE = Calendar(zone=BERLIN)
POLICY = Policy()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


NOW = at("2026-11-18T10:00")


def task(
    deadline: str | None = None, hours: str | None = None, amount: str | None = None
) -> PostedTask:
    budget = Budget(
        hours=Decimal(hours) if hours else None, amount=Decimal(amount) if amount else None
    )
    return PostedTask(
        id="t-11111111",
        title="Reise",
        posted_at="2026-11-16",
        status="forwarded",
        deadline=deadline,
        budget=budget if hours or amount else None,
    )


@pytest.mark.parametrize(
    ("deadline", "back", "why"),
    [  # A1.13
        (None, "2026-11-23T09:00", ()),
        ("2026-11-22", "2026-11-23T09:00", ("deadline",)),
        ("2026-11-22", "2026-11-23T00:00", ()),  # a day ends at its end
        ("2026-11-23", "2026-11-23T09:00", ()),
        ("2026-11-23T08:59", "2026-11-23T09:00", ("deadline",)),
        ("2026-11-23T09:00", "2026-11-23T09:00", ()),
        ("2026-11-23T07:30:00Z", "2026-11-23T09:00", ("deadline",)),
        ("2026-11-19T09:59", "2026-11-18T10:00", ("deadline",)),  # within a day
        ("2026-11-19T10:00", "2026-11-18T10:00", ()),
        ("2026-11-10", "2026-11-18T10:00", ("deadline",)),
        ("2027-11-10", None, ("deadline",)),
        (None, None, ()),
    ],
)
def test_a_deadline_that_cannot_wait(
    deadline: str | None, back: str | None, why: tuple[str, ...]
) -> None:
    assert urgency(task(deadline), NOW, at(back) if back else None, POLICY) == why


@pytest.mark.parametrize(
    ("hours", "amount", "why"),
    [  # A1.13
        ("19.5", None, ()),
        ("20", None, ("budget",)),
        (None, "499.99", ()),
        (None, "500", ("budget",)),
        ("3", "700", ("budget",)),
    ],
)
def test_a_large_budget(hours: str | None, amount: str | None, why: tuple[str, ...]) -> None:
    assert urgency(task(None, hours, amount), NOW, NOW, POLICY) == why


def test_both_reasons() -> None:
    assert urgency(task("2026-11-18", "50"), NOW, NOW, POLICY) == ("deadline", "budget")


def test_a_task_without_deadline_never_ends() -> None:
    assert ends_at(task(), NOW) is None


def shift(on: str, start: str, end: str) -> Shift:
    return Shift(id="s-11111111", on=date.fromisoformat(on), from_=start, to=end)


def back(now: str, *shifts: Shift, away: str = "") -> str | None:
    """When somebody works next who is away on the days of `away`."""
    days = {date.fromisoformat(word) for word in away.split()}
    found = next_working_time(at(now), shifts, OFFICE, lambda day: day in days)
    return found.strftime("%Y-%m-%dT%H:%M") if found else None


@pytest.mark.parametrize(
    ("now", "answer"),
    [  # A1.13: without a shift the calendar answers
        ("2026-11-18T10:00", "2026-11-18T10:00"),
        ("2026-11-18T18:00", "2026-11-19T09:00"),
        ("2026-11-20T18:00", "2026-11-23T09:00"),
    ],
)
def test_the_calendar_answers_without_a_shift(now: str, answer: str) -> None:
    assert back(now) == answer
    assert back(now, shift("2026-11-17", "08:00", "16:00")) == answer  # over


@pytest.mark.parametrize(
    ("now", "answer"),
    [
        ("2026-11-18T10:00", "2026-11-18T12:00"),  # later today
        ("2026-11-18T13:00", "2026-11-18T13:00"),
        ("2026-11-18T20:00", "2026-11-20T22:00"),
        ("2026-11-21T01:00", "2026-11-21T01:00"),  # past midnight
        ("2026-11-21T02:00", "2026-11-23T09:00"),
    ],
)
def test_a_shift_to_come_goes_before_the_calendar(now: str, answer: str) -> None:
    night = shift("2026-11-20", "22:00", "02:00")
    assert back(now, night, shift("2026-11-18", "12:00", "20:00")) == answer


def test_days_of_absence_are_left_out() -> None:
    days = "2026-11-18 2026-11-19"
    assert back("2026-11-18T10:00", away=days) == "2026-11-20T09:00"
    duties = shift("2026-11-19", "12:00", "20:00"), shift("2026-11-21", "12:00", "20:00")
    assert back("2026-11-18T10:00", *duties, away=days) == "2026-11-21T12:00"


def test_who_never_comes_back_is_not_waited_for() -> None:
    assert next_working_time(NOW, (), OFFICE, lambda _: True) is None
