"""Who leads whom: the span of control, a manager's people, and who may see a person's figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from clm.domain.cover import Roster
    from clm.domain.policy import Policy

MANAGER: Final = "manager"
"""The role that leads whoever names no manager."""

Verdict = Literal["many", "few"]
"""What a span of control is warned of."""


class Span(NamedTuple):
    """Whom one manager leads directly; `manager` None: who names none that is there."""

    manager: str | None
    heads: tuple[str, ...]
    verdict: Verdict | None = None


def heads(roster: Roster, day: date) -> list[str]:
    """Who counts as a head on a day, by handle: accounts that several use are nobody's (A4.5)."""
    return sorted(
        who for who, one in roster.members.items() if not one.shared and roster.is_active(who, day)
    )


def led_by(roster: Roster, handle: str, day: date) -> str | None:
    """Whom somebody reports to, where that is another person who works here on the day."""
    manager = roster.members[handle].manager
    if manager in (None, handle) or not roster.is_active(manager, day):
        return None
    return None if roster.members[manager].shared else manager


def spans(roster: Roster, day: date, policy: Policy) -> list[Span]:
    """Each manager with whom they lead directly, by handle; those without a manager last (A4.5).

    Every head stands in exactly one.
    """
    found: dict[str | None, list[str]] = {}
    for who in heads(roster, day):
        found.setdefault(led_by(roster, who, day), []).append(who)
    return [
        Span(manager, tuple(found[manager]), _verdict(manager, len(found[manager]), policy))
        for manager in sorted(found, key=lambda one: (one is None, one or ""))
    ]


def _verdict(manager: str | None, count: int, policy: Policy) -> Verdict | None:
    if manager is None:
        return None
    if count > policy.span_most:
        return "many"
    return "few" if count < policy.span_least else None


def below(roster: Roster, manager: str, day: date) -> list[str]:
    """The heads that report to somebody, directly or over others, by handle."""
    return [
        who for who in heads(roster, day) if who != manager and manager in _above(roster, who, day)
    ]


def _above(roster: Roster, handle: str, day: date) -> Iterator[str]:
    """Whom somebody reports to, and whom they do; each once, where it goes in a circle too."""
    seen = {handle}
    person = led_by(roster, handle, day)
    while person is not None and person not in seen:
        seen.add(person)
        yield person
        person = led_by(roster, person, day)


def may_see(roster: Roster, viewer: str, handle: str, day: date) -> bool:
    """May somebody see what is computed of a person: the person, or who leads them (A4.3)?

    That is their manager and everybody above; of who has none, whoever has the role.
    """
    if viewer == handle:
        return True
    above = list(_above(roster, handle, day))
    if above:
        return viewer in above
    return viewer in roster.holders(MANAGER, day)


def is_small(count: int, having: int, policy: Policy) -> bool:
    """Would a figure of a team tell of single people (A2.28): few heads, or one with any?"""
    return count < policy.survey_small_group or having == 1
