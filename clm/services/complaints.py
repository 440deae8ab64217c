"""Complaints as people record, assess, answer and close them (A2.14-A2.20)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from clm.domain import complaintacts, complaintclosing, complaintrecording
from clm.domain.changes import Add, Remove, Set
from clm.domain.complaining import is_open
from clm.domain.complaintacts import escalates_at_once, file_of
from clm.domain.complaintrecording import NewComplaint
from clm.domain.contacts import contact_or_name
from clm.domain.cover import CRM_LEAD
from clm.domain.decisions import Decision, case_note, refuse_inactive
from clm.domain.servicefile import ServiceFile
from clm.domain.spoc import account_manager
from clm.domain.topics import Topic
from clm.errors import NotFoundError, RefusedError, UsageError
from clm.services import fields
from clm.services.acting import Step, actor, for_whom, refuse_colleagues, save
from clm.services.complaintnotices import critical, escalated, still_escalated, told_of
from clm.services.covering import matter_of
from clm.services.refs import Found, customers, find, open_one
from clm.services.requests import refuse_unsettable
from clm.services.staff import assignable
from clm.services.team import warnings_of_customer
from clm.services.work import rows
from clm.store.editing import edit
from clm.store.kinds import path_of
from clm.store.reading import read

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from clm.domain.complaint import Complaint
    from clm.domain.complaintacts import Said
    from clm.domain.complaintwords import Category, ComplaintStatus, Severity
    from clm.domain.customer import Customer
    from clm.domain.decisions import Actor
    from clm.domain.requestwords import Channel
    from clm.services.acting import Outcome, Who
    from clm.services.workspace import Workspace

SETTABLE: Final = (
    "text", "remedy_sought", "service", "category", "channel", "received_at", "complainant",
    "about",
)  # fmt: skip
"""What `complaint set` sets; everything else has a command of its own."""

_MOVED: Final = "clm complaint move {ref} assessed --severity …"
_CLOSED: Final = "clm complaint move, clm complaint close"
_ELSEWHERE: Final = {
    "handler": "clm assign {ref} HANDLE",
    "status": "clm complaint move",
    "severity": _MOVED,
    "implication": _MOVED,
    "complexity": _MOVED,
    "impact": _MOVED,
    "immediate": _MOVED,
    "duplicate_of": "clm complaint move {ref} duplicate --of cm-…",
    "answers": _CLOSED,
    "decision": _CLOSED,
    "root_cause": _CLOSED,
}


class Draft(NamedTuple):
    """A complaint as typed; the complainant is a contact's id, name or e-mail, or any name."""

    text: str
    remedy: str
    channel: Channel
    received_at: str
    complainant: str | None = None
    service: str | None = None
    category: Category = "other"
    about: Sequence[str] = ()
    handler: str | None = None
    severity: Severity | None = None


def complaint_meant(workspace: Workspace, ref: str) -> Found:
    """The complaint a reference means; a customer stands for their only open one.

    Raises:
        NotFoundError: it means something else, or nothing.
        AmbiguousError: the customer has several open ones; the hint lists them.
    """
    found = find(workspace, ref)

    def having() -> list[tuple[str, str]]:
        file = workspace.services(found.customer)
        return [
            (one.id, one.text.partition(chr(10))[0])
            for one in (file.complaints if file else ())
            if is_open(one)
        ]

    return open_one(found, ref, "complaint", "cm-", having)


def complaint_of(file: ServiceFile | None, item: str | None) -> Complaint:
    """A complaint as its customer's file has it now.

    Raises:
        NotFoundError: it is not there any more.
    """
    for one in file.complaints if file else ():
        if one.id == item:
            return one
    raise NotFoundError(f"there is no complaint {item} any more", "clm complaint list shows all")


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
    """Record a complaint, with an entry in the O-Team file; its handler is told (A2.15).

    Without a word on it the account manager handles it; where the complaint is about them, it is
    who manages them (A2.20).

    Raises:
        NotFoundError: there is no such customer, colleague or VPA.
        UsageError: nobody says who complains, or about which service, and it does not follow.
        RefusedError: the handler is complained about or away, and nobody forces it.
    """
    (customer_id,) = customers(workspace, [ref])
    about = tuple(dict.fromkeys(draft.about))
    refuse_unknown_people(workspace, about)
    if draft.handler:
        assignable(workspace, draft.handler, force=force)
    with workspace.writing("complaint add", dry_run=dry_run) as writer:
        customer, me = workspace.customer(customer_id), actor(workspace, who)
        handler = draft.handler or _handler(workspace, customer, about)
        new = NewComplaint(
            text=draft.text,
            remedy_sought=draft.remedy,
            channel=draft.channel,
            received_at=draft.received_at,
            complainant=_complainant(customer, draft.complainant),
            service=_service(customer, draft.service),
            handler=handler,
            category=draft.category,
            about=about,
            severity=draft.severity,
        )
        zone = workspace.process.zone
        made, decision = complaintrecording.record(customer, me, new, zone, why=why, force=force)
        topic = Topic(customer_id, made)
        told = [told_of("complaint", me, topic, made, to=(handler,))]
        if draft.severity == "critical":
            risen = critical(workspace, me, topic, made, "critical")
            told += risen.changes
            decision = decision._replace(said=(*decision.said, *risen.said))
        outside = warnings_of_customer(workspace, handler, customer)
        old = complaintrecording.told_long_ago(made, new.received_at, me.today, workspace.process)
        said = (*decision.said, *old, *_away(workspace, customer_id, made, handler), *outside)
        decision = decision._replace(changes=(*decision.changes, *told), said=said)
        return save(workspace, writer, "complaint add", who, [Step(made, decision, who.handle)])


def refuse_unknown_people(workspace: Workspace, about: Sequence[str]) -> None:
    """Who is complained about has a record, as a colleague or as a VPA.

    Raises:
        NotFoundError: somebody has none.
    """
    for handle in about:
        if handle not in {*workspace.team, *workspace.former, *workspace.vpas}:
            known = ", ".join([*workspace.team, *workspace.vpas])
            raise NotFoundError(f"nobody has the handle {handle}", f"known: {known}")


def _handler(workspace: Workspace, customer: Customer, about: Sequence[str]) -> str:
    """Who handles it where nobody is named: the account manager, or another who may (A2.20)."""
    usual = account_manager(customer)
    if usual and usual in workspace.team and usual not in about:
        return usual
    leads = [workspace.roster.superior(usual, workspace.today)] if usual else []
    leads += workspace.holders(CRM_LEAD)
    for person in leads:
        if person and person in workspace.team and person not in about:
            return person
    raise RefusedError(
        f"nobody is there to handle a complaint of {customer.id}", "--handler HANDLE"
    )


def _away(workspace: Workspace, customer: str, made: str, handler: str) -> tuple[str, ...]:
    """Who acts for a handler who is away; its days run all the same."""
    roster, today = workspace.roster, workspace.today
    if roster.is_present(handler, today):
        return ()
    cover = roster.covered_by(handler, today, matter_of(workspace, customer, made, "complaint"))
    if cover:
        return (f"{handler} is away on {today}: {cover} covers",)
    return (f"{handler} is away on {today}, and nobody covers: clm assign {made} HANDLE",)


def _complainant(customer: Customer, typed: str | None) -> str:
    """A contact by id, or the name as it was typed; without one the customer's only contact."""
    if typed is None:
        if len(customer.contacts) == 1:
            return customer.contacts[0].id
        known = "".join(f"\n{one.id}  {one.name}" for one in customer.contacts)
        raise UsageError("who complains?", f"--complainant NAME, or a contact:{known}")
    return contact_or_name(customer, typed)


def _service(customer: Customer, typed: str | None) -> str:
    """The service it is about; without one the only one that the customer uses."""
    if typed:
        return typed
    if len(customer.services) == 1:
        return customer.services[0]
    known = ", ".join(customer.services)
    used = f" ({customer.id} uses {known})" if known else ""
    raise UsageError("which service is it about?", f"--service SERVICE{used}")


# acts on one


def _on_complaint(
    workspace: Workspace,
    name: str,
    ref: str,
    who: Who,
    decide: Callable[[str, Complaint, Actor], Decision],
    *,
    ends: bool = False,
    dry_run: bool = False,
) -> Outcome:
    """Decide about one complaint and save it; a colleague's needs to be said so.

    What `ends` it may be done though its customer is archived or merged. Who is told of what it
    brings is queued with it.
    """
    found = complaint_meant(workspace, ref)
    with workspace.writing(name, dry_run=dry_run) as writer:
        complaint = complaint_of(workspace.services(found.customer), found.item)
        if not ends:
            refuse_inactive(workspace.customer(found.customer))
        person = complaint.handler or who.handle
        of = matter_of(workspace, found.customer, complaint.id, "complaint")
        refuse_colleagues(workspace, complaint.id, person, who, of)
        me = for_whom(workspace, actor(workspace, who), person, of)
        decision = decide(found.customer, complaint, me)
        return save(workspace, writer, name, who, [Step(complaint.id, decision, person)])


def move(
    workspace: Workspace,
    ref: str,
    status: ComplaintStatus,
    said: Said,
    who: Who,
    *,
    dry_run: bool,
) -> Outcome:
    """Take the next step; what is critical or escalated is told the crm-lead (A2.17).

    Raises:
        RefusedError: there is no such step, it lacks something, or it is a colleague's.
        UsageError: what was said does not belong to the step.
    """

    def decide(customer: str, complaint: Complaint, me: Actor) -> Decision:
        of, strange = said, tuple[str, ...]()
        if said.duplicate_of is not None:
            other = complaint_meant(workspace, said.duplicate_of)
            held = complaint_of(workspace.services(other.customer), other.item)
            found = rows(workspace, "complaints", ended=True, customer=None)
            copies = [row["id"] for *_, row in found if row["duplicate_of"] == complaint.id]
            complaintacts.refuse_circle(complaint, held, copies)
            strange = complaintacts.told_strange(customer, other.customer, held)
            of = said._replace(duplicate_of=held.id)
        decision = complaintacts.move(customer, complaint, status, me, of, workspace.process.zone)
        decision = decision._replace(said=(*strange, *decision.said))
        if decision.changes and ends:
            left = still_escalated(workspace, complaint.id)
            return decision._replace(said=(*decision.said, *left))
        is_up = status.startswith("escalated")
        if not decision.changes or not (is_up or escalates_at_once(complaint, decision.changes)):
            return decision
        event = next(reversed([one.item for one in decision.changes if isinstance(one, Add)]))
        if is_up:
            risen = escalated(workspace, me, customer, complaint, event.id, said.why or "")
        else:
            topic = Topic(customer, complaint.id)
            risen = critical(workspace, me, topic, event.id, said.why or "critical")
        changes = (*decision.changes, *risen.changes)
        return decision._replace(changes=changes, said=(*decision.said, *risen.said))

    ends = status in {"withdrawn", "duplicate"}
    return _on_complaint(workspace, "complaint move", ref, who, decide, ends=ends, dry_run=dry_run)


def update(workspace: Workspace, ref: str, text: str | None, who: Who, *, dry_run: bool) -> Outcome:
    """Keep what the complainant was told of how it stands (A2.18).

    Raises:
        UsageError: nobody says what.
        RefusedError: it has ended, or it is a colleague's.
    """

    def decide(customer: str, complaint: Complaint, me: Actor) -> Decision:
        return complaintacts.update(customer, complaint, me, text)

    return _on_complaint(workspace, "complaint update", ref, who, decide, dry_run=dry_run)


def close(
    workspace: Workspace, ref: str, said: Said, who: Who, *, accepted: bool, dry_run: bool
) -> Outcome:
    """Close a complaint with what was decided, found and done (A2.19); it may be asked about.

    Raises:
        RefusedError: it lacks something, has ended, or is a colleague's.
    """
    from clm.domain.surveyevents import closed_complaint  # here and below, closing alone needs it
    from clm.services.surveytriggers import with_question

    zone = workspace.process.zone

    def decide(customer: str, complaint: Complaint, me: Actor) -> Decision:
        made = complaintclosing.close(customer, complaint, me, said, zone, accepted=accepted)
        made = made._replace(said=(*made.said, *still_escalated(workspace, complaint.id)))
        event = closed_complaint(complaint, me.today)
        return with_question(workspace, made, customer, "complaint-closed", event, me)

    return _on_complaint(workspace, "complaint close", ref, who, decide, ends=True, dry_run=dry_run)


def set_fields(
    workspace: Workspace,
    ref: str,
    words: Sequence[str],
    who: Who,
    *,
    why: str | None,
    force: bool,
    dry_run: bool,
) -> Outcome:
    """Set fields of a complaint, `key=value` each, as one commit.

    Raises:
        UsageError: no such field, one that has a command of its own, or a value that does not fit.
        NotFoundError: who is complained about has no record.
        RefusedError: it arrived later than today, its handler would be complained about and nobody
            forces it, or it is a colleague's.
    """
    typed = [fields.assignment(word) for word in words]
    refuse_unsettable(typed, SETTABLE, _ELSEWHERE)

    def decide(customer: str, complaint: Complaint, me: Actor) -> Decision:
        held, target = workspace.customer(customer), file_of(customer)
        path = path_of(target)
        data = workspace.source.read(path) or b""
        tree = read(data, path, ServiceFile).tree or {}
        below = [one._replace(at=("complaints", complaint.id, *one.at)) for one in typed]
        found = fields.changes(target, tree, below)
        own = [one for one in found if isinstance(one, Set | Add | Remove)]
        changed = read(edit(data, path, ServiceFile, own), path, ServiceFile).record
        after, said = complaint_of(changed, complaint.id), tuple[str, ...]()
        complaintrecording.refuse_unsaid(after)
        if after.received_at != complaint.received_at:
            complaintrecording.refuse_to_come(after.received_at, me, workspace.process.zone)
            said = complaintrecording.told_long_ago(
                after.id, after.received_at, me.today, workspace.process
            )
        if after.about != complaint.about:
            refuse_unknown_people(workspace, after.about)
            if after.handler and after.handler not in complaint.about:
                complaintrecording.refuse_concerned(after.handler, after.about, force=force)
        noted = [case_note(held, me, why, "complaint")] if found and why else []
        return Decision((*found, *noted), said, forced=force)

    return _on_complaint(workspace, "complaint set", ref, who, decide, dry_run=dry_run)
