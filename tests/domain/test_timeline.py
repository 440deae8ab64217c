"""What stands beside the notes on a timeline (A3.4)."""

from __future__ import annotations

from msgspec.structs import replace

from clm.domain.timeline import escalated, events
from tests.domain.cases import PLAIN, day, given
from tests.domain.complaints import CM, complaint
from tests.domain.escalations import escalation

CUSTOMER = """
registered_on: 2026-08-31
bookings:
  - {id: b-00000001, kind: package, hours: 5, booked_on: 2026-09-03, status: used_up}
  - {id: b-00000002, kind: addon, booked_on: 2026-09-10, status: confirmed, order: A-1}
class:
  - {id: k-00000001, value: B, on: 2026-09-10, by: jana, off_on: 2026-11-16, off_by: tom}
  - {id: k-00000002, value: A, on: 2026-11-16, by: tom, note: wächst}
prio:
  - {id: k-00000003, on: 2026-11-17, by: jana, note: ruft jede Woche an}
offer:
  - {id: k-00000004, on: 2026-11-17, by: jana}
watch:
  - {id: k-00000005, reason: close-eye, on: 2026-11-17, by: jana, off_on: 2026-11-18,
     off_by: jana, off_note: alles gut}
"""
POSTED = "- {id: t-00000001, title: Reise, posted_at: 2026-09-10, status: done}"


def told(customer: str, posted: str = "", on: str = "2026-11-18") -> list[str]:
    found = events(given(customer, posted), day(on), PLAIN)
    return [
        f"{one.on:%m-%d} {one.kind} {one.id} {one.by or '-'}: {' '.join(one.words)}"
        for one in found
    ]


def test_bookings_moves_tasks_and_marks_by_day() -> None:  # A3.4
    assert told(CUSTOMER, POSTED) == [
        "08-31 registered c-7f3qkd -: lead",
        "09-03 booking b-00000001 -: package 5 h used_up",
        "09-03 phase c-7f3qkd -: lead → first",
        "09-10 booking b-00000002 -: addon confirmed A-1",
        "09-10 class k-00000001 jana: B",
        "09-10 task t-00000001 -: Reise",
        "11-16 class k-00000001 tom: B off",
        "11-16 class k-00000002 tom: A wächst",
        "11-17 prio k-00000003 jana: ruft jede Woche an",
        "11-17 offer k-00000004 jana: ",
        "11-17 watch k-00000005 jana: close-eye",
        "11-18 watch k-00000005 jana: close-eye off alles gut",
    ]


def test_a_complaint_with_each_step() -> None:  # A3.4
    steps = "2026-11-16 received, 2026-11-17 acknowledged, 2026-11-18 withdrawn, 2026-11-18 +update"
    facts = given("")._replace(complaints=(complaint(steps),))
    assert [
        f"{one.on:%m-%d} {one.kind} {one.id} {one.by or '-'}: {' '.join(one.words)}"
        for one in events(facts, day("2026-11-18"), PLAIN)
    ] == [
        f"11-16 complaint {CM} -: status:received Keine Antwort",
        f"11-17 complaint {CM} jana: status:acknowledged",
        f"11-18 complaint {CM} jana: status:withdrawn",
    ]


def test_nothing_happened_to_a_lead_of_long_ago() -> None:
    assert told("") == []
    assert told("registered_on: 2026-11-19") == []


def test_escalations_are_told_from_their_begin_to_their_end() -> None:  # A4.13
    one = replace(escalation("2026-11-17 accepted, 2026-11-18 resolved"), text="Ruf an")
    found = [(f"{held.on:%m-%d}", held.by, held.words) for held in escalated([one], PLAIN.zone)]
    assert found == [
        ("11-16", "jana", ("escalation:open", "r-4k2m9q", "Ruf an")),
        ("11-17", "tom", ("escalation:accepted",)),
        ("11-18", "tom", ("escalation:resolved",)),
    ]
