"""Acts on escalations: moved, given to somebody, agreed on, approved (A4.13, A4.15, A4.16)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from msgspec.structs import replace

from clm.domain.changes import Set
from clm.domain.decisions import Decision, refuse_past
from clm.domain.escalating import (
    ENDED,
    MANAGERS,
    ROLES,
    Fired,
    file_of,
    fire,
    happened,
    holder,
    is_open,
    opened_with,
    status_of,
    waits_for_approval,
)
from clm.domain.escalation import Compromise
from clm.domain.moves import refuse_illegal
from clm.errors import RefusedError, UsageError

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from clm.domain.changes import Change
    from clm.domain.decisions import Actor
    from clm.domain.escalation import Escalation
    from clm.domain.escalationwords import EscalationRole, EscalationStatus, TrueCause

ESCALATION_MOVES: Final[dict[EscalationStatus, tuple[EscalationStatus, ...]]] = {
    "open": ("accepted", "returned"),
    "accepted": ("resolved", "returned"),
    "returned": ("open", "resolved"),
    "resolved": ("open",),  # opened again
}
"""A4.13: who gets it takes it on or gives it back; who got it back may solve it, or insist."""

OF_COMPLAINTS: Final[tuple[EscalationRole, ...]] = ("crm-lead", "team-lead", "manager")
"""A2.17: who takes a complaint that is critical or escalated; the first of them somebody has."""


def roles_from(role: EscalationRole) -> tuple[EscalationRole, ...]:
    """The roles from one upwards: where nobody has it, the next one takes it (A4.14)."""
    return ROLES[ROLES.index(role) :]


class Said(NamedTuple):
    """What a person says with a step: why, what was done, what was behind it (A4.16)."""

    why: str | None = None
    resolution: str | None = None
    cause: TrueCause | None = None
    cause_note: str | None = None

    @property
    def is_solved(self) -> bool:
        """Does it say what only a resolution says?"""
        return bool(self.resolution or self.cause or self.cause_note)


# given to somebody


def appoint(one: Escalation, person: str, actor: Actor, why: str | None = None) -> Decision:
    """Give an open escalation to somebody; what was accepted or returned is open again with them.

    Raises:
        RefusedError: it is resolved.
    """
    held = status_of(one)
    if held != "returned" and one.to == person:
        return Decision(said=(f"{one.id} is with {person} already",))
    refuse_ended(one)
    changes: list[Change] = []
    if one.to != person:
        changes.append(Set(file_of(one.id), ("to",), person))
    had = holder(one)
    if had != person:
        changes.append(happened(one, actor, "to", from_=had, to=person, note=why))
    changes += opened_with(one, actor, person, why)
    return Decision(tuple(changes))


def raised(
    one: Escalation, actor: Actor, whom: str, due: date, why: str | None
) -> tuple[Change, ...]:
    """A4.15: the customer wants a manager, and what is open goes to one at once."""
    wanted = Set(file_of(one.id), ("requested_by_customer",), value=True)
    return (*fire(one, actor, [Fired(MANAGERS, actor.now, whom, why)], due), wanted)


def refuse_ended(one: Escalation) -> None:
    """Refuse what is done to open ones only.

    Raises:
        RefusedError: it is resolved; the hint says how it is opened again.
    """
    if not is_open(one):
        hint = f"clm escalation move {one.id} open -m WHY opens it again"
        raise RefusedError(f"{one.id} is {status_of(one)}", hint)


# moved


def move(
    one: Escalation, status: EscalationStatus, actor: Actor, said: Said, back_to: str | None = None
) -> Decision:
    """Take the next step; what is returned goes `back_to` who owns the thing, or who escalated.

    Raises:
        RefusedError: there is no such step, or it lacks what the step needs.
        UsageError: what was said goes with another step.
    """
    held = status_of(one)
    if held == status:
        if said == Said():
            return Decision(said=(f"{one.id} is {status} already",))
        hint = f"clm note {one.customer} TEXT keeps what was said"
        raise RefusedError(f"{one.id} is {status} already", hint)
    refuse_illegal(one.id, ESCALATION_MOVES, held, status, "it is the end")
    if said.is_solved and status != "resolved":
        hint = f"clm escalation move {one.id} resolved --resolution TEXT --cause CAUSE"
        raise UsageError("--resolution and --cause go with resolved", hint)
    if not said.why and (status == "returned" or held in ENDED):
        raise RefusedError(f"{one.id}: why is it {status}?", "-m WHY")
    changes: list[Change] = []
    whom = None
    if status == "resolved":
        changes += _resolved(one, said)
    elif status == "returned":
        whom = back_to or one.by
    if held in ENDED:
        changes += [
            Set(file_of(one.id), (field,), None)
            for field in ("resolution", "true_cause", "true_cause_note")
            if getattr(one, field) is not None
        ]
    note = said.why or said.resolution
    event = happened(one, actor, "status", from_=held, to=status, whom=whom, note=note)
    return Decision((*changes, event))


def _resolved(one: Escalation, said: Said) -> list[Change]:
    """A4.16: what was done, and the true cause; not while money waits for its approval."""
    if waits_for_approval(one):
        hint = f"a manager decides: clm escalation approve {one.id} [--no] -m WHY"
        raise RefusedError(f"{one.id}: the cost of the compromise is not approved", hint)
    missing = {
        "--resolution TEXT": not (said.resolution or "").strip(),
        "--cause CAUSE": said.cause is None,
    }
    lacking = [option for option, lacks in missing.items() if lacks]
    if lacking:
        sentence = f"{one.id} is resolved with what was done, and what was behind it"
        raise RefusedError(sentence, " ".join(lacking))
    values = {
        "resolution": (said.resolution or "").strip(),
        "true_cause": said.cause,
        "true_cause_note": said.cause_note,
    }
    return [
        Set(file_of(one.id), (field,), value)
        for field, value in values.items()
        if value != getattr(one, field)
    ]


# agreed on


class Agreed(NamedTuple):
    """What was agreed with the customer, what it costs, and when somebody looks again."""

    text: str
    cost: Decimal | None = None
    follow_up_on: date | None = None


def compromise(one: Escalation, actor: Actor, agreed: Agreed) -> Decision:
    """A4.16: keep what was agreed; what costs money waits for who may approve it.

    Raises:
        UsageError: it says nothing.
        RefusedError: it is resolved, a day is over, or money was approved for another one.
    """
    if not agreed.text.strip():
        raise UsageError("what was agreed?", f"clm escalation compromise {one.id} TEXT")
    refuse_ended(one)
    if agreed.follow_up_on:
        refuse_past(agreed.follow_up_on, actor)
    before = one.compromise
    if before and before.approved and before.cost:
        raise RefusedError(
            f"{one.id}: {before.cost} were approved for {before.text!r} already",
            f"clm note {one.customer} TEXT keeps what comes besides",
        )
    new = Compromise(
        text=agreed.text.strip(),
        by=actor.handle,
        on=actor.today,
        cost=agreed.cost or None,
        follow_up_on=agreed.follow_up_on,
    )
    if before == new:
        return Decision(said=(f"{one.id}: that is agreed already",))
    said = (f"the cost waits for a manager: clm escalation approve {one.id}",) if new.cost else ()
    return Decision((Set(file_of(one.id), ("compromise",), new),), said)


def approve(
    one: Escalation, actor: Actor, why: str | None, *, yes: bool, may: frozenset[str]
) -> Decision:
    """A4.16: somebody else than who agreed on it decides about what it costs.

    `may` are those who decide: managers, and who covers for them.

    Raises:
        RefusedError: nothing waits, they may not or proposed it, or a no has no reason.
    """
    agreed = one.compromise
    if agreed is None or not waits_for_approval(one):
        hint = f"clm escalation show {one.id}"
        raise RefusedError(f"{one.id}: no cost waits for approval", hint)
    others = ", ".join(sorted(may - {agreed.by}))
    hint = f"who may: {others}" if others else "clm team set HANDLE roles+=manager"
    if actor.handle == agreed.by:
        raise RefusedError(f"{agreed.by} proposed it: somebody else approves", hint)
    if actor.handle not in may:
        raise RefusedError(f"{actor.handle} is no manager", hint)
    if not yes and not why:
        raise RefusedError(f"{one.id}: why is it not approved?", "-m WHY")
    decided = replace(
        agreed,
        approved=yes,
        approved_by=actor.handle,
        approved_on=actor.today,
        approval_note=why,
    )
    return Decision((Set(file_of(one.id), ("compromise",), decided),))
