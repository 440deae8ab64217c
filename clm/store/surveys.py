"""Surveys out of the index."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from clm.domain.survey import Survey

if TYPE_CHECKING:
    from clm.store.index import Index


def surveys(index: Index) -> list[Survey]:
    """Every survey whose file can be read, by id."""
    decode = msgspec.msgpack.Decoder(Survey).decode
    rows = index.db.execute(
        "SELECT record FROM files WHERE kind = 'survey' AND NOT bad ORDER BY id"
    )
    return [decode(blob) for (blob,) in rows]
