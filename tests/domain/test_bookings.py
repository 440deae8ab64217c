from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import msgspec
import pytest

from clm.domain.bookings import (
    against_usual,
    counted,
    counts,
    hours_text,
    is_trial,
    order_sizes,
    usual_hours,
    withdrawn,
)
from clm.domain.customer import Booking, BookingKind, BookingStatus
from clm.domain.policy import Policy
from tests.domain.cases import day, given

POLICY = Policy()


def history(text: str) -> list[Booking]:
    """Packages of so many hours a week apart: `5T` a trial, `50x` cancelled, `2×10` an order."""
    bookings: list[Booking] = []
    for week, word in enumerate(text.split()):
        number, _, hours = word.rpartition("×")
        bookings += [
            Booking(
                id=f"b-{week:04}{copy:04}",
                kind="package",
                booked_on=date(2026, 1, 5) + timedelta(weeks=week),
                hours=Decimal(hours.rstrip("Tx")),
                status="cancelled" if hours.endswith("x") else "used_up",
                trial=True if hours.endswith("T") else None,
                order=f"A-{week}" if number else None,
            )
            for copy in range(int(number or 1))
        ]
    return bookings


@pytest.mark.parametrize(
    ("before", "new", "result"),
    [  # L12
        ("10 10", "20", "larger"),
        ("20", "10", "smaller"),
        ("10", "10", None),
        ("5T", "20", None),
        ("5", "20", None),  # a first package of five hours is the trial
        ("5T 10", "20", "larger"),
        ("10 20", "20", None),
        ("10 20", "10", "smaller"),
        ("10 20 50", "20", "smaller"),
        ("20 20 10", "20", None),
        ("20 20 10", "10", "smaller"),
        ("10 20 20 10", "20", "larger"),  # a tie, the newest is 10
        ("10 50x", "10", None),
        ("50 50 50 50 10 10 10", "10", None),  # only the last five
        ("10", "2×10", "larger"),  # an order counts as a whole
        ("2×10", "20", None),
        ("", "20", None),
    ],
)
def test_a_package_against_the_usual_one(before: str, new: str, result: str | None) -> None:
    *earlier, latest = order_sizes(counted(history(f"{before} {new}"), date.max), POLICY)
    assert against_usual(latest, earlier, POLICY) == result


def test_a_package_without_hours_has_no_size_that_could_be_usual() -> None:
    unknown = Booking(
        id="b-00000009", kind="package", booked_on=date(2026, 2, 2), status="confirmed"
    )
    sizes = order_sizes([*history("10"), unknown], POLICY)
    assert usual_hours(sizes, POLICY) == 10


@pytest.mark.parametrize(
    ("trial", "hours", "is_first", "answer"),
    [  # L2
        ("", "5", True, True),
        ("", "10", True, False),
        ("", "5", False, False),
        (", trial: true", "10", False, True),
        (", trial: false", "5", True, False),
    ],
)
def test_which_package_is_the_trial(
    *, trial: str, hours: str, is_first: bool, answer: bool
) -> None:
    on = "2026-01-01" if is_first else "2026-03-01"
    bookings = given(f"""
        bookings:
          - {{id: b-00000001, kind: package, hours: 20, booked_on: 2026-02-01, status: active}}
          - {{id: b-00000002, kind: package, status: active, hours: {hours},
             booked_on: {on}{trial}}}
    """).customer.bookings
    assert is_trial(bookings[1], counted(bookings, day("2026-04-01")), POLICY) is answer


@pytest.mark.parametrize("status", ["offer", "reserved", "cancelled", "refunded"])
def test_what_was_not_sold_never_counts(status: BookingStatus) -> None:  # L1
    booking = Booking(
        id="b-00000001", kind="package", booked_on=date(2026, 1, 1), status=status, hours=Decimal(5)
    )
    assert not counts(booking)


@pytest.mark.parametrize(
    "kind", ["extension", "addon", "shift", "phone-system", "phone-factor", "gift"]
)
def test_other_things_than_packages_never_count(kind: BookingKind) -> None:  # L1
    assert not counts(
        Booking(id="b-00000001", kind=kind, booked_on=date(2026, 1, 1), status="active")
    )


@pytest.mark.parametrize("status", ["confirmed", "active", "used_up", "expired"])
def test_a_package_that_was_sold_counts(status: BookingStatus) -> None:  # L1
    assert counts(
        Booking(id="b-00000001", kind="package", booked_on=date(2026, 1, 1), status=status)
    )


def test_bookings_of_one_day_stand_trial_first_then_fewer_hours_then_id() -> None:  # L4
    bookings = given("""
        bookings:
          - {id: b-00000001, kind: package, hours: 20, booked_on: 2026-11-02, status: active}
          - {id: b-00000003, kind: package, hours: 10, booked_on: 2026-11-02, status: active}
          - {id: b-00000002, kind: package, hours: 10, booked_on: 2026-11-02, status: active}
          - {id: b-00000004, kind: package, hours: 50, booked_on: 2026-11-02, status: active, trial: true}
    """).customer.bookings  # noqa: E501
    order = [booking.id[-1] for booking in counted(bookings, day("2026-11-02"))]
    assert order == ["4", "2", "3", "1"]
    assert counted(bookings, day("2026-11-01")) == []  # a future one counts from its day


@pytest.mark.parametrize(
    ("before", "after", "given_on", "ended"),
    [  # A1.33
        ("confirmed", "cancelled", None, "2026-11-18"),
        ("used_up", "refunded", None, "2026-11-18"),
        ("confirmed", "refunded", "2026-11-10", "2026-11-10"),
        ("offer", "cancelled", None, None),  # it never counted
        ("cancelled", "refunded", None, None),
        ("confirmed", "expired", None, None),
    ],
)
def test_a_booking_that_counted_is_taken_back_from_today(
    before: BookingStatus, after: BookingStatus, given_on: str | None, ended: str | None
) -> None:
    was, now = (
        Booking(
            id="b-2k9x7d1q",
            kind="package",
            booked_on=day("2026-11-02"),
            status=status,
            cancelled_on=on,
        )
        for status, on in ((before, None), (after, day(given_on) if given_on else None))
    )
    found = withdrawn(was, now, day("2026-11-18")).cancelled_on
    assert found == (day(ended) if ended else None)
    assert withdrawn(was, now, day("2026-11-01")) == now  # its day is still to come


def test_hours_as_facts_write_them() -> None:
    assert [hours_text(None), hours_text(Decimal("10.0")), hours_text(Decimal("7.50"))] == [
        "", "10", "7.5",
    ]  # fmt: skip


def test_a_booking_that_counts_again_was_not_taken_back() -> None:  # A1.33
    was = Booking(
        id="b-2k9x7d1q", kind="package", booked_on=day("2026-11-02"), status="cancelled",
        cancelled_on=day("2026-11-11"),
    )  # fmt: skip
    now = msgspec.structs.replace(was, status="confirmed")
    assert withdrawn(was, now, day("2026-11-12")).cancelled_on is None
    assert withdrawn(was, was, day("2026-11-12")) == was
