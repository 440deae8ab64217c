"""The crm-lead hears of a VPA who let a second deadline pass, though nobody types anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.build import SETTINGS, customer_path, make_customer
from tests.commands.test_report_run import names, when
from tests.commands.test_vpa_files import HERS, ask, chat, entry, file
from tests.mailbox import mailbox

if TYPE_CHECKING:
    from tests.world import Clm, Repository

NOTICE = "vpa-silent-d-00000002"
FILE = customer_path(HERS, "vpa")


@pytest.fixture
def silence(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """Anna was asked on the 2nd, and again on the 10th by the 17th of November."""
    for name in ("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"):
        monkeypatch.setenv(name, "2026-11-12T08:00:00Z")
    monkeypatch.setenv("CLM_HOST", "here")
    repo.write("clm.yaml", f"{SETTINGS}language: en\nnotify:\n  host: here\n")
    more = "owner: jana\nvpa: anna\n"
    repo.write(customer_path(HERS), make_customer(HERS, "Kunde 1 GmbH", more))
    notes = chat(1, "2026-11-02T09:00:00Z") + chat(2, "2026-11-10T09:00:00Z", "second-reminder")
    repo.put(FILE, file(HERS, notes, ask(1, "2026-11-09", 1) + ask(2, "2026-11-17", 2)))
    return repo


def test_cron_queues_it_once_on_the_day_after(
    clm: Clm, silence: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:  # A1.35, A3.16
    when(monkeypatch, "2026-11-17T20:00")
    clm.ok("report", "run", "--due")
    assert NOTICE not in names(silence, "outbox")
    when(monkeypatch, "2026-11-18T00:10")
    before = len(silence.subjects())
    clm.ok("report", "run", "--due")
    assert NOTICE in names(silence, "outbox")
    assert len(silence.subjects()) == before + 1
    assert "Kunde" not in silence.read(f"outbox/{NOTICE}.yaml")
    head = silence.head()
    clm.ok("report", "run", "--due")
    assert silence.head() == head
    text = clm.ok("notify", "list", NOTICE)
    assert text.startswith("No answer from Anna Lorenz: Kunde 1 GmbH\n")
    assert "2026-11-17" in text
    (item,) = clm("why", HERS, "--json").json["items"]
    assert item["facts"]["crm-lead informed"] == "queued 2026-11-18"
    assert item["next"] == "clm done d-00000002 -m WHY"
    assert clm("check", f"outbox/{NOTICE}.yaml").code == 0


def test_sending_tells_the_crm_lead_without_a_run_before(
    clm: Clm, silence: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:  # A1.35
    when(monkeypatch, "2026-11-18T10:00")
    with mailbox() as box:
        monkeypatch.setenv("CLM_SMTP", box.url)
        assert clm("notify", "send").code == 0
        clm("notify", "send")
    (letter,) = box.letters
    assert (letter["To"], letter["Subject"]) == (
        "Isabel Kern <isabel@example.org>", "No answer from Anna Lorenz: Kunde 1 GmbH"
    )  # fmt: skip
    assert "state: sent" in silence.read(f"outbox/{NOTICE}.yaml")


def test_what_was_answered_meanwhile_is_not_told(
    clm: Clm, silence: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:  # A1.36
    when(monkeypatch, "2026-11-18T07:00")
    clm.ok("report", "run", "--due")
    silence.put(FILE, silence.read(FILE) + entry(3, "2026-11-18T05:00:00Z", "anna"))
    with mailbox() as box:
        monkeypatch.setenv("CLM_SMTP", box.url)
        when(monkeypatch, "2026-11-18T10:00")
        clm("notify", "send")
    assert [one for one in box.letters if "Anna" in one["Subject"]] == []
    assert NOTICE not in names(silence, "outbox")


def test_a_miss_of_long_ago_tells_nobody(
    clm: Clm, silence: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:  # A0.34
    when(monkeypatch, "2026-11-26T10:00")
    clm.ok("report", "run", "--due")
    assert NOTICE not in names(silence, "outbox")
