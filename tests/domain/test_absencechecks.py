"""What absences obey: their days, who replaces whom, and that somebody acts (A0.21 to A0.27)."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest

from clm.domain.absencechecks import not_covered, unknown_items
from clm.domain.checks import broken
from clm.domain.flaws import Known
from clm.domain.people import Absence, Colleague, Replacement, Span, Vpa
from clm.domain.scopes import ties

TODAY = date(2026, 11, 1)
KNOWN = Known(TODAY, frozenset({"jana", "tom", "mia"}), vpas=frozenset({"anna"}))
EARLY, LATE = date(2026, 11, 16), date(2026, 11, 18)


def flaws(record: Colleague | Vpa) -> list[tuple[str, str]]:
    found = broken("team" if isinstance(record, Colleague) else "vpa", record, KNOWN)
    return [(row.rule, ".".join(flaw.at)) for row, flaw in found]


def away(number: int, first: int, last: int | None = 0, **more: Any) -> Absence:
    """An absence in November; of one day without a last one, None is an open end."""
    to = None if last is None else date(2026, 11, last or first)
    return Absence(id=f"ab-{number:06}", from_=date(2026, 11, first), to=to, **more)


def person(handle: str, *absences: Absence, **more: Any) -> Colleague:
    return Colleague(id=handle, name=handle.title(), absences=absences, **more)


def stands_in(number: int, who: str, **more: Any) -> Replacement:
    return Replacement(id=f"rp-{number:06}", replacement=who, **more)


def test_absences_of_one_person_do_not_overlap() -> None:  # A0.21
    whole = Absence(id="ab-000001", from_=EARLY, to=LATE, replacement="jana")
    morning = Absence(id="ab-000002", from_=LATE, to=LATE, half="am")
    evening = Absence(id="ab-000003", from_=date(2026, 11, 2), to=date(2026, 11, 3), half="pm")
    someone = Colleague(id="jana", name="Jana", absences=(whole, morning, evening))
    assert flaws(someone) == [
        ("absence", "absences.ab-000001.replacement"),
        ("absence", "absences.ab-000002"),
        ("absence", "absences.ab-000003"),
    ]


A_TOM: dict[str, Any] = {
    "replacements": (Replacement(id="rp-000001", replacement="tom", class_="A"),)
}


@pytest.mark.parametrize(
    ("morning", "evening", "found"),
    [
        ({"replacement": "tom"}, {"replacement": "mia"}, True),
        ({"replacement": "tom"}, {"replacement": "tom"}, False),
        ({"replacement": "tom"}, {}, False),
        ({}, {}, False),
        (A_TOM, {"replacement": "tom"}, True),
        (A_TOM, A_TOM, False),
    ],
)
def test_both_halves_of_a_day_are_covered_alike(
    morning: dict[str, Any], evening: dict[str, Any], *, found: bool
) -> None:  # A0.21: as `absence add` refuses it
    halves = away(1, 18, half="pm", **evening), away(2, 18, half="am", **morning)
    for absences in (halves, halves[::-1]):
        told = [
            flaw.sentence
            for row, flaw in broken("team", person("jana", *absences), KNOWN)
            if row.rule == "absence"
        ]
        sentence = f"both halves are the whole day, and {absences[0].id} names others"
        assert told == [sentence] * found


def test_halves_of_different_days_and_whole_days_are_no_pair() -> None:
    whole, lone = away(1, 17, replacement="tom"), away(2, 18, half="am", replacement="mia")
    other = away(3, 19, half="pm", replacement="tom")
    assert flaws(person("jana", whole, lone, other)) == []


def lacking(*team: Colleague, today: date = TODAY) -> list[str]:
    return [f"{handle}: {flaw.sentence}" for handle, flaw in not_covered(team, today)]


def test_a_replacement_for_nothing_that_there_is_covers_nothing() -> None:  # A0.27
    stands = (
        stands_in(1, "tom", items=("c-7f3qkd", "t-11111111")),
        stands_in(2, "mia", items=("c-7f3qkd", "c-zzzzzz", "nonsense")),
        stands_in(3, "tom", kind="request"),
    )
    over = away(1, 2, replacements=(stands_in(4, "tom", items=("c-zzzzzz",)),))
    team = [person("jana", over, away(2, 18, None, replacements=stands)), person("tom")]

    def found(today: date) -> list[tuple[str, str, str]]:
        there = {"c-7f3qkd", "t-11111111"}
        flaws = unknown_items(team, today, there.__contains__)
        return [(handle, ".".join(flaw.at), flaw.sentence) for handle, flaw in flaws]

    second = "absences.ab-000002.replacements.rp-000002.items"
    assert found(date(2026, 11, 3)) == [("jana", second, "items: there is no c-zzzzzz, nonsense")]
    assert [at for _, at, _ in found(date(2026, 11, 2))] == [
        "absences.ab-000001.replacements.rp-000004.items", second,
    ]  # fmt: skip


def test_a_replacement_who_is_away_covers_nobody() -> None:  # A0.26
    jana = person("jana", away(1, 18), away(2, 19, half="am"))
    tom = person(
        "tom",
        away(3, 18, replacement="jana"),
        away(4, 19, replacement="jana"),  # half a day does not count
        away(5, 22, half="pm", replacement="jana"),
        away(6, 20, replacement="uwe"),
        away(7, 21, replacement="tom"),
    )
    assert lacking(jana, tom) == ["tom: replacement: jana is away on 2026-11-18: ab-000001"]
    assert [flaw.at for _, flaw in not_covered([jana, tom], TODAY)] == [
        ("absences", "ab-000003", "replacement")
    ]
    assert lacking(jana, tom, today=date(2026, 11, 19)) == []  # it is over


def test_only_the_days_that_nobody_covers_are_told() -> None:  # A0.26
    jana = person("jana", away(1, 10, 20, replacement="tom"))
    tom = person("tom", away(2, 12, 14, replacement="mia"), away(3, 18))
    mia = person("mia", away(4, 13, None))
    assert lacking(jana, tom, mia) == [
        "jana: replacement: mia is away from 2026-11-13 to 2026-11-14: ab-000004",
        "jana: replacement: tom is away on 2026-11-18: ab-000003",
        "tom: replacement: mia is away from 2026-11-13 to 2026-11-14: ab-000004",
    ]
    assert lacking(jana, tom, person("mia"))[0].endswith("ab-000003")  # a chain (A0.25)


def test_replacements_that_go_in_a_circle_are_told() -> None:  # A0.25
    jana = person("jana", away(1, 10, 20, replacement="tom"))
    tom = person("tom", away(2, 19, None, replacement="jana"))
    circle = "leads to nobody who is there from 2026-11-19 to 2026-11-20; "
    assert lacking(jana, tom) == [
        f"jana: replacement: jana → tom {circle}nobody is team-lead",
        f"tom: replacement: tom → jana {circle}nobody is team-lead",
    ]
    lea = person("lea", roles=("team-lead",))
    assert f"jana: replacement: jana → tom {circle}lea acts as team-lead" in lacking(jana, tom, lea)


def test_a_chain_of_more_than_ten_is_told() -> None:  # A0.25
    team = [person(f"p{n}", away(n, 10, replacement=f"p{n + 1}")) for n in range(11)]
    assert len(lacking(*team, person("p11"))) == 1
    assert lacking(*team[1:], person("p11")) == []


def test_a_replacement_who_has_left_is_told() -> None:
    gone = person("uwe", active=Span(to=date(2026, 11, 11)))
    assert lacking(person("jana", away(1, 10, 14, replacement="uwe")), gone) == [
        "jana: replacement: uwe is not active from 2026-11-12 to 2026-11-14"
    ]


def test_the_parts_of_the_work_are_looked_at_each_for_itself() -> None:  # A0.27
    mine = stands_in(1, "mia", class_="A")
    jana = person("jana", away(1, 10, 12, replacement="tom", replacements=(mine,)))
    assert lacking(jana, person("tom"), person("mia", away(2, 11))) == [
        "jana: replacement: mia is away on 2026-11-11: ab-000002"
    ]


def test_a_part_that_is_given_further_is_looked_at_too() -> None:  # A0.26, A0.27
    tom = person("tom", away(1, 10, 12, replacement="luis"))
    further = stands_in(1, "petra", class_="B")
    luis = person("luis", away(2, 10, 12, replacement="mia", replacements=(further,)))
    petra = person("petra", away(3, 11))
    assert lacking(tom, luis, petra, person("mia")) == [
        f"{one}: replacement: petra is away on 2026-11-11: ab-000003" for one in ("tom", "luis")
    ]


@pytest.mark.parametrize(
    ("one", "other", "tied"),
    [  # A0.27: the most specific wins, so none are equally so
        ({"class_": "A"}, {"class_": "A"}, True),
        ({"class_": "A"}, {"class_": "B"}, False),
        ({"class_": "A"}, {"department": "care"}, True),
        ({"class_": "A"}, {"class_": "A", "kind": "posted"}, False),
        ({"class_": "A", "kind": "posted"}, {"class_": "A", "department": "care"}, True),
        ({"class_": "A", "kind": "posted"}, {"class_": "B", "department": "care"}, False),
        ({"items": ("c-1",)}, {"items": ("c-2", "c-1")}, True),
        ({"items": ("c-1",)}, {"items": ("c-2",)}, False),
        ({"items": ("c-1",)}, {"class_": "A"}, False),
        ({}, {}, True),
    ],
)
def test_equally_specific_replacements_are_told(
    one: dict[str, Any], other: dict[str, Any], *, tied: bool
) -> None:
    first, second = stands_in(1, "tom", **one), stands_in(2, "mia", **other)
    assert bool(list(ties([first, second]))) is tied
    assert bool(list(ties([second, first]))) is tied
    assert not list(ties([first, stands_in(2, "tom", **other)]))  # the same person
    found = flaws(person("jana", away(1, 10, replacements=(first, second))))
    where = "absences.ab-000001.replacements.rp-000002"
    assert found == ([("replacement-tie", where)] if tied else [])


def test_a_replacement_for_all_has_one_place() -> None:  # A0.27
    jana = person("jana", away(1, 10, replacement="tom", replacements=(stands_in(1, "mia"),)))
    assert flaws(jana) == [("replacement-tie", "absences.ab-000001.replacements.rp-000001")]


@pytest.mark.parametrize("scope", [{"class_": "A"}, {"items": ("c-7f3qkd",)}])
def test_a_replacement_for_a_part_beside_the_one_for_all_is_in_order(
    scope: dict[str, Any],
) -> None:  # A0.27
    mine = stands_in(1, "mia", **scope)
    assert flaws(person("jana", away(1, 10, replacement="tom", replacements=(mine,)))) == []


def test_what_holds_for_several_parts_is_told_once() -> None:  # A0.26, A0.27
    both = stands_in(1, "mia", class_="A"), stands_in(2, "mia", class_="B")
    jana = person("jana", away(1, 10, 12, replacement="tom", replacements=both))
    assert lacking(jana, person("tom"), person("mia", away(2, 11))) == [
        "jana: replacement: mia is away on 2026-11-11: ab-000002"
    ]


def test_who_replaces_for_a_part_is_known_and_somebody_else() -> None:
    both = (stands_in(1, "nobody", class_="A"), stands_in(2, "jana", class_="B"))
    assert flaws(person("jana", away(1, 10, replacements=both))) == [
        ("unknown-colleague", "absences.ab-000001.replacements.rp-000001.replacement"),
        ("absence", "absences.ab-000001.replacements.rp-000002.replacement"),
    ]


def test_absences_that_all_overlap_are_told_once_each() -> None:
    many = tuple(Absence(id=f"ab-{n:06}", from_=EARLY, replacement="tom") for n in range(3_000))
    assert len(flaws(person("jana", *many))) == 2_999
    # what overlaps is told as that alone
    assert len(lacking(person("jana", *many), person("tom", *many))) == 1


def test_a_longer_absence_before_the_last_one_is_met_too() -> None:
    long, short, late = away(0, 1, 20), away(1, 2, 3), away(2, 10, 11)
    assert flaws(person("jana", late, short, long)) == [
        ("absence", "absences.ab-000002"),
        ("absence", "absences.ab-000001"),
    ]
    tom = person("tom", msgspec.structs.replace(late, replacement="jana"))
    assert [one[:3] for one in lacking(tom, person("jana", short, long))] == ["tom"]
