"""The agenda of a service review, made from the data: THE SECTIONS, one row each (A2.33)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from clm.domain.bookings import counted
from clm.domain.changes import Target
from clm.domain.moments import day_of
from clm.domain.periods import Period
from clm.domain.reviewfigures import changes, packages, volumes, within
from clm.domain.reviewing import actions_of, due, held, planned
from clm.errors import ClmError, NotFoundError
from clm.render.listing import number
from clm.services import slaclocks
from clm.services.refs import find
from clm.store.complaintrows import complaint_row
from clm.store.reviewrows import action_row
from clm.store.surveys import surveys

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from clm.domain.customer import Customer
    from clm.domain.process import Dossier
    from clm.services.workspace import Workspace


class Subject(NamedTuple):
    """Whose review is prepared, and about which time; `before` is their record at its beginning.

    It is None where the history does not reach back so far, or there was no such customer yet.
    `after` is their record at its end, of a time that is not over that of now.
    """

    workspace: Workspace
    facts: Dossier
    period: Period
    before: Customer | None
    after: Customer


def prepared(workspace: Workspace, ref: str, period: Period | None) -> dict[str, Any]:
    """The agenda of a customer's next review; without a period, of the time since the last one.

    Raises:
        NotFoundError: nothing matches.
        BadDataError: a file of the customer cannot be read.
    """
    facts = workspace.dossier(find(workspace, ref).customer)
    about = period or _since_the_last(facts, workspace.today)
    was = _record_of(workspace, facts.customer.id, about.first - timedelta(days=1))
    over = about.last < workspace.today
    then = _record_of(workspace, facts.customer.id, about.last) if over else None
    subject = Subject(workspace, facts, about, was, then or facts.customer)
    coming = planned(facts.reviews)
    found = due(facts, workspace.today, workspace.process)
    return {
        "schema": "clm/review-prepare@1",
        "customer": facts.customer.id,
        "name": facts.customer.name,
        "review": coming[0].id if coming else None,
        "due": found.on.isoformat() if found else None,
        "period": about.name,
        "from": about.first.isoformat(),
        "to": about.last.isoformat(),
        **{key: section(subject) for key, section in SECTIONS},
    }


def _since_the_last(facts: Dossier, today: date) -> Period:
    """From the last review, else the first booking, else this day on."""
    before = held(facts.reviews, today)
    booked = counted(facts.customer.bookings, today)
    first = before[-1].held_on if before else booked[0].booked_on if booked else None
    start = first or today
    return Period(f"{start}..{today}", start, today)


def _record_of(workspace: Workspace, customer: str, day: date) -> Customer | None:
    """The customer's record as it stood at the end of a day."""
    if workspace.repo is None:
        return None
    try:
        state = workspace.as_it_was(day)
    except NotFoundError:  # the history begins later
        return None
    try:
        found: Customer | None = state.record(Target("customer", customer))
    except ClmError:  # what was written then cannot be read
        return None
    finally:
        state.close()
    return found


# the sections


def _last_actions(subject: Subject) -> dict[str, Any]:
    """What was agreed in the last review, and how it stands."""
    facts, today = subject.facts, subject.workspace.today
    last = held(facts.reviews, today)[-1:]
    return {
        "review": last[0].id if last else None,
        "held_on": str(last[0].held_on) if last else None,
        "decisions": list(last[0].decisions) if last else [],
        "items": [
            action_row(task, today.isoformat())
            for one in last
            for task in actions_of(facts.tasks, one)
        ],
    }


def _volumes(subject: Subject) -> dict[str, Any]:
    """How many requests and tasks there were."""
    return volumes(subject.facts, subject.period, subject.workspace.process.zone)._asdict()


def _complaints(subject: Subject) -> dict[str, Any]:
    """The complaints that came in the period, and those from before it that are open now."""
    process = subject.workspace.process
    rows = [complaint_row(one, subject.facts, process) for one in subject.facts.complaints]
    came = [one for one in rows if within(subject.period, day_of(one["received_at"], process.zone))]
    last = subject.period.last
    known = [one for one in rows if day_of(one["received_at"], process.zone) <= last]
    still = [one["id"] for one in known if one["due"]]
    keys = ("id", "title", "received_at", "severity", "status")
    items = [{key: one[key] for key in keys} for one in rows if one in came or one["id"] in still]
    return {"received": len(came), "open": len(still), "items": items}


def _sla(subject: Subject) -> dict[str, Any]:
    """How the agreements were kept: of each target how many were met and missed (A2.9)."""
    keys = ("target", "met", "missed", "share")
    rows = slaclocks.report(subject.workspace, subject.period, subject.facts.customer.id)
    return {"items": [{key: row[key] for key in keys} for row in rows]}


def _satisfaction(subject: Subject) -> dict[str, Any]:
    """What the customer answered in surveys that are not anonymous."""
    customer, items = subject.facts.customer.id, []
    for survey in surveys(subject.workspace.index):
        theirs = {one.id for one in survey.invitations if one.customer == customer}
        kinds = {one.id: one.kind for one in survey.questions}
        items += [
            {
                "survey": survey.id,
                "title": survey.title,
                "on": one.on.isoformat(),
                "kind": kinds.get(question),
                "value": value,
            }
            for one in survey.answers
            if one.invitation in theirs and within(subject.period, one.on)
            for question, value in one.values.items()
        ]
    return {"items": sorted(items, key=lambda one: (one["on"], one["survey"]))}


def _packages(subject: Subject) -> dict[str, Any]:
    """What was booked, and what is in use."""
    found = packages(subject.facts.customer, subject.period, subject.workspace.process.policy)
    return {
        "bookings": found.bookings,
        "hours": number(found.hours),
        "in_use": number(found.in_use),
        "usual": number(found.usual),
        "last_on": found.last_on.isoformat() if found.last_on else None,
    }


def _changes(subject: Subject) -> dict[str, Any]:
    """What was otherwise at the end than at the beginning: class, people, VPA, contacts."""
    if subject.before is None:
        return {"known": False, "items": []}
    then = subject.period.first - timedelta(days=1)
    until = min(subject.period.last, subject.workspace.today)
    found = changes(subject.before, subject.after, then, until)
    return {"known": True, "items": [one._asdict() for one in found]}


SECTIONS: Final[tuple[tuple[str, Callable[[Subject], dict[str, Any]]], ...]] = (
    ("last_actions", _last_actions),
    ("volumes", _volumes),
    ("sla", _sla),
    ("complaints", _complaints),
    ("satisfaction", _satisfaction),
    ("packages", _packages),
    ("changes", _changes),
)
"""What an agenda has, in this order; `render.agenda` says each in words."""
