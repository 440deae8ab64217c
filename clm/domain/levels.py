"""At which working minute each level of a breach is due, and whom it goes to (A4.14)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from clm.domain.clocks import moment_of, pieces, reached
from clm.domain.cover import ANY
from clm.domain.escalating import events_of, levels_fired, status_of
from clm.domain.escalationpolicy import chain, minutes_of
from clm.domain.moments import seconds_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from clm.domain.breaches import Breach
    from clm.domain.clocks import Days
    from clm.domain.cover import Matter, Roster
    from clm.domain.escalation import Escalation
    from clm.domain.escalationpolicy import Rules
    from clm.domain.values import Role

_STOPPED: Final = {
    "accepted": frozenset({"accepted", "resolved"}),
    "resolved": frozenset({"resolved"}),
}
"""In which statuses no further level fires, by `until`."""
_WHOLE: Final = 100
_MINUTE: Final = 60


class Due(NamedTuple):
    """One level that has come: its number, the minute at which it did, and whose it is."""

    level: int
    at: int
    role: str


# when


def working_minute(days: Days, start: int, wait: int) -> int | None:
    """The first working minute that has `wait` working minutes between `start` and itself.

    None: there is none in the next five years.
    """
    last = reached(days, start, wait + 1)
    return None if last is None else last - 1


def level_moments(breach: Breach, rules: Rules, days: Days) -> list[Due]:
    """When each level of a breach is due; one that never is is left out."""
    found = []
    for number, level in enumerate(rules.levels, start=1):
        at = working_minute(days, breach.at, minutes_of(level.after))
        if at is not None:
            found.append(Due(number, at, level.role))
    return found


def is_near(breach: Breach, percent: int, days: Days, now: int) -> bool:
    """Is so much of the working time before a breach over, and the breach still to come?

    What has less than a minute of working time is not warned of.
    """
    if now >= breach.at:
        return False
    if breach.used is not None:
        return breach.used >= percent
    if breach.start is None or breach.start >= breach.at:
        return False
    total = working_time(days, breach.start, breach.at)
    warned = -(-total * percent // _WHOLE)
    return bool(total) and working_time(days, breach.start, now) >= warned


def working_time(days: Days, start: int, end: int) -> int:
    """How many working minutes lie between two minutes; at least none."""
    return sum(one.minutes for one in pieces(days, start, end) if one.kind == "working")


# what is to be done


def moment_written(breach: Breach) -> str:
    """The moment of a breach as an escalation keeps it."""
    return moment_of(breach.at) or ""


def known_of(breach: Breach, escalations: Iterable[Escalation]) -> Escalation | None:
    """The escalation that stands for a breach: its own, else one that a person made of the thing.

    That one is open, or was made after the breach: then somebody has it, or has dealt with it.
    """
    at = moment_written(breach)
    by_hand = moved = None
    for one in escalations:
        if one.of != breach.of:
            continue
        if one.clock == breach.clock and one.breach == at:
            return one
        if one.breach and one.clock == breach.clock and status_of(one) != "resolved":
            moved = one  # its due day, target or calendar changed: it is escalated all the same
        if one.breach is None and (status_of(one) != "resolved" or one.at >= at):
            by_hand = one
    return moved or by_hand


def levels_due(
    known: Escalation | None, moments: Iterable[Due], rules: Rules, now: int
) -> list[Due]:
    """The levels that have come by `now` and have not fired, the first one first.

    None of an escalation that is accepted, or resolved, by the rules' `until`; below the level a
    person began with nobody is asked any more.
    """
    if known and status_of(known) in _STOPPED[rules.until]:
        return []
    fired = levels_fired(known) if known else {}
    first = known.level if known else 0
    return [one for one in moments if one.at <= now and one.level > first
            and one.level not in fired]  # fmt: skip


def repeat_due(known: Escalation, rules: Rules, days: Days, now: int) -> int | None:
    """How often the holder is told again by now, counted from the newest level; None: not at all.

    It ends with what ends the levels.
    """
    events = events_of(known, "level")
    if rules.repeat is None or not events or status_of(known) in _STOPPED[rules.until]:
        return None
    newest = seconds_of(events[-1].at, days.calendar.zone) // _MINUTE
    return working_time(days, newest, now) // minutes_of(rules.repeat) or None


# to whom


class Reached(NamedTuple):
    """Who gets a level, and the role it was in the end."""

    who: str
    role: str


def recipient(
    role: str, fallbacks: Mapping[Role, Role], roster: Roster, today: date, matter: Matter = ANY
) -> Reached | None:
    """Who gets what is a role's: somebody who is there on the day.

    Of the holders the first who is there, else the cover of the first who has one; else the next
    role it falls back to. None: nobody is there at all.
    """
    for one in chain(role, fallbacks):
        free = roster.free(one, today)
        if free:
            return Reached(free[0], one)
        for handle in roster.holders(one, today):
            cover = roster.covered_by(handle, today, matter)
            if cover and roster.is_present(cover, today):
                return Reached(cover, one)
    return None


def reached_by(
    due: Sequence[Due], fallbacks: Mapping[Role, Role], roster: Roster, today: date,
    matter: Matter = ANY,
) -> list[tuple[Due, Reached]]:  # fmt: skip
    """The levels that have come with who gets each.

    Where nobody is there for one, who gets a later one that has come too gets it. Without anybody
    it waits, and is in no answer.
    """
    found: list[tuple[Due, Reached]] = []
    later = None
    for one in reversed(due):
        later = recipient(one.role, fallbacks, roster, today, matter) or later
        if later:
            found.insert(0, (one, later))
    return found
