"""Is git new enough? An older one would skip `core.fsync` and `safe.bareRepository` silently."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from clm.errors import MissingToolError
from clm.store.smallfile import read_small

if TYPE_CHECKING:
    from clm.store.git import Repo

OLDEST: Final = (2, 38)
NOTE: Final = "git-version"
"""A file beside our lock: the git that was asked last, so that it is asked once."""


def refuse_old(repo: Repo) -> None:
    """Ask the git on PATH how old it is, once for each git.

    Raises:
        MissingToolError: it is older than `OLDEST`, or there is none.
    """
    note, known = repo.common_dir / "clm" / NOTE, os.fsencode(_git_on_path())
    with suppress(OSError):
        if known and read_small(note) == known:
            return
    found = re.search(rb"(\d+)\.(\d+)", repo.run("version"))
    if found and (int(found[1]), int(found[2])) < OLDEST:
        wanted = ".".join(map(str, OLDEST))
        raise MissingToolError(
            f"git {found[0].decode()} is too old to write with", f"install git {wanted} or newer"
        )
    if repo.held:  # who only looks leaves nothing
        with suppress(OSError):
            note.write_bytes(known)


def _git_on_path() -> str:
    """Which git that is: its path, and what tells it from the next one put there."""
    for folder in os.get_exec_path():
        place = Path(folder, "git")
        if os.access(place, os.X_OK):
            found = place.stat()
            return f"{place} {found.st_size} {found.st_mtime_ns}"
    return ""
