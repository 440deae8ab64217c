"""What a write is about to do, on disk before it does it, so that the next run can finish it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from clm.store.git import Entry
from clm.store.worktree import remove, sync_folder, write_durably

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clm.store.git import Repo

_FORMAT: Final = 1
_MOST: Final = 100_000_000
"""Bytes of a journal: a write of all that a folder may hold needs a fifth of them."""


@dataclass(frozen=True, slots=True)
class Step:
    """One file of a write: what HEAD had there, and what it will have."""

    old: Entry | None
    new: Entry | None
    adopted: bool = False
    """The work tree had it before the write: its bytes are somebody's, never ours to bring back."""


@dataclass(frozen=True, slots=True)
class Journal:
    """A write under way.

    With a `commit` the branch moves first and the files follow; without one (hooks or
    signing) the files come first and git makes the commit.
    """

    root: Path
    git_dir: Path
    ref: str
    commit: str | None
    steps: Mapping[str, Step]


def save(repo: Repo, journal: Journal) -> None:
    """Put the journal on disk, whole or not at all."""
    content = {
        "format": _FORMAT,
        "root": str(journal.root),
        "git_dir": str(journal.git_dir),
        "ref": journal.ref,
        "commit": journal.commit,
        "steps": [[p, _row(s.old), _row(s.new), s.adopted] for p, s in journal.steps.items()],
    }
    path = _path(repo)
    fresh = path.with_name("journal.new")
    write_durably(fresh, json.dumps(content).encode())
    fresh.replace(path)
    sync_folder(path.parent)


def load(repo: Repo) -> Journal | None:
    """The journal a killed run left, `None` when there is none or it cannot be read.

    It appears by a rename, so an unreadable one is not a torn one of ours; nor is one that is no
    file, or far too long.
    """
    try:
        if not _path(repo).is_file() or _path(repo).stat().st_size > _MOST:
            return None
        content: Any = json.loads(_path(repo).read_bytes())
        return Journal(
            Path(content["root"]),
            Path(content["git_dir"]),
            str(content["ref"]),
            content["commit"] and str(content["commit"]),
            {
                str(path): Step(_entry(old), _entry(new), kept)
                for path, old, new, kept in content["steps"]
            },
        )
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def drop(repo: Repo) -> None:
    """Forget the journal: the write is done, or never began."""
    remove(_path(repo))
    remove(_path(repo).with_name("journal.new"))


def pending(repo: Repo) -> bool:
    """Did a run leave a journal?"""
    return _path(repo).exists()


def _path(repo: Repo) -> Path:
    return repo.common_dir / "clm" / "journal"


def _row(entry: Entry | None) -> list[str] | None:
    return None if entry is None else [entry.mode, entry.blob]


def _entry(row: list[str] | None) -> Entry | None:
    return None if row is None else Entry(*row)
