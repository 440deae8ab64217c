"""Ending what is open: a reminder, a task, a VPA's deadline."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from clm.domain import deadlines, tasks
from clm.domain.attention import looks_to_come, open_reminders
from clm.domain.cover import Matter
from clm.domain.decisions import Decision, case_note
from clm.domain.lifecycle import class_of, open_mark
from clm.domain.moves import Waiting
from clm.domain.notices import before_closing
from clm.domain.reminders import done_reminder, to_follow
from clm.domain.taskacts import NewTask
from clm.errors import AmbiguousError, NotFoundError, UsageError
from clm.services.acting import Step, actor, for_whom, refuse_colleagues, save
from clm.services.refs import Found, find
from clm.services.tasks import task_of
from clm.services.worktasks import internal, move, moved

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from clm.domain.customer import Customer, Reminder
    from clm.domain.decisions import Actor
    from clm.services.acting import Outcome, Who
    from clm.services.workspace import Workspace

    Next = Mapping[str, date]
    """Customer → the day of the reminder that follows the one that ends."""


def meant(workspace: Workspace, refs: Sequence[str]) -> list[Found]:
    """What is to be ended; a customer stands for their one open reminder.

    Raises:
        NotFoundError: nothing matches, it cannot be ended, or the customer has no open reminder.
        AmbiguousError: the customer has several; the hint lists them.
    """
    found = [_meant(workspace, ref) for ref in refs]
    return list(dict.fromkeys(found))


def _meant(workspace: Workspace, ref: str) -> Found:
    found = find(workspace, ref)
    if found.item is None:
        return Found(found.customer, _only_reminder(workspace.customer(found.customer)))
    if found.item[:2] not in _ENDINGS:
        raise NotFoundError(
            f"{found.item} is no reminder, task or deadline", "clm mine shows what is open"
        )
    return found


def _only_reminder(customer: Customer) -> str:
    items = open_reminders(customer)
    if not items:
        hint = f"clm remind {customer.id} DATE sets one"
        raise NotFoundError(f"{customer.id} has no open reminder", hint)
    if len(items) > 1:
        lines = [f"{item.id}  {item.on}  {item.for_}  {item.why or ''}".rstrip() for item in items]
        raise AmbiguousError(
            f"{customer.id} has {len(items)} open reminders", "\n".join(["one of these:", *lines])
        )
    return items[0].id


def wanting_next(workspace: Workspace, ends: Sequence[Found]) -> list[str]:
    """The prio customers who would be left without a reminder (A1.20)."""
    ended = {found.item for found in ends}
    wanting = []
    for ref in dict.fromkeys(found.customer for found in ends):
        customer = workspace.customer(ref)
        held, today = looks_to_come(customer), workspace.today
        left = [one for one in held if one.id not in ended or to_follow(one, today)]
        if held and not left and open_mark(customer.prio, today):
            wanting.append(ref)
    return wanting


def done(
    workspace: Workspace,
    ends: Sequence[Found],
    who: Who,
    next_on: Next,
    *,
    why: str | None = None,
    dry_run: bool = False,
) -> Outcome:
    """End reminders, tasks and deadlines, as one commit.

    Raises:
        RefusedError: it is a colleague's reminder, a task has no such step, or the next day does
            not fit.
        UsageError: a next day for a customer with no or two reminders here.
    """
    _refuse_unfit(ends, next_on)
    with workspace.writing("done", dry_run=dry_run) as writer:
        me = actor(workspace, who)
        steps = [_step(workspace, found, who, me, next_on) for found in ends]
        steps = [_noting(workspace, step, me, why) for step in steps]
        return save(workspace, writer, "done", who, steps)


class FollowUp(NamedTuple):
    """The task that follows from one that is done: what, by whom, by when."""

    title: str | None
    person: str
    due: date | None = None


def followed(
    workspace: Workspace,
    ends: Sequence[Found],
    who: Who,
    then: FollowUp,
    *,
    why: str | None = None,
    dry_run: bool = False,
) -> Outcome:
    """End one task of a request and make the one that follows from it, as one commit (A0.40).

    Raises:
        UsageError: it says not what follows, or it is no single task of a request.
        RefusedError: there is no such step, or who is to follow up is away.
    """
    if not then.title:
        raise UsageError("--to and --due go with --follow-up", "--follow-up TEXT")
    if len(ends) != 1 or not internal(workspace, ends[0]):
        raise UsageError("--follow-up goes with one task of a request", "clm task add REQUEST …")
    new = NewTask(then.title, then.person, then.due)
    return move(
        workspace, ends[0], "done", who, why=why, waiting=Waiting(), follow_up=new, dry_run=dry_run
    )


def _refuse_unfit(ends: Sequence[Found], next_on: Next) -> None:
    """A next day belongs to exactly one reminder of its customer."""
    reminders = [f.customer for f in ends if f.item and f.item.startswith("m-")]
    for customer in next_on:
        if reminders.count(customer) != 1:
            raise UsageError(
                f"--next goes with one reminder of a customer: {customer} has "
                f"{reminders.count(customer)} here",
                "clm done REMINDER --next DATE, one at a time",
            )


def _step(workspace: Workspace, found: Found, who: Who, me: Actor, next_on: Next) -> Step:
    assert found.item is not None  # noqa: S101 -- `meant` found it
    return _ENDINGS[found.item[:2]](workspace, found, who, me, next_on.get(found.customer))


def _noting(workspace: Workspace, step: Step, me: Actor, why: str | None) -> Step:
    """What was said goes into the O-Team file, where something was ended."""
    changes = step.decision.changes
    if not why or not changes:
        return step
    note = case_note(workspace.customer(changes[0].target.id), me, why)
    return step._replace(decision=step.decision._replace(changes=(*changes, note)))


def _reminder(
    workspace: Workspace, found: Found, who: Who, me: Actor, next_day: date | None
) -> Step:
    dossier = workspace.dossier(found.customer)
    item = _item(dossier.customer.reminders, found)
    if item.done_on:
        said = f"{item.id} was done on {item.done_on} already"
        return Step(found.customer, Decision(said=(said,)), who.handle)
    customer = dossier.customer
    of = Matter((item.id, customer.id), class_of(customer, me.today), kind="reminder")
    refuse_colleagues(workspace, item.id, item.for_, who, of)
    by = for_whom(workspace, me, item.for_, of)
    decision = done_reminder(dossier, workspace.process, by, item, next_day)
    told = before_closing(dossier, decision.changes, me, workspace.process)
    decision = decision._replace(changes=(*decision.changes, *told))
    return Step(found.customer, decision, item.for_)


def _item(reminders: Sequence[Reminder], found: Found) -> Reminder:
    for item in reminders:
        if item.id == found.item:
            return item
    raise _gone(found)


def _gone(found: Found) -> NotFoundError:
    return NotFoundError(f"there is no {found.item} any more", "clm mine shows what is open")


def _task(workspace: Workspace, found: Found, who: Who, me: Actor, _next: date | None) -> Step:
    if internal(workspace, found):
        return moved(workspace, found, "done", who)[0]
    task, customer = task_of(workspace, found), workspace.customer(found.customer)
    return Step(task.id, tasks.move(customer, task, "done", me), who.handle)


def _deadline(workspace: Workspace, found: Found, who: Who, me: Actor, _next: date | None) -> Step:
    _, file = workspace.case_files(found.customer)
    for item in file.deadlines if file else ():
        if item.id == found.item:
            return Step(found.customer, deadlines.met(found.customer, item, me), who.handle)
    raise _gone(found)


_ENDINGS: dict[str, Callable[[Workspace, Found, Who, Actor, date | None], Step]] = {
    "m-": _reminder,
    "t-": _task,
    "d-": _deadline,
}
"""What can be ended, by the prefix of its id."""
