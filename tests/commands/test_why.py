"""`clm why`: the rule, its facts, what would end it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from clm.domain.notices import automatic_entries
from clm.domain.worklist import RULES
from clm.services import explaining
from tests import asking
from tests.build import customer_path, make_booking, make_customer
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


@in_each_language
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.key)
def test_every_sentence_of_the_rules_is_said(rule: object, language: str) -> None:
    there = catalogue(language)
    for msgid in (rule.sentence, rule.ends):  # type: ignore[attr-defined]
        entry = there.get(msgid)
        assert entry, msgid
        assert entry.string, msgid


def test_of_a_request_the_customer_is_explained_and_it_is_said(repo: Repository, clm: Clm) -> None:
    booked(repo, "2026-11-12")
    repo.put(asking.FILE, asking.file(asking.request(tasks=asking.task())))
    assert "the customer is listed" not in clm("why", "muster").err
    for noun, ref in (("request", asking.R), ("task", asking.T)):
        answer = clm("why", ref)
        assert answer.out == clm.ok("why", "muster")
        assert f"of {ref} itself: clm {noun} show {ref}\n" in answer.err


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
