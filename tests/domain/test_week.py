"""What counts as done in which week; 2026-11-18 is a Wednesday, the deadlines are Fridays."""

from __future__ import annotations

import pytest

from clm.domain.week import Done, done
from tests.domain.cases import PLAIN, day, given, process

BOOKED = (
    "bookings:\n"
    "  - {id: b-00000001, kind: package, hours: 10, booked_on: 2026-10-01, status: active}\n"
    "  - {id: b-00000002, kind: package, hours: 10, booked_on: 2026-11-16, status: active}\n"
)
EYE = "watch:\n  - {id: k-00000001, reason: close-eye, on: 2026-11-02, by: jana}\n"


def handled(rule: str, trigger: str, on: str, more: str = "") -> str:
    item = f"id: h-00000001, rule: {rule}, trigger: {trigger}, by: jana, on: {on}{more}"
    return f"handled:\n  - {{{item}}}\n"


def told(customer: str, on: str, posted: str = "", noted: str = "") -> list[str]:
    return [_said(act) for act in done(given(customer, posted, noted), day(on), PLAIN)]


def _said(act: Done) -> str:
    return f"{act.rule} {act.trigger} by {act.who or '?'} counts on {act.counted_on}"


@pytest.mark.parametrize(
    ("on", "today", "counted"),
    [  # A1.38: an act counts in the first week that could count its entry
        ("2026-11-17", "2026-11-18", ["2026-11-20"]),  # before it is due: in its week
        ("2026-11-17", "2026-11-17", ["2026-11-20"]),
        ("2026-11-17", "2026-11-16", []),  # not yet
        ("2026-11-21", "2026-11-24", ["2026-11-21"]),  # a miss made up on Saturday: the next week
        ("2026-11-24", "2026-11-25", ["2026-11-24"]),
        ("2026-11-17", "2026-11-25", []),  # that week is over
    ],
)
def test_a_check_counts_in_one_week(on: str, today: str, counted: list[str]) -> None:
    acts = told(BOOKED + handled("second-check", "b-00000002", on), today)
    assert acts == [f"second-check b-00000002 by jana counts on {day}" for day in counted]


def test_a_check_done_before_its_week_counts_in_its_week() -> None:  # A1.38
    booked = BOOKED.replace("2026-11-16", "2026-11-20")  # on a deadline day: due a week later
    acts = told(booked + handled("second-check", "b-00000002", "2026-11-20"), "2026-11-20")
    assert acts == ["second-check b-00000002 by jana counts on 2026-11-27"]


def test_what_became_visible_on_the_deadline_day_belongs_to_the_next_week() -> None:  # A1.38
    booked = BOOKED.splitlines()[0] + "\n" + BOOKED.splitlines()[1] + "\n"
    first = booked.replace("2026-10-01", "2026-11-20")
    acts = told(first + handled("first-check", "b-00000001", "2026-11-20"), "2026-11-20")
    assert acts == ["first-check b-00000001 by jana counts on 2026-11-25"]


def test_work_on_behalf_counts_for_the_colleague() -> None:  # A1.38
    more = handled("second-check", "b-00000002", "2026-11-17", ", for: tom")
    assert told(BOOKED + more, "2026-11-18") == [
        "second-check b-00000002 by tom counts on 2026-11-20"
    ]


@pytest.mark.parametrize("status", ["cancelled", "offer"])
def test_a_fact_that_vanished_does_not_count(status: str) -> None:  # A1.38
    booked = BOOKED.replace("2026-11-16, status: active", f"2026-11-16, status: {status}")
    more = handled("second-check", "b-00000002", "2026-11-17")
    assert told(booked + more, "2026-11-18") == []
    assert told(handled("assign-vpa", "t-00000009", "2026-11-17"), "2026-11-18") == []
    assert told(handled("watch", "k-00000009@2026-W47", "2026-11-17"), "2026-11-18") == []


def test_a_mark_counts_for_its_own_of_several_reasons() -> None:  # A1.38
    two = EYE + EYE.splitlines()[1].replace("1, reason", "2, reason") + "\n"
    assert told(two + handled("watch", "k-00000002@2026-W47", "2026-11-17"), "2026-11-18") == [
        "watch k-00000002@2026-W47 by jana counts on 2026-11-20"
    ]


def test_bookings_before_checks_from_do_not_count() -> None:  # A1.46
    by = process(checks_from="2026-11-17")
    more = handled("second-check", "b-00000002", "2026-11-17")
    assert done(given(BOOKED + more), day("2026-11-18"), by) == []


def test_what_is_never_due_is_not_counted() -> None:  # A1.29
    more = handled("colleague-lead", "c-7f3qkd@2026-11-16", "2026-11-17")
    assert told(f"invited_by: kim\nregistered_on: 2026-10-26\n{more}", "2026-11-18") == []


TASK = "- {id: t-00000001, title: Reise, posted_at: 2026-11-12, status: forwarded}\n"


def test_an_assigned_vpa_counts_in_the_week_the_task_was_due() -> None:  # A1.11, A1.38
    more = "vpa: anna\n" + BOOKED + handled("assign-vpa", "t-00000001", "2026-11-17")
    assert told(more, "2026-11-18", TASK) == ["assign-vpa t-00000001 by jana counts on 2026-11-19"]
    assert told(more, "2026-11-18", TASK.replace("forwarded", "draft")) == []


def test_a_reminder_counts_when_it_is_done() -> None:  # A1.42, A1.38
    item = "reminders:\n  - {id: m-00000001, on: 2026-11-14, for: tom, done_on: 2026-11-17}\n"
    assert told(item, "2026-11-18") == ["reminder m-00000001 by tom counts on 2026-11-17"]
    assert told(item, "2026-11-16") == []
    assert told(item.replace(", done_on: 2026-11-17", ""), "2026-11-18") == []


@pytest.mark.parametrize(
    ("customer", "noted", "today", "acts"),
    [  # A1.32, A1.38
        (EYE, "2026-11-17", "2026-11-18", ["? counts on 2026-11-20"]),
        (EYE, "2026-11-15", "2026-11-18", []),  # a note of last week
        (EYE, "2026-11-21", "2026-11-21", []),  # after the deadline: the miss stays
        (EYE + handled("watch", "k-00000001@2026-W47", "2026-11-17"), "", "2026-11-18",
         ["jana counts on 2026-11-20"]),
        (EYE + handled("watch", "k-00000001@2026-W47", "2026-11-21"), "", "2026-11-22", []),
        (EYE + handled("watch", "k-00000001@2026-W46", "2026-11-11"), "", "2026-11-18", []),
        # Closed is done: by off, and of an automatic reason by its mark.
        (EYE.replace("by: jana", "by: jana, off_on: 2026-11-16"), "", "2026-11-18",
         ["? counts on 2026-11-20"]),
        (EYE.replace("by: jana", "by: jana, off_on: 2026-11-13"), "", "2026-11-18", []),
        # One that begins on the deadline day is the next week's.
        (EYE.replace("2026-11-02", "2026-11-20"), "2026-11-20", "2026-11-20", []),
        (EYE.replace("2026-11-02", "2026-11-20")
         + handled("watch", "k-00000001@2026-W47", "2026-11-20"), "", "2026-11-20", []),
        # A reminder for a later week asks for nothing this week, so nothing is done.
        (EYE + "reminders:\n  - {id: m-00000001, on: 2026-12-07, for: jana}\n", "", "2026-11-18",
         []),
    ],
)  # fmt: skip
def test_looks_at_a_watched_customer(
    customer: str, noted: str, today: str, acts: list[str]
) -> None:
    found = told(customer, today, noted=noted)
    assert found == [f"watch k-00000001@2026-W47 by {act}" for act in acts]


def test_one_entry_is_done_once() -> None:
    more = handled("watch", "k-00000001@2026-W47", "2026-11-17")
    assert told(EYE + more, "2026-11-18", noted="2026-11-16 2026-11-17") == [
        "watch k-00000001@2026-W47 by ? counts on 2026-11-20"
    ]


@pytest.mark.parametrize(
    ("customer", "acts"),
    [  # A1.19, A1.42: a prio customer got a reminder; a reminder that was due got a new day
        ("prio:\n  - {id: k-00000001, on: 2026-11-16, by: jana}\n"
         + handled("prio-without-reminder", "k-00000001", "2026-11-17"),
         ["prio-without-reminder k-00000001 by jana counts on 2026-11-17"]),
        ("prio:\n  - {id: k-00000001, on: 2026-10-01, by: jana}\nreminders:\n"
         "  - {id: m-00000001, on: 2026-10-10, for: jana, done_on: 2026-11-17}\n"
         + handled("prio-without-reminder", "k-00000001", "2026-11-17"),
         ["reminder m-00000001 by jana counts on 2026-11-17",
          "prio-without-reminder k-00000001 by jana counts on 2026-11-18"]),
        ("prio:\n  - {id: k-00000002, on: 2026-10-01, by: jana}\n"
         + handled("prio-without-reminder", "k-00000001", "2026-11-17"), []),
        (handled("prio-without-reminder", "k-00000001", "2026-11-17"), []),
        (handled("reminder", "m-00000001", "2026-11-17"),
         ["reminder m-00000001 by jana counts on 2026-11-17"]),
    ],
)  # fmt: skip
def test_what_was_reminded_counts(customer: str, acts: list[str]) -> None:
    assert sorted(told(customer, "2026-11-18")) == sorted(acts)


def test_the_same_entry_counts_once_in_each_week() -> None:  # A1.38
    marks = "handled:\n" + "".join(
        f"  - {{id: h-0000000{n}, rule: reminder, trigger: m-00000001, by: jana, on: {on}}}\n"
        for n, on in enumerate(("2026-11-14", "2026-11-16", "2026-11-21"), 1)
    )
    assert told(marks, "2026-11-21") == [
        "reminder m-00000001 by jana counts on 2026-11-14",
        "reminder m-00000001 by jana counts on 2026-11-21",
    ]
