"""A customer becomes prio: by a word (A1.19), or by a large package after the trial (A1.21)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from clm.domain.attention import looks_to_come
from clm.domain.bookings import counted, hours_text, trial_to_large
from clm.domain.changes import Add
from clm.domain.customer import Mark
from clm.domain.decisions import Decision, case_note, customer_file, marked
from clm.domain.lifecycle import open_mark, responsible, standing
from clm.domain.notices import queue
from clm.domain.reminders import set_reminder
from clm.errors import RefusedError

if TYPE_CHECKING:
    from clm.domain.changes import Change
    from clm.domain.customer import Booking
    from clm.domain.decisions import Actor
    from clm.domain.process import Dossier, Process


def prio(dossier: Dossier, process: Process, actor: Actor, why: str) -> Decision:
    """Mark as prio: the mark, the reason in the O-Team file, a reminder within 28 days (A1.19)."""
    customer = dossier.customer
    held = open_mark(customer.prio, actor.today)
    if held:
        return Decision(said=(f"{customer.id} is a prio customer since {held.on}",))
    mark = Mark(id=actor.new_id("k"), on=actor.today, by=actor.handle, note=why)
    changes: list[Change] = [Add(customer_file(customer), ("prio",), mark)]
    latest = actor.today + timedelta(days=process.policy.prio_max_days)
    if not any(item.on <= latest for item in looks_to_come(customer)):
        day = actor.today + timedelta(days=process.policy.prio_reminder_days)
        person = responsible(customer, standing(dossier, actor.today, process)) or actor.handle
        changes += set_reminder(customer, actor, day, person, why)
    changes += marked(dossier, process, actor, "make-prio")
    return Decision((*changes, case_note(customer, actor, why, "status-change")))


def trial_and_large(dossier: Dossier, process: Process, actor: Actor) -> tuple[Booking, Booking]:
    """The trial and the large package that followed it.

    Raises:
        RefusedError: the rule does not apply to the customer.
    """
    ones = counted(dossier.customer.bookings, actor.today)
    large = trial_to_large(ones, process.policy)
    if large is None:
        ref = dossier.customer.id
        raise RefusedError(
            f"{ref}: no large package was booked directly after a trial",
            f"clm prio {ref} -m WHY marks the customer for another reason",
        )
    return ones[0], large


def prio_by_rule(
    dossier: Dossier, process: Process, actor: Actor, large: Booking, why: str
) -> Decision:
    """Mark as prio because of a booking, and tell the crm-lead; one who is prio already stays so.

    All of it or nothing: mark, reason in the O-Team file, reminder, notice.
    """
    decision = prio(dossier, process, actor, why)
    if not decision.changes:
        return decision
    customer = dossier.customer
    told = queue(
        "trial-to-large",
        actor,
        large.id,
        customer=customer.id,
        facts={"hours": hours_text(large.hours), "why": why, "owner": customer.owner or ""},
    )
    return decision._replace(changes=(*decision.changes, told))
