"""Internal tasks, of a request or of none: made, moved, followed up, given away (A0.17, A0.40)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from clm.domain.changes import Add, Change, Set, Target
from clm.domain.decisions import Decision, refuse_ahead, refuse_past
from clm.domain.moves import (
    TASK_MOVES,
    Waiting,
    event,
    happened,
    refuse_illegal,
    unmoved,
    waiting_changes,
)
from clm.domain.names import one_line
from clm.domain.request import Step, Task
from clm.domain.requesting import ENDED, gaps, is_open, place_of
from clm.errors import RefusedError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from clm.domain.decisions import Actor
    from clm.domain.policy import Policy
    from clm.domain.request import Request
    from clm.domain.requestwords import TaskKind, TaskStatus


class NewTask(NamedTuple):
    """What a person says of a task."""

    title: str
    executor: str
    due: date | None = None
    kind: TaskKind | None = None
    service: str | None = None
    department: str | None = None
    region: str | None = None
    skill: str | None = None
    tags: tuple[str, ...] = ()
    checklist: tuple[str, ...] = ()


def file_of(customer: str) -> Target:
    """The file a customer's requests stand in."""
    return Target("requests", customer)


def add(
    customer: str,
    request: Request,
    actor: Actor,
    new: NewTask,
    why: str | None = None,
    follows: str | None = None,
) -> tuple[str, Decision]:
    """Make a task for a request; answers its id too (A0.17).

    Where no service is named it serves the first requested one that has no task yet (A0.3). One
    without a day is no next step.

    Raises:
        UsageError: it has no title.
        RefusedError: the request is closed, the day is over, or no such service was requested.
    """
    _refuse_closed(request, "new task")
    refuse_unfit(request, new.due, new.service, actor)
    open_gaps = gaps(request)
    task = _made(actor, new, why, follows)
    task = replace(task, service=new.service or next(iter(open_gaps), None))
    said: list[str] = []
    if len(open_gaps) > 1 and not new.service:
        said.append(f"the task is for the service {task.service}: --service names another")
    return task.id, _added(customer, request, task, said)


def add_from(
    customer: str,
    origin: str | None,
    actor: Actor,
    new: NewTask,
    why: str | None = None,
    follows: str | None = None,
) -> tuple[str, Decision]:
    """Make a task of no request, which a complaint, a review or a survey brings (A2.21).

    `origin` is `complaint/cm-7f3qkd`. Answers its id too. Where no kind is named it is an action.

    Raises:
        UsageError: it has no title.
        RefusedError: the day is over.
    """
    refuse_unfit(None, new.due, new.service, actor)
    task = _made(actor, new, why, follows)
    task = replace(task, from_=origin, kind=task.kind or "action")
    return task.id, _added(customer, None, task)


def follow(
    customer: str, request: Request | None, task: Task, actor: Actor, new: NewTask
) -> tuple[str, Decision]:
    """Make the task that follows from one, for the same request or from the same origin (A0.40).

    Raises:
        UsageError: it has no title.
        RefusedError: the request is closed, the day is over, or no such service was requested.
    """
    if request:
        return add(customer, request, actor, new, follows=task.id)
    return add_from(customer, task.from_, actor, new, follows=task.id)


def _made(actor: Actor, new: NewTask, why: str | None, follows: str | None) -> Task:
    """A task as a person says it.

    Raises:
        UsageError: it has no title.
    """
    if not new.title.strip():
        raise UsageError("a task needs a title", 'clm task add REF "TITLE" --to HANDLE --due DATE')
    return Task(
        id=actor.new_id("t"),
        title=one_line(new.title),
        kind=new.kind or ("follow-up" if follows else None),
        executor=new.executor,
        due=new.due,
        status="open",
        service=new.service,
        department=new.department,
        region=new.region,
        skill=new.skill,
        tags=new.tags,
        checklist=tuple(Step(id=actor.new_id("k"), text=one_line(text)) for text in new.checklist),
        follows=follows,
        events=(event(actor, "executor", None, new.executor, note=why),),
    )


def _added(
    customer: str, request: Request | None, task: Task, said: Sequence[str] = ()
) -> Decision:
    if not task.due:
        said = (*said, f"nobody does {task.id} by a day: clm task set {task.id} due=DATE")
    return Decision((Add(file_of(customer), place_of(request, task.id)[:-1], task),), tuple(said))


def refuse_unfit(
    request: Request | None, due: date | None, service: str | None, actor: Actor
) -> None:
    """Refuse what a task is given: a day that is over, a service nobody asked for.

    Raises:
        RefusedError: it is so.
    """
    if due:
        refuse_past(due, actor)
    if service and request and request.services and service not in request.services:
        known = ", ".join(request.services)
        raise RefusedError(f"{request.id} asks for no service {service}", f"it does: {known}")


def told_far(ref: str, due: date | None, today: date, policy: Policy) -> Iterator[str]:
    """A warning of a due day so far ahead that it may be a slip (A0.17)."""
    if due and due > today + timedelta(days=policy.far_due_days):
        yield (
            f"it is due in more than {policy.far_due_days} days, on {due}:"
            f" clm task set {ref} due=DATE"
        )


def refuse_ticked_ahead(before: Task, after: Task, actor: Actor) -> None:
    """Refuse to tick a line of a checklist for a day to come; what was ticked so is left alone.

    Raises:
        RefusedError: it is so.
    """
    for line in after.checklist:
        if line.done_on and line not in before.checklist:
            refuse_ahead(line.done_on, actor, "a line is ticked when it is done")


def _refuse_closed(request: Request | None, what: str) -> None:
    if request and not is_open(request):
        raise RefusedError(
            f"{request.id} is closed: it takes no {what}",
            f"clm request move {request.id} open -m WHY opens it again",
        )


def move(
    customer: str,
    request: Request | None,
    task: Task,
    status: TaskStatus,
    actor: Actor,
    *,
    why: str | None = None,
    waiting: Waiting | None = None,
) -> Decision:
    """Give a task another status; the one it has already changes nothing, but for its waiting.

    Raises:
        RefusedError: there is no such step from where it stands, or its request is closed.
        UsageError: it is to wait, and nobody says for whom and until when; or the other way round.
    """
    waits = waiting or Waiting()
    target, at = file_of(customer), place_of(request, task.id)
    if task.status == status:
        if answer := unmoved(task.id, customer, status, waits, why):
            return answer
        waits = waits.of(task)
    else:
        refuse_illegal(task.id, TASK_MOVES, task.status, status, "it is the end")
    if status not in ENDED:
        _refuse_closed(request, "open task")
    changes: list[Change] = list(waiting_changes(target, at, task, status, waits, actor))
    if task.status != status:
        changes.insert(0, Set(target, (*at, "status"), status))
    elif not (changes or why):
        return Decision(said=(f"{task.id} waits so already",))
    if status == "done":
        changes.append(Set(target, (*at, "done_at"), actor.now))
    elif task.done_at and status != "closed":
        changes.append(Set(target, (*at, "done_at"), None))
    changes.append(
        happened(
            target, at, task, actor, "status", from_=task.status, to=status,
            waiting_on=waits.on if status == "waiting" else None, note=why,
        )
    )  # fmt: skip
    left = [step.text for step in task.checklist if not step.done_on]
    said = (f"{task.id}: still on the checklist: {'; '.join(left)}",) if left else ()
    return Decision(tuple(changes), said if status == "done" else ())


def give(
    customer: str, request: Request | None, task: Task, person: str, actor: Actor, why: str | None
) -> Decision:
    """Make somebody else the executor (A0.2); they need not know the customer.

    Raises:
        RefusedError: the task has ended.
    """
    if task.executor == person:
        return Decision(said=(f"{task.id}: executor is {person} already",))
    if task.status in ENDED:
        raise RefusedError(
            f"{task.id} is {task.status}", f"clm task move {task.id} open brings it back"
        )
    target, at = file_of(customer), place_of(request, task.id)
    told = happened(target, at, task, actor, "executor", from_=task.executor, to=person, note=why)
    return Decision((Set(target, (*at, "executor"), person), told))
