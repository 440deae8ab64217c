"""`clm complaint actions` and `review`: what came of complaints, and all of a period."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.build import SETTINGS, customer_path
from tests.complaining import CM, FILE, C, complaint, customer, file

if TYPE_CHECKING:
    from tests.world import Clm, Repository

ANSWERED = (
    "severity: medium\nimplication: keine\ncomplexity: low\nimpact: low\ncategory: delay\n"
    "answers:\n  - {id: k-a0000001, decision: Gutschrift, communicated_at: 2026-11-17,"
    " root_cause: Urlaub, none_because: Einzelfall}\n"
)
CLOSED = complaint(
    "2026-11-16 received", "2026-11-16 acknowledged", "2026-11-17 assessed",
    "2026-11-17 responded", "2026-11-17 accepted", "2026-11-18 closed", more=ANSWERED,
)  # fmt: skip
OPEN = complaint(complaint_id="cm-222222", more="about: [anna]\n")
BEFORE = complaint("2026-08-17 received", "2026-08-18 withdrawn", complaint_id="cm-333333",
                   received_at="2026-08-17")  # fmt: skip


@pytest.fixture
def known(repo: Repository) -> Repository:
    """Three complaints of one customer: closed, open, and one of the quarter before."""
    repo.write("clm.yaml", f"{SETTINGS}language: en\n")
    repo.write(customer_path(C), customer())
    repo.put(FILE, file(CLOSED, OPEN, BEFORE))
    return repo


def test_the_figures_of_a_period(clm: Clm, known: Repository) -> None:
    # A2.22
    answer = clm("complaint", "review", "--period", "2026Q4", "--json").json
    assert answer["totals"] == {
        "received": 2, "before": 1, "open": 1, "reopened": 0, "repeated": 1, "open_actions": 0,
        "overdue_actions": 0,
    }  # fmt: skip
    first = answer["items"][0]
    assert (first["count"], first["change"]) == (2, 1)
    assert (first["acknowledge_in_time"], first["acknowledge_late"]) == (1, 1)
    assert (first["answer_done"], first["answer_days"]) == (1, 1.0)
    words = {(one["aspect"], one["word"]): one["count"] for one in answer["items"]}
    assert words["vpa", "anna"] == 2
    assert words["category", "delay"] == words["category", "other"] == 1
    assert words["manager", "jana"] == words["customer", C] == 2
    assert known.is_clean()


@pytest.mark.parametrize("form", ["md", "html", "csv", "table", "jsonl"])
def test_the_figures_in_every_form(clm: Clm, known: Repository, form: str) -> None:
    # A2.22, A2.36
    text = clm.ok("complaint", "review", "-o", form)
    assert "delay" in text
    assert text == clm.ok("report", "complaints", "-o", form)
    assert known.is_clean()


def test_the_figures_go_into_a_file(clm: Clm, known: Repository) -> None:
    # A2.36
    name = known.root.parent / "review.html"
    clm.ok("complaint", "review", "-O", name)
    assert "<table" in name.read_text(encoding="utf-8")
    assert clm("complaint", "review", "-O", name, "-m", "x").code == 2


def test_a_review_is_kept_with_what_it_concludes(clm: Clm, known: Repository) -> None:
    # A2.22
    words = ("complaint", "review", "--period", "2026Q4")
    assert clm(*words, "--action", "Vertretung regeln").code == 2
    assert clm(*words, "-m", " ").code == 2
    clm.ok(*words, "-m", "Antworten dauern zu lange", "--action", "Vertretung regeln")
    text = known.read("reports/complaints-2026q4.yaml")
    for line in ("kind: complaints", "by: jana", "conclusions: Antworten dauern zu lange",
                 "  - Vertretung regeln", "  received: 2", "  category:delay: 1"):  # fmt: skip
        assert line in text
    answer = clm(*words, "--json").json
    assert answer["reviewed"]["conclusions"] == "Antworten dauern zu lange"
    assert "reviewed on 2026-11-18 by jana: Antworten dauern zu lange" in clm.ok(*words)
    done = clm(*words, "-m", "noch einmal")
    assert (done.code, "nothing is new since" in done.err) == (77, True)
    clm.ok("undo")
    assert not known.path("reports/complaints-2026q4.yaml").exists()


def test_a_period_is_reviewed_again_and_the_last_counts(clm: Clm, known: Repository) -> None:
    # A2.22
    words = ("complaint", "review", "--period", "2026Q4")
    clm.ok(*words, "-m", "zu früh")
    third = complaint("2026-11-18 received", complaint_id="cm-444444", received_at="2026-11-18")
    known.put(FILE, file(CLOSED, OPEN, BEFORE, third))
    clm.ok(*words, "-m", "jetzt sind es drei")
    assert "  received: 3" in known.read("reports/complaints-2026q4-2.yaml")
    assert "  received: 2" in known.read("reports/complaints-2026q4.yaml")
    clm.ok(*words, "-m", "das ganze Quartal", "--today", "2027-01-05")
    assert known.path("reports/complaints-2026q4-3.yaml").exists()
    assert clm(*words, "--json").json["reviewed"]["id"] == "complaints-2026q4-3"
    assert "das ganze Quartal" in clm.ok(*words)
    assert clm("check", "reports").out == ""


def test_what_came_after_the_review_of_its_quarter_is_found(clm: Clm, known: Repository) -> None:
    # A2.22
    clm.ok("complaint", "review", "--period", "2026Q4", "-m", "zu früh")
    later = complaint("2026-12-07 received", complaint_id="cm-444444", received_at="2026-12-07")
    known.put(FILE, file(CLOSED, OPEN, BEFORE, later))
    assert "came after" not in clm("check", "--today", "2026-12-31").out
    found = clm("check", "--today", "2027-01-05").out
    assert (
        "2026-Q4 was reviewed last on 2026-11-18, and these complaints came after: cm-444444"
        in found
    )
    clm.ok("complaint", "review", "--period", "2026-Q4", "-m", "ganz", "--today", "2027-01-05")
    assert "came after" not in clm("check", "--today", "2027-01-05").out


@pytest.mark.usefixtures("known")
def test_the_review_is_a_paper(clm: Clm) -> None:
    # A2.22, A2.36
    clm.ok("complaint", "review", "--period", "2026Q4", "-m", "Antworten dauern", "--action", "x1")
    for words in (("complaint", "review"), ("report", "complaints")):
        page = clm.ok(*words, "-o", "html")
        for text in (
            "<h1>Complaints 2026-Q4</h1>", "2026-10-01 – 2026-12-31", "<h2>Category</h2>",
            "reviewed on 2026-11-18 by jana: Antworten dauern", "<li>x1</li>",
        ):  # fmt: skip
            assert text in page, text
    text = clm.ok("complaint", "review", "-o", "md")
    assert text.startswith("# Complaints 2026")
    assert "| delay | 1 | +1 | 0 | 0 |" in text
    assert "| category | delay |" in clm.ok("complaint", "review", "-o", "md", "--fields",
                                            "aspect,word")  # fmt: skip


def test_complaints_as_of_a_day(clm: Clm, known: Repository) -> None:
    # A2.36
    listed = clm("complaint", "list", "--all", "--as-of", "HEAD", "--json").json["items"]
    assert {one["id"] for one in listed} == {CM, "cm-222222", "cm-333333"}
    clm.ok("complaint", "move", "cm-222222", "acknowledged")
    before = clm("complaint", "list", "--as-of", "HEAD~1", "--json").json["items"]
    assert [one["status"] for one in before] == ["received"]
    assert "<table" in clm.ok("complaint", "list", "--all", "-o", "html")
    assert known.is_clean()


def test_a_period_to_come_is_refused(clm: Clm, known: Repository) -> None:
    # A2.22
    head = known.head()
    assert clm("complaint", "review", "--period", "2027Q1", "-m", "x").code == 2
    assert clm("complaint", "review", "--period", "morgen").code == 2
    assert known.head() == head


def test_a_review_that_is_overdue_is_found(clm: Clm, known: Repository) -> None:
    # A2.22
    said = "there are complaints since 2026-08-17, and none was reviewed by 2026-12-18"
    assert said in clm("check", "--today", "2026-12-19").out
    assert clm("check", "--today", "2026-12-18").out.count("reviewed") == 0
    clm.ok("complaint", "review", "-m", "gut")
    assert "review" not in clm("check").out
    late = clm("check", "--today", "2027-03-22").out
    assert "reports/complaints-2026q4.yaml" in late
    assert "the complaints are reviewed up to 2026-11-18" in late
    known.put(FILE, f"customer: {C}\n")
    assert "reviewed" not in clm("check", "--today", "2027-03-22").out


def test_a_review_of_an_old_period_is_none_of_what_came_since(clm: Clm, known: Repository) -> None:
    # A2.22, A2.1
    clm.ok("complaint", "review", "--period", "2019", "-m", "nichts")
    said = "the complaints are reviewed up to 2019-12-31: the next review was due by 2020-05-02"
    assert said in clm("check").out
    assert "the review of all complaints is overdue" in clm("process", "check").out
    clm.ok("complaint", "review", "--period", "2026Q3", "-m", "gut")
    assert "are reviewed up to" not in clm("check").out
    assert "the review of all complaints is overdue" not in clm("process", "check").out
    assert known.is_clean()


def test_actions_stay_until_they_are_done(clm: Clm, known: Repository) -> None:
    # A2.21
    made = clm.ok("task", "add", CM, "Vertretung regeln", "--to", "tom", "--due", "fri", "--ids")
    ref = made.strip()
    (item,) = clm("complaint", "actions", "--json").json["items"]
    assert (item["id"], item["complaint"], item["overdue"]) == (ref, CM, False)
    assert "Vertretung regeln" in clm.ok("complaint", "show", CM)
    (late,) = clm("complaint", "actions", "--json", "--today", "2026-11-23").json["items"]
    assert late["overdue"]
    assert clm("complaint", "review", "--json").json["totals"]["open_actions"] == 1
    clm.ok("task", "move", ref, "done", "--as", "tom")
    assert clm("complaint", "actions", "--json").json["items"] == []
    assert len(clm("complaint", "actions", "--all", "--json").json["items"]) == 1
    assert "No actions." in clm("complaint", "actions").out
    assert known.is_clean()


def test_figures_are_told_in_the_readers_language(clm: Clm, known: Repository) -> None:
    # A2.22, A2.36
    slow = CLOSED.replace("communicated_at: 2026-11-17", "communicated_at: 2026-11-18")
    slow = slow.replace("4k2m9q", "555555").replace("a0000001", "a0000002")
    known.put(FILE, file(CLOSED, slow, BEFORE))
    out = clm.ok("complaint", "review", "--period", "2026Q4", "--lang", "pt")
    assert "2/2 (1,5 du)" in out
    listed = clm.ok("complaint", "list", "--all", "--lang", "pt")
    assert "fechada" in listed
    assert "retirada" in listed
    done = clm("complaint", "list", "--where", "status = fechada", "--lang", "pt")
    assert "closed" in done.err.partition("received, ")[0]  # what the word stands for


def test_the_record_of_a_review_is_found_by_its_name(clm: Clm, known: Repository) -> None:
    clm.ok("complaint", "review", "--period", "2026Q3", "-m", "ruhig")
    ref, path = "complaints-2026q3", known.path("reports/complaints-2026q3.yaml")
    assert clm.ok("path", ref) == f"{path}\n"
    (item,) = clm("log", ref, "--json").json["items"]
    assert (item["action"], item["refs"]) == ("complaint review", [ref])
