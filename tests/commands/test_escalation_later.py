"""Levels that fire on what somebody took on, gave back, or escalated; 2026-11-20 is a Friday."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.asking import FILE, SERVICE, T, complained, file, request, task
from tests.commands.test_escalation_run import AWAY, TASKS, fired, found, late, run
from tests.commands.test_notices_of_acts import told
from tests.commands.test_report_run import when

if TYPE_CHECKING:
    import pytest

    from tests.world import Clm, Repository

__all__ = ["late"]
FIRST = "2026-11-20T09:00"
SECOND = "2026-11-23T09:00"
THIRD = "2026-11-25T09:00"


def only(repo: Repository) -> str:
    (one,) = found(repo)
    return str(one["id"])


def mine(clm: Clm, who: str) -> list[str]:
    items = clm("mine", "escalations", "--as", who, "--json").json["items"]
    return [one["ref"] for one in items]


def test_what_was_given_back_goes_on_to_the_next_level(  # A4.14, A4.17
    clm: Clm, late: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(clm, monkeypatch, FIRST)
    ref = only(late)
    clm.ok("escalation", "move", ref, "returned", "-m", "Tom kann das", "--as", "petra")
    assert mine(clm, "tom") == [ref]
    run(clm, monkeypatch, SECOND)
    assert [who for _, _, who in fired(late)] == ["petra", "isabel"]
    assert (mine(clm, "tom"), mine(clm, "isabel")) == ([], [ref])
    clm.ok("escalation", "move", ref, "accepted", "--as", "isabel")


def test_each_level_has_its_own_day(  # A4.13, A4.16
    clm: Clm, late: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    days = []
    for moment in (FIRST, SECOND, THIRD):
        run(clm, monkeypatch, moment)
        days += [one["due"] for one in found(late)]
    # By when the next level comes; of the last as by hand.
    assert days == ["2026-11-23", "2026-11-25", "2026-11-26"]


def test_a_late_run_gives_a_day_too(  # A4.13
    clm: Clm, late: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(clm, monkeypatch, THIRD)
    assert [one["due"] for one in found(late)] == ["2026-11-26"]


def test_what_a_person_escalates_late_waits_from_then(  # A4.14
    clm: Clm, late: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    when(monkeypatch, "2026-11-26T10:00")
    clm.ok("escalate", T, "--reason", "overdue", "--to", "petra")
    run(clm, monkeypatch, "2026-11-26T10:05", "2026-11-27T09:59")
    assert fired(late) == []
    run(clm, monkeypatch, "2026-11-27T10:05")
    assert fired(late) == [("2", "2026-11-27T09:00:00Z", "isabel")]


def test_who_has_it_hears_once_that_it_is_over_again(  # A4.14
    clm: Clm, late: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(clm, monkeypatch, FIRST)
    clm.ok("escalation", "move", only(late), "accepted", "--as", "petra")
    late.put(FILE, file(request(tasks=task(more="due: 2026-11-24"))))
    run(clm, monkeypatch, "2026-11-24T10:00")
    assert len(list(late.path("outbox").glob("escalation-level-*"))) == 1
    run(clm, monkeypatch, THIRD)
    (again,) = late.path("outbox").glob("escalation-level-*-again-*")
    assert "petra" in again.read_text(encoding="utf-8")
    head = late.head()
    run(clm, monkeypatch, "2026-11-25T15:00", "2026-11-27T09:00")
    assert (late.head(), len(found(late))) == (head, 1)


def test_a_complaint_is_not_escalated_to_whom_it_is_about(  # A2.20, A4.14
    clm: Clm, late: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    late.write("clm.yaml", late.read("clm.yaml").replace(TASKS, TASKS.replace("task", "complaint")))
    late.put(SERVICE, complained().replace("}", ", about: [petra, isabel]}"))
    run(clm, monkeypatch, SECOND)
    assert {who for _, _, who in fired(late)} == {"max"}


def test_what_the_policy_escalated_is_told_back_to_whose_it_is(  # A4.13
    clm: Clm, late: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(clm, monkeypatch, FIRST)  # by Jana, who runs cron
    clm.ok("escalation", "move", only(late), "accepted", "--as", "petra")
    steps = [key for key in told(late) if key.startswith("escalation-step")]
    assert steps == ["escalation-step tom"]


def test_what_is_given_back_goes_to_nobody_who_has_left(  # A4.13
    clm: Clm, late: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(clm, monkeypatch, FIRST)
    late.put("team/tom.yaml", late.read("team/tom.yaml") + "active:\n  to: 2026-11-19\n")
    ref = only(late)
    clm.ok("escalation", "move", ref, "returned", "-m", "wer hat es?", "--as", "petra")
    (item,) = clm("escalation", "show", ref, "--json").json["items"]
    assert item["to"] == "jana"  # whose the customer is


def test_what_a_manager_got_stays_with_them(  # A4.14, A4.15
    clm: Clm, late: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(clm, monkeypatch, FIRST)
    ref = only(late)
    done = clm("escalate", T, "--requested-by-customer", "-m", "Frau Alt besteht darauf")
    assert (done.code, "tell the customer: max takes care of it now" in done.err) == (0, True)
    levels = [path.read_text() for path in late.path("outbox").glob("escalation-level-*")]
    assert sum("level: 3\n" in text for text in levels) == 1
    assert "Frau Alt besteht darauf" in clm.ok("escalation", "show", ref)
    run(clm, monkeypatch, SECOND, THIRD)
    assert [one["to"] for one in found(late)] == ["max"]
    assert [level for level, _, _ in fired(late)] == ["1", "3"]


def test_a_manager_who_has_taken_it_on_keeps_it(  # A4.15
    clm: Clm, late: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    late.put("team/aron.yaml", late.read("team/max.yaml").replace("max", "aron"))
    run(clm, monkeypatch, FIRST)
    ref = only(late)
    clm.ok("assign", ref, "max")
    clm.ok("escalation", "move", ref, "accepted", "--as", "max")
    assert "max takes care" in clm("escalate", T, "--requested-by-customer").err
    (item,) = clm("escalation", "show", ref, "--json").json["items"]
    assert (item["to"], item["status"], item["level"]) == ("max", "accepted", 3)


def test_what_is_handed_on_is_not_taken_away_at_once(  # A4.14
    clm: Clm, late: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(clm, monkeypatch, FIRST)
    ref = only(late)
    clm.ok("escalation", "move", ref, "accepted", "--as", "petra")
    when(monkeypatch, "2026-11-27T10:00")
    clm.ok("assign", ref, "isabel", "-m", "Urlaub")
    run(clm, monkeypatch, "2026-11-27T10:05", "2026-11-27T16:00")
    assert (len(fired(late)), found(late)[0]["to"]) == (1, "isabel")
    run(clm, monkeypatch, "2026-11-30T10:05")
    assert [level for level, _, _ in fired(late)] == ["1", "2"]


def test_a_level_is_told_once_though_the_day_moved(  # A4.14
    clm: Clm, late: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(clm, monkeypatch, FIRST)
    late.put(FILE, file(request(tasks=task(more="due: 2026-11-20"))))
    run(clm, monkeypatch, "2026-11-24T09:05", "2026-11-24T09:10", "2026-11-24T12:00")
    assert [level for level, _, _ in fired(late)] == ["1", "2"]
    assert len(list(late.path("outbox").glob("escalation-level-*"))) == 2


def test_nothing_is_overdue_when_it_is_made(  # A4.13
    clm: Clm, late: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    for who, n in (("isabel", 2), ("max", 3)):
        text = late.read(f"team/{who}.yaml") + AWAY % ""
        late.write(f"team/{who}.yaml", text.replace("ab-1", f"ab-{n}"))
    late.commit()
    run(clm, monkeypatch, THIRD)
    assert all(one["due"] >= "2026-11-25" for one in found(late))


def test_one_complaint_has_one_open_escalation(  # A4.14
    clm: Clm, late: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    late.write("clm.yaml", late.read("clm.yaml").replace(TASKS, TASKS.replace("task", "complaint")))
    late.put(SERVICE, complained())
    run(clm, monkeypatch, SECOND)
    (one,) = found(late)
    clm.ok("complaint", "move", one["of"], "acknowledged", "-m", "Rückruf")
    run(clm, monkeypatch, "2026-12-02T09:00", "2026-12-09T09:00")
    assert len(found(late)) == 1
    done = clm("escalate", one["of"], "--reason", "quality")
    assert (done.code, one["id"] in done.err) == (77, True)


def test_where_nobody_can_get_it_back_it_stays(  # A4.13
    clm: Clm, late: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(clm, monkeypatch, FIRST)
    for who in ("tom", "jana"):
        late.write(f"team/{who}.yaml", late.read(f"team/{who}.yaml") + "active: {to: 2026-11-19}\n")
    late.commit()
    ref, head = only(late), late.head()
    done = clm("escalation", "move", ref, "returned", "-m", "wer?", "--as", "petra")
    assert (done.code, late.head()) == (77, head)
    assert "nobody to give it back to" in done.err
