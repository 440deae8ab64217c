"""Requests, tasks, escalations in a person's worklist: theirs, covered ones, unaccepted ones."""

from __future__ import annotations

import json
from datetime import UTC, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from clm.domain.complaintdeadlines import NEXT as OF_COMPLAINTS
from clm.i18n import label
from clm.render.names import escalation_title
from clm.services.away import UNCOVERED, covered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from clm.domain.values import ItemKind
    from clm.services.covering import Whose
    from clm.services.workspace import Workspace
    from clm.store.answers import WorkRow

ESCALATIONS: Final = "escalations"
"""The list of what somebody has to take on, before all else of its day (A4.17)."""

WORK: Final = (ESCALATIONS, "requests", "tasks", "complaints", "reviews")
"""The lists they stand in."""

OF_THEIR_OWN: Final = {
    "requests": "request", "complaints": "complaint", "reviews": "review",
    ESCALATIONS: "escalation",
}  # fmt: skip
"""Lists of which all things are of one kind."""

NEXT: Final[dict[str, str]] = {
    "unaccepted": "clm request accept {id}",
    "declined": "clm assign {id} HANDLE",
    "done-to-check": "clm task move {task} closed",
    "no-next-step": "clm task add {id} TITLE --to HANDLE --due DATE",
    "request": "clm request show {id}",
    "task": "clm task move {id} done",
    "recheck": "clm {noun} show {id}",
    "review-due": "clm review prepare {id}",
    "review-record": "clm review close {id} --signed-off-by NAME",
    "escalation": "clm escalation show {id}",
    **OF_COMPLAINTS,
}
"""What to type, by the rule it stands there for."""


def work_items(
    workspace: Workspace,
    handle: str | None,
    whose: Whose | None,
    kinds: Sequence[str],
    *,
    ahead: bool,
) -> list[dict[str, Any]]:
    """The open requests, tasks, complaints, escalations of a person, of whom they cover, or of all.

    Reviews too, those planned for long after only where they are asked for.

    A manager has besides what their people have not accepted in time (A0.20).
    """
    people = None if whose is None else list(whose)
    kind = kinds[0] if len(kinds) == 1 else None
    today = workspace.today.isoformat()
    rows = workspace.shown(
        lambda: workspace.index.work(today, people, kind, ahead=ahead), lambda row: row.customer
    )
    rows = [row for row in rows if row.kind in kinds]
    part = parts_of(workspace)
    if whose is not None:
        rows = theirs(whose, rows, part)
    items = [_item(workspace, row, whose.get(row.who) if whose else None, part) for row in rows]
    if handle and "requests" in kinds:
        items += _of_their_people(workspace, handle, {row.id for row in rows}, part)
    return items


def part_of_item(item: Mapping[str, Any]) -> tuple[ItemKind, str | None]:
    """The kind and the department of an item of a list (A0.27)."""
    if "task_kind" not in item:
        of: dict[str, ItemKind] = {
            "handler": "complaint", "planned_on": "review", "true_cause": "escalation",
        }  # fmt: skip
        return next((kind for key, kind in of.items() if key in item), "request"), None
    return item["task_kind"] or "internal", item["department"]


def theirs(whose: Whose, rows: Iterable[WorkRow], part: Callable[[WorkRow], Part]) -> list[WorkRow]:
    """The requests and tasks that are a person's own, or in what they cover of a colleague's."""
    return [
        row
        for row in rows
        if whose.get(row.who) not in whose.parted or whose.holds(row.who, *part(row))
    ]


Part = tuple[str, str, str, str | None]
"""Customer, id, kind and department of a request or task, as covers look at it (A0.27)."""


def named(row: WorkRow) -> str:
    """What a row is about in the reader's language: its title, else what its rule is called."""
    title = escalation_title(row.title) if row.kind == ESCALATIONS else row.title
    return title or label(row.rule)


def parts_of(workspace: Workspace) -> Callable[[WorkRow], Part]:
    """What tells which part of somebody's work a row is; each person's are asked for once."""
    tasks = cache(workspace.index.task_parts)

    def part(row: WorkRow) -> Part:
        if row.kind in OF_THEIR_OWN:
            return row.customer, row.id, OF_THEIR_OWN[row.kind], None
        return row.customer, row.id, *tasks(row.who).get(row.id, ("internal", None))

    return part


def _of_their_people(
    workspace: Workspace, handle: str, shown: set[str], part: Callable[[WorkRow], Part]
) -> list[dict[str, Any]]:
    """Requests that a manager gives to somebody else, or has accepted (A0.20)."""
    # Seldom is there one: only then the time of day is worth the time zones it loads.
    until = (workspace.today + timedelta(days=2)).isoformat()
    rows = workspace.shown(lambda: workspace.index.unaccepted(until), lambda held: held[0].customer)
    return [
        _item(workspace, row, None, part) | {"next": f"clm assign {row.id} HANDLE"}
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
    return workspace.roster.decider(person, workspace.today)


def next_word(rule: str, ref: str, *, nobodys: bool, checks: Sequence[str] = ()) -> str:
    """What to type about a request or a task that stands there for a rule.

    `checks` are the tasks of a request that are to be checked, the first one first.
    """
    if nobodys:
        return f"clm assign {ref} HANDLE"
    noun = "request" if ref.startswith("r-") else "task"
    return NEXT[rule].format(id=ref, noun=noun, task=next(iter(checks), ""))


def _item(
    workspace: Workspace, row: WorkRow, other: str | None, part: Callable[[WorkRow], Part]
) -> dict[str, Any]:
    # Seldom is there one: only then its row is worth reading.
    checks = json.loads(row.row)["to_check"] if row.rule == "done-to-check" else ()
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
        "covering_for": other,
        **_covered(workspace, row, other, part),
        # Nobody's, or of somebody who has left: first of all it is given to somebody.
        "next": next_word(row.rule, row.id, nobodys=row.who not in workspace.team, checks=checks),
        "_prio": bool(row.prio),
    }


def _covered(
    workspace: Workspace, row: WorkRow, other: str | None, part: Callable[[WorkRow], Part]
) -> dict[str, str | None]:
    """Who covers what is a person's own (A0.29); the part is asked for only where they are away."""
    if other or row.who in workspace.present:
        return UNCOVERED
    return covered(workspace, row.who, *part(row))
