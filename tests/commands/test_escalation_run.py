"""`clm escalation run`: the levels whose minute has come, once, to somebody who is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml

from tests.asking import FILE, C, R, T, customer, file, request, task
from tests.build import SETTINGS, customer_path
from tests.commands.test_notices_of_acts import PETRA, said, told
from tests.commands.test_report_run import when

if TYPE_CHECKING:
    from typing import Any

    from tests.world import Clm, Repository

MAX = "id: max\nname: Max Groß\nemails:\n  - max@example.org\nroles:\n  - manager\n"
TASKS = "escalation:\n  sources:\n    task: {}\n"
AWAY = "absences:\n  - {id: ab-111111, from: 2026-11-19, to: 2026-11-30%s}\n"


@pytest.fixture
def late(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """Tom's task is due on Thursday; Petra leads the team, Isabel the CRM, Max manages."""
    repo.write("clm.yaml", f"{SETTINGS}language: en\n{TASKS}")
    repo.write("team/petra.yaml", PETRA)
    repo.write("team/max.yaml", MAX)
    repo.write(customer_path(C), customer())
    repo.put(FILE, file(request(tasks=task(more="due: 2026-11-19"))))
    when(monkeypatch, "2026-11-18T08:05")
    return repo


def run(clm: Clm, monkeypatch: pytest.MonkeyPatch, *moments: str) -> None:
    for moment in moments:
        when(monkeypatch, moment)
        clm.ok("escalation", "run")


def found(repo: Repository) -> list[dict[str, Any]]:
    files = sorted(repo.path("escalations").glob("es-*.yaml"))
    # Each value as it is written.
    return [yaml.load(path.read_text(), yaml.BaseLoader) for path in files]  # noqa: S506 -- texts


def fired(repo: Repository) -> list[tuple[str, str, str]]:
    """(level, its minute, who got it) of the one escalation."""
    (one,) = found(repo)
    return [(event["to"], event["at"], event["whom"]) for event in one["events"]
            if event["kind"] == "level"]  # fmt: skip


def test_every_level_fires_at_its_working_minute_once(  # A4.14
    clm: Clm, late: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(clm, monkeypatch, "2026-11-19T18:00", "2026-11-20T00:10")
    assert found(late) == []  # the day is over, and nobody works yet
    run(clm, monkeypatch, "2026-11-20T09:00")
    first = ("1", "2026-11-20T08:00:00Z", "petra")
    (one,) = found(late)
    assert (one["source"], one["of"], one["breach"]) == ("task", T, "2026-11-19T23:00:00Z")
    assert (one["to"], one["reason"], one["due"]) == ("petra", "overdue", "2026-11-23")
    assert fired(late) == [first]
    head = late.head()
    run(clm, monkeypatch, "2026-11-20T09:00", "2026-11-20T16:59")
    assert late.head() == head
    # Eight hours of work after Friday's first minute begin Monday's.
    run(clm, monkeypatch, "2026-11-23T09:00", "2026-11-23T09:05")
    second = ("2", "2026-11-23T08:00:00Z", "isabel")
    assert fired(late) == [first, second]
    run(clm, monkeypatch, "2026-11-25T08:59")
    assert fired(late) == [first, second]
    run(clm, monkeypatch, "2026-11-25T09:00", "2026-11-27T09:00")
    assert fired(late) == [first, second, ("3", "2026-11-25T08:00:00Z", "max")]
    assert found(late)[0]["to"] == "max"
    levels = [key for key in told(late) if key.startswith("escalation-level")]
    assert sorted(levels) == [f"escalation-level {who}" for who in ("isabel", "max", "petra")]


def test_what_is_told_names_the_thing_and_its_level(  # A4.14, A0.34
    clm: Clm, late: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(clm, monkeypatch, "2026-11-20T09:30")
    assert told(late)["escalation-level petra"] == f"{C}/{T}"
    text = said(clm, "escalation-level")
    assert text.startswith(f"Escalated to you, level 1: {T} Flug suchen (Muster GmbH)")
    assert late.subjects()[0].startswith("escalation run es-")
    assert late.is_clean()


def test_a_late_cron_catches_up_in_order(  # A4.14
    clm: Clm, late: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    late.put("team/max.yaml", MAX.replace("manager", "team-lead\n  - manager"))
    late.write("team/petra.yaml", PETRA + AWAY % "")
    late.commit()
    run(clm, monkeypatch, "2026-11-25T10:00")
    minutes = ("2026-11-20T08:00:00Z", "2026-11-23T08:00:00Z", "2026-11-25T08:00:00Z")
    assert fired(late) == [
        ("1", minutes[0], "max"), ("2", minutes[1], "isabel"), ("3", minutes[2], "max"),
    ]  # fmt: skip
    # Each of them is told once, of their highest level.
    outbox = [path.stem for path in late.path("outbox").glob("escalation-level-*")]
    assert sorted(one[-2:] for one in outbox) == ["-2", "-3"]


@pytest.mark.parametrize(
    ("away", "who"),
    [
        ("", "isabel"),  # nobody covers Petra: the next role
        (", replacement: max", "max"),
        (", replacement: jana", "max"),  # who is away too, and covered by Max
        (", replacement: tom", "isabel"),  # who has missed it: the next role
    ],
)
def test_who_is_away_is_covered_or_the_next_role_gets_it(  # A4.14
    clm: Clm, late: Repository, monkeypatch: pytest.MonkeyPatch, away: str, who: str
) -> None:
    jana = late.read("team/jana.yaml")
    late.write("team/jana.yaml", jana + (AWAY % ", replacement: max").replace("ab-1", "ab-2"))
    late.put("team/petra.yaml", PETRA + AWAY % away)
    run(clm, monkeypatch, "2026-11-20T09:00")
    assert fired(late) == [("1", "2026-11-20T08:00:00Z", who)]


def test_where_nobody_is_there_it_waits_and_is_not_lost(  # A4.14
    clm: Clm, late: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = "absences:\n  - {id: ab-%s, from: 2026-11-19, to: 2026-11-22}\n"
    for n, handle in enumerate(("petra", "isabel", "max")):
        late.write(
            f"team/{handle}.yaml", late.read(f"team/{handle}.yaml") + gone % (str(n + 1) * 6)
        )
    late.commit()
    when(monkeypatch, "2026-11-20T09:00")
    assert f"nobody is there for level 1 of {T}" in clm("escalation", "run").err
    assert found(late) == []
    run(clm, monkeypatch, "2026-11-23T08:00")
    assert fired(late) == [("1", "2026-11-20T08:00:00Z", "petra")]


def test_what_is_done_or_accepted_is_escalated_no_further(  # A4.14
    clm: Clm, late: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(clm, monkeypatch, "2026-11-20T09:00")
    late.put(FILE, file(request(tasks=task(status="done", more="due: 2026-11-19"))))
    run(clm, monkeypatch, "2026-11-23T10:00")
    assert len(fired(late)) == 1
    late.put(FILE, file(request(tasks=task(more="due: 2026-11-19"))))
    (one,) = found(late)
    path = f"escalations/{one['id']}.yaml"
    text = late.read(path)
    more = "  - {id: k-99999999, at: 2026-11-20T10:00:00Z, by: petra, kind: status, to: accepted}\n"
    late.put(path, text.rstrip("\n") + "\n" + more)
    run(clm, monkeypatch, "2026-11-23T10:00", "2026-11-25T10:00")
    assert len(fired(late)) == 1


def test_who_has_it_is_warned_once_before_the_breach(  # A4.14, A0.34
    clm: Clm, late: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Received on Monday at 9:30: 31.5 hours of work, three quarters are over on Thursday.
    run(clm, monkeypatch, "2026-11-19T09:07")
    assert told(late) == {}
    run(clm, monkeypatch, "2026-11-19T09:08", "2026-11-19T12:00", "2026-11-19T17:30")
    assert told(late) == {"escalation-warning tom": f"{C}/{T}"}
    assert "Soon to be escalated" in said(clm, "escalation-warning")
    assert "it ends on 2026-11-20 00:00:" in said(clm, "escalation-warning")
    assert found(late) == []


def test_the_holder_is_told_again_after_each_interval(  # A4.14
    clm: Clm, late: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = TASKS.replace("{}", "{repeat: 4h, levels: [{after: 0h, role: team-lead}]}")
    late.put("clm.yaml", f"{SETTINGS}language: en\n{rules}")
    run(clm, monkeypatch, "2026-11-20T09:00", "2026-11-20T12:59")
    assert len(list(late.path("outbox").glob("escalation-level-*"))) == 1
    run(clm, monkeypatch, "2026-11-20T13:00", "2026-11-20T13:30", "2026-11-23T13:30")
    names = sorted(path.stem for path in late.path("outbox").glob("escalation-level-*"))
    # What was due meanwhile is not told after the fact: the newest alone.
    assert [one.split("-1-")[-1] for one in names if "again" in one] == ["again-1", "again-3"]
    assert len(fired(late)) == 1


def test_what_was_over_long_ago_floods_nobody(  # A4.14
    clm: Clm, late: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(clm, monkeypatch, "2026-11-30T09:00")
    assert found(late) == []
    late.put("clm.yaml", f"{SETTINGS}language: en\n{TASKS}  since: 2026-11-16\n")
    run(clm, monkeypatch, "2026-11-30T09:00")
    assert [level for level, _, _ in fired(late)] == ["1", "2", "3"]


def test_cron_lets_levels_fire_with_its_one_commit(  # A4.14
    clm: Clm, late: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    when(monkeypatch, "2026-11-20T09:00")
    assert clm("report", "run", "--due").code == 0
    assert fired(late) == [("1", "2026-11-20T08:00:00Z", "petra")]
    assert late.subjects()[0].startswith("report run")
    head = late.head()
    run(clm, monkeypatch, "2026-11-20T09:00")
    assert clm("report", "run", "--due").code == 0
    assert late.head() == head


def test_two_runs_at_once_let_it_fire_once(  # A4.14
    late: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    from clm.services.acting import Who
    from clm.services.escalationrun import run as run_now
    from clm.services.workspace import Workspace

    when(monkeypatch, "2026-11-20T09:00")
    # Both have read the folder before either writes.
    both = [Workspace(late.root), Workspace(late.root)]
    made = [run_now(one, Who("jana")).outcome.receipt.commit for one in both]
    assert (made[0] is not None, made[1]) == (True, None)
    assert fired(late) == [("1", "2026-11-20T08:00:00Z", "petra")]


def test_a_dry_run_shows_and_changes_nothing(  # A4.14
    clm: Clm, late: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    when(monkeypatch, "2026-11-20T09:00")
    head = late.head()
    (item,) = clm("escalation", "run", "-n", "--json").json["items"]
    assert (item["of"], item["level"], item["to"], item["role"]) == (T, 1, "petra", "team-lead")
    assert late.head() == head
    assert late.is_clean()
    answer = clm("escalation", "run", "--json").json
    assert answer["changed"] == [found(late)[0]["id"]]
    clm.ok("undo")
    assert found(late) == []


def test_nothing_is_escalated_where_nobody_asked_for_it(  # A4.14
    clm: Clm, late: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    late.put("clm.yaml", f"{SETTINGS}language: en\n")
    when(monkeypatch, "2026-11-20T09:00")
    head = late.head()
    result = clm("escalation", "run")
    assert (result.code, late.head()) == (0, head)
    assert "nothing is escalated by itself" in result.err


CIRCLE = f"{TASKS}  fallbacks: {{team-lead: crm-lead, crm-lead: team-lead}}\n"
ORDER = TASKS.replace("{}", "{levels: [{after: 8h, role: team-lead}, {after: 2h, role: manager}]}")
NONE = TASKS.replace("{}", "{levels: []}")
EMPTY = TASKS.replace("{}", "{levels: [{after: 0h, role: auditor}]}")
UNKNOWN = TASKS.replace("{}", "{levels: [{after: 0h, role: boss}]}")


@pytest.mark.parametrize(
    ("policy", "code", "line", "words"),
    [
        (CIRCLE, 65, 8, "crm-lead → team-lead → crm-lead is a circle"),
        (ORDER, 65, 7, "each has to wait longer than the one before"),
        (NONE, 65, 7, "there is none"),
        (EMPTY, 77, 7, "nobody active has the role auditor"),
        (UNKNOWN, 65, 7, "role"),
    ],
)
def test_a_policy_that_nobody_can_follow_is_named_and_nothing_done(  # A4.14
    clm: Clm, late: Repository, monkeypatch: pytest.MonkeyPatch,
    policy: str, code: int, line: int, words: str,
) -> None:  # fmt: skip
    head = late.put("clm.yaml", f"{SETTINGS}language: en\n{policy}")
    when(monkeypatch, "2026-11-20T09:00")
    result = clm("escalation", "run")
    assert (result.code, late.head()) == (code, head)
    assert words in result.err
    checked = clm("check", "clm.yaml")
    assert (checked.code, "warning: escalation" in checked.out) == (1, False)
    assert f"clm.yaml:{line}:" in checked.out
    assert words in checked.out
    assert found(late) == []


def test_a_policy_that_nobody_can_follow_holds_up_nothing_else(  # A4.14
    clm: Clm, late: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    late.put("clm.yaml", f"{SETTINGS}language: en\n{CIRCLE}")
    when(monkeypatch, "2026-11-19T08:05")
    result = clm("report", "run", "--due")
    assert (result.code, "is a circle" in result.err) == (65, True)
    assert "due tom" in told(late)


def test_an_escalation_by_hand_goes_on_to_the_next_level(  # A4.14
    clm: Clm, late: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (
        f"id: es-111111\ncustomer: {C}\nsource: task\nof: {T}\nreason: overdue\n"
        "at: 2026-11-19T10:00:00Z\nby: jana\nlevel: 1\nto: petra\n"
    )
    late.put("escalations/es-111111.yaml", text)
    run(clm, monkeypatch, "2026-11-20T09:00")
    assert [one["id"] for one in found(late)] == ["es-111111"]
    assert "events" not in found(late)[0]
    run(clm, monkeypatch, "2026-11-23T09:00")
    assert fired(late) == [("2", "2026-11-23T08:00:00Z", "isabel")]


def test_a_missed_agreement_is_escalated_at_its_minute(  # A4.14, A2.9
    clm: Clm, late: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = TASKS.replace("task: {}", "sla: {levels: [{after: 30min, role: manager}]}")
    late.write("clm.yaml", f"{SETTINGS}language: en\n{rules}")
    late.write(
        "slas/default.yaml",
        "id: default\nname: Standard\ndefault: true\ntargets:\n  normal:\n    solution: 20h\n"
        "valid_from: 2026-01-01\n",
    )
    late.commit()
    run(clm, monkeypatch, "2026-11-18T12:00", "2026-11-18T13:29", "2026-11-18T13:59")
    assert found(late) == []
    assert told(late) == {"escalation-warning jana": f"{C}/{R}"}
    run(clm, monkeypatch, "2026-11-18T14:00")
    (one,) = found(late)
    assert (one["of"], one["clock"], one["breach"]) == (R, "solution", "2026-11-18T12:30:00Z")
    assert fired(late) == [("1", "2026-11-18T13:00:00Z", "max")]


def test_undone_and_fired_again_a_level_is_told_once(  # A4.14, A0.34
    clm: Clm, late: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(clm, monkeypatch, "2026-11-20T09:00")
    notices = sorted(late.path("outbox").glob("*"))
    ours = late.git("log", "-1", "--format=%H", "--", "escalations")
    late.path(f"escalations/{found(late)[0]['id']}.yaml").unlink()
    late.commit()
    assert ours
    run(clm, monkeypatch, "2026-11-20T09:05")
    assert len(found(late)) == 1
    assert sorted(late.path("outbox").glob("*")) == notices


def test_nothing_fires_while_an_escalation_cannot_be_read(  # A4.14
    clm: Clm, late: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    late.put("escalations/es-000000.yaml", "id: es-000000\n<<<<<<< HEAD\n")
    head = late.head()
    when(monkeypatch, "2026-11-20T09:00")
    done = clm("escalation", "run")
    assert (done.code, late.head()) == (65, head)
    assert "escalations/es-000000.yaml:2" in done.err


def test_what_cron_escalates_is_told(  # A4.14
    clm: Clm, late: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert late.root.is_dir()
    when(monkeypatch, "2026-11-20T09:00")
    assert f"Level 1 of {T}: petra is told" in clm("report", "run", "--due").err
