"""A write: read, decide, commit, all under one lock, so that nothing acknowledged is ever lost.

The order of steps is that of `store`, Writing; each of them leaves the repository in a state
that `recovery` can finish or drop.
"""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, Final

from clm.errors import BusyError, InputOutputError, StateError
from clm.store import journal as journals
from clm.store import states
from clm.store.durable import ObjectFolders, sync_ref
from clm.store.git import Entry, GitError, Identity, NewCommit
from clm.store.hooked import commit_by_git
from clm.store.journal import Journal, Step
from clm.store.lock import WAIT, index_lock, write_lock
from clm.store.recovery import recover
from clm.store.staging import index_stamp, refresh_index
from clm.store.worktree import Found, Stamp, WorkTree, disk_errors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime

    from clm.store.git import Repo
    from clm.store.states import Settings
    from clm.store.worktree import Staged

NO_HOUSEKEEPING: Final = "CLM_NO_HOUSEKEEPING"
"""An environment variable: set, git's housekeeping is not started after a write."""
_ATTEMPTS: Final = 5


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
class _Target:
    """A file as HEAD, the index and the work tree have it."""

    head: Entry | None
    index: Entry | None
    file: Entry | None
    stamp: Stamp | None

    @property
    def state(self) -> FileState:
        if self.index != self.head:
            return FileState.STAGED
        if self.file == self.head:
            return FileState.CLEAN if self.head else FileState.ABSENT
        return FileState.EDITED if self.file else FileState.MISSING


@dataclass(frozen=True, slots=True)
class _Planned:
    """A file of the coming commit."""

    step: Step
    data: bytes | None
    stamp: Stamp | None
    """The stamp of the file it replaces."""
    adopted: bool
    """The work tree has it already."""


@contextmanager
def transaction(
    repo: Repo,
    *,
    who: str,
    wait: float = WAIT,
    on_wait: Callable[[str], None] | None = None,
) -> Iterator[Transaction]:
    """Hold the repository for one write; `who` is told to those who wait, as in `clm seen`.

    Raises:
        BusyError: another run holds it, or a merge, rebase, ... is under way.
        StateError: HEAD is detached, the repository is bare, or git has no identity.
        InputOutputError: the disk failed.
    """
    with disk_errors():
        states.refuse_odd(repo)
    with write_lock(repo.common_dir / "clm", who, wait, on_wait) as held:
        with disk_errors():
            repo = replace(repo, held=(held,))
            recover(repo)
            opened = Transaction(repo, states.settings(repo))
        yield opened
    if opened.committed and NO_HOUSEKEEPING not in os.environ:
        with suppress(OSError):
            repo.start_housekeeping()


class Transaction:
    """What can be done while the repository is held; made by `transaction`."""

    def __init__(self, repo: Repo, known: Settings) -> None:
        self.repo = repo
        self.head = repo.ref(known.branch)
        self.committed = False
        self._known = known
        self._files = WorkTree(repo, known.true("core.filemode", default=True))
        self._seen: dict[str, tuple[Entry | None, Entry | None]] = {}
        self._seen_at: tuple[str | None, Stamp | None] | None = None

    def states(self, paths: Sequence[str]) -> dict[str, FileState]:
        """How each of these files stands (paths from the root, `/` between names).

        Raises:
            RefusedError: a path leads out of the work tree or is no regular file.
            StateError: a path is left out by a sparse checkout.
        """
        with disk_errors():
            return {path: target.state for path, target in self._targets(paths).items()}

    def read(self, path: str) -> bytes | None:
        """The bytes in the work tree now, `None` when there is no file.

        Raises:
            RefusedError: the path leads out of the work tree or is no regular file.
        """
        with disk_errors():
            found = self._files.read(path)
        return found.data if found else None

    def commit(
        self,
        changes: Mapping[str, FileChange],
        message: str,
        when: datetime,
        author: Identity | None = None,
    ) -> str:
        """Put all changes into one commit and into the work tree, or none; return its id.

        When nothing differs from HEAD, no commit is made and HEAD's id comes back.

        Raises:
            BusyError: a file has staged work, or is no longer what `before` says.
            RefusedError: a hook says no, or git would convert a file on its way in.
            InputOutputError: the disk failed; before the branch moved, nothing changed.
        """
        with disk_errors():
            if journals.pending(self.repo):
                recover(self.repo)
                self.head = self.repo.ref(self._known.branch)
            plan = self._plan(changes)
            if plan:
                states.refuse_conversions(
                    self.repo, self._known, {path: p.data for path, p in plan.items()}
                )
                stamp = f"{int(when.timestamp())} {when:%z}"
                known = self._known
                new = NewCommit(
                    self.head, {}, message, author or known.author, known.committer, stamp
                )
                self.head = self._write(changes, plan, new)
                self.committed = True
        if self.head is None:
            raise StateError("there is nothing to commit", "change something first")
        return self.head

    # Looking.

    def _targets(self, paths: Sequence[str]) -> dict[str, _Target]:
        at = (self.head, index_stamp(self.repo))
        if at != self._seen_at:
            self._seen, self._seen_at = {}, at
        fresh = [path for path in paths if path not in self._seen]
        found = {path: self._files.read(path) for path in paths}
        tree, index = self.repo.tree(self.head, fresh), self.repo.index(fresh)
        self._seen |= {path: (tree.get(path), index.get(path)) for path in fresh}
        return {path: self._target(path, found[path]) for path in paths}

    def _target(self, path: str, found: Found | None) -> _Target:
        head, index = self._seen[path]
        file = self._files.entry(found, head)
        return _Target(head, index, file, found.stamp if found else None)

    def _plan(self, changes: Mapping[str, FileChange]) -> dict[str, _Planned]:
        """What the commit holds of these changes; those that HEAD has already fall away."""
        plan = {}
        for path, target in self._targets(list(changes)).items():
            change = changes[path]
            adopts = change.before == change.after
            _refuse_moved(self.repo, path, target, change, adopts)
            new = None
            if change.after is not None:
                mode = (target.file or target.head or Entry("100644", "")).mode
                new = Entry(mode, self.repo.blob_id(change.after))
            if new != target.head:
                step = Step(target.head, new)
                plan[path] = _Planned(step, change.after, target.stamp, adopts)
        return plan

    # Writing.

    def _write(
        self, changes: Mapping[str, FileChange], plan: dict[str, _Planned], new: NewCommit
    ) -> str:
        if self._known.by_git is not None:
            return self._write_by_git(changes, plan, new)
        folders = ObjectFolders(self.repo)
        parent = self.head
        commit = self._build(plan, new)
        staged = self._stage(plan)
        try:
            with index_lock(self.repo):
                for _ in range(_ATTEMPTS):
                    if self._moved():
                        plan = self._plan_again(changes, plan)
                    if self.head != parent:
                        commit, parent = (
                            self._build(plan, replace(new, parent=self.head)),
                            self.head,
                        )
                    folders.sync()
                    if self._move_branch(plan, commit, new.message):
                        self._finish(plan, staged, commit)
                        return commit
                raise BusyError("the branch moves all the time", "try again in a moment")
        finally:
            for one in staged.values():
                one.place.unlink(missing_ok=True)

    def _build(self, plan: Mapping[str, _Planned], new: NewCommit) -> str:
        files = {
            path: (one.step.new.mode, one.data or b"") if one.step.new else None
            for path, one in plan.items()
        }
        return self.repo.build(replace(new, changes=files))

    def _stage(self, plan: Mapping[str, _Planned]) -> dict[str, Staged]:
        """Have all bytes on disk before the branch moves: then only renames are left."""
        coming = [
            (p, one.data) for p, one in plan.items() if not one.adopted and one.data is not None
        ]
        for path, _ in coming:
            self._files.make_folders(path)
        return {path: self._files.stage(path, data, n) for n, (path, data) in enumerate(coming)}

    def _moved(self) -> bool:
        """Is HEAD or the index another one than when we looked?"""
        if self.repo.head_branch() != self._known.branch:
            raise BusyError("somebody has just switched to another branch", "try again")
        head = self.repo.ref(self._known.branch)
        moved = (head, index_stamp(self.repo)) != self._seen_at
        self.head = head
        return moved

    def _plan_again(
        self, changes: Mapping[str, FileChange], plan: dict[str, _Planned]
    ) -> dict[str, _Planned]:
        """The same plan on a HEAD that others moved, provided they left our files alone."""
        again = self._plan(changes)
        if again != plan:
            path = next((p for p in plan if again.get(p) != plan[p]), next(iter(again), "a file"))
            raise _busy(path, "was committed by somebody else just now")
        return again

    def _move_branch(self, plan: Mapping[str, _Planned], commit: str, message: str) -> bool:
        """The moment it counts; `False` when the branch has gone elsewhere."""
        repo, branch = self.repo, self._known.branch
        for path, one in plan.items():
            self._refuse_edited(path, one)
        steps = {path: one.step for path, one in plan.items()}
        journals.save(repo, Journal(repo.root, repo.git_dir, branch, commit, steps))
        try:
            repo.move(branch, commit, self.head, f"clm: {message.splitlines()[0]}")
        except (GitError, InputOutputError) as error:
            if repo.ref(branch) != commit:
                journals.drop(repo)
                if isinstance(error, GitError) and repo.ref(branch) != self.head:
                    return False
                raise
        return True

    def _refuse_edited(self, path: str, one: _Planned) -> None:
        found = self._files.read(path)
        if (found.stamp if found else None) != one.stamp:
            raise _busy(path, "was edited just now")

    def _finish(
        self, plan: Mapping[str, _Planned], staged: Mapping[str, Staged], commit: str
    ) -> None:
        """The branch has it: bring files and index there. A kill from here on is recovered."""
        sync_ref(self.repo, self._known.branch)
        settled = place(self._files, plan, staged)
        refresh_index(
            self.repo, {path: (one.step.new, settled[path]) for path, one in plan.items()}
        )
        self._remember(plan, commit)
        journals.drop(self.repo)

    def _remember(self, plan: Mapping[str, _Planned], commit: str) -> None:
        self._seen |= {path: (one.step.new, one.step.new) for path, one in plan.items()}
        self._seen_at = (commit, index_stamp(self.repo))

    def _write_by_git(
        self, changes: Mapping[str, FileChange], plan: dict[str, _Planned], new: NewCommit
    ) -> str:
        """Leave the commit to `git commit`, which runs the hooks and signs."""
        repo, known = self.repo, self._known
        with index_lock(repo):
            if self._moved():
                plan = self._plan_again(changes, plan)
            staged = self._stage(plan)
            for path, one in plan.items():
                self._refuse_edited(path, one)
            steps = {path: one.step for path, one in plan.items()}
            journals.save(repo, Journal(repo.root, repo.git_dir, known.branch, None, steps))
            settled = place(self._files, plan, staged)
            made = commit_by_git(repo, known, replace(new, parent=self.head), steps, settled)
            if isinstance(made, str):
                journals.drop(repo)
                self._seen_at = None
                return made
        recover(repo)  # the files came first: it brings them back
        raise made


def place(
    files: WorkTree, plan: Mapping[str, _Planned], staged: Mapping[str, Staged]
) -> dict[str, Stamp | None]:
    """Rename all files into place; the stamps are of those that hold what the commit has."""
    settled: dict[str, Stamp | None] = {}
    for path, one in plan.items():
        if one.adopted:
            settled[path] = one.stamp
        elif path in staged:
            coming = staged[path]
            settled[path] = coming.stamp if coming.put(one.stamp) else None
        else:
            files.delete(path, one.stamp)
            settled[path] = None
    files.sync(path for path in plan if path in staged)
    return settled


def _refuse_moved(repo: Repo, path: str, target: _Target, change: FileChange, adopts: bool) -> None:
    """Refuse a target that holds somebody's work beyond what the caller has read."""
    state = target.state
    if state is FileState.STAGED:
        raise BusyError(
            f"{path} has staged changes of yours",
            "commit them (git commit) or unstage them (git restore --staged), then try again",
        )
    blob = None if change.before is None else repo.blob_id(change.before)
    if blob != (target.file.blob if target.file else None):
        raise _busy(path, "was edited just now")
    if not adopts and state in {FileState.EDITED, FileState.MISSING}:
        raise _busy(path, "has an edit by hand that is not committed yet")


def _busy(path: str, what: str) -> BusyError:
    return BusyError(f"{path} {what}; nothing was changed", "try again")
