"""Tasks that customers posted: how they move, when they are late, which need a VPA."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from clm.domain.changes import Add, Change, Set, Target
from clm.domain.decisions import Decision, case_note
from clm.domain.moments import local_time
from clm.domain.moves import Waiting, refuse_illegal, unmoved
from clm.domain.request import Budget, PostedTask
from clm.errors import UsageError

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

    from clm.domain.customer import Customer
    from clm.domain.decisions import Actor
    from clm.domain.requestwords import PostedStatus

OPEN: Final[tuple[PostedStatus, ...]] = ("draft", "forwarded")
"""What a list shows when nobody asks for more (A0.37)."""

MOVES: Final[dict[PostedStatus, tuple[PostedStatus, ...]]] = {
    "draft": ("forwarded", "cancelled"),
    "forwarded": ("done", "cancelled"),
    "done": ("closed", "forwarded"),  # forwarded again: it was not done after all
    "closed": (),
    "cancelled": (),
}
"""A0.38, A0.40: done is what the executor says, closed what the one responsible has checked."""


class NewTask(NamedTuple):
    """What a person says of a task; `hours` in hours, `amount` in the team's currency."""

    title: str
    posted_at: str | None = None
    status: PostedStatus = "forwarded"
    deadline: str | None = None
    hours: Decimal | None = None
    amount: Decimal | None = None
    vpa: str | None = None


def post(
    customer: Customer, actor: Actor, new: NewTask, why: str | None = None
) -> tuple[str, Decision]:
    """Note a task that a customer posted, now unless it is said when; answers its id too.

    Raises:
        UsageError: it has no title.
    """
    if not new.title.strip():
        raise UsageError("a task needs a title", 'clm task add REF "TITLE"')
    budget = Budget(hours=new.hours, amount=new.amount)
    task = PostedTask(
        id=actor.new_id("t"),
        title=new.title.strip(),
        posted_at=new.posted_at or actor.now,
        status=new.status,
        deadline=new.deadline,
        budget=budget if budget != Budget() else None,
        vpa=new.vpa,
    )
    return task.id, _noting([Add(_file(customer), ("posted",), task)], customer, actor, why)


def move(
    customer: Customer,
    task: PostedTask,
    status: PostedStatus,
    actor: Actor,
    why: str | None = None,
) -> Decision:
    """Give a task another status; the one it has already changes nothing.

    Raises:
        RefusedError: there is no such step from where it stands; the hint names those there are.
    """
    if task.status == status and (answer := unmoved(task.id, customer.id, status, Waiting(), why)):
        return answer
    end = f"{task.status} is the end; post a new task"
    refuse_illegal(task.id, MOVES, task.status, status, end)
    changes: list[Change] = [Set(_file(customer), ("posted", task.id, "status"), status)]
    return _noting(changes, customer, actor, why)


def _noting(changes: list[Change], customer: Customer, actor: Actor, why: str | None) -> Decision:
    return Decision((*changes, case_note(customer, actor, why)) if why else tuple(changes))


def _file(customer: Customer) -> Target:
    return Target("requests", customer.id)


def is_overdue(task: PostedTask, now: datetime) -> bool:
    """Is an open task's deadline over: the end of its day, or its time? `now` is local."""
    if task.deadline is None or task.status not in OPEN:
        return False
    if len(task.deadline) == len("2026-11-22"):
        return now.date() > date.fromisoformat(task.deadline)
    assert now.tzinfo is not None  # noqa: S101 -- a slip of ours
    return now.replace(tzinfo=None) > local_time(task.deadline, now.tzinfo)
