"""What happened to a customer, day by day, from the facts alone: what the weekly report lists."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

import msgspec

from clm.domain.bookings import WITHDRAWN, counted, hours_text
from clm.domain.lifecycle import inactive, standing
from clm.domain.week import last_deadline

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from clm.domain.calendar import Calendar
    from clm.domain.customer import Booking
    from clm.domain.process import Dossier, Process

Kind = Literal["registered", "booked", "posted", "moved", "won", "lost", "quiet"]

DAY: Final = timedelta(days=1)


class Happening(NamedTuple):
    """One thing that happened on `day`.

    `won` is the move from lead on, `moved` any other to another phase, also back; `lost` is a
    booking withdrawn, or who became a no-show; `quiet` is L15.

    `was` and `now` are lists (A1.1): where the customer stood the evening before, and that
    evening. Of `booked`, `now` is the hours instead, of `posted` the task's id.
    """

    day: date
    kind: Kind
    was: str | None = None
    now: str | None = None


def period_start(day: date, calendar: Calendar) -> date:
    """From which day a report of `day` tells: the one after the deadline of the week before.

    So what happens at a weekend, after one week's report, stands in the next.
    """
    return last_deadline(day, calendar) + DAY


def happenings(
    dossier: Dossier, since: date, today: date, process: Process
) -> tuple[Happening, ...]:
    """What happened from `since` through `today`, by day; nothing to those in no list (L5)."""
    if standing(dossier, today, process).list is None:
        return ()
    found = [*_dated(dossier, today, process)]
    for day in sorted(_turning(dossier, today, process)):
        if since <= day <= today:
            found += _turned(dossier, day, today, process)
    return tuple(sorted((one for one in found if since <= one.day), key=lambda one: one.day))


def _dated(dossier: Dossier, today: date, process: Process) -> Iterator[Happening]:
    """What is a fact of its own in the data."""
    for booking in counted(dossier.customer.bookings, today):
        yield Happening(booking.booked_on, "booked", None, hours_text(booking.hours) or None)
    for day, task in dossier.posted_by(today, process.zone):
        yield Happening(day, "posted", None, task.id)


def _turning(dossier: Dossier, today: date, process: Process) -> set[date]:
    """The days on which the list or the quiet may have turned; on all others they cannot."""
    customer, policy = dossier.customer, process.policy
    begun = {
        *(booking.booked_on for booking in customer.bookings),
        *(day for day, _ in dossier.posted_by(today, process.zone)),
    }
    waits = (policy.no_show_days, policy.inactive_days)
    return {
        *begun,
        *(day + timedelta(days=days) for day in begun for days in waits),
        *(booking.cancelled_on for booking in customer.bookings if booking.cancelled_on),
        *((customer.registered_on,) if customer.registered_on else ()),
    }


def _turned(dossier: Dossier, day: date, today: date, process: Process) -> Iterator[Happening]:
    """What one day changed: the list, and what that means."""
    before, after = _then(dossier, day - DAY, today), _then(dossier, day, today)
    stood, stands = standing(before, day - DAY, process), standing(after, day, process)
    was, now = stood.list, stands.list
    if was is None and now is not None:
        yield Happening(day, "registered", None, now)
    if stood.phase == "lead" != stands.phase:
        yield Happening(day, "won", was, now)
    elif stood.phase != stands.phase:
        yield Happening(day, "moved", was, now)
    withdrawn = any(_withdrawn_on(one, today) == day for one in dossier.customer.bookings)
    if withdrawn or (now == "no-show" and was != now):
        yield Happening(day, "lost", was, now)
    if inactive(after, day, process) and not inactive(before, day - DAY, process):
        yield Happening(day, "quiet", was, now)


def _then(dossier: Dossier, day: date, today: date) -> Dossier:
    """The facts as they were on `day`: what was withdrawn later did count then."""
    bookings = tuple(
        msgspec.structs.replace(one, status="confirmed")
        if (_withdrawn_on(one, today) or day) > day
        else one
        for one in dossier.customer.bookings
    )
    customer = msgspec.structs.replace(dossier.customer, bookings=bookings)
    return dossier._replace(customer=customer)


def _withdrawn_on(booking: Booking, today: date) -> date | None:
    """Since when a package no longer counts that once did.

    One withdrawn without its day never counted, for nobody knows until when.
    """
    ended = booking.cancelled_on if booking.status in WITHDRAWN else None
    counted_once = booking.kind == "package" and ended and booking.booked_on < ended <= today
    return ended if counted_once else None
