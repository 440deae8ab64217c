"""Tasks as a person lists and looks at them, and posted ones noted and moved."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import msgspec

from clm.domain import tasks
from clm.domain.cover import is_away
from clm.domain.forwarded import ends_at, next_working_time, urgency, vpa_clock
from clm.domain.lists import ANYONE
from clm.domain.people import Shift
from clm.domain.requesting import ENDED
from clm.errors import NotFoundError
from clm.render.listing import number
from clm.services.acting import Step, actor, save
from clm.services.covering import effective, matter_of, owner_of
from clm.services.refs import customers, find
from clm.services.requests import request_meant
from clm.services.work import internal_tasks, task_shown
from clm.services.worklist import covering
from clm.services.worktasks import internal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from clm.domain.request import PostedTask
    from clm.domain.requestwords import PostedStatus
    from clm.domain.tasks import NewTask
    from clm.services.acting import Outcome, Who
    from clm.services.covering import Whose
    from clm.services.refs import Found
    from clm.services.workspace import Workspace


class WantedTasks(NamedTuple):
    """Which tasks are asked for: all of it must hold (A0.37).

    No `statuses`: those that have not ended, or `everything`. `of` is a handle: posted tasks of
    their customers, internal ones that they execute. `due` is a day or earlier. Posted tasks have
    no request, department, region and tag, those from a complaint or a review no request.
    """

    statuses: Sequence[str] = ()
    everything: bool = False
    kind: str | None = None
    of: str | None = None
    customer: str | None = None
    request: str | None = None
    department: str | None = None
    region: str | None = None
    tag: str | None = None
    due: date | None = None
    overdue: bool = False


def listed(workspace: Workspace, wanted: WantedTasks) -> list[dict[str, Any]]:
    """The tasks that are wanted, posted and internal, by the day they are due, none last."""
    people = covering(workspace, wanted.of) if wanted.of else None
    items = [*_posted(workspace, wanted, people), *_internal(workspace, wanted, people)]
    items = [one for one in items if _fits(one, wanted)]
    items.sort(
        key=lambda one: (one["due"] is None, one["due"] or "", one["posted_at"] or "", one["id"])
    )
    return items


def posted_is_theirs(people: Whose | None, row: Mapping[str, Any], task: PostedTask) -> bool:
    """Is a task one's own, or among what one covers of a colleague's?"""
    if people is None or "phase" not in row:  # of a bad customer file nobody knows
        return True
    return people.holds(owner_of(row) or ANYONE, row["id"], task.id, "posted")


def _posted(
    workspace: Workspace, wanted: WantedTasks, people: Whose | None
) -> list[dict[str, Any]]:
    if wanted.request or wanted.department or wanted.region or wanted.tag:
        return []
    customer = customers(workspace, [wanted.customer])[0] if wanted.customer else None
    now = _now(workspace)
    return [
        item(row, task, now) | {"covering_for": _covered(row, people)}
        for row, task in workspace.posted_tasks(people)
        if customer in (None, row["id"]) and posted_is_theirs(people, row, task)
    ]


def _covered(row: Mapping[str, Any], people: Whose | None) -> str | None:
    """Whom a person covers with a customer's task; of a bad customer file nobody knows."""
    return people.get(owner_of(row) or ANYONE) if people and "phase" in row else None


def _internal(
    workspace: Workspace, wanted: WantedTasks, people: Whose | None
) -> list[dict[str, Any]]:
    request = request_meant(workspace, wanted.request) if wanted.request else None
    ended = wanted.everything or not ENDED.isdisjoint(wanted.statuses)
    of = request.customer if request else wanted.customer
    return [
        {**_POSTED_ONLY, **one, "covering_for": (people or {}).get(one["executor"])}
        for one in internal_tasks(workspace, ended=ended, customer=of)
        if (people is None or (one["executor"] in people and _is_executors(people, one)))
        and (request is None or one["request"] == request.item)
        and wanted.department in (None, one["department"])
        and wanted.region in (None, one["region"])
        and (wanted.tag is None or wanted.tag in one["tags"])
    ]


def _is_executors(people: Whose, one: Mapping[str, Any]) -> bool:
    """Is an internal task one's own, or among what one covers of a colleague's?"""
    kind = one["task_kind"] or "internal"
    return people.holds(one["executor"], one["customer"], one["id"], kind, one["department"])


def _fits(one: Mapping[str, Any], wanted: WantedTasks) -> bool:
    by_status = one["status"] in wanted.statuses if wanted.statuses else wanted.everything
    return (
        (by_status or (not wanted.statuses and one["status"] not in ENDED))
        and wanted.kind in (None, one["kind"])
        and (wanted.due is None or bool(one["due"] and one["due"][:10] <= wanted.due.isoformat()))
        and (not wanted.overdue or one["overdue"])
    )


_POSTED_ONLY: Final = dict.fromkeys(("posted_at", "hours", "amount", "vpa"))
"""What only a posted task has."""
_INTERNAL_ONLY: Final = dict.fromkeys(
    ("request", "from", "subject", "task_kind", "executor", "spoc", "waiting_on", "recheck_on",
     "service", "department", "region", "skill", "follows", "done_at", "rule"),
)  # fmt: skip
"""What only an internal task has, but for its tags."""


def _now(workspace: Workspace) -> datetime:
    """The time of day now, on the day that is read or acted on."""
    return datetime.combine(workspace.today, workspace.now.timetz())


def item(row: Mapping[str, Any], task: PostedTask, now: datetime) -> dict[str, Any]:
    """One task as lists and JSON show it; money is text."""
    budget = task.budget
    amount = budget.amount if budget else None
    return {
        **_INTERNAL_ONLY,
        "tags": [],
        "id": task.id,
        "kind": "posted",
        "customer": row["id"],
        "name": row.get("name", ""),
        "title": task.title,
        "posted_at": task.posted_at,
        "status": task.status,
        "deadline": task.deadline,
        "due": task.deadline,
        "hours": number(budget.hours) if budget else None,
        "amount": None if amount is None else str(amount),
        "vpa": task.vpa,
        "overdue": tasks.is_overdue(task, now),
    }


def forwarded(workspace: Workspace, handle: str | None) -> list[dict[str, Any]]:
    """The posted tasks without a VPA of a person's customers, or the team's, by due (A1.17)."""
    people = None if handle is None else covering(workspace, handle)
    now, today = _now(workspace), workspace.today
    items = []
    for row, task in workspace.posted_tasks(people):
        if not posted_is_theirs(people, row, task):
            continue
        # A customer whose own file is bad may well have a VPA: its finding is told instead.
        clock = vpa_clock(task, row.get("vpa"), today, workspace.process)
        if clock and row.get("status") == "active":
            items.append(
                item(row, task, now)
                | {
                    "due": clock.due.isoformat(),
                    "days_left": clock.days_left,
                    "overdue": clock.days_left < 0,
                    "near": clock.is_near,
                    "next": f"clm assign {row['id']} --vpa VPA",
                }
            )
    items.sort(key=lambda one: (one["due"], one["posted_at"], one["id"]))
    return items


def on_shift(workspace: Workspace) -> list[dict[str, Any]]:
    """All posted tasks without a VPA, the most urgent first: what a shift decides on (A1.13).

    `person` is who acts for the customer today, `back` when they work next, `urgent` why it
    cannot wait for that (`deadline`, `budget`); both are empty where nobody is responsible.
    """
    now, today = _now(workspace), workspace.today
    back: dict[str | None, datetime | None] = {None: None}
    items = []
    for row, task in workspace.posted_tasks():
        clock = vpa_clock(task, row.get("vpa"), today, workspace.process)
        if not clock or row.get("status") != "active":
            continue
        matter = matter_of(workspace, row["id"], task.id, "posted")
        person = effective(workspace, owner_of(row) or ANYONE, matter)
        if person not in back:
            back[person] = _back(workspace, person, now)
        why = urgency(task, now, back[person], workspace.process.policy)
        works = back[person]
        ends = ends_at(task, now)
        found = item(row, task, now) | {
            "due": clock.due.isoformat(),
            "days_left": clock.days_left,
            "person": person,
            "back": works.strftime("%Y-%m-%dT%H:%M") if works else None,
            "urgent": list(why),
            "next": f"clm assign {row['id']} --vpa VPA",
        }
        order = (not why, ends is None, ends or now, clock.due, task.posted_at, task.id)
        items.append((order, found))
    return [found for _, found in sorted(items, key=lambda pair: pair[0])]


def _back(workspace: Workspace, person: str | None, now: datetime) -> datetime | None:
    """When somebody works next, by their shifts, else their calendar."""
    assert person is not None  # noqa: S101 -- nobody never works
    absences = workspace.roster.members[person].absences
    people = workspace.index.meta("team") or []
    raw = next((one.get("shifts", ()) for one in people if one["id"] == person), ())
    shifts = msgspec.convert(raw, tuple[Shift, ...])
    calendar = workspace.calendar_of(person)
    return next_working_time(now, shifts, calendar, lambda day: is_away(absences, day))


def shown(workspace: Workspace, ref: str) -> dict[str, Any]:
    """One task with all its fields, as its file has it now.

    Raises:
        NotFoundError: the reference means no task.
    """
    found = task_meant(workspace, ref)
    if at := internal(workspace, found):
        return {**_POSTED_ONLY, **task_shown(workspace, at)}
    customer = workspace.customer(found.customer)
    row = {"id": customer.id, "name": customer.name}
    return item(row, task_of(workspace, found), _now(workspace))


def task_meant(workspace: Workspace, ref: str) -> Found:
    """The task a reference means.

    Raises:
        NotFoundError: it means something else, or nothing.
    """
    found = find(workspace, ref)
    if found.item is None or not found.item.startswith("t-"):
        hint = f"clm task list --customer {found.customer} --all"
        raise NotFoundError(f"{ref} is no task", hint)
    return found


def task_of(workspace: Workspace, found: Found) -> PostedTask:
    """The task as its file has it now.

    Raises:
        NotFoundError: it is not there any more.
    """
    file = workspace.requests(found.customer)
    for task in file.posted if file else ():
        if task.id == found.item:
            return task
    raise NotFoundError(f"there is no task {found.item} any more", "clm task list shows all")


def add(
    workspace: Workspace, ref: str, new: NewTask, who: Who, *, why: str | None, dry_run: bool
) -> Outcome:
    """Note a task that a customer posted.

    Raises:
        NotFoundError: there is no such customer or VPA.
    """
    (customer,) = customers(workspace, [ref])
    if new.vpa and new.vpa not in workspace.vpas:
        raise NotFoundError(f"there is no VPA {new.vpa}", f"known: {', '.join(workspace.vpas)}")
    with workspace.writing("task add", dry_run=dry_run) as writer:
        me = actor(workspace, who)
        task, decision = tasks.post(workspace.customer(customer), me, new, why)
        return save(workspace, writer, "task add", who, [Step(task, decision, who.handle)])


def move(
    workspace: Workspace,
    ref: str,
    status: PostedStatus,
    who: Who,
    *,
    why: str | None,
    dry_run: bool,
) -> Outcome:
    """Give a posted task another status.

    Raises:
        RefusedError: there is no such step from where it stands.
    """
    found = task_meant(workspace, ref)
    with workspace.writing("task move", dry_run=dry_run) as writer:
        task, customer = task_of(workspace, found), workspace.customer(found.customer)
        decision = tasks.move(customer, task, status, actor(workspace, who), why)
        return save(workspace, writer, "task move", who, [Step(task.id, decision, who.handle)])
