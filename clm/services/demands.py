"""What customers want of us, as people note it and look it up (A2.8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from clm.domain import demands
from clm.errors import NotFoundError
from clm.services.acting import Step, actor, on_customers, save
from clm.services.refs import customers, find
from clm.services.requests import request_meant
from clm.store import stored

if TYPE_CHECKING:
    from datetime import date

    from clm.domain.customer import DemandStatus
    from clm.domain.decisions import Actor, Decision
    from clm.domain.process import Dossier
    from clm.services.acting import Outcome, Who
    from clm.services.workspace import Workspace


def add(
    workspace: Workspace,
    ref: str,
    text: str,
    who: Who,
    *,
    on: date | None,
    source: str | None,
    request: str | None,
    dry_run: bool,
) -> Outcome:
    """Note what a customer wants, since today unless it is said when.

    Raises:
        UsageError: there is no text.
        NotFoundError: there is no such customer, or the request is none of theirs.
        RefusedError: the customer is not active, or the day is still to come.
    """
    linked = request_meant(workspace, request).item if request else None
    (customer,) = customers(workspace, [ref])
    with workspace.writing("customer demand add", dry_run=dry_run) as writer:
        me, dossier = actor(workspace, who), workspace.dossier(customer)
        new, decision = demands.add(dossier, me, text, on or me.today, source, linked)
        step = Step(new, decision, me.handle)
        return save(workspace, writer, "customer demand add", who, [step])


def move(
    workspace: Workspace,
    ref: str,
    status: DemandStatus,
    who: Who,
    *,
    why: str | None,
    dry_run: bool,
) -> Outcome:
    """Say what became of a demand.

    Raises:
        NotFoundError: it is no demand.
        RefusedError: there is no such step, or it is declined without a reason.
    """
    found = find(workspace, ref)
    if found.item is None:
        raise NotFoundError(f"{ref} is no demand", f"clm customer demand list {found.customer}")
    item = found.item

    def decide(dossier: Dossier, me: Actor) -> Decision:
        return demands.move(dossier.customer, item, status, me, why)

    return on_customers(
        workspace, "customer demand move", [found.customer], who, decide, dry_run=dry_run
    )


def listed(
    workspace: Workspace, ref: str | None, status: DemandStatus | None
) -> list[dict[str, Any]]:
    """The demands of a customer, or of all who are in a list, the oldest first.

    Raises:
        NotFoundError: there is no such customer.
    """
    wanted = customers(workspace, [ref])[0] if ref else None
    found = workspace.shown(
        lambda: [
            (customer, demand)
            for customer in stored.demanding(workspace.index)
            for demand in customer.demands
            if wanted in (None, customer.id) and status in (None, demand.status)
        ],
        lambda pair: pair[0].id,
    )
    found.sort(key=lambda pair: (pair[1].on, pair[1].id))
    fields = ("id", "text", "on", "by", "source", "request", "status", "closed_on", "note")
    return [
        {"customer": customer.id, "name": customer.name}
        | {field: msgspec.to_builtins(getattr(demand, field)) for field in fields}
        for customer, demand in found
    ]
