"""WHAT SOMEBODY MAY HAVE OPEN, one row a kind: how it is found and made another's (A0.23)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

from clm.domain import tasks
from clm.domain.handingover import Item, Wants, is_reminder_of, reassign_customer, reassign_reminder
from clm.domain.lists import ANYONE
from clm.services.acting import person_of
from clm.services.covering import KINDS as OWN_ITEMS
from clm.services.worklist import owner_of
from clm.store.stored import reminded

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from clm.domain.decisions import Actor, Decision
    from clm.domain.process import Dossier
    from clm.domain.values import ItemKind
    from clm.services.workspace import Workspace
    from clm.store.stored import Reminded

    Known = Mapping[str, Reminded]
    """Customer who is in a list → what is known of them here."""


class Kind(NamedTuple):
    """One kind of item: everybody's open ones, and what makes one another person's for good.

    `is_theirs` asks once more, of fresh facts, before it is given away. `with_customer`: it is
    given away with its customer, and so with all else of theirs.
    """

    find: Callable[[Workspace, Known], Iterable[Item]]
    is_theirs: Callable[[Workspace, Dossier, Item, Collection[str | None]], bool]
    reassign: Callable[[Dossier, Item, Actor, str], Decision]
    with_customer: bool = True


def _entries(workspace: Workspace, known: Known) -> Iterator[Item]:
    """A customer with visible entries is one item, as in `mine`."""
    found: dict[tuple[str, str], Item] = {}
    for row in workspace.entries(None):
        if row.rule in OWN_ITEMS:
            continue
        before = found.get((row.customer, row.who))
        item = before or _of(
            known, Item(row.customer, "entry", row.customer, row.name, row.who, "", row.due)
        )
        what = dict.fromkeys([*item.what.split(), *row.word.split()])
        found[row.customer, row.who] = item._replace(what=" ".join(what))
    return iter(found.values())


def _reminders(_workspace: Workspace, known: Known) -> Iterator[Item]:
    """Open reminders, also of days to come."""
    for one in known.values():
        for item in one.reminders:
            if item.done_on is None:
                day, why = item.on.isoformat(), item.why or ""
                yield _of(known, Item(item.id, "reminder", one.id, one.name, item.for_, why, day))


def _deadlines(workspace: Workspace, known: Known) -> Iterator[Item]:
    for row in workspace.asks():
        item = Item(row.id, "deadline", row.customer, row.name, row.responsible, row.ask, row.due)
        yield _of(known, item)


def _posted(workspace: Workspace, known: Known) -> Iterator[Item]:
    for row, task in workspace.posted_tasks():
        if task.status in tasks.OPEN and row["id"] in known:
            due = task.deadline[:10] if task.deadline else None
            name, whose = str(row["name"]), owner_of(row) or ANYONE
            yield _of(known, Item(task.id, "posted", row["id"], name, whose, task.title, due))


def _of(known: Known, item: Item) -> Item:
    """The item with what is known of its customer."""
    of = known.get(item.customer)
    return item._replace(class_=of.held, wants=Wants(language=of.language)) if of else item


def _is_customers(
    workspace: Workspace, dossier: Dossier, _item: Item, holders: Collection[str | None]
) -> bool:
    return person_of(workspace, dossier) in holders


def _is_reminders(
    _workspace: Workspace, dossier: Dossier, item: Item, holders: Collection[str | None]
) -> bool:
    return is_reminder_of(dossier, item, holders)


KINDS: Final[dict[ItemKind, Kind]] = {
    "entry": Kind(_entries, _is_customers, reassign_customer),
    "reminder": Kind(_reminders, _is_reminders, reassign_reminder, with_customer=False),
    "deadline": Kind(_deadlines, _is_customers, reassign_customer),
    "posted": Kind(_posted, _is_customers, reassign_customer),
}
"""Each kind that can be handed over; a VPA's deadline and a posted task are their customer's."""


def open_items(workspace: Workspace) -> list[Item]:
    """What everybody has open, by due (none last), kind and id."""
    known = {one.id: one for one in reminded(workspace.index)}
    found = [item for kind in KINDS.values() for item in kind.find(workspace, known)]
    return sorted(found, key=lambda one: (one.due is None, one.due or "", one.kind, one.id))


def loads(workspace: Workspace, items: Iterable[Item]) -> Counter[str]:
    """How many items fall to each person today, what they cover included."""
    roster, today = workspace.roster, workspace.today
    whose = (roster.effective(one.whose or None, today, one.matter) for one in items)
    return Counter(person for person in whose if person)
