"""Which day, and which time of it, a moment falls on."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, tzinfo


def day_of(moment: str, zone: tzinfo) -> date:
    """Which calendar day a moment falls on in `zone` (L4: days count in the calendar's zone).

    Raises:
        ValueError: the text is no such day or time.
    """
    return local_time(moment, zone).date()


def local_time(moment: str, zone: tzinfo) -> datetime:
    """The moment as a clock in `zone` shows it, without its zone; a day begins at midnight.

    Raises:
        ValueError: the text is no such day or time.
    """
    written = datetime.fromisoformat(moment.removesuffix("Z"))
    if not moment.endswith("Z"):
        return written
    return written.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)
