"""What changed between two states of one file, as edits: so that a commit can be taken back.

Lists of records are compared by item id, lists of texts as sets, mappings by key; so the edits
still fit when the file has moved on since.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from msgspec import inspect

from clm.domain.changes import Add, Remove, Set, Target
from clm.errors import BadDataError
from clm.store.kinds import target_of
from clm.store.places import name_of
from clm.store.reading import read
from clm.store.shapes import Shape, fields_of, shape_of
from clm.store.singles import bare

if TYPE_CHECKING:
    from collections.abc import Iterator

    import msgspec

Edit: TypeAlias = Set | Add | Remove
Data: TypeAlias = Any


def difference(before: bytes, after: bytes, path: str, record: type[msgspec.Struct]) -> list[Edit]:
    """The edits that lead from `before` to `after`; values are texts as they stand in the file.

    Raises:
        BadDataError: one of the two cannot be read as data at all.
    """
    target = target_of(path)
    if target is None:
        raise BadDataError(f"{path}: this is no data file")
    old, new = _tree(before, path, record), _tree(after, path, record)
    return list(_changes(target, (), old, new, shape_of(record)))


def place(change: Edit) -> tuple[str, ...]:
    """The path to the field that an edit sets, or to the item that comes or goes."""
    if isinstance(change, Add | Remove):
        return (*change.at, name_of(change.item))
    return change.at


def _tree(data: bytes, path: str, record: type[msgspec.Struct]) -> dict[str, Data]:
    parsed = read(data, path, record)
    if parsed.tree is None:
        raise BadDataError(str(parsed.findings[0]), parsed.findings[0].hint)
    return parsed.tree


def _changes(
    target: Target, at: tuple[str, ...], old: Data, new: Data, shape: Shape | None
) -> Iterator[Edit]:
    """The edits below one path; `shape` is None under a key that is no field."""
    if old == new:
        return
    kind = bare(shape) if shape else None
    if isinstance(kind, inspect.StructType | inspect.DictType) and _are(dict, old, new):
        yield from _of_mappings(target, at, old or {}, new or {}, kind)
    elif isinstance(kind, inspect.VarTupleType) and _are(list, old, new):
        yield from _of_lists(target, at, old or [], new or [], kind.item_type)
    else:
        yield Set(target, at, new)


def _are(kind: type, *data: Data) -> bool:
    """Whether all of the data, where there is any, is of one kind."""
    return all(held is None or isinstance(held, kind) for held in data)


def _of_mappings(
    target: Target, at: tuple[str, ...], old: dict[str, Data], new: dict[str, Data], shape: Shape
) -> Iterator[Edit]:
    fields = fields_of(shape)
    for name in {**old, **new}:
        if fields is not None:
            below = fields.get(name)
        else:
            below = shape.value_type if isinstance(shape, inspect.DictType) else None
        yield from _changes(target, (*at, name), old.get(name), new.get(name), below)


def _of_lists(
    target: Target, at: tuple[str, ...], old: list[Data], new: list[Data], shape: Shape
) -> Iterator[Edit]:
    before, after = _by_name(old), _by_name(new)
    if len(before) < len(old) or len(after) < len(new):
        yield Set(target, at, new or None)  # some cannot be told apart
        return
    for name in before:
        if name not in after:
            yield Remove(target, at, name)
    for name, held in after.items():
        if name not in before:
            yield Add(target, at, held)
        else:
            yield from _changes(target, (*at, name), before[name], held, shape)


def _by_name(items: list[Data]) -> dict[str, Data]:
    """The items by what tells them apart."""
    return {name_of(held): held for held in items}
