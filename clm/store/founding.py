"""Making a repository where there is none: who git says is there, and what it starts with."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from clm.store.git import Repo
from clm.store.states import identity_of
from clm.store.worktree import disk_errors

if TYPE_CHECKING:
    from collections.abc import Iterator

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


def templates() -> Iterator[tuple[str, bytes]]:
    """The chat templates a new data folder starts with (A2.2): path in the folder, content.

    Raises:
        InputOutputError: the disk says no.
    """
    package = Path(__file__).parents[1]
    shipped = package / "templates"
    # A checkout has them where they are written: in the example's data folder.
    home = shipped if shipped.is_dir() else package.parent / "data" / "templates"
    with disk_errors():
        for path in sorted(home.glob("*/*.md.j2")):
            yield f"templates/{path.relative_to(home).as_posix()}", path.read_bytes()


def _no_repository(folder: Path) -> Repo:
    """What lets git run in a folder that is no repository yet."""
    return Repo(folder, folder / ".git", folder / ".git")
