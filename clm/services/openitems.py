"""WHAT SOMEBODY MAY HAVE OPEN, one row a kind: how it is found (A0.23)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from clm.domain import tasks
from clm.domain.handingover import Item, Wants
from clm.domain.lists import ANYONE
from clm.i18n import label
from clm.services.covering import KINDS as OWN_ITEMS
from clm.services.covering import owner_of
from clm.store.stored import Spoken, reminded, spoken

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from clm.domain.values import ItemKind
    from clm.services.workspace import Workspace
    from clm.store.answers import WorkRow

    People = list[str] | None


def _entries(workspace: Workspace, people: People) -> Iterator[Item]:
    """A customer with visible entries is one item, as in `mine`."""
    found: dict[tuple[str, str], Item] = {}
    for row in workspace.entries(people):
        if row.rule in OWN_ITEMS:
            continue
        new = Item(row.customer, "entry", row.customer, row.name, row.who, "", row.due)
        item = found.get((row.customer, row.who), new)
        what = dict.fromkeys([*item.what.split(), *row.word.split()])
        found[row.customer, row.who] = item._replace(what=" ".join(what))
    return iter(found.values())


def _reminders(workspace: Workspace, people: People) -> Iterator[Item]:
    """Open reminders, also of days to come."""
    named = None if people is None else [who for who in people if who != ANYONE]
    for one in reminded(workspace.index, named):
        for item in one.reminders:
            if item.done_on is None and (named is None or item.for_ in named):
                day, why = item.on.isoformat(), item.why or ""
                yield Item(item.id, "reminder", one.id, one.name, item.for_, why, day)


def _deadlines(workspace: Workspace, people: People) -> Iterator[Item]:
    for row in workspace.asks(people):
        whose, what = row.responsible, row.ask
        yield Item(row.id, "deadline", row.customer, row.name, whose, what, row.due)


def _posted(workspace: Workspace, people: People) -> Iterator[Item]:
    for row, task in workspace.posted_tasks(people):
        if task.status in tasks.OPEN and row.get("list"):
            due = task.deadline[:10] if task.deadline else None
            name, whose = str(row["name"]), owner_of(row) or ANYONE
            yield Item(task.id, "posted", row["id"], name, whose, task.title, due)


def _requests(workspace: Workspace, people: People) -> Iterator[Item]:
    for row in _work(workspace, people, "requests"):
        yield Item(row.id, "request", row.customer, row.name, row.who, row.title, row.due)


def _tasks(workspace: Workspace, people: People) -> Iterator[Item]:
    """Internal tasks of every kind, with what they ask of who does them (A0.36)."""
    rows = _work(workspace, people, "tasks")
    today = workspace.today.isoformat()
    few: Iterable[str | None] = (None,) if people is None else {row.customer for row in rows}
    known = {
        held["id"]: held
        for customer in few
        for *_, held in workspace.index.work_items("tasks", today, ended=False, customer=customer)
    }
    for row in rows:
        of = known[row.id]
        wants = Wants(of["department"], of["region"], of["skill"])
        kind: ItemKind = of["task_kind"] or "internal"
        item = Item(row.id, kind, row.customer, row.name, row.who, row.title, row.due)
        yield item._replace(wants=wants)


def _complaints(workspace: Workspace, people: People) -> Iterator[Item]:
    for row in _work(workspace, people, "complaints"):
        yield Item(row.id, "complaint", row.customer, row.name, row.who, row.title, row.due)


def _reviews(workspace: Workspace, people: People) -> Iterator[Item]:
    for row in _work(workspace, people, "reviews"):
        yield Item(row.id, "review", row.customer, row.name, row.who, label(row.rule), row.due)


def _escalations(workspace: Workspace, people: People) -> Iterator[Item]:
    for row in _work(workspace, people, "escalations"):
        yield Item(row.id, "escalation", row.customer, row.name, row.who, row.title, row.due)


def _work(workspace: Workspace, people: People, kind: str) -> list[WorkRow]:
    today = workspace.today.isoformat()
    return workspace.shown(
        lambda: workspace.index.work(today, people, kind, ahead=True), lambda row: row.customer
    )


FOUND: Final[tuple[Callable[[Workspace, People], Iterable[Item]], ...]] = (
    _entries,
    _reminders,
    _deadlines,
    _posted,
    _requests,
    _tasks,
    _complaints,
    _reviews,
    _escalations,
)
"""Of each kind the open ones of some people (None: of all)."""


def open_items(workspace: Workspace, people: People = None) -> list[Item]:
    """What some people have open, or everybody, by due (none last), kind and id."""
    found = [item for find in FOUND for item in find(workspace, people)]
    known = spoken(workspace.index, None if people is None else {item.customer for item in found})
    items = [_of(known.get(item.customer, Spoken()), item) for item in found]
    return sorted(items, key=lambda one: (one.due is None, one.due or "", one.kind, one.id))


def _of(customer: Spoken, item: Item) -> Item:
    """The item with what is known of its customer."""
    wants = item.wants._replace(language=customer.language)
    return item._replace(class_=customer.held, wants=wants)


def is_later(item: Item, last: date | None) -> bool:
    """Is it due after the last day of an absence (None: an open end), so theirs again by then?"""
    return bool(last and item.due and item.due > last.isoformat())


def acting_then(workspace: Workspace, item: Item, first: date, last: date | None) -> str | None:
    """Who has an item from `first` through `last` (None: an open end): who acts when it is due."""
    day = day_within(item, first, last)
    return workspace.roster.effective(item.whose or None, day, item.matter)


def day_within(item: Item, first: date, last: date | None) -> date:
    """The day on which an item counts from `first` through `last`: when it is due, or the nearest.

    Without a due day it is the first.
    """
    due = date.fromisoformat(item.due) if item.due else first
    return max(first, min(due, last or date.max))
