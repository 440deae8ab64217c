"""git's own housekeeping: plumbing never starts it, so we do, when it can have work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from clm.store.git import Repo

_SAMPLE: Final = "17"
"""The folder of objects by which git guesses how many loose ones there are."""
_MOST_LOOSE: Final = 27
_MOST_PACKS: Final = 50


def is_due(repo: Repo, config: Mapping[str, str]) -> bool:
    """Can it have work? Starting it for nothing costs as much as a third of a write.

    Where nobody has set anything of it, git packs when there are about 6,700 loose objects or
    more than 50 packs. Anything else is for git to judge.
    """
    if any(key.startswith(("gc.", "maintenance.")) for key in config):
        return True
    objects = repo.common_dir / "objects"
    return (
        _count(objects / _SAMPLE, "*") > _MOST_LOOSE
        or _count(objects / "pack", "*.pack") > _MOST_PACKS
    )


def _count(folder: Path, pattern: str) -> int:
    return sum(1 for _ in folder.glob(pattern))
