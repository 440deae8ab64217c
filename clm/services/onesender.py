"""Notices and letters go out from one place: one host, and on it one clone (A0.34)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from clm.config import state_folder
from clm.errors import StateError

if TYPE_CHECKING:
    from clm.services.workspace import Workspace
    from clm.store.git import Repo


def refuse_elsewhere(workspace: Workspace, host: str, *, dry_run: bool = False) -> None:
    """Only the host of `notify.host` sends, and there the clone that sent first.

    Another clone does not know what went out since it was made, and would send it again. A dry run
    is none that sent.

    Raises:
        StateError: this is another one, or none is named.
    """
    named = workspace.settings.notify.host
    if named != host:
        what = f"notices are sent from {named} only" if named else "no host is to send notices"
        raise StateError(f"{what}; this is {host}", f"in clm.yaml:\nnotify:\n  host: {host}")
    folder, repo = state_folder(), workspace.repo
    if folder is None or repo is None:
        return
    mark = folder / "senders" / f"{_first_commit(repo)}.{quote(host, safe='')}"
    sender = _sender(mark)
    if sender and sender != repo.root and (sender / ".git").exists():
        raise StateError(
            f"{sender} sends for this team; this is another clone of it: {repo.root}",
            f"send from there; if it is to send no more: rm {mark}",
        )
    if sender != repo.root and not dry_run:
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.write_text(str(repo.root), encoding="utf-8")


def _first_commit(repo: Repo) -> str:
    """What all clones of a repository have in common."""
    return repo.run("rev-list", "--max-parents=0", "HEAD").decode().split()[-1]


def _sender(mark: Path) -> Path | None:
    try:
        return Path(mark.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
