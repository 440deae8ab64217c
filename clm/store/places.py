"""Where something stands in a file: the line and column of a field, and the ids of its items."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from clm.store import spans
from clm.store.spans import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from clm.store.spans import Node

_DAY: Final = ("on", "until", "region", "from")
"""The fields that tell the days of a calendar apart."""


def place_of(root: Node, at: tuple[str | int, ...]) -> tuple[int, int]:
    """Line and column (both from 1) of the value at a path, or of the nearest thing above it.

    `at` is made of field names and the ids of list items (`("bookings", "b-2k9x7d1q")`), or their
    numbers from 0.
    """
    node = root
    for name in at:
        below = _below(node, name)
        if below is None:
            break
        node = below
    return node.start_mark.line + 1, node.start_mark.column + 1


def _below(node: Node, name: str | int) -> Node | None:
    if isinstance(name, int):
        return node.items[name] if isinstance(node, spans.Sequence) else None
    if isinstance(node, spans.Mapping):
        return node.entries[name][1] if name in node.entries else None
    return _by_name(node).get(name) if isinstance(node, spans.Sequence) else None


@lru_cache(maxsize=4)
def _by_name(node: spans.Sequence) -> dict[str, Node]:
    """The items of a list by name, the first of each: a list may have a fault in every item."""
    return {name_of(plain(item)): item for item in reversed(node.items)}


def name_of(item: Any) -> str:  # noqa: ANN401 -- an item as it stands in a file
    """What tells an item of a list from the others: its id, or the text itself.

    The days of a calendar have no id: two people who write down the same day mean the same item.
    """
    if not isinstance(item, dict):
        return str(item)
    parts = [item.get(key) for key in (("id",) if "id" in item else _DAY)]
    return "@".join(str(part) for part in parts if part)


_NAMED_BELOW: Final = ("tasks",)
"""Lists below an item whose own items people name by id."""

_LOCAL: Final = frozenset({"questions"})
"""Lists whose ids are words that tell their items apart in the one file alone."""


def item_ids(tree: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], str]]:
    """(path, id) of every item of a file's own lists and of the tasks below, of its plain data."""
    for field, held in tree.items():
        for item in _with_ids(None if field in _LOCAL else held):
            at = (field, item["id"])
            yield at, item["id"]
            for name in _NAMED_BELOW:
                for below in _with_ids(item.get(name)):
                    yield (*at, name, below["id"]), below["id"]


def _with_ids(held: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 -- whatever stands there
    for item in held if isinstance(held, list) else ():
        if isinstance(item, dict) and isinstance(item.get("id"), str):
            yield item
