"""A VPA gets customers, one of them with the text that tells of the customer (A1.11, A1.12)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from clm.domain import absences
from clm.domain.assigning import assigned
from clm.domain.cover import Away
from clm.domain.decisions import Decision
from clm.domain.notices import assigned_on_behalf
from clm.errors import RefusedError
from clm.services.acting import on_customers, person_of
from clm.services.chats import entries, reason_of, recheck_why, refuse_another_vpa
from clm.services.covering import matter_of
from clm.services.directory import known_vpa, vpa_record
from clm.services.refs import customers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clm.domain.customer import Customer
    from clm.domain.decisions import Actor
    from clm.domain.people import Absence, Vpa
    from clm.domain.process import Dossier
    from clm.services.acting import Outcome, Who
    from clm.services.chats import Chosen, Finished
    from clm.services.workspace import Workspace


class Proposal(NamedTuple):
    """Why a customer would be given a VPA, which is the name of the template too (A3.11)."""

    customer: str
    reason: str


class Told(NamedTuple):
    """The text that tells a VPA of the customer, with the template it was made from."""

    choice: Chosen
    finished: Finished


def proposals(
    workspace: Workspace, refs: Sequence[str], vpa: str, reason: str | None = None
) -> list[Proposal]:
    """The reason for each customer who has not that VPA already, unless one is given.

    Raises:
        NotFoundError: there is no such VPA or customer.
    """
    known_vpa(workspace, vpa)
    dossiers = [workspace.dossier(ref) for ref in customers(workspace, refs)]
    return [
        Proposal(one.customer.id, reason or reason_of(workspace, one))
        for one in dossiers
        if one.customer.vpa != vpa
    ]


def to_tell(workspace: Workspace, ref: str, vpa: str, reason: str | None = None) -> Proposal:
    """The one customer whom a VPA is to be told of.

    Raises:
        RefusedError: the VPA has the customer already.
    """
    for proposal in proposals(workspace, [ref], vpa, reason):
        return proposal
    (ref,) = customers(workspace, [ref])
    raise _given_already(ref, vpa)


def _given_already(customer: str, vpa: str) -> RefusedError:
    hint = f"clm chat {customer} TEMPLATE writes to {vpa}"
    return RefusedError(f"{customer} has {vpa} already", hint)


def assign_vpa(
    workspace: Workspace,
    refs: Sequence[str],
    vpa: str,
    who: Who,
    *,
    reason: str | None,
    why: str | None,
    dry_run: bool,
    told: Told | None = None,
) -> Outcome:
    """Give customers a VPA; the reason is taken from the data where none is named (A3.11).

    With `told` the text stands in the VPA's file, with its deadline, in the same commit.

    Raises:
        NotFoundError: there is no such VPA.
        RefusedError: there is a text for a VPA who has the customer already, or it may not be kept.
        BusyError: the customer has got another VPA since the text was begun.
    """
    record, today = vpa_record(workspace, vpa), workspace.today
    gone = absences.away_meanwhile(Away("", today, today), record.absences)

    def decide(dossier: Dossier, actor: Actor) -> Decision:
        by_template = told.choice.usable.head.reason if told else None
        chosen = reason or by_template or reason_of(workspace, dossier)
        process, again = workspace.process, recheck_why(vpa)
        decision = assigned(dossier, process, actor, vpa, chosen, why, again)
        if told:
            decision = _with_text(workspace, dossier, actor, vpa, told, decision)
        if gone and decision.changes:
            said = _said_away(workspace, dossier.customer, record, gone[0])
            decision = decision._replace(said=(*decision.said, said))
        owner = person_of(workspace, dossier)
        # Who covers for a colleague acts in their own right; the colleague reads it in the file.
        if not decision.changes or owner is None or _covers(workspace, dossier, owner, actor):
            return decision
        notices = assigned_on_behalf(dossier.customer, actor, owner, vpa, why)
        return decision._replace(changes=(*decision.changes, *notices))

    ids = customers(workspace, refs)
    # A1.14: whoever is on shift may assign a colleague's task; it is recorded as theirs.
    me = who._replace(on_behalf=True)
    return on_customers(workspace, "assign", ids, me, decide, own_entries=True, dry_run=dry_run)


def _covers(workspace: Workspace, dossier: Dossier, owner: str, actor: Actor) -> bool:
    matter = matter_of(workspace, dossier.customer.id)
    return workspace.roster.cover(owner, workspace.today, matter) == actor.handle


def _said_away(workspace: Workspace, customer: Customer, vpa: Vpa, absence: Absence) -> str:
    """A VPA who is away can be given a customer; it is said, with who is there (A3.17)."""
    from clm.services.outage import instead

    names = " or ".join(instead(workspace, customer, vpa, absence)[:2])
    others = f"; {names} could take {customer.id}" if names else ""
    return f"{vpa.id} is away {absences.told(absence)}{others}"


def _with_text(
    workspace: Workspace, dossier: Dossier, actor: Actor, vpa: str, told: Told, done: Decision
) -> Decision:
    customer = dossier.customer
    if not done.changes:
        raise _given_already(customer.id, vpa)
    refuse_another_vpa(told.choice, customer)
    given = dossier._replace(customer=replace(customer, vpa=vpa))
    kept = entries(workspace, given, actor, told.choice, told.finished)
    return Decision((*done.changes, *kept.changes), (*done.said, *kept.said))
