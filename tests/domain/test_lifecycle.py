from __future__ import annotations

from decimal import Decimal

import pytest

from clm.domain.lifecycle import PHASES, class_of, is_small, open_mark, standing
from clm.domain.lists import LIST_NAMES
from tests.domain.cases import PLAIN, day, given, list_of

PACKAGE = (
    "- {{id: b-0000000{n}, kind: package, hours: 10, booked_on: 2026-11-0{n}, status: active}}"
)


def packages(n: int) -> str:
    items = "".join(f"  {PACKAGE.format(n=number)}\n" for number in range(1, n + 1))
    return f"bookings:\n{items}" if n else ""


@pytest.mark.parametrize(
    ("booked", "answer"),
    [(0, "lead"), (1, "first"), (2, "second"), (3, "third"), (4, "existing"), (5, "existing")],
)
def test_the_list_is_the_number_of_packages(booked: int, answer: str) -> None:  # L5
    assert list_of(given(packages(booked)), "2026-11-18") == answer


def test_a_booking_counts_from_its_day_and_a_cancelled_one_takes_the_customer_back() -> None:  # L4
    customer = given("""
        bookings:
          - {id: b-00000001, kind: package, hours: 5, booked_on: 2026-11-02, status: used_up}
          - {id: b-00000002, kind: package, hours: 10, booked_on: 2026-11-09, status: confirmed}
          - {id: b-00000003, kind: package, hours: 10, booked_on: 2026-11-10, status: cancelled}
    """)
    found = [list_of(customer, f"2026-11-{day:02}") for day in (1, 2, 8, 9, 10)]
    assert found == ["lead", "first", "first", "second", "second"]


@pytest.mark.parametrize(
    ("fields", "answer"),
    [  # L5
        ("", "lead"),  # no registered_on means registered
        ("registered_on: 2026-11-18", "lead"),
        ("registered_on: 2026-11-19", "none"),
        (f"registered_on: 2026-11-19\n{packages(1)}", "first"),  # it counts already
        ("status: archived", "none"),
        (f"status: archived\n{packages(1)}", "none"),
        ("status: merged\nmerged_into: c-000000", "none"),
    ],
)
def test_who_stands_in_no_list(fields: str, answer: str) -> None:
    assert list_of(given(fields), "2026-11-18") == answer


def test_a_colleague_lead_leaves_with_his_own_booking_and_has_the_phase_lead() -> None:  # L6
    invited = "invited_by: Muster GmbH\naccount: Muster GmbH\n"
    assert list_of(given(invited), "2026-11-18") == "colleague-lead"
    assert standing(given(invited), day("2026-11-18"), PLAIN).phase == "lead"
    assert list_of(given(invited + packages(1)), "2026-11-18") == "first"


NEW = """
bookings:
  - {id: b-00000001, kind: package, hours: 10, booked_on: 2026-09-01, status: active}
"""


@pytest.mark.parametrize(
    ("on", "posted", "answer"),
    [  # L7: 2026-10-26 is the 55th day, 2026-10-27 the 56th
        ("2026-10-26", "", "first"),
        ("2026-10-27", "", "no-show"),
        ("2026-10-27", "{posted_at: 2026-10-27, status: forwarded}", "first"),
        ("2026-10-27", "{posted_at: 2026-10-28, status: forwarded}", "no-show"),
        ("2026-10-28", "{posted_at: 2026-10-28, status: forwarded}", "first"),  # the same day
        ("2026-10-27", "{posted_at: 2026-09-02, status: draft}", "no-show"),  # L8
        ("2026-10-27", "{posted_at: 2026-09-02, status: cancelled}", "first"),  # L8
    ],
)
def test_a_no_show_has_posted_nothing_in_56_days(on: str, posted: str, answer: str) -> None:
    task = f"- {{id: t-00000001, title: Reise, {posted[1:]}" if posted else ""
    customer = given(NEW, posted=task)
    assert list_of(customer, on) == answer
    stands = standing(customer, day(on), PLAIN)
    assert (stands.phase, stands.no_show) == ("first", answer == "no-show")


def test_a_second_booking_ends_the_no_show() -> None:  # L7
    second = "  - {id: b-00000002, kind: package, hours: 10, booked_on: 2026-10-30, status: active}"
    assert list_of(given(NEW + second), "2026-10-29") == "no-show"
    assert list_of(given(NEW + second), "2026-10-30") == "second"


def test_the_tables_name_the_same_lists() -> None:
    from clm.domain.lifecycle import LISTS

    assert {row.key for row in LISTS} == set(LIST_NAMES)
    assert set(PHASES) < set(LIST_NAMES)


def test_the_class_is_the_open_mark_and_has_a_history() -> None:  # L10
    customer = given("""
        class:
          - {id: k-00000001, value: B, on: 2026-10-01, by: jana, off_on: 2026-11-01, off_by: jana}
          - {id: k-00000002, value: A, on: 2026-11-01, by: jana}
    """).customer
    found = [class_of(customer, day(on)) for on in ("2026-09-30", "2026-10-31", "2026-11-01")]
    assert found == ["none", "B", "A"]


def test_a_mark_holds_from_its_day_until_it_is_taken_off() -> None:
    marks = given("""
        prio:
          - {id: k-00000001, on: 2026-11-02, by: jana, off_on: 2026-11-04, off_by: jana}
    """).customer.prio
    held = [open_mark(marks, day(f"2026-11-0{n}")) is not None for n in (1, 2, 3, 4)]
    assert held == [False, True, True, False]


@pytest.mark.parametrize(
    ("usual", "tasks", "answer"), [(10, 1, True), (11, 1, False), (10, 2, False), (None, 0, False)]
)
def test_a_small_customer_has_small_packages_and_one_task(
    *, usual: int | None, tasks: int, answer: bool
) -> None:  # L11
    posted = "".join(
        f"- {{id: t-0000000{n}, title: Reise, posted_at: 2026-11-02, status: forwarded}}\n"
        for n in range(tasks)
    )
    done = "- {id: t-00000009, title: Reise, posted_at: 2026-11-02, status: done}"
    customer = given("", posted=posted + done)
    hours = None if usual is None else Decimal(usual)
    assert is_small(customer, hours, day("2026-11-18"), PLAIN) is answer
