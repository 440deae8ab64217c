"""A push to a share, judged: which entries come with it, or every reason to refuse it (G12).

Each new commit is looked at: it may be an agreed state with entries added, and nothing else. What
an entry says is asked of the last state alone, so that a slip can be put right by another commit.
"""

from __future__ import annotations

import json
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from clm.domain import gate
from clm.domain.findings import Finding
from clm.domain.gate import Arrival, Change, PushedFile
from clm.errors import RefusedError
from clm.store.kinds import target_of
from clm.store.places import place_of
from clm.store.pushed import commit_of, differences, file_at, new_commits
from clm.store.reading import read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from clm.domain.gate import At, Entry, Rules
    from clm.store.pushed import Difference, New
    from clm.store.quarantine import Objects
    from clm.store.reading import Parsed

MOST_REASONS: Final = 40
"""Reasons that are told of one push."""
MOST_BASES: Final = 8
"""Agreed commits that one beside the last agreed one may be built on."""
_LONGEST: Final = 200
_SKEW: Final = 86_400
"""Seconds by which a commit may be ahead: no harm but to the times of all that follow."""

Key = tuple[str, str, int]
"""An entry of a push: its file, all it says, and the how manieth of those that say the same."""


class Arrived(NamedTuple):
    """A new entry, and where its id stands in the push, as `path:line:column`."""

    arrival: Arrival
    place: str


class Verdict(NamedTuple):
    """What a push comes to: the new entries, or the reasons to take in none of it."""

    arrived: Sequence[Arrived]
    reasons: Sequence[str]


class _File(NamedTuple):
    """A pushed file beside the agreed one: its content's id, its new entries, what is wrong.

    `new` has the entries' numbers and what they say; `slips` are faults of reading: the next
    commit may put them right.
    """

    blob: str
    new: Sequence[tuple[int, Key]] = ()
    faults: Sequence[str] = ()
    slips: Sequence[str] = ()


def judge(objects: Objects, tip: str, agreed: Sequence[str], rules: Rules) -> Verdict:
    """What came with a push: up to the branch's `tip`, since an agreed commit it is built on."""
    try:
        base, commits = _commits(objects, tip, agreed)
        found = _Judge(objects, base, rules).verdict(commits)
        if not found.reasons:
            objects.check()
    except RefusedError as problem:
        return Verdict((), [problem.message])
    return found


def _commits(objects: Objects, tip: str, agreed: Sequence[str]) -> tuple[str, list[New]]:
    """Which agreed commit a push is built on, and the commits since.

    Raises:
        RefusedError: none of them.
    """
    problem = RefusedError("the branch no longer leads to what was agreed: it was rewritten")
    for base in agreed:
        try:
            commits = new_commits(objects, tip, base, gate.MOST_COMMITS)
        except RefusedError as refused:
            problem = refused
            continue
        if commits and base in commits[-1].bases:
            return base, commits
    raise problem


class _Judge:
    """One push at work."""

    def __init__(self, objects: Objects, agreed: str, rules: Rules) -> None:
        self.objects = objects
        self.agreed = agreed
        self.rules = rules
        self.files: dict[tuple[str, str, str], _File] = {}
        self.first: dict[Key, New] = {}
        """The commit that brought each entry."""

    def verdict(self, commits: Sequence[New]) -> Verdict:
        met: dict[str, New] = {}
        files: dict[str, _File] = {}
        for new in commits:
            files, faults = self._against_bases(new)
            for file in files.values():
                for _, key in file.new:
                    self.first.setdefault(key, new)
            if new.commit.committed > self.rules.now.timestamp() + _SKEW:
                faults.append(f"the commit {new.name[:8]} is dated in the future")
            # What lasts is told of the last commit, what was taken back of the first that had it.
            kept = {fault: new if new is commits[-1] else met.get(fault, new) for fault in faults}
            met |= kept
            if len(met) > MOST_REASONS:
                break
        reasons = [
            fault if new is commits[-1] else f"{fault} ({new.name[:8]})"
            for fault, new in met.items()
        ]
        files = {path: self._without_old(path, files[path], new.bases) for path in files}
        reasons += [slip for file in files.values() for slip in file.slips]
        arrived = [one for path in sorted(files) for one in self._entries(path, files[path])]
        reasons += [said for _, faults in arrived for said in faults]
        reasons += self._floods(files)
        return Verdict([one for one, _ in arrived], list(dict.fromkeys(reasons))[:MOST_REASONS])

    def _against_bases(self, new: New) -> tuple[dict[str, _File], list[str]]:
        """What a commit changes of what was agreed: of the last, or of where it was built on."""
        bases = [self.agreed] if self.agreed in new.bases else new.bases[:MOST_BASES]
        found: dict[str, _File] = {}
        faults: list[str] = []
        for base in bases:
            found, faults = self._against(base, new)
            if not faults:
                break
        return found, faults

    def _against(self, base: str, new: New) -> tuple[dict[str, _File], list[str]]:
        trees = commit_of(self.objects, base).tree, new.commit.tree
        found: dict[str, _File] = {}
        faults: list[str] = []
        for one in differences(self.objects, *trees):
            if len(faults) >= MOST_REASONS:
                break
            modes = (side.mode if side else None for side in (one.before, one.after))
            if fault := gate.path_fault(Change(one.path, *modes)):
                faults.append(_said(one.path, (1, 1), fault))
                continue
            found[one.path] = self._file(one)
            faults += found[one.path].faults
        return found, faults

    def _without_old(self, path: str, file: _File, bases: Sequence[str]) -> _File:
        """A file without what stands like this, without an id, in an agreed commit it began at.

        That was taken in from there, and stands in the last agreed one with its id: a merge by
        hand kept both. Of entries that say the same the last ones go, and the first commit counts.
        """
        old: Counter[str] = Counter()
        for base in bases[:MOST_BASES] if file.new else ():
            blob = file_at(self.objects, commit_of(self.objects, base).tree, path)
            notes = (self._read(path, blob).tree or {}).get("notes") if blob else None
            old |= Counter(_told(note) for note in notes or () if not note.get("id"))
        kept = []
        for number, key in reversed(file.new):
            if old[key[1]]:
                old[key[1]] -= 1
            else:
                kept.append((number, key))
        return file._replace(new=kept[::-1])

    def _file(self, one: Difference) -> _File:
        assert one.before is not None and one.after is not None  # noqa: S101, PT018 -- by the gate
        key = one.path, one.before.name, one.after.name
        if key not in self.files:
            self.files[key] = self._compared(*key)
        return self.files[key]

    def _compared(self, path: str, before: str, after: str) -> _File:
        try:
            agreed, pushed = self._read(path, before), self._read(path, after)
        except RefusedError as problem:
            return _File(after, faults=[_said(path, (1, 1), problem.message)])
        if pushed.errors or pushed.tree is None:
            slips = [_shortened(str(finding)) for finding in pushed.errors[: gate.MOST_FAULTS]]
            return _File(after, slips=slips)
        new, faults = gate.added(agreed.tree or {}, pushed.tree)
        keys = _keys(path, pushed.tree.get("notes") or [], new)
        return _File(after, keys, [_placed(path, pushed, *fault) for fault in faults])

    def _read(self, path: str, blob: str) -> Parsed[PushedFile]:
        return read(self.objects.get("blob", blob), path, PushedFile)

    def _entries(self, path: str, file: _File) -> Iterator[tuple[Arrived, Sequence[str]]]:
        """The new entries of a file of the last commit, each with what is wrong with it."""
        target = target_of(path)
        parsed = self._read(path, file.blob) if file.new else None
        if not (target and parsed and parsed.record and parsed.tree):
            return
        room = gate.MOST_FAULTS
        for number, key in file.new:
            entry: Entry = parsed.record.notes[number]
            seconds = self.first[key].commit.written
            filled = [name for name, held in parsed.tree["notes"][number].items() if held]
            told = gate.entry_faults(entry, filled, seconds, self.rules)
            faults = [
                _placed(path, parsed, ("notes", number, *fault.at), fault.sentence)
                for fault in islice(told, room)
            ]
            room -= len(faults)
            place = _place(path, parsed, ("notes", number, "id"))
            yield Arrived(Arrival(target.id, entry, seconds), place), faults

    def _floods(self, files: dict[str, _File]) -> Iterator[str]:
        """Commits that bring more entries than a person writes."""
        brought = Counter(self.first[key].name for file in files.values() for _, key in file.new)
        for name, size in brought.items():
            if size > gate.MOST_ENTRIES:
                most = gate.MOST_ENTRIES
                yield f"the commit {name[:8]} has {size} new entries; at most {most} are taken"


def _keys(path: str, notes: Sequence[object], new: Sequence[int]) -> list[tuple[int, Key]]:
    """The numbers of new entries, each with what tells it from the others."""
    met: Counter[str] = Counter()
    found = []
    for number in new:
        said = _told(notes[number])
        found.append((number, (path, said, met[said])))
        met[said] += 1
    return found


def _told(note: object) -> str:
    """All that an entry says, as one text to be compared."""
    return json.dumps(note, sort_keys=True)


def _placed(path: str, parsed: Parsed[PushedFile], at: At, sentence: str) -> str:
    return _shortened(f"{_place(path, parsed, at)}: {sentence}")


def _place(path: str, parsed: Parsed[PushedFile], at: At) -> str:
    line, column = place_of(parsed.root, at) if parsed.root else (1, 1)
    return f"{path}:{line}:{column}"


def _said(path: str, place: tuple[int, int], sentence: str) -> str:
    return _shortened(str(Finding(path, *place, "gate", sentence)))


def _shortened(said: str) -> str:
    """A reason that quotes what was pushed stays a line that can be read."""
    return said if len(said) <= _LONGEST else f"{said[:_LONGEST]}…"


def reasons_of_ids(arrived: Iterable[Arrived], used: Iterable[str]) -> list[str]:
    """Which ids that came with a push are used already; one that comes twice is."""
    taken = set(used)
    found = []
    for (_, entry, _), place in arrived:
        if entry.id in taken:
            found.append(f"{place}: the id {entry.id} is used already")
        elif entry.id:
            taken.add(entry.id)
    return found
