"""Reading records out of the index: all of a kind at once, without parsing their files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clm.store.index import Index


class Reachable(msgspec.Struct, frozen=True, kw_only=True):
    """How a contact is reached."""

    email: str | None = None
    phone: str | None = None


class Identity(msgspec.Struct, frozen=True, kw_only=True):
    """The part of a customer that tells it from others."""

    id: str
    name: str
    external_ids: dict[str, str] = {}
    contacts: tuple[Reachable, ...] = ()


def identities(index: Index) -> Iterator[Identity]:
    """Every readable customer; only these fields are decoded, so 100,000 are quick."""
    decode = msgspec.msgpack.Decoder(Identity).decode
    rows = index.db.execute("SELECT record FROM files WHERE kind='customer' AND NOT bad")
    for (blob,) in rows:
        yield decode(blob)
