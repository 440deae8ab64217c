"""What managers keep of their people (A4.1, A4.2)."""

from __future__ import annotations

from datetime import date

import pytest

from clm.domain.people import Colleague
from clm.domain.policy import Policy
from clm.domain.privatenote import (
    PrivateNote,
    Told,
    belongs_to,
    is_expired,
    keep_until,
    may_keep,
    note_path,
    noted,
    page_path,
    refuse_others,
)
from clm.errors import RefusedError, UsageError

DAY = date(2026, 2, 28)
POLICY = Policy()


def of(kind: str = "tardiness", on: date = DAY, to: date | None = None) -> PrivateNote:
    return PrivateNote(id="pn-7f3qkd11", person="tom", kind=kind, on=on, by="jana", to=to)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "until"),
    [
        ("tardiness", date(2027, 2, 28)),
        ("sick", date(2028, 2, 28)),
        ("performance", date(2028, 2, 28)),
        ("behaviour", date(2028, 2, 28)),
        ("satisfaction", date(2028, 2, 28)),
    ],
)
def test_each_kind_is_kept_for_its_time(kind: str, until: date) -> None:  # A4.2
    assert keep_until(of(kind), POLICY) == until
    assert not is_expired(of(kind), until, POLICY)
    assert is_expired(of(kind), date.fromordinal(until.toordinal() + 1), POLICY)


def test_the_time_counts_from_the_last_day_and_ends_with_a_shorter_month() -> None:  # A4.2
    assert keep_until(of("tardiness", date(2028, 2, 29)), POLICY) == date(2029, 2, 28)
    assert keep_until(of("sick", DAY, date(2026, 12, 31)), POLICY) == date(2028, 12, 31)


def test_a_team_may_keep_them_for_another_time() -> None:  # A4.2
    assert keep_until(of(), Policy(keep_tardiness_months=1)) == date(2026, 3, 28)


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("tardiness", Told(DAY, first=DAY)),
        ("tardiness", Told(DAY, last=DAY)),
        ("sick", Told(DAY, minutes=5)),
        ("performance", Told(DAY, score=5)),
        ("sick", Told(DAY, first=DAY, last=date(2026, 2, 1))),
        ("performance", Told(DAY)),
    ],
)
def test_what_does_not_go_with_a_kind_is_refused(kind: str, told: Told) -> None:  # A4.1
    with pytest.raises(UsageError):
        noted("pn-7f3qkd11", "tom", kind, "jana", told, " ")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "told",
    [
        Told(DAY, last=date(2026, 2, 27)),
        Told(DAY, first=date(2026, 3, 1)),
        Told(DAY, first=date(2026, 2, 1), last=date(2026, 2, 27)),
    ],
)
def test_the_day_of_a_note_is_one_of_its_days(told: Told) -> None:  # A4.1
    with pytest.raises(UsageError, match="is before"):
        noted("pn-7f3qkd11", "tom", "sick", "jana", told, "x")
    held = noted("pn-7f3qkd11", "tom", "sick", "jana", Told(DAY, DAY, DAY), "x")
    assert (held.from_, held.on, held.to) == (DAY, DAY, DAY)


def test_a_note_is_a_file_of_its_own() -> None:  # A4.1
    note = noted("pn-7f3qkd11", "tom", "sick", "jana", Told(DAY, DAY, absence="ab-1"), " ")
    assert note_path(note) == "people/tom/pn-7f3qkd11.yaml"
    assert (note.from_, note.to, note.text, note.absence) == (DAY, None, None, "ab-1")
    assert page_path("tom", "appraisal-2026") == "people/tom/appraisal-2026.md"
    with pytest.raises(UsageError):
        page_path("tom", "../x")


def test_who_may_keep_notes() -> None:  # A4.1
    tom = Colleague(id="tom", name="Tom", manager="mia")
    mia, ina = Colleague(id="mia", name="Mia"), Colleague(id="ina", name="Ina")
    boss = Colleague(id="boss", name="Boss", roles=("team-lead",))
    assert may_keep(mia, tom)
    assert may_keep(boss, tom)
    assert may_keep(boss, None)
    assert not may_keep(ina, tom)
    assert not may_keep(mia, None)
    refuse_others(mia, tom, "tom")
    with pytest.raises(RefusedError):
        refuse_others(tom, tom, "tom")


def test_what_belongs_to_an_employee() -> None:  # A4.2
    note = "people/tom/pn-7f3qkd11.yaml.age"
    assert belongs_to(note, "tom")
    assert belongs_to(note, None, frozenset({"pn-7f3qkd11"}))
    assert not belongs_to("people/tomas/pn-1.yaml", "tom")
    assert not belongs_to("private.yaml", "tom", frozenset({"private"}))
