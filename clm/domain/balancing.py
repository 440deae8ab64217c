"""Who has too much to do, who has room, and whose customers could change hands (A4.6, A0.32)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from clm.domain.policy import Policy


class Head(NamedTuple):
    """A person with what they have open, and the hours of their week."""

    handle: str
    open: int
    hours: Decimal


class Group(NamedTuple):
    """What somebody has open of one customer: how many, and how well it suits each taker."""

    customer: str
    size: int
    suits: Mapping[str, int]


def surplus(giver: Head, others: Sequence[Head], policy: Policy) -> int:
    """How much more somebody has open than their hours' share of what they and others have.

    0 for who is not overloaded: by more than `balance_percent`.
    """
    share = _shares([giver, *others])[giver.handle]
    return (
        int(giver.open - share) if giver.open * 100 > share * (100 + policy.balance_percent) else 0
    )


def moves(
    giver: Head, takers: Sequence[Head], groups: Sequence[Group], most: int
) -> dict[str, str]:
    """Which customers could go to whom, in the order given: customer → taker.

    At most as much as is too much goes, and nobody gets more than their share.
    """
    shares = _shares([giver, *takers])
    room = {one.handle: int(shares[one.handle] - one.open) for one in takers}
    found: dict[str, str] = {}
    left = min(most, int(giver.open - shares[giver.handle]))
    for group in groups:
        able = [who for who in group.suits if room[who] >= group.size]
        if group.size <= left and able:
            taker = min(able, key=lambda who: (-group.suits[who], -room[who], who))
            found[group.customer] = taker
            room[taker] -= group.size
            left -= group.size
    return found


def _shares(heads: Sequence[Head]) -> dict[str, Decimal]:
    """What each would have open if all of it were spread by hours."""
    hours, everything = sum(one.hours for one in heads), sum(one.open for one in heads)
    return {one.handle: one.hours * everything / hours for one in heads}
