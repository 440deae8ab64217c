"""What cron tells by the day: due, overdue, covers, what was not accepted, leads that wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.asking import FILE, C, R, T, customer, file, request, task
from tests.build import SETTINGS, TEAM, customer_path, make_customer
from tests.commands.test_notices_of_acts import PETRA, said, told
from tests.commands.test_report_run import when

if TYPE_CHECKING:
    from tests.world import Clm, Repository

REMINDER = "reminders:\n  - {id: m-11111111, on: 2026-11-20, for: jana, why: Anruf}\n"
DUE = f"{C}/{T}@2026-11-20"


@pytest.fixture
def asked(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """A request of Jana's; Tom's task and Jana's reminder are due on Friday."""
    repo.write("clm.yaml", f"{SETTINGS}language: en\n")
    repo.write("team/petra.yaml", PETRA)
    repo.write(customer_path(C), customer(f"owner: jana\n{REMINDER}"))
    repo.put(FILE, file(request(tasks=task(more="due: 2026-11-20"))))
    when(monkeypatch, "2026-11-18T08:05")
    return repo


def run(clm: Clm, monkeypatch: pytest.MonkeyPatch, *moments: str) -> None:
    """Cron runs at some moments; what is told of the week itself is left out of the outbox."""
    for moment in moments:
        when(monkeypatch, moment)
        assert clm("report", "run", "--due").code == 0


def of(repo: Repository, *events: str) -> dict[str, str]:
    return {key: items for key, items in told(repo).items() if key.split()[0] in events}


def test_what_is_due_is_told_on_its_day_and_once(  # A0.34
    clm: Clm, asked: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(clm, monkeypatch, "2026-11-19T08:05")
    assert of(asked, "due", "overdue") == {}
    run(clm, monkeypatch, "2026-11-20T08:05")
    # The request's next step is the task; Jana answers for it, Tom does it.
    mine = f"{C}/m-11111111@2026-11-20 {C}/{R}@2026-11-20"
    assert of(asked, "due", "overdue") == {"due tom": DUE, "due jana": mine}
    head = asked.head()
    run(clm, monkeypatch, "2026-11-20T09:05")
    assert asked.head() == head
    ids = [one["id"] for one in clm("notify", "list", "--json").json["items"]]
    assert "due-2026-11-20-tom" in ids
    text = clm.ok("notify", "list", "due-2026-11-20-tom")
    assert text.startswith(f"Due today: {T} Flug suchen (Muster GmbH), due 2026-11-20\n")


def test_what_is_overdue_is_told_on_the_next_working_day_and_once(  # A0.34
    clm: Clm, asked: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(clm, monkeypatch, "2026-11-20T08:05", "2026-11-21T08:05", "2026-11-22T08:05")
    assert of(asked, "overdue") == {}
    run(clm, monkeypatch, "2026-11-23T08:05", "2026-11-24T08:05")
    assert of(asked, "overdue")["overdue tom"] == DUE
    names = [path.name for path in asked.path("outbox").glob("overdue-*")]
    assert sorted(names) == ["overdue-2026-11-23-jana.yaml", "overdue-2026-11-23-tom.yaml"]


def test_cron_that_did_not_run_tells_it_later(
    clm: Clm, asked: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(clm, monkeypatch, "2026-11-25T08:05")
    assert of(asked, "overdue")["overdue tom"] == DUE


def test_what_was_overdue_long_before_is_not_told(  # A0.34
    clm: Clm, asked: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(clm, monkeypatch, "2026-11-30T08:05")
    assert of(asked, "overdue") == {}


def test_what_is_done_before_it_is_sent_is_not_sent(
    clm: Clm, asked: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked.put("clm.yaml", asked.read("clm.yaml") + "notify:\n  host: here\n")
    monkeypatch.setenv("CLM_HOST", "here")
    run(clm, monkeypatch, "2026-11-20T08:05")
    clm.ok("--as", "tom", "task", "move", T, "done")
    monkeypatch.setenv("CLM_NOTIFY_COMMAND", "true")
    sent = clm("notify", "send")
    assert "due-2026-11-20-tom is not so any more" in sent.err
    assert "due tom" not in told(asked)
    assert "due jana" in told(asked)


def test_what_is_due_goes_to_the_cover(  # A0.29, A0.34
    clm: Clm, asked: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = (
        "absences:\n  - id: ab-000001\n    from: 2026-11-16\n    to: 2026-11-20\n"
        "    replacement: isabel\n"
    )
    asked.put("team/tom.yaml", TEAM["tom"] + away)
    run(clm, monkeypatch, "2026-11-20T08:05")
    one = next(
        one
        for one in clm("notify", "list", "--json").json["items"]
        if one["event"] == "due" and one["to"] == ["tom"]
    )
    assert one["persons"] == ["isabel"]
    assert "Due today for Tom Berger" in one["text"]


# covers


def absence(first: str, last: str, replacement: str = "isabel", more: str = "") -> str:
    to = f"    to: {last}\n" if last else ""
    return (
        f"{TEAM['tom']}absences:\n  - id: ab-000001\n    from: {first}\n{to}"
        f"    replacement: {replacement}\n{more}"
    )


def test_a_cover_is_told_on_its_first_day_and_on_the_day_after(  # A0.34
    clm: Clm, asked: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked.put("team/tom.yaml", absence("2026-11-19", "2026-11-20"))
    run(clm, monkeypatch, "2026-11-18T08:05")
    assert of(asked, "cover-start", "cover-end") == {}
    run(clm, monkeypatch, "2026-11-19T08:05", "2026-11-19T09:05")
    assert of(asked, "cover-start", "cover-end") == {"cover-start isabel": ""}
    assert said(clm, "cover-start").startswith(
        "You cover for Tom Berger from 2026-11-19 to 2026-11-20\n"
    )
    run(clm, monkeypatch, "2026-11-20T08:05")
    assert "cover-end isabel" not in told(asked)
    run(clm, monkeypatch, "2026-11-21T08:05", "2026-11-22T08:05")
    assert len(list(asked.path("outbox").glob("cover-*"))) == 2
    end = next(
        one for one in clm("notify", "list", "--json").json["items"] if one["event"] == "cover-end"
    )
    assert end["to"] == ["isabel", "tom"]
    assert end["persons"] == ["isabel", "tom"]
    assert "clm handover report" in end["text"]


def test_each_who_covers_a_window_is_told_of_theirs(  # A0.26, A0.34
    clm: Clm, asked: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked.write("team/tom.yaml", absence("2026-11-17", "2026-11-20"))
    away = "absences:\n  - id: ab-000002\n    from: 2026-11-19\n    to: 2026-11-20\n"
    asked.put("team/isabel.yaml", f"{TEAM['isabel']}{away}    replacement: petra\n")
    run(clm, monkeypatch, "2026-11-18T08:05")
    assert of(asked, "cover-start", "cover-end") == {"cover-start isabel": ""}
    run(clm, monkeypatch, "2026-11-19T08:05")
    names = sorted(path.stem for path in asked.path("outbox").glob("cover-*"))
    assert names == [
        "cover-end-ab-000001-isabel-2026-11-18",
        "cover-start-ab-000001-isabel-2026-11-17",
        "cover-start-ab-000001-petra-2026-11-19",
        "cover-start-ab-000002-petra-2026-11-19",
    ]


def test_a_cover_by_others_from_a_day_on_brings_nobody_back(  # A0.24, A0.34
    clm: Clm, asked: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked.put("team/tom.yaml", absence("2026-11-17", "2026-11-20"))
    run(clm, monkeypatch, "2026-11-17T08:05")
    edit = ("absence", "edit", "ab-000001", "--replacement", "petra:class=A")
    clm.ok("--today", "2026-11-19", *edit)
    run(clm, monkeypatch, "2026-11-19T08:05")
    ends = [
        (one["event"], one["to"])
        for one in clm("notify", "list", "--json").json["items"]
        if one["event"].startswith("cover")
    ]
    # Isabel covers the rest as before, and is told so once; Tom is not back.
    assert sorted(ends) == [
        ("cover-end", ["isabel"]), ("cover-start", ["isabel"]), ("cover-start", ["petra"]),
    ]  # fmt: skip


def test_a_cover_that_is_prolonged_or_cancelled(  # A0.28, A0.34
    clm: Clm, asked: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked.put("team/tom.yaml", absence("2026-11-19", "2026-11-20"))
    run(clm, monkeypatch, "2026-11-19T08:05")
    clm.ok("absence", "edit", "ab-000001", "--to", "2026-11-24")
    run(clm, monkeypatch, "2026-11-21T08:05", "2026-11-24T08:05")
    assert "cover-end isabel" not in told(asked)
    run(clm, monkeypatch, "2026-11-25T08:05")
    assert "cover-end isabel" in told(asked)
    assert len(list(asked.path("outbox").glob("cover-*"))) == 2


def test_a_day_nobody_covers_tells_nobody(
    clm: Clm, asked: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = absence("2026-11-19", "2026-11-20").replace("    replacement: isabel\n", "")
    asked.put("team/tom.yaml", text)
    run(clm, monkeypatch, "2026-11-19T08:05", "2026-11-23T08:05")
    assert of(asked, "cover-start", "cover-end") == {}


def test_a_cover_who_is_named_late_is_told_from_that_day_and_once(  # A0.34
    clm: Clm, asked: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked.put("team/tom.yaml", absence("2026-11-02", ""))  # written down on the 18th
    run(clm, monkeypatch, "2026-11-18T08:05")
    assert said(clm, "cover-start").startswith("You cover for Tom Berger from 2026-11-18\n")
    run(clm, monkeypatch, "2026-11-19T08:05", "2026-11-30T08:05")
    assert len(list(asked.path("outbox").glob("cover-*"))) == 1


def test_a_cover_that_goes_on_with_the_next_absence_is_told_once(  # A0.34
    clm: Clm, asked: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    following = "  - {id: ab-000002, from: 2026-11-21, to: 2026-11-24, replacement: isabel}\n"
    asked.put("team/tom.yaml", absence("2026-11-19", "2026-11-20", more=following))
    run(clm, monkeypatch, "2026-11-19T08:05", "2026-11-21T08:05", "2026-11-24T08:05")
    assert len(list(asked.path("outbox").glob("cover-start-*"))) == 1


@pytest.mark.parametrize("day", ["2026-11-19", "2026-11-20"])
def test_a_cover_who_is_replaced_is_told_that_it_is_over(  # A0.34
    clm: Clm, asked: Repository, monkeypatch: pytest.MonkeyPatch, day: str
) -> None:
    asked.put("team/tom.yaml", absence("2026-11-19", "2026-11-24"))
    run(clm, monkeypatch, "2026-11-19T08:05")
    when(monkeypatch, f"{day}T10:00")
    clm.ok("absence", "edit", "ab-000001", "--replacement", "petra")
    run(clm, monkeypatch, f"{day}T11:05", "2026-11-21T08:05", "2026-11-24T08:05")
    assert of(asked, "cover-start", "cover-end") == {
        "cover-start isabel": "", "cover-start petra": "", "cover-end isabel": ""
    }  # fmt: skip
    assert len(list(asked.path("outbox").glob("cover-end-*"))) == 1
    assert "Tom Berger" in said(clm, "cover-end")


# what was not accepted


def test_the_manager_is_told_of_what_was_not_accepted_in_time(  # A0.20
    clm: Clm, asked: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    when(monkeypatch, "2026-11-18T10:00")
    clm.ok("assign", R, "tom")
    run(clm, monkeypatch, "2026-11-19T08:05")
    assert of(asked, "unaccepted") == {}
    run(clm, monkeypatch, "2026-11-20T08:05", "2026-11-23T08:05")
    assert of(asked, "unaccepted") == {"unaccepted petra": f"{C}/{R}"}
    assert "Tom Berger has not accepted in time" in said(clm, "unaccepted")


def test_what_was_accepted_is_not_told(
    clm: Clm, asked: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    when(monkeypatch, "2026-11-18T10:00")
    clm.ok("assign", R, "tom")
    clm.ok("--as", "tom", "request", "accept", R)
    run(clm, monkeypatch, "2026-11-20T08:05")
    assert of(asked, "unaccepted") == {}


# leads


def test_who_distributes_leads_is_told_how_many_wait(  # A1.6
    clm: Clm, asked: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n, day in enumerate(("2026-11-10", "2026-11-16")):
        ref = f"c-00000{n}"
        asked.write(customer_path(ref), make_customer(ref, f"Lead {n}", f"registered_on: {day}\n"))
    asked.commit()
    run(clm, monkeypatch, "2026-11-18T08:05", "2026-11-18T09:05", "2026-11-21T08:05")
    assert len(list(asked.path("outbox").glob("leads-*"))) == 1
    assert said(clm, "leads-waiting").startswith("Leads without a person: 2\n")
    clm.ok("--as", "isabel", "lead", "distribute")
    run(clm, monkeypatch, "2026-11-23T08:05")
    assert len(list(asked.path("outbox").glob("leads-*"))) == 1


def test_what_is_queued_is_said(
    clm: Clm, asked: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    when(monkeypatch, "2026-11-20T08:05")
    before = len(asked.subjects())
    ran = clm("report", "run", "--due", "--json")
    assert {"due-2026-11-20-jana", "due-2026-11-20-tom"} <= set(ran.json["queued"])
    assert len(asked.subjects()) == before + 1
    assert asked.is_clean()


def test_a_request_is_not_told_beside_its_task_of_the_same_person(
    clm: Clm, asked: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = task(more="due: 2026-11-20", executor="jana")
    asked.put(FILE, file(request(tasks=own)))
    run(clm, monkeypatch, "2026-11-20T08:05")
    assert of(asked, "due") == {"due jana": f"{C}/m-11111111@2026-11-20 {DUE}"}


def test_what_is_accepted_before_it_is_sent_is_not_sent(
    clm: Clm, asked: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked.put("clm.yaml", asked.read("clm.yaml") + "notify:\n  host: here\n")
    when(monkeypatch, "2026-11-18T10:00")
    clm.ok("assign", R, "tom")
    run(clm, monkeypatch, "2026-11-20T08:05")
    clm.ok("--as", "tom", "request", "accept", R)
    monkeypatch.setenv("CLM_HOST", "here")
    monkeypatch.setenv("CLM_NOTIFY_COMMAND", "true")
    assert "unaccepted-r-4k2m9q-" in clm("notify", "send").err
    assert of(asked, "unaccepted") == {}
