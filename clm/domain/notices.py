"""THE EVENTS somebody is told of, one row each, and the notices in the outbox (A0.34).

A notice keeps facts, never text: its words are made when it is listed or sent. Its id follows from
the event, so the same event is never told twice.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

import msgspec

from clm.domain.changes import Add, Create, Target
from clm.domain.customer import Handled, Record
from clm.domain.lifecycle import class_of, open_mark
from clm.domain.values import CustomerId, Handle, Moment, Role
from clm.domain.watchlist import watch_reasons

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from clm.domain.changes import Change
    from clm.domain.customer import Customer
    from clm.domain.decisions import Actor
    from clm.domain.process import Dossier, Process

EventName = Literal[
    "trial-to-large",
    "a-customer",
    "offer-assigned",
    "assigned-on-behalf",
    "nudge",
    "misses",
    "report",
]
State = Literal["queued", "sending", "sent"]

FRESH_DAYS: Final = 7
"""A0.34: an older fact is an import or a replay, and nobody is told of it."""

_LONGEST_ID: Final = 64


class Event(NamedTuple):
    """One row: whom it is told to (no role: a person), as a sentence, and whether at any hour."""

    key: EventName
    to: tuple[Role, ...]
    sentence: str
    urgent: bool = False

    @property
    def template(self) -> str:
        """The name of the template its text is made from."""
        return f"notice-{self.key}"


EVENTS: Final[tuple[Event, ...]] = (
    Event("trial-to-large", ("crm-lead",), "A1.21: prio after a trial and a large package."),
    Event("a-customer", ("crm-lead",), "A1.37: an automatic watch entry of an A customer."),
    Event("offer-assigned", (), "A1.18: a customer with an offer is assigned to somebody."),
    Event("assigned-on-behalf", (), "A1.14: a VPA was assigned for a colleague."),
    Event("nudge", (), "A1.39: entries are open shortly before the week's deadline."),
    Event("misses", ("crm-lead", "team-lead"), "A1.39: who was not through with the week."),
    # It is asked for in the evening, when nobody's working time would let it go.
    Event("report", ("crm-lead",), "A1.39: the weekly report, by mail.", urgent=True),
)
"""What is told to whom; a new event is a row here and a template."""

_BY_KEY: Final = {row.key: row for row in EVENTS}


class Notice(Record, frozen=True, kw_only=True):
    """One notice, `outbox/<id>.yaml`: queued, then sending, then sent, and never twice.

    `to` are roles where the event's row has some, else handles. `host` sends it, since `sent_at`
    it is sent; `problem` is why the last try failed.
    """

    id: Handle
    event: EventName
    on: date
    customer: CustomerId | None = None
    trigger: str | None = None
    to: tuple[Handle, ...]
    by: Handle | None = None
    facts: dict[str, str] = msgspec.field(default_factory=dict)
    urgent: bool = False
    state: State = "queued"
    host: str | None = None
    sent_at: Moment | None = None
    problem: str | None = None


class Run(Record, frozen=True, kw_only=True):
    """What cron ran, `runs/<id>.yaml`: the job of a week, when it was due and when it ran."""

    id: Handle
    job: Handle
    week: str
    due: Moment
    ran_at: Moment
    to: tuple[Handle, ...] = ()
    result: str


def event(key: str) -> Event:
    """The row of an event."""
    return _BY_KEY[key]  # type: ignore[index]


def named(*parts: str) -> str:
    """The id of what these words name: a slug, the same on every host."""
    return "-".join(parts).lower()[:_LONGEST_ID].rstrip("-")


def is_for_roles(notice: Notice) -> bool:
    """Does `to` name roles, not persons?"""
    return bool(event(notice.event).to)


def is_fresh(day: date, now: date) -> bool:
    """Did it happen lately enough to be told, by the clock's day `now` (A0.34)?"""
    return day >= now - timedelta(days=FRESH_DAYS)


def noticed(
    key: EventName,
    trigger: str,
    on: date,
    *,
    customer: str | None = None,
    to: Sequence[str] = (),
    by: str | None = None,
    facts: Mapping[str, str] | None = None,
) -> Notice:
    """A new notice of an event; without `to` it is for the roles of the event's row."""
    row = event(key)
    return Notice(
        id=named(key, trigger),
        event=key,
        on=on,
        customer=customer,
        trigger=trigger,
        to=tuple(to) or row.to,
        by=by,
        facts={name: text for name, text in (facts or {}).items() if text},
        urgent=row.urgent,
    )


def create(notice: Notice) -> Create:
    """The change that puts a notice into the outbox."""
    return Create(Target("notice", notice.id), notice)


def queue(
    key: EventName,
    actor: Actor,
    trigger: str,
    *,
    customer: str | None = None,
    to: Sequence[str] = (),
    facts: Mapping[str, str] | None = None,
    on: date | None = None,
) -> Create:
    """The change that tells of an event, in the same commit as the act.

    Saving an act leaves out what was told before, what only the actor would be told, and old
    facts: `on` is the day it happened, the actor's by default.
    """
    told = noticed(
        key, trigger, on or actor.today, customer=customer, to=to, by=actor.handle, facts=facts
    )
    return create(told)


# who is told what


class Informing(NamedTuple):
    """An automatic entry of an A customer: its booking, since when, for which reasons."""

    trigger: str
    since: date
    reasons: tuple[str, ...]


def informs_crm_lead(dossier: Dossier, today: date, process: Process) -> list[Informing]:
    """A1.37: the automatic watch entries open on `today` of which the crm-lead is told.

    The class held on the entry's first day decides, as for the entry itself (A1.31).
    """
    found: dict[str, Informing] = {}
    for reason in watch_reasons(dossier, today, process):
        if reason.id.startswith("b-") and class_of(dossier.customer, reason.since) == "A":
            before = found.get(reason.id, Informing(reason.id, reason.since, ()))
            found[reason.id] = before._replace(reasons=(*before.reasons, reason.reason))
    return list(found.values())


def automatic_entries(dossier: Dossier, today: date, process: Process) -> list[Notice]:
    """A1.37: the notices of a customer's open automatic entries, each on its entry's first day."""
    customer = dossier.customer
    hours = {item.id: item.hours for item in customer.bookings}
    return [
        noticed(
            "a-customer",
            one.trigger,
            one.since,
            customer=customer.id,
            facts={
                "reasons": ", ".join(one.reasons),
                "hours": _number(hours.get(one.trigger)),
                "since": one.since.isoformat(),
                "owner": customer.owner or "",
            },
        )
        for one in informs_crm_lead(dossier, today, process)
    ]


def opened(after: Dossier, actor: Actor, process: Process) -> list[Change]:
    """A1.37: what a booking brings: the crm-lead is told of the entries open with it."""
    return [
        create(msgspec.structs.replace(one, by=actor.handle))
        for one in automatic_entries(after, actor.today, process)
    ]


def before_closing(
    dossier: Dossier, changes: Sequence[Change], actor: Actor, process: Process
) -> list[Change]:
    """A1.37: an entry is not closed before the crm-lead was told, however old the entry is.

    `changes` are those of the act; only the entries they mark are told.
    """
    marks = (change.item for change in changes if isinstance(change, Add))
    closed = {
        mark.trigger.partition("@")[0]
        for mark in marks
        if isinstance(mark, Handled) and mark.rule == "watch"
    }
    return [
        create(msgspec.structs.replace(one, by=actor.handle, on=actor.today))
        for one in (automatic_entries(dossier, actor.today, process) if closed else ())
        if one.trigger in closed
    ]


def offer_assigned(customer: Customer, actor: Actor, person: str) -> list[Change]:
    """A1.18: who gets an offer customer is told, with the offer: its mark's note and booking."""
    mark = open_mark(customer.offer, actor.today)
    if mark is None:
        return []
    offered = [item for item in customer.bookings if item.status == "offer"]
    newest = max(offered, key=lambda item: (item.booked_on, item.id), default=None)
    facts = {
        "offer": mark.note or "",
        "offered_on": mark.on.isoformat(),
        "booking": newest.id if newest else "",
        "hours": _number(newest.hours) if newest else "",
    }
    trigger = f"{mark.id}-{actor.today.isoformat()}-{person}"
    return [
        queue("offer-assigned", actor, trigger, customer=customer.id, to=(person,), facts=facts)
    ]


def assigned_on_behalf(
    customer: Customer, actor: Actor, person: str, vpa: str, why: str | None = None
) -> list[Change]:
    """A1.14: a colleague is told who gave their customer a VPA on their behalf, and why."""
    if person == actor.handle:
        return []
    trigger = f"{customer.id}-{actor.today.isoformat()}-{vpa}"
    facts = {"vpa": vpa, "why": why or ""}
    return [
        queue("assigned-on-behalf", actor, trigger, customer=customer.id, to=(person,), facts=facts)
    ]


def _number(hours: Decimal | None) -> str:
    return "" if hours is None else f"{hours.normalize():f}"
