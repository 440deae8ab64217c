"""Queries (`--where`): a small tree of comparisons, asked of the items of a list, and printed.

    field = value    != < <= > >=    ~ contains    in (value, value)    and  or  not  ( )

Nothing is evaluated but these comparisons of declared fields (`queryable`). Lists, segments, goals
and policies share it.
"""

from __future__ import annotations

import operator
import re
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from clm.domain.moments import day_of
from clm.domain.names import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import tzinfo

Kind = Literal["text", "number", "date", "bool", "list"]
Value = str | Decimal | date | bool | None
"""What a field is compared with; None is `empty`."""

EMPTY: Final = "empty"
NOTHING: Final = ("null", "none", "nil")
"""What other languages write for it: asked about, where it is not in quotes."""
RESERVED: Final = frozenset({"and", "or", "not", "in", EMPTY})
_ORDER: Final = ("=", "!=", "<", "<=", ">", ">=", "in")
_WORDS: Final = ("=", "!=", "~", "in")
SIGNS: Final[Mapping[Kind, Sequence[str]]] = {
    "text": _WORDS, "list": _WORDS, "number": _ORDER, "date": _ORDER, "bool": ("=", "!="),
}  # fmt: skip
"""How a field of each kind may be compared."""

_COMPARE: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "~": operator.contains,
}  # fmt: skip

PLAIN: Final = r"""[^\s(),~!=<>"'\\]+"""
"""A word that needs no quotes."""


class Field(NamedTuple):
    """A field of a list's items that may be asked for.

    `name` is the key in JSON, with dots where it lies deeper; `says` tells people what it is;
    `words` are all values there can be, where they are few; of a `past` date days gone by are
    meant, as with `20.11.`. Of some values of a field that `hides` a list shows nothing until they
    are asked for. `heads` are the headings of its columns, in English, where lists call them
    otherwise than its label: who types one is asked about the name.
    """

    name: str
    kind: Kind
    says: str
    words: Sequence[str] = ()
    past: bool = False
    hides: bool = False
    heads: Sequence[str] = ()


class Comparison(NamedTuple):
    """One field compared: `in` with several values, every other sign with one."""

    field: Field
    sign: str
    values: tuple[Value, ...]


class Not(NamedTuple):
    """What does not hold."""

    part: Tree


class Every(NamedTuple):
    """All of it holds."""

    parts: tuple[Tree, ...]


class Some(NamedTuple):
    """At least one of it holds."""

    parts: tuple[Tree, ...]


Tree = Comparison | Not | Every | Some


# asking


def predicate(tree: Tree, zone: tzinfo) -> Callable[[Mapping[str, Any]], bool]:
    """What answers whether the tree holds for an item; moments fall on their day in `zone`."""
    if isinstance(tree, Comparison):
        return _compared(tree, zone)
    if isinstance(tree, Not):
        inner = predicate(tree.part, zone)
        return lambda item: not inner(item)
    parts = [predicate(part, zone) for part in tree.parts]
    if isinstance(tree, Every):
        return lambda item: all(part(item) for part in parts)
    return lambda item: any(part(item) for part in parts)


def _compared(one: Comparison, zone: tzinfo) -> Callable[[Mapping[str, Any]], bool]:
    field = one.field
    way = field.name.split(".")
    wanted = [comparable(value) for value in one.values]

    def values(item: Mapping[str, Any]) -> list[Any]:
        held: Any = item
        for key in way:
            held = held.get(key) if held else None
        return _held(field.kind, held, zone)

    if one.sign in _COMPARE:
        compare, limit = _COMPARE[one.sign], wanted[0]
        return lambda item: any(compare(value, limit) for value in values(item))
    is_asked = one.sign != "!="

    def equals(item: Mapping[str, Any]) -> bool:
        held = values(item)
        found = any(value in held if value is not None else not held for value in wanted)
        return found is is_asked

    return equals


def comparable(value: Value) -> Any:  # noqa: ANN401 -- as `_held` makes them
    """A value as it is compared: of texts case, umlauts and punctuation make no difference."""
    return _key(value) if isinstance(value, str) else value


def _held(kind: Kind, raw: Any, zone: tzinfo) -> list[Any]:  # noqa: ANN401 -- JSON
    """The values of a field as they are compared; none where it is empty."""
    if kind == "bool":
        return [bool(raw)]
    if raw in (None, "", [], {}):
        return []
    if kind == "number":
        return [Decimal(str(raw))]
    if kind == "date":
        return [day_of(raw, zone)]
    if kind == "list":
        return [_key(word) for word in _words(raw)]
    return [_key(str(raw))]


def _words(raw: Any) -> Iterator[str]:  # noqa: ANN401 -- JSON
    """All values in a list; of a mapping the values too, whatever their keys."""
    for one in raw.values() if isinstance(raw, dict) else raw:
        if isinstance(one, dict | list):
            yield from _words(one)
        elif one is not None:
            yield str(one)


@lru_cache(maxsize=4096)
def _key(text: str) -> str:
    return fold(text) or text.casefold()


def lifts(tree: Tree, *, positive: bool = True) -> bool:
    """Does it ask for what a list hides? `status = done` does; `status != open` only narrows.

    A yes-or-no field asks for it either way.
    """
    if isinstance(tree, Comparison):
        asks = positive is (tree.sign != "!=") or tree.field.kind == "bool"
        return tree.field.hides and asks
    if isinstance(tree, Not):
        return lifts(tree.part, positive=not positive)
    return any(lifts(part, positive=positive) for part in tree.parts)


# printing


def printed(tree: Tree) -> str:
    """The expression of a tree: parsed again, it is the same tree."""
    if isinstance(tree, Comparison):
        values = ", ".join(_printed_value(value) for value in tree.values)
        told = f"({values})" if tree.sign == "in" else values
        return f"{tree.field.name} {tree.sign} {told}"
    if isinstance(tree, Not):
        return f"not {_inner(tree.part, Every | Some)}"
    if isinstance(tree, Every):
        return " and ".join(_inner(part, Every | Some) for part in tree.parts)
    return " or ".join(_inner(part, Some) for part in tree.parts)


def _inner(tree: Tree, bound: Any) -> str:  # noqa: ANN401 -- types
    return f"({printed(tree)})" if isinstance(tree, bound) else printed(tree)


def _printed_value(value: Value) -> str:
    if value is None:
        return EMPTY
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    if re.fullmatch(PLAIN, value) and value.casefold() not in {*RESERVED, *NOTHING}:
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
