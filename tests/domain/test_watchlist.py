"""The watchlist: a reason added to REASONS needs one more row of a table here."""

from __future__ import annotations

import pytest

from clm.domain.watchlist import watch_reasons
from tests.domain.cases import PLAIN, day, given, owes, process

EYE = "watch:\n  - {id: k-00000001, reason: close-eye, on: 2026-11-02, by: jana}\n"
"""Watched since Monday, 2026-11-02."""
SEEN = (
    "handled:\n  - {{id: h-00000001, rule: watch, trigger: k-00000001@{week}, by: jana, on: {on}}}"
)


@pytest.mark.parametrize(
    ("customer", "answer"),
    [  # A1.31
        ("", []),
        (EYE, ["close-eye"]),
        (EYE.replace("by: jana", "by: jana, off_on: 2026-11-18"), []),
        (EYE.replace("on: 2026-11-02", "on: 2026-11-19"), []),
        (
            (
                "watch:\n"
                "  - {id: k-00000003, reason: prio, on: 2026-11-16, by: jana}\n"
                "  - {id: k-00000002, reason: offer, on: 2026-11-02, by: jana}\n"
            ),
            ["offer", "prio"],  # several coexist, the oldest first
        ),
    ],
)
def test_why_a_customer_is_watched(customer: str, answer: list[str]) -> None:
    reasons = watch_reasons(given(customer), day("2026-11-18"), PLAIN)
    assert [reason.reason for reason in reasons] == answer


@pytest.mark.parametrize(
    ("customer", "noted", "today", "answer"),
    [  # A1.32
        (EYE, "", "2026-11-02", ["watch:close-eye by 2026-11-06"]),
        (EYE, "", "2026-11-18", ["watch:close-eye by 2026-11-20"]),  # each week anew
        (EYE, "", "2026-11-22", ["watch:close-eye by 2026-11-20"]),  # Sunday: overdue
        (EYE, "", "2026-11-23", ["watch:close-eye by 2026-11-27"]),  # replaces the unhandled one
        (EYE + SEEN.format(week="2026-W47", on="2026-11-17"), "", "2026-11-18", []),
        (
            EYE + SEEN.format(week="2026-W46", on="2026-11-11"),
            "",
            "2026-11-18",
            ["watch:close-eye by 2026-11-20"],  # seen last week
        ),
        (
            EYE + SEEN.format(week="2026-W46", on="2026-11-11, until: 2026-11-18"),
            "",
            "2026-11-18",
            [],
        ),
        (
            EYE + SEEN.format(week="2026-W46", on="2026-11-11, until: 2026-11-18"),
            "",
            "2026-11-19",
            ["watch:close-eye by 2026-11-20"],  # put off through the day before
        ),
        (EYE, "2026-11-16", "2026-11-18", []),  # a note this week
        (EYE, "2026-11-15", "2026-11-18", ["watch:close-eye by 2026-11-20"]),
        (EYE, "2026-11-19", "2026-11-18", ["watch:close-eye by 2026-11-20"]),  # not yet
    ],
)
def test_a_watched_customer_is_looked_at_every_week(
    customer: str, noted: str, today: str, answer: list[str]
) -> None:
    assert owes(given(customer, noted=noted), today) == answer


@pytest.mark.parametrize(
    ("reminder", "today", "answer"),
    [  # A1.32: a reminder for a later week satisfies the weeks before it
        ("on: 2026-11-30", "2026-11-18", []),
        ("on: 2026-11-30", "2026-11-29", []),
        (
            "on: 2026-11-30",
            "2026-11-30",
            ["reminder by 2026-11-30", "watch:close-eye by 2026-12-04"],
        ),
        ("on: 2026-11-20", "2026-11-18", ["watch:close-eye by 2026-11-20"]),  # this week
        ("on: 2026-11-17, done_on: 2026-11-17", "2026-11-18", []),  # done is an act
        ("on: 2026-11-13, done_on: 2026-11-13", "2026-11-18", ["watch:close-eye by 2026-11-20"]),
    ],
)
def test_a_reminder_handles_a_watched_customer(
    reminder: str, today: str, answer: list[str]
) -> None:
    customer = f"{EYE}reminders:\n  - {{id: m-00000001, {reminder}, for: jana}}\n"
    assert owes(given(customer), today) == answer


@pytest.mark.parametrize(
    ("on", "holidays", "due"),
    [  # starting on or after the deadline day, it counts first in the next week
        ("2026-11-19", "", "2026-11-20"),
        ("2026-11-20", "", "2026-11-27"),
        ("2026-11-22", "", "2026-11-27"),
        ("2026-11-18", "2026-11-20", "2026-11-19"),
        ("2026-11-19", "2026-11-20", "2026-11-27"),
    ],
)
def test_a_reason_that_starts_late_counts_next_week(on: str, holidays: str, due: str) -> None:
    dossier = given(EYE.replace("2026-11-02", on))
    assert owes(dossier, on, process(holidays)) == [f"watch:close-eye by {due}"]


def test_a_note_from_before_the_reason_is_no_look_at_it() -> None:
    dossier = given(EYE.replace("2026-11-02", "2026-11-18"), noted="2026-11-17")
    assert owes(dossier, "2026-11-18") == ["watch:close-eye by 2026-11-20"]
