"""Releasing an internal entry to the VPA (A3.1): a new entry, made of what they may read of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from clm.domain.casefile import TEXTS, Note, texts
from clm.domain.decisions import Decision, case_note
from clm.domain.noting import refuse_secrets
from clm.errors import RefusedError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clm.domain.changes import Add, Change
    from clm.domain.customer import Customer
    from clm.domain.decisions import Actor


class Release(NamedTuple):
    """How an entry is released: other words, other tags, why, and whether a secret may be in it."""

    text: str | None = None
    tags: tuple[str, ...] | None = None
    why: str | None = None
    force: bool = False


def released(
    customer: Customer, actor: Actor, note: Note, theirs: Sequence[Note], wish: Release
) -> Decision:
    """A new entry in the VPA's file, the first change, with what an internal entry says.

    Nothing of prices, bookings, complaints or templates goes with it. `theirs` are the entries
    of the VPA's file.

    Raises:
        RefusedError: it is released already, or seems to hold a secret.
        UsageError: nothing of it is for a VPA to read.
    """
    refuse_released(note, theirs)
    new = for_vpa(customer, actor, note, wish)
    refuse_secrets(new.item, wish.why if wish.force else None)
    changes: list[Change] = [new]
    if wish.why:
        changes.append(case_note(customer, actor, f"{note.id} → {new.item.id}: {wish.why}"))
    return Decision(tuple(changes), forced=wish.force)


def refuse_released(note: Note, theirs: Sequence[Note]) -> None:
    """An entry is released once.

    Raises:
        RefusedError: one of the VPA's entries was made of it.
    """
    for other in theirs:
        if other.released_from == note.id:
            raise RefusedError(f"{note.id} is released already, as {other.id}")


def for_vpa(customer: Customer, actor: Actor, note: Note, wish: Release) -> Add:
    """The entry as the VPA is to read it; other words stand for all of the old ones."""
    kept = {} if wish.text else {field: getattr(note, field) for field in TEXTS}
    made = case_note(customer, actor, wish.text or "", file="vpa")
    new = msgspec.structs.replace(
        made.item,
        kind="other" if note.kind == "special-agreement" else note.kind,
        tags=note.tags if wish.tags is None else wish.tags,
        quote=None if wish.text else note.quote,
        released_from=note.id,
        **kept,
    )
    if not any(texts(new)):
        raise UsageError(f"{note.id} has nothing for a VPA to read", "--text TEXT says what")
    return made._replace(item=new)
