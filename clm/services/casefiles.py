"""The case files of a customer as one timeline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from clm.domain.casefile import FILES
from clm.domain.moments import day_of, local_time
from clm.domain.names import fold
from clm.i18n import label
from clm.render.listing import number
from clm.services.refs import customers

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from clm.domain.casefile import FileName, Note
    from clm.domain.customer import Booking
    from clm.services.workspace import Workspace


class WantedNotes(NamedTuple):
    """Which entries are asked for: all of it must hold.

    `by` is a handle or initials, `words` must all occur, `events` adds what was booked.
    """

    files: Sequence[FileName] = FILES
    kind: str | None = None
    tag: str | None = None
    by: str | None = None
    since: date | None = None
    until: date | None = None
    words: str | None = None
    events: bool = False


def timeline(workspace: Workspace, ref: str, wanted: WantedNotes) -> list[dict[str, Any]]:
    """The entries of both case files: pinned ones and agreements on top, then the newest last.

    Each with a `local` time for people, in the team's zone.

    Raises:
        BadDataError: a file of the customer cannot be read.
    """
    (customer,) = customers(workspace, [ref])
    found: list[tuple[bool, datetime, dict[str, Any]]] = []
    files = dict(zip(FILES, workspace.case_files(customer), strict=True))
    for name in wanted.files:
        file = files[name]
        found += [_noted(workspace, note, name) for note in (file.notes if file else ())]
    if wanted.events:
        bookings = workspace.customer(customer).bookings
        found += [_booked(workspace, booking) for booking in bookings]
    found.sort(key=lambda row: (not row[0], row[1], row[2]["id"]))
    author = _handle(workspace, wanted.by) if wanted.by else None
    return [item for _, _, item in found if _is_wanted(item, wanted, author, workspace)]


def _noted(
    workspace: Workspace, note: Note, file: FileName
) -> tuple[bool, datetime, dict[str, Any]]:
    at = local_time(note.at, workspace.process.zone)
    on_top = bool(note.pinned) or note.kind == "special-agreement"
    item = {
        "id": note.id,
        "file": file,
        "at": note.at,
        "by": note.by,
        "acting_as": note.acting_as,
        "kind": note.kind,
        "tags": list(note.tags),
        "text": note.text,
        "situation": note.situation,
        "task": note.task,
        "reaction": note.reaction,
        "next_steps": note.next_steps,
        "quote": {"source": note.quote.source, "at": note.quote.at} if note.quote else None,
        "template": {"id": note.template.id, "version": note.template.version}
        if note.template
        else None,
        "pinned": on_top,
        "local": _clock(note.at, at),
    }
    return on_top, at, item


def _booked(workspace: Workspace, booking: Booking) -> tuple[bool, datetime, dict[str, Any]]:
    hours = f"{number(booking.hours)} h" if booking.hours is not None else ""
    words = [label(booking.kind), hours, booking.status, booking.order or ""]
    day = booking.booked_on.isoformat()
    note: dict[str, Any] = dict.fromkeys(
        ("by", "acting_as", "situation", "task", "reaction", "next_steps", "quote", "template")
    )
    told = {"kind": "booking", "tags": [], "text": " ".join(filter(None, words)), "pinned": False}
    item = {"id": booking.id, "file": "customer", "at": day, **note, **told, "local": day}
    return False, local_time(day, workspace.process.zone), item


def _clock(moment: str, at: datetime) -> str:
    """How people read it: a day, or a day and a time."""
    return moment if len(moment) == len("2026-11-22") else f"{at:%Y-%m-%d %H:%M}"


def _handle(workspace: Workspace, wish: str) -> str:
    """The handle of a person named by handle or initials."""
    for handle, initials in authors(workspace).items():
        if wish.casefold() in (handle, initials.casefold()):
            return handle
    return wish


def authors(workspace: Workspace) -> dict[str, str]:
    """Handle → initials of everybody who has or had a record and initials."""
    people = workspace.index.meta("team") or []
    return {raw["id"]: raw["initials"] for raw in people if raw.get("initials")}


def _is_wanted(
    item: dict[str, Any], wanted: WantedNotes, author: str | None, workspace: Workspace
) -> bool:
    day = day_of(item["at"], workspace.process.zone)
    return (
        wanted.kind in (None, item["kind"])
        and (wanted.tag is None or wanted.tag in item["tags"])
        and (author is None or item["by"] == author)
        and (wanted.since is None or wanted.since <= day)
        and (wanted.until is None or day <= wanted.until)
        and (not wanted.words or _holds(item, wanted.words))
    )


def _holds(item: dict[str, Any], words: str) -> bool:
    fields = ("text", "situation", "task", "reaction", "next_steps")
    text = fold(" ".join([*(item[field] or "" for field in fields), *item["tags"]]))
    return all(word in text for word in fold(words).split())
