"""Forwarded tasks without a VPA: their clock (A1.11, A1.17), and what cannot wait (A1.13)."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from clm.domain.moments import day_of, local_time
from clm.domain.request import PostedTask, is_active

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from clm.domain.calendar import Calendar
    from clm.domain.people import Shift
    from clm.domain.policy import Policy
    from clm.domain.process import Process


class VpaClock(NamedTuple):
    """By when a task gets a VPA (A1.11), and how many days are left; negative when overdue."""

    posted_on: date
    due: date
    days_left: int
    is_near: bool
    """The warning before the seven days are over."""


def vpa_due(posted_on: date, process: Process) -> date:
    """A1.11: "spätestens [innerhalb] von 7 Tagen" after the task was posted."""
    return posted_on + timedelta(days=process.policy.assign_vpa_days)


def vpa_clock(
    task: PostedTask, customers_vpa: str | None, today: date, process: Process
) -> VpaClock | None:
    """By when the task gets a VPA; None where it needs none: L9, A1.11.

    A draft was not posted yet, and what is done or cancelled needs nobody.
    """
    if not is_active(task) or task.vpa or customers_vpa:
        return None
    posted_on = day_of(task.posted_at, process.zone)
    if posted_on > today:
        return None
    due = vpa_due(posted_on, process)
    near = posted_on + timedelta(days=process.policy.assign_vpa_warn_days)
    return VpaClock(posted_on, due, (due - today).days, today >= near)


Urgent = Literal["deadline", "budget"]

FAR: Final = 366
"""Days ahead in which somebody comes back to work, or is not waited for."""


def urgency(
    task: PostedTask, now: datetime, back: datetime | None, policy: Policy
) -> tuple[Urgent, ...]:
    """Why whoever is on shift should assign a colleague's task now; empty where it can wait.

    Its deadline lies before the colleague is `back` (None: nobody is), or within some hours; or
    its budget is large. Both times know their zone (A1.13).
    """
    found: list[Urgent] = []
    ends = ends_at(task, now)
    soon = now + timedelta(hours=policy.urgent_hours)
    if ends is not None and (back is None or ends < back or ends < soon):
        found.append("deadline")
    hours = task.budget.hours if task.budget else None
    amount = task.budget.amount if task.budget else None
    if (hours is not None and hours >= policy.urgent_budget_hours) or (
        amount is not None and amount >= policy.urgent_budget_amount
    ):
        found.append("budget")
    return tuple(found)


def ends_at(task: PostedTask, now: datetime) -> datetime | None:
    """The moment a task's deadline is over, in the zone of `now`: a day's is its end."""
    if task.deadline is None:
        return None
    assert now.tzinfo is not None  # noqa: S101 -- a slip of ours
    moment = local_time(task.deadline, now.tzinfo).replace(tzinfo=now.tzinfo)
    is_day = len(task.deadline) == len("2026-11-22")
    return moment + timedelta(days=1) if is_day else moment


def next_working_time(
    now: datetime,
    shifts: Iterable[Shift],
    calendar: Calendar,
    is_away: Callable[[date], bool],
) -> datetime | None:
    """When somebody works next: `now` where they do, else as the roster or the calendar has it.

    The calendar answers only for those with no shift to come. Days of absence are left out; None
    means not within a year.
    """
    duties = sorted(_hours(shift, now) for shift in shifts if not is_away(shift.on))
    for start, end in duties:
        if end > now:
            return max(start, now)
    at = now
    while at - now < timedelta(days=FAR):
        at = calendar.next_working_time(at)
        if not is_away(at.date()):
            return at
        at = datetime.combine(at.date() + timedelta(days=1), time.min, at.tzinfo)
    return None


def _hours(shift: Shift, now: datetime) -> tuple[datetime, datetime]:
    start, end = (
        datetime.combine(shift.on, time.fromisoformat(text), now.tzinfo)
        for text in (shift.from_, shift.to)
    )
    return start, end if end > start else end + timedelta(days=1)
