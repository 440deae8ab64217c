"""Customers as a person makes and ends them: add, archive, book."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from clm.domain import requestacts, taskacts, tasks
from clm.domain.bookings import hours_text
from clm.domain.changes import Add, Create, Set
from clm.domain.checks import WITH_HOURS
from clm.domain.complaining import open_complaints
from clm.domain.contacts import refuse_unusable
from clm.domain.customer import Booking, Company, Contact, Customer
from clm.domain.decisions import Decision, case_note, change_note, customer_file, refuse_inactive
from clm.domain.duplicates import identities
from clm.domain.notices import offer_assigned, opened
from clm.domain.noting import noted_as
from clm.domain.request import is_active
from clm.domain.requesting import is_open, open_tasks_in
from clm.errors import RefusedError, UsageError
from clm.services.acting import Step, actor, new_id, on_customers, save
from clm.services.agreements import refuse_bound
from clm.services.duplicates import external_keys, refuse_duplicates
from clm.services.escalated import escalated_open
from clm.services.leads import by_hand, owners_of_bookers
from clm.services.refs import customers
from clm.services.staff import known_colleague

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from clm.domain.changes import Change
    from clm.domain.customer import BookingKind, BookingStatus, CustomerKind
    from clm.domain.decisions import Actor
    from clm.domain.process import Dossier
    from clm.domain.request import Task
    from clm.services.acting import Outcome, Who
    from clm.services.workspace import Workspace


# adding


class Draft(NamedTuple):
    """A customer to be made, as typed."""

    name: str
    kind: CustomerKind | None = None
    registered_on: date | None = None
    source: str | None = None
    email: str | None = None
    phone: str | None = None
    contact: str | None = None
    role: str | None = None
    owner: str | None = None
    plz: str | None = None
    city: str | None = None
    company: str | None = None
    registration: str | None = None
    language: str | None = None
    external_ids: Sequence[str] = ()


def add(
    workspace: Workspace,
    draft: Draft,
    who: Who,
    *,
    why: str | None = None,
    force: bool = False,
    dry_run: bool = False,
) -> Outcome:
    """Make a customer, unless there is one like it (A2.10).

    Raises:
        UsageError: an empty name, an external id that is no `source:id`, `force` without `why`.
        RefusedError: there are customers with that name, e-mail, phone, registration number or
            external id.
    """
    if not draft.name.strip():
        raise UsageError("a customer needs a name")
    if force and not why:
        raise UsageError("--force needs a reason", "-m TEXT says why")
    if draft.owner:
        known_colleague(workspace, draft.owner)
    external = dict(_external_id(text) for text in draft.external_ids)
    with workspace.writing("customer add", dry_run=dry_run) as writer:
        if not force:
            keys = identities(draft.name, [draft.email], [draft.phone], draft.registration)
            refuse_duplicates(workspace, draft.name, {*keys, *external_keys(external)})
        me = actor(workspace, who)
        customer = _made(draft, external, _free_id(workspace), me)
        changes: list[Change] = [Create(customer_file(customer), customer)]
        if why:
            changes.append(case_note(customer, me, why, "status-change"))
        step = Step(customer.id, Decision(tuple(changes)), me.handle)
        return save(workspace, writer, "customer add", who, [step])


def _made(draft: Draft, external: dict[str, str], new: str, me: Actor) -> Customer:
    company = None
    if draft.company or draft.registration:
        company = Company(name=draft.company, registration=draft.registration)
    contacts: tuple[Contact, ...] = ()
    refuse_unusable(draft.email, draft.phone)
    if draft.contact or draft.role or draft.email or draft.phone:
        contacts = (
            Contact(
                id=me.new_id("p"),
                name=draft.contact or draft.name.strip(),
                role=draft.role,
                email=draft.email,
                phone=draft.phone,
            ),
        )
    return Customer(
        id=new,
        name=draft.name.strip(),
        kind=draft.kind or ("organisation" if company else "person"),
        registered_on=draft.registered_on or me.today,
        source=draft.source,
        external_ids=external,
        language=draft.language,
        plz=draft.plz,
        city=draft.city,
        company=company,
        owner=draft.owner,
        contacts=contacts,
    )


def _external_id(text: str) -> tuple[str, str]:
    source, colon, value = text.partition(":")
    if not (source.strip() and colon and value.strip()):
        raise UsageError(f'"{text}" is no external id', "write source:id, as shop:10423")
    return source.strip(), value.strip()


def _free_id(workspace: Workspace) -> str:
    new = new_id("c")
    return new if workspace.index.path_of(new) is None else _free_id(workspace)


# archiving


def archive(
    workspace: Workspace,
    refs: Sequence[str],
    who: Who,
    *,
    why: str | None = None,
    force: bool = False,
    dry_run: bool = False,
) -> Outcome:
    """Hide customers from every list; `customer set REF status=active` brings them back (A2.12).

    By `force` what is open of them ends in the same commit: it would stand in nobody's list.

    Raises:
        RefusedError: a posted task, a complaint, an escalation, or a request, whose clocks run, is
            open, or an agreement with the customer holds, and `force` was not given; by force too
            where a complaint or an escalation is open.
        UsageError: `force` without `why`.
    """
    if force and not why:
        raise UsageError("--force needs a reason", "-m TEXT says why")

    def decide(dossier: Dossier, me: Actor) -> Decision:
        customer = dossier.customer
        if customer.status != "active":
            return Decision(said=(f"{customer.id} is {customer.status} already",))
        work = ", ".join((*_open(dossier), *escalated_open(workspace, customer.id)))
        if work and not force:
            raise RefusedError(
                f"{customer.id} has open requests, tasks, complaints or escalations: {work}",
                "close them first, or --force -m WHY ends them too, but for the last two",
            )
        _refuse_complaints(dossier)
        _refuse_escalations(workspace, customer.id)
        if not force:
            refuse_bound(workspace, dossier)
        changes: list[Change] = [Set(customer_file(customer), ("status",), "archived")]
        said = [f"ended with {customer.id}: {work}"] if work else []
        for end in _ends(dossier, me, why or ""):
            changes += end.changes
            said += end.said
        return Decision((*changes, *case_notes(customer, me, why)), tuple(said))

    ids = customers(workspace, refs)
    return on_customers(workspace, "customer remove", ids, who, decide, dry_run=dry_run)


def open_work(workspace: Workspace, refs: Sequence[str]) -> list[str]:
    """The ids of what is open of customers, and ends when they are archived by force."""
    return [
        item
        for ref in refs
        for item in (*_open(workspace.dossier(ref)), *escalated_open(workspace, ref))
    ]


def _open(dossier: Dossier) -> list[str]:
    requests = [request.id for request in dossier.requests if is_open(request)]
    posted = [task.id for task in dossier.posted if is_active(task)]
    complaints = [complaint.id for complaint in open_complaints(dossier)]
    return [*requests, *posted, *(task.id for task in _of_no_request(dossier)), *complaints]


def _of_no_request(dossier: Dossier) -> list[Task]:
    """Its open tasks that no request ends with it."""
    return [task for request, task in open_tasks_in(dossier) if request is None]


def _refuse_complaints(dossier: Dossier) -> None:
    """Refuse to archive while a complaint is open, by force too: nobody withdrew it, or answered.

    Raises:
        RefusedError: one is; the hint says how each ends by what became of it.
    """
    having = [one.id for one in open_complaints(dossier)]
    if having:
        ends = "".join(
            f"\nclm complaint close {ref} …, or clm complaint move {ref} withdrawn -m WHY"
            for ref in having
        )
        raise RefusedError(
            f"{dossier.customer.id} has open complaints: {', '.join(having)}",
            f"a complaint ends by what became of it:{ends}",
        )


def _refuse_escalations(workspace: Workspace, customer: str) -> None:
    """Refuse while an escalation is open, by force too: its true cause is not known (A4.16).

    Raises:
        RefusedError: one is; the hint says how each ends.
    """
    having = escalated_open(workspace, customer)
    if having:
        ends = "".join(
            f"\nclm escalation move {ref} resolved --resolution TEXT --cause CAUSE"
            for ref in having
        )
        raise RefusedError(
            f"{customer} has open escalations: {', '.join(having)}",
            f"an escalation ends by what was done about it:{ends}",
        )


def _ends(dossier: Dossier, me: Actor, why: str) -> Iterator[Decision]:
    """How what is open of a customer who is archived ends."""
    customer = dossier.customer
    for request in filter(is_open, dossier.requests):
        yield requestacts.close(customer.id, request, "withdrawn", why, me)
    for task in filter(is_active, dossier.posted):
        yield tasks.move(customer, task, "cancelled", me)
    for action in _of_no_request(dossier):
        yield taskacts.move(customer.id, None, action, "cancelled", me, why=why)


def case_notes(customer: Customer, me: Actor, why: str | None) -> list[Add]:
    """What was said, as a note of the internal case file; none where nothing was."""
    return [case_note(customer, me, why, "status-change")] if why else []


# booking


class Order(NamedTuple):
    """A booking to be entered; hours in hours, price in the team's currency."""

    kind: BookingKind = "package"
    hours: Decimal | None = None
    on: date | None = None
    status: BookingStatus = "confirmed"
    trial: bool | None = None
    order: str | None = None
    price: Decimal | None = None


def book(
    workspace: Workspace,
    ref: str,
    order: Order,
    who: Who,
    *,
    why: str | None = None,
    dry_run: bool = False,
) -> Outcome:
    """Enter a booking of a customer (L1).

    Raises:
        UsageError: a package or gift without hours, or a trial that is no package.
        RefusedError: the customer is archived or merged.
    """
    if order.kind in WITH_HOURS and order.hours is None:
        raise UsageError(f"how many hours has the {order.kind}?", "clm customer book REF 10")
    if order.hours == 0:
        raise UsageError("a booking of 0 hours is none", "clm customer book REF 10")
    if order.trial and order.kind != "package":
        raise UsageError(f"a booking of kind {order.kind} is no trial", "leave --trial away")

    def decide(dossier: Dossier, me: Actor) -> Decision:
        customer = dossier.customer
        refuse_inactive(customer)
        new = Booking(
            id=me.new_id("b"),
            kind=order.kind,
            booked_on=order.on or me.today,
            hours=order.hours,
            status=order.status,
            trial=order.trial,
            order=order.order,
            price=order.price,
        )
        added = Add(customer_file(customer), ("bookings",), new)
        booked = msgspec.structs.replace(customer, bookings=(*customer.bookings, new))
        given = first_owner(workspace, booked, me)
        if not (given.said or booked.owner):
            given = given._replace(said=(by_hand(customer.id),))
        owner = next((c.value for c in given.changes if isinstance(c, Set)), customer.owner)
        after = msgspec.structs.replace(booked, owner=owner)
        told = opened(dossier._replace(customer=after), me, workspace.process)
        changes = (added, *given.changes, *booking_notes(customer, me, new, why), *told)
        return Decision(changes, given.said)

    (customer,) = customers(workspace, [ref])
    return on_customers(workspace, "customer book", [customer], who, decide, dry_run=dry_run)


def booking_notes(customer: Customer, me: Actor, booked: Booking, why: str | None) -> list[Add]:
    """A3.5: an extension and an add-on are noted by themselves, whatever was said about them."""
    kind = noted_as(booked)
    if kind is None:
        return case_notes(customer, me, why)
    words = (booked.kind, f"{hours_text(booked.hours)} h" if booked.hours else "", booked.order)
    noted = change_note(customer, me, " ".join(filter(None, words)), why, kind)
    return [noted._replace(item=msgspec.structs.replace(noted.item, booking=booked.id))]


def first_owner(workspace: Workspace, booked: Customer, me: Actor) -> Decision:
    """A1.7: a booker without an owner is given one, who is told of an offer (A1.18)."""
    owners, said = owners_of_bookers(workspace, [booked])
    changes: list[Change] = []
    for person in owners.values():
        changes.append(Set(customer_file(booked), ("owner",), person))
        changes += offer_assigned(booked, me, person)
    return Decision(tuple(changes), said)


def amount(text: str, what: str) -> Decimal:
    """A number as typed, `7.5` or `7,5`; never less than nothing.

    Raises:
        UsageError: it is none.
    """
    plain = text.strip().replace(",", ".")
    if re.fullmatch(r"\d{1,9}(\.\d{1,4})?", plain, re.ASCII) is None:
        raise UsageError(f'"{text}" is no {what}', "write 50 or 7.5")
    return Decimal(plain)
