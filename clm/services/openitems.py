"""WHAT SOMEBODY MAY HAVE OPEN, one row a kind: how it is found and made another's (A0.23)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from clm.domain import tasks
from clm.domain.handingover import (
    Item,
    Wants,
    is_reminder_of,
    is_request_of,
    is_task_of,
    reassign_reminder,
    role_in,
)
from clm.domain.lists import ANYONE
from clm.services.acting import Step, person_of
from clm.services.appointing import customer_alone, steps
from clm.services.covering import KINDS as OWN_ITEMS
from clm.services.refs import Found
from clm.services.worklist import owner_of
from clm.store.stored import Spoken, reminded, spoken

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from clm.domain.decisions import Actor
    from clm.domain.process import Dossier
    from clm.domain.values import ItemKind
    from clm.services.appointing import Giving
    from clm.services.workspace import Workspace
    from clm.store.answers import WorkRow

    People = list[str] | None


class Kind(NamedTuple):
    """One kind of item: the open ones of some people (None: of all), and giving one away for good.

    `is_theirs` asks once more, of fresh facts, before it is given away. `with_customer`: it is
    given away with its customer, and so with all else of theirs.
    """

    find: Callable[[Workspace, People], Iterable[Item]]
    is_theirs: Callable[[Workspace, Dossier, Item, Collection[str | None]], bool]
    give: Callable[[Workspace, Item, Giving, Actor], Iterator[Step]]
    with_customer: bool = True


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


def _work(workspace: Workspace, people: People, kind: str) -> list[WorkRow]:
    today = workspace.today.isoformat()
    return workspace.shown(
        lambda: workspace.index.work(today, people, kind), lambda row: row.customer
    )


def _with_another(_workspace: Workspace, _people: People) -> Iterator[Item]:
    """Found with the other tasks."""
    return iter(())


def _is_customers(
    workspace: Workspace, dossier: Dossier, _item: Item, holders: Collection[str | None]
) -> bool:
    return person_of(workspace, dossier) in holders


def _is_reminders(
    _workspace: Workspace, dossier: Dossier, item: Item, holders: Collection[str | None]
) -> bool:
    return is_reminder_of(dossier, item, holders)


def _is_requests(
    _workspace: Workspace, dossier: Dossier, item: Item, holders: Collection[str | None]
) -> bool:
    return is_request_of(dossier, item, holders)


def _is_tasks(
    _workspace: Workspace, dossier: Dossier, item: Item, holders: Collection[str | None]
) -> bool:
    return is_task_of(dossier, item, holders)


# given away for good: as `clm assign` does it


def _give(workspace: Workspace, item: Item, giving: Giving, me: Actor) -> Iterator[Step]:
    return steps(workspace, Found(item.customer, item.id), giving, me)


def _give_customer(workspace: Workspace, item: Item, giving: Giving, me: Actor) -> Iterator[Step]:
    dossier = workspace.dossier(item.customer)
    role = role_in(dossier.customer, item)
    yield Step(item.customer, customer_alone(workspace, dossier, role, giving, me))


def _give_reminder(workspace: Workspace, item: Item, giving: Giving, _me: Actor) -> Iterator[Step]:
    """No news of the customer, so it is not noted."""
    dossier = workspace.dossier(item.customer)
    yield Step(item.customer, reassign_reminder(dossier, item.id, giving.person))


_OF_TASKS: Final = Kind(_with_another, _is_tasks, _give, with_customer=False)

KINDS: Final[dict[ItemKind, Kind]] = {
    "entry": Kind(_entries, _is_customers, _give_customer),
    "reminder": Kind(_reminders, _is_reminders, _give_reminder, with_customer=False),
    "deadline": Kind(_deadlines, _is_customers, _give_customer),
    "posted": Kind(_posted, _is_customers, _give_customer),
    "request": Kind(_requests, _is_requests, _give, with_customer=False),
    "internal": _OF_TASKS._replace(find=_tasks),
    "follow-up": _OF_TASKS,
    "action": _OF_TASKS,
}
"""Each kind that can be handed over; a VPA's deadline and a posted task are their customer's."""


def open_items(workspace: Workspace, people: People = None) -> list[Item]:
    """What some people have open, or everybody, by due (none last), kind and id."""
    found = [item for kind in KINDS.values() for item in kind.find(workspace, people)]
    known = spoken(workspace.index, None if people is None else {item.customer for item in found})
    items = [_of(known.get(item.customer, Spoken()), item) for item in found]
    return sorted(items, key=lambda one: (one.due is None, one.due or "", one.kind, one.id))


def _of(customer: Spoken, item: Item) -> Item:
    """The item with what is known of its customer."""
    wants = item.wants._replace(language=customer.language)
    return item._replace(class_=customer.held, wants=wants)


def acting_then(workspace: Workspace, item: Item, first: date, last: date | None) -> str | None:
    """Who has an item from `first` through `last` (None: an open end): who acts when it is due."""
    due = date.fromisoformat(item.due) if item.due else first
    day = max(first, min(due, last or date.max))
    return workspace.roster.effective(item.whose or None, day, item.matter)
