"""What git leaves to the file system: the folders in which its new objects and refs got names."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from clm.store.worktree import sync_folder

if TYPE_CHECKING:
    from pathlib import Path

    from clm.store.git import Repo


class ObjectFolders:
    """The object folders of a repository as they are now, to make durable what is added later.

    git syncs each object with `core.fsync`, but not the folder that holds its name.
    """

    def __init__(self, repo: Repo) -> None:
        self._root = repo.common_dir / "objects"
        self._before = self._look()

    def sync(self) -> None:
        """Make all names durable that were added since."""
        now = self._look()
        for folder, changed_at in now.items():
            if self._before.get(folder) != changed_at:
                with suppress(FileNotFoundError):  # git's housekeeping has emptied it meanwhile
                    sync_folder(folder)
        self._before = now

    def _look(self) -> dict[Path, int]:
        names = [f"{number:02x}" for number in range(256)]
        folders = [self._root, self._root / "pack", *(self._root / name for name in names)]
        found = {}
        for folder in folders:
            try:
                found[folder] = folder.stat().st_mtime_ns
            except FileNotFoundError:
                continue
        return found


def sync_ref(repo: Repo, ref: str) -> None:
    """Make a branch's new value durable: the folders from its file up to `refs`."""
    folder = (repo.common_dir / ref).parent
    while folder != repo.common_dir:
        if folder.is_dir():
            sync_folder(folder)
        folder = folder.parent
