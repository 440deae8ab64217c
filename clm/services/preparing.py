"""The agenda of a service review, made from the data: THE SECTIONS, one row each (A2.33)."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from clm.domain.bookings import counted
from clm.domain.changes import Target
from clm.domain.moments import day_of
from clm.domain.periods import Period
from clm.domain.reviewfigures import changes, packages, volumes, within
from clm.domain.reviewing import actions_of, due, held, planned
from clm.errors import ClmError
from clm.render.listing import number
from clm.services import slaclocks
from clm.services.refs import find
from clm.store.complaintrows import complaint_row
from clm.store.history import log
from clm.store.kinds import path_of
from clm.store.reviewrows import action_row
from clm.store.shared import read_from
from clm.store.sources import Snapshot
from clm.store.surveys import surveys

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from clm.domain.customer import Customer
    from clm.domain.process import Dossier
    from clm.services.workspace import Workspace
    from clm.store.git import Repo


class Subject(NamedTuple):
    """Whose review is prepared, about which time, and their record at its beginning and end.

    At the end of a time that is not over it is the record of now.
    """

    workspace: Workspace
    facts: Dossier
    period: Period
    before: Before | None
    after: Customer


class Before(NamedTuple):
    """A customer's record as it stood on a day; `is_first`: before that it was not kept."""

    customer: Customer
    on: date
    is_first: bool = False


def prepared(workspace: Workspace, ref: str, period: Period | None) -> dict[str, Any]:
    """The agenda of a customer's next review; without a period, of the time since the last one.

    Raises:
        NotFoundError: nothing matches.
        BadDataError: a file of the customer cannot be read.
    """
    facts = workspace.dossier(find(workspace, ref).customer)
    about = period or _since_the_last(facts, workspace.today)
    over = about.last < workspace.today
    then = _record_of(workspace, facts.customer.id, about.last) if over else None
    was = _before(workspace, facts.customer.id, about)
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
    """From the day after the last review, else the first booking, else this day on.

    What happened on the day of a review was talked about there, and is told once.
    """
    last = [one.held_on for one in held(facts.reviews, today)[-1:] if one.held_on]
    booked = counted(facts.customer.bookings, today)
    if last:
        start = min(last[0] + timedelta(days=1), today)
    else:
        start = booked[0].booked_on if booked else today
    return Period(f"{start}..{today}", start, today)


def _before(workspace: Workspace, customer: str, about: Period) -> Before | None:
    """The customer's record as it stood on the day before a period, else as it was kept first.

    None where nothing is known of that time.
    """
    if workspace.repo is None:
        return None
    then = about.first - timedelta(days=1)
    if found := _record_of(workspace, customer, then):
        return Before(found, then)
    begun = _at_first(workspace, workspace.repo, path_of(Target("customer", customer)))
    return begun if begun and begun.on <= about.last else None


def _record_of(workspace: Workspace, customer: str, day: date) -> Customer | None:
    """The customer's record as it stood at the end of a day; None where it cannot be told."""
    if workspace.repo is None:
        return None
    with suppress(ClmError):  # the history begins later, or what was written then cannot be read
        state = workspace.as_it_was(day)
        try:
            found: Customer | None = state.record(Target("customer", customer))
        finally:
            state.close()
        return found
    return None


def _at_first(workspace: Workspace, repo: Repo, path: str) -> Before | None:
    """The record as it was committed first."""
    newest = workspace.commit if workspace.as_of else "HEAD"
    full = f"{workspace.prefix}/{path}" if workspace.prefix else path
    for entry in [*log(repo, [full], revision=newest)][-1:]:
        source = Snapshot(repo, entry.sha, workspace.prefix)
        data = source.read(path)
        record = read_from(source, path, data).record if data else None
        on = entry.at.astimezone(workspace.process.zone).date()
        return Before(record, on, is_first=True) if record else None
    return None


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
    """What was otherwise at the end than at the beginning: class, people, VPA, contacts, services.

    `since` is the day from which on that is known, where it is later than the beginning.
    """
    before = subject.before
    if before is None:
        return {"known": False, "since": None, "items": []}
    until = min(subject.period.last, subject.workspace.today)
    found = changes(before.customer, subject.after, before.on, until)
    since = before.on.isoformat() if before.is_first else None
    return {"known": True, "since": since, "items": [one._asdict() for one in found]}


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
