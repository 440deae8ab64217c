"""What the rules are given: settings and calendars from the index, as one process."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import msgspec

from clm.domain.catalogue import Service
from clm.domain.policy import Settings
from clm.domain.process import Process
from clm.domain.servicefile import ServiceFile
from clm.domain.sla import Sla
from clm.domain.worktime import WorkCalendar, calendar_of, office_calendar

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping


def settings_of(db: sqlite3.Connection) -> Settings:
    """The settings as stored; of bad ones those that can be read; else the defaults."""
    found = db.execute("SELECT record FROM files WHERE path='clm.yaml'").fetchone()
    blob = found[0] if found else None
    settings = msgspec.msgpack.decode(blob, type=Settings | None) if blob else None
    return settings or Settings(format=1)


def calendars_of(db: sqlite3.Connection) -> dict[str, WorkCalendar]:
    """The calendars by their slugs; a bad one is left out."""
    rows = records_in(db, "calendars")
    return {slug: msgspec.msgpack.decode(blob, type=WorkCalendar) for slug, blob in rows if blob}


def services_of(db: sqlite3.Connection) -> list[Service]:
    """The service portfolio by id; a bad file is left out."""
    return [msgspec.msgpack.decode(blob, type=Service) for _, blob in _good(db, "service")]


def slas_of(db: sqlite3.Connection) -> list[Sla]:
    """The agreements that are files of their own, by id; a bad one is left out."""
    return [msgspec.msgpack.decode(blob, type=Sla) for _, blob in _good(db, "sla")]


def own_terms(db: sqlite3.Connection) -> dict[str, tuple[Sla, ...]]:
    """The terms of each customer who has some of their own, by the customer's id."""
    files = (
        (customer, msgspec.msgpack.decode(blob, type=ServiceFile))
        for customer, blob in _good(db, "service-file")
    )
    return {customer: file.sla for customer, file in files if file.sla}


def _good(db: sqlite3.Connection, kind: str) -> list[tuple[str, bytes]]:
    text = "SELECT id, record FROM files WHERE kind = ? AND NOT bad AND record NOTNULL ORDER BY id"
    return db.execute(text, (kind,)).fetchall()


def records_in(db: sqlite3.Connection, folder: str) -> list[tuple[str, bytes | None]]:
    """(id, record) of the files of a folder, by id; of a bad one nothing is known."""
    text = "SELECT id, record FROM files WHERE path > ? || '/' AND path < ? || '0' ORDER BY id"
    return [(name, blob) for name, blob in db.execute(text, (folder, folder)) if name]


def process_of(db: sqlite3.Connection) -> Process:
    """The process the rules run with here."""
    return make_process(settings_of(db), calendars_of(db))


def make_process(settings: Settings, calendars: Mapping[str, WorkCalendar]) -> Process:
    """Thresholds, calendar, zone and sections of a team's settings."""
    policy, zone = settings.policy, ZoneInfo(settings.timezone)
    named = calendars.get(settings.calendar or "")
    calendar = calendar_of(named, policy) if named else office_calendar(policy, zone)
    tags = settings.tags
    sections = {name: frozenset({name, *tags.get(name, ())}) for name in settings.vpa_sections}
    return Process(policy, calendar, zone, settings.checks_from, sections)
