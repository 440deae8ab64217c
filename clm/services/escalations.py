"""Escalations as people make and move them (A4.13, A4.15, A4.16)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from clm.domain import complaintacts, escalationacts
from clm.domain.changes import Create
from clm.domain.complaining import is_open as is_complaint_open
from clm.domain.decisions import Decision, refuse_inactive, refuse_past
from clm.domain.escalating import (
    MANAGERS,
    ROLES,
    Matter,
    NewEscalation,
    file_of,
    happened,
    holder,
    is_by_hand,
    is_open,
    make,
    open_ones,
)
from clm.domain.escalationacts import OF_COMPLAINTS, Said, raised, roles_from
from clm.domain.names import did_you_mean
from clm.domain.requesting import is_open as is_request_open
from clm.domain.requesting import open_tasks_in
from clm.domain.tasks import OPEN
from clm.errors import NotFoundError, RefusedError, UsageError
from clm.services.acting import Step, actor, for_whom, refuse_colleagues, save
from clm.services.covering import matter_of
from clm.services.escalated import about_whom, due_by_hand, escalation_of, refuse_about
from clm.services.escalationnotices import told_back, told_recipient
from clm.services.refs import Found, find, open_one
from clm.services.slaclocks import shown as clocks_of
from clm.services.staff import assignable
from clm.services.takers import having, taker
from clm.store.desk import escalations

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from clm.domain.changes import Change
    from clm.domain.decisions import Actor
    from clm.domain.escalation import Escalation
    from clm.domain.escalationwords import (
        EscalationReason,
        EscalationRole,
        EscalationSource,
        EscalationStatus,
    )
    from clm.domain.process import Dossier
    from clm.services.acting import Outcome, Who
    from clm.services.workspace import Workspace


class Wish(NamedTuple):
    """An escalation as typed; `to` is a handle or a role."""

    reason: EscalationReason
    to: str | None = None
    due: date | None = None
    clock: str | None = None
    by_customer: bool = False


class Thing(NamedTuple):
    """What is to be escalated: whose it is, and which complaint if it is one."""

    matter: Matter
    owner: str | None
    about: tuple[str, ...] = ()
    """Of a complaint: the colleagues it is about, who never take it (A2.20)."""


# what is meant


def escalation_meant(workspace: Workspace, ref: str) -> Found:
    """The escalation a reference means; a customer stands for their only open one.

    Raises:
        NotFoundError: it means something else, or nothing.
        AmbiguousError: the customer has several open ones; the hint lists them.
    """
    found = find(workspace, ref)

    def having() -> list[tuple[str, str]]:
        return [
            (one.id, f"{one.of} {one.reason}")
            for one in escalations(workspace.index)
            if one.customer == found.customer and is_open(one)
        ]

    return open_one(found, ref, "escalation", "es-", having)


def owner_of(workspace: Workspace, one: Escalation) -> str | None:
    """Who has what was escalated: the SPOC, the executor, the handler; None where nobody does."""
    dossier = workspace.dossier(one.customer)
    found = thing_of(dossier, Found(one.customer, one.of), one.clock)
    return found.owner if found else None


def thing_of(dossier: Dossier, found: Found, clock: str | None) -> Thing | None:
    """What an id of a customer's is, of the things that can be escalated and are open; else None.

    The sources of A4.13, one row each.
    """
    customer, item = dossier.customer, found.item

    def of(source: EscalationSource, owner: str | None) -> Thing:
        return Thing(Matter(customer.id, source, str(item), clock), owner)

    things: list[tuple[str, EscalationSource, str | None]] = [
        *((one.id, "sla" if clock else "request", one.spoc)
          for one in dossier.requests if is_request_open(one)),
        *((one.id, "task", one.executor) for _, one in open_tasks_in(dossier)),
        *((one.id, "task", customer.owner) for one in dossier.posted if one.status in OPEN),
        *((one.id, "complaint", one.handler)
          for one in dossier.complaints if is_complaint_open(one)),
        *((one.id, "vpa-deadline", customer.owner) for one in dossier.asked if not one.met_on),
    ]  # fmt: skip
    thing = next((of(source, owner) for ref, source, owner in things if ref == item), None)
    about = next((one.about for one in dossier.complaints if one.id == item), ())
    return thing._replace(about=about) if thing else None


# escalating


def escalate(
    workspace: Workspace, ref: str, wish: Wish, who: Who, *, why: str | None, force: bool,
    dry_run: bool,
) -> Outcome:  # fmt: skip
    """Take something to the next level (A4.13), or to who manages at once (A4.15).

    What is escalated already goes to who manages where the customer wants that.

    Raises:
        NotFoundError: there is no such thing, colleague or role.
        UsageError: it can not be escalated.
        RefusedError: it is over, is escalated already, or nobody is there to take it.
    """
    found = _meant(workspace, ref)
    with workspace.writing("escalate", dry_run=dry_run) as writer:
        refuse_inactive(workspace.customer(found.customer))
        me, dossier = actor(workspace, who), workspace.dossier(found.customer)
        thing = thing_of(dossier, found, wish.clock)
        if thing is None:
            sentence = f"{found.item} is over: there is nothing to escalate"
            raise RefusedError(sentence, f"clm log {found.item}")
        known = None if force else _to_raise(workspace, thing.matter, wish)
        said = () if known else _refuse_twice(workspace, thing.matter, force=force)
        breach = None if known else _missed(workspace, dossier, thing.matter)
        level = MANAGERS if wish.by_customer else 1
        to = _manager_of(workspace, known, wish) or _taker(
            workspace, thing, wish, level, me.handle, force=force
        )
        refuse_about(workspace, thing.matter.customer, thing.matter.of, to, force=force)
        if wish.due:
            refuse_past(wish.due, me)
        due = wish.due or due_by_hand(workspace)
        new = NewEscalation(
            thing.matter, wish.reason, to, why, level, due, breach,
            requested_by_customer=wish.by_customer,
        )  # fmt: skip
        one = known or make(me, new)
        changes = raised(one, me, to, due, why) if known else (Create(file_of(one.id), one),)
        trigger = me.new_id("k") if known else one.id
        notices = told_recipient(me, one, to, trigger, level=level, why=why)
        told, tell = _informed(workspace, dossier, one, to, me) if wish.by_customer else ((), ())
        decision = Decision((*changes, *notices, *told), (*said, *tell), forced=force)
        return save(workspace, writer, "escalate", who, [Step(one.id, decision, who.handle)])


def _meant(workspace: Workspace, ref: str) -> Found:
    found = find(workspace, ref)
    if found.item is None:
        hint = f"a request, task, complaint or deadline: clm customer show {found.customer}"
        raise UsageError(f"what of {found.customer} is to be escalated?", hint)
    if found.item.startswith("es-"):
        raise UsageError(
            f"{found.item} is an escalation already",
            f"clm assign {found.item} HANDLE, or clm escalation move {found.item} STATUS",
        )
    if not found.item.startswith(("r-", "t-", "cm-", "d-")):
        hint = "a request, task, complaint or deadline can"
        raise UsageError(f"{found.item} cannot be escalated", hint)
    return found


def _to_raise(workspace: Workspace, matter: Matter, wish: Wish) -> Escalation | None:
    """The open one that goes to who manages, because the customer wants that (A4.15)."""
    known = open_ones(escalations(workspace.index), matter) if wish.by_customer else ()
    return next((one for one in known if not one.requested_by_customer), None)


def _manager_of(workspace: Workspace, known: Escalation | None, wish: Wish) -> str | None:
    """Who keeps what the customer wants a manager for: a manager who has it, and is there."""
    has = holder(known) if known and wish.to is None else None
    is_manager = has in workspace.present and has in workspace.holders("manager")
    return has if is_manager else None


def _refuse_twice(workspace: Workspace, matter: Matter, *, force: bool) -> tuple[str, ...]:
    known = open_ones(escalations(workspace.index), matter)
    if known and not force:
        one = known[0]
        raise RefusedError(
            f"{matter.of} is escalated already: {one.id} is with {holder(one) or 'nobody'}",
            f"clm assign {one.id} HANDLE gives it to somebody else, --force -m WHY makes another",
        )
    return tuple(f"{one.id} is open for it already" for one in known)


def _missed(workspace: Workspace, dossier: Dossier, matter: Matter) -> str | None:
    """When the clock was missed that is escalated; None where none is.

    Raises:
        UsageError: it is no clock of a request's.
        RefusedError: it was not promised, or is not missed.
    """
    if matter.clock is None:
        return None
    request = next((one for one in dossier.requests if one.id == matter.of), None)
    if request is None:
        raise UsageError(f"{matter.of} has no clocks", "--sla goes with a request")
    found = clocks_of(workspace, dossier.customer, request)
    clocks = {one["target"]: one for one in (found["clocks"] if found else ())}
    held = clocks.get(matter.clock)
    if held is None or not held["over"]:
        what = "is not missed" if held else "was not promised"
        hint = f"clm sla check {matter.of} shows its clocks"
        raise RefusedError(f"{matter.clock} of {matter.of} {what}", hint)
    missed: str | None = held["decided_at"]
    return missed


def _taker(
    workspace: Workspace, thing: Thing, wish: Wish, level: int, me: str, *, force: bool
) -> str:
    """Who takes it: who is named, or the first of the roles of its level who is there.

    Not who escalates, has it already, or is complained about, if another is there; an absent
    one's cover. Where nobody is there it is left with who is away by `force` alone.
    """
    if wish.to in workspace.team or wish.to in workspace.former:
        if wish.by_customer and wish.to not in workspace.holders("manager"):
            sentence = f"the customer wants a manager: {wish.to} is none"
            raise RefusedError(sentence, "leave --to away, or name one")
        assignable(workspace, str(wish.to), force=force)
        return str(wish.to)
    if wish.to and wish.to not in ROLES:
        sentence = f"there is neither a colleague nor a role {wish.to}"
        near = did_you_mean(wish.to.lower(), (*workspace.team, *ROLES))
        known = f"known: {', '.join(sorted(workspace.team))}; roles: {', '.join(ROLES)}"
        raise NotFoundError(sentence, near + known)
    roles = _roles(thing, wish, level)
    matter = matter_of(workspace, thing.matter.customer, thing.matter.of, "escalation")
    for but in ((thing.owner, me, *thing.about), thing.about):
        if who := taker(workspace, roles, matter, but):
            return who
    if away := [one for one in having(workspace, roles) if one not in thing.about]:
        if not force:
            raise RefusedError(
                f"{away[0]} is away, and nobody else is there who could take it",
                f"--to HANDLE, or --force -m WHY leaves it with {away[0]}",
            )
        return away[0]
    hint = f"--to HANDLE, or clm team set HANDLE roles+={roles[-1]}"
    raise RefusedError(f"nobody active has the role {' or '.join(roles)}", hint)


def _roles(thing: Thing, wish: Wish, level: int) -> tuple[EscalationRole, ...]:
    """The roles that may take it, the first one first."""
    named = next((one for one in ROLES if one == wish.to), None)
    if level == MANAGERS:
        return roles_from("manager")
    if named:
        return roles_from(named)
    return OF_COMPLAINTS if thing.matter.source == "complaint" else ROLES


def _informed(
    workspace: Workspace, dossier: Dossier, one: Escalation, to: str, me: Actor
) -> tuple[tuple[Change, ...], tuple[str, ...]]:
    """A4.15: that the customer was told who takes care of it now, and what is said to tell them.

    Of a complaint it is word to the complainant, which their clock waits for. Who is away takes
    care of nothing now: nothing of it is kept.
    """
    if to not in workspace.present:
        return (), (f"{to} is away: the customer is still to be told who takes care of it",)
    text = f"{to} takes care of it now ({one.id})"
    word: tuple[Change, ...] = ()
    if one.source == "complaint":
        complaint = next(held for held in dossier.complaints if held.id == one.of)
        word = complaintacts.update(dossier.customer.id, complaint, me, text).changes
    event = happened(one, me, "told", note=text)
    return (event, *word), (f"tell the customer: {to} takes care of it now",)


# steps


def on_escalation(
    workspace: Workspace, name: str, ref: str, who: Who,
    decide: Callable[[Escalation, Actor], Decision], *, free: bool = False, dry_run: bool,
) -> Outcome:  # fmt: skip
    """Decide about one escalation and save it; a colleague's needs to be said so.

    What is `free` is the acting person's own to decide, whoever has it.
    """
    found = escalation_meant(workspace, ref)
    with workspace.writing(name, dry_run=dry_run) as writer:
        one = escalation_of(workspace, str(found.item))
        person = holder(one)
        me = actor(workspace, who)
        if not free:
            of = matter_of(workspace, one.customer, one.id, "escalation")
            refuse_colleagues(workspace, one.id, person, who, of)
            me = for_whom(workspace, me, person, of)
        decision = decide(one, me)
        of_whom = who.handle if free or person is None else person
        return save(workspace, writer, name, who, [Step(one.id, decision, of_whom)])


def move(
    workspace: Workspace, ref: str, status: EscalationStatus, said: Said, who: Who, *, dry_run: bool
) -> Outcome:
    """Take an escalation on, give it back, resolve it, or open it again (A4.13, A4.16).

    Raises:
        RefusedError: there is no such step, it lacks something, or it is a colleague's.
    """

    def decide(one: Escalation, me: Actor) -> Decision:
        back = _back_to(workspace, one) if status == "returned" else None
        decision = escalationacts.move(one, status, me, said, back)
        if not decision.changes:
            return decision
        more = {"returned": back, "open": one.to}
        waiting = (_who_asked(workspace, one), more.get(status))
        why = said.why or said.resolution
        told = told_back(me, one, status, waiting, _event_of(decision), why=why)
        return decision._replace(changes=(*decision.changes, *told))

    return on_escalation(workspace, "escalation move", ref, who, decide, dry_run=dry_run)


def _who_asked(workspace: Workspace, one: Escalation) -> str | None:
    """Who waits for what becomes of it: of what the policy made, who has the thing."""
    asked = one.by if is_by_hand(one) else owner_of(workspace, one)
    return asked if asked in workspace.team else None


def _back_to(workspace: Workspace, one: Escalation) -> str:
    """Whose what is returned is then, of those who work here: the thing's, or the customer's.

    Raises:
        RefusedError: none of them does, or a complaint is about them (A2.20).
    """
    asked = one.by if is_by_hand(one) else None
    held = (owner_of(workspace, one), asked, workspace.customer(one.customer).owner)
    about = about_whom(workspace, one.customer, one.of)
    for who in held:
        if who in workspace.team and who not in about:
            return str(who)
    hint = f"clm assign {one.id} HANDLE gives it to somebody"
    raise RefusedError(f"{one.id}: there is nobody to give it back to", hint)


def _event_of(decision: Decision) -> str:
    """The id of the event that a decision leaves."""
    items = [getattr(one, "item", None) for one in decision.changes]
    return str(next(one.id for one in reversed(items) if one is not None))
