"""What a review of all complaints counts: hand-computed tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from clm.domain.complaintreview import lines, summed
from clm.domain.periods import before, month_of, period_of, quarter_or, week_of, year_of
from clm.domain.policy import Policy
from clm.store.complaintrows import complaint_row
from tests.domain.cases import PLAIN, day, given
from tests.domain.complaints import ANSWER, complaint

if TYPE_CHECKING:
    from clm.domain.complaint import Complaint
    from clm.domain.complaintreview import Line

TODAY = day("2026-11-30")
STEPS = "2026-11-16 received, 2026-11-16 acknowledged, 2026-11-17 assessed"
DONE = replace(
    complaint(
        f"{STEPS}, 2026-11-18 responded, 2026-11-19 closed", answers=(ANSWER,), severity="low",
        category="delay", service="chat",
    ),
    id="cm-00000001",
)  # fmt: skip
SLOW = replace(
    complaint("2026-11-16 received, 2026-11-19 acknowledged", severity="critical", about=("anna",)),
    id="cm-00000002",
)
COPY = replace(
    complaint("2026-11-16 received, 2026-11-17 duplicate", duplicate_of="cm-00000001"),
    id="cm-00000003",
)


def row(one: Complaint, customer: str = "c-7f3qkd", **more: Any) -> dict[str, Any]:
    facts = given("owner: jana\nvpa: ben\n")
    about = [who for who in one.about if who == "anna"]
    return {
        **complaint_row(one, facts, PLAIN),
        "customer": customer, "about_vpas": about, **more,
    }  # fmt: skip


def told(line: Line) -> str:
    """`severity low: 1 (0), open 0, answer 1/1 2.0`."""
    paces = " ".join(
        f"{step} {pace.in_time}/{pace.done + pace.late} {pace.days}"
        for step, pace in line.paces.items()
    )
    return f"{line.aspect} {line.word}: {line.received} ({line.before}), open {line.open}, {paces}"


def test_complaints_are_counted_by_aspect_and_compared() -> None:
    # A2.22
    found = lines([row(DONE), row(SLOW), row(COPY)], [row(DONE)], "2026-11-30", Policy())
    said = [told(line) for line in found]
    assert said[0] == (
        "all : 2 (1), open 1, acknowledge 1/2 1.5 assess 1/2 1.0 answer 1/2 1.0 close 1/1 3.0"
    )
    assert "category delay: 1 (1), open 0" in said[1]
    assert [line.partition(":")[0] for line in said] == [
        "all ", "category delay", "category other", "service chat", "service ", "severity low",
        "severity critical", "vpa ben", "vpa anna", "manager jana", "customer c-7f3qkd",
    ]  # fmt: skip
    assert "answer 0/1 None" in said[6]  # due on 2026-11-19, and nobody has answered


def test_a_group_of_the_period_before_is_told_too() -> None:
    # A2.22
    found = lines([], [row(DONE)], "2026-11-30", Policy())
    assert told(found[0]).startswith("all : 0 (1), open 0")
    assert found[0].paces["answer"].days is None
    assert [line.word for line in found if line.aspect == "severity"] == ["low"]
    assert [line for line in found if line.aspect == "customer"] == []


def test_one_complaint_of_a_customer_is_not_repeated() -> None:
    # A2.22
    found = lines([row(DONE), row(SLOW, "c-000002")], [], "2026-11-30", Policy())
    assert [line for line in found if line.aspect == "customer"] == []


def test_a_reopened_one_counts_as_that() -> None:
    # A2.22
    again = replace(DONE, events=(*DONE.events, replace(
        DONE.events[-1], id="k-99999999", at="2026-11-20T09:00:00Z", from_="closed",
        to="investigating")))  # fmt: skip
    (whole, *_) = lines([row(again)], [], "2026-11-30", Policy())
    assert (whole.reopened, whole.open) == (1, 1)
    assert whole.paces["close"].done == 0
    assert (whole.paces["answer"].done, whole.paces["answer"].late) == (0, 0)
    (later, *_) = lines([row(again)], [], "2026-12-05", Policy())
    assert (later.paces["answer"].in_time, later.paces["answer"].late) == (0, 1)


def test_what_the_record_keeps() -> None:
    # A2.22
    (whole, *_) = lines([row(DONE), row(SLOW)], [], "2026-11-18", Policy())
    assert summed(whole) == {
        "received": "2", "before": "0", "open": "1", "reopened": "0",
        "acknowledge-in-time": "1/2", "acknowledge-working-days": "1.5",
        "assess-in-time": "1/2", "assess-working-days": "1.0",
        "answer-in-time": "1/1", "answer-working-days": "1.0",
        "close-in-time": "1/1", "close-working-days": "3.0",
    }  # fmt: skip
    (empty, *_) = lines([], [], "2026-11-18", Policy())
    assert "answer-working-days" not in summed(empty)


def test_the_period_before() -> None:
    # A2.22
    assert before(quarter_or("2026Q1", TODAY)) == (
        "2025-Q4", day("2025-10-01"), day("2025-12-31"),
    )  # fmt: skip
    assert before(quarter_or(None, TODAY)).name == "2026-Q3"
    assert before(month_of("2026-01", TODAY)) == (
        "2025-12", day("2025-12-01"), day("2025-12-31"),
    )  # fmt: skip
    assert before(year_of("2026", TODAY)) == ("2025", day("2025-01-01"), day("2025-12-31"))
    assert before(week_of("2026-W47", TODAY)).first == day("2026-11-09")
    assert before(period_of("2026-11-11..2026-11-20", TODAY)) == (
        "2026-11-01..2026-11-10", day("2026-11-01"), day("2026-11-10"),
    )  # fmt: skip
