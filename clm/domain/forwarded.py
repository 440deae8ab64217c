"""The clock of a forwarded task without a VPA (A1.11, A1.17)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from clm.domain.moments import day_of

if TYPE_CHECKING:
    from datetime import date

    from clm.domain.process import Process
    from clm.domain.request import PostedTask


class VpaClock(NamedTuple):
    """By when a task gets a VPA (A1.11), and how many days are left; negative when overdue."""

    posted_on: date
    due: date
    days_left: int
    is_near: bool
    """The warning before the seven days are over."""


def vpa_clock(
    task: PostedTask, customers_vpa: str | None, today: date, process: Process
) -> VpaClock | None:
    """By when the task gets a VPA; None where it needs none: L9, A1.11.

    A draft was not posted yet, and what is done or cancelled needs nobody.
    """
    if task.status != "forwarded" or task.vpa or customers_vpa:
        return None
    posted_on = day_of(task.posted_at, process.zone)
    if posted_on > today:
        return None
    due = posted_on + timedelta(days=process.policy.assign_vpa_days)
    near = posted_on + timedelta(days=process.policy.assign_vpa_warn_days)
    return VpaClock(posted_on, due, (due - today).days, today >= near)
