"""The person's index: bring exactly our entries up to date and leave everything else staged.

A `git commit` reads HEAD, then the index, and only then takes its lock. So our entries are in
the index *before* the branch moves: whoever sees the new HEAD sees them too and can not undo
them unawares. Call everything here only under `index_lock`.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from clm.errors import ClmError
from clm.store.worktree import remove, stamp_of, sync_file, sync_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from clm.store.git import Entry, Repo
    from clm.store.worktree import Stamp

LEFTOVERS = ("index", "index.lock", "index.before")
"""What a killed run may leave beside its journal."""


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


def set_entries(repo: Repo, entries: Mapping[str, Entry | None]) -> None:
    """Put entries into the index, whatever lies in the work tree; `restore` takes them back."""
    if not entries:
        return
    before = repo.git_dir / "clm" / "index.before"
    remove(before)
    with suppress(FileNotFoundError):
        before.hardlink_to(repo.git_dir / "index")
    try:
        index = private_index(repo)
        repo.set_index(index, entries, zero="0" * len(repo.blob_id(b"")))
        _publish(repo, index)
    except (OSError, ClmError):
        with suppress(FileNotFoundError):
            before.replace(repo.git_dir / "index")
        raise


def restore(repo: Repo) -> None:
    """Bring back the index as it was before `set_entries`."""
    before = repo.git_dir / "clm" / "index.before"
    if before.exists():
        before.replace(repo.git_dir / "index")
    else:
        remove(repo.git_dir / "index")


def forget(repo: Repo) -> None:
    """Drop the index as it was before `set_entries`: the commit is made."""
    remove(repo.git_dir / "clm" / "index.before")


def note_times(
    repo: Repo, entries: Mapping[str, Entry | None], stamps: Mapping[str, Stamp | None]
) -> None:
    """Let git note the times of files that hold what their entries say, as `git status` would.

    A file that is another one by now keeps our entry and shows as edited: no edit is staged.
    """
    settled = [path for path in entries if stamps.get(path)]
    if not settled:
        return
    index = private_index(repo)
    repo.update_index(index, settled)
    edited = _edited(repo, settled, stamps)
    if edited:
        zero = "0" * len(repo.blob_id(b""))
        repo.set_index(index, {path: entries[path] for path in edited}, zero)
    _publish(repo, index)


def _edited(repo: Repo, paths: Iterable[str], stamps: Mapping[str, Stamp | None]) -> list[str]:
    return [path for path in paths if stamp_of(repo.root / path) != stamps[path]]


def _publish(repo: Repo, index: Path) -> None:
    sync_file(index)
    index.replace(repo.git_dir / "index")
    sync_folder(repo.git_dir)
