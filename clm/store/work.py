"""Requests, their tasks, complaints and reviews as rows of the index, for `mine` and lists."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec

from clm.domain.lists import ANYONE
from clm.domain.moments import day_of
from clm.domain.nextsteps import what_is_next
from clm.domain.requesting import (
    ENDED,
    gaps,
    is_open,
    last_event,
    next_due,
    open_tasks,
    recorded_at,
    status_of,
)
from clm.domain.spoc import acceptance
from clm.store.complaintrows import complaint_rows
from clm.store.reviewrows import review_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from clm.domain.process import Dossier, Process
    from clm.domain.request import Event, Request, Task

Row = tuple[object, ...]


def work_rows(facts: Dossier, process: Process) -> Iterator[Row]:
    """The rows of a customer's requests, tasks, complaints and reviews, as the table `work` is.

    `live` are those that stand in somebody's list: open ones of an active customer. `since` is the
    day from which on they are there: an old state does not know what was written into it later.
    """
    active = facts.customer.status == "active"
    for request in facts.requests:
        high, live = request.priority == "high", active and is_open(request)
        held, came = request_row(request, facts, process), _came(request, process)
        who, by = request.spoc or ANYONE, held["accept_by"]
        of = (request.subject, came.isoformat(), held["rule"], held["due"], high)
        ends = (live, by, _given(request.events), _json(held))
        yield (facts.customer.id, request.id, "requests", who, *of, *ends)
        for task in request.tasks:
            yield _task(task, request, facts, process, came=came, live=live)
    for task in facts.tasks:
        yield _task(task, None, facts, process, came=date.min, live=active)
    if facts.complaints:
        yield from complaint_rows(facts, process)
    if facts.reviews:
        yield from review_rows(facts, process)


def _task(
    task: Task,
    request: Request | None,
    facts: Dossier,
    process: Process,
    *,
    came: date,
    live: bool,
) -> Row:
    """One task, there since the day its request came or, where it is later, it was made."""
    held = task_row(task, request)
    days = [came, *(day_of(event.at, process.zone) for event in task.events[:1])]
    high = bool(request and request.priority == "high")
    of = (task.title, max(days).isoformat(), held["rule"], held["due"], high)
    ends = (live and task.status not in ENDED, None, _given(task.events), _json(held))
    return (facts.customer.id, task.id, "tasks", task.executor, *of, *ends)


def _came(request: Request, process: Process) -> date:
    """The day it was received, or recorded where that was earlier: what there is, is shown."""
    days = (request.received_at, recorded_at(request) or request.received_at)
    return min(day_of(day, process.zone) for day in days)


def _given(events: Sequence[Event]) -> str | None:
    """The event by which it became whose it is, if there was one."""
    event = last_event(events, "spoc", "executor")
    return event.id if event else None


def _json(row: dict[str, Any]) -> str:
    return msgspec.json.encode(row).decode()  # a tenth of what json takes


def request_row(request: Request, facts: Dossier, process: Process) -> dict[str, Any]:
    """One request as lists and JSON show it, but for the customer and what depends on the day."""
    following = what_is_next(request, facts.customer, process)
    by = following.accept_by
    return {
        "id": request.id,
        "subject": request.subject,
        "status": status_of(request),
        "priority": request.priority,
        "spoc": request.spoc,
        "accepted": acceptance(request),
        "accept_by": by.strftime("%Y-%m-%dT%H:%M:%SZ") if by else None,
        "services": list(request.services),
        "gaps": gaps(request),
        "channel": request.channel,
        "received_at": request.received_at,
        "recorded_at": recorded_at(request),
        "waiting_on": request.waiting_on,
        "recheck_on": _text(request.recheck_on),
        "outcome": request.outcome,
        "tasks": len(request.tasks),
        "open_tasks": len(open_tasks(request)),
        "no_next_step": following.lacks_step,
        "to_check": list(following.to_check),
        "rule": following.reason,
        "due": _text(following.due),
    }


def task_row(task: Task, request: Request | None) -> dict[str, Any]:
    """One internal task as lists and JSON show it, but for the customer.

    One of no request has no `subject` and no `spoc`.
    """
    return {
        "id": task.id,
        "kind": "internal",
        "request": request.id if request else None,
        "from": task.from_,
        "subject": request.subject if request else None,
        "title": task.title,
        "task_kind": task.kind,
        "status": task.status,
        "executor": task.executor,
        "spoc": request.spoc if request else None,
        "due": _text(next_due(task)),
        "deadline": _text(task.due),
        "waiting_on": task.waiting_on,
        "recheck_on": _text(task.recheck_on),
        "service": task.service,
        "department": task.department,
        "region": task.region,
        "skill": task.skill,
        "tags": list(task.tags),
        "follows": task.follows,
        "done_at": task.done_at,
        "rule": "recheck" if task.status == "waiting" else "task",
    }


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None
