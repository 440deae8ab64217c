"""`clm request`: recorded, listed, moved, closed, accepted; who answers for it (A0.1-A0.20)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.asking import CONTACT, FILE, C, R, T, customer, file, request, status_event, task
from tests.build import TEAM, customer_path, make_customer

if TYPE_CHECKING:
    from tests.world import Clm, Repository, Result

NEW = ("--need", "Flug und Hotel", "--channel", "phone", "--received-at", "2026-11-17")


@pytest.fixture
def asking(repo: Repository) -> Repository:
    """A customer of Jana's with a contact who can be reached, and no request yet."""
    repo.put(customer_path(C), customer())
    return repo


@pytest.fixture
def asked(asking: Repository) -> Repository:
    """… with an open request."""
    asking.put(FILE, file(request()))
    return asking


def ids(answer: Result) -> list[str]:
    return [item["id"] for item in answer.json["items"]]


def shown(clm: Clm, ref: str = R) -> dict[str, Any]:
    (item,) = clm("request", "show", ref, "--json").json["items"]
    assert isinstance(item, dict)
    return item


# recording


def test_a_request_is_recorded_whole_as_one_commit(asking: Repository, clm: Clm) -> None:
    # A0.1, A0.4, A0.9, A0.12: several services; the account manager answers for it.
    before = asking.head()
    answer = clm(
        "request", "add", "muster", "Reise", "--service", "reise", "--service", "recherche",
        "--priority", "high", *NEW, "--json",
    )  # fmt: skip
    assert answer.code == 0, answer.err
    (ref,) = answer.json["changed"]
    assert asking.git("rev-parse", "HEAD~1") == before
    assert asking.subjects()[0] == f"request add {ref}"
    item = shown(clm, ref)
    assert item["services"] == ["reise", "recherche"]
    assert (item["status"], item["spoc"], item["accepted"]) == ("new", "jana", "accepted")
    assert item["recorded_at"].startswith("2026-11-18T12:")
    assert item["contacts"][0]["name"] == "Erika Muster"
    assert item["complete"] == {"score": 100, "required": [], "recommended": []}
    assert clm("check").code == 0
    clm.ok("undo")
    assert not asking.path(FILE).exists() or "requests" not in asking.read(FILE)


def test_a_subject_is_one_line_and_a_need_may_have_several(asking: Repository, clm: Clm) -> None:
    words = ("--channel", "email", "--received-at", "today", "--need", "Flug\n- Hotel: # drei")
    ref = clm("request", "add", C, "#1:  Reise\nund Hotel ", *words, "--ids").out.strip()
    item = shown(clm, ref)
    assert (item["subject"], item["need"]) == ("#1: Reise und Hotel", "Flug\n- Hotel: # drei")
    clm.ok("task", "add", ref, ": Flug\nsuchen", "--dept", "IT Süd")
    assert shown(clm, ref)["task_items"][0]["title"] == ": Flug suchen"
    assert asking.is_clean()


@pytest.mark.parametrize("left", ["--need", "--channel", "--received-at"])
def test_what_a_request_needs_is_asked_for(asking: Repository, clm: Clm, left: str) -> None:
    # A0.4
    words = list(NEW)
    at = words.index(left)
    answer = clm("request", "add", "muster", "Reise", *words[:at], *words[at + 2 :])
    assert answer.code == 2
    assert left in answer.err
    assert not asking.path(FILE).exists()


@pytest.mark.parametrize(
    ("more", "words", "said"),
    [
        ("owner: jana\n", (), "no contact with an e-mail or a phone number"),
        ("owner: jana\ncontacts: [{id: p-11111111, name: E, phone: '-'}]\n", (), "no contact with"),
        (CONTACT, (), "--spoc HANDLE, or --unassigned"),
        ("status: archived\n" + CONTACT, ("--unassigned",), "archived: nothing new is done for it"),
        (CONTACT, ("--unassigned", "--received-at", "2026-11-19"), "still to come"),
    ],
)
def test_a_request_that_is_not_whole_is_refused(
    repo: Repository, clm: Clm, more: str, words: tuple[str, ...], said: str
) -> None:
    # A0.4: a contact who can be reached, and somebody who answers for it.
    repo.put(customer_path(C), make_customer(more=more))
    before = repo.head()
    answer = clm("request", "add", C, "Reise", *NEW, *words)
    assert (answer.code, repo.head()) == (77, before)
    assert said in answer.err


@pytest.mark.parametrize(
    ("received_at", "words", "code"),
    [
        ("2026-11-18T13:00", (), 0),
        ("2026-11-18T23:00", (), 77),
        ("2026-11-18T23:00", ("--today", "2026-11-18"), 0),  # of a pinned day only the day is known
    ],
)
def test_a_request_arrived_by_now(
    asking: Repository,
    clm: Clm,
    monkeypatch: pytest.MonkeyPatch,
    received_at: str,
    words: tuple[str, ...],
    code: int,
) -> None:
    # A0.12
    monkeypatch.delenv("CLM_TODAY")
    before = asking.head()
    more = ("--need", "Flug", "--channel", "phone", "--received-at", received_at)
    answer = clm(*words, "request", "add", C, "Reise", *more)
    assert (answer.code, asking.head() == before) == (code, code != 0)
    assert ("still to come" in answer.err) == bool(code)


def test_the_contact_is_a_person_of_the_customers(asking: Repository, clm: Clm) -> None:
    # A0.6: a linked person with a role, found by name; the request names the person.
    more = CONTACT + "  - {id: p-22222222, name: Otto Pfleger, role: care giver, phone: 030 1234}\n"
    asking.put(customer_path(C), make_customer(more="owner: jana\n" + more))
    ref = clm("request", "add", C, "Pflege", *NEW, "--contact", "otto", "--ids").out.strip()
    (contact,) = shown(clm, ref)["contacts"]
    assert (contact["id"], contact["role"]) == ("p-22222222", "care giver")
    answer = clm("request", "add", C, "Pflege", *NEW, "--contact", "nobody")
    assert answer.code == 3
    assert "p-22222222  Otto Pfleger" in answer.err


@pytest.mark.parametrize(
    ("more", "spoc"),
    [
        ("owner: jana\n", "jana"),
        ("owner: jana\naccount_manager: tom\n", "tom"),
        ("sales: isabel\n", "isabel"),
    ],
)
def test_the_account_manager_answers_for_a_new_request(
    repo: Repository, clm: Clm, more: str, spoc: str
) -> None:
    # A0.9: of a prospect it is sales.
    repo.put(customer_path(C), customer(more))
    ref = clm("request", "add", C, "Reise", *NEW, "--ids").out.strip()
    assert shown(clm, ref)["spoc"] == spoc


def test_a_second_spoc_is_allowed_and_told(asked: Repository, clm: Clm) -> None:
    # A0.9
    assert asked
    answer = clm("request", "add", C, "Umzug", *NEW, "--spoc", "tom")
    assert answer.code == 0
    assert f"customer {C} has 2 SPOCs: jana, tom" in answer.err
    assert "SPOCs" not in clm("request", "add", C, "Fest", *NEW, "--spoc", "tom", "-n").out


@pytest.mark.parametrize(
    ("handle", "code", "said"),
    [
        ("tomm", 3, "did you mean tom?"),
        ("uwe", 77, "uwe is not active"),
        ("isabel", 77, "tom covers: choose tom"),
    ],
)
def test_who_cannot_take_it_is_refused(
    asking: Repository, clm: Clm, handle: str, code: int, said: str
) -> None:
    # A0.8, A0.18: unknown with the nearest match, left, away with the replacement.
    away = "absences:\n  - {id: ab-111111, from: 2026-11-18, to: 2026-11-20, replacement: tom}\n"
    asking.write("team/isabel.yaml", TEAM["isabel"] + away)
    asking.put("team/uwe.yaml", "id: uwe\nname: Uwe Alt\nactive: {to: 2026-10-31}\n")
    before = asking.head()
    answer = clm("request", "add", C, "Reise", *NEW, "--spoc", handle)
    assert (answer.code, asking.head()) == (code, before)
    assert said in answer.err


def test_an_absent_account_manager_still_answers_and_is_covered(
    asking: Repository, clm: Clm
) -> None:
    # A0.7, A0.9: the one who answers stays who it is, the replacement acts.
    away = "absences:\n  - {id: ab-111111, from: 2026-11-18, to: 2026-11-20, replacement: tom}\n"
    asking.write("team/jana.yaml", TEAM["jana"] + away)
    asking.commit()
    answer = clm("request", "add", C, "Reise", *NEW, "--ids")
    assert "jana is away on 2026-11-18: tom covers" in answer.err
    ref = answer.out.strip()
    item = shown(clm, ref)
    assert (item["spoc"], item["effective_spoc"]) == ("jana", "tom")
    assert clm("request", "accept", ref, "--as", "tom").code == 0
    assert asking.trailers()["Clm-For"] == "jana"


def test_an_account_manager_whom_nobody_covers_gets_no_request_in_silence(
    asking: Repository, clm: Clm
) -> None:
    # A0.8
    away = "absences:\n  - {id: ab-111111, from: 2026-11-18, to: 2026-11-20}\n"
    asking.put("team/jana.yaml", TEAM["jana"] + away)
    before, words = asking.head(), ("request", "add", C, "Reise", *NEW)
    answer = clm(*words)
    assert (answer.code, asking.head()) == (77, before)
    assert f"jana looks after {C} and is away on 2026-11-18, and nobody covers" in answer.err
    assert "--spoc HANDLE, --unassigned, or --force -m WHY" in answer.err
    assert shown(clm, clm(*words, "--spoc", "tom", "--ids").out.strip())["spoc"] == "tom"
    forced = clm(*words, "--force", "-m", "sie ist gleich da", "--ids")
    assert shown(clm, forced.out.strip())["spoc"] == "jana"


def test_an_absent_spoc_is_forced_with_a_reason(asking: Repository, clm: Clm) -> None:
    away = "absences:\n  - {id: ab-111111, from: 2026-11-18, to: 2026-11-20, replacement: tom}\n"
    asking.put("team/isabel.yaml", TEAM["isabel"] + away)
    words = ("request", "add", C, "Reise", *NEW, "--spoc", "isabel", "--force")
    assert clm(*words).code == 2
    ref = clm(*words, "-m", "kennt den Kunden", "--ids").out.strip()
    item = shown(clm, ref)
    assert (item["spoc"], item["effective_spoc"]) == ("isabel", "tom")
    assert item["events"][0]["note"] == "kennt den Kunden"


# listing


def test_lists_hide_closed_requests_and_filter_with_and(asking: Repository, clm: Clm) -> None:
    # A0.7, A0.14: all open ones, mine, and those that nobody answers for.
    asking.put(
        FILE,
        file(
            request("r-000001"),
            request("r-000002", spoc="tom"),
            request("r-000003", spoc="", status="new"),
            request("r-000004", status="closed", more="outcome: solved\nsolution: gebucht"),
        ),
    )
    assert ids(clm("request", "list", "--json")) == ["r-000001", "r-000002", "r-000003"]
    assert ids(clm("request", "list", "--mine", "--json")) == ["r-000001"]
    assert ids(clm("request", "list", "--unassigned", "--json")) == ["r-000003"]
    assert ids(clm("request", "list", "--status", "closed", "--json")) == ["r-000004"]
    assert len(ids(clm("request", "list", "--all", "--customer", "muster", "--json"))) == 4
    assert ids(clm("request", "list", "--mine", "--unassigned", "--json")) == []
    assert clm("check", "--json").json["items"][0]["severity"] == "warning"


def test_mine_without_an_identity_is_an_error_not_an_empty_list(
    asked: Repository, clm: Clm
) -> None:
    # A0.15
    asked.git("config", "user.email", "nobody@example.org")
    answer = clm("request", "list", "--mine")
    assert (answer.code, answer.out) == (78, "")


def test_a_request_without_a_next_step_says_so(asked: Repository, clm: Clm) -> None:
    # A0.17: an open task or a reminder is one.
    (item,) = clm("request", "list", "--no-next-step", "--json").json["items"]
    assert (item["rule"], item["due"], item["overdue"]) == ("no-next-step", "2026-11-16", True)
    assert "No next step" in clm("request", "list").out
    clm.ok("task", "add", R, "Flug suchen", "--to", "tom", "--due", "+3wd")
    assert ids(clm("request", "list", "--no-next-step", "--json")) == []
    (item,) = clm("request", "list", "--json").json["items"]
    assert (item["rule"], item["due"]) == ("request", "2026-11-23")
    clm.ok("undo")
    clm.ok("remind", C, "+2d")
    assert ids(clm("request", "list", "--no-next-step", "--json")) == []
    assert asked.is_clean()


# one of them


def test_gaps_are_the_services_without_a_task(asking: Repository, clm: Clm) -> None:
    # A0.3: two services, one task: one gap.
    asking.put(FILE, file(request(more="services: [reise, recherche]")))
    clm.ok("task", "add", R, "Flug suchen", "--to", "tom", "--service", "recherche")
    assert clm("request", "show", R, "--gaps", "--json").json["items"] == [
        {"service": "reise", "request": R}
    ]
    assert clm("request", "show", R, "--gaps").code == 0
    assert clm("request", "show", R, "--gaps", "--check").code == 1
    assert ids(clm("request", "list", "--gaps", "--json")) == [R]
    clm.ok("task", "add", R, "Hotel suchen", "--to", "tom")
    answer = clm("request", "show", R, "--gaps", "--check")
    assert (answer.code, answer.out) == (0, "Every service has a task.\n")
    for one in shown(clm)["task_items"]:
        clm.ok("task", "move", one["id"], "cancelled")
    assert shown(clm)["gaps"] == ["reise", "recherche"]


def test_the_page_shows_tasks_of_all_departments(asking: Repository, clm: Clm) -> None:
    # A0.1, A0.3
    tasks = task(more="department: reisen") + task("t-22222222", "done", "department: it")
    asking.put(FILE, file(request(tasks=tasks)))
    page = clm.ok("request", "show", "muster")
    assert f"{R}  Reise\n" in page
    assert "t-11111111  open  Flug suchen  tom  Department reisen\n" in page
    assert "t-22222222  done  Flug suchen  tom  Department it\n" in page


def test_a_customer_with_two_open_requests_is_ambiguous(asking: Repository, clm: Clm) -> None:
    asking.put(FILE, file(request("r-000001"), request("r-000002")))
    answer = clm("request", "show", "muster")
    assert answer.code == 4
    assert "r-000002  Reise" in answer.err
    assert clm("request", "show", "r-000002").code == 0
    assert clm("request", "show", "b-00000000").code == 3


@pytest.mark.usefixtures("asked")
def test_who_lacks_the_customers_language_is_named_with_a_warning(clm: Clm) -> None:
    # A0.36
    clm.ok("customer", "set", C, "language=pl")
    clm.ok("team", "set", "tom", "languages+=de")
    warning = f"warning: {C}: tom has no pl among their languages: de"
    add = ("request", "add", C, "Hotel", *NEW, "--spoc")
    assert warning not in clm(*add, "jana").err  # her record names no languages
    for words in ((*add, "tom"), ("assign", C, "tom", "--role", "spoc")):  # of two requests
        answer = clm(*words)
        assert (answer.code, answer.err.count(warning)) == (0, 1), answer.err


# moves


def test_an_illegal_move_names_the_allowed_ones(asked: Repository, clm: Clm) -> None:
    before = asked.head()
    answer = clm("request", "move", R, "new")
    assert (answer.code, asked.head()) == (77, before)
    assert answer.err == (
        f"error: {R} is open: it cannot become new\nhint: from open it goes to: waiting, closed\n"
    )


def test_a_new_request_moves_only_once_somebody_answers(asking: Repository, clm: Clm) -> None:
    # A0.7: nobody is allowed in status new alone.
    asking.put(FILE, file(request(spoc="", status="new")))
    answer = clm("request", "move", R, "open")
    assert answer.code == 77
    assert f"clm assign {R} HANDLE" in answer.err


def test_waiting_says_for_whom_and_until_when(asked: Repository, clm: Clm) -> None:
    # A0.41
    assert clm("request", "move", R, "waiting", "--on", "customer").code == 2
    before = asked.head()
    lost = clm("request", "move", R, "open", "--on", "vpa", "--recheck", "+3wd", "-m", "x")
    assert (lost.code, asked.head()) == (2, before)
    assert "error: --on and --recheck go with waiting\nhint: leave them away\n" in lost.err
    lost = clm("request", "move", R, "open", "-m", "ruft zurück")
    assert (lost.code, asked.head()) == (77, before)
    assert f"hint: clm note {C} TEXT keeps what was said\n" in lost.err
    assert clm("request", "move", R, "waiting", "--on", "vpa", "--recheck", "2026-11-17").code == 77
    clm.ok("request", "move", R, "waiting", "--on", "customer", "--recheck", "+3wd")
    item = shown(clm)
    assert (item["waiting_on"], item["recheck_on"]) == ("customer", "2026-11-23")
    assert (item["due"], item["rule"]) == ("2026-11-23", "recheck")
    clm.ok("request", "move", R, "waiting", "--on", "third", "--recheck", "+5wd")
    assert shown(clm)["recheck_on"] == "2026-11-25"
    clm.ok("request", "move", R, "waiting", "--recheck", "+6wd")  # still for the third
    item, before = shown(clm), asked.head()
    assert (item["waiting_on"], item["recheck_on"]) == ("third", "2026-11-26")
    again = clm("request", "move", R, "waiting", "--on", "third", "--recheck", "+6wd")
    assert (again.code, asked.head()) == (0, before)
    assert f"{R} waits so already" in again.err
    clm.ok("request", "move", R, "open")
    assert "recheck_on" not in asked.read(FILE)


def test_a_request_closes_with_outcome_and_solution(asking: Repository, clm: Clm) -> None:
    # A0.10
    asking.put(FILE, file(request(tasks=task())))
    done = ("request", "close", R, "--solution", "ist gebucht", "--outcome")
    assert clm("request", "close", R, "--outcome", "solved").code == 2
    assert clm("request", "move", R, "closed").code == 77
    answer = clm(*done, "solved")
    assert answer.code == 77
    assert "t-11111111" in answer.err
    assert clm(*done, "solved", "--force").code == 2
    forced = clm(*done, "solved", "--force", "-m", "hat der Kunde selbst gemacht")
    assert forced.code == 0
    assert f"cancelled with {R}: t-11111111" in forced.err
    item = shown(clm)
    assert (item["status"], item["outcome"], item["solution"]) == (
        "closed", "solved", "ist gebucht",
    )  # fmt: skip
    assert item["task_items"][0]["status"] == "cancelled"
    assert clm("check").code == 0  # recommended fields are told of open ones alone
    assert clm(*done, "partly").code == 77
    assert clm("request", "move", R, "open").code == 77
    clm.ok("request", "move", R, "open", "-m", "doch nicht")
    item = shown(clm)
    assert (item["status"], item["outcome"]) == ("open", None)


def test_a_clock_that_is_behind_leaves_no_request_as_it_was(asking: Repository, clm: Clm) -> None:
    # A0.10, A0.40: the newest event says how it stands, so none is written before another.
    asking.put(FILE, file(request()))
    clm.ok("request", "move", R, "waiting", "--on", "customer", "--recheck", "+3wd")
    before = ("--today", "2026-11-17")
    clm.ok(*before, "assign", R, "tom")
    clm.ok(*before, "request", "close", R, "--outcome", "declined", "--solution", "nein",
           "--on-behalf")  # fmt: skip
    item = shown(clm)
    assert (item["status"], item["spoc"]) == ("closed", "tom")
    assert [event["at"][:10] for event in item["events"][-3:]] == ["2026-11-18"] * 3
    assert clm("check").code == 0


def test_a_colleagues_request_needs_on_behalf(asking: Repository, clm: Clm) -> None:
    asking.put(FILE, file(request(spoc="tom")))
    assert clm("request", "move", R, "waiting", "--on", "vpa", "--recheck", "+1d").code == 77
    clm.ok("request", "move", R, "waiting", "--on", "vpa", "--recheck", "+1d", "--on-behalf")
    assert asking.trailers()["Clm-For"] == "tom"


def test_fields_are_set_in_one_commit(asked: Repository, clm: Clm) -> None:
    clm.ok("request", "set", R, "priority=high", "services+=reise", "subject=Reise nach Porto")
    assert asked.subjects()[0] == f"request set {R}"
    item = shown(clm)
    assert (item["priority"], item["services"]) == ("high", ["reise"])
    answer = clm("request", "set", R, "spoc=tom")
    assert answer.code == 2
    assert "clm assign REF HANDLE" in answer.err
    assert clm("request", "set", R, "contacts+=nobody").code == 3
    assert clm("request", "set", R, "priority=soon").code != 0


@pytest.mark.parametrize(
    ("word", "code", "said"),
    [
        ("received_at=2030-01-01", 77, "2030-01-01 is still to come"),
        ("received_at=2026-11-19T00:30", 77, "is still to come"),
        ("contacts=", 77, "none of these contacts can be reached"),
        ("contacts-=p-11111111", 77, "none of these contacts can be reached"),
        ("subject= \n ", 2, "subject is needed"),
    ],
)
def test_what_is_set_obeys_what_a_new_request_does(
    asked: Repository, clm: Clm, word: str, code: int, said: str
) -> None:
    # A0.4, A0.12
    before = asked.head()
    answer = clm("request", "set", R, word)
    assert (answer.code, asked.head()) == (code, before)
    assert said in answer.err


def test_a_subject_stays_one_line(asked: Repository, clm: Clm) -> None:
    assert asked
    clm.ok("request", "set", R, "subject=Reise\nnach  Porto", "received_at=2026-11-17")
    item = shown(clm)
    assert (item["subject"], item["received_at"]) == ("Reise nach Porto", "2026-11-17")


def test_a_colleagues_request_is_set_on_behalf(asking: Repository, clm: Clm) -> None:
    # A0.24
    asking.put(FILE, file(request(spoc="tom")))
    assert clm("request", "set", R, "priority=high").code == 77
    clm.ok("request", "set", R, "priority=high", "--on-behalf")
    assert asking.trailers()["Clm-For"] == "tom"


def test_what_was_recorded_is_shown_whenever_it_arrived(asking: Repository, clm: Clm) -> None:
    # A0.12, A0.14: a slip in a file hides no open work, and `check` names it.
    text = file(request(tasks=task(executor="jana"))).replace("2026-11-16T09:30", "2030-01-01")
    asking.put(FILE, text)
    assert ids(clm("request", "list", "--json")) == [R]
    assert {item["ref"] for item in clm("mine", "--json").json["items"]} >= {R, "t-11111111"}
    answer = clm("check")
    assert answer.code == 1
    assert f"{FILE}:8:18: received_at: 2030-01-01 is still to come" in answer.out


@pytest.mark.parametrize("status", ["archived", "merged"])
def test_nothing_new_is_done_for_an_inactive_customer(
    asking: Repository, clm: Clm, status: str
) -> None:
    # A2.12: nobody would see it; what is open is told by check, and can be ended.
    more = f"owner: jana\nstatus: {status}\n"
    asking.put(customer_path(C), customer(more))
    asking.put(FILE, file(request(tasks=task(executor="jana"))))
    before = asking.head()
    for words in (
        ("task", "add", R, "Hotel suchen"),
        ("task", "move", "t-11111111", "in_progress"),
        ("assign", R, "tom"),
        ("assign", "t-11111111", "tom"),
        ("assign", C, "tom", "--role", "spoc"),
        ("request", "move", R, "waiting", "--on", "customer", "--recheck", "+3wd"),
        ("request", "accept", R),
        ("request", "set", R, "priority=high"),
    ):
        answer = clm(*words)
        assert (answer.code, asking.head()) == (77, before), words
        assert f"{C} is {status}: nothing new is done for it" in answer.err
    assert f"{FILE}:3:5: warning: {R} is open, but {C} is {status}" in clm("check").out
    clm.ok("task", "move", "t-11111111", "done")
    clm.ok("request", "close", R, "--outcome", "withdrawn", "--solution", "nichts")
    assert "is open, but" not in clm("check").out


def test_no_secret_stands_in_a_request(asked: Repository, clm: Clm) -> None:
    # A3.19
    before = asked.head()
    words = ("request", "add", C, "Reise", "--channel", "phone", "--received-at", "today")
    answer = clm(*words, "--need", "Passwort: Sommer2026!x")
    assert (answer.code, asked.head()) == (77, before)
    assert f"clm edit {C} --file requests" in answer.err
    close = ("request", "close", R, "--outcome", "solved", "--solution")
    assert clm(*close, "Passwort: Sommer2026!x").code == 77
    asked.put(FILE, file(with_appointment()))
    assert clm("request", "accept", R, "-m", "Passwort: Sommer2026!x").code == 77


# acceptance


def with_appointment(by: str = "isabel", at: str = "2026-11-17T10:00:00Z") -> str:
    """A new request to which Jana was appointed."""
    start = status_event("k-4k2m9q01", "new")
    given = f"  - {{id: k-00000009, at: '{at}', by: {by}, kind: spoc, to: jana, scope: request}}"
    return request(status="new").replace(start, f"{start}\n    {given}")


def test_a_request_is_accepted_and_open_from_then_on(asking: Repository, clm: Clm) -> None:
    # A0.20
    asking.put(FILE, file(with_appointment()))
    assert shown(clm)["accepted"] == "pending"
    assert "jana (not accepted yet)" in clm.ok("request", "show", R)
    clm.ok("request", "accept", R)
    item = shown(clm)
    assert (item["accepted"], item["status"]) == ("accepted", "open")
    before = asking.head()
    answer = clm("request", "accept", R)
    assert (answer.code, asking.head()) == (0, before)
    assert f"{R} is accepted already" in answer.err


@pytest.mark.usefixtures("asking")
def test_a_new_request_of_ones_own_is_opened_by_accepting_it(clm: Clm) -> None:
    ref = clm("request", "add", C, "Reise", *NEW, "--ids").out.strip()
    clm.ok("request", "accept", ref)
    assert shown(clm, ref)["status"] == "open"


@pytest.mark.parametrize(
    ("at", "late"),
    [
        ("2026-11-17T10:00:00Z", True),  # 11:00 on Tuesday, eight hours: 11:00 on Wednesday
        ("2026-11-17T14:00:00Z", False),  # 15:00 on Wednesday: tests act at 13:00
    ],
)
def test_what_is_not_accepted_in_time_is_listed(
    asking: Repository, clm: Clm, at: str, late: bool
) -> None:
    # A0.20: eight working hours, by the team's calendar (policy.accept_working_hours).
    asking.put(FILE, file(with_appointment(at=at)))
    found = ids(clm("request", "list", "--unaccepted", "--json"))
    assert found == ([R] if late else [])


def test_a_declined_request_is_listed_at_once_and_stays(asking: Repository, clm: Clm) -> None:
    # A0.20, A0.7: until somebody else is appointed it is not nobody's.
    asking.put(FILE, file(with_appointment(at="2026-11-18T11:00:00Z")))
    assert clm("request", "decline", R).code == 2
    answer = clm("request", "decline", R, "--reason", "capacity", "-m", "bis Montag")
    assert answer.code == 0
    assert f"{R} stays with jana" in answer.err
    item = shown(clm)
    assert (item["accepted"], item["spoc"]) == ("declined", "jana")
    before = asking.head()
    again = clm("request", "decline", R, "--reason", "skill")
    assert (again.code, asking.head()) == (0, before)
    assert f"{R} is declined already" in again.err
    (own,) = (one for one in clm("mine", "--json").json["items"] if one["ref"] == R)
    assert (own["rule"], own["next"]) == ("declined", f"clm assign {R} HANDLE")
    assert ids(clm("request", "list", "--unaccepted", "--json")) == [R]


# what is said


def test_a_closed_request_is_closed_already(asking: Repository, clm: Clm) -> None:
    closed = request(status="closed", more="outcome: solved\nsolution: gebucht", tasks=task())
    asking.put(FILE, file(closed))
    answer = clm("request", "close", R, "--outcome", "partly", "--solution", "doch nicht")
    assert answer.code == 77
    assert f"error: {R} is closed already\n" in answer.err
    assert f"clm request move {R} open -m WHY" in answer.err
    answer = clm("task", "add", R, "Hotel suchen", "--to", "tom")
    assert f"{R} is closed: it takes no new task\n" in answer.err
    answer = clm("task", "move", T, "in_progress")
    assert f"{R} is closed: it takes no open task\n" in answer.err


@pytest.mark.parametrize(
    ("words", "asked_for", "option"),
    [
        (["--on", "customer"], "when does somebody look again?", "--recheck DATE"),
        (["--recheck", "+3wd"], "waiting for whom?", "--on customer|vpa|third"),
        (
            [],
            "waiting for whom, and when does somebody look again?",
            "--on customer|vpa|third --recheck DATE",
        ),
    ],
)
def test_what_waits_is_asked_only_for_what_is_missing(
    asked: Repository, clm: Clm, words: list[str], asked_for: str, option: str
) -> None:
    answer = clm("request", "move", R, "waiting", *words)
    assert (answer.code, asked.is_clean()) == (2, True)
    assert f"error: {asked_for}\nhint: {option}\n" in answer.err


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("request", "show", "r-zzzzzz"), "clm request list --all"),
        (("task", "show", "t-zzzzzzzz"), "clm task list --all"),
        (("customer", "show", "c-zzzzzz"), "clm customer list"),
        (("customer", "show", "mustr"), "did you mean muster? clm customer list"),
        (("customer", "show", "muster gmhb"), "did you mean gmbh? clm customer list"),
    ],
)
def test_what_is_not_found_is_looked_for_in_its_list(
    asked: Repository, clm: Clm, words: tuple[str, ...], hint: str
) -> None:
    assert asked.is_clean()
    answer = clm(*words)
    assert answer.code == 3
    assert f"hint: {hint} shows all" in answer.err


def test_fields_take_date_words_and_faults_name_the_key(asked: Repository, clm: Clm) -> None:
    answer = clm("request", "set", R, "received_at=yesterday")
    assert (answer.code, shown(clm)["received_at"]) == (0, "2026-11-17")
    assert "yesterday = 2026-11-17" in answer.err
    clm.ok("request", "set", R, "received_at=2026-11-16T09:30:00Z")
    assert shown(clm)["received_at"] == "2026-11-16T09:30:00Z"
    assert clm("request", "set", R, "received_at=soon").code == 2
    assert (
        f'requests.{R}.priority: "soon" is not one of'
        in clm("request", "set", R, "priority=soon").err
    )
    assert asked.is_clean()


def test_the_customer_is_named_beside_a_request_and_a_task(asking: Repository, clm: Clm) -> None:
    assert asking.is_clean()
    said = clm.ok("request", "add", "muster", "Reise", *NEW)
    ref = said.split()[2]
    assert f"request add: {ref} Muster GmbH\n" in said
    assert "Muster GmbH\n" in clm.ok("task", "add", ref, "Flug suchen", "--to", "tom")
    assert f"request accept: {ref} Muster GmbH\n" in clm.ok("request", "accept", ref)


def test_a_contact_nobody_can_reach_is_given_an_address(asking: Repository, clm: Clm) -> None:
    asking.put(customer_path(C), customer().replace("e@muster.example", '""'))
    answer = clm("request", "add", C, "Reise", *NEW)
    assert answer.code == 77
    assert f"clm customer contact edit {C} p-11111111 --email EMAIL" in answer.err
    clm.ok("customer", "contact", "edit", C, "p-11111111", "--email", "e@muster.example")
    clm.ok("request", "add", C, "Reise", *NEW)
