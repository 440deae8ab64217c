"""What came of an initiative: counts, conversions, and the control group beside them (A4.10)."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from math import sqrt
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from clm.domain.bookings import NO_HOURS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from clm.domain.customer import Booking
    from clm.domain.initiative import Initiative, Recipient
    from clm.domain.initiativewords import RecipientGroup

FEW: Final = 30
"""Of fewer in a group chance alone may make the difference: the rule of thumb of statistics."""
_Z: Final = 1.96
"""Of a normal distribution 95 % lie within so many standard deviations."""


class Outcome(NamedTuple):
    """A recipient who counts, the day from which their bookings do, and the one that came of it.

    Who is in the control group and was written to by another initiative is `disturbed`.
    """

    recipient: Recipient
    since: date | None
    booking: Booking | None
    disturbed: bool = False


class Group(NamedTuple):
    """How many of a group are compared, and what they booked; no price is None, not zero."""

    group: RecipientGroup
    n: int
    converted: int
    rate: float | None
    hours: Decimal
    revenue: Decimal | None


def group(name: RecipientGroup, outcomes: Sequence[Outcome]) -> Group:
    """The figures of one group: a booking counts once, and only who could book is counted."""
    mine = [
        one for one in outcomes if one.recipient.group == name and one.since and not one.disturbed
    ]
    bookings = {one.booking.id: one.booking for one in mine if one.booking}
    prices = [one.price for one in bookings.values() if one.price is not None]
    return Group(
        name, len(mine), len(bookings), len(bookings) / len(mine) if mine else None,
        sum((one.hours or NO_HOURS for one in bookings.values()), NO_HOURS),
        sum(prices, Decimal(0)) if prices else None,
    )  # fmt: skip


def uplift(treated: Group, control: Group) -> tuple[float, float] | None:
    """By how much more of the treated booked, and its 95 % margin; None: nothing to compare.

    The margin is that of Agresti and Caffo, which does not shrink to nothing where few were asked
    and none or all of them booked.
    """
    if treated.rate is None or control.rate is None:
        return None
    rates = [((one.converted + 1) / (one.n + 2), one.n + 2) for one in (treated, control)]
    return treated.rate - control.rate, _Z * sqrt(sum(p * (1 - p) / n for p, n in rates))


def result(initiative: Initiative, outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """All figures of an initiative, by key."""
    treated, control = group("treated", outcomes), group("control", outcomes)
    lift = uplift(treated, control)
    statuses = Counter(one.recipient.status for one in outcomes if one.recipient.group == "treated")
    cost = None
    if initiative.budget is not None and treated.converted:
        cost = (initiative.budget / treated.converted).quantize(Decimal("0.01"))
    return {
        "recipients": len(outcomes),
        "planned": statuses["planned"],
        "sending": statuses["sending"],
        "failed": statuses["failed"],
        "sent": sum(1 for one in outcomes if one.recipient.group == "treated" and one.since),
        "answered": sum(one.recipient.answered_on is not None for one in outcomes),
        "opted_out": sum(one.recipient.status == "opted-out" for one in outcomes),
        "groups": [treated, control],
        "disturbed": sum(one.disturbed for one in outcomes),
        "uplift": lift[0] if lift else None,
        "uplift_margin": lift[1] if lift else None,
        "few": any(0 < one.n < FEW for one in (treated, control)),
        "budget": initiative.budget,
        "cost_per_conversion": cost,
    }
