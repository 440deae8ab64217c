"""Requests and internal tasks in a person's worklist: theirs, covered ones, unaccepted ones."""

from __future__ import annotations

import json
from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Any, Final

from clm.domain.lists import ANYONE
from clm.services.away import covered

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from clm.domain.values import ItemKind
    from clm.services.covering import Whose
    from clm.services.workspace import Workspace
    from clm.store.answers import WorkRow

WORK: Final = ("requests", "tasks")
"""The lists they stand in."""

NEXT: Final = {
    "unaccepted": "clm request accept {id}",
    "no-next-step": "clm task add {id} TITLE --to HANDLE --due DATE",
    "request": "clm request show {id}",
    "task": "clm task move {id} done",
    "recheck": "clm {noun} show {id}",
}
"""What to type, by the rule it stands there for."""


def work_items(
    workspace: Workspace,
    handle: str | None,
    whose: Whose | None,
    kinds: Sequence[str],
) -> list[dict[str, Any]]:
    """The open requests and tasks of a person, of those they cover, or of all (A0.14).

    A manager has besides what their people have not accepted in time (A0.20).
    """
    people = None if whose is None else list(whose)
    kind = kinds[0] if len(kinds) == 1 else None
    today = workspace.today.isoformat()
    rows = workspace.shown(
        lambda: workspace.index.work(today, people, kind), lambda row: row.customer
    )
    if whose is not None:
        rows = theirs(whose, rows)
    items = [_item(workspace, row, whose.get(row.who) if whose else None) for row in rows]
    if handle and "requests" in kinds:
        items += _of_their_people(workspace, handle, {row.id for row in rows})
    return items


def theirs(whose: Whose, rows: Sequence[WorkRow]) -> list[WorkRow]:
    """The requests and tasks that are theirs to see, of what is covered in parts, too (A0.27)."""
    if not whose.parted:
        return list(rows)
    return [row for row in rows if whose.holds(row.who, row.customer, row.id, *part_of_row(row))]


def part_of_row(row: WorkRow) -> tuple[ItemKind, str | None]:
    """What a cover may be for of a request or a task: its kind, its department."""
    return part_of_item(json.loads(row.row))


def part_of_item(item: Mapping[str, Any]) -> tuple[ItemKind, str | None]:
    """The same of one as a list has it; a task without a kind is an internal one."""
    if "task_kind" not in item:
        return "request", None
    return item["task_kind"] or "internal", item["department"]


def _of_their_people(workspace: Workspace, handle: str, shown: set[str]) -> list[dict[str, Any]]:
    """Requests that a manager gives to somebody else, or has accepted (A0.20)."""
    # Seldom is there one: only then the time of day is worth the time zones it loads.
    until = (workspace.today + timedelta(days=2)).isoformat()
    rows = workspace.shown(lambda: workspace.index.unaccepted(until), lambda held: held[0].customer)
    return [
        _item(workspace, row, None) | {"next": f"clm assign {row.id} HANDLE"}
        for row, by in rows
        if by <= instant(workspace)
        and row.id not in shown
        and manager_of(workspace, row.who) == handle
    ]


def instant(workspace: Workspace) -> str:
    """This moment as the rows write one."""
    return workspace.now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def manager_of(workspace: Workspace, person: str) -> str | None:
    """Who manages somebody today: their record's manager, else who leads the team; or the cover."""
    named = next((raw.get("manager") for raw in workspace.people if raw["id"] == person), None)
    if named not in workspace.team:
        leads = [*workspace.holders("team-lead"), *workspace.holders("manager")]
        named = next((lead for lead in leads if lead != person), None)
    return workspace.cover(named) if named else None


def _item(workspace: Workspace, row: WorkRow, covering: str | None) -> dict[str, Any]:
    own = None if covering else row.who
    noun = "request" if row.kind == "requests" else "task"
    to_type = NEXT[row.rule].format(id=row.id, noun=noun)
    return {
        "ref": row.id,
        "customer": row.customer,
        "name": row.name,
        "list": row.kind,
        "rule": row.rule,
        "title": row.title,
        "reasons": [row.rule],
        "due": row.due,
        "overdue": row.due is not None and row.due < workspace.today.isoformat(),
        "owner": row.who or None,
        "covering_for": covering,
        **covered(workspace, own, row.customer, row.id, *part_of_row(row)),
        "next": f"clm assign {row.id} HANDLE" if row.who == ANYONE else to_type,
        "_prio": bool(row.prio),
    }
