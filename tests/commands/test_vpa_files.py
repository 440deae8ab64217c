"""`clm vpa files` and `clm vpa deadlines`: how the files stand, and what was asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.build import SETTINGS, customer_path, make_customer

if TYPE_CHECKING:
    from tests.world import Clm, Repository

HERS, TOMS, BENS = "c-000001", "c-000002", "c-000003"
TEAM = f"{SETTINGS}vpa_sections:\n  - tools\n  - contacts\n  - own-words\n"


def entry(number: int, at: str, by: str, tags: str = "", more: str = "") -> str:
    """One entry of a VPA's file."""
    return f"  - {{id: n-{number:08}, at: {at}, by: {by}, tags: [{tags}], text: Text{more}}}\n"


def chat(number: int, at: str, template: str = "keep-file") -> str:
    """What was written to a VPA."""
    return entry(number, at, "jana", more=f', template: {{id: {template}, version: "1"}}')


def ask(number: int, on: str, note: int, vpa: str = "anna", more: str = "") -> str:
    """One deadline of a VPA's file."""
    return (
        f"  - {{id: d-{number:08}, vpa: {vpa}, on: {on}, ask: Akte pflegen, "
        f"note: n-{note:08}{more}}}\n"
    )


def file(customer: str, notes: str, deadlines: str = "") -> str:
    asked = f"deadlines:\n{deadlines}" if deadlines else ""
    return f"customer: {customer}\n{asked}notes:\n{notes}"


@pytest.fixture
def world(repo: Repository) -> Repository:
    """Anna has a whole file and an old one, Ben's customer has none; one is archived, one alone."""
    repo.write("clm.yaml", TEAM)
    for ref, more in (
        (HERS, "owner: jana\nvpa: anna\n"),
        (TOMS, "owner: tom\nvpa: anna\n"),
        (BENS, "vpa: ben\n"),
        ("c-000004", "vpa: anna\nstatus: archived\n"),
        ("c-000005", "owner: jana\n"),
    ):
        repo.write(customer_path(ref), make_customer(ref, f"Kunde {ref[-1]} GmbH", more))
    whole = entry(1, "2026-11-10T09:00:00Z", "anna", "tools, contacts, own-words")
    repo.write(customer_path(HERS, "vpa"), file(HERS, whole))
    old = entry(2, "2026-09-01T09:00:00Z", "anna", "tools") + entry(3, "2026-11-12", "jana")
    repo.write(customer_path(TOMS, "vpa"), file(TOMS, old))
    repo.commit()
    return repo


def files(clm: Clm, *words: str) -> list[dict[str, Any]]:
    answer = clm("vpa", "files", *words, "--json")
    assert answer.json["schema"] == "clm/vpa-files@1"
    return list(answer.json["items"])


@pytest.mark.usefixtures("world")
def test_how_every_file_stands(clm: Clm) -> None:  # A3.15, A3.19
    first, second, third = files(clm)
    assert first == {
        "ref": HERS, "name": "Kunde 1 GmbH", "vpa": "anna", "completeness": 100, "missing": [],
        "filled": ["tools", "contacts", "own-words"], "last": "2026-11-10",
        "updated_on": "2026-11-10", "current": True, "next": None,
    }  # fmt: skip
    assert (second["completeness"], second["missing"]) == (33, ["contacts", "own-words"])
    assert (second["last"], second["updated_on"]) == ("2026-09-01", "2026-11-12")
    assert second["next"] == f"clm chat {TOMS} keep-file --deadline +5wd --edit"
    assert (third["ref"], third["vpa"], third["last"]) == (BENS, "ben", None)
    assert third["completeness"] == 0
    shown = clm.ok("vpa", "files")
    assert "contacts, own-words" in shown  # a section of the team's own has no other name
    assert "Kunde 4" not in shown
    assert "Kunde 5" not in shown


@pytest.mark.parametrize(
    ("day", "command"),
    [("2026-11-18", f"clm file {TOMS} --vpa"),
     ("2026-11-19", f"clm chat {TOMS} second-reminder --deadline +5wd --edit")],
)  # fmt: skip
def test_a_file_that_is_asked_for_already_goes_on(
    world: Repository, clm: Clm, day: str, command: str
) -> None:  # A3.16
    world.put(
        customer_path(TOMS, "vpa"), file(TOMS, chat(4, "2026-11-11"), ask(1, "2026-11-18", 4))
    )
    (_, second, _) = files(clm, "--today", day)
    assert second["next"] == command


@pytest.mark.usefixtures("world")
def test_of_one_vpa_and_only_the_stale_ones(clm: Clm) -> None:  # A3.15
    assert [one["ref"] for one in files(clm, "anna")] == [HERS, TOMS]
    assert [one["ref"] for one in files(clm, "--stale")] == [TOMS, BENS]
    assert [one["ref"] for one in files(clm, "anna", "--stale")] == [TOMS]
    assert clm.ok("vpa", "files", "--ids", "--stale").split() == [TOMS, BENS]


def test_a_file_grows_old_by_itself(world: Repository, clm: Clm) -> None:  # A3.15: 60 days
    assert [one["ref"] for one in files(clm, "anna", "--stale", "--today", "2027-01-09")] == [TOMS]
    stale = files(clm, "anna", "--stale", "--today", "2027-01-10")
    assert [one["ref"] for one in stale] == [HERS, TOMS]
    world.put("clm.yaml", f"{TEAM}policy:\n  vpa_current_days: 5\n")
    assert [one["ref"] for one in files(clm, "anna", "--stale")] == [HERS, TOMS]


def test_the_team_says_what_a_file_has_to_tell(world: Repository, clm: Clm) -> None:  # A3.19
    world.put("clm.yaml", f"{SETTINGS}vpa_sections:\n  - tools\n")
    assert [one["completeness"] for one in files(clm)] == [100, 100, 0]
    world.put("clm.yaml", f"{SETTINGS}vpa_sections:\n  - logins\ntags:\n  logins: [tools]\n")
    assert [one["completeness"] for one in files(clm)] == [100, 100, 0]
    world.put("clm.yaml", SETTINGS)
    assert files(clm)[0]["missing"] == [
        "contact-habits", "recurring-tasks", "preferences", "open-points"
    ]  # fmt: skip
    assert "contact habits, recurring tasks" in clm.ok("vpa", "files")


def test_an_entry_of_today_makes_it_current_at_once(world: Repository, clm: Clm) -> None:
    fresh = entry(4, "2026-11-18T06:00:00Z", "jana, acting_as: anna", "contacts, own-words")
    world.write(customer_path(TOMS, "vpa"), world.read(customer_path(TOMS, "vpa")) + fresh)
    assert files(clm, "anna", "--stale") == []
    assert clm.ok("vpa", "files", "anna", "--stale") == "Every file is current.\n"


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("verb", ["files", "deadlines"])
def test_an_unknown_vpa_is_none(clm: Clm, verb: str) -> None:
    answer = clm("vpa", verb, "zoe")
    assert answer.code == 3
    assert "known: anna, ben" in answer.err


def test_a_bad_file_is_named_and_takes_only_itself_out(world: Repository, clm: Clm) -> None:
    world.put(customer_path(TOMS, "vpa"), f"customer: {TOMS}\nnotes: 1\n")
    answer = clm("vpa", "files", "--json")
    assert answer.code == 65
    assert f"{TOMS}.vpa.yaml:2" in answer.err
    assert len(answer.json["items"]) == 3


# deadlines


@pytest.fixture
def asking(world: Repository) -> Repository:
    """Anna missed a deadline and another is to come, Ben missed two; one was met late."""
    late = chat(11, "2026-11-02T09:00:00Z") + entry(12, "2026-11-10T09:00:00Z", "anna")
    late += chat(13, "2026-11-11T09:00:00Z")
    asked = ask(11, "2026-11-06", 11) + ask(12, "2026-11-17", 13)
    world.write(customer_path(HERS, "vpa"), file(HERS, late, asked))
    waiting = chat(21, "2026-11-16T09:00:00Z", "smaller-package")
    world.write(customer_path(TOMS, "vpa"), file(TOMS, waiting, ask(21, "2026-11-20", 21)))
    twice = chat(31, "2026-11-02T09:00:00Z") + chat(32, "2026-11-09T09:00:00Z", "second-reminder")
    twice += chat(33, "2026-11-03T09:00:00Z")
    asked = ask(31, "2026-11-06", 31, "ben") + ask(32, "2026-11-13", 32, "ben")
    asked += ask(33, "2026-11-06", 33, "anna")
    world.put(customer_path(BENS, "vpa"), file(BENS, twice, asked))
    return world


def asks(clm: Clm, *words: str) -> dict[str, tuple[str, int]]:
    """Each deadline that is listed: how it stands, and which ask it was."""
    items = clm("vpa", "deadlines", *words, "--json").json["items"]
    return {one["ref"]: (one["state"], one["rung"]) for one in items}


@pytest.mark.usefixtures("asking")
def test_what_was_asked_and_is_open(clm: Clm) -> None:  # A1.35, A3.16
    answer = clm("vpa", "deadlines", "--json").json
    assert answer["schema"] == "clm/vpa-deadlines@1"
    second, missed, waiting = answer["items"]
    assert missed == {
        "ref": "d-00000012", "customer": HERS, "name": "Kunde 1 GmbH", "vpa": "anna",
        "ask": "Akte pflegen", "template": "keep-file", "asked_on": "2026-11-11",
        "due": "2026-11-17", "state": "missed", "met_on": None, "rung": 1, "open": True,
        "owner": "jana", "next": f"clm chat {HERS} second-reminder --deadline +5wd --edit",
    }  # fmt: skip
    assert (second["ref"], second["rung"], second["next"]) == (
        "d-00000032", 2, "clm done d-00000032 -m WHY"
    )  # fmt: skip
    assert (waiting["state"], waiting["next"]) == ("waiting", f"clm file {TOMS} --vpa")
    shown = clm.ok("vpa", "deadlines")
    assert "smaller-package" in shown
    assert "Kunde 2 GmbH" in shown
    assert clm.ok("vpa", "deadlines", "--open", "--ids").split() == [
        "d-00000032", "d-00000012", "d-00000021"
    ]  # fmt: skip


@pytest.mark.usefixtures("asking")
def test_what_was_missed_and_everything(clm: Clm) -> None:  # A1.36
    assert asks(clm, "--overdue") == {"d-00000032": ("missed", 2), "d-00000012": ("missed", 1)}
    assert asks(clm, "anna") == {"d-00000012": ("missed", 1), "d-00000021": ("waiting", 1)}
    assert asks(clm, "--all") == {
        "d-00000011": ("met", 1),  # late
        "d-00000031": ("missed", 1),
        "d-00000033": ("dropped", 1),  # anna has gone from there
        "d-00000032": ("missed", 2),
        "d-00000012": ("missed", 1),
        "d-00000021": ("waiting", 1),
    }
    (late,) = [
        one
        for one in clm("vpa", "deadlines", "--all", "--json").json["items"]
        if one["ref"] == "d-00000011"
    ]
    assert (late["met_on"], late["open"], late["next"]) == ("2026-11-10", False, None)


def test_an_entry_after_the_ask_meets_it(asking: Repository, clm: Clm) -> None:  # A1.36
    text = asking.read(customer_path(TOMS, "vpa"))
    for line, found in (
        (entry(22, "2026-11-16T08:59:00Z", "anna"), "waiting"),  # before the ask
        (entry(22, "2026-11-17T09:00:00Z", "ben"), "waiting"),  # another VPA
        (chat(22, "2026-11-17T09:00:00Z"), "waiting"),  # our own words
        (entry(22, "2026-11-17T09:00:00Z", "anna"), "met"),
        (entry(22, "2026-11-17T09:00:00Z", "jana, acting_as: anna"), "met"),
    ):
        asking.put(customer_path(TOMS, "vpa"), text + line)
        assert asks(clm, "--all")["d-00000021"] == (found, 1), line


@pytest.mark.usefixtures("asking")
def test_a_day_later_it_is_missed(clm: Clm) -> None:  # A1.35
    assert asks(clm, "--today", "2026-11-20")["d-00000021"] == ("waiting", 1)
    assert asks(clm, "--today", "2026-11-21")["d-00000021"] == ("missed", 1)


@pytest.mark.usefixtures("repo")
def test_nothing_asked(clm: Clm) -> None:
    assert clm.ok("vpa", "deadlines") == "No deadlines.\n"
    assert clm.ok("vpa", "files") == "No customer has a VPA.\n"


# the same in one's worklist


def mine(clm: Clm, *words: str) -> list[tuple[str, str, bool, str]]:
    items = clm("mine", *words, "--json").json["items"]
    return [(one["ref"], one["due"], one["overdue"], one["next"]) for one in items]


@pytest.mark.usefixtures("asking")
def test_each_open_deadline_is_an_item_of_mine(clm: Clm) -> None:  # A1.35
    (item,) = clm("mine", "--json").json["items"]
    assert item == {
        "ref": "d-00000012", "customer": HERS, "name": "Kunde 1 GmbH", "list": "deadlines",
        "rule": "vpa-deadline", "title": "Akte pflegen", "reasons": ["vpa-deadline"],
        "due": "2026-11-17", "overdue": True,
        "owner": "jana", "covering_for": None, "covered_by": None, "covered_until": None,
        "next": f"clm chat {HERS} second-reminder --deadline +5wd --edit",
    }  # fmt: skip
    assert mine(clm, "--as", "tom") == [
        ("d-00000021", "2026-11-20", False, f"clm file {TOMS} --vpa")
    ]
    assert mine(clm, "deadlines") == mine(clm)
    assert mine(clm, "watchlist") == []
    assert [ref for ref, *_ in mine(clm, "--team")] == ["d-00000032", "d-00000012", "d-00000021"]
    assert mine(clm, "--team", "--due", "2026-11-13")[0][:2] == ("d-00000032", "2026-11-13")
    assert "Deadlines" in clm.ok("mine")
    assert "VPA's deadline" in clm.ok("mine")


@pytest.mark.usefixtures("asking")
def test_where_nobody_is_responsible_that_comes_first(clm: Clm) -> None:
    assert mine(clm, "--as", "isabel") == [
        ("d-00000032", "2026-11-13", True, f"clm assign {BENS} HANDLE")
    ]


def test_who_covers_sees_the_deadlines_of_the_colleague(asking: Repository, clm: Clm) -> None:
    away = "absences:\n  - {id: ab-000001, from: 2026-11-16, to: 2026-11-20, replacement: jana}\n"
    asking.put("team/tom.yaml", asking.read("team/tom.yaml") + away)
    covered = {
        one["ref"]: one["covering_for"] for one in clm("mine", "deadlines", "--json").json["items"]
    }
    assert covered == {"d-00000012": None, "d-00000021": "tom"}


@pytest.mark.usefixtures("asking")
def test_why_names_the_ask_and_what_would_end_it(clm: Clm) -> None:  # A1.44
    (item,) = clm("why", "d-00000012", "--json").json["items"]
    assert (item["rule"], item["since"], item["due"]) == (
        "vpa-deadline", "2026-11-17", "2026-11-17"
    )  # fmt: skip
    assert item["facts"] == {
        "vpa": "anna", "ask": "Akte pflegen", "template": "keep-file", "asked_on": "2026-11-11",
        "rung": "1",
    }  # fmt: skip
    assert item["next"] == f"clm chat {HERS} second-reminder --deadline +5wd --edit"
    assert clm("why", TOMS, "--json").json["items"] == []  # until its day there is nothing to do


@pytest.mark.usefixtures("asking")
def test_done_ends_a_deadline(clm: Clm) -> None:  # A1.35
    clm.ok("done", "d-00000012", "-m", "am Telefon geklärt")
    assert mine(clm) == []
    assert asks(clm, "--all")["d-00000012"] == ("met", 1)


def test_the_reminder_of_the_deadline_says_whether_the_vpa_wrote(
    asking: Repository, clm: Clm
) -> None:  # A1.35, A1.36
    reminder = "reminders:\n  - {id: m-00000001, on: 2026-11-20, for: tom, why: VPA}\n"
    asking.put(customer_path(TOMS), asking.read(customer_path(TOMS)) + reminder)
    friday = ("why", TOMS, "--json", "--today", "2026-11-20")
    facts = {one["rule"]: one["facts"] for one in clm(*friday).json["items"]}
    assert facts.keys() == {"reminder", "vpa-deadline"}
    assert facts["reminder"] == {"on": "2026-11-20", "why": "VPA"}
    text = asking.read(customer_path(TOMS, "vpa")) + entry(22, "2026-11-19T09:00:00Z", "anna")
    asking.put(customer_path(TOMS, "vpa"), text)
    (item,) = clm(*friday).json["items"]
    assert item["facts"] == {"on": "2026-11-20", "why": "VPA", "vpa_wrote": "2026-11-19"}
    assert "VPA wrote: 2026-11-19" in clm.ok("why", TOMS, "--today", "2026-11-20")


def test_check_names_a_missed_deadline_with_its_line(asking: Repository, clm: Clm) -> None:  # A1.35
    answer = clm("check", "--json", "-v")
    found = [
        (one["path"], one["line"], one["column"], one["severity"], one["sentence"], one["hint"])
        for one in answer.json["items"]
        if one["rule"] == "vpa-deadline"
    ]
    assert found == [
        (
            customer_path(HERS, "vpa"), 4, 37, "warning",
            "anna let the deadline of 2026-11-17 pass without an entry",
            f"clm chat {HERS} second-reminder --deadline +5wd --edit",
        ),
        (
            customer_path(BENS, "vpa"), 4, 36, "warning",
            "ben let the deadline of 2026-11-13 pass without an entry",
            "clm done d-00000032 -m WHY",
        ),
    ]  # fmt: skip
    assert answer.code == 1
    asking.write(customer_path(HERS), "id: [")  # whose customer it is, nobody can say
    assert clm("check").out.count("let the deadline") == 1
    asking.path(customer_path(BENS)).unlink()  # an orphan, and that is all there is to say
    assert "let the deadline" not in clm("check").out
    asking.git("checkout", "--quiet", ".")
    clm.ok("done", "d-00000012", "d-00000032")
    assert clm("check").code == 0
