"""The e-mail of the person at work, from git's config files as text: most starts need no git."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from clm.config import base_folder, home
from clm.errors import StateError
from clm.store.gitconfig import is_include, items

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from clm.store.executable import Place


def email_of(repo: Place) -> str | None:
    """What git would take `user.email` for; None: only git can tell."""
    if (repo.git_dir / "config.worktree").exists():
        return None
    for path in (repo.common_dir / "config", *_own_files()):
        try:
            found = list(items(path))
        except StateError:
            return None
        if any(is_include(item.key) for item in found):
            return None  # whether it counts is git's to say
        named = [item.value for item in found if item.key == "user.email"]
        if named:
            return named[-1]
    return None


def _own_files() -> Iterator[Path]:
    """The person's own files, the stronger one first."""
    from pathlib import Path

    named = os.environ.get("GIT_CONFIG_GLOBAL")
    if named is not None:
        yield Path(named or os.devnull)
        return
    if at_home := home():
        yield at_home / ".gitconfig"
    if base := base_folder():
        yield base / "git" / "config"
