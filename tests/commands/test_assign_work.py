"""`clm assign`: the SPOC of requests, the executor of tasks, and what goes with a customer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.asking import FILE, C, R, T, customer, file, request, task
from tests.build import TEAM, customer_path

if TYPE_CHECKING:
    from tests.world import Clm, Repository

AWAY = "absences:\n  - {id: ab-111111, from: 2026-11-18, to: 2026-11-20, replacement: jana}\n"


@pytest.fixture
def asked(repo: Repository) -> Repository:
    """Jana's customer: two open requests of hers, one of Isabel's, one closed; tasks of both."""
    tasks = task("t-aaaaaaaa", executor="jana") + task("t-bbbbbbbb", executor="isabel")
    done = task("t-cccccccc", "done", executor="jana")
    ended = request("r-000004", status="closed", more="outcome: solved\nsolution: ja")
    repo.write(customer_path(C), customer())
    repo.put(
        FILE,
        file(
            request("r-000001", tasks=tasks),
            request("r-000002", tasks=done),
            request("r-000003", spoc="isabel"),
            ended,
        ),
    )
    return repo


def spocs(clm: Clm) -> dict[str, str | None]:
    items = clm("request", "list", "--all", "--json").json["items"]
    return {item["id"][-1]: item["spoc"] for item in items}


def executors(clm: Clm) -> dict[str, str]:
    items = clm("task", "list", "--all", "--json").json["items"]
    return {item["id"][2]: item["executor"] for item in items}


def shown(clm: Clm, ref: str) -> dict[str, Any]:
    (item,) = clm("request", "show", ref, "--json").json["items"]
    assert isinstance(item, dict)
    return item


def test_a_request_gets_another_spoc_with_its_history(asked: Repository, clm: Clm) -> None:
    # A0.18: from, to, by, at, reason and scope; the one appointed has to accept.
    before = asked.head()
    answer = clm("assign", "r-000001", "tom", "-m", "kennt den Kunden")
    assert answer.code == 0, answer.err
    assert asked.git("rev-parse", "HEAD~1") == before
    assert asked.subjects()[0] == "assign r-000001"
    item = shown(clm, "r-000001")
    assert (item["spoc"], item["accepted"], item["rule"]) == ("tom", "pending", "unaccepted")
    event = item["events"][-1]
    assert event == event | {
        "kind": "spoc", "from": "jana", "to": "tom", "by": "jana", "scope": "request",
        "note": "kennt den Kunden",
    }  # fmt: skip
    assert event["at"].startswith("2026-11-18T12:")
    assert f"customer {C} has 3 SPOCs: isabel, jana, tom" in answer.err  # A0.9
    assert "already" in clm("assign", "r-000001", "tom").err
    clm.ok("undo")
    assert shown(clm, "r-000001")["spoc"] == "jana"


def test_a_task_gets_another_executor(asked: Repository, clm: Clm) -> None:
    # A0.2: who need not be the SPOC.
    clm.ok("assign", "t-aaaaaaaa", "isabel", "-m", "kann Spanisch")
    assert executors(clm)["a"] == "isabel"
    (item,) = clm("task", "show", "t-aaaaaaaa", "--json").json["items"]
    assert item["events"][-1]["from"] == "jana"
    assert item["events"][-1]["note"] == "kann Spanisch"
    assert clm("assign", "t-cccccccc", "isabel").code == 77
    assert asked.is_clean()


@pytest.mark.parametrize(
    ("cascade", "who_answers", "who_does", "said"),
    [
        (
            (),
            "tom tom isabel jana",
            "jana isabel jana",
            "with c-7f3qkd go to tom: r-000001, r-000002",
        ),
        (
            ("--cascade", "requests"),
            "tom tom isabel jana",
            "jana isabel jana",
            "these stay with jana: t-aaaaaaaa (--cascade tasks)",
        ),
        (("--cascade", "tasks"), "tom tom isabel jana", "tom isabel jana", "2 SPOCs: isabel, tom"),
        (
            ("--cascade", "none"),
            "jana jana isabel jana",
            "jana isabel jana",
            "these stay with jana: r-000001, r-000002 (--cascade requests)",
        ),
    ],
)
@pytest.mark.parametrize("role", [(), ("--role", "account-manager"), ("--role", "owner")])
def test_what_goes_with_a_customer(
    asked: Repository,
    clm: Clm,
    role: tuple[str, ...],
    cascade: tuple[str, ...],
    who_answers: str,
    who_does: str,
    said: str,
) -> None:
    # A0.19: the open requests of who looked after the customer, their tasks, or none of both.
    before = asked.head()
    answer = clm("assign", C, "tom", "-m", "neu verteilt", *role, *cascade)
    assert answer.code == 0, answer.err
    assert said in answer.err
    assert asked.git("rev-parse", "HEAD~1") == before
    assert [spocs(clm)[number] for number in "1234"] == who_answers.split()
    assert [executors(clm)[letter] for letter in "abc"] == who_does.split()
    if who_answers.startswith("tom"):
        event = shown(clm, "r-000002")["events"][-1]
        assert (event["scope"], event["note"]) == ("customer", "neu verteilt")
    assert clm("check", "customers").out.count("error") == 0


REMINDERS = (
    "reminders:\n"
    "  - {id: m-11111111, on: 2026-11-16, for: jana, why: Angebot?}\n"
    "  - {id: m-22222222, on: 2026-11-20, for: isabel}\n"
    "  - {id: m-33333333, on: 2026-11-02, for: jana, done_on: 2026-11-03, done_by: jana}\n"
)


def reminded(asked: Repository) -> list[str]:
    """For whom the customer's reminders are."""
    lines = asked.read(customer_path(C)).splitlines()
    return [line.split("for: ")[1].split(",")[0].rstrip("}") for line in lines if "for: " in line]


@pytest.mark.parametrize(
    ("more", "words", "whose", "said"),
    [
        (
            "owner: jana\n",
            (),
            "tom isabel jana",
            f"with {C} go to tom: m-11111111 2026-11-16 (Angebot?) (--cascade none leaves them)",
        ),
        ("owner: jana\n", ("--cascade", "tasks"), "tom isabel jana", "go to tom: m-11111111"),
        (
            "owner: jana\n",
            ("--cascade", "none"),
            "jana isabel jana",
            "these stay with jana: m-11111111 2026-11-16 (Angebot?) (--cascade requests)",
        ),
        ("owner: jana\n", ("--role", "sales"), "jana isabel jana", ""),
        ("owner: jana\n", ("--role", "account-manager"), "jana isabel jana", ""),
        ("sales: jana\n", ("--role", "sales"), "tom isabel jana", "go to tom: m-11111111"),
        ("sales: jana\n", (), "tom isabel jana", "go to tom: m-11111111"),
        ("owner: isabel\n", (), "jana tom jana", "go to tom: m-22222222 2026-11-20 (--cascade"),
        ("", (), "jana isabel jana", ""),  # nobody's
    ],
)
def test_the_reminders_of_who_was_responsible_go_along(
    asked: Repository, clm: Clm, more: str, words: tuple[str, ...], whose: str, said: str
) -> None:
    # A0.19: as with a hand-over for good.
    asked.put(customer_path(C), customer(more + REMINDERS))
    answer = clm("assign", C, "tom", *words)
    assert answer.code == 0, answer.err
    assert said in answer.err
    assert ("m-" in answer.err) == bool(said)
    assert reminded(asked) == whose.split()
    assert asked.subjects()[0].startswith("assign ")
    clm.ok("undo")
    assert reminded(asked) == ["jana", "isabel", "jana"]


def test_who_has_the_customer_already_gives_nothing(asked: Repository, clm: Clm) -> None:
    asked.put(customer_path(C), customer("owner: jana\n" + REMINDERS))
    assert "already" in clm("assign", C, "jana").err
    assert reminded(asked) == ["jana", "isabel", "jana"]


@pytest.mark.parametrize("more", ["sales: jana\n", "owner: jana\naccount_manager: jana\n"])
def test_prospects_and_clients_alike(repo: Repository, clm: Clm, more: str) -> None:
    # A0.18: a prospect is a customer without a booking.
    repo.write(customer_path(C), customer(more))
    repo.put(FILE, file(request()))
    clm.ok("assign", "muster", "tom", "--role", "account-manager", "-m", "Tom kennt sie")
    assert "account_manager: tom" in repo.read(customer_path(C))
    assert shown(clm, R)["spoc"] == "tom"


def test_a_role_that_changes_nobody_takes_no_request_along(asked: Repository, clm: Clm) -> None:
    clm.ok("assign", C, "tom", "--role", "sales")
    assert spocs(clm)["1"] == "jana"
    assert asked.subjects()[0] == f"assign {C}"


@pytest.mark.parametrize(
    ("cascade", "who_answers", "who_does", "said"),
    [
        ("requests", "tom tom isabel jana", "jana isabel jana", "stay with jana: t-aaaaaaaa"),
        ("tasks", "tom tom isabel jana", "tom isabel jana", "go to tom: r-000001, r-000002"),
        ("none", "jana jana isabel jana", "jana isabel jana", "stay with jana: r-000001, r-000002"),
    ],
)
def test_an_owner_beside_an_account_manager_takes_their_own_along(
    asked: Repository, clm: Clm, cascade: str, who_answers: str, who_does: str, said: str
) -> None:
    # A0.19: and what stays is told.
    asked.put(customer_path(C), customer("owner: jana\naccount_manager: isabel\n"))
    answer = clm("assign", C, "tom", "--cascade", cascade)
    assert said in answer.err
    assert [spocs(clm)[number] for number in "1234"] == who_answers.split()
    assert [executors(clm)[letter] for letter in "abc"] == who_does.split()


def test_who_looks_after_the_customer_still_keeps_theirs(asked: Repository, clm: Clm) -> None:
    # A0.19
    asked.put(customer_path(C), customer("owner: jana\nsales: jana\n"))
    answer = clm("assign", C, "tom", "--role", "sales", "--cascade", "tasks")
    assert spocs(clm)["1"] == executors(clm)["a"] == "jana"
    assert "stay" not in answer.err


def test_all_open_requests_of_a_customer_get_one_spoc(asked: Repository, clm: Clm) -> None:
    # A0.18: scope all-open.
    clm.ok("assign", C, "tom", "--role", "spoc")
    assert spocs(clm) == {"1": "tom", "2": "tom", "3": "tom", "4": "jana"}
    assert shown(clm, "r-000003")["events"][-1]["scope"] == "all-open"
    assert asked.subjects()[0] == "assign 3 requests"
    assert "owner: jana" in asked.read(customer_path(C))


def test_nobody_answers_any_more_for_nobody(repo: Repository, clm: Clm) -> None:
    # A0.7: an unassigned request goes with the customer too.
    repo.write(customer_path(C), customer(""))
    repo.put(FILE, file(request(spoc="", status="new")))
    clm.ok("assign", C, "tom")
    assert shown(clm, R)["spoc"] == "tom"


@pytest.mark.parametrize("ref", [C, "r-000001", "t-aaaaaaaa"])
@pytest.mark.parametrize(
    ("handle", "code", "said"),
    [
        ("tomm", 3, "did you mean tom?"),
        ("uwe", 77, "uwe is not active"),
        ("tom", 77, "tom is away on 2026-11-18\nhint: jana covers: choose jana, or --force -m WHY"),
    ],
)
def test_who_cannot_take_it(
    asked: Repository, clm: Clm, ref: str, handle: str, code: int, said: str
) -> None:
    # A0.18: unknown with the nearest match, left, or away with the replacement.
    asked.write("team/tom.yaml", TEAM["tom"] + AWAY)
    asked.put("team/uwe.yaml", "id: uwe\nname: Uwe Alt\nactive: {to: 2026-10-31}\n")
    before = asked.head()
    answer = clm("assign", ref, handle)
    assert (answer.code, asked.head()) == (code, before)
    assert said in answer.err


def test_where_nobody_covers_it_is_said_how_to_find_somebody(asked: Repository, clm: Clm) -> None:
    # A0.18, A0.36
    asked.put("team/tom.yaml", TEAM["tom"] + AWAY.replace(", replacement: jana", ""))
    for words in (("assign", "r-000001", "tom"), ("task", "add", "r-000001", "X", "--to", "tom")):
        answer = clm(*words)
        assert answer.code == 77
        assert "hint: nobody covers: clm team find names who is there, or --force" in answer.err
    clm.ok("team", "find")


def test_the_absent_are_forced_with_a_reason(asked: Repository, clm: Clm) -> None:
    # A0.18
    asked.put("team/tom.yaml", TEAM["tom"] + AWAY)
    assert clm("assign", "r-000001", "tom", "--force").code == 2
    clm.ok("assign", "r-000001", "tom", "--force", "-m", "ist morgen wieder da")
    item = shown(clm, "r-000001")
    assert (item["spoc"], item["effective_spoc"]) == ("tom", "jana")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("r-000004", "tom"), 77),
        (("r-000001", "tom", "--role", "owner"), 2),
        (("t-aaaaaaaa", "tom", "--role", "spoc"), 2),
        ((C, "tom", "--role", "executor"), 2),
        ((C, "--vpa", "anna", "--cascade", "none"), 2),
        (("k-00000101", "tom"), 3),
    ],
)
def test_what_does_not_fit_changes_nothing(
    asked: Repository, clm: Clm, words: tuple[str, ...], code: int
) -> None:
    before = asked.head()
    assert (clm("assign", *words).code, asked.head()) == (code, before)


def test_a_dry_run_shows_both_files(asked: Repository, clm: Clm) -> None:
    before = asked.head()
    out = clm.ok("assign", C, "tom", "-n")
    assert out.count("+++ ") == 4  # the customer, the requests, the O-Team file, the notice
    assert asked.head() == before
    assert T not in out
