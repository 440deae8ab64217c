"""Prio by rule: a large package directly after the trial (A1.21)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clm.domain.bookings import counted, hours_text, trial_to_large
from clm.domain.decisions import Decision, prio
from clm.domain.notices import queue
from clm.errors import RefusedError

if TYPE_CHECKING:
    from clm.domain.customer import Booking
    from clm.domain.decisions import Actor
    from clm.domain.process import Dossier, Process


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
