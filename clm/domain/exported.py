"""THE TABLES of the data for other programs, one row each (`clm export sqlite`)."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import msgspec

from clm.domain import complaining, escalating, requesting
from clm.domain.bookings import counted, counts, is_trial
from clm.domain.complaint import Complaint, ComplaintEvent
from clm.domain.customer import Booking, Consent, Contact, Customer, Reminder
from clm.domain.escalation import Escalation, EscalationEvent
from clm.domain.initiative import Initiative, Recipient, Snapshot
from clm.domain.initiatives import churned, contacted_on, conversion, standing_of, state
from clm.domain.lifecycle import class_of, inactive, responsible, standing
from clm.domain.people import Colleague, Vpa
from clm.domain.request import PostedTask, Request, Task
from clm.domain.survey import Answer, Invitation, Survey
from clm.domain.tabular import Cell, Column, cell, columns, value_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date

    from clm.domain.process import Dossier, Process


class Held(NamedTuple):
    """All data that are there, and the day and process they are looked at by."""

    dossiers: Sequence[Dossier]
    escalations: Sequence[Escalation]
    initiatives: Sequence[Initiative]
    surveys: Sequence[Survey]
    team: Sequence[Colleague]
    vpas: Sequence[Vpa]
    today: date
    process: Process


Row = tuple["Mapping[str, Any]", msgspec.Struct]
"""What is not in the record, by column, and the record."""


class Table(NamedTuple):
    """One table: what a row is, the record it holds, columns besides those of the record."""

    name: str
    what: str
    record: type[msgspec.Struct]
    rows: Callable[[Held], Iterator[Row]]
    own: tuple[Column, ...] = ()
    left_out: frozenset[str] = frozenset()
    refers: Mapping[str, str] = {}

    @property
    def columns(self) -> list[Column]:
        """The columns: those of the record, then those that are not in it."""
        found = [
            one._replace(refers=self.refers.get(one.name, ""))
            for one in columns(self.record, self.left_out)
        ]
        return [*found, *self.own]

    def lines(self, held: Held) -> Iterator[tuple[Cell, ...]]:
        """The rows, a value for each column."""
        told = self.columns
        for own, record in self.rows(held):
            yield tuple(
                value_at(record, one.at) if one.at else cell(own.get(one.name)) for one in told
            )


# the rows of each


def _customers(held: Held) -> Iterator[Row]:
    today, process = held.today, held.process
    for one in held.dossiers:
        stands = standing(one, today, process)
        booked = stands.bookings
        own = {
            "list": stands.list,
            "phase": stands.phase,
            "responsible": responsible(one.customer, stands),
            "class": class_of(one.customer, today),
            "bookings": len(booked),
            "first_booked_on": booked[0].booked_on if booked else None,
            "last_booked_on": booked[-1].booked_on if booked else None,
            "inactive": inactive(one, today, process),
            "churned": churned(one, today, process),
        }
        yield own, one.customer


def _of_customer(field: str) -> Callable[[Held], Iterator[Row]]:
    def rows(held: Held) -> Iterator[Row]:
        for one in held.dossiers:
            for item in getattr(one.customer, field):
                yield {"customer": one.customer.id}, item

    return rows


def _bookings(held: Held) -> Iterator[Row]:
    for one in held.dossiers:
        those = counted(one.customer.bookings, held.today)
        for item in one.customer.bookings:
            own = {
                "customer": one.customer.id,
                "counted": item in those,
                "counts_from": item.booked_on if counts(item) else None,
                "is_trial": item in those and is_trial(item, those, held.process.policy),
            }
            yield own, item


def _requests(held: Held) -> Iterator[Row]:
    for one in held.dossiers:
        for item in one.requests:
            yield {"customer": one.customer.id, "status": requesting.status_of(item)}, item


def _tasks(held: Held) -> Iterator[Row]:
    for one in held.dossiers:
        for item in one.tasks:
            yield {"customer": one.customer.id}, item
        for request in one.requests:
            for item in request.tasks:
                yield {"customer": one.customer.id, "request": request.id}, item


def _posted(held: Held) -> Iterator[Row]:
    for one in held.dossiers:
        for item in one.posted:
            yield {"customer": one.customer.id}, item


def _complaints(held: Held) -> Iterator[Row]:
    for one in held.dossiers:
        for item in one.complaints:
            yield {"customer": one.customer.id, "status": complaining.status_of(item)}, item


def _complaint_events(held: Held) -> Iterator[Row]:
    for one in held.dossiers:
        for item in one.complaints:
            for event in item.events:
                yield {"complaint": item.id}, event


def _escalations(held: Held) -> Iterator[Row]:
    for one in held.escalations:
        yield {"status": escalating.status_of(one), "reached": escalating.level_of(one)}, one


def _initiatives(held: Held) -> Iterator[Row]:
    for one in held.initiatives:
        yield {"state": state(one, held.today)}, one


def _recipients(held: Held) -> Iterator[Row]:
    known = {one.customer.id: one for one in held.dossiers}
    for one in held.initiatives:
        for item in one.recipients:
            on = contacted_on(one, item, held.process.zone)
            there = known.get(item.customer)
            booking = conversion(one, item, there, held.today, held.process) if there else None
            own = {
                "initiative": one.id,
                "contacted_on": on,
                "booking": booking.id if booking else None,
                "standing": standing_of(item, booking),
            }
            yield own, item


def _all(field: str) -> Callable[[Held], Iterator[Row]]:
    def rows(held: Held) -> Iterator[Row]:
        for one in getattr(held, field):
            yield {}, one

    return rows


def _parts(field: str, parts: str, parent: str) -> Callable[[Held], Iterator[Row]]:
    def rows(held: Held) -> Iterator[Row]:
        for one in getattr(held, field):
            for item in getattr(one, parts):
                yield {parent: one.id}, item

    return rows


def _answers(held: Held) -> Iterator[Row]:
    """Those to anonymous surveys are left out: beside other tables they may tell who said what."""
    for one in held.surveys:
        if not one.anonymous:
            for item in one.answers:
                yield {"survey": one.id}, item


_CUSTOMER: Final = Column("customer", refers="customers.id", what="whose it is")
_COUNT: Final = "INTEGER"

TABLES: Final[tuple[Table, ...]] = (
    Table(
        "customers", "a customer, archived and merged ones too", Customer, _customers,
        (
            Column("list", what="the list it is in today, of the seven; none where archived"),
            Column("phase", what="by how many bookings count today"),
            Column("responsible", what="whose customer it is by right"),
            Column("class", what="A, B, C or none, as of today"),
            Column("bookings", _COUNT, what="how many bookings count today"),
            Column("first_booked_on", what="the first day of those"),
            Column("last_booked_on", what="the last day of those"),
            Column("inactive", _COUNT, what="1: has booked, no active task and none lately"),
            Column("churned", _COUNT, what="1: has booked, and for `churn_days` nothing counted"),
        ),
        refers={"merged_into": "customers.id"},
    ),
    Table("contacts", "a person on the customer's side", Contact, _of_customer("contacts"),
          (_CUSTOMER,)),
    Table("consents", "what somebody agreed to", Consent, _of_customer("consent"), (_CUSTOMER,)),
    Table("reminders", "a day on which to look again", Reminder, _of_customer("reminders"),
          (_CUSTOMER,)),
    Table(
        "bookings", "a package or extra, those too that do not count", Booking, _bookings,
        (
            _CUSTOMER,
            Column("counted", _COUNT, what="1: it counts today"),
            Column("counts_from", what="the day from which it counts; none: it never does"),
            Column("is_trial", _COUNT, what="1: it is the trial package"),
        ),
    ),
    Table("requests", "what a customer needs", Request, _requests,
          (_CUSTOMER, Column("status", what="as its last event says"))),
    Table("tasks", "what a colleague does, for a request or for none", Task, _tasks,
          (_CUSTOMER, Column("request", refers="requests.id", what="what it belongs to"))),
    Table("posted_tasks", "a task that a customer posted", PostedTask, _posted, (_CUSTOMER,)),
    Table("complaints", "a complaint", Complaint, _complaints,
          (_CUSTOMER, Column("status", what="as its last event says"))),
    Table("complaint_events", "what happened to a complaint", ComplaintEvent, _complaint_events,
          (Column("complaint", refers="complaints.id", what="to which one"),)),
    Table(
        "escalations", "what went beyond the first level", Escalation, _escalations,
        (
            Column("status", what="as its last event says"),
            Column("reached", _COUNT, what="the highest level it came to"),
        ),
        refers={"customer": "customers.id"},
    ),
    Table("escalation_events", "what happened to an escalation", EscalationEvent,
          _parts("escalations", "events", "escalation"),
          (Column("escalation", refers="escalations.id", what="to which one"),)),
    Table("initiatives", "a newsletter, follow-up, win-back or offer", Initiative, _initiatives,
          (Column("state", what="planned, running, over or closed, as of today"),)),
    Table("snapshots", "what a segment found on a day", Snapshot,
          _parts("initiatives", "snapshots", "initiative"),
          (Column("initiative", refers="initiatives.id", what="of which one"),)),
    Table(
        "recipients", "a customer of an initiative", Recipient, _recipients,
        (
            Column("initiative", refers="initiatives.id", what="of which one"),
            Column("contacted_on", what="since when their bookings are counted"),
            Column("booking", refers="bookings.id", what="the booking that came of it"),
            Column("standing", what="the status, `converted` and `control` too"),
        ),
        refers={"customer": "customers.id", "snapshot": "snapshots.id"},
    ),
    Table("surveys", "a survey", Survey, _all("surveys"),
          left_out=frozenset({"salt", "tokens", "used"})),
    Table("invitations", "who was asked", Invitation, _parts("surveys", "invitations", "survey"),
          (Column("survey", refers="surveys.id", what="by which one"),),
          left_out=frozenset({"token"}), refers={"customer": "customers.id"}),
    Table("answers", "what was answered; of anonymous surveys none", Answer, _answers,
          (Column("survey", refers="surveys.id", what="to which one"),),
          refers={"invitation": "invitations.id"}),
    Table("team", "a colleague, former ones too", Colleague, _all("team")),
    Table("vpas", "a virtual assistant", Vpa, _all("vpas"), left_out=frozenset({"share"})),
)  # fmt: skip
"""A table comes after those it refers to, but for itself."""


@cache
def table(name: str) -> Table | None:
    """The table of a name, None where there is none."""
    return next((one for one in TABLES if one.name == name), None)
