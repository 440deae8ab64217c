"""`clm team figures`: what is computed of one person, for them and who leads them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.build import customer_path, make_booking, make_customer

if TYPE_CHECKING:
    from tests.world import Clm, Repository

FIRST, SECOND, THIRD = "c-7f3qkd", "c-8m2w4z", "c-9x1v5n"
PETRA = "id: petra\nname: Petra Stahl\nroles:\n  - manager\n"


@pytest.fixture
def worked(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    """Jana did one of two checks by Friday the 13th; a request, tasks, complaints are hers."""
    for name in ("GIT_COMMITTER_DATE", "GIT_AUTHOR_DATE"):
        monkeypatch.setenv(name, "2026-10-01T09:00:00Z")
    repo.write("team/petra.yaml", PETRA)
    repo.write("team/tom.yaml", repo.read("team/tom.yaml") + "manager: jana\n")
    handled = (
        "handled:\n  - id: h-00000001\n    rule: first-check\n    trigger: b-00000001\n"
        "    on: 2026-11-12\n    by: jana\n"
    )
    for name, booking, more in ((FIRST, "b-00000001", handled), (SECOND, "b-00000002", "")):
        booked = f"owner: jana\nbookings:\n{make_booking(booking, on='2026-11-09')}{more}"
        repo.write(customer_path(name), make_customer(name, f"Kunde {name[2]}", booked))
    repo.write(customer_path(THIRD), make_customer(THIRD, "Gamma", "owner: tom\n"))
    repo.write(
        customer_path(THIRD, "requests"),
        f"""customer: {THIRD}
tasks:
{task("t-00000001", "done", "2026-11-10", "2026-11-10T08:00:00Z")}\
{task("t-00000002", "done", "2026-11-10", "2026-11-11T08:00:00Z")}\
{task("t-00000003", "open", "2026-11-17")}\
{task("t-00000004", "open", "2026-11-18")}\
{task("t-00000005", "cancelled", "2026-11-11")}\
{task("t-00000006", "done", "2026-10-11", "2026-10-10T08:00:00Z")}""",
    )
    repo.write(
        customer_path(THIRD, "service"),
        f"customer: {THIRD}\ncomplaints:\n"
        + complaint("cm-000001", "jana", "tom", "2026-11-09T08:00:00Z", "2026-11-10T08:00:00Z")
        + complaint("cm-000002", "jana", "jana", "2026-11-09T08:00:00Z", "2026-11-12T08:00:00Z")
        + complaint("cm-000003", "tom", "jana", "2026-11-16T08:00:00Z", ""),
    )
    repo.commit()


def task(ref: str, status: str, due: str, done_at: str = "") -> str:
    more = f"    done_at: {done_at}\n" if done_at else ""
    return (
        f"  - id: {ref}\n    title: Aufgabe\n    kind: internal\n    executor: jana\n"
        f"    due: {due}\n    status: {status}\n{more}"
    )


def complaint(ref: str, handler: str, about: str, at: str, acknowledged: str) -> str:
    events = (
        f"    events:\n      - id: k-{ref[3:]}01\n        at: {at}\n        by: jana\n"
        f"        kind: status\n        to: received\n      - id: k-{ref[3:]}02\n"
        f"        at: {acknowledged}\n        by: jana\n        kind: status\n"
        f"        from: received\n        to: acknowledged\n"
        if acknowledged
        else ""
    )
    return (
        f"  - id: {ref}\n    received_at: {at}\n    channel: phone\n    complainant: Frau Muster\n"
        f"    text: Zu spät.\n    remedy_sought: Rückruf\n    about:\n      - {about}\n"
        f"    handler: {handler}\n{events}"
    )


def figures(clm: Clm, *words: str) -> dict[str, Any]:
    answer = clm("team", "figures", *words, "--json")
    assert answer.code == 0, answer.err
    return {one["figure"]: one for one in answer.json["items"]}


@pytest.mark.usefixtures("worked")
def test_each_number_is_as_long_as_its_records(clm: Clm) -> None:  # A4.3
    found = figures(clm)
    for one in found.values():
        assert one["n"] == len(one["refs"])
        if one["of"] is not None:
            assert one["of"] - one["n"] == len(one["missed"])
    refs = {
        name: ([row["ref"] for row in one["refs"]], [row["ref"] for row in one["missed"] or ()])
        for name, one in found.items()
    }
    assert refs["completed"] == ([FIRST], [SECOND])
    assert refs["tasks"] == (["t-00000001"], ["t-00000002", "t-00000003"])
    assert refs["complaints-acknowledged"] == (["cm-000001"], ["cm-000002"])
    assert sorted(refs["complaints-about"][0]) == ["cm-000002", "cm-000003"]


@pytest.mark.usefixtures("worked")
def test_the_week_is_that_of_clm_week(clm: Clm) -> None:  # A4.3, A1.38
    found = figures(clm, "--week", "2026-W46")["completed"]
    (week,) = (
        one for one in clm("week", "--week", "2026-W46", "--json").json["items"]
        if one["who"] == "jana"
    )  # fmt: skip
    assert (found["n"], found["of"]) == (week["done"], week["due"]) == (1, 2)
    answer = clm("team", "figures", "--month", "2026-11", "--json").json
    assert answer["weeks"] == ["2026-W45", "2026-W46"]  # this one is not over
    untold = clm("team", "figures", "--month", "2026-07", "--json").json["untold"]
    assert untold[-1] == "2026-W31"  # the history begins on the day after


@pytest.mark.usefixtures("worked")
def test_overdue_is_what_the_lists_say(clm: Clm) -> None:  # A4.3
    found = figures(clm)["overdue"]
    mine = clm("mine", "--json").json["items"]
    late = {one["ref"] for one in mine if one["overdue"]}
    assert {row["ref"] for row in found["refs"]} == late
    assert {SECOND, "t-00000003"} <= late


@pytest.mark.usefixtures("worked")
@pytest.mark.parametrize(
    ("viewer", "handle", "code"),
    [("tom", "tom", 0), ("jana", "tom", 0), ("petra", "tom", 77), ("petra", "jana", 0),
     ("tom", "jana", 77), ("isabel", "jana", 77), ("isabel", "tom", 77)],
)  # fmt: skip
def test_figures_are_for_the_person_and_who_leads_them(
    clm: Clm, viewer: str, handle: str, code: int
) -> None:  # A4.3
    answer = clm("team", "figures", handle, "--as", viewer)
    assert answer.code == code
    assert (answer.out == "") is bool(code)


@pytest.mark.usefixtures("worked")
def test_the_records_behind_a_number_are_named(repo: Repository, clm: Clm) -> None:  # A4.3
    traced = clm("team", "figures", "--trace", "--json").json["items"]
    found = figures(clm)
    for name, one in found.items():
        own = [row for row in traced if row["figure"] == name]
        assert sum(row["counts"] for row in own) == one["n"]
        assert sum(not row["counts"] for row in own) == len(one["missed"] or ())
    for row in traced:
        assert clm("path", row["ref"]).code == 0
    assert "Tasks done in time" in clm.ok("team", "figures", "--trace")
    assert "Tasks done in time" in clm.ok("team", "figures")
    assert repo.is_clean()


@pytest.mark.usefixtures("worked")
def test_what_several_use_is_no_person(repo: Repository, clm: Clm) -> None:  # A4.3
    repo.put("team/desk.yaml", "id: desk\nname: Desk\nshared: true\n")
    assert clm("team", "figures", "desk", "--as", "petra").code == 77
    assert clm("team", "figures", "nobody").code == 3
