"""Who books again, who is lost, who came back, and by what."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from clm.domain.initiative import Initiative
from clm.domain.periods import Period, any_period
from clm.domain.retention import (
    bookers,
    churn,
    cohorts,
    contacted,
    effect,
    last_year,
    retention,
    saved,
)
from clm.errors import UsageError
from tests.domain.cases import PLAIN, day, given, of_yaml

if TYPE_CHECKING:
    from clm.domain.process import Dossier

TODAY = day("2026-11-18")
YEAR = Period("2026", day("2026-01-01"), day("2026-12-31"))


def customer(name: str, *days: str, more: str = "", status: str = "confirmed") -> Dossier:
    """A customer with a package booked on each day."""
    told = "".join(
        f"  - {{id: b-{name[2:]}0{at}, kind: package, booked_on: {on}, hours: 10,"
        f" status: {status}}}\n"
        for at, on in enumerate(days)
    )
    found = given((f"bookings:\n{told}" if told else "") + more)
    return found._replace(customer=replace(found.customer, id=name, name=name))


def held(*those: Dossier) -> dict[str, Dossier]:
    return {one.customer.id: one for one in those}


def initiative(*recipients: str, ref: str = "in-4k7d2m", more: str = "") -> Initiative:
    told = "".join(f"  - {{added_on: 2026-06-01, {one}}}\n" for one in recipients)
    head = f"id: {ref}\ntitle: Advent\nkind: win-back\nowner: isabel\n{more}"
    return of_yaml(head + (f"recipients:\n{told}" if told else ""), Initiative)


SENT = "status: sent, sent_at: {on}T09:00:00Z, snapshot: sn-7h3d8q"


def sent(name: str, on: str = "2026-06-10") -> str:
    return f"id: rc-{name[2:]}00, customer: {name}, {SENT.format(on=on)}"


def control(name: str) -> str:
    return f"id: rc-{name[2:]}00, customer: {name}, group: control, snapshot: sn-7h3d8q"


def test_without_a_word_it_is_about_twelve_months() -> None:  # A4.11
    assert last_year(TODAY) == Period("2025-12..2026-11", day("2025-12-01"), day("2026-11-30"))


def test_a_cohort_is_everybody_of_a_month_whose_window_is_over() -> None:  # A4.11
    those = held(
        customer("c-000001", "2026-03-02", "2026-05-31"),  # day 90
        customer("c-000002", "2026-03-02", "2026-06-01"),  # day 91
        customer("c-000003", "2026-03-30", "2026-03-30"),  # twice on one day
        customer("c-000004", "2026-03-31"),
        customer("c-000005", "2025-12-31", "2026-03-01"),  # before the period
    )
    (row,) = cohorts(those, YEAR, TODAY, PLAIN)
    assert row == {
        "month": "2026-03", "customers": 4, "asked": 4, "rebooked": 2, "share": 0.5,
        "complete": True, "churned": 2,
    }  # fmt: skip


def test_whose_days_are_not_over_is_asked_later() -> None:  # A4.11
    those = held(
        customer("c-000001", "2026-08-20", "2026-08-25"),  # 90 days are over today
        customer("c-000002", "2026-08-21", "2026-08-25"),  # they are tomorrow
        customer("c-000003", "2026-11-18"),
    )
    rows = cohorts(those, YEAR, TODAY, PLAIN)
    assert [(one["month"], one["asked"], one["share"], one["complete"]) for one in rows] == [
        ("2026-08", 1, 1.0, False),
        ("2026-11", 0, None, False),
    ]


def test_only_bookings_that_count_make_a_booker() -> None:  # A4.11
    those = [
        customer("c-000001", "2026-03-02", status="cancelled"),
        customer("c-000002", "2026-12-01"),  # not yet
        customer("c-000003", "2026-03-02", more="status: merged\nmerged_into: c-000004\n"),
        customer("c-000004", "2026-03-02", more="status: archived\n"),
    ]
    assert list(bookers(those, TODAY)) == ["c-000004"]


def test_churn_is_who_was_there_on_the_eve_and_is_not_any_more() -> None:  # A4.11
    those = held(
        customer("c-000001", "2025-12-31"),  # churned in June
        customer("c-000002", "2025-12-31", "2026-09-01"),  # came again
        customer("c-000003", "2025-01-01"),  # had churned before
        customer("c-000004", "2026-02-01"),  # was none yet
        customer("c-000005", "2025-12-01", "2026-05-22"),  # 180 days are over today
    )
    assert churn(those, YEAR, TODAY, PLAIN) == {
        "customers": 3, "churned": 2, "share": 0.6667,
        "now": {"customers": 5, "churned": 4, "share": 0.8},
    }  # fmt: skip
    half = Period("2026-H1", day("2026-01-01"), day("2026-06-28"))
    assert churn(those, half, TODAY, PLAIN)["churned"] == 0  # 180 days after are one day later


def test_groups_are_compared_by_who_booked_within_the_days() -> None:  # A4.10, A4.11
    everybody = held(
        customer("c-000001", "2026-06-11"),
        customer("c-000002", "2026-06-10"),  # on the day itself: who knows
        customer("c-000003", "2026-08-09"),  # day 60
        customer("c-000004", "2026-08-10"),  # day 61
        customer("c-000005", "2026-07-01"),
        customer("c-000006"),
    )
    one = initiative(
        *(sent(f"c-00000{n}") for n in range(1, 5)),
        control("c-000005"), control("c-000006"), sent("c-000009"),
        "id: rc-00000700, customer: c-000006, trigger: b-00000000",  # planned
    )  # fmt: skip
    found = list(contacted(one, everybody, TODAY, PLAIN))
    assert effect(one, found) == {
        "id": "in-4k7d2m", "title": "Advent", "kind": "win-back", "sent": 4, "converted": 2,
        "share": 0.5, "control": 2, "control_converted": 1, "control_share": 0.5, "uplift": 0.0,
        "complete": True,
    }  # fmt: skip
    assert list(contacted(one, everybody, day("2026-06-09"), PLAIN)) == []  # it lies ahead
    july = Period("2026-07", day("2026-07-01"), day("2026-07-31"))
    assert list(contacted(one, everybody, TODAY, PLAIN, july)) == []


@pytest.mark.parametrize(("on", "complete"), [("2026-09-18", True), ("2026-09-19", False)])
def test_what_may_still_come_is_provisional(on: str, *, complete: bool) -> None:  # A4.11
    one = initiative(sent("c-000001", on))
    found = effect(one, list(contacted(one, held(customer("c-000001")), TODAY, PLAIN)))
    assert (found["complete"], found["uplift"], found["share"]) == (complete, None, 0.0)


def test_saved_is_who_was_lost_and_booked_again_once_each() -> None:  # A4.11
    everybody = held(
        customer("c-000001", "2025-06-01", "2026-07-01"),
        customer("c-000002", "2026-06-01", "2026-07-01"),  # had booked lately
        customer("c-000003", "2025-06-01", "2026-07-01"),  # was not written to
        customer("c-000004", "2025-06-01"),  # did not come back
    )
    first = initiative(*(sent(f"c-00000{n}") for n in (1, 2, 4)), control("c-000003"))
    second = initiative(sent("c-000001", "2026-06-11"), ref="in-0a0a0a")
    found = {one.id: list(contacted(one, everybody, TODAY, PLAIN)) for one in (second, first)}
    assert saved(everybody, found, PLAIN) == [
        {
            "customer": "c-000001",
            "name": "c-000001",
            "initiative": "in-4k7d2m",
            "contacted_on": "2026-06-10",
            "booking": "b-00000101",
            "booked_on": "2026-07-01",
        }
    ]


def test_the_whole_report() -> None:  # A4.11
    those = [customer("c-000001", "2026-01-05", "2026-02-01"), customer("c-000002", "2026-01-05")]
    idle = initiative(ref="in-0b0b0b")
    found = retention(those, [initiative(sent("c-000002")), idle], YEAR, TODAY, PLAIN)
    assert found["rebooking"] == {"asked": 2, "rebooked": 1, "share": 0.5}
    assert [one["id"] for one in found["initiatives"]] == ["in-4k7d2m"]
    assert found["saved"] == []
    assert found["policy"] == {
        "rebook_days": 90, "churn_days": 180, "inactive_days": 90, "converts_days": 60
    }  # fmt: skip


def test_a_period_may_go_from_one_named_stretch_to_another() -> None:  # A4.10
    today = date(2026, 11, 18)
    whole = any_period("2026Q3..2026Q4", today)
    assert (whole.first, whole.last) == (date(2026, 7, 1), date(2026, 12, 31))
    mixed = any_period("2026-09..2026-10-15", today)
    assert (mixed.first, mixed.last) == (date(2026, 9, 1), date(2026, 10, 15))
    for wrong in ("2026Q4..2026Q3", "2027Q1..2027Q2", "2026Q3..soon", "2026-13..2026Q4"):
        with pytest.raises(UsageError):
            any_period(wrong, today)
