"""Calendars as they are written: what they mean, and what is wrong with them."""

from __future__ import annotations

from datetime import date
from textwrap import dedent
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from clm.domain.checks import broken
from clm.domain.flaws import Known
from clm.domain.people import Colleague
from clm.domain.policy import Policy, Settings
from clm.domain.worktime import (
    Holiday,
    WorkCalendar,
    calendar_of,
    holidays_of,
    left_out,
    office_calendar,
    renewed,
    rewritten,
    shown_interval,
)
from clm.store.reading import read

if TYPE_CHECKING:
    from clm.domain.calendar import Calendar
    from clm.domain.changes import FileKind

BERLIN = """\
    id: berlin
    zone: Europe/Berlin
    region: BE
    week:
      mon: [12:30-18:00, 09:00-12:00]
      fri: [09:00-12:00]
    holidays:
      - {on: 2026-11-20, name: Betriebsfeier}
      - {on: 2026-03-08, name: Frauentag, region: BE}
      - {on: 2026-11-18, name: Buß- und Bettag, region: SN}
    overrides:
      - {on: 2026-11-21, from: 14:00, to: 16:00}
      - {on: 2026-11-21, from: 10:00, to: 12:00}
    valid_from: 2026-11-02
    """


def written(text: str) -> WorkCalendar:
    parsed = read(dedent(text).encode(), "calendars/berlin.yaml", WorkCalendar)
    assert parsed.record is not None, [str(one) for one in parsed.findings]
    return parsed.record


def calendar(text: str = BERLIN, **policy: str) -> Calendar:
    return calendar_of(written(text), Policy(**policy))  # type: ignore[arg-type]


def times(day: str) -> list[str]:
    return [shown_interval(one) for one in calendar().intervals(date.fromisoformat(day))]


# L13
def test_a_calendar_says_when_the_team_works() -> None:
    assert times("2026-11-16") == ["09:00-12:00", "12:30-18:00"]
    assert times("2026-11-17") == []
    assert times("2026-11-13") == ["09:00-12:00"]
    assert times("2026-11-21") == ["10:00-12:00", "14:00-16:00"]
    assert times("2026-10-27") == ["09:00-17:00"]  # a Tuesday before it was valid
    assert calendar().zone == ZoneInfo("Europe/Berlin")


# A2.9: what was counted by the week of its time stays so when the week changes
def test_weeks_of_before_hold_until_their_day() -> None:
    text = BERLIN.rstrip() + (
        "\n    earlier:\n"
        "      - {until: 2026-11-30, week: {tue: [10:00-11:00]}}\n"
        "      - {until: 2026-10-31, week: {tue: [08:00-09:00]}}\n"
    )

    def tuesday(day: str) -> list[str]:
        found = calendar(text).intervals(date.fromisoformat(day))
        return [shown_interval(one) for one in found]

    assert tuesday("2026-10-27") == ["08:00-09:00"]
    assert tuesday("2026-11-24") == ["10:00-11:00"]
    assert tuesday("2026-12-01") == []


def test_an_earlier_week_has_the_same_flaws_as_the_present_one() -> None:
    text = (
        "id: berlin\nzone: Europe/Berlin\nweek: {mon: [09:00-17:00]}\nearlier:\n"
        "  - {until: 2026-10-31, week: {mon: [09:00-12:00, 11:00-13:00]}}\n"
        "  - {until: 2026-10-31, week: {}}\n"
    )
    found = read(text.encode(), "calendars/berlin.yaml", WorkCalendar).findings
    assert [str(one).partition(": ")[2] for one in found] == [
        "earlier: 2026-10-31 stands there twice",
        "week: no day has any working time",
        "mon: 09:00-12:00 and 11:00-13:00 overlap",
    ]


# L13
def test_a_holiday_of_another_region_does_not_count() -> None:
    assert [one.name for one in holidays_of(written(BERLIN))] == ["Betriebsfeier", "Frauentag"]
    assert calendar().holidays == {date(2026, 11, 20), date(2026, 3, 8)}
    elsewhere = BERLIN.replace("region: BE\n    week", "week")
    assert calendar(elsewhere).holidays == {date(2026, 11, 20)}


# L13
def test_the_policy_names_the_day_of_the_deadline() -> None:
    wednesday = date(2026, 11, 11)
    assert calendar().deadline(wednesday) == date(2026, 11, 13)
    assert calendar(week_deadline="thu").deadline(wednesday) == date(2026, 11, 9)
    office = office_calendar(Policy(week_deadline="thu"), ZoneInfo("Asia/Tokyo"))
    assert office.deadline(wednesday) == date(2026, 11, 12)
    assert office.zone == ZoneInfo("Asia/Tokyo")


def test_without_the_optional_fields_only_the_week_holds() -> None:
    plain = calendar("id: berlin\nzone: UTC\nweek: {sun: [00:00-24:00]}\n")
    assert plain.hours(date(2026, 11, 22)) == 24
    assert not plain.is_working_day(date(1999, 1, 1))


FAULTS = [
    ("zone: Europe/Berlin", "zone: Europe/Berln", "2:7: zone: there is no zone"),
    ("zone: Europe/Berlin", "zone: ../../etc/passwd", "2:7: zone: there is no zone"),
    ("09:00-12:00]\n      fri", "11:00-13:00]\n      fri", "mon: 11:00-13:00 and 12:30-18:00 over"),
    ("fri: [09:00-12:00]", "fri: [18:00-09:00]", "6:9: fri: 18:00-09:00 ends before it begins"),
    ("fri: [09:00-12:00]", "fri: [09:00-09:00]", "6:9: fri: 09:00-09:00 ends before it begins"),
    ("fri: [09:00-12:00]", "fri: [9-12]", '6:9: fri: "9-12" is no working time'),
    ("fri: [09:00-12:00]", "fri: [09:00-25:00]", '6:9: fri: "09:00-25:00" is no working time'),
    ("fri: [09:00-12:00]", "fri: [24:01-24:30]", "is no working time"),
    ("fri: [09:00-12:00]", "fri: [٠9:00-12:00]", "is no working time"),
    ("fri: [09:00-12:00]", "fri: 09:00-12:00", "6:8: week.fri: expects a list"),
    ("fri: [09:00-12:00]", "Fr: [09:00-12:00]", '6:3: week: "Fr" is not one of fri, mon'),
    ("to: 16:00", "to: 13:00", "12:5: overrides: 14:00-13:00 ends before it begins"),
    ("to: 16:00", "to: noon", 'overrides: "14:00-noon" is no working time'),
    ("on: 2026-03-08", "on: 2026-11-31", "9:10: holidays[1].on: "),
    ("region: SN}", "region: BE}\n  - {on: 2026-11-18, region: BE}", "holidays: 2026-11-18 stands"),
    ("valid_from: 2026-11-02", "valid_from: soon", "valid_from: "),
]


@pytest.mark.parametrize(("good", "bad", "said"), FAULTS)
def test_a_calendar_that_cannot_be_used_is_named_with_its_line(
    good: str, bad: str, said: str
) -> None:
    text = dedent(BERLIN)
    assert good.replace("\n      ", "\n  ") in text
    text = text.replace(good.replace("\n      ", "\n  "), bad.replace("\n      ", "\n  "), 1)
    parsed = read(text.encode(), "calendars/berlin.yaml", WorkCalendar)
    assert parsed.record is None
    assert any(said in str(one) for one in parsed.findings), [str(o) for o in parsed.findings]


@pytest.mark.parametrize("week", ["{}", "{mon: []}", "{mon: [], tue: []}"])
def test_a_week_without_working_time_is_refused(week: str) -> None:
    text = f"id: berlin\nzone: UTC\nweek: {week}\n"
    parsed = read(text.encode(), "calendars/berlin.yaml", WorkCalendar)
    assert parsed.record is None
    assert "3:7: week: no day has any working time" in str(parsed.findings[0])


def test_intervals_that_meet_are_fine() -> None:
    met = "id: berlin\nzone: UTC\nweek: {mon: [09:00-12:00, 12:00-14:00]}\n"
    assert calendar(met).hours(date(2026, 11, 16)) == 5


def day_off(on: str, name: str, region: str | None = None) -> Holiday:
    return Holiday(on=date.fromisoformat(on), name=name, region=region)


def test_the_holidays_of_some_years_are_renewed() -> None:
    old = [
        day_off("2026-01-01", "old"),
        day_off("2025-12-24", "own"),
        day_off("2027-06-01", "own"),
        day_off("2026-06-01", "gone", "BE"),
        day_off("2026-11-18", "elsewhere", "SN"),
        day_off("2026-10-31", "Reformationstag"),
        day_off("2026-11-01", "Betriebsfeier"),
        day_off("2026-12-11", "Betriebsausflug"),
        day_off("2026-12-25", "own, and off anyway"),
    ]
    public = {(date(2026, 10, 31), "Reformationstag"), (date(2026, 11, 1), "Allerheiligen")}
    new = [day_off("2026-12-25", "new", "BE"), day_off("2026-01-01", "new")]
    found = renewed(old, new, range(2026, 2027), "BE", public)
    assert renewed(found, new, range(2026, 2027), "BE", public) == found
    assert [(str(one.on), one.name) for one in found] == [
        ("2025-12-24", "own"),
        ("2026-01-01", "new"),
        ("2026-11-01", "Betriebsfeier"),
        ("2026-11-18", "elsewhere"),
        ("2026-12-11", "Betriebsausflug"),
        ("2026-12-25", "new"),
        ("2027-06-01", "own"),
    ]
    assert [one.name for one in left_out(old, found)] == [
        "gone", "Reformationstag", "own, and off anyway",
    ]  # fmt: skip


def test_a_calendar_that_is_named_has_a_record() -> None:
    known = Known(date(2026, 11, 18), calendars=frozenset({"berlin"}))

    def found(kind: FileKind, record: object) -> list[tuple[str, ...]]:
        rows = broken(kind, record, known)
        return [flaw.at for row, flaw in rows if row.rule == "unknown-calendar"]

    assert found("settings", Settings(format=1)) == []
    assert found("settings", Settings(format=1, calendar="berlin")) == []
    assert found("settings", Settings(format=1, calendar="rome")) == [("calendar",)]
    assert found("team", Colleague(id="tom", name="Tom Berger", calendar="rome")) == [("calendar",)]


def test_a_region_that_no_holiday_has_is_questioned() -> None:
    def found(text: str) -> list[tuple[str, str]]:
        rows = broken("calendar", written(text), Known(date(2026, 11, 18)))
        return [(row.severity, flaw.sentence) for row, flaw in rows if row.rule == "unused-region"]

    assert found(BERLIN) == []
    assert found(BERLIN.replace("region: BE\n    week", "week")) == []
    mistyped = BERLIN.replace("region: BE\n    week", "region: DE-BE\n    week")
    assert found(mistyped) == [("warning", "region: no holiday is of the region DE-BE")]  # L13


def test_days_that_are_over_are_told_where_a_calendar_says_otherwise_of_them() -> None:
    # A2.9: "closed items keep the calendar of their time"
    today, before = date(2026, 11, 18), calendar()
    assert rewritten(before, before, today) == []
    later = BERLIN.replace("2026-11-20", "2026-11-16").replace("name: Betriebsfeier", "name: Neu")
    assert rewritten(before, calendar(later), today) == [date(2026, 11, 16)]
    zone = rewritten(before, calendar(BERLIN.replace("Europe/Berlin", "Europe/Lisbon")), today)
    assert zone[-1] == date(2026, 11, 16)  # the last day that was worked
    coming = BERLIN.replace("2026-11-21, from: 14:00", "2026-11-19, from: 14:00")
    assert rewritten(before, calendar(coming), today) == []
