"""When somebody is told: at once, in one letter a day, in one a week (A0.35)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from msgspec.structs import replace

from clm.domain.calendar import Calendar
from clm.domain.digest import Digest, goes_out
from clm.domain.notices import noticed

WEEK = Calendar(holidays=frozenset({date(2026, 11, 23)}))
"""Nine to five, UTC; the Monday after is a holiday."""


def when(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


# 2026-11-18 is a Wednesday
@pytest.mark.parametrize(
    ("digest", "queued", "now", "goes"),
    [
        ("immediate", "2026-11-18T10:00:00Z", "2026-11-18T10:00", "2026-11-18T10:00"),
        ("immediate", "2026-11-18T20:00:00Z", "2026-11-18T20:00", "2026-11-19T09:00"),
        ("immediate", "2026-11-20T17:00:00Z", "2026-11-20T17:00", "2026-11-24T09:00"),
        ("daily", "2026-11-18T08:59:00Z", "2026-11-18T08:59", "2026-11-18T09:00"),
        ("daily", "2026-11-18T09:00:00Z", "2026-11-18T09:00", "2026-11-18T09:00"),
        ("daily", "2026-11-18T09:01:00Z", "2026-11-18T09:01", "2026-11-19T09:00"),
        ("daily", "2026-11-18T10:00:00Z", "2026-11-19T09:15", "2026-11-19T09:15"),
        ("daily", "2026-11-18T10:00:00Z", "2026-11-19T17:30", "2026-11-20T09:00"),
        ("daily", "2026-11-20T16:00:00Z", "2026-11-20T16:00", "2026-11-24T09:00"),
        ("daily", None, "2026-11-18T14:00", "2026-11-18T14:00"),
        ("weekly", "2026-11-16T08:00:00Z", "2026-11-16T08:00", "2026-11-16T09:00"),
        ("weekly", "2026-11-18T10:00:00Z", "2026-11-18T10:00", "2026-11-24T09:00"),
        ("weekly", "2026-11-18T10:00:00Z", "2026-11-24T09:00", "2026-11-24T09:00"),
        ("weekly", None, "2026-11-18T14:00", "2026-11-24T09:00"),
    ],
)
def test_when_a_notice_goes_out(  # A0.35
    digest: Digest, queued: str | None, now: str, goes: str
) -> None:
    notice = replace(noticed("assigned", "x", date(2026, 11, 18), to=("jana",)), at=queued)
    assert goes_out(notice, digest, WEEK, when(now)) == when(goes)


def test_what_is_urgent_goes_out_at_any_hour() -> None:  # A0.35
    notice = noticed("urgent", "x", date(2026, 11, 18), to=("jana",))
    night = when("2026-11-22T03:00")
    assert goes_out(notice, "weekly", WEEK, night) == night


def test_what_is_for_the_day_waits_for_working_time_alone() -> None:  # A0.35
    notice = noticed("cover-start", "x", date(2026, 11, 18), to=("jana",))
    assert goes_out(notice, "weekly", WEEK, when("2026-11-18T08:00")) == when("2026-11-18T09:00")
    assert goes_out(notice, "weekly", WEEK, when("2026-11-18T10:00")) == when("2026-11-18T10:00")
