"""What was agreed with a customer about an escalation, and who approves its cost (A4.16)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from clm.domain import escalationacts, taskacts
from clm.domain.casefile import Agreement
from clm.domain.decisions import Decision, case_note, refuse_past
from clm.domain.escalating import holder
from clm.domain.requesting import open_tasks_in
from clm.domain.taskacts import NewTask
from clm.errors import UsageError
from clm.services.escalationnotices import told_back
from clm.services.escalations import on_escalation

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from clm.domain.changes import Change
    from clm.domain.decisions import Actor
    from clm.domain.escalation import Escalation
    from clm.domain.escalationacts import Agreed
    from clm.services.acting import Outcome, Who
    from clm.services.escalationnotices import Became
    from clm.services.workspace import Workspace


def compromise(
    workspace: Workspace, ref: str, agreed: Agreed, who: Who, *, dry_run: bool
) -> Outcome:
    """Keep what was agreed with the customer; a day to look again becomes a task (A4.16).

    Raises:
        RefusedError: it is resolved, the day is over, or it is a colleague's.
    """

    def decide(one: Escalation, me: Actor) -> Decision:
        decision = escalationacts.compromise(one, me, agreed)
        if decision.changes and agreed.cost:
            trigger, others = f"{one.id}-{me.new_id('k')}", _may(workspace) - {me.handle}
            told = told_back(me, one, "compromise", sorted(others), trigger, why=agreed.text)
            return decision._replace(changes=(*decision.changes, *told))
        if not decision.changes:
            return decision
        looks = _look_again(workspace, one, me, agreed.text, agreed.follow_up_on)
        return decision._replace(changes=(*decision.changes, *looks))

    return on_escalation(workspace, "escalation compromise", ref, who, decide, dry_run=dry_run)


def _look_again(
    workspace: Workspace, one: Escalation, me: Actor, text: str, on: date | None
) -> Sequence[Change]:
    """The task to look whether a compromise holds (A4.16); what costs is to be approved first.

    One that is open for it stays as it is.
    """
    origin = f"escalation/{one.id}"
    open_ones = (task for _, task in open_tasks_in(workspace.requests(one.customer)))
    if on is None or any(task.from_ == origin for task in open_ones):
        return ()
    new = NewTask(title=text.strip().splitlines()[0], executor=holder(one) or me.handle, due=on)
    return taskacts.add_from(one.customer, origin, me, new)[1].changes


def approve(
    workspace: Workspace, ref: str, who: Who, *, why: str | None, yes: bool, until: date | None,
    dry_run: bool,
) -> Outcome:  # fmt: skip
    """Decide about the cost of a compromise; what is approved is a special agreement (A4.16, A3.5).

    Raises:
        RefusedError: nothing waits, the acting person may not decide, or the day is over.
        UsageError: nobody says until when it holds.
    """

    def decide(one: Escalation, me: Actor) -> Decision:
        decision = escalationacts.approve(one, me, why, yes=yes, may=_may(workspace))
        changes = list(decision.changes)
        agreed = one.compromise
        if yes and agreed:
            last = until or agreed.follow_up_on
            if last is None:
                raise UsageError("until when does it hold?", "--until DATE")
            refuse_past(last, me)
            customer = workspace.customer(one.customer)
            note = case_note(customer, me, agreed.text, "special-agreement")
            terms = Agreement(what=agreed.text, price=str(agreed.cost), valid_until=last)
            changes.append(note._replace(item=replace(note.item, agreement=terms)))
            changes += _look_again(workspace, one, me, agreed.text, agreed.follow_up_on)
        became: Became = "approved" if yes else "refused"
        waiting = [agreed.by] if agreed else []
        trigger = f"{one.id}-{me.new_id('k')}"
        changes += told_back(me, one, became, (*waiting, holder(one)), trigger, why=why)
        return decision._replace(changes=tuple(changes))

    return on_escalation(
        workspace, "escalation approve", ref, who, decide, free=True, dry_run=dry_run
    )


def _may(workspace: Workspace) -> frozenset[str]:
    """Who decides about money: managers, and who covers for one that is away."""
    roster, today = workspace.roster, workspace.today
    managers = roster.holders("manager", today)
    covers = (roster.covered_by(one, today) for one in managers if one not in workspace.present)
    return frozenset((*managers, *(one for one in covers if one)))
