"""THE GATE: what of a VPA's push is let in, and what is wrong with the rest (G12).

Judged are plain data and records; who reads them out of a share is `services.pulling`. A file is
as it was agreed, with entries added, or it is refused; an entry keeps to the rules of `ENTRY`.
"""

from __future__ import annotations

import difflib
import json
import re
from datetime import UTC, date, datetime, timedelta
from hashlib import blake2b
from itertools import chain, count, islice
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias, cast, get_args

from msgspec.structs import replace

from clm.domain.casefile import TEXTS, Deadline, Note, NoteKind, VpaFile
from clm.domain.customer import Record
from clm.domain.moments import YEARS, local_time
from clm.domain.secrets import find_secrets
from clm.domain.tags import chosen
from clm.domain.values import CROCKFORD, ID_DIGITS, CustomerId, Handle, Moment, NoteId
from clm.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
    from datetime import tzinfo

    from clm.domain.casefile import SharedFile

Data: TypeAlias = Any
"""Plain data: a text, None, dictionaries and lists of these."""
At: TypeAlias = tuple[str | int, ...]
"""The way to a value in a file: names of fields, and numbers of items from 0."""

MOST_CHARACTERS: Final = 4000
"""Characters of all texts of one entry."""
MOST_ENTRIES: Final = 50
"""New entries in one commit."""
MOST_COMMITS: Final = 500
"""New commits that are looked at in one pull."""
MOST_FAULTS: Final = 20
"""Faults that are told of one file."""

AHEAD: Final = timedelta(minutes=10)
"""By so much the clock of who wrote an entry may be ahead of ours."""

KINDS: Final = ("other", "call", "chat-or-mail", "it-problem", "complaint")
"""What an entry of a VPA's may be about; the other kinds are the team's."""
FIELDS: Final = ("id", "at", "by", "kind", "tags", *TEXTS)
"""The fields of an entry that a VPA may fill."""
_TOP: Final = ("customer", "deadlines", "notes")
_VPA_FILE: Final = re.compile(r"customers/([^/]{2})/(c-\1[^/.]{4})\.vpa\.yaml", re.ASCII)
REGULAR: Final = "100644"


class Entry(Record, frozen=True, kw_only=True):
    """An entry as a VPA may write it: who writes by hand needs no `id`, `at` and `by`."""

    id: NoteId | None = None
    at: Moment | None = None
    by: Handle | None = None
    kind: str = "other"
    tags: tuple[str, ...] = ()
    situation: str | None = None
    task: str | None = None
    reaction: str | None = None
    next_steps: str | None = None
    text: str | None = None


class PushedFile(Record, frozen=True, kw_only=True):
    """A VPA's case file as it lies in a share."""

    customer: CustomerId
    deadlines: tuple[Deadline, ...] = ()
    notes: tuple[Entry, ...] = ()


class Rules(NamedTuple):
    """What the gate has to know of the share and the settings.

    `tags` are the team's (`tags.known_tags`), `since` is the day the share began, `now` when it
    is judged, `zone` the team's.
    """

    vpa: str
    tags: Mapping[str, str]
    since: date
    now: datetime
    zone: tzinfo


class Fault(NamedTuple):
    """One thing that is not let in, and where in the file it stands."""

    at: At
    sentence: str


class Change(NamedTuple):
    """A path of a commit that differs from what was agreed; None: it is not there.

    `before` and `after` are its modes as git writes them: `100644`, `120000`, `40000`.
    """

    path: str
    before: str | None
    after: str | None


def path_fault(change: Change) -> str | None:
    """Why a path may not be changed as it is; None: its content is to be judged (G12)."""
    if change.after is None:
        return "it is taken away: a share only grows by entries"
    if change.before is None:
        return f"it is new here ({_what(change.after)}): a share only grows by entries"
    if change.after != change.before or change.after != REGULAR:
        return f"it has become {_what(change.after)}"
    if not _VPA_FILE.fullmatch(change.path):
        return "it is not a VPA's to change: write entries into the customers' .vpa.yaml files"
    return None


def _what(mode: str) -> str:
    words = {
        REGULAR: "a file", "100755": "an executable file", "120000": "a link",
        "160000": "another repository", "40000": "a folder",
    }  # fmt: skip
    return words.get(mode, "something of another kind")


# The file: everything agreed on is there, in its order, and entries are added.


def added(agreed: Data, pushed: Data) -> tuple[list[int], list[Fault]]:
    """Which notes of a pushed file are new, by number, and what else is changed in it.

    Both are whole files as plain data. A new entry may stand between others: a merge by hand puts
    it there.
    """
    before, now = _items(agreed), _items(pushed)
    new, is_whole = _matched(before, now)
    altered = () if is_whole else _altered(before, now)
    faults = islice(chain(_other_fields(agreed, pushed), altered), MOST_FAULTS)
    return new if is_whole else [], list(faults)


def _other_fields(agreed: Data, pushed: Data) -> Iterator[Fault]:
    for name in (*agreed, *(name for name in pushed if name not in agreed)):
        if name != "notes" and _filled(agreed.get(name)) != _filled(pushed.get(name)):
            said = "it is changed" if name in _TOP else _no_field(name, _TOP)
            yield Fault((name,), f"{name}: {said}")


def _items(file: Data) -> list[Data]:
    return [_filled(item) for item in file.get("notes") or []]


def _filled(data: Data) -> Data:
    """Data without what is empty: an empty key is as good as none."""
    if isinstance(data, dict):
        kept = ((name, _filled(held)) for name, held in data.items())
        return {name: held for name, held in kept if held not in (None, {}, [])}
    if isinstance(data, list):
        return [_filled(held) for held in data]
    return data


def _matched(agreed: Sequence[Data], pushed: Sequence[Data]) -> tuple[list[int], bool]:
    """The numbers of the other items where all agreed ones come in their order; and: do they?"""
    new, met = [], 0
    for number, item in enumerate(pushed):
        if met < len(agreed) and item == agreed[met]:
            met += 1
        else:
            new.append(number)
    return new, met == len(agreed)


def _altered(agreed: Sequence[Data], pushed: Sequence[Data]) -> Iterator[Fault]:
    """What has become of the agreed entries that are not there as they were; at least one fault."""
    same: dict[str, list[int]] = {}
    named: dict[str, int] = {}
    for number in reversed(range(len(pushed))):
        same.setdefault(_key(pushed[number]), []).append(number)
        named[pushed[number].get("id", "")] = number
    last = -1
    for item in agreed:
        name = item.get("id", "")
        said = f"the entry {name or 'without an id'} was agreed on"
        if places := same.get(_key(item)):
            number = places.pop()
            if number < last:
                yield Fault(("notes", number), f"{said}, and stands elsewhere now")
            last = max(last, number)
        elif name and name in named:
            field = _first_difference(item, pushed[named[name]])
            yield Fault(("notes", named[name], field), f"{said}, and is changed: {field}")
        else:
            yield Fault(("notes",), f"{said}, and is taken away")


def _key(item: Data) -> str:
    return json.dumps(item, sort_keys=True)


def _first_difference(one: dict[str, Data], other: dict[str, Data]) -> str:
    return next(name for name in (*one, *other) if one.get(name) != other.get(name))


# The entry.


def entry_faults(
    entry: Entry, keys: Collection[str], seconds: int, rules: Rules
) -> Iterator[Fault]:
    """What is wrong with a new entry.

    `keys` are the fields that stand filled in it; `seconds` is when the commit was made that
    brought it, which counts where it does not say itself when it was written.
    """
    for rule in ENTRY:
        yield from rule(entry, keys, rules)
    if entry.at is None:
        moment = instant(seconds)
        said = time_fault(moment, rules) if moment else "its commit has a time that none can mean"
        if said:
            yield Fault((), f"the entry was committed at a wrong time: {said}")


def _fields(_entry: Entry, keys: Collection[str], _rules: Rules) -> Iterator[Fault]:
    for name in keys:
        if name in Note.__struct_encode_fields__ and name not in FIELDS:
            yield Fault((name,), f"{name}: this field is the team's")
        elif name not in FIELDS:
            yield Fault((name,), f"{name}: {_no_field(name, FIELDS)}")


def _no_field(name: str, known: Collection[str]) -> str:
    near = difflib.get_close_matches(name[:64], known, n=1)
    return (
        f'there is no such field; did you mean "{near[0]}"?' if near else "there is no such field"
    )


def _author(entry: Entry, _keys: Collection[str], rules: Rules) -> Iterator[Fault]:
    if entry.by not in (None, rules.vpa):
        yield Fault(("by",), f"by: a new entry is by {rules.vpa}, or says nothing of it")


def _kind(entry: Entry, _keys: Collection[str], _rules: Rules) -> Iterator[Fault]:
    if entry.kind not in KINDS:
        whose = "the team's" if entry.kind in get_args(NoteKind) else "none"
        yield Fault(("kind",), f"kind: {entry.kind} is {whose}; write one of {', '.join(KINDS)}")


def _tags(entry: Entry, _keys: Collection[str], rules: Rules) -> Iterator[Fault]:
    for number, tag in enumerate(entry.tags):
        try:
            chosen([tag], rules.tags)
        except UsageError as problem:
            yield Fault(("tags", number), f"tags: {problem.message}; {problem.hint}")


def _time(entry: Entry, _keys: Collection[str], rules: Rules) -> Iterator[Fault]:
    if entry.at and (said := time_fault(entry.at, rules)):
        yield Fault(("at",), f"at: {said}")


def time_fault(moment: str, rules: Rules) -> str | None:
    """Why an entry cannot have been written at a moment; None: it can."""
    written = local_time(moment, rules.zone)
    if written > rules.now.astimezone(rules.zone).replace(tzinfo=None) + AHEAD:
        return f"{moment} is still to come"
    if written.date() < rules.since:
        return f"{moment} is before the share began, on {rules.since}"
    return None


def _texts(entry: Entry, _keys: Collection[str], _rules: Rules) -> Iterator[Fault]:
    held = {name: text for name in TEXTS if (text := getattr(entry, name))}
    if not any(text.strip() for text in held.values()):
        yield Fault((), "the entry says nothing: write a text")
    if (size := sum(map(len, held.values()))) > MOST_CHARACTERS:
        said = f"the entry has {size:,} characters; at most {MOST_CHARACTERS:,} are taken"
        yield Fault((), said)
        return
    for name, text in held.items():
        for secret in find_secrets(text):
            yield Fault((name,), f"{name}: {secret}; say where it is kept, never the secret itself")


ENTRY: Final[tuple[Callable[[Entry, Collection[str], Rules], Iterator[Fault]], ...]] = (
    _fields, _author, _kind, _tags, _time, _texts,
)  # fmt: skip
"""What a new entry must keep to, one rule each."""


# What is let in.


class Arrival(NamedTuple):
    """A new entry of a customer's file, and when the commit was made that brought it."""

    customer: str
    entry: Entry
    seconds: int


def instant(seconds: int) -> str | None:
    """Seconds since 1970 as a moment is written; None where no person can mean it."""
    if not 0 <= seconds < datetime(YEARS.stop, 1, 1, tzinfo=UTC).timestamp():
        return None
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def as_notes(
    arrivals: Sequence[Arrival], used: Collection[str], rules: Rules
) -> list[tuple[str, Note]]:
    """The entries that are let in, each with its customer.

    An id that is not given follows from the content, so that two colleagues who take in the same
    push write the same; `used` are ids that it may not be.

    Raises:
        ValueError: the time of a commit is none (`instant`).
    """
    ids = {*used, *(entry.id for _, entry, _ in arrivals)}
    found = []
    for customer, entry, seconds in arrivals:
        at = entry.at or instant(seconds)
        if at is None:
            raise ValueError(seconds)
        told = _note(entry, entry.id or "", at, rules)
        numbers = count()
        while not told.id or (entry.id is None and told.id in ids):
            told = replace(told, id=_derived(customer, told, next(numbers)))
        ids.add(told.id)
        found.append((customer, told))
    return found


def completed(file: SharedFile, vpa: str, at: str) -> VpaFile:
    """A file of a share as `clm` shows it there: what the VPA left out, filled in for the time.

    `at` is when the file was last changed. What lasts, the team fills in by `as_notes`.
    """
    taken = {note.id for note in file.notes}
    found = []
    for note in file.notes:
        name, numbers = note.id, count()
        while not name or (name in taken and not note.id):
            name = _derived(file.customer, note, next(numbers))
        taken.add(name)
        found.append(replace(note, id=name, at=note.at or at, by=note.by or vpa))
    return VpaFile(customer=file.customer, deadlines=file.deadlines, notes=tuple(found))


def _note(entry: Entry, name: str, at: str, rules: Rules) -> Note:
    """An entry as a note of the VPA's, each tag by its one name."""
    texts = {field: getattr(entry, field) for field in TEXTS}
    kind = cast("NoteKind", entry.kind)
    tags = chosen(entry.tags, rules.tags)
    return Note(id=name, at=at, by=rules.vpa, kind=kind, tags=tags, **texts)


def _derived(customer: str, note: Note, number: int) -> NoteId:
    """An id that follows from what an entry says."""
    texts = (getattr(note, field) for field in TEXTS)
    told = json.dumps([customer, number, note.at, note.by, note.kind, note.tags, *texts])
    digest = blake2b(told.encode(), digest_size=ID_DIGITS["n"]).digest()
    return "n-" + "".join(CROCKFORD[byte % 32] for byte in digest)
