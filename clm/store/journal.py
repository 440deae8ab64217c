"""What a write is about to do, on disk before it does it, so that the next run can finish it."""

from __future__ import annotations

import errno
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from clm.store.git import Entry
from clm.store.smallfile import GROWING, read_small
from clm.store.whereabouts import is_branch, is_nameable
from clm.store.worktree import is_inside, remove, sync_folder, write_durably

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from clm.store.git import Repo

_FORMAT: Final = 1


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
    file, far too long, or names what no file, branch or commit can be called.
    """
    try:
        data = read_small(_path(repo), GROWING)
    except OSError as problem:
        if problem.errno in {errno.ENOENT, errno.EFBIG, errno.EINVAL}:
            return None
        raise
    try:
        content: Any = json.loads(data)
        root, commit = _said(content["root"], is_nameable), content["commit"]

        def is_file(path: str) -> bool:
            return is_inside(path) and is_nameable(f"{root}/{path}")

        return Journal(
            Path(root),
            Path(_said(content["git_dir"], is_nameable)),
            _said(content["ref"], is_branch),
            None if commit is None else _said(commit, _is_id),
            {
                _said(path, is_file): Step(_entry(old), _entry(new), kept is True)
                for path, old, new, kept in content["steps"]
            },
        )
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
    if row is None:
        return None
    mode, blob = row
    return Entry(_said(mode, _is_mode), _said(blob, _is_id))


def _said(value: object, is_right: Callable[[str], bool]) -> str:
    """A text that is what it should be.

    Raises:
        ValueError: it is not.
    """
    if not isinstance(value, str) or not is_right(value):
        raise ValueError(value)
    return value


def _is_id(text: str) -> bool:
    return re.fullmatch(r"[0-9a-f]{40}|[0-9a-f]{64}", text) is not None


def _is_mode(text: str) -> bool:
    return re.fullmatch(r"[0-7]{6}", text) is not None
