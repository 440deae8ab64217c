"""What a person owes today, as rows: what `mine` and `board` show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from clm.domain.lists import ANYONE, LIST_NAMES
from clm.services.away import ABSENCES, covered, duties
from clm.services.covering import Whose, owner_of, part_of
from clm.services.plansdue import PLANS, reviews_due
from clm.services.workitems import ESCALATIONS, WORK, work_items

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


def covering(workspace: Workspace, handle: str) -> Whose:
    """Whose entries a person sees → the colleague they cover with them, None for their own.

    The colleague who is covered sees them too. What is covered in parts is sifted by `holds`.
    """
    return Whose(workspace, handle)


def mine(workspace: Workspace, wanted: Wanted) -> list[dict[str, Any]]:
    """One item per customer with a visible entry, one per open deadline, request and task.

    In the order due, escalated, prio, ref (`commands`). Naming lists shows all customers of those
    lists, with or without an entry.
    """
    whose = None if wanted.handle is None else covering(workspace, wanted.handle)
    rows = workspace.entries(None if whose is None else list(whose), hidden=wanted.hidden)
    rows = rows if whose is None else whose.entries(rows)
    if wanted.lists:
        rows = [row for row in rows if _in_lists(row, wanted.lists)]
    grouped: dict[str, list[EntryRow]] = {}
    for row in rows:
        if row.rule != DEADLINE:  # an item of its own
            grouped.setdefault(row.customer, []).append(row)
    today = workspace.today.isoformat()
    items = [_item(workspace, group, today, whose) for group in grouped.values()]
    items += _without_entry(workspace, wanted.lists, whose, set(grouped))
    if not wanted.lists or DEADLINES in wanted.lists:
        items += _deadlines(workspace, whose)
    if not wanted.lists or ABSENCES in wanted.lists:
        items += duties(workspace, wanted.handle)
    if not wanted.lists or PLANS in wanted.lists:
        items += reviews_due(workspace, whose)
    kinds = [kind for kind in WORK if not wanted.lists or kind in wanted.lists]
    if kinds:
        ahead = wanted.hidden or bool(wanted.lists)
        items += work_items(workspace, wanted.handle, whose, kinds, ahead=ahead)
    if wanted.due:
        items = [item for item in items if item["due"] and item["due"] <= wanted.due]
    items.sort(key=_order)
    for item in items:
        del item["_prio"]
    return items


def _order(item: Mapping[str, Any]) -> tuple[bool, str, bool, bool, str]:
    """By due; on a day what was escalated first (A4.17), then what is prio."""
    last, comes_later = item["due"] is None, item["list"] != ESCALATIONS
    return last, item["due"] or "", comes_later, not item["_prio"], item["ref"]


def _in_lists(row: EntryRow, lists: Sequence[str]) -> bool:
    return (
        row.list in lists
        or ("watchlist" in lists and row.rule == "watch")
        or ("reminders" in lists and row.rule == "reminder")
    )


def _deadlines(workspace: Workspace, whose: Whose | None) -> list[dict[str, Any]]:
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
            "covering_for": _covered_for(whose, row.responsible),
            **_cover_of(workspace, whose, row.responsible, row.customer, (row.id, "deadline")),
            "next": row.next if row.responsible else f"clm assign {row.customer} HANDLE",
            "_prio": row.prio,
        }
        for row in workspace.asks(None if whose is None else list(whose))
        if whose is None or whose.holds(row.responsible, row.customer, row.id, "deadline")
    ]


def _covered_for(whose: Whose | None, who: str) -> str | None:
    """The colleague somebody covers with what is `who`'s."""
    return None if whose is None else whose.get(who)


def _cover_of(
    workspace: Workspace, whose: Whose | None, who: str, customer: str, part: tuple[str, str]
) -> dict[str, str | None]:
    """Who covers what is a person's own; who covers for somebody does so themselves."""
    own = None if _covered_for(whose, who) else who
    return covered(workspace, own, customer, *part)


def _item(
    workspace: Workspace, entries: Sequence[EntryRow], today: str, whose: Whose | None
) -> dict[str, Any]:
    first = entries[0]
    others = (_covered_for(whose, entry.who) for entry in entries)
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
        "covering_for": next((one for one in others if one), None),
        **_cover_of(workspace, whose, first.who, first.customer, part_of(first)),
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
    whose: Whose | None,
    shown: set[str],
) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for name in lists:
        if name not in {"reminders", DEADLINES, PLANS, *WORK}:
            for row in workspace.customers(name, whose):
                if whose is None or whose.holds(owner_of(row) or ANYONE, row["id"]):
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
            "covering_for": _covered_for(whose, owner_of(row) or ANYONE),
            **_cover_of(workspace, whose, owner_of(row) or ANYONE, row["id"], ("", "entry")),
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
    return workspace.customers(list_name, people)
