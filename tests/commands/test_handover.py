"""`clm handover`: item by item, by a plan, and what happened meanwhile (A0.23, A0.30, A0.32)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from clm.services.acting import Who
from clm.services.handingon import apply
from clm.services.handingover import Plan, look, to_one
from clm.services.workspace import Workspace
from tests.build import TEAM, customer_path, make_booking, make_customer, make_requests

if TYPE_CHECKING:
    from tests.world import Clm, Repository

AWAY = "absences:\n  - id: ab-000001\n    from: 2026-11-19\n    to: 2026-11-27\n"
A, B, C, D = "c-aaaaaa", "c-bbbbbb", "c-ccccc0", "c-ddddd0"
REMINDER, TASK, ASK = "m-11111111", "t-33333333", "d-22222222"
LATER = "  - {id: m-44444444, on: 2026-12-20, for: jana, why: später}\n"


def dated(patch: pytest.MonkeyPatch, day: str) -> None:
    """What the tests themselves commit from now on is of that day."""
    for name in ("GIT_COMMITTER_DATE", "GIT_AUTHOR_DATE"):
        patch.setenv(name, f"{day}T09:00:00Z")


@pytest.fixture
def work(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    """Jana is away from tomorrow; a check, a deadline, a task and a reminder of hers are open."""
    dated(monkeypatch, "2026-11-01")
    repo.write("team/jana.yaml", TEAM["jana"] + AWAY)
    repo.write("team/mia.yaml", "id: mia\nname: Mia\nroles:\n  - admin\ndepartments:\n  - care\n")
    booked = f"owner: jana\nbookings:\n{make_booking('b-00000001', on='2026-11-16')}"
    repo.write(customer_path(A), make_customer(A, "Alpha", booked))
    repo.write(customer_path(B), make_customer(B, "Beta", "owner: jana\nvpa: anna\n"))
    ask = f"{{id: {ASK}, vpa: anna, on: 2026-11-23, ask: Akte pflegen, note: n-00000001}}"
    note = (
        "{id: n-00000001, at: 2026-11-16, by: jana, text: Hallo,"
        ' template: {id: keep-file, version: "1"}}'
    )
    file = f"customer: {B}\ndeadlines:\n  - {ask}\nnotes:\n  - {note}\n"
    repo.write(customer_path(B, "vpa"), file)
    repo.write(customer_path(B, "requests"), make_requests(B, (TASK, "Reise", "2026-11-16")))
    look = f"  - {{id: {REMINDER}, on: 2026-11-24, for: jana, why: fragen}}\n{LATER}"
    repo.write(customer_path(C), make_customer(C, "Gamma", f"owner: tom\nreminders:\n{look}"))
    second = f"owner: tom\nbookings:\n{make_booking('b-00000002', on='2026-11-16')}"
    repo.write(customer_path(D), make_customer(D, "Delta", second))
    repo.commit()


def listed(clm: Clm, *words: str) -> dict[str, Any]:
    answer = clm("handover", "jana", "--json", *words)
    assert answer.code == 0, answer.err
    return {item["ref"]: item for item in answer.json["items"]}


def takers(clm: Clm, *words: str) -> dict[str, str | None]:
    return {ref: item["to"] for ref, item in listed(clm, *words).items()}


@pytest.mark.usefixtures("work")
def test_every_kind_of_open_item_is_listed(clm: Clm) -> None:  # A0.23
    items = listed(clm)
    assert {ref: (item["kind"], item["due"]) for ref, item in items.items()} == {
        A: ("entry", "2026-11-19"),
        ASK: ("deadline", "2026-11-23"),
        REMINDER: ("reminder", "2026-11-24"),
        TASK: ("posted", None),
    }
    assert items[A]["acts"] == [{"from": "2026-11-19", "to": "2026-11-27", "who": None}]
    answer = clm("handover", "jana", "--json").json
    assert answer["schema"] == "clm/handover@1"
    assert (answer["absence"], answer["from"], answer["to"]) == (
        "ab-000001", "2026-11-19", "2026-11-27"
    )  # fmt: skip
    shown = clm.ok("handover", "jana")
    assert "Gamma" in shown
    assert "nobody" in shown


@pytest.mark.usefixtures("work")
def test_a_plan_is_shown_with_loads_and_changes_nothing(repo: Repository, clm: Clm) -> None:
    """A0.32."""
    head = repo.head()
    assert takers(clm, "--propose") == {A: "mia", ASK: "mia", TASK: "mia", REMINDER: "tom"}
    answer = clm("handover", "jana", "--propose", "--json").json
    assert answer["load"] == {"mia": {"before": 0, "after": 3}, "tom": {"before": 1, "after": 2}}
    shown = clm.ok("handover", "jana", "--propose")
    assert "Open items: mia 0 → 3, tom 1 → 2" in shown
    assert "tom covers what comes in meanwhile" in shown
    assert repo.head() == head
    assert repo.is_clean()


@pytest.mark.usefixtures("work")
def test_a_plan_is_one_commit_and_one_undo(repo: Repository, clm: Clm) -> None:  # A0.32, A0.24
    head = repo.head()
    before = repo.read("team/jana.yaml")
    clm.ok("handover", "jana", "--balance", "--apply", "--as", "isabel")
    assert repo.git("rev-parse", "HEAD~1") == head
    assert repo.trailers()["Clm-Action"] == "handover"
    assert repo.trailers()["Clm-By"] == "isabel"
    assert repo.trailers()["Clm-For"] == "jana"
    assert "owner: jana" in repo.read(customer_path(A))  # never overwritten
    acts = {ref: [run["who"] for run in item["acts"]] for ref, item in listed(clm).items()}
    assert acts == {A: ["mia"], ASK: ["mia"], TASK: ["mia"], REMINDER: ["tom"]}
    assert clm("check").code == 0
    seen = clm("mine", "--as", "mia", "--today", "2026-11-24", "--json").json["items"]
    assert [(i["ref"], i["covering_for"]) for i in seen] == [
        (A, "jana"),
        (ASK, "jana"),
    ]
    assert clm("mine", "--as", "mia", "--today", "2026-11-28", "--json").json["items"] == []
    clm.ok("undo", "--as", "isabel")
    assert repo.read("team/jana.yaml") == before


@pytest.mark.usefixtures("work")
def test_the_department_is_looked_at(repo: Repository, clm: Clm) -> None:  # A0.32
    assert set(takers(clm, "--by-department").values()) == {"mia", "tom"}
    repo.put("team/jana.yaml", TEAM["jana"] + "departments:\n  - care\n" + AWAY)
    items = listed(clm, "--by-department")
    assert [item["like"] for item in items.values()] == [["department"]] * 4
    assert [item["fits"] for item in items.values()] == [[]] * 4  # they ask for none
    assert "mia (like jana: department)" in clm.ok("handover", "jana", "--propose")


@pytest.mark.usefixtures("work")
def test_all_to_one_covers_what_comes_in_too(repo: Repository, clm: Clm) -> None:
    clm.ok("handover", "jana", "--all-to", "tom", "--apply")
    assert repo.read("team/jana.yaml").endswith("    to: 2026-11-27\n    replacement: tom\n")
    assert {run["who"] for item in listed(clm).values() for run in item["acts"]} == {"tom"}


@pytest.mark.usefixtures("work")
def test_items_are_covered_given_away_or_left_one_by_one(repo: Repository, clm: Clm) -> None:
    """A0.23."""
    clm.ok(
        "handover", "jana", "--apply", "--cover", f"{A}=tom", "--assign", f"{REMINDER}=mia",
        "--leave", TASK,
    )  # fmt: skip
    acts = {ref: [run["who"] for run in item["acts"]] for ref, item in listed(clm).items()}
    assert acts == {A: ["tom"], ASK: [None], TASK: [None]}
    assert "for: mia" in repo.read(customer_path(C))
    assert repo.subjects()[0] == "handover 2 records"


@pytest.mark.usefixtures("work")
def test_for_good_the_owner_is_another_one(repo: Repository, clm: Clm) -> None:  # A0.23
    clm.ok("handover", "jana", "--all-to", "tom", "--for-good", "--apply")
    for customer in (A, B):
        assert "owner: tom" in repo.read(customer_path(customer))
        assert "owner: jana → tom" in repo.read(customer_path(customer, "oteam"))
    assert "replacement" not in repo.read("team/jana.yaml")
    assert listed(clm) == {}
    assert "for: jana" in repo.read(customer_path(C))  # due after the absence
    clm.ok("undo")
    assert set(listed(clm)) == {A, ASK, TASK, REMINDER}


@pytest.mark.usefixtures("work")
def test_a_customer_stands_for_all_of_theirs(clm: Clm) -> None:
    assert takers(clm, "--propose", "--cover", f"{B}=tom") == {
        A: "mia", ASK: "tom", TASK: "tom", REMINDER: "tom"
    }  # fmt: skip
    words = ("--propose", "--all-to", "mia", "--cover", f"{ASK}=tom", "--leave", A)
    assert takers(clm, *words) == {A: None, ASK: "tom", TASK: "mia", REMINDER: "mia"}


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["nobody", "--propose"], 3, "nobody"),
        (["janna", "--propose"], 3, "mean jana?"),
        (["jana", "--all-to", "nobody", "--apply"], 3, "nobody"),
        (["jana", "--all-to", "uwe", "--apply"], 77, "not active"),
        (["jana", "--all-to", "jana", "--apply"], 77, "themselves"),
        (["jana", "--all-to", "tom", "--balance"], 2, "together"),
        (["jana", "--cover", A, "--apply"], 2, "REF=HANDLE"),
        (["jana", "--cover", "c-999999=tom", "--apply"], 3, "c-999999"),
        (["jana", "--cover", f"{A}=tmo", "--apply"], 3, "mean tom?"),
        (
            ["jana", "--assign", f"{ASK}=tom", "--assign", f"{TASK}=mia", "--apply"],
            77,
            "one person",
        ),
        (["jana", "--absence", "ab-999999"], 3, "ab-999999"),
        (["tom", "--all-to", "jana", "--apply"], 77, "clm absence add tom"),
        (["jana", "--all-to", "ida", "--apply"], 77, "in a circle"),
    ],
)
@pytest.mark.usefixtures("work")
def test_what_is_refused_changes_nothing(
    repo: Repository, clm: Clm, words: list[str], code: int, told: str
) -> None:
    repo.put("team/uwe.yaml", "id: uwe\nname: Uwe\nactive:\n  to: 2026-10-31\n")
    circle = AWAY.replace("000001", "000002") + "    replacement: jana\n"
    repo.put("team/ida.yaml", f"id: ida\nname: Ida\n{circle}")
    head = repo.head()
    answer = clm("handover", *words)
    assert answer.code == code, answer.err
    assert told in answer.err
    assert repo.head() == head
    assert repo.is_clean()


@pytest.mark.usefixtures("work")
def test_without_an_absence_it_can_only_be_for_good(repo: Repository, clm: Clm) -> None:
    answer = clm("handover", "tom", "--propose")
    assert "no absence is recorded" in answer.err
    assert "clm absence add tom --from DATE --to DATE" in answer.err
    assert "meanwhile" not in answer.out
    assert "meanwhile" not in clm.ok("handover", "tom", "--all-to", "mia")
    clm.ok("handover", "tom", "--all-to", "mia", "--for-good", "--apply")
    assert "owner: mia" in repo.read(customer_path(D))


@pytest.mark.usefixtures("work")
def test_who_is_away_meanwhile_is_not_proposed(repo: Repository, clm: Clm) -> None:  # A0.26
    away = AWAY.replace("000001", "000003").replace("2026-11-19", "2026-11-27")
    repo.put("team/mia.yaml", repo.read("team/mia.yaml") + away)
    assert set(takers(clm, "--propose").values()) == {"tom"}
    answer = clm("handover", "jana", "--all-to", "mia", "--apply")
    assert answer.code == 0  # it may be, and the day is told
    assert "nobody covers jana on 2026-11-27" in answer.err


@pytest.mark.usefixtures("work")
def test_what_is_covered_already_is_counted_once(clm: Clm) -> None:  # A0.32
    clm.ok("handover", "jana", "--all-to", "tom", "--apply")
    answer = clm("handover", "jana", "--propose", "--all-to", "tom", "--json")
    assert answer.json["load"]["tom"] == {"before": 5, "after": 5}
    assert "says so already" in answer.err
    loads = clm("handover", "jana", "--propose", "--json").json["load"]
    assert loads == {"mia": {"before": 0, "after": 3}, "tom": {"before": 5, "after": 2}}


@pytest.mark.usefixtures("work")
def test_the_load_is_that_of_the_days_of_the_absence(repo: Repository, clm: Clm) -> None:  # A0.32
    def before(*words: str) -> dict[str, int]:
        loads = clm("handover", "jana", "--json", *words).json["load"]
        return {who: held["before"] for who, held in loads.items()}

    today = "absences:\n  - {id: ab-000004, from: 2026-11-18, to: 2026-11-18, replacement: mia}\n"
    own = repo.read("team/tom.yaml")
    repo.put("team/tom.yaml", own + today)
    assert before() == {"mia": 0, "tom": 1}  # he is back by then
    later = "  - {id: m-55555555, on: 2026-12-20, for: mia, why: später}\n"
    soon = "  - {id: m-66666666, on: 2026-11-24, for: mia, why: bald}\n"
    repo.put(customer_path(C), repo.read(customer_path(C)) + later + soon)
    assert before() == {"mia": 1, "tom": 1}
    uwe = "absences:\n  - {id: ab-000005, from: 2026-11-23, to: 2026-11-25, replacement: tom}\n"
    repo.put("team/uwe.yaml", f"id: uwe\nname: Uwe\nroles:\n  - executor\n{uwe}")
    repo.put(customer_path(D), repo.read(customer_path(D)).replace("tom", "uwe"))
    assert before() == {"mia": 1, "tom": 0}  # it is due on the 19th, while Uwe is there
    repo.put("team/uwe.yaml", repo.read("team/uwe.yaml").replace("11-23", "11-19"))
    assert before() == {"mia": 1, "tom": 1}


@pytest.mark.usefixtures("work")
def test_who_is_not_asked_is_told_with_why(repo: Repository, clm: Clm) -> None:  # A0.32
    answer = clm("handover", "jana", "--balance", "--json").json
    assert answer["not_asked"] == {"isabel": "role"}
    away = AWAY.replace("000001", "000003").replace("2026-11-19", "2026-11-27")
    repo.put("team/mia.yaml", repo.read("team/mia.yaml") + away)
    told = clm.ok("handover", "jana", "--balance")
    assert "Not asked: mia (not there all that time), isabel (no role in common)" in told


@pytest.mark.usefixtures("work")
def test_a_plan_says_at_once_what_applying_it_would(repo: Repository, clm: Clm) -> None:  # A0.26
    away = AWAY.replace("000001", "000003").replace("2026-11-19", "2026-11-27")
    mia = repo.read("team/mia.yaml")
    repo.put("team/mia.yaml", mia + away)
    assert "nobody covers jana on 2026-11-27" in clm("handover", "jana", "--all-to", "mia").err
    repo.put("team/mia.yaml", f"{mia}{AWAY.replace('000001', '000003')}    replacement: jana\n")
    for words in ((), ("--apply",)):
        answer = clm("handover", "jana", "--cover", f"{A}=mia", *words)
        assert answer.code == 77
        assert "in a circle" in answer.err


@pytest.mark.usefixtures("work")
def test_what_is_left_leaves_the_rest_to_the_plan(repo: Repository, clm: Clm) -> None:  # A0.23
    assert takers(clm, "--leave", A) == {A: None, ASK: "mia", TASK: "mia", REMINDER: "tom"}
    clm.ok("handover", "jana", "--leave", A, "--apply")
    acts = acting(clm)
    assert (acts[A], acts[ASK]) == ([None], ["mia"])
    assert repo.subjects()[0] == "handover ab-000001"


@pytest.mark.usefixtures("work")
def test_what_somebody_covers_already_is_not_shown_as_left(clm: Clm) -> None:  # A0.24
    assert "left" in clm.ok("handover", "jana", "--cover", f"{A}=mia")
    clm.ok("handover", "jana", "--all-to", "tom", "--apply")
    shown = clm.ok("handover", "jana", "--cover", f"{A}=mia")
    assert "tom (as before)" in shown
    assert "left" not in shown


@pytest.mark.usefixtures("work")
def test_with_nobody_there_nothing_can_be_proposed(repo: Repository, clm: Clm) -> None:
    for number, who in enumerate(("tom", "mia", "isabel"), 2):
        away = AWAY.replace("000001", f"00000{number}")
        repo.put(f"team/{who}.yaml", repo.read(f"team/{who}.yaml") + away)
    answer = clm("handover", "jana", "--propose")
    assert answer.code == 77
    assert "nobody is there" in answer.err


@pytest.mark.usefixtures("work")
def test_each_item_is_asked_about_on_a_terminal(
    repo: Repository, clm: Clm, monkeypatch: pytest.MonkeyPatch
) -> None:  # A0.23
    monkeypatch.setattr("clm.commands.handover.can_ask", lambda _app: True)
    head = repo.head()
    asked = clm("handover", "jana", stdin="?\nq\n")
    assert asked.err.count("- leaves it, q ends this and does what was answered") == 2
    assert repo.head() == head
    answer = clm("handover", "jana", stdin="tom\ntmo\nmia\nmia!\n-\n")
    assert answer.code == 0, answer.err
    assert "mean tom?" in answer.err
    assert "for: mia" in repo.read(customer_path(C))
    acts = {ref: [run["who"] for run in item["acts"]] for ref, item in listed(clm).items()}
    assert acts == {A: ["tom"], ASK: ["mia"], TASK: [None]}


@pytest.mark.usefixtures("work")
def test_q_does_what_was_answered_till_then(
    repo: Repository, clm: Clm, monkeypatch: pytest.MonkeyPatch
) -> None:  # A0.23
    monkeypatch.setattr("clm.commands.handover.can_ask", lambda _app: True)
    head = repo.head()
    answer = clm("handover", "jana", stdin="tom\n-\nq\n")
    assert answer.code == 0, answer.err
    assert "answered: 2, left as they are: 2" in answer.err
    assert repo.git("rev-parse", "HEAD~1") == head
    acts = {ref: [run["who"] for run in item["acts"]] for ref, item in listed(clm).items()}
    assert acts == {A: ["tom"], ASK: [None], TASK: [None], REMINDER: [None]}


@pytest.mark.usefixtures("work")
def test_what_is_somebody_elses_by_now_is_not_given_away(repo: Repository, clm: Clm) -> None:
    workspace = Workspace(repo.root, today=date(2026, 11, 18))
    handing = look(workspace, "jana")
    clm.ok("assign", A, "tom")
    clm.ok("done", REMINDER)
    choices = to_one(workspace, handing, "mia", for_good=True)
    outcome = apply(workspace, handing, Plan(choices), Who("isabel"))
    assert outcome.changed == (B,)
    assert "owner: tom" in repo.read(customer_path(A))
    assert "for: mia" not in repo.read(customer_path(C))


# requests and their tasks

ASKED = """customer: c-aaaaaa
requests:
  - id: r-111111
    subject: Umzug
    need: Büro umziehen
    channel: phone
    received_at: 2026-11-16
    spoc: jana
    tasks:
      - {id: t-55555555, title: Angebot, executor: jana, due: 2026-11-20, status: open}
      - {id: t-66666666, title: Rechnung, kind: action, executor: jana, due: 2026-11-23,
         status: open, department: care}
      - {id: t-77777777, title: fremd, executor: tom, due: 2026-11-20, status: open}
      - {id: t-88888888, title: fertig, executor: jana, due: 2026-11-20, status: done}
"""
REQUEST, OWN, CARE = "r-111111", "t-55555555", "t-66666666"


@pytest.fixture
def asked(repo: Repository, work: None) -> None:
    """… and Jana answers for a request, of which she does two tasks."""
    del work
    text = ASKED.replace("2026-11-23,\n         status", "2026-11-23, status")
    repo.put(customer_path(A, "requests"), text)


@pytest.mark.usefixtures("asked")
def test_requests_and_tasks_are_handed_over(repo: Repository, clm: Clm) -> None:  # A0.23
    items = listed(clm)
    kinds = {ref: items[ref]["kind"] for ref in (REQUEST, OWN, CARE)}
    assert kinds == {REQUEST: "request", OWN: "internal", CARE: "action"}
    assert "t-77777777" not in items
    assert "t-88888888" not in items
    text = clm.ok("handover", "jana")
    assert "Umzug" in text
    clm.ok("handover", "jana", "--apply", "--assign", f"{REQUEST}=tom", "--assign", f"{OWN}=mia",
           "--cover", f"{CARE}=tom")  # fmt: skip
    data = repo.read(customer_path(A, "requests"))
    assert "spoc: tom" in data
    assert "executor: mia" in data
    assert clm("check").code in (0, 1)
    acts = {ref: [run["who"] for run in item["acts"]] for ref, item in listed(clm).items()}
    assert acts[CARE] == ["tom"]
    assert REQUEST not in acts
    assert OWN not in acts
    seen = clm("mine", "tasks", "--as", "tom", "--today", "2026-11-20", "--json").json["items"]
    assert (CARE, "jana") in [(item["ref"], item["covering_for"]) for item in seen]


@pytest.mark.usefixtures("asked")
def test_work_of_a_department_is_covered_by_its_own(repo: Repository, clm: Clm) -> None:
    """A0.27, A0.29: in every list, and in what each may do."""
    words = ("--replacement", "tom", "--replacement", "mia:department=care,kind=action",
             "--replacement", "isabel:kind=request")  # fmt: skip
    clm.ok("absence", "edit", "ab-000001", *words)
    day = ("--today", "2026-11-20")

    def refs(who: str, *line: str) -> list[str]:
        items = clm(*line, "--as", who, "--json", *day).json["items"]
        return [item.get("ref", item.get("id")) for item in items]

    assert refs("mia", "mine", "tasks") == [CARE]
    assert refs("mia", "task", "list", "--mine") == [CARE]
    assert set(refs("tom", "mine", "tasks")) == {OWN, "t-77777777"}
    assert refs("isabel", "mine", "requests") == [REQUEST]
    assert refs("isabel", "request", "list", "--mine") == [REQUEST]
    assert refs("tom", "mine", "requests") == []
    mine = clm("mine", "tasks", "--as", "jana", "--json", *day).json["items"]
    assert {item["ref"]: item["covered_by"] for item in mine} == {OWN: "tom", CARE: "mia"}
    assert clm("task", "move", CARE, "in_progress", "--as", "tom", *day).code == 77
    clm.ok("task", "move", CARE, "in_progress", "--as", "mia", *day)
    assert repo.trailers()["Clm-For"] == "jana"


def away_today(repo: Repository) -> None:
    """Mia is away today only, and Tom covers."""
    today = "absences:\n  - {id: ab-000009, from: 2026-11-18, to: 2026-11-18, replacement: tom}\n"
    repo.put("team/mia.yaml", repo.read("team/mia.yaml") + today)


@pytest.mark.parametrize(
    "words",
    [
        ("--all-to", "mia", "--for-good"),
        ("--assign", f"{REMINDER}=mia"),
        ("--assign", f"{REQUEST}=mia"),
        ("--assign", f"{A}=mia"),
    ],
)
@pytest.mark.usefixtures("asked")
def test_who_is_away_gets_nothing_for_good(
    repo: Repository, clm: Clm, words: tuple[str, ...]
) -> None:  # A0.18, A0.23
    away_today(repo)
    head = repo.head()
    for how in ("--apply", "--propose"):
        answer = clm("handover", "jana", *words, how)
        assert answer.code == 77, answer.err
        assert "mia is away on 2026-11-18" in answer.err
        assert "choose tom" in answer.err
    assert clm("handover", "jana", *words, "--apply", "--force").code == 2
    assert repo.head() == head
    clm.ok("handover", "jana", *words, "--apply", "--force", "-m", "sie kennt sie")
    assert repo.head() != head


@pytest.mark.usefixtures("work")
def test_who_is_away_is_refused_as_soon_as_they_are_named(
    repo: Repository, clm: Clm, monkeypatch: pytest.MonkeyPatch
) -> None:  # A0.18, A0.23
    away_today(repo)
    monkeypatch.setattr("clm.commands.handover.can_ask", lambda _app: True)
    answer = clm("handover", "jana", stdin="-\n-\nmia!\ntom!\n-\n")
    assert answer.code == 0, answer.err
    assert "mia is away on 2026-11-18" in answer.err
    assert "for: tom" in repo.read(customer_path(C))


@pytest.mark.usefixtures("asked")
def test_the_reason_is_kept_with_what_is_given_for_good(repo: Repository, clm: Clm) -> None:
    """A0.18, A0.23."""
    words = ("--assign", f"{REQUEST}=mia", "--assign", f"{OWN}=mia", "--assign", f"{B}=mia")
    clm.ok("handover", "jana", *words, "--apply", "-m", "sie kennt sie")
    assert repo.read(customer_path(A, "requests")).count("sie kennt sie") == 2
    assert "sie kennt sie" in repo.read(customer_path(B, "oteam"))


@pytest.mark.usefixtures("asked")
def test_who_is_away_today_is_not_proposed_for_good(repo: Repository, clm: Clm) -> None:
    """A0.18, A0.32."""
    away_today(repo)
    assert "mia" in takers(clm, "--propose").values()
    assert set(takers(clm, "--propose", "--for-good").values()) == {"tom"}


@pytest.mark.usefixtures("asked")
def test_what_is_given_for_good_outside_ones_domain_is_told(repo: Repository, clm: Clm) -> None:
    """A0.36, A0.23: as `assign` says it, in the plan too."""
    domain = "departments:\n  - sales\nlanguages:\n  - pt\n"
    repo.put("team/tom.yaml", repo.read("team/tom.yaml") + domain)
    repo.put(customer_path(A), repo.read(customer_path(A)) + "language: de\n")
    for ref in (CARE, REQUEST, A):
        said = clm("assign", ref, "tom", "--cascade", "none", "-n").err
        warned = [line for line in said.splitlines() if "tom has no" in line]
        assert warned, said
        for how in ("--propose", "--apply"):
            told = clm("handover", "jana", "--assign", f"{ref}=tom", how)
            assert told.code == 0, told.err
            assert warned[0].removeprefix("warning: ") in told.err


@pytest.mark.usefixtures("asked")
def test_what_goes_together_makes_no_second_spoc(repo: Repository, clm: Clm) -> None:
    """A0.18, A0.23."""
    file = repo.read(customer_path(A, "requests"))
    second = "  - {id: r-222222, subject: Zwei, need: Zwei, channel: phone,"
    repo.put(
        customer_path(A, "requests"), f"{file}{second} received_at: 2026-11-16, spoc: jana}}\n"
    )
    one = clm("handover", "jana", "--assign", f"{REQUEST}=tom", "--propose")
    assert "jana, tom" in one.err
    for words in (("handover", "jana", "--all-to", "tom", "--for-good"),
                  ("assign", REQUEST, "r-222222", "tom", "-n")):  # fmt: skip
        assert "jana, tom" not in clm(*words).err


def acting(clm: Clm) -> dict[str, list[str | None]]:
    return {ref: [run["who"] for run in item["acts"]] for ref, item in listed(clm).items()}


@pytest.mark.usefixtures("asked")
def test_what_is_left_of_a_covered_customer_stays_left(repo: Repository, clm: Clm) -> None:
    """A0.23, A0.24: only the entry is covered then, not all of the customer's."""
    clm.ok("handover", "jana", "--apply", "--cover", f"{A}=tom", "--leave", OWN, "--leave", REQUEST)
    acts = acting(clm)
    assert {ref: acts[ref] for ref in (A, CARE, OWN, REQUEST)} == {
        A: ["tom"], CARE: ["tom"], OWN: [None], REQUEST: [None]
    }  # fmt: skip
    assert clm("check").code in (0, 1)
    clm.ok("seen", A, "--as", "tom", "--today", "2026-11-20", "-n")  # in their own right
    assert (
        clm("task", "move", OWN, "in_progress", "--as", "tom", "--today", "2026-11-20").code == 77
    )
    clm.ok("handover", "jana", "--apply", "--cover", f"{A}=mia")  # all of theirs: nothing remains
    acts = acting(clm)
    assert {acts[ref][0] for ref in (A, CARE, OWN, REQUEST)} == {"mia"}
    assert "tom" not in repo.read("team/jana.yaml")


@pytest.mark.usefixtures("asked")
def test_what_was_covered_with_its_customer_and_is_left_stays_covered(clm: Clm) -> None:
    """A0.23, A0.24."""
    clm.ok("handover", "jana", "--apply", "--cover", f"{A}=tom")
    clm.ok("handover", "jana", "--apply", "--cover", f"{A}=mia", "--leave", OWN)
    acts = acting(clm)
    assert (acts[A], acts[OWN]) == (["mia"], ["tom"])


@pytest.mark.usefixtures("work")
def test_with_something_left_nobody_covers_everything_besides(clm: Clm) -> None:  # A0.23
    answer = clm("handover", "jana", "--all-to", "tom", "--leave", A)
    assert "meanwhile" not in answer.out
    assert "nobody covers" in answer.err
    clm.ok("handover", "jana", "--all-to", "tom", "--leave", A, "--apply")
    assert acting(clm) == {A: [None], ASK: ["tom"], TASK: ["tom"], REMINDER: ["tom"]}


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (("--cover", f"{TASK}=mia"), f"--cover {TASK}=tom and --cover {TASK}=mia"),
        (("--assign", f"{TASK}=tom"), f"--cover {TASK}=tom and --assign {TASK}=tom"),
        (("--leave", TASK), f"--cover {TASK}=tom and --leave {TASK}"),
    ],
)
@pytest.mark.usefixtures("work")
def test_an_item_is_chosen_for_once(
    repo: Repository, clm: Clm, more: tuple[str, ...], told: str
) -> None:  # A0.23
    head = repo.head()
    answer = clm("handover", "jana", "--cover", f"{TASK}=tom", *more, "--apply")
    assert answer.code == 2
    assert f"{told} do not go together" in answer.err
    assert repo.head() == head
    clm.ok("handover", "jana", "--cover", f"{TASK}=tom", "--cover", f"{TASK}=tom")  # the same


@pytest.mark.usefixtures("work")
def test_an_item_goes_before_its_customer_in_any_order(clm: Clm) -> None:  # A0.23
    said = takers(clm, "--cover", f"{TASK}=mia", "--cover", f"{B}=tom")
    assert (said[TASK], said[ASK]) == ("mia", "tom")
    said = takers(clm, "--leave", B, "--cover", f"{TASK}=mia")
    assert (said[TASK], said[ASK]) == ("mia", None)


@pytest.mark.usefixtures("work")
def test_days_that_have_been_are_handed_over_no_more(repo: Repository, clm: Clm) -> None:
    # A0.24, A0.28
    over = "  - id: ab-000002\n    from: 2026-11-02\n    to: 2026-11-06\n    replacement: mia\n"
    text = TEAM["jana"] + AWAY.replace("-19", "-16") + "    replacement: mia\n" + over
    repo.put("team/jana.yaml", text)
    before = repo.head()
    answer = clm("handover", "jana", "--absence", "ab-000002", "--all-to", "tom", "--apply")
    assert (answer.code, repo.head()) == (77, before)
    assert "ab-000002 ended on 2026-11-06" in answer.err
    answer = clm("handover", "jana", "--cover", f"{A}=tom", "--apply")
    assert "from 2026-11-16 to 2026-11-17 it stays as it was: ab-" in answer.err
    acts = listed(clm)[A]["acts"]
    assert [(run["from"], run["to"], run["who"]) for run in acts] == [
        ("2026-11-18", "2026-11-27", "tom")
    ]
    on = [
        clm("mine", "--as", who, "--as-of", "2026-11-18", "--json").json for who in ("tom", "mia")
    ]
    assert [A in {item["ref"] for item in one["items"]} for one in on] == [True, False]
    days = [
        (one["from"], one["to"], one["replacement"])
        for one in clm("absence", "list", "--of", "jana", "--all", "--json").json["items"]
    ]
    assert days == [
        ("2026-11-02", "2026-11-06", "mia"),
        ("2026-11-16", "2026-11-17", "mia"),
        ("2026-11-18", "2026-11-27", "mia"),
    ]
    clm.ok("undo")
    assert repo.read("team/jana.yaml") == text


# coming back


@pytest.mark.usefixtures("work")
def test_what_others_did_meanwhile_is_told(
    repo: Repository, clm: Clm, monkeypatch: pytest.MonkeyPatch
) -> None:  # A0.30
    clm.ok("handover", "jana", "--all-to", "tom", "--apply")

    def at(day: str, *words: str) -> None:
        clm.ok(*words, "--today", f"2026-11-{day}")

    at("18", "note", A, "vorher", "--as", "tom")
    at("19", "seen", A, "--as", "tom")
    at("20", "note", B, "von ihr selbst", "--as", "jana")
    at("20", "note", D, "fremd", "--as", "mia")
    at("23", "assign", B, "mia", "--as", "tom")
    at("24", "done", REMINDER, "--as", "tom")
    dated(monkeypatch, "2026-11-25")
    repo.put(customer_path(A), repo.read(customer_path(A)).replace("Alpha", "Alpha AG"))
    at("28", "note", A, "nachher", "--as", "tom")
    answer = clm("handover", "report", "--today", "2026-11-30", "--json").json
    assert answer["schema"] == "clm/handover-report@1"
    assert (answer["from"], answer["to"]) == ("2026-11-19", "2026-11-27")
    assert [(i["action"], i["by"], i["customers"]) for i in answer["items"]] == [
        ("seen", "tom", [A]),
        ("assign", "tom", [B]),
        ("done", "tom", [C]),
        (None, None, [A]),  # a commit that clm did not make
    ]
    assert "Alpha" in clm.ok("handover", "report", "--today", "2026-11-30")
    others = clm("handover", "report", "--of", "jana", "--as", "tom", "--json")
    assert others.code == 3  # on the day of tests she has not been away yet


@pytest.mark.usefixtures("work")
def test_what_is_told_begins_with_the_first_day_away(repo: Repository, clm: Clm) -> None:  # A0.30
    clm.ok("handover", "jana", "--all-to", "tom", "--apply")
    clm.ok("seen", A, "--as", "tom", "--today", "2026-11-19")
    clm.ok("handover", "jana", "--all-to", "mia", "--apply", "--today", "2026-11-23", "--as", "tom")
    assert repo.read("team/jana.yaml").count("  - id: ab-") == 2
    answer = clm("handover", "report", "--today", "2026-11-30", "--json").json
    assert (answer["from"], answer["to"]) == ("2026-11-19", "2026-11-27")
    assert [one["action"] for one in answer["items"]] == ["seen"]


@pytest.mark.usefixtures("work")
def test_who_was_never_away_has_nothing_to_be_told(clm: Clm) -> None:  # A0.30
    answer = clm("handover", "report", "--as", "tom")
    assert answer.code == 3
    assert "tom was not away" in answer.err
