"""The person's index: bring exactly our entries up to date and leave everything else staged.

A `git commit` reads HEAD, then the index, and only then takes its lock. So our entries are in
the index *before* the branch moves: whoever sees the new HEAD sees them too and can not undo
them unawares. They come with the state of the files that wait to be renamed into place: a rename
changes nothing but the time of the inode, and of that git compares the second. So as a rule one
write of the index does for both. Call what writes only under `index_lock`.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from clm.errors import ClmError
from clm.store.indexfile import IndexFile, NotPlain, open_index, times_of
from clm.store.worktree import remove, stamp_in, stamp_of, sync_folder, write_durably

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from clm.store.git import Entry, Repo
    from clm.store.worktree import Stamp

LEFTOVERS = ("index", "index.lock", "index.before")
"""What a killed run may leave beside its journal."""


def index_stamp(repo: Repo) -> Stamp | None:
    """Tells the index from any later one; git always replaces the file."""
    return stamp_of(repo.git_dir / "index")


class Index:
    """The person's index for the length of one transaction: read again only when it is new."""

    def __init__(self, repo: Repo) -> None:
        self._repo = repo
        self._path = repo.git_dir / "index"
        self._read: tuple[Stamp | None, IndexFile | None] | None = None
        self._noted: dict[str, tuple[int, ...]] = {}
        """What we have set of the state of files, as git compares it."""

    def entries(self, paths: Sequence[str]) -> dict[str, Entry]:
        """The entries of these paths in the index; an unmerged one has the mode `unmerged`.

        Raises:
            StateError: one of them is left out by a sparse checkout.
        """
        plain = self._plain() if paths else None
        return plain.entries(paths) if plain else self._repo.staged(paths)

    def set_entries(
        self,
        entries: Mapping[str, Entry | None],
        files: Mapping[str, tuple[Path, Stamp | None]] | None = None,
    ) -> None:
        """Put entries into the index, whatever lies in the work tree; `restore` takes them back.

        `files` says where the bytes of an entry lie now, and their stamp.
        """
        if not entries:
            return
        before = self._repo.git_dir / "clm" / "index.before"
        remove(before)
        with suppress(FileNotFoundError):
            before.hardlink_to(self._path)
        try:
            self._put(entries, {p: _stat(*file) for p, file in (files or {}).items()})
        except (OSError, ClmError):
            with suppress(FileNotFoundError):
                before.replace(self._path)
            raise

    def note_times(
        self, entries: Mapping[str, Entry | None], stamps: Mapping[str, Stamp | None]
    ) -> None:
        """Let the index have the state of files that hold what their entries say.

        A file that is another one by now keeps our entry and shows as edited: no edit is staged.
        """
        found = {
            path: state
            for path in entries
            if (state := _stat(self._repo.root / path, stamps.get(path)))
            and self._noted.get(path) != times_of(state)
        }
        if not found:
            return
        if self._plain() is not None:
            self._put({path: entries[path] for path in found}, found)
        else:
            self._note_by_git(entries, list(found), stamps)

    def restore(self) -> None:
        """Bring back the index as it was before `set_entries`."""
        before = self._repo.git_dir / "clm" / "index.before"
        if before.exists():
            before.replace(self._path)
        else:
            remove(self._path)

    def forget(self) -> None:
        """Drop the index as it was before `set_entries`: the commit is made."""
        remove(self._repo.git_dir / "clm" / "index.before")

    def _plain(self) -> IndexFile | None:
        stamp = index_stamp(self._repo)
        if self._read is None or self._read[0] != stamp:
            is_plain = self._repo.hash_name() == "sha1"
            self._read = stamp, open_index(self._path) if is_plain else None
        return self._read[1]

    def _put(
        self, entries: Mapping[str, Entry | None], stats: Mapping[str, os.stat_result | None]
    ) -> None:
        plain = self._plain()
        try:
            data = plain.changed(self._repo, entries, stats) if plain else None
        except NotPlain:
            data = None
        self._noted = {p: times_of(found) for p, found in stats.items() if data and found}
        if data is None:
            index = private_index(self._repo)
            self._repo.set_index(index, entries, _zero(self._repo))
        else:
            index = _fresh(self._repo)
            write_durably(index, data)
            with suppress(FileNotFoundError):
                index.chmod(self._path.stat().st_mode & 0o777)
        _publish(self._repo, index)

    def _note_by_git(
        self,
        entries: Mapping[str, Entry | None],
        settled: list[str],
        stamps: Mapping[str, Stamp | None],
    ) -> None:
        repo = self._repo
        index = private_index(repo)
        repo.update_index(index, settled)
        edited = _edited(repo, settled, stamps)
        if edited:
            repo.set_index(index, {path: entries[path] for path in edited}, _zero(repo))
        _publish(repo, index)


def private_index(repo: Repo) -> Path:
    """A copy of the person's index that nobody else sees."""
    copy = _fresh(repo)
    with suppress(FileNotFoundError):  # git has not made one yet
        copy.write_bytes((repo.git_dir / "index").read_bytes())
    return copy


def _fresh(repo: Repo) -> Path:
    folder = repo.git_dir / "clm"
    folder.mkdir(exist_ok=True)
    place = folder / "index"
    remove(place)
    return place


def _zero(repo: Repo) -> str:
    return "0" * len(repo.blob_id(b""))


def _stat(path: Path, stamp: Stamp | None) -> os.stat_result | None:
    """The state of a file, None when it is no longer the one of that stamp."""
    try:
        found = path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return found if stamp_in(found) == stamp else None


def _edited(repo: Repo, paths: Iterable[str], stamps: Mapping[str, Stamp | None]) -> list[str]:
    return [path for path in paths if stamp_of(repo.root / path) != stamps[path]]


def _publish(repo: Repo, index: Path) -> None:
    """Put an index in place whose bytes are durable already."""
    index.replace(repo.git_dir / "index")
    sync_folder(repo.git_dir)
