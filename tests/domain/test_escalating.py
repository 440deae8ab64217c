"""How escalations stand, and what happens to them; 2026-11-16 is a Monday."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import get_args

import pytest
from msgspec.structs import replace

from clm.domain.changes import Add, Set
from clm.domain.decisions import Actor
from clm.domain.escalating import (
    STATUSES,
    Fired,
    Matter,
    NewEscalation,
    ended_at,
    fire,
    happened,
    holder,
    is_open,
    level_of,
    levels_fired,
    make,
    matter_of,
    open_ones,
    status_of,
    waits_for_approval,
)
from clm.domain.escalation import Compromise
from clm.domain.escalationwords import EscalationStatus
from tests.domain.escalations import course, escalation

TODAY = date(2026, 11, 18)
ME = Actor("tom", TODAY, "2026-11-18T10:00:00Z", lambda prefix: f"{prefix}-new")


def test_the_status_is_that_of_the_last_event() -> None:
    # A4.13
    assert STATUSES.keys() == set(get_args(EscalationStatus))
    assert status_of(escalation()) == "open"
    assert status_of(escalation("2026-11-17 accepted")) == "accepted"
    assert status_of(escalation("2026-11-17 accepted, 2026-11-18 odd")) == "open"
    late_first = course("2026-11-18 resolved, 2026-11-17 accepted")
    assert status_of(escalation(events=late_first)) == "resolved"


@pytest.mark.parametrize("word", ["open", "accepted", "returned"])
def test_all_but_resolved_is_open(word: str) -> None:
    # A4.13
    one = escalation(f"2026-11-17 {word}")
    assert is_open(one)
    assert ended_at(one) is None
    over = escalation(f"2026-11-17 {word}, 2026-11-18 resolved")
    assert not is_open(over)
    assert ended_at(over) == "2026-11-18T09:00:00Z"


def test_the_level_is_the_highest_that_fired() -> None:
    # A4.13, A4.14
    assert level_of(escalation(level=3)) == 3
    one = escalation("2026-11-17 level1 isabel, 2026-11-18 level2 tom, 2026-11-19 levelx tom")
    assert levels_fired(one) == {1: "2026-11-17T09:00:00Z", 2: "2026-11-18T09:00:00Z"}
    assert level_of(one) == 2
    twice = escalation("2026-11-17 level1 isabel, 2026-11-18 level1 tom")
    assert levels_fired(twice) == {1: "2026-11-17T09:00:00Z"}


def test_what_was_returned_is_with_who_got_it_back() -> None:
    # A4.13
    assert holder(escalation()) == "isabel"
    assert holder(escalation("2026-11-17 accepted")) == "isabel"
    assert holder(escalation("2026-11-17 returned lea")) == "lea"
    assert holder(escalation("2026-11-17 returned")) == "jana"
    assert holder(escalation("2026-11-17 returned lea, 2026-11-18 open")) == "isabel"


def test_money_waits_until_somebody_has_decided() -> None:
    # A4.16
    agreed = Compromise(text="Gutschrift", by="isabel", on=TODAY, cost=Decimal(66))
    assert not waits_for_approval(escalation())
    assert waits_for_approval(escalation(compromise=agreed))
    for decided in (
        replace(agreed, approved=True),
        replace(agreed, approved=False),
        replace(agreed, cost=None),
    ):
        assert not waits_for_approval(escalation(compromise=decided))


def test_the_open_one_of_the_same_thing_is_found() -> None:
    # A4.13
    one, over = escalation(), escalation("2026-11-17 resolved", id="es-000000")
    matter = matter_of(one)
    assert matter == Matter("c-7f3qkd", "request", "r-4k2m9q")
    assert open_ones([over, one], matter) == [one]
    assert open_ones([one], matter._replace(source="sla", clock="first_response")) == [one]
    assert open_ones([one], matter._replace(of="r-000000")) == []


def test_one_by_hand_goes_to_somebody_at_once() -> None:
    # A4.13
    matter = Matter("c-7f3qkd", "request", "r-4k2m9q")
    made = make(ME, NewEscalation(matter, "quality", "isabel", text=" ", due=TODAY))
    assert (made.id, made.by, made.at, made.to) == ("es-new", "tom", ME.now, "isabel")
    assert (made.level, made.text, made.due) == (1, None, TODAY)
    assert [(one.kind, one.to) for one in made.events] == [("to", "isabel")]
    assert (status_of(made), matter_of(made)) == ("open", matter)


def test_a_level_fires_at_its_minute() -> None:
    # A4.14
    new = NewEscalation(Matter("c-7f3qkd", "task", "t-6c1x8v3k"), "overdue", "isabel")
    made = make(ME, new, fired_at="2026-11-17T17:00:00Z")
    assert made.at == "2026-11-17T17:00:00Z"
    assert levels_fired(made) == {1: "2026-11-17T17:00:00Z"}
    level = Fired(2, "2026-11-18T09:00:00Z", "lea")
    event, to, due = fire(made, ME, [level], TODAY)
    assert isinstance(event, Add)
    assert isinstance(to, Set)
    assert (event.item.to, event.item.whom, event.item.at) == ("2", "lea", "2026-11-18T09:00:00Z")
    assert (to.at, to.value) == (("to",), "lea")
    assert isinstance(due, Set)
    assert (due.at, due.value) == (("due",), TODAY)
    assert len(fire(made, ME, [level._replace(whom="isabel")], None)) == 1
    both = fire(made, ME, [level, Fired(3, "2026-11-19T09:00:00Z", "max")], None)
    assert [one.value for one in both if isinstance(one, Set)] == ["max"]


@pytest.mark.parametrize(
    ("status", "whom", "opened"),
    [
        ("accepted", "tom", True),
        ("accepted", "isabel", False),
        ("returned", "tom", True),
        ("returned", "isabel", True),
    ],
)
def test_a_level_opens_what_another_took_on_or_gave_back(  # A4.14
    status: str, whom: str, opened: bool
) -> None:
    one = escalation(f"2026-11-19 {status}")
    found = fire(one, ME, [Fired(2, "2026-11-20T09:00:00Z", whom)], None)
    events = [change.item for change in found if isinstance(change, Add)]
    assert [event.to for event in events] == ["2", *(["open"] if opened else [])]


def test_who_solved_what_was_returned_has_it_until_it_is_opened_again() -> None:  # A4.13
    given = escalation("2026-11-19 returned")
    back = holder(given)
    assert back != given.to
    ended = escalation("2026-11-19 returned, 2026-11-20 resolved")
    assert holder(ended) == back
    again = escalation("2026-11-19 returned, 2026-11-20 resolved, 2026-11-21 open")
    assert holder(again) == again.to


def test_another_clock_is_another_thing_of_an_agreement_alone() -> None:  # A4.13
    acting = replace(escalation(), clock="accept", breach="2026-11-18T09:00:00Z")
    request = Matter(acting.customer, "request", acting.of)
    assert open_ones([acting], request._replace(clock="next-step")) == [acting]
    sla = replace(acting, source="sla", clock="update")
    assert open_ones([sla], request) == [sla]  # all of it
    assert open_ones([sla], matter_of(sla)) == [sla]
    assert open_ones([sla], matter_of(sla)._replace(clock="solution")) == []
    assert open_ones([sla], request._replace(of="r-zzzzzz")) == []


def test_what_happens_lies_before_nothing_that_did() -> None:
    # A4.13
    one = escalation("2026-11-19 accepted")
    made = happened(one, ME, "status", from_="accepted", to="returned", whom="jana", note="fehlt")
    assert (made.target, made.at) == (("escalation", one.id), ("events",))
    assert (made.item.at, made.item.whom) == ("2026-11-19T09:00:00Z", "jana")


def test_without_anybody_to_take_it_nothing_has_happened_yet() -> None:  # A4.13
    new = NewEscalation(Matter("c-7f3qkd", "task", "t-11111111"), "overdue", None)
    assert (make(ME, new).to, make(ME, new).events) == (None, ())
