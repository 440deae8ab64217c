"""Reports that are specified in `clm.yaml`, made by `clm report run --due` (A2.37)."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import pytest

from clm.domain.reportsdue import PAPERS
from clm.domain.reportspec import ReportName
from tests.mailbox import mailbox

if TYPE_CHECKING:
    from tests.world import Clm, Repository

SPEC = """reports:
  quartal:
    report: complaints
    purpose: Beschwerden ansehen
    audience: [crm-lead]
    frequency: quarterly
    from: 2026-07-01
"""


def specify(repo: Repository, text: str = SPEC) -> None:
    base = repo.read("clm.yaml").partition("reports:")[0]
    repo.put("clm.yaml", base + text)


def test_a_report_whose_period_is_over_is_made_once_and_logged(repo: Repository, clm: Clm) -> None:
    specify(repo)  # A2.37
    (found,) = clm("check", "--json").json["items"]
    assert (
        found["sentence"] == "the report quartal of 2026-Q3 was due on 2026-10-01 and is not made"
    )
    before = repo.head()
    answer = clm("report", "run", "--due", "--json")
    assert answer.code == 0, answer.err
    results = {one["id"]: one["result"] for one in answer.json["items"]}
    assert results["quartal-2026-q3"] == "wrote runs/quartal-2026-q3.html"
    assert repo.git("rev-parse", "HEAD~1") == before
    assert repo.is_clean()
    assert "<table>" in repo.read("runs/quartal-2026-q3.html")
    log = repo.read("runs/quartal-2026-q3.yaml")
    assert "job: quartal\nweek: 2026-Q3\n" in log
    assert clm("check", "--json").json["items"] == []
    again = clm("report", "run", "--due", "--json")
    assert again.json["items"] == []


def test_a_report_by_mail_waits_in_the_outbox_for_its_audience(repo: Repository, clm: Clm) -> None:
    specify(repo, SPEC + "    delivery: mail\n")  # A2.37
    answer = clm("report", "run", "--due", "--json")
    assert "report-quartal-2026-q3" in answer.json["queued"]
    notice = repo.read("outbox/report-quartal-2026-q3.yaml")
    assert "period: 2026-Q3" in notice
    assert "  - crm-lead" in notice
    (row,) = (line for line in clm.ok("notify", "list").splitlines() if "report-quartal" in line)
    assert "quartal 2026-Q3" in row
    assert "weekly" not in row


FORMS = [
    (name, form)
    for name in get_args(ReportName)
    for form in ("html", "md", "csv")
    if not (form == "csv" and name in PAPERS)  # a paper is no list
]


@pytest.mark.parametrize(("name", "form"), FORMS)
def test_every_report_can_be_specified_in_every_form(
    repo: Repository, clm: Clm, name: str, form: str
) -> None:
    often = "weekly" if name == "weekly" else "quarterly"
    text = SPEC.replace("complaints", name).replace("quarterly", often)
    specify(repo, text + f"    form: {form}\n")  # A2.37
    clm.ok("report", "run", "--due", "--today", "2026-11-18")
    period = "w46" if name == "weekly" else "q3"
    assert repo.path(f"runs/quartal-2026-{period}.{form}").stat().st_size


def test_what_the_history_knows_nothing_of_is_logged_once(repo: Repository, clm: Clm) -> None:
    text = SPEC.replace("complaints", "weekly").replace("quarterly", "weekly")
    specify(repo, text)  # A2.37
    clm.ok("report", "run", "--due", "--today", "2026-08-03")
    assert "nothing is known of that period" in repo.read("runs/quartal-2026-w31.yaml")


def test_one_that_was_missed_is_named_and_found(repo: Repository, clm: Clm) -> None:
    specify(repo, SPEC.replace("2026-07", "2026-01"))  # A2.37
    clm.ok("report", "run", "--due", "--today", "2026-04-02")
    answer = clm("report", "run", "--due")
    assert "never ran: quartal-2026-q2" in answer.err
    assert "result: missed" in repo.read("runs/quartal-2026-q2.yaml")
    (found,) = clm("check", "--json").json["items"]
    assert "quartal of 2026-Q2" in found["sentence"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("quarterly", "daily", "daily"),
        ("complaints", "kram", "kram"),
        ("crm-lead", "chef", "chef"),
        ("    purpose: Beschwerden ansehen\n", "", "purpose"),
        ("    from: 2026-07-01\n", "", "from"),
        ("  quartal:", "  nudge:", "cron has a job nudge already"),
    ],
)
def test_a_specification_that_says_nothing_is_an_error(
    repo: Repository, clm: Clm, old: str, new: str, said: str
) -> None:
    specify(repo, SPEC.replace(old, new))  # A2.37
    answer = clm("check", "clm.yaml")
    assert answer.code == 1
    assert said in answer.out


@pytest.mark.parametrize("form", ["html", "md"])
def test_its_mail_is_the_report_itself(
    repo: Repository, clm: Clm, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    monkeypatch.setenv("CLM_HOST", "here")  # A2.37
    monkeypatch.setenv("CLM_MAIL_FROM", "clm@example.org")
    specify(repo, f"notify: {{host: here}}\n{SPEC}    delivery: mail\n    form: {form}\n")
    clm.ok("report", "run", "--due")
    with mailbox() as box:
        monkeypatch.setenv("CLM_SMTP", box.url)
        answer = clm("notify", "send")
    assert answer.code == 0, answer.err
    (letter,) = (one for one in box.letters if "quartal" in one["Message-ID"])
    assert letter["Subject"] == "quartal 2026-Q3: Beschwerden ansehen"
    assert letter["To"].endswith("<isabel@example.org>")
    assert letter.is_multipart() == (form == "html")


def test_every_period_nobody_made_a_report_of_is_named_by_check_and_the_proof(
    repo: Repository, clm: Clm, monkeypatch: pytest.MonkeyPatch
) -> None:
    weekly = SPEC.replace("quarterly", "weekly").replace("2026-07-01", "2026-11-09")
    specify(repo, weekly)  # A2.37
    clm.ok("report", "run", "--due")
    answer = clm("check", "--today", "2026-12-07", "--json")
    assert [one["sentence"] for one in answer.json["items"] if one["rule"] == "report-late"] == [
        "the report quartal of 2026-W47 was due on 2026-11-23 and is not made",
        "the report quartal of 2026-W48 was due on 2026-11-30 and is not made",
    ]
    monkeypatch.delenv("CLM_TODAY")
    checked = clm("process", "check", "--as-of", "2100-01-01", "--json")
    (found,) = (one for one in checked.json["items"] if one["id"] == "ISO 8.3.2 b")
    (gap,) = (one for one in found["gaps"] if one["what"] == "specified reports were not made")
    assert len(gap["refs"]) > 3


def test_a_specification_counts_from_its_day(repo: Repository, clm: Clm) -> None:
    yearly = SPEC.replace("quarterly", "yearly").replace("2026-07-01", "2026-11-18")
    specify(repo, yearly)  # A2.37
    assert clm("check", "--json").json["items"] == []
    ran = clm("report", "run", "--due", "--json").json["items"]
    assert [one["id"] for one in ran if one["job"] == "quartal"] == []
