"""`clm report recorded-on-time` and `clm report fulfilment`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.asking import FILE, C, customer, file, request, task
from tests.build import SETTINGS, customer_path
from tests.commands.test_report_run import when

if TYPE_CHECKING:
    from tests.world import Clm, Repository


@pytest.fixture
def late(repo: Repository, monkeypatch: pytest.MonkeyPatch, clm: Clm) -> Repository:
    """Two requests recorded by command on Wednesday noon: one at once, one after two days."""
    when(monkeypatch, "2026-11-18T12:00")
    repo.write("clm.yaml", f"{SETTINGS}language: en\n")
    repo.put(customer_path(C), customer())
    for subject, received in (("Sofort", "2026-11-18T11:00"), ("Liegen", "2026-11-16T11:00")):
        words = ("--need", "Hilfe", "--channel", "phone", "--received-at", received)
        clm.ok("request", "add", C, subject, *words)
    return repo


@pytest.mark.usefixtures("late")
def test_how_many_were_recorded_on_time(clm: Clm) -> None:  # A0.12
    found = clm("report", "recorded-on-time", "--json")
    assert found.code == 0
    assert (found.json["schema"], found.json["period"]) == (
        "clm/report-recorded-on-time@1", "2026-11",
    )  # fmt: skip
    held = [(one["subject"], one["hours"], one["on_time"]) for one in found.json["items"]]
    assert held == [("Liegen", 17, False), ("Sofort", 1, True)]
    assert found.json["totals"] == {
        "requests": 2, "on_time": 1, "late": 1, "unknown": 0, "share": 0.5,
    }  # fmt: skip
    text = clm.ok("report", "recorded-on-time")
    assert "1 of 2 on time (50%)" in text
    assert "jana  2026-11-18 11:00  2026-11-18 12:00 " in text  # both by the team's clock
    recorded = {one["subject"]: one["recorded_at"] for one in found.json["items"]}
    assert recorded["Sofort"] == "2026-11-18T11:00:00Z"


@pytest.mark.usefixtures("late")
def test_the_time_that_is_asked_for(clm: Clm) -> None:  # A0.12
    def subjects(*words: str) -> list[str]:
        return [
            o["subject"] for o in clm("report", "recorded-on-time", "--json", *words).json["items"]
        ]

    assert subjects("--week", "W47") == ["Liegen", "Sofort"]
    assert subjects("--month", "10") == []
    assert subjects("--period", "2026-11-18..2026-11-30") == ["Sofort"]
    assert clm("report", "recorded-on-time", "--week", "W47", "--month", "11").code == 2
    assert clm("report", "recorded-on-time", "--month", "2027-01").code == 2
    assert "No request came in then." in clm.ok("report", "recorded-on-time", "--month", "10")


def test_the_threshold_of_the_team(clm: Clm, late: Repository) -> None:  # A0.12
    late.put("clm.yaml", late.read("clm.yaml") + "policy:\n  record_working_days: 3\n")
    assert clm("report", "recorded-on-time", "--json").json["totals"]["late"] == 0


@pytest.mark.parametrize("form", ["table", "md", "html", "json"])
@pytest.mark.usefixtures("late")
def test_every_form_tells_the_sum(clm: Clm, form: str) -> None:
    said = '"late": 1' if form == "json" else "1 of 2 on time"
    assert said in clm.ok("report", "recorded-on-time", "-o", form)


def test_a_report_as_a_file(clm: Clm, late: Repository) -> None:
    place = late.path("../on-time.md")
    clm.ok("report", "recorded-on-time", "-O", place)
    assert "| Liegen |" in place.read_text()
    assert "1 of 2 on time" in place.read_text()


def test_what_was_written_by_hand_was_recorded_when_it_was_committed(  # A0.12
    clm: Clm, late: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"):
        monkeypatch.setenv(name, "2026-11-18T09:00:00Z")
    text = late.read(FILE) + (
        "  - {id: r-00000z, subject: Hand, need: Hilfe, channel: phone, spoc: jana,"
        " received_at: 2026-11-18T09:00}\n"
    )
    late.put(FILE, text)
    one = next(
        one for one in clm("report", "recorded-on-time", "--json").json["items"]
        if one["id"] == "r-00000z"
    )  # fmt: skip
    assert (one["hours"], one["on_time"]) == (1, True)
    late.write(FILE, text.replace("r-00000z", "r-00001z"))
    totals = clm("report", "recorded-on-time", "--json").json["totals"]
    assert (totals["requests"], totals["unknown"]) == (3, 1)


def test_an_old_report(clm: Clm, late: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    when(monkeypatch, "2026-11-19T12:00")
    words = ("--need", "Hilfe", "--channel", "phone", "--received-at", "2026-11-18T11:00")
    clm.ok("request", "add", C, "Später", *words)
    monkeypatch.delenv("CLM_TODAY")
    then = clm("report", "recorded-on-time", "--json", "--as-of", "2026-11-18")
    assert len(then.json["items"]) == 2
    assert late.is_clean()


# fulfilment


def test_how_each_spoc_fulfils(clm: Clm, repo: Repository) -> None:  # A0.13
    overdue = task("t-11111111", more="due: 2026-11-17", executor="tom")
    early = request("r-000001", tasks=overdue).replace("2026-11-16T09:30", "2026-11-10T09:30")
    repo.write("clm.yaml", f"{SETTINGS}language: en\n")
    repo.write(customer_path(C), customer())
    repo.put(
        FILE,
        file(
            early,
            request("r-000002", more="services: [reise, hotel]"),
            request("r-000003", spoc="tom", tasks=task("t-22222222", more="due: 2026-11-20")),
            request("r-000004", spoc="", status="new"),
            request("r-000005", status="closed", more="outcome: solved\nsolution: gut"),
        ),
    )
    found = clm("report", "fulfilment", "--json")
    assert found.json["schema"] == "clm/report-fulfilment@1"
    keys = ("who", "open", "oldest", "no_next_step", "overdue_tasks", "gaps", "unaccepted")
    assert [tuple(one[key] for key in keys) for one in found.json["items"]] == [
        ("jana", 2, "2026-11-10", 1, 1, 2, 0),
        ("tom", 1, "2026-11-16", 0, 0, 0, 0),
        (None, 1, "2026-11-16", 1, 0, 0, 0),
    ]
    assert found.json["totals"]["open"] == 4
    text = clm.ok("report", "fulfilment")
    assert "Jana Sommer" in text
    assert "4 open, 2 without next step, 1 tasks overdue, 2 gaps" in text
    assert clm.ok("report", "fulfilment", "--ids") == "jana\ntom\n"  # nobody's has no id


def test_nothing_open_is_said(clm: Clm, repo: Repository) -> None:
    del repo
    assert clm.ok("report", "fulfilment") == "No request is open.\n"
