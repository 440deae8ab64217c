"""The acts of the worklist on customers: seen, remind, prio, watch, classify."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from clm.domain import consents, decisions, promoting, reminders
from clm.domain.decisions import Decision, case_note
from clm.domain.promoting import prio_by_rule, trial_and_large
from clm.domain.worklist import rule
from clm.i18n import translate
from clm.render.listing import number
from clm.services.acting import on_customers
from clm.services.refs import customers, find
from clm.services.staff import known_colleague
from clm.services.worklist import Wanted, mine

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from clm.domain.customer import WatchWord
    from clm.domain.decisions import Actor
    from clm.domain.process import Dossier, Process
    from clm.domain.values import Class
    from clm.services.acting import Outcome, Who
    from clm.services.workspace import Workspace


def _noting(decision: Decision, dossier: Dossier, actor: Actor, why: str | None) -> Decision:
    """What was said goes into the O-Team file, where something was done."""
    if not why or not decision.changes:
        return decision
    return decision._replace(changes=(*decision.changes, case_note(dossier.customer, actor, why)))


def _not_by_seen(dossier: Dossier, actor: Actor, process: Process) -> tuple[str, ...]:
    """What is still visible and how it ends, where seen ends nothing."""
    ref = dossier.customer.id
    left = decisions.visible(dossier, actor.today, process)
    return tuple(f"{ref}: {one.rule} ends by {rule(one.rule).ends}" for one in left) or (
        f"{ref}: no entry that seen ends is visible",
    )


def seen(
    workspace: Workspace,
    refs: Sequence[str],
    who: Who,
    *,
    until: date | None = None,
    list_name: str | None = None,
    why: str | None = None,
    dry_run: bool = False,
) -> Outcome:
    """Mark entries of customers as handled; with a list, all of the person's in it.

    Raises:
        RefusedError: `until` does not fit, or it is a colleague's customer.
    """
    ids = customers(workspace, refs)
    if list_name:
        wanted = Wanted(who.handle, (list_name,))
        ids += [i["ref"] for i in mine(workspace, wanted) if i["rule"] and i["ref"] not in ids]

    def decide(dossier: Dossier, actor: Actor) -> Decision:
        decision = decisions.seen(dossier, workspace.process, actor, until)
        if not decision.changes:
            return decision._replace(said=_not_by_seen(dossier, actor, workspace.process))
        return _noting(decision, dossier, actor, why)

    return on_customers(workspace, "seen", ids, who, decide, own_entries=True, dry_run=dry_run)


def remind(
    workspace: Workspace,
    refs: Sequence[str],
    day: date,
    who: Who,
    *,
    for_: str | None = None,
    why: str | None = None,
    force: bool = False,
    dry_run: bool = False,
) -> Outcome:
    """Set or move the reminder of each customer's responsible, or of `for_`.

    A request or a task stands for its customer, and that is said.

    Raises:
        RefusedError: the day does not fit, or it is a colleague's customer.
    """
    if for_:
        known_colleague(workspace, for_)

    def decide(dossier: Dossier, actor: Actor) -> Decision:
        return reminders.remind(dossier, workspace.process, actor, day, why, for_, force=force)

    meant = [find(workspace, ref) for ref in refs]
    ids = list(dict.fromkeys(found.customer for found in meant))
    own = for_ != who.handle
    outcome = on_customers(workspace, "remind", ids, who, decide, own_entries=own, dry_run=dry_run)
    text = translate("{ref}: the reminder is its customer's, {customer}")
    work = [one for one in meant if one.item and one.item.startswith(("r-", "t-", "cm-"))]
    said = (text.format(ref=one.item, customer=one.customer) for one in work)
    return outcome._replace(said=(*said, *outcome.said))


def prio(
    workspace: Workspace,
    refs: Sequence[str],
    who: Who,
    why: str | None,
    *,
    by_rule: str | None = None,
    off: bool = False,
    dry_run: bool = False,
) -> Outcome:
    """Mark customers as prio, or take the mark off; by rule the reason may be the rule's.

    Raises:
        RefusedError: the rule does not apply to a customer.
    """

    def decide(dossier: Dossier, actor: Actor) -> Decision:
        if off:
            return decisions.prio_off(dossier, actor, why or "")
        if by_rule is None:
            return promoting.prio(dossier, workspace.process, actor, why or "")
        trial, large = trial_and_large(dossier, workspace.process, actor)
        text = translate("{trial} h trial, then {hours} h")
        before = number(trial.hours) or workspace.process.policy.trial_hours
        reason = why or text.format(trial=before, hours=number(large.hours))
        return prio_by_rule(dossier, workspace.process, actor, large, reason)

    ids = customers(workspace, refs)
    name = "prio off" if off else "prio"
    # Anybody may mark a customer; what it handles is recorded as the responsible's.
    me = who._replace(on_behalf=True)
    return on_customers(
        workspace, name, ids, me, decide, own_entries=True, rule=by_rule, dry_run=dry_run
    )


def watch(
    workspace: Workspace,
    refs: Sequence[str],
    who: Who,
    reason: str | None,
    why: str | None,
    *,
    off: bool,
    dry_run: bool,
) -> Outcome:
    """Put customers on the watchlist, or take a reason (None: all) off."""

    def decide(dossier: Dossier, actor: Actor) -> Decision:
        if off:
            return decisions.watch_off(dossier, workspace.process, actor, reason, why or "")
        return decisions.watch(dossier, actor, cast("WatchWord", reason or "close-eye"), why)

    ids = customers(workspace, refs)
    name = "watch off" if off else "watch"
    return on_customers(workspace, name, ids, who, decide, dry_run=dry_run)


def classify(
    workspace: Workspace,
    refs: Sequence[str],
    value: Class,
    who: Who,
    *,
    why: str | None,
    dry_run: bool,
) -> Outcome:
    """Set the class of customers from today on."""

    def decide(dossier: Dossier, actor: Actor) -> Decision:
        return decisions.classify(dossier, actor, value, why)

    ids = customers(workspace, refs)
    return on_customers(workspace, "customer class", ids, who, decide, dry_run=dry_run)


def consent(
    workspace: Workspace,
    ref: str,
    purpose: str,
    who: Who,
    why: str | None,
    *,
    off: bool,
    dry_run: bool = False,
) -> Outcome:
    """Note what a customer agrees to, or with `off` no longer does (A2.25).

    Raises:
        UsageError: there is no such purpose.
    """
    ids = customers(workspace, [ref])

    def decide(dossier: Dossier, actor: Actor) -> Decision:
        return consents.consent(dossier.customer, purpose, actor, why, off=off)

    return on_customers(workspace, "customer consent", ids, who, decide, dry_run=dry_run)
