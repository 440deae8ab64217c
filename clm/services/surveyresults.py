"""What a survey found (A2.27), by groups of customers, and without telling single ones (A2.28)."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from clm.domain.inviting import NOWHERE, groups
from clm.domain.satisfaction import hidden, main_figure, metric, rate
from clm.domain.surveying import SCALES, answered, given_to, is_late, scores
from clm.errors import RefusedError
from clm.services.surveys import is_too_small, survey_meant
from clm.store.dossiers import dossiers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clm.domain.survey import Answer, Question, Survey
    from clm.domain.surveywords import Dimension
    from clm.services.workspace import Workspace


class Results(NamedTuple):
    """A row for each question, or each group of one; and what stands for the whole survey."""

    survey: Survey
    items: list[dict[str, Any]]
    totals: dict[str, Any]


def results(workspace: Workspace, ref: str, by: Dimension | None = None) -> Results:
    """The figures of a survey as it stands.

    Raises:
        NotFoundError: there is no such survey.
        RefusedError: an anonymous survey keeps no such groups.
    """
    survey = survey_meant(workspace, ref)
    items = [
        row(one, survey.answers, hide=is_too_small(workspace, survey, one))
        for one in survey.questions
    ]
    totals = _totals(survey, items, small=is_too_small(workspace, survey))
    if by:
        parts = parts_of(workspace, survey, by)
        for one in survey.questions:
            unseen = _hidden(workspace, survey, one, parts)
            items += [
                row(one, held, key, hide=key in unseen) for key, held in sorted(parts.items())
            ]
    return Results(survey, items, totals)


def _totals(survey: Survey, items: Sequence[dict[str, Any]], *, small: bool) -> dict[str, Any]:
    of: dict[str, dict[str, Any]] = {}
    for one in items:
        of.setdefault(one["kind"], one)
    main = next((one for one in items if one["kind"] in SCALES), None)
    return {
        "survey": survey.id,
        "title": survey.title,
        "nps": of.get("nps", {}).get("score"),
        "top2": of.get("csat", {}).get("score"),
        "csat_mean": of.get("csat", {}).get("mean"),
        "ces_mean": of.get("ces", {}).get("score"),
        "margin": main["margin"] if main else None,
        "n": main["n"] if main else len(survey.answers),
        "invited": len(survey.invitations),
        "answers": len(survey.answers),
        "late": sum(is_late(survey, one) for one in survey.answers),
        "response_rate": rate(len(survey.answers), len(survey.invitations)),
        "hidden": small,
    }


def row(
    asked: Question,
    answers: Sequence[Answer],
    group: str | None = None,
    *,
    hide: bool = False,
) -> dict[str, Any]:
    """The figures of one question over some answers; of hidden ones only how many there are."""
    given = given_to(asked, answers)
    found: dict[str, Any] = {
        "question": asked.id,
        "kind": asked.kind,
        "group": group if group is not None else "all",
        "n": len(given),
        "figure": None,
        "score": None,
        "margin": None,
        "mean": None,
        "counts": None,
        "hidden": hide,
    }
    if hide:
        return found | {"n": None if group is not None else len(given)}
    if asked.kind in SCALES:
        figures = metric(asked.kind, scores(asked, answers))
        key = main_figure(asked.kind)
        return found | figures | {"figure": key, "score": figures[key]}
    if asked.kind == "choice":
        return found | {"counts": {word: given.count(word) for word in asked.choices}}
    return found


def parts_of(workspace: Workspace, survey: Survey, by: Dimension) -> dict[str, tuple[Answer, ...]]:
    """The answers by group; of a customer of several services in each of them.

    Raises:
        RefusedError: an anonymous survey keeps no such groups.
    """
    found: dict[str, list[Answer]] = defaultdict(list)
    if survey.anonymous:
        if by != survey.sample.by:
            kept = survey.sample.by
            sentence = f"{survey.id} is anonymous: its answers do not tell their {by}"
            raise RefusedError(sentence, f"--per {kept}" if kept else "plan it stratified by it")
        for one in survey.answers:
            found[one.group or NOWHERE].append(one)
    else:
        for one, keys in of_named(workspace, survey):
            for key in keys[by]:
                found[key].append(one)
    return {key: tuple(held) for key, held in found.items()}


def of_named(
    workspace: Workspace, survey: Survey
) -> list[tuple[Answer, dict[Dimension, tuple[str, ...]]]]:
    """Each answer with the groups its customer belonged to on the day they were asked."""
    asked = {one.id: one for one in survey.invitations}
    whose = {one.customer for one in asked.values() if one.id in answered(survey)}
    process = workspace.process
    known = {one.customer.id: one for one in dossiers(workspace.index.db, sorted(whose), process)}
    found = []
    for answer in survey.answers:
        invitation = asked.get(answer.invitation or "")
        dossier = known.get(invitation.customer) if invitation else None
        if invitation is None or dossier is None:
            continue
        services = next(
            (one.services for one in dossier.requests if one.id == invitation.trigger), ()
        )
        found.append((answer, groups(dossier, invitation.on, process, services)))
    return found


def _hidden(
    workspace: Workspace, survey: Survey, asked: Question, parts: dict[str, tuple[Answer, ...]]
) -> frozenset[str]:
    """The groups in which too few answered a question, and those they would follow from."""
    if not survey.anonymous:
        return frozenset()
    if is_too_small(workspace, survey, asked):
        return frozenset(parts)
    counts = {key: len(given_to(asked, part)) for key, part in parts.items()}
    return hidden(counts, workspace.process.policy.survey_small_group)


def answers(workspace: Workspace, ref: str) -> tuple[Survey, list[dict[str, Any]]]:
    """The single answers, the newest first; of an anonymous survey nobody's name.

    Where an anonymous one has so few that they tell whose they are, none; nor scores and choices
    that so few gave. Of what group one came is told by the figures alone (A2.28).

    Raises:
        NotFoundError: there is no such survey.
    """
    survey = survey_meant(workspace, ref)
    asked = {one.id: one.customer for one in survey.invitations}
    names = workspace.index.names(list(set(asked.values())))
    told = () if is_too_small(workspace, survey) else survey.answers
    rare = {
        one.id
        for one in survey.questions
        if one.kind != "text" and is_too_small(workspace, survey, one)
    }
    ordered = sorted(told, key=lambda one: (one.on, one.id), reverse=True)
    items = []
    for one in ordered:
        customer = asked.get(one.invitation or "")
        items.append(
            {
                "id": one.id,
                "on": one.on.isoformat(),
                "customer": customer,
                "name": names.get(customer or ""),
                "values": {key: held for key, held in one.values.items() if key not in rare},
                "late": is_late(survey, one),
                "follow_up": one.follow_up,
            }
        )
    return survey, items
