"""A write: read, decide, commit, all under one lock, so that nothing acknowledged is ever lost.

The order of steps is that of `store`, Writing; each of them leaves the repository in a state
that `recovery` can finish or drop.
"""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

from clm.errors import BusyError, ClmError, InputOutputError, StateError
from clm.store import housekeeping, states
from clm.store import journal as journals
from clm.store.building import FEW, build
from clm.store.disks import MANY, whole_disks
from clm.store.durable import sync_ref
from clm.store.git import Entry
from clm.store.gitfailure import GitError
from clm.store.hooked import commit_by_git, settle
from clm.store.journal import Journal, Step
from clm.store.lock import WAIT, index_lock, write_lock
from clm.store.newcommit import Identity, NewCommit
from clm.store.recovery import recover
from clm.store.staging import Index, index_stamp
from clm.store.targets import FileChange, FileState, Planned, Target, busy, refuse_moved
from clm.store.trees import Trees, folders_above
from clm.store.trust import demand
from clm.store.worktree import Found, Stamp, WorkTree, disk_errors

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from clm.store.git import Repo
    from clm.store.states import Settings
    from clm.store.worktree import Staged

__all__ = ["FileChange", "FileState", "Identity", "Transaction", "transaction"]

NO_HOUSEKEEPING: Final = "CLM_NO_HOUSEKEEPING"
"""An environment variable: set, git's housekeeping is not started after a write."""
_ATTEMPTS: Final = 5


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
        RefusedError: the repository would run code that the person does not trust.
        StateError: HEAD is detached, the repository is bare, or git has no identity.
        InputOutputError: the disk failed.
    """
    with disk_errors():
        states.refuse_odd(repo)
        demand(repo)
    with write_lock(repo.common_dir / "clm", who, wait, on_wait) as held:
        with disk_errors():
            repo = repo._replace(held=(held,))
            recover(repo)
            opened = Transaction(repo, states.settings(repo))
        yield opened
    if opened.committed and NO_HOUSEKEEPING not in os.environ:
        with suppress(OSError):
            if housekeeping.is_due(repo, opened.config):
                repo.start_housekeeping()


class Transaction:
    """What can be done while the repository is held; made by `transaction`."""

    def __init__(self, repo: Repo, known: Settings) -> None:
        self.repo = repo
        self.head = repo.ref(known.branch)
        self.committed = False
        self.config = known.config
        self._known = known
        self._files = WorkTree(repo, known.true("core.filemode", default=True))
        self._index = Index(repo)
        self._trees: Trees | None = None
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
                    self.head,
                    {},
                    message.rstrip() + "\n",
                    author or known.author,
                    known.committer,
                    stamp,
                )
                self.head = self._write(changes, plan, new)
                self.committed = True
        if self.head is None:
            raise StateError("there is nothing to commit", "change something first")
        return self.head

    # Looking.

    def _targets(self, paths: Sequence[str]) -> dict[str, Target]:
        at = (self.head, index_stamp(self.repo))
        if at != self._seen_at:
            self._seen, self._seen_at = {}, at
        fresh = [path for path in paths if path not in self._seen]
        found = {path: self._files.read(path) for path in paths}
        tree, index = self._in_head(fresh), self._index.entries(fresh)
        self._seen |= {path: (tree.get(path), index.get(path)) for path in fresh}
        return {path: self._target(path, found[path]) for path in paths}

    def _in_head(self, paths: Sequence[str]) -> Mapping[str, Entry | None]:
        trees = self._trees_above(paths)
        if trees is None:
            return self.repo.tree(self.head, paths)
        return {path: Entry(*row) if (row := trees.entry(path)) else None for path in paths}

    def _trees_above(self, paths: Collection[str]) -> Trees | None:
        """The folders of HEAD above these paths, None when these are many."""
        if len(paths) > FEW:
            return None
        known = self._trees
        if known is None or known.commit != self.head or not known.holds(paths):
            self._trees = known = self.repo.trees(self.head, folders_above(paths))
        return known

    def _target(self, path: str, found: Found | None) -> Target:
        head, index = self._seen[path]
        file = self._files.entry(found, head)
        return Target(head, index, file, found.stamp if found else None)

    def _plan(self, changes: Mapping[str, FileChange]) -> dict[str, Planned]:
        """What the commit holds of these changes; those that HEAD has already fall away."""
        plan = {}
        for path, target in self._targets(list(changes)).items():
            change = changes[path]
            adopts = change.before == change.after
            refuse_moved(self.repo, path, target, change, adopts)
            new = None
            if change.after is not None:
                mode = (target.file or target.head or Entry("100644", "")).mode
                new = Entry(mode, self.repo.blob_id(change.after))
            if new != target.head:
                step = Step(target.head, new, adopts)
                plan[path] = Planned(step, change.after, target.stamp)
        return plan

    # Writing.

    def _write(
        self, changes: Mapping[str, FileChange], plan: dict[str, Planned], new: NewCommit
    ) -> str:
        if self._known.by_git is not None:
            return self._write_by_git(changes, plan, new)
        parent = self.head
        commit = self._build(plan, new)
        made: list[str] = []
        try:
            staged = self._stage(plan)
            with _said_when_made(made), index_lock(self.repo):
                for _ in range(_ATTEMPTS):
                    if self._moved():
                        plan = self._plan_again(changes, plan)
                    if self.head != parent:
                        commit, parent = (
                            self._build(plan, new._replace(parent=self.head)),
                            self.head,
                        )
                    if self._move_branch(plan, staged, commit, new.message):
                        made.append(commit)
                        self._finish(plan, staged, commit)
                        return commit
                raise BusyError("the branch moves all the time", "try again in a moment")
        finally:
            self._files.clear_stage()

    def _build(self, plan: Mapping[str, Planned], new: NewCommit) -> str:
        files = {
            path: (one.step.new.mode, one.data or b"") if one.step.new else None
            for path, one in plan.items()
        }
        trees = self._trees_above(plan)
        return build(self.repo, new._replace(changes=files), trees, self._known.config)

    def _stage(self, plan: Mapping[str, Planned]) -> dict[str, Staged]:
        """Have all bytes on disk before the branch moves: then only renames are left."""
        coming = {
            path: one.data
            for path, one in plan.items()
            if not one.step.adopted and one.data is not None
        }
        self._files.make_folders(coming)
        return self._files.stage(coming)

    def _moved(self) -> bool:
        """Is HEAD or the index another one than when we looked?"""
        if self.repo.head_branch() != self._known.branch:
            raise BusyError("somebody has just switched to another branch", "try again")
        head = self.repo.ref(self._known.branch)
        moved = (head, index_stamp(self.repo)) != self._seen_at
        self.head = head
        return moved

    def _plan_again(
        self, changes: Mapping[str, FileChange], plan: dict[str, Planned]
    ) -> dict[str, Planned]:
        """The same plan on a HEAD that others moved, provided they left our files alone."""
        again = self._plan(changes)
        if again != plan:
            path = next((p for p in plan if again.get(p) != plan[p]), next(iter(again), "a file"))
            raise busy(path, "was committed by somebody else just now")
        return again

    def _move_branch(
        self,
        plan: Mapping[str, Planned],
        staged: Mapping[str, Staged],
        commit: str,
        message: str,
    ) -> bool:
        """The moment it counts; `False` when the branch has gone elsewhere."""
        repo, branch = self.repo, self._known.branch
        self._refuse_edited(plan)
        steps = {path: one.step for path, one in plan.items()}
        journals.save(repo, Journal(repo.root, repo.git_dir, branch, commit, steps))
        try:
            self._index.set_entries(_entries(plan), self._files_now(plan, staged))
        except (OSError, ClmError):
            journals.drop(repo)
            raise
        try:
            repo.move(branch, commit, self.head, f"clm: {message.splitlines()[0]}")
        except (GitError, InputOutputError, BusyError) as error:
            now = repo.ref(branch)
            if now != commit:
                self._index.restore()
                journals.drop(repo)
                if isinstance(error, GitError) and now != self.head:
                    return False
                raise
        return True

    def _files_now(
        self, plan: Mapping[str, Planned], staged: Mapping[str, Staged]
    ) -> dict[str, tuple[Path, Stamp | None]]:
        """Where the bytes of each coming file lie until it is put in place, and their stamp."""
        adopted = {
            path: (self.repo.root / path, one.stamp)
            for path, one in plan.items()
            if one.step.adopted and one.step.new
        }
        return adopted | {path: (one.place, one.stamp) for path, one in staged.items()}

    def _refuse_edited(self, plan: Mapping[str, Planned]) -> None:
        for path, one in plan.items():
            if self._files.stamp(path) != one.stamp:
                raise busy(path, "was edited just now")

    def _finish(
        self, plan: Mapping[str, Planned], staged: Mapping[str, Staged], commit: str
    ) -> None:
        """The branch has it: bring files and index there. A kill from here on is recovered."""
        sync_ref(self.repo, self._known.branch)
        self._index.forget()
        settled = place(self._files, plan, staged)
        self._index.note_times(_entries(plan), settled)
        self._remember(plan, commit)
        journals.drop(self.repo)

    def _remember(self, plan: Mapping[str, Planned], commit: str) -> None:
        self._seen |= {path: (one.step.new, one.step.new) for path, one in plan.items()}
        self._seen_at = (commit, index_stamp(self.repo))

    def _write_by_git(
        self, changes: Mapping[str, FileChange], plan: dict[str, Planned], new: NewCommit
    ) -> str:
        """Leave the commit to `git commit`, which runs the hooks and signs."""
        repo, known = self.repo, self._known
        made: list[str] = []
        try:
            with _said_when_made(made), index_lock(repo):
                if self._moved():
                    plan = self._plan_again(changes, plan)
                staged = self._stage(plan)
                self._refuse_edited(plan)
                steps = {path: one.step for path, one in plan.items()}
                journals.save(repo, Journal(repo.root, repo.git_dir, known.branch, None, steps))
                settled = place(self._files, plan, staged)
                self._index.set_entries(_entries(plan))
                after = new._replace(parent=self.head)
                commit = commit_by_git(repo, self._index, known, after, steps)
                made.append(commit)
                settle(repo, self._index, known, commit, steps, settled)
                journals.drop(repo)
                self._seen_at = None
                return commit
        except (OSError, ClmError):
            if not made and journals.pending(repo):  # the files came first: bring them back
                with suppress(OSError, ClmError):  # or the next command does
                    recover(repo)
            raise
        finally:
            self._files.clear_stage()


def _entries(plan: Mapping[str, Planned]) -> dict[str, Entry | None]:
    return {path: one.step.new for path, one in plan.items()}


def place(
    files: WorkTree, plan: Mapping[str, Planned], staged: Mapping[str, Staged]
) -> dict[str, Stamp | None]:
    """Rename all files into place; the stamps are of those that hold what the commit has."""
    settled: dict[str, Stamp | None] = {}
    many = len(plan) >= MANY
    with whole_disks({one.target.parent for one in staged.values()} if many else ()) as write_out:
        for path, one in plan.items():
            if one.step.adopted:
                settled[path] = one.stamp
            elif path in staged:
                coming = staged[path]
                settled[path] = coming.stamp if coming.put(one.stamp) else None
            else:
                files.delete(path, one.stamp)
                settled[path] = None
        if write_out:
            write_out()
        else:
            files.sync(path for path, one in plan.items() if not one.step.adopted)
    return settled


@contextmanager
def _said_when_made(made: Sequence[str]) -> Iterator[None]:
    """Once a commit counts, a fault must not read as if nothing had happened."""
    try:
        yield
    except (OSError, ClmError) as problem:
        if not made:
            raise
        said = problem.message if isinstance(problem, ClmError) else problem.strerror
        raise InputOutputError(
            f"the commit {made[0][:8]} is made, but not all files could be written: {said}",
            "do not repeat the command: when the disk is well again, the next one finishes this",
        ) from problem
