from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from clm.domain.moments import day_of, local_time


@pytest.mark.parametrize(
    ("moment", "answer"),
    [  # L4: days count in the calendar's zone
        ("2026-11-22", "2026-11-22"),
        ("2026-11-22T23:30", "2026-11-22"),  # local time
        ("2026-11-22T22:59:59Z", "2026-11-22"),
        ("2026-11-22T23:00:00Z", "2026-11-23"),  # midnight in Berlin
        ("2026-06-22T22:00Z", "2026-06-23"),  # in summer
    ],
)
def test_the_day_of_a_moment_in_berlin(moment: str, answer: str) -> None:
    assert day_of(moment, ZoneInfo("Europe/Berlin")).isoformat() == answer


@pytest.mark.parametrize("moment", ["2026-02-30", "2026-11-22T25:00:00Z", "gestern"])
def test_what_is_no_moment_is_refused(moment: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        day_of(moment, ZoneInfo("Europe/Berlin"))


@pytest.mark.parametrize(
    ("moment", "answer"),
    [
        ("2026-11-22", "2026-11-22T00:00:00"),
        ("2026-11-22T09:30", "2026-11-22T09:30:00"),
        ("2026-11-22T23:00:00Z", "2026-11-23T00:00:00"),
    ],
)
def test_a_moment_on_the_clock_in_berlin(moment: str, answer: str) -> None:
    assert local_time(moment, ZoneInfo("Europe/Berlin")).isoformat() == answer
