"""A commit that no branch shows yet, with all it needs on disk and durable.

Of a few files it is written object by object; of many, or where the repository asks for more than
plain objects, by git's fast-import.
"""

from __future__ import annotations

import os
import zlib
from typing import TYPE_CHECKING, Final

from clm.store.durable import ObjectFolders
from clm.store.trees import Blocked
from clm.store.worktree import remove, sync_file, sync_folder, write_durably

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from clm.store.git import Repo
    from clm.store.newcommit import NewCommit
    from clm.store.trees import Object, Trees

FEW: Final = 32
"""Up to so many files a commit is written object by object: beyond, one pack is the better file."""


def build(repo: Repo, new: NewCommit, trees: Trees | None, config: Mapping[str, str]) -> str:
    """Build blobs, trees and the commit; return its id.

    Args:
        repo: where.
        new: the commit.
        trees: the folders of its parent above the changed files, where they are known.
        config: what git is set to.

    Raises:
        GitError: fast-import says no.
        OSError: the disk failed.
    """
    if trees is not None and trees.commit == new.parent and _is_plain(config):
        try:
            return _write(repo, new, trees)
        except Blocked:
            pass
    folders = ObjectFolders(repo)
    commit = repo.build(new)
    folders.sync()
    return commit


def _is_plain(config: Mapping[str, str]) -> bool:
    """May an object have the rights of any new file, and be found by its name alone?"""
    shared = config.get("core.sharedrepository", "umask").lower()
    return shared in {"umask", "false", "0"}


def _write(repo: Repo, new: NewCommit, trees: Trees) -> str:
    store = repo.common_dir / "objects"
    grown = set()
    commit = ""
    for one in trees.objects(new, lambda one: bytes.fromhex(repo.object_id(*one))):
        commit = repo.object_id(*one)
        grown |= _keep(store, commit, one)
    for folder in sorted(grown):
        sync_folder(folder)
    return commit


def _keep(store: Path, name: str, one: Object) -> set[Path]:
    """Have an object on disk; answers the folders whose names are to be made durable."""
    folder = store / name[:2]
    place = folder / name[2:]
    grown = {folder}
    if place.exists() and _renewed(place):
        sync_file(place)
        return grown
    if not folder.is_dir():
        folder.mkdir(exist_ok=True)
        grown.add(store)
    # git's housekeeping knows this name for what a killed run has left.
    fresh = folder / f"tmp_obj_clm{os.getpid()}{os.urandom(4).hex()}"
    try:
        write_durably(fresh, zlib.compress(_framed(one), 1), 0o444)
        fresh.replace(place)
    except OSError:
        remove(fresh)
        raise
    return grown


def _renewed(place: Path) -> bool:
    """Is it young now? Git's housekeeping must not take it for an old one that nobody needs."""
    try:
        os.utime(place)
    except PermissionError:  # another person's: we put our own in its place
        return False
    return True


def _framed(one: Object) -> bytes:
    return b"%s %d\0%s" % (one.kind.encode(), len(one.data), one.data)
