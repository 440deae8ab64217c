"""What a time of escalations comes to, counted by hand; 2026-11-16 is a Monday."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from clm.domain.escalation import Compromise
from clm.domain.escalationfigures import causes, costs, figures, resolved, still_open
from clm.domain.periods import Period
from tests.domain.cases import PLAIN
from tests.domain.escalations import escalation

if TYPE_CHECKING:
    from clm.domain.escalation import Escalation

TODAY = date(2026, 11, 27)
WEEK = Period("2026-W47", date(2026, 11, 16), date(2026, 11, 22))


def made(on: str, course: str = "", number: int = 1, **more: Any) -> Escalation:
    return escalation(course, at=f"{on}T09:00:00Z", id=f"es-00000{number}", **more)


def agreed(cost: str | None, *, approved: bool | None = None) -> Compromise:
    held = Decimal(cost) if cost else None
    return Compromise(text="Gutschrift", by="tom", on=TODAY, cost=held, approved=approved)


MANY = (
    # Before the period: it counts in nothing but what is open now.
    made("2026-11-15", number=1, source="task", of="t-4k2m9q11"),
    made("2026-11-16", "2026-11-18 accepted, 2026-11-20 resolved", 2, true_cause="delay",
         reason="overdue", due=date(2026, 11, 20)),  # four working days, in time
    made("2026-11-17", "2026-11-23 resolved", 3, true_cause="delay", due=date(2026, 11, 20),
         source="complaint", of="cm-4k2m9q", requested_by_customer=True),  # four, late
    made("2026-11-18", "2026-11-18 resolved", 4, true_cause="communication",
         compromise=agreed("50", approved=True)),  # none, without a day
    made("2026-11-22", "2026-11-23 level3 max", 5, source="sla", due=date(2026, 11, 26),
         compromise=agreed("20.50")),  # open, its day is over
    made("2026-11-20", "2026-11-23 returned", 6, due=date(2026, 11, 27),
         compromise=agreed("5", approved=False)),  # open, its day is today
    # After it.
    made("2026-11-23", "2026-11-23 resolved", 7, true_cause="price"),
)  # fmt: skip


def test_a_week_counted_by_hand() -> None:  # A4.16
    found = figures(MANY, WEEK, TODAY, PLAIN)
    assert (found["made"], found["requested_by_customer"]) == (5, 1)
    assert found["sources"] == [
        {"source": "request", "count": 3}, {"source": "complaint", "count": 1},
        {"source": "sla", "count": 1},
    ]  # fmt: skip
    assert found["levels"] == [{"level": 1, "count": 4}, {"level": 3, "count": 1}]
    assert found["resolved"] == {
        "count": 3, "working_days": "2.7", "due": 3, "in_time": 1, "share": 1 / 3,
    }  # fmt: skip
    assert found["costs"] == [
        {"decided": "approved", "count": 1, "cost": "50"},
        {"decided": "refused", "count": 1, "cost": "5"},
        {"decided": "waiting", "count": 1, "cost": "20.50"},
    ]


def test_true_causes_come_first_with_what_was_stated() -> None:  # A4.16
    assert figures(MANY, WEEK, TODAY, PLAIN)["causes"] == [
        {
            "cause": "delay",
            "count": 2,
            "reasons": [{"reason": "no-answer", "count": 1}, {"reason": "overdue", "count": 1}],
        },
        {"cause": "communication", "count": 1, "reasons": [{"reason": "no-answer", "count": 1}]},
        {"cause": None, "count": 2, "reasons": [{"reason": "no-answer", "count": 2}]},
    ]


def test_what_is_open_is_told_whenever_it_was_made_the_oldest_first() -> None:  # A4.16, A4.17
    found = figures(MANY, WEEK, TODAY, PLAIN)["open"]
    assert [(one["id"], one["working_days"], one["overdue"]) for one in found] == [
        ("es-000001", 10, False), ("es-000006", 5, False), ("es-000005", 5, True),
    ]  # fmt: skip
    returned = found[1]
    assert (returned["status"], returned["to"], returned["since"]) == (
        "returned", "jana", "2026-11-20",
    )  # fmt: skip


def test_what_is_made_later_is_not_open_yet() -> None:  # A4.16
    assert still_open([made("2026-11-28")], TODAY, PLAIN) == []


def test_of_nothing_all_is_nothing() -> None:  # A4.16
    found = figures([], WEEK, TODAY, PLAIN)
    assert found["made"] == 0
    assert found["sources"] == found["levels"] == found["causes"] == found["open"] == []
    assert found["resolved"] == {
        "count": 0, "working_days": None, "due": 0, "in_time": 0, "share": None,
    }  # fmt: skip
    assert {one["count"] for one in costs([])} == {0}


def test_of_one_it_is_that_one() -> None:  # A4.16
    one = made("2026-11-20", "2026-11-23 resolved", true_cause="none", due=date(2026, 11, 23))
    assert resolved([one], TODAY, PLAIN) == {
        "count": 1, "working_days": "1.0", "due": 1, "in_time": 1, "share": 1.0,
    }  # fmt: skip
    (row,) = causes([one])
    assert (row["cause"], row["count"]) == ("none", 1)
    free = made("2026-11-20", compromise=agreed(None))
    assert {held["count"] for held in costs([free])} == {0}  # what costs nothing is no cost
