"""What a VPA may see: every field of every record is hidden unless it is listed."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from msgspec import inspect

from clm.domain.casefile import Agreement, Deadline, Note, Quote, TemplateUse, VpaFile
from clm.domain.customer import Company, Contact, Customer, Record
from clm.domain.people import Vpa
from clm.domain.policy import Settings
from clm.domain.visible import VISIBLE, is_in_share, visible, visible_settings

MARK = "c-7f3qkd"
"""Fits most fields; what is made here is never read by the strict reader."""


def filled(kind: inspect.Type) -> Any:
    """A value of a type with something in every field."""
    match kind:
        case inspect.StructType():
            return kind.cls(**{field.name: filled(field.type) for field in kind.fields})
        case inspect.Metadata():
            return filled(kind.type)
        case inspect.UnionType():
            return filled(next(one for one in kind.types if not isinstance(one, inspect.NoneType)))
        case inspect.VarTupleType():
            return (filled(kind.item_type),)
        case inspect.DictType():
            return {MARK: filled(kind.value_type)}
        case _:
            return MARK


def records(kind: inspect.Type) -> set[type]:
    """The record types that a type is made of."""
    found: set[type] = set()
    if isinstance(kind, inspect.StructType):
        found.add(kind.cls)
        for field in kind.fields:
            if kind.cls not in VISIBLE or field.name in VISIBLE[kind.cls]:
                found |= records(field.type)
    for inner in ("type", "item_type", "value_type"):
        if hasattr(kind, inner):
            found |= records(getattr(kind, inner))
    for one in getattr(kind, "types", ()):
        found |= records(one)
    return found


ALLOWED = {
    Customer: {
        "id", "name", "kind", "language", "city", "company", "infos", "wizard", "vpa", "contacts",
    },
    Company: {"name", "industry", "size", "website"},
    Contact: {"id", "name", "role", "email", "phone", "language"},
    VpaFile: {"customer", "deadlines", "notes"},
    Deadline: {"id", "vpa", "on", "ask", "note", "done_on", "done_by"},
    Note: {
        "id", "at", "by", "acting_as", "kind", "tags", "situation", "task", "reaction",
        "next_steps", "text", "quote", "agreement", "template", "pinned",
    },
    Quote: {"source", "at"},
    Agreement: {"what", "price", "valid_until"},
    TemplateUse: {"id", "version"},
    Vpa: {"id", "name", "languages", "emails"},
    Settings: {"format", "timezone", "language", "tags", "vpa_sections"},
}  # fmt: skip
"""The contract, once more: a field gets into a share only by being written down twice."""


@pytest.mark.parametrize("record", ALLOWED, ids=lambda record: str(record.__name__))
def test_every_other_field_is_hidden(record: type[Record]) -> None:  # A3.2, A3.3
    whole = filled(inspect.type_info(record))
    shown = visible(whole)
    for field in msgspec.structs.fields(record):
        value = getattr(shown, field.name)
        if field.name in ALLOWED[record]:
            assert value != field.default, field.name
        elif field.default is msgspec.NODEFAULT:
            assert value == field.default_factory()
        else:
            assert value == field.default, field.name


def test_whatever_stands_in_a_visible_field_is_listed() -> None:
    for record in (Customer, VpaFile, Vpa, Settings):
        assert records(inspect.type_info(record)) <= VISIBLE.keys()
    assert set(VISIBLE) == set(ALLOWED)


def test_nested_records_are_looked_through() -> None:
    note = filled(inspect.type_info(Note))
    file = VpaFile(customer=MARK, notes=(note,))
    (shown,) = visible(file).notes
    hidden = (shown.booking, shown.complaint, shown.released_from, shown.supersedes)
    assert hidden == (None, None, None, None)  # they may name what is internal
    assert shown.quote == note.quote


def test_mappings_are_in_the_order_of_their_keys() -> None:
    one = Customer(id=MARK, name="A", kind="person", wizard={"b": "1", "a": "2"})
    assert list(visible(one).wizard) == ["a", "b"]


def test_a_customer_is_seen_while_the_vpa_looks_after_it() -> None:
    one = Customer(id=MARK, name="A", kind="person", vpa="anna")
    assert is_in_share(one, "anna")
    assert not is_in_share(one, "ben")
    for status in ("archived", "merged"):
        assert not is_in_share(msgspec.structs.replace(one, status=status), "anna")


def test_the_settings_say_whose_share_it_is() -> None:
    shown = visible_settings(Settings(format=1, name="Team", language="de"), "anna", "pt")
    assert shown == Settings(format=1, language="pt", share="anna")
