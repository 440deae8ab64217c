"""Moments as people read them, in one form: the day and the time of the team's clock."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from clm.domain.moments import MOMENT, local_time

if TYPE_CHECKING:
    from datetime import tzinfo

_MOMENT: Final = re.compile(MOMENT, re.ASCII)


def when(moment: str | None, zone: tzinfo) -> str | None:
    """A moment as the clock in `zone` shows it; a day has no time."""
    if moment is None or "T" not in moment:
        return moment
    return local_time(moment, zone).strftime("%Y-%m-%d %H:%M")


def timed(value: object, zone: tzinfo) -> object:
    """A value of an item with its moments as people read them, wherever in it they stand."""
    if isinstance(value, str):
        return when(value, zone) if _MOMENT.match(value) else value
    if isinstance(value, dict):
        return {key: timed(held, zone) for key, held in value.items()}
    return value
