"""What was promised and is over, or will be: of requests, tasks, complaints, VPAs, clocks (A4.14).

Whatever is done by then, or needs no doing any more, is no breach, so nothing of it is escalated.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from clm.domain.clocks import answers, minute_of
from clm.domain.complaining import course_of, open_complaints
from clm.domain.complaintdeadlines import next_due
from clm.domain.ladder import steps
from clm.domain.moments import seconds_of
from clm.domain.nextsteps import next_step
from clm.domain.requesting import is_open, last_event, open_tasks, open_tasks_in
from clm.domain.requesting import next_due as due_of_task
from clm.domain.spoc import accept_by
from clm.domain.tasks import OPEN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import tzinfo

    from clm.domain.clocks import Reading
    from clm.domain.escalationwords import EscalationReason, EscalationSource
    from clm.domain.process import Dossier, Process
    from clm.domain.request import Request

_DAY: Final = len("2026-11-22")
_MINUTE: Final = 60


class Breach(NamedTuple):
    """A promise: of what, which clock, when it began and is over, and whose it is.

    `start` and `at` are whole minutes since 1970; without a start nobody is warned of it. `used` is
    how much of its time is used, in percent, where the source itself counts that; `about` are the
    colleagues that a complaint is about.
    """

    customer: str
    source: EscalationSource
    of: str
    clock: str | None
    at: int
    start: int | None = None
    who: str | None = None
    reason: EscalationReason = "overdue"
    used: int | None = None
    department: str | None = None
    about: tuple[str, ...] = ()


def breaches(
    dossier: Dossier, today: date, process: Process, readings: Iterable[tuple[Request, Reading]]
) -> list[Breach]:
    """Everything that an active customer was promised and that is still owed, the first due first.

    `readings` are the clocks of their open requests. Also what is still to come is there.
    """
    if dossier.customer.status != "active":
        return []
    found = [
        *_requests(dossier, process),
        *_tasks(dossier, process),
        *_complaints(dossier, process),
        *_asks(dossier, today, process),
        *_clocks(dossier, readings),
    ]
    return sorted(found, key=lambda one: (one.at, one.of, one.clock or ""))


def _requests(dossier: Dossier, process: Process) -> Iterator[Breach]:
    """Not accepted in time (A0.20), or the day of its next step is over (A0.17)."""
    customer, zone = dossier.customer, process.zone
    for request in filter(is_open, dossier.requests):
        by = accept_by(request, process)
        if by:
            given = last_event(request.events, "spoc")
            start = _minute(given.at, zone) if given else None
            yield Breach(
                customer.id, "request", request.id, "accept", minute_of(by), start, request.spoc,
                "no-answer",
            )  # fmt: skip
            continue
        step = next_step(request, customer, zone)
        tasks = set(map(due_of_task, open_tasks(request)))
        if step and step not in tasks:  # of a task it is the task that is escalated
            newest = max((one.at for one in request.events), default=request.received_at)
            start = _minute(newest, zone)
            yield Breach(
                customer.id, "request", request.id, "next-step", end_of(step, zone), start,
                request.spoc,
            )  # fmt: skip


def _tasks(dossier: Dossier, process: Process) -> Iterator[Breach]:
    """A task is over with the end of its day, while it waits that of its re-check."""
    zone, customer = process.zone, dossier.customer.id
    for request, task in open_tasks_in(dossier):
        due = due_of_task(task)
        if due is None:
            continue
        began = min((one.at for one in task.events), default=None)
        if began is None and request is not None:
            began = request.received_at
        start = _minute(began, zone) if began else None
        yield Breach(
            customer, "task", task.id, None, end_of(due, zone), start, task.executor,
            department=task.department,
        )  # fmt: skip
    for posted in dossier.posted:
        if posted.status in OPEN and posted.deadline:
            start = _minute(posted.posted_at, zone)
            at = _end(posted.deadline, zone)
            yield Breach(customer, "task", posted.id, None, at, start, dossier.customer.owner)


def _complaints(dossier: Dossier, process: Process) -> Iterator[Breach]:
    """The next milestone of a complaint is over with the end of its day (A2.16, A2.18)."""
    customer, zone = dossier.customer, process.zone
    for complaint in open_complaints(dossier):
        start = _minute(course_of(complaint).since, zone)
        who = complaint.handler or customer.owner
        for due in filter(None, (next_due(complaint, process),)):
            yield Breach(
                customer.id, "complaint", complaint.id, due.rule, end_of(due.on, zone), start, who,
                about=complaint.about,
            )  # fmt: skip


def _asks(dossier: Dossier, today: date, process: Process) -> Iterator[Breach]:
    """A VPA has until the end of the day to write (A1.35); what was asked again counts anew."""
    customer, zone = dossier.customer, process.zone
    for step in steps(dossier, today, process):
        if not step.again and step.state(dossier, today) in {"waiting", "missed"}:
            ask = step.ask
            start = end_of(ask.asked_on - timedelta(days=1), zone)
            yield Breach(
                customer.id, "vpa-deadline", ask.id, None, end_of(ask.on, zone), start,
                customer.owner, "no-answer",
            )  # fmt: skip


def _clocks(dossier: Dossier, readings: Iterable[tuple[Request, Reading]]) -> Iterator[Breach]:
    """A clock of an agreement is over with the minute that uses it up (A2.9).

    Of a wait that pauses it nobody knows when that is; late or not, an answer ends the first one.
    """
    for request, reading in readings:
        answered = any(map(answers, request.events))
        for clock in reading.clocks if is_open(request) else ():
            if clock.due is None or (answered and clock.target == "first_response"):
                continue
            used = clock.used * 100 // clock.minutes
            yield Breach(
                dossier.customer.id, "sla", request.id, clock.target, clock.due, None,
                request.spoc, used=used,
            )  # fmt: skip


def end_of(day: date, zone: tzinfo) -> int:
    """The minute with which a day is over."""
    midnight = datetime.combine(day + timedelta(days=1), time.min)
    return minute_of(midnight.replace(tzinfo=zone))


def _end(moment: str, zone: tzinfo) -> int:
    """When a deadline is over: the end of its day, or its time."""
    if len(moment) == _DAY:
        return end_of(date.fromisoformat(moment), zone)
    return _minute(moment, zone)


def _minute(moment: str, zone: tzinfo) -> int:
    return seconds_of(moment, zone) // _MINUTE
