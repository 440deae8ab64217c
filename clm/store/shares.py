"""The bare repository of a VPA's share: made, read, grown by a commit, swept.

Nothing of who publishes and when enters it: its files follow from what is published alone
(`docs/design/shares.md`). Its own hooks are never run here.
"""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, Final, NamedTuple

from clm.errors import RefusedError, StateError
from clm.store.building import FEW, build
from clm.store.durable import ObjectFolders, sync_ref
from clm.store.executable import dangers, settings
from clm.store.git import Repo
from clm.store.gitfailure import GitError
from clm.store.indexing import blob_id
from clm.store.newcommit import Identity, NewCommit
from clm.store.trees import folders_above
from clm.store.worktree import disk_errors, remove, sync_folder, write_durably

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

BRANCH: Final = "refs/heads/main"
"""The one branch of a share."""
NOBODY: Final = Identity("clm", "clm@localhost")
"""Who makes the commits of every share."""
BEGINNING: Final = 1_577_836_800
"""2020-01-01 in seconds since 1970: no commit of a share is older."""
REGULAR: Final = "100644"

_CONFIG: Final = b"""\
[core]
\trepositoryformatversion = 0
\tfilemode = true
\tbare = true
\tlogAllRefUpdates = false
[receive]
\tdenyDeletes = true
\tdenyNonFastForwards = true
\tfsckObjects = true
\tautogc = false
[transfer]
\thideRefs = refs
\thideRefs = !refs/heads/main
[gc]
\tauto = 0
"""
"""No history is rewritten, no other branch is taken, and what is pushed is looked through."""
_FILES: Final = {"HEAD": b"ref: refs/heads/main\n", "config": _CONFIG}
_FOLDERS: Final = ("objects/info", "objects/pack", "refs/heads", "refs/tags")
ELSEWHERE: Final = {
    "objects/info/alternates": "its objects would be taken from elsewhere",
    "objects/info/http-alternates": "its objects would be taken from elsewhere",
    "commondir": "its objects, settings and branches would be taken from elsewhere",
    "shallow": "its history would be cut off",
    "info/grafts": "its history would be another one",
}
"""Files that publishing never writes, by which git would be led elsewhere; and what they do."""
_UNFINISHED: Final = "clm-unfinished"
"""A file that is there while a publish is under way: what one that was cut off has left, or was
to take away, is not known otherwise."""
_SAMPLE: Final = "objects/17"
_MANY: Final = 27
"""So many loose objects in one folder of 256 are packed, as git does it."""


class Tip(NamedTuple):
    """A commit of a share, when it was made, and the files in it: path → id of the content."""

    commit: str
    seconds: int
    files: Mapping[str, str]


def bare(folder: Path) -> Repo:
    """The bare repository in a folder; what git does there heeds no setting of the person's."""
    return Repo(folder, folder, folder)


def share_at(folder: Path) -> Repo | None:
    """The share in a folder, None where there is none yet.

    Raises:
        StateError: something else lies there, or it has a branch that nobody takes in.
        RefusedError: its objects lie elsewhere, or its settings would run something.
    """
    if not os.path.lexists(folder):
        return None
    repo = bare(folder)
    if not all((folder / name).exists() for name in ("HEAD", "config", "objects", "refs")):
        raise StateError(f"{folder} is no share", "put it away, or name another folder: --to DIR")
    found = [one.what for one in dangers(repo)]
    found += [name for name in ELSEWHERE if os.path.lexists(folder / name)]
    if found:
        raise RefusedError(
            f"the share {folder} leads elsewhere, or would run something ({found[0]})",
            "take that out of it, or publish to another folder: --to DIR",
        )
    if others := [ref for ref in _refs(folder) if ref != BRANCH]:
        hint = f"git --git-dir={folder} update-ref -d {others[0]}"
        raise StateError(f"the share {folder} has {others[0]}, which nobody takes in", hint)
    return repo


def _refs(folder: Path) -> Iterator[str]:
    """The names of all refs, by the files that hold them."""
    for path in sorted((folder / "refs").rglob("*")):
        if not path.is_dir() and path.suffix != ".lock":
            yield path.relative_to(folder).as_posix()
    with suppress(FileNotFoundError):
        for line in (folder / "packed-refs").read_text(errors="replace").splitlines():
            if line[0] not in "#^":
                yield line.partition(" ")[2]


def make_share(folder: Path) -> Repo:
    """A new share without a commit, and the folder around it: all of it is there, or nothing.

    Raises:
        InputOutputError: the disk says no.
    """
    fresh = folder.with_name(f".{folder.name}.new")
    with disk_errors():
        for name in _FOLDERS:
            (fresh / name).mkdir(parents=True, exist_ok=True)
        for name, data in _FILES.items():
            write_durably(fresh / name, data)
        for name in (*_FOLDERS, "objects", "refs", "."):
            sync_folder(fresh / name)
        fresh.rename(folder)
        sync_folder(folder.parent)
    return bare(folder)


def tip_of(repo: Repo) -> str | None:
    """The commit the share's branch is at, None before its first."""
    return repo.ref(BRANCH)


def read_tip(repo: Repo, commit: str) -> Tip:
    """What is in a commit of a share.

    Raises:
        GitError: there is no such commit.
    """
    head = repo.run("cat-file", "commit", commit, objects=True).partition(b"\n\n")[0]
    committer = next(line for line in head.split(b"\n") if line.startswith(b"committer "))
    files = {path: entry.blob for path, entry in repo.files(commit, "").items()}
    return Tip(commit, int(committer.rsplit(b" ", 2)[1]), files)


def changed(before: Mapping[str, str], files: Mapping[str, bytes]) -> tuple[str, ...]:
    """The paths in which a share differs from these files; `before` as in `Tip`."""
    there = {path for path, data in files.items() if before.get(path) != blob_id(data)}
    return tuple(sorted(there | (before.keys() - files.keys())))


def add_commit(
    repo: Repo, files: Mapping[str, bytes], base: Tip | None, message: str, seconds: int
) -> str:
    """Write a commit of exactly these files, which no branch shows yet; return its id.

    Without a `base` it has no parent. Its time is the given one, but not before its parent's.

    Raises:
        InputOutputError: the disk says no.
    """
    parent, before = (base.commit, base.files) if base else (None, {})
    stamp = f"{max(seconds, BEGINNING, base.seconds if base else 0)} +0000"
    changes = {
        path: (REGULAR, files[path]) if path in files else None for path in changed(before, files)
    }
    new = NewCommit(parent, changes, f"{message}\n", NOBODY, NOBODY, stamp)
    told = {key: value or "true" for key, value, _ in settings(repo)}
    with disk_errors():
        _begin(repo)
        few = len(changes) <= FEW
        return build(repo, new, repo.trees(parent, folders_above(changes)) if few else None, told)


def show_commit(repo: Repo, new: str, old: str | None, *, anew: bool) -> None:
    """Move the share's branch from `old` to a commit, or not at all, and end the publish.

    Where the branch begins `anew`, nothing stays but what it leads to.

    Raises:
        GitError: the branch is not at `old`.
        InputOutputError: the disk says no.
    """
    with disk_errors():
        _begin(repo)
        repo.run("update-ref", BRANCH, new, old or "0" * len(new), writes=True)
        sync_ref(repo, BRANCH)
    finish(repo, sweep=anew)


def _begin(repo: Repo) -> None:
    if not is_unfinished(repo):
        write_durably(repo.root / _UNFINISHED, b"")
        sync_folder(repo.root)


def finish(repo: Repo, *, sweep: bool) -> None:
    """End a publish; with `sweep` nothing stays but what the share's branch leads to.

    Raises:
        InputOutputError: the disk says no.
    """
    with disk_errors():
        if sweep or len(list((repo.root / _SAMPLE).glob("*"))) > _MANY:
            _sweep(repo)
        remove(repo.root / _UNFINISHED)
        sync_folder(repo.root)


def _sweep(repo: Repo) -> None:
    at, folders = tip_of(repo), ObjectFolders(repo)
    # One thread and nothing reused: the pack follows from the objects alone.
    repo.run("repack", "-a", "-d", "-F", "-n", "-q", "--threads=1", writes=True)
    repo.run("prune", "--expire=now", writes=True)
    folders.sync()
    now = tip_of(repo)
    if at is None or now in {at, None}:
        return
    try:
        repo.run("rev-list", "--objects", "--quiet", BRANCH, objects=True)
    except GitError:
        # A push of this very moment lost what it had brought: it was never there, and comes again.
        repo.run("update-ref", BRANCH, at, str(now), writes=True)
        sync_ref(repo, BRANCH)


def is_unfinished(repo: Repo) -> bool:
    """Was a publish cut off here?"""
    return (repo.root / _UNFINISHED).exists()
