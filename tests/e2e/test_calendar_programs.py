"""The calendar file is read by others: a parser, and a calendar program (khal)."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clm.render.ics import Entry, calendar
from clm.render.safe import shown
from tests.world import Clm

DATA = Path(__file__).resolve().parents[2] / "data"
BERLIN = ZoneInfo("Europe/Berlin")
DAY = date(2026, 11, 18)

KHAL = """[calendars]
[[clm]]
path = {folder}/calendar
[locale]
local_timezone = Europe/Berlin
default_timezone = Europe/Berlin
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
timeformat = %H:%M
[sqlite]
path = {folder}/khal.db
"""


def parts(text: str) -> list[Any]:
    found = icalendar.Calendar.from_ical(text)
    assert not found.errors
    assert not any(part.errors for part in found.walk())
    return list(found.subcomponents)


TEXTS = st.text(max_size=120)
DUES = st.one_of(
    st.none(),
    st.dates(date(1980, 1, 1), date(2150, 1, 1)).map(date.isoformat),
    st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)).map(  # noqa: DTZ001 -- local
        lambda at: f"{at:%Y-%m-%dT%H:%M}"
    ),
    st.just("2026-11-20T17:00:00Z"),
)
ENTRIES = st.builds(
    Entry,
    st.from_regex(r"[mtd]-[0-9a-z]{8}", fullmatch=True),
    TEXTS,
    TEXTS,
    DUES,
    st.lists(TEXTS, max_size=2),
    st.booleans(),
)


@given(entries=st.lists(ENTRIES, max_size=3), events=st.booleans())
def test_a_parser_reads_what_was_meant_whatever_the_text(
    entries: list[Entry], *, events: bool
) -> None:
    found = parts(calendar(entries, "clm jana", DAY, BERLIN, events=events))
    meant = [one for one in entries if one.due or not events]
    assert [str(part["UID"]) for part in found] == [f"{one.id}@clm" for one in meant]
    for part, one in zip(found, meant, strict=True):
        assert part.name == ("VEVENT" if events else "VTODO")
        assert str(part["SUMMARY"]) == shown(" ".join(one.summary.split()))
        told = "\n".join(shown(" ".join(line.split())) for line in one.lines)
        assert str(part.get("DESCRIPTION", "")) == told
        when = part.get("DTSTART" if events else "DUE")
        assert (when is None) is (one.due is None)
        if when is not None and one.due:
            at = when.dt
            local = at.astimezone(BERLIN) if isinstance(at, datetime) else at
            assert local.isoformat()[:10] == (
                one.due[:10] if not one.due.endswith("Z") else "2026-11-20"
            )


@pytest.fixture
def example(tmp_path: Path) -> Clm:
    """The example team's data."""
    shutil.copytree(DATA, tmp_path / "data")
    return Clm(tmp_path / "data")


def khal(folder: Path, *words: str) -> str:
    (folder / "calendar").mkdir(exist_ok=True)
    (folder / "khal.conf").write_text(KHAL.format(folder=folder), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "khal", "-c", folder / "khal.conf", *words],
        env=os.environ | {"XDG_DATA_HOME": str(folder)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def in_khal(folder: Path) -> list[str]:
    """Day, time, title and id of what khal shows."""
    told = "{start-date}|{start-time}|{title}|{uid}"
    out = khal(folder, "list", "--format", told, "--day-format", "", "2026-11-01", "120d")
    return sorted(line for line in out.splitlines() if line)


def as_khal_has_it(part: Any) -> str:
    when = part["DTSTART"].dt
    local = when.astimezone(BERLIN) if isinstance(when, datetime) else when
    day, time = f"{local:%Y-%m-%d}", f"{local:%H:%M}" if isinstance(when, datetime) else ""
    return f"{day}|{time}|{part['SUMMARY']}|{part['UID']}"


@pytest.mark.parametrize("handle", ["jana", "luis"])
def test_khal_shows_the_same_entries(example: Clm, tmp_path: Path, handle: str) -> None:
    file = tmp_path / "clm.ics"
    words = ("export", "ics", "--events", "--as", handle, "-O", str(file))
    example.ok(*words)
    meant = sorted(map(as_khal_has_it, parts(file.read_text(encoding="utf-8"))))
    assert len(meant) >= 2
    khal(tmp_path, "import", "--batch", str(file))
    assert in_khal(tmp_path) == meant
    # Taken in again after a change, it is the same entries, not new ones.
    example.ok(*words, "--today", "2026-11-19")
    khal(tmp_path, "import", "--batch", str(file))
    later = {line.rpartition("|")[2] for line in map(as_khal_has_it, parts(file.read_text()))}
    assert later <= {line.rpartition("|")[2] for line in in_khal(tmp_path)}
    assert len({line.rpartition("|")[2] for line in in_khal(tmp_path)}) == len(in_khal(tmp_path))


def test_todos_and_events_are_the_same_entries(example: Clm) -> None:
    todos = parts(example.ok("export", "ics", "--as", "jana"))
    events = parts(example.ok("export", "ics", "--as", "jana", "--events"))
    assert {part.name for part in todos} == {"VTODO"}
    dated = [part for part in todos if "DUE" in part]
    assert [(p["UID"], p["SUMMARY"], p["DUE"].dt) for p in dated] == [
        (p["UID"], p["SUMMARY"], p["DTSTART"].dt) for p in events
    ]
