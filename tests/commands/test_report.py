"""`clm report weekly`: the week for a lead, in every form, now and as a past one was."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from clm.cli import run
from clm.i18n import set_language
from tests.build import customer_path, make_booking, make_customer, make_requests
from tests.mailbox import free_port, mailbox
from tests.pages import Page, differences

if TYPE_CHECKING:
    from tests.world import Clm, Repository

FIRST, SECOND, THIRD, LEAD = "c-7f3qkd", "c-8m2w4z", "c-9x1v5n", "c-0a1b2c"


@pytest.fixture
def at_work(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """A lead came in, Alpha was won, Beta moved on, Gamma went quiet and Delta was lost."""
    for name in ("GIT_COMMITTER_DATE", "GIT_AUTHOR_DATE"):
        monkeypatch.setenv(name, "2026-08-01T09:00:00Z")
    repo.write(customer_path(LEAD), make_customer(LEAD, "Neu", "registered_on: 2026-11-16\n"))
    won = f"owner: jana\nbookings:\n{make_booking('b-00000001', on='2026-11-16')}"
    repo.write(customer_path(FIRST), make_customer(FIRST, "Alpha", won))
    again = make_booking("b-00000002", on="2026-10-01")
    again += make_booking("b-00000003", on="2026-11-17", hours="20")
    beta = f"owner: tom\nvpa: anna\nbookings:\n{again}"
    repo.write(customer_path(SECOND), make_customer(SECOND, "Beta", beta))
    task = ("t-00000001", "Reise", "2026-11-10")
    repo.write(customer_path(SECOND, "requests"), make_requests(SECOND, task))
    quiet = "".join(
        make_booking(f"b-0000001{n}", on=on) for n, on in enumerate(("2026-06-01", "2026-08-19"))
    )
    repo.write(
        customer_path(THIRD), make_customer(THIRD, "Gamma", f"owner: tom\nbookings:\n{quiet}")
    )
    repo.commit()
    return repo


def weekly(clm: Clm, *words: str) -> Any:
    """The report without the day it was asked on, which alone may differ."""
    report = clm("report", "weekly", "--json", *words).json
    assert report.pop("today")
    return report


@pytest.mark.usefixtures("at_work")
def test_the_json_has_all_a_lead_asks_for(clm: Clm) -> None:  # A1.38, A1.41, L15
    report = weekly(clm)
    assert report["schema"] == "clm/report-weekly@1"
    assert (report["week"], report["monday"], report["deadline"]) == (
        "2026-W47", "2026-11-16", "2026-11-20",
    )  # fmt: skip
    assert (report["since"], report["until"], report["provisional"]) == (
        "2026-11-14", "2026-11-18", True,
    )  # fmt: skip
    assert report["people"] == [
        {"who": "jana", "name": "Jana Sommer", "due": 1, "done": 0, "open": 1, "overdue": 0,
         "complete": False},
        {"who": "tom", "name": "Tom Berger", "due": 2, "done": 0, "open": 2, "overdue": 1,
         "complete": False},
    ]  # fmt: skip
    assert report["totals"] == {
        "due": 3, "done": 0, "open": 3, "overdue": 1, "people": 2, "through": 0,
    }  # fmt: skip
    assert report["lists"]["second"] == 2
    assert report["total"] == sum(report["lists"].values()) == 4
    told = {key: [(one["ref"], one["day"][-2:], one["was"], one["now"]) for one in report[key]]
            for key in ("came_in", "won", "moved", "lost", "quiet")}  # fmt: skip
    assert told == {
        "came_in": [(LEAD, "16", None, "lead")],
        "won": [(FIRST, "16", "lead", "first")],
        "moved": [(SECOND, "17", "first", "second")],
        "lost": [],
        "quiet": [(THIRD, "17", "second", "second")],
    }
    assert report["counts"] == {
        "came_in": 1, "won": 1, "moved": 1, "lost": 0, "quiet": 1, "booked": 2, "posted": 0,
    }  # fmt: skip
    assert report["won"][0]["name"] == "Alpha"
    assert report["kpi"]["package_growth"]["growth"] == 1.5
    assert report["kpi"]["load"]["vpas"] == [{"vpa": "anna", "tasks": 1, "name": "Anna Lorenz"}]
    assert report["policy"] == {
        "inactive_days": 90, "no_show_days": 56, "rebook_days": 90, "satisfaction_days": 90,
    }  # fmt: skip
    assert report["bad_files"] == []


def test_the_numbers_are_those_of_week_and_board(clm: Clm, at_work: Repository) -> None:  # A1.38
    del at_work
    report, week, board = (
        weekly(clm),
        clm("week", "--json").json,
        clm("board", "--team", "--json").json,
    )
    assert [{k: v for k, v in one.items() if k != "name"} for one in report["people"]] == week[
        "items"
    ]
    assert report["lists"] == board["lists"]
    assert (report["watchlist"], report["total"]) == (board["watchlist"], board["total"])


@pytest.mark.usefixtures("at_work")
def test_a_past_week_tells_the_same_whenever_it_is_asked(
    clm: Clm, at_work: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:  # A1.40
    clm.ok("seen", FIRST)
    then = weekly(clm, "--today", "2026-11-20")
    assert then["provisional"] is True
    for name in ("GIT_COMMITTER_DATE", "GIT_AUTHOR_DATE"):
        monkeypatch.setenv(name, "2027-01-04T09:00:00Z")
    lost = make_booking("b-00000001", on="2026-11-16").replace("confirmed", "cancelled")
    at_work.put(
        customer_path(FIRST), make_customer(FIRST, "Alpha", f"owner: tom\nbookings:\n{lost}")
    )
    at_work.put(customer_path(LEAD), make_customer(LEAD, "Anders", "status: archived\n"))
    later = weekly(clm, "--week", "2026-W47", "--today", "2027-02-01")
    assert later["provisional"] is False
    assert len(later.pop("as_of_commit")) == 40
    assert {**then, "provisional": False} == {**later, "as_of_commit": None}
    again = weekly(clm, "--week", "2026-W47", "--today", "2027-05-01")
    assert {**again, "as_of_commit": ""} == {**later, "as_of_commit": ""}
    past = weekly(clm, "--as-of", "2026-11-20")
    assert past["people"] == later["people"]
    assert past["kpi"] == later["kpi"]
    html = [clm.ok("report", "weekly", "-o", "html", "--week", "2026-W47", "--today", day)
            for day in ("2027-02-01", "2027-05-01")]  # fmt: skip
    assert html[0] == html[1]


@pytest.mark.usefixtures("at_work")
@pytest.mark.parametrize(("language", "point"), [("en", "."), ("de", ",")])
def test_every_figure_of_the_page_is_the_jsons(
    clm: Clm, language: str, point: str
) -> None:  # A1.40
    html = clm.ok("--lang", language, "report", "weekly", "-o", "html")
    set_language("en")
    page = Page(html)
    assert page.faults == []
    assert differences(page.figures, weekly(clm), point) == []


@pytest.mark.usefixtures("at_work")
def test_text_and_markdown(clm: Clm) -> None:  # A1.38
    assert clm.ok("report", "weekly").startswith(
        "Week 2026-W47: 0 of 2 are through; 3 entries are open.\n"
    )
    assert "| Jana Sommer | 1 | 0 | 1 | 0 | no |" in clm.ok("report", "weekly", "-o", "md")
    assert "Woche 2026-W47" in clm.ok("--lang", "de", "report", "weekly")
    assert clm("report", "weekly", "-o", "csv").code == 2


@pytest.mark.parametrize(
    ("name", "begins"),
    [("w.html", "<!doctype html>"), ("w.MD", "# Week"), ("w.json", "{"), ("w.txt", "Week")],
)
def test_a_file_gets_the_form_of_its_ending(
    clm: Clm, at_work: Repository, tmp_path: Path, name: str, begins: str
) -> None:
    path = tmp_path / name
    path.write_text("old and much longer" * 1000)
    answer = clm("report", "weekly", "-O", path)
    assert (answer.code, answer.out) == (0, "")
    assert name in answer.err
    assert path.read_text().startswith(begins)
    assert sorted(one.name for one in tmp_path.iterdir()) == sorted([name, "repo"])
    assert at_work.is_clean()


def test_the_form_asked_for_wins_over_the_ending(clm: Clm, tmp_path: Path) -> None:
    clm.ok("report", "weekly", "-o", "json", "-O", tmp_path / "w.html")
    assert json.loads((tmp_path / "w.html").read_text())["week"] == "2026-W47"


def test_a_link_stays_one_and_a_folder_is_refused(clm: Clm, tmp_path: Path) -> None:
    real, link = tmp_path / "real.md", tmp_path / "link.md"
    real.write_text("old")
    link.symlink_to(real)
    clm.ok("report", "weekly", "-O", link)
    assert link.is_symlink()
    assert real.read_text().startswith("# Week")
    for place in (tmp_path, tmp_path / "none" / "w.html"):
        answer = clm("report", "weekly", "-O", place)
        assert answer.code == 74
        assert "cannot be written" in answer.err
        assert "hint: " in answer.err


def test_a_device_is_written_to_and_not_replaced(clm: Clm) -> None:
    clm.ok("report", "weekly", "-O", os.devnull)
    assert Path(os.devnull).is_char_device()


def test_a_broken_file_is_named_in_the_report_and_does_not_stop_it(
    clm: Clm, at_work: Repository
) -> None:
    at_work.put(customer_path("c-111111"), "id: c-111111\nname: [\n")
    answer = clm("report", "weekly", "--json")
    assert answer.code == 65
    (bad,) = answer.json["bad_files"]
    assert bad["path"] == customer_path("c-111111")
    assert bad["line"] >= 2
    assert answer.json["total"] == 4
    for form in ("table", "md", "html"):
        shown = clm("report", "weekly", "-o", form)
        assert shown.code == 65
        assert "c-111111.yaml:" in shown.out
        assert "c-111111.yaml:" in shown.err


@pytest.mark.parametrize("week", ["2026-W54", "2026-W00", "54", "2026-W48", "x"])
def test_a_week_that_does_not_exist_or_lies_ahead(clm: Clm, week: str) -> None:
    answer = clm("report", "weekly", "--week", week)
    assert answer.code in {2, 77}
    assert answer.out == ""
    assert answer.err.startswith("error: ")


@pytest.mark.usefixtures("at_work")
def test_the_report_is_mailed_as_text_and_page(clm: Clm, monkeypatch: pytest.MonkeyPatch) -> None:
    with mailbox() as box:
        monkeypatch.setenv("CLM_SMTP", box.url)
        assert clm.ok("report", "weekly", "--mail", "crm-lead") == (
            "mailed to isabel, isabel@example.org\n"
        )
        answer = clm("report", "weekly", "--mail", "crm-lead", "--week", "2026-W46", "--json").json
    assert answer == {
        "schema": "clm/report-mail@1", "week": "2026-W46", "handle": "isabel",
        "email": "isabel@example.org",
    }  # fmt: skip
    first, second = box.letters
    assert (first["Subject"], second["Subject"]) == ("Week 2026-W47", "Week 2026-W46")
    plain, html = first.get_body(("plain",)), first.get_body(("html",))
    assert plain
    assert html
    assert plain.get_content().startswith("Week 2026-W47: 0 of 2 are through")
    page = Page(html.get_content())
    assert page.faults == []
    assert differences(page.figures, weekly(clm)) == []


def test_a_defect_after_a_letter_sends_no_second_one(
    at_work: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise KeyError

    monkeypatch.setattr("clm.services.reportmail._settle", broken)
    monkeypatch.chdir(at_work.root)
    with mailbox() as box:
        monkeypatch.setenv("CLM_SMTP", box.url)
        assert run(["report", "weekly", "--mail", "crm-lead"]) == 70
    assert len(box.letters) == 1


@pytest.mark.usefixtures("at_work")
def test_a_report_that_cannot_be_mailed(clm: Clm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLM_SMTP", f"smtp://127.0.0.1:{free_port()}")
    refused = clm("report", "weekly", "--mail", "crm-lead")
    assert (refused.code, refused.out) == (69, "")
    nobody = clm("report", "weekly", "--mail", "auditor")
    assert (nobody.code, nobody.out) == (78, "")
    assert "auditor" in nobody.err


@pytest.mark.parametrize("name", ["clm.yaml", "team/jana.yaml", ".git/config", "outbox/x.html"])
def test_a_report_is_written_over_no_data(repo: Repository, clm: Clm, name: str) -> None:
    answer = clm("report", "weekly", "-o", "html", "-O", name)
    assert answer.code == 77
    assert "outside the data" in answer.err
    assert repo.is_clean()
    assert "[core]" in repo.read(".git/config")


def test_an_ending_that_is_no_form_is_refused(repo: Repository, clm: Clm) -> None:
    answer = clm("report", "weekly", "-O", "week.pdf")
    assert answer.code == 2
    assert ".html, .md, .json, .txt" in answer.err
    assert not repo.path("week.pdf").exists()
    assert clm.ok("report", "weekly", "-O", "-").startswith("Week 2026-W47")
