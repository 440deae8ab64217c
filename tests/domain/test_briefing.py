"""What a phase check asks, misses and proposes; 2026-11-18 is a Wednesday."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from clm.domain import briefing
from clm.domain.casefile import Note
from clm.domain.policy import Policy
from clm.errors import RefusedError, UsageError
from tests.domain.cases import BERLIN, PLAIN, acting, day, given, told

if TYPE_CHECKING:
    from clm.domain.process import Dossier

TODAY = day("2026-11-18")
ME = acting("2026-11-18")
PRIO = "prio:\n  - {id: k-00000001, on: 2026-11-02, by: jana}\n"


def booked(*hours: str, more: str = "") -> Dossier:
    """Packages of these hours, one a day up to today; an order stands behind a slash."""
    items = ""
    for n, word in enumerate(hours, 1):
        size, _, order = word.partition("/")
        items += (
            f"  - {{id: b-0000000{n}, kind: package, hours: {size}, "
            f"booked_on: 2026-11-{18 - len(hours) + n}, status: active"
            f"{f', order: {order}' if order else ''}}}\n"
        )
    return given(f"bookings:\n{items}{more}" if items else more)


def note(at: str, kind: str = "other", by: str = "jana") -> Note:
    return Note(id=f"n-{at[-8:]}", at=at, by=by, kind=kind, text=at)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("hours", "rule", "trigger"),
    [  # A1.9, A1.25
        (("5",), "first-check", "b-00000001"),
        (("5", "10"), "second-check", "b-00000002"),
        (("5", "10", "10"), "third-check", "b-00000003"),
    ],
)
def test_the_check_that_is_open(hours: tuple[str, ...], rule: str, trigger: str) -> None:
    check = briefing.open_check(booked(*hours), TODAY, PLAIN)
    assert check
    assert (check.rule, check.trigger) == (rule, trigger)


def test_the_third_check_asks_what_the_second_does() -> None:  # A1.23, A1.25
    asked = briefing.CHECKLIST
    assert list(asked["second-check"]) == ["vpa-file", "support", "active-tasks"]
    assert asked["third-check"] == asked["second-check"]
    assert list(asked["first-check"]) == ["infos", "company", "sales-entry", "first-task"]  # A1.9


def test_without_a_check_there_is_none_to_record() -> None:
    seen = "handled:\n  - {id: h-00000001, rule: first-check, trigger: b-00000001, by: jana, on: 2026-11-18}\n"  # noqa: E501
    for dossier in (booked(), booked("5", more=seen), booked("5", "5", "5", "5")):
        assert briefing.open_check(dossier, TODAY, PLAIN) is None
    with pytest.raises(RefusedError, match="no open check"):
        briefing.refuse_without(None, "c-7f3qkd")


def test_the_last_entry_of_sales() -> None:  # A1.9
    notes = [
        note("2026-11-02T09:00:00Z", "sales-talk"),
        note("2026-11-03T09:00:00Z", by="luis"),
        note("2026-11-01T09:00:00Z", "lead-conversation"),
        note("2026-11-09T09:00:00Z"),
    ]
    found = briefing.sales_entry(notes, {"luis"}, BERLIN)
    assert found
    assert found.at == "2026-11-03T09:00:00Z"
    without = briefing.sales_entry(notes, (), BERLIN)
    assert without
    assert without.at == "2026-11-02T09:00:00Z"
    assert briefing.sales_entry(notes[3:], {"luis"}, BERLIN) is None


def test_what_nobody_wrote_down_is_missing() -> None:  # A1.10
    every = ["infos", "company", "wizard", "sales_entry", "tasks", "vpa"]
    assert briefing.missing(given(""), None) == every
    draft = "- {id: t-00000001, title: Reise, posted_at: 2026-11-02, status: draft}\n"
    assert briefing.missing(given("company: {industry: IT}", posted=draft), None) == every
    full = given(
        "infos: gern am Telefon\ncompany: {name: Muster}\nwizard: {budget: 200}\nvpa: anna",
        posted="- {id: t-00000001, title: Reise, posted_at: 2026-11-02, status: done}\n",
    )
    assert briefing.missing(full, note("2026-11-02")) == []


@pytest.mark.parametrize(
    ("hours", "now", "before"),
    [  # A1.23
        ((), None, None),
        (("5",), 5, None),
        (("5", "50"), 50, None),  # a trial is not usual
        (("5", "10", "20"), 20, 10),
        (("10", "10/A", "10/A"), 20, 10),  # an order is one item
        (("10", "20", "10", "10"), 10, 10),
        (("10", "0"), None, 10),  # nothing was said of its size
    ],
)
def test_hours_now_against_what_was_usual(
    hours: tuple[str, ...], now: int | None, before: int | None
) -> None:
    bookings = booked(*hours).customer.bookings
    found = briefing.development(bookings, TODAY, Policy())
    assert found == (
        None if now is None else Decimal(now),
        None if before is None else Decimal(before),
    )


@pytest.mark.parametrize(
    ("dossier", "act", "because"),
    [  # A1.24, L11
        (booked("5", "10", more=PRIO), "remind", "prio"),
        (booked("5", "10"), "seen", "small"),
        (booked("5", "11"), "seen", None),
        (booked("5"), "seen", None),  # nothing is usual yet
    ],
)
def test_the_act_that_is_proposed(dossier: Dossier, act: str, because: str | None) -> None:
    assert briefing.suggestion(dossier, TODAY, PLAIN) == (act, because)


@pytest.mark.parametrize(
    ("key", "typed", "kept"),
    [
        ("support", "yes", "yes"), ("support", " JA ", "yes"), ("support", "nein", "no"),
        ("support", "n", "no"), ("active-tasks", "03", "3"),
    ],
)  # fmt: skip
def test_an_answer_is_yes_no_or_a_number(key: str, typed: str, kept: str) -> None:
    assert briefing.answer(key, typed) == kept


@pytest.mark.parametrize(
    ("key", "typed"),
    [("support", "3"), ("active-tasks", "²"), ("active-tasks", "9" * 5000), ("infos", "")],
)
def test_another_answer_is_not_understood(key: str, typed: str) -> None:
    with pytest.raises(UsageError, match=key):
        briefing.answer(key, typed)


ANSWERS = {"vpa-file": "ja", "support": "no", "active-tasks": "2"}


def record(dossier: Dossier, answers: dict[str, str], why: str | None = None) -> list[str]:
    check = briefing.open_check(dossier, TODAY, PLAIN)
    assert check
    return told(briefing.recorded(dossier.customer, check, answers, ME, why))


def test_the_answers_are_a_dated_record() -> None:  # A1.23
    kept = {"vpa-file": "yes", "support": "no", "active-tasks": "2"}
    line = f"+ checks second-check b-00000002 2026-11-18 {kept}"
    assert record(booked("5", "10"), ANSWERS) == [line]
    noted = record(booked("5", "10"), ANSWERS, "Anna ist allein")
    assert noted == [line, "+ oteam notes other Anna ist allein"]


def test_the_same_once_more_changes_nothing() -> None:
    before = """
checks:
  - {id: k-00000009, rule: second-check, trigger: b-00000002, on: 2026-11-18, by: jana, answers: {vpa-file: "yes", support: "no", active-tasks: "2"}}
"""  # noqa: E501
    assert record(booked("5", "10", more=before), ANSWERS) == []
    assert record(booked("5", "10", more=before), {**ANSWERS, "support": "yes"})


def test_each_question_wants_an_answer_and_no_other() -> None:
    with pytest.raises(UsageError, match="no answer for support, active-tasks") as lacking:
        record(booked("5", "10"), {"vpa-file": "yes"})
    assert lacking.value.hint == "--answer support=yes|no --answer active-tasks=N"
    with pytest.raises(UsageError, match="second-check asks nothing named infos"):
        record(booked("5", "10"), {**ANSWERS, "infos": "yes"})


def test_without_an_open_check_there_is_nothing_to_record() -> None:
    with pytest.raises(RefusedError, match="no open check"):
        briefing.refuse_without(briefing.open_check(given(""), TODAY, PLAIN), "c-7f3qkd")
    check = briefing.open_check(booked("5", "10"), TODAY, PLAIN)
    assert briefing.refuse_without(check, "c-7f3qkd") is check
