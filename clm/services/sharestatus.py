"""How the shares stand: what waits in them to be taken in, and what waits here to be published."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from clm.domain.visible import is_in_share
from clm.errors import RefusedError, StateError
from clm.services import sharing
from clm.services.directory import known_vpa
from clm.services.pulling import looked_at, state_of
from clm.store import shares, stored
from clm.store.pushed import commit_of, files_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from clm.services.pulling import Look
    from clm.services.workspace import Workspace

Branch = Literal["none", "missing", "agreed", "cut-off", "pushed", "published", "refused"]
"""Where a share's branch is: there is no share, or not in this folder; it is where it was agreed;
a publish was cut off; entries were pushed; a colleague has published; something was pushed that
will be refused."""


class _Found(NamedTuple):
    """What one look says: where the branch is, entries to be taken in, files to be published."""

    branch: Branch
    entries: int = 0
    reasons: tuple[str, ...] = ()
    changes: int | None = None


def status(workspace: Workspace, vpas: Sequence[str], folder: Path) -> list[dict[str, Any]]:
    """A row for each of some VPAs, or for everybody who has customers or a share.

    `entries` are pushed and not taken in, `changes` the files that a publish would change (None:
    that cannot be told), `reasons` those to refuse what was pushed.

    Raises:
        NotFoundError: there is no such VPA.
    """
    workspace.look_at_all()
    customers = stored.with_vpas(workspace.index)
    wanted = dict.fromkeys(vpas) or sharing.vpas_of(workspace, customers)
    return [_row(workspace, vpa, folder, customers.get(vpa, [])) for vpa in wanted]


def _row(workspace: Workspace, vpa: str, folder: Path, mine: Sequence[str]) -> dict[str, Any]:
    known_vpa(workspace, vpa)
    export = sharing.exported(workspace, vpa, mine)
    state = state_of(workspace, vpa)
    found = _found(workspace, vpa, folder, export.files) if state else _Found("none")
    inside = [one for one in stored.customers(workspace.index, mine) if is_in_share(one, vpa)]
    return {
        "vpa": vpa,
        "name": workspace.vpas[vpa],
        "customers": len(inside),
        "published_on": state.on.isoformat() if state else None,
        "commit": state.commit if state else None,
        "branch": found.branch,
        "entries": found.entries,
        "reasons": list(found.reasons),
        "changes": len(export.files) if state is None else found.changes,
    }


def _found(workspace: Workspace, vpa: str, folder: Path, files: Mapping[str, bytes]) -> _Found:
    try:
        with looked_at(workspace, vpa, folder) as look:
            return _told(look, files)
    except StateError:
        return _Found("missing")


def _told(look: Look, files: Mapping[str, bytes]) -> _Found:
    changes = _changes(look, files)
    arrived, reasons = look.verdict
    if look.is_published:
        return _Found("published", changes=changes)
    if reasons:
        return _Found("refused", 0, tuple(reasons), changes)
    if look.is_new:
        return _Found("pushed", len(arrived), (), changes)
    return _Found("agreed" if look.tip == look.state.commit else "cut-off", changes=changes)


def _changes(look: Look, files: Mapping[str, bytes]) -> int | None:
    """How many files differ here from what was agreed last."""
    try:
        agreed = files_of(look.objects, commit_of(look.objects, look.state.commit).tree)
    except RefusedError:
        return None
    return len(shares.changed(agreed, files))
