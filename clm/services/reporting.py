"""The weekly report: everything a lead asks on Friday, as one dict (A1.38–A1.41).

The dict is the JSON of `clm/report-weekly@1`, and all other forms are made from it alone. It is
computed from the state as of the week's deadline, so a past week tells the same again (A1.40).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from clm.domain.happenings import period_start
from clm.domain.kpi import kpis
from clm.domain.lists import ANYONE, LIST_NAMES
from clm.errors import RefusedError
from clm.services.weeks import week
from clm.store.surveys import surveys

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from clm.services.weeks import Week
    from clm.services.workspace import Workspace

SCHEMA: Final = "clm/report-weekly@1"

TOLD: Final[Mapping[str, str]] = {
    "came_in": "registered",
    "won": "won",
    "moved": "moved",
    "lost": "lost",
    "quiet": "quiet",
}
"""What the report lists, and the kind of happening that it is."""

NAMED: Final = ("inactive_days", "no_show_days", "rebook_days", "satisfaction_days")
"""The thresholds that the printed definitions name."""


def weekly(workspace: Workspace, monday: date | None = None) -> dict[str, Any]:
    """The report of the week that begins on `monday`, by default of the present one.

    Raises:
        UsageError: the week lies ahead.
        NotFoundError: the history begins after it.
    """
    workspace.look_at_all()
    found = week(workspace, monday)
    try:
        return _told(found, found.state)
    finally:
        found.let_go(workspace)


def _told(found: Week, state: Workspace) -> dict[str, Any]:
    counts, watched = state.index.counts(None)
    return {
        "schema": SCHEMA,
        "team": state.settings.name,
        "week": found.week,
        "monday": found.monday.isoformat(),
        "deadline": found.deadline.isoformat(),
        "since": period_start(state.today, state.process.calendar).isoformat(),
        "until": state.today.isoformat(),
        "provisional": found.provisional,
        "as_of_commit": getattr(state, "commit", None),
        **_people(found, state),
        "lists": {name: counts.get(name, 0) for name in LIST_NAMES},
        "watchlist": watched,
        "total": sum(counts.values()),
        **_happenings(state),
        "kpi": _kpi(state),
        "policy": {name: getattr(state.process.policy, name) for name in NAMED},
        "bad_files": [
            {"path": one.path, "line": one.line, "column": one.column, "sentence": one.sentence}
            for one in state.findings()
        ],
    }


def _people(found: Week, state: Workspace) -> dict[str, Any]:
    """The week's items with the people's names, and what they add up to.

    Who has nothing due is through, but does not count as somebody who had to be.
    """
    asked = [item for item in found.items if item["due"]]
    through = sum(1 for item in asked if item["complete"])
    return {
        "people": [
            {"who": item["who"], "name": _name(item["who"], state), **item} for item in found.items
        ],
        "totals": {**found.totals, "people": len(asked), "through": through},
    }


def _name(handle: str | None, state: Workspace) -> str | None:
    person = state.team.get(handle or ANYONE)
    return person.name if person else None


def _happenings(state: Workspace) -> dict[str, Any]:
    """What came in, was won, moved, was lost, went quiet, each by day; and how many of each."""
    since = period_start(state.today, state.process.calendar)
    rows = state.index.happenings(since.isoformat(), state.today.isoformat())
    listed: dict[str, list[dict[str, Any]]] = {key: [] for key in TOLD}
    keys = {kind: key for key, kind in TOLD.items()}
    counts = dict.fromkeys((*TOLD, "booked", "posted"), 0)
    for ref, name, day, kind, was, now in sorted(rows, key=lambda row: (row[2], row[0])):
        counts[keys.get(kind, kind)] += 1
        if kind in keys:
            item = {"ref": ref, "name": name, "day": day, "was": was, "now": now}
            listed[keys[kind]].append(item)
    return {"counts": counts, **listed}


def _kpi(state: Workspace) -> dict[str, Any]:
    """The KPI page (A1.41), with the names of the VPAs."""
    asked = surveys(state.index)
    found = kpis(state.index.figures(), state.today, state.process.policy, asked)
    for item in found["load"]["vpas"]:
        item["name"] = state.vpas.get(item["vpa"])
    return found


def write_report(workspace: Workspace, path: str, text: str) -> None:
    """Write a report to a file, whole or not at all.

    Raises:
        RefusedError: it would lie on the data or in git's own folder.
        InputOutputError: it cannot be written there.
    """
    from clm.store.outfile import write_whole

    refuse_in_data(workspace, path)
    write_whole(Path(path), text.encode())


def refuse_in_data(workspace: Workspace, path: str) -> None:
    """Refuse to write beside the data files.

    Raises:
        RefusedError: the place lies on the data or in git's own folder.
    """
    from clm.store.sources import KEPT, TEMPLATES, TOP

    place, data = Path(path).resolve(), workspace.data.resolve()
    inside = place.relative_to(data).parts[:1] if place.is_relative_to(data) else ()
    if {*TOP, *KEPT, TEMPLATES}.intersection(inside) or ".git" in place.parts:
        raise RefusedError(f"{path} is not for reports", "name a file outside the data")
