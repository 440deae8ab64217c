"""How days and moments are written, and which day and time of it a moment falls on."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from datetime import tzinfo

YEARS: Final = range(1900, 2200)
"""Years a person can mean, and rules can add weeks to; any other is a slip."""

MOMENT: Final = r"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?Z?)?\Z"
"""A day, an instant or a local time as it is written."""

_Day = TypeVar("_Day", bound=date)
_MOMENT: Final = re.compile(MOMENT, re.ASCII)
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def written_day(text: str) -> date:
    """The day that a text of data writes, as `2026-11-22`: of files and of imports alike.

    Raises:
        ValueError: it is written otherwise, or there is no such day in `YEARS`.
    """
    # fromisoformat also takes 20261122 and 2026-W47-7, which are no dates of ours.
    if _DAY.fullmatch(text) is None:
        raise ValueError(text)
    return _near(date.fromisoformat(text))


def written_moment(text: str) -> str:
    """The text, when it writes a moment of `YEARS` (`values.Moment`).

    Raises:
        ValueError: it does not.
    """
    if _MOMENT.match(text) is None:
        raise ValueError(text)
    _near(datetime.fromisoformat(text.removesuffix("Z")))
    return text


def _near(day: _Day) -> _Day:
    if day.year not in YEARS:
        raise ValueError(day)
    return day


def written_order(moment: str) -> str:
    """What moments of events are put in order by, the same everywhere: their text.

    It is that of the instants where all are written alike, as our commands do; `check` tells where
    it is not, because a hand wrote local times.
    """
    return moment.removesuffix("Z")


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


def seconds_of(moment: str, zone: tzinfo) -> int:
    """When a moment begins, in seconds since 1970; a day or a local time is one of `zone`.

    Raises:
        ValueError: the text is no such day or time.
    """
    written = datetime.fromisoformat(moment.removesuffix("Z"))
    return int(written.replace(tzinfo=UTC if moment.endswith("Z") else zone).timestamp())
