"""What the rules are given: settings and calendars from the index, as one process."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import msgspec

from clm.domain.checks import Known, unknown_calendar
from clm.domain.findings import Finding
from clm.domain.policy import Settings
from clm.domain.process import Process
from clm.domain.worktime import WorkCalendar, calendar_of, office_calendar
from clm.store.places import place_of
from clm.store.reading import read

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

    from clm.store.sources import Source


def settings_of(db: sqlite3.Connection) -> Settings:
    """The settings as stored; the defaults where `clm.yaml` is missing or bad."""
    found = db.execute("SELECT record FROM files WHERE path='clm.yaml'").fetchone()
    blob = found[0] if found else None
    settings = msgspec.msgpack.decode(blob, type=Settings | None) if blob else None
    return settings or Settings(format=1)


def calendars_of(db: sqlite3.Connection) -> dict[str, WorkCalendar]:
    """The calendars by their slugs; a bad one is left out."""
    rows = db.execute("SELECT id, record FROM files WHERE kind='calendar' AND NOT bad ORDER BY id")
    return {slug: msgspec.msgpack.decode(blob, type=WorkCalendar) for slug, blob in rows}


def process_of(db: sqlite3.Connection) -> Process:
    """The process the rules run with here."""
    return make_process(settings_of(db), calendars_of(db))


def make_process(settings: Settings, calendars: Mapping[str, WorkCalendar]) -> Process:
    """Thresholds, calendar and zone of a team's settings."""
    policy, zone = settings.policy, ZoneInfo(settings.timezone)
    named = calendars.get(settings.calendar or "")
    calendar = calendar_of(named, policy) if named else office_calendar(policy, zone)
    return Process(policy, calendar, zone, settings.checks_from)


def missing_calendar(db: sqlite3.Connection, source: Source) -> list[Finding]:
    """What no file alone shows: the team's calendar has none. A bad file is one all the same."""
    slugs = (slug for (slug,) in db.execute("SELECT id FROM files WHERE kind='calendar'"))
    known = Known(date.min, calendars=frozenset(slugs))
    findings = []
    for flaw in unknown_calendar(settings_of(db), known):
        root = read(source.read("clm.yaml") or b"", "clm.yaml", Settings).root
        place = place_of(root, flaw.at) if root else (1, 1)
        findings.append(Finding("clm.yaml", *place, "unknown-calendar", flaw.sentence, flaw.hint))
    return findings
