"""What an agenda tells of the time since the last review, from a customer's facts (A2.33)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from clm.domain.bookings import NO_HOURS, counted, hours_in_use, order_sizes, usual_hours
from clm.domain.lifecycle import class_of
from clm.domain.moments import day_of
from clm.domain.requesting import ENDED, is_open, last_event, tasks_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, tzinfo
    from decimal import Decimal

    from clm.domain.customer import Contact, Customer
    from clm.domain.periods import Period
    from clm.domain.policy import Policy
    from clm.domain.process import Dossier
    from clm.domain.request import Request


class Volumes(NamedTuple):
    """How much there was: requests and internal tasks came and ended, tasks customers posted.

    `open_requests` and `open_tasks` are those that are open now.
    """

    requests: int
    closed_requests: int
    open_requests: int
    tasks: int
    done_tasks: int
    open_tasks: int
    posted: int


def within(period: Period, day: date | None) -> bool:
    """Does a day lie in a period?"""
    return day is not None and period.first <= day <= period.last


def closed_on(request: Request, zone: tzinfo) -> date | None:
    """The day on which a request was closed; None while it is open."""
    last = last_event(request.events, "status")
    return day_of(last.at, zone) if last and not is_open(request) else None


def volumes(facts: Dossier, period: Period, zone: tzinfo) -> Volumes:
    """The requests and tasks of a period; a task without events came with its request."""
    came = [one for one in facts.requests if within(period, day_of(one.received_at, zone))]
    closed = [one for one in facts.requests if within(period, closed_on(one, zone))]
    tasks = list(tasks_in(facts))
    made = []
    for request, task in tasks:
        at = task.events[0].at if task.events else request.received_at if request else None
        if at and within(period, day_of(at, zone)):
            made.append(task)
    done = [one for _, one in tasks if one.done_at and within(period, day_of(one.done_at, zone))]
    still = [one for request, one in tasks if one.status not in ENDED]
    posted = facts.posted_by(period.last, zone)
    return Volumes(
        len(came),
        len(closed),
        sum(map(is_open, facts.requests)),
        len(made),
        len(done),
        len(still),
        sum(day >= period.first for day, _ in posted),
    )


class Packages(NamedTuple):
    """What was booked in a period, what is usual, and the hours that are being worked off."""

    bookings: int
    hours: Decimal
    in_use: Decimal
    usual: Decimal | None
    last_on: date | None


def packages(customer: Customer, period: Period, policy: Policy) -> Packages:
    """The package use of a customer, as of the end of a period."""
    known = counted(customer.bookings, period.last)
    booked = [one for one in known if within(period, one.booked_on)]
    return Packages(
        len(booked),
        sum((one.hours for one in booked if one.hours), start=NO_HOURS),
        hours_in_use(customer.bookings, period.last),
        usual_hours(order_sizes(known, policy), policy),
        known[-1].booked_on if known else None,
    )


class Changed(NamedTuple):
    """One thing that is otherwise than before: a field, what it was, what it is now."""

    field: str
    was: str | None
    now: str | None


FIELDS: Final = ("status", "owner", "account_manager", "vpa")
"""The single fields whose change is worth talking about; class and contacts besides."""


def changes(before: Customer, now: Customer, then: date, today: date) -> Iterator[Changed]:
    """What changed of a customer between two states of their record (A2.33)."""
    for field in FIELDS:
        was, is_now = getattr(before, field), getattr(now, field)
        if was != is_now:
            yield Changed(field, was, is_now)
    was, is_now = class_of(before, then), class_of(now, today)
    if was != is_now:
        yield Changed("class", was, is_now)
    yield from _added("services", before.services, now.services)
    yield from _of_contacts(before.contacts, now.contacts)


def _added(field: str, before: Sequence[str], now: Sequence[str]) -> Iterator[Changed]:
    yield from (Changed(field, None, one) for one in now if one not in before)
    yield from (Changed(field, one, None) for one in before if one not in now)


def _of_contacts(before: Sequence[Contact], now: Sequence[Contact]) -> Iterator[Changed]:
    known = {one.id: one for one in before}
    for one in now:
        was = known.pop(one.id, None)
        if was != one:
            yield Changed("contacts", _told(was) if was else None, _told(one))
    yield from (Changed("contacts", _told(one), None) for one in known.values())


def _told(contact: Contact) -> str:
    return ", ".join(filter(None, (contact.name, contact.role, contact.email, contact.phone)))
