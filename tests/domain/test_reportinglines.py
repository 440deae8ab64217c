"""Who leads whom, how many, and who may see what is computed of a person."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clm.domain.cover import Roster
from clm.domain.policy import Policy
from clm.domain.reportinglines import Span, below, heads, is_small, led_by, may_see, spans

DAY = date(2026, 11, 18)


def roster(*rows: tuple[str, str | None], **more: dict[str, Any]) -> Roster:
    """People with whom they report to, and what else is said of some."""
    return Roster.of([{"id": who, "manager": to, **more.get(who, {})} for who, to in rows])


TEAM = roster(
    ("petra", None), ("jana", "petra"), ("tom", "jana"), ("desk", "petra"), ("old", "petra"),
    ("mia", "old"), ("luis", "desk"), ("self", "self"),
    desk={"shared": True}, old={"active": {"to": "2026-11-17"}}, petra={"roles": ["manager"]},
)  # fmt: skip


def test_accounts_of_several_and_who_has_left_are_no_heads() -> None:  # A4.5
    assert heads(TEAM, DAY) == ["jana", "luis", "mia", "petra", "self", "tom"]
    assert led_by(TEAM, "mia", DAY) is None
    assert led_by(TEAM, "luis", DAY) is None
    assert led_by(TEAM, "self", DAY) is None


def test_the_span_of_control_is_of_whom_one_leads_directly() -> None:  # A4.5
    policy = Policy(span_most=1, span_least=1)
    assert spans(TEAM, DAY, policy) == [
        Span("jana", ("tom",)),
        Span("petra", ("jana",)),
        Span(None, ("luis", "mia", "petra", "self")),
    ]


@pytest.mark.parametrize(("count", "verdict"), [(14, "few"), (15, None), (30, None), (31, "many")])
def test_more_than_30_and_fewer_than_15_are_named(count: int, verdict: str | None) -> None:  # A4.5
    team = roster(("petra", None), *((f"p{n}", "petra") for n in range(count)))
    assert spans(team, DAY, Policy())[0].verdict == verdict


@given(st.lists(st.tuples(st.integers(0, 9), st.booleans(), st.booleans()), max_size=10))
def test_every_head_stands_in_one_span(rows: list[tuple[int, bool, bool]]) -> None:  # A4.5
    people = [
        {"id": f"p{n}", "manager": f"p{to}", "shared": shared,
         "active": {"to": "2026-01-01"} if gone else None}
        for n, (to, shared, gone) in enumerate(rows)
    ]  # fmt: skip
    team = Roster.of(people)
    counted = [who for span in spans(team, DAY, Policy()) for who in span.heads]
    expected = [f"p{n}" for n, (_, shared, gone) in enumerate(rows) if not shared and not gone]
    assert sorted(counted) == sorted(expected)
    for one in people:  # it ends where they lead each other in a circle, too
        assert str(one["id"]) not in below(team, str(one["id"]), DAY)


def test_a_managers_people_report_directly_or_over_others() -> None:  # A4.5
    assert below(TEAM, "petra", DAY) == ["jana", "tom"]
    assert below(TEAM, "tom", DAY) == []


@pytest.mark.parametrize(
    ("viewer", "handle", "may"),
    [("tom", "tom", True), ("jana", "tom", True), ("petra", "tom", True), ("luis", "tom", False),
     ("tom", "jana", False), ("petra", "mia", True), ("jana", "mia", False)],
)  # fmt: skip
def test_figures_are_for_the_person_and_who_leads_them(
    viewer: str, handle: str, *, may: bool
) -> None:  # A4.3
    assert may_see(TEAM, viewer, handle, DAY) is may


def test_a_manager_of_the_role_leads_only_who_names_none() -> None:  # A4.3
    team = roster(("petra", None), ("rita", None), ("tom", "rita"), petra={"roles": ["manager"]})
    assert not may_see(team, "petra", "tom", DAY)
    assert may_see(team, "petra", "rita", DAY)


@pytest.mark.parametrize(
    ("count", "having", "small"), [(4, 4, True), (5, 5, False), (9, 1, True), (5, 0, False)]
)
def test_of_few_no_figure_is_told(count: int, having: int, *, small: bool) -> None:  # A4.3, A2.28
    assert is_small(count, having, Policy()) is small
