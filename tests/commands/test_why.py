"""`clm why`: the rule, its facts, what would end it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from clm.domain.notices import automatic_entries
from clm.domain.worklist import RULES
from clm.services import explaining
from clm.services.explainingwork import TOLD
from clm.services.workitems import NEXT
from tests import asking
from tests.build import customer_path, make_booking, make_customer, make_requests
from tests.test_i18n import catalogue, in_each_language

if TYPE_CHECKING:
    from clm.domain.notices import Notice
    from tests.world import Clm, Repository

HERS = customer_path("c-7f3qkd")


def booked(repo: Repository, on: str, more: str = "") -> None:
    repo.put(HERS, make_customer(more=f"owner: jana\n{more}bookings:\n{make_booking(on=on)}"))


def test_a_visible_entry_is_explained(repo: Repository, clm: Clm) -> None:
    booked(repo, "2026-11-12")
    answer = clm("why", "muster", "--json")
    assert answer.json["schema"] == "clm/why@1"
    (item,) = answer.json["items"]
    assert item == {
        "ref": "c-7f3qkd",
        "rule": "first-check",
        "word": "first-check",
        "trigger": "b-2k9x7d1q",
        "since": "2026-11-12",
        "due": "2026-11-17",
        "overdue": True,
        "hidden": False,
        "facts": {"booking": "b-2k9x7d1q", "booked_on": "2026-11-12", "hours": "10"},
        "sentence": "A first booking: get to know the customer.",
        "ends": "seen, an assigned VPA, the next booking, or the day from which no-shows count",
        "next": "clm seen c-7f3qkd",
    }
    text = clm.ok("why", "muster")
    assert "first-check: A first booking: get to know the customer." in text
    assert "2026-11-17 (overdue)" in text
    assert "clm seen c-7f3qkd" in text


def test_what_was_seen_is_shown_only_when_asked_for(repo: Repository, clm: Clm) -> None:
    """Day 56 after 12 November makes a no-show: that is what comes next."""
    booked(repo, "2026-11-12")
    clm.ok("seen", "muster")
    assert clm.ok("why", "muster") == (
        "c-7f3qkd Muster GmbH – List: First bookers, Phase: First bookers\n"
        "Nothing is due; that changes on 2027-01-07, if nothing happens before.\n"
    )
    assert "(hidden)" in clm.ok("why", "muster", "--all")
    assert clm("why", "muster", "--all", "--json").json["items"][0]["hidden"] is True


def test_a_lead_stays_one(clm: Clm, muster: str) -> None:
    assert "that stays so until something happens" in clm.ok("why", muster)


def test_an_archived_customer_is_in_no_list(repo: Repository, clm: Clm) -> None:
    repo.put(HERS, make_customer(more="status: archived\n"))
    assert "in no list, Phase: Leads" in clm.ok("why", "muster")


def test_a_prio_customer_is_put_on_a_reminder(repo: Repository, clm: Clm) -> None:
    prio = "prio:\n  - {id: k-11111111, on: 2026-11-17, by: jana}\n"
    later = "reminders:\n  - {id: m-11111111, on: 2026-12-01, for: jana}\n"
    booked(repo, "2026-11-16", prio + later)
    (item,) = clm("why", "m-11111111", "--json").json["items"]
    assert item["next"] == "clm remind c-7f3qkd +21d"


def test_a_bad_file_of_the_customer_is_named(repo: Repository, clm: Clm) -> None:
    booked(repo, "2026-11-12")
    repo.write(customer_path("c-7f3qkd", "oteam"), "customer: c-7f3qkd\nnotes: 1\n")
    answer = clm("why", "muster")
    assert answer.code == 65
    assert "c-7f3qkd.oteam.yaml:2:8" in answer.err


SAID = {rule.key: (rule.sentence, rule.ends) for rule in RULES} | TOLD


@in_each_language
@pytest.mark.parametrize("rule", SAID)
def test_every_sentence_of_the_rules_is_said(rule: str, language: str) -> None:
    there = catalogue(language)
    for msgid in SAID[rule]:
        entry = there.get(msgid)
        assert entry, msgid
        assert entry.string, msgid


def test_every_rule_of_requests_and_tasks_has_its_sentence() -> None:
    assert set(TOLD) == set(NEXT)


def explained(clm: Clm, ref: str) -> list[tuple[str, str, str | None, str]]:
    """Rule, since, due and next of what stands there."""
    return [
        (one["rule"], one["since"], one["due"], one["next"])
        for one in clm("why", ref, "--json").json["items"]
    ]


@pytest.mark.parametrize(
    ("spoc", "tasks", "found"),
    [
        (
            "jana",
            asking.task(more="due: 2026-11-20"),
            ("request", "2026-11-20", "clm request show {}"),
        ),
        ("jana", "", ("no-next-step", "2026-11-16", "clm task add {} TITLE")),
        ("", "", ("no-next-step", "2026-11-16", "clm assign {} HANDLE")),
    ],
)
def test_a_request_is_explained_by_what_comes_next(
    repo: Repository, clm: Clm, spoc: str, tasks: str, found: tuple[str, str, str]
) -> None:
    booked(repo, "2026-11-12")
    repo.put(asking.FILE, asking.file(asking.request(spoc=spoc, tasks=tasks)))
    ((rule, since, due, to_type),) = explained(clm, asking.R)
    assert (rule, since, due) == (found[0], "2026-11-16", found[1])
    assert to_type.startswith(found[2].format(asking.R))
    everything = clm("mine", "--team", "--json").json["items"]
    (item,) = (one for one in everything if one["ref"] == asking.R)
    assert (item["rule"], item["due"], item["next"]) == (rule, due, to_type)


def test_a_task_is_explained_on_a_page(repo: Repository, clm: Clm) -> None:
    booked(repo, "2026-11-12")
    repo.put(asking.FILE, asking.file(asking.request(tasks=asking.task())))
    page = clm.ok("why", asking.T)
    assert page.startswith(f"{asking.T} ")
    assert "task: Somebody does it by a day." in page
    assert "Phase" not in page
    clm.ok("task", "move", asking.T, "done", "--force", "-m", "x")
    assert explained(clm, asking.T) == []
    assert "Nothing is due" in clm.ok("why", asking.T)


def test_of_a_posted_task_the_customer_is_explained_and_it_is_said(
    repo: Repository, clm: Clm
) -> None:
    booked(repo, "2026-11-12")
    posted = make_requests("c-7f3qkd", ("t-00000001", "Reise buchen", "2026-11-10"))
    repo.put(customer_path("c-7f3qkd", "requests"), posted)
    answer = clm("why", "t-00000001")
    assert answer.out == clm.ok("why", "muster")
    assert "of t-00000001 itself: clm task show t-00000001\n" in answer.err


def test_a_booking_from_before_checks_from_says_so(repo: Repository, clm: Clm) -> None:  # A1.46
    repo.put("clm.yaml", f"{repo.read('clm.yaml')}checks_from: 2026-11-13\n")
    booked(repo, "2026-11-12")
    assert "Bookings before 2026-11-13 open no check" in clm.ok("why", "muster")
    booked(repo, "2026-11-13")
    clm.ok("seen", "muster")
    assert "open no check" not in clm.ok("why", "muster")


def test_many_reasons_ask_for_the_notices_once(
    repo: Repository, clm: Clm, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def entries(*given: Any) -> list[Notice]:
        asked.append(given)
        return automatic_entries(*given)

    monkeypatch.setattr(explaining, "automatic_entries", entries)
    marks = "".join(
        f"  - {{id: k-{n:08}, reason: close-eye, on: 2026-11-01, by: jana}}\n" for n in range(200)
    )
    repo.put(HERS, make_customer(more=f"owner: jana\nwatch:\n{marks}"))
    assert len(clm("why", "muster", "--json").json["items"]) == 200
    assert len(asked) == 1
