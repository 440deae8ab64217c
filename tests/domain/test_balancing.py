"""Who has too much, and what could change hands."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from clm.domain.balancing import Group, Head, moves, surplus
from clm.domain.policy import Policy

FULL = Decimal(40)
JANA, TOM = Head("jana", 20, FULL), Head("tom", 10, FULL)


def test_who_has_a_quarter_more_than_their_share_is_overloaded() -> None:  # A4.6
    assert surplus(JANA, [TOM], Policy()) == 5
    assert surplus(TOM, [JANA], Policy()) == 0
    assert surplus(JANA, [TOM._replace(open=12)], Policy()) == 0  # 20 of 16 is no more than 25 %
    assert surplus(JANA, [], Policy()) == 0


def test_a_share_follows_the_hours() -> None:  # A4.6
    half = Head("mia", 10, Decimal(20))
    assert surplus(half, [Head("tom", 10, FULL)], Policy()) == 3
    assert surplus(Head("tom", 10, FULL), [half], Policy()) == 0


def test_customers_go_in_order_to_whom_they_suit() -> None:  # A4.6
    mia = Head("mia", 0, FULL)
    groups = [
        Group("c-1", 9, {"tom": 0, "mia": 0}),  # more than is too much
        Group("c-2", 3, {"tom": 2, "mia": 1}),  # Tom has no room
        Group("c-3", 1, {}),
        Group("c-4", 2, {"tom": 1, "mia": 0}),
    ]
    giver, takers = Head("jana", 17, FULL), [TOM, mia]
    assert moves(giver, takers, groups, 8) == {"c-2": "mia", "c-4": "mia"}
    assert moves(giver, takers, groups, 2) == {"c-4": "mia"}


heads = st.builds(Head, st.just(""), st.integers(0, 60), st.sampled_from([Decimal(20), FULL]))


@given(heads, st.lists(heads, max_size=5), st.lists(st.integers(1, 9), max_size=12))
def test_nobody_gets_more_than_their_share(
    giver: Head, others: list[Head], sizes: list[int]
) -> None:  # A4.6
    takers = [one._replace(handle=f"p{n}") for n, one in enumerate(others)]
    groups = [Group(f"c-{n}", size, {one.handle: n % 2 for one in takers})
              for n, size in enumerate(sizes)]  # fmt: skip
    found = moves(giver, takers, groups, 99)
    everybody = [giver, *takers]
    hours = sum((one.hours for one in everybody), Decimal())
    rate = sum(one.open for one in everybody) / hours
    size = {group.customer: group.size for group in groups}
    assert giver.open - sum(size[one] for one in found) >= min(
        Decimal(giver.open), rate * giver.hours
    )
    for one in takers:
        got = sum(size[customer] for customer, who in found.items() if who == one.handle)
        assert not got or one.open + got <= rate * one.hours
