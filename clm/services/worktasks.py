"""Internal tasks as people make, move and follow them up (A0.17, A0.38-A0.41)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from clm.domain import taskacts
from clm.domain.changes import Add
from clm.domain.decisions import Decision, case_note, refuse_inactive
from clm.domain.names import one_line
from clm.domain.request import Step as Line
from clm.domain.requesting import ENDED, origin_of, place_of, tasks_in
from clm.domain.spoc import account_manager
from clm.domain.taskacts import NewTask, file_of
from clm.errors import NotFoundError, RefusedError, UsageError
from clm.services import fields
from clm.services.acting import Step, actor, for_whom, refuse_colleagues, save
from clm.services.covering import effective, matter_of
from clm.services.refs import find
from clm.services.requests import (
    changed,
    refuse_unsettable,
    request_meant,
    request_of,
    set_changes,
)
from clm.services.staff import assignable
from clm.services.team import warnings_of_task

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clm.domain.changes import Change
    from clm.domain.decisions import Actor
    from clm.domain.moves import Waiting
    from clm.domain.request import Request, Requests, Task
    from clm.domain.requestwords import TaskStatus
    from clm.services.acting import Outcome, Who
    from clm.services.refs import Found
    from clm.services.workspace import Workspace

SETTABLE: Final = (
    "title", "kind", "due", "service", "department", "region", "skill", "tags", "checklist",
)  # fmt: skip
"""What `task set` sets; everything else has a command of its own."""

_ELSEWHERE: Final = {
    "executor": "clm assign {ref} HANDLE",
    "status": "clm task move",
    "waiting_on": "clm task move T waiting --on … --recheck DATE",
    "recheck_on": "clm task move T waiting --on … --recheck DATE",
}


class At(NamedTuple):
    """An internal task with its customer and its request; None: it is of none."""

    customer: str
    request: Request | None
    task: Task

    @property
    def source(self) -> str:
        """The id of what it is for, or what it comes from."""
        return self.request.id if self.request else (self.task.from_ or "").partition("/")[2]


def task_in(file: Requests | None, item: str | None) -> tuple[Request | None, Task] | None:
    """The internal task of an id with its request; None where there is none."""
    return next((held for held in tasks_in(file) if held[1].id == item), None)


def internal(workspace: Workspace, found: Found) -> At | None:
    """The internal task that was found, as its file has it now; None: it is a posted one."""
    having = task_in(workspace.requests(found.customer), found.item)
    return At(found.customer, *having) if having else None


def source_meant(workspace: Workspace, ref: str) -> Found:
    """What a task is to be made for: a request, or a customer's complaint or review (A2.21).

    Raises:
        NotFoundError: it means something else, or nothing.
        AmbiguousError: a customer has several open requests.
    """
    found = find(workspace, ref)
    return found if origin_of(found.item) else request_meant(workspace, ref)


def add(
    workspace: Workspace,
    found: Found,
    new: NewTask,
    who: Who,
    *,
    why: str | None,
    force: bool,
    dry_run: bool,
) -> Outcome:
    """Make a task for a request (A0.17), or one that a complaint or a review brings (A2.21).

    Raises:
        NotFoundError: there is no such colleague, or what it is for is not there any more.
        RefusedError: the request is closed, or the colleague is away or has left.
    """
    assignable(workspace, new.executor, force=force)
    with workspace.writing("task add", dry_run=dry_run) as writer:
        refuse_inactive(workspace.customer(found.customer))
        customer, me = found.customer, actor(workspace, who)
        if origin := origin_of(found.item):
            _refuse_gone(workspace, found)
            made, decision = taskacts.add_from(customer, origin, me, new, why)
        else:
            request = request_of(workspace.requests(customer), found.item)
            made, decision = taskacts.add(customer, request, me, new, why)
        decision = _warned(workspace, made, decision, new)
        return save(workspace, writer, "task add", who, [Step(made, decision, who.handle)])


def _refuse_gone(workspace: Workspace, found: Found) -> None:
    dossier = workspace.dossier(found.customer)
    complaints = {one.id for one in dossier.complaints}
    if found.item not in complaints | {one.id for one in dossier.reviews}:
        hint = f"clm customer show {found.customer}"
        raise NotFoundError(f"there is no {found.item} any more", hint)


def move(
    workspace: Workspace,
    found: Found,
    status: TaskStatus,
    who: Who,
    *,
    why: str | None,
    waiting: Waiting,
    follow_up: NewTask | None = None,
    force: bool = False,
    dry_run: bool,
) -> Outcome:
    """Give a task another status, and make what follows from it in the same commit (A0.40).

    Raises:
        RefusedError: there is no such step, the task is a colleague's, or who is to follow up is
            away.
    """
    if follow_up:
        assignable(workspace, follow_up.executor, force=force)
    with workspace.writing("task move", dry_run=dry_run) as writer:
        steps = moved(workspace, found, status, who, why=why, waiting=waiting, then=follow_up)
        return save(workspace, writer, "task move", who, steps)


def moved(
    workspace: Workspace,
    found: Found,
    status: TaskStatus,
    who: Who,
    *,
    why: str | None = None,
    waiting: Waiting | None = None,
    then: NewTask | None = None,
) -> list[Step]:
    """The steps of a move: the task's own, and the task that follows it.

    Raises:
        NotFoundError: the task is not there any more.
        RefusedError: there is no such step, or it is a colleague's.
    """
    at = internal(workspace, found)
    if at is None:
        raise NotFoundError(f"there is no task {found.item} any more", "clm task list shows all")
    customer, request, task = at
    if status not in ENDED or then:
        refuse_inactive(workspace.customer(customer))
    me, person = _acting(workspace, at, who, status)
    decision = taskacts.move(customer, request, task, status, me, why=why, waiting=waiting)
    steps = [Step(task.id, decision, person)]
    if then and not decision.changes:
        hint = f"clm task add {at.source or customer} TITLE makes another task"
        raise RefusedError(f"{task.id} is {task.status} already: nothing follows from it", hint)
    if then:
        made, following = taskacts.follow(customer, request, task, me, then)
        steps.append(Step(made, _warned(workspace, made, following, then), person))
    return steps


def _warned(workspace: Workspace, made: str, decision: Decision, new: NewTask) -> Decision:
    far = taskacts.told_far(made, new.due, workspace.today, workspace.process.policy)
    outside = warnings_of_task(workspace, new.executor, new)
    return decision._replace(said=(*decision.said, *far, *outside))


def _acting(
    workspace: Workspace, at: At, who: Who, status: TaskStatus | None = None
) -> tuple[Actor, str]:
    """Who acts on a task, and whose it is: the SPOC does so in their own right.

    To close it is the SPOC's alone, who has checked what the executor says is done (A0.38); of a
    task of no request it is who looks after the customer.

    Raises:
        RefusedError: it is a colleague's, and nobody said so.
    """
    me = actor(workspace, who)
    person = at.task.executor
    if at.request:
        spoc = at.request.spoc
        asked = matter_of(workspace, at.customer, at.request.id, "request")
    else:
        spoc = account_manager(workspace.customer(at.customer))
        asked = matter_of(workspace, at.customer)
    if spoc and who.handle in (spoc, effective(workspace, spoc, asked)):
        return me, who.handle
    if spoc and status == "closed":
        refuse_colleagues(workspace, at.task.id, spoc, who, asked)
        return for_whom(workspace, me, spoc, asked), spoc
    of = matter_of(
        workspace, at.customer, at.task.id, at.task.kind or "internal", at.task.department
    )
    refuse_colleagues(workspace, at.task.id, person, who, of)
    return for_whom(workspace, me, person, of), person


def set_fields(
    workspace: Workspace,
    found: Found,
    words: Sequence[str],
    who: Who,
    *,
    why: str | None,
    dry_run: bool,
) -> Outcome:
    """Set fields of a task, `key=value` each, as one commit; `checklist+=TEXT` adds a line.

    Raises:
        UsageError: no such field, one that has a command of its own, or a value that does not fit.
        NotFoundError: it is no internal task.
        RefusedError: the day is over, nobody asked for the service, a line is ticked for a day to
            come, or it is a colleague's.
    """
    typed = [fields.assignment(word) for word in words]
    refuse_unsettable(typed, SETTABLE, _ELSEWHERE)
    with workspace.writing("task set", dry_run=dry_run) as writer:
        at = internal(workspace, found)
        if at is None:
            raise NotFoundError(
                f"{found.item} is a task the customer posted", f"clm edit {found.customer}"
            )
        me, person = _acting(workspace, at, who)
        place = place_of(at.request, at.task.id)
        lines = [one for one in typed if one.at == ("checklist",) and one.how == "+="]
        others = [one for one in typed if one not in lines]
        changes: list[Change] = set_changes(workspace, at.customer, place, others)
        _refuse_unfit(workspace, at, changes, me)
        for one in lines:
            if not one.value.strip():
                raise UsageError("what is to be checked?", "checklist+=TEXT")
            line = Line(id=me.new_id("k"), text=one_line(one.value))
            changes.append(Add(file_of(at.customer), (*place, "checklist"), line))
        if why and changes:
            changes.append(case_note(workspace.customer(at.customer), me, why))
        step = Step(at.task.id, Decision(tuple(changes)), person)
        return save(workspace, writer, "task set", who, [step])


def _refuse_unfit(workspace: Workspace, at: At, found: Sequence[Change], me: Actor) -> None:
    """What is set obeys what a new task does; what was there before is left alone."""
    having = task_in(changed(workspace, at.customer, found), at.task.id)
    assert having is not None  # noqa: S101 -- it has just been read
    _, after = having
    due = after.due if after.due != at.task.due else None
    service = after.service if after.service != at.task.service else None
    taskacts.refuse_unfit(at.request, due, service, me)
    taskacts.refuse_ticked_ahead(at.task, after, me)
