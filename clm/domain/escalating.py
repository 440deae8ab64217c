"""How escalations stand: status, level, who has it; and the records of what happens (A4.13)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, get_args

from clm.domain.changes import Add, Set, Target
from clm.domain.escalation import Escalation, EscalationEvent
from clm.domain.escalationwords import EscalationRole, EscalationStatus
from clm.domain.moments import written_order
from clm.domain.moves import not_before

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import date

    from clm.domain.changes import Change
    from clm.domain.decisions import Actor
    from clm.domain.escalationwords import EscalationEventKind, EscalationReason, EscalationSource

STATUSES: Final[dict[str, EscalationStatus]] = {word: word for word in get_args(EscalationStatus)}
"""How an escalation can stand (A4.13)."""

ENDED: Final = frozenset({"resolved"})
"""Statuses in which nothing is owed any more."""

ROLES: Final[tuple[EscalationRole, ...]] = get_args(EscalationRole)
"""Who takes it: of a first level the first of them that somebody has (A4.14)."""

MANAGERS: Final = len(ROLES)
"""The level of managers, to which who asks for one goes at once (A4.15)."""


def file_of(escalation: str) -> Target:
    """The file an escalation stands in."""
    return Target("escalation", escalation)


# how it stands


def events_of(one: Escalation, *kinds: EscalationEventKind) -> list[EscalationEvent]:
    """Its events of some kinds, the oldest first; of one moment in the order of the file."""
    found = (event for event in one.events if event.kind in kinds)
    return sorted(found, key=lambda event: written_order(event.at))


def status_of(one: Escalation) -> EscalationStatus:
    """What the last event of its status says; without one it is open."""
    events = events_of(one, "status")
    return STATUSES.get(events[-1].to or "", "open") if events else "open"


def is_open(one: Escalation) -> bool:
    """Is there still something to be done about it? What was returned is not resolved."""
    return status_of(one) not in ENDED


def levels_fired(one: Escalation) -> dict[int, str]:
    """The levels that fired, each with the first moment it did: none fires twice (A4.14)."""
    found: dict[int, str] = {}
    for event in events_of(one, "level"):
        if event.to and event.to.isascii() and event.to.isdecimal():
            found.setdefault(int(event.to), event.at)
    return found


def level_of(one: Escalation) -> int:
    """The highest level it came to; without one that fired it is the one it began with."""
    return max(levels_fired(one), default=one.level)


def is_by_hand(one: Escalation) -> bool:
    """Did a person make it? What the policy makes begins with a level that fires."""
    return one.level not in levels_fired(one)


def counted_from(one: Escalation, stopped: Collection[str]) -> str | None:
    """The moment from which its further levels wait: a person made it, or it went on again.

    In a status that has `stopped` none fires. None: since the breach, as the policy made it.
    """
    opened = [
        event.at
        for event in events_of(one, "status")
        if event.from_ in stopped and event.to not in stopped
    ]
    made = (one.at,) if is_by_hand(one) else ()
    return max((*made, *opened), default=None)


def holder(one: Escalation) -> str | None:
    """Who is to do something, or has done it; what was returned is with who got it back."""
    events = [event for event in events_of(one, "status") if event.to not in ENDED]
    if events and events[-1].to == "returned":
        return events[-1].whom or one.by
    return one.to


def ended_at(one: Escalation) -> str | None:
    """When it was resolved; None while it is open."""
    return None if is_open(one) else events_of(one, "status")[-1].at


def waits_for_approval(one: Escalation) -> bool:
    """Was a compromise agreed that costs money, and nobody has decided about it (A4.16)?"""
    agreed = one.compromise
    return bool(agreed and agreed.cost and agreed.approved is None)


class Matter(NamedTuple):
    """What an escalation is of: with the source `sla` also the clock that was missed."""

    customer: str
    source: EscalationSource
    of: str
    clock: str | None = None


def matter_of(one: Escalation) -> Matter:
    """What it is of."""
    return Matter(one.customer, one.source, one.of, one.clock)


def open_ones(escalations: Iterable[Escalation], matter: Matter) -> list[Escalation]:
    """The open escalations of the same thing."""
    return [one for one in escalations if is_same(one, matter) and is_open(one)]


def is_same(one: Escalation, matter: Matter) -> bool:
    """Is an escalation of that thing? Two clocks of an agreement are two; without one it is all."""
    clocks, sources = {one.clock, matter.clock}, {one.source, matter.source}
    is_other = len(clocks) > 1 and None not in clocks and "sla" in sources
    return one.of == matter.of and not is_other


# what happens


class NewEscalation(NamedTuple):
    """What is escalated, why, to whom; `breach` is when a promise was over (A4.13, A4.14).

    Without `to` nobody is there to take it: it stands with who distributes what nobody has.
    """

    matter: Matter
    reason: EscalationReason
    to: str | None
    text: str | None = None
    level: int = 1
    due: date | None = None
    breach: str | None = None
    requested_by_customer: bool = False


def make(actor: Actor, new: NewEscalation, *, fired_at: str | None = None) -> Escalation:
    """The record of a new escalation, by hand, or of its first level that `fired_at`."""
    first: tuple[EscalationEvent, ...] = ()
    if fired_at:
        first = (level_event(actor, new.level, fired_at, new.to),)
    elif new.to:
        first = (event_of(actor, "to", to=new.to),)
    matter = new.matter
    return Escalation(
        id=actor.new_id("es"),
        customer=matter.customer,
        source=matter.source,
        of=matter.of,
        clock=matter.clock,
        breach=new.breach,
        reason=new.reason,
        text=(new.text or "").strip() or None,
        requested_by_customer=new.requested_by_customer,
        at=fired_at or actor.now,
        by=actor.handle,
        level=new.level,
        to=new.to,
        due=new.due,
        events=first,
    )


def event_of(
    actor: Actor, kind: EscalationEventKind, *, from_: str | None = None, to: str | None = None,
    whom: str | None = None, note: str | None = None,
) -> EscalationEvent:  # fmt: skip
    """An event of now."""
    return EscalationEvent(
        id=actor.new_id("k"), at=actor.now, by=actor.handle, kind=kind, from_=from_, to=to,
        whom=whom, note=note,
    )  # fmt: skip


def level_event(
    actor: Actor, level: int, at: str, whom: str | None, note: str | None = None
) -> EscalationEvent:
    """That a level fired, at its working minute, and who got it (A4.14)."""
    return event_of(actor._replace(now=at), "level", to=str(level), whom=whom, note=note)


def happened(
    one: Escalation, actor: Actor, kind: EscalationEventKind, *, from_: str | None = None,
    to: str | None = None, whom: str | None = None, note: str | None = None,
) -> Add:  # fmt: skip
    """The event an act leaves, never before those there are: another computer may be ahead."""
    later = not_before(actor, one.events)
    made = event_of(later, kind, from_=from_, to=to, whom=whom, note=note)
    return Add(file_of(one.id), ("events",), made)


class Fired(NamedTuple):
    """A level that fires: its number, its moment, who gets it."""

    level: int
    at: str
    whom: str
    note: str | None = None


def fire(
    one: Escalation, actor: Actor, levels: Sequence[Fired], due: date | None
) -> tuple[Change, ...]:
    """More levels fire: who gets the last one has it from now on, until `due` (A4.14)."""
    target, whom = file_of(one.id), levels[-1].whom
    changes: list[Change] = [Add(target, ("events",), level_event(actor, *each)) for each in levels]
    changes += [
        Set(target, (field,), value)
        for field, value in (("to", whom), ("due", due))
        if getattr(one, field) != value
    ]
    changes += opened_with(one, actor, whom)
    return tuple(changes)


def opened_with(
    one: Escalation, actor: Actor, whom: str, why: str | None = None
) -> tuple[Change, ...]:
    """What somebody else took on, or gave back, is open again with who gets it now."""
    held = status_of(one)
    if held == "open" or (held == "accepted" and holder(one) == whom):
        return ()
    return (happened(one, actor, "status", from_=held, to="open", note=why),)
