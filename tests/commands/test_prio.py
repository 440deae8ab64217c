"""`clm prio`: for a reason of one's own, or by the rule of the process."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.build import customer_path, make_booking, make_customer

if TYPE_CHECKING:
    from tests.world import Clm, Repository

HERS = customer_path("c-7f3qkd")
NOTICE = "outbox/trial-to-large-b-00000002.yaml"
RULE = ("prio", "muster", "--rule", "trial-to-large")


def booked(repo: Repository, *hours: str, more: str = "") -> None:
    days = ("2026-11-09", "2026-11-16", "2026-11-17")
    items = "".join(
        make_booking(f"b-0000000{n}", on, size)
        for n, (size, on) in enumerate(zip(hours, days, strict=False), 1)
    )
    repo.put(HERS, make_customer(more=f"owner: jana\nbookings:\n{items}{more}"))


def test_a_large_package_after_the_trial_is_one_command_and_one_commit(
    repo: Repository, clm: Clm
) -> None:  # A1.21
    booked(repo, "5", "50")
    (item,) = clm("mine", "--json").json["items"]
    assert "make-prio" in item["reasons"]
    before = len(repo.subjects())
    clm.ok(*RULE)
    assert len(repo.subjects()) == before + 1
    assert repo.subjects()[0] == "prio c-7f3qkd"
    assert repo.trailers()["Clm-Rule"] == "trial-to-large"
    changed = repo.git("show", "--name-only", "--format=", "HEAD").split()
    assert changed == [customer_path("c-7f3qkd", "oteam"), HERS, NOTICE]
    text = repo.read(HERS)
    assert "prio:\n  - id: k-" in text
    assert "on: 2026-12-09\n    for: jana" in text  # A1.19
    assert "rule: make-prio\n    trigger: b-00000002" in text
    assert "text: 5 h trial, then 50 h" in repo.read(customer_path("c-7f3qkd", "oteam"))
    assert "- crm-lead" in repo.read(NOTICE)
    (item,) = clm("mine", "--json").json["items"]
    assert "make-prio" not in item["reasons"]


def test_undo_takes_all_of_it_back(repo: Repository, clm: Clm) -> None:
    booked(repo, "5", "100")
    before = repo.read(HERS)
    clm.ok(*RULE, "-m", "Erika fragt nach mehr")
    assert "Erika fragt nach mehr" in repo.read(HERS)
    assert "Erika" not in repo.message()
    clm.ok("undo")
    assert repo.read(HERS) == before
    assert not repo.path(NOTICE).exists()


@pytest.mark.parametrize("hours", [("5", "20"), ("10", "50"), ("5", "20", "50")])
def test_where_the_rule_does_not_apply_nothing_happens(
    repo: Repository, clm: Clm, hours: tuple[str, ...]
) -> None:  # A1.21
    booked(repo, *hours)
    before = repo.head()
    answer = clm(*RULE)
    assert answer.code == 77
    assert "hint: clm prio c-7f3qkd -m WHY" in answer.err
    assert repo.head() == before


def test_one_customer_who_does_not_fit_stops_all(repo: Repository, clm: Clm) -> None:
    booked(repo, "5", "50")
    repo.put(customer_path("c-8g4rme"), make_customer("c-8g4rme", "Beispiel AG"))
    before = repo.head()
    assert clm("prio", "muster", "beispiel", "--rule", "trial-to-large").code == 77
    assert repo.head() == before


def test_who_is_prio_already_is_told(repo: Repository, clm: Clm) -> None:  # A1.21
    prio = "prio:\n  - id: k-00000001\n    on: 2026-11-16\n    by: tom\n"
    booked(repo, "5", "50", more=prio)
    before = repo.head()
    answer = clm(*RULE, "--json")
    assert (answer.code, answer.json["commit"]) == (0, None)
    assert "is a prio customer since 2026-11-16" in answer.err
    assert repo.head() == before
    assert repo.is_clean()


def test_a_dry_run_shows_all_of_it(repo: Repository, clm: Clm) -> None:
    booked(repo, "5", "50")
    shown = clm.ok(*RULE, "-n")
    assert NOTICE in shown
    assert "rule: make-prio" in shown
    assert repo.is_clean()


def test_prio_of_ones_own_wants_the_reason_and_tells_nobody(
    repo: Repository, clm: Clm, muster: str
) -> None:
    assert clm("prio", muster).code == 2
    assert clm("prio", muster, "--off", "--rule", "trial-to-large").code == 2
    clm.ok("prio", muster, "-m", "VIP")
    assert "Clm-Rule" not in repo.trailers()
    assert not repo.path("outbox").exists()


def test_the_reminder_of_a_prio_customer_is_two_to_four_weeks_ahead(
    repo: Repository, clm: Clm, muster: str
) -> None:  # A1.19
    clm.ok("prio", muster, "-m", "VIP")
    words = ("remind", muster)
    assert "only 13 days ahead" in clm(*words, "2026-12-01").err
    assert "ahead" not in clm(*words, "2026-12-02").err
    assert "ahead" not in clm(*words, "2026-12-16").err
    before = repo.head()
    assert clm(*words, "2026-12-17").code == 77
    assert clm(*words, "2026-12-17", "--force").code == 2
    assert repo.head() == before
    clm.ok(*words, "2026-12-17", "--force", "-m", "Betriebsferien")
