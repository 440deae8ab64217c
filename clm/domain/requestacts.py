"""Acts on requests: recorded, moved, closed, accepted, given to another SPOC (A0.4-A0.20)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from clm.domain.changes import Add, Change, Set, Target
from clm.domain.decisions import Decision, refuse_inactive
from clm.domain.fullness import is_reachable
from clm.domain.moves import (
    REQUEST_MOVES,
    Waiting,
    event,
    happened,
    refuse_illegal,
    unmoved,
    waiting_changes,
)
from clm.domain.names import fold, one_line
from clm.domain.request import Request
from clm.domain.requesting import (
    UNANSWERED,
    is_open,
    is_to_come,
    last_event,
    open_tasks,
    spocs,
    status_of,
)
from clm.domain.spoc import acceptance
from clm.domain.taskacts import file_of
from clm.errors import RefusedError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import tzinfo

    from clm.domain.customer import Customer
    from clm.domain.decisions import Actor
    from clm.domain.requestwords import Channel, Closing, Priority, RequestStatus, Scope


class NewRequest(NamedTuple):
    """What is recorded of a request; `spoc` None leaves it unassigned."""

    subject: str
    need: str
    channel: Channel
    received_at: str
    contacts: tuple[str, ...]
    services: tuple[str, ...] = ()
    priority: Priority | None = None
    spoc: str | None = None


def record(
    customer: Customer,
    others: Sequence[Request],
    actor: Actor,
    new: NewRequest,
    zone: tzinfo,
    why: str | None = None,
) -> tuple[str, Decision]:
    """Record a request of a customer; answers its id too (A0.4).

    Raises:
        UsageError: it has no subject or no need.
        RefusedError: it was received later than now, or the customer is not active.
    """
    if not (new.subject.strip() and new.need.strip()):
        raise UsageError("a request needs a subject and a need", "--need TEXT: what is needed")
    refuse_inactive(customer)
    refuse_unfit(customer, new.contacts, new.received_at, actor, zone)
    events = [event(actor, "status", None, "new", note=why)]
    if new.spoc:
        events.append(event(actor, "spoc", None, new.spoc, "request"))
    made = Request(
        id=actor.new_id("r"),
        subject=one_line(new.subject),
        need=new.need.strip(),
        services=new.services,
        contacts=new.contacts,
        channel=new.channel,
        received_at=new.received_at,
        priority=new.priority,
        spoc=new.spoc,
        events=tuple(events),
    )
    said = (*several_spocs(customer.id, [*others, made]), *_alike(made, others))
    return made.id, Decision((Add(file_of(customer.id), ("requests",), made),), said)


def _alike(made: Request, others: Sequence[Request]) -> Iterator[str]:
    """Open requests of the customer about the same: it may have been recorded twice."""
    for other in others:
        if is_open(other) and fold(other.subject) == fold(made.subject):
            yield f"{other.id} is open, and about the same: {one_line(other.subject)}"


def refuse_unfit(
    customer: Customer, contacts: Sequence[str], received_at: str, actor: Actor, zone: tzinfo
) -> None:
    """Refuse what no request has: nobody who can be reached (A0.4), a time to come (A0.12).

    Raises:
        RefusedError: it is so.
    """
    if is_to_come(received_at, actor.today, zone, actor.now if actor.by_clock else None):
        raise RefusedError(f"{received_at} is still to come", "when did it arrive?")
    reachable = [contact for contact in customer.contacts if is_reachable(contact)]
    if any(contact.id in contacts for contact in reachable):
        return
    if not reachable:
        hint = f"clm customer contact add {customer.id} NAME --email EMAIL"
        if customer.contacts:
            first = customer.contacts[0].id
            hint = f"clm customer contact edit {customer.id} {first} --email EMAIL"
        raise RefusedError(f"{customer.id} has no contact with an e-mail or a phone number", hint)
    names = ", ".join(f"{one.id} {one.name}" for one in reachable)
    raise RefusedError("none of these contacts can be reached", f"can be reached: {names}")


def several_spocs(customer: str, requests: Sequence[Request]) -> tuple[str, ...]:
    """A0.9: a customer has one contact person; several are allowed, and told."""
    found = spocs(requests)
    if len(found) < 2:  # noqa: PLR2004 -- several
        return ()
    return (f"customer {customer} has {len(found)} SPOCs: {', '.join(found)}",)


def move(
    customer: str,
    request: Request,
    status: RequestStatus,
    actor: Actor,
    *,
    why: str | None = None,
    waiting: Waiting | None = None,
) -> Decision:
    """Give a request another status; the one it has already changes nothing, but for its waiting.

    Raises:
        RefusedError: there is no such step, it is to be closed, or nobody answers for it.
        UsageError: it is to wait, and nobody says for whom and until when; or the other way round.
    """
    waits = waiting or Waiting()
    held: RequestStatus = status_of(request)
    if held == status:
        if answer := unmoved(request.id, customer, held, waits, why):
            return answer
        waits = waits.of(request)
    else:
        refuse_illegal(request.id, REQUEST_MOVES, held, status, "it is the end")
    if status == "closed":
        hint = f"clm request close {request.id} --outcome O --solution TEXT"
        raise RefusedError(f"{request.id} closes with an outcome and a solution", hint)
    if request.spoc is None:
        hint = f"clm assign {request.id} HANDLE"
        raise RefusedError(f"nobody answers for {request.id}: it stays new until then", hint)
    if held == "closed" and not why:
        raise RefusedError(f"{request.id} is closed: to open it again needs the reason", "-m WHY")
    target, at = file_of(customer), ("requests", request.id)
    changes: list[Change] = list(waiting_changes(target, at, request, status, waits, actor))
    if held == status and not (changes or why):
        return Decision(said=(f"{request.id} waits so already",))
    ended = ("outcome", "solution") if held == "closed" else ()
    changes += [Set(target, (*at, field), None) for field in ended if getattr(request, field)]
    changes += _remembered(target, at, request)
    on = waits.on if status == "waiting" else None
    changes.append(
        happened(
            target, at, request, actor, "status", from_=held, to=status, waiting_on=on, note=why
        )
    )
    left = [task.id for task in request.tasks if task.status == "cancelled"]
    if held != "closed" or not left:
        return Decision(tuple(changes))
    said = f"these stay cancelled: {', '.join(left)} (clm task move TASK open)"
    return Decision(tuple(changes), (said,))


def _remembered(target: Target, at: tuple[str, ...], request: Request) -> list[Change]:
    """For whom it waited until now, where the event of that, written by hand, does not say it."""
    held = last_event(request.events, "status")
    if held is None or held.to != "waiting" or held.waiting_on or not request.waiting_on:
        return []
    return [Set(target, (*at, "events", held.id, "waiting_on"), request.waiting_on)]


def close(
    customer: str,
    request: Request,
    outcome: Closing,
    solution: str,
    actor: Actor,
    *,
    why: str | None = None,
    force: bool = False,
) -> Decision:
    """Close a request with its outcome (A0.10); what is still open of its tasks is cancelled.

    Raises:
        RefusedError: it is closed already, nobody answered for it, or it is solved with open tasks
            and nobody forces it.
        UsageError: there is no solution.
    """
    if not solution.strip():
        raise UsageError("what was the solution?", "--solution TEXT")
    held: RequestStatus = status_of(request)
    if held == "closed":
        hint = f"clm request move {request.id} open -m WHY opens it again"
        raise RefusedError(f"{request.id} is closed already", hint)
    if request.spoc is None and outcome not in UNANSWERED:
        hint = f"clm assign {request.id} HANDLE, then close it"
        raise RefusedError(f"nobody answers for {request.id}, so it is not {outcome}", hint)
    left = open_tasks(request)
    ids = ", ".join(task.id for task in left)
    if left and outcome == "solved" and not force:
        raise RefusedError(
            f"{request.id} has open tasks: {ids}",
            "end them first, or --force -m WHY cancels them",
        )
    target, at = file_of(customer), ("requests", request.id)
    changes: list[Change] = [
        *waiting_changes(target, at, request, "closed", Waiting(), actor),
        *_remembered(target, at, request),
        Set(target, (*at, "outcome"), outcome),
        Set(target, (*at, "solution"), solution.strip()),
        happened(target, at, request, actor, "status", from_=held, to="closed", note=why),
    ]
    for task in left:
        place = (*at, "tasks", task.id)
        changes += waiting_changes(target, place, task, "cancelled", Waiting(), actor)
        changes += [
            Set(target, (*place, "status"), "cancelled"),
            happened(
                target, place, task, actor, "status", from_=task.status, to="cancelled", note=why
            ),
        ]
    return Decision(tuple(changes), (f"cancelled with {request.id}: {ids}",) if left else ())


def accept(customer: str, request: Request, actor: Actor, why: str | None = None) -> Decision:
    """The SPOC takes a request on; a new one is open from then on (A0.20).

    What is accepted and open already stays as it is.

    Raises:
        RefusedError: it is closed, or nobody was appointed.
    """
    _refuse_unanswerable(request)
    held = status_of(request)
    if acceptance(request) == "accepted" and held != "new":
        return Decision(said=(f"{request.id} is accepted already",))
    target, at = file_of(customer), ("requests", request.id)
    changes: list[Change] = [
        happened(target, at, request, actor, "accepted", to=request.spoc, note=why)
    ]
    if held == "new":
        changes.append(happened(target, at, request, actor, "status", from_="new", to="open"))
    return Decision(tuple(changes))


def reprioritized(
    customer: str, request: Request, wanted: Priority | None, actor: Actor, why: str | None
) -> list[Change]:
    """The event of another priority: what it was while it was open stays known (A2.9).

    Raises:
        RefusedError: it is closed: how its agreement was kept is told by the priority it had.
    """
    if wanted == request.priority:
        return []
    if status_of(request) == "closed":
        sentence = f"{request.id} is closed: it was measured by its priority"
        raise RefusedError(sentence, f"clm request move {request.id} open -m WHY opens it again")
    at, had = ("requests", request.id), request.priority
    target = file_of(customer)
    return [happened(target, at, request, actor, "priority", from_=had, to=wanted, note=why)]


def tell(customer: str, request: Request, text: str, actor: Actor) -> Decision:
    """Keep what the customer was told of how it stands: the update begins anew (A2.9).

    Raises:
        UsageError: there is no text.
        RefusedError: it is closed.
    """
    if not text.strip():
        raise UsageError("what was the customer told?", "-m TEXT")
    if status_of(request) == "closed":
        hint = f"clm note {customer} TEXT, or clm request move {request.id} open -m WHY"
        raise RefusedError(f"{request.id} is closed: no word of it is owed", hint)
    at = ("requests", request.id)
    told = happened(file_of(customer), at, request, actor, "told", note=text.strip())
    return Decision((told,))


def decline(
    customer: str, request: Request, reason: str, actor: Actor, why: str | None = None
) -> Decision:
    """The SPOC does not take it on; they answer for it until somebody else is appointed (A0.20).

    What is declined already stays as it is.

    Raises:
        RefusedError: it is closed, or nobody was appointed.
    """
    _refuse_unanswerable(request)
    if acceptance(request) == "declined":
        return Decision(said=(f"{request.id} is declined already",))
    target, at = file_of(customer), ("requests", request.id)
    told = happened(target, at, request, actor, "declined", from_=request.spoc, to=reason, note=why)
    said = f"{request.id} stays with {request.spoc} until clm assign {request.id} HANDLE"
    return Decision((told,), (said,))


def _refuse_unanswerable(request: Request) -> None:
    if status_of(request) == "closed":
        raise RefusedError(f"{request.id} is closed", f"clm request show {request.id}")
    if request.spoc is None:
        hint = f"clm assign {request.id} HANDLE"
        raise RefusedError(f"nobody was asked to answer for {request.id}", hint)


def appoint(
    customer: str,
    request: Request,
    person: str,
    actor: Actor,
    scope: Scope,
    why: str | None = None,
) -> Decision:
    """Make somebody the SPOC of an open request, with its history (A0.18).

    Raises:
        RefusedError: it is closed.
    """
    if request.spoc == person:
        return Decision(said=(f"{request.id}: spoc is {person} already",))
    if status_of(request) == "closed":
        hint = f"clm request move {request.id} open -m WHY opens it again"
        raise RefusedError(f"{request.id} is closed", hint)
    target, at = file_of(customer), ("requests", request.id)
    told = happened(
        target, at, request, actor, "spoc", from_=request.spoc, to=person, scope=scope, note=why
    )
    return Decision((Set(target, (*at, "spoc"), person), told))
