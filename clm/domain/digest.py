"""When somebody is told: at once, in one letter a day, or in one a week (A0.35)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from clm.domain.events import event
from clm.domain.moments import local_time

if TYPE_CHECKING:
    from datetime import date, datetime

    from clm.domain.calendar import Calendar
    from clm.domain.notices import Notice

Digest = Literal["immediate", "daily", "weekly"]


def goes_out(notice: Notice, digest: Digest, calendar: Calendar, now: datetime) -> datetime:
    """When a notice goes out to a person: `now`, or the moment it waits for.

    `calendar` is the person's. Outside their working time only what is urgent goes out. A daily
    letter holds what was queued by the time their working day begins, a weekly one by the begin of
    their first working day of the week; what is `prompt` is held by neither.

    Raises:
        OverflowError: it lies past the year 9999.
    """
    if notice.urgent:
        return now
    if digest != "immediate" and not event(notice.event).prompt:
        letter = _letter(notice, digest, calendar)
        if now < letter:
            return letter
    return calendar.next_working_time(now)


def _letter(notice: Notice, digest: Digest, calendar: Calendar) -> datetime:
    """The begin of the working day whose letter holds the notice."""
    queued = local_time(notice.at or notice.on.isoformat(), calendar.zone)
    queued = queued.replace(tzinfo=calendar.zone)
    day = queued.date()
    while True:
        begins = calendar.day_begins(day)
        if begins and begins >= queued and (digest == "daily" or _is_first(day, calendar)):
            return begins
        day += timedelta(days=1)


def _is_first(day: date, calendar: Calendar) -> bool:
    """Is it the first working day of its week?"""
    return calendar.next_working_day(calendar.monday(day)) == day
