"""The facts that the requirements of the process are judged by (A2.1), as they are gathered."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from clm.domain.definition import Definition
    from clm.domain.policy import Policy


class Served(NamedTuple):
    """A customer who is served: active, and a booking counts.

    `lacks` are fields of the customer database (A2.3); `contacts` and `roles` how many are known,
    `manager` who acts for them and whether that is a colleague who is active. `review_due` is when
    the next review is, `actions` what of the last one is open and overdue.
    """

    id: str
    lacks: tuple[str, ...] = ()
    contacts: int = 0
    users: int = 0
    manager: str | None = None
    manager_is_active: bool = True
    booked_on: date | None = None
    review_due: date | None = None


class Reviewed(NamedTuple):
    """A service review: of whom, when it was held, by when it is to be signed off."""

    id: str
    held_on: date | None
    sign_by: date | None
    overdue_actions: tuple[str, ...] = ()


class Complained(NamedTuple):
    """A complaint: when it came, whether it is open, when its next deadline is, its severity."""

    id: str
    on: date
    is_open: bool
    due: date | None = None
    was_escalated: bool = False


class Asked(NamedTuple):
    """A survey: when it began to ask, how many were asked and answered, how they were chosen."""

    id: str
    on: date | None
    closed_on: date | None = None
    invited: int = 0
    answers: int = 0
    is_sample: bool = False
    conclusions: bool = False


class Kept(NamedTuple):
    """A record that was kept, or a report that was made: which, and when."""

    id: str
    on: date


class Gathered(NamedTuple):
    """Everything that requirements are judged by, on a day."""

    today: date
    policy: Policy
    customers: Sequence[Served] = ()
    definitions: Sequence[Definition] = ()
    reviews: Sequence[Reviewed] = ()
    complaints: Sequence[Complained] = ()
    complaint_actions: Sequence[str] = ()
    """Overdue actions that came of complaints."""
    complaint_reviews: Sequence[Kept] = ()
    surveys: Sequence[Asked] = ()
    follow_ups: Sequence[str] = ()
    """Overdue tasks that unhappy answers opened."""
    not_followed_up: Sequence[str] = ()
    """Customers whose unhappy answer of the last year opened no task."""
    satisfaction_reports: Sequence[Kept] = ()
    reports: Sequence[Kept] = ()
    """Specified reports that were made."""
    late_reports: Sequence[str] = ()
    agreements: int = 0
    """How many agreements on the services hold on the day."""
    targets_met: int = 0
    targets: int = 0
    """How many of their targets were met or missed in the last year, up to yesterday."""
    unnoticed: Sequence[str] = ()
    """Requests of which one was missed in that time, and the customer was not told."""
    specified: int = 0
    """How many reports are specified."""
