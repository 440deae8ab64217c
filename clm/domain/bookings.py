"""Which bookings count, which is the trial, and what package is usual (L1–L4, L12)."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from clm.domain.customer import Booking
    from clm.domain.policy import Policy

COUNTING: Final = frozenset({"confirmed", "active", "used_up", "expired"})
"""L1: offers, reservations, cancelled and refunded bookings do not count."""

WITHDRAWN: Final = frozenset({"cancelled", "refunded"})
"""A package that was taken back; it counted until its `cancelled_on`."""

IN_USE: Final = frozenset({"confirmed", "active"})
"""Packages whose hours are still being worked off."""

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


def hours_in_use(bookings: Iterable[Booking], today: date) -> Decimal:
    """The hours of a customer's packages and gifts that are being worked off."""
    found = (
        one.hours or NO_HOURS
        for one in bookings
        if one.kind in {"package", "gift"} and one.status in IN_USE and one.booked_on <= today
    )
    return sum(found, NO_HOURS)


def is_trial(booking: Booking, counted_ones: Sequence[Booking], policy: Policy) -> bool:
    """Is it the trial package (L2)? An explicit `trial` decides, else the first with 5 hours."""
    if booking.trial is not None:
        return booking.trial
    return counted_ones[0].id == booking.id and booking.hours == policy.trial_hours


def withdrawn(before: Booking, after: Booking, today: date) -> Booking:
    """The booking after a change; one that counted and is taken back now is so from today (A1.33).

    A day that was given stands: somebody knows better. One that counts again was not taken back.
    """
    if before.status in WITHDRAWN and after.status in COUNTING:
        return msgspec.structs.replace(after, cancelled_on=None)
    if not counted([before], today) or after.status not in WITHDRAWN or after.cancelled_on:
        return after
    return msgspec.structs.replace(after, cancelled_on=today)


def hours_text(hours: Decimal | None) -> str:
    """Hours as facts write them: `7.5`, `10`, and nothing where there are none."""
    return "" if hours is None else f"{hours.normalize():f}"


class Order(NamedTuple):
    """Bookings ordered together: one item of the history (L3). `hours` is their sum."""

    first: Booking
    hours: Decimal


def orders(counted_ones: Sequence[Booking], policy: Policy) -> list[Order]:
    """The orders without trials, oldest first (L3).

    A booking without hours has no size that could be usual.
    """
    found: dict[str, Order] = {}
    for booking in counted_ones:
        if booking.hours is not None and not is_trial(booking, counted_ones, policy):
            item = f"order {booking.order}" if booking.order else booking.id
            known = found.get(item, Order(booking, NO_HOURS))
            found[item] = known._replace(hours=known.hours + booking.hours)
    return list(found.values())


def complete_on(booking: Booking, counted_ones: Iterable[Booking]) -> date:
    """The day of the newest booking of the same order: since then its size is known (L3)."""
    together = [one for one in counted_ones if one.order and one.order == booking.order]
    return max(one.booked_on for one in (booking, *together))


def order_sizes(counted_ones: Sequence[Booking], policy: Policy) -> list[Decimal]:
    """Hours of each order without trials, oldest first."""
    return [order.hours for order in orders(counted_ones, policy)]


def trial_to_large(counted_ones: Sequence[Booking], policy: Policy) -> Booking | None:
    """The large package that followed the trial directly (A1.21), None where none did."""
    for trial, after in pairwise(counted_ones[:2]):
        large = (after.hours or NO_HOURS) >= policy.trial_to_large_hours
        if large and is_trial(trial, counted_ones, policy):
            return after
    return None


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
