"""`clm sla`: agreements, their clocks, and whether they were kept (A2.7, A2.9)."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

import pytest

from tests.asking import FILE, C, R, customer, file
from tests.build import SETTINGS, customer_path

if TYPE_CHECKING:
    from datetime import tzinfo
    from pathlib import Path

    from tests.world import Clm, Repository

DEFAULT = """\
id: default
name: Standard
default: true
valid_from: 2026-01-01
pauses: [customer]
targets:
  low: {solution: 40h}
  normal: {first_response: 4h, update: 8h, solution: 24h}
  high: {first_response: 1h, update: 4h, solution: 8h}
"""
PATH = "slas/default.yaml"
OWN = customer_path(C, "service")
SATURDAY = ("--today", "2026-11-21")
"""A day that is not worked: what is used then does not depend on the hour."""
TARGETS = ("--high", "1h,4h,8h", "--normal", "2h,8h,16h", "--low", "8h,,40h")


def asked(status: str = "open", more: str = "", ref: str = R, events: str = "") -> str:
    """A request of Monday at 9:30, of high priority; jana took it on at 10."""
    lines = [
        f"id: {ref}", "subject: Reise", "need: Flug", "contacts: [p-11111111]", "channel: phone",
        "received_at: 2026-11-16T09:30", "services: [reise]", "priority: high",
        "spoc: jana", *more.splitlines(),
        "events:",
        f"  - {{id: k-{ref[2:]}01, at: 2026-11-16T10:00, by: jana, kind: status, to: {status}}}",
        *events.splitlines(),
    ]  # fmt: skip
    return "  - " + "\n    ".join(lines) + "\n"


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is noon, whenever the tests are run."""

    def now(zone: tzinfo, pinned: date | None = None) -> datetime:
        return datetime.combine(pinned or date(2026, 11, 18), time(12), tzinfo=zone)

    monkeypatch.setattr("clm.clock.now", now)


@pytest.fixture
def agreed(repo: Repository) -> Repository:
    """A default agreement, and a customer with an open request."""
    repo.write(PATH, DEFAULT)
    repo.write(customer_path(C), customer())
    repo.put(FILE, file(asked()))
    return repo


def clocks(clm: Clm, *words: str) -> dict[str, Any]:
    return {one["target"]: one for one in clm("sla", "status", *words, "--json").json["items"]}


# agreements


def test_an_agreement_is_made_as_one_commit(clm: Clm, repo: Repository) -> None:
    # A2.7
    clm.ok(
        "sla", "add", "default", "--default", *TARGETS, "--pause", "customer", "--from",
        "2026-01-01", "--review", "2027-01-15", "--owner", "jana", "--notice", "am Telefon",
    )  # fmt: skip
    assert repo.subjects()[0] == "sla add default"
    assert clm("check").code == 0
    (item,) = clm("sla", "show", "default", "--json").json["items"]
    assert item["targets"]["low"] == {"first_response": "8h", "solution": "40h"}
    assert (item["state"], item["customer"], item["pauses"]) == ("valid", None, ["customer"])
    assert "high: first response: 1h, update: 4h, solution: 8h" in clm.ok("sla", "show", "default")
    clm.ok("undo")
    assert not repo.path(PATH).exists()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("two", "--default", *TARGETS), 77, "from 2026-11-18 on default is the default too"),
        (("default", *TARGETS), 77, "there is a slas/default.yaml already"),
        (("x", "--class", "A", *TARGETS, "--low", ",,99999h"), 77, "solution is longer than 5000h"),
        (("x", *TARGETS), 77, "x is for all, as the default is"),
        (("x", *TARGETS, "--high", ",,"), 77, "nothing is promised for high"),
        (("x", *TARGETS, "--name", " "), 77, "x: name: it has none"),
        (("x", *TARGETS[:4]), 77, "nothing is promised for low"),
        (("x", *TARGETS, "--high", "4h,,1h"), 77, "first_response 4h is later than solution 1h"),
        (("x", *TARGETS, "--high", "4h,1h"), 2, "'4h,1h' are no targets"),
        (("x", *TARGETS, "--high", "1d,1d,1d"), 2, "are no targets"),
        (("x", "--class", "A", *TARGETS, "--calendar", "porto"), 77, "there is no calendar porto"),
        (("x", *TARGETS, "--service", "fax"), 77, "there is no service fax"),
        (("x", "--class", "A", *TARGETS, "--owner", "rita"), 77, "nobody has the handle rita"),
        (("x", *TARGETS, "--customer", "nobody"), 3, "nothing matches nobody"),
        (("x", *TARGETS, "--from", "2026-12-01", "--to", "2026-11-30"), 77, "lies before"),
        (("x", *TARGETS, "--default", "--class", "A"), 77, "the default holds for all"),
        (("Ü x", *TARGETS), 2, "is no name of an agreement"),
    ],
)
def test_bad_agreements_are_refused_and_nothing_changed(
    clm: Clm, agreed: Repository, words: tuple[str, ...], code: int, said: str
) -> None:
    # A2.7
    before = agreed.head()
    answer = clm("sla", "add", *words)
    assert (answer.code, said in answer.err) == (code, True), answer.err
    assert agreed.head() == before
    assert agreed.is_clean()


def test_a_customer_s_own_terms_stand_in_their_service_file(clm: Clm, agreed: Repository) -> None:
    # A2.7
    clm.ok("sla", "add", "express", "--customer", "muster", *TARGETS, "--from", "2026-01-01")
    assert f"customer: {C}\nsla:\n  - id: express\n" in agreed.read(OWN)
    assert agreed.trailers()["Clm-Ref"] == C
    assert clm.ok("sla", "list", "--ids").split() == ["default", f"{C}/express"]
    assert clm.ok("sla", "list", "--customer", "muster", "--ids").split() == [f"{C}/express"]
    assert clocks(clm)["solution"]["sla"] == f"{C}/express"
    clm.ok("sla", "set", "express", "targets.high.solution=6h", "valid_to=2026-12-31")
    (item,) = clm("sla", "show", "muster/express", "--json").json["items"]
    assert (item["targets"]["high"]["solution"], item["valid_to"]) == ("6h", "2026-12-31")
    before = agreed.head()
    again = clm("sla", "add", "express", "--customer", C, *TARGETS)
    assert "has terms of the name express already" in again.err
    twice = clm("sla", "add", "zwei", "--customer", C, *TARGETS)
    assert (twice.code, f"on {C}/express is for the same" in twice.err) == (77, True)
    file_too = clm("sla", "add", "drei", "--class", "A", *TARGETS, "-n")
    assert file_too.code == 0
    assert clm("sla", "set", "express", "targets.high.solution=30min").code == 77
    assert clm("sla", "set", "express", "default=true").code == 77
    assert agreed.head() == before
    clm.ok("sla", "add", "spaeter", "--customer", C, *TARGETS, "--from", "2027-01-01")
    assert clm("check").code == 0


def test_which_one_is_meant_has_to_be_clear(clm: Clm, agreed: Repository) -> None:
    agreed.write(customer_path("c-000000"), customer().replace(C, "c-000000").replace("p-1", "p-2"))
    for one in (C, "c-000000"):
        clm.ok("sla", "add", "express", "--customer", one, *TARGETS)
    assert clm("sla", "show", "express").code == 4
    assert clm("sla", "show", "c-000000/express").code == 0
    assert clm("sla", "show", f"{C}/silber").code == 3


def test_new_targets_from_a_day_on_leave_the_past_as_it_was(clm: Clm, agreed: Repository) -> None:
    # A2.7, A2.9: what came before keeps the agreement of its time
    old = clocks(clm)["solution"]
    clm.ok("sla", "set", "default", "valid_to=2026-11-17")
    assert "no agreement is the default on 2026-11-18" in clm("sla", "check").out
    assert clm("sla", "check").code == 1
    clm.ok("sla", "add", "neu", "--default", *TARGETS, "--high", "1h,1h,2h")
    assert "in order" in clm("sla", "check").err
    assert clocks(clm)["solution"] == old
    assert clm.ok("sla", "list", "--on", "2026-11-18", "--ids") == "neu\n"
    states = {one["id"]: one["state"] for one in clm("sla", "list", "--json").json["items"]}
    assert states == {"default": "ended", "neu": "valid"}
    assert agreed.is_clean()


def test_check_finds_what_hands_wrote(clm: Clm, agreed: Repository) -> None:
    # A2.7
    agreed.write("slas/zwei.yaml", DEFAULT.replace("id: default", "id: zwei"))
    own = DEFAULT.replace("\n", "\n    ").rstrip().replace("default: true", "review_on: 2026-11-01")
    agreed.write(OWN, f"customer: {C}\nsla:\n  - {own}\n")
    theirs = DEFAULT.replace("id: default", "id: drei").replace("default: true", f"customer: {C}")
    agreed.put("slas/drei.yaml", theirs)
    found = clm("check")
    assert found.code == 1
    assert found.out.splitlines() == [
        "customers/7f/c-7f3qkd.service.yaml:5:16: warning: default: review_on: 2026-11-01 is over",
        f"slas/drei.yaml:4:13: valid_from: from 2026-01-01 on {C}/default is for the same",
        "slas/zwei.yaml:4:13: valid_from: from 2026-01-01 on default is the default too",
    ]
    assert clm("sla", "check").out == found.out
    agreed.put("slas/zwei.yaml", DEFAULT.replace("id: default", "id: zwei") + "  urgent: {}\n")
    said = 'targets: "urgent" is not one of high, low, normal'
    assert said in clm("sla", "check").out
    assert said in clm("check").out
    agreed.put("slas/zwei.yaml", DEFAULT + "  high: {}\n")
    assert "slas/zwei.yaml" in clm("check").out  # a priority stands there twice


def test_an_agreement_is_edited_in_the_editor(clm: Clm, agreed: Repository, editor: Path) -> None:
    editor.write_text(
        "sed -i 's/name: Standard/name: Anders/; s/name: Express/name: Eilig/' \"$1\"\n"
    )
    clm.ok("sla", "edit", "default")
    assert "name: Anders" in agreed.read(PATH)
    clm.ok("sla", "add", "express", "--customer", C, *TARGETS)
    clm.ok("sla", "edit", "express")
    assert "name: Eilig" in agreed.read(OWN)


# clocks


def test_the_clocks_of_open_requests_soonest_due_first(clm: Clm, agreed: Repository) -> None:
    # A2.9: received on Monday at 9:30; on Saturday a week from 9 to 17 is over
    items = clm("sla", "status", "--json", *SATURDAY).json["items"]
    assert [(one["target"], one["state"], one["used"], one["over"]) for one in items] == [
        ("first_response", "met", 30, 0),
        ("update", "missed", 2340, 2100),
        ("solution", "missed", 2370, 1890),
    ]
    assert items[0]["due"] == "2026-11-16T09:30:00Z"
    assert [one["due"] for one in items] == sorted(one["due"] for one in items)
    assert clm.ok("sla", "status", "--state", "met", "--ids") == f"{R}\n"
    assert clm.ok("sla", "status", "--customer", "muster", "--ids") == f"{R}\n"
    assert clm.ok("sla", "status", "--where", "over > 10000", "--ids") == ""
    late = ("--where", "target = solution and over >= 600", "--ids")
    assert clm.ok("sla", "status", *late) == f"{R}\n"
    told = clm.ok("sla", "status", R)
    assert "2026-11-16 09:30 – 2026-11-16 17:00  7:30  counts" in told
    assert "2026-11-16 17:00 – 2026-11-17 09:00  16:00  nobody works" in told
    assert "Agreement\n  first response  met  0:30 / 1:00" in clm.ok("request", "show", R)
    agreed.put(FILE, file(asked("closed", "outcome: solved\nsolution: gebucht")))
    assert clm.ok("sla", "status") == "No clocks run.\n"
    assert clocks(clm, R)["solution"]["state"] == "met"


def test_waiting_pauses_and_is_remembered(clm: Clm, agreed: Repository) -> None:
    # A0.41, A2.9
    agreed.write(PATH, DEFAULT.replace("8h}", "48h}"))
    agreed.commit()
    before = clocks(clm)["solution"]
    assert before["state"] == "running"
    clm.ok("request", "move", R, "waiting", "--on", "customer", "--recheck", "2026-11-20")
    held = clocks(clm)["solution"]
    assert (held["state"], held["due"]) == ("paused", None)
    monday = ("--today", "2026-11-23")
    assert clocks(clm, *monday)["solution"]["used"] == held["used"]
    clm.ok("request", "move", R, "open", *monday)
    assert "waiting_on: customer" in agreed.read(FILE)  # of the wait that is over
    found = clocks(clm, *monday)["solution"]
    assert found["used"] - held["used"] < 5
    assert found["paused"] > 2 * 8 * 60
    assert "due" in clm("why", R, *monday).out.casefold()


def test_a_clock_goes_by_the_calendar_of_the_agreement_and_of_its_time(
    clm: Clm, agreed: Repository
) -> None:
    # A2.9: closed items keep the calendar of their time
    agreed.write(
        "calendars/lisboa.yaml", "id: lisboa\nzone: Europe/Lisbon\nweek: {mon: [10:00-12:00]}\n"
    )
    agreed.put(PATH, DEFAULT + "calendar: lisboa\n")
    assert clocks(clm)["solution"]["used"] == 120
    week = (
        "week: {mon: [10:00-11:00]}\nearlier: [{until: 2026-11-30, week: {mon: [10:00-12:00]}}]\n"
    )
    agreed.put("calendars/lisboa.yaml", f"id: lisboa\nzone: Europe/Lisbon\n{week}")
    assert clocks(clm)["solution"]["used"] == 120
    agreed.put("clm.yaml", SETTINGS + "calendar: lisboa\n")
    agreed.put(PATH, DEFAULT + "calendar: porto\n")  # none of that name: the team's holds
    assert clocks(clm)["solution"]["used"] == 120


def test_what_is_closed_keeps_the_priority_of_its_time(clm: Clm, agreed: Repository) -> None:
    # A2.9: "closed items keep the measure of their time"
    clm.ok("request", "set", R, "priority=low", "-m", "eilt nicht")
    assert "kind: priority" in agreed.read(FILE)
    assert "priority  high → low  eilt nicht" in clm.ok("request", "show", R)
    assert list(clocks(clm)) == ["solution"]  # low promises nothing else
    clm.ok("request", "set", R, "priority=high")
    clm.ok("request", "close", R, "--outcome", "solved", "--solution", "gebucht")
    (_, update, solution) = clm("sla", "report", "--json").json["items"]
    assert (update["missed"], solution["missed"]) == (1, 1)
    before = agreed.head()
    late = clm("request", "set", R, "priority=low")
    assert (late.code, "was measured by its priority" in late.err) == (77, True)
    assert f"clm request move {R} open -m WHY" in late.err
    assert agreed.head() == before
    clm.ok("request", "set", R, "priority=high")  # as it is already
    assert clm("check").code == 0


def test_a_request_stands_as_its_timeline_ends(clm: Clm, agreed: Repository) -> None:
    # A2.9: 12:30 in Berlin was before 12:00 in UTC, but is written later
    events = (
        "  - {id: k-4k2m9q02, at: 2026-11-16T12:00:00Z, by: jana, kind: status, to: closed}\n"
        "  - {id: k-4k2m9q03, at: 2026-11-16T12:30, by: jana, kind: status, to: waiting,"
        " waiting_on: customer}"
    )
    more = "waiting_on: customer\nrecheck_on: 2026-11-20"
    agreed.put(FILE, file(asked(more=more, events=events)))
    assert clm("request", "list", "--json").json["items"][0]["status"] == "waiting"
    assert clocks(clm)["solution"]["state"] == "paused"
    assert "at: 2026-11-16T12:30 was before 2026-11-16T12:00:00Z" in clm("check").out


def test_what_measured_closed_requests_is_not_changed_unless_forced(
    clm: Clm, agreed: Repository
) -> None:
    # A2.9: "closed items keep the measure of their time"
    clm.ok("sla", "set", "default", "targets.high.solution=9h")  # nothing is closed yet
    clm.ok("request", "close", R, "--outcome", "solved", "--solution", "gebucht")
    items = clm("sla", "report", "--json").json["items"]
    before = agreed.head()
    agreed.write(
        "calendars/lisboa.yaml", "id: lisboa\nzone: Europe/Lisbon\nweek: {mon: [10:00-12:00]}\n"
    )
    agreed.commit()
    before = agreed.head()
    for words in (
        ("targets.high.solution=80h",), ("calendar=lisboa",), ("pauses-=customer",),
        ("valid_to=2026-11-15",), ("valid_from=2026-11-17",),
    ):  # fmt: skip
        answer = clm("sla", "set", "default", *words)
        assert (answer.code, f"it measures what is closed: {R}" in answer.err) == (77, True), words
        assert "clm sla set default valid_to=2026-11-18 lets it end" in answer.err
    assert clm("sla", "set", "default", "calendar=lisboa", "--force").code == 2  # without why
    assert agreed.head() == before
    clm.ok("sla", "set", "default", "name=Neu", "targets.low.solution=80h", "valid_to=2026-11-18")
    clm.ok("sla", "add", "next", "--default", *TARGETS, "--from", "2026-11-19")
    assert clm("sla", "report", "--json").json["items"] == items
    clm.ok("sla", "set", "default", "targets.high.solution=80h", "--force", "-m", "Tippfehler")
    assert "revised_note: Tippfehler" in agreed.read(PATH)
    assert clm("sla", "report", "--json").json["items"] != items


@pytest.mark.usefixtures("agreed")
def test_own_terms_keep_the_measure_of_what_is_closed_too(clm: Clm) -> None:
    # A2.9
    clm.ok("sla", "add", "express", "--customer", C, *TARGETS, "--from", "2026-01-01")
    clm.ok("request", "close", R, "--outcome", "solved", "--solution", "gebucht")
    answer = clm("sla", "set", f"{C}/express", "targets.high.solution=80h")
    assert (answer.code, f"it measures what is closed: {R}" in answer.err) == (77, True)
    clm.ok("sla", "set", f"{C}/express", "targets.low.solution=80h")


def test_an_edit_that_is_saved_says_what_it_does_to_the_past(clm: Clm, agreed: Repository) -> None:
    # A2.9: "closed items keep the calendar of their time"
    calendar = "calendars/lisboa.yaml"
    week = "id: lisboa\nzone: Europe/Lisbon\nweek: {mon: [10:00-12:00]}\n"
    agreed.put(calendar, week)
    clm.ok("sla", "add", "express", "--customer", C, *TARGETS, "--from", "2026-01-01")
    clm.ok("request", "close", R, "--outcome", "solved", "--solution", "gebucht")
    agreed.write(calendar, week + "holidays: [{on: 2026-11-16}, {on: 2026-12-24}]\n")
    said = clm("save").err
    assert "lisboa: days that are over change (1, 2026-11-16): clocks and reports" in said
    agreed.write(calendar, week.replace("mon", "tue"))
    assert "2024-11-18 to 2026-11-17)" in clm("save").err
    kept = "earlier: [{until: 2026-11-20, week: {tue: [10:00-12:00]}}]\n"
    agreed.write(calendar, week + kept)
    assert clm("save").err == ""
    agreed.write(PATH, DEFAULT.replace("solution: 8h", "solution: 80h"))
    assert clm("save").err == ""  # the customer's own terms measure it
    agreed.write(OWN, agreed.read(OWN).replace("solution: 8h", "solution: 80h"))
    said = clm("save", "-n").err
    assert f"{C}/express: it measures what is closed: {R}: clocks and reports" in said


def test_what_the_customer_was_told_begins_the_update_anew(clm: Clm, agreed: Repository) -> None:
    # A2.9
    clm.ok("task", "add", R, "intern", "--to", "tom", "--due", "2026-11-20")
    assert clocks(clm)["update"]["used"] > 4 * 60  # a task is no word to the customer
    clm.ok("request", "update", R, "-m", "Das Hotel antwortet morgen")
    assert agreed.subjects()[0] == f"request update {R}"
    assert clocks(clm)["update"]["used"] == 0
    assert "customer told  Das Hotel antwortet morgen" in clm.ok("request", "show", R)
    assert clm("check").code == 0
    before = agreed.head()
    assert clm("request", "update", R, "-m", " ").code == 2
    assert clm("request", "update", R, "-m", "x", "--as", "tom").code == 77
    assert agreed.head() == before
    clm.ok("request", "close", R, "--outcome", "partly", "--solution", "x", "-m", "x")
    assert "is closed: no word of it is owed" in clm("request", "update", R, "-m", "x").err


def test_a_target_that_nobody_can_reach_is_due_never_and_read_at_once(
    clm: Clm, agreed: Repository
) -> None:
    # A2.9
    agreed.write(
        "calendars/tiny.yaml", "id: tiny\nzone: Europe/Berlin\nweek: {mon: [09:00-09:01]}\n"
    )
    agreed.put(PATH, DEFAULT.replace("solution: 8h", "solution: 99999h") + "calendar: tiny\n")
    found = clocks(clm)["solution"]
    assert (found["state"], found["due"]) == ("running", None)
    assert "targets: high: solution is longer than 5000h" in clm("check").out
    clm.ok("request", "show", R)
    assert clm("sla", "set", "default", "targets.low.solution=99999h").code == 77


# reports


def test_the_report_of_a_month_tells_met_and_missed(clm: Clm, agreed: Repository) -> None:
    # A2.9
    answer = clm("sla", "report", "--month", "2026-11", "--json", *SATURDAY)
    assert answer.json["totals"] == {"met": 1, "missed": 2, "notices": 0}
    first, update, solution = answer.json["items"]
    assert (first["target"], first["met"], first["used"]) == ("first_response", 1, 30)
    assert (update["missed"], update["over"], update["unnoticed"]) == (1, 2100, [R])
    assert (solution["worst"], solution["slas"]) == (1890, ["default"])
    assert clm.ok("sla", "report", "--month", "2026-10") == "Nothing was met or missed then.\n"
    assert "1 met, 2 missed, 0 of them told; 2026-11" in clm.ok("sla", "report")
    assert clm("sla", "report", "--month", "2027-01").code == 2
    monday = ("--period", "2026-11-16..2026-11-16", "--customer", "muster")
    found = clm("sla", "report", *monday, "--json").json["items"]
    assert [one["target"] for one in found] == ["first_response", "update"]
    assert agreed.is_clean()


def test_the_report_is_written_in_the_form_of_its_file(
    clm: Clm, agreed: Repository, tmp_path: Path
) -> None:
    # A2.9
    place = tmp_path / "sla.md"
    clm.ok("sla", "report", "-O", place, *SATURDAY)
    text = place.read_text()
    assert text.startswith(
        "# Were the agreements kept?\n\nTest\n\n2026-11: 2026-11-01 – 2026-11-30"
    )
    assert "- 1 met, 2 missed, 0 of them told; 2026-11\n\n## Muster GmbH\n\nc-7f3qkd\n" in text
    assert "| solution | 0 | 1 | 39:30 |" in text
    assert "Nothing was met" in clm.ok("sla", "report", "--month", "2026-10", "-o", "md")
    page = clm.ok("sla", "report", "-o", "html", *SATURDAY)
    assert "<h1>Were the agreements kept?</h1>" in page
    assert "clm/sla-report" not in page
    assert "c-7f3qkd,Muster GmbH,solution" in clm.ok("sla", "report", "--csv", *SATURDAY)
    assert agreed.is_clean()


@pytest.mark.usefixtures("agreed")
def test_an_agreement_is_shown_in_the_reader_s_language(clm: Clm) -> None:
    # A2.7
    shown = clm.ok("sla", "show", "default", "--lang", "de")
    assert "Pausiert beim Warten auf  Kunde\n" in shown
    assert "gültig" in shown


def test_that_the_customer_was_told_is_recorded_once(clm: Clm, agreed: Repository) -> None:
    # A2.9: "Notify customer of an SLA violation"
    clm.ok("sla", "notice", R, "-m", "Das Angebot kommt erst morgen")
    assert agreed.subjects()[0] == f"sla notice {R}"
    (_, update, solution) = clm("sla", "report", "--json").json["items"]
    assert (update["notices"], update["unnoticed"], solution["notices"]) == (1, [], 1)
    assert "Das Angebot kommt erst morgen" in clm.ok("request", "show", R)
    assert clm("check").code == 0
    before = agreed.head()
    again = clm("sla", "notice", R, "-m", "noch einmal")
    assert (again.code, "is known to the customer" in again.err) == (77, True)
    assert clm("sla", "notice", R, "-m", " ").code == 2
    assert clm("sla", "notice", R, "-m", "x", "--as", "tom").code == 77
    assert agreed.head() == before


def test_what_was_said_before_it_was_missed_is_no_notice_of_it(
    clm: Clm, agreed: Repository
) -> None:
    # A2.9
    early = "  - {id: k-22222222, at: 2026-11-16T12:00, by: jana, kind: notice, note: bald}"
    agreed.put(FILE, file(asked(events=early)))
    update, solution = clm("sla", "report", *SATURDAY, "--json").json["items"][1:]
    assert (update["notices"], solution["notices"]) == (0, 0)
    assert solution["unnoticed"] == [R]
    # two hours, then 37 that were too long: the report tells those, whatever came after
    assert (update["used"], update["over"]) == (37 * 60, 33 * 60)
    clm.ok("sla", "notice", R, "-m", "morgen", *SATURDAY)
    later = clm("sla", "report", *SATURDAY, "--json").json["items"][1]
    assert (later["used"], later["notices"]) == (37 * 60, 1)


def test_what_is_kept_needs_no_notice(clm: Clm, agreed: Repository) -> None:
    # A2.9
    agreed.put(PATH, DEFAULT.replace("4h, solution: 8h", "99h, solution: 99h"))
    answer = clm("sla", "notice", R, "-m", "zu spät")
    assert (answer.code, "its agreement is kept" in answer.err) == (77, True)
    agreed.path(PATH).unlink()
    agreed.commit()
    assert clm("sla", "notice", R, "-m", "zu spät").code == 77
    assert clm("sla", "status", "--json").json["items"] == []
    (item,) = clm("request", "show", R, "--json").json["items"]
    assert item["sla"] is None


def test_a_promise_is_told_where_a_request_is_explained(clm: Clm, agreed: Repository) -> None:
    # A2.9
    agreed.put(PATH, DEFAULT.replace("8h}", "48h}"))
    (item,) = clm("request", "show", R, "--json").json["items"]
    assert (item["sla"]["next"], item["sla"]["due"]) == ("solution", "2026-11-24T08:30:00Z")
    (why,) = clm("why", R, "--json").json["items"]
    assert why["facts"]["sla"] == "solution 2026-11-24 09:30"


def test_init_begins_with_a_default_agreement(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A2.2
    from tests.world import Clm

    for name in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{name}_NAME", "Jana Sommer")
        monkeypatch.setenv(f"GIT_{name}_EMAIL", "jana@example.org")
    (tmp_path / "neu").mkdir()
    clm = Clm(tmp_path / "neu")
    clm.ok("init", "--lang", "pt")
    (item,) = clm("sla", "list", "--json").json["items"]
    assert (item["ref"], item["name"], item["valid_from"]) == ("default", "Padrão", "2026-01-01")
    assert clm.ok("service", "list", "--lang", "en") == "No services.\n"
    assert clm("check").code == 0


def test_who_is_promised_something_is_not_let_go_of(clm: Clm, repo: Repository) -> None:
    # A2.12, A2.13: an agreement that is not over
    repo.write(PATH, DEFAULT)
    other = customer().replace(f"id: {C}", "id: c-0000aa").replace("name: Muster", "name: Anders")
    repo.write(customer_path("c-0000aa"), other)
    repo.put(customer_path(C), customer())
    clm.ok("sla", "add", "express", "--customer", C, *TARGETS)
    before = repo.head()
    for words in (("remove", C, "--yes"), ("merge", C, "c-0000aa", "--take", "into", "--yes")):
        refused = clm("customer", *words)
        assert refused.code == 77
        assert f"agreements with {C} hold: {C}/express" in refused.err
    assert repo.head() == before
    clm.ok("customer", "remove", C, "--yes", "--force", "-m", "zieht weg", "-n")
    clm.ok("sla", "set", "express", "valid_from=2026-01-01", "valid_to=2026-11-17")
    clm.ok("customer", "remove", C, "--yes")


@pytest.mark.parametrize(
    "words", [["default=false", "class=A"], ["valid_to=2026-11-15"], ["valid_to=2026-10-31"],
              ["valid_from=2026-11-17"], ["valid_from=2026-12-01"]],
)  # fmt: skip
def test_a_default_is_not_taken_from_days_on_which_requests_came(
    clm: Clm, agreed: Repository, words: list[str]
) -> None:
    # A2.7
    before = agreed.head()
    refused = clm("sla", "set", "default", *words)
    assert (refused.code, "no agreement would be the default on 2026-1" in refused.err) == (
        77,
        True,
    )
    assert "clm sla add NEXT --default --from 2026-11-19" in refused.err
    assert agreed.head() == before
    assert agreed.is_clean()


@pytest.mark.usefixtures("agreed")
def test_a_default_that_is_to_end_is_told_and_the_next_one_made(clm: Clm) -> None:
    # A2.7
    ended = clm("sla", "set", "default", "valid_to=2026-11-18")
    assert ended.code == 0
    assert "from 2026-11-19 on no agreement is the default: clm sla add NEXT" in ended.err
    clm.ok("sla", "add", "naechste", "--default", *TARGETS, "--from", "2026-11-19")
    assert "no agreement" not in clm("sla", "set", "default", "name=Alt").err
    assert clm("check", "--today", "2026-11-19").code == 0
    clm.ok("sla", "set", "default", "valid_from=2026-02-01")  # nothing came before it


def test_a_miss_that_the_customer_was_not_told_of_is_a_gap_of_the_process(
    clm: Clm, agreed: Repository
) -> None:
    # A2.1, A2.9: what is decided today is no gap yet, it depends on the hour.
    def untold(day: str) -> list[list[str]]:
        items = clm("process", "check", "--json", "--today", day).json["items"]
        (one,) = [item for item in items if item["id"] == "ISO 8.3.2 b"]
        return [gap["refs"] for gap in one["gaps"] if "not told" in gap["what"]]

    agreed.put(PATH, DEFAULT.replace("update: 4h, solution: 8h", "update: 1h, solution: 8h"))
    assert untold("2026-11-16") == []  # missed at 11 on this day
    assert untold("2026-11-17") == [[R]]
    assert untold("2027-11-19") == []  # a year later
    assert untold("2026-11-18") == [[R]]
    clm.ok("sla", "notice", R, "-m", "Das Angebot kommt erst morgen")
    assert untold("2026-11-18") == []
    assert agreed.is_clean()
