"""Escalations by policy against a count minute by minute, written from scratch (A4.14).

Random calendars, absences with covers and chains, breaches, sets of levels and ticks of cron. The
oracle shares no code with the rules: it looks at each minute whether somebody works in it, and at
each tick who is there; only the records are the same, and the clock on the wall of the other count.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from clm.domain import levels
from clm.domain.breaches import Breach
from clm.domain.clocks import Days, minute_of, moment_of
from clm.domain.cover import Roster
from clm.domain.decisions import Actor
from clm.domain.escalating import Matter, NewEscalation, level_event, level_of, make
from clm.domain.escalationpolicy import Level, Rules
from clm.domain.policy import Policy
from clm.domain.worktime import calendar_of
from tests.domain.test_clocks_counted import PLACES, Wall, calendars

if TYPE_CHECKING:
    from clm.domain.escalation import Escalation
    from clm.domain.worktime import WorkCalendar

ROLES: Final = ("team-lead", "crm-lead", "manager")
PEOPLE: Final = ("ada", "bea", "cem", "dan", "eva")
FALLBACKS: Final[Any] = {"team-lead": "crm-lead", "crm-lead": "manager"}
MINUTE: Final = timedelta(minutes=1)


class Case(NamedTuple):
    """A breach, by which calendar and levels, who is in the team, and when cron runs."""

    calendar: WorkCalendar
    zone: ZoneInfo
    start: datetime
    breach: datetime
    waits: tuple[int, ...]
    roles: tuple[Any, ...]
    team: tuple[dict[str, Any], ...]
    ticks: tuple[datetime, ...]
    percent: int
    ended: datetime | None
    owner: str | None
    about: tuple[str, ...]


class Fired(NamedTuple):
    """A level as it fired: at which tick, for which minute, to whom."""

    tick: datetime
    level: int
    at: datetime
    who: str


# the oracle


def away(person: dict[str, Any], day: date) -> dict[str, Any] | None:
    """The absence that a person has on a day; these have one at a time at most."""
    for one in person["absences"]:
        last = one.get("to") or "9999-12-31"
        if one["from"] <= day.isoformat() <= last:
            return dict(one)
    return None


def there(case: Case, day: date) -> set[str]:
    return {one["id"] for one in case.team if away(one, day) is None}


def acts_for(case: Case, handle: str, day: date) -> str | None:
    """Who acts in the end: the replacement's replacement and so on; a circle is the team lead's."""
    people = {one["id"]: one for one in case.team}
    seen = []
    while (absence := away(people[handle], day)) is not None:
        if handle in seen:
            leads = [str(one["id"]) for one in case.team if "team-lead" in one["roles"]]
            return next((one for one in sorted(leads) if one in there(case, day)), None)
        seen.append(handle)
        if absence.get("replacement") is None:
            return None
        handle = str(absence["replacement"])
    return handle


def taker(case: Case, role: str, day: date) -> str | None:
    """Somebody present, never one of those it is about, and who has missed it only as the last."""
    first = asked(case, role, day, {case.owner, *case.about})
    return first or asked(case, role, day, set(case.about))


def asked(case: Case, role: str, day: date, but: set[str | None]) -> str | None:
    """Of the role, a cover of theirs, or of the next role."""
    order = ROLES[ROLES.index(role) :]
    for one in order:
        having = sorted(str(p["id"]) for p in case.team if one in p["roles"])
        for handle in having:
            if handle in there(case, day) and handle not in but:
                return handle
        for handle in having:
            cover = acts_for(case, handle, day)
            if cover is not None and cover in there(case, day) and cover not in but:
                return cover
    return None


def counted_minute(wall: Wall, start: datetime, wait: int) -> datetime:
    """The first working minute by which so many others are over."""
    day = start.astimezone(wall.zone).date() - timedelta(days=1)
    while True:  # day by day: their worked minutes, those of a day never before the last one's
        for at in sorted(wall.of(day)):
            if at >= start and at not in wall.of(day - timedelta(days=1)):
                if wait == 0:
                    return at
                wait -= 1
        day += timedelta(days=1)


def oracle(case: Case) -> tuple[list[Fired], datetime | None]:
    """What has to fire at which tick; and the tick at which the warning comes."""
    wall = Wall(case.calendar)
    moments = [counted_minute(wall, case.breach, wait) for wait in case.waits]
    waiting = list(range(len(moments)))
    found: list[Fired] = []
    warned = None
    used, at = {case.start: 0}, case.start
    while at < case.breach:
        used[at + MINUTE] = used[at] + wall.works(at)
        at += MINUTE
    total = used[case.breach]
    for tick in case.ticks:
        if case.ended and tick >= case.ended:
            break
        day = tick.astimezone(case.zone).date()
        if tick < case.breach:
            enough = used.get(tick, 0) * 100 >= total * case.percent
            if total and enough and warned is None:
                warned = tick
            continue
        come = [n for n in waiting if moments[n] <= tick]
        for n in come:
            later = (taker(case, case.roles[m], day) for m in come if m >= n)
            who = next((one for one in later if one), None)
            if who:
                found.append(Fired(tick, n + 1, moments[n], who))
                waiting.remove(n)
    return found, warned


# the rules


def minute(at: int) -> datetime:
    return datetime.fromtimestamp(at * 60, UTC)


def replayed(case: Case) -> tuple[list[Fired], datetime | None]:
    """The same by the rules, one tick after the other, as cron does."""
    days = Days(calendar_of(case.calendar, Policy()))
    roster = Roster.of(case.team)
    rules = Rules(
        levels=tuple(
            Level(after=f"{wait}min", role=role)
            for wait, role in zip(case.waits, case.roles, strict=True)
        ),
        warn_percent=case.percent,
    )
    start, at = minute_of(case.start), minute_of(case.breach)
    breach = Breach("c-000001", "task", "t-00000001", None, at, start)
    whose = levels.Whose(owner=case.owner, about=case.about)
    known: Escalation | None = None
    found: list[Fired] = []
    warned = None
    for tick in case.ticks:
        if case.ended and tick >= case.ended:
            continue
        now, today = minute_of(tick), tick.astimezone(case.zone).date()
        if now < breach.at:
            if warned is None and levels.is_near(breach, rules.warn_percent, days, now):
                warned = tick
            continue
        moments = levels.level_moments(breach, rules, days, known)
        known = levels.known_of(breach, [known] if known else [])
        due = levels.levels_due(known, moments, rules, now)
        for one, who in levels.reached_by(due, FALLBACKS, roster, today, whose):
            known = fired(known, breach, one, who.who)
            found.append(Fired(tick, one.level, minute(one.at), who.who))
    return found, warned


def fired(known: Escalation | None, breach: Breach, due: levels.Due, who: str) -> Escalation:
    """The escalation with one more level."""
    at = moment_of(due.at) or ""
    me = Actor("cron", date(2026, 1, 1), at, lambda prefix: f"{prefix}-00000{due.level}")
    if known is None:
        matter = Matter(breach.customer, breach.source, breach.of, breach.clock)
        text = levels.moment_written(breach)
        new = NewEscalation(matter, "overdue", who, level=due.level, breach=text)
        return make(me, new, fired_at=at)
    from msgspec.structs import replace

    return replace(known, to=who, events=(*known.events, level_event(me, due.level, at, who)))


# the cases


@st.composite
def teams(draw: st.DrawFn, begin: date) -> tuple[dict[str, Any], ...]:
    """Five people, some of them away for some days, with and without somebody who covers."""
    found = []
    for handle in PEOPLE:
        absences = []
        if draw(st.integers(0, 2)):
            first = begin + timedelta(days=draw(st.integers(-1, 6)))
            last = first + timedelta(days=draw(st.integers(0, 6)))
            one: dict[str, Any] = {"id": f"ab-{handle}", "from": first.isoformat()}
            if draw(st.integers(0, 5)):
                one["to"] = last.isoformat()
            cover = draw(st.sampled_from((None, *PEOPLE)))
            if cover not in (None, handle):
                one["replacement"] = cover
            absences.append(one)
        roles = draw(st.lists(st.sampled_from(ROLES), max_size=2, unique=True))
        found.append({"id": handle, "roles": tuple(roles), "absences": absences})
    return tuple(found)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    zone, begin = draw(st.sampled_from(PLACES))
    midnight = datetime.combine(begin, datetime.min.time(), UTC)
    quarters = st.integers(0, 5 * 24 * 4).map(lambda n: n * 15)
    some = st.one_of(quarters, st.integers(0, 5 * 24 * 60))
    start = midnight + timedelta(minutes=draw(st.integers(0, 24 * 60)))
    breach = start + timedelta(minutes=draw(st.integers(0, 3 * 24 * 60)))
    spans = st.one_of(st.integers(0, 600), st.integers(0, 40).map(lambda n: n * 15))
    waits = sorted(draw(st.lists(spans, min_size=1, max_size=4, unique=True)))
    roles = tuple(draw(st.sampled_from(ROLES)) for _ in waits)
    ticks = sorted(start + timedelta(minutes=draw(some)) for _ in range(draw(st.integers(1, 9))))
    if draw(st.booleans()):  # every half hour on one day: nothing fires twice
        ticks = sorted({*ticks, *(breach + timedelta(minutes=30 * n) for n in range(-6, 30))})
    ticks = sorted({*ticks, breach + timedelta(days=30)})
    ended = draw(st.one_of(st.none(), st.none(), some.map(lambda n: start + n * MINUTE)))
    percent = draw(st.sampled_from((50, 75, 75, 90)))
    owner = draw(st.sampled_from((None, *PEOPLE)))
    about = tuple(draw(st.lists(st.sampled_from(PEOPLE), max_size=2, unique=True)))
    return Case(draw(calendars(zone, begin)), ZoneInfo(zone), start, breach, tuple(waits), roles,
                draw(teams(begin)), tuple(ticks), percent, ended, owner, about)  # fmt: skip


def agree(case: Case) -> None:
    found, warned = replayed(case)
    wanted, told = oracle(case)
    assert found == wanted
    assert warned == told
    assert len({one.level for one in found}) == len(found)
    for one in found:
        assert one.who in there(case, one.tick.astimezone(case.zone).date())
        assert one.who not in case.about


EASY: Final = (HealthCheck.too_slow, HealthCheck.data_too_large)


@settings(max_examples=40, deadline=None, suppress_health_check=EASY, derandomize=True)
@given(cases())
def test_each_level_fires_at_its_minute_once_to_somebody_present(case: Case) -> None:  # A4.14
    agree(case)


@pytest.mark.stress
def test_of_many_cases_none_disagrees(capsys: pytest.CaptureFixture[str]) -> None:  # A4.14
    import os

    number = int(os.environ.get("LADDERS", "3000"))
    seen = {"cases": 0, "levels": 0, "warnings": 0}

    @settings(max_examples=number, deadline=None, suppress_health_check=EASY, database=None)
    @given(cases())
    def each(case: Case) -> None:
        agree(case)
        found, warned = replayed(case)
        seen["cases"] += 1
        seen["levels"] += len(found)
        seen["warnings"] += warned is not None

    each()
    with capsys.disabled():
        print(f"\nescalations counted minute by minute: {seen}, disagreements: 0")


def broken_minute(days: Days, start: int, wait: int) -> int | None:
    """A rule that counts the wait as time, not as working time."""
    del days
    return start + wait


def broken_level(one: Any) -> int:
    """A rule that forgets the second level."""
    return min(level_of(one), 1)


def broken_recipient(role: str, *_: Any, **__: Any) -> levels.Reached:
    """A rule that asks nobody whether they are there."""
    return levels.Reached("ada", role)


def broken_whose(**_: Any) -> levels.Whose:
    """A rule that leaves nobody out."""
    return levels.NOBODYS


@pytest.mark.parametrize(
    ("name", "broken"),
    [
        ("Whose", broken_whose),
        ("working_minute", broken_minute),
        ("level_of", broken_level),
        ("recipient", broken_recipient),
        ("is_near", lambda *_: False),
    ],
)
def test_a_broken_rule_is_caught(  # A4.14: the control of the count
    monkeypatch: pytest.MonkeyPatch, name: str, broken: Any
) -> None:
    monkeypatch.setattr(levels, name, broken)

    @settings(max_examples=200, deadline=None, suppress_health_check=EASY, derandomize=True,
              database=None, phases=[Phase.generate], report_multiple_bugs=False)  # fmt: skip
    @given(cases())
    def each(case: Case) -> None:
        agree(case)

    with pytest.raises(AssertionError):
        each()
