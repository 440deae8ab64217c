"""How complaints stand: status, what is open, what was done when (A2.14)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, get_args

from clm.domain.complaintwords import ComplaintStatus
from clm.domain.moments import written_order

if TYPE_CHECKING:
    from clm.domain.complaint import Answer, Complaint, ComplaintEvent
    from clm.domain.complaintwords import ComplaintEventKind
    from clm.domain.process import Dossier

STATUSES: Final[dict[str, ComplaintStatus]] = {word: word for word in get_args(ComplaintStatus)}
"""How a complaint can stand."""

ENDED: Final = frozenset({"closed", "withdrawn", "duplicate"})
"""Statuses in which nothing is owed any more."""

ANSWERED: Final = frozenset({"responded", "accepted", "closed"})
"""Statuses that say that the last answer stands."""


def events_of(complaint: Complaint, *kinds: ComplaintEventKind) -> list[ComplaintEvent]:
    """Its events of some kinds, the oldest first; of one moment in the order of the file."""
    found = (event for event in complaint.events if event.kind in kinds)
    return sorted(found, key=lambda event: written_order(event.at))


def status_of(complaint: Complaint) -> ComplaintStatus:
    """What the last event of its status says; without one it was received, and no more."""
    events = events_of(complaint, "status")
    return STATUSES.get(events[-1].to or "", "received") if events else "received"


def is_open(complaint: Complaint) -> bool:
    """Is it neither closed, withdrawn nor a duplicate?"""
    return status_of(complaint) not in ENDED


def open_complaints(dossier: Dossier) -> list[Complaint]:
    """The complaints of a customer that are still to be dealt with."""
    return [one for one in dossier.complaints if is_open(one)]


def recorded_at(complaint: Complaint) -> str | None:
    """The moment of its first event; None where it was written by hand without one."""
    return min((event.at for event in complaint.events), default=None)


class Course(NamedTuple):
    """How far a complaint has come since it was received, or since it was taken up again.

    `steps` are the statuses it had since then, each with its first moment; `begun` is when it was
    received, or a withdrawal taken back: from there it is acknowledged and assessed. Since `since`
    it was answered `answers` times.
    """

    since: str
    steps: dict[str, str]
    begun: str
    answers: int

    @property
    def is_answered(self) -> bool:
        """Does an answer stand?"""
        return not self.steps.keys().isdisjoint(ANSWERED)


def course_of(complaint: Complaint) -> Course:
    """Where it stands in the course of ISO 10002 (A2.14).

    What is investigated again after an answer, or opened again, begins at that moment: it stays
    acknowledged and assessed, and is to be answered anew. Who takes back a withdrawal begins at
    the beginning.
    """
    begun = since = complaint.received_at
    steps, answers = dict[str, str](), 0
    for event in events_of(complaint, "status"):
        word = event.to or ""
        if word == "received" and event.from_:
            begun = since = event.at
            steps, answers = {}, 0
        elif word == "investigating" and not steps.keys().isdisjoint(ANSWERED | ENDED):
            since, answers = event.at, 0
            steps = {name: at for name, at in steps.items() if name in _KEPT}
        answers += word == "responded"
        steps.setdefault(word, event.at)
    return Course(since, steps, begun, answers)


_KEPT: Final = frozenset({"acknowledged", "assessed"})


def reopenings(complaint: Complaint) -> list[str]:
    """The moments at which it was taken up again after its end (A2.19)."""
    found = events_of(complaint, "status")
    return [one.at for one in found if one.from_ in ENDED and one.to not in ENDED]


def answer_of(complaint: Complaint) -> Answer | None:
    """The answer that stands; None while one is owed."""
    stands = course_of(complaint).is_answered
    return complaint.answers[-1] if complaint.answers and stands else None


def told_at(complaint: Complaint) -> str | None:
    """When the complainant heard last: it was acknowledged, answered, or told how it stands."""
    heard = events_of(complaint, "status", "update")
    known = [one.at for one in heard if one.kind == "update" or one.to in _HEARD]
    return known[-1] if known else None


_HEARD: Final = frozenset({"acknowledged", "responded"})
