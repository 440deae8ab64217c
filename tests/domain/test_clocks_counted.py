"""The clocks against a count minute by minute, written from scratch (A2.9, A0.41).

The oracle shares no code with the clocks: it asks, of each minute, what a clock on the wall shows,
what the request's status is, and whether somebody works; then it counts. Only the records and the
list of zones are the same.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clm.domain.clocks import Days, Reading, read
from clm.domain.policy import Policy
from clm.domain.request import Event, Request, Task
from clm.domain.sla import Sla, Targets
from clm.domain.worktime import EarlierWeek, Holiday, Override, WorkCalendar, calendar_of

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PLACES: Final = (
    ("Europe/Berlin", date(2026, 3, 28)), ("Europe/Berlin", date(2026, 10, 24)),
    ("America/Sao_Paulo", date(2018, 11, 3)), ("America/Sao_Paulo", date(2018, 2, 17)),
    ("Australia/Lord_Howe", date(2026, 4, 4)), ("Australia/Lord_Howe", date(2026, 10, 3)),
    ("America/Havana", date(2026, 3, 7)), ("America/Havana", date(2026, 10, 31)),
    ("Asia/Beirut", date(2026, 3, 28)), ("Asia/Beirut", date(2026, 10, 24)),
    ("UTC", date(2026, 12, 24)),
)  # fmt: skip
"""Zones with the day before clocks are put forward or back: at night, at midnight, by half an hour;
and one without changes."""
SECONDS: Final = 60
PAUSES: Final = ("customer", "vpa", "third")
RANKS: Final = (None, "low", "normal", "high")
KINDS: Final = (
    "status", "status", "status", "notice", "told", "accepted", "spoc", "priority", "priority",
)  # fmt: skip


class Case(NamedTuple):
    """What is asked: a request, by which calendar and terms, and when."""

    request: Request
    calendar: WorkCalendar
    sla: Sla
    now: datetime
    zone: ZoneInfo
    received: datetime
    events: list[tuple[datetime, Event]]


# the oracle


class Counted(NamedTuple):
    """What the oracle found of one target."""

    state: str
    used: int
    paused: int
    over: int
    due: datetime | None
    decided: datetime | None


def minutes(text: str) -> int:
    hours, rest = text.split(":")
    return int(hours) * 60 + int(rest)


def wanted(record: WorkCalendar, day: date) -> list[tuple[int, int]]:
    """The working time of a day, by the wall clock."""
    week: dict[Any, tuple[str, ...]] = record.week
    for one in sorted(record.earlier, key=lambda one: one.until, reverse=True):
        if day <= one.until:
            week = one.week
    texts = list(week.get(DAYS[day.weekday()], ()))
    if any(one.on == day for one in record.holidays):
        texts = []
    texts += [f"{one.from_}-{one.to}" for one in record.overrides if one.on == day]
    return [(minutes(text.split("-")[0]), minutes(text.split("-")[1])) for text in texts]


class Wall:
    """A clock on the wall of the calendar's zone, looked at minute by minute."""

    def __init__(self, record: WorkCalendar) -> None:
        self.record = record
        self.zone = ZoneInfo(record.zone)
        self.free: set[date] = {one.on for one in record.holidays}
        self.days: dict[date, set[datetime]] = {}

    def works(self, at: datetime) -> bool:
        """Does somebody work in this minute?"""
        here = at.astimezone(self.zone).date()
        return any(at in self.of(here + timedelta(days=n)) for n in (-1, 0, 1))

    def of(self, day: date) -> set[datetime]:
        """The worked minutes of a day."""
        if day not in self.days:
            self.days[day] = self.looked(day)
        return self.days[day]

    def looked(self, day: date) -> set[datetime]:
        times = wanted(self.record, day)
        if not times:
            return set()
        shown: dict[tuple[date, int], datetime] = {}
        at = datetime.combine(day, datetime.min.time(), UTC) - timedelta(hours=15)
        for _ in range(60 * 60):
            seen = at.astimezone(self.zone)
            shown.setdefault((seen.date(), seen.hour * 60 + seen.minute), at)
            at += timedelta(minutes=1)
        found = set()
        for start, end in times:
            one, until = (self.when(shown, day, time) for time in (start, end))
            while one < until:
                found.add(one)
                one += timedelta(minutes=1)
        return found

    @staticmethod
    def when(shown: dict[tuple[date, int], datetime], day: date, time: int) -> datetime:
        """When it first shows a time; one that it leaves out is as much later as it jumps."""
        if time == 24 * 60:
            day, time = day + timedelta(days=1), 0
        if (day, time) in shown:
            return shown[day, time]
        before = after = time
        while (day, after) not in shown:
            after += 1
        while before >= 0 and (day, before) not in shown:
            before -= 1
        return shown[day, time + after - before - 1]

    def kind(self, at: datetime) -> str:
        if self.works(at):
            return "working"
        return "holiday" if at.astimezone(self.zone).date() in self.free else "outside"


def instant(text: str, zone: ZoneInfo) -> datetime:
    """A moment: of UTC with a `Z`, else of the team's zone; a day begins at its midnight."""
    if text.endswith("Z"):
        return datetime.fromisoformat(text)
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def happened(request: Request, zone: ZoneInfo) -> list[tuple[datetime, Event]]:
    """Its events in the order of what is written, none before the one before."""
    found: list[tuple[datetime, Event]] = []
    at = instant(request.received_at, zone)
    for event in sorted(request.events, key=lambda one: one.at.rstrip("Z")):
        at = max(at, instant(event.at, zone))
        found.append((at, event))
    return found


def status_at(case: Case, moment: datetime) -> str:
    """`running`, `paused` or `closed`: what its last status before the end of a minute says."""
    said = "running"
    for at, event in case.events:
        if event.kind == "status" and at <= moment:
            said = "closed" if event.to == "closed" else "running"
            if event.to == "waiting" and event.waiting_on in case.sla.pauses:
                said = "paused"
    return said


def count(
    case: Case, wall: Wall, start: datetime, end: datetime, target: int, ended: bool
) -> Counted:
    used = paused = 0
    due = None
    at = start
    while at < end:
        state = status_at(case, at)
        if state == "running" and wall.works(at):
            used += 1
            due = at + timedelta(minutes=1) if used == target else due
        elif state == "paused" and wall.works(at):
            paused += 1
        at += timedelta(minutes=1)
    waits = status_at(case, end) == "paused" and not ended
    if due is None and not waits:
        left = target - used
        while left:
            left -= wall.works(at)
            at += timedelta(minutes=1)
        due = at
    if used > target:
        return Counted("missed", used, paused, used - target, due, due)
    if ended:
        return Counted("met", used, paused, 0, due, end)
    return Counted("paused" if waits else "running", used, paused, 0, due, None)


def measure(request: Request, closed: bool) -> Any:
    """The priority of now, or that of its end, which the priorities since then are undone from."""
    held: Any = request.priority
    for one in sorted(request.events, key=lambda one: one.at.rstrip("Z"), reverse=True):
        if not closed or one.kind == "status":
            break
        if one.kind == "priority":
            held = one.from_
    return held


def oracle(case: Case) -> tuple[dict[str, Counted], list[str]]:
    """Each target counted, and the kind of each minute."""
    request, received, events = case.request, case.received, case.events
    closed = status_at(case, datetime.max.replace(tzinfo=UTC)) == "closed"
    end = max([case.now, *(at for at, _ in events)])
    if closed:
        end = [at for at, one in events if one.kind == "status"][-1]
    wall = Wall(case.calendar)
    promised = case.sla.targets[measure(request, closed) or "normal"]
    found: dict[str, Counted] = {}

    def span(text: str | None) -> int:
        return int(text.removesuffix("min")) if text else 0

    answers = [
        at
        for at, one in events
        if one.kind in ("accepted", "told") or (one.kind == "status" and one.to != "new")
    ]
    if promised.first_response:
        done = bool(answers)
        until = answers[0] if answers else end
        found["first_response"] = count(
            case, wall, received, until, span(promised.first_response), done
        )
    if promised.update:
        words = [at for at, one in events if one.kind in ("status", "notice", "told")]
        steps = [
            received,
            *sorted(
                {at for at in words if received < at < end or (not closed and received < at == end)}
            ),
            end,
        ]
        rounds = []
        for number in range(len(steps) - 1):
            last = number == len(steps) - 2
            rounds.append(
                count(
                    case,
                    wall,
                    steps[number],
                    steps[number + 1],
                    span(promised.update),
                    closed or not last,
                )
            )
        if not rounds:
            rounds = [count(case, wall, received, end, span(promised.update), closed)]
        shown = max(rounds, key=lambda one: one.used) if closed else rounds[-1]
        late = [one for one in rounds if one.over]
        if late:
            shown = shown._replace(
                state="missed", over=max(one.over for one in late), decided=late[0].decided
            )
        else:
            shown = shown._replace(decided=end if closed else None)
        found["update"] = shown
    if promised.solution:
        found["solution"] = count(case, wall, received, end, span(promised.solution), closed)
    kinds = []
    at = received
    while at < end:
        state, kind = status_at(case, at), wall.kind(at)
        kinds.append(
            "closed"
            if state == "closed"
            else "paused"
            if (state, kind) == ("paused", "working")
            else kind
        )
        at += timedelta(minutes=1)
    return found, kinds


# the cases


@st.composite
def weeks(draw: st.DrawFn) -> dict[Any, tuple[str, ...]]:
    """A week with some working time, also at night."""
    found = {}
    for day in draw(st.lists(st.sampled_from(DAYS), min_size=2, max_size=7, unique=True)):
        quarters = st.one_of(st.integers(0, 96), st.integers(0, 16))  # more of the night
        marks = sorted(draw(st.lists(quarters, min_size=2, max_size=8, unique=True)))
        times = [f"{one * 15 // 60:02}:{one * 15 % 60:02}" for one in marks[: len(marks) // 2 * 2]]
        found[day] = tuple(f"{a}-{b}" for a, b in zip(times[::2], times[1::2], strict=True))
    return found


@st.composite
def calendars(draw: st.DrawFn, zone: str, begin: date) -> WorkCalendar:
    days = st.integers(-1, 6).map(lambda n: begin + timedelta(days=n))
    free = draw(st.lists(days, max_size=3, unique=True))
    added = []
    for day in draw(st.lists(days, max_size=2, unique=True)):
        start = draw(st.integers(0, 90))
        end = draw(st.integers(start + 1, 96))
        texts = [f"{one * 15 // 60:02}:{one * 15 % 60:02}" for one in (start, end)]
        added.append(Override(on=day, from_=texts[0], to=texts[1]))
    until = draw(st.lists(days, max_size=2, unique=True))
    return WorkCalendar(
        id="case",
        zone=zone,
        week=draw(weeks()),
        earlier=tuple(EarlierWeek(until=day, week=draw(weeks())) for day in until),
        holidays=tuple(Holiday(on=day) for day in free),
        overrides=tuple(added),
    )


def written(draw: st.DrawFn, at: datetime, zone: ZoneInfo) -> str:
    """An instant as our commands write it, or as hands do: a local time, or the day alone."""
    here = at.astimezone(zone)
    texts = (f"{at:%Y-%m-%dT%H:%M:%SZ}", f"{here:%Y-%m-%dT%H:%M}", f"{here:%Y-%m-%d}")
    return texts[draw(st.sampled_from((0, 0, 0, 1, 1, 2)))]


def event(
    number: int, at: str, kind: Any, to: str | None, on: Any = None, had: str | None = None
) -> Event:
    return Event(id=f"k-{number:08}", at=at, by="jana", kind=kind, from_=had, to=to, waiting_on=on)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A request with pauses, reopenings, priorities, words and tasks, over some days."""
    zone, begin = draw(st.sampled_from(PLACES))
    quarters = st.integers(0, 8 * 24).map(lambda n: n * 15)
    received = datetime.combine(begin, datetime.min.time(), UTC)
    received += timedelta(minutes=draw(st.one_of(quarters, st.integers(0, 24 * 60))))
    at, status, events = received, "new", []
    held = draw(st.sampled_from(RANKS))
    place = ZoneInfo(zone)
    steps = {"new": ("open", "waiting", "closed"), "open": ("waiting", "closed"),
             "waiting": ("open", "closed", "waiting"), "closed": ("open",)}  # fmt: skip
    events.append(event(0, written(draw, at, place), "status", "new"))
    gaps = st.one_of(quarters, st.integers(0, 300), st.integers(0, 3 * 24 * 60))
    for number in range(1, draw(st.integers(0, 7)) + 1):
        at += timedelta(minutes=draw(gaps))
        text = written(draw, at, place)
        kind = draw(st.sampled_from(KINDS))
        if kind == "status":
            status = draw(st.sampled_from(steps[status]))
            on = draw(st.sampled_from(PAUSES)) if status == "waiting" else None
            events.append(event(number, text, "status", status, on))
        elif kind == "priority":  # also of what is closed, by hand
            wanted = draw(st.sampled_from(RANKS))
            events.append(event(number, text, kind, wanted, had=held))
            held = wanted
        elif status != "closed":
            events.append(event(number, text, kind, "jana"))
    told = [received + timedelta(minutes=draw(st.integers(0, 4 * 24 * 60)))
            for _ in range(draw(st.integers(0, 2)))]  # fmt: skip
    task = Task(
        id="t-00000000", title="Flug", executor="tom", status="done",
        events=tuple(
            event(50 + n, f"{one:%Y-%m-%dT%H:%M:%SZ}", "status", "done")
            for n, one in enumerate(sorted(told))
        ),
    )  # fmt: skip
    spans = st.one_of(st.integers(1, 900), st.integers(1, 60).map(lambda n: n * 15))
    span = st.one_of(st.none(), spans.map("{}min".format))
    promised = {one: Targets(first_response=draw(span), update=draw(span), solution=draw(span))
                for one in ("low", "normal", "high")}  # fmt: skip
    request = Request(
        id="r-000000", subject="Reise", need="Flug", channel="phone",
        received_at=written(draw, received, place), events=tuple(events), tasks=(task,),
        priority=held,  # type: ignore[arg-type]
    )  # fmt: skip
    sla = Sla(
        id="case", name="Case", targets=promised, valid_from=date(2018, 1, 1),  # type: ignore[arg-type]
        pauses=tuple(draw(st.lists(st.sampled_from(PAUSES), unique=True))),
    )  # fmt: skip
    now = at + timedelta(minutes=draw(gaps))
    came = instant(request.received_at, place)
    told_of = happened(request, place)
    return Case(request, draw(calendars(zone, begin)), sla, now, place, came, told_of)


def moment(minute: int | None) -> datetime | None:
    return None if minute is None else datetime.fromtimestamp(minute * SECONDS, UTC)


def agree(case: Case) -> None:
    found: Reading = read(
        case.request, case.sla, Days(calendar_of(case.calendar, Policy())), case.now, case.zone
    )
    counted, kinds = oracle(case)
    assert {
        one.target: Counted(
            one.state, one.used, one.paused, one.over, moment(one.due), moment(one.decided)
        )
        for one in found.clocks
    } == counted
    assert [one.kind for one in found.timeline for _ in range(one.minutes)] == kinds


SLOW: Final = (HealthCheck.too_slow, HealthCheck.data_too_large)


@settings(max_examples=60, suppress_health_check=SLOW)
@given(cases())
def test_clocks_agree_with_a_count_of_each_minute_short(case: Case) -> None:
    # A2.9, A0.41: pauses, reopenings, holidays, changed weeks, the days when clocks are changed
    agree(case)


@pytest.mark.stress
@settings(max_examples=1000, suppress_health_check=SLOW)
@given(cases())
def test_clocks_agree_with_a_count_of_each_minute(case: Case) -> None:
    # A2.9, A0.41
    agree(case)
