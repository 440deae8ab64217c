"""The person's index: bring exactly our entries up to date and leave everything else staged."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from clm.store.worktree import remove, stamp_of, sync_folder

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from clm.store.git import Entry, Repo
    from clm.store.worktree import Stamp


def index_stamp(repo: Repo) -> Stamp | None:
    """Tells the index from any later one; git always replaces the file."""
    return stamp_of(repo.git_dir / "index")


def private_index(repo: Repo) -> Path:
    """A copy of the person's index that nobody else sees."""
    folder = repo.git_dir / "clm"
    folder.mkdir(exist_ok=True)
    copy = folder / "index"
    remove(copy)
    with suppress(FileNotFoundError):  # git has not made one yet
        copy.write_bytes((repo.git_dir / "index").read_bytes())
    return copy


def refresh_index(repo: Repo, entries: Mapping[str, tuple[Entry | None, Stamp | None]]) -> None:
    """Set entries of the index to what the commit has; call it only under `index_lock`.

    A stamp says that the work tree held just this entry: git then reads the file and its times,
    so that `git status` need not. A file that is another one by now keeps our entry and shows
    as edited; an edit is never staged by us.
    """
    if not entries:
        return
    index = private_index(repo)
    settled = [path for path, (entry, stamp) in entries.items() if entry is None or stamp]
    if settled:
        repo.update_index(index, settled)
    forced = {
        path: entry
        for path, (entry, stamp) in entries.items()
        if stamp_of(repo.root / path) != (stamp if entry else None) or (entry and not stamp)
    }
    if forced:
        zero = "0" * len(repo.blob_id(b""))
        repo.set_index(index, forced, zero)
    _sync_file(index)
    index.replace(repo.git_dir / "index")
    sync_folder(repo.git_dir)


def _sync_file(path: Path) -> None:
    fd = os.open(path, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
