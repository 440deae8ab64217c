from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from clm.domain.moments import day_of, local_time, seconds_of, written_day, written_moment


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


@pytest.mark.parametrize(
    "text", ["1026-01-01", "1899-12-31", "2200-01-01", "9999-12-31", "20261122", "2026-W47-7"]
)
def test_a_day_is_written_in_one_way_and_of_a_year_people_mean(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 -- no sentence: the caller says it
        written_day(text)
    with pytest.raises(ValueError):  # noqa: PT011 -- the same
        written_moment(text)


@pytest.mark.parametrize("text", ["1900-01-01", "2199-12-31"])
def test_the_first_and_the_last_day(text: str) -> None:
    assert written_day(text).isoformat() == text
    assert written_moment(f"{text}T09:30:00Z") == f"{text}T09:30:00Z"


@pytest.mark.parametrize(
    ("moment", "seconds"),
    [("1970-01-02", 82_800), ("1970-01-01T01:00:05", 5), ("1970-01-01T00:00:05Z", 5)],
)
def test_seconds_of_a_day_a_local_time_and_an_instant(moment: str, seconds: int) -> None:
    assert seconds_of(moment, ZoneInfo("Europe/Berlin")) == seconds
