"""The span editor: changes only the lines of the fields it sets, or refuses.

Each change is done twice: to the text, by splicing at the places the parser names, and to the
plain data. The new text must read back as that data, so a slip of the splicing can never reach
the disk.
"""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from clm.domain.changes import Add, Remove, Set
from clm.errors import BadDataError, RefusedError, UsageError
from clm.store import splicing
from clm.store.dialect import decode
from clm.store.emit import as_data, new_file
from clm.store.places import name_of
from clm.store.reading import read
from clm.store.shapes import Shape, fields_of, is_list, shape_at, shape_of
from clm.store.spans import Mapping, Node, Sequence, is_absent, plain, scan

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence as Many

    import msgspec

Edit: TypeAlias = Set | Add | Remove
Data: TypeAlias = Any

_BOUNDS: Final = frozenset({"size", "nodes", "depth"})
"""Faults of a whole file: it holds what was meant, but that is too much."""


def edit(data: bytes, path: str, record: type[msgspec.Struct], changes: Many[Edit]) -> bytes:
    """The file's bytes with the changes made; BOM and CRLF are normalised when any is made.

    Args:
        data: the file as it is; must be free of errors.
        path: its path relative to the data folder.
        record: the type it holds.
        changes: in order; their targets have been resolved to this file already.

    Raises:
        BadDataError: the file has an error already.
        RefusedError: a path names no field or item, or the text cannot be edited safely.
        UsageError: a value does not fit its field.
    """
    try:
        return _edited(data, path, record, changes)
    except (RefusedError, UsageError):
        _refuse_bad(data, path, record)
        raise


def made(
    record: msgspec.Struct, path: str, schema: str | None, kind: type[msgspec.Struct]
) -> bytes:
    """A new file of `kind` with a record; `schema` is its first line.

    Raises:
        UsageError: a value does not fit its field: it would be a bad file from the beginning.
    """
    data = new_file(record, schema)
    for error in read(data, path, kind).errors:
        raise UsageError(error.sentence, error.hint)
    return data


def _edited(data: bytes, path: str, record: type[msgspec.Struct], changes: Many[Edit]) -> bytes:
    # What the types of the fields say is asked of the new text alone, which is the dearer half of
    # reading: an error that was there before is still there, and is told as the old one.
    text, findings = decode(data, path)
    root, more = scan(text or "", path)
    if findings or more or not isinstance(root, Mapping):
        _refuse_bad(data, path, record)
    tree = plain(root) if isinstance(root, Mapping) else {}
    shape = shape_of(record)
    steps: list[_Step] = []
    for change in changes:
        for step in list(_steps(change, tree, shape)):
            _apply(tree, step)
            _take_up(steps, step)
    if not steps:
        _refuse_bad(data, path, record)
        return data
    new = text or ""
    here: Node | None = root
    for part in steps:
        new = _splice(new, path, part, shape, here or scan(new, path).root)
        here = None  # its places held for the text before
    after = new.encode()
    _compare(after, path, record, tree)
    return after


def _refuse_bad(data: bytes, path: str, record: type[msgspec.Struct]) -> None:
    """Refuse a file that was bad before: it is to be mended first.

    Raises:
        BadDataError: it has an error.
    """
    for error in read(data, path, record).errors:
        raise BadDataError(str(error), error.hint)


class _Append(NamedTuple):
    """Items to add to one list, in one splice: an import adds many."""

    at: tuple[str, ...]
    items: list[Data]


_Step: TypeAlias = Set | Remove | _Append


def _take_up(steps: list[_Step], step: Edit) -> None:
    last = steps[-1] if steps else None
    if not isinstance(step, Add):
        steps.append(step)
    elif isinstance(last, _Append) and last.at == step.at:
        last.items.append(step.item)
    else:
        steps.append(_Append(step.at, [step.item]))


def _as_typed(sentence: str, tree: dict[str, Data]) -> str:
    """A fault's place as keys are typed: `requests.r-4k2m9q.priority`, no number of an item."""
    place, colon, rest = sentence.partition(": ")
    here: Data = tree
    names: list[str] = []
    for name in re.findall(r"[^.\[\]]+", place):
        try:
            here = here[int(name)] if isinstance(here, list) else here[name]
        except (KeyError, IndexError, TypeError, ValueError):
            return sentence
        names.append(here.get("id", name) if name.isdecimal() and isinstance(here, dict) else name)
    return f"{'.'.join(names)}{colon}{rest}"


def _compare(after: bytes, path: str, record: type[msgspec.Struct], tree: dict[str, Data]) -> None:
    """What was written must read back as what was meant."""
    result = read(after, path, record)
    error = next(iter(result.errors), None)
    found = result.tree
    meant = found is not None and (found == tree or _pruned(found) == _pruned(tree))
    if error and (meant or error.rule in _BOUNDS):
        raise UsageError(_as_typed(error.sentence, tree), error.hint)
    if meant:
        return
    raise RefusedError(
        f"{path}: this change cannot be made without touching other lines",
        "make it by hand with `clm edit`",
    )


def _pruned(data: Data) -> Data:
    """Data without what is empty in mappings: an empty key is as good as none."""
    if isinstance(data, dict):
        cleaned = {name: _pruned(held) for name, held in data.items()}
        return {name: held for name, held in cleaned.items() if held not in (None, {}, [])}
    return [_pruned(held) for held in data] if isinstance(data, list) else data


def apply_to_tree(tree: dict[str, Data], change: Edit) -> dict[str, Data]:
    """The plain data after a change; the given tree stays as it is.

    Raises:
        RefusedError: the path leads to no item or through a single value.
    """
    tree = copy.deepcopy(tree)
    _apply(tree, change)
    return tree


def _apply(tree: dict[str, Data], change: Edit) -> None:
    *way, last = change.at
    trail: list[tuple[dict[str, Data], str]] = []
    here: Data = tree
    for name in way:
        if isinstance(here, dict):
            trail.append((here, name))
            if here.get(name) is None:
                here[name] = {}
            here = here[name]
        else:
            here = here[_index_of(here, name, change.at)]
    if not isinstance(here, dict):
        raise RefusedError(f"{'.'.join(change.at)} is no field that can be set")
    if isinstance(change, Set):
        here[last] = as_data(change.value)
    elif isinstance(change, Add):
        here[last] = [*(here.get(last) or []), as_data(change.item)]
    else:
        held = list(here.get(last) or [])
        del held[_index_of(held, change.item, change.at)]
        here[last] = held
    trail.append((here, last))
    for parent, name in reversed(trail):
        if parent[name] in (None, {}, []):
            del parent[name]
        else:
            break


def _index_of(items: Data, name: str, at: tuple[str, ...]) -> int:
    """Which item of a list has this id, or is this text."""
    if isinstance(items, list):
        for number, held in enumerate(items):
            if name_of(held) == name:
                return number
    raise RefusedError(f'there is no "{name}" in {".".join(at)}')


def _steps(change: Edit, tree: dict[str, Data], shape: Shape) -> Iterator[Edit]:
    """A change as single steps: a mapping or list that exists is changed field by field.

    So comments, order and unknown keys inside it survive. What changes nothing is left out.
    """
    place = shape_at(change.at, shape)
    if not isinstance(change, Set):
        if not is_list(place):
            raise RefusedError(f'"{".".join(change.at)}" is no list')
        yield change._replace(item=as_data(change.item))
        return
    new = as_data(change.value)
    new = None if new in ({}, []) else new
    old = _held(tree, change.at)
    if old == new or (new is None and old in ({}, [])):
        return
    if new is None or not old or type(old) is not type(new) or isinstance(new, str):
        yield change._replace(value=new)
    elif isinstance(new, dict):
        yield from _mapping_steps(change, old, new, shape)
    else:
        yield from _list_steps(change, old, new, shape)


def _mapping_steps(
    change: Set, old: dict[str, Data], new: dict[str, Data], shape: Shape
) -> Iterator[Edit]:
    known = fields_of(shape_at(change.at, shape))
    gone = [name for name in old if name not in new and (known is None or name in known)]
    for name in (*new, *gone):
        step = Set(change.target, (*change.at, name), new.get(name))
        yield from _steps(step, _nest(change.at, old), shape)


def _list_steps(change: Set, old: list[Data], new: list[Data], shape: Shape) -> Iterator[Edit]:
    names, known = _names(new), _names(old)
    stays = [name for name in known if name in names]
    comes = [name for name in names if name not in known]
    if names != stays + comes or len(set(names)) != len(names):
        yield change._replace(value=new)
        return
    for name, held in zip(names, new, strict=True):
        if name in comes:
            yield Add(change.target, change.at, held)
        elif isinstance(held, dict):
            step = Set(change.target, (*change.at, name), held)
            yield from _steps(step, _nest(change.at, old), shape)
    for name in known:
        if name not in names:
            yield Remove(change.target, change.at, name)


def _names(items: list[Data]) -> list[str]:
    """What the items of a list are told apart by: their ids, or their own texts."""
    return [name_of(held) for held in items]


def _nest(at: tuple[str, ...], data: Data) -> Data:
    """A tree that holds `data` at `at`: all that looking it up again needs."""
    for name in reversed(at):
        data = {name: data}
    return data


def _held(tree: Data, at: tuple[str, ...]) -> Data:
    """What stands at a path; None where nothing does."""
    here = tree
    for name in at:
        if isinstance(here, dict):
            here = here.get(name)
        elif isinstance(here, list):
            here = here[_index_of(here, name, at)]
        else:
            return None
    return here


def _splice(text: str, path: str, step: _Step, shape: Shape, root: Node | None) -> str:
    """The text after one step; `root` are the nodes of the text before it."""
    if not isinstance(root, Mapping):
        raise RefusedError(f"{path}: an edit has made it unreadable", "make it by hand")
    trail: list[tuple[Mapping, str]] = []
    here: Node = root
    for depth, name in enumerate(step.at):
        if isinstance(here, Sequence):
            here = here.items[_index_of(plain(here), name, step.at)]
            continue
        if not isinstance(here, Mapping):
            raise RefusedError(f'"{".".join(step.at[:depth])}" holds a single value')
        trail.append((here, name))
        if name not in here.entries or _is_empty(here.entries[name][1]):
            return _fill(text, here, step, depth, shape)
        here = here.entries[name][1]
    if isinstance(step, Set):
        return _drop(text, trail) if step.value is None else _put(text, trail[-1], step, shape)
    if not isinstance(here, Sequence):
        raise RefusedError(f'"{".".join(step.at)}" is no list')
    if isinstance(step, _Append):
        return splicing.append(text, here, step.items)
    if len(here.items) == 1:
        return _drop(text, trail)
    return splicing.take(text, here, _index_of(plain(here), step.item, step.at))


def _is_empty(node: Node) -> bool:
    """Whether a key is as good as not there: `handled:`, `[]` or `{}`."""
    if isinstance(node, Mapping):
        return not node.entries
    return not node.items if isinstance(node, Sequence) else is_absent(node)


def _fill(text: str, mapping: Mapping, step: _Step, depth: int, shape: Shape) -> str:
    """Make what is missing of the way to the value, from `mapping` down."""
    if isinstance(step, Remove):
        raise RefusedError(f'there is no "{step.item}" in {".".join(step.at)}')
    data = step.value if isinstance(step, Set) else step.items
    data = _nest(step.at[depth + 1 :], data)
    order = fields_of(shape_at(step.at[:depth], shape))
    return splicing.put(text, mapping, list(order) if order else None, step.at[depth], data)


def _put(text: str, place: tuple[Mapping, str], step: Set, shape: Shape) -> str:
    order = fields_of(shape_at(step.at[:-1], shape))
    mapping, name = place
    return splicing.put(text, mapping, list(order) if order else None, name, step.value)


def _drop(text: str, trail: list[tuple[Mapping, str]]) -> str:
    """Take a field away, and the mappings that it leaves empty."""
    *outer, (mapping, name) = trail
    while outer and len(mapping.entries) == 1 and mapping is outer[-1][0].entries[outer[-1][1]][1]:
        *outer, (mapping, name) = outer
    if len(mapping.entries) == 1:
        raise RefusedError(f'"{name}" is the only field there')
    return splicing.drop(text, mapping, name)
