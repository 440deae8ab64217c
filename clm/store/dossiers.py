"""From the index's records to dossiers: all facts about a customer. Loaded when rules are asked."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import msgspec

from clm.domain.casefile import FILES, Deadline, VpaFile, Written
from clm.domain.changes import Target
from clm.domain.customer import Customer
from clm.domain.deadlines import asks
from clm.domain.moments import day_of
from clm.domain.process import Dossier
from clm.domain.request import Requests
from clm.domain.servicefile import ServiceFile
from clm.store.answers import marks
from clm.store.kinds import path_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from clm.domain.casefile import OTeamFile
    from clm.domain.changes import FileKind
    from clm.domain.process import Process
    from clm.domain.request import PostedTask
    from clm.store.sources import Source

    Reader = Callable[[Target], Any]

SILENT_KINDS: Final = frozenset({"status-change", "package-extension", "addon-booking"})
"""Notes that commands write themselves do not count as having looked at a customer (A1.32)."""

_AT_ONCE: Final = 500
"""How many customers' files are asked for at once."""

CASE_FILES: Final[tuple[FileKind, ...]] = ("oteam", "vpa-file")


class Kept(msgspec.Struct, frozen=True, array_like=True):
    """What is kept of a case file: the moments of looks, the ids of items, the tags of entries.

    Of a VPA's also its entries as far as rules ask about them, and what the VPA was asked.
    """

    looks: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    written: tuple[Written, ...] = ()
    deadlines: tuple[Deadline, ...] = ()

    @classmethod
    def of(cls, file: OTeamFile | VpaFile) -> Kept:
        """The extract of a case file."""
        looks = tuple(note.at for note in file.notes if note.kind not in SILENT_KINDS)
        ids = tuple(note.id for note in file.notes)
        tags = tuple(tag for note in file.notes for tag in note.tags)
        if not isinstance(file, VpaFile):
            return cls(looks, ids, tags)
        ids += tuple(item.id for item in file.deadlines)
        return cls(looks, ids, tags, tuple(map(Written.of, file.notes)), file.deadlines)


class Facts(NamedTuple):
    """What the index keeps of a customer's files, by kind of file."""

    stamps: dict[str, str]
    records: dict[str, bytes]

    @classmethod
    def of(cls, db: sqlite3.Connection, customer: str) -> Facts:
        """The rows of one customer; bad files have none."""
        return cls.of_all(db, [customer])[customer]

    @classmethod
    def of_all(cls, db: sqlite3.Connection, customers: Collection[str]) -> dict[str, Facts]:
        """The rows of several customers, asked for at once."""
        text = (
            "SELECT id, kind, stamp, record FROM files"  # noqa: S608 -- only marks are joined
            f" WHERE id IN ({marks(customers)}) AND NOT bad"
        )
        found = {customer: cls({}, {}) for customer in customers}
        for customer, kind, stamp, record in db.execute(text, list(customers)):
            found[customer].stamps[kind] = stamp
            found[customer].records[kind] = record
        return found

    def customer(self) -> Customer | None:
        """The customer's record."""
        held = self.records.get("customer")
        return msgspec.msgpack.decode(held, type=Customer) if held else None

    def requests(self) -> Requests | None:
        """The customer's requests, and the tasks they posted."""
        held = self.records.get("requests")
        return msgspec.msgpack.decode(held, type=Requests) if held else None

    def services(self) -> ServiceFile | None:
        """The customer's complaints, service reviews and own terms."""
        held = self.records.get("service-file")
        return msgspec.msgpack.decode(held, type=ServiceFile) if held else None

    def kept(self, kind: FileKind) -> Kept:
        """What is kept of a case file."""
        held = self.records.get(kind)
        return msgspec.msgpack.decode(held, type=Kept) if held else Kept()


def dossier(facts: Facts, process: Process) -> Dossier | None:
    """All facts about a customer as the index has them."""
    record = facts.customer()
    if record is None:
        return None
    files = [facts.kept(kind) for kind in CASE_FILES]
    return _made(record, facts.requests(), facts.services(), files, process)


def all_dossiers(db: sqlite3.Connection, process: Process) -> Iterator[Dossier]:
    """All facts about every readable customer, by id, as the index has them."""
    rows = db.execute("SELECT id FROM files WHERE kind='customer' AND NOT bad ORDER BY id")
    return dossiers(db, [customer for (customer,) in rows], process)


def dossiers(db: sqlite3.Connection, ids: Sequence[str], process: Process) -> Iterator[Dossier]:
    """All facts about some customers, in their order; one whose file is bad is left out."""
    for at in range(0, len(ids), _AT_ONCE):
        for facts in Facts.of_all(db, ids[at : at + _AT_ONCE]).values():
            found = dossier(facts, process)
            if found:
                yield found


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
        if stamp is None:  # no file, and none was there: nothing to be read
            return kind in facts.stamps
        return not stamp or facts.stamps.get(kind) != stamp

    record = read(Target("customer", customer)) if changed("customer") else facts.customer()
    if record is None:
        return None
    requests = facts.requests()
    if changed("requests"):
        requests = read(Target("requests", customer))
    services = facts.services()
    if changed("service-file"):
        services = read(Target("service-file", customer))
    files = []
    for kind in CASE_FILES:
        if changed(kind):
            file = read(Target(kind, customer))
            files.append(Kept.of(file) if file else Kept())
        else:
            files.append(facts.kept(kind))
    return _made(record, requests, services, files, process)


def _made(
    record: Customer,
    requests: Requests | None,
    services: ServiceFile | None,
    files: Sequence[Kept],
    process: Process,
) -> Dossier:
    _, vpa_file = files
    noted = tuple(day_of(at, process.zone) for file in files for at in file.looks)
    asked = asks(vpa_file.deadlines, vpa_file.written, process.zone)
    held = requests or Requests(customer=record.id)
    facts = Dossier(record, held.posted, noted, asked, vpa_file.written, held.requests)
    if held.tasks:
        facts = facts._replace(tasks=held.tasks)
    if services is None:  # as for nearly all
        return facts
    return facts._replace(
        complaints=services.complaints,
        reviews=services.reviews,
        terms=services.sla,
        review_months=services.review_months,
    )


def without_unreadable(db: sqlite3.Connection, found: Iterable[Dossier]) -> Iterator[Dossier]:
    """Those of whom complaints and reviews are known: their service file is no bad one.

    Who asks whether there are any must not take a file that cannot be read for none.
    """
    rows = db.execute("SELECT id FROM files WHERE bad AND kind = 'service-file'")
    unreadable = {customer for (customer,) in rows}
    return (one for one in found if one.customer.id not in unreadable)


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


def note_ids(db: sqlite3.Connection) -> Iterator[str]:
    """The ids of all entries of all customers, but those in files that cannot be read."""
    text = f"SELECT record FROM files WHERE kind IN ({marks(CASE_FILES)}) AND NOT bad"  # noqa: S608 -- marks
    for (record,) in db.execute(text, CASE_FILES):
        yield from msgspec.msgpack.decode(record, type=Kept).ids


def tags_of(db: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    """(file, tag) of each tag of each case-file entry, of all customers."""
    names = dict(zip(CASE_FILES, FILES, strict=True))
    text = f"SELECT kind, record FROM files WHERE kind IN ({marks(names)}) AND NOT bad"  # noqa: S608 -- marks
    for kind, record in db.execute(text, list(names)):
        for tag in msgspec.msgpack.decode(record, type=Kept).tags:
            yield names[kind], tag
