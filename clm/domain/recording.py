"""Was a request recorded on time (A0.12)? Working time from when it came in to its record."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from clm.domain.moments import local_time

if TYPE_CHECKING:
    from datetime import tzinfo

    from clm.domain.process import Process

_DAY_ONLY = len("2026-11-18")


class Recording(NamedTuple):
    """How long it took, and how long it may take, both in hours of working time."""

    hours: Decimal
    limit: Decimal

    @property
    def on_time(self) -> bool:
        """Did it not take longer?"""
        return self.hours <= self.limit


def recording(received: str, recorded: str, process: Process) -> Recording:
    """How a request was recorded; both moments as data write them.

    Of a day without a time the end counts: that nobody wrote the hour down is not held against
    who recorded it. The limit is the working time of the next `record_working_days` from then on.
    """
    calendar, zone = process.calendar, process.zone
    start = _instant(received, zone)
    if len(received) == _DAY_ONLY:
        start = _instant((local_time(received, zone).date() + timedelta(days=1)).isoformat(), zone)
    took = calendar.working_time_between(start, _instant(recorded, zone))
    day = calendar.next_working_time(start).astimezone(zone).date()
    limit = Decimal(0)
    for _ in range(process.policy.record_working_days):
        limit += calendar.hours(day)
        day = calendar.next_working_day(day + timedelta(days=1))
    return Recording(round(Decimal(took // timedelta(minutes=1)) / 60, 2), limit)


def _instant(moment: str, zone: tzinfo) -> datetime:
    return local_time(moment, zone).replace(tzinfo=zone).astimezone(UTC)
