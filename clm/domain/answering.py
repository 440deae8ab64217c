"""Taking answers in: each by its invitation or its token, once (A2.26)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from clm.domain.changes import Add, Change, Set
from clm.domain.decisions import refuse_ahead
from clm.domain.inviting import NOWHERE, survey_file
from clm.domain.satisfaction import hidden
from clm.domain.survey import Answer, Invitation
from clm.domain.surveying import answered, hashed, is_late, pending, question, scored, state, value
from clm.errors import NotFoundError, RefusedError, UsageError

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterable, Mapping, Sequence
    from datetime import date

    from clm.domain.decisions import Actor
    from clm.domain.policy import Policy
    from clm.domain.survey import Survey, TokenHash


class Given(NamedTuple):
    """An answer as it came in: from whom, by which token, on which day, with which values."""

    values: Mapping[str, str]
    on: date
    customer: str | None = None
    token: str | None = None


class Taken(NamedTuple):
    """An answer that fits: whose it is, the invitation made for it if there was none."""

    answer: Answer
    customer: str
    made: Invitation | None = None

    def changes(self, survey: Survey) -> list[Change]:
        """What it writes into the survey's file."""
        target = survey_file(survey)
        found: list[Change] = [Add(target, ("answers",), self.answer)]
        return [Add(target, ("invitations",), self.made), *found] if self.made else found


def values(survey: Survey, pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """What was answered by question; `score` stands for the first one with a scale.

    Empty ones are no answers.

    Raises:
        UsageError: there is no such question, or a value that does not fit it.
    """
    found: dict[str, str] = {}
    for name, typed in pairs:
        asked = scored(survey) if name == "score" else question(survey, name)
        kept = value(asked, typed)
        if not kept:
            continue
        if found.get(asked.id, kept) != kept:
            raise UsageError(f"{asked.id} has two answers", "one of them")
        found[asked.id] = kept
    return found


def take(
    survey: Survey, given: Given, actor: Actor, population: Container[str] | None = None
) -> Taken:
    """Take one answer of a survey that is not anonymous; its values were checked.

    A customer who answers without an invitation, as on the phone, is noted as invited that day;
    where a sample is drawn they are not, so that its response rate stays that of the sample.
    `population` are the customers whom it asks, if not all.

    Raises:
        RefusedError: it was answered already, is closed or has not begun, the day is still to
            come, or the customer is not of the sample or the population.
        NotFoundError: there is no such token.
    """
    refuse_untimely(survey, given.on, actor)
    made: Invitation | None = None
    if given.token is not None:
        held = _by_token(survey, given.token)
    else:
        customer = given.customer or ""
        held, made = _by_customer(survey, customer, given, actor)
        if made and population is not None and customer not in population:
            sentence = f"{customer} is not of those whom {survey.id} asks"
            raise RefusedError(sentence, f"its population: {survey.population}")
    if held.on > given.on:
        sentence = f"{held.customer} was invited on {held.on}, after the answer of {given.on}"
        raise RefusedError(sentence, "--on DATE is the day of the answer")
    answer = Answer(
        id=actor.new_id("an"),
        invitation=held.id,
        on=given.on,
        by=actor.handle,
        values=dict(given.values),
    )
    return Taken(answer, held.customer, made)


def refuse_untimely(survey: Survey, day: date, actor: Actor) -> None:
    """Refuse answers that nobody can have given yet, and those that come after the close.

    Raises:
        RefusedError: the survey is closed or begins later, or the day is still to come.
    """
    refuse_closed(survey, actor)
    refuse_ahead(day, actor, "an answer is of today or before")
    if survey.opens_on and survey.opens_on > day:
        raise RefusedError(
            f"{survey.id} begins on {survey.opens_on}", f"clm survey set {survey.id} from=DATE"
        )


def refuse_closed(survey: Survey, actor: Actor) -> None:
    """Refuse whatever comes after the close.

    Raises:
        RefusedError: the survey is closed.
    """
    if state(survey, actor.today) == "closed":
        raise RefusedError(
            f"{survey.id} was closed on {survey.closed_on}: no answer is taken in any more",
            f"clm survey results {survey.id} tells what it found",
        )


def _by_token(survey: Survey, typed: str) -> Invitation:
    kept = hashed(survey.salt or "", typed)
    for one in survey.invitations:
        if one.token == kept:
            if one.id in answered(survey):
                raise RefusedError("this token was used already", "each answers once")
            return one
    raise NotFoundError(f"{survey.id} has given out no such token", "look for a slip of the pen")


def _by_customer(
    survey: Survey, customer: str, given: Given, actor: Actor
) -> tuple[Invitation, Invitation | None]:
    held = pending(survey, customer)
    if held:
        return held, None
    if any(one.customer == customer for one in survey.invitations):
        raise RefusedError(f"{customer} has answered {survey.id} already", "each answers once")
    if survey.sample.method != "all":
        asks = "" if survey.sample.drawn_on else f"; clm survey invite {survey.id} draws it"
        raise RefusedError(
            f"{customer} was not invited to {survey.id}: answers are those of its sample",
            f"a survey without --size takes in what others say{asks}",
        )
    made = Invitation(
        id=actor.new_id("iv"), customer=customer, on=given.on, by=actor.handle
    )  # fmt: skip
    return made, made


def take_anonymous(
    survey: Survey, batch: Sequence[Given], actor: Actor, policy: Policy
) -> list[Change]:
    """Take answers of an anonymous survey, several at once, in no order.

    Fewer than hide each other are never taken, the last ones neither: what the results were before
    them would tell theirs. An answer keeps its group where the batch has enough of that group.

    Raises:
        RefusedError: there are too few, a token was used already, the survey is closed, or the
            day is to come.
        NotFoundError: a token was not given out.
    """
    fewest = policy.survey_small_group
    for one in batch:
        refuse_untimely(survey, one.on, actor)
    if len(batch) < fewest:
        sentence = f"{survey.id} is anonymous: {len(batch)} alone could be told apart"
        hint = f"take in {fewest} or more at once, the last ones with those before"
        raise RefusedError(sentence, hint)
    used, answers = set(survey.used), []
    for one in batch:
        kept = unused(survey, one, used)
        used.add(kept)
        answers.append(
            Answer(
                id=actor.new_id("an"),
                on=one.on,
                group=survey.tokens[kept],
                values=dict(one.values),
            )
        )
    target = survey_file(survey)
    shuffled = sorted(_hiding(answers, fewest), key=lambda one: one.id)  # ids are random
    return [
        Set(target, ("used",), tuple(sorted(used))),
        *(Add(target, ("answers",), one) for one in shuffled),
    ]


def _hiding(answers: Sequence[Answer], fewest: int) -> list[Answer]:
    """A batch in which only groups are kept that are large enough to hide in (A2.28).

    What used tokens were of which group stands in the file too: so no small group may be left over.
    """
    small = {NOWHERE, *hidden(Counter(one.group or NOWHERE for one in answers), fewest)}
    return [replace(one, group=None) if one.group in small else one for one in answers]


def unused(survey: Survey, given: Given, used: Collection[str]) -> TokenHash:
    """The hash of the token of an anonymous answer, with which nobody answered yet.

    Raises:
        RefusedError: it was used already.
        NotFoundError: it was not given out.
    """
    kept = hashed(survey.salt or "", given.token or "")
    if kept in used:
        raise RefusedError("this token was used already", "each answers once")
    if kept not in survey.tokens:
        hint = "look for a slip of the pen"
        raise NotFoundError(f"{survey.id} has given out no such token", hint)
    return kept


def unhappy(survey: Survey, answer: Answer, policy: Policy) -> bool:
    """Is somebody to be asked why (A2.29): a detractor, or hardly satisfied?"""
    limits = {"nps": policy.unhappy_nps, "csat": policy.unhappy_csat}
    return any(
        int(answer.values[one.id]) <= limits[one.kind]
        for one in survey.questions
        if one.kind in limits and answer.values.get(one.id, "").isdecimal()
    )


def said_late(survey: Survey, answer: Answer) -> tuple[str, ...]:
    """A sentence where an answer came too late (A2.26)."""
    if not is_late(survey, answer):
        return ()
    last = survey.closes_on
    return (f"{survey.id} was over on {last}: the answer is counted, and marked as late",)
