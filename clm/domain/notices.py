"""The notices in the outbox: who is told of what, once (A0.34); the events are in `events`.

A notice keeps facts, never text: its words are made when it is listed or sent. Its id follows from
the event, so the same event is never told twice.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

import msgspec

from clm.domain.bookings import complete_on, counted, hours_text
from clm.domain.changes import Add, Create, Set, Target
from clm.domain.customer import Handled, Record
from clm.domain.events import EventName, event
from clm.domain.lifecycle import class_of, open_mark
from clm.domain.moments import written_moment
from clm.domain.topics import topics_in
from clm.domain.values import CustomerId, Handle, Moment
from clm.domain.watchlist import reasons_since, watch_reasons
from clm.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from clm.domain.changes import Change
    from clm.domain.customer import Customer
    from clm.domain.decisions import Actor
    from clm.domain.process import Dossier, Process

State = Literal["queued", "sending", "sent", "refused"]

_LONGEST_ID: Final = 64


DAYS: Final = frozenset({"since", "offered_on", "deadline", "away_from", "away_to"})
"""Facts that are days."""

WEEKS: Final = frozenset({"week"})
"""Facts that are weeks."""

MOMENTS: Final = frozenset({"until"})
"""Facts that are moments."""

ITEMS: Final = "items"
"""The fact that names what a notice is about, each as `topics.Topic` writes it."""


class Notice(Record, frozen=True, kw_only=True):
    """One notice, `outbox/<id>.yaml`: queued, then sending, then sent, and never twice.

    `to` are roles where the event's row has some, else handles. `host` sends it, since `sent_at`
    it is sent; `problem` is why the last try failed. `at` is when an act queued it; without it, it
    is of the day `on`, whatever the hour at which cron made it. A `refused` one is not tried again
    by itself: the server does not take mail for that person.
    """

    id: Handle
    event: EventName
    on: date
    at: Moment | None = None
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


def named(*parts: str) -> str:
    """The id of what these words name: a slug, the same on every host."""
    return "-".join(parts).lower()[:_LONGEST_ID].rstrip("-")


def is_for_roles(notice: Notice) -> bool:
    """Does `to` name roles, not persons?"""
    return bool(event(notice.event).to)


class Odd(NamedTuple):
    """What is wrong with a notice: at which of its fields."""

    at: tuple[str, ...]
    sentence: str


def oddities(notice: Notice, today: date) -> Iterator[Odd]:
    """Why a notice that was edited by hand says nothing: what it lacks, and what is no day."""
    row = event(notice.event)
    if row.customer and notice.customer is None:
        yield Odd(("event",), f"a notice of {row.key} needs a customer")
    for name in row.needs:
        if not notice.facts.get(name):
            yield Odd(("facts",), f"facts: a notice of {row.key} needs {name}")
    for name, text in notice.facts.items():
        if name in DAYS and not _is_day(text):
            yield Odd(("facts", name), f"{name}: {text!r} is no day like 2026-11-22")
        elif name in WEEKS and not _is_week(text, today):
            yield Odd(("facts", name), f"{name}: {text!r} is no week like 2026-W47")
        elif name in MOMENTS and not _is_moment(text):
            yield Odd(("facts", name), f"{name}: {text!r} is no moment like 2026-11-22T09:00:00Z")
        elif name == ITEMS and topics_in(text) is None:
            yield Odd(("facts", name), f"{name}: {text!r} names no customers or items of theirs")


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_moment(text: str) -> bool:
    try:
        return written_moment(text) == text
    except ValueError:
        return False


def _is_week(text: str, today: date) -> bool:
    from clm.domain.datewords import parse_week  # only a notice's check needs it

    try:
        parse_week(text, today)
    except UsageError:
        return False
    return True


def is_fresh(day: date, now: date, days: int) -> bool:
    """Did it happen in the last `days`, so that it is told, by the clock's day `now` (A0.34)?"""
    return day >= now - timedelta(days=days)


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
    return create(msgspec.structs.replace(told, at=actor.now))


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
    """A1.37: the notices of a customer's open automatic entries, each of the day it showed.

    An order that is split over days may be unlike the usual one with its newest booking only.
    """
    customer = dossier.customer
    ones = {item.id: item for item in counted(customer.bookings, today)}
    return [
        noticed(
            "a-customer",
            one.trigger,
            one.since
            if one.reasons == ("prio",)
            else complete_on(ones[one.trigger], ones.values()),
            customer=customer.id,
            facts={
                "reasons": ", ".join(one.reasons),
                "hours": hours_text(ones[one.trigger].hours),
                "since": one.since.isoformat(),
                "owner": customer.owner or "",
            },
        )
        for one in informs_crm_lead(dossier, today, process)
    ]


def still_holds(notice: Notice, dossier: Dossier, today: date, process: Process) -> bool:
    """Is what a queued notice tells still so? Of an automatic entry, A1.37: was it ever there?

    A closed entry is told of all the same; one whose booking was taken back is not.
    """
    if notice.event != "a-customer":
        return True
    found = reasons_since(dossier, date.min, today, process)
    if any(reason.id == notice.trigger for reason in found):
        return True
    # A prio mark taken off on the booking's own day leaves no reason at all.
    ones = counted(dossier.customer.bookings, today)
    was_prio = "prio" in notice.facts.get("reasons", "").split(", ")
    return was_prio and notice.trigger in {one.id for one in ones}


def opened(after: Dossier, actor: Actor, process: Process) -> list[Change]:
    """A1.37: what a booking brings: the crm-lead is told of the entries open with it."""
    return [
        create(msgspec.structs.replace(one, by=actor.handle, at=actor.now))
        for one in automatic_entries(after, actor.today, process)
    ]


def before_closing(
    dossier: Dossier, changes: Sequence[Change], actor: Actor, process: Process
) -> list[Change]:
    """A1.37: an entry is not closed before the crm-lead was told, however old the entry is.

    `changes` are those of the act; only the entries they mark are told.
    """
    marks = [change.item for change in changes if isinstance(change, Add)]
    closed = {
        mark.trigger.partition("@")[0]
        for mark in marks
        if isinstance(mark, Handled) and mark.rule.partition(":")[0] == "watch"
    }
    # prio --off ends the reason that a prio customer became existing.
    no_prio = any(isinstance(one, Set) and one.at[::2] == ("prio", "off_on") for one in changes)
    return [
        create(msgspec.structs.replace(one, by=actor.handle, on=actor.today, at=actor.now))
        for one in (automatic_entries(dossier, actor.today, process) if closed or no_prio else ())
        if one.trigger in closed or (no_prio and "prio" in one.facts["reasons"].split(", "))
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
        "hours": hours_text(newest.hours) if newest else "",
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
