"""`clm calendar`: list, workday, update; and what a calendar changes for everybody."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import pytest

from tests.build import SETTINGS, TEAM, make_booking, make_customer

if TYPE_CHECKING:
    from tests.world import Clm, Repository

BERLIN = """\
# yaml-language-server: $schema=../.schema/calendar.json
id: berlin
zone: Europe/Berlin
region: BE
week:
  mon: [09:00-12:00, 12:30-18:00]
  tue: [09:00-12:00]
  wed: [09:00-12:00]
  thu: [09:00-12:00]
  fri: [09:00-12:00]
holidays:
  - on: 2025-12-24
    name: Betriebsferien  # jedes Jahr neu beschlossen
  - {on: 2026-11-20, name: Betriebsfeier}
  - {on: 2026-11-23, name: Umzug, region: SN}
"""
PATH = "calendars/berlin.yaml"


@pytest.fixture
def berlin(repo: Repository) -> Repository:
    """The team works by Berlin's calendar: Friday of this week is off."""
    repo.write(PATH, BERLIN)
    repo.put("clm.yaml", SETTINGS + "calendar: berlin\n")
    return repo


def test_the_calendars_are_listed(clm: Clm, berlin: Repository) -> None:
    berlin.put("calendars/porto.yaml", "id: porto\nzone: Europe/Lisbon\nweek: {mon: [09:00-09:20]}")
    first, second = clm("calendar", "list", "--json").json["items"]
    week = first.pop("week")
    assert week["mon"] == ["09:00-12:00", "12:30-18:00"]
    assert first == {
        "id": "berlin", "team": True, "zone": "Europe/Berlin", "region": "BE", "hours": 20.5,
        "holidays": 2, "through": 2026, "valid_from": None,
    }  # fmt: skip
    assert (second["id"], second["team"], second["hours"], second["through"]) == (
        "porto", False, 0.33, None,
    )  # fmt: skip
    assert "berlin" in clm.ok("calendar", "list")


def test_without_a_calendar_the_office_week_holds(clm: Clm) -> None:
    assert "usual office hours" in clm.ok("calendar", "list")
    (item,) = clm("calendar", "workday", "--json").json["items"]
    assert (item["calendar"], item["times"], item["worked"]) == (None, ["09:00-17:00"], True)


# L13
def test_a_day_off_is_no_and_names_the_holiday(clm: Clm, berlin: Repository) -> None:
    del berlin
    found = clm("calendar", "workday", "20.11.", "--json")
    assert found.code == 1
    assert found.json["items"] == [
        {
            "day": "2026-11-20", "calendar": "berlin", "worked": False, "holiday": "Betriebsfeier",
            "hours": 0, "times": [], "week": "2026-W47", "deadline": "2026-11-19",
            "next_working_day": "2026-11-23",
        }
    ]  # fmt: skip
    assert clm("calendar", "workday", "next", "mon").code == 0
    assert clm("calendar", "workday", "sat").code == 1


def test_a_persons_own_calendar_is_asked_for_them_alone(clm: Clm, berlin: Repository) -> None:
    berlin.write(
        "calendars/porto.yaml", "id: porto\nzone: Europe/Lisbon\nweek: {fri: [10:00-14:00]}"
    )
    berlin.put("team/tom.yaml", TEAM["tom"] + "calendar: porto\n")
    (item,) = clm("calendar", "workday", "2026-11-20", "--of", "tom", "--json").json["items"]
    assert (item["calendar"], item["worked"], item["times"]) == ("porto", True, ["10:00-14:00"])
    assert clm("calendar", "workday", "2026-11-20", "--of", "jana").code == 1
    assert clm("calendar", "workday", "2026-11-20", "--calendar", "porto").code == 0


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--calendar", "rome"), 3),
        (("--calendar", "../clm"), 2),
        (("--of", "nobody"), 3),
        (("--of", "jana", "--calendar", "berlin"), 2),
        (("yesterday-ish",), 2),
    ],
)
def test_what_cannot_be_asked(
    clm: Clm, berlin: Repository, words: tuple[str, ...], code: int
) -> None:
    del berlin
    assert clm("calendar", "workday", *words).code == code


# L13
# A1.15
def test_a_holiday_moves_the_deadline_and_what_is_due(clm: Clm, repo: Repository) -> None:
    booked = f"owner: jana\nbookings:\n{make_booking(on='2026-11-17')}"
    repo.put("customers/7f/c-7f3qkd.yaml", make_customer(more=booked))

    def due() -> str:
        return str(clm("mine", "--json").json["items"][0]["due"])

    assert due() == "2026-11-20"
    repo.write("clm.yaml", SETTINGS + "calendar: berlin\n")
    repo.write(PATH, BERLIN)
    assert due() == "2026-11-23"
    repo.write(PATH, BERLIN.replace("2026-11-20", "2026-11-27"))
    assert due() == "2026-11-20"
    assert "eow = 2026-11-20" in clm("calendar", "workday", "eow").err
    repo.write("clm.yaml", SETTINGS + "calendar: berlin\npolicy:\n  week_deadline: thu\n")
    assert "eow = 2026-11-19" in clm("calendar", "workday", "eow").err
    repo.path(PATH).unlink()
    repo.write("clm.yaml", SETTINGS)
    assert due() == "2026-11-20"


# L13
def test_a_change_of_the_calendar_alone_is_noticed(clm: Clm, berlin: Repository) -> None:
    booked = f"owner: jana\nbookings:\n{make_booking(on='2026-11-17')}"
    berlin.put("customers/7f/c-7f3qkd.yaml", make_customer(more=booked))

    def due() -> str:
        if not berlin.is_clean():
            berlin.commit()
        return str(clm("mine", "--json").json["items"][0]["due"])

    assert [due(), due()] == ["2026-11-23", "2026-11-23"]
    berlin.write(PATH, BERLIN.replace("2026-11-20", "2026-11-27"))
    assert due() == "2026-11-20"
    berlin.write(PATH, BERLIN)
    assert [due(), due()] == ["2026-11-23", "2026-11-23"]
    berlin.path(PATH).unlink()
    assert due() == "2026-11-20"


def test_an_old_state_is_read_with_its_calendar(clm: Clm, berlin: Repository) -> None:
    berlin.put(PATH, BERLIN.replace("2026-11-20", "2026-11-19"))
    (now,) = clm("calendar", "workday", "2026-11-18", "--json").json["items"]
    (then,) = clm("--as-of", "HEAD~1", "calendar", "workday", "2026-11-18", "--json").json["items"]
    assert (now["deadline"], then["deadline"]) == ("2026-11-20", "2026-11-19")


def test_a_bad_calendar_leaves_the_office_week_and_is_named(clm: Clm, berlin: Repository) -> None:
    berlin.write(PATH, BERLIN.replace("12:30-18:00", "11:30-18:00"))
    found = clm("calendar", "workday", "2026-11-20", "--json")
    assert (found.code, found.out) == (65, "")  # no office week passes for the team's
    assert f"{PATH}:6:22: mon: 09:00-12:00 and 11:30-18:00 overlap" in found.err
    assert clm("mine").code == 65
    assert clm("calendar", "list").code == 65
    assert clm("calendar", "workday", "--calendar", "berlin").code == 65
    checked = clm("check")
    assert checked.code == 1
    assert checked.out.count("overlap") == 1


def test_a_calendar_that_is_not_there_is_named_where_it_is_asked_for(
    clm: Clm, repo: Repository, muster: str
) -> None:
    repo.put("clm.yaml", SETTINGS + "calendar: rome\n")
    for words in (("mine",), ("board",), ("calendar", "workday")):
        found = clm(*words)
        assert found.code == 65
        assert "clm.yaml:4:11: calendar: there is no calendar rome" in found.err
    assert "clm.yaml:4:11: calendar: there is no calendar rome" in clm("check").out
    assert clm("remind", muster, "+3d").code == 65
    assert clm("calendar", "workday", "--of", "jana").code == 65
    repo.put("calendars/rome.yaml", "id: rome\nzone: Europe/Rome\nweek: {mon: [09:00-12:00]}\n")
    assert clm("mine").code == 0


def test_a_persons_calendar_that_is_not_there_is_a_finding(clm: Clm, repo: Repository) -> None:
    repo.put("team/tom.yaml", TEAM["tom"] + "calendar: rome\n")
    assert "team/tom.yaml:8:11: calendar: there is no calendar rome" in clm("check").out
    assert clm("calendar", "workday", "--of", "tom").code == 0


def test_a_calendar_is_found_by_its_slug_to_be_edited(clm: Clm, berlin: Repository) -> None:
    assert clm.ok("path", "berlin").strip() == str(berlin.path(PATH))
    assert clm.ok("path", "calendars/berlin.yaml").strip() == str(berlin.path(PATH))
    berlin.write("team/berlin.yaml", "id: berlin\nname: Bert Lin\n")
    assert clm("path", "berlin").code == 4


def test_a_calendar_edited_by_hand_is_saved(clm: Clm, berlin: Repository) -> None:
    berlin.write(PATH, BERLIN.replace("12:30", "13:00"))
    clm.ok("save")
    assert berlin.is_clean()
    assert berlin.subjects()[0] == "save berlin"


# taking holidays in


def update(clm: Clm, *words: str) -> str:
    return clm.ok("calendar", "update", *words, "--country", "DE", "--years", "2026-2027")


def test_holidays_are_taken_in_and_all_else_stays(clm: Clm, berlin: Repository) -> None:
    pytest.importorskip("holidays")
    told = clm("calendar", "update", "--country", "DE", "--years", "2026-2027")
    assert told.code == 0
    assert "taken out" not in told.err
    text = berlin.read(PATH)
    assert text.startswith(BERLIN.partition("holidays:")[0])
    assert "on: 2025-12-24\n    name: Betriebsferien" in text
    assert re.search(r"  - on: 2026-03-08\n    name: .*[Ff]rauentag\n    region: BE\n", text)
    assert re.search(r"  - on: 2027-12-25\n    name: .*Weihnachtstag\n  - ", text)
    assert "  - on: 2026-11-23\n    name: Umzug\n    region: SN\n" in text
    assert "  - on: 2026-11-20\n    name: Betriebsfeier\n" in text  # the team's own day off
    assert berlin.is_clean()
    assert berlin.subjects()[0] == "calendar update berlin"
    assert clm("calendar", "workday", "2026-12-25").code == 1
    head = berlin.head()
    assert "nothing to change" in update(clm)
    assert berlin.head() == head
    clm.ok("undo")
    assert berlin.read(PATH) == BERLIN


def test_what_the_library_could_have_made_is_replaced(clm: Clm, berlin: Repository) -> None:
    pytest.importorskip("holidays")
    stale = (
        "  - {on: 2026-06-04, name: Fronleichnam}\n  - {on: 2026-05-02, name: Alt, region: BE}\n"
    )
    berlin.put(PATH, BERLIN + stale)
    told = clm("calendar", "update", "--country", "DE", "--years", "2026")
    assert "taken out: 2026-06-04 Fronleichnam" in told.err
    assert "taken out: 2026-05-02 Alt" in told.err
    assert "Betriebsfeier" in berlin.read(PATH)


def test_later_years_are_added_below_and_taken_back_alone(clm: Clm, berlin: Repository) -> None:
    pytest.importorskip("holidays")
    commented = BERLIN.partition("  - {on: 2026-11-20")[0]
    berlin.put(PATH, commented)
    update(clm)
    text = berlin.read(PATH)
    assert text.startswith(commented)
    clm.ok("calendar", "update", "--country", "DE", "--years", "2028")
    commit = berlin.head()
    later = berlin.read(PATH).replace("thu: [09:00-12:00]", "thu: [09:00-13:00]")
    berlin.put(PATH, later)
    clm.ok("undo", commit)
    assert berlin.read(PATH) == text.replace("thu: [09:00-12:00]", "thu: [09:00-13:00]")


def test_a_calendar_that_is_not_there_is_made(clm: Clm, repo: Repository) -> None:
    pytest.importorskip("holidays")
    assert "calendar update: munich" in update(clm, "munich", "--region", "BY")
    assert "region: BY" in repo.read("calendars/munich.yaml")
    assert clm("calendar", "workday", "2026-11-18", "--calendar", "munich").code == 0
    assert clm("check").code == 0
    hint = clm("calendar", "update", "porto", "--country", "PT").err
    assert "`calendar: porto` in clm.yaml" in hint
    (item, _) = clm("calendar", "list", "--json").json["items"]
    assert (item["id"], item["team"], item["hours"]) == ("munich", False, 40)


def test_a_dry_run_shows_the_diff_and_writes_nothing(clm: Clm, berlin: Repository) -> None:
    pytest.importorskip("holidays")
    head = berlin.head()
    assert "+  - on: 2026-12-25" in update(clm, "-n")
    assert (berlin.head(), berlin.is_clean()) == (head, True)


def test_the_calendar_that_settings_name_can_be_made(clm: Clm, repo: Repository) -> None:
    pytest.importorskip("holidays")
    repo.put("clm.yaml", SETTINGS + "calendar: rome\n")
    update(clm)
    assert clm("mine").code == 0


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("berlin", "--country", "XX"), 2, "country XX"),
        (("munich", "--country", "DE", "--region", "XX"), 2, "no region XX"),
        (("berlin", "--country", "DE", "--region", "BY"), 77, "region BE, not BY"),
        (("berlin", "--country", "DE", "--years", "2026-2020"), 2, "no years"),
        (("berlin", "--country", "DE", "--years", "1-9999"), 2, "no years"),
        (("berlin", "--country", "DE", "--years", "soon"), 2, "no years"),
        (("berlin", "--country", "DE", "--years", ""), 2, "no years"),
        (("Berlin", "--country", "DE"), 2, "no name of a calendar"),
        (("berlin",), 2, "country"),
    ],
)
def test_what_cannot_be_taken_in(
    clm: Clm, berlin: Repository, words: tuple[str, ...], code: int, said: str
) -> None:
    pytest.importorskip("holidays")
    head = berlin.head()
    found = clm("calendar", "update", *words)
    assert found.code == code, found.err
    assert said in found.err
    assert (berlin.head(), berlin.is_clean()) == (head, True)


def test_an_update_needs_a_calendar_to_update(clm: Clm) -> None:
    found = clm("calendar", "update", "--country", "DE")
    assert (found.code, "which calendar?" in found.err) == (2, True)


def test_without_the_library_the_extra_is_named(
    clm: Clm, berlin: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    del berlin
    monkeypatch.setitem(sys.modules, "holidays", None)
    found = clm("calendar", "update", "--country", "DE")
    assert found.code == 69
    assert "clm[calendars]" in found.err
