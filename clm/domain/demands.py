"""What customers want of us: noted, met, declined (A2.8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from clm.domain.changes import Add, Set
from clm.domain.customer import Demand
from clm.domain.decisions import Decision, customer_file, refuse_ahead, refuse_inactive
from clm.domain.moves import refuse_illegal
from clm.domain.names import one_line
from clm.errors import NotFoundError, RefusedError, UsageError

if TYPE_CHECKING:
    from datetime import date

    from clm.domain.changes import Change
    from clm.domain.customer import Customer, DemandStatus
    from clm.domain.decisions import Actor
    from clm.domain.process import Dossier

MOVES: Final[dict[DemandStatus, tuple[DemandStatus, ...]]] = {
    "open": ("met", "declined"),
    "met": ("open",),
    "declined": ("open",),
}
"""Which status may follow which."""


def add(
    dossier: Dossier,
    actor: Actor,
    text: str,
    on: date,
    source: str | None = None,
    request: str | None = None,
) -> tuple[str, Decision]:
    """Note what a customer wants, since `on`; answers its id too.

    Raises:
        UsageError: there is no text.
        RefusedError: the customer is not active, or the day is still to come.
        NotFoundError: the request is none of this customer's.
    """
    customer = dossier.customer
    if not text.strip():
        raise UsageError("what does the customer want?", "clm customer demand add REF TEXT")
    refuse_inactive(customer)
    refuse_ahead(on, actor, "a demand is noted from the day it was said on")
    if request and request not in {one.id for one in dossier.requests}:
        hint = f"clm request list --customer {customer.id} --all"
        raise NotFoundError(f"{customer.id} has no request {request}", hint)
    new = Demand(
        id=actor.new_id("k"),
        text=one_line(text),
        on=on,
        by=actor.handle,
        source=source,
        request=request,
    )
    return new.id, Decision((Add(customer_file(customer), ("demands",), new),))


def move(
    customer: Customer, item: str, status: DemandStatus, actor: Actor, why: str | None = None
) -> Decision:
    """Say what became of a demand; opened again, it is as if nothing had become of it.

    Raises:
        NotFoundError: there is no such demand any more.
        RefusedError: there is no such step, or it is declined without a reason.
    """
    demand = next((one for one in customer.demands if one.id == item), None)
    if demand is None:
        raise NotFoundError(f"{customer.id} has no demand {item}", "clm customer demand list --all")
    if demand.status == status:
        return Decision(said=(f"{item} is {status} already",))
    refuse_illegal(item, MOVES, demand.status, status, "")
    if status == "declined" and not why:
        raise RefusedError("a declined demand needs the reason", "-m WHY")
    over = status != "open"
    target, at = customer_file(customer), ("demands", item)
    values = {
        "status": status if over else None,
        "closed_on": actor.today if over else None,
        "closed_by": actor.handle if over else None,
        "note": why,
    }
    changes: list[Change] = [Set(target, (*at, key), value) for key, value in values.items()]
    return Decision(tuple(changes))
