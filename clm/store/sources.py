"""Where files are read from: the work tree, or the tree of an old commit."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Protocol

from clm import clock
from clm.errors import InputOutputError, RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from clm.store.git import Repo

FOLDERS = ("customers", "team", "vpas")
"""What is indexed; templates are read when they are asked for."""

TEMPLATES = "templates"

RACY_NS = 20_000_000
"""A file changed this short before we looked may change again within one tick of its clock."""


MOST = 2_000_000
"""Bytes that are read of a file: more than any file may have, so that the reader can say so."""


class Source(Protocol):
    """A set of files with a stamp each, which changes when the content may have."""

    def stamps(self) -> dict[str, str]:
        """Path → stamp of every data file; an empty stamp means: read it again."""
        ...

    def templates(self) -> list[str]:
        """The paths of all files below `templates/`, in order."""
        ...

    def stamp(self, path: str) -> str | None:
        """The stamp of one file, None where there is none."""
        ...

    def read(self, path: str) -> bytes | None:
        """The content of one file, None where there is none."""
        ...


class WorkTree:
    """The files as they lie in the data folder now, edits by hand included."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def stamps(self) -> dict[str, str]:
        """Size, mtime, ctime and inode of each file: ctime and inode catch what mtime misses."""
        still_warm = clock.nanoseconds() - RACY_NS
        found: dict[str, str] = {}
        for path, entry in self._files():
            found[path] = _stamp(entry.stat(follow_symlinks=False), still_warm)
        return found

    def stamp(self, path: str) -> str | None:
        """The stamp of one file."""
        try:
            return _stamp(os.lstat(self.root / path), clock.nanoseconds() - RACY_NS)
        except (FileNotFoundError, NotADirectoryError):
            return None

    def _files(self) -> Iterator[tuple[str, os.DirEntry[str]]]:
        pending = [("", self.root)]
        while pending:
            prefix, folder = pending.pop()
            try:
                with os.scandir(folder) as listing:
                    entries = list(listing)
            except FileNotFoundError:
                continue
            for entry in entries:
                if not prefix and entry.name not in FOLDERS and entry.name != "clm.yaml":
                    continue
                if entry.is_symlink() or (_is_named(entry.name) and not entry.is_file()):
                    yield prefix + entry.name, entry  # reading it says what is wrong with it
                elif entry.is_dir(follow_symlinks=False):
                    pending.append((f"{prefix}{entry.name}/", entry.path))  # type: ignore[arg-type]
                elif _is_named(entry.name):
                    yield prefix + entry.name, entry

    def templates(self) -> list[str]:
        """The files below `templates/`; linked folders are not entered."""
        found = []
        for folder, folders, names in os.walk(self.root / TEMPLATES):
            folders.sort()
            place = os.path.relpath(folder, self.root).replace(os.sep, "/")
            found += [f"{place}/{name}" for name in sorted(names)]
        return found

    def read(self, path: str) -> bytes | None:
        """The bytes of a file; links are not followed.

        Raises:
            RefusedError: it is a link.
            InputOutputError: the disk says no.
        """
        full = self.root / path
        try:
            descriptor = os.open(full, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except FileNotFoundError:
            return None
        except NotADirectoryError:
            return None
        except OSError as problem:
            if full.is_symlink():
                raise RefusedError(
                    f"{path} is a link", "put the file itself there: links are not read"
                ) from problem
            raise InputOutputError(f"{path} cannot be read: {problem.strerror}") from problem
        try:
            with os.fdopen(descriptor, "rb") as file:
                return file.read(MOST)
        except OSError as problem:
            raise InputOutputError(f"{path} cannot be read: {problem.strerror}") from problem


def _is_named(name: str) -> bool:
    """Does it look like data? `check` names the second ending as a slip."""
    return name.endswith((".yaml", ".yml"))


def _stamp(stat: os.stat_result, still_warm: int) -> str:
    if max(stat.st_mtime_ns, stat.st_ctime_ns) >= still_warm:
        return ""
    return f"{stat.st_size}.{stat.st_mtime_ns}.{stat.st_ctime_ns}.{stat.st_ino}"


class Snapshot:
    """The files of one commit, for `--as-of`."""

    def __init__(self, repo: Repo, commit: str, prefix: str) -> None:
        from clm.store.history import blobs

        start = f"{prefix}/" if prefix else ""
        self.files = {
            path.removeprefix(start): data
            for path, data in blobs(repo, commit, prefix)
            if _is_data(path.removeprefix(start)) or _is_template(path.removeprefix(start))
        }

    def stamps(self) -> dict[str, str]:
        """A commit never changes, so any stamp does."""
        return dict.fromkeys(filter(_is_data, self.files), "commit")

    def templates(self) -> list[str]:
        """The files below `templates/` as of the commit."""
        return sorted(filter(_is_template, self.files))

    def stamp(self, path: str) -> str | None:
        """The same for every file."""
        return "commit" if path in self.files else None

    def read(self, path: str) -> bytes | None:
        """The bytes of a file as of the commit."""
        return self.files.get(path)


def _is_data(path: str) -> bool:
    return path == "clm.yaml" or (path.endswith(".yaml") and path.split("/", 1)[0] in FOLDERS)


def _is_template(path: str) -> bool:
    return path.startswith(f"{TEMPLATES}/")
