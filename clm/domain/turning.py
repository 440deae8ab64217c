"""When a customer is next seen otherwise without a new fact: what lets the index keep its rows."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from clm.domain.lifecycle import quiet_day
from clm.domain.moments import day_of
from clm.domain.watchlist import watch_reasons

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from clm.domain.customer import ClassMark, Customer, Mark, Watch
    from clm.domain.process import Dossier, Process

DAY: Final = timedelta(days=1)


def changes_after(dossier: Dossier, today: date, process: Process) -> date | None:
    """The next day on which standing or entries may differ from today's without a new fact.

    What was computed today holds until then, so a listing need not ask the rules again. None
    means never. A property test holds this against the rules themselves.
    """
    points = (*_of_customer(dossier.customer, process), *_of_work(dossier, today, process))
    return min((day for day in points if day and day > today), default=None)


def _of_customer(customer: Customer, process: Process) -> Iterator[date | None]:
    """Bookings, marks, reminders, what was handled."""
    yield customer.registered_on
    for booking in customer.bookings:
        yield booking.booked_on
        yield booking.booked_on + timedelta(days=process.policy.no_show_days)
        yield booking.booked_on + timedelta(days=process.policy.churn_days)
        yield booking.cancelled_on
    marks: list[Mark | ClassMark | Watch] = [
        *customer.class_,
        *customer.prio,
        *customer.offer,
        *customer.watch,
    ]
    for mark in marks:
        yield mark.on
        yield mark.off_on
    for item in customer.reminders:
        yield item.on if item.urgent else process.calendar.next_working_day(item.on)
        yield item.done_on
    for handled in customer.handled:
        yield handled.on
        if handled.until:
            yield handled.until + DAY


def _of_work(dossier: Dossier, today: date, process: Process) -> Iterator[date | None]:
    """Tasks, notes, what a VPA was asked, and what comes back with a week or a period."""
    customer = dossier.customer
    for task in dossier.posted:
        yield day_of(task.posted_at, process.zone)
    yield from dossier.noted
    for asked in dossier.asked:
        yield from (asked.asked_on, asked.on, asked.on + DAY, asked.done_on, asked.answered_on)
    for entry in dossier.written:
        yield day_of(entry.at, process.zone)
    yield quiet_day(dossier, today, process)
    if watch_reasons(dossier, today, process):
        yield process.calendar.monday(today) + timedelta(days=7)
    if customer.invited_by and customer.registered_on:
        period = timedelta(days=process.policy.colleague_lead_days)
        yield today - (today - customer.registered_on) % period + period
