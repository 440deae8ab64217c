"""Whole files put in place outside a transaction: the old bytes or the new, nothing between."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

from clm.errors import InputOutputError
from clm.store.worktree import beside_of, disk_errors, sync_folder, write_durably

if TYPE_CHECKING:
    from pathlib import Path


def put(path: Path, data: bytes) -> None:
    """Replace a file, or make it and its folder; its permissions stay, a link is followed.

    Raises:
        InputOutputError: the disk failed, the old file is intact; or a device, a pipe or a folder
            is there, which is never replaced.
    """
    with disk_errors():
        target = path.resolve()
        if target.exists() and not target.is_file():
            raise InputOutputError(f"{path} is no file", "put it away, then again")
        target.parent.mkdir(parents=True, exist_ok=True)
        mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else 0o666
        beside = beside_of(target)
        try:
            write_durably(beside, data, mode)
            beside.replace(target)
        finally:
            beside.unlink(missing_ok=True)
        sync_folder(target.parent)


def take_away(path: Path) -> None:
    """Remove a file that may be gone already.

    Raises:
        InputOutputError: the disk failed.
    """
    with disk_errors():
        path.unlink(missing_ok=True)
