"""How requests and their tasks stand: status, what is open, what is missing (A0.3, A0.37)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, get_args

from clm.domain.fullness import is_reachable, measured
from clm.domain.moments import day_of, seconds_of, written_order
from clm.domain.requestwords import RequestStatus
from clm.domain.values import ORIGINS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date, tzinfo

    from clm.domain.customer import Contact, Customer
    from clm.domain.fullness import Completeness
    from clm.domain.policy import Complete
    from clm.domain.process import Dossier
    from clm.domain.request import Event, Request, Requests, Task
    from clm.domain.requestwords import Closing, EventKind

UNANSWERED: Final[frozenset[Closing]] = frozenset({"withdrawn", "duplicate"})
"""How a request ends for which nobody has to have answered (own choice)."""

STATUSES: Final[dict[str, RequestStatus]] = {word: word for word in get_args(RequestStatus)}
"""How a request can stand."""

ENDED: Final = frozenset({"done", "closed", "cancelled"})
"""Statuses of tasks, internal and posted ones, that no list shows unless asked (A0.37)."""


def last_event(events: Sequence[Event], *kinds: EventKind) -> Event | None:
    """The newest event of some kinds; of one moment the one that stands last."""
    found = [event for event in events if event.kind in kinds]
    return max(reversed(found), key=lambda event: written_order(event.at), default=None)


def status_of(request: Request) -> RequestStatus:
    """`new`, `open`, `waiting` or `closed`: what the last event of its status says.

    Without one it is closed with an outcome, else open from the day somebody answers for it.
    """
    event = last_event(request.events, "status")
    if event and (known := STATUSES.get(event.to or "")):
        return known
    if request.outcome:
        return "closed"
    return "open" if request.spoc else "new"


def is_open(request: Request) -> bool:
    """Is it still to be answered?"""
    return status_of(request) != "closed"


def open_tasks(request: Request) -> list[Task]:
    """Its tasks that are still to be done."""
    return [task for task in request.tasks if task.status not in ENDED]


def tasks_in(held: Requests | Dossier | None) -> Iterator[tuple[Request | None, Task]]:
    """Every internal task of a customer with its request; those of none come last (A2.21)."""
    if held:
        for request in held.requests:
            for task in request.tasks:
                yield request, task
        for task in held.tasks:
            yield None, task


def open_tasks_in(held: Requests | Dossier | None) -> Iterator[tuple[Request | None, Task]]:
    """Those of them that are still to be done, for a request that is open or for none."""
    for request, task in tasks_in(held):
        if task.status not in ENDED and (request is None or is_open(request)):
            yield request, task


def tasks_from(tasks: Iterable[Task], origin: str) -> list[Task]:
    """Those that come from a complaint, review or survey: `complaint/cm-7f3qkd` (A2.21)."""
    return [task for task in tasks if task.from_ == origin]


def origin_of(item: str | None) -> str | None:
    """`complaint/cm-7f3qkd` for `cm-7f3qkd`; None: no task comes from it."""
    kind = ORIGINS.get((item or "")[:3])
    return f"{kind}/{item}" if kind else None


def place_of(request: Request | None, task: str) -> tuple[str, ...]:
    """Where a task stands in its customer's file, by its id: below its request, or beside them."""
    return ("requests", request.id, "tasks", task) if request else ("tasks", task)


def recorded_at(request: Request) -> str | None:
    """The moment of its first event (A0.12); None where it was written by hand without one."""
    return min((event.at for event in request.events), default=None)


def gaps(request: Request) -> list[str]:
    """A0.3: the requested services for which there is no task."""
    served = {task.service for task in request.tasks if task.status != "cancelled"}
    return [service for service in request.services if service not in served]


def next_due(task: Task) -> date | None:
    """When somebody looks at an open task: the re-check while it waits, else its due day."""
    return task.recheck_on if task.status == "waiting" else task.due


def since(request: Request, zone: tzinfo) -> date:
    """The day of its newest event, of its tasks too; without events the day it was received."""
    events = [*request.events, *(event for task in request.tasks for event in task.events)]
    return max((day_of(e.at, zone) for e in events), default=day_of(request.received_at, zone))


def is_to_come(received_at: str, today: date, zone: tzinfo, now: str | None = None) -> bool:
    """Lies the moment at which a request arrived after `now`, or its day after `today`?

    By the day alone where that is pinned: then the hour says nothing.
    """
    if now is None:
        return day_of(received_at, zone) > today
    return seconds_of(received_at, zone) > seconds_of(now, zone)


def completeness(request: Request, customer: Customer | None, asked: Complete) -> Completeness:
    """What is missing of a request's registration, by the fields the team asks for (A0.5)."""
    return measured(_filled(request, customer), asked.required, asked.recommended)


def _filled(request: Request, customer: Customer | None) -> Mapping[str, object]:
    return {
        "need": request.need.strip(),
        "contacts": any(map(is_reachable, contacts_of(request, customer)))
        if customer
        else request.contacts,
        "services": request.services,
        "priority": request.priority,
        "spoc": request.spoc or status_of(request) == "new" or request.outcome in UNANSWERED,
        "solution": request.solution or is_open(request),
    }


def contacts_of(request: Request, customer: Customer) -> list[Contact]:
    """The contact persons of the customer whom it names (A0.6)."""
    return [contact for contact in customer.contacts if contact.id in request.contacts]


def spocs(requests: Iterable[Request]) -> list[str]:
    """Who answers for the open ones, each once (A0.9: one is usual)."""
    held = (request.spoc for request in requests if is_open(request))
    return sorted({spoc for spoc in held if spoc})
