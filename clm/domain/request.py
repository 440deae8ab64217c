"""Requests with their tasks, tasks of no request, posted ones: `c-xxxxxx.requests.yaml`."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import msgspec

from clm.domain.customer import Record
from clm.domain.requestwords import (
    Channel,
    Closing,
    EventKind,
    PostedStatus,
    Priority,
    Scope,
    TaskKind,
    TaskStatus,
    WaitingOn,
)
from clm.domain.values import (
    ContactId,
    CustomerId,
    Handle,
    MarkId,
    Moment,
    Origin,
    RequestId,
    TaskId,
)


class Budget(Record, frozen=True, kw_only=True):
    """What a posted task may cost: `hours` in hours, `amount` in the team's currency."""

    hours: Decimal | None = None
    amount: Decimal | None = None


class PostedTask(Record, frozen=True, kw_only=True):
    """A task created by or for the customer (L8, L9); drafts do not count."""

    id: TaskId
    title: str
    posted_at: Moment
    status: PostedStatus
    deadline: Moment | None = None
    budget: Budget | None = None
    vpa: Handle | None = None


class Event(Record, frozen=True, kw_only=True):
    """What happened to a request or a task: another status, or another person (A0.18, A0.20).

    `from` and `to` are statuses, handles or priorities, by the kind; `note` is what was said of it.
    Of an appointment `scope` is what it was made for. A `declined` one has its reason in `to`. Of a
    wait `waiting_on` stays, so that a pause of the past is known (A0.41). A `notice` tells the
    customer that an agreement was not kept, `told` is any other word to them; by a `priority` that
    was, the clock of what is closed is read (A2.9).
    """

    id: MarkId
    at: Moment
    by: Handle
    kind: EventKind
    from_: str | None = msgspec.field(default=None, name="from")
    to: str | None = None
    scope: Scope | None = None
    waiting_on: WaitingOn | None = None
    note: str | None = None


class Step(Record, frozen=True, kw_only=True):
    """One line of a task's checklist, open until `done_on`."""

    id: MarkId
    text: str
    done_on: date | None = None
    done_by: Handle | None = None


class Task(Record, frozen=True, kw_only=True):
    """What a colleague does for a customer; the `executor` need not know them (A0.2).

    It stands below its request, or in the file's own list: then `from` says what it comes from.
    `service` is the requested service it serves (A0.1), `follows` the task it came from (A0.40).
    While it is `waiting`, `waiting_on` says for whom and `recheck_on` when to look (A0.41).
    """

    id: TaskId
    title: str
    kind: TaskKind | None = None
    from_: Origin | None = msgspec.field(default=None, name="from")
    executor: Handle
    due: date | None = None
    status: TaskStatus
    waiting_on: WaitingOn | None = None
    recheck_on: date | None = None
    service: Handle | None = None
    department: str | None = None
    region: str | None = None
    skill: str | None = None
    tags: tuple[Handle, ...] = ()
    checklist: tuple[Step, ...] = ()
    follows: TaskId | None = None
    done_at: Moment | None = None
    events: tuple[Event, ...] = ()


class Request(Record, frozen=True, kw_only=True):
    """What a customer needs, with all tasks of all departments (A0.1); `spoc` answers for it.

    Its status follows from its events (`requesting.status_of`). The first event is its recording,
    `received_at` the moment the customer asked (A0.12).
    """

    id: RequestId
    subject: str
    need: str
    services: tuple[Handle, ...] = ()
    contacts: tuple[ContactId, ...] = ()
    channel: Channel
    received_at: Moment
    priority: Priority | None = None
    spoc: Handle | None = None
    waiting_on: WaitingOn | None = None
    recheck_on: date | None = None
    events: tuple[Event, ...] = ()
    outcome: Closing | None = None
    solution: str | None = None
    tasks: tuple[Task, ...] = ()


def is_active(task: PostedTask) -> bool:
    """L9: posted, not done, closed or cancelled."""
    return task.status == "forwarded"


class Requests(Record, frozen=True, kw_only=True):
    """The requests file of one customer; `tasks` are those of no request (A2.21)."""

    customer: CustomerId
    requests: tuple[Request, ...] = ()
    tasks: tuple[Task, ...] = ()
    posted: tuple[PostedTask, ...] = ()
