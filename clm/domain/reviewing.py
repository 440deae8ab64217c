"""How a customer's service reviews stand: held, planned, due by their interval (A2.32, A2.35)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Literal, NamedTuple

from clm.domain.bookings import counted
from clm.domain.lifecycle import class_of
from clm.domain.periods import months_after
from clm.domain.requesting import ENDED, origin_of, tasks_from
from clm.domain.spoc import account_manager

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from clm.domain.policy import Policy
    from clm.domain.process import Dossier, Process
    from clm.domain.request import Task
    from clm.domain.review import Review

ReviewStatus = Literal["planned", "held", "signed-off"]
Reason = Literal["planned", "interval", "first"]


class Due(NamedTuple):
    """When a customer's next review is due, and why then.

    It is `planned` for that day, or an `interval` in months after the `last` one was held, or
    after the `first` booking.
    """

    on: date
    reason: Reason
    months: int | None
    last: date | None = None
    review: Review | None = None


def status_of(review: Review) -> ReviewStatus:
    """How far a review is."""
    if review.held_on is None:
        return "planned"
    return "signed-off" if review.signed_off_on else "held"


def held(reviews: Iterable[Review], today: date) -> list[Review]:
    """The reviews that were held by a day, the oldest first."""
    found = [one for one in reviews if one.held_on and one.held_on <= today]
    return sorted(found, key=lambda one: (str(one.held_on), one.id))


def planned(reviews: Iterable[Review]) -> list[Review]:
    """The reviews that are still to be held, the nearest first."""
    found = [one for one in reviews if one.held_on is None]
    return sorted(found, key=lambda one: (one.planned_on, one.id))


def months_of(facts: Dossier, today: date, policy: Policy) -> int:
    """A2.32: the months between two reviews: the customer's own, else by class.

    Who has no class gets one as rarely as class C (own choice), but gets one.
    """
    by_class = {"A": policy.review_months_a, "B": policy.review_months_b}
    usual = by_class.get(class_of(facts.customer, today), policy.review_months_c)
    return facts.review_months or usual


def due(facts: Dossier, today: date, process: Process) -> Due | None:
    """A2.32: when the next review of a customer is due; None where none is.

    A plan counts as far as it keeps the interval, give or take some weeks: what is planned much
    later is due all the same.
    """
    if facts.customer.status != "active":
        return None
    coming, usual = planned(facts.reviews), by_interval(facts, today, process)
    if not coming:
        return usual
    on = coming[0].planned_on
    if usual and is_too_late(on, usual, process.policy):
        return usual._replace(review=coming[0])
    before = held(facts.reviews, today)
    last = before[-1].held_on if before else None
    return Due(on, "planned", months_of(facts, today, process.policy), last, coming[0])


def is_too_late(planned_on: date, usual: Due, policy: Policy) -> bool:
    """Does a plan lie so long after the interval that it does not keep it?"""
    return planned_on > usual.on + timedelta(days=policy.review_plan_days)


def by_interval(facts: Dossier, today: date, process: Process) -> Due | None:
    """When it is due by the interval alone; None for who has neither a review nor a booking.

    The interval counts from the last review held, without one from the first counted booking, of
    bookings before `checks_from` from that day (A1.46).
    """
    months = months_of(facts, today, process.policy)
    before = held(facts.reviews, today)
    last = before[-1].held_on if before else None
    if last:
        return Due(months_after(last, months), "interval", months, last)
    booked = counted(facts.customer.bookings, today)
    if not booked:
        return None
    first = booked[0].booked_on
    begun = max(first, process.checks_from) if process.checks_from else first
    return Due(months_after(begun, months), "first", months)


def owner_of(review: Review, facts: Dossier) -> str | None:
    """Who holds a review: its owner, else the customer's account manager."""
    return review.owner or account_manager(facts.customer)


def actions_of(tasks: Iterable[Task], review: Review) -> list[Task]:
    """The tasks that were agreed in a review (A2.34)."""
    return tasks_from(tasks, origin_of(review.id) or "")


def open_actions(tasks: Iterable[Task], review: Review) -> list[Task]:
    """… that nobody has ended."""
    return [one for one in actions_of(tasks, review) if one.status not in ENDED]


def still_open(
    reviews: Sequence[Review], tasks: Sequence[Task], today: date
) -> list[tuple[Review, Task]]:
    """A2.35: what is still to be done of the last review held."""
    return [
        (review, task)
        for review in held(reviews, today)[-1:]
        for task in open_actions(tasks, review)
    ]
