"""Requests as people record, move, close and take them on (A0.4-A0.20)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from clm.domain import requestacts
from clm.domain.changes import Add, Remove, Set
from clm.domain.contacts import contact_meant
from clm.domain.decisions import Decision, case_note, refuse_inactive
from clm.domain.fullness import is_reachable
from clm.domain.request import Requests
from clm.domain.requestacts import NewRequest
from clm.domain.requesting import is_open
from clm.domain.spoc import account_manager
from clm.domain.taskacts import file_of
from clm.errors import NotFoundError, RefusedError, UsageError
from clm.services import fields
from clm.services.acting import Step, actor, for_whom, refuse_colleagues, save
from clm.services.announcing import with_answer
from clm.services.covering import matter_of
from clm.services.refs import Found, customers, find, open_one
from clm.services.staff import assignable
from clm.services.team import warnings_of_customer
from clm.services.workitems import manager_of
from clm.store.editing import edit
from clm.store.kinds import path_of, record_of
from clm.store.reading import read

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from clm.domain.changes import Change
    from clm.domain.customer import Customer
    from clm.domain.decisions import Actor
    from clm.domain.moves import Waiting
    from clm.domain.request import Request
    from clm.domain.requestwords import Channel, Closing, Priority, RequestStatus
    from clm.services.acting import Outcome, Who
    from clm.services.workspace import Workspace

SETTABLE: Final = ("subject", "need", "services", "contacts", "channel", "received_at", "priority")
"""What `request set` sets; everything else has a command of its own."""


class Draft(NamedTuple):
    """A request as typed; `contacts` are ids, names or e-mails of the customer's contacts."""

    subject: str
    need: str
    channel: Channel
    received_at: str
    contacts: Sequence[str] = ()
    services: Sequence[str] = ()
    priority: Priority | None = None
    spoc: str | None = None
    unassigned: bool = False


def request_meant(workspace: Workspace, ref: str) -> Found:
    """The request a reference means; a customer stands for their only open one.

    Raises:
        NotFoundError: it means something else, or nothing.
        AmbiguousError: the customer has several open ones; the hint lists them.
    """
    found = find(workspace, ref)

    def having() -> list[tuple[str, str]]:
        file = workspace.requests(found.customer)
        return [(one.id, one.subject) for one in (file.requests if file else ()) if is_open(one)]

    return open_one(found, ref, "request", "r-", having)


def request_of(file: Requests | None, item: str | None) -> Request:
    """A request as its customer's file has it now.

    Raises:
        NotFoundError: it is not there any more.
    """
    for one in file.requests if file else ():
        if one.id == item:
            return one
    raise NotFoundError(f"there is no request {item} any more", "clm request list shows all")


# recording


def add(
    workspace: Workspace,
    ref: str,
    draft: Draft,
    who: Who,
    *,
    why: str | None,
    force: bool,
    dry_run: bool,
) -> Outcome:
    """Record a request (A0.4); without a word on it the account manager answers for it (A0.9).

    Raises:
        NotFoundError: there is no such customer, contact or colleague.
        RefusedError: no contact can be reached, nobody is there to answer for it, or the SPOC is
            away: the one named, or the account manager whom nobody covers.
    """
    (customer_id,) = customers(workspace, [ref])
    if draft.spoc:
        assignable(workspace, draft.spoc, force=force)
    with workspace.writing("request add", dry_run=dry_run) as writer:
        customer = workspace.customer(customer_id)
        file = workspace.requests(customer_id)
        new = NewRequest(
            subject=draft.subject,
            need=draft.need,
            channel=draft.channel,
            received_at=draft.received_at,
            contacts=tuple(_contacts(customer, draft.contacts)),
            services=tuple(dict.fromkeys(draft.services)),
            priority=draft.priority,
            spoc=_spoc(workspace, customer, draft),
        )
        others = file.requests if file else ()
        zone = workspace.process.zone
        made, decision = requestacts.record(customer, others, actor(workspace, who), new, zone, why)
        said: tuple[str, ...] = ()
        if draft.spoc:
            said = warnings_of_customer(workspace, draft.spoc, customer)
        elif new.spoc:
            said = _covering(workspace, customer.id, new.spoc, force=force)
        decision = decision._replace(said=(*decision.said, *said))
        return save(workspace, writer, "request add", who, [Step(made, decision, who.handle)])


def _spoc(workspace: Workspace, customer: Customer, draft: Draft) -> str | None:
    if draft.spoc or draft.unassigned:
        return draft.spoc
    usual = account_manager(customer)
    if usual in workspace.team:
        return usual
    raise RefusedError(
        f"nobody looks after {customer.id}, and the request needs somebody who answers for it",
        "--spoc HANDLE, or --unassigned",
    )


def _covering(workspace: Workspace, customer: str, spoc: str, *, force: bool) -> tuple[str, ...]:
    """Who acts for an account manager who is away, a sentence where somebody does (A0.8, A0.29).

    Raises:
        RefusedError: nobody does, and nobody forces it.
    """
    today, roster = workspace.today, workspace.roster
    if roster.is_present(spoc, today):
        return ()
    cover = roster.cover(spoc, today, matter_of(workspace, customer, kind="request"))
    if roster.is_present(cover, today):
        return (f"{spoc} is away on {today}: {cover} covers",)
    if force:
        return (f"{spoc} is away on {today}, and nobody covers",)
    raise RefusedError(
        f"{spoc} looks after {customer} and is away on {today}, and nobody covers",
        f"--spoc HANDLE, --unassigned, or --force -m WHY gives it to {spoc}",
    )


def _contacts(customer: Customer, typed: Sequence[str]) -> list[str]:
    """The ids of the contacts named, or of the first who can be reached (A0.4, A0.6)."""
    if typed:
        return list(dict.fromkeys(contact_meant(customer, word).id for word in typed))
    return [contact.id for contact in customer.contacts if is_reachable(contact)][:1]


# acts on one


def _on_request(
    workspace: Workspace,
    name: str,
    ref: str,
    who: Who,
    decide: Callable[[str, Request, Actor], Decision],
    *,
    ends: bool = False,
    dry_run: bool = False,
) -> Outcome:
    """Decide about one request and save it; a colleague's needs to be said so.

    What `ends` it may be done though its customer is archived or merged.
    """
    found = request_meant(workspace, ref)
    with workspace.writing(name, dry_run=dry_run) as writer:
        request = request_of(workspace.requests(found.customer), found.item)
        if not ends:
            refuse_inactive(workspace.customer(found.customer))
        person = request.spoc or who.handle
        of = matter_of(workspace, found.customer, request.id, "request")
        refuse_colleagues(workspace, request.id, person, who, of)
        me = for_whom(workspace, actor(workspace, who), person, of)
        decision = decide(found.customer, request, me)
        return save(workspace, writer, name, who, [Step(request.id, decision, person)])


def move(
    workspace: Workspace,
    ref: str,
    status: RequestStatus,
    who: Who,
    *,
    why: str | None,
    waiting: Waiting,
    dry_run: bool,
) -> Outcome:
    """Give a request another status.

    Raises:
        RefusedError: there is no such step, or it is a colleague's request.
    """

    def decide(customer: str, request: Request, me: Actor) -> Decision:
        return requestacts.move(customer, request, status, me, why=why, waiting=waiting)

    return _on_request(workspace, "request move", ref, who, decide, dry_run=dry_run)


def close(
    workspace: Workspace,
    ref: str,
    outcome: Closing,
    solution: str,
    who: Who,
    *,
    why: str | None,
    force: bool,
    dry_run: bool,
) -> Outcome:
    """Close a request with outcome and solution (A0.10); it may be asked about (A0.11).

    Raises:
        RefusedError: it is closed, solved with open tasks, or a colleague's.
    """
    from clm.domain.surveyevents import closed_request  # here and below, closing alone needs it
    from clm.services.surveytriggers import with_question

    def decide(customer: str, request: Request, me: Actor) -> Decision:
        made = requestacts.close(customer, request, outcome, solution, me, why=why, force=force)
        event = closed_request(request, outcome, me.today)
        return with_question(workspace, made, customer, "request-closed", event, me)

    return _on_request(workspace, "request close", ref, who, decide, ends=True, dry_run=dry_run)


def accept(workspace: Workspace, ref: str, who: Who, *, why: str | None, dry_run: bool) -> Outcome:
    """Take a request on (A0.20).

    Raises:
        RefusedError: it is closed, or a colleague's.
    """

    def decide(customer: str, request: Request, me: Actor) -> Decision:
        return with_answer(requestacts.accept(customer, request, me, why), customer, request, me)

    return _on_request(workspace, "request accept", ref, who, decide, dry_run=dry_run)


def tell(workspace: Workspace, ref: str, text: str, who: Who, *, dry_run: bool) -> Outcome:
    """Keep what the customer was told of a request (A2.9).

    Raises:
        UsageError: there is no text.
        RefusedError: it is closed, or a colleague's.
    """

    def decide(customer: str, request: Request, me: Actor) -> Decision:
        return requestacts.tell(customer, request, text, me)

    return _on_request(workspace, "request update", ref, who, decide, dry_run=dry_run)


def decline(
    workspace: Workspace, ref: str, reason: str, who: Who, *, why: str | None, dry_run: bool
) -> Outcome:
    """Say no to a request (A0.20); the manager's list shows it.

    Raises:
        RefusedError: it is closed, or a colleague's.
    """

    def decide(customer: str, request: Request, me: Actor) -> Decision:
        decision = requestacts.decline(customer, request, reason, me, why)
        superior = manager_of(workspace, request.spoc) if request.spoc else None
        return with_answer(decision, customer, request, me, superior)

    return _on_request(workspace, "request decline", ref, who, decide, dry_run=dry_run)


def set_fields(
    workspace: Workspace,
    ref: str,
    words: Sequence[str],
    who: Who,
    *,
    why: str | None,
    dry_run: bool,
) -> Outcome:
    """Set fields of a request, `key=value` each, as one commit.

    Raises:
        UsageError: no such field, one that has a command of its own, or a value that does not fit.
        NotFoundError: the customer has no such contact.
        RefusedError: nobody could be reached any more, it arrived later than today, it is closed
            and would get another priority, or it is a colleague's.
    """
    typed = [fields.assignment(word) for word in words]
    refuse_unsettable(typed, SETTABLE, _ELSEWHERE)

    def decide(customer: str, request: Request, me: Actor) -> Decision:
        held = workspace.customer(customer)
        wanted = [_by_contact(held, one) for one in typed]
        found = set_changes(workspace, customer, ("requests", request.id), wanted)
        after = request_of(changed(workspace, customer, found), request.id)
        if (after.contacts, after.received_at) != (request.contacts, request.received_at):
            zone = workspace.process.zone
            requestacts.refuse_unfit(held, after.contacts, after.received_at, me, zone)
        noted = [case_note(held, me, why)] if found and why else []
        told = requestacts.reprioritized(customer, request, after.priority, me, why)
        return Decision((*found, *noted, *told))

    return _on_request(workspace, "request set", ref, who, decide, dry_run=dry_run)


def _by_contact(customer: Customer, typed: fields.Typed) -> fields.Typed:
    """A contact that is added may be named as people do."""
    if typed.at != ("contacts",) or typed.how != "+=":
        return typed
    return typed._replace(value=contact_meant(customer, typed.value).id)


_ELSEWHERE: Final = {
    "spoc": "clm assign {ref} HANDLE",
    "status": "clm request move",
    "waiting_on": "clm request move R waiting --on … --recheck DATE",
    "recheck_on": "clm request move R waiting --on … --recheck DATE",
    "outcome": "clm request close",
    "solution": "clm request close",
    "tasks": "clm task add, clm task set",
}


def refuse_unsettable(
    typed: Sequence[fields.Typed], settable: Sequence[str], elsewhere: dict[str, str]
) -> None:
    """Refuse fields that are not set one by one.

    Raises:
        UsageError: there is one; the hint names the command for it.
    """
    for one in typed:
        name = one.at[0]
        if name not in settable:
            hint = elsewhere.get(name, f"these are: {', '.join(settable)}")
            raise UsageError(f"{name} is not set so", hint.format(ref="REF"))


def set_changes(
    workspace: Workspace, customer: str, at: tuple[str, ...], typed: Sequence[fields.Typed]
) -> list[Change]:
    """What assignments change of an item of a customer's requests file."""
    target = file_of(customer)
    path = path_of(target)
    data = workspace.source.read(path) or b""
    tree = read(data, path, record_of(target.kind)).tree or {}
    below = [one._replace(at=(*at, *one.at)) for one in typed]
    return fields.changes(target, tree, below)


def changed(workspace: Workspace, customer: str, found: Sequence[Change]) -> Requests | None:
    """A customer's requests with such changes; None where there is no such file.

    Raises:
        UsageError: a value does not fit its field.
    """
    path = path_of(file_of(customer))
    own = [one for one in found if isinstance(one, Set | Add | Remove)]
    data = edit(workspace.source.read(path) or b"", path, Requests, own)
    return read(data, path, Requests).record
