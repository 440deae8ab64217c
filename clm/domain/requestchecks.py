"""What requests and their tasks obey beyond their types: people, waiting, completeness."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from clm.domain.arrived import of_inactive, still_to_come
from clm.domain.flaws import Flaw, circle_from, nobody
from clm.domain.fullness import is_reachable
from clm.domain.request import is_active
from clm.domain.requesting import (
    ENDED,
    STATUSES,
    completeness,
    contacts_of,
    is_open,
    last_event,
    open_tasks,
    open_tasks_in,
    place_of,
    status_of,
    tasks_in,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date, tzinfo

    from clm.domain.cover import Matter, Roster
    from clm.domain.customer import Customer
    from clm.domain.flaws import At, Known
    from clm.domain.request import Event, Request, Requests, Task


def _tasks(file: Requests) -> Iterator[tuple[At, Request | None, Task]]:
    """Every task with the path to it and its request; None: it is of none."""
    for request, task in tasks_in(file):
        yield place_of(request, task.id), request, task


def _people(file: Requests) -> Iterator[tuple[At, str | None]]:
    """Every colleague's handle."""
    for request in file.requests:
        at: At = ("requests", request.id)
        yield (*at, "spoc"), request.spoc
        yield from _of_events(at, request.events)
    for at, _, task in _tasks(file):
        yield (*at, "executor"), task.executor
        yield from _of_events(at, task.events)
        for step in task.checklist:
            yield (*at, "checklist", step.id, "done_by"), step.done_by


def _of_events(at: At, events: Iterable[Event]) -> Iterator[tuple[At, str]]:
    for event in events:
        yield (*at, "events", event.id, "by"), event.by


def unknown_people(file: Requests, known: Known) -> Iterable[Flaw]:
    """A0.8: every handle names a colleague with a record."""
    return nobody(_people(file), known.team)


def former_people(file: Requests, known: Known) -> Iterable[Flaw]:
    """A0.8: who is not active answers for no request and does no task."""
    for request in file.requests:
        if is_open(request) and request.spoc in known.former:
            sentence = f"spoc: {request.spoc} is not active on {known.today}"
            yield Flaw(
                ("requests", request.id, "spoc"), sentence, f"clm assign {request.id} HANDLE"
            )
    for at, _, task in _tasks(file):
        if task.executor in known.former and task.status not in ENDED:
            sentence = f"executor: {task.executor} is not active on {known.today}"
            yield Flaw((*at, "executor"), sentence, f"clm assign {task.id} HANDLE")


def unknown_status(file: Requests, _known: Known) -> Iterable[Flaw]:
    """The status of a request follows from its events: each names one there is."""
    for request in file.requests:
        for event in request.events:
            if event.kind == "status" and event.to not in STATUSES:
                at: At = ("requests", request.id, "events", event.id)
                sentence = f"to: there is no status {event.to or 'of no name'} of a request"
                yield Flaw((*at, "to"), sentence, f"one of: {', '.join(STATUSES)}")


def one_spoc(file: Requests, _known: Known) -> Iterable[Flaw]:
    """A0.7: an open request has exactly one SPOC; only a new one may have none."""
    for request in file.requests:
        at: At = ("requests", request.id)
        hint = f"clm assign {request.id} HANDLE"
        if request.spoc is None and status_of(request) in {"open", "waiting"}:
            yield Flaw(at, "an open request has no spoc", hint)
        event = last_event(request.events, "spoc")
        if event and event.to != request.spoc:
            sentence = f"spoc: {request.spoc or 'nobody'}, but {event.to} was appointed last"
            yield Flaw((*at, "spoc") if request.spoc else at, sentence, hint)


def unlike_priority(file: Requests, _known: Known) -> Iterable[Flaw]:
    """A2.9: the priority is the one that was set last, or the clock of what is closed is wrong."""
    for request in file.requests:
        event = last_event(request.events, "priority")
        if event and event.to != request.priority:
            held, wanted = request.priority or "none", event.to or "none"
            sentence = f"priority: {held}, but the last event sets {wanted}"
            yield Flaw(
                ("requests", request.id, "priority"),
                sentence,
                "the last `to` of kind `priority` and the field are the same",
            )


def waiting_without_recheck(file: Requests, _known: Known) -> Iterable[Flaw]:
    """A0.41: what waits says for whom, and when somebody looks again."""
    found: list[tuple[At, str, Request | Task]] = [
        (("requests", one.id), status_of(one), one) for one in file.requests
    ]
    found += [(at, task.status, task) for at, _, task in _tasks(file)]
    for at, status, one in found:
        if status == "waiting" and not (one.waiting_on and one.recheck_on):
            missing = "recheck_on" if one.waiting_on else "waiting_on"
            hint = "write `waiting_on: customer` and `recheck_on: 2026-11-22`"
            yield Flaw(at, f"{one.id} is waiting without {missing}", hint)


def open_on_closed(file: Requests, _known: Known) -> Iterable[Flaw]:
    """A closed request has an outcome, and an open one none; nothing is to be done for it."""
    for request in file.requests:
        at: At = ("requests", request.id)
        if is_open(request):
            if request.outcome:
                sentence = f"outcome: {request.outcome}, but {request.id} is {status_of(request)}"
                yield Flaw((*at, "outcome"), sentence, "take it away, or: clm request close")
            continue
        if not request.outcome:
            hint = f"add `outcome: solved` to {request.id}"
            yield Flaw(at, f"{request.id} is closed without an outcome", hint)
        for task in open_tasks(request):
            sentence = f"{task.id} is {task.status}, but its request is closed"
            yield Flaw((*at, "tasks", task.id), sentence, f"clm task move {task.id} cancelled")


def unknown_origin(file: Requests, _known: Known) -> Iterable[Flaw]:
    """A2.21: a task says what it comes from, or stands below the request it is for."""
    for at, request, task in _tasks(file):
        if request and task.from_:
            sentence = f"from: {task.id} is for {request.id}"
            yield Flaw((*at, "from"), sentence, "take it away, or put the task into `tasks`")
        elif not (request or task.from_):
            hint = "add `from: complaint/cm-…`, or put it below its request"
            yield Flaw(at, f"{task.id} is for no request, and comes from nothing", hint)


def unknown_links(file: Requests, _known: Known) -> Iterable[Flaw]:
    """A0.40: a follow-up follows a task of this file, and in the end one that follows none."""
    follows = {task.id: task.follows for _, _, task in _tasks(file)}
    told: set[str] = set()
    for at, _, task in _tasks(file):
        if task.follows and task.follows not in follows:
            yield Flaw((*at, "follows"), f"follows: there is no task {task.follows} here")
        circle = [] if task.id in told else circle_from(task.id, follows)
        told.update(circle)
        if circle:
            chain = " → ".join([*circle, task.id])
            hint = "take `follows` away from the one that came first"
            yield Flaw((*at, "follows"), f"follows: {chain} is a circle", hint)


def incomplete(file: Requests, known: Known) -> Iterable[Flaw]:
    """A0.5: the fields a registration needs."""
    for request in file.requests:
        missing = completeness(request, None, known.asked).required
        if missing:
            yield _missing(request, "needs", missing)


def could_be_fuller(file: Requests, known: Known) -> Iterable[Flaw]:
    """A0.5: the fields an open request should have."""
    for request in filter(is_open, file.requests):
        missing = completeness(request, None, known.asked).recommended
        if missing:
            yield _missing(request, "should have", missing)


def _missing(request: Request, verb: str, fields: Iterable[str]) -> Flaw:
    sentence = f"{request.id} {verb}: {', '.join(fields)}"
    return Flaw(("requests", request.id), sentence, f"clm request set {request.id} KEY=VALUE")


_QUOTED: Final = re.compile(r"""^ *(?:- )?[\w-]+: (?:"[^"\\\n]*"|'[^'\n]*')$""", re.MULTILINE)
"""A line whose value is quoted, and ends on it."""
_CONTACT: Final = re.compile(
    r"""  - id: (p-\w+)\n((?:    [a-z_]+: (?:"[^"\\\n]*"|'[^'\n]*'|[\w+(][^\n]*)\n)*)"""
)
_CHANNEL: Final = re.compile(
    r"""^[ ]{4}(?:email:[ ](["']?)[\w.+-]+@[\w.-]+\1
      |phone:[ ](["']?)(?:[ +()/.-]*\d){4}[ +()/.\d-]*\2)$""",
    re.MULTILINE | re.VERBOSE,
)


def seem_reachable(file: Requests, customer: str) -> bool:
    """Is it certain by the text of the customer's file that `unreachable` finds nothing?

    It is where the contacts stand as our own writer leaves them, so that no line can be part of
    another's value; else what the file means is looked at.
    """
    if not file.requests:
        return True
    before, _, below = customer.partition("\ncontacts:\n")
    if _has_quotes(before) and _has_quotes(_QUOTED.sub("", before)):
        return False  # a quoted text may go on over several lines
    known: dict[str, bool] = {}
    at = 0
    while one := _CONTACT.match(below, at):
        known[one[1]] = bool(_CHANNEL.search(one[2]))
        at = one.end()
    return all(
        known.keys() >= set(request.contacts) and any(known[one] for one in request.contacts)
        for request in file.requests
    )


def _has_quotes(text: str) -> bool:
    return '"' in text or "'" in text


def seem_active(customer: str) -> bool:
    """Is it certain by the text of the customer's file that no other status is meant?"""
    return not any(part in customer for part in ("archived", "merged", "\\"))  # or an escape


def unreachable(file: Requests, customer: Customer) -> Iterator[Flaw]:
    """A0.4, A0.6: the contacts it names are the customer's, and one can be reached."""
    known = {contact.id for contact in customer.contacts}
    for request in file.requests:
        at: At = ("requests", request.id)
        for contact in request.contacts:
            if contact not in known:
                yield Flaw((*at, "contacts"), f"contacts: {customer.id} has no contact {contact}")
        named = contacts_of(request, customer)
        if is_open(request) and named and not any(map(is_reachable, named)):
            sentence = f"no contact of {request.id} has an e-mail or a phone number"
            hint = f"clm customer contact add {customer.id} NAME --email EMAIL"
            yield Flaw((*at, "contacts"), sentence, hint)


def open_of_inactive(file: Requests, customer: Customer) -> Iterator[Flaw]:
    """What is open of an archived or merged customer stands in nobody's list (A2.12)."""
    having: list[At] = [("requests", request.id) for request in file.requests if is_open(request)]
    having += [("posted", task.id) for task in file.posted if is_active(task)]
    having += [("tasks", task.id) for request, task in open_tasks_in(file) if request is None]
    return of_inactive(having, customer)


def to_come(file: Requests, today: date, zone: tzinfo) -> Iterator[Flaw]:
    """A0.12: a request has arrived already."""
    return still_to_come("request", file.requests, today, zone)


def uncovered(
    file: Requests, roster: Roster, today: date, matter_of: Callable[[str], Matter]
) -> Iterator[Flaw]:
    """A0.8: who answers for an open request is there, or is covered.

    `matter_of` tells what a request is for covers, by its id: asked of those who are away (A0.27).
    """
    for request in filter(is_open, file.requests):
        spoc = request.spoc
        if not spoc or not roster.is_active(spoc, today):
            continue  # other rules
        if roster.is_present(spoc, today):
            continue
        if roster.covered_by(spoc, today, matter_of(request.id)) is None:
            sentence = f"spoc: {spoc} is away on {today}, and nobody covers"
            hint = f"clm assign {request.id} HANDLE, or name a replacement: clm absence list"
            yield Flaw(("requests", request.id, "spoc"), sentence, hint)
