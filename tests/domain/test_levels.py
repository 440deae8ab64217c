"""Which levels have come, of which escalation, and whom they go to (A4.14)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from clm.domain.breaches import Breach
from clm.domain.calendar import Calendar
from clm.domain.clocks import Days, minute_of
from clm.domain.cover import Roster
from clm.domain.escalation import Escalation, EscalationEvent
from clm.domain.escalationchecks import empty_roles, unusable
from clm.domain.escalationpolicy import Escalating, Level, Rules, chain, minutes_of
from clm.domain.flaws import Known
from clm.domain.levels import (
    Due,
    Whose,
    is_near,
    known_of,
    level_moments,
    levels_due,
    moment_written,
    reached_by,
    recipient,
    repeat_due,
)
from clm.domain.policy import Settings

BERLIN = ZoneInfo("Europe/Berlin")
DAYS = Days(Calendar(zone=BERLIN))
TODAY = date(2026, 11, 20)
FALLBACKS: Any = {"team-lead": "crm-lead", "crm-lead": "manager"}


def local(text: str) -> int:
    return minute_of(datetime.fromisoformat(text).replace(tzinfo=BERLIN))


BREACH = Breach("c-7f3qkd", "task", "t-11111111", None, local("2026-11-20T00:00"))
AT = "2026-11-19T23:00:00Z"
ONE = Escalation(
    id="es-111111", customer="c-7f3qkd", source="task", of="t-11111111", breach=AT,
    reason="overdue", at="2026-11-20T08:00:00Z", by="jana",
)  # fmt: skip


def event(kind: Any, to: str, at: str = "2026-11-20T08:00:00Z") -> EscalationEvent:
    return EscalationEvent(id="k-11111111", at=at, by="jana", kind=kind, to=to)


def test_the_usual_levels_come_at_once_after_one_day_and_after_three() -> None:  # A4.14
    moments = level_moments(BREACH, Rules(), DAYS)
    days = ("2026-11-20T09:00", "2026-11-23T09:00", "2026-11-25T09:00")
    assert [one.at for one in moments] == [local(day) for day in days]
    assert [one.role for one in moments] == ["team-lead", "crm-lead", "manager"]


def test_a_level_that_no_working_time_ever_reaches_is_left_out() -> None:  # A4.14
    rarely = Days(Calendar(zone=BERLIN, week=((),) * 7))
    assert level_moments(BREACH, Rules(), rarely) == []


@pytest.mark.parametrize(
    ("now", "near"),
    [
        ("2026-11-19T14:59", False),
        ("2026-11-19T15:00", True),
        ("2026-11-19T23:59", True),
        ("2026-11-20T00:00", False),  # it is over
    ],
)
def test_warned_is_when_so_much_working_time_is_over(now: str, near: bool) -> None:  # A4.14
    breach = BREACH._replace(start=local("2026-11-19T09:00"))
    assert is_near(breach, 75, DAYS, local(now)) is near


def test_what_has_no_beginning_or_no_working_time_is_not_warned_of() -> None:  # A4.14
    now = local("2026-11-19T23:00")
    assert not is_near(BREACH, 75, DAYS, now)
    assert not is_near(BREACH._replace(start=BREACH.at), 75, DAYS, now)
    assert not is_near(BREACH._replace(start=local("2026-11-19T18:00")), 75, DAYS, now)


def test_a_clock_that_counts_itself_is_asked() -> None:  # A4.14, A2.9
    now = local("2026-11-19T23:00")
    assert is_near(BREACH._replace(used=75), 75, DAYS, now)
    assert not is_near(BREACH._replace(used=74), 75, DAYS, now)


def test_the_same_breach_is_the_same_escalation() -> None:  # A4.14
    assert moment_written(BREACH) == AT
    over = event("status", "resolved", "2026-11-19T09:00:00Z")
    before = replace(ONE, breach="2026-11-18T23:00:00Z", at=over.at, events=(over,))
    others = [replace(ONE, of="t-22222222"), before]
    assert known_of(BREACH, others) is None
    assert known_of(BREACH, [*others, ONE]) is ONE


def test_what_is_due_on_another_day_opens_no_second_one_beside_an_open_one() -> None:  # A4.14
    before = replace(ONE, breach="2026-11-18T23:00:00Z")
    assert known_of(BREACH, [before]) is before
    accepted = replace(before, events=(event("status", "accepted"),))
    assert known_of(BREACH, [accepted]) is accepted
    over = event("status", "resolved", "2026-11-19T09:00:00Z")
    ended = replace(before, at="2026-11-19T08:00:00Z", events=(over,))
    assert known_of(BREACH, [ended]) is None
    later = replace(ended, events=(replace(over, at="2026-11-20T09:00:00Z"),))
    assert known_of(BREACH, [later]) is later  # what was over by then is dealt with


def test_a_clock_whose_target_changed_is_escalated_all_the_same() -> None:  # A4.14
    clock = BREACH._replace(source="sla", clock="solution")
    before = replace(ONE, source="sla", clock="solution", breach="2026-11-18T23:00:00Z")
    assert known_of(clock, [before]) is before
    assert known_of(clock, [replace(before, clock="update")]) is None
    over = event("status", "resolved", "2026-11-19T09:00:00Z")
    assert known_of(clock, [replace(before, at=over.at, events=(over,))]) is None


def test_what_a_person_escalated_stands_for_what_is_over() -> None:  # A4.14
    by_hand = replace(ONE, breach=None, at="2026-11-18T08:00:00Z")
    assert known_of(BREACH, [by_hand]) is by_hand
    over = event("status", "resolved", "2026-11-19T09:00:00Z")
    ended = replace(by_hand, events=(over,))
    assert known_of(BREACH, [ended]) is None  # that was before it
    for after in (
        replace(ended, at="2026-11-20T09:00:00Z"),
        replace(ended, events=(replace(over, at="2026-11-20T09:00:00Z"),)),
    ):
        assert known_of(BREACH, [after]) is after


def test_of_several_an_open_one_stands_for_it_whatever_their_ids() -> None:  # A4.14
    over = event("status", "resolved", "2026-11-20T10:00:00Z")
    for first, second in (("es-111111", "es-222222"), ("es-222222", "es-111111")):
        ended = replace(ONE, id=first, events=(over,))
        again = replace(ONE, id=second, breach=None, at="2026-11-20T11:00:00Z")
        assert known_of(BREACH, [ended, again]) is again
        assert known_of(BREACH, [again, ended]) is again
        newer = replace(again, id=first, at="2026-11-20T12:00:00Z")
        assert known_of(BREACH, [newer, again]) is newer
        own = replace(ONE, id=first)
        assert known_of(BREACH, [again, own]) is own


def test_levels_wait_from_when_a_person_escalated_or_opened_it_again() -> None:  # A4.14
    levels = Rules(levels=(Level(after="0h", role="team-lead"), Level(after="1h", role="manager")))
    by_hand = replace(ONE, at="2026-11-20T10:00:00Z")
    assert [one.at for one in level_moments(BREACH, levels, DAYS, by_hand)] == [
        local("2026-11-20T11:00"), local("2026-11-20T12:00"),
    ]  # fmt: skip
    fired = replace(ONE, events=(event("level", "1"),))
    assert level_moments(BREACH, levels, DAYS, fired) == level_moments(BREACH, levels, DAYS)
    before = replace(by_hand, at="2026-11-18T10:00:00Z")
    assert level_moments(BREACH, levels, DAYS, before) == level_moments(BREACH, levels, DAYS)
    opened = replace(event("status", "open", "2026-11-20T13:00:00Z"), from_="resolved")
    again = replace(fired, events=(*fired.events, opened))
    assert level_moments(BREACH, levels, DAYS, again)[1].at == local("2026-11-20T15:00")
    # Handed on, or given back, after somebody had taken it on: nothing fired meanwhile.
    for to in ("open", "returned"):
        left = replace(opened, from_="accepted", to=to)
        handed = replace(fired, events=(*fired.events, left))
        assert level_moments(BREACH, levels, DAYS, handed)[1].at == local("2026-11-20T15:00")
        going_on = replace(levels, until="resolved")
        as_before = level_moments(BREACH, going_on, DAYS)
        assert level_moments(BREACH, going_on, DAYS, handed) == as_before
    solved = replace(opened, from_="accepted", to="resolved")
    over = replace(fired, events=(*fired.events, solved))
    assert level_moments(BREACH, levels, DAYS, over) == level_moments(BREACH, levels, DAYS)


def test_each_level_fires_once_in_order() -> None:  # A4.14
    moments = level_moments(BREACH, Rules(), DAYS)
    now = local("2026-11-23T09:00")
    assert [one.level for one in levels_due(None, moments, Rules(), now)] == [1, 2]
    fired = replace(ONE, events=(event("level", "1"),))
    assert [one.level for one in levels_due(fired, moments, Rules(), now)] == [2]
    assert levels_due(replace(ONE, level=3), moments, Rules(), now) == []
    raised = replace(ONE, events=(event("level", "1"), event("level", "3")))
    assert levels_due(raised, moments, Rules(), now) == []  # below it nobody is asked any more


@pytest.mark.parametrize(
    ("status", "until", "levels"),
    [
        ("accepted", "accepted", []),
        ("accepted", "resolved", [2]),
        ("resolved", "accepted", []),
        ("resolved", "resolved", []),
        ("returned", "accepted", [2]),
    ],
)
def test_it_stops_with_what_the_rules_say(  # A4.14
    status: str, until: Any, levels: list[int]
) -> None:
    later = event("status", status, "2026-11-20T10:00:00Z")
    one = replace(ONE, events=(event("level", "1"), later))
    rules = Rules(until=until, repeat="1h")
    moments = level_moments(BREACH, rules, DAYS)
    now = local("2026-11-23T09:00")
    assert [due.level for due in levels_due(one, moments, rules, now)] == levels
    assert (repeat_due(one, rules, DAYS, now) is None) is not bool(levels)


def test_the_holder_is_told_again_for_each_interval() -> None:  # A4.14
    one = replace(ONE, events=(event("level", "1"),))
    rules = Rules(repeat="90min")
    assert repeat_due(one, rules, DAYS, local("2026-11-20T10:29")) is None
    assert repeat_due(one, rules, DAYS, local("2026-11-20T10:30")) == 1
    assert repeat_due(one, rules, DAYS, local("2026-11-23T10:00")) == 6
    assert repeat_due(one, Rules(), DAYS, local("2026-11-23T10:00")) is None
    assert repeat_due(ONE, rules, DAYS, local("2026-11-23T10:00")) is None


# to whom


def roster(**team: tuple[list[str], str | None]) -> Roster:
    """Everybody named with a second word is away, covered by who it names."""
    found = []
    for handle, (roles, away) in team.items():
        absence = {"id": f"ab-{handle}", "from": "2026-11-19"}
        cover = {"replacement": away} if away else {}
        held = [] if away is None else [absence | cover]
        found.append({"id": handle, "roles": roles, "absences": held})
    return Roster.of(found)


@pytest.mark.parametrize(
    ("team", "who"),
    [
        ({"bea": (["team-lead"], None), "ada": (["team-lead"], None)}, "ada"),
        ({"bea": (["team-lead"], None), "ada": (["team-lead"], "cem"), "cem": ([], None)}, "bea"),
        ({"ada": (["team-lead"], "cem"), "cem": ([], None)}, "cem"),
        ({"ada": (["team-lead"], ""), "cem": (["manager"], None)}, "cem"),
        ({"ada": (["team-lead"], "bea"), "bea": ([], ""), "cem": (["manager"], None)}, "cem"),
        ({"ada": (["team-lead"], "")}, None),
        ({"ada": (["admin"], None)}, None),
    ],
)
def test_somebody_who_is_there_gets_it(team: Any, who: str | None) -> None:  # A4.14
    found = recipient("team-lead", FALLBACKS, roster(**team), TODAY)
    assert (found.who if found else None) == who


OFFICE: Any = {"ada": (["team-lead"], None), "bea": (["crm-lead"], None)}


@pytest.mark.parametrize(
    ("team", "whose", "who"),
    [
        (OFFICE, Whose(), "ada"),
        (OFFICE, Whose(owner="ada"), "bea"),
        (OFFICE, Whose(about=("ada",)), "bea"),
        (OFFICE, Whose(owner="ada", about=("bea",)), "ada"),
        (OFFICE, Whose(about=("ada", "bea")), None),
        ({"ada": (["team-lead"], "cem"), "cem": ([], None)}, Whose(owner="cem"), "cem"),
        (
            {"ada": (["team-lead"], "cem"), "cem": ([], None), "dan": (["manager"], None)},
            Whose(owner="cem"),
            "dan",
        ),
    ],
)
def test_who_missed_it_gets_it_last_and_whom_it_is_about_never(  # A4.14, A2.20
    team: Any, whose: Whose, who: str | None
) -> None:
    found = recipient("team-lead", FALLBACKS, roster(**team), TODAY, whose)
    assert (found.who if found else None) == who


def test_who_gets_a_later_level_gets_what_nobody_is_there_for() -> None:  # A4.14
    due = [Due(1, 0, "team-lead"), Due(2, 0, "manager")]
    team = roster(ada=(["team-lead"], ""), cem=(["manager"], None))
    assert [who.who for _, who in reached_by(due, {}, team, TODAY)] == ["cem", "cem"]
    assert reached_by(due[:1], {}, team, TODAY) == []


# the policy


def test_roles_fall_back_in_order_and_a_circle_ends() -> None:  # A4.14
    assert chain("team-lead", FALLBACKS) == ["team-lead", "crm-lead", "manager"]
    circle: Any = {"team-lead": "crm-lead", "crm-lead": "team-lead"}
    assert chain("crm-lead", circle) == ["crm-lead", "team-lead"]
    assert [minutes_of(text) for text in ("0h", "30min", "8h")] == [0, 30, 480]


def settings(fallbacks: Any = None, levels: Any = None) -> Settings:
    rules = Rules() if levels is None else Rules(levels=levels)
    policy = Escalating(sources={"task": rules})
    return Settings(
        format=1,
        escalation=policy if fallbacks is None else replace(policy, fallbacks=fallbacks),
    )


LATE, SOON = Level(after="8h", role="manager"), Level(after="2h", role="manager")


@pytest.mark.parametrize(
    ("case", "said"),
    [
        (settings(), []),
        (settings({"team-lead": "team-lead"}), ["team-lead → team-lead is a circle"]),
        (
            settings({"manager": "crm-lead", "crm-lead": "manager"}),
            ["crm-lead → manager → crm-lead is a circle"],
        ),
        (settings(levels=()), ["levels: there is none"]),
        (settings(levels=(LATE, SOON)), ["longer than the one before"]),
        (settings(levels=(LATE, LATE)), ["longer than the one before"]),
    ],
)
def test_a_policy_that_cannot_be_followed_is_named(case: Settings, said: Any) -> None:  # A4.14
    found = [flaw.sentence for flaw in unusable(case)]
    assert len(found) == len(said)
    assert all(words in sentence for words, sentence in zip(said, found, strict=True))


def test_a_role_that_reaches_nobody_is_named_once() -> None:  # A4.14
    levels = (Level(after="0h", role="auditor"), Level(after="1h", role="auditor"))
    known = Known(TODAY, roles=frozenset({"manager"}))
    (flaw,) = empty_roles(settings(levels=levels), known)
    assert flaw.sentence.endswith("nobody active has the role auditor")
    assert list(empty_roles(settings(), known)) == []
    (first, *_) = empty_roles(settings(), Known(TODAY))
    assert first.sentence.endswith("the role team-lead, nor crm-lead or manager")
