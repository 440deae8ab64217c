"""At which working minute each level of a breach is due, and whom it goes to (A4.14)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from clm.domain.clocks import moment_of, pieces, reached
from clm.domain.cover import ANY
from clm.domain.cover import Matter as Work
from clm.domain.escalating import (
    Matter,
    counted_from,
    ended_at,
    events_of,
    is_open,
    is_same,
    level_of,
    status_of,
)
from clm.domain.escalationpolicy import chain, minutes_of
from clm.domain.moments import seconds_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from clm.domain.breaches import Breach
    from clm.domain.clocks import Days
    from clm.domain.cover import Roster
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


def level_moments(
    breach: Breach, rules: Rules, days: Days, known: Escalation | None = None
) -> list[Due]:
    """When each level of a breach is due; one that never is is left out.

    They wait from the breach; of what a person escalated later, or let go on again, from then.
    """
    later = counted_from(known, _STOPPED[rules.until]) if known else None
    start = max(breach.at, _minute(later, days)) if later else breach.at
    found = []
    for number, level in enumerate(rules.levels, start=1):
        at = working_minute(days, start, minutes_of(level.after))
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
    """The escalation that stands for a breach: its own, or another of the same thing.

    That one is open, or was made or resolved after the breach: then somebody has it, or has dealt
    with it. Of several an open one, the breach's own, the newest.
    """
    at = moment_written(breach)
    found = [one for one in escalations if _stands_for(one, breach, at)]
    return max(
        found, key=lambda one: (is_open(one), one.breach == at, one.at, one.id), default=None
    )


def _stands_for(one: Escalation, breach: Breach, at: str) -> bool:
    if not is_same(one, Matter(breach.customer, breach.source, breach.of, breach.clock)):
        return False
    return is_open(one) or one.breach == at or max(one.at, ended_at(one) or "") >= at


def levels_due(
    known: Escalation | None, moments: Iterable[Due], rules: Rules, now: int
) -> list[Due]:
    """The levels that have come by `now` and have not fired, the first one first.

    None of an escalation that is accepted, or resolved, by the rules' `until`; below the level it
    came to nobody is asked any more.
    """
    if known and status_of(known) in _STOPPED[rules.until]:
        return []
    last = level_of(known) if known else 0
    return [one for one in moments if one.at <= now and one.level > last]


def repeat_due(known: Escalation, rules: Rules, days: Days, now: int) -> int | None:
    """How often the holder is told again by now, counted from the newest level; None: not at all.

    It ends with what ends the levels.
    """
    events = events_of(known, "level")
    if rules.repeat is None or not events or status_of(known) in _STOPPED[rules.until]:
        return None
    newest = _minute(events[-1].at, days)
    return working_time(days, newest, now) // minutes_of(rules.repeat) or None


def _minute(moment: str, days: Days) -> int:
    return seconds_of(moment, days.calendar.zone) // _MINUTE


# to whom


class Reached(NamedTuple):
    """Who gets a level, and the role it was in the end."""

    who: str
    role: str


class Whose(NamedTuple):
    """What a breach is about as covers look at it, and who does not get it.

    `owner`, who has missed it, gets it where nobody else is there; of a complaint those it is
    `about` never do (A2.20).
    """

    matter: Work = ANY
    owner: str | None = None
    about: tuple[str, ...] = ()


NOBODYS: Final = Whose()


def recipient(
    role: str, fallbacks: Mapping[Role, Role], roster: Roster, today: date, whose: Whose = NOBODYS
) -> Reached | None:
    """Who gets what is a role's: somebody who is there on the day.

    Of the holders the first who is there, else the cover of the first who has one; else the next
    role it falls back to. None: nobody is there at all.
    """
    for but in ((whose.owner, *whose.about), whose.about):
        for one in chain(role, fallbacks):
            for handle in (*roster.free(one, today), *_covers(one, roster, today, whose.matter)):
                if handle not in but:
                    return Reached(handle, one)
    return None


def _covers(role: str, roster: Roster, today: date, matter: Work) -> Iterator[str]:
    """Who is there for the holders of a role that are away."""
    for handle in roster.holders(role, today):
        cover = roster.covered_by(handle, today, matter)
        if cover and roster.is_present(cover, today):
            yield cover


def reached_by(
    due: Sequence[Due], fallbacks: Mapping[Role, Role], roster: Roster, today: date,
    whose: Whose = NOBODYS,
) -> list[tuple[Due, Reached]]:  # fmt: skip
    """The levels that have come with who gets each.

    Where nobody is there for one, who gets a later one that has come too gets it. Without anybody
    it waits, and is in no answer.
    """
    found: list[tuple[Due, Reached]] = []
    later = None
    for one in reversed(due):
        later = recipient(one.role, fallbacks, roster, today, whose) or later
        if later:
            found.insert(0, (one, later))
    return found
