"""Filling the index: files to records. Loaded only when a file changed."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

import msgspec

from clm.domain.casefile import OTeamFile, VpaFile
from clm.domain.findings import Finding
from clm.domain.flaws import Known
from clm.domain.policy import Settings
from clm.domain.settingschecks import unknown_calendar
from clm.errors import ClmError
from clm.store import escalationrows
from clm.store.answers import NEW
from clm.store.dossiers import Kept
from clm.store.kinds import target_of
from clm.store.places import place_of
from clm.store.reading import read
from clm.store.rulebook import records_in, settings_of
from clm.store.shared import read_from

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from clm.store.sources import Source

AT_ONCE: Final = 4000
"""How many files are read at once, and held in memory where they are of an old state."""
FORKING: Final = 100
"""From so many files on, they are read by several processes."""

Row = tuple[object, ...]


def take_in(
    db: sqlite3.Connection, source: Source, changed: Mapping[str, str], gone: Iterable[str]
) -> None:
    """Read the changed files; the customers they are about wait for `evaluate`."""
    touched: set[str] = set()
    everything = False
    for path in gone:
        touched.update(one for (one,) in db.execute("SELECT id FROM files WHERE path=?", (path,)))
        db.execute("DELETE FROM files WHERE path=?", (path,))
        everything = everything or path == "clm.yaml" or path.startswith("calendars/")
    for rows in _rows(source, changed):
        db.executemany("INSERT OR REPLACE INTO files VALUES (?,?,?,?,?,?,?,?)", rows)
        touched.update(row[ID] for row in rows)
        everything = everything or any(row[KIND] in {"settings", "calendar"} for row in rows)
    _write_people(db)
    if everything:
        touched.update(one for (one,) in db.execute("SELECT id FROM files WHERE kind='customer'"))
    _write_settings(db)
    _set_meta(db, "missing", _missing_calendar(db, source))
    risen = None if everything else [one for one in touched if one.startswith("es-")]
    if risen is None or risen:
        escalationrows.keep(db, ZoneInfo(settings_of(db).timezone), risen)
    # The row stays readable for others until `evaluate` writes it anew.
    db.executemany(
        "INSERT INTO customers (id, from_day) VALUES (?1, ?2)"
        " ON CONFLICT (id) DO UPDATE SET from_day = ?2",
        ((customer, NEW) for customer in touched if customer.startswith("c-")),
    )


KIND, ID = 3, 4


def _rows(source: Source, changed: Mapping[str, str]) -> Iterator[list[tuple[Any, ...]]]:
    """The rows of the changed files; of many, read by several processes."""

    def work(paths: Sequence[str]) -> list[Row]:
        return [_row(source, path, changed[path]) for path in paths]

    paths = list(changed)
    chunks = (paths[at : at + AT_ONCE] for at in range(0, len(paths), AT_ONCE))
    if len(paths) < FORKING:
        for chunk in chunks:
            source.prepare(chunk)
            yield work(chunk)
        return
    from clm.store.forked import ahead

    yield from ahead(work, _prepared(source, chunks))


def _prepared(source: Source, chunks: Iterable[Sequence[str]]) -> Iterator[Sequence[str]]:
    for chunk in chunks:
        source.prepare(chunk)
        yield chunk


def _row(source: Source, path: str, stamp: str) -> Row:
    target = target_of(path)
    kind, name = (str(target.kind), target.id) if target else ("", "")
    blob, record, findings = _look_at(source, path)
    bad = any(finding.severity == "error" for finding in findings)
    return (path, stamp, blob, kind, name, record, json.dumps(findings) if findings else "[]", bad)


def _look_at(source: Source, path: str) -> tuple[str, bytes | None, Sequence[Finding]]:
    """The file's blob, what is kept of it, and what is wrong with it; a link is not followed."""
    target = target_of(path)
    if target is None and path.endswith((".yaml", ".yml")):
        return "", None, ()  # not one of ours; `check` names it
    try:
        data = source.read(path)
    except ClmError as problem:
        return "", None, (Finding(path, 1, 1, "unreadable", problem.message, problem.hint),)
    if target is None or data is None:
        return "", None, ()
    return blob_id(data), *_parse(source, path, data)


def blob_id(data: bytes) -> str:
    """What git calls these bytes; where it names them otherwise, an old state reads them again."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def _parse(source: Source, path: str, data: bytes) -> tuple[bytes | None, Sequence[Finding]]:
    """The record, or of a case file what is kept of it; None where nothing can be used."""
    parsed = read_from(source, path, data)
    record: Any = parsed.usable
    if isinstance(record, OTeamFile | VpaFile):
        record = Kept.of(record)
    kept = msgspec.msgpack.encode(record) if record is not None else None
    return kept, parsed.findings


def _write_people(db: sqlite3.Connection) -> None:
    """People and plans as plain data: a worklist is made without loading what reads records."""
    for kind, folder in (("team", "team"), ("vpa", "vpas"), ("plan", "plans")):
        rows = records_in(db, folder)
        _set_meta(db, kind, [msgspec.msgpack.decode(blob) for _, blob in rows if blob])


def _write_settings(db: sqlite3.Connection) -> None:
    found = db.execute("SELECT record FROM files WHERE path='clm.yaml'").fetchone()
    record = msgspec.msgpack.decode(found[0]) if found and found[0] else None
    _set_meta(db, "settings", record)


def _set_meta(db: sqlite3.Connection, key: str, value: object) -> None:
    db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, json.dumps(value)))


def _missing_calendar(db: sqlite3.Connection, source: Source) -> list[Finding]:
    """What no file alone shows: the team's calendar has none. A bad file is one all the same."""
    slugs = frozenset(slug for slug, _ in records_in(db, "calendars"))
    known = Known(date.min, calendars=slugs)
    findings = []
    for flaw in unknown_calendar(settings_of(db), known):
        root = read(source.read("clm.yaml") or b"", "clm.yaml", Settings).root
        place = place_of(root, flaw.at) if root else (1, 1)
        findings.append(Finding("clm.yaml", *place, "unknown-calendar", flaw.sentence, flaw.hint))
    return findings
