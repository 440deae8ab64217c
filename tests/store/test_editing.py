"""One case of the span editor after the other: text before, change, text after."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from clm.domain.casefile import Note, Quote, VpaFile
from clm.domain.changes import Add, Remove, Set, Target
from clm.domain.customer import Appointment, Booking, Company, Customer
from clm.domain.people import Vpa
from clm.errors import BadDataError, RefusedError, UsageError
from clm.store.editing import apply_to_tree, edit

PATH = "customers/7f/c-7f3qkd.yaml"
TARGET = Target("customer", "c-7f3qkd")
HEAD = "id: c-7f3qkd\nname: Müller  # the name\nkind: person\n"
FLOW = "{id: b-00000001, kind: gift, booked_on: 2026-11-01, status: offer}"
BLOCK = "id: b-00000001\n    kind: gift\n    booked_on: 2026-11-01\n    status: offer\n"
SECOND = Booking(id="b-00000002", kind="addon", booked_on=date(2026, 11, 2), status="active")
SECOND_FLOW = "{id: b-00000002, kind: addon, booked_on: 2026-11-02, status: active}"
SECOND_LINES = (
    "  - id: b-00000002\n    kind: addon\n    booked_on: 2026-11-02\n    status: active\n"
)


def change(text: str, *changes: Set | Add | Remove) -> str:
    return edit(text.encode(), PATH, Customer, changes).decode()


def put(at: str, value: Any) -> Set:
    return Set(TARGET, tuple(at.split("/")), value)


@pytest.mark.parametrize(
    ("before", "edit_", "after"),
    [
        # single values
        ("city: a\n", put("city", "b"), "city: b\n"),
        ("city: a  # why\n", put("city", "b"), "city: b  # why\n"),
        ("city:   a\n", put("city", "b"), "city:   b\n"),
        ('city: "a"\n', put("city", "b"), 'city: "b"\n'),
        ("city: 'a'\n", put("city", "it's"), "city: 'it''s'\n"),
        ("city: 'a: b'\n", put("city", "b"), "city: b\n"),
        ("city: a\n", put("city", "b #c"), "city: 'b #c'\n"),
        ("city:\n  a\n", put("city", "b"), "city:\n  b\n"),
        ("city: a\n  b\n\nplz: x\n", put("city", "c"), "city: c\n\nplz: x\n"),
        ('city: "a\n  b" # c\n', put("city", "c"), 'city: "c" # c\n'),
        ("city:\n", put("city", "b"), "city: b\n"),
        ("city: # why\n", put("city", "b"), "city: b # why\n"),
        ('city: ""\n', put("city", "b"), "city: b\n"),
        ("city: a", put("city", "b"), "city: b"),
        ("city: a", put("plz", "01067"), "plz: 01067\ncity: a"),
        ("city: a", put("infos", "b"), "city: a\ninfos: b"),
        # texts of several lines
        ("infos: a\nvpa: x\n", put("infos", "b\nc"), "infos: |-\n  b\n  c\nvpa: x\n"),
        ("infos: a # c\n", put("infos", "b\nc"), 'infos: "b\\nc" # c\n'),
        ("infos: |-\n  a\n\n  b\n\nvpa: x\n", put("infos", "c"), "infos: c\n\nvpa: x\n"),
        ("infos: |- # c\n  a\n", put("infos", "b\nc"), "infos: |- # c\n  b\n  c\n"),
        ("infos: |- # c\n  a\n# d\n", put("infos", "b"), "infos: b # c\n# d\n"),
        ("infos: |+\n  a\n\n\nvpa: x\n", put("infos", "b"), "infos: b\nvpa: x\n"),
        ("infos: >\n  a\n  b\nvpa: x\n", put("infos", "b"), "infos: b\nvpa: x\n"),
        (
            "infos: |\n  a\n\n# c\nvpa: x\n",
            put("language", "de"),
            "language: de\ninfos: |\n  a\n\n# c\nvpa: x\n",
        ),
        ("infos: |\n  a\n\n# c\n", put("vpa", "x"), "infos: |\n  a\nvpa: x\n\n# c\n"),
        # taking a field away
        ("city: a # b\nvpa: x\n", put("city", None), "vpa: x\n"),
        ("# above\ncity: a\n\nvpa: x\n", put("city", None), "# above\n\nvpa: x\n"),
        ("vpa: x\ncity: a", put("city", None), "vpa: x"),
        ("infos: |\n  a\n  b\n\nvpa: x\n", put("infos", None), "\nvpa: x\n"),
        ("city:\n", put("city", None), "city:\n"),
        ("vpa: x\n", put("city", None), "vpa: x\n"),
        # nested mappings
        ("company: {name: a}\n", put("company/name", "b, c"), "company: {name: 'b, c'}\n"),
        ("company: {name: a}\n", put("company/size", "9"), "company: {name: a, size: 9}\n"),
        ("company: {size: 9}\n", put("company/name", "a"), "company: {name: a, size: 9}\n"),
        ("company: {name: a, size: 9}\n", put("company/name", None), "company: {size: 9}\n"),
        ("company: {name: a, size: 9}\n", put("company/size", None), "company: {name: a}\n"),
        ("company: {name: a}\nvpa: x\n", put("company/name", None), "vpa: x\n"),
        (
            "company:\n    name: a\n",
            put("company/size", "9"),
            "company:\n    name: a\n    size: 9\n",
        ),
        ("company:\n  size: 9\n", put("company/name", "a"), "company:\n  name: a\n  size: 9\n"),
        ("company:\n  name: a\nvpa: x\n", put("company/name", None), "vpa: x\n"),
        ("company:  # c\n", put("company/name", "a"), "company:  # c\n  name: a\n"),
        ("company: {}  # c\n", put("company/name", "a"), "company:  # c\n  name: a\n"),
        ("vpa: x\n", put("company/name", "a"), "company:\n  name: a\nvpa: x\n"),
        ("vpa: x\n", put("company", Company(name="a")), "company:\n  name: a\nvpa: x\n"),
        (
            "company:\n  size: 9  # few\n  x: y\n  name: a\n",
            put("company", Company(name="b", size="9")),
            "company:\n  size: 9  # few\n  x: y\n  name: b\n",
        ),
        ("wizard: {a: b}\n", put("wizard/c d", "e"), "wizard: {a: b, c d: e}\n"),
        ("wizard:\n  a: b\n", put("wizard", {"a": "c"}), "wizard:\n  a: c\n"),
        (
            'external_ids: {shop: "1"}\n',
            put("external_ids/shop", "2"),
            'external_ids: {shop: "2"}\n',
        ),
        (
            "appointment: {at: 2026-09-02, outcome: open}\n",
            put("appointment", Appointment(at="2026-09-03", with_="luis")),
            "appointment: {at: 2026-09-03, with: luis}\n",
        ),
        # items of lists
        (
            f"bookings:\n  - {FLOW}\n",
            put("bookings/b-00000001/hours", Decimal("7.5")),
            f"bookings:\n  - {FLOW.replace(' status', ' hours: 7.5, status')}\n",
        ),
        (
            f"bookings:\n  - {BLOCK}",
            put("bookings/b-00000001/hours", 5),
            f"bookings:\n  - {BLOCK}".replace("    status", "    hours: 5\n    status"),
        ),
        (
            f"bookings:\n  - {BLOCK}  # end\n",
            put("bookings/b-00000001/trial", value=False),
            f"bookings:\n  - {BLOCK}    trial: false\n  # end\n",
        ),
        (
            f"bookings:\n  -\n    {BLOCK}",
            put("bookings/b-00000001/status", "active"),
            f"bookings:\n  -\n    {BLOCK}".replace("offer", "active"),
        ),
        (
            f"bookings:\n  - {FLOW} # c\n# d\nvpa: x\n",
            Add(TARGET, ("bookings",), SECOND),
            f"bookings:\n  - {FLOW} # c\n{SECOND_LINES}# d\nvpa: x\n",
        ),
        (
            f"bookings:\n- {FLOW}",
            Add(TARGET, ("bookings",), SECOND),
            f"bookings:\n- {FLOW}\n" + SECOND_LINES.replace("\n  ", "\n")[2:-1],
        ),
        (
            f"bookings: [{FLOW}]\n",
            Add(TARGET, ("bookings",), SECOND),
            f"bookings: [{FLOW}, {SECOND_FLOW}]\n",
        ),
        ("vpa: x\n", Add(TARGET, ("bookings",), SECOND), f"vpa: x\nbookings:\n{SECOND_LINES}"),
        (
            "bookings:\nvpa: x\n",
            Add(TARGET, ("bookings",), SECOND),
            f"bookings:\n{SECOND_LINES}vpa: x\n",
        ),
        (
            "bookings: [] # c\n",
            Add(TARGET, ("bookings",), SECOND),
            f"bookings: # c\n{SECOND_LINES}",
        ),
        (
            f"bookings:\n  # one\n  - {BLOCK}\n  # two\n{SECOND_LINES}vpa: x\n",
            Remove(TARGET, ("bookings",), "b-00000001"),
            f"bookings:\n  # one\n\n  # two\n{SECOND_LINES}vpa: x\n",
        ),
        (
            f"bookings:\n  -\n    {BLOCK}  - {FLOW.replace('1,', '2,', 1)}",
            Remove(TARGET, ("bookings",), "b-00000002"),
            f"bookings:\n  -\n    {BLOCK[:-1]}",
        ),
        (
            f"bookings:\n  - {FLOW}\nvpa: x\n",
            Remove(TARGET, ("bookings",), "b-00000001"),
            "vpa: x\n",
        ),
        (f"bookings: [{FLOW}]\nvpa: x\n", Remove(TARGET, ("bookings",), "b-00000001"), "vpa: x\n"),
        ("services: [a, b]\n", Add(TARGET, ("services",), "c, d"), "services: [a, b, 'c, d']\n"),
        ("services: []\n", Add(TARGET, ("services",), "c"), "services:\n  - c\n"),
        (
            "services:\n- a # x\n",
            Add(TARGET, ("services",), "b\nc"),
            "services:\n- a # x\n- |-\n  b\n  c\n",
        ),
        ("services: [a, b, c]\n", Remove(TARGET, ("services",), "b"), "services: [a, c]\n"),
        ("services: [a, b, c]\n", Remove(TARGET, ("services",), "a"), "services: [b, c]\n"),
        ("services:\n  - a\n  - b\n", Remove(TARGET, ("services",), "a"), "services:\n  - b\n"),
        (
            "services: # s\n  - a # a\n  - b # b\n",
            put("services", ("b", "c")),
            "services: # s\n  - b # b\n  - c\n",
        ),
        (
            "services: # s\n  - a\n  - b\nvpa: x\n",
            put("services", ["b", "a"]),
            "services: # s\n  - b\n  - a\nvpa: x\n",
        ),
    ],
)
def test_only_the_field_changes(before: str, edit_: Set | Add | Remove, after: str) -> None:
    assert change(HEAD + before, edit_) == HEAD + after


def test_a_record_in_a_list_is_set_field_by_field() -> None:
    before = f"{HEAD}bookings:\n  - {BLOCK}    # mine\n    note: kept\n"
    value = Booking(id="b-00000001", kind="gift", booked_on=date(2026, 11, 1), status="active")
    after = change(before, put("bookings", (value, SECOND)))
    assert after == before.replace("offer", "active") + SECOND_LINES


def test_several_changes_are_made_in_order() -> None:
    after = change(
        HEAD,
        put("registered_on", date(2026, 11, 1)),
        Add(TARGET, ("bookings",), SECOND),
        put("bookings/b-00000002/order", "A-1"),
        put("name", "Meier"),
    )
    assert after == (
        "id: c-7f3qkd\nname: Meier  # the name\nkind: person\nregistered_on: 2026-11-01\n"
        f"bookings:\n{SECOND_LINES}    order: A-1\n"
    )


def test_a_new_first_field_stays_below_the_comment_at_the_top() -> None:
    before = "# schema\n\nkind: person\nname: a\nid: c-7f3qkd\n"
    assert change(before, put("vpa", "x")) == before.replace("person\n", "person\nvpa: x\n")
    company = f"{HEAD}company:\n  # c\n  size: 9\n"
    assert change(company, put("company/name", "a")) == company.replace(
        "  size", "  name: a\n  size"
    )


def test_bom_and_crlf_are_normalised_by_a_write_and_only_then() -> None:
    before = ("\ufeff" + HEAD + "city: a\n").replace("\n", "\r\n").encode()
    assert edit(before, PATH, Customer, [put("city", "a")]) == before
    assert edit(before, PATH, Customer, [put("city", "b")]) == f"{HEAD}city: b\n".encode()


def test_lists_of_days_and_deep_records_work_too() -> None:
    vpa = b"id: anna\nname: Anna\npraise: [2026-11-01]\n"
    target = Target("vpa", "anna")
    added = edit(vpa, "vpas/anna.yaml", Vpa, [Add(target, ("praise",), date(2026, 11, 2))])
    assert added.endswith(b"praise: [2026-11-01, 2026-11-02]\n")
    assert edit(added, "vpas/anna.yaml", Vpa, [Remove(target, ("praise",), "2026-11-02")]) == vpa
    note = Note(
        id="n-00000001", at="2026-11-01", by="jana", text="a\nb", quote=Quote(source="mail")
    )
    path = "customers/7f/c-7f3qkd.vpa.yaml"
    data = edit(b"customer: c-7f3qkd\n", path, VpaFile, [Add(TARGET, ("notes",), note)])
    assert data.decode() == (
        "customer: c-7f3qkd\nnotes:\n  - id: n-00000001\n    at: 2026-11-01\n    by: jana\n"
        "    text: |-\n      a\n      b\n    quote:\n      source: mail\n"
    )


@pytest.mark.parametrize(
    ("wrong", "error", "words"),
    [
        (put("nmae", "x"), RefusedError, "nmae"),
        (put("company/nme", "x"), RefusedError, "company.nme"),
        (put("city/x", "x"), RefusedError, "single value"),
        (put("bookings/b-99999999/hours", 5), RefusedError, "b-99999999"),
        (Remove(TARGET, ("services",), "x"), RefusedError, "x"),
        (Add(TARGET, ("city",), "x"), RefusedError, "no list"),
        (put("registered_on", "soon"), UsageError, "no date"),
        (put("kind", "org"), UsageError, "not one of"),
        (put("name", None), UsageError, "needed"),
        (put("bookings/b-00000001/hours", "many"), UsageError, "no number"),
        (put("bookings/b-00000001/hours", Decimal("NaN")), UsageError, "cannot be written"),
        (put("city", "a\u202eb"), UsageError, "U\\+202E"),
        (put("city", "a" * 1_000_000), UsageError, "bytes"),
        (put("id", "c-7f3qkx"), UsageError, "named for"),
        (Add(TARGET, ("bookings",), {"id": "b-00000001", "kind": "gift"}), UsageError, "needed"),
    ],
)
def test_what_does_not_fit_is_refused(
    wrong: Set | Add | Remove, error: type[Exception], words: str
) -> None:
    before = f"{HEAD}city: a\nbookings:\n  - {FLOW}\n"
    with pytest.raises(error, match=words):
        change(before, wrong)


def test_the_nearest_field_is_named() -> None:
    with pytest.raises(RefusedError) as caught:
        change(HEAD, put("nmae", "x"))
    assert caught.value.hint == 'did you mean "name"?'


def test_a_file_with_an_error_is_not_edited() -> None:
    with pytest.raises(BadDataError, match=rf"^{PATH}:4:7: "):
        change(HEAD + "city: [a]\n", put("vpa", "x"))


def test_what_cannot_be_spliced_is_refused_rather_than_broken() -> None:
    with pytest.raises(RefusedError, match="does not begin"):
        change(HEAD + "? city\n: a\n", put("city", None))
    with pytest.raises(RefusedError, match="comment"):
        change(HEAD + "services: [a, # first\n  b]\n", Remove(TARGET, ("services",), "b"))
    with pytest.raises(RefusedError):
        change(HEAD + "infos: |\n  no line end", put("vpa", "x"))


def test_the_plain_data_follows_the_same_changes() -> None:
    tree = {"id": "c", "bookings": [{"id": "b-1", "hours": "5"}], "services": ["a"]}
    assert apply_to_tree(tree, put("bookings/b-1/hours", Decimal("7.5")))["bookings"] == [
        {"id": "b-1", "hours": "7.5"}
    ]
    assert "services" not in apply_to_tree(tree, Remove(TARGET, ("services",), "a"))
    assert apply_to_tree(tree, put("company/name", "x"))["company"] == {"name": "x"}
    assert tree["services"] == ["a"], "the tree that was given stays"
