"""Initiatives that follow up by themselves: `clm initiative follow-up`, `clm report run --due`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.build import customer_path, make_booking, make_customer

if TYPE_CHECKING:
    from tests.world import Clm, Repository

STANDING = """id: in-4k7d2m
title: Danke
kind: follow-up
owner: isabel
trigger: booking
after_days: 14
from: 2026-11-01
sending: {sending}
"""
MORE = """owner: jana
contacts:
  - {id: p-0c8h2k4m, name: Erika Muster, email: erika@example.org}
"""
PATH = "initiatives/in-4k7d2m.yaml"
SOLD = f"{MORE}bookings:\n{make_booking(on='2026-11-04')}"  # 14 days before the day of tests


@pytest.fixture(autouse=True)
def sold(repo: Repository) -> None:
    repo.write(PATH, STANDING.format(sending="hand"))
    repo.put(customer_path("c-7f3qkd"), make_customer(more=SOLD))


def test_on_the_day_the_responsible_gets_a_task_once(repo: Repository, clm: Clm) -> None:
    answer = clm("report", "run", "--due")  # A4.9
    assert answer.code == 0, answer.err
    assert "in-4k7d2m: c-7f3qkd is followed up about b-2k9x7d1q by jana, t-" in answer.err
    recipient = repo.read(PATH).partition("recipients:")[2]
    assert "trigger: b-2k9x7d1q" in recipient
    assert "due_on: 2026-11-18" in recipient
    (task,) = [
        one
        for one in clm("task", "list", "--json").json["items"]
        if one["title"].startswith("Follow up")
    ]
    assert (task["executor"], task["due"], task["from"]) == (
        "jana",
        "2026-11-18",
        "initiative/in-4k7d2m",
    )
    assert clm("check").code == 0
    before = repo.head()
    again = clm("report", "run", "--due")
    assert "followed up" not in again.err
    assert repo.head() == before, repo.git("show", "HEAD")


def test_the_next_sale_is_followed_up_too(repo: Repository, clm: Clm) -> None:
    clm("--today", "2026-11-18", "report", "run", "--due")  # A4.9
    repo.put(PATH, repo.read(PATH).replace("after_days: 14", "after_days: 7")
             .replace("due_on: 2026-11-18", "due_on: 2026-11-11"))  # fmt: skip
    more = SOLD + make_booking("b-3m0z8f2r", "2026-11-10", "20")
    repo.put(customer_path("c-7f3qkd"), make_customer(more=more))
    told = clm("report", "run", "--due").err
    assert "about b-3m0z8f2r" in told
    assert "b-2k9x7d1q" not in told


@pytest.mark.parametrize("sending", ["mail", "hook"])
def test_who_is_written_to_is_a_recipient_and_no_task(
    repo: Repository, clm: Clm, sending: str
) -> None:
    repo.put(PATH, STANDING.format(sending=sending))  # A4.9
    assert "about b-2k9x7d1q\n" in clm("report", "run", "--due").err
    assert "contact: p-0c8h2k4m" in repo.read(PATH)
    assert clm("task", "list", "--json").json["items"] == []


NO = "consent:\n  - {id: k-1m5t9w2c, purpose: follow-up, on: 2026-11-01, off_on: 2026-11-02}\n"


@pytest.mark.parametrize(
    "customer",
    [
        SOLD + NO,
        SOLD.replace("confirmed", "cancelled"),
        SOLD.replace("2026-11-04", "2026-11-05"),  # tomorrow
        SOLD.replace("2026-11-04", "2026-10-31"),  # before its first day
        SOLD + "status: archived\n",
    ],
)
def test_who_said_no_or_bought_nothing_is_left_alone(
    repo: Repository, clm: Clm, customer: str
) -> None:
    repo.put(customer_path("c-7f3qkd"), make_customer(more=customer))  # A4.8, A4.9
    assert "followed up" not in clm("report", "run", "--due").err
    assert "recipients" not in repo.read(PATH)


def test_an_open_escalation_waits_and_a_resolved_one_is_followed_up(
    repo: Repository, clm: Clm
) -> None:
    text = """id: es-5m2k8q
customer: c-7f3qkd
source: task
of: t-6c1x8v3k
reason: overdue
at: 2026-11-02
by: jana
to: isabel
"""
    repo.put("escalations/es-5m2k8q.yaml", text)  # A4.9
    assert "followed up" not in clm("report", "run", "--due").err
    done = "events:\n  - {id: k-9d4s7w1c, at: 2026-11-04, by: isabel, kind: status, to: resolved}\n"
    repo.write(PATH, STANDING.format(sending="hand").replace("booking", "escalation-resolved"))
    repo.put("escalations/es-5m2k8q.yaml", text + done)
    assert "is followed up about es-5m2k8q by jana" in clm("report", "run", "--due").err


def test_it_shows_what_it_would_do(repo: Repository, clm: Clm) -> None:
    before = repo.head()  # A4.9
    assert "is followed up" in clm("report", "run", "--due", "--dry-run").err
    assert repo.head() == before
    assert repo.is_clean()


def test_a_covered_colleague_does_not_get_it(repo: Repository, clm: Clm) -> None:
    away = "absences:\n  - {id: ab-7f3qkd, from: 2026-11-16, to: 2026-11-20, replacement: tom}\n"
    repo.put("team/jana.yaml", repo.read("team/jana.yaml") + away)  # A4.9, A0.24
    assert "by tom, t-" in clm("report", "run", "--due").err


def test_a_customer_of_nobody_is_followed_up_by_the_owner(repo: Repository, clm: Clm) -> None:
    repo.put(customer_path("c-7f3qkd"), make_customer(more=SOLD.replace("owner: jana\n", "")))
    assert "by isabel, t-" in clm("report", "run", "--due").err  # A4.9


def test_one_is_planned_and_run_by_hand(repo: Repository, clm: Clm) -> None:
    words = ("initiative", "add", "Danke", "--kind", "follow-up", "--sending", "hand")  # A4.9
    refused = clm(*words, "--after", "booking")
    assert (refused.code, refused.out) == (2, "")
    assert "after_days" in refused.err
    repo.path(PATH).unlink()
    repo.commit()
    assert clm(*words, "--after", "booking", "--days", "14").code == 0
    (path,) = repo.path("initiatives").iterdir()
    assert "from: 2026-11-18" in path.read_text()
    assert clm("initiative", "set", path.stem, "from=2026-11-01").code == 0
    before = repo.head()
    assert clm("initiative", "follow-up", "--due", "-n").code == 0
    assert repo.head() == before
    done = clm("initiative", "follow-up", "--due")
    assert (done.code, "about b-2k9x7d1q by jana" in done.err + done.out) == (0, True)
    again = repo.head()
    assert clm("initiative", "follow-up", "--due").code == 0
    assert repo.head() == again
    assert clm("initiative", "follow-up").code == 2


def test_the_task_is_in_the_language_of_the_team_and_told_as_no_warning(
    repo: Repository, clm: Clm
) -> None:
    repo.put("clm.yaml", repo.read("clm.yaml") + "language: de\n")  # A4.9
    answer = clm("initiative", "follow-up", "--due", "--lang", "en")
    assert answer.code == 0, answer.err
    assert "warning" not in answer.err
    assert "in-4k7d2m: c-7f3qkd is followed up about b-2k9x7d1q by jana, t-" in answer.err
    (task,) = clm("task", "list", "--json").json["items"]
    assert task["title"] == "Nachfassen: Danke (b-2k9x7d1q)"
