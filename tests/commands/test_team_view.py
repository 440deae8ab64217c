"""`clm team`: the team at a glance, of all together."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from clm.services.teambalance import are_peers
from tests.build import customer_path, make_booking, make_customer

if TYPE_CHECKING:
    from pathlib import Path

    from tests.world import Clm, Repository

PEOPLE = ("jana", "tom", "mia", "luis", "rita")
"""Who reports to Isabel."""


def person(handle: str, more: str = "") -> str:
    return (
        f"id: {handle}\nname: {handle.title()}\nemails:\n  - {handle}@example.org\n"
        f"roles:\n  - admin\n{more}"
    )


@pytest.fixture
def office(repo: Repository) -> None:
    """Isabel leads five people, an account of several and somebody who has left.

    Jana has six first bookers, Tom one, each with a check due; those of Jana are overdue.
    """
    for handle in PEOPLE:
        repo.write(f"team/{handle}.yaml", person(handle, "manager: isabel\ncapacity: 40\n"))
    repo.write("team/desk.yaml", person("desk", "manager: isabel\nshared: true\n"))
    repo.write("team/old.yaml", person("old", "manager: isabel\nactive:\n  to: 2026-10-31\n"))
    for n in range(7):
        name, booked = f"c-{n + 1}aaaaa", "2026-11-02" if n else "2026-11-16"
        booking = make_booking(f"b-{n}0000000", on=booked)
        owner = "jana" if n else "tom"
        text = make_customer(name, f"Kunde {n}", f"owner: {owner}\nbookings:\n{booking}")
        repo.write(customer_path(name), text)
    repo.commit()


def view(clm: Clm, *words: str) -> dict[str, Any]:
    answer = clm("team", *words, "--json")
    assert answer.code == 0, answer.err
    found: dict[str, Any] = answer.json
    return found


@pytest.mark.usefixtures("office")
def test_spans_hold_every_head_once(clm: Clm) -> None:  # A4.5
    found = view(clm)
    assert found["schema"] == "clm/team-view@1"
    assert found["spans"] == [
        {"manager": "isabel", "heads": 5, "verdict": "few"},
        {"manager": None, "heads": 1, "verdict": None},
    ]
    counted = [one for one in clm("team", "list", "--json").json["items"] if not one["shared"]]
    assert sum(one["heads"] for one in found["spans"]) == found["heads"] == len(counted) == 6
    assert sorted(one["id"] for one in found["items"]) == sorted(one["id"] for one in counted)


@pytest.mark.usefixtures("office")
def test_a_span_is_judged_by_the_teams_numbers(repo: Repository, clm: Clm) -> None:  # A4.5
    repo.put("clm.yaml", repo.read("clm.yaml") + "policy:\n  span_most: 4\n  span_least: 2\n")
    assert view(clm)["spans"][0]["verdict"] == "many"
    assert "too many for one" in clm.ok("team")


@pytest.mark.usefixtures("office")
def test_load_is_that_of_team_load(repo: Repository, clm: Clm) -> None:  # A4.5
    repo.put("team/tom.yaml", person("tom", "manager: isabel\ncapacity: 20\n"))
    load = {one["id"]: one for one in clm("team", "load", "--json").json["items"]}
    found = {one["id"]: one for one in view(clm)["items"]}
    for who, one in found.items():
        assert {key: load[who][key] for key in ("open", "load", "customers", "entries")} == {
            key: one[key] for key in ("open", "load", "customers", "entries")
        }
    assert (found["tom"]["load"], found["tom"]["utilisation"]) == (2.0, 0.067)
    assert (found["jana"]["open"], found["jana"]["utilisation"]) == (6, 0.2)


@pytest.mark.usefixtures("office")
def test_away_says_when_and_who_covers_and_never_why(clm: Clm) -> None:  # A4.5, A4.2
    for words in (
        ("tom", "--from", "today", "--to", "fri", "--replacement", "mia"),
        ("luis", "--from", "2026-12-02", "--to", "2026-12-04"),
        ("rita", "--from", "2026-12-03", "--to", "2026-12-04"),
        ("mia", "--from", "2026-11-30", "--half", "am"),
    ):
        clm.ok("absence", "add", *words)
    found = view(clm)
    assert found["until"] == "2026-12-02"
    told = [(one["person"], one["from"], one["half"], one["state"]) for one in found["absences"]]
    assert told == [
        ("tom", "2026-11-18", None, "current"),
        ("mia", "2026-11-30", "am", "coming"),
        ("luis", "2026-12-02", None, "coming"),
    ]
    assert found["absences"][0]["replacement"] == "mia"
    assert set(found["absences"][0]) == {
        "id", "person", "from", "to", "half", "replacement", "replacements", "state",
        "covered_by", "uncovered", "open",
    }  # fmt: skip
    gaps = [(one["person"], one["from"], one["to"], one["working_days"]) for one in found["gaps"]]
    assert gaps == [("luis", "2026-12-02", "2026-12-02", 1)]
    assert "tom" in clm.ok("team").split("Away until", 1)[1].split("Cover gaps")[0]


@pytest.mark.usefixtures("office")
def test_what_nobody_covers_is_a_gap_with_what_is_open(clm: Clm) -> None:  # A4.5
    clm.ok("absence", "add", "jana", "--from", "today", "--to", "open")
    (gap,) = view(clm)["gaps"]
    assert gap["person"] == "jana"
    assert (gap["from"], gap["to"], gap["working_days"]) == ("2026-11-18", "2026-12-02", 11)
    assert gap["open"] == 6
    assert "nobody covers 11 working days" in clm.ok("team")


@pytest.mark.usefixtures("office")
def test_completion_and_overdue_are_those_of_all_together(clm: Clm) -> None:  # A4.5, A4.3
    clm.ok("seen", "c-2aaaaa")
    week = [one for one in clm("week", "--json").json["items"] if one["due"]]
    found = view(clm)
    assert {key: found["week"][key] for key in ("due", "done", "open", "overdue")} == {
        key: sum(one[key] for one in week) for key in ("due", "done", "open", "overdue")
    }
    assert (found["week"]["people"], found["week"]["through"]) == (2, 0)
    loads = clm("team", "load", "--json").json["items"]
    assert found["overdue"]["entries"] == sum(one["overdue"] for one in loads) == 5
    assert found["overdue"]["total"] == 5


@pytest.mark.usefixtures("office")
def test_no_person_is_told_of_with_what_was_done_or_missed(clm: Clm) -> None:  # A4.3, A4.5
    clm.ok("seen", "c-2aaaaa")
    found = view(clm)
    performance = {"done", "overdue", "complete", "through", "share", "due"}
    for item in found["items"]:
        assert performance.isdisjoint(item)
    told = json.dumps([found["week"], found["overdue"]])
    assert not [who for who in PEOPLE if who in told]
    block = clm.ok("team").split("Friday completion")[1].split("Balance")[0]
    assert not [who for who in PEOPLE if who in block.casefold()]


@pytest.mark.usefixtures("office")
def test_of_a_small_team_no_completion_is_told(repo: Repository, clm: Clm) -> None:  # A4.3, A2.28
    repo.put("team/mia.yaml", person("mia", "manager: tom\n"))
    assert not view(clm, "--of", "isabel")["week"]["hidden"]  # five, one of them through Tom
    found = view(clm, "--of", "tom")
    assert found["heads"] == 1
    assert found["week"]["hidden"] is found["overdue"]["hidden"] is True
    assert {found["week"][key] for key in ("people", "due", "done", "open", "share")} == {None}
    assert set(found["overdue"].values()) == {True, None}
    assert "Of so few" in clm.ok("team", "--of", "tom")


@pytest.mark.usefixtures("office")
def test_where_only_one_has_work_no_completion_is_told(repo: Repository, clm: Clm) -> None:  # A4.3
    repo.path(customer_path("c-1aaaaa")).unlink()
    repo.commit()
    assert view(clm)["week"]["hidden"] is True


@pytest.mark.usefixtures("office")
def test_a_proposal_names_what_to_type_and_it_works(clm: Clm) -> None:  # A4.6, A0.32
    (one,) = view(clm)["proposals"]
    assert (one["from"], one["over"]) == ("jana", 4)  # of seven with five people
    takers = [move["to"] for move in one["moves"]]
    assert sorted(takers) == ["luis", "mia", "rita"]  # Tom has one already
    shown = clm.ok("team")
    for move in one["moves"]:
        assert f"- {move['next']}\n" in shown
        clm.ok(*move["next"].split()[1:])
    after = {row["id"]: row["open"] for row in view(clm)["items"]}
    assert after == {"jana": 3, "luis": 1, "mia": 1, "rita": 1, "tom": 1, "isabel": 0}


@pytest.mark.parametrize(
    ("one", "other", "peers"),
    [
        ({"roles": ["admin"]}, {"roles": ["admin", "sales"]}, True),
        ({"roles": ["admin"], "departments": ["north"]}, {"departments": ["north"]}, True),
        ({"roles": ["admin"], "departments": ["north"]}, {"roles": ["sales"]}, False),
        ({}, {}, False),
    ],
)
def test_peers_share_a_department_or_a_role(  # A4.6
    one: dict[str, list[str]], other: dict[str, list[str]], *, peers: bool
) -> None:
    assert are_peers(one, other) is peers


@pytest.mark.usefixtures("office")
def test_the_pulse_is_told_to_who_has_the_store_alone(  # A4.4, A4.5
    repo: Repository, clm: Clm, tmp_path: Path
) -> None:
    lead = person("jana", "manager: isabel\ncapacity: 40\n")
    repo.put("team/jana.yaml", lead.replace("  - admin\n", "  - admin\n  - manager\n"))
    assert "Pulse" not in clm.ok("team")
    clm.ok("private", "init", tmp_path / "own")
    assert "Pulse" not in clm.ok("team")
    file = tmp_path / "pulse.csv"
    file.write_text("score\n" + "4\n" * 5)
    clm.ok("private", "pulse", "add", str(file), "--on", "2026-11-17")
    assert "2026-11-17: 4 of 5, 5 answers" in clm.ok("team")
    page = tmp_path / "team.md"
    clm.ok("team", "-O", str(page))
    for text in (page.read_text(), clm.ok("report", "team"), clm.ok("team", "--json")):
        assert "pulse" not in text.casefold()
    (tmp_path / "own").chmod(0o755)
    assert "Pulse" not in clm.ok("team")


@pytest.mark.usefixtures("office")
def test_who_is_only_covered_is_not_given_away(repo: Repository, clm: Clm) -> None:  # A4.6
    (one,) = view(clm)["proposals"]
    first = one["moves"][0]["customer"]
    path = customer_path(first)
    repo.put(path, repo.read(path).replace("owner: jana", "owner: isabel"))
    clm.ok("absence", "add", "isabel", "--from", "today", "--to", "fri", "--replacement", "jana")
    (after,) = view(clm)["proposals"]
    assert after["moves"]
    assert first not in {move["customer"] for move in after["moves"]}


@pytest.mark.usefixtures("office")
def test_who_is_away_takes_nothing(clm: Clm) -> None:  # A4.6
    for who in ("mia", "luis", "rita"):
        clm.ok("absence", "add", who, "--from", "today", "--to", "fri", "--replacement", "tom")
    (one,) = view(clm)["proposals"]
    assert {move["to"] for move in one["moves"]} == {"tom"}


@pytest.mark.usefixtures("office")
def test_it_is_a_report_too(repo: Repository, clm: Clm, tmp_path: Path) -> None:  # A4.5
    page = tmp_path / "team.html"
    clm.ok("report", "team", "-O", str(page))
    assert "<h1>The team</h1>" in page.read_text()
    assert clm.ok("report", "team", "-o", "md").startswith("# The team\n")
    assert clm("report", "team", "--json").json == clm("team", "--json").json
    assert "Leitungsspanne" in clm.ok("--lang", "de", "team")
    assert clm("team", "-o", "csv").code == 2
    assert clm("team", "--of", "nobody").code == 3
    assert clm("team", "--of", "isabel", "list").code == 2
    assert clm("team", "--week", "2026-W40").code == 2 or repo.is_clean()


@pytest.mark.usefixtures("office")
def test_it_can_be_specified(repo: Repository, clm: Clm) -> None:  # A4.5, A2.37
    repo.put(
        "clm.yaml",
        repo.read("clm.yaml") + "reports:\n  team:\n    report: team\n    purpose: Wie steht es?\n"
        "    audience:\n      - crm-lead\n    frequency: weekly\n    from: 2026-11-01\n",
    )
    clm.ok("report", "run", "--due")
    (made,) = repo.root.glob("runs/**/*team*.html")
    assert "Span of control" in made.read_text()


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize("language", ["de", "pt"])
def test_no_two_columns_are_called_alike(clm: Clm, language: str) -> None:  # A4.5
    lines = clm.ok("team", "-o", "md", "--lang", language).splitlines()
    heads = [above.split("|") for above, line in pairwise(lines) if line.startswith("| --")]
    assert heads
    assert [one for one in heads if len(set(one[1:-1])) < len(one[1:-1])] == []
