"""Records that name one id instead of another (A2.13)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from msgspec import inspect

from clm.domain.repointing import REFERENCES, repointed
from clm.store.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator

OLD, NEW = "c-000001", "c-000002"
RENAMED = {OLD: NEW}


@pytest.mark.parametrize(
    ("data", "after"),
    [
        (OLD, NEW),
        (f"{OLD}@2026-11-16", f"{NEW}@2026-11-16"),
        (f"{OLD}/r-000001@2026-11-16 c-000003", f"{NEW}/r-000001@2026-11-16 c-000003"),
        (f"siehe {OLD}", f"siehe {OLD}"),
        (f"{OLD}0", f"{OLD}0"),
        ([OLD, NEW, "c-000003"], [NEW, "c-000003"]),
        (["Frau Kern", "Frau Kern"], ["Frau Kern", "Frau Kern"]),
        ([{"customer": OLD}, {"customer": NEW}], [{"customer": NEW}, {"customer": NEW}]),
        ({"customer": OLD, "text": OLD}, {"customer": NEW, "text": OLD}),
        ([OLD, {"customer": OLD}], [NEW, {"customer": NEW}]),
        ("", ""),
        (None, None),
    ],
)
def test_what_is_made_of_ids_names_the_new_one(data: Any, after: Any) -> None:  # A2.13
    assert repointed({"items": data}, RENAMED) == {"items": after}


def test_what_people_wrote_stays_as_it_is() -> None:  # A2.13
    written = {
        "need": OLD,
        "notes": [{"text": OLD, "quote": {"source": OLD}, "tags": [OLD, OLD]}],
        "findings": [OLD, OLD, NEW],
        "wizard": {"contact": OLD},
        "answers": [{"values": {"customer": OLD}}],
    }
    assert repointed(written, RENAMED) == written


def test_every_field_that_holds_such_an_id_is_a_reference() -> None:  # A2.13
    ids = ("^c-", "^p-", "^b-")
    held = {
        name
        for kind in KINDS
        for name, pattern in _patterns(inspect.type_info(kind.record), "")
        if pattern.startswith(ids) and name != "id"
    }
    assert held
    assert held <= REFERENCES


def _patterns(shape: inspect.Type, name: str) -> Iterator[tuple[str, str]]:
    if isinstance(shape, inspect.Metadata):
        shape = shape.type
    if isinstance(shape, inspect.StructType):
        for field in shape.fields:
            yield from _patterns(field.type, field.encode_name)
    elif isinstance(shape, inspect.UnionType):
        for one in shape.types:
            yield from _patterns(one, name)
    elif isinstance(shape, inspect.VarTupleType):
        yield from _patterns(shape.item_type, name)
    elif isinstance(shape, inspect.DictType):
        yield from _patterns(shape.value_type, name)
    elif isinstance(shape, inspect.StrType):
        yield name, shape.pattern or ""
