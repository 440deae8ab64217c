"""What is wrong with a policy of escalations: circles, levels out of order, empty roles."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from clm.domain.escalationpolicy import chain, minutes_of
from clm.domain.flaws import Flaw, circle_from

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clm.domain.flaws import Known
    from clm.domain.policy import Settings


def unusable(settings: Settings, _known: Known | None = None) -> Iterator[Flaw]:
    """A4.14: the fallbacks of roles come to an end, and the levels one after the other."""
    policy = settings.escalation
    at = ("escalation", "fallbacks")
    follows: dict[str, str | None] = dict(policy.fallbacks.items())
    for role in sorted(policy.fallbacks):
        circle = circle_from(role, follows)
        if circle and role == min(circle):
            way = " → ".join((*circle, role))
            sentence = f"escalation.fallbacks: {way} is a circle"
            yield Flaw((*at, role), sentence, "take one of them out")
    for source, rules in policy.sources.items():
        place = ("escalation", "sources", source, "levels")
        where = ".".join(place)
        if not rules.levels:
            hint = "write one, or leave `levels` away: the usual ones hold then"
            yield Flaw(place, f"{where}: there is none", hint)
        waits = [minutes_of(level.after) for level in rules.levels]
        if any(later <= sooner for sooner, later in pairwise(waits)):
            sentence = f"{where}: each has to wait longer than the one before"
            yield Flaw(place, sentence, "put the shortest wait first")


def empty_roles(settings: Settings, known: Known) -> Iterator[Flaw]:
    """A4.14: each level has a role that somebody active has, or one it falls back to."""
    policy = settings.escalation
    seen: set[str] = set()
    for source, rules in policy.sources.items():
        for level in rules.levels:
            roles = chain(level.role, policy.fallbacks)
            if level.role in seen or not known.roles.isdisjoint(roles):
                continue
            seen.add(level.role)
            at = ("escalation", "sources", source)
            others = f", nor {' or '.join(roles[1:])}" if roles[1:] else ""
            sentence = f"{'.'.join(at)}: nobody active has the role {level.role}{others}"
            yield Flaw(at, sentence, f"clm team set HANDLE roles+={level.role}")
