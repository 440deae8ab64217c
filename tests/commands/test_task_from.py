"""Tasks that a complaint, a review or a survey brings: `clm task` and every list (A2.21)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.asking import (
    COMPLAINT,
    FILE,
    ORIGIN,
    SERVICE,
    C,
    R,
    T,
    action,
    actions,
    complained,
    customer,
    file,
    request,
    task,
)
from tests.build import SETTINGS, TEAM, customer_path
from tests.commands.test_notices_of_acts import PETRA, said, told
from tests.commands.test_report_run import when

if TYPE_CHECKING:
    from tests.world import Clm, Repository, Result

REVIEW = "rv-7f3qkd"
EMPTY = f"customer: {C}\n"


@pytest.fixture
def asked(repo: Repository) -> Repository:
    """Jana's customer who has complained; an action for Tom, beside an open request of hers."""
    repo.write("clm.yaml", f"{SETTINGS}language: en\n")
    repo.write(customer_path(C), customer())
    reviews = f"reviews: [{{id: {REVIEW}, planned_on: 2026-11-20}}]\n"
    repo.write(SERVICE, complained() + reviews)
    repo.put(FILE, file(request()) + actions(action(more="due: 2026-11-20")))
    return repo


def with_action(repo: Repository, status: str = "open", more: str = "") -> None:
    repo.put(FILE, file(request()) + actions(action(status=status, more=more)))


def shown(clm: Clm, ref: str = T) -> dict[str, Any]:
    (item,) = clm("task", "show", ref, "--json").json["items"]
    assert isinstance(item, dict)
    return item


def refs(answer: Result, key: str = "ref") -> list[str]:
    return [item[key] for item in answer.json["items"]]


# made


@pytest.mark.parametrize(
    ("ref", "origin"), [(COMPLAINT, ORIGIN), (REVIEW, f"review/{REVIEW}"), ("cm-7f3", ORIGIN)]
)
def test_a_complaint_or_a_review_brings_a_task(
    asked: Repository, clm: Clm, ref: str, origin: str
) -> None:
    # A2.21, A2.34
    before = asked.head()
    answer = clm("task", "add", ref, "Kundin anrufen", "--to", "tom", "--due", "+3wd", "--json")
    assert answer.code == 0, answer.err
    (made,) = answer.json["changed"]
    assert asked.git("rev-parse", "HEAD~1") == before
    item = shown(clm, made)
    assert item == item | {
        "from": origin, "task_kind": "action", "executor": "tom", "due": "2026-11-23",
        "kind": "internal", "request": None, "subject": None, "spoc": None, "need": None,
        "customer": C,
    }  # fmt: skip
    rules = {one["rule"] for one in clm("check", "--json").json["items"]}
    assert rules == {"incomplete", "complaint-acknowledge"}
    clm.ok("undo")
    assert made not in asked.read(FILE)


def test_the_file_is_made_where_there_is_none(asked: Repository, clm: Clm) -> None:
    # A2.21
    asked.path(FILE).unlink()
    asked.commit()
    clm.ok("task", "add", COMPLAINT, "Anrufen")
    text = asked.read(FILE)
    assert "tasks:\n" in text
    assert f"from: {ORIGIN}\n" in text
    assert "executor: jana\n" in text


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        ((COMPLAINT, "x", "--to", "tomm"), 3, "did you mean tom?"),
        ((COMPLAINT, "x", "--due", "2026-11-17"), 77, "lies in the past"),
        ((COMPLAINT, " "), 2, "a task needs a title"),
        ((COMPLAINT, "x", "--vpa", "anna"), 2, "--vpa: for a task that a customer posts"),
        (("cm-000000", "x"), 3, "cm-000000"),
    ],
)
def test_what_cannot_be_made_changes_nothing(
    asked: Repository, clm: Clm, words: tuple[str, ...], code: int, message: str
) -> None:
    # A2.21
    before = asked.head()
    answer = clm("task", "add", *words)
    assert (answer.code, asked.head()) == (code, before)
    assert message in answer.err


def test_nothing_is_done_for_an_archived_customer(asked: Repository, clm: Clm) -> None:
    # A2.12
    asked.put(customer_path(C), customer("owner: jana\nstatus: archived\n"))
    assert clm("task", "add", COMPLAINT, "x").code == 77
    assert clm("task", "move", T, "in_progress", "--as", "tom").code == 77


# lists


def test_lists_say_what_it_comes_from(asked: Repository, clm: Clm) -> None:
    # A0.37, A2.21
    asked.put(
        FILE,
        file(request(tasks=task("t-22222222")))
        + actions(
            action(more="due: 2026-11-17"),
            action("t-33333333", "done"),
            action("t-44444444", origin=f"review/{REVIEW}"),
        ),
    )
    listed = clm("task", "list", "--json")
    assert refs(listed, "id") == [T, "t-22222222", "t-44444444"]
    assert [one["from"] for one in listed.json["items"]] == [ORIGIN, None, f"review/{REVIEW}"]
    lines = {line.split()[0]: line for line in clm.ok("task", "list").splitlines()[1:]}
    assert [lines[ref].split()[-1] for ref in (T, "t-22222222", "t-44444444")] == [
        COMPLAINT, R, REVIEW,
    ]  # fmt: skip

    def found(*words: str) -> list[str]:
        return refs(clm("task", "list", "--json", *words), "id")

    assert found("--request", R) == ["t-22222222"]
    assert found("--where", f"from = {ORIGIN}") == [T]
    assert found("--where", f"from = {ORIGIN}", "--all") == [T, "t-33333333"]
    assert found("--overdue") == [T]
    assert found("--customer", C, "--kind", "internal") == [T, "t-22222222", "t-44444444"]
    assert found("--mine", "--as", "tom") == [T, "t-22222222", "t-44444444"]


def test_it_stands_in_the_list_of_who_does_it(asked: Repository, clm: Clm) -> None:
    # A0.14, A2.21
    assert asked
    (item,) = clm("mine", "tasks", "--of", "tom", "--json").json["items"]
    assert (item["ref"], item["rule"], item["due"]) == (T, "task", "2026-11-20")
    assert item["next"] == f"clm task move {T} done"
    assert T not in clm.ok("mine", "tasks", "--of", "jana")
    assert f"clm task show {T}" in clm.ok("export", "ics", "--of", "tom")
    load = {one["id"]: one["tasks"] for one in clm("team", "load", "--json").json["items"]}
    assert load["tom"] == 1
    # Of a day before it was there nobody can tell: without an event it always was.
    assert refs(clm("task", "list", "--json", "--today", "2026-11-01"), "id") == [T]


def test_it_is_there_from_the_day_it_was_made(asked: Repository, clm: Clm) -> None:
    # A0.37
    asked.put(FILE, file(request()))
    clm.ok("task", "add", COMPLAINT, "Anrufen", "--to", "tom")
    assert refs(clm("task", "list", "--json", "--today", "2026-11-17"), "id") == []
    assert len(refs(clm("task", "list", "--json", "--today", "2026-11-18"), "id")) == 1


def test_the_page_and_why_say_where_it_comes_from(asked: Repository, clm: Clm) -> None:
    # A0.39, A1.44, A2.21
    clm.ok("note", C, "hat sich beruhigt", "--kind", "complaint", "--complaint", COMPLAINT)
    clm.ok("note", C, "dreimal angerufen", "--task-link", T)
    page = clm.ok("task", "show", T)
    assert f"complaint {COMPLAINT}" in " ".join(page.split())
    assert "hat sich beruhigt" in page
    assert "dreimal angerufen" in page
    (why,) = clm("why", T, "--json").json["items"]
    assert (why["rule"], why["since"], why["ends"]) == ("task", None, "done or cancelled")
    assert why["facts"]["from"] == ORIGIN
    assert ORIGIN in clm.ok("why", T)
    clm.ok("task", "move", T, "in_progress", "--as", "tom")
    (why,) = clm("why", T, "--json").json["items"]
    assert why["since"] == "2026-11-18"
    assert asked.is_clean()


def test_the_customer_says_what_is_to_be_done(asked: Repository, clm: Clm) -> None:
    # A2.21
    assert asked
    (item,) = clm("customer", "show", C, "--json").json["items"]
    assert [one["from"] for one in item["tasks"]] == [ORIGIN]


# moves


def test_who_looks_after_the_customer_checks_what_is_done(asked: Repository, clm: Clm) -> None:
    # A0.38, A2.21: Jana is the owner, Tom the executor.
    with_action(asked)
    clm.ok("task", "move", T, "done", "--as", "tom")
    answer = clm("task", "move", T, "closed", "--as", "tom")
    assert answer.code == 77
    assert f"{T} is in the care of jana" in answer.err
    clm.ok("task", "move", T, "closed", "--as", "jana")
    assert "Clm-For" not in asked.trailers()
    with_action(asked, "done")
    clm.ok("task", "move", T, "closed", "--as", "tom", "--on-behalf")
    assert asked.trailers()["Clm-For"] == "jana"
    with_action(asked)
    assert clm("task", "move", T, "done", "--as", "isabel").code == 77
    asked.put(customer_path(C), customer("owner: jana\naccount_manager: isabel\n"))
    clm.ok("task", "move", T, "done", "--as", "isabel")
    assert clm("task", "move", T, "closed", "--as", "jana").code == 77


def test_what_is_said_to_be_done_is_a_matter_of_requests(asked: Repository, clm: Clm) -> None:
    # A0.38
    with_action(asked)
    clm.ok("done", T, "--as", "tom")
    assert shown(clm)["status"] == "done"
    (item,) = clm("mine", "requests", "--json").json["items"]
    assert item["rule"] == "no-next-step"
    assert refs(clm("mine", "tasks", "--team", "--json")) == []


def test_it_waits_and_goes_on(asked: Repository, clm: Clm) -> None:
    # A0.40, A0.41
    with_action(asked)
    clm.ok("task", "move", T, "waiting", "--on", "customer", "--recheck", "+2wd", "--as", "tom")
    (item,) = clm("mine", "tasks", "--of", "tom", "--json").json["items"]
    assert (item["rule"], item["due"]) == ("recheck", "2026-11-20")
    (why,) = clm("why", T, "--json").json["items"]
    assert why["rule"] == "recheck"
    clm.ok("task", "move", T, "cancelled", "--as", "tom", "-m", "hat sich erledigt")
    assert shown(clm)["events"][-1]["note"] == "hat sich erledigt"
    assert clm("task", "move", T, "closed", "--as", "tom").code == 77


def test_what_follows_comes_from_the_same(asked: Repository, clm: Clm) -> None:
    # A0.40, A2.21
    with_action(asked)
    words = ("--follow-up", "Nachfragen", "--to", "jana", "--due", "+3wd", "--json")
    answer = clm("done", T, *words, "--as", "tom")
    assert answer.code == 0, answer.err
    _, second = answer.json["changed"]
    item = shown(clm, second)
    assert (item["from"], item["follows"], item["task_kind"]) == (ORIGIN, T, "follow-up")
    assert shown(clm)["followed_by"] == [second]
    again = clm("done", T, *words, "--as", "tom")
    assert again.code == 77
    assert f"clm task add {COMPLAINT} TITLE" in again.err


def test_its_fields_are_set(asked: Repository, clm: Clm) -> None:
    # A0.17, A2.21
    with_action(asked)
    words = ("due=2026-11-27", "tags+=eilig", "checklist+=Preis", "service=reise")
    clm.ok("task", "set", T, *words, "--as", "tom")
    item = shown(clm)
    assert (item["due"], item["tags"], item["service"]) == ("2026-11-27", ["eilig"], "reise")
    line = item["checklist"][0]["id"]
    clm.ok("task", "set", T, f"checklist.{line}.done_on=2026-11-18", "--as", "tom")
    assert clm("task", "set", T, "due=2026-11-17", "--as", "tom").code == 77
    answer = clm("task", "set", T, f"from=review/{REVIEW}")
    assert answer.code == 2
    assert clm("who", T, "due", "--json").json["items"][0]["action"] == "task set"
    clm.ok("undo", "--as", "tom")
    assert "done_on" not in asked.read(FILE)


def test_a_request_that_is_closed_leaves_it_alone(asked: Repository, clm: Clm) -> None:
    # A0.10, A2.21
    assert asked
    clm.ok("request", "close", R, "--outcome", "solved", "--solution", "gebucht")
    assert shown(clm)["status"] == "open"


# whose it is


def test_it_is_given_to_somebody_else(asked: Repository, clm: Clm) -> None:
    # A0.2, A0.34
    clm.ok("assign", T, "isabel", "-m", "kennt sie")
    assert shown(clm)["executor"] == "isabel"
    assert told(asked) == {"assigned isabel": f"{C}/{T}", "unassigned tom": f"{C}/{T}"}
    clm.ok("task", "move", T, "cancelled")
    assert told(asked)["unassigned isabel"] == f"{C}/{T}"


@pytest.mark.parametrize(
    ("cascade", "who", "message"),
    [
        (("--cascade", "tasks"), "tom", f"with {C} go to tom: {R}"),
        ((), "jana", f"these stay with jana: {T} (--cascade tasks)"),
    ],
)
def test_it_goes_with_the_customer(
    asked: Repository, clm: Clm, cascade: tuple[str, ...], who: str, message: str
) -> None:
    # A0.19
    asked.put(FILE, file(request()) + actions(action(executor="jana"), action("t-22222222")))
    answer = clm("assign", C, "tom", *cascade)
    assert answer.code == 0, answer.err
    assert message in answer.err
    assert shown(clm)["executor"] == who


def test_it_is_handed_over(asked: Repository, clm: Clm) -> None:
    # A0.23
    away = "absences:\n  - {id: ab-000001, from: 2026-11-19, to: 2026-11-27}\n"
    asked.put("team/tom.yaml", TEAM["tom"] + away)
    found = {one["ref"]: one["kind"] for one in clm("handover", "tom", "--json").json["items"]}
    assert found[T] == "action"
    clm.ok("handover", "tom", "--assign", f"{T}=jana", "--apply")
    assert shown(clm)["executor"] == "jana"


def test_a_customer_it_is_open_of_is_not_archived(asked: Repository, clm: Clm) -> None:
    # A2.12
    asked.put(FILE, EMPTY + actions(action()))
    answer = clm("customer", "remove", C, "--yes")
    assert answer.code == 77
    assert f"{C} has open requests, tasks, complaints or escalations: {T}" in answer.err
    clm.ok("complaint", "move", COMPLAINT, "withdrawn", "-m", "gibt es nicht mehr")
    clm.ok("customer", "remove", C, "--yes", "--force", "-m", "gibt es nicht mehr")
    assert shown(clm)["status"] == "cancelled"


# check


def test_check_names_each_fault(asked: Repository, clm: Clm) -> None:
    # A0.8, A0.41, A2.12, A2.21
    asked.put(
        FILE,
        file(request(tasks=task("t-22222222", more=f"from: {ORIGIN}")))
        + actions(
            task("t-33333333"),
            action("t-44444444", "waiting", executor="eva"),
            action("t-55555555", origin="request/r-4k2m9q"),
        ),
    )
    out = clm("check").out
    assert "from: " in out  # a request is no origin
    asked.put(FILE, asked.read(FILE).replace("request/r-4k2m9q", ORIGIN))
    out = clm("check").out
    for part in (
        "from: t-22222222 is for r-4k2m9q",
        "t-33333333 is for no request, and comes from nothing",
        "nobody has the handle eva",
        "t-44444444 is waiting without waiting_on",
    ):
        assert part in out
    asked.put(FILE, EMPTY + actions(action()))
    asked.put(customer_path(C), customer("status: archived\n"))
    assert f"{T} is open, but {C} is archived" in clm("check").out


# notices by the day


@pytest.fixture
def managed(asked: Repository, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """Petra manages Tom; his action is due on Friday."""
    asked.write("team/petra.yaml", PETRA)
    asked.put("team/tom.yaml", TEAM["tom"] + "manager: petra\n")
    when(monkeypatch, "2026-11-18T08:05")
    return asked


def run(clm: Clm, monkeypatch: pytest.MonkeyPatch, *moments: str) -> None:
    for moment in moments:
        when(monkeypatch, moment)
        assert clm("report", "run", "--due").code == 0


def of(repo: Repository, *events: str) -> dict[str, str]:
    return {key: items for key, items in told(repo).items() if key.split()[0] in events}


def to_of(repo: Repository) -> list[str]:
    """Whom the notice of the overdue action is for."""
    text = repo.read(f"outbox/action-overdue-{T}-2026-11-20.yaml")
    return text.split("to:\n")[1].split("by:")[0].split("facts:")[0].replace("  - ", "").split()


@pytest.mark.parametrize(
    ("handler", "executor", "to"),
    [
        ("jana", "tom", ["petra", "jana"]),
        ("petra", "tom", ["petra"]),
        ("tom", "tom", ["petra"]),
        ("uwe", "tom", ["petra"]),  # has no record any more
        ("jana", "petra", ["jana"]),
    ],
)
def test_an_overdue_action_is_told_to_manager_and_handler_each_once(
    managed: Repository, clm: Clm, monkeypatch: pytest.MonkeyPatch, handler: str, executor: str,
    to: list[str],
) -> None:  # fmt: skip
    # A2.21
    managed.write(SERVICE, complained().replace("handler: jana", f"handler: {handler}"))
    late = actions(action(more="due: 2026-11-20", executor=executor))
    managed.put(FILE, file(request()) + late)
    run(clm, monkeypatch, "2026-11-23T08:05")
    assert to_of(managed) == to


def test_an_overdue_action_is_told_to_who_does_it_and_to_their_manager(
    managed: Repository, clm: Clm, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A2.21
    run(clm, monkeypatch, "2026-11-20T08:05")
    due = f"{C}/{T}@2026-11-20"
    events = ("due", "overdue", "action-overdue")
    assert of(managed, *events)["due tom"] == due
    assert [key for key in of(managed, *events[1:]) if "jana" not in key] == []
    run(clm, monkeypatch, "2026-11-21T08:05", "2026-11-23T08:05", "2026-11-24T08:05")
    late = of(managed, *events[1:])
    assert (late["overdue tom"], late["action-overdue petra"]) == (due, due)
    names = [path.name for path in managed.path("outbox").glob("*overdue-*")]
    assert sorted(name for name in names if "jana" not in name) == [
        f"action-overdue-{T}-2026-11-20.yaml", "overdue-2026-11-23-tom.yaml",
    ]  # fmt: skip
    text = said(clm, "action-overdue")
    assert text.startswith(f"Overdue after a complaint: {T} Flug suchen (Muster GmbH)")
    assert "Tom Berger has not done in time" in text
    clm.ok("task", "move", T, "done", "--as", "tom")
    managed.put("clm.yaml", managed.read("clm.yaml") + "notify:\n  host: here\n")
    monkeypatch.setenv("CLM_HOST", "here")
    monkeypatch.setenv("CLM_NOTIFY_COMMAND", "true")
    sent = clm("notify", "send")
    assert f"action-overdue-{T}-2026-11-20 is not so any more" in sent.err


@pytest.mark.parametrize(
    "held",
    [
        action(more="due: 2026-11-20", origin=f"review/{REVIEW}"),
        action(status="done", more="due: 2026-11-20"),
        action(),
    ],
)
def test_of_what_no_manager_is_told(
    managed: Repository, clm: Clm, monkeypatch: pytest.MonkeyPatch, held: str
) -> None:
    # A2.21: from a review, done, without a day.
    managed.put(FILE, file(request()) + actions(held))
    run(clm, monkeypatch, "2026-11-23T08:05")
    assert of(managed, "action-overdue") == {}


def test_who_covers_the_manager_is_told_once_of_their_own(
    managed: Repository, clm: Clm, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A0.29, A2.21
    away = "absences:\n  - {id: ab-000001, from: 2026-11-16, to: 2026-11-27, replacement: tom}\n"
    managed.put("team/petra.yaml", PETRA + away)
    run(clm, monkeypatch, "2026-11-23T08:05")
    assert "overdue tom" in of(managed, "overdue")
    assert list(of(managed, "action-overdue")) == ["action-overdue jana"]


def test_a_report_on_requests_leaves_it_out(asked: Repository, clm: Clm) -> None:
    # A0.13: the request is nobody's, and so would be the task.
    late = actions(action(more="due: 2026-11-16"))
    asked.put(FILE, file(request(spoc="", status="new")) + late)
    (item,) = clm("report", "fulfilment", "--json").json["items"]
    assert item["overdue_tasks"] == 0


def test_check_asks_whether_there_is_what_it_comes_from(asked: Repository, clm: Clm) -> None:
    # A2.21, A2.29, A2.34
    origins = ("complaint/cm-000000", "review/rv-000000", "survey/sv-000000")
    tasks = [action(f"t-0000000{n}", origin=one) for n, one in enumerate(origins, 1)]
    asked.put(FILE, f"customer: {C}\n{actions(*tasks)}")
    found = [one for one in clm("check", "--json").json["items"] if one["rule"] == "unknown-origin"]
    assert [one["sentence"] for one in found] == [
        f"from: {C} has no cm-000000", f"from: {C} has no rv-000000", f"from: {C} has no sv-000000",
    ]  # fmt: skip
    planned = clm.ok("survey", "plan", "Herbst", "--question", "nps", "--ids").strip()
    one = action(origin=f"survey/{planned}")
    asked.put(FILE, f"customer: {C}\n{actions(one, action('t-00000001'))}")
    assert "unknown-origin" not in {one["rule"] for one in clm("check", "--json").json["items"]}
