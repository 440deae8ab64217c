"""A VPA gets a customer: for which reason, what they were told, and when somebody looks again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec

from clm.domain import decisions
from clm.domain.deadlines import met
from clm.domain.ladder import next_template
from clm.domain.lifecycle import inactive, open_mark, responsible, standing
from clm.domain.reminders import Look, look_too
from clm.domain.template import REASONS

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from clm.domain.changes import Change
    from clm.domain.decisions import Actor, Decision
    from clm.domain.process import Dossier, Process
    from clm.domain.template import Reason


def assignment_reason(
    dossier: Dossier, today: date, process: Process, *, away: bool = False
) -> Reason:
    """Why a VPA is assigned, where the data decide it (A3.11); `away`: the one so far is absent."""
    customer = dossier.customer
    if customer.vpa and away:
        return "vpa-outage"
    if inactive(dossier, today, process):
        return "inactive"
    if customer.vpa:
        return "vpa-change"
    if open_mark(customer.prio, today):
        return "new-prio"
    return "new-offer" if open_mark(customer.offer, today) else "new-regular"


def fitting(dossier: Dossier, vpas: Collection[str], today: date, process: Process) -> str | None:
    """The template by which a customer's VPA is written to now, None: nothing is to be asked.

    Who has not been told of the customer yet is, by the reason (A3.11); then whatever comes next
    is asked (A3.16, A3.20). `vpas` are the handles of all VPAs.
    """
    customer, others = dossier.customer, _last_of_others(dossier, vpas)
    since = dossier
    if others is not None:  # what was asked before is another time with the customer
        written = dossier.written[others + 1 :]
        notes = {entry.id for entry in written}
        asked = tuple(ask for ask in dossier.asked if ask.note in notes)
        since = dossier._replace(written=written, asked=asked)
    if customer.vpa and _is_told(since):
        return next_template(dossier._replace(asked=since.asked), today, process)
    if others is None:  # there is nobody to take over from
        dossier = dossier._replace(customer=msgspec.structs.replace(customer, vpa=None))
    return assignment_reason(dossier, today, process)


def _is_told(since: Dossier) -> bool:
    """Does the VPA know the customer: by an entry, an ask, or a text since the last other VPA?"""
    vpa = since.customer.vpa
    return any(ask.vpa == vpa for ask in since.asked) or any(
        vpa in entry.by or entry.template in REASONS for entry in since.written
    )


def _last_of_others(dossier: Dossier, vpas: Collection[str]) -> int | None:
    """The place of the last entry by another VPA than the customer's own, or of an ask to one."""
    vpa = dossier.customer.vpa
    others = set(vpas) - {vpa}
    notes = {ask.note for ask in dossier.asked if ask.vpa != vpa}
    places = (
        at
        for at, entry in enumerate(dossier.written)
        if entry.id in notes or others & set(entry.by)
    )
    return max(places, default=None)


def assigned(
    dossier: Dossier,
    process: Process,
    actor: Actor,
    vpa: str,
    reason: str,
    why: str | None,
    recheck: str,
) -> Decision:
    """Give the customer a VPA, and look after some weeks whether they keep the file (A3.15).

    `recheck` is what the reminder says. What the VPA was asked an earlier time is over.
    """
    decision = decisions.assign_vpa(dossier, process, actor, vpa, reason, why)
    if not decision.changes:
        return decision
    looks = look_again(dossier, process, actor, [recheck_of(process, actor.today, recheck)])
    old = [ask for ask in dossier.asked if ask.vpa == vpa and ask.met_on is None]
    over = [change for ask in old for change in met(dossier.customer.id, ask, actor).changes]
    return decision._replace(changes=(*decision.changes, *over, *looks))


def recheck_of(process: Process, today: date, why: str) -> Look:
    """When to look whether a VPA who was told of a customer today keeps the file (A3.15)."""
    return Look(today + timedelta(days=process.policy.vpa_recheck_days), why)


def look_again(
    dossier: Dossier, process: Process, actor: Actor, looks: Sequence[Look]
) -> list[Change]:
    """A reminder of the responsible that an act sets by itself.

    There is one open reminder per customer and person (1.1.3), so the nearest day holds.
    """
    customer = dossier.customer
    person = responsible(customer, standing(dossier, actor.today, process)) or actor.handle
    marks = decisions.marked(dossier, process, actor, "prio-without-reminder")
    return [*marks, *look_too(customer, process, actor, person, looks)]
