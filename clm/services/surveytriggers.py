"""Surveys on events: who is asked because something happened (A2.30, A0.11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clm.domain.decisions import Decision
from clm.domain.inviting import invite, last_asked
from clm.domain.surveyevents import asked, is_new, to_ask
from clm.domain.surveying import state
from clm.services.acting import Step, actor, save
from clm.services.surveyinviting import belongs, population
from clm.services.surveys import everything, fresh
from clm.store.dossiers import dossiers, without_unreadable
from clm.store.surveys import surveys

if TYPE_CHECKING:
    from datetime import date

    from clm.domain.decisions import Actor
    from clm.domain.inviting import Asked
    from clm.domain.survey import Survey
    from clm.domain.surveyevents import Happened
    from clm.domain.surveywords import Trigger
    from clm.services.acting import Outcome, Who
    from clm.services.workspace import Workspace


def with_question(
    workspace: Workspace,
    decision: Decision,
    customer: str,
    trigger: Trigger,
    event: Happened | None,
    me: Actor,
) -> Decision:
    """What closes something with the invitation it brings (A0.11), told in a line.

    `event` is what closes just now; None: it is nothing to ask about.
    """
    for survey in _standing(workspace, trigger) if event else ():
        found = workspace.dossier(customer)
        if event is None or not belongs(workspace, survey, found):
            continue
        left = tuple(one for one in found.complaints if one.id != event.trigger)
        dossier = found._replace(complaints=left)
        today, process = workspace.today, workspace.process
        last = last_asked(surveys(workspace.index)).get(customer)
        if not is_new(survey, dossier, event, today, process):
            continue
        one = asked(survey, dossier, event, last, today, process)
        if one is None:
            continue
        changes = invite(survey, [one], {}, me, process.policy)
        told = (
            f"{customer} is asked how satisfied they are: clm survey record {survey.id}"
            f" --customer {customer} --score N, or clm survey invite {survey.id} -O FILE"
        )
        return decision._replace(changes=(*decision.changes, *changes), said=(*decision.said, told))
    return decision


def _standing(workspace: Workspace, trigger: Trigger | None = None) -> list[Survey]:
    """The open standing surveys, as their files have them now."""
    found = [
        fresh(workspace, one.id)
        for one in surveys(workspace.index)
        if one.trigger and trigger in (None, one.trigger)
    ]
    return [one for one in found if state(one, workspace.today) == "open"]


def invite_due(workspace: Workspace, who: Who, *, dry_run: bool) -> Outcome:
    """Invite whom something happened to since, for all standing surveys, as one commit.

    Asked again it invites nobody: each event is asked about once.
    """
    workspace.look_at_all()
    with workspace.writing("survey invite", dry_run=dry_run) as writer:
        me = actor(workspace, who)
        last = last_asked(everything(workspace))
        steps = [
            Step(survey.id, _due(workspace, survey, last, me), who.handle)
            for survey in _standing(workspace)
        ]
        return save(workspace, writer, "survey invite", who, steps)


def _due(workspace: Workspace, survey: Survey, last: dict[str, date], me: Actor) -> Decision:
    today, process = workspace.today, workspace.process
    found: list[Asked] = []
    everybody = dossiers(workspace.index.db, population(workspace, survey), process)
    for one in without_unreadable(workspace.index.db, everybody):
        customer = one.customer.id
        new = to_ask(survey, one, last.get(customer), today, process)
        if new:
            last[customer] = today  # by the next survey they are not asked, too
            found.append(new)
    changes = invite(survey, found, {}, me, process.policy)
    said = tuple(f"{survey.id}: {one.customer} is asked about {one.trigger}" for one in found)
    return Decision(tuple(changes), said)
