"""Leads: who waits for a person, and giving them one by the rules of the settings."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from clm.domain.changes import Set, Target
from clm.domain.cover import DISTRIBUTOR
from clm.domain.decisions import Decision
from clm.domain.leads import (
    Candidate,
    Field,
    Placement,
    Team,
    plan,
    waits_for_call,
    wants_person,
    was_called,
)
from clm.errors import RefusedError
from clm.services.acting import Step, save
from clm.store import stored

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from clm.domain.customer import Customer
    from clm.services.acting import Outcome, Who
    from clm.services.workspace import Workspace


class Distribution(NamedTuple):
    """What distributing does: the plan as rows, and the write."""

    items: list[dict[str, Any]]
    outcome: Outcome


def listed(workspace: Workspace, *, everything: bool) -> list[dict[str, Any]]:
    """The leads without a person, or all leads with theirs, the oldest first (A1.6)."""
    today = workspace.today
    items = []
    for one in stored.leads(workspace.index):
        if one.booked or not (everything or wants_person(_candidate(workspace, one, {}))):
            continue
        age = (today - one.registered_on).days if one.registered_on else None
        items.append(
            {
                "ref": one.id,
                "name": one.name,
                "list": one.list,
                "registered_on": one.registered_on.isoformat() if one.registered_on else None,
                "age_days": age,
                "phone_appointment": waits_for_call(one),
                "source": one.source,
                "person": one.owner or one.sales,
            }
        )
    return sorted(items, key=lambda item: (item["registered_on"] or "", item["ref"]))


def distribute(workspace: Workspace, who: Who, *, dry_run: bool) -> Distribution:
    """Give everybody who waits a person, as one commit (A1.4, A1.7).

    Raises:
        RefusedError: the person does not distribute leads, or nobody is there for a role.
    """
    _refuse_others(workspace, who)
    with workspace.writing("lead distribute", dry_run=dry_run) as writer:
        # Somebody may have written between our start and the lock.
        workspace.index.refresh(workspace.source)
        workspace.index.turn_to(workspace.today)
        owners = _owners(workspace)
        waiting = [_candidate(workspace, one, owners) for one in stored.leads(workspace.index)]
        placed = plan(waiting, workspace.settings.lead.rules, _team(workspace))
        steps = [Step(one.ref, Decision((_change(one),)), None) for one in placed]
        outcome = save(workspace, writer, "lead distribute", who, steps)
    names = workspace.index.names([one.ref for one in placed])
    items = [
        {
            "ref": one.ref,
            "customer": one.ref,
            "name": names.get(one.ref, ""),
            "person": one.person,
            "field": one.field,
            "rule": one.rule,
            "phone_appointment": one.field == "sales",
        }
        for one in placed
    ]
    return Distribution(items, outcome)


def _refuse_others(workspace: Workspace, who: Who) -> None:
    """Leads are distributed by who has the role for it, or covers for them.

    Raises:
        RefusedError: the person is neither and `--on-behalf` was not given, or nobody has it.
    """
    having = workspace.holders(DISTRIBUTOR)
    if not having:
        raise RefusedError(
            f"nobody has the role {DISTRIBUTOR}", "add it to the roles of a record in team/"
        )
    if who.handle in having or who.on_behalf or workspace.effective(None) == who.handle:
        return
    raise RefusedError(
        f"leads are distributed by {', '.join(having)} (role {DISTRIBUTOR})",
        f"--on-behalf does it for {having[0]}, and says so",
    )


def owner_of_new_booker(workspace: Workspace, customer: Customer) -> Placement | None:
    """Who is to look after a customer whose first booking has come in (A1.7); None: no rule says.

    Raises:
        RefusedError: nobody is there for the role.
    """
    one = Candidate(customer.id, customer.registered_on, customer.owner, booked=True)
    placed = plan([one], workspace.settings.lead.rules, _team(workspace))
    return placed[0] if placed else None


def _change(one: Placement) -> Set:
    return Set(Target("customer", one.ref), (one.field,), one.person)


def _owners(workspace: Workspace) -> dict[str, str | None]:
    return {row["id"]: row["owner"] for row in workspace.index.customers()}


def _candidate(workspace: Workspace, one: stored.Lead, owners: dict[str, str | None]) -> Candidate:
    return Candidate(
        one.id,
        one.registered_on,
        one.owner,
        one.sales,
        one.booked,
        waits_for_call(one),
        was_called(one),
        one.appointment.with_ if one.appointment else None,
        owners.get(_account(workspace, one) or ""),
    )


def _account(workspace: Workspace, one: stored.Lead) -> str | None:
    """The customer whose admin invited a colleague lead: the account, else the contact's."""
    if one.booked or one.account or not one.invited_by:
        return None if one.booked else one.account
    found = (
        c for _, kind, c in workspace.index.with_word(one.invited_by) if kind in {"id", "item"}
    )
    return next(found, None)


def _team(workspace: Workspace) -> Team:
    roster, today = workspace.roster, workspace.today
    caring: Counter[str] = Counter()
    leads: Counter[str] = Counter()
    for row in workspace.index.customers():
        if row["list"] and row["phase"] == "lead":
            leads.update(person for person in (row["owner"], row["sales"]) if person)
        elif row["list"] and row["owner"]:
            caring[row["owner"]] += 1
    keepers = frozenset(one.handle for one in workspace.team.values() if not one.shared)
    return Team(
        today,
        lambda role: roster.free(role, today),
        keepers,
        caring,
        leads,
        dict(_latest(list(stored.leads(workspace.index)))),
    )


def _latest(leads: Sequence[stored.Lead]) -> Iterator[tuple[Field, str]]:
    """Who has the newest lead that has anybody, for round robin."""
    fields: tuple[Field, Field] = ("owner", "sales")
    newest = sorted(leads, key=lambda one: (str(one.registered_on or ""), one.id))
    for field in fields:
        for one in newest:
            person = one.owner if field == "owner" else one.sales
            if person:
                yield field, person
