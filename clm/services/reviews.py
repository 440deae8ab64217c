"""Service reviews as people plan, hold, sign off and look them up (A2.32, A2.34)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from clm.domain import reviewacts
from clm.domain.contacts import contact_or_name
from clm.domain.lifecycle import class_of
from clm.domain.names import one_line
from clm.domain.reviewing import (
    actions_of,
    by_interval,
    due,
    held,
    is_too_late,
    planned,
    status_of,
)
from clm.domain.spoc import account_manager
from clm.errors import AmbiguousError, NotFoundError, UsageError
from clm.services.acting import Step, actor, save
from clm.services.refs import Found, customers, find
from clm.services.staff import assignable, known_colleague
from clm.services.work import rows
from clm.store.dossiers import all_dossiers, without_unreadable
from clm.store.reviewrows import action_row, review_row

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from clm.domain.customer import Customer
    from clm.domain.periods import Period
    from clm.domain.process import Dossier
    from clm.domain.review import Review
    from clm.domain.reviewacts import Held
    from clm.services.acting import Outcome, Who
    from clm.services.workspace import Workspace


class Wanted(NamedTuple):
    """Which reviews are asked for: all of it must hold."""

    customer: str | None = None
    statuses: Sequence[str] = ()
    period: Period | None = None


def listed(workspace: Workspace, wanted: Wanted) -> list[dict[str, Any]]:
    """The reviews that are wanted, the oldest first: those held by their day, then planned ones."""
    found = [
        {**row, "customer": customer, "name": name, "overdue": _is_overdue(workspace, row)}
        for customer, name, _, row in rows(
            workspace, "reviews", ended=True, customer=wanted.customer
        )
    ]
    items = [
        item
        for item in found
        if (not wanted.statuses or item["status"] in wanted.statuses)
        and (wanted.period is None or _is_in(wanted.period, item["on"]))
    ]
    return sorted(items, key=lambda one: (one["on"], one["id"]))


def _is_in(period: Period, day: str) -> bool:
    return period.first.isoformat() <= day <= period.last.isoformat()


def _is_overdue(workspace: Workspace, row: dict[str, Any]) -> bool:
    return bool(row["due"] and row["due"] < workspace.today.isoformat())


def due_by(
    workspace: Workspace, until: date | None, *, everything: bool = False
) -> list[dict[str, Any]]:
    """Whose review is due by a day, by default today, or of all customers who get one (A2.32).

    The longest overdue first; `days_overdue` counts from the day it was due on, 0 on it and before.
    Whose reviews cannot be read is left out.
    """
    workspace.look_at_all()
    today, last = workspace.today, until or workspace.today
    items = []
    everybody = all_dossiers(workspace.index.db, workspace.process)
    for facts in without_unreadable(workspace.index.db, everybody):
        found = due(facts, today, workspace.process)
        if found and (everything or found.on <= last):
            items.append(
                {
                    "customer": facts.customer.id,
                    "name": facts.customer.name,
                    "class": class_of(facts.customer, today),
                    "account_manager": account_manager(facts.customer),
                    "review": found.review.id if found.review else None,
                    "months": found.months,
                    "last_on": found.last.isoformat() if found.last else None,
                    "due": found.on.isoformat(),
                    "reason": found.reason,
                    "days_overdue": max((today - found.on).days, 0),
                    "overdue": found.on < today,
                }
            )
    return sorted(items, key=lambda one: (one["due"], one["customer"]))


# one of them


def review_meant(workspace: Workspace, ref: str, *, status: str | None = None) -> Found:
    """The review a reference means; a customer stands for their only one with a status.

    Without a status the last one held is meant: one that is planned has nothing to tell yet.

    Raises:
        NotFoundError: it means something else, or the customer has none.
        AmbiguousError: the customer has several; the hint lists them.
    """
    found = find(workspace, ref)
    if found.item and found.item.startswith("rv-"):
        return found
    if found.item:
        raise NotFoundError(f"{ref} is no service review", "clm review list shows all")
    file = workspace.services(found.customer)
    known = file.reviews if file else ()
    last = held(known, workspace.today)[-1:]
    having = [one for one in known if status == status_of(one)] if status else last or list(known)
    if status == "held" and not having:
        having = last  # signed off already: the act says so
        hint = f"clm review record {found.customer} --on DATE --ours … --theirs … --topic …"
    else:
        hint = f"clm review plan {found.customer} DATE plans one"
    if not having:
        kind = f"{status} review" if status else "review"
        raise NotFoundError(f"{found.customer} has no {kind}", hint)
    if len(having) > 1:
        lines = "\n".join(f"{one.id}  {one.held_on or one.planned_on}" for one in having)
        sentence = f"{found.customer} has {len(having)} reviews"
        raise AmbiguousError(sentence, f"one of these:\n{lines}")
    return Found(found.customer, having[0].id)


def review_of(facts: Dossier, item: str | None) -> Review:
    """A review as its customer's file has it now.

    Raises:
        NotFoundError: it is not there any more.
    """
    for one in facts.reviews:
        if one.id == item:
            return one
    raise NotFoundError(f"there is no review {item} any more", "clm review list shows all")


def shown(workspace: Workspace, ref: str) -> dict[str, Any]:
    """Everything about one review: its row, who took part, its actions, the next one (A2.34).

    Raises:
        NotFoundError: nothing matches.
        AmbiguousError: several do.
    """
    found = review_meant(workspace, ref)
    return item_of(workspace, workspace.dossier(found.customer), found.item)


def item_of(workspace: Workspace, facts: Dossier, item: str | None) -> dict[str, Any]:
    """… of a customer whose facts are read already."""
    review = review_of(facts, item)
    row = review_row(review, facts, workspace.process)
    today = workspace.today.isoformat()
    names = {raw["id"]: raw["name"] for raw in workspace.people}
    later = [one for one in planned(facts.reviews) if one.id != review.id]
    return {
        **row,
        "customer": facts.customer.id,
        "name": facts.customer.name,
        "overdue": _is_overdue(workspace, row),
        "ours": [{"handle": one, "name": names.get(one)} for one in review.ours],
        "theirs": [_named(facts.customer, one) for one in review.theirs],
        "signed_off_by": review.signed_off_by
        and _named(facts.customer, review.signed_off_by)["name"],
        "actions": [action_row(task, today) for task in actions_of(facts.tasks, review)],
        "next": {"id": later[0].id, "planned_on": later[0].planned_on.isoformat()}
        if later
        else None,
    }


def _named(customer: Customer, who: str) -> dict[str, str | None]:
    for contact in customer.contacts:
        if contact.id == who:
            return {"id": contact.id, "name": contact.name, "role": contact.role}
    return {"id": None, "name": who, "role": None}


# acts


def plan(
    workspace: Workspace,
    ref: str,
    on: date | None,
    who: Who,
    *,
    months: int | None,
    owner: str | None,
    why: str | None,
    dry_run: bool,
) -> Outcome:
    """Plan a customer's next review, or move the planned one (A2.32).

    Raises:
        UsageError: neither a day nor an interval is named.
        RefusedError: the day is over, the customer is not active, or the owner is away.
    """
    if not (on or months or owner):
        raise UsageError("when is it to be?", "clm review plan CUSTOMER DATE, or --every MONTHS")
    (customer,) = customers(workspace, [ref])
    if owner:
        assignable(workspace, owner)
    with workspace.writing("review plan", dry_run=dry_run) as writer:
        facts = workspace.dossier(customer)
        made, decision = reviewacts.plan(
            facts, actor(workspace, who), workspace.process, on, months, owner, why
        )
        meant = facts._replace(review_months=months or facts.review_months)
        usual = by_interval(meant, workspace.today, workspace.process)
        if on and usual and is_too_late(on, usual, workspace.process.policy):
            late = f"it is due by the interval on {usual.on}: --every MONTHS gives another one"
            decision = decision._replace(said=(*decision.said, late))
        return save(workspace, writer, "review plan", who, [Step(made, decision, who.handle)])


def record(
    workspace: Workspace,
    ref: str,
    new: Held,
    who: Who,
    *,
    why: str | None,
    force: bool,
    dry_run: bool,
) -> Outcome:
    """Record a review that was held; of a customer without a planned one it is a new one (A2.34).

    Raises:
        NotFoundError: there is no such review or colleague.
        RefusedError: it is recorded already, lies ahead, or who is to do an action is away.
    """
    found = find(workspace, ref)
    if found.item or _has_planned(workspace, found.customer):
        found = review_meant(workspace, ref, status="planned")
    for handle in new.ours:
        known_colleague(workspace, handle)
    for action in new.actions:
        assignable(workspace, action.executor, force=force)
    with workspace.writing("review record", dry_run=dry_run) as writer:
        facts = workspace.dossier(found.customer)
        review = review_of(facts, found.item) if found.item else None
        theirs = [contact_or_name(facts.customer, typed) for typed in new.theirs]
        told = new._replace(theirs=theirs)
        made, decision = reviewacts.record(
            facts, review, actor(workspace, who), told, workspace.process, why
        )
        strange = tuple(_strangers(facts.customer, theirs))
        decision = decision._replace(said=(*strange, *decision.said))
        return save(workspace, writer, "review record", who, [Step(made, decision, who.handle)])


def _has_planned(workspace: Workspace, customer: str) -> bool:
    file = workspace.services(customer)
    return bool(file and planned(file.reviews))


def close(
    workspace: Workspace,
    ref: str,
    by: str,
    on: date | None,
    who: Who,
    *,
    why: str | None,
    dry_run: bool,
) -> Outcome:
    """Note who signed a review's record off (A2.34).

    Raises:
        NotFoundError: there is no such review.
        RefusedError: it was not held yet, or the day does not fit.
        UsageError: nobody is named.
    """
    found = review_meant(workspace, ref, status="held")
    if not one_line(by):
        raise UsageError("who signed it off?", "--signed-off-by WHO: a contact, or a name")
    with workspace.writing("review close", dry_run=dry_run) as writer:
        facts = workspace.dossier(found.customer)
        review = review_of(facts, found.item)
        signed = contact_or_name(facts.customer, by)
        decision = reviewacts.close(
            facts, review, actor(workspace, who), signed, on or workspace.today, why
        )
        if by not in workspace.team:
            strange = tuple(_strangers(facts.customer, [signed]))
            decision = decision._replace(said=(*strange, *decision.said))
        return save(workspace, writer, "review close", who, [Step(review.id, decision, who.handle)])


def _strangers(customer: Customer, people: Sequence[str]) -> Iterator[str]:
    known = {one.id for one in customer.contacts}
    for one in people:
        if one not in known:
            yield f"{one} is no contact of {customer.id}: kept as a name"
