"""Which published commit of a share its branch may not show yet: kept while a publish is at work.

The data name a commit before the share's branch leads to it. Where a publish is cut off between
the two, the VPA may push on what the branch showed until then, and has not rewritten anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from clm.store.worktree import disk_errors, remove, sync_folder, write_durably

if TYPE_CHECKING:
    from pathlib import Path

    from clm.store.git import Repo


def keep(repo: Repo, vpa: str, commit: str) -> None:
    """Note, before the data name it, which commit a VPA's share is about to show.

    Raises:
        InputOutputError: the disk failed.
    """
    with disk_errors():
        place = _place(repo, vpa)
        write_durably(place, commit.encode())
        sync_folder(place.parent)


def forget(repo: Repo, vpa: str) -> None:
    """The share's branch shows it now.

    Raises:
        InputOutputError: the disk failed.
    """
    with disk_errors():
        remove(_place(repo, vpa))


def unshown(repo: Repo, vpa: str) -> str | None:
    """The commit that a VPA's share may not show yet, None where there is none."""
    try:
        return _place(repo, vpa).read_text()
    except FileNotFoundError:
        return None


def _place(repo: Repo, vpa: str) -> Path:
    return repo.common_dir / "clm" / f"unshown-{vpa}"
