"""What complaints obey beyond their types: people, the order of their steps, what a close needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from clm.domain.arrived import of_inactive, still_to_come
from clm.domain.complaining import STATUSES, events_of, is_open, status_of
from clm.domain.complaintacts import COMPLAINT_MOVES, Said
from clm.domain.complaintclosing import lacks
from clm.domain.complaintdeadlines import NEXT, all_due
from clm.domain.flaws import Flaw, circle_from, nobody

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from clm.domain.complaint import Complaint
    from clm.domain.complaintwords import Milestone
    from clm.domain.customer import Customer
    from clm.domain.flaws import At, Known
    from clm.domain.process import Process
    from clm.domain.servicefile import ServiceFile


def _people(file: ServiceFile) -> Iterator[tuple[At, str | None]]:
    """Every colleague's handle."""
    for one in file.complaints:
        at: At = ("complaints", one.id)
        yield (*at, "handler"), one.handler
        for event in one.events:
            yield (*at, "events", event.id, "by"), event.by


def unknown_handlers(file: ServiceFile, known: Known) -> Iterable[Flaw]:
    """Every handle names a colleague with a record."""
    return nobody(_people(file), known.team)


def unknown_meant(file: ServiceFile, known: Known) -> Iterable[Flaw]:
    """Who is complained about is a colleague or a VPA."""
    for one in file.complaints:
        about = ((("complaints", one.id, "about"), handle) for handle in one.about)
        yield from nobody(about, known.team | known.vpas)


def former_handlers(file: ServiceFile, known: Known) -> Iterable[Flaw]:
    """Who is not active handles no complaint; an open one has a handler."""
    for one in filter(is_open, file.complaints):
        at: At = ("complaints", one.id)
        hint = f"clm assign {one.id} HANDLE"
        if one.handler is None:
            yield Flaw(at, f"{one.id} has no handler", hint)
        elif one.handler in known.former:
            sentence = f"handler: {one.handler} is not active on {known.today}"
            yield Flaw((*at, "handler"), sentence, hint)


def concerned_handlers(file: ServiceFile, _known: Known) -> Iterable[Flaw]:
    """A2.20: who is complained about does not handle it, unless it was given to them with why."""
    for one in filter(is_open, file.complaints):
        given = [event for event in events_of(one, "handler") if event.to == one.handler]
        if one.handler in one.about and not (given and given[-1].note):
            sentence = f"handler: {one.handler} is complained about in {one.id}"
            hint = f"clm assign {one.id} HANDLE, or to them by --force -m WHY"
            yield Flaw(("complaints", one.id, "handler"), sentence, hint)


def order_of_steps(file: ServiceFile, _known: Known) -> Iterable[Flaw]:
    """A2.14: each step is one there is, and follows the one before."""
    for one in file.complaints:
        yield from _steps(one)


def _steps(one: Complaint) -> Iterator[Flaw]:
    held: str | None = None
    for event in events_of(one, "status"):
        at: At = ("complaints", one.id, "events", event.id, "to")
        word = event.to or ""
        if word not in STATUSES:
            sentence = f"to: there is no status {word or 'of no name'} of a complaint"
            yield Flaw(at, sentence, f"one of: {', '.join(STATUSES)}")
            return
        allowed = COMPLAINT_MOVES[STATUSES[held]] if held else ("received",)
        if word not in allowed and not (word == held == "assessed"):
            before = f"{held} → {word} is no step" if held else f"it begins with {word}"
            yield Flaw(at, f"to: {before} of a complaint", f"it goes to: {', '.join(allowed)}")
        held = word


def unmeant_duplicate(file: ServiceFile, _known: Known) -> Iterable[Flaw]:
    """A2.14: a duplicate says of which complaint, and of no other status it is said."""
    for one in file.complaints:
        is_one = status_of(one) == "duplicate"
        if is_one and one.duplicate_of in (None, one.id):
            sentence = f"{one.id} is a duplicate, of which complaint is not said"
            yield Flaw(("complaints", one.id), sentence, "add `duplicate_of: cm-…`")
        elif one.duplicate_of and not is_one:
            sentence = f"duplicate_of: {one.id} is {status_of(one)}"
            hint = f"clm complaint move {one.id} duplicate --of {one.duplicate_of} -m WHY"
            yield Flaw(("complaints", one.id, "duplicate_of"), sentence, hint)


def lost_duplicates(of: Mapping[str, str | None]) -> Iterator[tuple[str, Flaw]]:
    """A2.14: (complaint, flaw) where the one it is a duplicate of is not there, or is one of it.

    `of` is what each complaint of all customers is a duplicate of.
    """
    told: set[str] = set()
    for ref, other in of.items():
        at: At = ("complaints", ref, "duplicate_of")
        if other and other not in of:
            sentence = f"duplicate_of: there is no complaint {other}"
            yield ref, Flaw(at, sentence, "clm complaint list --all")
        circle = [] if ref in told or ref == other else circle_from(ref, of)
        told.update(circle)
        if circle:
            chain = " → ".join([*circle, ref])
            hint = f"clm complaint move {ref} received -m WHY"
            yield ref, Flaw(at, f"duplicate_of: {chain} is a circle", hint)


def closed_without(file: ServiceFile, _known: Known) -> Iterable[Flaw]:
    """A2.19: what a closed complaint lacks."""
    for one in file.complaints:
        if status_of(one) != "closed":
            continue
        was_accepted = any(event.to == "accepted" for event in events_of(one, "status"))
        missing = lacks(one, Said(), accepted=was_accepted)
        if missing:
            sentence = f"{one.id} is closed without: {'; '.join(missing)}"
            hint = f"write it into answers: clm complaint edit {file.customer}"
            yield Flaw(("complaints", one.id), sentence, hint)


_WAS_TO: Final[dict[Milestone, str]] = {
    "complaint-acknowledge": "it was to be acknowledged",
    "complaint-assess": "it was to be assessed",
    "complaint-answer": "it was to be answered",
    "complaint-update": "the complainant was to hear how it stands",
    "complaint-close": "it was to be closed",
}


def overdue(file: ServiceFile, today: date, process: Process) -> Iterator[tuple[Milestone, Flaw]]:
    """A2.16, A2.18: what an open complaint owes since a day before today, with its milestone."""
    for one in file.complaints:
        for rule, on in all_due(one, process):
            if on < today:
                sentence = f"{one.id}: {_WAS_TO[rule]} by {on}"
                yield rule, Flaw(("complaints", one.id), sentence, NEXT[rule].format(id=one.id))


def to_come(file: ServiceFile, today: date, process: Process) -> Iterator[Flaw]:
    """A complaint has arrived already."""
    return still_to_come("complaint", file.complaints, today, process.zone)


def unknown_contacts(file: ServiceFile, customer: Customer) -> Iterator[Flaw]:
    """A complainant who is named by the id of a contact is one of the customer's."""
    known = {contact.id for contact in customer.contacts}
    for one in file.complaints:
        if one.complainant.startswith("p-") and one.complainant not in known:
            sentence = f"complainant: {customer.id} has no contact {one.complainant}"
            yield Flaw(("complaints", one.id, "complainant"), sentence, "or write a name")


def open_of_inactive(file: ServiceFile, customer: Customer) -> Iterator[Flaw]:
    """What is open of an archived or merged customer stands in nobody's list (A2.12)."""
    having = (("complaints", one.id) for one in file.complaints if is_open(one))
    return of_inactive(having, customer)
