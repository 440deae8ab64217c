"""The calendar file, line by line (RFC 5545)."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from clm.render.ics import Entry, calendar

BERLIN = ZoneInfo("Europe/Berlin")
DAY = date(2026, 11, 18)

REMINDER = Entry("m-4v6b2n8s", "Reminder", "Muster: nachfragen", "2026-11-20", ("c-7f3qkd",))


def lines(*entries: Entry, events: bool = False) -> list[str]:
    text = calendar(entries, "clm jana", DAY, BERLIN, events=events)
    assert text.endswith("\r\n")
    assert text.count("\n") == text.count("\r\n")
    return text.split("\r\n")[:-1]


def test_an_entry_is_a_todo() -> None:
    assert lines(REMINDER) == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//clm//clm//EN",
        "X-WR-CALNAME:clm jana",
        "BEGIN:VTODO",
        "UID:m-4v6b2n8s@clm",
        "DTSTAMP:20261118T000000Z",
        "SUMMARY:Muster: nachfragen",
        "DUE;VALUE=DATE:20261120",
        "STATUS:NEEDS-ACTION",
        "DESCRIPTION:c-7f3qkd",
        "CATEGORIES:Reminder",
        "END:VTODO",
        "END:VCALENDAR",
    ]


def test_an_entry_is_an_event_of_its_day_where_events_are_wanted() -> None:
    assert lines(REMINDER, REMINDER._replace(due=None), events=True)[4:-1] == [
        "BEGIN:VEVENT",
        "UID:m-4v6b2n8s@clm",
        "DTSTAMP:20261118T000000Z",
        "SUMMARY:Muster: nachfragen",
        "DTSTART;VALUE=DATE:20261120",
        "DTEND;VALUE=DATE:20261121",
        "TRANSP:TRANSPARENT",
        "DESCRIPTION:c-7f3qkd",
        "CATEGORIES:Reminder",
        "END:VEVENT",
    ]


def test_a_meeting_is_an_event_in_either_way() -> None:
    talk = Entry("talk-c-7f3qkd", "talk", "Muster: talk", "2026-11-20T09:30:00Z", is_meeting=True)
    assert lines(talk) == lines(talk, events=True)
    assert lines(talk)[4:-1] == [
        "BEGIN:VEVENT",
        "UID:talk-c-7f3qkd@clm",
        "DTSTAMP:20261118T000000Z",
        "SUMMARY:Muster: talk",
        "DTSTART:20261120T093000Z",
        "CATEGORIES:talk",
        "END:VEVENT",
    ]


@pytest.mark.parametrize(
    ("due", "line"),
    [
        ("2026-11-20", "DUE;VALUE=DATE:20261120"),
        ("2026-11-20T17:00", "DUE:20261120T160000Z"),  # a local time in winter
        ("2026-07-20T17:00", "DUE:20260720T150000Z"),  # … and in summer
        ("2026-11-20T17:00:00Z", "DUE:20261120T170000Z"),
        (None, None),
    ],
)
def test_when_it_is_due(due: str | None, line: str | None) -> None:
    found = [one for one in lines(REMINDER._replace(due=due)) if one.startswith("DUE")]
    assert found == ([line] if line else [])


def test_prio_comes_first() -> None:
    assert "PRIORITY:1" in lines(REMINDER._replace(prio=True))
    assert "PRIORITY:1" not in lines(REMINDER)


def test_long_lines_are_folded_between_letters() -> None:
    name = "Größenwahn 東京 " * 20
    folded = lines(REMINDER._replace(summary=name))
    assert all(len(line.encode()) <= 75 for line in folded)
    start = next(i for i, line in enumerate(folded) if line.startswith("SUMMARY:"))
    pieces = [folded[start]]
    while folded[start + len(pieces)].startswith(" "):
        pieces.append(folded[start + len(pieces)][1:])
    assert len(pieces) > 5
    assert "".join(pieces) == f"SUMMARY:{name.strip()}"
    exactly = Entry("m-1", "k", "x" * (75 - len("SUMMARY:")), None)
    assert f"SUMMARY:{exactly.summary}" in lines(exactly)


HOSTILE = [
    ("a\r\nEND:VTODO\r\nBEGIN:VEVENT", "a END:VTODO BEGIN:VEVENT"),
    ("a, b; c: d\\n", r"a\, b\; c: d\\n"),
    ("a\x00\x1b[31m\u202eb", r"a\\u{0}\\u{1b}[31m\\u{202e}b"),
    ("x\x85END:VTODO\x0b\x1cy", "x END:VTODO y"),
    ('"DQUOTE" ^n', '"DQUOTE" ^n'),
]


@pytest.mark.parametrize(("text", "written"), HOSTILE)
def test_hostile_text_begins_no_line_and_does_nothing(text: str, written: str) -> None:
    entry = Entry("m-1", text, text, "2026-11-20", (text, "c-7f3qkd"))
    found = lines(entry)
    assert f"SUMMARY:{written}" in found
    assert f"CATEGORIES:{written}" in found
    assert rf"DESCRIPTION:{written}\nc-7f3qkd" in found
    assert len(found) == len(lines(REMINDER))
