"""Who gets a lead: rules, strategies, who is left out (A1.4–A1.8)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from clm.domain.leads import (
    Candidate,
    Team,
    Turn,
    plan,
    turns_of,
    waits_for_call,
    wants_person,
    was_called,
)
from clm.domain.policy import LeadRule, Leads
from clm.errors import RefusedError
from tests.domain.cases import given, list_of, owes

RULES = Leads().rules
ADMINS = ("jana", "mia", "tom")


def team(
    *,
    admins: tuple[str, ...] = ADMINS,
    sales: tuple[str, ...] = ("luis",),
    caring: dict[str, int] | None = None,
    **more: Any,
) -> Team:
    free = {"admin": list(admins), "sales": list(sales)}
    filled: dict[str, Any] = {
        "today": date(2026, 11, 18),
        "free": lambda role: free.get(role, []),
        "keepers": frozenset((*ADMINS, "luis")),
        "caring": caring or {},
        "leads": {},
        "turns": {},
    }
    return Team(**{**filled, **more})


def placed(people: Team, *candidates: Candidate, rules: tuple[LeadRule, ...] = RULES) -> list[str]:
    """`c-1 owner jana any`, in the order of the plan."""
    found = plan(candidates, rules, people).placed
    return [f"{p.ref} {p.field} {p.person} {p.rule}" for p in found]


def lead(ref: str = "c-1", **more: Any) -> Candidate:
    return Candidate(ref, **more)


def test_who_waits_for_a_call_goes_to_sales_and_others_to_an_admin() -> None:
    found = placed(team(), lead("c-1", call=True), lead("c-2"))
    assert found == ["c-1 sales luis phone-appointment", "c-2 owner jana any"]  # A1.4


def test_the_talk_was_booked_with_somebody_of_sales() -> None:
    two = team(sales=("ada", "luis"))
    assert placed(two, lead(call=True, caller="luis")) == ["c-1 sales luis phone-appointment"]
    assert placed(two, lead(call=True, caller="eva")) == ["c-1 sales ada phone-appointment"]


@pytest.mark.parametrize(
    ("appointment", "waits", "called"),
    [  # A1.5: a future or a past one without outcome
        ("{at: 2026-12-02T08:00:00Z, channel: phone}", True, False),
        ("{at: 2026-09-02T08:00:00Z, channel: phone}", True, False),
        ("{at: 2026-09-02T08:00:00Z, channel: phone, outcome: done}", False, True),
        ("{at: 2026-12-02T08:00:00Z, channel: video}", False, False),
        ("{at: 2026-12-02T08:00:00Z}", False, False),
    ],
)
def test_who_waits_for_a_call(appointment: str, *, waits: bool, called: bool) -> None:
    customer = given(f"appointment: {appointment}\n").customer
    assert (waits_for_call(customer), was_called(customer)) == (waits, called)
    nobody = given("").customer
    assert (waits_for_call(nobody), was_called(nobody)) == (False, False)


@pytest.mark.parametrize(
    ("candidate", "answer"),
    [
        (lead(), True),
        (lead(owner="jana"), False),
        (lead(sales="luis", call=True), False),  # A1.5: it stays with sales
        (lead(sales="luis"), False),
        (lead(sales="luis", called=True), True),
        (lead(sales="luis", booked=True), True),  # A1.7
        (lead(owner="jana", booked=True), False),
    ],
)
def test_who_waits_for_a_person(candidate: Candidate, *, answer: bool) -> None:
    assert wants_person(candidate) is answer
    assert bool(placed(team(), candidate)) is answer


def test_after_the_talk_a_lead_without_owner_goes_to_an_admin() -> None:
    assert placed(team(), lead(sales="luis", called=True)) == ["c-1 owner jana any"]  # A1.5


def test_a_booker_needs_an_owner_though_a_call_waits() -> None:
    one = lead(sales="luis", call=True, booked=True)
    assert placed(team(), one) == ["c-1 owner jana any"]  # A1.7


def test_fewest_open_counts_what_the_plan_gave_too() -> None:
    waiting = [lead(f"c-{n}") for n in range(1, 6)]
    found = placed(team(caring={"jana": 2, "mia": 1, "tom": 3}), *waiting)
    assert [line.split()[2] for line in found] == ["mia", "jana", "mia", "jana", "mia"]  # A1.7


def test_of_equals_who_has_fewer_leads_then_the_handle() -> None:
    assert placed(team(leads={"jana": 2, "mia": 1, "tom": 1}), lead()) == ["c-1 owner mia any"]


ROBIN = (LeadRule(when="any", role="admin", strategy="round-robin"),)


@pytest.mark.parametrize(
    ("last", "turns"),
    [
        ({}, ["jana", "mia", "tom", "jana"]),
        ({"jana": 17}, ["mia", "tom", "jana", "mia"]),
        ({"jana": 17, "mia": 15, "tom": 16}, ["mia", "tom", "jana", "mia"]),
        ({"jana": 16, "mia": 16, "tom": 16}, ["jana", "mia", "tom", "jana"]),
        ({"jana": 1, "kim": 17, "mia": 1, "tom": 1}, ["jana", "mia", "tom", "jana"]),  # kim left
    ],
)
def test_round_robin_gives_to_who_has_waited_longest(
    last: dict[str, int], turns: list[str]
) -> None:
    held = turns_of((date(2026, 11, day), handle, "mia") for handle, day in last.items())
    people = team(turns=held, caring={"mia": 100})
    found = placed(people, *(lead(f"c-{n}") for n in range(1, 5)), rules=ROBIN)
    assert [line.split()[2] for line in found] == turns  # A1.7


def test_a_turn_is_the_newest_day_and_how_many_came_that_day() -> None:
    old, new = date(2026, 11, 1), date(2026, 11, 2)
    customers = [
        (old, "jana", None), (new, "jana", None), (new, "jana", "luis"), (old, "jana", None),
        (None, "tom", None), (new, None, None),
    ]  # fmt: skip
    assert turns_of(customers) == {
        ("owner", "jana"): Turn(new, 2),
        ("owner", "tom"): Turn(date.min, 1),
        ("sales", "luis"): Turn(new, 1),
    }


@pytest.mark.parametrize("apart", [0, 1])
def test_round_robin_goes_on_from_run_to_run(apart: int) -> None:
    # A1.7: one lead each run, who books before the next; days apart, or all of one day
    held: list[tuple[date, str, None]] = []
    for number in range(6):
        day = date(2026, 11, 1 + number * apart)
        one = lead(f"c-{9 - number}", registered_on=day)
        (found,) = plan([one], ROBIN, team(turns=turns_of(held))).placed
        held.append((day, found.person, None))
    assert [person for _, person, _ in held] == [*ADMINS, *ADMINS]


def test_the_longest_registered_come_first() -> None:
    old, new = date(2026, 10, 1), date(2026, 11, 1)
    waiting = (lead("c-1", registered_on=new), lead("c-2", registered_on=old), lead("c-3"))
    assert [line.split()[0] for line in placed(team(), *waiting)] == ["c-3", "c-2", "c-1"]


def test_who_is_away_is_skipped() -> None:
    assert placed(team(admins=("tom",)), lead()) == ["c-1 owner tom any"]  # A1.7


def test_for_whom_nobody_is_there_waits_and_the_others_are_placed() -> None:
    found = plan([lead("c-1", call=True), lead("c-2")], RULES, team(sales=()))
    assert [one.ref for one in found.placed] == ["c-2"]  # A1.4
    assert found.left == {"c-1": "sales"}


def test_where_nobody_can_be_placed_the_plan_is_refused() -> None:
    with pytest.raises(RefusedError, match="nobody with the role sales is there on 2026-11-18"):
        plan([lead("c-1", call=True), lead("c-2")], RULES, team(admins=(), sales=()))
    assert plan([], RULES, team(admins=())).placed == []


def test_a_colleague_lead_goes_to_whoever_looks_after_the_account() -> None:
    assert placed(team(), lead(host="tom")) == ["c-1 owner tom colleague"]  # L6
    assert placed(team(), lead(host="gone")) == ["c-1 owner jana any"]


def test_whom_no_rule_fits_is_left_out() -> None:
    calls_only = (LeadRule(when="phone-appointment", role="sales"),)
    found = placed(team(), lead("c-1"), lead("c-2", call=True), rules=calls_only)
    assert found == ["c-2 sales luis phone-appointment"]


def test_a_lead_owes_nothing() -> None:
    # A1.8: whatever stands in its files, until somebody sets a reminder
    waiting = given(
        """\
        registered_on: 2026-01-05
        appointment: {at: 2026-02-02T08:00:00Z, channel: phone, with: luis}
        """,
        "- {id: t-11111111, title: Reise, posted_at: 2026-03-01, status: forwarded}\n",
    )
    assert list_of(waiting, "2026-11-18") == "lead"
    assert owes(waiting, "2026-11-18") == []
