"""What a look at the files finds: which changed since the index read them, folder by folder.

A folder's own stamp moves when a file in it is made, removed, or renamed over (git and most
editors save so), but not on an edit in place. So each run looks into the folders whose stamp
moved, and into a share of the others, the longest unseen first; while all together cost little,
that share is all of them (`docs/design/looking-for-edits.md`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SHARDED: Final = "customers"
"""The folder whose folders are looked into one by one."""

AFFORDABLE: Final = 9000
"""So many files are looked at on every start: about 30 ms."""
SHARE: Final = 2000
"""So many files are looked at on a start where there are more."""

Files = dict[str, str]
"""Path → stamp; an empty stamp says that the file may still be changing: read it again."""


class Folder(NamedTuple):
    """What is remembered of a folder: its own stamp, that of all its files, and when we looked.

    `looked` is in seconds of the wall clock; an empty stamp or digest matches nothing.
    """

    stamp: str
    digest: str
    files: int
    looked: float


class Known(Protocol):
    """What the index remembers."""

    def folders(self) -> dict[str, Folder]:
        """Every folder that was ever looked into."""
        ...

    def files(self, folder: str | None) -> Files:
        """The files that were read in a folder and below it; None: all that were ever read."""
        ...


class Look(NamedTuple):
    """What a look found `at` a time; `oldest` is when the folder longest unseen was looked into."""

    changed: Files
    gone: list[str]
    folders: Mapping[str, Folder]
    """Those looked into, as they are to be remembered."""
    vanished: list[str]
    at: float
    oldest: float


def compared(now: Files, then: Files) -> tuple[Files, list[str]]:
    """The files that are new or may have changed, and those that are gone."""
    changed = {path: stamp for path, stamp in now.items() if not stamp or then.get(path) != stamp}
    return changed, [path for path in then if path not in now]


def due(there: Mapping[str, str], known: Mapping[str, Folder], *, full: bool) -> list[str]:
    """Which of the folders that are there (path → own stamp) to look into.

    Always those that are new, whose stamp moved, or that were still being written; then the
    longest unseen ones.
    """
    moved = [path for path, stamp in there.items() if not _is_settled(known.get(path), stamp)]
    others = [path for _, path in sorted((known[p].looked, p) for p in there.keys() - set(moved))]
    if full or sum(known[path].files for path in others) <= AFFORDABLE:
        return moved + others
    return moved + list(_share(others, known))


def _is_settled(folder: Folder | None, stamp: str) -> bool:
    return folder is not None and stamp != "" and folder.stamp == stamp and folder.digest != ""


def _share(paths: Iterable[str], known: Mapping[str, Folder]) -> Iterable[str]:
    left = SHARE
    for path in paths:
        yield path
        left -= known[path].files
        if left <= 0:
            return
