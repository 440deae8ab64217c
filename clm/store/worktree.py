"""Files of the work tree as bytes: read without following links, staged, put in place."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from clm.errors import InputOutputError, RefusedError
from clm.store.disks import MANY, whole_disks
from clm.store.git import Entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from clm.store.git import Repo


class Stamp(NamedTuple):
    """Tells a file from one that was edited or replaced since."""

    inode: int
    size: int
    mtime_ns: int


class Found(NamedTuple):
    """A file of the work tree as it was found."""

    data: bytes
    executable: bool
    stamp: Stamp


@contextmanager
def disk_errors() -> Iterator[None]:
    """Say in our words that the disk failed.

    Raises:
        InputOutputError: in place of any `OSError`.
    """
    try:
        yield
    except OSError as error:
        where = f": {error.filename}" if error.filename else ""
        raise InputOutputError(
            f"the disk failed: {error.strerror}{where}",
            "see to the disk, then try again; the next command finishes what was begun",
        ) from error


def stamp_of(path: Path) -> Stamp | None:
    """The stamp of what lies there now, `None` when nothing does."""
    try:
        found = path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return stamp_in(found)


def stamp_in(found: os.stat_result) -> Stamp:
    """The stamp within what the system says of a file."""
    return Stamp(found.st_ino, found.st_size, found.st_mtime_ns)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def sync_file(path: Path) -> None:
    """Make the bytes of a file durable."""
    fd = os.open(path, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def write_new(path: Path, data: bytes, mode: int = 0o666) -> Stamp:
    """Write a file of ours; neither its bytes nor its name are durable yet."""
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, mode)
    with os.fdopen(fd, "wb") as file:
        file.write(data)
        file.flush()
        return stamp_in(os.fstat(fd))


def write_durably(path: Path, data: bytes, mode: int = 0o666) -> Stamp:
    """Write a file of ours and make its bytes durable (its name is not yet)."""
    stamp = write_new(path, data, mode)
    sync_file(path)
    return stamp


def remove(path: Path) -> None:
    """Remove a file of ours that may be gone already."""
    path.unlink(missing_ok=True)


@dataclass(slots=True)
class WorkTree:
    """The files below a repository's root; `filemode` says whether git heeds the executable bit."""

    repo: Repo
    filemode: bool = True
    _safe: set[str] = field(default_factory=set)

    def read(self, path: str) -> Found | None:
        """The file at `path` (from the root, `/` between names), `None` when there is none.

        Raises:
            RefusedError: the path leaves the work tree, or meets a link, another repository,
                or something that is no regular file.
        """
        full = self._checked(path)
        try:
            fd = os.open(full, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            if error.errno == errno.ELOOP:
                raise _refused(path, "is a link") from None
            raise
        try:
            found = os.fstat(fd)
            if not stat.S_ISREG(found.st_mode):
                raise _refused(path, "is no regular file")
            with os.fdopen(fd, "rb", closefd=False) as file:
                data = file.read()
        finally:
            os.close(fd)
        return Found(data, bool(found.st_mode & stat.S_IXUSR), stamp_in(found))

    def entry(self, found: Found | None, head: Entry | None) -> Entry | None:
        """What git would record for a file as it was found, given what HEAD has there."""
        if found is None:
            return None
        if self.filemode:
            mode = "100755" if found.executable else "100644"
        else:
            mode = head.mode if head else "100644"
        return Entry(mode, self.repo.blob_id(found.data))

    def stamp(self, path: str) -> Stamp | None:
        """The stamp of the file at `path` now.

        Raises:
            RefusedError: as `read`.
        """
        return stamp_of(self._checked(path))

    def stage(self, contents: Mapping[str, bytes]) -> dict[str, Staged]:
        """Write the coming bytes of files beside git's own, durable but not in place."""
        folder = self.repo.git_dir / "clm"
        folder.mkdir(exist_ok=True)
        staged = {}
        with whole_disks([folder] if len(contents) >= MANY else ()) as write_out:
            for number, (path, data) in enumerate(contents.items()):
                target = self._checked(path)
                place = folder / f"new-{number}"
                stamp = write_new(place, data)
                with suppress(FileNotFoundError, NotADirectoryError):  # new: as the umask says
                    place.chmod(stat.S_IMODE(target.lstat().st_mode))
                staged[path] = Staged(target, place, stamp)
            if write_out:
                write_out()
            else:
                for one in staged.values():
                    sync_file(one.place)
        return staged

    def clear_stage(self) -> None:
        """Remove what was staged and never put in place; what stays, the next command sweeps."""
        with suppress(OSError):
            for left in (self.repo.git_dir / "clm").glob("new-*"):
                remove(left)

    def clear_beside(self, paths: Iterable[str]) -> None:
        """Remove what a killed run left beside these paths, where that can be."""
        for path in paths:
            with suppress(OSError, RefusedError):
                remove(beside_of(self._checked(path)))

    def make_folders(self, paths: Iterable[str]) -> None:
        """Make the folders these paths lie in, each of them durable."""
        grown = set()
        for folder in {(self.repo.root / path).parent for path in paths}:
            missing = []
            new = folder
            while not new.is_dir():
                missing.append(new)
                new = new.parent
            for new in reversed(missing):
                new.mkdir(exist_ok=True)
                grown.add(new.parent)
        for folder in {(self.repo.root / path).parent for path in paths}:
            if not os.access(folder, os.W_OK):
                raise InputOutputError(f"{folder} cannot be written", "give yourself the right to")
        for folder in grown:  # once each: an import makes hundreds of folders in one
            sync_folder(folder)

    def delete(self, path: str, expected: Stamp | None) -> None:
        """Remove a file unless it is no longer what it was, and the folders that are empty then.

        That it is gone is durable after `sync`.
        """
        full = self._checked(path)
        if stamp_of(full) != expected:
            return
        remove(full)
        folder = full.parent
        while folder != self.repo.root:
            try:
                folder.rmdir()
            except OSError:
                break
            folder = folder.parent
        self._safe.clear()

    def sync(self, paths: Iterable[str]) -> None:
        """Make durable which of these paths there are."""
        folders = set()
        for path in paths:
            folder = (self.repo.root / path).parent
            while not folder.is_dir():
                folder = folder.parent
            folders.add(folder)
        for folder in sorted(folders):
            sync_folder(folder)

    def _checked(self, path: str) -> Path:
        """The full path, once none of its folders can lead out of the work tree."""
        folder, _, name = path.rpartition("/")
        if folder not in self._safe or not is_inside(name):
            self._check_folder(path, folder)
        return self.repo.root / path

    def _check_folder(self, path: str, folder: str) -> None:
        if not is_inside(path):
            raise _refused(path, "is not a path inside the work tree")
        full = self.repo.root
        for name in folder.split("/") if folder else ():
            full /= name
            if full.is_symlink():
                raise _refused(path, "lies behind a link")
            if (full / ".git").exists():
                raise _refused(path, "lies in another repository")
        self._safe.add(folder)


@dataclass(slots=True)
class Staged:
    """Bytes on their way to `target`."""

    target: Path
    place: Path
    stamp: Stamp

    def put(self, expected: Stamp | None) -> bool:
        """Rename it into place, unless `target` is no longer what it was; say whether it went."""
        if stamp_of(self.target) != expected:
            return False
        try:
            self.place.replace(self.target)
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
            beside = beside_of(self.target)  # the work tree is on another disk than `.git`
            mode = stat.S_IMODE(self.place.lstat().st_mode)
            self.stamp = write_durably(beside, self.place.read_bytes(), mode)
            beside.replace(self.target)
            self.place.unlink()
        return True


def is_inside(path: str) -> bool:
    """Can a path be one of the work tree, as far as its names tell?"""
    names = path.split("/")
    return not any(n in {"", ".", ".."} or n.lower() == ".git" or "\0" in n for n in names)


def beside_of(target: Path) -> Path:
    """The temporary name next to a file, used where `.git` is on another disk."""
    return target.with_name(f".{target.name}.clm-new")


def _refused(path: str, why: str) -> RefusedError:
    return RefusedError(f"{path} {why}", "clm reads and writes only plain files of its own")
