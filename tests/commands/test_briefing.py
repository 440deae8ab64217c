"""`clm briefing`: what a phase check needs on one page, and its answers kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.build import customer_path, make_booking, make_customer, make_requests

if TYPE_CHECKING:
    from tests.world import Clm, Repository

HERS = customer_path("c-7f3qkd")
TRIAL = make_booking("b-00000001", "2026-11-02", "5")
SECOND = make_booking("b-00000002", "2026-11-16", "10")
BOOKED = f"owner: jana\nbookings:\n{TRIAL}{SECOND}"
ANSWERS = ("--answer", "vpa-file=ja", "--answer", "support=no")
RECORD = ("briefing", "muster", "--record")


def put(repo: Repository, more: str) -> None:
    repo.put(HERS, make_customer(more=more))


def brief(clm: Clm, *words: str) -> Any:
    (item,) = clm("briefing", "muster", "--json", *words).json["items"]
    return item


def noted(customer: str, *notes: tuple[str, str, str]) -> str:
    """A case file with notes of (day, who, kind)."""
    items = "".join(
        f"  - id: n-0000000{n}\n    at: {on}T09:00:00Z\n    by: {by}\n    kind: {kind}\n"
        f"    text: gesprochen {n}\n"
        for n, (on, by, kind) in enumerate(notes, 1)
    )
    return f"customer: {customer}\nnotes:\n{items}"


def test_what_is_missing_is_shown(repo: Repository, clm: Clm) -> None:  # A1.9, A1.10
    put(repo, f"owner: jana\nbookings:\n{make_booking(on='2026-11-16')}")
    item = brief(clm)
    assert item["check"] == {
        "rule": "first-check", "trigger": "b-2k9x7d1q", "since": "2026-11-16",
        "due": "2026-11-19", "overdue": False,
    }  # fmt: skip
    assert item["missing"] == ["infos", "company", "wizard", "sales_entry", "tasks", "vpa"]
    lines = clm.ok("briefing", "muster").splitlines()
    for heading in ("VPA", "Infos", "Wizard", "Company", "Entry of sales", "VPA file"):
        (line,) = [one for one in lines if one.startswith(f"{heading}  ")]
        assert line.split("  ")[-1].strip() == "missing"
    assert "  no task posted yet" in lines


def test_what_is_known_stands_together(repo: Repository, clm: Clm) -> None:  # A1.9
    put(
        repo,
        "company:\n  name: Muster AG\n  industry: Logistik\ninfos: am liebsten morgens\n"
        "wizard:\n  budget: 200 EUR\nowner: jana\nvpa: anna\n"
        f"bookings:\n{TRIAL}{SECOND}"
        "class:\n  - id: k-00000001\n    value: A\n    on: 2026-11-02\n    by: jana\n"
        "watch:\n  - id: k-00000002\n    reason: close-eye\n    on: 2026-11-02\n    by: jana\n"
        "reminders:\n  - id: m-00000001\n    on: 2026-12-01\n    for: tom\n    why: Urlaub\n",
    )
    repo.write("team/luis.yaml", "id: luis\nname: Luis\nroles:\n  - sales\n")
    talks = (("2026-11-03", "luis", "other"), ("2026-11-04", "jana", "call"))
    repo.write(customer_path("c-7f3qkd", "oteam"), noted("c-7f3qkd", *talks))
    written = (("2026-11-05", "anna", "other"), ("2026-11-10", "anna", "other"))
    repo.write(customer_path("c-7f3qkd", "vpa"), noted("c-7f3qkd", *written))
    tasks = (("t-00000001", "Hotels", "2026-11-03"), ("t-00000002", "Flüge", "2026-11-17"))
    done = make_requests("c-7f3qkd", *tasks).replace("forwarded", "done", 1)
    repo.put(customer_path("c-7f3qkd", "requests"), done + "    deadline: 2026-11-20\n")
    item = brief(clm)
    assert item["missing"] == []
    assert (item["class"], item["watch"]) == ("A", ["close-eye"])
    assert item["company"] == {"name": "Muster AG", "industry": "Logistik"}
    assert (item["infos"], item["wizard"]) == ("am liebsten morgens", {"budget": "200 EUR"})
    assert (item["sales_entry"]["by"], item["sales_entry"]["on"]) == ("luis", "2026-11-03")
    assert item["tasks"]["posted"] == 2
    assert item["tasks"]["first"]["title"] == "Hotels"
    (active,) = item["tasks"]["active"]
    assert (active["title"], active["vpa"], active["deadline"]) == ("Flüge", "anna", "2026-11-20")
    assert item["hours"] == {"now": 10, "before": None}  # A1.23
    assert (item["vpa_file"]["entries"], item["vpa_file"]["last"]) == (2, "2026-11-10")  # A1.23
    page = clm.ok("briefing", "muster")
    for text in ("Muster AG", "Logistik", "am liebsten morgens", "budget: 200 EUR",
                 "2026-11-03  luis  other", "gesprochen 1", "2 posted, 1 active",
                 "Due 2026-11-20", "2 entries, the last one on 2026-11-10",
                 "now 10 h, usual before: –", "2026-12-01  tom  Urlaub", "close-eye"):  # fmt: skip
        assert text in page
    assert "missing" not in page


def test_hours_now_and_before(repo: Repository, clm: Clm) -> None:  # A1.23, A1.25
    third = make_booking("b-00000003", "2026-11-17", "20")
    put(repo, f"owner: jana\nbookings:\n{TRIAL}{SECOND}{third}")
    item = brief(clm)
    assert item["check"]["rule"] == "third-check"
    assert item["hours"] == {"now": 20, "before": 10}
    assert "now 20 h, usual before: 10 h" in clm.ok("briefing", "muster")


SECTIONS = "vpa_sections:\n  - tools\n  - contacts\n"


def tagged(*notes: tuple[str, str, str]) -> str:
    """A VPA's file with notes of (day, who, tag)."""
    items = "".join(
        f"  - {{id: n-0000000{n}, at: {on}, by: {by}, tags: [{tag}], text: Text {n}}}\n"
        for n, (on, by, tag) in enumerate(notes, 1)
    )
    return f"customer: c-7f3qkd\nnotes:\n{items}"


def test_how_complete_the_vpas_file_is_and_when_it_was_written_in(
    repo: Repository, clm: Clm
) -> None:  # A1.23, A3.19
    repo.write("clm.yaml", repo.read("clm.yaml") + SECTIONS)
    repo.write(
        customer_path("c-7f3qkd", "vpa"),
        tagged(("2026-09-01", "anna", "tools"), ("2026-11-12", "jana", "telefonat"),
               ("2026-11-19", "anna", "contacts")),
    )  # fmt: skip
    put(repo, f"vpa: anna\n{BOOKED}")
    assert brief(clm)["vpa_file"] == {
        "entries": 2, "last": "2026-11-12", "last_by_vpa": "2026-09-01", "completeness": 50,
        "missing": ["contacts"], "current": False,
    }  # fmt: skip
    page = clm.ok("briefing", "muster")
    assert "VPA file        50 % complete\n" in page
    assert "still to be told: contacts\n" in page
    assert "2 entries, the last one on 2026-11-12; by the VPA: 2026-09-01\n" in page
    assert brief(clm, "--today", "2026-11-19")["vpa_file"]["current"] is True
    told = clm.ok("briefing", "muster", "--today", "2026-11-19")
    assert "100 % complete" in told
    assert "still to be told" not in told
    put(repo, f"vpa: ben\n{BOOKED}")
    assert "by the VPA: –\n" in clm.ok("briefing", "muster")


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize(("tag", "answer"), [("contacts", "yes"), ("telefonat", "no")])
def test_a_file_is_proposed_as_filled_in_when_it_is_complete(
    repo: Repository, clm: Clm, tag: str, answer: str
) -> None:  # A1.23
    repo.write("clm.yaml", repo.read("clm.yaml") + SECTIONS)
    notes = tagged(("2026-09-01", "anna", "tools"), ("2026-11-12", "anna", tag))
    repo.write(customer_path("c-7f3qkd", "vpa"), notes)
    put(repo, f"vpa: anna\n{BOOKED}")
    clm.ok(*RECORD, stdin="\nja\n\n")
    assert repo.read(HERS).endswith(
        f"    answers:\n      vpa-file: {answer}\n      support: yes\n      active-tasks: 0\n"
    )


def test_an_offer_is_shown_with_its_reference(repo: Repository, clm: Clm) -> None:  # A1.18
    offer = "offer:\n  - id: k-00000001\n    on: 2026-11-12\n    by: luis\n"
    put(repo, f"{BOOKED}{offer}    note: Angebot 2026-117\n")
    assert brief(clm)["offer"] == {"on": "2026-11-12", "reference": "Angebot 2026-117"}
    assert "Angebot 2026-117 (2026-11-12)" in clm.ok("briefing", "muster")
    put(repo, BOOKED + offer)
    assert "without a reference (2026-11-12)" in clm.ok("briefing", "muster")
    put(repo, f"{BOOKED}{offer}    off_on: 2026-11-13\n    off_by: luis\n")
    assert brief(clm)["offer"] is None
    assert "Offer" not in clm.ok("briefing", "muster")


@pytest.mark.parametrize(
    ("more", "act", "because", "proposed"),
    [  # A1.24, L11
        (BOOKED, "seen", "small", "clm seen c-7f3qkd"),
        (
            f"{BOOKED}prio:\n  - id: k-00000001\n    on: 2026-11-17\n    by: jana\n",
            "remind",
            "prio",
            "clm remind c-7f3qkd +21d",
        ),
        (BOOKED.replace("hours: 10", "hours: 20"), "seen", None, "clm seen c-7f3qkd"),
    ],
)
def test_the_next_act_is_proposed_and_both_are_free(
    repo: Repository, clm: Clm, more: str, act: str, because: str | None, proposed: str
) -> None:
    put(repo, more)
    item = brief(clm)
    assert item["suggested"] == {"act": act, "because": because}
    assert item["next"][0] == proposed
    assert sorted(item["next"]) == ["clm remind c-7f3qkd +21d", "clm seen c-7f3qkd"]
    page = clm.ok("briefing", "muster")
    assert f"proposed          {proposed}" in page
    assert ("small customer" in page, "prio customer" in page) == (
        because == "small",
        because == "prio",
    )


def test_without_an_open_check_nothing_is_proposed(clm: Clm, muster: str) -> None:
    item = brief(clm)
    assert (item["check"], item["suggested"], item["next"]) == (None, None, [])
    page = clm.ok("briefing", muster)
    assert "none is open" in page
    assert "proposed" not in page


def test_the_answers_are_kept_as_a_dated_record(repo: Repository, clm: Clm) -> None:  # A1.23
    put(repo, BOOKED)
    before = repo.read(HERS)
    answer = clm(*RECORD, *ANSWERS, "-m", "Anna schafft es allein")
    assert answer.code == 0
    assert "does not end the check: clm seen c-7f3qkd · clm remind" in answer.err
    kept, item = repo.read(HERS), brief(clm)
    assert kept.startswith(before + "checks:\n  - id: k-")
    assert kept.endswith(
        "    rule: second-check\n    trigger: b-00000002\n    on: 2026-11-18\n    by: jana\n"
        "    answers:\n      vpa-file: yes\n      support: no\n      active-tasks: 0\n"
    )
    assert repo.subjects()[0] == "briefing c-7f3qkd"
    assert "allein" not in repo.message()
    assert "allein" in repo.read(customer_path("c-7f3qkd", "oteam"))
    assert item["check"]["rule"] == "second-check"  # still open
    (check,) = item["checks"]
    assert check["answers"] == {"vpa-file": "yes", "support": "no", "active-tasks": "0"}
    assert "Second-booking check: checked on 2026-11-18 by jana (vpa-file: yes, " in clm.ok(
        "briefing", "muster"
    )
    assert clm("check").code == 0
    assert clm(*RECORD, *ANSWERS, "--json").json["commit"] is None
    clm.ok("undo")
    assert repo.read(HERS) == before


def test_the_number_of_tasks_may_be_said(repo: Repository, clm: Clm) -> None:
    put(repo, BOOKED)
    clm.ok(*RECORD, *ANSWERS, "--answer", "active-tasks=3")
    assert "active-tasks: 3" in repo.read(HERS)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((*RECORD, "--answer", "support=no"), 2),  # one is missing
        ((*RECORD, *ANSWERS, "--answer", "company=yes"), 2),  # not asked here
        ((*RECORD, *ANSWERS, "--answer", "support=vielleicht"), 2),
        ((*RECORD, "--answer", "support"), 2),
        (("briefing", "muster", *ANSWERS), 2),
        (("briefing", "muster", "-n"), 2),
        (("briefing", "niemand"), 3),
        ((*RECORD, *ANSWERS, "--as", "tom"), 77),
    ],
)
def test_what_does_not_fit_is_refused(
    repo: Repository, clm: Clm, words: tuple[str, ...], code: int
) -> None:
    put(repo, BOOKED)
    before = repo.head()
    answer = clm(*words)
    assert (answer.code, answer.out) == (code, "")
    assert repo.head() == before
    assert repo.is_clean()


def test_a_colleague_records_on_behalf(repo: Repository, clm: Clm) -> None:
    put(repo, BOOKED)
    clm.ok(*RECORD, *ANSWERS, "--as", "tom", "--on-behalf")
    assert repo.trailers()["Clm-For"] == "jana"


def test_without_an_open_check_there_is_nothing_to_record(
    repo: Repository, clm: Clm, muster: str
) -> None:
    before = repo.head()
    answer = clm("briefing", muster, "--record", *ANSWERS)
    assert answer.code == 77
    assert "hint: clm why c-7f3qkd" in answer.err
    assert repo.head() == before


def test_a_dry_run_shows_what_would_be_kept(repo: Repository, clm: Clm) -> None:
    put(repo, BOOKED)
    answer = clm(*RECORD, *ANSWERS, "-n")
    assert "+checks:" in answer.out
    assert "does not end" not in answer.err
    assert repo.is_clean()


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody can be asked."""
    monkeypatch.setattr("clm.commands.briefing.can_ask", lambda _app: True)


@pytest.mark.usefixtures("terminal")
def test_on_a_terminal_each_question_is_asked(repo: Repository, clm: Clm) -> None:  # A1.9
    put(repo, f"company:\n  name: Muster AG\nowner: jana\nbookings:\n{make_booking()}")
    answer = clm(*RECORD, "--answer", "infos=yes", stdin="\nvielleicht\nja\n\n")
    assert answer.code == 0
    assert "Muster AG" in answer.out  # the page stands before the questions
    assert "Is it known which company the customer works for?" in answer.err
    assert "neither yes nor no" in answer.err  # and it is asked again
    assert "infos" not in answer.err.splitlines()[0]
    assert repo.read(HERS).endswith(
        "      infos: yes\n      company: yes\n      sales-entry: yes\n      first-task: no\n"
    )


@pytest.mark.usefixtures("terminal")
def test_with_every_answer_said_nothing_is_asked(repo: Repository, clm: Clm) -> None:
    put(repo, BOOKED)
    answer = clm(*RECORD, *ANSWERS, "--answer", "active-tasks=1", stdin="")
    assert answer.code == 0
    assert "?" not in answer.err


def test_an_old_state_is_read_and_not_written(repo: Repository, clm: Clm) -> None:
    put(repo, BOOKED)
    head = repo.head()
    put(repo, BOOKED.replace("owner: jana", "vpa: anna\nowner: tom"))
    assert brief(clm, "--as-of", head)["owner"] == "jana"
    assert clm(*RECORD, *ANSWERS, "--as-of", head).code == 78
