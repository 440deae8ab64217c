"""The past keeps its measure: what a change of an agreement would do to closed requests (A2.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clm.domain.agreements import Placed, agreement_for
from clm.domain.clocks import priority_of
from clm.domain.flaws import Flaw
from clm.domain.requesting import is_open
from clm.domain.sla import promised
from clm.services.agreements import files
from clm.store.rulebook import own_terms
from clm.store.stored import with_requests

if TYPE_CHECKING:
    from clm.domain.request import Request
    from clm.services.workspace import Workspace

_MANY = 3
"""How many requests are named."""


def rewritten(workspace: Workspace, before: Placed, after: Placed) -> list[str]:
    """The closed requests that would be measured otherwise, by their ids: whose clocks change."""
    terms, shared = own_terms(workspace.index.db), files(workspace)
    zone, found = workspace.process.zone, []
    for customer, file in with_requests(workspace.index, [before.of] if before.of else ()):
        own = [Placed(sla, customer.id) for sla in terms.get(customer.id, ())]
        known = [*own, *shared]
        was, then = (
            [new if one.ref == before.ref else one for one in known] for new in (before, after)
        )
        found += [
            request.id
            for request in file.requests
            if not is_open(request)
            and _measure(agreement_for(request, customer, was, zone), request)
            != _measure(agreement_for(request, customer, then, zone), request)
        ]
    return found


def _measure(held: Placed | None, request: Request) -> object:
    """What its clocks are read by, besides its own events."""
    if held is None:
        return None
    sla = held.sla
    return promised(sla, priority_of(request)), sla.calendar, set(sla.pauses)


def flaws(workspace: Workspace, before: Placed, after: Placed) -> list[Flaw]:
    """The flaw that a change of an agreement rewrites what was met and missed."""
    if before.sla == after.sla:
        return []
    found = rewritten(workspace, before, after)
    if not found:
        return []
    more = f" and {len(found) - _MANY} more" if len(found) > _MANY else ""
    sentence = f"it measures what is closed: {', '.join(found[:_MANY])}{more}"
    hint = (
        f"clm sla set {before.ref} valid_to={workspace.today} lets it end, then clm sla add NEXT "
        "--from the day after; or --force -m WHY"
    )
    return [Flaw((), sentence, hint)]
