"""Surveys on events: a closed request, a new phase (A2.30, A0.11)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.build import customer_path, make_booking, make_customer

if TYPE_CHECKING:
    from pathlib import Path

    from tests.world import Clm, Repository

WHO = "c-7f3qkd"
CONTACT = (
    "owner: jana\ncontacts:\n  - id: p-0c8h2k4m\n    name: Erika Muster\n"
    "    email: e.muster@example.org\n"
)


@pytest.fixture
def customer(repo: Repository) -> str:
    repo.put(customer_path(WHO), make_customer(WHO, more=CONTACT))
    return WHO


def planned(clm: Clm, trigger: str, *words: str) -> str:
    out = clm.ok("survey", "plan", "Danach", "--question", "csat", "--trigger", trigger, *words)
    found = re.search(r"sv-[0-9a-z]{6}", out)
    assert found
    return found[0]


def request(clm: Clm, channel: str = "phone") -> str:
    out = clm.ok(
        "request", "add", WHO, "Reise", "--need", "Flug", "--channel", channel,
        "--received-at", "today",
    )  # fmt: skip
    found = re.search(r"r-[0-9a-z]{6}", out)
    assert found
    return found[0]


def close(clm: Clm, ref: str, outcome: str = "solved") -> str:
    found = clm("request", "close", ref, "--outcome", outcome, "--solution", "gebucht")
    assert found.code == 0, found.err
    return found.err


def test_a_closed_request_is_asked_about_in_the_same_commit(
    clm: Clm, repo: Repository, customer: str
) -> None:  # A0.11, A2.30
    survey = planned(clm, "request-closed")
    ref = request(clm)
    before = len(repo.subjects())
    told = close(clm, ref)
    assert f"{customer} is asked how satisfied they are" in told
    assert len(repo.subjects()) == before + 1
    assert f"trigger: {ref}" in repo.read(f"surveys/{survey}.yaml")
    assert f"surveys/{survey}.yaml" in repo.git("show", "--name-only", "--format=", "HEAD")
    clm.ok("survey", "record", survey, "--customer", customer, "--score", "5")
    assert clm("survey", "results", survey, "--json").json["top2"] == 100
    clm.ok("undo", repo.head())


@pytest.mark.parametrize(("channel", "outcome"), [("other", "solved"), ("phone", "withdrawn")])
def test_what_is_not_asked_about(
    clm: Clm, repo: Repository, customer: str, channel: str, outcome: str
) -> None:  # A2.30: what staff opened for themselves, what was not answered by us
    survey = planned(clm, "request-closed")
    assert "is asked" not in close(clm, request(clm, channel), outcome)
    assert customer not in repo.read(f"surveys/{survey}.yaml")


def test_nobody_is_asked_twice_in_ninety_days(clm: Clm, repo: Repository, customer: str) -> None:
    # A2.25, A2.30
    survey = planned(clm, "request-closed")
    assert "is asked" in close(clm, request(clm))
    assert "is asked" not in close(clm, request(clm))
    assert repo.read(f"surveys/{survey}.yaml").count(customer) == 1


def test_only_the_population_is_asked(clm: Clm, customer: str) -> None:  # A2.30
    planned(clm, "request-closed", "--where", "class = A")
    assert "is asked" not in close(clm, request(clm))
    assert customer


def test_a_closed_complaint_is_asked_about_in_the_same_commit(
    clm: Clm, repo: Repository, customer: str
) -> None:  # A2.30
    survey = planned(clm, "complaint-closed")
    out = clm.ok(
        "complaint", "add", customer, "Niemand rief zurück", "--remedy", "Rückruf",
        "--channel", "phone", "--received-at", "today", "--service", "reise",
        "--severity", "critical",
    )  # fmt: skip
    found = re.search(r"cm-[0-9a-z]{6}", out)
    assert found
    assert clm("survey", "invite", survey, "--customer", customer).code == 77  # A2.25
    move = ("complaint", "move", found[0])
    clm.ok(*move, "acknowledged")
    assessed = ("--implication", "keine", "--complexity", "low", "--impact", "low", "--immediate")
    clm.ok(*move, "assessed", "--severity", "critical", *assessed)
    clm.ok(*move, "investigating")
    clm.ok(*move, "responded", "--decision", "Rückruf heute", "--remedy", "Rückruf")
    done = clm(
        "complaint", "close", found[0], "--accepted", "--root-cause", "Urlaub",
        "--none-because", "Einzelfall",
    )  # fmt: skip
    assert done.code == 0, done.err
    assert f"{customer} is asked how satisfied they are" in done.err
    assert f"trigger: {found[0]}" in repo.read(f"surveys/{survey}.yaml")


def test_a_new_phase_is_found_once(clm: Clm, repo: Repository, tmp_path: Path) -> None:  # A2.30
    booked = "bookings:\n" + make_booking(on="2026-11-16")
    repo.put(customer_path(WHO), make_customer(WHO, more=CONTACT + booked))
    survey = planned(clm, "phase-change")
    first = clm("survey", "invite", "--due")
    assert f"{survey}: {WHO} is asked about first" in first.err
    before = repo.head()
    again = clm("survey", "invite", "--due")
    assert (again.code, repo.head()) == (0, before)
    assert "nothing to change" in again.out
    out = tmp_path / "letters.csv"
    clm.ok("survey", "invite", survey, "-O", out)
    assert WHO in out.read_text(encoding="utf-8")
    empty = tmp_path / "again.csv"
    clm.ok("survey", "invite", survey, "-O", empty)
    assert not empty.exists()


def test_a_closed_survey_asks_nobody_any_more(clm: Clm, customer: str) -> None:  # A2.30
    survey = planned(clm, "request-closed")
    clm.ok("survey", "close", survey)
    assert "is asked" not in close(clm, request(clm))
    assert customer


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "which survey?"),
        (("--due", "sv-2k9x7d"), "--due is for all surveys on events"),
        (("--due", "-O", "x.csv"), "writes no letters"),
    ],
)
def test_which_survey_is_meant(clm: Clm, words: tuple[str, ...], said: str) -> None:
    found = clm("survey", "invite", *words)
    assert (found.code, said in found.err) == (2, True)
    assert "clm survey invite SURVEY" in found.err


def test_a_draw_shows_whom_an_event_would_ask(clm: Clm, repo: Repository) -> None:  # A2.30
    booked = "bookings:\n" + make_booking(on="2026-11-16")
    repo.put(customer_path(WHO), make_customer(WHO, more=CONTACT + booked))
    other = "c-0aaaa1"
    repo.put(customer_path(other), make_customer(other, more=CONTACT))
    survey = planned(clm, "phase-change")
    found = clm("survey", "draw", survey, "--all", "--json").json["items"]
    assert {one["ref"]: (one["asked"], one["why"]) for one in found} == {
        WHO: (True, None), other: (False, "no-event"),
    }  # fmt: skip
    assert "nothing happened lately" in clm.ok("survey", "draw", survey, "--all")
    clm.ok("survey", "invite", survey, "--customer", other)  # who is named needs no event


def test_whose_complaints_cannot_be_read_is_not_asked_when_due(
    clm: Clm, repo: Repository, customer: str
) -> None:  # A2.25, A2.30
    ref = request(clm)
    close(clm, ref)
    survey = planned(clm, "request-closed")
    path = customer_path(customer, "service")
    repo.put(path, f"customer: {customer}\ncomplaints:\n  - id: [\n")
    found = clm("survey", "invite", "--due")
    assert found.code == 65
    assert path in found.err
    assert "trigger: r-" not in repo.read(f"surveys/{survey}.yaml")
    repo.path(path).unlink()
    repo.commit()
    clm.ok("survey", "invite", "--due")
    assert f"trigger: {ref}" in repo.read(f"surveys/{survey}.yaml")
