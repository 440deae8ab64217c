"""Who answers for a request: the SPOC, by default the account manager (A0.7, A0.9, A0.18-A0.20)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from clm.domain.moments import local_time
from clm.domain.requesting import is_open, last_event

if TYPE_CHECKING:
    from clm.domain.customer import Customer
    from clm.domain.process import Process
    from clm.domain.request import Request
    from clm.domain.requestwords import Acceptance


def account_manager(customer: Customer) -> str | None:
    """Who looks after all a customer's requests: of a prospect without an owner, sales (A0.9)."""
    return customer.account_manager or customer.owner or customer.sales


def acceptance(request: Request) -> Acceptance:
    """A0.20: has the SPOC taken the request on?

    Who appointed themselves, or has done something with the request since, has. Where nobody was
    ever appointed there is nothing to accept.
    """
    appointed = last_event(request.events, "spoc")
    if appointed is None or appointed.by == request.spoc:
        return "accepted"
    later = request.events[request.events.index(appointed) + 1 :]
    answer = last_event(later, "accepted", "declined")
    if answer:
        return "accepted" if answer.kind == "accepted" else "declined"
    return "accepted" if any(event.by == request.spoc for event in later) else "pending"


def accept_by(request: Request, process: Process) -> datetime | None:
    """A0.20: from when on an open request that is not accepted is the manager's matter.

    A declined one is at once. None: it needs nobody's word.
    """
    stands = acceptance(request)
    appointed = last_event(request.events, "spoc")
    if stands == "accepted" or appointed is None or not is_open(request):
        return None
    declined = last_event(request.events, "declined") if stands == "declined" else None
    at = local_time((declined or appointed).at, process.zone).replace(tzinfo=process.zone)
    if declined:
        return at.astimezone(UTC)
    hours = process.policy.accept_working_hours
    return process.calendar.working_hours_after(at, hours).astimezone(UTC)
