"""What a person owes today, as rows: what `mine` and `board` show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from clm.domain.lists import ANYONE, LIST_NAMES, whose
from clm.services.workitems import WORK, work_items

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from clm.services.workspace import Workspace
    from clm.store.answers import EntryRow


DEADLINE: Final = "vpa-deadline"
"""The rule of a VPA's deadline, each of which is an item of its own."""
DEADLINES: Final = "deadlines"
"""The list they stand in."""


class Wanted(NamedTuple):
    """Which part of the worklist is asked for: whose (None: everybody's), lists, due by when."""

    handle: str | None
    lists: Sequence[str] = ()
    hidden: bool = False
    due: str | None = None


def covering(workspace: Workspace, handle: str) -> dict[str, str | None]:
    """Whose entries a person sees → the colleague they cover with them, None for their own.

    The colleague who is covered sees them too.
    """
    found: dict[str, str | None] = dict.fromkeys(workspace.lists_of(handle))
    for other in sorted(workspace.team):
        if other != handle and workspace.cover(other) == handle:
            for who in workspace.lists_of(other):
                found.setdefault(who, other)
    return found


def mine(workspace: Workspace, wanted: Wanted) -> list[dict[str, Any]]:
    """One item per customer with a visible entry, one per open deadline, request and task.

    In the order due, prio, ref (`commands`). Naming lists shows all customers of those lists, with
    or without an entry.
    """
    whose = None if wanted.handle is None else covering(workspace, wanted.handle)
    rows = workspace.entries(None if whose is None else list(whose), hidden=wanted.hidden)
    if wanted.lists:
        rows = [row for row in rows if _in_lists(row, wanted.lists)]
    grouped: dict[str, list[EntryRow]] = {}
    for row in rows:
        if row.rule != DEADLINE:  # an item of its own
            grouped.setdefault(row.customer, []).append(row)
    today = workspace.today.isoformat()
    items = [_item(group, today, whose or {}) for group in grouped.values()]
    items += _without_entry(workspace, wanted.lists, whose, set(grouped))
    if not wanted.lists or DEADLINES in wanted.lists:
        items += _deadlines(workspace, whose)
    kinds = [kind for kind in WORK if not wanted.lists or kind in wanted.lists]
    if kinds:
        items += work_items(workspace, wanted.handle, whose, kinds)
    if wanted.due:
        items = [item for item in items if item["due"] and item["due"] <= wanted.due]
    items.sort(
        key=lambda item: (item["due"] is None, item["due"] or "", not item["_prio"], item["ref"])
    )
    for item in items:
        del item["_prio"]
    return items


def _in_lists(row: EntryRow, lists: Sequence[str]) -> bool:
    return (
        row.list in lists
        or ("watchlist" in lists and row.rule == "watch")
        or ("reminders" in lists and row.rule == "reminder")
    )


def _deadlines(
    workspace: Workspace, whose: Mapping[str, str | None] | None
) -> list[dict[str, Any]]:
    """What a VPA was asked and has not answered yet, late or not (A1.35)."""
    today = workspace.today.isoformat()
    return [
        {
            "ref": row.id,
            "customer": row.customer,
            "name": row.name,
            "list": DEADLINES,
            "rule": DEADLINE,
            "title": row.ask,
            "reasons": [DEADLINE],
            "due": row.due,
            "overdue": row.due < today,
            "owner": row.responsible or None,
            "covering_for": (whose or {}).get(row.responsible),
            "next": row.next if row.responsible else f"clm assign {row.customer} HANDLE",
            "_prio": row.prio,
        }
        for row in workspace.asks(None if whose is None else list(whose))
    ]


def _item(
    entries: Sequence[EntryRow], today: str, whose: Mapping[str, str | None]
) -> dict[str, Any]:
    first = entries[0]
    covered = (whose.get(entry.who) for entry in entries)
    return {
        "ref": first.customer,
        "customer": first.customer,
        "name": first.name,
        "list": first.list,
        "rule": first.rule,
        "title": None,
        "reasons": list(dict.fromkeys(" ".join(entry.word for entry in entries).split())),
        "due": first.due,
        "overdue": first.due is not None and first.due < today,
        "owner": first.responsible or None,
        "covering_for": next((one for one in covered if one), None),
        "next": _next(first),
        "_prio": bool(first.prio),
    }


def _next(entry: EntryRow) -> str:
    """What to type: where nobody is responsible, first of all that."""
    if entry.responsible == ANYONE and entry.who == ANYONE:
        return f"clm assign {entry.customer} HANDLE"
    return entry.next


def _without_entry(
    workspace: Workspace,
    lists: Sequence[str],
    whose: Mapping[str, str | None] | None,
    shown: set[str],
) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for name in lists:
        if name not in {"reminders", DEADLINES, *WORK}:
            for row in workspace.customers(name, whose):
                found[row["id"]] = row
    return [
        {
            "ref": row["id"],
            "customer": row["id"],
            "name": row["name"],
            "list": row["list"],
            "rule": None,
            "title": None,
            "reasons": [],
            "due": None,
            "overdue": False,
            "owner": owner_of(row),
            "covering_for": (whose or {}).get(owner_of(row) or ANYONE),
            "next": None,
            "phone_appointment": row["phone_appointment"],
            "_prio": row["prio"],
        }
        for row in found.values()
        if row["id"] not in shown
    ]


def owner_of(row: Mapping[str, Any]) -> str | None:
    """Whose customer a row is (L14)."""
    return whose(row["owner"], row["sales"], row["phase"])


def board(workspace: Workspace, handle: str | None) -> tuple[dict[str, int], int]:
    """How many customers stand in each of the seven lists, and on the watchlist (A1.1)."""
    people = None if handle is None else workspace.lists_of(handle)
    counts, watched = workspace.index.counts(people)
    return {name: counts.get(name, 0) for name in LIST_NAMES}, watched


def listed(workspace: Workspace, list_name: str, handle: str | None) -> list[dict[str, Any]]:
    """The customers of one list, in full."""
    people = None if handle is None else workspace.lists_of(handle)
    return workspace.customers(list_name, people)
