"""What cron runs each week, when it is due, and what was missed."""

from __future__ import annotations

from datetime import datetime

import pytest

from clm.domain.jobs import JOBS, Pending, pending
from clm.domain.policy import Policy
from tests.domain.cases import PLAIN, day, process

NUDGE, REPORT, MISSES = JOBS
MONDAY = day("2026-11-16")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("holidays", "due"),
    [
        ("", ["2026-11-19T09:00", "2026-11-20T18:00", "2026-11-23T08:00"]),
        ("2026-11-20", ["2026-11-18T09:00", "2026-11-19T18:00", "2026-11-23T08:00"]),
        ("2026-11-19 2026-11-23", ["2026-11-18T09:00", "2026-11-20T18:00", "2026-11-24T08:00"]),
    ],
)
def test_nudge_report_and_misses_by_the_weeks_deadline(  # A1.39
    holidays: str, due: list[str]
) -> None:
    by = process(holidays)
    assert [job.due(MONDAY, by).isoformat(timespec="minutes") for job in JOBS] == due


def test_a_run_is_named_by_job_and_week() -> None:
    assert [job.id_of(MONDAY, PLAIN) for job in JOBS] == [
        "nudge-2026-w47", "report-2026-w47", "misses-2026-w47",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("now", "ran", "found"),
    [
        ("2026-11-20T17:59", {"report-2026-w46"}, Pending(None, ())),
        ("2026-11-20T18:00", {"report-2026-w46"}, Pending(MONDAY, ())),
        ("2026-11-20T18:00", {"report-2026-w47"}, Pending(None, ())),
        # the first run of all misses nothing
        ("2026-11-20T18:00", set(), Pending(MONDAY, ())),
        (
            "2026-11-20T18:00",
            {"report-2026-w44"},
            Pending(MONDAY, (day("2026-11-02"), day("2026-11-09"))),
        ),
        # four weeks back, though the last run lies further back; other jobs' runs say nothing
        (
            "2026-12-30T18:00",
            {"report-2026-w47", "nudge-2026-w40"},
            Pending(day("2026-12-21"), (day("2026-11-30"), day("2026-12-07"), day("2026-12-14"))),
        ),
        ("2026-11-20T18:00", {"nudge-2026-w44"}, Pending(MONDAY, ())),
    ],
)
def test_the_newest_is_run_and_older_ones_are_missed(  # A1.39
    now: str, ran: set[str], found: Pending
) -> None:
    assert pending(REPORT, ran, at(now), PLAIN) == found


def test_a_nudge_after_the_deadline_would_come_too_late() -> None:  # A1.39
    assert pending(NUDGE, set(), at("2026-11-20T23:00"), PLAIN).run == MONDAY
    assert pending(NUDGE, set(), at("2026-11-21T09:00"), PLAIN) == Pending(None, ())
    missed = pending(NUDGE, {"nudge-2026-w46"}, at("2026-11-21T09:00"), PLAIN)
    assert missed == Pending(None, (MONDAY,))


def test_the_misses_belong_to_the_week_before() -> None:  # A1.39
    assert pending(MISSES, set(), at("2026-11-23T08:00"), PLAIN).run == MONDAY


def test_settings_say_how_far_back_a_miss_is_found() -> None:  # A1.39
    short = PLAIN._replace(policy=Policy(missed_weeks=1))
    ran = {"report-2026-w44"}
    assert pending(REPORT, ran, at("2026-11-20T18:00"), short).missed == (day("2026-11-09"),)
