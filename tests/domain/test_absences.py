"""Recording an absence: what it may be beside the others (A0.21, A0.31)."""

from __future__ import annotations

from datetime import date

import pytest

from clm.domain import absences
from clm.domain.absences import NewAbsence
from clm.domain.people import Absence, Colleague
from clm.errors import RefusedError
from tests.domain.cases import acting, told

ME = acting("2026-11-18")


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


def test_an_absence_is_added_and_named() -> None:
    mia = Colleague(id="mia", name="Mia", absences=(away(25, None),))
    new, decision = absences.add(tom(away(2, 6)), NewAbsence(day(23), day(24), "mia"), ME, mia)
    assert new == "ab-00000000"
    assert told(decision) == [f"+ team absences {day(23)} {day(24)} mia"]  # A0.21


@pytest.mark.parametrize(
    ("new", "message"),
    [
        (NewAbsence(day(24), day(23)), "lies before"),
        (NewAbsence(day(24), day(25), half="am"), "one day"),
        (NewAbsence(day(24), None, half="am"), "one day"),
        (NewAbsence(day(6), day(9)), "ab-000001"),
        (NewAbsence(day(24), day(24), "tom"), "replace themselves"),
        (NewAbsence(day(24), None, "mia"), "mia is away on 2026-11-30: ab-000009"),
    ],
)
def test_what_is_refused(new: NewAbsence, message: str) -> None:
    mia = Colleague(id="mia", name="Mia", absences=(away(30, 30, "ab-000009"),))
    with pytest.raises(RefusedError, match=message):
        absences.add(tom(away(2, 6)), new, ME, mia)


def test_half_a_day_of_the_replacement_does_not_hinder() -> None:
    half = Absence(id="ab-000009", from_=day(24), to=day(24), half="pm")
    mia = Colleague(id="mia", name="Mia", absences=(half,))
    assert absences.add(tom(), NewAbsence(day(24), day(24), "mia"), ME, mia)[1].changes


def test_the_last_day_can_be_set_within_the_absence() -> None:
    open_end, fixed = away(10, None), away(10, 20)
    assert told(absences.end(tom(open_end), open_end, day(25))) == [
        "absences ab-000001 to = 2026-11-25"
    ]
    assert told(absences.end(tom(fixed), fixed, day(10))) == ["absences ab-000001 to = 2026-11-10"]
    assert absences.end(tom(fixed), fixed, day(20)).changes == ()
    for outside in (9, 21):
        with pytest.raises(RefusedError, match="does not lie in"):
            absences.end(tom(fixed), fixed, day(outside))
    with pytest.raises(RefusedError, match="an open end"):
        absences.end(tom(open_end), open_end, day(9))


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


def test_nobody_need_cover() -> None:
    new = NewAbsence(day(24), None)
    assert told(absences.add(tom(), new, ME)[1]) == [f"+ team absences {day(24)}"]  # A0.31
