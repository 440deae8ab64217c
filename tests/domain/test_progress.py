"""How far a goal is on a day (A4.12)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, strategies

from clm.domain.plan import Plan
from clm.domain.progress import begins, is_there, last_held, next_review, progress, tidy
from tests.domain.cases import day, of_yaml

START, DUE = "2026-11-01", "2027-02-09"  # a hundred days

HEAD = "id: pl-111111\ntitle: T\nvision: V\nowner: jana\nfrom: 2026-11-01\n"


def plan(goal: str = "", more: str = "") -> Plan:
    """A plan with one goal, whose fields are these lines."""
    lines = "".join(f"    {line}\n" for line in goal.splitlines())
    first = "goals:\n  - id: g-111111\n    text: G\n    horizon: long\n    owner: jana\n"
    return of_yaml(f"{HEAD}{more}{first}    due: {DUE}\n{lines}", Plan)


def stands(on: str, now: str | None, goal: str) -> str:
    """`behind 10 %, 30 expected, 50 days`: how the goal stands on a day."""
    of = plan(goal)
    value = Decimal(now) if now else None
    told = progress(of.goals[0], begins(of, of.goals[0]), value, day(on), 10)
    percent = "" if told.percent is None else f" {told.percent} %"
    expected = "" if told.expected is None else f", {told.expected} expected"
    return f"{told.state}{percent}{expected}, {told.days_left} days"


UP = "measure: customers\nbaseline: 20\ntarget: 40"
DOWN = "measure: complaints\nbaseline: 40\ntarget: 20"
KEEP = "measure: customers\nbaseline: 20\ntarget: 20"


@pytest.mark.parametrize(
    ("goal", "on", "now", "wanted"),
    [
        (UP, START, "20", "on-track 0 %, 20 expected, 100 days"),
        (UP, "2026-10-01", "20", "on-track 0 %, 20 expected, 131 days"),
        (UP, "2026-12-21", "30", "on-track 50 %, 30 expected, 50 days"),
        (UP, "2026-12-21", "28", "on-track 40 %, 30 expected, 50 days"),  # ten points are borne
        (UP, "2026-12-21", "27", "behind 35 %, 30 expected, 50 days"),
        (UP, "2026-12-21", "15", "behind -25 %, 30 expected, 50 days"),
        (UP, "2026-12-22", "40", "reached 100 %, 30.2 expected, 49 days"),
        (UP, "2026-12-21", "50", "reached 150 %, 30 expected, 50 days"),
        (UP, DUE, "39.9", "on-track 99 %, 40 expected, 0 days"),  # never 100 before it is there
        (UP, "2027-02-10", "39.9", "overdue 99 %, 40 expected, -1 days"),
        (UP, "2027-02-10", "40", "reached 100 %, 40 expected, -1 days"),
        (UP, "2026-12-21", None, "no-data, 30 expected, 50 days"),
        (UP, "2027-02-10", None, "overdue, 40 expected, -1 days"),
        (DOWN, "2026-12-21", "30", "on-track 50 %, 30 expected, 50 days"),
        (DOWN, "2026-12-21", "33", "behind 35 %, 30 expected, 50 days"),
        (DOWN, "2026-12-21", "45", "behind -25 %, 30 expected, 50 days"),
        (DOWN, "2026-12-21", "20", "reached 100 %, 30 expected, 50 days"),
        (DOWN, "2026-12-21", "19", "reached 105 %, 30 expected, 50 days"),
        (KEEP, "2026-12-21", "20", "reached 100 %, 20 expected, 50 days"),
        (KEEP, "2026-12-21", "19", "behind 0 %, 20 expected, 50 days"),
        ("measure: customers\ntarget: 9", START, "8", "no-data, 100 days"),
        ("measure: customers\ntarget: 9", START, "9", "no-data, 100 days"),
        ("measure: complaints\ntarget: 0", START, "15", "no-data, 100 days"),
        ("", START, None, "not-measured, 100 days"),
        ("", "2027-02-10", None, "overdue, -1 days"),
        (f"{UP}\nstatus: reached", "2027-02-10", "22", "reached 10 %, -1 days"),
        (f"{UP}\nstatus: dropped", START, "22", "dropped 10 %, 100 days"),
        ("status: reached", "2027-02-10", None, "reached, -1 days"),
    ],
)
def test_how_a_goal_stands(goal: str, on: str, now: str | None, wanted: str) -> None:  # A4.12
    assert stands(on, now, goal) == wanted


def test_the_way_begins_on_the_day_of_the_baseline() -> None:  # A4.12
    late = f"{UP}\nfrom: 2026-12-21"
    assert stands("2026-12-21", "20", late) == "on-track 0 %, 20 expected, 50 days"
    assert stands("2027-01-15", "30", late) == "on-track 50 %, 30 expected, 25 days"
    short = f"{UP}\nfrom: {DUE}"
    assert stands("2027-02-08", "20", short) == "on-track 0 %, 20 expected, 1 days"
    assert stands(DUE, "20", short) == "behind 0 %, 40 expected, 0 days"


@given(
    strategies.integers(-50, 50), strategies.integers(-50, 50), strategies.integers(-99, 99),
    strategies.integers(0, 100),
)  # fmt: skip
def test_whatever_is_there_is_at_100_and_nothing_else(
    baseline: int, target: int, now: int, gone: int
) -> None:  # A4.12
    (goal,) = plan(f"measure: customers\nbaseline: {baseline}\ntarget: {target}").goals
    today = day(START).fromordinal(day(START).toordinal() + gone)
    told = progress(goal, day(START), Decimal(now), today, 10)
    assert told.percent is not None
    assert told.expected is not None
    assert (told.percent >= 100) is (told.state == "reached") is is_there(goal, Decimal(now))
    assert min(baseline, target) <= told.expected <= max(baseline, target)


def test_a_figure_has_one_place_at_most() -> None:
    assert [str(tidy(Decimal(one))) for one in ("7", "7.04", "7.25", "-0.5")] == [
        "7", "7", "7.2", "-0.5",
    ]  # fmt: skip


REVIEWS = """reviews:
  - {id: k-11111111, on: 2027-05-01}
  - {id: k-22222222, on: 2027-02-15}
  - {id: k-33333333, on: 2026-11-10, held_on: 2026-11-12, by: jana, note: gut}
  - {id: k-44444444, on: 2026-11-05, held_on: 2026-11-05, by: jana, note: gut}
"""


def test_the_next_and_the_last_review() -> None:  # A4.12
    of = plan(more=REVIEWS)
    coming, held = next_review(of), last_held(of)
    assert coming
    assert held
    assert (coming.id, held.id) == ("k-22222222", "k-33333333")
    assert next_review(plan(more=REVIEWS + "closed_on: 2026-11-18\n")) is None
    assert (next_review(plan()), last_held(plan())) == (None, None)
