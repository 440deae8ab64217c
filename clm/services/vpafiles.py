"""The VPAs' files and deadlines over all customers: how they stand, and what comes next (A3.15)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from clm.domain.ladder import ask_for_file, keep_file_command
from clm.services.covering import owner_of
from clm.services.directory import known_vpa

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from clm.domain.vpafile import FileState
    from clm.services.workspace import Workspace


def files(
    workspace: Workspace, vpa: str | None = None, *, stale: bool = False
) -> list[dict[str, Any]]:
    """How the VPA's file of every customer with a VPA stands, by ref; `stale`: those not current.

    Raises:
        NotFoundError: there is no such VPA.
    """
    if vpa:
        known_vpa(workspace, vpa)
    asked = {row.customer for row in workspace.asks()}
    items = [item(workspace, row, state, asked) for row, state in workspace.vpa_files(vpa)]
    return [one for one in items if not (stale and one["current"])]


def item(
    workspace: Workspace, row: Mapping[str, Any], state: FileState, asked: Collection[str]
) -> dict[str, Any]:
    """One file: percent of the sections that are filled, which are missing, the last entries.

    `asked` are the customers of whom something was asked that is open.
    """
    is_current = state.is_current(workspace.today, workspace.process.policy)
    return {
        "ref": row["id"],
        "name": row["name"],
        "vpa": row["vpa"],
        "completeness": state.percent,
        "missing": list(state.missing),
        "filled": list(state.filled),
        "last": state.last.isoformat() if state.last else None,
        "updated_on": state.updated_on.isoformat() if state.updated_on else None,
        "current": is_current,
        "next": None if is_current else _next(workspace, row["id"], asked),
    }


def _next(workspace: Workspace, ref: str, asked: Collection[str]) -> str:
    if ref in asked:
        return keep_file_command(workspace.dossier(ref), workspace.today, workspace.process)
    return ask_for_file(ref, workspace.process.policy)


def deadlines(
    workspace: Workspace, vpa: str | None = None, *, state: str | None = None, closed: bool = False
) -> list[dict[str, Any]]:
    """What the VPAs were asked, the first due first: what is open, or what was closed too.

    `state` is one of the ladder's (`waiting`, `missed`, …): only those.

    Raises:
        NotFoundError: there is no such VPA.
    """
    if vpa:
        known_vpa(workspace, vpa)
    return [
        {
            "ref": row.id,
            "customer": row.customer,
            "name": row.name,
            "vpa": row.vpa,
            "ask": row.ask,
            "template": row.template or None,
            "asked_on": row.asked_on,
            "due": row.due,
            "state": row.state,
            "met_on": row.met_on,
            "rung": row.rung,
            "open": row.open,
            "owner": row.responsible or None,
            "next": row.next,
        }
        for row in workspace.asks(closed=closed)
        if vpa in (None, row.vpa) and state in (None, row.state)
    ]


LOOKED_AFTER: Final = ("A", "B")
"""The classes whose customers are at risk with a file that is not current (A3.18)."""


def at_risk(workspace: Workspace) -> list[dict[str, Any]]:
    """A3.18: the A and B customers whose VPA's file is incomplete or stale, the worst first.

    Those without a VPA have no such file; they are another matter.
    """
    workspace.look_at_all()
    found = []
    asked = {row.customer for row in workspace.asks()}
    for row, state in workspace.vpa_files():
        one = item(workspace, row, state, asked)
        if row["class"] in LOOKED_AFTER and not one["current"]:
            told = {"class": row["class"], "prio": row["prio"], "owner": owner_of(row)}
            found.append(one | told | {"why": "incomplete" if state.missing else "stale"})
    return sorted(found, key=lambda one: (one["class"], one["completeness"], one["ref"]))
