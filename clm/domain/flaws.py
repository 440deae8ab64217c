"""What rules over records answer with: flaws at places, by what is known beside the record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from clm.domain.policy import Complete, CompleteCustomer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

At = tuple[str, ...]
"""The path to a field: names as they stand in the file, and the ids of list items."""

_MANY: Final = 20
"""A hint lists no more handles than this."""


class Flaw(NamedTuple):
    """One broken rule at one field of a record."""

    at: At
    sentence: str
    hint: str | None = None


class Known(NamedTuple):
    """What there is beside the record: ids by the names of files, so a bad file is known too.

    `team` are all colleagues, `former` those of them who are not active on `today`, `retired` the
    services that are not offered any more, `shared` the accounts that several use, `templates` the
    names of all templates. `tags` are the names of tags as `tags.known_tags` has them, `asked` the
    fields that make a request complete, `asked_of_customer` a customer; `roles` are those that
    colleagues who are active have.
    """

    today: date
    team: frozenset[str] = frozenset()
    former: frozenset[str] = frozenset()
    vpas: frozenset[str] = frozenset()
    customers: frozenset[str] = frozenset()
    calendars: frozenset[str] = frozenset()
    services: frozenset[str] = frozenset()
    retired: frozenset[str] = frozenset()
    slas: frozenset[str] = frozenset()
    shared: frozenset[str] = frozenset()
    templates: frozenset[str] = frozenset()
    tags: Mapping[str, str] = {}
    asked: Complete = Complete()
    asked_of_customer: CompleteCustomer = CompleteCustomer()
    roles: frozenset[str] = frozenset()


def nobody(handles: Iterable[tuple[At, str | None]], known: frozenset[str]) -> Iterator[Flaw]:
    """The handles that are none of the known ones."""
    for at, handle in handles:
        if handle and handle not in known:
            yield Flaw(at, f"{at[-1]}: nobody has the handle {handle}", listed(known))


def gone(handles: Iterable[tuple[At, str | None]], known: Known, hint: str) -> Iterator[Flaw]:
    """The handles of colleagues who are not active on the day (A2.4)."""
    for at, handle in handles:
        if handle in known.former:
            yield Flaw(at, f"{at[-1]}: {handle} is not active on {known.today}", hint)


def unnamed(name: str) -> Iterator[Flaw]:
    """What is listed by its name has one."""
    if not name.strip():
        yield Flaw(("name",), "name: it has none", "what do people call it?")


def listed(known: frozenset[str]) -> str | None:
    """The known ones as a hint, where they are few."""
    return f"known: {', '.join(sorted(known))}" if 0 < len(known) <= _MANY else None


def circle_from(start: str, follows: Mapping[str, str | None]) -> list[str]:
    """The items that one follows until it is met again; none where it is not."""
    met: list[str] = []
    item: str | None = start
    while item is not None and item not in met:
        met.append(item)
        item = follows.get(item)
    return met if item == start else []
