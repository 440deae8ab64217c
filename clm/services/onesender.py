"""Notices and letters go out from one place: one host, and on it one clone (A0.34)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from clm.config import state_folder
from clm.errors import StateError

if TYPE_CHECKING:
    from clm.services.workspace import Workspace
    from clm.store.git import Repo


def refuse_elsewhere(workspace: Workspace, host: str) -> None:
    """Only the host of `notify.host` sends, and there the clone that sent first.

    Another clone does not know what went out since it was made, and would send it again.

    Raises:
        StateError: this is another one, or a shallow one, or none is named.
    """
    named = workspace.settings.notify.host
    if named != host:
        what = f"notices are sent from {named} only" if named else "no host is to send notices"
        raise StateError(f"{what}; this is {host}", f"in clm.yaml:\nnotify:\n  host: {host}")
    repo = workspace.repo
    mark = _mark(repo, host) if repo else None
    if repo is None or mark is None:
        return
    if (repo.common_dir / "shallow").exists():  # its first commit is another one
        hint = f"git -C {repo.root} fetch --unshallow"
        raise StateError(f"{repo.root} is a shallow clone: it sends nothing", hint)
    sender = _sender(mark)
    if sender and sender != repo.root and (sender / ".git").exists():
        raise StateError(
            f"{sender} sends for this team; this is another clone of it: {repo.root}",
            f"send from there; if it is to send no more: rm {mark}",
        )


def claim(workspace: Workspace, host: str) -> None:
    """Remember that this clone is the one that sends, before anything goes out.

    Raises:
        StateError: another one was quicker.
    """
    refuse_elsewhere(workspace, host)
    repo = workspace.repo
    mark = _mark(repo, host) if repo else None
    if repo is None or mark is None or _sender(mark) == repo.root:
        return
    mark.parent.mkdir(parents=True, exist_ok=True)
    made = mark.with_name(f"{mark.name}.{os.getpid()}")
    made.write_text(str(repo.root), encoding="utf-8")
    made.replace(mark)
    refuse_elsewhere(workspace, host)


def _mark(repo: Repo, host: str) -> Path | None:
    """Where this machine keeps who sends, by the commit that all clones have in common."""
    folder = state_folder()
    first = repo.run("rev-list", "--max-parents=0", "HEAD").decode().split()[-1]
    return folder / "senders" / f"{first}.{quote(host, safe='')}" if folder else None


def _sender(mark: Path) -> Path | None:
    try:
        text = mark.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return None
    return Path(text) if text else None
