"""The edits between two states of a file lead from one to the other, also when more has come."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clm.domain.changes import Add, Remove, Set, Target
from clm.domain.customer import Customer
from clm.errors import BadDataError
from clm.store import emit
from clm.store.difference import difference
from clm.store.editing import edit
from clm.store.reading import read

PATH = "customers/7f/c-7f3qkd.yaml"
TARGET = Target("customer", "c-7f3qkd")
BEFORE = b"""\
# kept
id: c-7f3qkd
name: M\xc3\xbcller
kind: person
wizard: {a: b}
bookings:
  - {id: b-00000001, kind: gift, booked_on: 2026-11-01, status: offer}  # first
services: [a, b]
"""
AFTER = b"""\
# kept
id: c-7f3qkd
name: Meier
kind: person
company: {name: M}
bookings:
  - {id: b-00000001, kind: gift, booked_on: 2026-11-01, status: active}  # first
  - {id: b-00000002, kind: gift, booked_on: 2026-11-02, status: offer}
services: [b, c]
"""
ITEM = {"id": "b-00000002", "kind": "gift", "booked_on": "2026-11-02", "status": "offer"}


def tree(data: bytes) -> dict[str, Any]:
    result = read(data, PATH, Customer)
    assert result.errors == ()
    assert result.tree is not None
    return result.tree


def test_the_edits_are_of_one_field_or_item_each() -> None:
    assert difference(BEFORE, AFTER, PATH, Customer) == [
        Set(TARGET, ("name",), "Meier"),
        Set(TARGET, ("wizard", "a"), None),
        Set(TARGET, ("bookings", "b-00000001", "status"), "active"),
        Add(TARGET, ("bookings",), ITEM),
        Remove(TARGET, ("services",), "a"),
        Add(TARGET, ("services",), "c"),
        Set(TARGET, ("company", "name"), "M"),
    ]
    assert difference(BEFORE, BEFORE, PATH, Customer) == []


def test_a_commit_is_taken_back_after_the_file_moved_on() -> None:
    moved_on = AFTER.replace(b"name: Meier\n", b"name: Meier\nvpa: anna\n").replace(
        b"status: offer}\n", b"status: offer}\n  # new\n"
    )
    back = edit(moved_on, PATH, Customer, difference(AFTER, BEFORE, PATH, Customer))
    assert back.decode() == (
        "# kept\nid: c-7f3qkd\nname: Müller\nvpa: anna\nkind: person\n".replace(
            "vpa: anna\nkind: person\n", "vpa: anna\nkind: person\nwizard:\n  a: b\n"
        )
        + "bookings:\n"
        "  - {id: b-00000001, kind: gift, booked_on: 2026-11-01, status: offer}  # first\n"
        "  # new\nservices: [b, a]\n"
    )


def test_what_is_no_data_is_named() -> None:
    with pytest.raises(BadDataError, match=rf"^{PATH}:1:1: "):
        difference(b"", AFTER, PATH, Customer)
    with pytest.raises(BadDataError, match="no data file"):
        difference(BEFORE, AFTER, "notes.txt", Customer)


WORDS = st.sampled_from(["a", "b: c", "d\ne", "#"])
ITEMS = st.lists(
    st.builds(
        lambda n, s: {**ITEM, "id": f"b-0000000{n}", "status": s},
        st.integers(0, 5),
        st.sampled_from(["offer", "active"]),
    ),
    max_size=4,
    unique_by=lambda item: str(item["id"]),
)
TREES = st.fixed_dictionaries(
    {"name": WORDS},
    optional={
        "vpa": st.sampled_from(["anna", "ben"]),
        "company": st.dictionaries(st.sampled_from(["name", "size"]), WORDS, min_size=1),
        "wizard": st.dictionaries(WORDS, WORDS, min_size=1),
        "bookings": ITEMS.filter(bool),
        "services": st.lists(WORDS, min_size=1, max_size=3, unique=True),
    },
).map(lambda held: {"id": "c-7f3qkd", "kind": "person", **held})


def as_sets(held: dict[str, Any]) -> dict[str, Any]:
    """A tree without the order of its lists."""
    return {
        name: sorted(value, key=str) if isinstance(value, list) else value
        for name, value in held.items()
    }


@settings(max_examples=100, deadline=None)
@given(TREES, TREES)
def test_the_edits_lead_from_any_state_to_any_other(
    old: dict[str, Any], new: dict[str, Any]
) -> None:
    before, after = ("\n".join([*emit.block(held, 0), ""]).encode() for held in (old, new))
    edits = difference(before, after, PATH, Customer)
    assert as_sets(tree(edit(before, PATH, Customer, edits))) == as_sets(tree(after))
