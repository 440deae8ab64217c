"""What the rules are given: the process as this team runs it, and what is known of a customer."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from clm.domain.moments import day_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, tzinfo

    from clm.domain.calendar import Calendar
    from clm.domain.customer import Customer
    from clm.domain.policy import Policy
    from clm.domain.request import PostedTask


class Process(NamedTuple):
    """The thresholds, calendar and zone that hold here; `checks_from` is A1.46."""

    policy: Policy
    calendar: Calendar
    zone: tzinfo
    checks_from: date | None = None


class Asked(NamedTuple):
    """A VPA was asked for something on a day, by `on`; `done_on` is when it was met."""

    asked_on: date
    on: date
    done_on: date | None = None


class Dossier(NamedTuple):
    """All facts the rules may use about one customer.

    `posted` are the tasks the customer posted; `noted` the days with a case-file entry of a
    person, which counts as having looked at the customer (A1.32); `asked` the deadlines that
    the VPA was given.
    """

    customer: Customer
    posted: tuple[PostedTask, ...] = ()
    noted: tuple[date, ...] = ()
    asked: tuple[Asked, ...] = ()

    def posted_by(self, today: date, zone: tzinfo) -> tuple[tuple[date, PostedTask], ...]:
        """The tasks that were posted (L8: drafts do not count) with their day, oldest first."""
        return _posted_by(self, today, zone)


Answer = TypeVar("Answer")
Given = TypeVar("Given")


def asked_again(
    rule: Callable[[Dossier, date, Given], Answer],
) -> Callable[[Dossier, date, Given], Answer]:
    """A rule that remembers its last answer.

    The rules ask the same of one customer again and again: this halves what an index built from
    nothing costs. What is asked about is frozen, so the answer still holds.
    """
    last: list[tuple[Dossier, date, Given, Answer]] = []

    @wraps(rule)
    def ask(dossier: Dossier, today: date, given: Given) -> Answer:
        if last:
            of, on, by, answer = last[0]
            if of is dossier and on == today and by is given:
                return answer
        answer = rule(dossier, today, given)
        last[:] = [(dossier, today, given, answer)]
        return answer

    return ask


@asked_again
def _posted_by(dossier: Dossier, today: date, zone: tzinfo) -> tuple[tuple[date, PostedTask], ...]:
    days = (
        (day_of(task.posted_at, zone), task) for task in dossier.posted if task.status != "draft"
    )
    return tuple(
        sorted(
            ((day, task) for day, task in days if day <= today),
            key=lambda pair: (pair[0], pair[1].id),
        )
    )
