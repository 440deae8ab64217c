"""The managers' own repository: its folder, which nobody else may read, and its files (A4.1)."""

from __future__ import annotations

import os
import stat
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from clm.domain.customer import Record
from clm.errors import BadDataError, RefusedError, StateError
from clm.store.emit import new_file
from clm.store.git import Repo
from clm.store.reading import read
from clm.store.remotes import addresses, refuse_same_remote
from clm.store.states import identity_of
from clm.store.transaction import FileChange, transaction
from clm.store.worktree import disk_errors

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime
    from pathlib import Path
    from typing import TypeVar

    from clm.store.transaction import Transaction

    R = TypeVar("R", bound=Record)

MARK: Final = "private.yaml"
"""The file that says whose a repository is, and for whom its files are encrypted."""
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


class VaultSettings(Record, frozen=True, kw_only=True):
    """`private.yaml`: the recipients of what is encrypted; none: it is not."""

    format: str = ""
    recipients: tuple[str, ...] = ()


@contextmanager
def unseen() -> Iterator[None]:
    """Whatever is written meanwhile, by git too, is for its owner's eyes alone."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


def refuse_readable(folder: Path) -> None:
    """The folder is closed to others, and so is everything in it.

    Raises:
        RefusedError: others can look into it.
    """
    with disk_errors():
        found = folder.stat()
    if found.st_mode & _OTHERS:
        raise RefusedError(f"others can read {folder}", f"chmod 700 {folder}")


def open_vault(folder: Path, team: Repo | None) -> Repo:
    """The repository at a folder, looked at before each use.

    Raises:
        StateError: it is none of ours.
        RefusedError: others can read it, or it is mixed up with the team's.
    """
    if not (folder / MARK).is_file():
        raise StateError(f"{folder} is no private store", "clm private init DIR makes one")
    refuse_readable(folder)
    refuse_shared(folder, team)
    repo = Repo.find(folder)
    if repo is None or repo.root != folder:
        raise StateError(f"{folder} is no repository of its own", "clm private init DIR makes one")
    if team is not None:
        refuse_together(folder, team)
        refuse_same_remote(folder, addresses(repo), team)
    return repo


def refuse_shared(folder: Path, team: Repo | None) -> None:
    """The repository is a folder of its own, and no object is stored where the team's are.

    Raises:
        RefusedError: its `.git` leads elsewhere, or it shares its objects with the team.
    """
    own = folder / ".git"
    if own.is_symlink() or own.is_file() or (own / "commondir").exists():
        raise RefusedError(
            f"{own} leads to another repository: notes would be committed there",
            "clm private init DIR makes one, in a new folder",
        )
    if team is None or not own.is_dir():
        return
    theirs = team.common_dir.resolve()
    if own.resolve() == theirs or _object_stores(own) & _object_stores(theirs):
        raise RefusedError(
            f"{folder} shares its objects with the team's repository",
            "clm private init DIR makes one, in a new folder",
        )


def _object_stores(git_dir: Path) -> set[Path]:
    """Where the objects of a repository lie, those it borrows too."""
    found: set[Path] = set()
    left = [git_dir / "objects"]
    while left:
        place = left.pop().resolve()
        if place not in found:
            found.add(place)
            borrowed = place / "info" / "alternates"
            with disk_errors():
                text = os.fsdecode(borrowed.read_bytes()) if borrowed.is_file() else ""
            left += [place / line for line in text.splitlines() if line and line[0] != "#"]
    return found


def refuse_together(folder: Path, team: Repo) -> None:
    """Neither lies within the other.

    Raises:
        RefusedError: one does.
    """
    root = team.root.resolve()
    if folder.is_relative_to(root) or root.is_relative_to(folder):
        raise RefusedError(
            f"{folder} and the team's repository lie in each other",
            "name a folder beside it, as ~/clm-private",
        )


def make_vault(
    folder: Path, team: Repo | None, remote: str | None, recipients: tuple[str, ...], when: datetime
) -> None:
    """Make the repository: mode 0700, no hooks of a template, a first commit.

    Raises:
        RefusedError: others can read a folder that is there.
        StateError: something else is there.
    """
    _refuse_place(folder)
    with unseen(), disk_errors():
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        repo = Repo(folder, folder / ".git", folder / ".git")
        repo.run("init", "--quiet", "--initial-branch=main", "--template=", writes=True)
        if team is not None:
            one = identity_of(team.config(), "author")
            repo.run("config", "user.name", one.name, writes=True)
            repo.run("config", "user.email", one.email, writes=True)
        if remote:
            # Not `remote add`: made again after a kill, it would be there already.
            refs = "+refs/heads/*:refs/remotes/origin/*"
            repo.run("config", "remote.origin.url", remote, writes=True)
            repo.run("config", "remote.origin.fetch", refs, writes=True)
        data = new_file(VaultSettings(format="1", recipients=recipients), None)
    write(repo, {MARK: data}, "private init", when)


def _refuse_place(folder: Path) -> None:
    with disk_errors():
        if folder.exists():
            if not folder.is_dir() or any(one.name != ".git" for one in folder.iterdir()):
                raise StateError(f"{folder} is not empty", "name a new or an empty folder")
            refuse_readable(folder)
    above = next(one for one in (folder, *folder.parents) if one.is_dir())
    around = Repo.find(above)
    if around is not None and around.root != folder:
        raise StateError(
            f"{folder} lies inside the repository {around.root}", "name a folder outside"
        )


def settings_of(folder: Path) -> VaultSettings:
    """What the store says of itself; what is not understood could be for whom it is encrypted.

    Raises:
        BadDataError: it cannot be read, or says more than is understood.
    """
    data = read_file(folder, MARK)
    found = record(data, MARK, VaultSettings)
    for finding in read(data, MARK, VaultSettings).findings:
        raise BadDataError(str(finding), finding.hint)
    if found.format != "1":
        raise BadDataError(f"{MARK}:1:1: format is not '1'", "update clm, or mend the file")
    return found


def record(data: bytes, path: str, kind: type[R]) -> R:
    """A file of the store as a record.

    Raises:
        BadDataError: it does not fit.
    """
    parsed = read(data, path, kind)
    for finding in parsed.errors:
        raise BadDataError(str(finding), finding.hint)
    if parsed.record is None:
        raise BadDataError(f"{path}:1:1: there is nothing in it", "git log shows what was")
    return parsed.record


def listed(folder: Path, below: str) -> list[str]:
    """The files of the store below a folder, by their path; links are none of ours."""
    with disk_errors():
        found = [one for one in (folder / below).rglob("*") if one.is_file()]
        return sorted(str(one.relative_to(folder)) for one in found if not one.is_symlink())


def read_file(folder: Path, path: str) -> bytes:
    """The bytes of a file of the store."""
    with disk_errors():
        return (folder / path).read_bytes()


@contextmanager
def held(repo: Repo, who: str) -> Iterator[Transaction]:
    """The store, held for one command, as the team's data are."""
    with unseen(), transaction(repo, who=f"clm {who}") as opened:
        yield opened


def write(repo: Repo, files: Mapping[str, bytes | None], what: str, when: datetime) -> str:
    """Put files into one commit, whose subject names no person; None takes one away.

    Raises:
        BusyError: somebody else is writing, or has staged work there.
    """
    with held(repo, what.partition(" pn-")[0]) as opened:
        return put(opened, files, what, when)


def put(opened: Transaction, files: Mapping[str, bytes | None], what: str, when: datetime) -> str:
    """… while the store is held."""
    # A folder whose last file goes is taken away: what comes is there before.
    ordered = sorted(files.items(), key=lambda one: one[1] is None)
    changes = {path: FileChange(opened.read(path), data) for path, data in ordered}
    return opened.commit(changes, what, when)
