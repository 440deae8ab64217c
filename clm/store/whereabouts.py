"""Where a repository's folders are, whether ours in it is ours, where a branch is.

No git is run.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from clm.errors import RefusedError, StateError
from clm.store.smallfile import GROWING, read_small

if TYPE_CHECKING:
    from pathlib import Path


_OWN: Final = "clm"
QUARANTINE: Final = "quarantine"
"""The one folder in ours: what was pushed to a share is looked at there."""
_LONGEST: Final = 255
"""Bytes of a file's name, on any file system git is used on."""
_LONGEST_PATH: Final = 4096
_OTHERS_NAMED: Final = bytes.fromhex("d9d505f920a163d7")
"""How a journal of SQLite ends that names another file, which SQLite may then delete."""


def locate(folder: Path) -> tuple[Path, Path, Path] | None:
    """The top of the work tree that holds `folder`, its git folder, and the one all share.

    Raises:
        StateError: the folder lies inside a bare repository or a git folder.
        RefusedError: our own folder there holds what we did not put there.
    """
    start = folder.resolve()
    for place in (start, *start.parents):
        git_dir = _git_dir_of(place)
        if git_dir is not None:
            shared = _common_dir_of(git_dir)
            _refuse_planted(git_dir, shared)
            return place, git_dir, shared
        if _is_git_dir(place):
            raise StateError(
                "this is a bare repository: it has no files to work on",
                "work in a clone of it: git clone",
            )
    return None


def _is_git_dir(place: Path) -> bool:
    """Does a folder look like the inside of a repository?"""
    return (place / "HEAD").is_file() and (place / "objects").is_dir() and (place / "refs").is_dir()


def _git_dir_of(place: Path) -> Path | None:
    """The git folder of the work tree whose top is here, None where none is."""
    return _git_dir_at(place / ".git")


def _git_dir_at(dot_git: Path) -> Path | None:
    """The git folder that this is, or that a file here names."""
    if _is_git_dir(dot_git):
        return dot_git.resolve()
    text = _pointer(dot_git) or ""
    return (dot_git.parent / text[8:]).resolve() if text.startswith("gitdir: ") else None


def shared_at(place: Path) -> Path | None:
    """The git folder that all work trees share of the repository which a path names.

    The path may be the top of a work tree, a git folder, a bare repository, or what git writes for
    a further work tree. None where no repository is, or none that can be looked at.
    """
    with suppress(OSError):
        for one in (place / ".git", place):
            found = _git_dir_at(one)
            if found is None and (one / "commondir").is_file():
                found = one.resolve()
            if found is not None:
                return _common_dir_of(found)
    return None


def _common_dir_of(git_dir: Path) -> Path:
    """The folder that a work tree's git folder shares with the others."""
    text = _pointer(git_dir / "commondir")
    return git_dir if text is None else (git_dir / text).resolve()


def _pointer(place: Path) -> str | None:
    """What a file says that names a folder, cut as git cuts it: a blank at its end is a name's.

    Raises:
        StateError: no folder can have that name; git would read a part of it.
    """
    try:
        said = read_small(place)
    except OSError:
        return None
    if b"\0" in said:
        raise StateError(f"{place} names no folder: it has a NUL", "mend it, or clone anew")
    return os.fsdecode(said.rstrip(b"\r\n"))


def changed_at(place: Path) -> tuple[int, int] | None:
    """Size and time of a file, None where there is none."""
    try:
        found = place.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns


def _refuse_planted(*git_dirs: Path) -> None:
    """Refuse a folder of ours that leads elsewhere: we empty, cut and delete files in it.

    Raises:
        RefusedError: it is a link or has one, or a journal there names another file.
    """
    for folder in dict.fromkeys(git_dirs):
        own = f"{folder}/{_OWN}"
        if os.path.islink(own):  # noqa: PTH114 -- on every start
            raise _planted(own, "is a link")
        try:
            found = list(os.scandir(own))
        except (FileNotFoundError, PermissionError):
            continue
        except OSError:
            raise _planted(own, "is no folder") from None
        for entry in found:
            if entry.is_symlink():
                raise _planted(entry.path, "is a link")
            if entry.name == QUARANTINE and entry.is_dir():
                continue
            if not entry.is_file():  # a pipe would be waited for
                raise _planted(entry.path, "is no file")
            if entry.name.endswith("-journal") and _names_another(entry.path):
                raise _planted(entry.path, "names another file")


def _names_another(path: str) -> bool:
    try:
        with open(path, "rb") as file:  # noqa: PTH123 -- on every start
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - len(_OTHERS_NAMED)))
            return file.read() == _OTHERS_NAMED
    except OSError:
        return False


def _planted(path: str, what: str) -> RefusedError:
    return RefusedError(
        f"{path} {what}: clm has not put it there",
        f"remove it; it holds nothing of yours: rm -r {path}",
    )


def ref_at(shared: Path, name: str) -> str | None:
    """The commit a ref is at by the files that hold it; None where git has to be asked."""
    for _ in range(2):  # `git pack-refs` may move it between the two looks
        try:
            said = read_small(shared / name).strip()
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
            said = _packed(shared, name)
        if re.fullmatch(rb"[0-9a-f]{40,64}", said):
            return said.decode()
    return None


def _packed(shared: Path, name: str) -> bytes:
    try:
        packed = read_small(shared / "packed-refs", GROWING)
    except FileNotFoundError:
        return b""
    wanted = re.escape(os.fsencode(name))
    found = re.search(rb"^([0-9a-f]{40,64}) %s$" % wanted, packed, re.MULTILINE)
    return found.group(1) if found else b""


def is_branch(ref: str) -> bool:
    """Can a branch have this name (`refs/heads/main`), and its lock the longer one?"""
    odd = re.search(r"\.\.|[\0-\x20\x7f~^:?*\[\\]", ref)
    return ref.startswith("refs/heads/") and not odd and is_nameable(f"{ref}.lock")


def is_nameable(path: str) -> bool:
    """Can a file have this path?"""
    try:
        raw = os.fsencode(path)
    except UnicodeEncodeError:
        return False
    is_short = len(raw) < _LONGEST_PATH and all(len(name) <= _LONGEST for name in raw.split(b"/"))
    return is_short and b"\0" not in raw
