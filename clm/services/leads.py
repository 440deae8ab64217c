"""Leads: who waits for a person, and giving them one by the rules of the settings."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from clm.domain.bookings import counts
from clm.domain.changes import Set, Target
from clm.domain.cover import DISTRIBUTOR
from clm.domain.decisions import Decision
from clm.domain.leads import (
    Candidate,
    Field,
    Placement,
    Team,
    Turn,
    nobody_there,
    plan,
    turns_of,
    waits_for_call,
    wants_person,
    was_called,
)
from clm.domain.notices import offer_assigned
from clm.errors import RefusedError
from clm.services.acting import Step, actor, save
from clm.store import stored

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from clm.domain.customer import Customer
    from clm.domain.decisions import Actor
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
    found = workspace.shown(lambda: list(stored.leads(workspace.index)), lambda one: one.id)
    for one in found:
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
        RefusedError: the person does not distribute leads, or nobody is there for any of them.
    """
    _refuse_others(workspace, who)
    with workspace.writing("lead distribute", dry_run=dry_run) as writer:
        # Somebody may have written between our start and the lock.
        workspace.look_at_all()
        owners = _owners(workspace)
        waiting = [_candidate(workspace, one, owners) for one in stored.leads(workspace.index)]
        placed, left = plan(waiting, workspace.settings.lead.rules, _team(workspace))
        me = actor(workspace, who)
        steps = [Step(one.ref, _given(workspace, one, me), None) for one in placed]
        steps.append(Step("", Decision(said=_waiting(left, workspace.today))))
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


def owners_of_bookers(
    workspace: Workspace, customers: Iterable[Customer]
) -> tuple[dict[str, str], tuple[str, ...]]:
    """A1.7: who is to look after customers with a booking and no owner, and what is said of it."""
    waiting = [
        Candidate(one.id, one.registered_on, booked=True)
        for one in customers
        if one.status == "active" and not one.owner and any(map(counts, one.bookings))
    ]
    if not waiting:
        return {}, ()
    said: list[str] = []
    try:
        placed, _ = plan(waiting, workspace.settings.lead.rules, _team(workspace))
    except RefusedError as nobody:
        placed, said = [], [nobody.message]
    owners = {one.ref: one.person for one in placed}
    for one in waiting:
        person = owners.get(one.ref)
        said.append(f"{one.ref} had no owner: it is {person} now" if person else by_hand(one.ref))
    return owners, tuple(said)


def by_hand(customer: str) -> str:
    """What is said of a customer that nobody was given to."""
    return f"{customer} has no owner: clm assign {customer} HANDLE"


def _given(workspace: Workspace, one: Placement, me: Actor) -> Decision:
    """The person in their field; who becomes an offer customer's owner is told (A1.18)."""
    change = Set(Target("customer", one.ref), (one.field,), one.person)
    told = (
        offer_assigned(workspace.dossier(one.ref).customer, me, one.person)
        if one.field == "owner"
        else ()
    )
    return Decision((change, *told))


def _waiting(left: Mapping[str, str], today: date) -> tuple[str, ...]:
    """Who goes on waiting, by the role that nobody fills today."""
    return tuple(
        f"{nobody_there(role, today)}: {', '.join(one for one in left if left[one] == role)}"
        for role in dict.fromkeys(left.values())
    )


def _owners(workspace: Workspace) -> dict[str, str | None]:
    return {row["id"]: row["owner"] for row in workspace.customers()}


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
    for row in workspace.customers():
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
        _turns(workspace),
    )


def _turns(workspace: Workspace) -> dict[tuple[Field, str], Turn]:
    """Whose turn it was last; only a rule that goes round asks, and then for every customer."""
    if all(rule.strategy != "round-robin" for rule in workspace.settings.lead.rules):
        return {}
    return turns_of(
        (one.registered_on, one.owner, one.sales)
        for one in stored.given(workspace.index)
        if one.status == "active" and (one.registered_on or date.min) <= workspace.today
    )
