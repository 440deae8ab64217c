"""Surveys out of the index, and the dossiers of those who may be asked: all at once."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

import msgspec

from clm.domain.survey import Survey
from clm.store.dossiers import Facts, dossier

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from clm.domain.process import Dossier, Process
    from clm.store.index import Index

_AT_ONCE: Final = 500


def surveys(index: Index) -> list[Survey]:
    """Every survey whose file can be read, by id."""
    decode = msgspec.msgpack.Decoder(Survey).decode
    rows = index.db.execute(
        "SELECT record FROM files WHERE kind = 'survey' AND NOT bad ORDER BY id"
    )
    return [decode(blob) for (blob,) in rows]


def dossiers(index: Index, ids: Iterable[str], process: Process) -> Iterator[Dossier]:
    """All facts about some customers, in their order; one whose file is bad is left out."""
    left = iter(ids)
    while part := list(islice(left, _AT_ONCE)):
        facts = Facts.of_all(index.db, part)
        for customer in part:
            found = dossier(facts[customer], process)
            if found:
                yield found
