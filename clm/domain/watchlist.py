"""THE REASONS a customer is looked at every week, one row each (A1.31, A1.32)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from clm.domain.bookings import against_usual, counted, orders
from clm.domain.lifecycle import class_of, is_open, made_existing
from clm.domain.process import asked_again

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from clm.domain.customer import Booking
    from clm.domain.process import Dossier, Process

LOOKED_AFTER: Final = frozenset({"A", "B"})
"""The classes whose packages are compared with the usual one (L10, L12)."""


class WatchReason(NamedTuple):
    """One reason: its word, since when, and the id its weekly entries are named by.

    `until` is the day it was closed on, None while it is open.
    """

    reason: str
    since: date
    id: str
    until: date | None = None


class WatchRule(NamedTuple):
    """A way onto the watchlist: every reason it ever gave up to a day, closed ones too."""

    key: str
    reasons: Callable[[Dossier, date, Process], Iterable[WatchReason]]


def marked_by_hand(dossier: Dossier, today: date, process: Process) -> Iterable[WatchReason]:
    """A1.31: customers "wir manuell über die Visitenkarte markieren"."""
    del today, process
    return [
        WatchReason(watch.reason, watch.on, watch.id, watch.off_on)
        for watch in dossier.customer.watch
    ]


def unusual_package(dossier: Dossier, today: date, process: Process) -> Iterable[WatchReason]:
    """A1.33: "A&B Kunden, die ein kleineres [größeres] Paket als sonst nachgebucht haben".

    One reason an order (L3), by the class held when it was booked.
    """
    customer, policy = dossier.customer, process.policy
    if not any(mark.value in LOOKED_AFTER for mark in customer.class_):
        return  # most customers: their orders need not be compared
    history = orders(counted(customer.bookings, today), policy)
    for place, (first, hours) in enumerate(history):
        unlike = against_usual(hours, [order.hours for order in history[:place]], policy)
        if (
            unlike
            and class_of(customer, first.booked_on) in LOOKED_AFTER
            and _opens_reason(first, process)
        ):
            yield _automatic(f"{unlike}-package", first, dossier)


def prio_became_existing(dossier: Dossier, today: date, process: Process) -> Iterable[WatchReason]:
    """A1.28: "Ist der Kunde ein Prio-Kunde? Betreue ihn weiter auf der Watchlist"."""
    booking = made_existing(counted(dossier.customer.bookings, today))
    if booking is None or not _opens_reason(booking, process):
        return []
    held = (mark for mark in dossier.customer.prio if is_open(mark, booking.booked_on))
    return [_automatic("prio", booking, dossier, mark.off_on) for mark in held][:1]


REASONS: Final[tuple[WatchRule, ...]] = (
    WatchRule("manual", marked_by_hand),
    WatchRule("unusual-package", unusual_package),
    WatchRule("prio", prio_became_existing),
)


def _opens_reason(booking: Booking, process: Process) -> bool:
    """A1.46: bookings before `checks_from` put nobody on the watchlist."""
    return process.checks_from is None or booking.booked_on >= process.checks_from


def closing(reason: str) -> str:
    """The rule of the mark that closes an automatic reason; its trigger is the booking."""
    return f"watch:{reason}"


def _automatic(
    reason: str, booking: Booking, dossier: Dossier, ended: date | None = None
) -> WatchReason:
    """A reason that follows from a booking; only its closing is stored (A1.31)."""
    closed = [
        mark.on
        for mark in dossier.customer.handled
        if mark.rule == closing(reason) and mark.trigger == booking.id
    ]
    days = [day for day in (*closed, ended) if day]
    return WatchReason(reason, booking.booked_on, booking.id, min(days, default=None))


def reasons_since(
    dossier: Dossier, first: date, today: date, process: Process
) -> list[WatchReason]:
    """Every reason open on a day from `first` through `today`, oldest first."""
    return sorted(
        (
            reason
            for reason in _all_reasons(dossier, today, process)
            if reason.since <= today and (reason.until is None or reason.until > first)
        ),
        key=lambda reason: (reason.since, reason.id, reason.reason),
    )


@asked_again
def _all_reasons(dossier: Dossier, today: date, process: Process) -> tuple[WatchReason, ...]:
    return tuple(reason for rule in REASONS for reason in rule.reasons(dossier, today, process))


def watch_reasons(dossier: Dossier, today: date, process: Process) -> list[WatchReason]:
    """Every open reason on `today`, oldest first; several can coexist."""
    return reasons_since(dossier, today, today, process)
