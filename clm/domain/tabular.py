"""Records as rows of a table: which columns a record type makes, and what stands in them."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

import msgspec
from msgspec import inspect

if TYPE_CHECKING:
    from collections.abc import Iterator

SqlType = Literal["TEXT", "INTEGER", "NUMERIC"]
Cell = str | int | float | None


class Column(NamedTuple):
    """One column; `at` leads to its value from the record, `refers` to a column of a table.

    One without `at` is not in the record: `what` says what it is.
    """

    name: str
    type: SqlType = "TEXT"
    at: tuple[str, ...] = ()
    refers: str = ""
    what: str = ""


def columns(record: type[msgspec.Struct], left_out: frozenset[str] = frozenset()) -> list[Column]:
    """The columns of a record: one for each value, in the order in which they are written.

    Records inside are columns of their own, as `company_name`; lists of values and mappings are
    JSON; lists of records are tables of their own, and none of these.
    """
    return [one for one in _columns(record) if one.at[0] not in left_out]


def _columns(record: type[msgspec.Struct]) -> Iterator[Column]:
    described = inspect.type_info(record)
    assert isinstance(described, inspect.StructType)  # noqa: S101 -- a record is one
    for field in described.fields:
        kind = _bare(field.type)
        if isinstance(kind, inspect.StructType):
            for one in _columns(kind.cls):
                name = f"{field.encode_name}_{one.name}"
                yield one._replace(name=name, at=(field.name, *one.at))
        elif not _is_table(kind):
            yield Column(field.encode_name, _SQL.get(type(kind), "TEXT"), (field.name,))


def _bare(kind: inspect.Type) -> inspect.Type:
    """The type of a value that is there, without its annotations."""
    while isinstance(kind, inspect.Metadata | inspect.UnionType):
        if isinstance(kind, inspect.UnionType):
            (kind,) = (one for one in kind.types if not isinstance(one, inspect.NoneType))
        else:
            kind = kind.type
    return kind


def _is_table(kind: inspect.Type) -> bool:
    many = isinstance(kind, inspect.VarTupleType)
    return many and isinstance(_bare(kind.item_type), inspect.StructType)  # type: ignore[attr-defined]


_SQL: Final[dict[type[inspect.Type], SqlType]] = {
    inspect.IntType: "INTEGER", inspect.BoolType: "INTEGER", inspect.DecimalType: "NUMERIC",
}  # fmt: skip


def cell(value: Any) -> Cell:  # noqa: ANN401 -- whatever records hold
    """A value as tables have it: days as ISO text, truth as 1 and 0, lists and mappings as JSON."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, tuple | dict):
        return json.dumps(msgspec.to_builtins(value), ensure_ascii=False) if value else None
    found: Cell = value
    return found


def value_at(record: object, at: tuple[str, ...]) -> Cell:
    """What stands in a column of a record; None where a record inside it is missing."""
    for name in at:
        record = getattr(record, name, None)
    return cell(record)
