"""Which day a moment falls on."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import tzinfo


def day_of(moment: str, zone: tzinfo) -> date:
    """Which calendar day a moment falls on in `zone` (L4: days count in the calendar's zone).

    Raises:
        ValueError: the text is no such day or time.
    """
    if len(moment) == len("2026-11-22"):
        return date.fromisoformat(moment)
    if moment.endswith("Z"):
        return datetime.fromisoformat(moment[:-1]).replace(tzinfo=UTC).astimezone(zone).date()
    return date.fromisoformat(moment[:10])
