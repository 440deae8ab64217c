"""Where a repository's folders are, and when a file of it was changed; no git is run."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def is_git_dir(place: Path) -> bool:
    """Does a folder look like the inside of a repository?"""
    return (place / "HEAD").is_file() and (place / "objects").is_dir() and (place / "refs").is_dir()


def git_dir_of(place: Path) -> Path | None:
    """The git folder of the work tree whose top is here, None where none is."""
    dot_git = place / ".git"
    if is_git_dir(dot_git):
        return dot_git.resolve()
    try:
        text = dot_git.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return None
    return (place / text[8:].strip()).resolve() if text.startswith("gitdir: ") else None


def common_dir_of(git_dir: Path) -> Path:
    """The folder that a work tree's git folder shares with the others."""
    try:
        text = (git_dir / "commondir").read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return git_dir
    return (git_dir / text.strip()).resolve()


def changed_at(place: Path) -> tuple[int, int] | None:
    """Size and time of a file, None where there is none."""
    try:
        found = place.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns
