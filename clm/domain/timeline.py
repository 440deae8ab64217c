"""What stands beside the notes on a customer's timeline (A3.4): dated facts, day by day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from clm.domain.bookings import hours_text
from clm.domain.complaining import events_of
from clm.domain.escalating import events_of as steps_of
from clm.domain.happenings import happenings
from clm.domain.moments import day_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import tzinfo

    from clm.domain.customer import ClassMark, Customer, Mark, Watch
    from clm.domain.escalation import Escalation
    from clm.domain.happenings import Happening
    from clm.domain.process import Dossier, Process


class Event(NamedTuple):
    """One fact of a day: its kind, the id of the item or customer it is told of, and who did it.

    `words` tell it, one after the other; those that have a label are shown by it.
    """

    on: date
    kind: str
    id: str
    by: str | None
    words: tuple[str, ...]


_PHASES: Final[dict[str, str]] = {
    "registered": "registered", "won": "phase", "moved": "phase", "lost": "phase",
}  # fmt: skip
"""Happenings that are told as they are; what was booked and posted says more of itself."""


def events(dossier: Dossier, today: date, process: Process) -> list[Event]:
    """Bookings, tasks, complaints, moves between the lists, and marks of a customer, by day.

    Who was assigned when stands in the notes that `assign` writes (A3.5).
    """
    customer = dossier.customer
    found = [*_booked(customer), *_marked(customer), *_complained(dossier, process)]
    posted = dossier.posted_by(today, process.zone)
    found += [Event(day, "task", task.id, None, (task.title,)) for day, task in posted]
    for one in happenings(dossier, date.min, today, process):
        if one.kind in _PHASES:
            found.append(Event(one.day, _PHASES[one.kind], customer.id, None, _move(one)))
    return sorted(found, key=lambda event: event.on)


def _booked(customer: Customer) -> Iterator[Event]:
    for one in customer.bookings:
        hours = f"{hours_text(one.hours)} h" if one.hours is not None else ""
        words = tuple(filter(None, (one.kind, hours, one.status, one.order)))
        yield Event(one.booked_on, "booking", one.id, None, words)


def _complained(dossier: Dossier, process: Process) -> Iterator[Event]:
    """A complaint when it was received, and each step that was taken with it."""
    zone = process.zone
    for one in dossier.complaints:
        yield Event(
            day_of(one.received_at, zone), "complaint", one.id, None, ("status:received", one.text)
        )
        for event in events_of(one, "status"):
            if event.from_:
                words = (f"status:{event.to}", *filter(None, (event.note,)))
                yield Event(day_of(event.at, zone), "complaint", one.id, event.by, words)


def escalated(escalations: Iterable[Escalation], zone: tzinfo) -> Iterator[Event]:
    """A4.13: when a customer's escalations were made, and what became of them."""
    for one in escalations:
        said = tuple(filter(None, (one.of, one.text)))
        yield Event(day_of(one.at, zone), "escalation", one.id, one.by, ("escalation:open", *said))
        for event in steps_of(one, "status"):
            words = (f"escalation:{event.to}", *filter(None, (event.note,)))
            yield Event(day_of(event.at, zone), "escalation", one.id, event.by, words)


def _move(one: Happening) -> tuple[str, ...]:
    return tuple(filter(None, (one.was, "→" if one.was else None, one.now)))


def _marked(customer: Customer) -> Iterator[Event]:
    """Every dated mark, and again when it was taken off."""
    for held in customer.class_:
        yield from _mark("class", held, held.value)
    for kind, marks in (("prio", customer.prio), ("offer", customer.offer)):
        for mark in marks:
            yield from _mark(kind, mark)
    for item in customer.watch:
        yield from _mark("watch", item, item.reason)


def _mark(kind: str, mark: ClassMark | Mark | Watch, value: str | None = None) -> Iterator[Event]:
    begun = tuple(filter(None, (value, mark.note)))
    yield Event(mark.on, kind, mark.id, mark.by, begun)
    if mark.off_on:
        ended = tuple(filter(None, (value, "off", mark.off_note)))
        yield Event(mark.off_on, kind, mark.id, mark.off_by, ended)
