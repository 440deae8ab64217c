"""What has to be done about a request next, by which day, and why (A0.17, A0.20, A0.38)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from clm.domain.attention import open_reminders
from clm.domain.moments import day_of
from clm.domain.requesting import is_open, last_event, next_due, open_tasks, since, status_of
from clm.domain.spoc import accept_by, acceptance

if TYPE_CHECKING:
    from datetime import date, datetime, tzinfo

    from clm.domain.customer import Customer
    from clm.domain.process import Process
    from clm.domain.request import Request, Task
    from clm.domain.requestwords import Reason


class Next(NamedTuple):
    """What comes next: why, by when (None: it is closed), and until when it is to be accepted.

    `to_check` are the tasks of which the SPOC has not seen yet that they are done.
    """

    reason: Reason
    due: date | None
    lacks_step: bool
    accept_by: datetime | None
    to_check: tuple[str, ...]


def what_is_next(request: Request, customer: Customer, process: Process) -> Next:
    """What has to be done about a request: to accept it, to check what is done, or its next step.

    Where it lacks a step, that is due at once; of several days the earliest holds.
    """
    if not is_open(request):
        return Next("request", None, lacks_step=False, accept_by=None, to_check=())
    zone, by = process.zone, accept_by(request, process)
    step = next_step(request, customer, zone)
    checks = to_check(request, zone)
    lacks, ids = step is None, tuple(task.id for _, task in checks)
    if by:
        due = by.astimezone(zone).date()
        declined = acceptance(request) == "declined"
        return Next("declined" if declined else "unaccepted", due, lacks, by, ids)
    if checks:
        done = checks[0][0]
        return Next("done-to-check", min(done, step or done), lacks, None, ids)
    if step is None:
        return Next("no-next-step", since(request, zone), lacks, None, ids)
    reason: Reason = "recheck" if status_of(request) == "waiting" else "request"
    return Next(reason, step, lacks, None, ids)


def next_step(request: Request, customer: Customer, zone: tzinfo) -> date | None:
    """A0.17: the day of a re-check, of an open task, or of an open reminder at the customer.

    A task without a day is never done by a day, so it is no step; a reminder of before the request
    came is about something else.
    """
    if status_of(request) == "waiting" and request.recheck_on:
        return request.recheck_on
    days = [day for task in open_tasks(request) if (day := next_due(task))]
    if not days:
        came = day_of(request.received_at, zone)
        days = [item.on for item in open_reminders(customer) if item.on >= came]
    return min(days, default=None)


def to_check(request: Request, zone: tzinfo) -> list[tuple[date, Task]]:
    """A0.38: the tasks that others than the SPOC say are done, with the day, the oldest first."""
    found = []
    for task in request.tasks:
        event = last_event(task.events, "status")
        said_by = event.by if event and event.to == "done" else task.executor
        if task.status == "done" and said_by != request.spoc:
            at = task.done_at or (event.at if event else None)
            found.append((day_of(at, zone) if at else since(request, zone), task))
    return sorted(found, key=lambda pair: (pair[0], pair[1].id))
