"""Reading records out of the index: all of a kind at once, without parsing their files."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final, TypeVar

import msgspec

from clm.domain.customer import Appointment, Customer, Demand, Reminder
from clm.domain.definition import Definition
from clm.domain.lists import ANYONE
from clm.domain.reportrecord import ReportKind, ReportRecord
from clm.domain.request import Requests
from clm.store.answers import marks
from clm.store.indexing import blob_id

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from clm.domain.changes import FileKind
    from clm.store.index import Index


R = TypeVar("R", bound=msgspec.Struct)


def known_record(index: Index, path: str, data: bytes, record: type[R]) -> R | None:
    """What the index read from exactly these bytes; None where they have to be parsed.

    Only for kinds of files that the index keeps whole: customers and requests, not case files.
    """
    text = "SELECT record FROM files WHERE path=? AND blob=? AND NOT bad"
    found = index.db.execute(text, (path, blob_id(data))).fetchone()
    return msgspec.msgpack.decode(found[0], type=record) if found and found[0] else None


LEADS: Final = ("lead", "colleague-lead")
"""The lists of those for whom no booking counts."""


class Reachable(msgspec.Struct, frozen=True, kw_only=True):
    """How a contact is reached."""

    email: str | None = None
    phone: str | None = None


class Registered(msgspec.Struct, frozen=True, kw_only=True):
    """Under which number a company is registered."""

    registration: str | None = None


class Identity(msgspec.Struct, frozen=True, kw_only=True):
    """The part of a customer that tells it from others."""

    id: str
    name: str
    external_ids: dict[str, str] = {}
    company: Registered | None = None
    contacts: tuple[Reachable, ...] = ()
    merged_into: str | None = None


def identities(index: Index) -> Iterator[Identity]:
    """Every readable customer; only these fields are decoded, so 100,000 are quick."""
    decode = msgspec.msgpack.Decoder(Identity).decode
    rows = index.db.execute("SELECT record FROM files WHERE kind='customer' AND NOT bad")
    for (blob,) in rows:
        yield decode(blob)


class Lead(msgspec.Struct, frozen=True, kw_only=True):
    """The part of a customer that tells who is to look after it.

    `list` is where it stands; `booked`: a booking counts, and it has no owner.
    """

    id: str
    name: str
    list: str = ""
    registered_on: date | None = None
    source: str | None = None
    invited_by: str | None = None
    account: str | None = None
    owner: str | None = None
    sales: str | None = None
    appointment: Appointment | None = None

    @property
    def booked(self) -> bool:
        """Does a booking count?"""
        return self.list not in LEADS


class Reminded(msgspec.Struct, frozen=True, kw_only=True):
    """The part of a customer that says what somebody is to be reminded of."""

    id: str
    name: str
    reminders: tuple[Reminder, ...] = ()


def reminded(index: Index, people: Collection[str] | None = None) -> Iterator[Reminded]:
    """Every customer who stands in a list, by id, or those whose records name one of `people`."""
    decode = msgspec.msgpack.Decoder(Reminded).decode
    named = [f"instr(f.record, ?{n})" for n in range(1, len(people or ()) + 1)]
    only = "" if people is None else f" AND ({' OR '.join(named) or '0'})"
    rows = index.db.execute(
        "SELECT f.record FROM customers AS c JOIN files AS f ON f.id = c.id"  # noqa: S608 -- ours
        f" WHERE f.kind = 'customer' AND NOT f.bad AND c.list IS NOT NULL{only} ORDER BY c.id",
        [handle.encode() for handle in people or ()],
    )
    for (blob,) in rows:
        yield decode(blob)


def naming(index: Index, ids: Collection[str]) -> list[tuple[FileKind, str]]:
    """(kind, id) of every readable record in which one of some ids stands; not of case files."""
    named = " OR ".join(f"instr(record, ?{n})" for n in range(1, len(ids) + 1))
    text = f"SELECT kind, id FROM files WHERE kind <> '' AND NOT bad AND ({named}) ORDER BY path"  # noqa: S608 -- ours
    return index.db.execute(text, [one.encode() for one in ids]).fetchall()


class Demanding(msgspec.Struct, frozen=True, kw_only=True):
    """The part of a customer that says what they want."""

    id: str
    name: str
    status: str = "active"
    demands: tuple[Demand, ...] = ()


def demanding(index: Index) -> Iterator[Demanding]:
    """Every active customer, as `identities` are read."""
    decode = msgspec.msgpack.Decoder(Demanding).decode
    rows = index.db.execute(
        "SELECT record FROM files WHERE kind='customer' AND NOT bad AND instr(record, ?)",
        [b"demands"],
    )
    return (one for (blob,) in rows if (one := decode(blob)).status == "active")


class Spoken(msgspec.Struct, frozen=True, kw_only=True):
    """The part of a customer that says who can talk to them; `held` is the class today."""

    language: str | None = None
    held: str = "none"


def spoken(index: Index, ids: Collection[str] | None = None) -> dict[str, Spoken]:
    """Language and class of every customer who stands in a list, or of some, by id."""
    decode = msgspec.msgpack.Decoder(Spoken).decode
    only = "" if ids is None else f" AND c.id IN ({marks(ids)})"
    rows = index.db.execute(
        "SELECT c.id, c.row, f.record FROM customers AS c JOIN files AS f ON f.id = c.id"  # noqa: S608 -- ours
        f" WHERE f.kind = 'customer' AND NOT f.bad AND c.list IS NOT NULL{only}",
        list(ids or ()),
    )
    return {
        customer: msgspec.structs.replace(decode(blob), held=msgspec.json.decode(row)["class"])
        for customer, row, blob in rows
    }


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """The part of a customer that tells who was given it, and about when."""

    status: str = "active"
    registered_on: date | None = None
    owner: str | None = None
    sales: str | None = None


def given(index: Index) -> Iterator[Given]:
    """Every readable customer, as `identities` are read."""
    decode = msgspec.msgpack.Decoder(Given).decode
    rows = index.db.execute("SELECT record FROM files WHERE kind='customer' AND NOT bad")
    for (blob,) in rows:
        yield decode(blob)


def leads(index: Index) -> Iterator[Lead]:
    """Every listed lead, and every booker without an owner, by id."""
    decode = msgspec.msgpack.Decoder(Lead).decode
    rows = index.db.execute(
        "SELECT c.list, f.record FROM customers AS c JOIN files AS f ON f.id = c.id"
        " WHERE f.kind = 'customer' AND NOT f.bad AND c.list IS NOT NULL"
        " AND (c.list IN (?, ?) OR c.responsible = ?) ORDER BY c.id",
        (*LEADS, ANYONE),
    )
    for place, blob in rows:
        yield msgspec.structs.replace(decode(blob), list=place)


class Dated(msgspec.Struct, frozen=True, kw_only=True):
    """The part of a customer that stands in somebody's calendar."""

    id: str
    name: str
    appointment: Appointment | None = None
    reminders: tuple[Reminder, ...] = ()


def dated(index: Index) -> Iterator[tuple[Dated, str, bool]]:
    """Every listed customer with who is responsible by right, and whether prio, by id."""
    decode = msgspec.msgpack.Decoder(Dated).decode
    rows = index.db.execute(
        "SELECT c.responsible, c.prio, f.record FROM customers AS c JOIN files AS f ON f.id = c.id"
        " WHERE f.kind = 'customer' AND NOT f.bad AND c.list IS NOT NULL ORDER BY c.id"
    )
    for person, prio, blob in rows:
        yield decode(blob), person, bool(prio)


class OfVpa(msgspec.Struct, frozen=True, kw_only=True):
    """The part of a customer that tells whose share it may be in."""

    id: str
    vpa: str | None = None


def with_vpas(index: Index) -> dict[str, list[str]]:
    """The readable customers of each VPA, by the VPA's handle."""
    decode = msgspec.msgpack.Decoder(OfVpa).decode
    found: dict[str, list[str]] = {}
    rows = index.db.execute(
        "SELECT record FROM files WHERE kind='customer' AND NOT bad ORDER BY id"
    )
    for (blob,) in rows:
        customer = decode(blob)
        if customer.vpa:
            found.setdefault(customer.vpa, []).append(customer.id)
    return found


def customers(index: Index, ids: Collection[str]) -> Iterator[Customer]:
    """The whole records of these customers, by id; a bad one is left out."""
    decode = msgspec.msgpack.Decoder(Customer).decode
    text = (
        "SELECT record FROM files"  # noqa: S608 -- only marks are joined
        f" WHERE kind='customer' AND NOT bad AND id IN ({marks(ids)}) ORDER BY id"
    )
    for (blob,) in index.db.execute(text, list(ids)):
        yield decode(blob)


def definitions(index: Index) -> list[Definition]:
    """Every readable process definition, by id."""
    decode = msgspec.msgpack.Decoder(Definition).decode
    rows = index.db.execute(
        "SELECT record FROM files WHERE kind='definition' AND NOT bad ORDER BY id"
    )
    return [decode(blob) for (blob,) in rows]


def reports(index: Index, kind: ReportKind) -> list[ReportRecord]:
    """The readable records of one kind of report, by when they were made."""
    decode = msgspec.msgpack.Decoder(ReportRecord).decode
    rows = index.db.execute("SELECT record FROM files WHERE kind='report-record' AND NOT bad")
    found = (decode(blob) for (blob,) in rows)
    return sorted((one for one in found if one.kind == kind), key=lambda one: (one.at, one.id))


class Using(msgspec.Struct, frozen=True, kw_only=True):
    """The part of a customer that tells which services they use."""

    id: str
    status: str = "active"
    services: tuple[str, ...] = ()


def using(index: Index, service: str) -> list[str]:
    """The active customers who use a service, by id."""
    decode = msgspec.msgpack.Decoder(Using).decode
    text = (
        "SELECT record FROM files WHERE kind='customer' AND NOT bad AND instr(record, ?)"
        " ORDER BY id"
    )
    found = (decode(blob) for (blob,) in index.db.execute(text, (service.encode(),)))
    return [one.id for one in found if one.status == "active" and service in one.services]


def with_requests(
    index: Index, ids: Collection[str] = (), *, live: bool = False
) -> Iterator[tuple[Customer, Requests]]:
    """Every readable customer with their requests file, by id: all, some, those with open ones."""
    customer = msgspec.msgpack.Decoder(Customer).decode
    file = msgspec.msgpack.Decoder(Requests).decode
    only = f" AND r.id IN ({marks(ids)})" if ids else ""
    only += " AND r.id IN (SELECT customer FROM work WHERE live)" if live else ""
    text = (
        "SELECT c.record, r.record FROM files AS r JOIN files AS c ON c.id = r.id"  # noqa: S608 -- only marks are joined
        " WHERE r.kind = 'requests' AND NOT r.bad AND c.kind = 'customer' AND NOT c.bad"
        f"{only} ORDER BY r.id"
    )
    for one, other in index.db.execute(text, list(ids)):
        yield customer(one), file(other)
