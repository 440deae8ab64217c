"""What a customer agrees to, and no longer agrees to, by purpose (A2.25, A4.8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clm.domain.changes import Add, Set
from clm.domain.customer import Consent
from clm.domain.decisions import Decision, change_note, customer_file
from clm.domain.purposes import PURPOSES
from clm.errors import UsageError

if TYPE_CHECKING:
    from clm.domain.changes import Change
    from clm.domain.customer import Customer
    from clm.domain.decisions import Actor


def consent(
    customer: Customer, purpose: str, actor: Actor, why: str | None, *, off: bool
) -> Decision:
    """Note from today on that a customer agrees to a purpose; `off`: not any more.

    Who never said anything may still say no: that is an agreement which ends on its first day.

    Raises:
        UsageError: nothing is done for this purpose; most likely it is a slip of the pen.
    """
    known = {*PURPOSES, *(one.purpose for one in customer.consent)}
    if purpose not in known:
        raise UsageError(f"there is no purpose {purpose}", f"known: {', '.join(sorted(known))}")
    of_it = [one for one in customer.consent if one.purpose == purpose]
    held = [one for one in of_it if one.off_on is None or one.off_on > actor.today]
    if (off and of_it and not held) or (held and not off):
        stands = "off" if off else "on"
        return Decision(said=(f"{customer.id}: consent to {purpose} is {stands} already",))
    target, today = customer_file(customer), actor.today
    changes: list[Change] = [Set(target, ("consent", one.id, "off_on"), today) for one in held]
    if not held:
        ends = today if off else None
        new = Consent(id=actor.new_id("k"), purpose=purpose, on=today, off_on=ends)
        changes.append(Add(target, ("consent",), new))
    noted = change_note(customer, actor, f"consent {purpose}: {'off' if off else 'on'}", why)
    return Decision((*changes, noted))
