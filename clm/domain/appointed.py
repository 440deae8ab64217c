"""Who got what by an act, and who had it before, read off the changes it makes (A0.18, A0.34)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from clm.domain.changes import Add, Create, Set
from clm.domain.complaint import ComplaintEvent
from clm.domain.customer import Customer
from clm.domain.escalation import EscalationEvent
from clm.domain.request import Event, Request, Task
from clm.domain.requesting import ENDED, tasks_in
from clm.domain.topics import Topic

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from clm.domain.changes import Change
    from clm.domain.decisions import Actor
    from clm.domain.request import Requests

FIELDS: Final = ("owner", "sales", "account_manager")
"""The fields of a customer that name a colleague."""

KINDS: Final = ("spoc", "executor", "handler")
"""The events of requests, tasks and complaints that do."""


class Appointment(NamedTuple):
    """One thing that is somebody's now, or no more: what, whose, who has or had it instead.

    `trigger` tells this appointment from others of the same thing. `became`: it did not go to
    somebody else but is over (`cancelled`, `closed`), or `open` again.
    """

    event: Literal["assigned", "unassigned"]
    person: str
    other: str | None
    topic: Topic
    trigger: str
    why: str | None = None
    became: str = ""


class Before(NamedTuple):
    """How things stood before an act.

    Whom a customer's field named, a customer's requests, whose customer's an escalation is.
    """

    named: Callable[[str, str], str | None]
    requests: Callable[[str], Requests | None]
    customer: Callable[[str], str | None]


def appointments(changes: Iterable[Change], me: Actor, before: Before) -> Iterator[Appointment]:
    """What changes hands by an act, and what of a colleague's is over by it or open again."""
    moment = "".join(char for char in me.now if char.isalnum())
    for change in changes:
        if isinstance(change, Set) and change.target.kind == "customer":
            if change.at in {(field,) for field in FIELDS}:
                (field,), topic = change.at, Topic(change.target.id)
                trigger = f"{topic.customer}-{field.replace('_', '-')}-{moment}"
                was = before.named(topic.customer, field)
                yield from _handed(topic, was, change.value, trigger)
            elif change.at[::2] == ("reminders", "for"):  # handed over for good
                topic = Topic(change.target.id, change.at[1])
                yield from _handed(topic, None, change.value, f"{change.at[1]}-{moment}")
        elif isinstance(change, Create) and isinstance(change.record, Customer):
            for field in FIELDS:
                topic, person = Topic(change.record.id), getattr(change.record, field)
                trigger = f"{topic.customer}-{field.replace('_', '-')}"
                yield from _handed(topic, None, person, trigger)
        elif isinstance(change, Add) and isinstance(change.item, EscalationEvent):
            yield from _of_escalation(change.target.id, change.item, before)
        elif isinstance(change, Add) and change.target.kind in {"requests", "service-file"}:
            yield from _of_work(change)
            if isinstance(change.item, Event) and change.item.kind == "status":
                yield from _over_or_back(change.target.id, change.at, change.item, me, before)


def _over_or_back(
    customer: str, at: tuple[str, ...], event: Event, me: Actor, before: Before
) -> Iterator[Appointment]:
    """A request or a task that ends without who has it having said so, or that is theirs again.

    Who does it themselves knows. Done is what an executor says, and closed what is checked then.
    """
    kind = "task" if "tasks" in at else "request"
    if event.to == {"task": "cancelled", "request": "closed"}[kind]:
        is_now: Literal["assigned", "unassigned"] = "unassigned"
    elif event.to == "open" and event.from_ in ENDED:
        is_now = "assigned"
    else:
        return
    person = _whose(before.requests(customer), at[-2])
    if person and person != me.handle:
        topic, became = Topic(customer, at[-2]), event.to or ""
        yield Appointment(is_now, person, None, topic, event.id, event.note, became)


def _whose(file: Requests | None, item: str) -> str | None:
    """Who answers for a request, or does a task."""
    held: dict[str, str | None] = {task.id: task.executor for _, task in tasks_in(file)}
    held |= {request.id: request.spoc for request in file.requests} if file else {}
    return held.get(item)


def _of_work(change: Add) -> Iterator[Appointment]:
    """A new request or task, or another person for one or for a complaint.

    Of a new complaint its handler is told by a notice of its own.
    """
    customer, item = change.target.id, change.item
    events: tuple[Event | ComplaintEvent, ...]
    if isinstance(item, (Request, Task)):
        topic = Topic(customer, item.id, item.due if isinstance(item, Task) else None)
        events = item.events
    elif isinstance(item, (Event, ComplaintEvent)):
        topic, events = Topic(customer, change.at[-2]), (item,)
    else:
        return
    for event in events:
        if event.kind in KINDS:
            yield from _handed(topic, event.from_, event.to, event.id, event.note)


def _of_escalation(
    escalation: str, event: EscalationEvent, before: Before
) -> Iterator[Appointment]:
    """Another recipient; of a level that fires they are told by a notice of its own (A4.14)."""
    customer = before.customer(escalation)
    if event.kind == "to" and customer:
        topic = Topic(customer, escalation)
        yield from _handed(topic, event.from_, event.to, event.id, event.note)


def _handed(
    topic: Topic, was: str | None, now: str | None, trigger: str, why: str | None = None
) -> Iterator[Appointment]:
    if was == now:
        return
    if now:
        yield Appointment("assigned", now, was, topic, trigger, why)
    if was:
        yield Appointment("unassigned", was, now, topic, trigger, why)
