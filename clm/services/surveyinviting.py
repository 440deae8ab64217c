"""Inviting: whom a survey asks, whom it leaves out, the tokens they answer with (A2.24-A2.26)."""

from __future__ import annotations

from os import urandom
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from clm.domain.changes import Set, Target
from clm.domain.decisions import Decision
from clm.domain.inviting import (
    Asked,
    contact_for,
    exclusion,
    groups,
    invite,
    last_asked,
    with_tokens,
)
from clm.domain.query import predicate
from clm.domain.sampling import WHOLE, Member, draw, lacking, left_out
from clm.domain.surveyevents import to_ask
from clm.domain.surveying import answered, hashed, pending, population_tree, state, token
from clm.domain.surveywords import EXCLUDED
from clm.errors import RefusedError, UsageError
from clm.services.acting import Step, actor, save
from clm.services.refs import customers
from clm.services.surveys import everything, fresh, survey_meant
from clm.store.dossiers import dossiers, without_unreadable
from clm.store.rows import customer_row

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from clm.domain.changes import Change
    from clm.domain.decisions import Actor
    from clm.domain.process import Dossier
    from clm.domain.survey import Survey
    from clm.services.acting import Outcome, Who
    from clm.services.surveyletters import Letter
    from clm.services.workspace import Workspace


# who


def population(workspace: Workspace, survey: Survey) -> list[str]:
    """The ids of the active customers for whom the survey's query holds."""
    holds = _holds(workspace, survey)
    return [row["id"] for row in workspace.customers() if holds(row)]


def belongs(workspace: Workspace, survey: Survey, dossier: Dossier) -> bool:
    """Is this customer one of the population? The others are not looked at."""
    return _holds(workspace, survey)(customer_row(dossier, workspace.today, workspace.process))


def _holds(workspace: Workspace, survey: Survey) -> Callable[[Mapping[str, Any]], bool]:
    holds: Callable[[Mapping[str, Any]], bool] = bool
    if survey.population:
        holds = predicate(population_tree(survey.population), workspace.process.zone)
    return lambda row: row["list"] is not None and holds(row)


def members(workspace: Workspace, survey: Survey) -> list[Member]:
    """The population, each with their stratum and why they cannot be asked, if so.

    A survey on events asks only those to whom something happened. Left out is whose complaints
    cannot be read: one may be critical (A2.25).
    """
    asked = last_asked(everything(workspace))
    ids = population(workspace, survey)
    found = dossiers(workspace.index.db, ids, workspace.process)
    readable = without_unreadable(workspace.index.db, found)
    known = [(one, asked.get(one.customer.id)) for one in readable]
    return [_on_event(workspace, survey, one, last) for one, last in known]


def _on_event(workspace: Workspace, survey: Survey, one: Dossier, last: date | None) -> Member:
    member = _member(workspace, survey, one, last)
    if survey.trigger is None or member.excluded:
        return member
    new = to_ask(survey, one, last, workspace.today, workspace.process)
    return member if new else member._replace(excluded="no-event")


def _member(workspace: Workspace, survey: Survey, one: Dossier, last: date | None) -> Member:
    today, process = workspace.today, workspace.process
    by = survey.sample.by
    stratum = groups(one, today, process)[by][0] if by else WHOLE
    why = exclusion(one, survey, last, today, process.policy)
    return Member(one.customer.id, stratum, why)


def drawn(
    workspace: Workspace, ref: str, *, seed: str | None = None, everybody: bool = False
) -> tuple[Survey, list[dict[str, Any]], list[dict[str, Any]]]:
    """The survey, who would be asked now, and how the sample represents the population (A2.24).

    With `everybody` the others of the population too, with the reason.

    Raises:
        NotFoundError: there is no such survey.
        RefusedError: the sample is larger than its population.
    """
    workspace.look_at_all()
    survey = survey_meant(workspace, ref)
    known = members(workspace, survey)
    sample = replace(survey.sample, seed=seed) if seed else survey.sample
    sampled = draw(known, sample, survey.id)
    names = workspace.index.names([one.id for one in known])
    items = [
        {
            "ref": one.id,
            "name": names.get(one.id),
            "stratum": one.stratum,
            "asked": one.id in sampled.ids,
            "why": one.excluded,
        }
        for one in sorted(known)
        if everybody or one.id in sampled.ids
    ]
    short = lacking(sampled.strata)
    strata = [
        {
            "stratum": one.id,
            "population": one.population,
            "able": one.able,
            "asked": one.asked,
            "lacking": short.get(one.id, 0),
        }
        for one in sampled.strata
    ]
    return survey, items, strata


# inviting


def run(
    workspace: Workspace,
    ref: str,
    refs: Sequence[str],
    who: Who,
    *,
    keep: Callable[[Sequence[Letter]], Path] | None,
    dry_run: bool,
) -> Outcome:
    """Invite the sample of a survey, or some customers, and give out tokens (A2.26).

    `keep` is handed the letters just before anything is written, each token is told once; what it
    kept is given up when nothing is. Without it nobody gets one. Who was invited by an event gets a
    token too.

    Raises:
        RefusedError: the survey is over, its sample too large, nobody can be asked or a customer
            must not be, or too few are invited at once of an anonymous one.
    """
    workspace.look_at_all()
    held = survey_meant(workspace, ref)
    ids = customers(workspace, refs)
    with workspace.writing("survey invite", dry_run=dry_run) as writer:
        survey = fresh(workspace, held.id)
        me = actor(workspace, who)
        asked, changes = _asked(workspace, survey, ids, me)
        waiting = _without_token(survey) if keep else {}
        wanted = [one.customer for one in asked] if keep or survey.anonymous else []
        salt, kept = survey.salt, None
        if not salt and (wanted or waiting):
            salt = new_salt()
            changes.append(Set(Target("survey", survey.id), ("salt",), salt))
        tokens = {customer: token(urandom(20)) for customer in [*wanted, *waiting.values()]}
        hashes = {customer: hashed(salt or "", given) for customer, given in tokens.items()}
        if asked:
            changes += invite(survey, asked, hashes, me, workspace.process.policy)
        changes += with_tokens(survey, {key: hashes[whose] for key, whose in waiting.items()})
        if survey.anonymous and tokens and not (keep or dry_run):
            hint = "-O FILE keeps them"
            raise UsageError("the tokens of an anonymous survey are told once, and now", hint)
        if keep and tokens and not dry_run:
            from clm.services.surveyletters import letters  # loads the templates

            kept = keep(letters(workspace, survey, tokens))
        try:
            step = Step(survey.id, Decision(tuple(changes)), who.handle)
            return save(workspace, writer, "survey invite", who, [step])
        except BaseException:
            if kept:  # its tokens were given to nobody
                kept.unlink(missing_ok=True)
            raise


def new_salt() -> str:
    """What the tokens of a survey are hashed with; made when it is planned.

    Only one that was written by hand gets it with its first tokens: of two clones that each make
    their own, one's tokens would be void.
    """
    return urandom(16).hex()


def _without_token(survey: Survey) -> dict[str, str]:
    """The customers whose invitation awaits its token, by the invitation's id."""
    done = answered(survey)
    return {
        one.id: one.customer
        for one in survey.invitations
        if one.token is None and one.id not in done and not survey.anonymous
    }


def _asked(
    workspace: Workspace, survey: Survey, ids: Sequence[str], me: Actor
) -> tuple[list[Asked], list[Change]]:
    """Whom to invite, and what the drawing leaves in the survey's file."""
    how = state(survey, me.today)
    if how in ("over", "closed"):
        raise RefusedError(f"{survey.id} is {how}: nobody is asked any more", "clm survey plan")
    if ids:
        new = [one for one in dict.fromkeys(ids) if not pending(survey, one)]
        return [_one(workspace, survey, customer) for customer in new], []
    if survey.trigger or survey.sample.drawn_on:
        return [], []
    known = members(workspace, survey)
    sampled = draw(known, survey.sample, survey.id)
    if not sampled.ids:
        why = left_out(known) or "its population is empty"
        hint = f"clm survey draw {survey.id} --all tells of each"
        raise RefusedError(f"{survey.id} can ask nobody: {why}", hint)
    strata = {one.id: one.stratum for one in known}
    before = {one.customer for one in survey.invitations}
    asked = []
    for one in dossiers(workspace.index.db, sampled.ids, workspace.process):
        customer = one.customer
        contact = contact_for(customer, survey)
        if customer.id not in before:
            stratum = strata[customer.id]
            asked.append(Asked(customer.id, contact.id if contact else None, stratum=stratum))
    target = Target("survey", survey.id)
    return asked, [
        Set(target, ("sample", "drawn_on"), me.today),
        Set(target, ("sample", "strata"), sampled.strata),
    ]


def _one(workspace: Workspace, survey: Survey, customer: str) -> Asked:
    """One customer who was named.

    Raises:
        RefusedError: a rule says that they are not asked (A2.25), or they were invited already.
    """
    if not survey.trigger and any(one.customer == customer for one in survey.invitations):
        hint = "each answers once; plan another survey"
        raise RefusedError(f"{customer} is invited to {survey.id} already", hint)
    dossier = workspace.dossier(customer)
    last = last_asked(everything(workspace)).get(customer)
    member = _member(workspace, survey, dossier, last)
    if member.excluded:
        hint = f"clm survey draw {survey.id} --all tells of each"
        raise RefusedError(f"{customer} is not asked: {EXCLUDED[member.excluded]}", hint)
    contact = contact_for(dossier.customer, survey)
    return Asked(customer, contact.id if contact else None, stratum=member.stratum)
