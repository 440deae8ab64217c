"""Two records of one customer made one: nothing is lost, nothing is guessed (A2.13)."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clm.domain.uniting import (
    Choices,
    Held,
    Row,
    Side,
    losing_side,
    refuse_merging,
    refuse_open,
    unite,
)
from clm.errors import RefusedError, UsageError
from tests.domain.cases import acting

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clm.domain.changes import FileKind
    from clm.domain.uniting import Tree, United

OLD, NEW, ME = "c-000001", "c-000002", acting("2026-11-18")
ANNA = {"vpa": "anna"}


def united(
    source: Tree,
    target: Tree,
    files: tuple[Mapping[FileKind, Tree], Mapping[FileKind, Tree]] = ({}, {}),
    rest: Side | None = None,
    **takes: Side,
) -> United:
    held = Held({"id": OLD, "name": "M", **source}, files[0])
    into = Held({"id": NEW, "name": "M", **target}, files[1])
    chosen = {field.replace("__", "."): side for field, side in takes.items()}
    return unite(held, into, Choices(chosen, rest), ME, ["anna", "ben"])


def still_open(made: United) -> list[str]:
    return [row.field for row in made.rows if row.is_open]


def test_what_one_lacks_is_filled_and_what_is_the_same_is_silent() -> None:
    made = united({"plz": "01067", "city": "Kiel"}, {"owner": "jana", "city": "Kiel"})
    assert made.customer == {
        "id": NEW, "name": "M", "plz": "01067", "city": "Kiel", "owner": "jana",
    }  # fmt: skip
    assert made.rows == (
        Row("owner", None, "jana", "jana"), Row("plz", "01067", None, "01067"),
    )  # fmt: skip
    assert made.renamed == {OLD: NEW}


def test_groups_of_fields_are_chosen_field_by_field() -> None:
    company = {"name": "A", "size": "5"}, {"name": "B", "website": "x"}
    at = {"at": "2026-11-01"}, {"at": "2026-12-01", "with": "tom"}
    given_ = (
        {"company": company[0], "appointment": at[0]},
        {"company": company[1], "appointment": at[1]},
    )
    assert still_open(united(*given_)) == ["company.name", "appointment"]
    made = united(*given_, company__name="from", appointment="from")
    assert made.customer["company"] == {"name": "A", "website": "x", "size": "5"}
    assert made.customer["appointment"] == at[0]
    whole = united(*given_, rest="into")
    assert (whole.customer["company"]["name"], whole.customer["appointment"]) == ("B", at[1])


def test_what_is_not_to_be_chosen_is_no_choice() -> None:
    with pytest.raises(UsageError) as nothing:
        united({"plz": "1"}, {}, plz="from")
    assert nothing.value.hint == "nothing is"
    with pytest.raises(UsageError) as other:
        united({"city": "A", "plz": "1"}, {"city": "B"}, plz="from")
    assert other.value.hint == "to be chosen: city"


def test_items_with_one_id_are_one_and_compared() -> None:
    one = {"id": "b-00000001", "hours": "5"}
    made = united({"bookings": [one, {"id": "b-2"}]}, {"bookings": [dict(one), {"id": "b-3"}]})
    assert [item["id"] for item in made.customer["bookings"]] == ["b-00000001", "b-3", "b-2"]
    made = united({"bookings": [one]}, {"bookings": [{**one, "hours": "7"}]})
    assert still_open(made) == ["bookings.b-00000001.hours"]


def test_one_person_is_one_contact() -> None:
    theirs = [
        {"id": "p-00000001", "name": "ERIKA", "email": " E@x.example", "channels": ["ordering"]},
        {"id": "p-00000002", "name": "Ida Kern", "phone": "0351 123456"},
        {"id": "p-00000003", "name": "Otto", "phone": "0351 123456"},
        {"id": "p-00000004", "name": "Kai", "email": "k@x.example", "phone": "0351 999999"},
        {"id": "p-00000005", "name": "Lea", "role": "billing"},
    ]
    ours = [
        {"id": "p-0000000a", "name": "Erika", "email": "e@x.example", "channels": ["complaint"]},
        {"id": "p-0000000b", "name": "ida kern", "phone": "+49 351 123456"},
        {"id": "p-0000000d", "name": "Kai", "email": "kai@x.example", "phone": "0351 999999"},
        {"id": "p-00000005", "name": "Lea", "role": "user"},
    ]
    made = united({"contacts": theirs}, {"contacts": ours})
    assert still_open(made) == ["contacts.p-00000005.role"]
    assert made.renamed == {"p-00000001": "p-0000000a", "p-00000002": "p-0000000b", OLD: NEW}
    contacts = {one["id"]: one for one in made.customer["contacts"]}
    assert list(contacts) == [
        "p-0000000a", "p-0000000b", "p-0000000d", "p-00000005", "p-00000003", "p-00000004",
    ]  # fmt: skip
    assert contacts["p-0000000a"]["channels"] == ["complaint", "ordering"]
    assert contacts["p-0000000a"]["email"] == "e@x.example"
    assert contacts["p-0000000b"]["phone"] == "+49 351 123456"


def mark(item: str, **fields: str) -> Tree:
    return {"id": item, "on": "2026-11-01", "by": "tom", **fields}


def test_one_class_holds_and_the_other_is_closed() -> None:
    source = {"class": [mark("k-1", value="B"), mark("k-2", value="C", off_on="2026-11-05")]}
    target = {"class": [mark("k-3", value="A")]}
    assert still_open(united(source, target)) == ["class"]
    for side, closed in (("from", "k-3"), ("into", "k-1")):
        made = united(source, target, rest=side)  # type: ignore[arg-type]
        ends = {one["id"]: one.get("off_on") for one in made.customer["class"]}
        assert ends == {"k-3": None, "k-1": None, "k-2": "2026-11-05", closed: "2026-11-18"}
    same = united({"class": [mark("k-1", value="A")]}, target)
    assert still_open(same) == []
    assert same.customer["class"][1]["off_note"] == "merged"


def test_of_marks_the_targets_stays_open_and_of_each_reason_one() -> None:
    source = {
        "prio": [mark("k-1")], "offer": [mark("k-2", on="2026-12-01")],
        "watch": [mark("k-3", reason="prio"), mark("k-4", reason="offer")],
    }  # fmt: skip
    target = {
        "prio": [mark("k-5")], "offer": [mark("k-6", off_on="2026-11-18")],
        "watch": [mark("k-7", reason="prio")],
    }  # fmt: skip
    made = united(source, target).customer
    assert [one.get("off_on") for one in made["prio"]] == [None, "2026-11-18"]
    assert [one.get("off_on") for one in made["offer"]] == ["2026-11-18", None]
    assert [(one["id"], one.get("off_on")) for one in made["watch"]] == [
        ("k-7", None), ("k-3", "2026-11-18"), ("k-4", None),
    ]  # fmt: skip
    later = united({"prio": [mark("k-1", on="2026-12-01")]}, {"prio": [mark("k-2")]}).customer
    assert later["prio"][1]["off_on"] == "2026-12-01"
    same = united({"prio": [mark("k-1")]}, {"prio": [mark("k-1")]}).customer
    assert same["prio"] == [mark("k-1")]


def test_nobody_is_a_colleague_of_their_own() -> None:
    contact = {"id": "p-00000001", "name": "E"}
    made = united({"contacts": [contact]}, {"account": OLD, "invited_by": "p-00000001"})
    assert (made.customer["account"], made.customer["invited_by"]) == (None, None)
    made = united({"account": NEW, "invited_by": "p-00000009"}, {"account": "c-000003"})
    assert (made.customer["account"], made.customer["invited_by"]) == ("c-000003", "p-00000009")


FILE: Tree = {
    "customer": OLD,
    "notes": [
        {"id": "n-00000001", "by": "anna", "text": "a"},
        {"id": "n-00000002", "by": "jana", "text": "b"},
    ],
    "deadlines": [
        {"id": "d-00000001", "vpa": "anna", "on": "2026-11-20", "ask": "x", "note": "n-00000001"},
        {"id": "d-00000002", "vpa": "anna", "on": "2026-11-20", "ask": "y", "note": "n-00000001",
         "done_on": "2026-11-19"},
    ],
}  # fmt: skip


def test_the_files_are_united_too() -> None:
    ours: Tree = {"customer": NEW, "notes": [{"id": "n-00000009", "by": "ben"}]}
    made = united(ANNA, {}, ({"vpa-file": FILE}, {"vpa-file": ours, "oteam": ours}))
    assert [one["id"] for one in made.files["vpa-file"]["notes"]] == [
        "n-00000009", "n-00000001", "n-00000002",
    ]  # fmt: skip
    assert made.files["vpa-file"]["deadlines"] == FILE["deadlines"]
    assert "customer" not in made.files["vpa-file"]
    assert len(made.files["oteam"]["notes"]) == 1


def test_of_two_vpas_only_the_one_chosen_keeps_a_file() -> None:  # A3.2
    files: tuple[dict[FileKind, Tree], dict[FileKind, Tree]] = ({"vpa-file": FILE}, {})
    made = united(ANNA, {"vpa": "ben"}, files, rest="into")
    assert "vpa-file" not in made.files
    notes = made.files["oteam"]["notes"]
    assert [(one["by"], one.get("acting_as")) for one in notes] == [
        ("jana", "anna"), ("jana", None), ("jana", None), ("jana", None),
    ]  # fmt: skip
    assert [one["text"] for one in notes] == [
        "a", "b", "d-00000001: anna was asked: x (2026-11-20, open)",
        "d-00000002: anna was asked: y (2026-11-20, done on 2026-11-19)",
    ]  # fmt: skip
    kept = united(ANNA, {"vpa": "ben"}, files, rest="from")
    assert [one["id"] for one in kept.files["vpa-file"]["notes"]] == ["n-00000001", "n-00000002"]
    assert kept.files["oteam"] == {"notes": []}


def test_the_file_of_the_vpa_not_chosen_goes_also_where_the_other_has_none() -> None:  # A3.2
    files: tuple[dict[FileKind, Tree], dict[FileKind, Tree]] = ({}, {"vpa-file": FILE})
    made = united({"vpa": "ben"}, ANNA, files, vpa="from")
    assert list(made.files) == ["oteam"]
    both = Held({"id": OLD, "vpa": "ben"}, {}), Held({"id": NEW, **ANNA}, {})
    sides = [losing_side(*both, Choices({}, rest)) for rest in ("from", "into", None)]
    assert sides == ["into", "from", "from"]
    assert losing_side(both[0], both[0], Choices({})) is None
    assert losing_side(both[0], Held({"id": NEW}, {}), Choices({})) is None


def booking(item: str, **fields: str) -> Tree:
    return {"id": item, "kind": "package", "booked_on": "2026-10-01", "hours": "10", **fields}


def test_one_booking_is_counted_once_and_one_that_may_be_is_told() -> None:  # A2.13
    source = [
        booking("b-00000001", order="A1", hours="10.0", price="99"),
        booking("b-00000002", order="A1", status="active"),
        booking("b-00000003", order="A3"),
        booking("b-00000004", order="A4", kind="gift", booked_on="2026-10-03"),
        {"id": "b-00000005", "kind": "addon", "booked_on": "2026-10-02", "order": "A5"},
    ]
    target = [
        booking("b-0000000a", order="A1", status="active"),
        booking("b-0000000b", order="B3"),
        booking("b-00000004", order="A4", kind="gift", booked_on="2026-10-03"),
        booking("b-0000000d", order="A4", kind="gift", booked_on="2026-10-03"),
        {"id": "b-0000000c", "kind": "addon", "booked_on": "2026-10-02", "order": "A6"},
    ]
    handled = [{"id": "h-00000001", "rule": "x", "trigger": "b-00000001"}]
    made = united({"bookings": source, "handled": handled}, {"bookings": target})
    assert made.renamed == {OLD: NEW, "b-00000001": "b-0000000a"}
    assert made.customer["handled"][0]["trigger"] == "b-0000000a"
    ids = [one["id"][-1] for one in made.customer["bookings"]]
    assert ids == ["a", "b", "4", "d", "c", "2", "3", "5"]
    assert made.customer["bookings"][0] == {**target[0], "price": "99"}
    assert [line.split(":")[0] for line in made.said] == [
        "b-00000001 is b-0000000a, order A1",
        *(f"b-0000000{n} and b-0000000b are both 10 h of 2026-10-01" for n in "23"),
    ]
    assert still_open(united({"bookings": [booking("b-1", order="A", status="used_up")]},
                             {"bookings": [booking("b-2", order="A", status="active")]})) == [
        "bookings.b-2.status"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("source", "target", "said"),
    [
        ({"id": NEW}, {"id": NEW}, "cannot be merged into itself"),
        ({"id": OLD, "status": "merged", "merged_into": "c-9"}, {"id": NEW}, "into c-9 already"),
        ({"id": OLD}, {"id": NEW, "status": "merged", "merged_into": OLD}, f"into {OLD} itself"),
        ({"id": OLD}, {"id": NEW, "status": "merged", "merged_into": "c-9"}, "into c-9 itself"),
        ({"id": OLD}, {"id": NEW, "status": "archived"}, "is archived"),
    ],
)
def test_what_is_no_merge_is_refused(source: Tree, target: Tree, said: str) -> None:
    with pytest.raises(RefusedError, match=said):
        refuse_merging(source, target)
    refuse_merging({"id": OLD, "status": "archived"}, {"id": NEW, "status": "active"})


def test_what_is_open_is_listed() -> None:
    made = united({"city": "A"}, {"city": "B"})
    with pytest.raises(RefusedError) as told:
        refuse_open(made.rows)
    assert str(told.value.hint).splitlines()[1:] == ["city: A | B"]
    refuse_open(united({"city": "A"}, {"city": "B"}, rest="from").rows)


# every item of both


ITEMS = st.integers(0, 6).map(lambda n: f"{n:08}")
CHOSEN: st.SearchStrategy[Side] = st.sampled_from(["from", "into"])


@st.composite
def customer(draw: st.DrawFn, side: str) -> Tree:
    """A customer whose items may be the other's too, by id or by what they say."""
    own = st.builds(lambda n, tag: f"{tag}{n[1:]}", ITEMS, st.sampled_from("0" + side))

    def some(prefix: str, **fields: st.SearchStrategy[Any]) -> list[Tree]:
        item = st.fixed_dictionaries({"id": own.map(lambda n: f"{prefix}-{n}"), **fields})
        return draw(st.lists(item, max_size=4, unique_by=lambda one: one["id"]))

    days = st.sampled_from(["2026-10-01", "2026-11-18", "2026-12-24"])
    marks = {"on": days, "by": st.just("tom")}
    return {
        "owner": draw(st.sampled_from(["jana", "tom", ""])),
        "vpa": draw(st.sampled_from(["anna", "ben", ""])),
        "contacts": some("p", name=st.sampled_from(["E", "I"]), email=st.sampled_from(["", "e@x"])),
        "bookings": some("b", hours=st.sampled_from(["5", "10"])),
        "class": some("k", value=st.sampled_from(["A", "B"]), **marks),
        "watch": some("k", reason=st.sampled_from(["prio", "offer"]), **marks),
        "services": draw(st.lists(st.sampled_from(["a", "b"]), unique=True)),
    }


@given(customer("1"), customer("2"), CHOSEN)
def test_every_item_of_both_is_there_afterwards(source: Tree, target: Tree, rest: Side) -> None:
    """But contacts who are one person; and what went in is as it was."""
    before = copy.deepcopy((source, target))
    made = united(source, target, rest=rest)
    assert (source, target) == before
    assert still_open(made) == []
    for field in ("contacts", "bookings", "class", "watch"):
        ids = [one["id"] for one in made.customer[field]]
        assert len(set(ids)) == len(ids)
        for one in (*source[field], *target[field]):
            assert made.renamed.get(one["id"], one["id"]) in ids
    assert set(made.customer["services"]) == {*source["services"], *target["services"]}
    for field in ("owner", "vpa"):
        assert made.customer[field] in (source[field], target[field])
