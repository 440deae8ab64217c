"""What cron runs: due once, logged, idempotent, and what was missed is named."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, tzinfo
from typing import TYPE_CHECKING

import pytest

from tests.build import SETTINGS, TEAM, customer_path, make_booking, make_customer

if TYPE_CHECKING:
    from tests.world import Clm, Repository

REF = "c-7f3qkd"
LEAD = "id: petra\nname: Petra Alt\nemails:\n  - petra@example.org\nroles:\n  - team-lead\n"


@pytest.fixture
def busy(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second booker of Jana's whose check is due this week; who edits by hand does so then."""
    for name in ("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"):
        monkeypatch.setenv(name, "2026-11-17T08:00:00Z")
    more = (
        "owner: jana\nbookings:\n"
        + make_booking("b-00000001", on="2026-09-01")
        + make_booking("b-00000002", on="2026-11-16")
    )
    repo.write("clm.yaml", f"{SETTINGS}language: en\n")
    repo.write("team/petra.yaml", LEAD)
    repo.put(customer_path(REF), make_customer(REF, more=more))


def when(monkeypatch: pytest.MonkeyPatch, local: str) -> None:
    """It is a day and a time in Berlin, by the clock and for the commands."""
    now = datetime.fromisoformat(local)

    def standing(zone: tzinfo, pinned: date | None = None) -> datetime:
        del pinned
        return now.replace(tzinfo=zone) if zone is not UTC else now.replace(tzinfo=UTC)

    monkeypatch.setattr("clm.clock.now", standing)
    monkeypatch.setenv("CLM_TODAY", local[:10])


def names(repo: Repository, folder: str) -> list[str]:
    return sorted(path.stem for path in repo.path(folder).glob("*.yaml"))


@pytest.mark.usefixtures("busy")
def test_the_day_before_the_deadline_who_has_open_entries_is_nudged(  # A1.39
    clm: Clm, repo: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    when(monkeypatch, "2026-11-19T08:59")
    clm.ok("report", "run", "--due")
    assert "nudge-2026-w47" not in names(repo, "runs")
    when(monkeypatch, "2026-11-19T09:00")
    before = len(repo.subjects())
    ran = clm("report", "run", "--due", "--json")
    assert ran.code == 0
    assert [item["id"] for item in ran.json["items"]] == ["nudge-2026-w47"]
    assert len(repo.subjects()) == before + 1
    assert "nudge-2026-w47-jana" in names(repo, "outbox")
    assert "nudge-2026-w47-tom" not in names(repo, "outbox")
    text = clm.ok("notify", "list", "nudge-2026-w47-jana")
    assert text.startswith("Still open in 2026-W47: 1\n\nHello Jana Sommer,")
    assert clm("check").code == 0


@pytest.mark.usefixtures("busy")
def test_a_second_run_does_nothing(  # A1.39
    clm: Clm, repo: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    when(monkeypatch, "2026-11-19T09:00")
    clm.ok("report", "run", "--due")
    head = repo.head()
    again = clm("report", "run", "--due")
    assert (again.code, repo.head()) == (0, head)
    assert "Nothing is due." in again.out
    assert clm("report", "run", "--due", "-q").out == ""


@pytest.mark.usefixtures("busy")
def test_the_report_in_the_evening_and_the_misses_on_monday(  # A1.39
    clm: Clm, monkeypatch: pytest.MonkeyPatch
) -> None:
    when(monkeypatch, "2026-11-20T18:00")
    clm.ok("report", "run", "--due")
    report = clm("notify", "list", "--json").json["items"]
    assert [i["persons"] for i in report if i["event"] == "report"][-1] == ["isabel"]
    when(monkeypatch, "2026-11-23T08:00")
    clm.ok("report", "run", "--due")
    misses = [
        item
        for item in clm("notify", "list", "--json").json["items"]
        if item["id"].startswith("misses-2026-w47")
    ]
    assert sorted(item["persons"] for item in misses) == [["isabel"], ["petra"]]
    assert "jana 1" in misses[0]["text"]


@pytest.mark.usefixtures("busy")
def test_what_was_not_run_is_named_once_and_kept(  # A1.39 A2.37
    clm: Clm, monkeypatch: pytest.MonkeyPatch
) -> None:
    when(monkeypatch, "2026-11-20T18:00")
    clm.ok("report", "run", "--due")
    when(monkeypatch, "2026-12-05T10:00")
    late = clm("report", "run", "--due", "--json")
    assert late.code == 0
    assert "report-2026-w48" in late.err
    assert "nudge-2026-w48" in late.err
    assert "report-2026-w49" in [item["id"] for item in late.json["items"]]
    assert "nudge-2026-w49" in late.json["missed"]
    again = clm("report", "run", "--due", "--json")
    assert again.err == ""
    assert "report-2026-w48" in again.json["missed"]
    assert again.json["items"] == []


@pytest.mark.usefixtures("busy")
def test_a_broken_file_does_not_stop_it(  # A1.39
    clm: Clm, repo: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.put(customer_path("c-8g4rme"), "id: c-8g4rme\nname: X\nkind: nothing\n")
    when(monkeypatch, "2026-11-19T09:00")
    ran = clm("report", "run", "--due")
    assert ran.code == 65
    assert "customers/8g/c-8g4rme.yaml:3" in ran.err
    assert "nudge-2026-w47-jana" in names(repo, "outbox")


@pytest.mark.usefixtures("busy")
def test_a_dry_run_writes_nothing(
    clm: Clm, repo: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    when(monkeypatch, "2026-11-19T09:00")
    head = repo.head()
    shown = clm("report", "run", "--due", "-n")
    assert "nudge-2026-w47" in shown.out
    assert (names(repo, "runs"), repo.head()) == ([], head)


@pytest.mark.usefixtures("busy")
def test_roles_that_nobody_has_are_left_out_while_one_is_held(
    clm: Clm, repo: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.path("team/petra.yaml").unlink()
    repo.put("team/isabel.yaml", TEAM["isabel"])
    when(monkeypatch, "2026-11-23T08:00")
    clm.ok("report", "run", "--due")
    assert [one for one in names(repo, "outbox") if one.startswith("misses")] == [
        "misses-2026-w47-crm-lead"
    ]


@pytest.mark.usefixtures("busy")
def test_two_at_once_run_it_once(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    # The clock of another process cannot be set: an example has a day of its own.
    example = "example:\n  today: 2026-11-25\n  writable: true\n"
    repo.put("clm.yaml", f"{SETTINGS}language: en\n{example}")
    monkeypatch.delenv("CLM_TODAY", raising=False)
    words = [sys.executable, "-m", "clm", "report", "run", "--due", "--json"]
    both = [
        subprocess.Popen(words, cwd=repo.root, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    for one in both:
        _, err = one.communicate(timeout=120)
        assert one.returncode == 0, err
    assert sum(subject.startswith("report run") for subject in repo.subjects()) == 1
    assert repo.is_clean()


@pytest.mark.usefixtures("busy")
def test_cron_is_nobodys_last_command(
    clm: Clm, repo: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    when(monkeypatch, "2026-11-19T09:00")
    clm.ok("seen", REF)
    clm.ok("report", "run", "--due")
    assert "seen" in clm("undo").err
    run = next(s for s in repo.git("log", "--format=%h %s").splitlines() if "report run" in s)
    clm.ok("undo", run.split()[0])
    assert names(repo, "runs") == []


def away(repo: Repository, handle: str, replacement: str) -> None:
    gone = (
        "absences:\n  - id: ab-000001\n    from: 2026-11-19\n    to: 2026-11-20\n"
        f"    replacement: {replacement}\n"
    )
    repo.put(f"team/{handle}.yaml", TEAM[handle] + gone)


@pytest.mark.usefixtures("busy")
def test_a_nudge_goes_to_who_covers(  # A1.39 L14
    clm: Clm, repo: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    when(monkeypatch, "2026-11-19T09:00")
    clm.ok("report", "run", "--due")
    away(repo, "jana", "tom")
    text = clm.ok("notify", "list", "nudge-2026-w47-jana")
    (nudge,) = [
        one
        for one in clm("notify", "list", "--json").json["items"]
        if one["id"] == "nudge-2026-w47-jana"
    ]
    assert nudge["persons"] == ["tom"]
    assert text.startswith("Still open in 2026-W47 for Jana Sommer: 1\n\nHello Tom Berger,")
    assert "you have" not in text


@pytest.mark.usefixtures("busy")
def test_a_nudge_nobody_is_there_for_goes_to_the_crm_lead(  # A1.39 L14
    clm: Clm, repo: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    away(repo, "jana", "tom")
    away(repo, "tom", "nobody")
    when(monkeypatch, "2026-11-19T09:00")
    clm.ok("report", "run", "--due")
    (nudge,) = [
        one
        for one in clm("notify", "list", "--json").json["items"]
        if one["id"] == "nudge-2026-w47-jana"
    ]
    assert nudge["persons"] == ["isabel"]
    assert "Hello Isabel Kern,\n\nJana Sommer has open entries in 2026-W47 (1)." in nudge["text"]
    repo.put("clm.yaml", f"{SETTINGS}language: de\n")
    text = clm.ok("notify", "list", "nudge-2026-w47-jana")
    assert "bei Jana Sommer noch Einträge offen (1)" in text
    assert "bei dir" not in text


@pytest.mark.usefixtures("busy")
def test_a_run_ahead_of_its_day_is_refused(  # A1.39
    clm: Clm, repo: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    when(monkeypatch, "2026-11-19T09:00")
    head = repo.head()
    ahead = clm("--today", "2026-11-30", "report", "run", "--due")
    assert ahead.code == 77
    assert "2026-11-30 is still to come" in ahead.err
    assert (names(repo, "runs"), repo.head()) == ([], head)


@pytest.mark.usefixtures("busy")
def test_that_nobody_sends_what_is_queued_is_said_once(  # A1.39
    clm: Clm, repo: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    when(monkeypatch, "2026-11-19T09:00")
    assert clm("report", "run", "--due").err.count("no host sends") == 1
    assert "no host sends" not in clm("report", "run", "--due").err
    repo.put("clm.yaml", f"{SETTINGS}language: en\nnotify:\n  host: here\n")
    when(monkeypatch, "2026-11-20T18:00")
    assert "no host sends" not in clm("report", "run", "--due").err


def test_a_report_for_a_role_there_is_not(clm: Clm, repo: Repository) -> None:
    refused = clm("report", "weekly", "--mail", "vertrieb", "-O", "week.html")
    assert refused.code == 2
    assert "there is no role vertrieb" in refused.err
    assert "crm-lead, lead-distributor" in refused.err
    assert not repo.path("week.html").exists()
    assert clm("report", "weekly", "--mail", "auditor").code == 78


def test_without_due_there_is_nothing_to_run(clm: Clm) -> None:
    assert clm("report", "run").code == 2


@pytest.mark.usefixtures("busy")
def test_a_broken_file_of_the_log_is_named(  # A1.39
    clm: Clm, repo: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    when(monkeypatch, "2026-11-19T09:00")
    repo.put("runs/nudge-2026-w47.yaml", "id: nudge-2026-w47\njob: [\n")
    ran = clm("report", "run", "--due", "--json")
    assert ran.code == 65
    assert ran.err.count("runs/nudge-2026-w47.yaml:") == 1
    assert "nudge-2026-w47" not in [item["id"] for item in ran.json["items"]]


@pytest.mark.usefixtures("busy")
def test_the_result_of_a_run_is_in_the_readers_language(  # A1.39
    clm: Clm, monkeypatch: pytest.MonkeyPatch
) -> None:
    when(monkeypatch, "2026-11-19T09:00")
    assert "wartet 1" in clm.ok("--lang", "de", "report", "run", "--due", "-n")
    assert "queued 1" in clm.ok("report", "run", "--due")
