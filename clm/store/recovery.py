"""Finish or drop the write that a killed run left: the first thing under the lock."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from clm.errors import RefusedError
from clm.store import journal as journals
from clm.store.git import Repo
from clm.store.lock import drop_orphan, drop_ref_locks, held_by, index_lock, is_orphaned
from clm.store.staging import LEFTOVERS, Index
from clm.store.worktree import WorkTree, remove

if TYPE_CHECKING:
    from pathlib import Path

    from clm.store.git import Entry
    from clm.store.journal import Journal
    from clm.store.worktree import Found


def was_cut_off(repo: Repo) -> bool:
    """Was a write killed here, so that `recover` has something to do?"""
    left = journals.pending(repo) or is_orphaned(repo)
    return left and held_by(repo.common_dir / "clm") is None


def recover(repo: Repo) -> None:
    """Bring the repository to one side of an interrupted write; do nothing when there is none.

    Where the branch has the commit, each file that still is as before is brought to what HEAD
    has; a file that somebody edited since is left alone. Call it only under `write_lock`.
    """
    drop_orphan(repo)
    journal = journals.load(repo)
    if journal is not None:
        left = _left_in(repo, journal)
        if left is not None:
            drop_orphan(left)
            drop_ref_locks(left, journal.ref, journal.commit)
            _finish(left, journal)
            _sweep(left.git_dir / "clm")
            WorkTree(left).clear_beside(journal.steps)
    _sweep(repo.git_dir / "clm")
    journals.drop(repo)


def _left_in(repo: Repo, journal: Journal) -> Repo | None:
    """The work tree a journal speaks of, if it is one of this repository and not gone.

    A journal is only a file in a folder that somebody may have handed over: it must not make us
    write elsewhere.
    """
    found = Repo.find(journal.root) if journal.root.is_dir() else None
    if found is None or (found.root, found.git_dir) != (journal.root, journal.git_dir):
        return None
    return found._replace(held=repo.held) if found.common_dir == repo.common_dir else None


def _finish(repo: Repo, journal: Journal) -> None:
    """Bring files and index entries of the journal to what HEAD has."""
    if repo.head_branch() != journal.ref:
        return  # the person has gone to another branch, whose files these are not
    head = repo.ref(journal.ref)
    paths = list(journal.steps)
    with index_lock(repo):
        wanted = repo.tree(head, paths)
        came_first = journal.commit is None
        if came_first or (head is not None and repo.contains(head, journal.commit or "")):
            _finish_files(repo, journal, wanted)
        index = Index(repo)
        listed = index.entries(paths)
        behind = {
            path: wanted.get(path)
            for path, step in journal.steps.items()
            if listed.get(path) != wanted.get(path) and listed.get(path) in (step.old, step.new)
        }
        index.set_entries(behind)


def _finish_files(repo: Repo, journal: Journal, wanted: dict[str, Entry]) -> None:
    files = WorkTree(repo)
    found = {}
    for path in journal.steps:
        with suppress(RefusedError):  # a folder or a link is there now: somebody put it there
            found[path] = files.read(path)
    stale = _stale(repo, journal, wanted, found)
    there = [path for path in stale if path in wanted]
    contents = repo.blobs({wanted[path].blob for path in there})
    files.make_folders(there)
    staged = files.stage({path: contents[wanted[path].blob] for path in there})
    for path in stale:
        here = found[path]
        stamp = here.stamp if here else None
        if path in staged:
            staged[path].put(stamp)
        else:
            files.delete(path, stamp)
    files.sync(stale)


def _stale(
    repo: Repo, journal: Journal, wanted: dict[str, Entry], found: dict[str, Found | None]
) -> list[str]:
    """The paths our own run left on the wrong side: nobody has edited them since."""
    stale = []
    for path, step in journal.steps.items():
        if path not in found:
            continue
        left, right = (step.old, step.new) if journal.commit else (step.new, step.old)
        here, head = found[path], wanted.get(path)
        blob = repo.blob_id(here.data) if here else None
        goal = head.blob if head else None
        is_ours = blob == (left.blob if left else None)
        if not step.adopted and is_ours and blob != goal and (journal.commit or head == right):
            stale.append(path)
    return stale


def _sweep(folder: Path) -> None:
    """Remove the temporary files of killed runs."""
    for left in [*folder.glob("new-*"), *(folder / name for name in LEFTOVERS)]:
        remove(left)
