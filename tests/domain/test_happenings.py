from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given as drawn

from clm.domain.happenings import _turned, _turning, happenings, period_start
from clm.domain.lifecycle import inactive, quiet_day
from tests.domain.cases import PLAIN, day, given, process
from tests.domain.test_properties import FOLLOWED, START, dossiers

if TYPE_CHECKING:
    from clm.domain.process import Dossier

PACKAGE = "{{id: b-0000000{n}, kind: package, hours: {hours}, booked_on: {on}, status: {status}}}"
LEAD = "registered_on: 2026-11-16\n"


def booked(*days: str, hours: int = 10, status: str = "confirmed") -> str:
    items = [
        f"  - {PACKAGE.format(n=n, hours=hours, on=on, status=status)}\n"
        for n, on in enumerate(days, start=1)
    ]
    return "bookings:\n" + "".join(items)


def withdrawn(on: str, off: str, more: str = "") -> str:
    """A booking that was taken back on `off`."""
    return (
        "bookings:\n  - {id: b-00000009, kind: package, hours: 10, "
        f"booked_on: {on}, status: cancelled, cancelled_on: {off}{more}}}\n"
    )


def task(on: str, status: str = "forwarded") -> str:
    return f"- {{id: t-00000001, title: Umzug, posted_at: {on}, status: {status}}}\n"


def told(
    customer: str, posted: str = "", since: str = "2026-11-14", on: str = "2026-11-20"
) -> list[str]:
    """What happened in the week of 2026-W47, but for what is only booked or posted."""
    found = happenings(given(customer, posted), day(since), day(on), PLAIN)
    return [
        f"{one.kind} {one.day.day} {one.was or '-'} {one.now or '-'}"
        for one in found
        if one.kind not in {"booked", "posted"}
    ]


@pytest.mark.parametrize(
    ("customer", "answer"),
    [  # A1.38: what came in, moved phase, was won
        (LEAD, ["registered 16 - lead"]),
        ("registered_on: 2026-11-13\n", []),  # told the week before
        ("registered_on: 2026-11-21\n", []),
        ("", []),  # nobody knows when
        (f"{LEAD}invited_by: Muster GmbH\n", ["registered 16 - colleague-lead"]),
        (LEAD + booked("2026-11-16"), ["registered 16 - first", "won 16 - first"]),
        (LEAD + booked("2026-11-17"), ["registered 16 - lead", "won 17 lead first"]),
        (booked("2026-11-17", "2026-11-17"), ["won 17 lead second"]),
        (booked("2026-11-17", "2026-11-18"), ["won 17 lead first", "moved 18 first second"]),
        (booked("2026-10-01", "2026-11-16"), ["moved 16 first second"]),
        (booked("2026-10-01", "2026-11-21"), []),
        (booked("2026-11-17", status="offer"), []),
        ("status: archived\n" + LEAD + booked("2026-11-17"), []),  # L5
    ],
)
def test_what_came_in_was_won_and_moved(customer: str, answer: list[str]) -> None:
    assert told(customer) == answer


def test_a_booking_beyond_the_fourth_moves_nobody() -> None:  # L5
    many = booked("2026-01-01", "2026-02-01", "2026-03-01", "2026-04-01", "2026-11-17")
    assert told(many, task("2026-11-01")) == []


@pytest.mark.parametrize(
    ("customer", "answer"),
    [  # L5: going back is possible when a booking is cancelled
        (withdrawn("2026-11-02", "2026-11-17"), ["moved 17 first lead", "lost 17 first lead"]),
        (withdrawn("2026-11-16", "2026-11-17"),
         ["won 16 lead first", "moved 17 first lead", "lost 17 first lead"]),
        (withdrawn("2026-11-17", "2026-11-17"), []),  # the same day: it never counted
        (withdrawn("2026-11-02", "2026-11-21"), []),  # not yet
        (withdrawn("2026-11-02", "2026-11-17").replace("package", "addon"), []),
        (withdrawn("2026-11-02", "2026-11-17").replace("cancelled,", "refunded,"),
         ["moved 17 first lead", "lost 17 first lead"]),
        (booked("2026-11-02", status="cancelled"), []),  # nobody knows when
    ],
)  # fmt: skip
def test_what_was_lost_by_a_cancellation(customer: str, answer: list[str]) -> None:
    assert told(customer) == answer


def test_a_no_show_is_lost_on_its_day_and_won_back_by_nothing() -> None:  # L7
    assert told(booked("2026-09-22")) == ["lost 17 first no-show"]
    assert told(booked("2026-09-22"), task("2026-11-16")) == []
    # The first task ends the no-show: no phase changes.
    assert told(booked("2026-09-01"), task("2026-11-16")) == []
    assert told(booked("2026-09-01", "2026-11-16")) == ["moved 16 no-show second"]


def test_who_goes_quiet() -> None:  # L15
    done = task("2026-08-19", "done")
    assert told(booked("2026-06-01"), done) == ["quiet 17 first first"]
    assert told(booked("2026-06-01"), task("2026-08-19")) == []  # still active
    assert told(booked("2026-06-01", "2026-08-19")) == ["quiet 17 second second"]
    assert told("", done) == []  # a lead


@pytest.mark.parametrize(
    ("customer", "posted", "on", "answer"),
    [  # L15: 2026-11-17 is the ninetieth day
        (booked("2026-06-01"), task("2026-08-19", "done"), "2026-11-16", False),
        (booked("2026-06-01"), task("2026-08-19", "done"), "2026-11-17", True),
        (booked("2026-06-01"), task("2026-08-19"), "2026-11-17", False),
        (booked("2026-06-01"), task("2026-08-19", "draft"), "2026-08-30", True),
        (booked("2026-08-19"), "", "2026-11-17", True),
        ("", "", "2026-11-17", False),
    ],
)
def test_inactive(customer: str, posted: str, on: str, answer: bool) -> None:
    assert inactive(given(customer, posted), day(on), PLAIN) is answer


def test_the_day_on_which_somebody_goes_quiet_is_known_before() -> None:  # L15
    found = quiet_day(given(booked("2026-08-19")), day("2026-09-01"), PLAIN)
    assert found == day("2026-11-17")


def test_what_was_booked_and_posted() -> None:
    customer = given(booked("2026-11-16") + "  - {id: b-00000002, kind: package, "
                     "booked_on: 2026-11-16, status: active}\n", task("2026-11-17"))  # fmt: skip
    found = happenings(customer, day("2026-11-14"), day("2026-11-20"), PLAIN)
    facts = [(one.kind, one.now) for one in found if one.kind in {"booked", "posted"}]
    assert facts == [("booked", None), ("booked", "10"), ("posted", "t-00000001")]


def test_a_report_tells_what_came_after_the_last_ones_deadline() -> None:  # L13, A1.40
    assert period_start(day("2026-11-20"), PLAIN.calendar) == day("2026-11-14")
    # Friday the 13th is free: the report before was made on Thursday.
    calendar = process("2026-11-13").calendar
    assert period_start(day("2026-11-16"), calendar) == day("2026-11-13")


@drawn(dossiers())
def test_no_day_is_left_out_on_which_something_turned(dossier: Dossier) -> None:
    today = START + timedelta(days=FOLLOWED)
    days = {START + timedelta(days=n) for n in range(-FOLLOWED, FOLLOWED)}
    for one in days - _turning(dossier, today, PLAIN):
        assert list(_turned(dossier, one, today, PLAIN)) == []
