"""Making the private store, and who can read what is encrypted in it (A4.1)."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from clm.errors import NotFoundError, RefusedError
from clm.services.configuration import read_own
from clm.services.preferences import write_own
from clm.store import vault
from clm.store.emit import new_file
from clm.store.remotes import refuse_same_remote
from clm.store.sealing import SEALED, sealed, unsealed

if TYPE_CHECKING:
    from clm.services.private import PrivateStore
    from clm.services.workspace import Workspace
    from clm.store.git import Repo


class Founded(NamedTuple):
    """Where the store is, whether it was made just now, and which one was named until then."""

    root: Path
    made: bool
    before: str | None


def found(
    workspace: Workspace,
    place: Path,
    config: Path,
    remote: str | None,
    recipients: tuple[str, ...],
) -> Founded:
    """Make the store at a place and write that into the person's own settings.

    One that is there, as a clone of another manager's, is left as it is.

    Raises:
        RefusedError: the place or the remote is the team's, others can read the folder, or what is
            there has another remote or is not encrypted for a recipient.
        StateError: something else is there.
        UsageError: a recipient is none.
    """
    root = place.expanduser().resolve()
    team = workspace.repo
    if team is not None:
        vault.refuse_together(root, team)
        if remote:
            refuse_same_remote(root, [remote], team)
    vault.refuse_shared(root, team)
    made = not (root / vault.MARK).is_file()
    if made:
        sealed(b"", recipients) if recipients else None
        vault.make_vault(root, team, remote, recipients, workspace.now)
    repo = vault.open_vault(root, team)
    if not made:
        _refuse_other(repo, remote, recipients)
    return Founded(root, made, _named(config, root))


def _named(config: Path, root: Path) -> str | None:
    """Write into the person's settings where the store is; answers which other one they named."""
    before: str | None = read_own(config).get("private") if config.is_file() else None
    write_own(config, "private", str(root))
    is_other = before is not None and Path(before).expanduser().resolve() != root
    return before if is_other else None


def _refuse_other(repo: Repo, remote: str | None, recipients: tuple[str, ...]) -> None:
    """What is asked of a store that is there must hold already: it is left as it is."""
    there = f"{repo.root} is there already"
    known = repo.config().get("remote.origin.url")
    if remote and known != remote:
        verb = "set-url" if known else "add"
        hint = f"git -C {shlex.quote(str(repo.root))} remote {verb} origin {shlex.quote(remote)}"
        raise RefusedError(f"{there}, and this is not its remote", hint)
    if set(recipients) - set(vault.settings_of(repo.root).recipients):
        raise RefusedError(
            f"{there}, and not encrypted for this recipient",
            "clm private init DIR, then clm private recipients add age1…",
        )


def add_recipient(store: PrivateStore, recipient: str) -> str | None:
    """Let one more key read everything that is kept; None where it can already.

    Raises:
        UsageError: it is no key.
    """
    if recipient in store.recipients:
        return None
    sealed(b"", [recipient])
    return _resealed(store, (*store.recipients, recipient))


def remove_recipient(store: PrivateStore, recipient: str) -> str | None:
    """Let a key read nothing that is kept from now on; the history keeps what it could read.

    Raises:
        NotFoundError: it is no recipient.
        RefusedError: it is the last one: all would lie open.
    """
    if recipient not in store.recipients:
        raise NotFoundError(f"{recipient} is no recipient", "clm private recipients lists them")
    left = tuple(one for one in store.recipients if one != recipient)
    if not left:
        raise RefusedError("that is the last recipient: all would lie open", "add another first")
    return _resealed(store, left)


def _resealed(store: PrivateStore, recipients: tuple[str, ...]) -> str:
    """Everything that is kept, encrypted anew, in one commit; the files are read under the lock."""
    with vault.held(store.repo, "private recipients") as opened:
        settings = vault.VaultSettings(format="1", recipients=recipients)
        changes: dict[str, bytes | None] = {vault.MARK: new_file(settings, None)}
        for folder in ("people", "pulse"):
            for path in vault.listed(store.root, folder):
                data = vault.read_file(store.root, path)
                plain = unsealed(data, path, store.key) if path.endswith(SEALED) else data
                changes[path] = None
                changes[path.removesuffix(SEALED) + SEALED] = sealed(plain, recipients)
        return vault.put(opened, changes, "private recipients", store.when)
