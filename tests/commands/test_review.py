"""`clm review`: service reviews due, planned, recorded, signed off (A2.32-A2.35)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.build import customer_path, make_booking, make_customer

if TYPE_CHECKING:
    from tests.world import Clm, Repository

C = "c-7f3qkd"
PATH, SERVICE = customer_path(C), customer_path(C, "service")
CONTACTS = (
    "contacts:\n  - id: p-11111111\n    name: Erika Muster\n    role: management\n"
    "    email: e@muster.example\n"
)
A_CLASS = "class:\n  - {id: k-11111111, value: A, on: 2026-05-04, by: jana}\n"
HELD = ("--ours", "jana", "--theirs", "Erika", "--topic", "Ergebnisse")


def served(booked_on: str = "2026-08-03", marks: str = A_CLASS) -> str:
    """A customer of Jana's with a contact and a booking, by default an A customer."""
    bookings = f"bookings:\n{make_booking(on=booked_on)}"
    return make_customer(more=f"owner: jana\n{CONTACTS}{bookings}{marks}")


@pytest.fixture
def known(repo: Repository) -> Repository:
    repo.put(PATH, served())
    return repo


def due(clm: Clm, *words: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = clm("review", "due", "--json", *words).json["items"]
    return items


def shown(clm: Clm, ref: str) -> dict[str, Any]:
    found: dict[str, Any] = clm("review", "show", ref, "--json").json
    return found


def planned(clm: Clm, *words: str) -> str:
    return clm.ok("review", "plan", C, *words, "--ids").strip()


# due


@pytest.mark.parametrize(
    ("value", "days"), [("A", "2026-11-03"), ("B", "2027-02-03"), ("C", "2027-08-03")]
)
def test_a_review_is_due_by_class(repo: Repository, clm: Clm, value: str, days: str) -> None:
    # A2.32: A quarterly, B half-yearly, C yearly, counted from the first booking.
    repo.put(PATH, served(marks=A_CLASS.replace("value: A", f"value: {value}")))
    (item,) = due(clm, "--all")
    assert (item["due"], item["reason"], item["last_on"]) == (days, "first", None)
    assert [one["customer"] for one in due(clm)] == ([C] if value == "A" else [])


@pytest.mark.usefixtures("known")
def test_due_says_how_long_overdue(clm: Clm) -> None:
    (item,) = due(clm)  # A2.32
    assert (item["days_overdue"], item["overdue"], item["months"]) == (15, True, 3)
    assert "15" in clm.ok("review", "due")
    assert "| c-7f3qkd |" in clm.ok("review", "due", "-o", "md").replace("\\", "")


def test_an_interval_of_their_own_holds_before_the_class(known: Repository, clm: Clm) -> None:
    clm.ok("review", "plan", C, "--every", "5")  # A2.32: an interval per customer
    assert "review_months: 5" in known.read(SERVICE)
    (item,) = due(clm, "--all")
    assert (item["due"], item["months"]) == ("2027-01-03", 5)


@pytest.mark.usefixtures("known")
def test_whose_reviews_cannot_be_read_is_left_out_and_named(repo: Repository, clm: Clm) -> None:
    repo.put(SERVICE, f"customer: {C}\nreviews:\n  - id: [\n")  # A2.32
    answer = clm("review", "due", "--json")
    assert (answer.code, answer.json["items"]) == (65, [])
    assert SERVICE in answer.err


def test_without_booking_or_activity_none_is_due(repo: Repository, clm: Clm) -> None:
    repo.put(PATH, served(marks=""))  # A2.32: no class, as rarely as C
    assert [one["months"] for one in due(clm, "--all")] == [12]
    repo.put(PATH, served(booked_on="2026-12-01"))
    assert due(clm, "--all") == []
    repo.put(PATH, served() + "status: archived\n")
    assert due(clm, "--all") == []


# planned


def test_a_planned_day_wins_and_can_be_moved(known: Repository, clm: Clm) -> None:
    ref = planned(clm, "2026-12-03")  # A2.32
    assert known.subjects()[0] == f"review plan {ref}"
    assert due(clm) == []
    (item,) = due(clm, "--until", "2026-12-31")
    assert (item["due"], item["reason"], item["review"]) == ("2026-12-03", "planned", ref)
    assert planned(clm, "2026-12-10") == ref
    assert due(clm, "--all")[0]["due"] == "2026-12-10"
    assert "already" in clm("review", "plan", C, "2026-12-10").err
    late = clm("review", "plan", C, "2099-12-10")
    assert "it is due by the interval on 2026-11-03" in late.err
    assert [one["reason"] for one in due(clm)] == ["first"]


@pytest.mark.usefixtures("known")
def test_a_planned_review_is_in_the_list_of_who_holds_it(clm: Clm) -> None:
    ref = planned(clm, "2026-11-20", "--owner", "tom")  # A2.35
    (item,) = clm("mine", "reviews", "--of", "tom", "--json").json["items"]
    assert (item["ref"], item["rule"], item["due"]) == (ref, "review-due", "2026-11-20")
    assert item["next"] == f"clm review prepare {ref}"
    assert "Service review" in clm.ok("why", ref)
    assert clm("mine", "reviews", "--json").json["items"] == []


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("plan", C, "2026-11-02"), 77, "lies in the past"),
        (("plan", C), 2, "when is it to be"),
        (("plan", C, "2026-12-01", "--owner", "nobody"), 3, "nobody"),
        (("record", C, "--on", "2026-11-19", *HELD), 77, "still to come"),
        (("record", C, "--on", "today", *HELD, "--action", "Angebot"), 2, "TITLE:HANDLE:DATE"),
        (("record", C, "--on", "today", *HELD, "--action", "X:nobody:fri"), 3, "nobody"),
        (("record", C, "--on", "today", "--ours", "nobody", *HELD), 3, "nobody"),
        (("record", C, "--on", "today", *HELD, "--next", "2026-11-01"), 77, "past"),
        (("close", C, "--signed-off-by", "Erika"), 3, "no held review"),
        (("show", C), 3, "no review"),
        (("show", "rv-zzzzzz"), 3, "rv-zzzzzz"),
        (("list", "--period", "2027Q1"), 2, "lies ahead"),
    ],
)
def test_what_is_refused_changes_nothing(
    known: Repository, clm: Clm, words: tuple[str, ...], code: int, said: str
) -> None:
    before = known.head()  # A2.34
    answer = clm("review", *words)
    assert (answer.code, known.head(), known.is_clean()) == (code, before, True)
    assert said in answer.err
    assert answer.err.count("error:") == 1


# recorded and signed off


def test_a_review_is_recorded_as_one_commit(known: Repository, clm: Clm) -> None:
    # A2.34: attendees of both sides, topics, findings, decisions, actions as tasks, the next date.
    ref = planned(clm, "2026-11-17") if False else planned(clm, "2026-11-18")
    before = known.head()
    answer = clm(
        "review", "record", C, "--on", "2026-11-17", "--ours", "jana", "--ours", "tom",
        "--theirs", "Erika", "--theirs", "Karl Neu", "--topic", "Ergebnisse", "--topic", "Ausblick",
        "--finding", "zwei Rückfragen", "--decision", "50 h im Monat",
        "--action", "Angebot: 50 h:tom:2026-11-25", "-m", "gutes Gespräch",
    )  # fmt: skip
    assert answer.code == 0, answer.err
    assert known.git("rev-parse", "HEAD~1") == before
    assert "Karl Neu is no contact" in answer.err
    item = shown(clm, ref)
    assert (item["held_on"], item["status"], item["by"]) == ("2026-11-17", "held", "jana")
    assert [one["handle"] for one in item["ours"]] == ["jana", "tom"]
    assert [one["name"] for one in item["theirs"]] == ["Erika Muster", "Karl Neu"]
    assert (item["topics"], item["decisions"]) == (["Ergebnisse", "Ausblick"], ["50 h im Monat"])
    (action,) = item["actions"]
    assert (action["title"], action["executor"], action["due"]) == (
        "Angebot: 50 h", "tom", "2026-11-25",
    )  # fmt: skip
    assert f"from: review/{ref}" in known.read(customer_path(C, "requests"))
    assert item["next"]["planned_on"] == "2027-02-17"
    assert "gutes Gespräch" in clm.ok("file", C)
    assert clm("check").code in (0, 1)
    assert clm("review", "record", ref, "--on", "today", *HELD).code == 77


@pytest.mark.usefixtures("known")
def test_a_talk_nobody_planned_is_recorded_too(clm: Clm) -> None:
    ref = clm.ok("review", "record", C, "--on", "today", *HELD, "--next", "none", "--ids").strip()
    item = shown(clm, ref)  # A2.34
    assert (item["planned_on"], item["next"]) == ("2026-11-18", None)
    assert due(clm, "--all")[0] | {"name": ""} == {
        "customer": C, "name": "", "class": "A", "account_manager": "jana", "review": None,
        "months": 3, "last_on": "2026-11-18", "due": "2027-02-18", "reason": "interval",
        "days_overdue": 0, "overdue": False,
    }  # fmt: skip


@pytest.mark.usefixtures("known")
def test_a_held_review_waits_to_be_signed_off(clm: Clm) -> None:
    words = ("--on", "2026-11-16", *HELD, "--next", "none", "--action", "Prüfen:tom:fri")
    ref = clm.ok("review", "record", C, *words, "--ids").strip()
    (item,) = clm("mine", "reviews", "--json").json["items"]  # A2.34
    assert (item["rule"], item["due"]) == ("review-record", "2026-11-30")
    assert clm("review", "close", ref, "--signed-off-by", "Erika", "--on", "2026-11-13").code == 77
    answer = clm("review", "close", C, "--signed-off-by", "Erika")
    assert answer.code == 0
    assert "still to be done" in answer.err
    item = shown(clm, ref)
    assert (item["status"], item["signed_off_by"]) == ("signed-off", "Erika Muster")
    assert "was signed off on" in clm("review", "close", ref, "--signed-off-by", "jana").err
    assert clm("mine", "reviews", "--json").json["items"] == []


def test_the_report_is_a_file_to_hand_on(known: Repository, clm: Clm) -> None:
    # A2.34: the report file, as Markdown and as a page.
    words = ("--on", "2026-11-16", *HELD, "--decision", "<b>50 h</b>", "--action", "Prüfen:tom:fri")
    ref = clm.ok("review", "record", C, *words, "--ids").strip()
    target = known.root.parent / "review.md"
    clm.ok("review", "show", ref, "-O", str(target))
    told = target.read_text(encoding="utf-8")
    assert told.startswith("# Service review Muster GmbH\n")
    assert "Erika Muster" in told
    page = clm.ok("review", "show", ref, "-o", "html")
    assert "&lt;b&gt;50 h&lt;/b&gt;" in page
    assert "Prüfen" in page
    assert "Prüfen" in clm.ok("review", "show", ref, "--lang", "de")


@pytest.mark.usefixtures("known")
def test_the_list_is_narrowed(clm: Clm) -> None:
    clm.ok("review", "record", C, "--on", "2026-09-14", *HELD)  # A2.36
    listed = clm("review", "list", "--json").json["items"]
    assert [(one["on"], one["status"]) for one in listed] == [
        ("2026-09-14", "held"), ("2026-12-14", "planned"),
    ]  # fmt: skip
    (only,) = clm("review", "list", "--period", "2026Q3", "--json").json["items"]
    assert only["status"] == "held"
    assert clm("review", "list", "--status", "planned", "--csv").out.count("\n") == 2
    assert "<table>" in clm.ok("review", "list", "-o", "html")
    assert "2026-09-14" in clm.ok("review", "list", "--customer", "muster", "-o", "md")


@pytest.mark.usefixtures("known")
def test_an_old_state_shows_what_was_known_then(clm: Clm) -> None:
    planned(clm, "2026-12-03", "--today", "2026-11-16")  # A2.36: --as-of
    assert len(clm("review", "list", "--as-of", "2026-11-16", "--json").json["items"]) == 1
    assert clm("review", "list", "--as-of", "2026-09-01", "--json").json["items"] == []


# what check finds


def findings(clm: Clm) -> list[tuple[str, str]]:
    items = clm("check", "--json").json["items"]
    return [(one["rule"], one["sentence"]) for one in items]


@pytest.mark.usefixtures("known")
def test_check_finds_a_review_nobody_planned(clm: Clm) -> None:
    # A2.35: overdue by its interval.
    (found,) = findings(clm)
    assert found[0] == "review-overdue"
    assert "due on 2026-11-03" in found[1]
    assert "none yet" in found[1]
    planned(clm, "2026-11-20")
    assert findings(clm) == []


def test_check_finds_a_planned_review_that_was_not_held(known: Repository, clm: Clm) -> None:
    known.put(SERVICE, f"customer: {C}\nreviews:\n  - {{id: rv-111111, planned_on: 2026-11-17}}\n")
    (found,) = findings(clm)  # A2.35
    assert found == ("review-overdue", "rv-111111 was planned for 2026-11-17 and is not recorded")
    assert clm("check", "--today", "2026-11-17", "--json").json["items"] == []
    known.put(PATH, served() + "status: archived\n")
    assert findings(clm) == []


@pytest.mark.usefixtures("known")
def test_check_finds_what_the_last_review_left_open(clm: Clm) -> None:
    words = ("--on", "2026-11-16", *HELD, "--action", "Prüfen:tom:fri")
    ref = clm.ok("review", "record", C, *words, "--ids").strip()
    (action,) = shown(clm, ref)["actions"]  # A2.35
    (found,) = findings(clm)
    assert found[0] == "review-action-open"
    assert action["id"] in found[1]
    assert "tom, due 2026-11-20" in found[1]
    clm.ok("task", "move", action["id"], "done", "--as", "tom")
    assert findings(clm) == []


# prepared


def prepared(clm: Clm, *words: str) -> dict[str, Any]:
    found: dict[str, Any] = clm("review", "prepare", C, "--json", *words).json
    return found


@pytest.mark.usefixtures("known")
def test_an_agenda_is_made_from_the_data(clm: Clm) -> None:
    # A2.33: last actions, volumes, complaints, package use, changes.
    words = ("--on", "2026-11-02", *HELD, "--decision", "monatlich", "--action", "Prüfen:tom:fri")
    clm.ok("review", "record", C, *words)
    clm.ok("customer", "class", C, "B", "-m", "weniger")
    clm.ok(
        "request", "add", C, "Reise", "--need", "Flug", "--channel", "phone",
        "--received-at", "2026-11-17",
    )  # fmt: skip
    clm.ok("customer", "book", C, "20", "--on", "2026-11-18")
    found = prepared(clm)
    assert (found["from"], found["to"]) == ("2026-11-03", "2026-11-18")
    assert found["last_actions"]["decisions"] == ["monatlich"]
    assert [one["title"] for one in found["last_actions"]["items"]] == ["Prüfen"]
    volumes = found["volumes"]
    assert (volumes["requests"], volumes["open_requests"], volumes["tasks"]) == (1, 1, 1)
    assert (found["packages"]["bookings"], found["packages"]["hours"]) == (1, 20)
    assert found["complaints"]["items"] == []
    assert (found["sla"]["items"], found["satisfaction"]["items"]) == ([], [])
    told = clm.ok("review", "prepare", "muster", "-o", "md")
    assert told.startswith("# Agenda: service review Muster GmbH\n")
    assert "Prüfen" in told
    assert "Prüfen" in clm.ok("review", "prepare", "muster", "-o", "html")
    assert "monatlich" in clm.ok("review", "prepare", "muster")


def test_an_agenda_tells_what_changed(repo: Repository, clm: Clm) -> None:
    # A2.33: class, people, VPA and contacts, compared with the day before the period.
    repo.write(PATH, served())
    clm.ok("save", "--today", "2026-09-01")
    clm.ok("customer", "class", C, "B", "-m", "weniger", "--today", "2026-10-05")
    clm.ok("assign", C, "tom", "--today", "2026-10-06")
    found = prepared(clm, "--period", "2026Q4")["changes"]
    changed = [(one["field"], one["was"], one["now"]) for one in found["items"]]
    assert changed == [("owner", "jana", "tom"), ("class", "A", "B")]
    assert "Owner: jana → tom" in clm.ok("review", "prepare", C, "--period", "2026Q4")
    october = prepared(clm, "--period", "2026-10")["changes"]["items"]
    assert [one["field"] for one in october] == ["owner", "class"]
    clm.ok("assign", C, "jana", "--today", "2026-11-03")  # after it
    assert prepared(clm, "--period", "2026-10")["changes"]["items"] == october
    assert prepared(clm, "--period", "2026-09")["changes"]["items"] == []
    assert prepared(clm, "--period", "2026-07")["changes"]["known"] is False
    assert "reach back" in clm.ok("review", "prepare", C, "--period", "2026-07")


def test_an_agenda_without_anything_before(repo: Repository, clm: Clm) -> None:
    repo.put(PATH, make_customer(more="owner: jana\n"))  # A2.33
    found = prepared(clm)
    assert (found["from"], found["last_actions"]["review"]) == ("2026-11-18", None)
    assert "no review before" in clm.ok("review", "prepare", C)
    assert clm("review", "prepare", C, "--period", "morgen").code == 2


SURVEY = f"""id: sv-111111
title: Wie geht es?
questions:
  - {{id: q, kind: nps, text: {{de: Wie?}}}}
invitations:
  - {{id: iv-11111111, customer: {C}, on: 2026-11-02, by: jana}}
answers:
  - {{id: an-11111111, invitation: iv-11111111, on: 2026-11-04, values: {{q: "9"}}}}
  - {{id: an-22222222, invitation: iv-22222222, on: 2026-11-04, values: {{q: "3"}}}}
"""
SLA = """id: default
name: Standard
default: true
targets:
  normal: {first_response: 8h}
valid_from: 2026-01-01
"""


def test_an_agenda_tells_of_agreements_complaints_and_answers(known: Repository, clm: Clm) -> None:
    # A2.33: SLA results, complaints and satisfaction.
    known.write("surveys/sv-111111.yaml", SURVEY)
    known.write("slas/default.yaml", SLA)
    known.write(
        SERVICE,
        f"customer: {C}\ncomplaints:\n  - id: cm-111111\n    received_at: 2026-11-03\n"
        "    channel: phone\n    complainant: Erika\n    text: zu spät\n"
        "    remedy_sought: Abhilfe\n    handler: tom\n",
    )
    known.write(
        customer_path(C, "requests"),
        f"customer: {C}\nrequests:\n  - id: r-111111\n    subject: Reise\n    need: Flug\n"
        "    channel: phone\n    received_at: 2026-11-02T09:00\n    priority: normal\n"
        "    contacts: [p-11111111]\n    spoc: jana\n",
    )
    known.commit()
    found = prepared(clm, "--period", "2026-11")
    assert [(one["value"], one["kind"]) for one in found["satisfaction"]["items"]] == [("9", "nps")]
    assert found["complaints"]["received"] == 1
    assert [(one["target"], one["missed"]) for one in found["sla"]["items"]] == [
        ("first_response", 1)
    ]
    told = clm.ok("review", "prepare", C, "--period", "2026-11")
    assert "zu spät" in told
    assert "Wie geht es?" in told
    october = prepared(clm, "--period", "2026-10")["complaints"]
    assert (october["open"], october["items"]) == (0, [])  # it came later


@pytest.mark.parametrize("form", ["md", "html", "csv", "json"])
@pytest.mark.parametrize("words", ["customer list", "review list", "complaint list"])
@pytest.mark.usefixtures("known")
def test_the_outputs_of_the_process_have_every_form(clm: Clm, words: str, form: str) -> None:
    # A2.36: customer database, service review reports, complaint records; of any day.
    assert clm.ok(*words.split(), "-o", form)
    answer = clm(*words.split(), "-o", form, "--as-of", "2026-08-02")
    assert answer.code == 0, answer.err


@pytest.mark.usefixtures("known")
def test_a_report_of_the_reviews_of_a_quarter(clm: Clm) -> None:
    clm.ok("review", "record", C, "--on", "2026-11-16", *HELD)  # A2.36
    (item,) = clm("report", "reviews", "--json").json["items"]
    assert item["status"] == "held"
    assert len(clm("report", "reviews", "--period", "2026", "--json").json["items"]) == 1


# beside other commands


@pytest.mark.usefixtures("known")
def test_a_review_is_given_to_a_colleague_and_shown_with_the_customer(clm: Clm) -> None:
    ref = planned(clm, "2026-12-03")  # A2.32
    clm.ok("assign", ref, "tom")
    assert clm("mine", "reviews", "--of", "tom", "--json").json["items"][0]["ref"] == ref
    assert "already" in clm("assign", ref, "tom").err
    assert clm("assign", ref, "tom", "--role", "spoc").code == 2
    assert ref in clm.ok("customer", "show", C)
    assert clm("done", ref).code == 3


def test_what_was_recorded_is_undone_whole(known: Repository, clm: Clm) -> None:
    planned(clm, "2026-12-03")  # A2.34
    before = known.git("rev-parse", "HEAD^{tree}")
    clm.ok("review", "record", C, "--on", "today", *HELD, "--action", "Prüfen:tom:fri")
    clm.ok("undo")
    assert known.git("rev-parse", "HEAD^{tree}") == before


@pytest.mark.usefixtures("known")
def test_a_review_is_covered_like_other_work(clm: Clm) -> None:
    ref = planned(clm, "2026-11-20")  # A2.35, A0.21
    clm.ok("absence", "add", "jana", "--from", "today", "--to", "fri", "--replacement", "tom")
    (item,) = clm("mine", "reviews", "--of", "tom", "--json").json["items"]
    assert (item["ref"], item["covering_for"]) == (ref, "jana")
    assert ref in clm.ok("handover", "jana", "--json")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("owner: gone", "nobody has the handle gone"),
        ("ours: [nobody]", "nobody has the handle nobody"),
        ("theirs: [p-99999999]", f"theirs: {C} has no contact p-99999999"),
        ("held_on: 2030-01-01", "held_on: 2030-01-01 is still to come"),
    ],
)
def test_what_is_wrong_with_a_review_by_hand_is_found(
    known: Repository, clm: Clm, line: str, said: str
) -> None:
    # A2.34
    held = "" if line.startswith("held") else ", held_on: 2026-11-16"
    item = f"{{id: rv-4k2m9q, planned_on: 2026-11-16{held}, {line}}}"
    known.put(SERVICE, f"customer: {C}\nreviews:\n  - {item}\n")
    assert said in clm("check").out


def test_a_customer_stands_for_the_last_review_that_was_held(known: Repository, clm: Clm) -> None:
    clm.ok("review", "record", C, "--on", "2026-11-10", *HELD)  # A2.34
    clm.ok("review", "record", C, "--on", "2026-11-17", *HELD[:-1], "Zweites")
    assert shown(clm, C)["held_on"] == "2026-11-17"
    assert shown(clm, C)["topics"] == ["Zweites"]
    assert known.is_clean()


def test_what_was_talked_about_is_not_told_again(known: Repository, clm: Clm) -> None:
    two = make_booking(on="2026-11-10") + make_booking("b-22222222", on="2026-11-11")  # A2.33
    known.put(PATH, make_customer(more=f"owner: jana\n{CONTACTS}bookings:\n{two}{A_CLASS}"))
    clm.ok("review", "record", C, "--on", "2026-11-10", *HELD)
    agenda = clm("review", "prepare", C, "--json").json
    assert (agenda["from"], agenda["packages"]["bookings"]) == ("2026-11-11", 1)
    assert "1 booking with" in clm.ok("review", "prepare", C)
    held_today = clm.ok("review", "record", C, "--on", "2026-11-18", *HELD)
    assert held_today
    assert clm("review", "prepare", C, "--json").json["from"] == "2026-11-18"


def test_changes_are_told_since_the_history_begins(repo: Repository, clm: Clm) -> None:
    repo.write(PATH, served())
    clm.ok("save", "--today", "2026-09-01")
    clm.ok("customer", "contact", "edit", C, "Erika", "--role", "billing")  # A2.33
    clm.ok("customer", "class", C, "none", "-m", "neu")
    agenda = clm("review", "prepare", C, "--period", "2020-01-01..2026-11-18", "--json").json
    assert [one["field"] for one in agenda["changes"]["items"]] == ["class", "contacts"]
    assert agenda["changes"]["since"] == "2026-09-01"
    told = clm.ok("review", "prepare", C, "--period", "2020-01-01..2026-11-18")
    assert "Known since 2026-09-01; before" in told
    assert "none" not in told[told.index("Known since") :]
    assert repo.is_clean()


@pytest.mark.parametrize(
    ("day", "said"),
    [("2026-12-06", "2026-12-06 is no working day: clm review plan c-7f3qkd 2026-12-07 moves rv-"),
     ("2026-12-07", "")],
)  # fmt: skip
@pytest.mark.usefixtures("known")
def test_a_day_that_is_not_worked_is_said(clm: Clm, day: str, said: str) -> None:
    answer = clm("review", "plan", C, day)  # A2.32
    assert answer.code == 0
    assert said in answer.err
    assert ("working day" in answer.err) == bool(said)


def test_a_lead_has_had_no_services_to_talk_about(repo: Repository, clm: Clm) -> None:
    repo.put(PATH, make_customer(more=f"owner: jana\n{CONTACTS}"))  # A2.32
    assert "has no booking" in clm("review", "plan", C, "2026-12-07").err


@pytest.mark.usefixtures("known")
def test_a_planned_review_is_mine_ten_working_days_ahead(clm: Clm) -> None:
    ref = planned(clm, "2026-12-17")  # A2.35

    def listed(*words: str) -> bool:
        return ref in clm.ok("mine", *words)

    assert not listed("--today", "2026-12-02")
    assert listed("--today", "2026-12-03")
    assert listed("--all")
    assert listed("reviews")
    assert ref in clm.ok("review", "list")


@pytest.mark.usefixtures("known")
def test_a_review_is_signed_off_once_by_somebody(clm: Clm) -> None:
    clm.ok("review", "record", C, "--on", "2026-11-17", *HELD)  # A2.34
    nobody = clm("review", "close", C, "--signed-off-by", " ")
    assert (nobody.code, "hint: --signed-off-by WHO" in nobody.err) == (2, True)
    clm.ok("review", "close", C, "--signed-off-by", "Erika")
    again = clm("review", "close", C, "--signed-off-by", "Erika")
    assert (again.code, "was signed off on 2026-11-18" in again.err) == (0, True)


@pytest.mark.usefixtures("known")
def test_whoever_records_or_closes_is_told_how_the_report_is_made(clm: Clm) -> None:
    # A2.34: a dry run has made nothing that could be shown.
    words = ("review", "record", C, "--on", "2026-11-17", *HELD)
    assert "clm review show" not in clm(*words, "--dry-run").err
    made = clm(*words, "--ids")
    ref = made.out.strip()
    hint = f"hint: clm review show {ref} -O review.html\n"
    assert made.err.endswith(hint)
    assert clm("review", "close", ref, "--signed-off-by", "Erika").err.endswith(hint)


@pytest.mark.usefixtures("known")
def test_nothing_to_sign_off_says_what_comes_first(clm: Clm) -> None:
    planned(clm, "2026-12-17")  # A2.34
    assert (
        f"clm review record {C} --on DATE" in clm("review", "close", C, "--signed-off-by", "E").err
    )


def test_a_review_is_about_something(known: Repository, clm: Clm) -> None:
    answer = clm("review", "record", C, "--on", "2026-11-17", *HELD[:-1], " ")  # A2.34
    assert answer.code == 2
    assert "--topic TEXT" in answer.err
    assert known.is_clean()


@pytest.mark.parametrize("form", ["md", "html"])
@pytest.mark.usefixtures("known")
def test_a_paper_for_a_customer_has_no_words_of_ours(clm: Clm, form: str) -> None:
    ref = planned(clm, "2026-12-17")  # A2.34, A2.36
    for words in (("show", ref), ("prepare", C)):
        paper = clm.ok("review", *words, "-o", form)
        assert not [word for word in (C, ref, "clm/") if word in paper]
        assert C in clm.ok("review", *words)
