"""Recording an absence: what it may be beside the others (A0.21 to A0.31)."""

from __future__ import annotations

import re
from datetime import date
from itertools import count, pairwise
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from clm.domain import absences
from clm.domain.absences import NewAbsence, stand
from clm.domain.changes import Add
from clm.domain.cover import Matter, Roster, Stand
from clm.domain.people import Absence, Colleague, Replacement
from clm.errors import RefusedError, UsageError
from tests.domain.cases import PLAIN, acting, told

if TYPE_CHECKING:
    from clm.domain.decisions import Actor

ME = acting("2026-11-18")
BEFORE = acting("2026-11-09")
"""A day on which nobody is away yet."""


def day(number: int) -> date:
    return date(2026, 11, number)


def away(
    first: int, last: int | None, name: str = "ab-000001", replacement: str | None = None
) -> Absence:
    return Absence(
        id=name, from_=day(first), to=day(last) if last else None, replacement=replacement
    )


def tom(*held: Absence) -> Colleague:
    return Colleague(id="tom", name="Tom", absences=held)


def mia(*held: Absence) -> Colleague:
    return Colleague(id="mia", name="Mia", absences=held)


def roster(*team: Colleague) -> Roster:
    return absences.roster_of(team)


def added(new: NewAbsence, person: Colleague, *others: Colleague) -> list[str]:
    decision, _ = absences.add(person, new.under(ME), roster(person, *others))
    return told(decision)


def new(first: int, last: int | None = None, *who: str, **more: Any) -> NewAbsence:
    """An absence as typed; `last` None is an open end."""
    return NewAbsence(day(first), day(last) if last else None, tuple(map(stand, who)), **more)


def test_an_absence_is_added() -> None:
    assert added(new(23, 24, "mia"), tom(away(2, 6)), mia(away(25, None))) == [
        f"+ team absences {day(23)} {day(24)} mia"  # A0.21
    ]
    assert added(new(24), tom()) == [f"+ team absences {day(24)}"]  # A0.31: nobody need cover


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        (new(24, 23), "lies before"),
        (new(24, 25, half="am"), "one day"),
        (new(24, None, half="am"), "one day"),
        (new(6, 9), "ab-000001"),
        (new(24, 24, "tom"), "replace themselves"),
        (new(24, 24, "tom:class=A"), "replace themselves"),
        (new(24, None, "mia"), "in a circle, or too far: tom → mia"),  # A0.25
        (new(24, None, "mia:class=A"), "from 2026-11-28 to 2026-11-29 in a circle"),
        (new(20, 20, "mia:class=A", "eva:kind=posted"), "for the same work"),  # A0.27
    ],
)
def test_what_is_refused(typed: NewAbsence, message: str) -> None:
    circle = away(28, 29, "ab-000009", "tom")
    with pytest.raises(RefusedError, match=message):
        added(typed, tom(away(2, 6)), mia(circle), Colleague(id="eva", name="Eva"))


@pytest.mark.parametrize(
    ("morning", "evening", "fits"),
    [  # A0.21: two half days of one day are that day, which one person covers
        (("mia",), ("eva",), False),
        (("mia",), ("mia", "eva:class=A"), False),
        (("mia:class=A",), ("mia:class=B",), False),
        (("mia",), ("mia",), True),
        (("mia:class=A",), ("mia:class=A",), True),
        (("mia",), (), True),
        ((), ("mia",), True),
    ],
)
def test_two_half_days_of_a_day_are_covered_alike(
    morning: tuple[str, ...], evening: tuple[str, ...], *, fits: bool
) -> None:
    others = (mia(), Colleague(id="eva", name="Eva"))
    one = replace(new(24, 24, *morning, half="am").under(ME), id="ab-000009")
    other = new(24, 24, *evening, half="pm")
    if fits:
        assert added(other, tom(one), *others)
    else:
        with pytest.raises(RefusedError, match=r"tom is away on 2026-11-24 \(am\) too"):
            added(other, tom(one), *others)
    assert added(new(25, 25, "eva", half="pm"), tom(one), *others)


def test_a_circle_through_somebody_elses_scope_is_refused() -> None:  # A0.25, A0.27
    held = new(23, 27, "luis:class=A", "petra").under(ME)
    luis = Colleague(id="luis", name="Luis")
    others = (tom(held), Colleague(id="petra", name="Petra"))
    with pytest.raises(
        RefusedError, match=r"from 2026-11-24 to 2026-11-25 in a circle.*: luis → t"
    ):
        added(new(24, 25, "tom"), luis, *others)
    assert added(new(28, 29, "tom"), luis, *others)
    assert added(new(24, 25, "petra"), luis, *others)


def test_an_absence_makes_no_chain_that_leads_to_it_too_long() -> None:  # A0.25
    names = [f"p{number}" for number in range(12)]
    team = [
        Colleague(id=one, name=one, absences=(away(24, 25, f"ab-{one}", other),))
        for one, other in pairwise(names)
        if one != "p10"
    ]
    last = Colleague(id="p10", name="p10")
    there = Colleague(id="p11", name="p11")
    with pytest.raises(RefusedError, match="too far: p0 → p1"):
        added(new(24, 24, "p11"), last, *team, there)
    assert added(new(26, 26, "p11"), last, *team, there)
    assert added(new(24, 24, "p11"), last, *team[1:], there)


def test_a_replacement_who_is_partly_away_is_taken_and_their_days_are_told() -> None:  # A0.26
    person, other = tom(), mia(away(25, 26, "ab-000009"))
    absence = new(24, 27, "mia").under(ME)
    _, after = absences.add(person, absence, roster(person, other))
    lacking = absences.lacking(after, "tom", absences.away_of(after, "tom", absence.id))
    assert [absences.days(part) for _, part in lacking] == ["from 2026-11-25 to 2026-11-26"]


@pytest.mark.parametrize(
    ("typed", "answer"),
    [  # A0.27
        ("tom", Stand("tom")),
        ("tom:class=A", Stand("tom", "A")),
        ("tom:kind=posted,class=none", Stand("tom", "none", kind="posted")),
        ("tom:department=home care", Stand("tom", department="home care")),
    ],
)
def test_replacements_as_typed(typed: str, answer: Stand) -> None:
    assert stand(typed) == answer


@pytest.mark.parametrize(
    "typed",
    ["", ":class=A", "tom:", "tom:A", "tom:class=", "tom:class=D", "tom:kind=x", "tom:size=A",
     "tom:class=A,class=B", "tom:class=A,"],
)  # fmt: skip
def test_replacements_that_mean_nothing(typed: str) -> None:
    with pytest.raises(UsageError):
        stand(typed)


def changed(old: Absence, *who: str, **more: Any) -> list[str]:
    after = absences.with_replacements(replace(old, **more), map(stand, who), ME)
    return told(absences.edit(tom(old), after, roster(tom(old)), BEFORE)[0])


def test_an_absence_is_changed_field_by_field() -> None:  # A0.28
    old = away(10, 20)
    assert changed(old, to=day(15)) == ["absences ab-000001 to = 2026-11-15"]
    assert changed(old, to=None, from_=day(9)) == [
        "absences ab-000001 from = 2026-11-09",
        "absences ab-000001 to = None",
    ]
    assert changed(old, "mia") == ["absences ab-000001 replacement = mia"]
    assert changed(old, "mia:class=A") == ["+ team absences ab-000001 replacements mia A"]
    assert changed(old) == []
    with pytest.raises(RefusedError, match="lies before"):
        changed(old, to=day(9))


def test_a_replacement_takes_the_place_of_the_one_for_the_same_part() -> None:  # A0.27
    before = Replacement(id="rp-000001", replacement="mia", class_="A")
    other = Replacement(id="rp-000002", replacement="eva", class_="B")
    old = Absence(id="ab-000001", from_=day(10), to=day(20), replacements=(before, other))
    assert changed(old, "ida:class=A") == [
        "- absences ab-000001 replacements rp-000001",
        "+ team absences ab-000001 replacements ida A",
    ]
    assert changed(old, replacements=()) == ["absences ab-000001 replacements = None"]


def test_a_changed_absence_still_meets_no_other() -> None:
    old, other = away(10, 12), away(20, 21, "ab-000002")
    person = tom(old, other)
    with pytest.raises(RefusedError, match="ab-000002"):
        absences.edit(person, away(10, 20), roster(person), BEFORE)


def test_what_is_to_come_can_be_cancelled() -> None:  # A0.28
    coming, begun = away(19, 20), away(18, 20)
    assert told(absences.remove(tom(coming), coming, day(18))) == ["- absences ab-000001"]
    with pytest.raises(RefusedError, match="began on 2026-11-18") as refused:
        absences.remove(tom(begun), begun, day(18))
    assert "clm absence end ab-000001" in (refused.value.hint or "")


def test_days_that_have_been_are_not_rewritten() -> None:  # A0.24, A0.28
    past, begun, coming = away(10, 17), away(17, 20), away(19, None)
    absences.refuse_rewriting(past, past, day(18))
    absences.refuse_rewriting(begun, away(17, None, replacement="mia"), day(18))
    absences.refuse_rewriting(coming, away(23, 24), day(18))
    for after in (away(10, 18), away(23, 24), away(10, 17, replacement="mia")):
        with pytest.raises(RefusedError, match="ab-000001 ended on 2026-11-17"):
            absences.refuse_rewriting(past, after, day(18))
    with pytest.raises(RefusedError, match="ab-000001 began on 2026-11-17"):
        absences.refuse_rewriting(begun, away(23, 24), day(18))
    with pytest.raises(RefusedError, match="ab-000001 began on 2026-11-19"):
        absences.refuse_rewriting(coming, away(23, 24), day(19))


def acted(absence: Absence, *who: str, **more: Any) -> dict[int, str]:
    """Who acts for Tom on each day, by the record after his absence is changed on the 18th."""
    person, others = tom(absence), [mia(), Colleague(id="eva", name="Eva")]
    after = absences.with_replacements(replace(absence, **more), map(stand, who), counting())
    team = roster(person, *others)
    _, then = absences.edit(person, after, team, counting())
    return {
        number: then.follow("tom", day(number), Matter(class_="A")).who or "–"
        for number in range(15, 23)
    }


def counting() -> Actor:
    """An actor whose new ids are all different."""
    numbers = count(11)
    return ME._replace(new_id=lambda prefix: f"{prefix}-{next(numbers):06}")


@pytest.mark.parametrize(
    ("old", "who", "more", "acts"),
    [  # the 18th is today: day before, first, yesterday, today, last, day after
        (away(16, 20, replacement="mia"), ["eva"], {}, "tom mia mia eva eva eva tom tom"),
        (away(16, 20), ["eva"], {}, "tom – – eva eva eva tom tom"),
        (away(16, 20, replacement="mia"), [], {"replacement": None}, "tom mia mia – – – tom tom"),
        (away(16, 20, replacement="mia"), ["eva:class=A"], {}, "tom mia mia eva eva eva tom tom"),
        (away(16, 20, replacement="mia"), ["eva:class=B"], {}, "tom mia mia mia mia mia tom tom"),
        (away(16, 20, replacement="mia"), ["eva"], {"to": day(18)},
         "tom mia mia eva tom tom tom tom"),
        (away(16, 18, replacement="mia"), ["eva"], {"to": day(21)},
         "tom mia mia eva eva eva eva tom"),
        (away(16, None, replacement="mia"), ["eva"], {}, "tom mia mia eva eva eva eva eva"),
        (away(18, 20, replacement="mia"), ["eva"], {}, "tom tom tom eva eva eva tom tom"),
        (away(17, 20, replacement="mia"), ["eva"], {}, "tom tom mia eva eva eva tom tom"),
        (away(16, 20, replacement="mia"), [], {"to": day(19)}, "tom mia mia mia mia tom tom tom"),
    ],
)  # fmt: skip
def test_who_covers_another_way_does_so_from_today_on(
    old: Absence, who: list[str], more: dict[str, Any], acts: str
) -> None:  # A0.24, A0.28
    assert " ".join(acted(old, *who, **more).values()) == acts


def test_the_days_that_have_been_become_an_absence_of_their_own() -> None:  # A0.24
    scoped = Replacement(id="rp-000009", replacement="mia", class_="A")
    old = replace(away(16, 20, replacement="mia"), replacements=(scoped,))
    decision, _ = absences.edit(
        tom(old), replace(old, replacement="eva"), roster(tom(old), mia()), counting()
    )
    (been, *_) = decision.changes
    assert isinstance(been, Add)
    assert been.item == replace(
        old, id="ab-000011", to=day(17), replacements=(replace(scoped, id="rp-000012"),)
    )
    assert told(decision)[1:] == [
        "absences ab-000001 from = 2026-11-18",
        "absences ab-000001 replacement = eva",
    ]
    assert decision.said == ("from 2026-11-16 to 2026-11-17 it stays as it was: ab-000011",)


def test_an_absence_that_is_over_gets_no_other_cover() -> None:  # A0.24
    past = away(10, 17, replacement="mia")
    with pytest.raises(RefusedError, match="ab-000001 ended on 2026-11-17"):
        absences.edit(tom(past), replace(past, replacement="eva"), roster(tom(past)), ME)


@pytest.mark.parametrize(
    ("others", "first"),
    [
        ((), 18),
        ((away(16, 17, "ab-000002"),), 16),
        ((away(16, 17, "ab-000002"), away(12, 15, "ab-000003")), 12),
        ((away(16, 17, "ab-000002"), away(12, 14, "ab-000003")), 16),
        ((away(15, 16, "ab-000002"),), 18),
        ((away(21, None, "ab-000002"),), 18),
        ((away(10, None, "ab-000002"),), 10),  # by mistake
        ((replace(away(17, 17, "ab-000002"), half="pm"),), 18),
    ],
)
def test_since_when_somebody_is_away(others: tuple[Absence, ...], first: int) -> None:  # A0.33
    own = away(18, 20)
    assert absences.began(own, [own, *others]) == day(first)


def test_the_last_day_can_be_set_within_the_absence() -> None:
    open_end, fixed = away(10, None), away(10, 20)
    assert told(absences.end(tom(open_end), open_end, day(25), day(18))) == [
        "absences ab-000001 to = 2026-11-25"
    ]
    assert told(absences.end(tom(fixed), fixed, day(10), day(18))) == [
        "absences ab-000001 to = 2026-11-10"
    ]
    assert absences.end(tom(fixed), fixed, day(20), day(18)).changes == ()
    for outside in (9, 21):
        with pytest.raises(RefusedError, match="does not lie in"):
            absences.end(tom(fixed), fixed, day(outside), day(18))
    over = away(10, 12)
    with pytest.raises(RefusedError, match="does not lie in") as refused:
        absences.end(tom(over), over, day(18), day(18))
    assert refused.value.hint == "what is to come is an absence of its own: clm absence add"
    with pytest.raises(RefusedError, match="an open end"):
        absences.end(tom(open_end), open_end, day(9), day(18))


def test_what_went_on_with_others_covering_ends_before_its_first_day() -> None:
    been, on = away(10, 14, "ab-000002"), away(15, None)
    assert told(absences.end(tom(been, on), on, day(14), day(18))) == ["- absences ab-000001"]
    with pytest.raises(RefusedError, match="does not lie in"):
        absences.end(tom(been, on), on, day(13), day(18))


@pytest.mark.parametrize(
    ("first", "last", "told_", "hint"),
    [
        (10, 12, "ab-000001 ended on 2026-11-12", "what has been stays as it was"),
        (16, None, "began on 2026-11-16", "clm absence end ab-000001 --on 2026-11-17"),
        (
            18,
            20,
            "began on 2026-11-18",
            "clm undo, if .* clm absence end ab-000001 --on 2026-11-18",
        ),
        (18, 18, "began on 2026-11-18", "clm undo"),
    ],
)
def test_what_has_begun_is_not_cancelled(
    first: int, last: int | None, told_: str, hint: str
) -> None:  # A0.28
    held = away(first, last)
    with pytest.raises(RefusedError, match=told_) as refused:
        absences.remove(tom(held), held, day(18))
    assert re.search(hint, refused.value.hint or "")


@pytest.mark.parametrize(
    ("typed", "hint"),
    [  # A0.31: anybody is written down as ill, whatever is planned for later
        (new(18, None), "until then: clm absence add tom --from 2026-11-18 --to 2026-11-22"),
        (
            new(20, 24, "mia", "eva:class=A,kind=posted"),
            (
                "until then: clm absence add tom --from 2026-11-20 --to 2026-11-22"
                " --replacement mia --replacement eva:class=A,kind=posted"
            ),
        ),
        (new(23, 24), "clm absence edit ab-000005 changes it, clm absence end shortens it"),
        (new(25, None), "clm absence edit ab-000005 changes it, clm absence end shortens it"),
    ],
)
def test_before_a_planned_absence_the_way_out_is_named(typed: NewAbsence, hint: str) -> None:
    later, planned = away(28, 29, "ab-000006"), away(23, 27, "ab-000005")
    with pytest.raises(RefusedError, match="tom is away from 2026-11-23") as refused:
        added(typed, tom(later, planned), mia(), Colleague(id="eva", name="Eva"))
    assert refused.value.hint == hint


def test_an_absence_is_made_longer_until_the_next_one() -> None:
    held, planned = away(16, 18), away(23, 27, "ab-000005")
    person = tom(held, planned)
    with pytest.raises(RefusedError, match="ab-000005") as refused:
        absences.edit(person, replace(held, to=None), roster(person), ME)
    assert refused.value.hint == "until then: clm absence edit ab-000001 --to 2026-11-22"


@pytest.mark.parametrize(
    ("first", "half", "answer"),
    [  # A0.22: Wednesday the 18th; three working days before Monday it is
        (18, None, False),
        (19, None, True),
        (23, None, True),
        (24, None, False),
        (23, "am", False),
    ],
)
def test_when_it_is_time_to_hand_over(first: int, half: Any, *, answer: bool) -> None:
    absence = Absence(id="ab-000001", from_=day(first), to=day(first), half=half)
    assert absences.is_to_prepare(absence, day(18), PLAIN) is answer


@pytest.mark.parametrize(
    ("first", "last", "answer"),
    [(4, None, False), (3, None, True), (3, 30, False)],  # A0.33: ten working days from the 4th
)
def test_when_an_open_end_is_to_be_decided_on(
    first: int, last: int | None, *, answer: bool
) -> None:
    assert absences.is_to_decide(away(first, last), day(18), PLAIN) is answer


def test_where_an_absence_lies() -> None:
    today = day(18)
    assert absences.stage(away(10, 17), today) == "past"
    assert absences.stage(away(10, 18), today) == "current"
    assert absences.stage(away(18, None), today) == "current"
    assert absences.stage(away(19, None), today) == "coming"


def test_days_in_words() -> None:
    assert absences.told(away(18, 18)) == "on 2026-11-18"
    half = Absence(id="ab-000009", from_=day(24), to=day(24), half="pm")
    assert absences.told(half) == "on 2026-11-24 (pm)"


@pytest.mark.parametrize(
    ("other", "meets"),
    [  # A0.26: the days that are to be covered, the first and the last of them too
        (away(1, 9), False),
        (away(1, 10), True),
        (away(12, 14), True),
        (away(20, None), True),
        (away(21, 22), False),
        (replace(away(12, 12), half="am"), False),  # half a day moves nothing
    ],
)
def test_the_absences_of_a_replacement_in_the_same_time(other: Absence, *, meets: bool) -> None:
    assert absences.away_meanwhile(away(10, 20), [other]) == ([other] if meets else [])


@pytest.mark.parametrize(
    ("absence", "answer"),
    [  # A0.31: what is not known is left out
        (
            away(10, 20, replacement="mia"),
            {"away_from": "2026-11-10", "away_to": "2026-11-20", "cover": "mia"},
        ),
        (away(10, 20), {"away_from": "2026-11-10", "away_to": "2026-11-20"}),
        (away(10, None, replacement="mia"), {"away_from": "2026-11-10", "cover": "mia"}),
        (away(10, None), {"away_from": "2026-11-10"}),
    ],
)
def test_what_a_notice_tells_of_an_absence(absence: Absence, answer: dict[str, str]) -> None:
    assert absences.facts("tom", absence) == {"absent": "tom", **answer}
