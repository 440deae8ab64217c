"""What the rules are given: the process as this team runs it, and what is known of a customer."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from clm.domain.moments import day_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, tzinfo

    from clm.domain.calendar import Calendar
    from clm.domain.casefile import Written
    from clm.domain.complaint import Complaint
    from clm.domain.customer import Customer
    from clm.domain.policy import Policy
    from clm.domain.request import PostedTask, Request, Task
    from clm.domain.review import Review
    from clm.domain.sla import Sla


class Process(NamedTuple):
    """The thresholds, calendar and zone that hold here; `checks_from` is A1.46.

    `sections` are what a VPA's file has to tell, each with the tags that fill it (A3.19).
    """

    policy: Policy
    calendar: Calendar
    zone: tzinfo
    checks_from: date | None = None
    sections: Mapping[str, frozenset[str]] = {}


class Asked(NamedTuple):
    """A VPA was asked for something on a day, by `on`: one deadline of their file.

    `done_on` is the day on which a colleague ended it, `answered_on` that of the VPA's first
    entry after the ask (A1.36); `template` is the one the text was made from, `note` its entry.
    """

    asked_on: date
    on: date
    done_on: date | None = None
    answered_on: date | None = None
    id: str = ""
    vpa: str = ""
    template: str = ""
    ask: str = ""
    note: str = ""

    @property
    def met_on(self) -> date | None:
        """The day from which nothing is asked any more."""
        return min((day for day in (self.done_on, self.answered_on) if day), default=None)

    def is_met(self, today: date) -> bool:
        """Has the VPA written, or a colleague ended it?"""
        return self.met_on is not None and self.met_on <= today


class Dossier(NamedTuple):
    """All facts the rules may use about one customer.

    `posted` are the tasks the customer posted; `noted` the days with a case-file entry of a
    person, which counts as having looked at the customer (A1.32); `asked` the deadlines that
    the VPA was given, `written` the entries of the VPA's file, `requests` what the customer needs,
    `tasks` what colleagues do for none of these, `complaints` and `reviews` what they said of our
    services, `terms` their own agreements, `review_months` their own interval of reviews.
    """

    customer: Customer
    posted: tuple[PostedTask, ...] = ()
    noted: tuple[date, ...] = ()
    asked: tuple[Asked, ...] = ()
    written: tuple[Written, ...] = ()
    requests: tuple[Request, ...] = ()
    complaints: tuple[Complaint, ...] = ()
    reviews: tuple[Review, ...] = ()
    terms: tuple[Sla, ...] = ()
    tasks: tuple[Task, ...] = ()
    review_months: int | None = None

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
