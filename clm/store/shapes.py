"""What a path of field names and item ids leads to, by the types of the records."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, TypeAlias

from msgspec import inspect

from clm.errors import RefusedError
from clm.store.converting import nearest
from clm.store.singles import bare

if TYPE_CHECKING:
    import msgspec

Shape: TypeAlias = inspect.Type


@cache
def shape_of(record: type[msgspec.Struct]) -> Shape:
    """The shape of a whole file."""
    return inspect.type_info(record)


def fields_of(shape: Shape) -> dict[str, Shape] | None:
    """The fields of a record in the order they are written; None for anything else."""
    shape = bare(shape)
    if not isinstance(shape, inspect.StructType):
        return None
    return {field.encode_name: field.type for field in shape.fields}


def is_list(shape: Shape) -> bool:
    """Whether the shape is a list."""
    return isinstance(bare(shape), inspect.VarTupleType)


def shape_at(at: tuple[str, ...], shape: Shape) -> Shape:
    """The shape a path leads to.

    Raises:
        RefusedError: there is no such field; the hint names the nearest.
    """
    for number, name in enumerate(at):
        here = bare(shape)
        if isinstance(here, inspect.DictType):
            shape = here.value_type
        elif isinstance(here, inspect.VarTupleType):
            shape = here.item_type
        else:
            known = fields_of(here)
            if known is None:
                raise RefusedError(f'"{".".join(at[:number])}" holds a single value, no fields')
            if name not in known:
                raise RefusedError(
                    f'there is no field "{".".join(at[: number + 1])}"', nearest(name, known)
                )
            shape = known[name]
    return shape
