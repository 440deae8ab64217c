"""What a person owes today, as rows: what `mine` and `board` show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from clm.domain.lists import ANYONE, LIST_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from clm.services.workspace import Workspace
    from clm.store.index import EntryRow


class Wanted(NamedTuple):
    """Which part of the worklist is asked for: whose (None: everybody's), lists, due by when."""

    handle: str | None
    lists: Sequence[str] = ()
    hidden: bool = False
    due: str | None = None


def mine(workspace: Workspace, wanted: Wanted) -> list[dict[str, Any]]:
    """One item per customer with a visible entry, in the order due, prio, ref (`commands`).

    Naming lists shows all customers of those lists, with or without an entry.
    """
    people = None if wanted.handle is None else workspace.lists_of(wanted.handle)
    rows = workspace.entries(people, hidden=wanted.hidden)
    if wanted.lists:
        rows = [row for row in rows if _in_lists(row, wanted.lists)]
    grouped: dict[str, list[EntryRow]] = {}
    for row in rows:
        grouped.setdefault(row.customer, []).append(row)
    today = workspace.today.isoformat()
    items = [_item(group, today) for group in grouped.values()]
    items += _without_entry(workspace, wanted.lists, people, set(grouped))
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


def _item(entries: Sequence[EntryRow], today: str) -> dict[str, Any]:
    first = entries[0]
    return {
        "ref": first.customer,
        "customer": first.customer,
        "name": first.name,
        "list": first.list,
        "rule": first.rule,
        "reasons": list(dict.fromkeys(entry.word for entry in entries)),
        "due": first.due,
        "overdue": first.due is not None and first.due < today,
        "owner": first.responsible or None,
        "covering_for": None,
        "next": _next(first),
        "_prio": bool(first.prio),
    }


def _next(entry: EntryRow) -> str:
    """What to type: prio customers are put on a reminder, the others seen (A1.24)."""
    if entry.responsible == ANYONE and entry.who == ANYONE:
        return f"clm assign {entry.customer} HANDLE"
    if entry.prio and entry.rule.endswith("-check"):
        return f"clm remind {entry.customer} +3w"
    return entry.next


def _without_entry(
    workspace: Workspace, lists: Sequence[str], people: Iterable[str] | None, shown: set[str]
) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for name in lists:
        if name != "reminders":
            for row in workspace.index.customers(name, people):
                found[row["id"]] = row
    return [
        {
            "ref": row["id"],
            "customer": row["id"],
            "name": row["name"],
            "list": row["list"],
            "rule": None,
            "reasons": [],
            "due": None,
            "overdue": False,
            "owner": row["owner"] or (row["sales"] if row["phase"] == "lead" else None),
            "covering_for": None,
            "next": None,
            "phone_appointment": row["phone_appointment"],
            "_prio": row["prio"],
        }
        for row in found.values()
        if row["id"] not in shown
    ]


def board(workspace: Workspace, handle: str | None) -> tuple[dict[str, int], int]:
    """How many customers stand in each of the seven lists, and on the watchlist (A1.1)."""
    people = None if handle is None else workspace.lists_of(handle)
    counts, watched = workspace.index.counts(people)
    return {name: counts.get(name, 0) for name in LIST_NAMES}, watched


def listed(workspace: Workspace, list_name: str, handle: str | None) -> list[dict[str, Any]]:
    """The customers of one list, in full."""
    people = None if handle is None else workspace.lists_of(handle)
    return workspace.index.customers(list_name, people)
