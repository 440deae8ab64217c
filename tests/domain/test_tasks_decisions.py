"""Posting and moving a task, and by when it gets a VPA; 2026-11-18 is a Wednesday."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from clm.domain.changes import Add
from clm.domain.forwarded import VpaClock, vpa_clock
from clm.domain.request import Budget, PostedTask
from clm.domain.tasks import NewTask, move, post
from clm.errors import RefusedError, UsageError
from tests.domain.cases import PLAIN, acting, day, given, told

if TYPE_CHECKING:
    from clm.domain.requestwords import PostedStatus

ME = acting("2026-11-18")
CUSTOMER = given("").customer


def task(status: PostedStatus, on: str = "2026-11-10", vpa: str | None = None) -> PostedTask:
    return PostedTask(id="t-00000001", title="Reise", posted_at=on, status=status, vpa=vpa)


def test_a_task_is_posted_now_unless_it_is_said_when() -> None:
    new, decision = post(CUSTOMER, ME, NewTask(" Reise ", vpa="anna"), "am Telefon")
    assert new == "t-00000000"
    assert told(decision) == [
        "+ requests posted Reise 2026-11-18T09:00:00Z forwarded anna",
        "+ oteam notes other am Telefon",
    ]
    _, earlier = post(CUSTOMER, ME, NewTask("Reise", "2026-11-02", "draft"))
    assert told(earlier) == ["+ requests posted Reise 2026-11-02 draft"]


def test_a_task_may_have_a_budget() -> None:
    _, decision = post(CUSTOMER, ME, NewTask("Reise", hours=Decimal(3)))
    (change,) = decision.changes
    assert isinstance(change, Add)
    assert change.item.budget == Budget(hours=Decimal(3))


def test_a_task_needs_a_title() -> None:
    with pytest.raises(UsageError, match="title"):
        post(CUSTOMER, ME, NewTask("  "))


def test_a_task_moves_by_the_table() -> None:  # A0.40
    assert told(move(CUSTOMER, task("forwarded"), "done", ME)) == [
        "posted t-00000001 status = done"
    ]
    again = move(CUSTOMER, task("done"), "forwarded", ME, "doch nicht")
    assert told(again) == [
        "posted t-00000001 status = forwarded",
        "+ oteam notes other doch nicht",
    ]
    same = move(CUSTOMER, task("done"), "done", ME)
    assert (same.changes, same.said) == ((), ("t-00000001 is done already",))
    with pytest.raises(RefusedError, match="t-00000001 is done already"):  # the words would be lost
        move(CUSTOMER, task("done"), "done", ME, "wirklich")


@pytest.mark.parametrize(
    ("status", "to", "hint"),
    [
        ("forwarded", "closed", "from forwarded it goes to: done, cancelled"),
        ("closed", "forwarded", "closed is the end; post a new task"),
    ],
)
def test_a_step_there_is_not_is_refused_with_those_there_are(
    status: PostedStatus, to: PostedStatus, hint: str
) -> None:  # A0.40
    with pytest.raises(RefusedError) as refused:
        move(CUSTOMER, task(status), to, ME)
    assert refused.value.hint == hint


@pytest.mark.parametrize(
    ("posted", "vpa", "clock"),
    [  # A1.11
        (task("forwarded"), None, ("2026-11-10", "2026-11-17", -1, True)),
        (task("forwarded", "2026-11-12T23:30:00Z"), None, ("2026-11-13", "2026-11-20", 2, True)),
        (task("forwarded", "2026-11-15"), None, ("2026-11-15", "2026-11-22", 4, False)),
        (task("forwarded", "2026-11-14"), None, ("2026-11-14", "2026-11-21", 3, True)),
        (task("forwarded", "2026-11-19"), None, None),
        (task("forwarded"), "anna", None),
        (task("forwarded", vpa="anna"), None, None),
        (task("draft"), None, None),
        (task("done"), None, None),
    ],
)
def test_by_when_a_task_gets_a_vpa(
    posted: PostedTask, vpa: str | None, clock: tuple[str, str, int, bool] | None
) -> None:
    answer = VpaClock(day(clock[0]), day(clock[1]), clock[2], clock[3]) if clock else None
    assert vpa_clock(posted, vpa, day("2026-11-18"), PLAIN) == answer
