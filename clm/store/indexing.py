"""Filling the index: files to records, records and rules to rows. Loaded only when needed."""

from __future__ import annotations

import json
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from clm.domain.bookings import order_sizes, usual_hours
from clm.domain.calendar import Calendar
from clm.domain.casefile import OTeamFile, VpaFile
from clm.domain.changes import Target
from clm.domain.customer import Customer
from clm.domain.findings import Finding
from clm.domain.lifecycle import class_of, open_mark, standing
from clm.domain.lists import ANYONE
from clm.domain.moments import day_of
from clm.domain.names import keys
from clm.domain.policy import Policy, Settings
from clm.domain.process import Dossier, Process
from clm.domain.request import Requests
from clm.domain.watchlist import watch_reasons
from clm.domain.worklist import RULE_ORDER, changes_after, entries, responsible, rule
from clm.errors import ClmError
from clm.store.kinds import path_of, record_of, target_of
from clm.store.reading import read

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from clm.domain.changes import FileKind
    from clm.domain.request import PostedTask

    Reader = Callable[[Target], Any]
    from clm.store.sources import Source

SILENT_KINDS: Final = frozenset({"status-change"})
"""Notes that commands write themselves do not count as having looked at a customer (A1.32)."""


NEW: Final = "9999"
"""The `from_day` of a customer whose files changed since the rules were asked."""


def take_in(
    db: sqlite3.Connection, source: Source, changed: Mapping[str, str], gone: Iterable[str]
) -> None:
    """Read the changed files; the customers they are about wait for `evaluate`."""
    touched: set[str] = set()
    everything = False
    for path in gone:
        touched.update(one for (one,) in db.execute("SELECT id FROM files WHERE path=?", (path,)))
        db.execute("DELETE FROM files WHERE path=?", (path,))
        everything = everything or path == "clm.yaml"
    for path, stamp in changed.items():
        target = target_of(path)
        kind, name = (target.kind, target.id) if target else ("", "")
        record, findings = _look_at(source, path)
        bad = any(finding.severity == "error" for finding in findings)
        row = (path, stamp, kind, name, record, json.dumps(findings), bad)
        db.execute("INSERT OR REPLACE INTO files VALUES (?,?,?,?,?,?,?)", row)
        touched.add(name)
        everything = everything or kind == "settings"
    _write_people(db)
    if everything:
        touched.update(one for (one,) in db.execute("SELECT id FROM files WHERE kind='customer'"))
    _write_settings(db)
    for customer in touched:
        if customer.startswith("c-"):
            # The row stays readable for others until `evaluate` writes it anew.
            db.execute(
                "INSERT INTO customers (id, from_day) VALUES (?1, ?2)"
                " ON CONFLICT (id) DO UPDATE SET from_day = ?2",
                (customer, NEW),
            )


def _look_at(source: Source, path: str) -> tuple[bytes | None, Sequence[Finding]]:
    """What is kept of a file, and what is wrong with it; a link is not followed."""
    target = target_of(path)
    if target is None and path.endswith((".yaml", ".yml")):
        return None, ()  # not one of ours; `check` names it
    try:
        data = source.read(path)
    except ClmError as problem:
        return None, (Finding(path, 1, 1, "unreadable", problem.message, problem.hint),)
    return _parse(path, data, target.kind) if target and data is not None else (None, ())


def _parse(path: str, data: bytes, kind: FileKind) -> tuple[bytes | None, Sequence[Finding]]:
    """The record, or for a case file the days with an entry; None where there is an error."""
    parsed = read(data, path, record_of(kind))
    record: Any = parsed.record
    if isinstance(record, OTeamFile | VpaFile):
        record = {
            "days": looked_at(record),
            "ids": _item_ids(record),
        }
    kept = msgspec.msgpack.encode(record) if record is not None else None
    return kept, parsed.findings


def _item_ids(file: OTeamFile | VpaFile) -> list[str]:
    deadlines = file.deadlines if isinstance(file, VpaFile) else ()
    return [*(note.id for note in file.notes), *(item.id for item in deadlines)]


def _write_people(db: sqlite3.Connection) -> None:
    for kind in ("team", "vpa"):
        rows = db.execute("SELECT record FROM files WHERE kind=? ORDER BY id", (kind,))
        _set_meta(db, kind, [msgspec.msgpack.decode(blob) for (blob,) in rows if blob])


def _write_settings(db: sqlite3.Connection) -> None:
    found = db.execute("SELECT record FROM files WHERE path='clm.yaml'").fetchone()
    record = msgspec.msgpack.decode(found[0]) if found and found[0] else None
    _set_meta(db, "settings", record)


def _set_meta(db: sqlite3.Connection, key: str, value: object) -> None:
    db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, json.dumps(value)))


def settings_of(db: sqlite3.Connection) -> Settings:
    """The settings as stored; the defaults where `clm.yaml` is missing or bad."""
    found = db.execute("SELECT record FROM files WHERE path='clm.yaml'").fetchone()
    blob = found[0] if found else None
    settings = msgspec.msgpack.decode(blob, type=Settings | None) if blob else None
    return settings or Settings(format=1)


def process_of(db: sqlite3.Connection) -> Process:
    """The process the rules run with here."""
    return make_process(settings_of(db))


def make_process(settings: Settings) -> Process:
    """Thresholds, calendar and zone of a team's settings."""
    policy: Policy = settings.policy
    return Process(policy, Calendar(), ZoneInfo(settings.timezone), settings.checks_from)


def evaluate(db: sqlite3.Connection, today: date) -> None:
    """Ask the rules again for every customer whose rows do not hold on `today`."""
    process = process_of(db)
    day = today.isoformat()
    stale = "SELECT id, from_day FROM customers WHERE until_day <= ? OR from_day > ?"
    for customer, from_day in db.execute(stale, (day, day)).fetchall():
        _write_customer(db, customer, today, process, words=from_day == NEW)


class Facts(NamedTuple):
    """What the index keeps of a customer's files, by kind of file."""

    stamps: dict[str, str]
    records: dict[str, bytes]

    @classmethod
    def of(cls, db: sqlite3.Connection, customer: str) -> Facts:
        """The rows of one customer; bad files have none."""
        text = "SELECT kind, stamp, record FROM files WHERE id=? AND NOT bad"
        rows = db.execute(text, (customer,)).fetchall()
        return cls({k: stamp for k, stamp, _ in rows}, {k: record for k, _, record in rows})

    def customer(self) -> Customer | None:
        """The customer's record."""
        held = self.records.get("customer")
        return msgspec.msgpack.decode(held, type=Customer) if held else None

    def posted(self) -> tuple[PostedTask, ...]:
        """The tasks the customer posted."""
        held = self.records.get("requests")
        return msgspec.msgpack.decode(held, type=Requests).posted if held else ()

    def noted(self, kind: str) -> list[str]:
        """The moments of a case file's entries that count as having looked at the customer."""
        held = self.records.get(kind)
        return msgspec.msgpack.decode(held)["days"] if held else []


CASE_FILES: Final[tuple[FileKind, ...]] = ("oteam", "vpa-file")


def _dossier(db: sqlite3.Connection, customer: str, process: Process) -> Dossier | None:
    facts = Facts.of(db, customer)
    record = facts.customer()
    if record is None:
        return None
    noted = (at for kind in CASE_FILES for at in facts.noted(kind))
    return Dossier(record, facts.posted(), tuple(day_of(at, process.zone) for at in noted))


def fresh_dossier(
    db: sqlite3.Connection, source: Source, customer: str, process: Process, read: Reader
) -> Dossier | None:
    """All facts about a customer as its files have them now.

    A file that is still the one the index read is not parsed again; `read` answers for the others
    and raises BadDataError.
    """
    facts = Facts.of(db, customer)

    def changed(kind: FileKind) -> bool:
        stamp = source.stamp(path_of(Target(kind, customer)))
        return not stamp or facts.stamps.get(kind) != stamp

    record = read(Target("customer", customer)) if changed("customer") else facts.customer()
    if record is None:
        return None
    posted = facts.posted()
    if changed("requests"):
        requests = read(Target("requests", customer))
        posted = requests.posted if requests else ()
    noted: list[str] = []
    for kind in CASE_FILES:
        if changed(kind):
            file = read(Target(kind, customer))
            noted += looked_at(file) if file else []
        else:
            noted += facts.noted(kind)
    return Dossier(record, posted, tuple(day_of(at, process.zone) for at in noted))


def looked_at(file: OTeamFile | VpaFile) -> list[str]:
    """The moments of the entries that count as having looked at the customer (A1.32)."""
    return [note.at for note in file.notes if note.kind not in SILENT_KINDS]


def _write_customer(
    db: sqlite3.Connection, customer: str, today: date, process: Process, *, words: bool
) -> None:
    db.execute("DELETE FROM customers WHERE id=?", (customer,))
    db.execute("DELETE FROM entries WHERE customer=?", (customer,))
    if words:
        db.execute("DELETE FROM words WHERE customer=?", (customer,))
    dossier = _dossier(db, customer, process)
    if dossier is None:
        return
    stands = standing(dossier, today, process)
    row = customer_row(dossier, today, process)
    person = responsible(dossier.customer, stands) or ANYONE
    turns = changes_after(dossier, today, process)
    db.execute(
        "INSERT INTO customers VALUES (?,?,?,?,?,?,?,?,?)",
        (
            customer,
            dossier.customer.name,
            stands.list,
            person,
            bool(row["watch"]),
            bool(row["prio"]),
            json.dumps(row, ensure_ascii=False),
            today.isoformat(),
            turns.isoformat() if turns else None,
        ),
    )
    db.executemany(
        "INSERT INTO entries VALUES (?,?,?,?,?,?,?,?,?,?)",
        [
            (
                customer,
                entry.who or person,
                entry.rule,
                entry.trigger,
                entry.since.isoformat(),
                entry.due.isoformat() if entry.due else None,
                entry.word,
                entry.hidden,
                RULE_ORDER[entry.rule],
                rule(entry.rule).next.format(ref=customer),
            )
            for entry in entries(dossier, today, process)
        ],
    )
    if words:
        found = [(word, kind, customer) for word, kind in _words(db, dossier)]
        db.executemany("INSERT INTO words VALUES (?,?,?)", found)


def _words(db: sqlite3.Connection, dossier: Dossier) -> Iterator[tuple[str, str]]:
    """What a person may type to mean this customer or an item of it."""
    customer = dossier.customer
    yield customer.id, "id"
    for word in keys(customer.name):
        yield word, "name"
    for contact in customer.contacts:
        if contact.email:
            yield contact.email.casefold(), "email"
    lists = (
        customer.contacts, customer.bookings, customer.reminders, customer.handled,
        customer.class_, customer.prio, customer.offer, customer.watch, dossier.posted,
    )  # fmt: skip
    for item in chain.from_iterable(lists):
        yield item.id, "item"  # type: ignore[attr-defined]
    kinds = "SELECT record FROM files WHERE id=? AND NOT bad AND kind IN ('oteam', 'vpa-file')"
    for (blob,) in db.execute(kinds, (customer.id,)):
        for note in msgspec.msgpack.decode(blob)["ids"]:
            yield note, "item"
    for key, value in customer.external_ids.items():
        yield f"{key}:{value}", "external"


def posted_tasks(
    db: sqlite3.Connection, responsible: Iterable[str] | None = None
) -> Iterator[tuple[dict[str, Any], PostedTask]]:
    """Every posted task with its customer's row, of some responsibles' customers or of all.

    Where the customer's own file is bad, the row holds no more than its `id`.
    """
    people = None if responsible is None else frozenset(responsible)
    rows = db.execute(
        "SELECT f.id, c.responsible, c.row, f.record FROM files AS f"
        " LEFT JOIN customers AS c ON c.id = f.id"
        " WHERE f.kind = 'requests' AND NOT f.bad ORDER BY f.id"
    )
    for customer, person, row, blob in rows:
        if people is None or person in people:
            known = json.loads(row) if row else {"id": customer}
            for task in msgspec.msgpack.decode(blob, type=Requests).posted:
                yield known, task


def customer_row(dossier: Dossier, today: date, process: Process) -> dict[str, Any]:
    """One item of `customer list --json` (`commands`, The tree)."""
    customer = dossier.customer
    stands = standing(dossier, today, process)
    counted = stands.bookings
    usual = usual_hours(order_sizes(counted, process.policy), process.policy)
    return {
        "id": customer.id,
        "name": customer.name,
        "kind": customer.kind,
        "status": customer.status,
        "list": stands.list,
        "phase": stands.phase,
        "no_show": stands.no_show,
        "class": class_of(customer, today),
        "prio": open_mark(customer.prio, today) is not None,
        "offer": open_mark(customer.offer, today) is not None,
        "watch": [reason.reason for reason in watch_reasons(dossier, today, process)],
        "owner": customer.owner,
        "sales": customer.sales,
        "account_manager": customer.account_manager or customer.owner,
        "vpa": customer.vpa,
        "bookings": len(counted),
        "first_booked_on": counted[0].booked_on.isoformat() if counted else None,
        "last_booked_on": counted[-1].booked_on.isoformat() if counted else None,
        "usual_hours": _number(usual),
        "external_ids": customer.external_ids,
        "phone_appointment": _waits_for_call(customer),
    }


def _waits_for_call(customer: Customer) -> bool:
    """A1.5: a talk by phone was booked and has no outcome yet."""
    talk = customer.appointment
    return talk is not None and talk.channel == "phone" and not talk.outcome


def _number(hours: object) -> int | float | None:
    if hours is None:
        return None
    value = float(str(hours))
    return int(value) if value.is_integer() else value
