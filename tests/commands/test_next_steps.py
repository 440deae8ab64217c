"""What comes next for a request, as lists, `request show` and `mine` tell it (A0.17, A0.38)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.asking import FILE, C, R, T, customer, file, request, task
from tests.build import customer_path

if TYPE_CHECKING:
    from tests.world import Clm, Repository


@pytest.fixture
def asked(repo: Repository) -> Repository:
    """Jana's customer, who asked on the 16th; a reminder of before is on the 13th."""
    item = "{id: m-11111111, on: 2026-11-13, for: jana, why: Urlaub}"
    repo.write(customer_path(C), customer(f"owner: jana\nreminders:\n  - {item}\n"))
    repo.put(FILE, file(request()))
    return repo


def row(clm: Clm) -> dict[str, Any]:
    """The request as `request list` has it, which must be what `show` reads off the files."""
    (item,) = clm("request", "list", "--json").json["items"]
    (shown,) = clm("request", "show", R, "--json").json["items"]
    assert {key: shown[key] for key in item if key != "covering_for"} == {
        key: value for key, value in item.items() if key != "covering_for"
    }
    assert isinstance(item, dict)
    return item


def what(clm: Clm) -> str:
    item = row(clm)
    return f"{item['rule']} {item['due']} {item['no_next_step']}"


@pytest.mark.usefixtures("asked")
def test_a_reminder_of_before_is_about_something_else(clm: Clm) -> None:
    # A0.17
    assert what(clm) == "no-next-step 2026-11-16 True"
    clm.ok("remind", C, "2026-11-26")
    assert what(clm) == "request 2026-11-26 False"
    clm.ok("undo")
    assert what(clm) == "no-next-step 2026-11-16 True"


def test_a_new_request_is_not_put_off_by_an_old_reminder(asked: Repository, clm: Clm) -> None:
    # A0.17: it is due the day it came.
    asked.put(
        customer_path(C),
        customer("owner: jana\nreminders:\n  - {id: m-11111111, on: 2026-11-16, for: jana}\n"),
    )
    words = ("--need", "Hilfe", "--channel", "phone", "--received-at", "today")
    ref = clm.ok("request", "add", C, "Neues", *words, "--ids").strip()
    found = {one["id"]: one for one in clm("request", "list", "--json").json["items"]}
    assert (found[ref]["rule"], found[ref]["due"]) == ("no-next-step", "2026-11-18")
    assert found[R]["rule"] == "request"


@pytest.mark.usefixtures("asked")
def test_a_task_without_a_day_is_no_next_step_and_says_so(clm: Clm) -> None:
    # A0.17
    answer = clm("task", "add", R, "Flug suchen", "--to", "tom")
    assert answer.code == 0
    made = row(clm)["tasks"]
    assert made == 1
    (item,) = clm("task", "list", "--json").json["items"]
    hint = f"clm task set {item['id']} due=DATE"
    assert f"nobody does {item['id']} by a day: {hint}" in answer.err
    assert what(clm) == "no-next-step 2026-11-18 True"
    assert "No next step" in clm("mine").out
    clm.ok(*hint.replace("DATE", "2026-11-20").split()[1:])
    assert what(clm) == "request 2026-11-20 False"
    then = ("--follow-up", "Hotel", "--to", "jana")
    assert "by a day" in clm("task", "move", item["id"], "done", *then, "--as", "tom").err


def test_what_is_done_is_the_spocs_to_check(asked: Repository, clm: Clm) -> None:
    # A0.38: closed is what the SPOC has checked.
    later = task("t-22222222", more="due: 2026-11-30")
    asked.put(FILE, file(request(tasks=task(more="due: 2026-11-25") + later)))
    assert what(clm) == "request 2026-11-25 False"
    clm.ok("task", "move", T, "done", "--as", "tom")
    assert what(clm) == "done-to-check 2026-11-18 False"
    assert row(clm)["to_check"] == [T]
    (item,) = clm("mine", "requests", "--json").json["items"]
    assert (item["reasons"], item["due"]) == (["done-to-check"], "2026-11-18")
    assert item["next"] == f"clm task move {T} closed"
    assert "Done, to be checked: Reise" in clm("mine").out
    assert "Erledigt, zu prüfen" in clm("--lang", "de", "request", "list").out
    why = clm.ok("why", R)
    assert "the SPOC has not checked that" in why
    assert item["next"] in why
    assert R in clm.ok("request", "list", "--where", f"to_check = {T}", "--ids")
    clm.ok(*item["next"].split()[1:])
    assert what(clm) == "request 2026-11-30 False"


@pytest.mark.usefixtures("asked")
def test_what_the_spoc_did_themselves_needs_no_second_look(clm: Clm) -> None:
    clm.ok("task", "add", R, "Flug", "--to", "jana", "--due", "2026-11-20")
    (item,) = clm("task", "list", "--json").json["items"]
    clm.ok("task", "move", item["id"], "done")
    assert what(clm) == "no-next-step 2026-11-18 True"


@pytest.mark.usefixtures("asked")
def test_a_request_is_reminded_of_by_its_customer_and_what_was_is_said(clm: Clm) -> None:
    clm.ok("task", "add", R, "Flug", "--to", "jana", "--due", "2026-11-20")
    answer = clm("remind", R, "+2w", "-m", "Angebot?")
    assert answer.code == 0
    assert f"{R}: the reminder is its customer's, {C}\n" in answer.err
    assert f"{C}: jana's reminder was 2026-11-13 (Urlaub)\n" in answer.err
    (item,) = clm("task", "list", "--json").json["items"]
    again = clm("remind", C, item["id"], "+3w", "-n")
    assert f"{item['id']}: the reminder is its customer's" in again.err
    assert "was 2026-12-02 (Angebot?)" in again.err
    assert again.err.count("reminder was") == 1
    assert "der Reminder gehört zum Kunden" in clm("--lang", "de", "remind", R, "+4w", "-n").err
    assert "customer's" not in clm("remind", C, "+4w", "-n").err


@pytest.mark.usefixtures("asked")
def test_a_day_far_ahead_is_warned_of(clm: Clm) -> None:  # A0.17
    said = "it is due in more than 365 days, on 2027-11-19: clm task set t-"
    words = ("Flug", "--to", "jana", "--due")
    assert said not in clm("task", "add", R, *words, "2027-11-18").err
    assert said in clm("task", "add", R, *words, "2027-11-19").err
