"""The clocks of an agreement: working time used, paused and left of each target (A2.9, A0.41).

They are read off the events of a request each time, never stored. All instants are whole minutes
since 1970 in UTC; what lies within a minute counts from its beginning.

- First response: until somebody took the request on, gave it another status than `new`, or told
  the customer of it.
- Update: begins anew with each status, and with each word or notice to the customer.
- Solution: until it is closed. Opened again it goes on: what was used stays, and what lay between
  does not count.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import UTC, datetime, timedelta
from itertools import accumulate, islice, pairwise
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, get_args

from clm.domain.moments import seconds_of, written_order
from clm.domain.requesting import status_of
from clm.domain.requestwords import Priority
from clm.domain.sla import promised

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date, tzinfo

    from clm.domain.calendar import Calendar
    from clm.domain.request import Event, Request
    from clm.domain.requestwords import WaitingOn
    from clm.domain.sla import Sla, Target

State = Literal["running", "paused", "met", "missed"]
Kind = Literal["working", "paused", "outside", "holiday", "closed"]
"""What a minute was: it counted, it would have but for a pause, nobody worked, it was closed."""

_MINUTE: Final = 60
_DAY: Final = timedelta(days=1)
_PRIORITIES: Final[dict[str, Priority]] = {word: word for word in get_args(Priority)}
_WORDS: Final = frozenset({"status", "notice", "told"})
"""The events that begin the update anew: what the customer hears of their request."""
_FARTHEST: Final = 5 * 366
"""How many days ahead is looked for when something is due (own choice); later is never."""


class Segment(NamedTuple):
    """A stretch of time of one kind, `end` not included."""

    start: int
    end: int
    kind: Kind

    @property
    def minutes(self) -> int:
        """How long it is."""
        return self.end - self.start


class Clock(NamedTuple):
    """How one target stands: all but `due` and `decided` in minutes of working time.

    `over` is by how much it was missed; of the update the worst of all rounds, while the rest tells
    the present round, or of a closed request the longest. `due` is None where nobody knows, because
    it is paused, or where it is more than five years ahead; `decided` is the instant at which it
    was met or missed.
    """

    target: Target
    state: State
    minutes: int
    used: int
    paused: int
    over: int
    due: int | None
    decided: int | None

    @property
    def remaining(self) -> int:
        """What is left."""
        return max(0, self.minutes - self.used)


class Course(NamedTuple):
    """What happened to a request as far as clocks ask: from `received` until `end`.

    `responded` is when somebody answered first; `updates` are the moments from which the customer
    waits for the next word; `waits` and `closed` tell how it stands at the end.
    """

    received: int
    end: int
    responded: int | None
    updates: tuple[int, ...]
    phases: tuple[Segment, ...]
    waits: bool
    closed: bool


class Reading(NamedTuple):
    """The clocks of a request, and what each minute of it was."""

    clocks: tuple[Clock, ...]
    timeline: tuple[Segment, ...]


class Day(NamedTuple):
    """A day of a calendar: its working time in order, what the rest of it is, and its end."""

    stretches: tuple[tuple[int, int], ...]
    free: Kind
    end: int


class Days:
    """The days of a calendar, each looked up once: those of many requests are the same."""

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self._known: dict[date, Day] = {}

    def of(self, day: date) -> Day:
        """One day."""
        found = self._known.get(day)
        if found is None:
            times = self.calendar.stretches(day)
            found = self._known[day] = Day(
                tuple((minute_of(begin), minute_of(end)) for begin, end in times),
                "holiday" if day in self.calendar.holidays else "outside",
                minute_of(self.calendar.instant(day + _DAY, 0)),
            )
        return found

    def at(self, minute: int) -> date:
        """The day that the calendar's zone has at an instant."""
        return datetime.fromtimestamp(minute * _MINUTE, self.calendar.zone).date()


def read(request: Request, sla: Sla, days: Days, now: datetime, zone: tzinfo) -> Reading:
    """How the targets of a request stand at `now`, by the agreement that holds for it.

    `days` are those of the agreement's calendar; `zone` is the one in which the request's days and
    local times are meant.
    """
    course = course_of(request, sla.pauses, minute_of(now), zone)
    timeline = tuple(_timeline(course, days))
    found = [
        _clock_of(target, minutes, course, timeline, days)
        for target, minutes in promised(sla, priority_of(request)).items()
    ]
    return Reading(tuple(found), timeline)


def priority_of(request: Request) -> Priority | None:
    """The priority that a request is measured by: that of now, of a closed one that of its end.

    So what was missed stays so, though a hand changes it later.
    """
    if status_of(request) != "closed":
        return request.priority
    own = sorted(request.events, key=lambda one: written_order(one.at))
    last = max((n for n, one in enumerate(own) if one.kind == "status"), default=len(own))
    later = next((one for one in own[last:] if one.kind == "priority"), None)
    return _PRIORITIES.get(later.from_ or "") if later else request.priority


def minute_of(at: datetime) -> int:
    """The minute in which an instant lies."""
    return int(at.timestamp()) // _MINUTE


def moment_of(minute: int | None) -> str | None:
    """An instant as data write it."""
    if minute is None:
        return None
    return f"{datetime.fromtimestamp(minute * _MINUTE, UTC):%Y-%m-%dT%H:%M:%SZ}"


# what happened


def course_of(request: Request, pauses: Sequence[WaitingOn], now: int, zone: tzinfo) -> Course:
    """The facts of a request that clocks ask for.

    A clock of another computer may be ahead: what happened is over at the end. Nothing happened
    before what stands before it (`written_order`). A wait of which nobody knows for whom does not
    pause.
    """
    received = _minute(request.received_at, zone)
    events = sorted(request.events, key=lambda one: written_order(one.at))
    moments = accumulate((_minute(one.at, zone) for one in events), max, initial=received)
    own = list(zip(islice(moments, 1, None), events, strict=True))
    known = max(now, own[-1][0] if own else received)
    closed = status_of(request) == "closed"
    statuses = [(at, one) for at, one in own if one.kind == "status"]
    replies = (at for at, one in own if answers(one))
    phases: list[Segment] = []
    since, kind = received, _kind(None, None, pauses)
    for number, (at, event) in enumerate(statuses):
        newest = number == len(statuses) - 1
        waits_for = event.waiting_on or (request.waiting_on if newest else None)
        phases.append(Segment(since, at, kind))
        since, kind = at, _kind(event.to, waits_for, pauses)
    end = since if closed else known
    phases.append(Segment(since, end, kind))
    last = end - 1 if closed else end  # what is said just now counts, that it is closed does not
    told = {at for at, one in own if one.kind in _WORDS and received < at <= last}
    return Course(
        received,
        end,
        next(replies, end if closed else None),
        tuple(sorted(told)),
        tuple(one for one in phases if one.minutes),
        waits=kind == "paused" and not closed,
        closed=closed,
    )


def answers(event: Event) -> bool:
    """Is it a first response (A2.9)?"""
    moved = event.kind == "status" and event.to != "new"
    return moved or event.kind in {"accepted", "told"}


def _minute(moment: str, zone: tzinfo) -> int:
    return seconds_of(moment, zone) // _MINUTE


def _kind(status: str | None, waits_for: WaitingOn | None, pauses: Sequence[WaitingOn]) -> Kind:
    if status == "closed":
        return "closed"
    return "paused" if status == "waiting" and waits_for in pauses else "working"


# what each minute was


def _timeline(course: Course, days: Days) -> Iterator[Segment]:
    """Every minute of a course, by its kind."""
    found: Segment | None = None
    for phase in course.phases:
        parts = [phase] if phase.kind == "closed" else pieces(days, phase.start, phase.end)
        for part in parts:
            one = part._replace(kind=phase.kind) if part.kind == "working" else part
            if found and found.kind == one.kind:
                found = found._replace(end=one.end)
                continue
            if found:
                yield found
            found = one
    if found:
        yield found


def pieces(days: Days, start: int, end: int) -> Iterator[Segment]:
    """The time between two instants as the calendar has it, day by day."""
    at, date_at = start, days.at(start)
    while at < end:
        day = days.of(date_at)
        for begin, stop in day.stretches:
            since, until = max(begin, at), min(stop, end)
            if since < until:
                yield from _some(at, since, day.free)
                yield Segment(since, until, "working")
                at = until
        midnight = min(day.end, end)
        yield from _some(at, midnight, day.free)
        at, date_at = max(at, midnight), date_at + _DAY


def _some(start: int, end: int, kind: Kind) -> Iterator[Segment]:
    if start < end:
        yield Segment(start, end, kind)


def reached(days: Days, at: int, minutes: int) -> int | None:
    """When so many minutes of working time, at least one, are over, counted from `at`.

    None: in more than five years.
    """
    left, day = minutes, days.at(at)
    for _ in range(_FARTHEST):
        for begin, stop in days.of(day).stretches:
            since = max(begin, at)
            if left <= stop - since:
                return since + left
            left -= max(0, stop - since)
        day += _DAY
    return None


# the clocks


def _clock_of(
    target: Target, minutes: int, course: Course, timeline: Sequence[Segment], days: Days
) -> Clock:
    if target == "update":
        return _update(minutes, course, timeline, days)
    end = course.end
    ended = course.closed
    if target == "first_response" and course.responded is not None:
        end, ended = course.responded, True
    parts = within(timeline, course.received, end)
    waits = course.waits and not ended
    return _clock(target, minutes, parts, end, days, ended=ended, waits=waits)


def _update(minutes: int, course: Course, timeline: Sequence[Segment], days: Days) -> Clock:
    """The clock of the present round; of all rounds it knows the first miss and the worst one."""
    turns = pairwise((course.received, *course.updates, course.end))
    rounds = [(within(timeline, start, end), end) for start, end in turns]
    last = len(rounds) - 1
    clocks = [
        _clock("update", minutes, parts, end, days, ended=ended, waits=course.waits)
        for number, (parts, end) in enumerate(rounds)
        for ended in (course.closed or number < last,)
    ]
    shown = max(clocks, key=lambda one: one.used) if course.closed else clocks[-1]
    missed = next((one for one in clocks if one.over), None)
    if missed is None:
        return shown._replace(decided=course.end if course.closed else None)
    worst = max(one.over for one in clocks)
    return shown._replace(state="missed", over=worst, decided=missed.decided)


def within(timeline: Sequence[Segment], start: int, end: int) -> list[Segment]:
    """The part of a timeline between two instants."""
    found = []
    for one in timeline[bisect_right(timeline, start, key=_end) :]:
        if one.start >= end:
            break
        found.append(Segment(max(one.start, start), min(one.end, end), one.kind))
    return found


def _end(one: Segment) -> int:
    return one.end


def _clock(
    target: Target, minutes: int, parts: Sequence[Segment], end: int, days: Days, *,
    ended: bool, waits: bool,
) -> Clock:  # fmt: skip
    used = sum(one.minutes for one in parts if one.kind == "working")
    paused = sum(one.minutes for one in parts if one.kind == "paused")
    over = max(0, used - minutes)
    state: State = "missed" if over else "met" if ended else "paused" if waits else "running"
    due = _due(parts, minutes)
    if due is None and state != "paused":
        due = reached(days, end, minutes - used)
    decided = due if over else end if ended else None
    return Clock(target, state, minutes, used, paused, over, due, decided)


def _due(parts: Iterable[Segment], minutes: int) -> int | None:
    """The end of the minute with which a target was used up, where it was."""
    left = minutes
    for one in parts:
        if one.kind == "working":
            if left <= one.minutes:
                return one.start + left
            left -= one.minutes
    return None
