"""Escalations, initiatives and plans out of the index."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import msgspec

from clm.domain.escalation import Escalation
from clm.domain.initiative import Initiative
from clm.domain.plan import Plan

if TYPE_CHECKING:
    from clm.store.index import Index

R = TypeVar("R", bound=msgspec.Struct)


def escalations(index: Index) -> list[Escalation]:
    """Every escalation whose file can be read, by id."""
    return _all(index, "escalations", Escalation)


def initiatives(index: Index) -> list[Initiative]:
    """Every initiative whose file can be read, by id."""
    return _all(index, "initiatives", Initiative)


def plans(index: Index) -> list[Plan]:
    """Every plan whose file can be read, by id."""
    return _all(index, "plans", Plan)


def _all(index: Index, folder: str, record: type[R]) -> list[R]:
    decode = msgspec.msgpack.Decoder(record).decode
    # By the path, which has an index: to look at the kind of each file takes 0.4 s of 10,000
    # customers.
    text = "SELECT record FROM files WHERE path > ? AND path < ? AND NOT bad ORDER BY id"
    return [decode(blob) for (blob,) in index.db.execute(text, (f"{folder}/", f"{folder}0"))]
