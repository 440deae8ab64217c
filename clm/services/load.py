"""How much each colleague has to do on a day: THE COUNTS, one row each (A0.36)."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from clm.domain.cover import Matter
from clm.domain.request import is_active
from clm.services.covering import acting, falls_to, matter_of, owner_of, part_of
from clm.services.workitems import parts_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import date

    from clm.services.workitems import Part
    from clm.services.workspace import Workspace
    from clm.store.answers import EntryRow, WorkRow


Held = tuple[str | None, "Callable[[], Matter]"]
"""Whose a thing is by right, and what it is about as covers look at it (A0.27)."""


class Count(NamedTuple):
    """What is counted: each thing with whose it is, and whether it is work of its own.

    `covered`: it falls to who covers on the day, else it stays with whose it is.
    """

    key: str
    held: Callable[[Workspace], Iterator[Held]]
    covered: bool
    weighs: bool


def _customers(workspace: Workspace) -> Iterator[Held]:
    """Customers in the lists, by who looks after them."""
    return ((owner_of(row), Matter) for row in workspace.customers() if row["list"])


def _entries(workspace: Workspace) -> Iterator[Held]:
    """Visible entries of the worklist."""
    return (_entry(workspace, row) for row in workspace.entries(None))


def _overdue(workspace: Workspace) -> Iterator[Held]:
    """… those of them whose day is over."""
    today = workspace.today.isoformat()
    rows = workspace.entries(None)
    return (_entry(workspace, row) for row in rows if row.due and row.due < today)


def _entry(workspace: Workspace, row: EntryRow) -> Held:
    return row.who or None, partial(matter_of, workspace, row.customer, *part_of(row))


def _posted(workspace: Workspace) -> Iterator[Held]:
    """Active tasks that customers posted, which VPAs do."""
    return (
        (owner_of(row), partial(matter_of, workspace, row["id"], task.id, "posted"))
        for row, task in workspace.posted_tasks()
        if is_active(task)
    )


def _work(kind: str) -> Callable[[Workspace], Iterator[Held]]:
    """Open requests, by who answers for them; all else by who has it."""

    def held(workspace: Workspace) -> Iterator[Held]:
        return _held(workspace, _rows(workspace, kind))

    return held


def _rows(workspace: Workspace, kind: str) -> list[WorkRow]:
    today = workspace.today.isoformat()
    return workspace.shown(
        lambda: workspace.index.work(today, kind=kind, ahead=True), lambda row: row.customer
    )


def _held(workspace: Workspace, rows: Iterable[WorkRow]) -> Iterator[Held]:
    part = parts_of(workspace)
    return ((row.who or None, partial(_matter, workspace, part, row)) for row in rows)


def _matter(workspace: Workspace, part: Callable[[WorkRow], Part], row: WorkRow) -> Matter:
    return matter_of(workspace, *part(row))


COUNTS: Final[tuple[Count, ...]] = (
    Count("customers", _customers, covered=False, weighs=False),
    Count("entries", _entries, covered=True, weighs=True),
    Count("overdue", _overdue, covered=True, weighs=False),
    Count("requests", _work("requests"), covered=True, weighs=True),
    Count("tasks", _work("tasks"), covered=True, weighs=True),
    Count("complaints", _work("complaints"), covered=True, weighs=True),
    Count("escalations", _work("escalations"), covered=True, weighs=True),
    Count("posted", _posted, covered=True, weighs=False),
)
"""What stands in `team load`, a column each."""


class Load(NamedTuple):
    """What a person has: the counts by key, the open work, and that work for a full week.

    `load` is None where the record gives the person no hours.
    """

    counts: Mapping[str, int]
    open: int
    load: float | None

    @property
    def order(self) -> tuple[bool, float, int]:
        """The least loaded first; who has no hours last."""
        return self.load is None, self.load or 0.0, self.counts["customers"]


def loads(workspace: Workspace, day: date) -> dict[str, Load]:
    """The load of every colleague who works here on `day`, by handle.

    What is open today is counted with whoever acts on `day`: there who covers has it.
    """
    roster = workspace.roster
    people = [raw for raw in workspace.people if roster.is_active(raw["id"], day)]
    counted: dict[str, Counter[str]] = {}
    for count in COUNTS:
        held = count.held(workspace)
        if count.covered:
            counted[count.key] = falls_to(roster, day, held)
        else:
            counted[count.key] = Counter(roster.keeper(who, day) or "" for who, _ in held)
    full = workspace.process.policy.full_week_hours
    return {raw["id"]: _load(raw["id"], raw.get("capacity"), counted, full) for raw in people}


def _load(handle: str, capacity: object, counted: Mapping[str, Counter[str]], full: int) -> Load:
    counts = {key: found[handle] for key, found in counted.items()}
    work = sum(counts[count.key] for count in COUNTS if count.weighs)
    hours = Decimal(full if capacity is None else str(capacity))
    return Load(counts, work, round(float(work * full / hours), 1) if hours else None)


# what is overdue, each thing for itself


class Late(NamedTuple):
    """One thing whose day is over: its kind, who acts on it today, and what it is.

    An entry is known by its customer, all else by an id of its own; `what` is the rule.
    """

    kind: str
    who: str | None
    ref: str
    customer: str
    what: str
    due: str


WORK: Final = ("requests", "tasks", "complaints", "escalations")
LATE: Final = ("entries", *WORK)
"""Of what is told whether it is overdue, in this order."""


def late(workspace: Workspace) -> list[Late]:
    """Everything that is overdue today, by kind, due and id; of entries as many as in `COUNTS`."""
    roster, day, today = workspace.roster, workspace.today, workspace.today.isoformat()
    entries = [row for row in workspace.entries(None) if row.due and row.due < today]
    people = acting(roster, day, (_entry(workspace, row) for row in entries))
    found = [
        Late("entries", who, row.customer, row.customer, row.rule, row.due or "")
        for row, who in zip(entries, people, strict=True)
    ]
    for kind in WORK:
        rows = [row for row in _rows(workspace, kind) if row.due and row.due < today]
        people = acting(roster, day, _held(workspace, rows))
        found += [
            Late(kind, who, row.id, row.customer, row.rule, row.due or "")
            for row, who in zip(rows, people, strict=True)
        ]
    return sorted(found, key=lambda one: (LATE.index(one.kind), one.due, one.ref, one.what))


def open_of(workspace: Workspace, handle: str) -> dict[str, list[str | None]]:
    """By customer the due days of what weighs and is a person's own by right."""
    found: dict[str, list[str | None]] = {}
    for row in workspace.entries([handle]):
        found.setdefault(row.customer, []).append(row.due)
    for kind in WORK:
        for one in _rows(workspace, kind):
            if one.who == handle:
                found.setdefault(one.customer, []).append(one.due)
    return found
