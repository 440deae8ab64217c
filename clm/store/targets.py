"""The files of a write: how each stands, what is to become of it, and what we refuse to touch."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from clm.errors import BusyError

if TYPE_CHECKING:
    from clm.store.git import Entry, Repo
    from clm.store.journal import Step
    from clm.store.worktree import Stamp


class FileState(Enum):
    """How a file stands between HEAD, the index and the work tree."""

    ABSENT = "absent"
    """It is nowhere."""
    CLEAN = "clean"
    """HEAD, index and work tree agree."""
    EDITED = "edited"
    """The work tree has something else than HEAD, or a file git does not know."""
    MISSING = "missing"
    """It is gone from the work tree only."""
    STAGED = "staged"
    """The index has something else than HEAD: a person's work that we never touch."""


@dataclass(frozen=True, slots=True)
class FileChange:
    """The whole content of a file before and after; `None` is no file.

    `before` is what was read in this transaction. The same bytes twice adopt what lies in the
    work tree: a hand edit, or with `None` twice a deletion by hand.
    """

    before: bytes | None
    after: bytes | None


@dataclass(slots=True)
class Target:
    """A file as HEAD, the index and the work tree have it."""

    head: Entry | None
    index: Entry | None
    file: Entry | None
    stamp: Stamp | None

    @property
    def state(self) -> FileState:
        """How the file stands."""
        if self.index != self.head:
            return FileState.STAGED
        if self.file == self.head:
            return FileState.CLEAN if self.head else FileState.ABSENT
        return FileState.EDITED if self.file else FileState.MISSING


@dataclass(frozen=True, slots=True)
class Planned:
    """A file of the coming commit."""

    step: Step
    data: bytes | None
    stamp: Stamp | None
    """The stamp of the file it replaces."""


def refuse_moved(repo: Repo, path: str, target: Target, change: FileChange, adopts: bool) -> None:
    """Refuse a target that holds somebody's work beyond what the caller has read."""
    state = target.state
    if state is FileState.STAGED:
        raise BusyError(
            f"{path} has staged changes of yours",
            "commit them (git commit) or unstage them (git restore --staged), then try again",
        )
    blob = None if change.before is None else repo.blob_id(change.before)
    if blob != (target.file.blob if target.file else None):
        raise busy(path, "was edited just now")
    if not adopts and state in {FileState.EDITED, FileState.MISSING}:
        raise busy(path, "has an edit by hand that is not committed yet")


def busy(path: str, what: str) -> BusyError:
    """The error for a file that somebody else works on."""
    return BusyError(f"{path} {what}; nothing was changed", "try again")
