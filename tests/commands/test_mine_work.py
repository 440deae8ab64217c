"""`clm mine` with requests and tasks: whose they are, in which order, what is new (A0.14-A0.16)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.asking import FILE, C, R, T, customer, file, request, status_event, task
from tests.build import TEAM, customer_path

if TYPE_CHECKING:
    from tests.world import Clm, Repository, Result

AWAY = "absences:\n  - {id: ab-111111, from: 2026-11-18, to: 2026-11-20, replacement: jana}\n"


@pytest.fixture
def working(repo: Repository) -> Repository:
    """Requests of Jana's and Tom's, with tasks of both."""
    tasks = "".join(
        [
            task("t-aaaaaaaa", more="due: 2026-11-20", executor="jana"),
            task("t-bbbbbbbb", "waiting", "waiting_on: vpa, recheck_on: 2026-11-17", "jana"),
            task("t-cccccccc", "done", executor="jana"),
            task("t-dddddddd", more="due: 2026-11-19"),
        ]
    )
    repo.write(customer_path(C), customer())
    repo.put(
        FILE, file(request("r-000001", tasks=tasks), request("r-000002", spoc="tom"), closed())
    )
    return repo


def closed() -> str:
    more = "outcome: solved\nsolution: ja"
    return request(
        "r-000003", status="closed", more=more, tasks=task("t-eeeeeeee", executor="jana")
    )


def items(answer: Result) -> list[dict[str, Any]]:
    found = answer.json["items"]
    assert isinstance(found, list)
    return found


def refs(answer: Result) -> list[str]:
    return [item["ref"] for item in items(answer)]


def test_requests_and_tasks_stand_beside_customers_by_due(working: Repository, clm: Clm) -> None:
    # A0.14, A0.37: what is finished is hidden, and so is what belongs to a closed request.
    working.put(
        customer_path("c-000001"),
        "id: c-000001\nname: Otto\nkind: person\nowner: jana\n"
        "reminders: [{id: m-11111111, on: 2026-11-18, for: jana}]\n",
    )
    found = items(clm("mine", "--json"))
    assert [(one["ref"], one["list"], one["rule"], one["due"]) for one in found] == [
        ("r-000001", "requests", "request", "2026-11-17"),
        ("t-bbbbbbbb", "tasks", "recheck", "2026-11-17"),
        ("c-000001", "lead", "reminder", "2026-11-18"),
        ("t-aaaaaaaa", "tasks", "task", "2026-11-20"),
    ]
    assert [one["overdue"] for one in found] == [True, True, False, False]
    assert {one["customer"] for one in found} == {C, "c-000001"}
    assert found[3]["next"] == "clm task move t-aaaaaaaa done"
    assert found[3]["owner"] == "jana"
    assert found[3]["reasons"] == ["task"]


def test_lists_can_be_named(working: Repository, clm: Clm) -> None:
    assert working
    assert refs(clm("mine", "requests", "--json")) == ["r-000001"]
    assert refs(clm("mine", "tasks", "--json")) == ["t-bbbbbbbb", "t-aaaaaaaa"]
    assert refs(clm("mine", "tasks", "--due", "2026-11-18", "--json")) == ["t-bbbbbbbb"]
    assert refs(clm("mine", "requests", "--team", "--json")) == ["r-000002", "r-000001"]
    assert refs(clm("mine", "tasks", "--of", "tom", "--json")) == ["t-dddddddd"]
    assert refs(clm("mine", "first", "--json")) == []
    assert "Task: Flug suchen" in clm.ok("mine", "tasks")


def test_prio_comes_first_on_a_day(working: Repository, clm: Clm) -> None:
    # due, prio, ref: a request of high priority, or of a prio customer.
    high = request("r-000002", more="priority: high")
    working.put(FILE, file(request("r-000001"), high))
    assert refs(clm("mine", "--json")) == ["r-000002", "r-000001"]


def test_what_is_covered_is_marked_with_whose_it_is(working: Repository, clm: Clm) -> None:
    # A0.14, A0.24: the owner is not overwritten, and sees it too.
    working.put("team/tom.yaml", TEAM["tom"] + AWAY)
    found = {one["ref"]: one for one in items(clm("mine", "--json"))}
    assert found["r-000002"]["covering_for"] == "tom"
    assert found["t-dddddddd"]["covering_for"] == "tom"
    assert found["r-000001"]["covering_for"] is None
    assert found["r-000002"]["owner"] == "tom"
    assert "r-000002" in refs(clm("mine", "--of", "tom", "--json"))
    later = ("--today", "2026-11-21")
    assert "r-000002" not in refs(clm("mine", "--json", *later))


def test_what_nobody_answers_for_is_the_lead_distributors(working: Repository, clm: Clm) -> None:
    # A0.7
    working.put(FILE, file(request(spoc="", status="new")))
    (item,) = items(clm("mine", "requests", "--of", "isabel", "--json"))
    assert (item["ref"], item["owner"], item["next"]) == (R, None, f"clm assign {R} HANDLE")
    assert refs(clm("mine", "requests", "--json")) == []


def to_accept(at: str) -> str:
    """A new request to which Jana appointed Tom."""
    start = status_event("k-4k2m9q01", "new")
    given = f"{{id: k-00000009, at: '{at}', by: jana, kind: spoc, to: tom}}"
    new = request(spoc="tom", status="new")
    return file(new.replace(start, f"{start}\n      - {given}"))


def test_what_may_still_be_accepted_is_not_the_managers(working: Repository, clm: Clm) -> None:
    # A0.20: eight working hours from the afternoon end in the next afternoon.
    working.put("team/tom.yaml", TEAM["tom"] + "manager: isabel\n")
    working.put(FILE, to_accept("2026-11-17T14:00:00Z"))
    assert refs(clm("mine", "--of", "isabel", "--json")) == []
    assert refs(clm("mine", "--of", "isabel", "--json", "--today", "2026-11-19")) == [R]


@pytest.mark.parametrize("manager", ["manager: isabel\n", ""])
def test_what_is_not_accepted_is_on_the_managers_list(
    working: Repository, clm: Clm, manager: str
) -> None:
    # A0.20: eight working hours are over; without a manager of his own the team lead sees it.
    working.write("team/tom.yaml", TEAM["tom"] + manager)
    working.write("team/isabel.yaml", TEAM["isabel"] + ("" if manager else "  - team-lead\n"))
    working.put(FILE, to_accept("2026-11-17T08:00:00Z"))
    (item,) = items(clm("mine", "requests", "--of", "isabel", "--json"))
    assert (item["rule"], item["owner"], item["due"]) == ("unaccepted", "tom", "2026-11-17")
    assert item["next"] == f"clm assign {R} HANDLE"
    (own,) = items(clm("mine", "requests", "--of", "tom", "--json"))
    assert own["next"] == f"clm request accept {R}"
    clm.ok("request", "accept", R, "--as", "tom")
    assert refs(clm("mine", "requests", "--of", "isabel", "--json")) == []


def test_an_archived_customers_requests_are_nobodys_work(working: Repository, clm: Clm) -> None:
    working.put(customer_path(C), customer("owner: jana\nstatus: archived\n"))
    # A0.14, A0.37: open means the same in every list; --all shows them.
    assert refs(clm("mine", "--json")) == []
    for noun, ref in (("request", "r-000001"), ("task", "t-aaaaaaaa")):
        assert clm.ok(noun, "list", "--ids") == ""
        assert ref in clm.ok(noun, "list", "--all", "--ids")


def test_a_day_before_knows_nothing_of_it(working: Repository, clm: Clm) -> None:
    assert working
    day = ("--today", "2026-11-15")
    assert refs(clm("mine", "--json", *day)) == []
    assert clm("request", "list", "--all", "--json", *day).json["items"] == []
    assert clm("task", "list", "--all", "--json", *day).json["items"] == []


def test_a_hand_edit_shows_at_once(working: Repository, clm: Clm) -> None:
    assert len(refs(clm("mine", "tasks", "--json"))) == 2
    text = working.read(FILE).replace("status: open, due: 2026-11-20", "status: done")
    working.write(FILE, text)
    assert refs(clm("mine", "tasks", "--json")) == ["t-bbbbbbbb"]


# new since the last ack


def test_new_is_what_came_since_the_last_ack(working: Repository, clm: Clm) -> None:
    # A0.16: kept in the clone, not in shared history.
    assert len(refs(clm("mine", "--new", "--json"))) == 3
    head, answer = working.head(), clm("mine", "--ack")
    assert answer.code == 0
    assert "4 things of yours are known now" in answer.err  # the customer too
    assert (working.head(), working.is_clean()) == (head, True)
    assert refs(clm("mine", "--new", "--json")) == []
    clm.ok("task", "add", "r-000001", "Hotel", "--to", "jana", "--as", "tom")
    (item,) = items(clm("mine", "--new", "--json"))
    assert item["title"] == "Hotel"
    assert len(refs(clm("mine", "--json"))) == 4
    assert len(refs(clm("mine", "--new", "--as", "tom", "--json"))) == 2  # his own marker
    assert refs(clm("mine", "--new", "--ack", "--json")) == [item["ref"]]
    assert clm("mine", "--new").out == "Nothing is new.\n"


def test_what_was_given_away_and_back_is_new(working: Repository, clm: Clm) -> None:
    # A0.16
    assert working
    clm.ok("mine", "--ack")
    for ref in ("r-000001", "t-aaaaaaaa"):
        clm.ok("assign", ref, "tom")
        assert refs(clm("mine", "--new", "--json")) == []
        clm.ok("assign", ref, "jana", "--as", "tom")
        assert refs(clm("mine", "--new", "--json")) == [ref]
        clm.ok("mine", "--ack")
    assert refs(clm("mine", "--new", "--json")) == []


def test_new_is_ones_own(working: Repository, clm: Clm) -> None:
    assert working
    assert clm("mine", "--new", "--team").code == 2
    assert clm("mine", "--ack", "--of", "tom").code == 2
    assert clm("mine", "--ack", "--as-of", "HEAD").code == 78


def test_without_an_identity_nothing_is_new(working: Repository, clm: Clm) -> None:
    # A0.15
    working.git("config", "user.email", "nobody@example.org")
    answer = clm("mine", "--new")
    assert (answer.code, answer.out) == (78, "")
    assert T not in answer.err


def test_what_covers_ask_is_asked_once_a_person(
    working: Repository, clm: Clm, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A0.27, A0.29: not of each row, and of nobody else's tasks.
    from clm.domain import windows
    from clm.store.index import Index

    part = "replacements: [{id: rp-111111, replacement: tom, kind: internal}]"
    away = AWAY.replace("replacement: jana", part)
    working.write("team/jana.yaml", TEAM["jana"] + away)
    asked: list[str] = []
    turns, parts = windows.turns, Index.task_parts

    def counted_turns(roster: Any, handle: str, absence: Any) -> Any:
        asked.append(f"turns {handle}")
        return turns(roster, handle, absence)

    def counted_parts(index: Index, who: str) -> Any:
        asked.append(f"tasks {who}")
        return parts(index, who)

    def every_row(*_: Any, **_more: Any) -> Any:
        raise AssertionError

    monkeypatch.setattr(windows, "turns", counted_turns)
    monkeypatch.setattr(Index, "task_parts", counted_parts)
    monkeypatch.setattr(Index, "work_items", every_row)
    found = {item["ref"]: item["covered_by"] for item in items(clm("mine", "--json"))}
    assert found == {"r-000001": None, "t-aaaaaaaa": "tom", "t-bbbbbbbb": "tom"}
    assert sorted(asked) == ["tasks jana", "turns jana"]
