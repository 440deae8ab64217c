"""What requests and complaints obey alike: they have arrived, and end with their customer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clm.domain.flaws import Flaw
from clm.domain.requesting import is_to_come

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, tzinfo

    from clm.domain.complaint import Complaint
    from clm.domain.customer import Customer
    from clm.domain.flaws import At
    from clm.domain.request import Request


def of_inactive(having: Iterable[At], customer: Customer) -> Iterator[Flaw]:
    """A2.12: what is open of an archived or merged customer stands in nobody's list.

    `having` are the paths to what is open; each ends with its id.
    """
    if customer.status == "active":
        return
    hint = f"end it, or: clm customer set {customer.id} status=active"
    for at in having:
        yield Flaw(at, f"{at[-1]} is open, but {customer.id} is {customer.status}", hint)


def still_to_come(
    noun: str, having: Iterable[Request | Complaint], today: date, zone: tzinfo
) -> Iterator[Flaw]:
    """A0.12, A2.15: what is recorded has arrived already. `noun` is what it is called: request."""
    for one in having:
        if is_to_come(one.received_at, today, zone):
            sentence = f"received_at: {one.received_at} is still to come"
            hint = f"clm {noun} set {one.id} received_at=DATE"
            yield Flaw((f"{noun}s", one.id, "received_at"), sentence, hint)
