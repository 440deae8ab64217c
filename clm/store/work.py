"""Requests, their tasks and reviews as rows of the index: what `mine` and the lists show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

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
from clm.store.reviewwork import review_row

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from clm.domain.process import Dossier, Process
    from clm.domain.request import Event, Request, Task

Row = tuple[object, ...]

LONG_AGO: Final = "0001-01-01"
"""Since when there is what nobody dated: for each day that is read."""


def work_rows(facts: Dossier, process: Process) -> Iterator[Row]:
    """The rows of a customer's requests, internal tasks and reviews, as the table `work` has them.

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
            held = task_row(task, request)
            days = [came, *(day_of(event.at, process.zone) for event in task.events[:1])]
            of = (task.title, max(days).isoformat(), held["rule"], held["due"], high)
            live_task = live and task.status not in ENDED
            ends = (live_task, None, _given(task.events), _json(held))
            yield (facts.customer.id, task.id, "tasks", task.executor, *of, *ends)
    for review in facts.reviews:
        held = review_row(review, facts, process)
        of = ("", LONG_AGO, held["rule"], held["due"], False)
        ends = (active and held["rule"] is not None, None, None, _json(held))
        yield (facts.customer.id, review.id, "reviews", held["owner"] or ANYONE, *of, *ends)


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


def task_row(task: Task, request: Request) -> dict[str, Any]:
    """One internal task as lists and JSON show it, but for the customer."""
    return {
        "id": task.id,
        "kind": "internal",
        "request": request.id,
        "subject": request.subject,
        "title": task.title,
        "task_kind": task.kind,
        "status": task.status,
        "executor": task.executor,
        "spoc": request.spoc,
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
