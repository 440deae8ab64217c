"""Contacts of customers as people enter them (A2.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clm.domain import contacts
from clm.domain.contacts import contact_meant
from clm.domain.duplicates import identities
from clm.services.acting import Step, actor, on_customers, save
from clm.services.customers import case_notes
from clm.services.duplicates import warnings
from clm.services.refs import customers

if TYPE_CHECKING:
    from clm.domain.contacts import Details
    from clm.domain.decisions import Actor, Decision
    from clm.domain.process import Dossier
    from clm.services.acting import Outcome, Who
    from clm.services.workspace import Workspace


def add(
    workspace: Workspace, ref: str, said: Details, who: Who, *, why: str | None, dry_run: bool
) -> Outcome:
    """Add a contact of a customer; who has that e-mail or phone already is warned of (A2.10).

    Raises:
        UsageError: there is no name, or an e-mail that is none.
        RefusedError: the customer is not active, or a channel goes to who cannot be reached.
    """
    (customer,) = customers(workspace, [ref])
    with workspace.writing("customer contact add", dry_run=dry_run) as writer:
        me, dossier = actor(workspace, who), workspace.dossier(customer)
        new, decision = contacts.add(dossier.customer, me, said)
        step = Step(new, _told(workspace, dossier, me, decision, said, why), me.handle)
        return save(workspace, writer, "customer contact add", who, [step])


def change(
    workspace: Workspace,
    ref: str,
    contact: str,
    said: Details,
    who: Who,
    *,
    why: str | None,
    dry_run: bool,
) -> Outcome:
    """Change what is said of a contact, named by id, e-mail or name.

    Raises:
        NotFoundError: there is no such contact.
        UsageError: it would have no name, or an e-mail that is none.
        RefusedError: a channel would go to who cannot be reached.
    """

    def decide(dossier: Dossier, me: Actor) -> Decision:
        customer = dossier.customer
        decision = contacts.change(customer, contact_meant(customer, contact), said)
        return _told(workspace, dossier, me, decision, said, why)

    (customer,) = customers(workspace, [ref])
    return on_customers(
        workspace, "customer contact edit", [customer], who, decide, dry_run=dry_run
    )


def remove(
    workspace: Workspace, ref: str, contact: str, who: Who, *, why: str | None, dry_run: bool
) -> Outcome:
    """Take a contact away, named by id, e-mail or name.

    Raises:
        NotFoundError: there is no such contact.
        RefusedError: requests name this contact.
    """

    def decide(dossier: Dossier, me: Actor) -> Decision:
        customer = dossier.customer
        taken = contacts.remove(dossier, contact_meant(customer, contact))
        return taken._replace(changes=(*taken.changes, *case_notes(customer, me, why)))

    (customer,) = customers(workspace, [ref])
    name = "customer contact remove"
    return on_customers(workspace, name, [customer], who, decide, dry_run=dry_run)


def _told(
    workspace: Workspace,
    dossier: Dossier,
    me: Actor,
    decision: Decision,
    said: Details,
    why: str | None,
) -> Decision:
    """A decision with the reason in the case file, and who may be the same customer (A2.10)."""
    customer = dossier.customer
    keys = identities(None, [said.email], [said.phone])
    notes = case_notes(customer, me, why) if decision.changes else []
    changes = (*decision.changes, *notes)
    return decision._replace(changes=changes, said=warnings(workspace, customer.id, keys))
