"""What surveys obey beyond their types: questions that can be asked, answers that fit them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from clm.domain.flaws import Flaw, nobody
from clm.domain.surveying import population_tree, value
from clm.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from clm.domain.flaws import At, Known
    from clm.domain.survey import Survey

_FEWEST_CHOICES: Final = 2


def unknown_of_survey(survey: Survey, known: Known) -> Iterable[Flaw]:
    """Every handle in a survey names a colleague with a record."""
    named: list[tuple[At, str | None]] = [
        (("owner",), survey.owner),
        (("closed_by",), survey.closed_by),
    ]
    named += [(("invitations", one.id, "by"), one.by) for one in survey.invitations]
    named += [(("answers", one.id, "by"), one.by) for one in survey.answers]
    return nobody(named, known.team)


def unknown_customers(survey: Survey, known: Known) -> Iterator[Flaw]:
    """Who was invited is a customer with a file."""
    for one in survey.invitations:
        if one.customer not in known.customers:
            at = ("invitations", one.id, "customer")
            yield Flaw(at, f"customer: there is no customer {one.customer}")


def asked_twice(survey: Survey, _known: Known) -> Iterator[Flaw]:
    """A2.26: a customer is invited once, by a standing survey once for each event."""
    known: set[tuple[str, str | None]] = set()
    for one in survey.invitations:
        whom = (one.customer, one.trigger)
        if whom in known and (one.trigger or not survey.trigger):
            sentence = f"customer: {one.customer} is invited twice, and could answer twice"
            yield Flaw(
                ("invitations", one.id, "customer"), sentence, "take the one away nobody answered"
            )
        known.add(whom)


def odd_plan(survey: Survey, _known: Known) -> Iterator[Flaw]:
    """A2.23: a plan that can be carried out: its days, its population, its sample."""
    if survey.opens_on and survey.closes_on and survey.closes_on < survey.opens_on:
        sentence = f"closes_on {survey.closes_on} lies before opens_on {survey.opens_on}"
        yield Flaw(("closes_on",), sentence)
    if survey.population is not None:
        try:
            population_tree(survey.population)
        except UsageError as problem:
            yield Flaw(("population",), f"population: {problem.message}", problem.hint)
    sample = survey.sample
    if (sample.method == "all") != (sample.size is None):
        yield Flaw(("sample",), "sample: a size belongs to random and stratified, not to all")
    if (sample.method == "stratified") != (sample.by is not None):
        yield Flaw(("sample",), "sample: by belongs to stratified", "by: phase")
    if survey.trigger and survey.anonymous:
        sentence = "anonymous: a survey on events asks one at a time, which is never anonymous"
        yield Flaw(("anonymous",), sentence, "take one of the two away")


def odd_questions(survey: Survey, _known: Known) -> Iterator[Flaw]:
    """A2.23: each question has its own id and its text, a choice its words."""
    if not survey.questions:
        yield Flaw(("questions",), "questions: the survey asks nothing", "kind: nps")
    ids = Counter(one.id for one in survey.questions)
    for one in survey.questions:
        at = ("questions", one.id)
        if ids[one.id] > 1:
            yield Flaw((*at, "id"), f"id: {one.id} is there twice", "answers name it")
        if not one.text:
            yield Flaw(at, f"{one.id}: the question has no text", "text: {de: …, en: …, pt: …}")
        if (one.kind == "choice") != (len(one.choices) >= _FEWEST_CHOICES):
            yield Flaw(at, f"{one.id}: two choices or more belong to a choice, to it alone")


def odd_answers(survey: Survey, known: Known) -> Iterator[Flaw]:
    """A2.26: each answer fits its questions, and an invitation is answered once."""
    asked = {one.id: one for one in survey.questions}
    invited = {one.id: one for one in survey.invitations}
    times = Counter(one.invitation for one in survey.answers)
    for one in survey.answers:
        at = ("answers", one.id)
        for name, typed in one.values.items():
            if name not in asked:
                yield Flaw((*at, "values", name), f"{name}: the survey has no such question")
                continue
            try:
                value(asked[name], typed)
            except UsageError as problem:
                yield Flaw((*at, "values", name), f"{name}: {problem.message}", problem.hint)
        if one.on > known.today:
            yield Flaw((*at, "on"), f"on: {one.on} is still to come")
        if one.invitation is None:
            continue
        held = invited.get(one.invitation)
        if held is None:
            yield Flaw((*at, "invitation"), f"invitation: there is none {one.invitation}")
        elif one.on < held.on:
            yield Flaw((*at, "on"), f"on {one.on} lies before the invitation of {held.on}")
        if times[one.invitation] > 1:
            yield Flaw((*at, "invitation"), f"invitation: {one.invitation} is answered twice")


def linked(survey: Survey, _known: Known) -> Iterator[Flaw]:
    """A2.26: nothing links an anonymous answer to who gave it, and each of the others does."""
    for one in survey.answers:
        if survey.anonymous and (one.invitation or one.by or one.follow_up):
            sentence = "an anonymous answer names its invitation, who noted it, or a task"
            yield Flaw(("answers", one.id), sentence, "take these fields away")
        elif not survey.anonymous and not one.invitation:
            yield Flaw(("answers", one.id), "the answer names no invitation", "invitation: iv-…")
    if survey.anonymous:
        for invitation in survey.invitations:
            if invitation.token:
                at = ("invitations", invitation.id, "token")
                yield Flaw(at, "token: in an anonymous survey it stands in `tokens`, apart")
        given, tokens = len(survey.answers), len(survey.used)
        if given > tokens:
            sentence = f"answers: {given} by {tokens} used tokens: some are there twice"
            yield Flaw(("answers",), sentence, "a file was taken in twice: take one of them away")
    for used in survey.used:
        if used not in survey.tokens:
            yield Flaw(("used",), f"used: no such token was given out: {used}")


OF_SURVEYS: Final[tuple[tuple[str, Callable[[Survey, Known], Iterable[Flaw]]], ...]] = (
    ("unknown-colleague", unknown_of_survey),
    ("unknown-customer", unknown_customers),
    ("survey", odd_plan),
    ("survey", asked_twice),
    ("survey", odd_questions),
    ("survey-answer", odd_answers),
    ("survey-anonymous", linked),
)
"""The rules over one survey, each with its word."""
