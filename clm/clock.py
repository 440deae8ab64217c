"""The only reader of time."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, tzinfo


def now(zone: tzinfo, pinned: date | None = None) -> datetime:
    """This instant in `zone`; with a pinned day, its date and the clock's time of day."""
    instant = datetime.now(UTC).astimezone(zone)  # noqa: TID251 -- the one place
    if pinned is None:
        return instant
    return datetime.combine(pinned, instant.time(), tzinfo=zone)


def nanoseconds() -> int:
    """The wall clock in nanoseconds, to be compared with a file's time stamps."""
    return time.time_ns()
