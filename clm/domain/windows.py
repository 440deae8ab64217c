"""The days of an absence, parted where somebody else acts: who covers which, and which nobody."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from clm.domain.cover import ANY, TEAM_LEAD, Matter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from clm.domain.cover import Away, Roster, Trail

_DAY = timedelta(days=1)


class Part(NamedTuple):
    """Days on which the same person acts, first and last inclusive; `last` None: an open end."""

    first: date
    last: date | None
    trail: Trail

    @property
    def is_covered(self) -> bool:
        """Does somebody act who is there?"""
        return self.trail.who is not None


def parts(roster: Roster, handle: str, absence: Away, matter: Matter = ANY) -> list[Part]:
    """The days of an absence by who acts, in order (A0.26); half a day alone has none.

    They are parted where a replacement leaves or comes back, so that each has one answer.
    """
    if absence.to and absence.to < absence.from_:
        return []
    if absence.half and absence not in roster.members[handle].away(absence.from_):
        return []
    days = sorted(_turns(roster, handle, absence))
    found: list[Part] = []
    for first, following in zip(days, [*days[1:], None], strict=True):
        last = following - _DAY if following else absence.to
        trail = roster.follow(handle, first, matter)
        before = found[-1] if found else None
        if before and before.trail == trail:
            found[-1] = before._replace(last=last)
        else:
            found.append(Part(first, last, trail))
    return found


def uncovered(roster: Roster, handle: str, absence: Away, matter: Matter = ANY) -> list[Part]:
    """The days on which nobody who is there acts for an absent colleague (A0.26)."""
    return [part for part in parts(roster, handle, absence, matter) if not part.is_covered]


def scopes(absence: Away) -> Iterator[Matter]:
    """Work that an absence tells apart: any, and what each scope is about (A0.27)."""
    yield ANY
    for stand in absence.replacements:
        yield Matter(stand.items[:1], stand.class_, stand.department, stand.kind)


def _turns(roster: Roster, handle: str, absence: Away) -> set[date]:
    """The days of an absence on which it may change who acts, its first one among them."""
    found = {absence.from_}
    for who in _involved(roster, handle):
        member = roster.members[who]
        spans = [(member.begins, member.ends)]
        spans += [(one.from_, one.to or date.max) for one in member.absences]
        for first, last in spans:
            found.add(first)
            if last < date.max:
                found.add(last + _DAY)
    end = absence.to or date.max
    return {day for day in found if absence.from_ <= day <= end}


def _involved(roster: Roster, handle: str) -> set[str]:
    """Everybody whose presence decides who acts: the replacements of replacements, team leads."""
    found: set[str] = set()
    waiting = [handle, *(who for who, one in roster.members.items() if TEAM_LEAD in one.roles)]
    while waiting:
        who = waiting.pop()
        if who not in found and who in roster.members:
            found.add(who)
            waiting += _named_by(roster.members[who].absences)
    return found


def _named_by(absences: Iterable[Away]) -> set[str]:
    return {stand.replacement for absence in absences for stand in absence.stands}
