"""Surveys as people plan, look at and close them (A2.23)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clm.domain.changes import Set, Target
from clm.domain.decisions import Decision
from clm.domain.sampling import lacking
from clm.domain.satisfaction import main_figure, metric, rate
from clm.domain.surveying import (
    SCALES,
    given_to,
    is_late,
    scores,
    state,
)
from clm.errors import NotFoundError, RefusedError
from clm.services.acting import Step, actor, save
from clm.services.titledrefs import SURVEY, id_meant, none_of
from clm.store.surveys import surveys

if TYPE_CHECKING:
    from datetime import date

    from clm.domain.survey import Question, Survey
    from clm.services.acting import Outcome, Who
    from clm.services.workspace import Workspace


def survey_meant(workspace: Workspace, ref: str) -> Survey:
    """The survey a reference means, as its file has it now: an id, a prefix, words of the title.

    Raises:
        NotFoundError: there is none.
        AmbiguousError: several fit; the hint lists them.
        BadDataError: its file cannot be read.
    """
    known = {one.id: one.title for one in everything(workspace)}
    found = id_meant(SURVEY, ref, known)
    if held := workspace.record(Target("survey", found)):
        return held  # type: ignore[no-any-return]
    raise none_of(SURVEY, ref)


def everything(workspace: Workspace) -> list[Survey]:
    """All surveys that can be read, those edited by hand as they are now."""
    if workspace.index.age:
        workspace.look_at_all()
    return surveys(workspace.index)


def close(
    workspace: Workspace, ref: str, who: Who, *, conclusions: str | None, dry_run: bool
) -> Outcome:
    """Close a survey: no answer is taken in after it (A2.26), and events ask no more.

    Raises:
        NotFoundError: there is no such survey.
        RefusedError: it is closed already.
    """
    held = survey_meant(workspace, ref)
    with workspace.writing("survey close", dry_run=dry_run) as writer:
        survey = fresh(workspace, held.id)
        if survey.closed_on:
            raise RefusedError(
                f"{survey.id} was closed on {survey.closed_on}", f"clm survey results {survey.id}"
            )
        me = actor(workspace, who)
        target = Target("survey", survey.id)
        changes: list[Set] = [
            Set(target, ("closed_on",), me.today),
            Set(target, ("closed_by",), me.handle),
        ]
        if conclusions:
            changes.append(Set(target, ("conclusions",), conclusions))
        step = Step(survey.id, Decision(tuple(changes)), who.handle)
        return save(workspace, writer, "survey close", who, [step])


def fresh(workspace: Workspace, survey: str) -> Survey:
    """A survey as its file has it now.

    Raises:
        NotFoundError: it is not there any more.
    """
    found: Survey | None = workspace.record(Target("survey", survey))
    if found is None:
        raise NotFoundError(f"there is no survey {survey} any more", "clm survey list --all")
    return found


# looking


def listed(workspace: Workspace, *, closed: bool = False) -> list[dict[str, Any]]:
    """The surveys, the newest first; closed ones only where asked for."""
    found = [item_of(workspace, one) for one in everything(workspace)]
    shown = [one for one in found if closed or one["state"] != "closed"]
    return sorted(shown, key=lambda one: (one["opens_on"] or "", one["id"]), reverse=True)


def item_of(workspace: Workspace, survey: Survey) -> dict[str, Any]:
    """One item of `survey list`: how it stands, how many were asked and answered."""
    main = next((one for one in survey.questions if one.kind in SCALES), None)
    figures: dict[str, Any] = {"n": len(survey.answers)}
    key = None
    if main and not is_too_small(workspace, survey, main):
        figures = metric(main.kind, scores(main, survey.answers))
        key = main_figure(main.kind)
    return {
        "id": survey.id,
        "title": survey.title,
        "state": state(survey, workspace.today),
        "trigger": survey.trigger,
        "questions": [one.id for one in survey.questions],
        "owner": survey.owner,
        "anonymous": survey.anonymous,
        "opens_on": _iso(survey.opens_on),
        "closes_on": _iso(survey.closes_on),
        "closed_on": _iso(survey.closed_on),
        "invited": len(survey.invitations),
        "answers": len(survey.answers),
        "late": sum(is_late(survey, one) for one in survey.answers),
        "rate": rate(len(survey.answers), len(survey.invitations)),
        "figure": key,
        "score": figures[key] if key else None,
    }


def is_too_small(workspace: Workspace, survey: Survey, asked: Question | None = None) -> bool:
    """Has an anonymous survey so few answers that its figures would tell one of them (A2.28)?

    Or so few to a question: who left it out does not hide those who answered it.
    """
    fewest = workspace.process.policy.survey_small_group
    given = given_to(asked, survey.answers) if asked else survey.answers
    return survey.anonymous and 0 < len(given) < fewest


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def shown(workspace: Workspace, ref: str) -> dict[str, Any]:
    """One survey with what it asks, whom, and how its sample represents the population (A2.24)."""
    survey = survey_meant(workspace, ref)
    sample = survey.sample
    short = lacking(sample.strata)
    return item_of(workspace, survey) | {
        "purpose": survey.purpose,
        "scope": survey.scope,
        "population": survey.population,
        "method": sample.method,
        "size": sample.size,
        "by": sample.by,
        "seed": sample.seed,
        "drawn_on": _iso(sample.drawn_on),
        "language": survey.language,
        "channel": survey.channel,
        "closed_by": survey.closed_by,
        "conclusions": survey.conclusions,
        "texts": {one.id: dict(one.text) for one in survey.questions},
        "strata": [
            {
                "stratum": one.id,
                "population": one.population,
                "able": one.able,
                "asked": one.asked,
                "share": rate(one.asked, one.able),
                "lacking": short.get(one.id, 0),
            }
            for one in sample.strata
        ],
    }
