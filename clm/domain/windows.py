"""The days of an absence, parted where somebody else acts: who covers which, and which nobody."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from clm.domain.cover import ANY, TEAM_LEAD, Matter, meet

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from clm.domain.cover import Away, Roster, Stand, Trail

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
    days = turns(roster, handle, absence)
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


def turns(roster: Roster, handle: str, absence: Away) -> list[date]:
    """The days of an absence on which it may change who acts, its first one among them."""
    found = {absence.from_}
    leads = (who for who, one in roster.members.items() if TEAM_LEAD in one.roles)
    for who in {*_named(roster, handle, absence), *leads}:
        member = roster.members[who]
        spans = [(member.begins, member.ends)]
        spans += [(one.from_, one.to or date.max) for one in member.absences]
        for first, last in spans:
            found.add(first)
            if last < date.max:
                found.add(last + _DAY)
    end = absence.to or date.max
    return sorted(day for day in found if absence.from_ <= day <= end)


def until(
    roster: Roster, handle: str, absence: Away, days: Iterable[date], day: date, matter: Matter
) -> date:
    """Through which day of an absence the same person acts as on `day`; `date.max`: an open end.

    `days` are the turns of the absence.
    """
    trail = roster.follow(handle, day, matter)
    for turn in days:
        if turn > day and roster.follow(handle, turn, matter) != trail:
            return turn - _DAY
    return absence.to or date.max


def scopes(roster: Roster, handle: str, absence: Away) -> list[Matter]:
    """Work that may go different ways in an absence: any, and what scopes say of it (A0.27).

    Those of everybody the replacements lead to in that time count, and what several of them say
    together. Of items that the same replacements name the first one stands for all; that an item
    belongs to a customer is not known here.
    """
    named = _named(roster, handle, absence)
    alike: dict[tuple[int, ...], str] = {}
    for item, places in _places([one for stands in named.values() for one in stands]).items():
        alike.setdefault(tuple(places), item)
    apart = set(alike.values())
    found = {(handle, ANY): None}
    waiting = [*found]
    for who, matter in waiting:
        for stand in named.get(who, ()):
            for narrow in _narrowed(matter, stand, apart):
                step = (stand.replacement, narrow)
                if step not in found:
                    found[step] = None
                    waiting.append(step)
    return list(dict.fromkeys(matter for _, matter in found))


def _places(stands: Iterable[Stand]) -> dict[str, list[int]]:
    """Which replacements name each item."""
    found: dict[str, list[int]] = {}
    for place, stand in enumerate(stands):
        for item in stand.items:
            found.setdefault(item, []).append(place)
    return found


def _narrowed(matter: Matter, stand: Stand, apart: Collection[str]) -> Iterator[Matter]:
    """What of some work a replacement is for; nothing, where the two exclude each other."""
    pairs = (
        (matter.class_, stand.class_),
        (matter.department, stand.department),
        (matter.kind, stand.kind),
    )
    if any(one and other and one != other for one, other in pairs):
        return
    words = [one or other for one, other in pairs]
    if not stand.items:
        yield Matter(matter.ids, *words)
    for item in stand.items:
        if item in apart and (not matter.ids or item in matter.ids):
            yield Matter((item,), *words)


def _named(roster: Roster, handle: str, absence: Away) -> dict[str, list[Stand]]:
    """Everybody the replacements lead to in the time of an absence, with whom they name then."""
    whole = absence._replace(half=None)
    found: dict[str, list[Stand]] = {}
    waiting = [handle]
    for who in waiting:
        if who not in found and who in roster.members:
            held = roster.members[who].absences
            found[who] = [stand for one in held if meet(one, whole) for stand in one.stands]
            waiting += [stand.replacement for stand in found[who]]
    return found
