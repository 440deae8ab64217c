"""The case files as timelines: of one customer, or what is searched for in all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from clm.domain.casefile import FILES, TEXTS, is_on_top
from clm.domain.moments import day_of, local_time
from clm.domain.names import fold, holds
from clm.domain.tags import known_tags, named_so, other_names
from clm.errors import ClmError
from clm.i18n import label
from clm.services.refs import customers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, tzinfo

    from clm.domain.casefile import FileName, Note
    from clm.domain.changes import FileKind
    from clm.domain.timeline import Event
    from clm.services.workspace import Workspace
    from clm.store.sources import Source


AT_ONCE: Final = 4000
"""How many files are searched at once, and held in memory where they are of an old state."""
FORKING: Final = 100
"""From so many files on, several processes search them."""

_SIDES: Final[dict[FileKind, FileName]] = {"oteam": "oteam", "vpa-file": "vpa"}


class WantedNotes(NamedTuple):
    """Which entries are asked for: all of it must hold.

    `by` is a handle or initials, `words` must all occur, `tag` goes by any of its names, `events`
    adds what else happened: bookings, moves between the lists, marks, tasks, complaints.
    """

    files: Sequence[FileName] = FILES
    kind: str | None = None
    tag: str | None = None
    by: str | None = None
    since: date | None = None
    until: date | None = None
    words: str | None = None
    events: bool = False


class _Filter(NamedTuple):
    """A wish as it is compared: words and tag folded, the author by handle."""

    wanted: WantedNotes
    words: tuple[str, ...]
    tag: str | None
    author: str | None
    known: Mapping[str, str]
    zone: tzinfo
    today: date

    @classmethod
    def of(cls, workspace: Workspace, wanted: WantedNotes) -> _Filter:
        """The filter of a wish, with the tags and people of a workspace."""
        known = known_tags(workspace.settings)
        author = _handle(workspace, wanted.by) if wanted.by else None
        tag = named_so(wanted.tag.removeprefix("#"), known) if wanted.tag else None
        words = tuple(fold(wanted.words or "").split())
        zone, today = workspace.process.zone, workspace.today
        return cls(wanted, words, tag, author, known, zone, today)

    def holds(self, item: Mapping[str, Any]) -> bool:
        """Is it one of those asked for?"""
        wanted, day = self.wanted, day_of(item["at"], self.zone)
        return (
            wanted.kind in (None, item["kind"])
            and (self.tag is None or self.tag in item["tags"])
            and (self.author is None or item["by"] == self.author)
            and (wanted.since is None or wanted.since <= day)
            and (wanted.until is None or day <= wanted.until)
            and (not self.words or self._has_words(item))
        )

    def _has_words(self, item: Mapping[str, Any]) -> bool:
        tags = (name for tag in item["tags"] for name in (tag, *other_names(tag, self.known)))
        quote, agreement = item["quote"] or {}, item["agreement"] or {}
        said = [item[field] for field in TEXTS]
        said += [quote.get("source"), agreement.get("what"), agreement.get("price")]
        return holds(" ".join([*filter(None, said), *tags]), self.words)

    def may_hold(self, data: bytes) -> bool:
        """May a file with these bytes have such an entry? Only then it is worth being parsed.

        What a text says by escapes is not seen here, so a file with any is parsed.
        """
        text = data.decode("utf-8", "replace")
        if "\\" in text:
            return True
        if self.wanted.kind not in (None, "other") and str(self.wanted.kind) not in text:
            return False  # "other" is what an entry is that says nothing
        of_tags = " ".join(self.known)
        return holds(text, [word for word in self.words if word not in of_tags]) and (
            self.tag is None
            or any(holds(text, name.split()) for name in (fold(self.tag), *self._names()))
        )

    def _names(self) -> list[str]:
        return other_names(self.tag, self.known) if self.tag else []


def timeline(workspace: Workspace, ref: str, wanted: WantedNotes) -> list[dict[str, Any]]:
    """The entries of both case files: those on top first, then the newest last.

    Each with a `local` time for people, in the team's zone.

    Raises:
        BadDataError: a file of the customer cannot be read.
    """
    (customer,) = customers(workspace, [ref])
    asked = _Filter.of(workspace, wanted)
    found: list[dict[str, Any]] = []
    files = dict(zip(FILES, workspace.case_files(customer), strict=True))
    for name in wanted.files:
        file = files[name]
        found += [_noted(asked, customer, note, name) for note in (file.notes if file else ())]
    if wanted.events:
        from clm.domain.timeline import escalated, events
        from clm.store.desk import escalations

        dossier = workspace.dossier(customer)
        of = (one for one in escalations(workspace.index) if one.customer == customer)
        held = events(dossier, workspace.today, workspace.process)
        held = sorted([*held, *escalated(of, asked.zone)], key=lambda event: event.on)
        found += [_happened(customer, event) for event in held]
    return _ordered([item for item in found if asked.holds(item)], asked.zone)


def search(workspace: Workspace, wanted: WantedNotes) -> list[dict[str, Any]]:
    """The entries of all customers that are asked for, the newest last; bad files are left out."""
    from clm.store.forked import spread
    from clm.store.kinds import target_of

    asked, source = _Filter.of(workspace, wanted), workspace.source
    found = ((path, target_of(path)) for path in source.paths())
    sides = {kind: name for kind, name in _SIDES.items() if name in wanted.files}
    chosen = [
        (path, target.id, sides[target.kind])
        for path, target in found
        if target and target.kind in sides
    ]

    def work(part: Sequence[tuple[str, str, FileName]]) -> list[dict[str, Any]]:
        return [
            item
            for path, customer, side in part
            for item in _found(asked, source, path, customer, side)
        ]

    items: list[dict[str, Any]] = []
    for at in range(0, len(chosen), AT_ONCE):
        chunk = chosen[at : at + AT_ONCE]
        source.prepare([path for path, _, _ in chunk])
        parts = spread(work, chunk) if len(chosen) >= FORKING else [work(chunk)]
        items += (item for part in parts for item in part)
    names = workspace.index.names(list({item["customer"] for item in items}))
    for item in items:
        item["name"] = names.get(item["customer"])
    return sorted(items, key=lambda item: (local_time(item["at"], asked.zone), item["id"]))


def _found(
    asked: _Filter, source: Source, path: str, customer: str, side: FileName
) -> list[dict[str, Any]]:
    """The entries of one file that are asked for; none of one that cannot be read."""
    from clm.store.shared import read_from

    try:
        data = source.read(path)
    except ClmError:
        return []
    if data is None or not asked.may_hold(data):
        return []
    file: Any = read_from(source, path, data).record
    notes = (_noted(asked, customer, note, side) for note in file.notes) if file else ()
    return [item for item in notes if asked.holds(item)]


def shown_note(workspace: Workspace, customer: str, note: Note, file: FileName) -> dict[str, Any]:
    """One entry as an item of a timeline."""
    return _noted(_Filter.of(workspace, WantedNotes()), customer, note, file)


def _ordered(items: list[dict[str, Any]], zone: tzinfo) -> list[dict[str, Any]]:
    return sorted(
        items, key=lambda item: (not item["pinned"], local_time(item["at"], zone), item["id"])
    )


def _noted(asked: _Filter, customer: str, note: Note, file: FileName) -> dict[str, Any]:
    agreed = note.agreement
    return {
        "id": note.id,
        "customer": customer,
        "file": file,
        "at": note.at,
        "by": note.by,
        "acting_as": note.acting_as,
        "kind": note.kind,
        "tags": [named_so(tag, asked.known) for tag in note.tags],
        "text": note.text,
        "situation": note.situation,
        "task": note.task,
        "reaction": note.reaction,
        "next_steps": note.next_steps,
        "quote": {"source": note.quote.source, "at": note.quote.at} if note.quote else None,
        "agreement": {
            "what": agreed.what,
            "price": agreed.price,
            "valid_until": agreed.valid_until.isoformat(),
        }
        if agreed
        else None,
        "template": {"id": note.template.id, "version": note.template.version}
        if note.template
        else None,
        "pinned": is_on_top(note, asked.today),
        "booking": note.booking,
        "complaint": note.complaint,
        "released_from": note.released_from,
        "local": _clock(note.at, asked.zone),
    }


_OF_NOTES = (
    "acting_as", "situation", "task", "reaction", "next_steps", "quote", "agreement", "template",
    "booking", "complaint", "released_from",
)  # fmt: skip


def _happened(customer: str, event: Event) -> dict[str, Any]:
    """An event with the fields of an entry, told in the reader's language."""
    day = event.on.isoformat()
    told = {"by": event.by, "kind": event.kind, "text": " ".join(map(label, event.words))}
    head = {"id": event.id, "customer": customer, "file": "customer", "at": day, "local": day}
    return {**head, **told, "tags": [], "pinned": False, **dict.fromkeys(_OF_NOTES)}


def _clock(moment: str, zone: tzinfo) -> str:
    """How people read it: a day, or a day and a time."""
    if len(moment) == len("2026-11-22"):
        return moment
    return f"{local_time(moment, zone):%Y-%m-%d %H:%M}"


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
