"""What came of an initiative, beside a control group."""

from __future__ import annotations

from decimal import Decimal

from clm.domain.customer import Booking
from clm.domain.initiative import Initiative, Recipient
from clm.domain.initiativeresults import Group, Outcome, group, result, uplift
from tests.domain.cases import day, of_yaml

PLAN = of_yaml("id: in-4k7d2m\ntitle: A\nkind: offer\nowner: isabel\nbudget: 100\n", Initiative)
SINCE = day("2026-09-01")


def booking(n: int, hours: str | None = "10", price: str | None = None) -> Booking:
    return Booking(
        id=f"b-{n:08}", kind="package", booked_on=day("2026-09-10"), status="confirmed",
        hours=Decimal(hours) if hours else None, price=Decimal(price) if price else None,
    )  # fmt: skip


def one(n: int, status: str = "sent", *, control: bool = False, booked: Booking | None = None,
        since: bool = True, answered: bool = False) -> Outcome:  # fmt: skip
    recipient = Recipient(
        id=f"rc-{n:08}", customer=f"c-{n:06}", status=status, added_on=SINCE,  # type: ignore[arg-type]
        group="control" if control else "treated", answered_on=SINCE if answered else None,
    )  # fmt: skip
    return Outcome(recipient, SINCE if since else None, booked)


def test_each_group_is_counted_by_itself() -> None:  # A4.10
    outcomes = [
        one(1, booked=booking(1, price="300")), one(2, booked=booking(2, None)), one(3),
        one(4, "planned", since=False), one(5, control=True, booked=booking(5)),
        one(6, control=True),
    ]  # fmt: skip
    treated, control = group("treated", outcomes), group("control", outcomes)
    assert treated == Group("treated", 3, 2, 2 / 3, Decimal(10), Decimal(300))
    assert control == Group("control", 2, 1, 0.5, Decimal(10), None)
    assert group("control", outcomes[:4]) == Group("control", 0, 0, None, Decimal(0), None)


def test_a_booking_counts_once_however_often_somebody_was_written_to() -> None:  # A4.10
    both = [one(1, booked=booking(1)), one(1, booked=booking(1))]
    assert group("treated", both).converted == 1


def test_the_uplift_has_a_margin_and_is_nothing_without_a_group() -> None:  # A4.10
    treated = Group("treated", 100, 30, 0.30, Decimal(0), None)
    control = Group("control", 100, 20, 0.20, Decimal(0), None)
    points, margin = uplift(treated, control) or (0.0, 0.0)
    assert round(points, 3) == 0.1
    assert round(margin, 3) == 0.119
    nobody = control._replace(n=0, converted=0, rate=None)
    assert uplift(treated, nobody) is None
    assert uplift(nobody, treated) is None
    few = treated._replace(n=3, converted=0, rate=0.0)
    none = uplift(few, few._replace(n=2))
    assert none
    assert none[0] == 0
    assert none[1] > 0.5  # so few tell nothing


def test_who_was_written_to_by_another_initiative_is_not_compared() -> None:  # A4.10
    pair = [one(1, control=True, booked=booking(1)), one(2, control=True)]
    outcomes = [pair[0]._replace(disturbed=True), pair[1]]
    assert group("control", outcomes) == Group("control", 1, 0, 0.0, Decimal(0), None)
    assert result(PLAN, outcomes)["disturbed"] == 1


def test_all_figures_of_an_initiative() -> None:  # A4.7, A4.10
    outcomes = [
        one(1, booked=booking(1)), one(2, "answered", answered=True, booked=booking(2)),
        one(3, "opted-out", answered=True), one(4, "failed", since=False),
        one(5, "sending", since=False), one(6, "planned", since=False), one(7, control=True),
    ]  # fmt: skip
    found = result(PLAN, outcomes)
    counted = {
        "recipients": 7, "planned": 1, "sending": 1, "failed": 1, "sent": 3, "answered": 2,
        "opted_out": 1, "cost_per_conversion": Decimal("50.00"), "few": True,
    }  # fmt: skip
    assert found.items() >= counted.items()
    nothing = result(PLAN, [])
    assert (nothing["uplift"], nothing["cost_per_conversion"], nothing["few"]) == (
        None,
        None,
        False,
    )
    many = [one(n) for n in range(30)]
    assert result(PLAN, many)["few"] is False
