"""THE EVENTS that a standing survey asks about, one row each (A2.30, A0.11)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from clm.domain import complaining
from clm.domain.inviting import Asked, contact_for, exclusion
from clm.domain.lifecycle import PHASES, standing
from clm.domain.moments import day_of
from clm.domain.requesting import last_event, status_of
from clm.domain.surveying import state

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date

    from clm.domain.complaint import Complaint
    from clm.domain.process import Dossier, Process
    from clm.domain.request import Request
    from clm.domain.requestwords import Closing
    from clm.domain.survey import Survey
    from clm.domain.surveywords import Trigger

ASKED_ABOUT: Final[frozenset[Closing]] = frozenset({"solved", "partly", "declined"})
"""Who withdrew, or whose request was another's or taken elsewhere, had no answer from us."""


class Happened(NamedTuple):
    """An event: the fact it is known by, its day, and whom of the contacts it concerned."""

    trigger: str
    on: date
    contacts: tuple[str, ...] = ()


def is_own(request: Request) -> bool:
    """Did staff open it for themselves (A2.30)? Nobody of the customer's came to us then.

    Told by the channel `other` and by a request without contacts: every other channel is one by
    which a customer asks.
    """
    return request.channel == "other" or not request.contacts


def closed_request(request: Request, outcome: Closing | None, on: date) -> Happened | None:
    """The closing of a request as an event, where it is one to ask about."""
    if outcome not in ASKED_ABOUT or is_own(request):
        return None
    return Happened(request.id, on, request.contacts)


def requests_closed(dossier: Dossier, today: date, process: Process) -> Iterator[Happened]:
    """The requests that were closed with an answer of ours."""
    for one in dossier.requests:
        ended = last_event(one.events, "status")
        if status_of(one) == "closed" and ended:
            on = day_of(ended.at, process.zone)
            found = closed_request(one, one.outcome, on)
            if found and on <= today:
                yield found


def phase_changes(dossier: Dossier, today: date, process: Process) -> Iterator[Happened]:
    """The bookings by which a customer came into another phase; known by the phase."""
    bookings = standing(dossier, today, process).bookings
    for phase, booking in zip(PHASES[1:], bookings, strict=False):
        yield Happened(phase, booking.booked_on)


def complaints_closed(dossier: Dossier, today: date, process: Process) -> Iterator[Happened]:
    """The complaints that were closed with an answer, not withdrawn."""
    for one in dossier.complaints:
        if complaining.status_of(one) == "closed":
            ended = complaining.events_of(one, "status")[-1]
            on = day_of(ended.at, process.zone)
            if on <= today:
                yield closed_complaint(one, on)


def closed_complaint(complaint: Complaint, on: date) -> Happened:
    """The closing of a complaint as an event."""
    return Happened(complaint.id, on, (complaint.complainant,))


EVENTS: Final[Mapping[Trigger, Callable[[Dossier, date, Process], Iterator[Happened]]]] = {
    "request-closed": requests_closed,
    "phase-change": phase_changes,
    "complaint-closed": complaints_closed,
}


def to_ask(
    survey: Survey, dossier: Dossier, last: date | None, today: date, process: Process
) -> Asked | None:
    """The invitation that the newest event brings that nobody was asked about yet.

    None where there is none, it is too long ago, or the customer is not asked (A2.25).
    """
    if survey.trigger is None or state(survey, today) != "open":
        return None
    events = [
        one for one in EVENTS[survey.trigger](dossier, today, process) if is_new(
            survey, dossier, one, today, process)
    ]  # fmt: skip
    if not events:
        return None
    return asked(survey, dossier, max(events, key=lambda one: one.on), last, today, process)


def is_new(
    survey: Survey, dossier: Dossier, event: Happened, today: date, process: Process
) -> bool:
    """Did it happen while the survey stood, lately, and was nobody asked about it?"""
    since = today - timedelta(days=process.policy.survey_event_days)
    begun = survey.opens_on or since
    known = {(one.customer, one.trigger) for one in survey.invitations}
    return (
        max(since, begun) <= event.on <= today and (dossier.customer.id, event.trigger) not in known
    )


def asked(
    survey: Survey,
    dossier: Dossier,
    event: Happened,
    last: date | None,
    today: date,
    process: Process,
) -> Asked | None:
    """The invitation that one event brings; None where the customer is not asked (A2.25)."""
    if exclusion(dossier, survey, last, today, process.policy):
        return None
    contact = contact_for(dossier.customer, survey, event.contacts)
    return Asked(dossier.customer.id, contact.id if contact else None, event.trigger)
