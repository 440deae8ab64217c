"""The two case files of a customer: the internal one (oteam) and the one for the VPA."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final, Literal

import msgspec

from clm.domain.customer import Record
from clm.domain.values import CustomerId, DeadlineId, Handle, Moment, NoteId

if TYPE_CHECKING:
    from collections.abc import Iterator

NoteKind = Literal[
    "other",
    "sales-talk",
    "lead-conversation",
    "chat-or-mail",
    "status-change",
    "vpa-change",
    "it-problem",
    "call",
    "single-chat",
    "complaint",
    "package-extension",
    "special-agreement",
    "addon-booking",
]
FileName = Literal["oteam", "vpa"]
FILES: Final[tuple[FileName, ...]] = ("oteam", "vpa")


class Quote(Record, frozen=True, kw_only=True):
    """Somebody's own words, with where and when they were said."""

    source: str
    at: Moment | None = None


class TemplateUse(Record, frozen=True, kw_only=True):
    """The template a note was rendered from."""

    id: str
    version: str


class Agreement(Record, frozen=True, kw_only=True):
    """What was agreed specially with a customer (A3.5): what, at which price, until when."""

    what: str
    price: str
    valid_until: date


class Note(Record, frozen=True, kw_only=True):
    """One case-file entry (A3.5, A3.8).

    `by` is a member of the team or a VPA. `acting_as` is the shared account that was used (A3.9),
    or the VPA whose words a colleague wrote down.
    """

    id: NoteId
    at: Moment
    by: Handle
    acting_as: Handle | None = None
    kind: NoteKind = "other"
    tags: tuple[str, ...] = ()
    situation: str | None = None
    task: str | None = None
    reaction: str | None = None
    next_steps: str | None = None
    text: str | None = None
    quote: Quote | None = None
    agreement: Agreement | None = None
    template: TemplateUse | None = None
    pinned: bool | None = None
    booking: str | None = None
    complaint: str | None = None
    supersedes: str | None = None
    released_from: str | None = None


class Deadline(Record, frozen=True, kw_only=True):
    """What a VPA was asked to write, and by when (A1.35)."""

    id: DeadlineId
    vpa: Handle
    on: date
    ask: str
    note: NoteId
    done_on: date | None = None
    done_by: Handle | None = None


class OTeamFile(Record, frozen=True, kw_only=True):
    """The internal case file, `c-xxxxxx.oteam.yaml`; never shown to a VPA."""

    customer: CustomerId
    notes: tuple[Note, ...] = ()


class VpaFile(Record, frozen=True, kw_only=True):
    """The case file for the VPA, `c-xxxxxx.vpa.yaml`."""

    customer: CustomerId
    deadlines: tuple[Deadline, ...] = ()
    notes: tuple[Note, ...] = ()


class OpenNote(Note, frozen=True, kw_only=True):
    """An entry as it may stand in a share: who writes by hand leaves `id`, `at` and `by` out."""

    id: NoteId = ""
    at: Moment = ""
    by: Handle = ""


class SharedFile(VpaFile, frozen=True, kw_only=True):
    """The case file for the VPA as it lies in their share."""

    notes: tuple[OpenNote, ...] = ()


class Written(msgspec.Struct, frozen=True, array_like=True):
    """What the rules know of one entry of a VPA's file: when, whose, its tags and template."""

    id: str
    at: Moment
    by: tuple[str, ...]
    tags: tuple[str, ...] = ()
    template: str | None = None

    @classmethod
    def of(cls, note: Note) -> Written:
        """The extract of an entry."""
        used = note.template.id if note.template else None
        return cls(note.id, note.at, writers(note), note.tags, used)


def is_on_top(note: Note, today: date) -> bool:
    """Does an entry stand above the others: pinned, or a special agreement that holds (A3.5)?"""
    if note.pinned or note.kind != "special-agreement":
        return bool(note.pinned)
    return note.agreement is None or today <= note.agreement.valid_until


def writers(note: Note) -> tuple[str, ...]:
    """Whose words an entry is: its author's, and those they wrote down for (A1.36)."""
    return (note.by, note.acting_as) if note.acting_as else (note.by,)


def wrote(note: Note, vpa: str) -> bool:
    """Is it an entry by a VPA, or one that a colleague wrote down for them (A1.36)?"""
    return vpa in writers(note)


TEXTS: Final = ("situation", "task", "reaction", "next_steps", "text")
"""The fields of an entry in which people write, in the order they are read (A3.8)."""


def texts(note: Note) -> Iterator[tuple[str, str]]:
    """(field, what stands in it) of all that somebody wrote into an entry."""
    for field in TEXTS:
        if text := getattr(note, field):
            yield field, text
    if note.quote:
        yield "quote", note.quote.source
    if note.agreement:
        yield "agreement", f"{note.agreement.what}\n{note.agreement.price}"
