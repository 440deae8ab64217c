"""Handing over what a colleague has open: who could take what, what that changes (A0.23).

To cover is a dated delegation in the absence, so it ends with it; to assign for good changes whose
it is; what is left stays as it is.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from msgspec.structs import replace

from clm.domain.changes import Set
from clm.domain.complaining import is_open as is_complaint_open
from clm.domain.cover import Matter
from clm.domain.decisions import Decision, customer_file
from clm.domain.people import Replacement
from clm.domain.requesting import ENDED, is_open, tasks_in
from clm.domain.reviewacts import file_of
from clm.domain.reviewing import owner_of, status_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from clm.domain.customer import Customer
    from clm.domain.decisions import Actor
    from clm.domain.people import Absence
    from clm.domain.process import Dossier
    from clm.domain.values import ItemKind

Strategy = Literal["fit", "balance", "department"]
"""How takers are found: who fits best, who has fewest open, or that within the department."""


class Wants(NamedTuple):
    """What a piece of work asks of who does it; None asks nothing."""

    department: str | None = None
    region: str | None = None
    skill: str | None = None
    language: str | None = None


class Item(NamedTuple):
    """One thing that somebody has open: whose it is by right ("" nobody's), what, due by when."""

    id: str
    kind: ItemKind
    customer: str
    name: str
    whose: str
    what: str
    due: str | None
    class_: str | None = None
    wants: Wants = Wants()

    @property
    def matter(self) -> Matter:
        """The item as covers look at it."""
        own = (self.id,) if self.id == self.customer else (self.id, self.customer)
        return Matter(own, self.class_, self.wants.department, self.kind)


class Taker(NamedTuple):
    """A colleague who is there, what they can do, and how much else they have open then."""

    handle: str
    departments: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    skills: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    load: int = 0

    def fits(self, item: Item) -> tuple[str, ...]:
        """What the item asks for that they have."""
        return tuple(
            word for word, field in _ASPECTS if getattr(item.wants, word) in getattr(self, field)
        )

    def like(self, item: Item, of: Taker) -> tuple[str, ...]:
        """What they have in common with `of`, where the item asks for nothing."""
        return tuple(
            word
            for word, field in _ASPECTS[:3]  # nobody is proposed for speaking a language at all
            if getattr(item.wants, word) is None and getattr(self, field) & getattr(of, field)
        )


_ASPECTS: Final = (
    ("department", "departments"),
    ("region", "regions"),
    ("skill", "skills"),
    ("language", "languages"),
)
"""What work may ask for, and where a colleague's record has it."""


class Choice(NamedTuple):
    """What becomes of an item: a person covers it, has it for good, or it is left as it is."""

    how: Literal["cover", "assign", "leave"]
    person: str | None = None
    why: tuple[str, ...] = ()
    """What the item asks for that the person has."""
    like: tuple[str, ...] = ()
    """What the person has in common with whose it is, where the item asks for nothing."""


def plan(
    items: Sequence[Item], of: Taker, takers: Sequence[Taker], strategy: Strategy
) -> dict[str, Choice]:
    """Who could cover each item, by its id; all items of a customer go to one person (A0.32).

    Who takes something has more open for the next. With nobody to take it, an item is left.
    """
    loads = Counter({one.handle: one.load for one in takers})
    groups: dict[str, list[Item]] = {}
    for item in items:
        groups.setdefault(item.customer, []).append(item)
    found: dict[str, Choice] = {}
    for group in groups.values():
        chosen = _taker(group, of, takers, strategy, loads)
        if chosen:
            loads[chosen.handle] += len(group)
        for item in group:
            found[item.id] = (
                Choice("cover", chosen.handle, chosen.fits(item), chosen.like(item, of))
                if chosen
                else Choice("leave")
            )
    return found


def _taker(
    group: Sequence[Item],
    of: Taker,
    takers: Sequence[Taker],
    strategy: Strategy,
    loads: Mapping[str, int],
) -> Taker | None:
    """The one for a customer's items: the most of them fit, then fewest open, then the handle."""

    def rank(taker: Taker) -> tuple[int, int, str]:
        held = [(*taker.fits(item), *taker.like(item, of)) for item in group]
        fits = {
            "fit": sum(map(len, held)),
            "balance": 0,
            "department": sum("department" in one for one in held),
        }
        return (-fits[strategy], loads[taker.handle], taker.handle)

    return min(takers, key=rank, default=None)


def for_new(loads: Mapping[str, tuple[int, int]]) -> str | None:
    """Who covers what comes in meanwhile: who has fewest open then; None: nobody is there."""
    return min(loads, key=lambda who: (loads[who][1], who), default=None)


def loads_after(
    takers: Iterable[Taker],
    choices: Mapping[str, Choice],
    now: Mapping[str, str | None],
    along: Iterable[tuple[str | None, str | None]] = (),
) -> dict[str, tuple[int, int]]:
    """How much each has open before and after a plan; `now` is who has each item before it.

    What nobody takes stays with who has it. `along` is who has what else goes from hand to hand
    with it, before and after; a taker's load holds it as before.
    """
    before = Counter(now.values())
    after = Counter(
        now[item] if item not in choices or choices[item].how == "leave" else choices[item].person
        for item in now
    )
    for had, has in along:
        after[has] += 1
        after[had] -= 1
    return {
        one.handle: (one.load + before[one.handle], one.load + after[one.handle]) for one in takers
    }


def left_in(items: Iterable[Item], choices: Mapping[str, Choice]) -> frozenset[str]:
    """Customers of whom something is left as it is: a cover of theirs is of the entry alone."""
    leave = Choice("leave")
    return frozenset(
        item.customer for item in items if choices.get(item.id, leave).how == leave.how
    )


def delegated(
    absence: Absence,
    covers: Mapping[str, str],
    actor: Actor,
    rest: str | None = None,
    alone: Collection[str] = (),
) -> Absence:
    """An absence in which single items are covered: id of the item → who does (A0.24).

    A customer stands for all of theirs, one of `alone` for the entry only (A0.23). Who covered an
    item before does so no longer. One replacement for each person holds all items of theirs, one
    the entries alone. `rest` covers everything else where nobody does yet; who is the only one
    besides needs no items of their own.
    """
    held: dict[tuple[str, ItemKind | None], list[str]] = {}
    kept: list[Replacement] = []
    ids: dict[tuple[str, ItemKind | None], str] = {}
    for one in absence.replacements:
        if not one.items or one.class_ or one.department or one.kind not in {None, "entry"}:
            kept.append(one)
            continue
        key = one.replacement, one.kind
        ids.setdefault(key, one.id)
        # Who covers all of a customer's goes on with what is left.
        gone = covers.keys() if one.kind else covers.keys() - set(alone)
        held.setdefault(key, []).extend(item for item in one.items if item not in gone)
    for item, person in covers.items():
        held.setdefault((person, "entry" if item in alone else None), []).append(item)
    made = [
        Replacement(
            id=ids.get((person, kind)) or actor.new_id("rp"),
            replacement=person,
            kind=kind,
            items=tuple(items),
        )
        for (person, kind), items in held.items()
        if items
    ]
    whole = absence.replacement or rest
    if not kept and {one.replacement for one in made} == {whole}:
        made = []
    return replace(absence, replacement=whole, replacements=(*kept, *made))


# for good


def role_in(customer: Customer, item: Item) -> Literal["owner", "sales"]:
    """As what whose it is looks after the customer, and so who gets it will."""
    return "sales" if customer.owner is None and customer.sales == item.whose else "owner"


def reassign_reminder(dossier: Dossier, reminder: str, person: str) -> Decision:
    """Make a reminder, by its id, somebody else's."""
    target = customer_file(dossier.customer)
    return Decision((Set(target, ("reminders", reminder, "for"), person),))


def is_reminder_of(dossier: Dossier, item: Item, holders: Collection[str | None]) -> bool:
    """Is a reminder still open, and for one of these?"""
    return any(
        one.id == item.id and one.done_on is None and one.for_ in holders
        for one in dossier.customer.reminders
    )


def is_request_of(dossier: Dossier, item: Item, holders: Collection[str | None]) -> bool:
    """Is a request still open, and does one of these answer for it?"""
    return any(
        one.id == item.id and is_open(one) and one.spoc in holders for one in dossier.requests
    )


def is_task_of(dossier: Dossier, item: Item, holders: Collection[str | None]) -> bool:
    """Is a task still open, and does one of these do it?"""
    return any(
        task.id == item.id and task.status not in ENDED and task.executor in holders
        for _, task in tasks_in(dossier)
    )


def is_review_of(dossier: Dossier, item: Item, holders: Collection[str | None]) -> bool:
    """Is a review not signed off yet, and does one of these hold it?"""
    return any(
        one.id == item.id and status_of(one) != "signed-off" and owner_of(one, dossier) in holders
        for one in dossier.reviews
    )


def reassign_review(dossier: Dossier, review: str, person: str) -> Decision:
    """Make somebody else hold a review, by its id."""
    target = file_of(dossier.customer.id)
    return Decision((Set(target, ("reviews", review, "owner"), person),))


def is_complaint_of(dossier: Dossier, item: Item, holders: Collection[str | None]) -> bool:
    """Is a complaint still open, and does one of these handle it?"""
    return any(
        one.id == item.id and is_complaint_open(one) and one.handler in holders
        for one in dossier.complaints
    )
