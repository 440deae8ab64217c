"""Who answers for what: customers, requests and tasks given to a colleague (A0.18, A0.19)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from msgspec.structs import replace

from clm.domain import complaintacts, decisions, escalationacts, requestacts, taskacts
from clm.domain.attention import open_reminders
from clm.domain.decisions import Decision, refuse_inactive
from clm.domain.handingover import reassign_reminder, reassign_review
from clm.domain.lifecycle import responsible, standing
from clm.domain.notices import offer_assigned
from clm.domain.requesting import is_open, open_tasks_in
from clm.domain.reviewing import owner_of
from clm.domain.spoc import account_manager
from clm.errors import NotFoundError, UsageError
from clm.services.acting import Step, actor, save
from clm.services.complaints import complaint_of
from clm.services.escalated import escalation_of, refuse_about
from clm.services.refs import find
from clm.services.requests import request_of
from clm.services.staff import assignable
from clm.services.team import warnings_of_customer, warnings_of_task
from clm.services.worktasks import internal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from clm.domain.customer import Customer
    from clm.domain.decisions import Actor
    from clm.domain.process import Dossier
    from clm.domain.request import Request, Task
    from clm.services.acting import Outcome, Who
    from clm.services.refs import Found
    from clm.services.workspace import Workspace

Cascade = Literal["requests", "tasks", "none"]
CustomerRole = Literal["owner", "sales", "account_manager"]
Role = Literal["owner", "sales", "account_manager", "spoc", "executor", "handler"]

_USUAL: dict[str, Role] = {
    "r-": "spoc", "t-": "executor", "cm": "handler", "rv": "owner", "es": "handler",
}  # fmt: skip
"""As what somebody gets a request, a task, a complaint, a review or an escalation.

A customer they get as its owner.
"""


class Giving(NamedTuple):
    """To whom, as what (None: as is usual for each), and what goes with a customer."""

    person: str
    role: Role | None = None
    cascade: Cascade = "requests"
    why: str | None = None
    force: bool = False
    along: Mapping[str, str] = {}
    """Who gets what else in the same act, by the ids of requests."""


def assign(
    workspace: Workspace,
    refs: Sequence[str],
    giving: Giving,
    who: Who,
    *,
    force: bool = False,
    dry_run: bool = False,
) -> Outcome:
    """Give customers, requests and tasks to a colleague, as one commit.

    Raises:
        NotFoundError: there is no such record or colleague.
        UsageError: the role does not fit a record.
        RefusedError: the colleague has left, or is away and nobody forces it; a request is closed.
    """
    assignable(workspace, giving.person, force=force)
    meant = list(dict.fromkeys(find(workspace, ref) for ref in refs))
    with workspace.writing("assign", dry_run=dry_run) as writer:
        me = actor(workspace, who)
        along = {one.item: giving.person for one in meant if one.item}
        giving = giving._replace(along=along, force=force)
        made = [
            step._replace(person=who.handle)
            for found in meant
            for step in steps(workspace, found, giving, me)
        ]
        return save(workspace, writer, "assign", who, made)


def steps(workspace: Workspace, found: Found, giving: Giving, me: Actor) -> Iterator[Step]:
    """What giving one record to a colleague changes, who is `assignable`; nothing is written.

    Raises:
        NotFoundError: it is given to nobody.
        UsageError: the role does not fit it.
        RefusedError: it is closed or has ended.
    """
    kind = (found.item or "")[:2]
    if kind not in {"", *_USUAL}:
        hint = "customers, requests, tasks, complaints, reviews and escalations are"
        raise NotFoundError(f"{found.item} is given to nobody", hint)
    role = giving.role or _USUAL.get(kind, "owner")
    if kind and role != _USUAL[kind]:
        usual = _USUAL[kind]
        raise UsageError(f"{found.item} has no {role.replace('_', '-')}", f"--role {usual}")
    if kind or role in {"spoc", "executor", "handler"}:
        refuse_inactive(workspace.customer(found.customer))
    if kind:
        yield _OF_ITEM[kind](workspace, found, giving, me)
    elif role == "handler":
        raise UsageError(
            f"{found.customer} has no handler: its complaints have", "clm assign CM-ID"
        )
    elif role == "executor":
        raise UsageError(f"{found.customer} has no executor: its tasks have", "clm assign TASK")
    elif role == "spoc":
        yield from _of_all_requests(workspace, found.customer, giving, me)
    else:
        yield from _of_customer(workspace, found.customer, role, giving, me)


def _of_request(workspace: Workspace, found: Found, giving: Giving, me: Actor) -> Step:
    file = workspace.requests(found.customer)
    request = request_of(file, found.item)
    decision = requestacts.appoint(
        found.customer, request, giving.person, me, "request", giving.why
    )
    others = [
        replace(one, spoc=giving.along.get(one.id, one.spoc))
        for one in (file.requests if file else ())
        if one.id != request.id
    ]
    told = requestacts.several_spocs(
        found.customer, [*others, replace(request, spoc=giving.person)]
    )
    outside = warnings_of_customer(workspace, giving.person, workspace.customer(found.customer))
    said = (*decision.said, *((*told, *outside) if decision.changes else ()))
    return Step(request.id, decision._replace(said=said))


def _of_complaint(workspace: Workspace, found: Found, giving: Giving, me: Actor) -> Step:
    complaint = complaint_of(workspace.services(found.customer), found.item)
    decision = complaintacts.appoint(
        found.customer, complaint, giving.person, me, giving.why, force=giving.force
    )
    customer = workspace.customer(found.customer)
    outside = warnings_of_customer(workspace, giving.person, customer) if decision.changes else ()
    return Step(complaint.id, decision._replace(said=(*decision.said, *outside)))


def _of_review(workspace: Workspace, found: Found, giving: Giving, _me: Actor) -> Step:
    """Whose the customer is stays as it is."""
    dossier, item = workspace.dossier(found.customer), found.item or ""
    if any(one.id == item and owner_of(one, dossier) == giving.person for one in dossier.reviews):
        return Step(item, Decision(said=(f"{item}: owner is {giving.person} already",)))
    return Step(item, reassign_review(dossier, item, giving.person))


def _of_escalation(workspace: Workspace, found: Found, giving: Giving, me: Actor) -> Step:
    one = escalation_of(workspace, found.item or "")
    refuse_about(workspace, one.customer, one.of, giving.person, force=giving.force)
    return Step(one.id, escalationacts.appoint(one, giving.person, me, giving.why))


def _of_task(workspace: Workspace, found: Found, giving: Giving, me: Actor) -> Step:
    at = internal(workspace, found)
    if at is None:
        hint = f"clm assign {found.customer} --vpa VPA, or: clm edit {found.customer}"
        raise UsageError(f"{found.item} was posted by the customer: a VPA does it", hint)
    customer, request, task = at
    decision = taskacts.give(customer, request, task, giving.person, me, giving.why)
    outside = warnings_of_task(workspace, giving.person, task) if decision.changes else ()
    return Step(task.id, decision._replace(said=(*decision.said, *outside)))


_OF_ITEM: Final[dict[str, Callable[[Workspace, Found, Giving, Actor], Step]]] = {
    "r-": _of_request,
    "cm": _of_complaint,
    "rv": _of_review,
    "es": _of_escalation,
    "t-": _of_task,
}
"""How an item is given, by what its id begins with."""


def _open_requests(workspace: Workspace, customer: str) -> list[Request]:
    file = workspace.requests(customer)
    return [one for one in (file.requests if file else ()) if is_open(one)]


def _of_all_requests(
    workspace: Workspace, customer: str, giving: Giving, me: Actor
) -> Iterator[Step]:
    """All open requests of a customer get the same SPOC (scope `all-open`)."""
    outside = warnings_of_customer(workspace, giving.person, workspace.customer(customer))
    having = _open_requests(workspace, customer)
    if not having:
        yield Step(customer, Decision(said=(f"{customer} has no open request",)))
    for one in having:
        decision = requestacts.appoint(customer, one, giving.person, me, "all-open", giving.why)
        if decision.changes:
            decision = decision._replace(said=(*decision.said, *outside))
            outside = ()
        yield Step(one.id, decision)


def customer_alone(
    workspace: Workspace, dossier: Dossier, role: CustomerRole, giving: Giving, me: Actor
) -> Decision:
    """The customer given to a colleague, with what speaks against it (A0.36) and who is told.

    What they have open stays with who has it.
    """
    decision = decisions.assign_person(dossier, me, giving.person, role, giving.why)
    if not decision.changes:
        return decision
    outside = warnings_of_customer(workspace, giving.person, dossier.customer)
    told = offer_assigned(dossier.customer, me, giving.person) if role == "owner" else ()
    return Decision((*decision.changes, *told), (*decision.said, *outside))


def _of_customer(
    workspace: Workspace, ref: str, role: CustomerRole, giving: Giving, me: Actor
) -> Iterator[Step]:
    """The customer, and what goes with it: open requests of who looked after it (A0.19)."""
    dossier = workspace.dossier(ref)
    decision = customer_alone(workspace, dossier, role, giving, me)
    customer = dossier.customer
    if decision.changes:
        decision = _with_reminders(workspace, dossier, role, giving, decision)
    before, after = _looked_after(customer, role, giving.person)
    if not decision.changes or after is None:
        yield Step(ref, decision)
        return
    having = _open_requests(workspace, ref)
    nobodys = None if before == account_manager(customer) else before
    moving = [r for r in having if giving.cascade != "none" and r.spoc in (before, nobodys)]
    tasks = [held for held in open_tasks_in(dossier) if held[1].executor == before]
    said = [*_told(customer, having, moving, before, after), *_told_tasks(before, tasks, giving)]
    yield Step(ref, decision._replace(said=(*decision.said, *said)))
    for one in moving:
        yield Step(one.id, requestacts.appoint(ref, one, after, me, "customer", giving.why))
    for request, task in tasks if giving.cascade == "tasks" else ():
        yield Step(task.id, taskacts.give(ref, request, task, after, me, giving.why))


def _with_reminders(
    workspace: Workspace, dossier: Dossier, role: CustomerRole, giving: Giving, decision: Decision
) -> Decision:
    """Who was responsible has no reminders of the customer any more, as of their requests (A0.19).

    They go to who is responsible now, unless nothing is to go along.
    """
    customer, person = dossier.customer, giving.person
    stands = standing(dossier, workspace.today, workspace.process)
    before = responsible(customer, stands)
    after = responsible(replace(customer, **{role: person}), stands)
    held = [one for one in open_reminders(customer) if one.for_ == before]
    if not held or after in {None, before}:
        return decision
    named = ", ".join(f"{one.id} {one.on}" + (f" ({one.why})" if one.why else "") for one in held)
    if giving.cascade == "none":
        said = f"these stay with {before}: {named} (--cascade requests)"
        return decision._replace(said=(*decision.said, said))
    said = f"with {customer.id} go to {after}: {named} (--cascade none leaves them)"
    given = (reassign_reminder(dossier, one.id, person).changes for one in held)
    return decision._replace(
        changes=(*decision.changes, *(change for changes in given for change in changes)),
        said=(*decision.said, said),
    )


def _looked_after(
    customer: Customer, role: CustomerRole, person: str
) -> tuple[str | None, str | None]:
    """Whose requests and tasks go to whom with a role: the account manager's, else the holder's.

    An owner beside an account manager takes along their own; nothing goes (None) from somebody
    who looks after the customer still.
    """
    before, after = account_manager(customer), account_manager(replace(customer, **{role: person}))
    if before != after:
        return before, after
    replaced = getattr(customer, role)
    return (before, None) if replaced in {None, after} else (replaced, person)


def _told(
    customer: Customer,
    having: Sequence[Request],
    moving: Sequence[Request],
    before: str | None,
    after: str,
) -> Iterator[str]:
    """What happens to the open requests of who looked after the customer (A0.19)."""
    if moving:
        ids = ", ".join(one.id for one in moving)
        yield f"with {customer.id} go to {after}: {ids} (--cascade none leaves them)"
    staying = [one.id for one in having if one.spoc == before and one not in moving]
    if staying:
        yield f"these stay with {before}: {', '.join(staying)} (--cascade requests)"
    after_all = [replace(one, spoc=after) if one in moving else one for one in having]
    yield from requestacts.several_spocs(customer.id, after_all)


def _told_tasks(
    before: str | None, tasks: Sequence[tuple[Request | None, Task]], giving: Giving
) -> Iterator[str]:
    """That their open tasks, of requests and of none, stay with them where they do."""
    if giving.cascade != "tasks" and tasks:
        ids = ", ".join(task.id for _, task in tasks)
        yield f"these stay with {before}: {ids} (--cascade tasks)"
