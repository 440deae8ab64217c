"""What is done about unhappy answers, and whether it was done in time (A2.29)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clm.domain import followingup
from clm.domain.answering import unhappy
from clm.domain.decisions import Decision
from clm.domain.spoc import account_manager
from clm.domain.surveying import SCALES
from clm.i18n import translate
from clm.services.surveys import everything, is_too_small, survey_meant
from clm.store.dossiers import dossiers

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from clm.domain.answering import Taken
    from clm.domain.decisions import Actor
    from clm.domain.survey import Answer, Survey
    from clm.services.workspace import Workspace


def follow_up(
    workspace: Workspace, survey: Survey, taken: Taken, me: Actor
) -> tuple[str | None, Decision]:
    """The task for the account manager, and the mark that the customer is watched.

    Where nobody who is there looks after the customer, the survey's owner gets it, else who
    records the answer. Of a customer who is not active any more nothing is done.
    """
    dossier = workspace.dossier(taken.customer)
    if dossier.customer.status != "active":
        said = f"{taken.customer} is {dossier.customer.status}: nobody follows up"
        return None, Decision(said=(said,))
    persons = (account_manager(dossier.customer), survey.owner, me.handle)
    executor = next(one for one in persons if one in workspace.team)
    scores = {one.id for one in survey.questions if one.kind in SCALES}
    given = taken.answer.values.items()
    told = ", ".join(f"{name} {text}" for name, text in given if name in scores)
    title = translate("Ask what is wrong: {answer}").format(answer=told)
    return followingup.follow_up(dossier, survey, me, workspace.process, executor or "", title)


def listed(workspace: Workspace, ref: str | None = None) -> list[dict[str, Any]]:
    """The unhappy answers to a survey, or to all, and whether somebody was there in time.

    Raises:
        NotFoundError: there is no such survey.
    """
    workspace.look_at_all()
    surveys = [survey_meant(workspace, ref)] if ref else everything(workspace)
    return of(workspace, surveys)


def anonymous(workspace: Workspace, ref: str | None = None) -> list[dict[str, Any]]:
    """The anonymous surveys whose answers nobody can follow up, each with how many are unhappy.

    Of all surveys those with answers. `unhappy` is None where they are too few to be told (A2.28).

    Raises:
        NotFoundError: there is no such survey.
    """
    surveys = [survey_meant(workspace, ref)] if ref else everything(workspace)
    policy = workspace.process.policy
    return [
        {
            "survey": one.id,
            "answers": len(one.answers),
            "unhappy": None
            if is_too_small(workspace, one)
            else sum(unhappy(one, answer, policy) for answer in one.answers),
        }
        for one in surveys
        if one.anonymous and (ref or one.answers)
    ]


def of(
    workspace: Workspace, surveys: Iterable[Survey], first: date | None = None,
    last: date | None = None,
) -> list[dict[str, Any]]:  # fmt: skip
    """The unhappy answers to some surveys that came in a time, by day."""
    policy = workspace.process.policy
    found: list[tuple[Survey, Answer, str]] = []
    for survey in surveys:
        if survey.anonymous:
            continue
        asked = {one.id: one.customer for one in survey.invitations}
        found += [
            (survey, one, asked[one.invitation])
            for one in survey.answers
            if one.invitation in asked
            and (first is None or one.on >= first)
            and (last is None or one.on <= last)
            and unhappy(survey, one, policy)
        ]
    whose = sorted({customer for _, _, customer in found})
    held = {
        one.customer.id: one for one in dossiers(workspace.index.db, whose, workspace.process)
    }  # fmt: skip
    items = []
    for survey, answer, customer in sorted(found, key=lambda one: (one[1].on, one[1].id)):
        if customer in held:
            stands = followingup.stands(held[customer], answer.follow_up, workspace.process)
            items.append(
                _item(survey, answer, customer, stands, workspace.today)
                | {"name": held[customer].customer.name}
            )
    return items


def _item(
    survey: Survey, answer: Answer, customer: str, stands: followingup.FollowUp, today: date
) -> dict[str, Any]:
    in_time = stands.in_time(today)
    return {
        "survey": survey.id,
        "ref": customer,
        "answer": answer.id,
        "on": answer.on.isoformat(),
        "values": dict(answer.values),
        "task": stands.task,
        "who": stands.who,
        "due": stands.due.isoformat() if stands.due else None,
        "done_on": stands.done_on.isoformat() if stands.done_on else None,
        "in_time": in_time,
        "overdue": in_time is False and stands.done_on is None,
    }


def totals(items: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """How many unhappy customers were contacted in time, of those whose time is over or who were.

    `share` lies between 0 and 1, None where nobody's time is over.
    """
    due = [one for one in items if one["in_time"] is not None]
    kept = sum(bool(one["in_time"]) for one in due)
    return {
        "answers": len(items),
        "due": len(due),
        "in_time": kept,
        "open": sum(one["done_on"] is None for one in items),
        "share": round(kept / len(due), 4) if due else None,
    }
