"""`clm task` for requests: made, listed with all filters, moved, followed up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.asking import FILE, C, R, T, customer, file, request, task
from tests.build import TEAM, customer_path

if TYPE_CHECKING:
    from tests.world import Clm, Repository, Result


@pytest.fixture
def asked(repo: Repository) -> Repository:
    """Jana's customer with an open request of hers."""
    repo.write(customer_path(C), customer())
    repo.put(FILE, file(request()))
    return repo


def with_task(
    repo: Repository, status: str = "open", more: str = "", executor: str = "tom"
) -> None:
    repo.put(FILE, file(request(tasks=task(status=status, more=more, executor=executor))))


def ids(answer: Result) -> list[str]:
    return [item["id"] for item in answer.json["items"]]


def shown(clm: Clm, ref: str = T) -> dict[str, Any]:
    (item,) = clm("task", "show", ref, "--json").json["items"]
    assert isinstance(item, dict)
    return item


def test_a_task_of_a_request_is_one_commit(asked: Repository, clm: Clm) -> None:
    # A0.2, A0.17: the executor need not be the SPOC; due takes date words.
    before = asked.head()
    answer = clm(
        "task", "add", R, "Flug suchen", "--to", "tom", "--due", "+3wd", "--dept", "reisen",
        "--region", "DE-BE", "--skill", "amadeus", "--tag", "eilig", "--check", "Preis", "--json",
    )  # fmt: skip
    assert answer.code == 0, answer.err
    (ref,) = answer.json["changed"]
    assert asked.git("rev-parse", "HEAD~1") == before
    assert asked.subjects()[0] == f"task add {ref}"
    item = shown(clm, ref)
    assert item == item | {
        "kind": "internal", "request": R, "customer": C, "executor": "tom", "due": "2026-11-23",
        "status": "open", "department": "reisen", "region": "DE-BE", "skill": "amadeus",
        "tags": ["eilig"], "spoc": "jana",
    }  # fmt: skip
    assert [line["text"] for line in item["checklist"]] == ["Preis"]
    assert item["events"][0]["to"] == "tom"
    assert "+3wd = 2026-11-23" in answer.err
    clm.ok("undo")
    assert "tasks:" not in asked.read(FILE)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ((R, "x", "--to", "tomm"), 3, "did you mean tom?"),
        ((R, "x", "--to", "isabel"), 77, "tom covers: choose tom"),
        ((R, "x", "--due", "2026-11-17"), 77, "lies in the past"),
        ((R, " "), 2, "a task needs a title"),
        ((R, "x", "--vpa", "anna"), 2, "--vpa: for a task that a customer posts"),
        (("r-000009", "x"), 77, "r-000009 is closed"),
    ],
)
def test_what_cannot_be_made_changes_nothing(
    asked: Repository, clm: Clm, words: tuple[str, ...], code: int, said: str
) -> None:
    away = "absences:\n  - {id: ab-111111, from: 2026-11-18, to: 2026-11-20, replacement: tom}\n"
    asked.write("team/isabel.yaml", TEAM["isabel"] + away)
    closed = request("r-000009", status="closed", more="outcome: solved\nsolution: ja")
    asked.put(FILE, file(request(), closed))
    before = asked.head()
    answer = clm("task", "add", *words)
    assert (answer.code, asked.head()) == (code, before)
    assert said in answer.err


def test_a_customer_with_one_request_stands_for_it(asked: Repository, clm: Clm) -> None:
    clm.ok("task", "add", "muster", "Flug suchen", "--to", "tom")
    assert "executor: tom" in asked.read(FILE)
    clm.ok("task", "add", "muster", "vom Kunden")
    assert "posted:" in asked.read(FILE)


# lists


def many(repo: Repository) -> None:
    """Six tasks of one request, and a posted one."""
    tasks = "".join(
        [
            task(
                "t-aaaaaaaa", more="due: 2026-11-17, department: it, region: DE-BE, tags: [eilig]"
            ),
            task("t-bbbbbbbb", "in_progress", "due: 2026-11-18, department: it"),
            task("t-cccccccc", "waiting", "waiting_on: vpa, recheck_on: 2026-11-20", "jana"),
            task("t-dddddddd", "done"),
            task("t-eeeeeeee", "closed"),
            task("t-ffffffff", "cancelled"),
        ]
    )
    posted = "posted:\n  - {id: t-00000000, title: P, posted_at: 2026-11-10, status: forwarded}\n"
    repo.put(FILE, file(request(tasks=tasks)) + posted)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ((), "a b c 0"),
        (("--all",), "a b c d e f 0"),
        (("--status", "done"), "d"),
        (("--status", "done", "--status", "open"), "a d"),
        (("--mine",), "c 0"),
        (("--customer", "muster"), "a b c 0"),
        (("--request", R), "a b c"),
        (("--dept", "it"), "a b"),
        (("--region", "DE-BE"), "a"),
        (("--tag", "eilig"), "a"),
        (("--due", "2026-11-18"), "a b"),
        (("--overdue",), "a"),
        (("--kind", "posted"), "0"),
        (("--dept", "it", "--due", "2026-11-17", "--overdue"), "a"),
        (("--dept", "it", "--mine"), ""),
        (("--all", "--request", R), "a b c d e f"),
    ],
)
def test_each_filter_and_their_conjunction(
    asked: Repository, clm: Clm, words: tuple[str, ...], found: str
) -> None:
    # A0.37: done, closed and cancelled are hidden; filters combine with AND.
    many(asked)
    assert sorted(one[2] for one in ids(clm("task", "list", *words, "--json"))) == sorted(
        found.split()
    )


def test_the_first_due_comes_first(asked: Repository, clm: Clm) -> None:
    many(asked)
    found = ids(clm("task", "list", "--json"))
    assert found == ["t-aaaaaaaa", "t-bbbbbbbb", "t-cccccccc", "t-00000000"]


# moves


@pytest.mark.parametrize(
    ("status", "wanted", "allowed"),
    [
        ("open", "closed", "in_progress, waiting, done, cancelled"),
        ("in_progress", "closed", "open, waiting, done, cancelled"),
        ("waiting", "closed", "open, in_progress, done, cancelled"),
        ("done", "cancelled", "closed, open"),
        ("closed", "done", "open"),
        ("cancelled", "done", "open"),
    ],
)
def test_an_illegal_move_names_the_allowed_ones(
    asked: Repository, clm: Clm, status: str, wanted: str, allowed: str
) -> None:
    # A0.38, A0.40: finished and closed are two statuses.
    with_task(asked, status, executor="jana")
    before = asked.head()
    answer = clm("task", "move", T, wanted)
    assert (answer.code, asked.head()) == (77, before)
    assert answer.err == (
        f"error: {T} is {status}: it cannot become {wanted}\n"
        f"hint: from {status} it goes to: {allowed}\n"
    )
    assert clm("task", "move", T, "forwarded").code == 2


def test_the_default_flow(asked: Repository, clm: Clm) -> None:
    # A0.38: open, in progress, waiting, done, closed, and open again.
    with_task(asked, executor="jana")
    clm.ok("task", "move", T, "in_progress")
    clm.ok("task", "move", T, "waiting", "--on", "customer", "--recheck", "+2wd")
    assert shown(clm)["due"] == "2026-11-20"
    clm.ok("task", "move", T, "done", "--note", "liegt vor")
    item = shown(clm)
    assert (item["status"], item["waiting_on"], item["recheck_on"]) == ("done", None, None)
    assert item["done_at"].startswith("2026-11-18T")
    assert item["events"][-1]["note"] == "liegt vor"
    clm.ok("task", "move", T, "closed")
    assert shown(clm)["done_at"]
    clm.ok("task", "move", T, "open")
    assert shown(clm)["done_at"] is None
    assert [one["to"] for one in shown(clm)["events"]] == [
        "in_progress", "waiting", "done", "closed", "open",
    ]  # fmt: skip
    assert "already" in clm("task", "move", T, "open").err


def test_a_task_that_waits_is_told_only_what_is_new(asked: Repository, clm: Clm) -> None:
    # A0.41
    with_task(asked, executor="jana")
    clm.ok("task", "move", T, "waiting", "--on", "customer", "--recheck", "+2wd")
    clm.ok("task", "move", T, "waiting", "--recheck", "+3wd")
    item, before = shown(clm), asked.head()
    assert (item["waiting_on"], item["recheck_on"]) == ("customer", "2026-11-23")
    again = clm("task", "move", T, "waiting", "--on", "customer", "--recheck", "+3wd")
    assert (again.code, asked.head()) == (0, before)
    assert "nothing to change" in again.out
    assert f"{T} waits so already" in again.err


def test_nothing_follows_from_what_was_done_already(asked: Repository, clm: Clm) -> None:
    # A0.40
    with_task(asked, executor="jana", status="done")
    before = asked.head()
    for words in (("task", "move", T, "done"), ("done", T)):
        answer = clm(*words, "--follow-up", "Hotel buchen")
        assert (answer.code, asked.head()) == (77, before)
        assert f"{T} is done already: nothing follows from it" in answer.err


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("waiting",), 2),
        (("waiting", "--on", "customer"), 2),
        (("waiting", "--recheck", "+1d"), 2),
        (("waiting", "--on", "customer", "--recheck", "2026-11-17"), 77),
        (("done", "--on", "customer"), 2),
        (("waiting", "--on", "somebody", "--recheck", "+1d"), 2),
    ],
)
def test_waiting_needs_both_words(
    asked: Repository, clm: Clm, words: tuple[str, ...], code: int
) -> None:
    # A0.41
    with_task(asked, executor="jana")
    before = asked.head()
    assert (clm("task", "move", T, *words).code, asked.head()) == (code, before)


def test_the_spoc_and_the_executor_move_it_others_on_behalf(asked: Repository, clm: Clm) -> None:
    # A0.38: closed is what the SPOC has checked; Jana is the SPOC, Tom the executor.
    with_task(asked)
    clm.ok("task", "move", T, "done", "--as", "tom")
    clm.ok("task", "move", T, "closed")
    with_task(asked, status="done")
    answer = clm("task", "move", T, "closed", "--as", "tom")
    assert answer.code == 77
    assert f"{T} is in the care of jana" in answer.err
    clm.ok("task", "move", T, "closed", "--as", "tom", "--on-behalf")
    assert asked.trailers()["Clm-For"] == "jana"
    with_task(asked)
    assert clm("task", "move", T, "done", "--as", "isabel").code == 77
    clm.ok("task", "move", T, "done", "--as", "isabel", "--on-behalf")
    assert asked.trailers()["Clm-For"] == "tom"


def test_a_follow_up_is_made_in_the_same_commit(asked: Repository, clm: Clm) -> None:
    # A0.40
    with_task(asked, executor="jana")
    before = asked.head()
    answer = clm(
        "task", "move", T, "done", "--follow-up", "Hotel buchen", "--to", "tom", "--due", "+3wd",
        "--json",
    )  # fmt: skip
    assert answer.code == 0, answer.err
    assert asked.git("rev-parse", "HEAD~1") == before
    first, second = answer.json["changed"]
    item = shown(clm, second)
    assert first == T
    assert (item["follows"], item["executor"], item["due"], item["task_kind"]) == (
        T, "tom", "2026-11-23", "follow-up",
    )  # fmt: skip
    assert shown(clm)["followed_by"] == [second]
    assert clm("task", "move", T, "closed", "--to", "tom").code == 2


def test_nothing_is_opened_for_a_closed_request(asked: Repository, clm: Clm) -> None:
    closed = request(
        status="closed", more="outcome: solved\nsolution: ja", tasks=task(status="done")
    )
    asked.put(FILE, file(closed))
    answer = clm("task", "move", T, "open")
    assert answer.code == 77
    assert f"clm request move {R} open -m WHY" in answer.err
    clm.ok("task", "move", T, "closed")


def test_done_ends_an_internal_task(asked: Repository, clm: Clm) -> None:
    with_task(asked, executor="jana", more="checklist: [{id: k-00000001, text: Preis}]")
    answer = clm("done", T)
    assert answer.code == 0
    assert "still on the checklist: Preis" in answer.err
    assert shown(clm)["status"] == "done"


def test_done_makes_the_task_that_follows(asked: Repository, clm: Clm) -> None:
    # A0.40
    with_task(asked, executor="jana")
    answer = clm("done", T, "--follow-up", "Hotel", "--to", "tom", "--due", "+3wd", "--json")
    assert answer.code == 0, answer.err
    _, second = answer.json["changed"]
    assert shown(clm, second)["follows"] == T
    assert clm("done", T, "--to", "tom").code == 2
    assert clm("done", T, second, "--follow-up", "x").code == 2


def test_fields_and_the_checklist_are_set(asked: Repository, clm: Clm) -> None:
    with_task(asked)
    clm.ok("task", "set", T, "due=2026-11-27", "tags+=eilig", "checklist+=Preis vergleichen")
    item = shown(clm)
    assert (item["due"], item["tags"]) == ("2026-11-27", ["eilig"])
    (line,) = item["checklist"]
    before = asked.head()
    for word in ("2026-11-19", "2027-01-04"):
        answer = clm("task", "set", T, f"checklist.{line['id']}.done_on={word}")
        assert (answer.code, asked.head()) == (77, before)
        assert f"{word} is still to come" in answer.err
    clm.ok("task", "set", T, f"checklist.{line['id']}.done_on=2026-11-18")
    assert "[x]" in clm.ok("task", "show", T)
    answer = clm("task", "set", T, "executor=jana")
    assert answer.code == 2
    assert "clm assign REF HANDLE" in answer.err
    clm.ok("task", "set", T, f"checklist-={line['id']}")
    assert shown(clm)["checklist"] == []


def test_a_due_day_is_set_by_date_words_and_lies_ahead(asked: Repository, clm: Clm) -> None:
    with_task(asked)
    answer = clm("task", "set", T, "due=fri")
    assert (answer.code, shown(clm)["due"]) == (0, "2026-11-20")
    assert "fri = 2026-11-20" in answer.err
    before = asked.head()
    for word, code in (("2026-11-17", 77), ("yesterday", 2), ("soon", 2), ("2026-13-45", 2)):
        assert clm("task", "set", T, f"due={word}").code == code
    assert f"requests.{R}.tasks.{T}.due: " in clm("task", "set", T, "due=2026-13-45").err
    assert asked.head() == before
    clm.ok("task", "set", T, "due=", "checklist+=Preis vergleichen")
    item = shown(clm)
    assert item["due"] is None
    clm.ok("task", "set", T, f"checklist.{item['checklist'][0]['id']}.done_on=yesterday")
    assert shown(clm)["checklist"][0]["done_on"] == "2026-11-17"


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("due=2026-11-17", "2026-11-17 lies in the past"),
        ("service=reise", "asks for no service reise"),
    ],
)
def test_what_is_set_obeys_what_a_new_task_does(
    asked: Repository, clm: Clm, word: str, said: str
) -> None:
    # A0.17
    asked.put(FILE, file(request(more="services: [recherche]", tasks=task())))
    before = asked.head()
    answer = clm("task", "set", T, word)
    assert (answer.code, asked.head()) == (77, before)
    assert said in answer.err


def test_a_title_stays_one_line(asked: Repository, clm: Clm) -> None:
    asked.put(FILE, file(request(tasks=task(more="due: 2026-11-10"))))
    clm.ok("task", "set", T, "title=Flug\n suchen", "checklist+=Preis\nnennen")
    item = shown(clm)
    assert (item["title"], item["checklist"][0]["text"]) == ("Flug suchen", "Preis nennen")


def test_a_colleagues_task_is_set_on_behalf(asked: Repository, clm: Clm) -> None:
    # A0.24: Jana is the SPOC, Tom the executor.
    with_task(asked)
    assert clm("task", "set", T, "tags+=eilig", "--as", "isabel").code == 77
    clm.ok("task", "set", T, "tags+=eilig", "--as", "isabel", "--on-behalf")
    assert asked.trailers()["Clm-For"] == "tom"


def test_the_page_shows_fields_history_and_request(asked: Repository, clm: Clm) -> None:
    # A0.39
    with_task(asked, executor="jana", more="due: 2026-11-17, department: it")
    clm.ok("task", "move", T, "in_progress", "-m", "angefangen")
    page = clm.ok("task", "show", T)
    for part in (f"{R}  Reise", f"{C} Muster GmbH", "2026-11-17 (overdue)", "it", "SPOC", "jana"):
        assert part in page
    assert "jana  status  open → in_progress  angefangen" in page
    assert "Z  jana" not in page  # by the clock of the team


def test_the_page_shows_the_notes_about_it(asked: Repository, clm: Clm) -> None:
    # A0.39: of both case files, which everybody in the team may read.
    with_task(asked)
    clm.ok("note", C, "Flug um 7 ist voll", "--task-link", T)
    clm.ok("note", C, "nichts damit zu tun")
    assert [note["text"] for note in shown(clm)["notes"]] == ["Flug um 7 ist voll"]
    assert "Flug um 7 ist voll\n" in clm.ok("task", "show", T)
    clm.ok("note", C, "zur Anfrage", "--task-link", R)
    assert len(shown(clm)["notes"]) == 2
    assert clm("note", C, "x", "--task-link", "t-99999999").code == 3
    assert clm("note", C, "x", "--task-link", "r-999999").code == 3


def test_a_customer_with_an_open_request_is_not_archived(asked: Repository, clm: Clm) -> None:
    assert R in clm.ok("customer", "show", C)
    answer = clm("customer", "remove", C, "--yes")
    assert answer.code == 77
    assert f"{C} has open requests, tasks, complaints or escalations: {R}" in answer.err
    clm.ok("request", "close", R, "--outcome", "withdrawn", "--solution", "hat sich erledigt")
    clm.ok("customer", "remove", C, "--yes")
    assert asked.is_clean()
