"""How much each colleague has to do on a day: THE COUNTS, one row each (A0.36)."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Final, NamedTuple

from clm.domain.request import is_active
from clm.services.worklist import owner_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date

    from clm.services.workspace import Workspace


class Count(NamedTuple):
    """What is counted: whose each thing is by right, and whether it is work of its own.

    `covered`: it falls to who covers on the day, else it stays with whose it is.
    """

    key: str
    whose: Callable[[Workspace], Iterator[str | None]]
    covered: bool
    weighs: bool


def _customers(workspace: Workspace) -> Iterator[str | None]:
    """Customers in the lists, by who looks after them."""
    return (owner_of(row) for row in workspace.customers() if row["list"])


def _entries(workspace: Workspace) -> Iterator[str | None]:
    """Visible entries of the worklist."""
    return (row.who or None for row in workspace.entries(None))


def _overdue(workspace: Workspace) -> Iterator[str | None]:
    """… those of them whose day is over."""
    today = workspace.today.isoformat()
    return (row.who or None for row in workspace.entries(None) if row.due and row.due < today)


def _posted(workspace: Workspace) -> Iterator[str | None]:
    """Active tasks that customers posted, which VPAs do."""
    return (owner_of(row) for row, task in workspace.posted_tasks() if is_active(task))


def _work(kind: str) -> Callable[[Workspace], Iterator[str | None]]:
    """Open requests, by who answers for them, or open tasks, by who does them."""

    def whose(workspace: Workspace) -> Iterator[str | None]:
        today = workspace.today.isoformat()
        rows = workspace.shown(
            lambda: workspace.index.work(today, kind=kind), lambda row: row.customer
        )
        return (row.who or None for row in rows)

    return whose


COUNTS: Final[tuple[Count, ...]] = (
    Count("customers", _customers, covered=False, weighs=False),
    Count("entries", _entries, covered=True, weighs=True),
    Count("overdue", _overdue, covered=True, weighs=False),
    Count("requests", _work("requests"), covered=True, weighs=True),
    Count("tasks", _work("tasks"), covered=True, weighs=True),
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
        acting = roster.effective if count.covered else roster.keeper
        held = Counter(count.whose(workspace))
        found: Counter[str] = Counter()
        for person, number in held.items():
            found[acting(person, day) or ""] += number
        counted[count.key] = found
    full = workspace.process.policy.full_week_hours
    return {raw["id"]: _load(raw["id"], raw.get("capacity"), counted, full) for raw in people}


def _load(handle: str, capacity: object, counted: Mapping[str, Counter[str]], full: int) -> Load:
    counts = {key: found[handle] for key, found in counted.items()}
    work = sum(counts[count.key] for count in COUNTS if count.weighs)
    hours = Decimal(full if capacity is None else str(capacity))
    return Load(counts, work, round(float(work * full / hours), 1) if hours else None)
