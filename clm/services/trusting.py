"""Trust in a repository: what it would run, and whether the person has agreed to that."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from clm.errors import NotFoundError, StateError
from clm.store import trust
from clm.store.executable import dangers
from clm.store.git import Repo
from clm.store.placing import put

if TYPE_CHECKING:
    from clm.store.executable import Danger


class Found(NamedTuple):
    """A repository, all that would run in it, and whether the person trusts just that."""

    root: str
    dangers: list[Danger]
    is_trusted: bool

    @property
    def items(self) -> list[dict[str, Any]]:
        """What would run, as it is listed."""
        return [{"what": one.what, "says": one.says, "path": one.path} for one in self.dangers]


def look(folder: Path) -> Found:
    """What would run in the repository that holds a folder; no git is started.

    Raises:
        StateError: there is no repository, or its config is none.
    """
    repo = Repo.find(folder)
    if repo is None:
        raise StateError(f"{folder} is in no git repository", "clm init makes one")
    found = dangers(repo)
    root = str(repo.root)
    return Found(root, found, bool(found) and trust.trusted().get(root) == trust.digest(found))


def agree(found: Found) -> None:
    """Keep that the person trusts exactly what was found; nothing needs no trust.

    Raises:
        InputOutputError: the disk failed.
    """
    if found.dangers:
        _keep({**trust.trusted(), found.root: trust.digest(found.dangers)})


def withdraw(folder: Path) -> str:
    """Trust a repository no more; answers its root. It need not be there any more.

    Raises:
        NotFoundError: it was not trusted.
    """
    roots = trust.trusted()
    near = [one for one in map(str, (folder, *folder.parents)) if one in roots]
    if not near:
        raise NotFoundError(f"{folder} is not trusted", "clm trust --list shows all")
    _keep({root: held for root, held in roots.items() if root != near[0]})
    return near[0]


def listed() -> list[dict[str, Any]]:
    """Every repository the person trusts; `holds` is `no` once something else would run there."""
    return [
        {"path": root, "holds": _holds(Path(root), held)}
        for root, held in sorted(trust.trusted().items())
    ]


def _holds(root: Path, held: str) -> bool:
    repo = Repo.find(root) if root.is_dir() else None
    return repo is not None and repo.root == root and trust.digest(dangers(repo)) == held


def _keep(roots: dict[str, str]) -> None:
    put(trust.place(), trust.written(roots))
