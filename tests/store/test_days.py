"""The days of a calendar have no ids: they are told apart by what they say of a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from clm.domain.changes import Add, Remove, Set, Target
from clm.domain.policy import Settings
from clm.domain.worktime import WorkCalendar
from clm.store.difference import difference
from clm.store.editing import edit
from clm.store.places import name_of
from clm.store.schemas import schema_of

if TYPE_CHECKING:
    from clm.store.difference import Edit

PATH = "calendars/berlin.yaml"
HEAD = b"id: berlin\nzone: UTC\nweek: {mon: [09:00-12:00]}\nholidays:\n"
FIRST = b"  - {on: 2026-05-01, name: May}  # spring\n"
SECOND = b"  - on: 2026-12-25\n    name: Christmas\n"
BAVARIA = b"  - on: 2026-12-25\n    region: BY\n"
AT = Target("calendar", "berlin")


def changed(before: bytes, *changes: Edit) -> bytes:
    return edit(HEAD + before, PATH, WorkCalendar, changes).removeprefix(HEAD)


def differs(before: bytes, after: bytes) -> list[Edit]:
    return difference(HEAD + before, HEAD + after, PATH, WorkCalendar)


@pytest.mark.parametrize(
    ("item", "name"),
    [
        ({"id": "b-1", "on": "2026-05-01"}, "b-1"),
        ({"on": "2026-05-01", "name": "May"}, "2026-05-01"),
        ({"on": "2026-05-01", "region": "BY", "name": "May"}, "2026-05-01@BY"),
        ({"on": "2026-05-01", "from": "09:00", "to": "12:00"}, "2026-05-01@09:00"),
        ({"name": "May"}, ""),
        ("text", "text"),
    ],
)
def test_what_an_item_is_known_by(item: object, name: str) -> None:
    assert name_of(item) == name


def test_a_day_is_changed_where_it_stands() -> None:
    renamed = Set(AT, ("holidays", "2026-12-25", "name"), "Xmas")
    assert changed(FIRST + SECOND + BAVARIA, renamed) == (
        FIRST + SECOND.replace(b"Christmas", b"Xmas") + BAVARIA
    )
    only = [{"on": "2026-12-26"}]
    assert changed(SECOND, Set(AT, ("holidays",), only)) == b"  - on: 2026-12-26\n"


def test_a_day_that_comes_or_goes_leaves_the_others() -> None:
    christmas = {"on": "2026-12-25", "name": "Christmas"}
    assert differs(FIRST, FIRST + SECOND) == [Add(AT, ("holidays",), christmas)]
    assert differs(FIRST + SECOND + BAVARIA, FIRST + SECOND) == [
        Remove(AT, ("holidays",), "2026-12-25@BY")
    ]
    assert changed(FIRST + SECOND, Remove(AT, ("holidays",), "2026-12-25")) == FIRST


def test_a_list_whose_items_cannot_be_told_apart_is_compared_as_a_whole() -> None:
    before = b"format: 1\nlead:\n  rules:\n    - {when: any, role: sales}\n"
    after = before + b"    - {when: any, role: admin}\n"
    (found,) = difference(before, after, "clm.yaml", Settings)
    assert found == Set(
        Target("settings", "clm"),
        ("lead", "rules"),
        [{"when": "any", "role": "sales"}, {"when": "any", "role": "admin"}],
    )
    assert edit(before, "clm.yaml", Settings, [found]).count(b"when: any") == 2


def test_an_editor_knows_how_working_time_is_written() -> None:
    times = schema_of("calendar")["properties"]["week"]["additionalProperties"]["items"]
    assert times["pattern"] == "^([0-2][0-9]):([0-5][0-9])-([0-2][0-9]):([0-5][0-9])$"
