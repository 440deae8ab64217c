"""`clm task`: what customers posted, listed, noted and moved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.build import customer_path, make_customer, make_requests

if TYPE_CHECKING:
    from tests.world import Clm, Repository

TASK = "t-11111111"
REQUESTS = customer_path("c-7f3qkd", "requests")

FIVE = """customer: c-7f3qkd
posted:
  - {id: t-aaaaaaaa, title: Entwurf, posted_at: 2026-11-10, status: draft}
  - {id: t-bbbbbbbb, title: Spät, posted_at: 2026-11-02, status: forwarded, deadline: 2026-11-17}
  - {id: t-cccccccc, title: Heute, posted_at: 2026-11-03, status: forwarded, deadline: 2026-11-18}
  - {id: t-dddddddd, title: Fertig, posted_at: 2026-11-01, status: done, deadline: 2026-11-05}
  - {id: t-eeeeeeee, title: Zu, posted_at: 2026-10-01, status: closed}
"""


def with_task(repo: Repository, status: str = "forwarded") -> None:
    text = make_requests("c-7f3qkd", (TASK, "Reise buchen", "2026-11-16"))
    repo.put(REQUESTS, text.replace("forwarded", status))


def ids(answer: Any) -> list[str]:
    return [item["id"] for item in answer.json["items"]]


def test_a_posted_task_makes_the_requests_file_and_one_commit(
    repo: Repository, clm: Clm, muster: str
) -> None:
    before = repo.head()
    answer = clm(
        "task", "add", "muster", "Reise buchen", "--posted-at", "2026-11-16", "--deadline",
        "fri 17:00", "--hours", "2,5", "--amount", "90.00", "--vpa", "anna", "--json",
    )  # fmt: skip
    assert answer.code == 0, answer.err
    (task,) = answer.json["changed"]
    assert repo.read(REQUESTS).splitlines()[1:] == [
        f"customer: {muster}",
        "posted:",
        f"  - id: {task}",
        "    title: Reise buchen",
        "    posted_at: 2026-11-16",
        "    status: forwarded",
        "    deadline: 2026-11-20T17:00",
        "    budget:",
        "      hours: 2.5",
        "      amount: 90.00",
        "    vpa: anna",
    ]
    assert repo.git("rev-parse", "HEAD~1") == before
    assert repo.subjects()[0] == f"task add {task}"
    assert "Clm-For" not in repo.trailers()
    (item,) = clm("task", "show", task, "--json").json["items"]
    assert item == item | {
        "id": task, "kind": "posted", "customer": muster, "name": "Muster GmbH",
        "title": "Reise buchen", "posted_at": "2026-11-16", "status": "forwarded",
        "deadline": "2026-11-20T17:00", "hours": 2.5, "amount": "90.00", "vpa": "anna",
        "overdue": False, "request": None, "executor": None, "tags": [],
    }  # fmt: skip


@pytest.mark.usefixtures("muster")
@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["7f3qkd", " "], 2),
        (["7f3qkd", "x", "--hours", "0"], 2),
        (["7f3qkd", "x", "--hours", "nan"], 2),
        (["7f3qkd", "x", "--deadline", "fri 25:00"], 2),
        (["7f3qkd", "x", "--status", "done"], 2),
        (["7f3qkd", "x", "--vpa", "nobody"], 3),
        (["nobody", "x"], 3),
        (["7f3qkd", "two\u202elines"], 2),
    ],
)
def test_what_cannot_be_posted_changes_nothing(
    repo: Repository, clm: Clm, words: list[str], code: int
) -> None:
    before = repo.head()
    assert clm("task", "add", *words).code == code
    assert repo.head() == before
    assert repo.is_clean()


@pytest.mark.usefixtures("muster")
def test_a_dry_run_shows_the_file_it_would_make(repo: Repository, clm: Clm) -> None:
    before = repo.head()
    assert "+    title: Reise" in clm.ok("task", "add", "muster", "Reise", "-n")
    assert repo.head() == before
    assert repo.is_clean()


@pytest.mark.usefixtures("muster")
@pytest.mark.parametrize(
    ("words", "listed"),
    [
        ([], "b c a"),
        (["--all"], "d b c e a"),
        (["--status", "done"], "d"),
        (["--status", "done", "--status", "draft"], "d a"),
        (["--overdue"], "b"),
        (["--all", "--overdue"], "b"),
        (["--due", "2026-11-17"], "b"),
        (["--due", "2026-11-18"], "b c"),
        (["--mine"], "b c a"),
        (["--mine", "--as", "tom"], ""),
        (["--customer", "muster"], "b c a"),
    ],
)
def test_the_list(repo: Repository, clm: Clm, words: list[str], listed: str) -> None:
    repo.put(REQUESTS, FIVE)
    assert ids(clm("task", "list", "--json", *words)) == [f"t-{x * 8}" for x in listed.split()]


@pytest.mark.usefixtures("muster")
def test_a_bad_customer_file_leaves_its_tasks_in_the_list(repo: Repository, clm: Clm) -> None:
    with_task(repo)
    repo.write(customer_path("c-7f3qkd"), "id: c-7f3qkd\n")
    answer = clm("task", "list", "--json")
    assert ids(answer) == [TASK]
    assert answer.code == 65
    assert "c-7f3qkd.yaml:1:1" in answer.err
    assert ids(clm("task", "forwarded", "--team", "--json")) == []


@pytest.mark.usefixtures("muster")
@pytest.mark.parametrize(
    ("start", "end", "code"),
    [
        ("draft", "forwarded", 0),
        ("draft", "cancelled", 0),
        ("forwarded", "done", 0),
        ("forwarded", "cancelled", 0),
        ("done", "closed", 0),
        ("done", "forwarded", 0),
        ("draft", "done", 77),
        ("forwarded", "closed", 77),
        ("forwarded", "draft", 77),
        ("closed", "forwarded", 77),
        ("cancelled", "forwarded", 77),
    ],
)
def test_each_step_a_task_can_take(
    repo: Repository, clm: Clm, start: str, end: str, code: int
) -> None:
    with_task(repo, start)
    before = repo.read(REQUESTS)
    assert clm("task", "move", TASK, end).code == code
    changed = before.replace(f"status: {start}", f"status: {end}")
    assert repo.read(REQUESTS) == (before if code else changed)


@pytest.mark.usefixtures("muster")
def test_a_refused_step_names_those_there_are(repo: Repository, clm: Clm) -> None:
    with_task(repo)
    answer = clm("task", "move", TASK, "closed")
    assert "it goes to: done, cancelled" in answer.err


@pytest.mark.usefixtures("muster")
def test_the_status_it_has_already_is_no_commit(repo: Repository, clm: Clm) -> None:
    with_task(repo)
    before = repo.head()
    answer = clm("task", "move", TASK, "forwarded", "--json")
    assert (answer.code, answer.json["commit"], repo.head()) == (0, None, before)
    assert "already" in answer.err


@pytest.mark.usefixtures("muster")
def test_what_was_said_goes_into_the_case_file(repo: Repository, clm: Clm) -> None:
    with_task(repo)
    clm.ok("task", "move", TASK, "done", "-m", "Anna: fertig")
    assert "Anna: fertig" in repo.read(customer_path("c-7f3qkd", "oteam"))
    assert "Anna" not in repo.message()
    assert repo.trailers()["Clm-Ref"] == TASK
    assert "Clm-For" not in repo.trailers()


def test_a_customer_is_no_task(clm: Clm, muster: str) -> None:
    answer = clm("task", "show", muster)
    assert answer.code == 3
    assert "is no task" in answer.err


@pytest.mark.usefixtures("muster")
def test_forwarded_tasks_without_a_vpa_are_due_in_seven_days(repo: Repository, clm: Clm) -> None:
    """The night of 9 November in UTC is the 10th in Berlin; done and drafts need nobody."""
    repo.put(
        REQUESTS,
        "customer: c-7f3qkd\nposted:\n"
        "  - {id: t-aaaaaaaa, title: a, posted_at: 2026-11-09T23:30:00Z, status: forwarded}\n"
        "  - {id: t-bbbbbbbb, title: b, posted_at: 2026-11-12, status: forwarded, vpa: anna}\n"
        "  - {id: t-cccccccc, title: c, posted_at: 2026-11-12, status: draft}\n"
        "  - {id: t-dddddddd, title: d, posted_at: 2026-11-12, status: done}\n"
        "  - {id: t-eeeeeeee, title: e, posted_at: 2026-11-11, status: forwarded}\n"
        "  - {id: t-ffffffff, title: f, posted_at: 2026-11-19, status: forwarded}\n",
    )
    rows = clm("task", "forwarded", "--json").json["items"]
    assert [(r["id"][2], r["due"], r["days_left"], r["overdue"], r["near"]) for r in rows] == [
        ("a", "2026-11-17", -1, True, True),
        ("e", "2026-11-18", 0, False, True),
    ]
    assert clm("task", "forwarded", "--as", "tom").out == "Every posted task has a VPA.\n"
    assert len(clm("task", "forwarded", "--as", "tom", "--team", "--json").json["items"]) == 2
    clm.ok("assign", "muster", "--vpa", "ben")
    assert ids(clm("task", "forwarded", "--json")) == []


def test_a_customer_who_is_archived_needs_no_vpa(repo: Repository, clm: Clm) -> None:
    with_task(repo)
    repo.put(customer_path("c-7f3qkd"), make_customer(more="status: archived\nowner: jana\n"))
    assert ids(clm("task", "forwarded", "--json")) == []
