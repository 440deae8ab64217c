"""Who acts on which day of an absence, and on which nobody does (A0.24 to A0.28)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clm.domain.absences import lacking
from clm.domain.cover import ANY, Matter, Roster
from clm.domain.windows import parts, scopes, turns, uncovered, until
from tests.domain.test_cover import away, chain, person, roster

FIRST = date(2026, 11, 1)


def acts(team: Roster, handle: str = "jana", days: int = 30) -> dict[str, str]:
    """Who acts for somebody on each day of November, the runs of days as `03-05`."""
    found: dict[str, str] = {}
    for number in range(days):
        day = FIRST + timedelta(days=number)
        who = team.effective(handle, day) or "nobody"
        who = who if team.is_present(who, day) else f"({who})"
        last = next(reversed(found), None)
        if last and found[last] == who:
            found[f"{last[:2]}-{day:%d}"] = found.pop(last)
        else:
            found[f"{day:%d}"] = who
    return found


def november(first: int, last: int | None = None, **more: Any) -> dict[str, Any]:
    """An absence; without a last day it has an open end."""
    return away(f"2026-11-{first:02}", f"2026-11-{last:02}" if last else "", **more)


JANA = november(10, 20, replacement="tom")


@pytest.mark.parametrize(
    ("jana", "tom", "answer"),
    [
        # day before, first, last, day after (A0.24)
        ([JANA], [], {"01-09": "jana", "10-20": "tom", "21-30": "jana"}),
        # one day
        (
            [november(10, 10, replacement="tom")],
            [],
            {"01-09": "jana", "10": "tom", "11-30": "jana"},
        ),
        # an open end (A0.31)
        ([november(10, replacement="tom")], [], {"01-09": "jana", "10-30": "tom"}),
        # half days (A0.21)
        ([november(10, 10, replacement="tom", half="am")], [], {"01-30": "jana"}),
        ([JANA], [november(12, 12, half="pm")], {"01-09": "jana", "10-20": "tom", "21-30": "jana"}),
        # a chain, for the days on which it is one (A0.25)
        (
            [JANA],
            [november(12, 14, replacement="mia")],
            {"01-09": "jana", "10-11": "tom", "12-14": "mia", "15-20": "tom", "21-30": "jana"},
        ),
        # a loop goes to the team lead (A0.25)
        (
            [JANA],
            [november(19, 22, replacement="jana")],
            {"01-09": "jana", "10-18": "tom", "19-20": "lea", "21-30": "jana"},
        ),
        # a split window: nobody covers in the middle of it (A0.26)
        (
            [JANA],
            [november(12, 14)],
            {"01-09": "jana", "10-11": "tom", "12-14": "(jana)", "15-20": "tom", "21-30": "jana"},
        ),
        # shortened, prolonged, cancelled (A0.28)
        ([JANA | {"to": "2026-11-12"}], [], {"01-09": "jana", "10-12": "tom", "13-30": "jana"}),
        ([JANA | {"to": "2026-11-29"}], [], {"01-09": "jana", "10-29": "tom", "30": "jana"}),
        ([], [], {"01-30": "jana"}),
    ],
)
def test_day_by_day(
    jana: list[dict[str, Any]], tom: list[dict[str, Any]], answer: dict[str, str]
) -> None:
    team = roster(
        person("jana", *jana),
        person("tom", *tom),
        person("mia"),
        person("lea", roles=["team-lead"]),
    )
    assert acts(team) == answer


def told(team: Roster, handle: str = "jana", matter: Matter = ANY) -> list[str]:
    return [
        f"{part.first:%d}-{part.last:%d} {part.trail.who}"
        if part.last
        else f"{part.first:%d}- {part.trail.who}"
        for absence in team.members[handle].absences
        for part in parts(team, handle, absence, matter)
    ]


def test_a_window_is_parted_where_the_replacement_is_away() -> None:  # A0.26
    tom = person("tom", november(8, 11), november(13, 13, half="am"), november(20))
    team = roster(person("jana", JANA), tom)
    assert told(team) == ["10-11 None", "12-19 tom", "20-20 None"]
    (absence,) = team.members["jana"].absences
    gone = uncovered(team, "jana", absence)
    assert [(part.first.day, part.last and part.last.day) for part in gone] == [
        (10, 11),
        (20, 20),
    ]


def test_an_open_end_stays_one() -> None:
    open_end = person("jana", november(10, replacement="tom"))
    assert told(roster(open_end, person("tom"))) == ["10- tom"]
    assert told(roster(open_end, person("tom", november(12)))) == ["10-11 tom", "12- None"]
    assert told(roster(open_end, person("tom", active={"to": "2026-11-15"}))) == [
        "10-15 tom",
        "16- None",
    ]


def test_half_a_day_and_a_day_that_ends_before_it_begins_have_no_parts() -> None:
    assert told(roster(person("jana", november(10, 10, half="am")))) == []
    assert told(roster(person("jana", november(10, 9)))) == []


def test_the_days_of_a_team_lead_part_a_circle() -> None:  # A0.25
    lea = person("lea", november(12, 12), roles=["team-lead"])
    jana, tom = (
        person(one, november(10, 14, replacement=other))
        for one, other in (("jana", "tom"), ("tom", "jana"))
    )
    assert told(roster(jana, tom, lea)) == ["10-11 lea", "12-12 None", "13-14 lea"]


def test_a_chain_that_is_too_long_is_one_part() -> None:  # A0.25
    assert told(chain(11), "p0") == ["18-18 lea"]


def test_the_scopes_of_an_absence_are_looked_at_each_for_itself() -> None:  # A0.27
    more = {"id": "rp-000001", "replacement": "mia", "class": "A"}
    team = roster(
        person("jana", JANA | {"replacements": [more]}),
        person("tom"),
        person("mia", november(12, 13)),
    )
    (absence,) = team.members["jana"].absences
    assert [told(team, matter=matter) for matter in scopes(team, "jana", absence)] == [
        ["10-20 tom"],
        ["10-11 mia", "12-13 None", "14-20 mia"],
    ]


def said(number: int, who: str, **more: Any) -> dict[str, Any]:
    return {"id": f"rp-{number:06}", "replacement": who, **more}


def test_a_scope_further_down_the_chain_parts_the_work_too() -> None:  # A0.26, A0.27
    luis = november(10, 20, replacement="mia", replacements=[said(1, "eva", **{"class": "B"})])
    later = november(25, 26, replacements=[said(2, "ida", kind="posted")])
    team = roster(
        person("jana", JANA | {"replacement": "luis"}),
        person("luis", luis, later),  # what comes after the absence parts nothing of it
        person("eva", november(12, 13, replacements=[said(3, "mia", kind="request")])),
        *map(person, ("mia", "ida")),
    )
    (absence,) = team.members["jana"].absences
    found = {matter: told(team, matter=matter) for matter in scopes(team, "jana", absence)}
    assert found == {
        ANY: ["10-20 mia"],
        Matter(class_="B"): ["10-11 eva", "12-13 None", "14-20 eva"],
        Matter(class_="B", kind="request"): ["10-11 eva", "12-13 mia", "14-20 eva"],
    }
    lack = lacking(team, "jana", absence)
    assert [(matter, part.first.day) for matter, part in lack] == [(Matter(class_="B"), 12)]


def test_items_that_the_same_replacements_name_are_one_part() -> None:  # A0.27
    many = [f"c-{number}" for number in range(9)]
    team = roster(
        person("jana", JANA | {"replacements": [said(1, "tom", items=many)]}),
        person("tom", november(12, 12, replacements=[said(2, "mia", items=["c-5"])])),
        person("mia"),
    )
    (absence,) = team.members["jana"].absences
    named = [matter.ids for matter in scopes(team, "jana", absence)]
    assert sorted(named) == [(), ("c-0",), ("c-5",)]
    gone = lacking(team, "jana", absence)
    assert [(matter.ids, part.first.day) for matter, part in gone] == [((), 12)]


def test_a_wider_part_of_the_work_is_told_for_its_parts() -> None:  # A0.26
    team = roster(
        person("jana", JANA | {"replacements": [said(1, "tom", **{"class": "A"})]}),
        person("tom", november(12, 12)),
    )
    (absence,) = team.members["jana"].absences
    assert [matter for matter, _ in lacking(team, "jana", absence)] == [ANY]


# random teams

NAMES = ("ann", "bob", "cat", "dan", "eve")
DAYS = st.integers(1, 28)


@st.composite
def absences(draw: st.DrawFn) -> dict[str, Any]:
    first = draw(DAYS)
    last = draw(st.none() | st.integers(first, 28))
    found = november(first, last, id=draw(st.sampled_from("abcdef")))
    if last == first:
        found["half"] = draw(st.sampled_from((None, None, "am", "pm")))
    found["replacement"] = draw(st.none() | st.sampled_from(NAMES))
    found["replacements"] = [
        {"id": "rp-1", "replacement": draw(st.sampled_from(NAMES)), **draw(st.sampled_from(SAID))}
        for _ in range(draw(st.integers(0, 2)))
    ]
    return found


SAID: tuple[dict[str, Any], ...] = (
    {"class": "A"},
    {"department": "care"},
    {"kind": "posted", "class": "A"},
    {"kind": "posted"},
    {"items": ["c-1"]},
    {"items": ["c-1", "c-2"]},
)
MATTERS = st.builds(
    Matter,
    st.sampled_from(((), ("c-1",), ("m-1", "c-1"), ("c-2",))),
    st.sampled_from((None, "A", "B")),
    st.sampled_from((None, "care", "sales")),
    st.sampled_from((None, "posted")),
)


@st.composite
def teams(draw: st.DrawFn) -> list[dict[str, Any]]:
    team = []
    for name in NAMES:
        roles = draw(st.sampled_from(([], [], ["team-lead"])))
        more = draw(st.sampled_from(({}, {}, {"active": {"from": "2026-11-05"}})))
        held = draw(st.lists(absences(), max_size=3))
        team.append(person(name, *held, roles=roles, **more))
    return team


@given(teams(), st.sampled_from(NAMES), MATTERS)
def test_somebody_who_is_there_acts_or_the_day_is_listed_as_uncovered(
    raw: list[dict[str, Any]], owner: str, matter: Matter
) -> None:
    """A0.7, A0.24, A0.26: exactly one effective responsible, whatever the absences are."""
    team = Roster.of(raw)
    held = team.members[owner].absences
    listed = {one: parts(team, owner, one, matter) for one in held}
    gone = {one: uncovered(team, owner, one, matter) for one in held}
    for number in range(1, 31):
        day = date(2026, 11, number)
        if not team.is_active(owner, day):
            continue
        who = team.effective(owner, day, matter)
        away_then = list(team.members[owner].away(day))
        for absence in away_then:
            (part,) = (one for one in listed[absence] if one.first <= day <= (one.last or date.max))
            assert who == (part.trail.who or owner)
            is_listed = part in gone[absence]
            assert is_listed is (part.trail.who is None)
            assert is_listed or (who is not None and team.is_present(who, day))
        if not away_then:
            assert who == owner
            assert team.is_present(owner, day)


@given(teams(), st.sampled_from(NAMES), MATTERS.filter(lambda one: len(one.ids) < 2))
def test_each_way_that_work_can_go_is_among_the_scopes(
    raw: list[dict[str, Any]], owner: str, matter: Matter
) -> None:
    """A0.26, A0.27: whoever gives it further, no part of the work is overlooked."""
    team = Roster.of(raw)
    for absence in team.members[owner].absences:
        ways = [
            part for of in scopes(team, owner, absence) for part in parts(team, owner, absence, of)
        ]
        for part in parts(team, owner, absence, matter):
            same = [way for way in ways if way.trail == part.trail]
            assert any(way.first <= part.first <= (way.last or date.max) for way in same)


@given(teams(), st.sampled_from(NAMES), MATTERS, DAYS)
def test_until_when_somebody_acts_is_the_end_of_that_part(
    raw: list[dict[str, Any]], owner: str, matter: Matter, number: int
) -> None:  # A0.29
    team, day = Roster.of(raw), date(2026, 11, number)
    for absence in team.members[owner].away(day):
        (part,) = (
            one
            for one in parts(team, owner, absence, matter)
            if one.first <= day <= (one.last or date.max)
        )
        days = turns(team, owner, absence)
        assert until(team, owner, absence, days, day, matter) == (part.last or date.max)


@given(teams(), st.sampled_from(NAMES), MATTERS)
def test_after_the_absences_the_assignment_is_what_it_was(
    raw: list[dict[str, Any]], owner: str, matter: Matter
) -> None:  # A0.24
    for one in raw:
        for absence in one["absences"]:
            absence.setdefault("to", "2026-11-28")
    assert Roster.of(raw).effective(owner, date(2026, 11, 29), matter) == owner


@pytest.mark.parametrize(
    ("mine", "further", "answer"),
    [  # A0.27: what two replacements say together; what excludes each other is no work at all
        ({"class": "A"}, {"class": "A"}, [Matter(), Matter(class_="A")]),
        ({"class": "A"}, {"class": "B"}, [Matter(), Matter(class_="A")]),
        ({"kind": "posted"}, {"kind": "reminder"}, [Matter(), Matter(kind="posted")]),
        (
            {"department": "care"},
            {"department": "sales"},
            [Matter(), Matter(department="care")],
        ),
        (
            {"class": "A"},
            {"kind": "posted"},
            [Matter(), Matter(class_="A"), Matter(class_="A", kind="posted")],
        ),
    ],
)
def test_scopes_that_exclude_each_other_are_no_work(
    mine: dict[str, str], further: dict[str, str], answer: list[Matter]
) -> None:
    jana = november(10, 20, replacements=[{"id": "rp-000001", "replacement": "tom", **mine}])
    tom = november(10, 20, replacements=[{"id": "rp-000002", "replacement": "mia", **further}])
    team = roster(person("jana", jana), person("tom", tom), person("mia"))
    (absence,) = team.members["jana"].absences
    assert scopes(team, "jana", absence) == answer


@pytest.mark.parametrize(
    ("tom", "first", "last"),
    [  # A0.26: through the day before somebody else acts, or nobody
        ([], 10, date(2026, 11, 20)),
        ([november(12, 14)], 10, date(2026, 11, 11)),
        ([november(12, 14)], 12, date(2026, 11, 14)),
        ([november(12, 14)], 15, date(2026, 11, 20)),
        ([november(12, 14, replacement="mia")], 13, date(2026, 11, 14)),
        ([november(12, 12, half="am")], 10, date(2026, 11, 20)),
    ],
)
def test_through_which_day_the_same_person_acts(
    tom: list[dict[str, Any]], first: int, last: date
) -> None:
    team = roster(person("jana", JANA), person("tom", *tom), person("mia"))
    (absence,) = team.members["jana"].absences
    days = turns(team, "jana", absence)
    assert until(team, "jana", absence, days, date(2026, 11, first), ANY) == last


def test_through_an_open_end_the_same_person_acts_for_ever() -> None:
    team = roster(person("jana", november(10, replacement="tom")), person("tom"))
    (absence,) = team.members["jana"].absences
    days = turns(team, "jana", absence)
    assert until(team, "jana", absence, days, date(2026, 11, 10), ANY) == date.max
