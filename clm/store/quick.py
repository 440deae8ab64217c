"""Plain data → records, where nothing is wrong: the short way round `converting`.

The single values are parsed by the same functions. What does not fit, or needs a word to the
person, raises, and the file is read the long way, which says what is wrong and where.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from msgspec import inspect

from clm.store.singles import bare, single_of

if TYPE_CHECKING:
    import msgspec

Plain: TypeAlias = Any
"""A text, None, or dictionaries and lists of these; what becomes of it is a value of a record."""
Ids: TypeAlias = list[str]
"""The ids of the items met so far: each may stand only once in a file."""
Converter: TypeAlias = Callable[[Plain, Ids], Plain]

MISFITS: Final = (ValueError, KeyError, TypeError)
"""What a converter raises for data that do not fit."""


def convert(record: type[msgspec.Struct], data: dict[str, Plain]) -> Plain:
    """The record that plain data hold; all of `MISFITS` mean: read it the long way.

    Raises:
        ValueError: a value is none of its kind, or an id stands twice.
        KeyError: a field or a word is unknown.
        TypeError: a field is missing.
    """
    ids: Ids = []
    found = _converter(record)(data, ids)
    if len(set(ids)) < len(ids):
        raise ValueError(ids)
    return found


@cache
def _converter(record: type[msgspec.Struct]) -> Converter:
    return _struct(inspect.type_info(record))


def _of(kind: inspect.Type) -> Converter:
    single = single_of(kind)
    if single is not None:
        return _parsing(single.parse)
    kind = bare(kind)
    return _MAKERS[type(kind)](kind)


def _parsing(parse: Callable[[str], Any]) -> Converter:
    def convert(data: Plain, _ids: Ids) -> Plain:
        if data.__class__ is not str:
            raise ValueError(data)
        return parse(data)

    return convert


def _text(_kind: inspect.Type) -> Converter:
    return _parsing(lambda text: text)


def _literal(kind: inspect.LiteralType) -> Converter:
    return _parsing({str(value): value for value in kind.values}.__getitem__)


def _dict(kind: inspect.DictType) -> Converter:
    of_key, of_value = _of(kind.key_type), _of(kind.value_type)
    of_lists = isinstance(bare(kind.value_type), inspect.VarTupleType)

    def convert(data: Plain, ids: Ids) -> Plain:
        if data.__class__ is not dict:
            raise ValueError(data)
        return {
            of_key(name, ids): () if held is None else of_value(held, ids)
            for name, held in data.items()
            if of_lists or held is not None
        }

    return convert


def _tuple(kind: inspect.VarTupleType) -> Converter:
    of_item = _of(kind.item_type)
    with_id = isinstance(kind.item_type, inspect.StructType) and any(
        field.encode_name == "id" for field in kind.item_type.fields
    )

    def convert(data: Plain, ids: Ids) -> Plain:
        if data.__class__ is not list:
            raise ValueError(data)
        found = tuple([of_item(held, ids) for held in data])
        if with_id:
            ids += [held["id"] for held in data]
        return found

    return convert


def _struct(kind: inspect.Type) -> Converter:
    assert isinstance(kind, inspect.StructType)  # noqa: S101 - only records come here
    record = kind.cls
    fields = {field.encode_name: (field.name, _of(field.type)) for field in kind.fields}

    def convert(data: Plain, ids: Ids) -> Plain:
        if data.__class__ is not dict:
            raise ValueError(data)
        values: dict[str, Plain] = {}
        for word, held in data.items():
            name, of_value = fields[word]
            if held is not None:
                values[name] = of_value(held, ids)
        return record(**values)

    return convert


_MAKERS: Final[dict[type, Callable[[Any], Converter]]] = {
    inspect.StrType: _text,
    inspect.LiteralType: _literal,
    inspect.DictType: _dict,
    inspect.VarTupleType: _tuple,
    inspect.StructType: _struct,
}
