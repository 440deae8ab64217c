"""What the reader takes, the index can give back: nothing is kept that no command can read (G9)."""

from __future__ import annotations

import re
from itertools import count
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from msgspec import inspect

from clm.domain.catalogue import Service
from clm.domain.policy import Settings
from clm.domain.sla import Sla
from clm.domain.survey import Survey
from clm.errors import UsageError
from clm.store import emit
from clm.store.editing import made
from clm.store.kinds import KINDS, FileKind
from clm.store.reading import Parsed, read
from clm.store.singles import bare

if TYPE_CHECKING:
    from collections.abc import Iterator

NEAR = (
    "Notdienst", "SLA Woche", "große frage", "a b=c", "", " ", "-", "a-", "A", "x\n", "urgent",
    "fr", "0", "1", "23", "24", "120", "121", "3660", "3661", "-1", "1.5", "1e3", "٣",
    "999999999999999", "2026-02-30", "2026-11-22T24:00", "2026-11-22 09:30", "12026-01-01",
    "25:00", "09:0٣", "0h", "8 h", "99999min", "true", "True", "c-7f3qkl", "c-7f3qkd\n",
    "g" * 32, "f" * 32, "none", "x" * 65,
)  # fmt: skip
"""Values and keys that are nearly right for some field, or right for another."""
TEXTS = st.sampled_from(["x", "Notdienst", "a b"])


def good(shape: inspect.Type) -> st.SearchStrategy[Any]:
    """Plain data of a type, right but for some keys of tables."""
    moment = isinstance(shape, inspect.Metadata) or (
        isinstance(shape, inspect.UnionType)
        and any(isinstance(one, inspect.Metadata) for one in shape.types)
    )
    kind = bare(shape)
    if isinstance(kind, inspect.StructType):
        parts = {field.encode_name: good(field.type) for field in kind.fields}
        needed = {field.encode_name for field in kind.fields if field.required}
        return st.fixed_dictionaries(
            {name: held for name, held in parts.items() if name in needed},
            optional={name: held for name, held in parts.items() if name not in needed},
        )
    return st.sampled_from(["2026-11-22", "2026-11-22T09:30:00Z"]) if moment else _one(kind)


def _one(kind: Any) -> st.SearchStrategy[Any]:
    if isinstance(kind, inspect.VarTupleType):
        return st.lists(good(kind.item_type), max_size=2, unique_by=str)
    if isinstance(kind, inspect.DictType):
        keys = st.one_of(good(kind.key_type), st.sampled_from(NEAR))
        return st.dictionaries(keys, good(kind.value_type), max_size=2)
    if isinstance(kind, inspect.LiteralType):
        return st.sampled_from([str(value) for value in kind.values])
    if isinstance(kind, inspect.StrType):
        return st.from_regex(re.compile(kind.pattern, re.ASCII)) if kind.pattern else TEXTS
    words = {
        inspect.DateType: ["2026-01-31", "2024-02-29"],
        inspect.DecimalType: ["5", "7.50"],
        inspect.IntType: ["1", "3"],
        inspect.BoolType: ["true", "false"],
    }
    return st.sampled_from(words[type(kind)])


def with_ids(held: Any, numbers: Iterator[int]) -> Any:
    """The same data, each item of a list with an id of its own."""
    if isinstance(held, dict):
        return {name: with_ids(value, numbers) for name, value in held.items()}
    items = [with_ids(one, numbers) for one in held] if isinstance(held, list) else held
    for one in items if isinstance(held, list) else ():
        if isinstance(one, dict) and "-" in one.get("id", ""):
            head, _, digits = one["id"].rpartition("-")
            one["id"] = f"{head}-{next(numbers):0{len(digits)}}"
    return items


def spots(held: Any) -> Iterator[tuple[Any, Any]]:
    """Each place of data: what holds it, and its key or number there."""
    for key, value in list(held.items() if isinstance(held, dict) else enumerate(held)):
        yield held, key
        if isinstance(value, dict | list):
            yield from spots(value)


def spoilt(tree: dict[str, Any], data: st.DataObject) -> None:
    """Put something nearly right at one place, as the value there or as its key."""
    holder, key = data.draw(st.sampled_from(list(spots(tree))))
    if isinstance(holder, dict) and data.draw(st.booleans()):
        holder[data.draw(st.sampled_from(NEAR))] = holder.pop(key)
    else:
        holder[key] = data.draw(st.sampled_from(NEAR))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
@given(st.data())
def test_whatever_is_read_comes_back_from_the_index(kind: FileKind, data: st.DataObject) -> None:
    # G9
    tree = with_ids(data.draw(good(inspect.type_info(kind.record))), count(1))
    for _ in range(data.draw(st.integers(0, 2))):
        spoilt(tree, data)
    text = "\n".join(emit.block(tree, 0)) + "\n"
    for parsed in (read(text.encode(), "x", kind.record), long_way(text, kind)):
        for held in (parsed.record, parsed.usable):
            if held is not None:
                kept = msgspec.msgpack.encode(held)
                assert msgspec.msgpack.decode(kept, type=kind.record) == held


def long_way(text: str, kind: FileKind) -> Parsed[Any]:
    """Read with a comment that the quick way does not take."""
    return read(f"{text}# ein Kommentar: ja\n".encode(), "x", kind.record)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_types_hold_no_bound_that_the_reader_does_not_ask(kind: FileKind) -> None:
    # G9: of what msgspec knows, the reader asks patterns, ge and le, and the words of a list
    seen: set[type] = set()

    def walk(shape: inspect.Type) -> None:
        if isinstance(shape, inspect.StructType) and shape.cls in seen:
            return
        seen.update([shape.cls] if isinstance(shape, inspect.StructType) else ())
        for name in ("gt", "lt", "multiple_of", "min_length", "max_length"):
            assert getattr(shape, name, None) is None, (shape, name)
        if isinstance(shape, inspect.DecimalType | inspect.DateType):
            return
        below = [getattr(shape, name, None) for name in ("key_type", "value_type", "item_type")]
        below += [getattr(shape, "type", None), *getattr(shape, "types", ())]
        below += [field.type for field in getattr(shape, "fields", ())]
        for one in filter(None, below):
            walk(one)

    walk(inspect.type_info(kind.record))
    assert kind.record in seen


FAX = "id: fax\nname: Fax\nstatus: production\n"
KEYS = [
    (FAX + "options: {nacht: ja, Notdienst: ja}\n", Service, (4, 22),
     'options: "Notdienst" is not a handle: lower-case letters, digits and hyphens',
     'did you mean "notdienst"?'),
    ("format: 1\nreports:\n  SLA Woche:\n    report: weekly\n", Settings, (3, 3),
     'reports: "SLA Woche" is not a handle: lower-case letters, digits and hyphens',
     'did you mean "sla-woche"?'),
    ("id: default\nname: x\nvalid_from: 2026-01-01\ntargets: {hihg: {}}\n", Sla, (4, 11),
     'targets: "hihg" is not one of high, low, normal', 'did you mean "high"?'),
    ("id: sv-4k2m9q\ntokens: {x: iv-00000001}\n", Survey, (2, 10),
     'tokens: "x" is not a text like ^[0-9a-f]{32}\\Z', None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "record", "at", "said", "hint"), KEYS)
def test_a_key_that_is_none_is_named_at_its_place(
    text: str, record: type[msgspec.Struct], at: tuple[int, int], said: str, hint: str | None
) -> None:
    # G9
    parsed = read(text.encode(), "x", record)
    found = [one for one in parsed.errors if one.rule == "type"]
    assert [((one.line, one.column), one.sentence, one.hint) for one in found] == [(at, said, hint)]
    assert parsed.record is None


def test_a_file_is_not_made_with_what_could_not_be_read_again() -> None:
    # G9
    new = Service(id="fax", name="Fax", status="planned", options={"Notdienst": "ja"})
    with pytest.raises(UsageError, match='options: "Notdienst" is not a handle'):
        made(new, "services/fax.yaml", None, Service)
