"""Whose work a person sees on a day: their own, and what they cover for colleagues who are away."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Any

from clm.domain.cover import Matter
from clm.domain.lists import ANYONE, whose

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import date

    from clm.domain.cover import Roster
    from clm.services.workspace import Workspace
    from clm.store.answers import EntryRow

KINDS = {"reminder": "reminder", "vpa-deadline": "deadline"}
"""Rules of the worklist whose entries are items of their own; all others are their customer's."""


class Whose(dict[str, str | None]):
    """Whose entries a person sees → the colleague they cover with them, None for their own.

    Of some colleagues only a part is theirs to cover: `holds` tells which (A0.27).
    """

    def __init__(self, workspace: Workspace, handle: str) -> None:
        """Look at who is away today; the colleague who is covered keeps seeing their own."""
        super().__init__(dict.fromkeys(workspace.lists_of(handle)))
        self.workspace, self.handle = workspace, handle
        self.parted: set[str] = set()
        roster, today = workspace.roster, workspace.today
        for other in sorted(workspace.team):
            who, parted = roster.reach(other, today)
            if other == handle or handle not in who:
                continue
            if parted:
                self.parted.add(other)
            elif roster.cover(other, today) != handle:
                continue
            for one in workspace.lists_of(other):
                self.setdefault(one, other)

    def holds(
        self,
        who: str,
        customer: str,
        item: str | None = None,
        kind: str = "entry",
        department: str | None = None,
    ) -> bool:
        """Is a piece of work of `who` theirs to see?"""
        other = self.get(who)
        if other is None or other not in self.parted:
            return True
        workspace = self.workspace
        matter = matter_of(workspace, customer, item, kind, department)
        return workspace.roster.cover(other, workspace.today, matter) == self.handle

    def entries(self, rows: Iterable[EntryRow]) -> list[EntryRow]:
        """The entries that are theirs to see."""
        return [row for row in rows if self.holds(row.who, row.customer, *part_of(row))]


def part_of(row: EntryRow) -> tuple[str, str]:
    """The item that an entry is, and its kind."""
    return row.trigger, kind_of(row.rule)


def kind_of(rule: str) -> str:
    """What kind of item the entries of a rule are."""
    return KINDS.get(rule, "entry")


def matter_of(
    workspace: Workspace,
    customer: str,
    item: str | None = None,
    kind: str = "entry",
    department: str | None = None,
) -> Matter:
    """A customer's piece of work as covers look at it (A0.27); an entry is its customer's."""
    own = (item,) if item and kind != "entry" else ()
    return Matter((*own, customer), class_of(workspace, customer), department, kind)


def class_of(workspace: Workspace, customer: str) -> str | None:
    """The class of a customer today, as lists have it."""
    row = workspace.index.row_of(customer)
    return json.loads(row)["class"] if row else None


def owner_of(row: Mapping[str, Any]) -> str | None:
    """Whose customer a row is (L14)."""
    return whose(row["owner"], row["sales"], row["phase"])


def falls_to(
    roster: Roster, day: date, held: Iterable[tuple[str | None, Callable[[], Matter]]]
) -> Counter[str]:
    """How much of some work, each piece with whose it is by right, falls to each person (A0.24)."""
    return Counter(person for person in acting(roster, day, held) if person is not None)


def acting(
    roster: Roster, day: date, held: Iterable[tuple[str | None, Callable[[], Matter]]]
) -> Iterator[str | None]:
    """Who acts on each piece of some work, each with whose it is by right (A0.24).

    What a piece is about is asked only where somebody covers a part of that person's work (A0.27).
    """

    @cache
    def whole(who: str | None) -> tuple[str | None, bool]:
        keeper = roster.keeper(who, day)
        parted = keeper is not None and roster.reach(keeper, day)[1]
        return (None if keeper is None else roster.cover(keeper, day)), parted

    for who, matter in held:
        person, parted = whole(who)
        yield roster.effective(who, day, matter()) if parted else person


def effective(workspace: Workspace, who: str, matter: Matter) -> str | None:
    """Who acts today on a piece of work of `who` (L14); None: nobody can."""
    person = who if who != ANYONE else None
    return workspace.roster.effective(person, workspace.today, matter)
