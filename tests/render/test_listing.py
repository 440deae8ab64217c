from __future__ import annotations

import csv
import io
import json
from datetime import date
from decimal import Decimal
from typing import get_args
from zoneinfo import ZoneInfo

import pytest

from clm.errors import UsageError
from clm.render.listing import Column, Form, Item, Listing, number, render

TODAY = date(2026, 11, 18)
FORMS: tuple[Form, ...] = get_args(Form)
HOSTILE = "\x1b[2J\u202e=1|<b>\u200b\n\x9b31m"
ITEMS: list[Item] = [
    {"ref": "c-7f3qkd", "customer": "c-7f3qkd", "name": "Müller & Söhne", "due": TODAY,
     "reasons": ["first-check", "reminder"], "hours": 5, "price": Decimal("99.00"),
     "overdue": True, "covering_for": None},
    {"ref": "c-7f9zzz", "customer": "c-7f9zzz", "name": "=HYPERLINK(1)", "due": None,
     "reasons": [], "hours": -2.5, "price": None, "overdue": False, "covering_for": "tom"},
]  # fmt: skip
COLUMNS = (
    Column("ref", "Ref"),
    Column("customer", "Customer", value=lambda item: item["name"]),
    Column("why", "Why", value=lambda item: item["reasons"]),
    Column("due", "Due", alert="overdue"),
    Column("hours", "Hours", numeric=True),
)
MINE = Listing(
    "clm/mine@1",
    ITEMS,
    COLUMNS,
    extra={"lists": {"lead": 1}},
    fields=("name", "price", "covering_for"),
    empty="Nothing to do.",
)


def rendered(form: Form, listing: Listing = MINE, fields: tuple[str, ...] = ()) -> str:
    return render(listing, form, today=TODAY, user="jana", fields=fields)


def test_json_is_one_object_with_the_contract_keys() -> None:
    assert json.loads(rendered("json")) == {
        "schema": "clm/mine@1",
        "today": "2026-11-18",
        "user": "jana",
        "lists": {"lead": 1},
        "items": [
            {"ref": "c-7f3qkd", "customer": "c-7f3qkd", "name": "Müller & Söhne",
             "due": "2026-11-18", "reasons": ["first-check", "reminder"], "hours": 5,
             "price": "99.00", "overdue": True, "covering_for": None},
            {"ref": "c-7f9zzz", "customer": "c-7f9zzz", "name": "=HYPERLINK(1)", "due": None,
             "reasons": [], "hours": -2.5, "price": None, "overdue": False,
             "covering_for": "tom"},
        ],
    }  # fmt: skip
    assert "Müller" in rendered("json")


def test_jsonl_is_one_item_a_line() -> None:
    lines = rendered("jsonl").splitlines()
    assert [json.loads(line)["ref"] for line in lines] == ["c-7f3qkd", "c-7f9zzz"]


def test_csv_has_keys_as_header_and_no_formulas() -> None:
    fields = ("ref", "name", "why", "due", "hours")
    rows = list(csv.reader(io.StringIO(rendered("csv", fields=fields))))
    assert rows == [
        ["ref", "name", "why", "due", "hours"],
        ["c-7f3qkd", "Müller & Söhne", "first-check, reminder", "2026-11-18", "5"],
        ["c-7f9zzz", "'=HYPERLINK(1)", "", "", "-2.5"],
    ]
    raw = render(MINE, "csv", today=TODAY, user=None, raw=True, fields=fields)
    assert "c-7f9zzz,=HYPERLINK(1)" in raw


def test_scripts_read_ids_and_people_labels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clm.render.listing.translate", lambda text: f"<{text}>")
    items = [{"ref": "c-1", "list": "first", "phase": "first", "why": ["watch"], "prio": True}]
    columns = (
        Column("list", "List"),
        Column("phase", "Phase"),
        Column("why", "Why", value=lambda _: ["Watch"]),
        Column("prio", "Prio"),
        Column("made", "Made", value=lambda _: "made"),
    )
    listing = Listing("clm/x@1", items, columns)
    label = "First bookers"
    assert rendered("csv", listing).splitlines()[1] == "first,first,watch,yes,made"
    assert rendered("table", listing).split("\n")[1].split("  ") == [
        label, label, "Watch", "<yes>", "made"
    ]  # fmt: skip
    assert json.loads(rendered("jsonl", listing)) == items[0]
    chosen = json.loads(rendered("jsonl", listing, ("list", "why", "made")))
    assert chosen == {"list": "first", "why": ["watch"], "made": "made"}
    assert rendered("ids", listing._replace(ids="list")) == "first\n"


def test_ids_are_one_a_line_and_each_once() -> None:
    assert rendered("ids") == "c-7f3qkd\nc-7f9zzz\n"
    assert rendered("ids", MINE._replace(items=ITEMS * 2)) == "c-7f3qkd\nc-7f9zzz\n"
    nobodys = MINE._replace(items=[*ITEMS, {**ITEMS[0], MINE.ids: None}])
    assert rendered("ids", nobodys) == "c-7f3qkd\nc-7f9zzz\n"


def test_the_table_shows_columns_and_marks_prefixes() -> None:
    assert rendered("table").splitlines()[0].split() == ["Ref", "Customer", "Why", "Due", "Hours"]
    coloured = render(MINE, "table", today=TODAY, user=None, colour=True)
    assert "\x1b[1mc-7f3\x1b[0mqkd" in coloured
    assert "\x1b[31m2026-11-18\x1b[0m" in coloured
    known = MINE._replace(known=("c-7f3qk0",))
    assert "\x1b[1mc-7f3qkd\x1b[0m" in render(known, "table", today=TODAY, user=None, colour=True)


def test_the_id_is_the_last_to_be_cut() -> None:
    lines = render(MINE, "table", today=TODAY, user=None, width=40).splitlines()
    assert lines[1].startswith("c-7f3qkd  ")
    assert "…" in lines[1]


def test_an_empty_list_is_said_to_people_only() -> None:
    empty = MINE._replace(items=[])
    assert rendered("table", empty) == "Nothing to do.\n"
    assert rendered("ids", empty) == rendered("jsonl", empty) == ""
    assert json.loads(rendered("json", empty))["items"] == []
    assert rendered("csv", empty) == "ref,customer,why,due,hours\n"
    assert rendered("md", empty).count("\n") == 2


@pytest.mark.parametrize("form", ["table", "csv", "md", "html"])
def test_fields_select_and_order_columns(form: Form) -> None:
    text = rendered(form, fields=("price", "ref"))
    assert text.lower().index("price") < text.lower().index("ref")
    assert "99.00" in text
    assert "Müller" not in text


def test_fields_select_keys_in_json() -> None:
    first = json.loads(rendered("json", fields=("why", "customer")))["items"][0]
    assert list(first.items()) == [("why", ["first-check", "reminder"]), ("customer", "c-7f3qkd")]


def test_an_unknown_field_lists_the_known() -> None:
    with pytest.raises(UsageError, match="no field nmae") as caught:
        rendered("table", MINE._replace(items=[]), fields=("nmae",))
    assert str(caught.value.hint).startswith("did you mean name? the fields are: ")


@pytest.mark.parametrize("form", FORMS)
def test_nothing_from_data_acts_in_any_form(form: Form) -> None:
    hostile: Item = {"ref": HOSTILE, "name": HOSTILE, "reasons": [HOSTILE], HOSTILE: {HOSTILE: 1}}
    listing = Listing("clm/x@1", [hostile], COLUMNS, extra={"who": HOSTILE})
    text = rendered(form, listing)
    assert not set(text) & set("\x1b\u202e\u200b\x9b")


def test_markup_from_data_is_text() -> None:
    listing = MINE._replace(items=[{"ref": "c-1", "name": "a|b<script>[x](y)", "reasons": []}])
    assert r"a\|b\<script\>\[x\](y)" in rendered("md", listing)
    assert "a|b&lt;script&gt;" in rendered("html", listing)


def test_number() -> None:
    assert [number(n) for n in (Decimal("5.0"), Decimal("2.5"), None)] == [5, 2.5, None]
    assert isinstance(number(Decimal(50)), int)


def test_what_json_has_no_type_for_is_a_defect() -> None:
    with pytest.raises(TypeError):
        rendered("json", MINE._replace(items=[{"ref": object()}]))


def test_what_is_spare_is_left_out_before_an_id_a_day_or_a_figure_is_cut() -> None:
    long = [{"ref": "c-7f3qkd", "a": "first " * 9, "b": "second " * 9, "due": TODAY, "hours": 1234}]
    columns = (
        Column("ref", "Ref"),
        Column("a", "A", spare=1),
        Column("b", "B", spare=2),
        Column("due", "Due"),
        Column("hours", "Number of hours", numeric=True),
    )
    listing = MINE._replace(items=long, columns=columns)

    def at(width: int, fields: tuple[str, ...] = ()) -> list[str]:
        text = render(listing, "table", today=TODAY, user=None, width=width, fields=fields)
        assert all(len(line) <= max(width, 32) for line in text.splitlines())
        return text.splitlines()

    assert at(42)[1] == "c-7f3qkd  first…  secon…  2026-11-18  1234"
    assert at(40)[1:] == ["c-7f3qkd  first f…  2026-11-18      1234",
                          "not shown for lack of room: b"]  # fmt: skip
    assert at(28)[1:] == ["c-7f3qkd  2026-11-18    1234", "not shown for lack of room: a, b"]
    assert "first" in at(60, ("ref", "a"))[1]


@pytest.mark.parametrize("form", ["table", "md", "html"])
def test_people_read_moments_by_the_teams_clock(form: Form) -> None:
    held = {
        "ref": "t-00000001", "posted": "2026-11-17T23:30:00Z", "due": "2026-11-20T17:00",
        "talk": {"at": "2026-07-01T08:00:00Z"}, "day": "2026-11-18", "text": "um T12:00Z",
    }  # fmt: skip
    columns = [Column(key, key) for key in held]
    listing = Listing("clm/x@1", [held], columns)
    zone = ZoneInfo("Europe/Berlin")
    text = render(listing, form, today=TODAY, user=None, zone=lambda: zone)
    for said in ("2026-11-18 00:30", "2026-11-20 17:00", "at: 2026-07-01 10:00", "um T12:00Z"):
        assert said in text
    assert text.count("00:00") == text.count("T17") == 0
    for raw in (
        render(listing, "json", today=TODAY, user=None, zone=lambda: zone),
        render(listing, "csv", today=TODAY, user=None, zone=lambda: zone),
        render(listing, form, today=TODAY, user=None),
    ):
        assert "2026-11-17T23:30:00Z" in raw
