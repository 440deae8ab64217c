"""A folder that others can write to, read without being led elsewhere or made to wait.

No link is followed, no pipe or device is opened, nothing is read beyond a size: whoever else
writes there may put anything in place at any moment, also between two looks of ours.
"""

from __future__ import annotations

import os
import stat
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

from clm.errors import RefusedError
from clm.store.worktree import disk_errors

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FOLDER: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
_FILE: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
_GONE: Final = (FileNotFoundError, NotADirectoryError)


class Outside:
    """Such a folder; paths in it are given with `/` between names.

    Every method raises `RefusedError` where a link or another thing that is neither file nor
    folder stands in the way, and `InputOutputError` where the disk fails.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def exists(self) -> bool:
        """Is there a folder?"""
        with self._folder("") as found:
            return found is not None

    def read(self, path: str, most: int) -> bytes | None:
        """The first `most` bytes of a file, None where there is none."""
        with self._file(path) as found:
            if found is None:
                return None
            with os.fdopen(os.dup(found), "rb") as file:
                return file.read(most)

    def size(self, path: str) -> int | None:
        """The bytes of a file, None where there is none."""
        with self._file(path) as found:
            return None if found is None else os.fstat(found).st_size

    def names(self, folder: str) -> list[str]:
        """The names in a folder, in order; none where there is no folder."""
        with self._folder(folder) as found:
            if found is None:
                return []
            with os.scandir(found) as listing:
                return sorted(entry.name for entry in listing)

    def is_executable(self, path: str) -> bool:
        """May the file be run as a program?"""
        with self._file(path) as found:
            return found is not None and bool(os.fstat(found).st_mode & 0o111)

    @contextmanager
    def _file(self, path: str) -> Iterator[int | None]:
        folder, _, name = path.rpartition("/")
        with self._folder(folder) as around:
            found = None if around is None else self._opened(path, name, _FILE, around)
            if found is None:
                yield None
                return
            try:
                if not stat.S_ISREG(os.fstat(found).st_mode):
                    raise _odd(path, "is no file")
                with disk_errors():
                    yield found
            finally:
                os.close(found)

    @contextmanager
    def _folder(self, path: str) -> Iterator[int | None]:
        """Go down one folder after the other, each within the one before."""
        with disk_errors():
            here = self._opened(self.root.name, str(self.root), _FOLDER, None)
        names = path.split("/") if path else []
        for number, name in enumerate(names, 1):
            if here is None:
                break
            try:
                below = self._opened("/".join(names[:number]), name, _FOLDER, here)
            finally:
                os.close(here)
            here = below
        try:
            with disk_errors():
                yield here
        finally:
            if here is not None:
                os.close(here)

    def _opened(self, path: str, name: str, how: int, within: int | None) -> int | None:
        try:
            return os.open(name, how, dir_fd=within)
        except OSError as problem:
            found = None
            with suppress(OSError):
                found = os.stat(name, dir_fd=within, follow_symlinks=False)
            if found is None and isinstance(problem, _GONE):
                return None
            if found is not None and stat.S_ISLNK(found.st_mode):
                raise _odd(path, "is a link") from None
            if found is not None and how == _FOLDER and not stat.S_ISDIR(found.st_mode):
                raise _odd(path, "is no folder") from None
            with disk_errors():
                raise


def _odd(path: str, what: str) -> RefusedError:
    return RefusedError(f"{path}: it {what}", "clm has not put it there: remove it")
