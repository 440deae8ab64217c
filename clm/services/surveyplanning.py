"""Planning a survey: whom it asks, what, and how the sample is drawn (A2.23, A2.24)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from clm.domain.changes import Create, Target
from clm.domain.decisions import Decision
from clm.domain.names import one_line
from clm.domain.query import Every, printed
from clm.domain.queryable import CUSTOMERS
from clm.domain.queryparser import parse
from clm.domain.sampling import draw
from clm.domain.survey import Sample, Survey
from clm.domain.surveying import question_typed, questions
from clm.errors import RefusedError, UsageError
from clm.i18n import translate
from clm.services.acting import Step, new_id, save
from clm.services.staff import known_colleague
from clm.services.surveyinviting import members, new_salt
from clm.services.surveyinviting import population as customers_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from clm.domain.queryparser import ReadDay
    from clm.domain.requestwords import Channel
    from clm.domain.surveywords import Dimension, Method, Trigger
    from clm.domain.values import Language
    from clm.services.acting import Outcome, Who
    from clm.services.workspace import Workspace


class Plan(NamedTuple):
    """A survey as typed; `where` are expressions that must all hold for a customer."""

    title: str
    asked: Sequence[str]
    purpose: str | None = None
    scope: str | None = None
    where: Sequence[str] = ()
    method: Method | None = None
    size: int | None = None
    by: Dimension | None = None
    seed: str | None = None
    language: Language | None = None
    channel: Channel | None = None
    owner: str | None = None
    anonymous: bool = False
    opens_on: date | None = None
    closes_on: date | None = None
    trigger: Trigger | None = None


def plan(
    workspace: Workspace, typed: Plan, who: Who, read_day: ReadDay, *, dry_run: bool
) -> Outcome:
    """Plan a survey (A2.23).

    Raises:
        UsageError: it asks nothing, a query is none, or options do not go together.
        RefusedError: its sample is larger than its population, or it ends before it begins or is
            planned.
        NotFoundError: nobody in the team is its owner.
    """
    if not typed.title.strip():
        raise UsageError("a survey needs a title", 'clm survey plan "TITLE" --question nps')
    if typed.owner:
        known_colleague(workspace, typed.owner)
    language = typed.language or workspace.settings.language or "en"
    made = Survey(
        id=new_id("sv"),
        title=one_line(typed.title),
        purpose=typed.purpose,
        scope=typed.scope,
        trigger=typed.trigger,
        population=population(typed.where, read_day),
        sample=sample_of(typed.method, typed.size, typed.by, typed.seed),
        questions=questions([question_typed(word) for word in typed.asked], language),
        language=typed.language,
        channel=typed.channel,
        owner=typed.owner or who.handle,
        anonymous=typed.anonymous,
        opens_on=typed.opens_on,
        closes_on=typed.closes_on,
        salt=new_salt(),
    )
    refuse_unfit(made)
    refuse_past(made, workspace.today)
    with workspace.writing("survey plan", dry_run=dry_run) as writer:
        refuse_too_large(workspace, made)
        said = warn(workspace, made)
        decision = Decision((Create(Target("survey", made.id), made),), said)
        return save(workspace, writer, "survey plan", who, [Step(made.id, decision, who.handle)])


def population(where: Sequence[str], read_day: ReadDay) -> str | None:
    """Expressions as the one that is kept, with days instead of date words.

    Raises:
        UsageError: one is no expression over the fields of `customer list`.
    """
    trees = tuple(parse(text, CUSTOMERS, read_day) for text in where)
    if not trees:
        return None
    return printed(trees[0] if len(trees) == 1 else Every(trees))


def refuse_too_large(workspace: Workspace, survey: Survey, planned: str | None = None) -> None:
    """Nothing, where the sample of a survey can be drawn; `planned` is the id of one that is there.

    Raises:
        RefusedError: it is larger than its population, or than those who can be asked.
    """
    if survey.sample.size is not None:
        draw(members(workspace, survey), survey.sample, planned)


def warn(workspace: Workspace, survey: Survey) -> tuple[str, ...]:
    """A sentence where nobody belongs to the population now."""
    if customers_of(workspace, survey):
        return ()
    return (translate("nobody fits now: {query}").format(query=survey.population or ""),)


def sample_of(
    method: Method | None, size: int | None, by: Dimension | None, seed: str | None
) -> Sample:
    """How a sample is drawn, by what was said of it.

    Raises:
        UsageError: what was said does not go together.
    """
    method = method or ("stratified" if by else "random" if size else "all")
    if size is not None and size < 1:
        raise UsageError(f"a sample of {size} asks nobody", "a size of 50, or none for all")
    if (method == "all") != (size is None):
        raise UsageError("a sample has a size, all have none", "--size N with random or stratified")
    if (method == "stratified") != (by is not None):
        raise UsageError("what is the sample stratified by?", "--stratify phase")
    return Sample(method=method, size=size, by=by, seed=seed or "1")


def refuse_past(survey: Survey, today: date) -> None:
    """Refuse a survey that would be over before anybody is asked.

    Raises:
        RefusedError: its last day is past.
    """
    if survey.closes_on and survey.closes_on < today:
        raise RefusedError(
            f"it would be over already: {survey.closes_on} is past", "a last day from today on"
        )


def refuse_unfit(survey: Survey) -> None:
    """Refuse a plan whose parts do not go together.

    Raises:
        RefusedError: it would close before it opens.
        UsageError: a survey on events has a sample, or is anonymous.
    """
    if survey.opens_on and survey.closes_on and survey.closes_on < survey.opens_on:
        raise RefusedError(
            f"it would close on {survey.closes_on}, before it opens on {survey.opens_on}",
            "--from and --to",
        )
    if survey.trigger and (survey.anonymous or survey.sample.method != "all"):
        raise UsageError(
            "a survey on events asks each whom something happened to: it has no sample, and one"
            " at a time is never anonymous",
            "leave --trigger away, or --anonymous and --size",
        )
