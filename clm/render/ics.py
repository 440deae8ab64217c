"""A person's entries as a calendar file (RFC 5545), which calendar programs import or subscribe to.

The standard calls a to-do VTODO and what has a time of its own VEVENT: one VTODO an entry and one
VEVENT a meeting; or VEVENTs alone, for programs such as khal that show no to-dos.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from clm.domain.moments import local_time
from clm.render.safe import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import tzinfo

WIDTH: Final = 75
"""Octets of a line, without its end; what is longer is folded (3.1)."""

DAY: Final = len("2026-11-22")

_TEXT: Final = str.maketrans({"\\": r"\\", ";": r"\;", ",": r"\,", "\n": r"\n"})
"""What has a meaning in a value that is text (3.3.11)."""


class Entry(NamedTuple):
    """One thing to do, or one meeting.

    `id` stays the same as long as the thing does. `due` is a day, a local time or an instant, as
    data write them; a meeting has one. `lines` say more, `kind` is a word.
    """

    id: str
    kind: str
    summary: str
    due: str | None
    lines: Sequence[str] = ()
    prio: bool = False
    is_meeting: bool = False


def calendar(
    entries: Iterable[Entry], name: str, day: date, zone: tzinfo, *, events: bool = False
) -> str:
    """The file: the same entries on the same day are the same text.

    Args:
        entries: What it holds, in this order.
        name: What the calendar is called.
        day: The day it is read on; every entry is stamped with its beginning.
        zone: The zone of local times.
        events: Everything as events; what has no day is left out then.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//clm//clm//EN"]
    lines.append(f"X-WR-CALNAME:{_text(name)}")
    for entry in entries:
        if entry.due or not events:
            lines += _component(entry, day, zone, event=events or entry.is_meeting)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _component(entry: Entry, day: date, zone: tzinfo, *, event: bool) -> Iterator[str]:
    kind = "VEVENT" if event else "VTODO"
    yield f"BEGIN:{kind}"
    yield f"UID:{entry.id}@clm"
    yield f"DTSTAMP:{day:%Y%m%d}T000000Z"
    yield f"SUMMARY:{_text(entry.summary)}"
    if entry.due and event:
        yield from _span(entry.due, zone)
        if not entry.is_meeting:
            yield "TRANSP:TRANSPARENT"
    elif entry.due:
        yield f"DUE{_moment(entry.due, zone)}"
    if not event:
        yield "STATUS:NEEDS-ACTION"
    if entry.lines:
        yield "DESCRIPTION:" + r"\n".join(map(_text, entry.lines))
    yield f"CATEGORIES:{_text(entry.kind)}"
    if entry.prio:
        yield "PRIORITY:1"
    yield f"END:{kind}"


def _span(due: str, zone: tzinfo) -> Iterator[str]:
    """When an event is: its whole day, or a time of which nobody knows how long it lasts."""
    yield f"DTSTART{_moment(due, zone)}"
    if len(due) == DAY:
        yield f"DTEND;VALUE=DATE:{date.fromisoformat(due) + timedelta(days=1):%Y%m%d}"


def _moment(due: str, zone: tzinfo) -> str:
    """A day as it is, any time in UTC, so that no zone has to be described."""
    if len(due) == DAY:
        return f";VALUE=DATE:{date.fromisoformat(due):%Y%m%d}"
    local: datetime = local_time(due, zone).replace(tzinfo=zone)
    return f":{local.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(text: str) -> str:
    """A text from data as a value: it begins no line, and nothing in it acts."""
    return shown(" ".join(text.split())).translate(_TEXT)


def _folded(line: str) -> Iterator[str]:
    """The line in pieces of at most `WIDTH` octets, each but the first behind a blank."""
    piece, size = "", 0
    for char in line:
        octets = len(char.encode())
        if size + octets > WIDTH:
            yield piece
            piece, size = " ", 1
        piece, size = piece + char, size + octets
    yield piece
