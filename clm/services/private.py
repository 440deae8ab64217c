"""The door to the managers' own repository: what is kept in it of each employee (A4.1).

Nothing here touches the team's repository. Others come in by `opened`; who keeps pages of their
own, as appraisals (A4.12), does it by `keep_page` and `page`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from clm.domain.privatenote import PrivateNote, folder_of, page_path
from clm.domain.pulse import Pulse
from clm.errors import BadDataError, StateError
from clm.store import vault
from clm.store.lock import index_lock
from clm.store.sealing import SEALED, sealed, unsealed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from clm.services.workspace import Workspace
    from clm.store.git import Repo


class PrivateStore(NamedTuple):
    """The store as one command found it."""

    root: Path
    repo: Repo
    recipients: tuple[str, ...]
    """For whom its files are encrypted; nobody: they are not."""
    key: str | None
    """The file with the person's own identity."""
    when: datetime


def opened(workspace: Workspace, place: str | None, key: str | None) -> PrivateStore | None:
    """The person's private store (settings `private`, `private_key`); None where they have none.

    Raises:
        RefusedError: others can read it, or it is mixed up with the team's.
        StateError: there is none at the place named.
    """
    if not place:
        return None
    root = Path(place).expanduser().resolve()
    repo = vault.open_vault(root, workspace.repo)
    return PrivateStore(root, repo, vault.settings_of(root).recipients, key, workspace.now)


def demanded(workspace: Workspace, place: str | None, key: str | None) -> PrivateStore:
    """… where nothing can be done without it.

    Raises:
        StateError: the person has none.
    """
    found = opened(workspace, place, key)
    if found is None:
        raise StateError(
            "you have no private store: nothing was kept", "clm private init DIR makes one"
        )
    return found


def employees(store: PrivateStore) -> list[str]:
    """Of whom something is kept."""
    return sorted({path.split("/")[1] for path in vault.listed(store.root, "people")})


def files(store: PrivateStore, below: str) -> dict[str, bytes]:
    """What lies below a folder, readable: path without the ending of encryption → content.

    Raises:
        StateError: it is encrypted and there is no key.
        RefusedError: it is encrypted for others.
    """
    return {
        path.removesuffix(SEALED): _plain(store, path) for path in vault.listed(store.root, below)
    }


def notes(store: PrivateStore, handle: str) -> list[PrivateNote]:
    """All notes of an employee, by day.

    Raises:
        BadDataError: one does not fit.
    """
    found = [
        vault.record(data, path, PrivateNote)
        for path, data in files(store, folder_of(handle)).items()
        if path.endswith(".yaml")
    ]
    return sorted(found, key=lambda one: (one.on, one.id))


def has_page(store: PrivateStore, handle: str, name: str) -> bool:
    """Is there a page of this name, readable or not?"""
    path = page_path(handle, name)
    return any((store.root / one).is_file() for one in (path, path + SEALED))


def page(store: PrivateStore, handle: str, name: str) -> str | None:
    """A page of an employee, None where there is none."""
    path = page_path(handle, name)
    for one in (path, path + SEALED):
        if (store.root / one).is_file():
            return _plain(store, one).decode(errors="replace")
    return None


def keep_page(store: PrivateStore, handle: str, name: str, text: str) -> str:
    """Keep a page of an employee, in place of an older one; answers the private commit.

    Raises:
        UsageError: the name is none.
    """
    return keep(store, {page_path(handle, name): text.encode()}, "private page")


def keep(store: PrivateStore, new: Mapping[str, bytes], what: str) -> str:
    """Write files in one commit, encrypted where the store is; what reads them is not needed.

    Raises:
        BadDataError: it would lie open beside what is encrypted.
    """
    _refuse_open(store)
    written: dict[str, bytes | None] = {}
    for path, data in new.items():
        if store.recipients:
            written[path + SEALED] = sealed(data, store.recipients)
            if (store.root / path).is_file():
                written[path] = None
        else:
            written[path] = data
    return vault.write(store.repo, written, what, store.when)


def refuse_unwritable(store: PrivateStore) -> None:
    """Could something be kept now? Asked before what is kept of it is written elsewhere.

    Raises:
        ClmError: it could not; why, as `keep` would say it.
    """
    _refuse_open(store)
    if store.recipients:
        sealed(b"", store.recipients)
    with vault.held(store.repo, "private note") as opened, index_lock(opened.repo):
        pass


def _refuse_open(store: PrivateStore) -> None:
    found = (one for below in ("people", "pulse") for one in vault.listed(store.root, below))
    if not store.recipients and any(one.endswith(SEALED) for one in found):
        raise BadDataError(
            f"{vault.MARK} names no recipients, but files are encrypted: nothing was kept",
            "git log -p private.yaml shows who they were: mend the file",
        )


def pulse(store: PrivateStore) -> list[Pulse]:
    """Every pulse that was taken, the latest first (A4.4)."""
    found = [vault.record(data, path, Pulse) for path, data in files(store, "pulse").items()]
    return sorted(found, key=lambda one: (one.on, one.id), reverse=True)


def _plain(store: PrivateStore, path: str) -> bytes:
    data = vault.read_file(store.root, path)
    return unsealed(data, path, store.key) if path.endswith(SEALED) else data
