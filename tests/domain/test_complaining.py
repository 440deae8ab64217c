"""How complaints stand, and by when what is due; 2026-11-16 is a Monday."""

from __future__ import annotations

from typing import get_args

import pytest
from msgspec.structs import replace

from clm.domain.complaining import (
    STATUSES,
    answer_of,
    course_of,
    events_of,
    is_open,
    open_complaints,
    recorded_at,
    reopenings,
    status_of,
    told_at,
)
from clm.domain.complaintdeadlines import Due, next_due, took, update_due, working_days
from clm.domain.complaintwords import ComplaintStatus
from tests.domain.cases import PLAIN, day, given, process
from tests.domain.complaints import ANSWER, complaint, course

STEPS = "2026-11-16 received, 2026-11-16 acknowledged, 2026-11-17 assessed"


# how it stands


def test_the_status_is_that_of_the_last_event() -> None:
    # A2.14
    assert STATUSES.keys() == set(get_args(ComplaintStatus))
    assert status_of(complaint("")) == "received"
    assert status_of(complaint(STEPS)) == "assessed"
    assert status_of(complaint("2026-11-16 received, 2026-11-16 odd")) == "received"
    late_first = course("2026-11-18 assessed, 2026-11-17 acknowledged")
    assert status_of(replace(complaint(""), events=late_first)) == "assessed"


@pytest.mark.parametrize(
    ("status", "owed"),
    [("received", True), ("escalated_external", True), ("accepted", True), ("closed", False),
     ("withdrawn", False), ("duplicate", False)],
)  # fmt: skip
def test_what_is_closed_withdrawn_or_a_duplicate_is_over(status: str, owed: bool) -> None:
    # A2.14
    one = complaint(f"2026-11-16 received, 2026-11-17 {status}")
    assert is_open(one) is owed
    assert (next_due(one, PLAIN) is not None) is owed
    facts = given("")._replace(complaints=(one,))
    assert open_complaints(facts) == ([one] if owed else [])


def test_it_is_recorded_with_its_first_event() -> None:
    # A2.15
    assert recorded_at(complaint(STEPS)) == "2026-11-16T09:00:00Z"
    assert recorded_at(complaint("")) is None


def test_what_is_answered_again_begins_anew_and_stays_assessed() -> None:
    # A2.19
    again = f"{STEPS}, 2026-11-18 responded, 2026-11-20 closed, 2026-12-01 investigating"
    held = course_of(complaint(again, answers=(ANSWER,)))
    assert held.since == "2026-12-01T09:00:00Z"
    assert list(held.steps) == ["acknowledged", "assessed", "investigating"]
    assert not held.is_answered
    assert answer_of(complaint(again, answers=(ANSWER,))) is None
    assert answer_of(complaint(f"{STEPS}, 2026-11-18 responded", answers=(ANSWER,))) == ANSWER
    assert answer_of(complaint(f"{STEPS}, 2026-11-18 responded")) is None


def test_a_withdrawal_that_is_taken_back_begins_at_the_beginning() -> None:
    # A2.14
    one = complaint(f"{STEPS}, 2026-11-18 withdrawn, 2026-11-24 received")
    assert course_of(one)[:2] == ("2026-11-24T09:00:00Z", {"received": "2026-11-24T09:00:00Z"})
    assert took(one, PLAIN)["acknowledge"].by == day("2026-11-25")
    assert next_due(one, PLAIN) == Due("complaint-acknowledge", day("2026-11-25"))
    assert reopenings(one) == ["2026-11-24T09:00:00Z"]


def test_reopenings_keep_the_history() -> None:
    # A2.19
    one = complaint(f"{STEPS}, 2026-11-18 closed, 2026-11-19 investigating, 2026-11-20 responded")
    assert reopenings(one) == ["2026-11-19T09:00:00Z"]
    assert [event.to for event in events_of(one, "status")][-3:] == [
        "closed", "investigating", "responded",
    ]  # fmt: skip


def test_when_the_complainant_heard_last() -> None:
    # A2.18
    assert told_at(complaint("2026-11-16 received")) is None
    assert told_at(complaint(STEPS)) == "2026-11-16T09:00:00Z"
    assert told_at(complaint(f"{STEPS}, 2026-11-19 +update")) == "2026-11-19T09:00:00Z"


# what is due


@pytest.mark.parametrize(
    ("text", "severity", "due"),
    [
        ("2026-11-16 received", None, "complaint-acknowledge 2026-11-17"),
        ("2026-11-16 received, 2026-11-16 acknowledged", None, "complaint-assess 2026-11-19"),
        ("2026-11-16 received, 2026-11-16 acknowledged", "high", "complaint-assess 2026-11-18"),
        ("2026-11-16 received, 2026-11-16 acknowledged", "critical", "complaint-assess 2026-11-17"),
        (STEPS, "low", "complaint-update 2026-11-23"),
        (f"{STEPS}, 2026-11-27 +update", "medium", "complaint-answer 2026-11-30"),
        (STEPS, "high", "complaint-update 2026-11-19"),
        (f"{STEPS}, 2026-11-19 +update", "high", "complaint-answer 2026-11-23"),
        (f"{STEPS}, 2026-11-18 +update", "critical", "complaint-answer 2026-11-19"),
        (f"{STEPS}, 2026-11-20 responded", "low", "complaint-close 2026-12-14"),
        (f"{STEPS}, 2026-11-20 responded", "high", "complaint-close 2026-12-07"),
        (f"{STEPS}, 2026-11-20 responded, 2026-11-21 accepted", "critical",
         "complaint-close 2026-11-30"),
        (f"{STEPS}, 2026-11-18 escalated_internal, 2026-11-30 +update", "low",
         "complaint-answer 2026-11-30"),
        (f"{STEPS}, 2026-11-18 responded, 2026-11-19 escalated_external", "low",
         "complaint-close 2026-12-14"),
    ],
)  # fmt: skip
def test_the_next_milestone_by_severity(text: str, severity: str | None, due: str) -> None:
    # A2.16
    found = next_due(complaint(text, severity=severity), PLAIN)
    assert found is not None
    assert f"{found.rule} {found.on}" == due


def test_days_are_working_days_of_the_teams_calendar() -> None:
    # A2.16
    friday = complaint("2026-11-20 received", received_at="2026-11-20T16:00")
    assert next_due(friday, PLAIN) == ("complaint-acknowledge", day("2026-11-23"))
    assert next_due(friday, process("2026-11-23")) == ("complaint-acknowledge", day("2026-11-24"))


def test_the_days_run_from_the_receipt_however_late_it_was_recorded() -> None:
    # A2.16
    late = complaint("2026-11-18 received", received_at="2026-11-16")
    assert next_due(late, PLAIN) == ("complaint-acknowledge", day("2026-11-17"))


def test_the_complainant_hears_from_the_acknowledgement_to_the_answer() -> None:
    # A2.18
    assert update_due(complaint("2026-11-16 received"), PLAIN) is None
    assert update_due(complaint("2026-11-16 received, 2026-11-16 +update"), PLAIN) is None
    assert update_due(complaint(STEPS), PLAIN) == day("2026-11-23")
    assert update_due(complaint(f"{STEPS}, 2026-11-20 responded"), PLAIN) is None
    assert update_due(complaint(f"{STEPS}, 2026-11-20 withdrawn"), PLAIN) is None
    again = f"{STEPS}, 2026-11-18 responded, 2026-11-30 investigating"
    assert update_due(complaint(again), PLAIN) == day("2026-12-07")


# how long it took


def test_how_long_each_step_took_and_may_take() -> None:
    # A2.22
    text = f"{STEPS}, 2026-11-18 responded, 2026-12-18 closed"
    told = replace(ANSWER, communicated_at="2026-11-18T09:00")
    held = took(complaint(text, answers=(told,), severity="medium"), PLAIN)
    assert {name: (one.days, one.target, one.in_time) for name, one in held.items()} == {
        "acknowledge": (0, 1, True),
        "assess": (1, 3, True),
        "answer": (2, 10, True),
        "close": (24, 20, False),
    }
    assert held["answer"].by == day("2026-11-30")


def test_what_is_opened_again_is_answered_again() -> None:
    # A2.16, A2.19, A2.22: by the day that `mine` says, from when it was taken up again
    again = f"{STEPS}, 2026-11-18 responded, 2026-11-19 closed, 2026-12-01 investigating"
    told = replace(ANSWER, communicated_at="2026-11-18")
    one = complaint(f"{again}, 2026-12-02 +update", answers=(told,), severity="critical")
    held = took(one, PLAIN)
    assert held["answer"] == (None, None, 3, day("2026-12-04"))
    assert held["close"] == (None, None, 10, day("2026-12-15"))
    assert (held["acknowledge"].days, held["assess"].days) == (0, 1)
    assert next_due(complaint(again, severity="medium"), process("2026-12-01")) is not None
    later = replace(one, events=(*one.events, *course("2026-12-03 +update")))
    assert next_due(later, PLAIN) == Due("complaint-answer", day("2026-12-04"))
    new = replace(ANSWER, id="k-a0000002", communicated_at="2026-12-07")
    done = complaint(f"{again}, 2026-12-07 responded", answers=(told, new), severity="critical")
    assert took(done, PLAIN)["answer"] == (day("2026-12-07"), 4, 3, day("2026-12-04"))


def test_the_first_answer_of_a_course_counts() -> None:
    # A2.22
    first, last = (
        replace(ANSWER, id=f"k-a000000{n}", communicated_at=f"2026-11-{on}")
        for n, on in ((1, 18), (2, 25))
    )
    text = f"{STEPS}, 2026-11-18 responded, 2026-11-20 escalated_internal, 2026-11-25 responded"
    assert took(complaint(text, answers=(first, last)), PLAIN)["answer"].on == day("2026-11-18")


def test_the_last_day_is_in_time() -> None:
    # A2.22
    held = took(complaint("2026-11-16 received, 2026-11-17 acknowledged"), PLAIN)
    assert (held["acknowledge"].days, held["acknowledge"].in_time) == (1, True)


def test_what_is_not_done_is_asked_for_until_the_end() -> None:
    # A2.22
    still = took(complaint("2026-11-16 received"), PLAIN)["answer"]
    assert (still.on, still.days, still.in_time, still.by) == (None, None, None, day("2026-11-30"))
    gone = took(complaint("2026-11-16 received, 2026-11-17 withdrawn"), PLAIN)["answer"]
    assert gone.by is None


def test_working_days_after_a_day() -> None:
    calendar = PLAIN.calendar
    assert working_days(day("2026-11-20"), day("2026-11-20"), calendar) == 0
    assert working_days(day("2026-11-20"), day("2026-11-23"), calendar) == 1
    assert working_days(day("2026-11-20"), day("2026-11-18"), calendar) == 0
