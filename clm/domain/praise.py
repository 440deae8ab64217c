"""Whom to praise: VPAs several of whose customers have become existing customers (A1.26)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clm.domain.bookings import counted
from clm.domain.changes import Add, Target
from clm.domain.decisions import Decision
from clm.domain.lifecycle import made_existing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from clm.domain.customer import Booking
    from clm.domain.decisions import Actor
    from clm.domain.people import Vpa
    from clm.domain.policy import Policy


def became_existing(bookings: Sequence[Booking], today: date) -> date | None:
    """The day of the booking that made an existing customer; None while there are too few."""
    booking = made_existing(counted(bookings, today))
    return booking.booked_on if booking else None


def last_praise(praised: Sequence[date], today: date) -> date | None:
    """The day of the last praise, None where there was none yet."""
    return max((day for day in praised if day <= today), default=None)


def newly_existing(became: Sequence[date], last: date | None) -> int:
    """How many customers became existing after the last praise; without one all of them."""
    return sum(last is None or day > last for day in became)


def is_due(became: Sequence[date], last: date | None, today: date, policy: Policy) -> bool:
    """Is a VPA to be praised (A1.26)?

    With enough existing customers regularly, and sooner after one more customer became existing.

    Args:
        became: the days on which the VPA's customers became existing customers.
        last: the day of the last praise.
        today: the day asked about.
        policy: how many are enough, and after how many days.
    """
    enough = len(became) >= policy.praise_existing
    if last is None:
        return enough
    ago = (today - last).days
    if newly_existing(became, last) and ago >= policy.praise_again_days:
        return True
    return enough and ago >= policy.praise_days


def praised(vpa: Vpa, actor: Actor) -> Decision:
    """Keep that the VPA was praised today, so that it is not repeated."""
    if actor.today in vpa.praise:
        return Decision(said=(f"{vpa.id} was praised on {actor.today} already",))
    return Decision((Add(Target("vpa", vpa.id), ("praise",), actor.today),))
