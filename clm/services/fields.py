"""`key=value` as typed → changes of one record, checked against the record's type.

Keys are dotted: field names as they stand in the file, and the ids of list items
(`bookings.b-2k9x7d1q.status`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from msgspec import inspect

from clm.domain.changes import Add, Remove, Set
from clm.domain.names import one_line
from clm.errors import NotFoundError, RefusedError, UsageError
from clm.store.kinds import record_of
from clm.store.shapes import is_list, shape_at, shape_of
from clm.store.singles import bare

if TYPE_CHECKING:
    from clm.domain.changes import Change, Target
    from clm.store.shapes import Shape

COMPUTED: Final = frozenset(
    {
        "phase",
        "list",
        "no_show",
        "usual_hours",
        "first_booked_on",
        "last_booked_on",
        "inactive",
        "churned",
        "used_up",
        "open_complaint",
    }
)
"""What follows from the facts (`data-format`, "What is computed and never stored")."""

_ONE_LINE: Final = frozenset({"subject", "title", "name"})
"""What lists show as one line."""

_ADDED_BY: Final = {
    "contacts": "clm customer contact add {id} NAME",
    "demands": "clm customer demand add {id} TEXT",
    "bookings": "clm customer book {id} HOURS",
    "consent": "clm customer consent {id} survey --off",
}
"""The commands that add records to lists."""

_TYPED: Final = re.compile(r"(?P<key>[^=\s]+?)(?P<how>\+=|-=|=)(?P<value>.*)", re.DOTALL)


class Typed(NamedTuple):
    """One assignment as typed; `how` is `=`, `+=` or `-=`."""

    at: tuple[str, ...]
    how: str
    value: str

    @property
    def key(self) -> str:
        """The key as it was typed."""
        return ".".join(self.at)


def assignment(text: str) -> Typed:
    """One `key=value`, `key+=value` or `key-=value`.

    Raises:
        UsageError: it is none.
    """
    found = _TYPED.fullmatch(text)
    if found is None or not all(found["key"].split(".")):
        raise UsageError(
            f'"{text}" is no assignment',
            "write key=value, key+=value, key-=value, or key= to empty",
        )
    at, value = tuple(found["key"].split(".")), found["value"]
    return Typed(at, found["how"], one_line(value) if at[-1] in _ONE_LINE else value)


def changes(target: Target, tree: dict[str, Any], typed: list[Typed]) -> list[Change]:
    """What the assignments change of a record that reads as `tree`; what is so already is left out.

    Raises:
        UsageError: no such field, a value of the wrong shape, or a field that is never set.
        NotFoundError: no item with that id.
    """
    shape = shape_of(record_of(target.kind))
    found = (_change(target, tree, one, shape) for one in typed)
    return list(dict.fromkeys(change for change in found if change is not None))


def _change(target: Target, tree: dict[str, Any], typed: Typed, root: Shape) -> Change | None:
    place = _place(typed, root)
    held = _held(tree, typed.at, root)
    if typed.how == "=":
        return _set(target, typed, held, place, root)
    if not is_list(place):
        raise UsageError(f"{typed.key} is no list", f"{typed.key}=VALUE sets it")
    names = [one.get("id") if isinstance(one, dict) else one for one in held or []]
    if not typed.value:
        raise UsageError(f"which one of {typed.key}?", f"{typed.key}{typed.how}VALUE")
    if typed.how == "-=":
        return Remove(target, typed.at, typed.value) if typed.value in names else None
    if _holds_records(place):
        way = _ADDED_BY.get(typed.key, "clm edit {id} adds one by hand")
        raise UsageError(f"{typed.key} holds records, no texts", way.format(id=target.id))
    return None if typed.value in names else Add(target, typed.at, typed.value)


def _set(target: Target, typed: Typed, held: object, place: Shape, root: Shape) -> Set | None:
    if typed.value:
        _refuse_no_value(typed, place)
        return None if held == typed.value else Set(target, typed.at, typed.value)
    _refuse_needed(typed, root)
    if is_list(place) and _holds_records(place):
        hint = f"{typed.key}-=ID takes one away"
        raise UsageError(f"{typed.key} holds records: it is not emptied as a whole", hint)
    return None if held is None else Set(target, typed.at, None)


def _place(typed: Typed, root: Shape) -> Shape:
    """The type of the field; protected ones are refused."""
    if typed.at[0] in COMPUTED:
        raise UsageError(
            f"{typed.key} is computed, never set", "clm why shows what it follows from"
        )
    try:
        place = shape_at(typed.at, root)
    except RefusedError as problem:
        raise UsageError(problem.message, problem.hint) from problem
    if typed.at[-1] == "id" or typed.key == "customer":
        raise UsageError(f"{typed.key} names the record: it never changes")
    return place


def _refuse_no_value(typed: Typed, place: Shape) -> None:
    """A single value fits neither a list nor a group of fields."""
    if is_list(place):
        raise UsageError(f"{typed.key} is a list", f"{typed.key}+={typed.value} adds to it")
    shape = bare(place)
    if isinstance(shape, inspect.StructType):
        names = ", ".join(field.encode_name for field in shape.fields)
        raise UsageError(f"{typed.key} has fields of its own: {names}", f"{typed.key}.FIELD=VALUE")
    if isinstance(shape, inspect.DictType):
        raise UsageError(f"{typed.key} has keys of its own", f"{typed.key}.KEY=VALUE")


def _refuse_needed(typed: Typed, root: Shape) -> None:
    """A field that the record needs is never taken away."""
    holder = bare(shape_at(typed.at[:-1], root))
    if isinstance(holder, inspect.VarTupleType):
        *way, item = typed.at
        raise UsageError(f"{typed.key} is a whole item", f"{'.'.join(way)}-={item} takes it away")
    if isinstance(holder, inspect.StructType):
        needed = {field.encode_name for field in holder.fields if field.required}
        if typed.at[-1] in needed:
            raise UsageError(f"{typed.key} is needed: it cannot be empty")


def _holds_records(place: Shape) -> bool:
    shape = bare(place)
    return isinstance(shape, inspect.VarTupleType) and isinstance(
        bare(shape.item_type), inspect.StructType
    )


def _held(tree: dict[str, Any], at: tuple[str, ...], root: Shape) -> Any:  # noqa: ANN401 -- data
    """What stands at a path now, None where nothing does.

    Raises:
        NotFoundError: a list has no item of that id.
    """
    here: Any = tree
    for number, name in enumerate(at):
        if not is_list(shape_at(at[:number], root)):
            here = (here or {}).get(name)
            continue
        items = {one["id"]: one for one in here or []}
        if name not in items:
            where = ".".join(at[:number])
            hint = f"there are: {', '.join(items)}" if items else None
            raise NotFoundError(f"there is no {name} in {where}", hint)
        here = items[name]
    return here
