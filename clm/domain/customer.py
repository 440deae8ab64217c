"""The customer: master data, contacts, bookings, marks, reminders, what was handled."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

import msgspec

from clm.domain.values import (
    BookingId,
    Class,
    ContactId,
    CustomerId,
    Handle,
    HandledId,
    MarkId,
    Moment,
    ReminderId,
    RequestId,
)

CustomerKind = Literal["person", "organisation"]
CustomerStatus = Literal["active", "archived", "merged"]
BookingKind = Literal[
    "package", "extension", "addon", "shift", "phone-system", "phone-factor", "gift"
]
BookingStatus = Literal[
    "offer", "reserved", "confirmed", "active", "used_up", "expired", "cancelled", "refunded"
]
WatchWord = Literal["close-eye", "offer", "prio"]
ContactChannel = Literal["ordering", "escalation", "complaint"]
DemandStatus = Literal["open", "met", "declined"]


class Record(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The base of everything read from YAML: immutable, fields in the order they are written."""


class Company(Record, frozen=True, kw_only=True):
    """The company a customer works for."""

    name: str | None = None
    industry: str | None = None
    size: str | None = None
    website: str | None = None
    registration: str | None = None


class Contact(Record, frozen=True, kw_only=True):
    """A person on the customer's side (A0.6, A2.3).

    `channels` are what goes through this person: orders, escalations, complaints.
    """

    id: ContactId
    name: str
    role: str | None = None
    email: str | None = None
    phone: str | None = None
    language: str | None = None
    channels: tuple[ContactChannel, ...] = ()


class Appointment(Record, frozen=True, kw_only=True):
    """A talk a lead booked with sales (A1.5)."""

    at: Moment
    channel: str | None = None
    with_: Handle | None = msgspec.field(default=None, name="with")
    outcome: str | None = None


class Booking(Record, frozen=True, kw_only=True):
    """One purchased package or extra (L1–L4); `hours` in hours, `price` in the team's currency."""

    id: BookingId
    kind: BookingKind
    booked_on: date
    hours: Decimal | None = None
    status: BookingStatus
    trial: bool | None = None
    order: str | None = None
    price: Decimal | None = None
    cancelled_on: date | None = None


class Mark(Record, frozen=True, kw_only=True):
    """A dated mark without a value (prio, offer): open until `off_on`."""

    id: MarkId
    on: date
    by: Handle
    note: str | None = None
    off_on: date | None = None
    off_by: Handle | None = None
    off_note: str | None = None


class ClassMark(Record, frozen=True, kw_only=True):
    """The customer's class from a day on (L10)."""

    id: MarkId
    value: Class
    on: date
    by: Handle
    note: str | None = None
    off_on: date | None = None
    off_by: Handle | None = None
    off_note: str | None = None


class Watch(Record, frozen=True, kw_only=True):
    """A reason to look at the customer every week (A1.31)."""

    id: MarkId
    reason: WatchWord
    on: date
    by: Handle
    note: str | None = None
    off_on: date | None = None
    off_by: Handle | None = None
    off_note: str | None = None


class Reminder(Record, frozen=True, kw_only=True):
    """Look at the customer again on a day; `for` is whose list it stands in.

    An `urgent` one was handed over by a colleague, and is accepted by being done (A3.10).
    """

    id: ReminderId
    on: date
    for_: Handle = msgspec.field(name="for")
    why: str | None = None
    urgent: bool | None = None
    by: Handle | None = None
    done_on: date | None = None
    done_by: Handle | None = None


class Handled(Record, frozen=True, kw_only=True):
    """The entry (rule, trigger) was handled: for good, or hidden through `until`.

    `for` is the colleague whose entry it was, where somebody else acted on their behalf.
    """

    id: HandledId
    rule: str
    trigger: str
    by: Handle
    on: date
    until: date | None = None
    for_: Handle | None = msgspec.field(default=None, name="for")


class Check(Record, frozen=True, kw_only=True):
    """The recorded answers of one phase check."""

    id: MarkId
    rule: str
    trigger: str
    on: date
    by: Handle
    answers: dict[str, str] = {}


class Demand(Record, frozen=True, kw_only=True):
    """What the customer wants of us, since when, and what became of it (A2.8).

    `source` is where it was said, `request` the one that deals with it; `note` says why it is
    over, from `closed_on` on.
    """

    id: MarkId
    text: str
    on: date
    by: Handle | None = None
    source: str | None = None
    request: RequestId | None = None
    status: DemandStatus = "open"
    closed_on: date | None = None
    closed_by: Handle | None = None
    note: str | None = None


class Consent(Record, frozen=True, kw_only=True):
    """What the person agreed to, and when it was taken back."""

    id: MarkId
    purpose: str
    on: date
    source: str | None = None
    off_on: date | None = None


class Customer(Record, frozen=True, kw_only=True):
    """One customer, as stored in `customers/xx/c-xxxxxx.yaml`."""

    id: CustomerId
    name: str
    kind: CustomerKind
    status: CustomerStatus = "active"
    registered_on: date | None = None
    source: str | None = None
    external_ids: dict[str, str] = {}
    language: str | None = None
    plz: str | None = None
    city: str | None = None
    company: Company | None = None
    infos: str | None = None
    wizard: dict[str, str] = {}
    invited_by: str | None = None
    account: str | None = None
    owner: Handle | None = None
    sales: Handle | None = None
    account_manager: Handle | None = None
    vpa: Handle | None = None
    contacts: tuple[Contact, ...] = ()
    appointment: Appointment | None = None
    bookings: tuple[Booking, ...] = ()
    class_: tuple[ClassMark, ...] = msgspec.field(default=(), name="class")
    prio: tuple[Mark, ...] = ()
    offer: tuple[Mark, ...] = ()
    watch: tuple[Watch, ...] = ()
    reminders: tuple[Reminder, ...] = ()
    handled: tuple[Handled, ...] = ()
    checks: tuple[Check, ...] = ()
    services: tuple[str, ...] = ()
    demands: tuple[Demand, ...] = ()
    consent: tuple[Consent, ...] = ()
    merged_into: CustomerId | None = None
