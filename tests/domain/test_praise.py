"""When a VPA is to be praised; 2026-11-18 is a Wednesday."""

from __future__ import annotations

import pytest

from clm.domain import praise
from clm.domain.changes import Add, Target
from clm.domain.people import Vpa
from clm.domain.policy import Policy
from tests.domain.cases import acting, day, given

OLD = "2026-01-05"


def is_due(became: str, last: str | None, on: str = "2026-11-18") -> bool:
    """Days on which customers became existing ones, apart by spaces, and the last praise."""
    days = [day(word) for word in became.split()]
    return praise.is_due(days, day(last) if last else None, day(on), Policy())


@pytest.mark.parametrize(
    ("became", "last", "due"),
    [  # A1.26
        ("", None, False),
        (OLD, None, False),  # one is not several
        (f"{OLD} {OLD}", None, True),
        (f"{OLD} {OLD}", "2026-08-27", False),  # 83 days ago
        (f"{OLD} {OLD}", "2026-08-26", True),  # twelve weeks ago
        (OLD, "2026-08-26", False),
        (f"{OLD} 2026-10-22", "2026-10-21", True),  # four weeks ago, and one more since
        (f"{OLD} 2026-10-23", "2026-10-22", False),  # 27 days ago
        (f"{OLD} 2026-10-21", "2026-10-21", False),  # on the day itself: not since
        ("2026-10-22", "2026-10-21", True),  # a newly existing one is enough then
    ],
)
def test_praise_is_due(*, became: str, last: str | None, due: bool) -> None:
    assert is_due(became, last) is due


def test_a_customer_is_existing_from_its_fourth_booking() -> None:  # A1.26
    items = "".join(
        f"  - {{id: b-0000000{n}, kind: package, hours: 10, booked_on: 2026-11-0{n}, "
        f"status: {'cancelled' if n == 2 else 'active'}}}\n"
        for n in range(1, 7)
    )
    bookings = given(f"bookings:\n{items}").customer.bookings
    assert praise.became_existing(bookings, day("2026-11-18")) == day("2026-11-05")
    assert praise.became_existing(bookings, day("2026-11-04")) is None


def test_the_last_praise_is_not_one_to_come() -> None:
    days = [day(text) for text in ("2026-06-19", "2026-10-02", "2026-11-19")]
    assert praise.last_praise(days, day("2026-11-18")) == day("2026-10-02")
    assert praise.last_praise([], day("2026-11-18")) is None


def test_without_a_praise_every_existing_customer_is_new() -> None:
    assert praise.newly_existing([day(OLD)], None) == 1
    assert praise.newly_existing([day(OLD)], day("2026-02-01")) == 0


def test_a_praise_is_kept_once_a_day() -> None:  # A1.26
    me = acting("2026-11-18")
    vpa = Vpa(id="anna", name="Anna", praise=(day("2026-10-02"),))
    change = Add(Target("vpa", "anna"), ("praise",), day("2026-11-18"))
    assert praise.praised(vpa, me).changes == (change,)
    again = praise.praised(Vpa(id="anna", name="Anna", praise=(day("2026-11-18"),)), me)
    assert (again.changes, again.said) == ((), ("anna was praised on 2026-11-18 already",))
