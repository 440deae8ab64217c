"""Unhappy answers open a task and a watch mark, and the loop is closed (A2.29)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.build import customer_path, make_customer

if TYPE_CHECKING:
    from pathlib import Path

    from tests.world import Clm, Repository

WHO = "c-7f3qkd"
OTHER = "c-0aaaa1"


@pytest.fixture
def survey(repo: Repository, clm: Clm) -> str:
    contact = "contacts:\n  - id: p-0000000{0}\n    name: Erika\n    email: e{0}@example.org\n"
    repo.write(customer_path(WHO), make_customer(WHO, more="owner: jana\naccount_manager: tom\n"
                                                 + contact.format(1)))  # fmt: skip
    repo.write(customer_path(OTHER), make_customer(OTHER, more="owner: jana\n" + contact.format(2)))
    repo.commit()
    found = re.search(
        r"sv-[0-9a-z]{6}",
        clm.ok("survey", "plan", "Herbst", "--question", "nps", "--question", "csat"),
    )
    assert found
    return found[0]


def test_a_detractor_is_followed_up(clm: Clm, repo: Repository, survey: str) -> None:  # A2.29
    before = len(repo.subjects())
    clm.ok("survey", "record", survey, "--customer", WHO, "--score", "6")
    assert len(repo.subjects()) == before + 1
    (task,) = clm("task", "list", "--json").json["items"]
    assert (task["executor"], task["due"]) == ("tom", "2026-11-20")
    assert f"from: survey/{survey}" in repo.read(customer_path(WHO, "requests"))
    row = next(one for one in clm("customer", "list", "--json").json["items"] if one["id"] == WHO)
    assert row["watch"] == ["close-eye"]
    items = clm("survey", "follow-up", survey, "--json").json
    assert [one["in_time"] for one in items["items"]] == [None]
    clm.ok("task", "move", task["id"], "done", "--as", "tom")
    items = clm("survey", "follow-up", survey, "--json").json
    assert [one["in_time"] for one in items["items"]] == [True]
    assert items["totals"] == {"answers": 1, "due": 1, "in_time": 1, "open": 0, "share": 1.0}
    assert "1 of 1 contacted in time" in clm.ok("survey", "follow-up")
    assert clm("check").out == ""


def test_a_late_contact_counts_as_late(clm: Clm, survey: str) -> None:  # A2.29
    clm.ok("survey", "record", survey, "--customer", WHO, "--answer", "csat=2")
    later = clm("survey", "follow-up", "--json", "--today", "2026-11-23").json
    assert [one["overdue"] for one in later["items"]] == [True]
    assert later["totals"]["share"] == 0


def test_the_happy_are_left_alone(clm: Clm, survey: str) -> None:  # A2.29
    clm.ok("survey", "record", survey, "--customer", WHO, "--score", "7", "--answer", "csat=3")
    assert clm("task", "list", "--json").json["items"] == []
    assert "Nobody was unhappy" in clm.ok("survey", "follow-up", survey)


def test_an_import_follows_up_each_in_one_commit(
    clm: Clm, repo: Repository, survey: str, tmp_path: Path
) -> None:  # A2.29
    file = tmp_path / "answers.csv"
    file.write_text(f"customer,nps\n{WHO},0\n{OTHER},3\n")
    before = len(repo.subjects())
    clm.ok("survey", "import", survey, file, "--apply")
    assert len(repo.subjects()) == before + 1
    assert {one["customer"] for one in clm("task", "list", "--json").json["items"]} == {WHO, OTHER}
    assert repo.read(f"surveys/{survey}.yaml").count("follow_up: t-") == 2
    clm.ok("undo")
    assert clm("task", "list", "--json").json["items"] == []
    assert clm("survey", "results", survey, "--json").json["n"] == 0


def lacking(clm: Clm, *words: str) -> list[tuple[str, list[str]]]:
    """The gaps of PR7.6 that are about conclusions and follow-ups."""
    items = clm("process", "check", "--json", *words).json["items"]
    (one,) = [item for item in items if item["id"] == "PR7.6"]
    found = [(gap["what"], gap["refs"]) for gap in one["gaps"]]
    return [(what, refs) for what, refs in found if "conclusions" in what or "nobody" in what]


def test_an_unhappy_answer_that_opened_no_task_is_a_gap_of_the_process(
    clm: Clm, repo: Repository, survey: str
) -> None:
    # A2.1, A2.29: as after an import by hand; whoever left is asked no more.
    path = f"surveys/{survey}.yaml"
    clm.ok("survey", "record", survey, "--customer", WHO, "--score", "6")
    assert lacking(clm) == []
    repo.put(path, re.sub(r" +follow_up: .*\n", "", repo.read(path)))
    assert lacking(clm) == [("nobody is to contact unhappy customers", [WHO])]
    assert lacking(clm, "--today", "2027-11-19") == []
    customer = customer_path(WHO)
    repo.put(customer, repo.read(customer) + "status: archived\n")
    assert lacking(clm) == []


def test_a_survey_closed_without_conclusions_is_a_gap_of_the_process(
    clm: Clm, repo: Repository, survey: str
) -> None:
    # A2.1, A2.26
    clm.ok("survey", "record", survey, "--customer", WHO, "--score", "9")
    clm.ok("survey", "close", survey)
    assert lacking(clm) == [("surveys were closed without conclusions", [survey])]
    path = f"surveys/{survey}.yaml"
    repo.put(path, repo.read(path) + "conclusions: Kunden loben die Antwortzeiten\n")
    assert lacking(clm) == []
