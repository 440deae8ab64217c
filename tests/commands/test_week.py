"""`clm week`: who is through with the week, now and as a past one was (A1.38, A1.40)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.build import TEAM, customer_path, make_booking, make_customer, make_requests

if TYPE_CHECKING:
    from tests.world import Clm, Repository

FIRST, SECOND, THIRD = "c-7f3qkd", "c-8m2w4z", "c-9x1v5n"
EYE = "watch:\n  - id: k-00000001\n    reason: close-eye\n    on: 2026-11-02\n    by: jana\n"


@pytest.fixture
def dated(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the tests themselves commit is of the first of August."""
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2026-08-01T09:00:00Z")
    monkeypatch.setenv("GIT_AUTHOR_DATE", "2026-08-01T09:00:00Z")


@pytest.fixture
def three(repo: Repository, dated: None) -> None:
    """Jana has a check due today and a watched customer, Tom a task without VPA, overdue."""
    del dated
    booked = f"owner: jana\nbookings:\n{make_booking('b-00000001', on='2026-11-13')}"
    repo.write(customer_path(FIRST), make_customer(FIRST, "Alpha", booked))
    repo.write(customer_path(SECOND), make_customer(SECOND, "Beta", f"owner: jana\n{EYE}"))
    posted = f"owner: tom\nbookings:\n{make_booking('b-00000003', on='2026-09-20')}"
    repo.write(customer_path(THIRD), make_customer(THIRD, "Gamma", posted))
    task = ("t-00000001", "Reise", "2026-11-10")
    repo.write(customer_path(THIRD, "requests"), make_requests(THIRD, task))
    repo.commit()


def people(clm: Clm, *words: str) -> dict[str, Any]:
    answer = clm("week", "--json", *words)
    assert answer.code == 0, answer.err
    return {item.pop("who"): tuple(item.values()) for item in answer.json["items"]}


@pytest.mark.usefixtures("three")
def test_the_present_week_is_provisional(clm: Clm) -> None:  # A1.38
    answer = clm("week", "--json").json
    assert answer["schema"] == "clm/week@1"
    assert answer["deadline"] == "2026-11-20"
    assert answer["provisional"] is True
    assert answer["items"] == [
        {"who": "jana", "due": 2, "done": 0, "open": 2, "overdue": 0, "complete": False},
        {"who": "tom", "due": 1, "done": 0, "open": 1, "overdue": 1, "complete": False},
    ]
    assert answer["totals"] == {"due": 3, "done": 0, "open": 3, "overdue": 1}
    assert "provisional" in clm("week").err
    assert "  0%  no" in clm("week").out
    assert "  0 %  nein" in clm("--lang", "de", "week").out


@pytest.mark.usefixtures("three")
def test_acts_of_every_kind_count_as_done(clm: Clm) -> None:  # A1.38, A1.32
    clm.ok("seen", FIRST)
    clm.ok("note", SECOND, "Angerufen.")
    clm.ok("assign", THIRD, "--vpa", "anna", "--as", "tom")
    assert people(clm) == {"jana": (2, 2, 0, 0, True), "tom": (1, 1, 0, 0, True)}
    assert clm("week", "--exit-code").code == 0


@pytest.mark.usefixtures("three")
def test_leaving_with_1_while_somebody_is_not_through(clm: Clm) -> None:
    assert clm("week", "--exit-code").code == 1


@pytest.mark.usefixtures("three")
def test_a_past_week_stays_as_it_was_at_its_deadline(repo: Repository, clm: Clm) -> None:  # A1.40
    clm.ok("seen", FIRST, "--today", "2026-11-17")
    then = people(clm, "--week", "2026-W47", "--today", "2026-11-20")
    assert then == {"jana": (2, 1, 1, 0, False), "tom": (1, 0, 1, 1, False)}
    for late in ("2026-11-21", "2026-11-23"):
        clm.ok("seen", SECOND, "--today", late)
    clm.ok("customer", "set", SECOND, "owner=tom", "--today", "2026-12-01")
    for day in ("2026-11-21", "2026-12-24", "2027-03-01"):
        assert people(clm, "--week", "2026-W47", "--today", day) == then
    # The look on Saturday made up for nothing; that on Monday counts in its own week.
    assert people(clm, "--week", "2026-W48", "--today", "2026-11-28")["jana"] == (1, 1, 0, 0, True)
    answer = clm("week", "--week", "2026-W47", "--today", "2027-03-01", "--json").json
    assert answer["provisional"] is False
    del repo


@pytest.mark.usefixtures("three")
def test_covered_work_counts_for_who_covers(repo: Repository, clm: Clm) -> None:  # A1.38, A1.39
    away = "absences:\n  - id: ab-00000a\n    from: 2026-11-16\n    to: 2026-11-22\n"
    repo.put("team/jana.yaml", f"{TEAM['jana']}{away}    replacement: tom\n")
    assert people(clm) == {"jana": (0, 0, 0, 0, True), "tom": (3, 0, 3, 1, False, ["jana"])}
    assert "jana" in clm.ok("week", "--fields", "who,covering_for").splitlines()[-1]
    clm.ok("seen", FIRST, "--as", "tom")
    assert people(clm)["tom"] == (3, 1, 2, 1, False, ["jana"])
    clm.ok("seen", SECOND, "--as", "tom")
    clm.ok("assign", THIRD, "--vpa", "anna", "--as", "tom")
    assert people(clm)["tom"] == (3, 3, 0, 0, True, ["jana"])


@pytest.mark.usefixtures("three")
def test_each_part_of_covered_work_counts_for_who_covers_it(repo: Repository, clm: Clm) -> None:
    """A0.27, A1.39."""
    away = "absences:\n  - id: ab-00000a\n    from: 2026-11-16\n    to: 2026-11-22\n"
    part = f"      - id: rp-000001\n        replacement: isabel\n        items: [{SECOND}]\n"
    text = f"{TEAM['jana']}{away}    replacement: tom\n    replacements:\n{part}"
    repo.put("team/jana.yaml", text)
    expected = {
        "jana": (0, 0, 0, 0, True),
        "tom": (2, 0, 2, 1, False, ["jana"]),
        "isabel": (1, 0, 1, 0, False, ["jana"]),
    }
    assert people(clm) == expected
    clm.ok("seen", SECOND, "--as", "isabel")
    assert people(clm) == expected | {"isabel": (1, 1, 0, 0, True, ["jana"])}


def test_nobodys_customer_counts_for_the_lead_distributor(
    repo: Repository, clm: Clm
) -> None:  # A1.47
    repo.put(customer_path(SECOND), make_customer(SECOND, "Beta", EYE))
    assert people(clm)["isabel"] == (1, 0, 1, 0, False)


def test_a_holiday_moves_the_deadline(repo: Repository, clm: Clm) -> None:  # L13
    repo.write(
        "calendars/hier.yaml",
        "id: hier\nzone: Europe/Berlin\nweek:\n  mon:\n    - 09:00-17:00\n  thu:\n"
        "    - 09:00-17:00\n  fri:\n    - 09:00-17:00\nholidays:\n  - on: 2026-11-20\n"
        "    name: Feiertag\n",
    )
    repo.put("clm.yaml", f"{repo.read('clm.yaml')}calendar: hier\n")
    assert clm("week", "--json").json["deadline"] == "2026-11-19"


@pytest.mark.parametrize(
    ("week", "said"),
    [
        ("2026-W54", "no such week"),
        ("2026-W60", "no such week"),
        ("morgen", "week"),
        ("2026-W49", "lies ahead"),
    ],
)
def test_a_week_that_does_not_exist(clm: Clm, week: str, said: str) -> None:
    answer = clm("week", "--week", week)
    assert answer.code == 2
    assert said in answer.err
    assert "hint:" in answer.err


def test_a_week_before_the_history(repo: Repository, clm: Clm) -> None:
    answer = clm("week", "--week", "2025-W01")
    assert answer.code == 3
    assert "the history begins after 2025-01-03" in answer.err
    del repo


@pytest.mark.usefixtures("three")
def test_a_bad_file_is_named_and_stops_nothing(repo: Repository, clm: Clm) -> None:
    repo.write(customer_path("c-a00000"), "id: [\n")
    answer = clm("week", "--json")
    assert answer.code == 65
    assert customer_path("c-a00000") in answer.err
    assert len(answer.json["items"]) == 2


@pytest.mark.usefixtures("three")
def test_a_vpa_assigned_for_a_colleague_counts_for_the_colleague(
    repo: Repository, clm: Clm
) -> None:  # A1.14, A1.38
    clm.ok("assign", THIRD, "--vpa", "anna")
    assert repo.trailers()["Clm-For"] == "tom"
    assert people(clm)["tom"] == (1, 1, 0, 0, True)


@pytest.mark.usefixtures("three")
def test_a_write_dated_back_changes_no_past_week(
    repo: Repository, clm: Clm, monkeypatch: pytest.MonkeyPatch
) -> None:  # A1.40
    then = people(clm, "--week", "2026-W47", "--today", "2026-11-21")
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2026-11-24T09:00:00Z")
    repo.put(customer_path("c-a00000"), make_customer("c-a00000", "Delta", f"owner: tom\n{EYE}"))
    clm.ok("note", FIRST, "Nachgetragen.", "--today", "2026-11-18")
    assert people(clm, "--week", "2026-W47", "--today", "2026-11-25") == then


@pytest.mark.usefixtures("three")
def test_what_was_put_off_and_came_back_is_open(clm: Clm) -> None:  # A1.38
    clm.ok("seen", SECOND, "--until", "2026-11-17", "--today", "2026-11-16")
    assert people(clm, "--today", "2026-11-17")["jana"] == (2, 1, 1, 0, False)
    assert people(clm)["jana"] == (2, 0, 2, 0, False)


def test_work_on_a_prio_customer_counts(repo: Repository, clm: Clm) -> None:  # A1.19, A1.38
    prio = "prio:\n  - id: k-00000002\n    on: 2026-11-16\n    by: jana\n"
    due = "reminders:\n  - id: m-00000001\n    on: 2026-11-17\n    for: jana\n"
    repo.write(customer_path(FIRST), make_customer(FIRST, "Alpha", f"owner: jana\n{prio}"))
    repo.write(customer_path(SECOND), make_customer(SECOND, "Beta", f"owner: jana\n{due}"))
    repo.commit()
    assert people(clm)["jana"] == (2, 0, 2, 2, False)
    clm.ok("remind", FIRST, "+21d")
    clm.ok("remind", SECOND, "+21d")  # moved: it was looked at
    assert people(clm)["jana"] == (2, 2, 0, 0, True)


def test_a_reminder_in_another_list_lets_nobody_off(repo: Repository, clm: Clm) -> None:  # A1.32
    repo.put(customer_path(SECOND), make_customer(SECOND, "Beta", f"owner: tom\n{EYE}"))
    clm.ok("remind", SECOND, "2027-06-01", "--for", "jana")
    assert people(clm)["tom"] == (1, 0, 1, 0, False)


def test_a_team_that_began_at_a_weekend_sees_its_week(repo: Repository, clm: Clm) -> None:
    repo.put(customer_path(SECOND), make_customer(SECOND, "Beta", f"owner: jana\n{EYE}"))
    answer = clm("week", "--json", "--today", "2026-08-02").json
    assert answer["provisional"] is True  # the history begins on Saturday, the first of August
    assert answer["items"][0]["who"] == "jana"


def test_what_comes_back_on_the_deadline_day_stays_done(
    repo: Repository, clm: Clm
) -> None:  # A1.38
    due = "reminders:\n  - id: m-00000001\n    on: 2026-11-16\n    for: jana\n"
    repo.put(customer_path(SECOND), make_customer(SECOND, "Beta", f"owner: jana\n{due}"))
    clm.ok("remind", SECOND, "2026-11-20")
    assert people(clm)["jana"] == (1, 1, 0, 0, True)
    assert people(clm, "--today", "2026-11-20")["jana"] == (1, 1, 0, 0, True)
