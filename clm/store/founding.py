"""Making a repository where there is none, and who git says is at the keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clm.store.git import Repo
from clm.store.states import identity_of
from clm.store.worktree import disk_errors

if TYPE_CHECKING:
    from pathlib import Path

    from clm.store.newcommit import Identity


def identity_in(folder: Path) -> Identity:
    """The author git would name in a folder, whether or not it lies in a repository.

    Raises:
        StateError: git knows no name or no e-mail.
        MissingToolError: there is no git.
    """
    place = next(one for one in (folder, *folder.parents) if one.is_dir())
    repo = Repo.find(place) or _no_repository(place)
    return identity_of(repo.config(), "author")


def make_repository(folder: Path) -> Repo:
    """A new repository on the branch `main`; the folder is made if it is missing.

    Raises:
        InputOutputError: the disk says no.
    """
    with disk_errors():
        folder.mkdir(parents=True, exist_ok=True)
    repo = _no_repository(folder)
    repo.run("init", "--quiet", "--initial-branch=main", writes=True)
    return repo


def _no_repository(folder: Path) -> Repo:
    """What lets git run in a folder that is no repository yet."""
    return Repo(folder, folder / ".git", folder / ".git")
