"""In a VPA's share: what the team's gate would not let in is refused before it is written (G12)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from clm.domain import gate
from clm.domain.gate import REGULAR, Change, PushedFile
from clm.errors import RefusedError
from clm.store.places import place_of
from clm.store.reading import read

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from clm.domain.gate import Fault, Rules
    from clm.store.git import Repo
    from clm.store.reading import Parsed

_PUBLISHED: Final = "refs/remotes/origin/main"


def refuse_unpushable(
    repo: Repo, prefix: str, files: Mapping[str, bytes | None], rules: Rules
) -> None:
    """Refuse new contents of files, by their paths below `prefix`, with the gate's first reason.

    They are held against what was last seen of the share's branch, so that an entry that was not
    sent yet may be taken back.

    Raises:
        RefusedError: the team would not take them in.
    """
    places = {path: f"{prefix}/{path}" if prefix else path for path in files}
    there = repo.tree(_base(repo), list(places.values()))
    blobs = repo.blobs({entry.blob for entry in there.values()})
    for path, new in files.items():
        entry = there.get(places[path])
        for reason in _reasons(path, blobs[entry.blob] if entry else None, new, rules):
            raise RefusedError(
                f"this is a share, and the team would not take it in: {reason}",
                'clm note REF "TEXT" adds an entry; README.md says what else it may hold',
            )


def _base(repo: Repo) -> str:
    """The newest commit here that is in the share too; where none is known to be, the last one."""
    published = repo.ref(_PUBLISHED)
    words = ("merge-base", "HEAD", published or "HEAD")
    return repo.run(*words, accept=(0, 1), objects=True).decode().strip() or "HEAD"


def _reasons(path: str, agreed: bytes | None, new: bytes | None, rules: Rules) -> Iterator[str]:
    modes = (None if data is None else REGULAR for data in (agreed, new))
    if fault := gate.path_fault(Change(path, *modes)):
        yield f"{path}: {fault}"
    if agreed is None or new is None:
        return
    pushed = read(new, path, PushedFile)
    yield from map(str, pushed.errors)
    for at, sentence in _faults(read(agreed, path, PushedFile), pushed, rules):
        line, column = place_of(pushed.root, at) if pushed.root else (1, 1)
        yield f"{path}:{line}:{column}: {sentence}"


def _faults(
    agreed: Parsed[PushedFile], pushed: Parsed[PushedFile], rules: Rules
) -> Iterator[Fault]:
    if pushed.record is None or pushed.tree is None:
        return
    added, faults = gate.added(agreed.tree or {}, pushed.tree)
    yield from faults
    seconds = int(rules.now.timestamp())
    for number in added:
        filled = [name for name, held in pushed.tree["notes"][number].items() if held]
        for fault in gate.entry_faults(pushed.record.notes[number], filled, seconds, rules):
            yield fault._replace(at=("notes", number, *fault.at))
