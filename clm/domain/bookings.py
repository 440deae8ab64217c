"""Which bookings count, which is the trial, and what package is usual (L1–L4, L12)."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from clm.domain.customer import Booking
    from clm.domain.policy import Policy

COUNTING: Final = frozenset({"confirmed", "active", "used_up", "expired"})
"""L1: offers, reservations, cancelled and refunded bookings do not count."""

NO_HOURS: Final = Decimal(0)


def counts(booking: Booking) -> bool:
    """Is it one purchased hour package (L1)? Extensions, add-ons and gifts are not."""
    return booking.kind == "package" and booking.status in COUNTING


def counted(bookings: Sequence[Booking], today: date) -> list[Booking]:
    """The bookings that count on `today`, in the order of L4.

    A future booking counts from its day. On one day the trial comes first, then fewer hours,
    then the id, so that the order of the file never matters.
    """
    return sorted(
        (booking for booking in bookings if counts(booking) and booking.booked_on <= today),
        key=lambda b: (b.booked_on, b.trial is not True, b.hours or NO_HOURS, b.id),
    )


def is_trial(booking: Booking, counted_ones: Sequence[Booking], policy: Policy) -> bool:
    """Is it the trial package (L2)? An explicit `trial` decides, else the first with 5 hours."""
    if booking.trial is not None:
        return booking.trial
    return counted_ones[0].id == booking.id and booking.hours == policy.trial_hours


def order_sizes(counted_ones: Sequence[Booking], policy: Policy) -> list[Decimal]:
    """Hours of each order without trials, oldest first (L3: an order is one history item).

    A booking without hours has no size that could be usual.
    """
    sizes: dict[str, Decimal] = {}
    for booking in counted_ones:
        if booking.hours is not None and not is_trial(booking, counted_ones, policy):
            item = f"order {booking.order}" if booking.order else booking.id
            sizes[item] = sizes.get(item, NO_HOURS) + booking.hours
    return list(sizes.values())


def usual_hours(sizes: Sequence[Decimal], policy: Policy) -> Decimal | None:
    """The usual package after orders of `sizes` hours (L12), or None where there is none yet.

    The most frequent size of the last five; of tied sizes the most recent.
    """
    window = list(sizes)[-policy.usual_window :]
    if not window:
        return None
    frequency = Counter(window)
    most = max(frequency.values())
    return next(size for size in reversed(window) if frequency[size] == most)


def against_usual(
    new: Decimal, before: Sequence[Decimal], policy: Policy
) -> Literal["smaller", "larger"] | None:
    """How an order of `new` hours compares with the usual package before it (L12)."""
    usual = usual_hours(before, policy)
    if usual is None or new == usual:
        return None
    return "smaller" if new < usual else "larger"
