"""What is done to plans (A4.12)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from clm.domain.plan import Goal
from clm.domain.planacts import add_goal, close, hold_review, move, plan_review, standing_still
from clm.errors import RefusedError
from tests.domain.cases import acting, day, told
from tests.domain.test_progress import REVIEWS, plan

if TYPE_CHECKING:
    from collections.abc import Callable

ME = acting("2026-11-18")
CLOSED = plan(more="closed_on: 2026-11-17\n")


def goal(due: str = "2027-06-30", since: str | None = None) -> Goal:
    first = day(since) if since else None
    return Goal(
        id="g-222222", text="Neu", horizon="short", owner="tom", due=day(due), from_=first
    )  # fmt: skip


def test_a_goal_is_due_after_it_begins_and_not_in_the_past() -> None:  # A4.12
    made = told(add_goal(plan(), goal(), ME))
    assert made == ["+ plan goals Neu short tom 2027-06-30 open"]
    with pytest.raises(RefusedError, match="2026-11-17 lies in the past"):
        add_goal(plan(), goal("2026-11-17"), ME)
    with pytest.raises(RefusedError, match="due on 2026-12-01, and begin on 2026-12-01"):
        add_goal(plan(), goal("2026-12-01", "2026-12-01"), ME)


def test_a_goal_leads_somewhere() -> None:  # A4.12
    for baseline, target, wanted in (("5", "5.0", ["target"]), ("5", "6", []), ("5", None, [])):
        new = replace(goal(), baseline=Decimal(baseline), target=target and Decimal(target))
        assert [field for field, _ in standing_still(new)] == wanted
        if wanted:
            with pytest.raises(RefusedError, match=r"target: 5\.0 is the baseline"):
                add_goal(plan(), new, ME)


def test_what_is_counted_does_not_fall_below_0() -> None:  # A4.12
    for measure, wanted in (
        ("customers", ["target"]),
        ("figure: csat", ["target"]),
        ("figure: nps", []),
    ):
        new = replace(goal(), measure=measure, baseline=Decimal(5), target=Decimal(-5))
        assert [field for field, _ in standing_still(new)] == wanted


def test_a_closed_plan_stays_as_it_is() -> None:  # A4.12
    acts: list[Callable[[], object]] = [
        lambda: add_goal(CLOSED, goal(), ME),
        lambda: move(CLOSED, CLOSED.goals[0], "reached", ME),
        lambda: plan_review(CLOSED, day("2027-01-01"), ME),
        lambda: hold_review(CLOSED, "gut", {}, ME),
        lambda: close(CLOSED, ME),
    ]
    for act in acts:
        with pytest.raises(RefusedError, match="pl-111111 was closed on 2026-11-17"):
            act()


def test_somebody_says_that_a_goal_is_reached_or_dropped_or_open_again() -> None:  # A4.12
    of = plan()
    assert told(move(of, of.goals[0], "reached", ME)) == [
        "goals g-111111 status = reached",
        "goals g-111111 status_on = 2026-11-18",
        "goals g-111111 status_by = jana",
    ]
    assert told(move(of, of.goals[0], "dropped", ME, "kein Geld"))[3:] == [
        "goals g-111111 note = kein Geld"
    ]
    with pytest.raises(RefusedError, match="why is g-111111 dropped"):
        move(of, of.goals[0], "dropped", ME)
    ended = plan("status: reached\nstatus_on: 2026-11-02\nstatus_by: tom\nnote: früh")
    assert move(ended, ended.goals[0], "reached", ME).said == ("g-111111 is reached already",)
    assert told(move(ended, ended.goals[0], "open", ME)) == [
        "goals g-111111 status = open",
        "goals g-111111 status_on = None",
        "goals g-111111 status_by = None",
    ]


def test_a_review_is_planned_once_a_day() -> None:  # A4.12
    of = plan(more=REVIEWS)
    assert told(plan_review(of, day("2027-03-01"), ME)) == ["+ plan reviews 2027-03-01 {}"]
    again = plan_review(of, day("2027-02-15"), ME)
    assert (again.changes, again.said) == (
        (), ("pl-111111: a review is planned for 2027-02-15 already",),
    )  # fmt: skip
    with pytest.raises(RefusedError, match="lies in the past"):
        plan_review(of, day("2026-11-17"), ME)
    ends = plan(more="to: 2027-01-31\n")
    assert plan_review(ends, day("2027-01-31"), ME).said == ()
    assert plan_review(ends, day("2027-02-01"), ME).said == (
        "2027-02-01 lies after the last day of pl-111111, 2027-01-31",
    )


def test_the_review_of_today_keeps_what_each_goal_is_at() -> None:  # A4.12
    of, figures = plan(more=REVIEWS), {"g-111111": "22"}
    early = hold_review(of, "gut", figures, ME)  # the planned ones are not due yet
    assert told(early) == ["+ plan reviews 2026-11-18 2026-11-18 gut {'g-111111': '22'}"]
    due = hold_review(of, "gut", figures, acting("2027-02-20"), day("2027-08-01"))
    assert told(due) == [
        "reviews k-22222222 held_on = 2027-02-20",
        "reviews k-22222222 by = jana",
        "reviews k-22222222 note = gut",
        "reviews k-22222222 figures = {'g-111111': '22'}",
        "+ plan reviews 2027-08-01 {}",
    ]
    assert told(hold_review(of, "gut", {}, acting("2027-02-15")))[1:] == [
        "reviews k-22222222 by = jana",
        "reviews k-22222222 note = gut",
    ]


def test_a_plan_is_reviewed_once_a_day() -> None:  # A4.12
    with pytest.raises(RefusedError, match="was reviewed today already"):
        hold_review(plan(more=REVIEWS), "noch einmal", {}, acting("2026-11-12"))


def test_what_is_open_is_told_when_a_plan_is_closed() -> None:  # A4.12
    made = close(plan(), ME, "gut")
    assert told(made) == ["closed_on = 2026-11-18", "closed_by = jana", "conclusions = gut"]
    assert made.said == ("still open: g-111111 G",)
    with pytest.raises(RefusedError, match="what came of it"):
        close(plan(), ME)
    done = close(plan("status: reached"), ME)
    assert (len(done.changes), done.said) == (2, ())
