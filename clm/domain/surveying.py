"""What a survey asks and how it stands: questions with their scales, states, tokens."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, Final, NamedTuple

from clm.domain.moments import written_day
from clm.domain.names import one_line
from clm.domain.queryable import CUSTOMERS
from clm.domain.queryparser import parse
from clm.domain.survey import Question
from clm.domain.values import CROCKFORD
from clm.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from clm.domain.query import Tree
    from clm.domain.survey import Answer, Invitation, Survey
    from clm.domain.surveywords import QuestionKind, SurveyState
    from clm.domain.values import Language

SCALES: Final[Mapping[QuestionKind, tuple[int, int]]] = {"nps": (0, 10), "csat": (1, 5),
                                                         "ces": (1, 7)}  # fmt: skip
"""The lowest and the highest score of each kind that has one (A2.23)."""

TEXTS: Final[Mapping[QuestionKind, Mapping[Language, str]]] = {
    "nps": {
        "de": "Wie wahrscheinlich ist es, dass Sie uns weiterempfehlen (0 bis 10)?",
        "en": "How likely are you to recommend us (0 to 10)?",
        "pt": "Qual é a probabilidade de nos recomendar (0 a 10)?",
    },
    "csat": {
        "de": "Wie zufrieden sind Sie mit uns (1 gar nicht bis 5 sehr)?",
        "en": "How satisfied are you with us (1 not at all to 5 very)?",
        "pt": "Qual é o seu grau de satisfação connosco (1 nada a 5 muito)?",
    },
    "ces": {
        "de": "Wir haben es Ihnen leicht gemacht (1 stimmt gar nicht bis 7 stimmt ganz).",
        "en": "We made it easy for you (1 not at all true to 7 entirely true).",
        "pt": "Facilitámos-lhe as coisas (1 nada verdade a 7 inteiramente verdade).",
    },
    "text": {
        "de": "Was sollen wir besser machen?",
        "en": "What should we do better?",
        "pt": "O que devemos fazer melhor?",
    },
}
"""What is asked where nobody writes the question; a `choice` is always written."""

_DIGITS: Final = 20
"""Of a token: a hundred bits, so that a plain hash of it cannot be guessed back."""
_PART: Final = 5
_TAKEN_FOR: Final = str.maketrans("oil", "011")
"""Crockford's digits have none of these letters."""
_FEWEST_CHOICES: Final = 2


class Typed(NamedTuple):
    """A question as typed: its kind, its own text and words to choose from."""

    kind: QuestionKind
    text: str = ""
    choices: tuple[str, ...] = ()


def question_typed(word: str) -> Typed:
    """`nps`, `csat=How was it?`, `choice=Which channel?|phone|email`.

    Raises:
        UsageError: there is no such kind.
    """
    kind, _, rest = word.partition("=")
    text, *choices = (one_line(part) for part in rest.split("|"))
    kinds: tuple[QuestionKind, ...] = ("nps", "csat", "ces", "choice", "text")
    for known in kinds:
        if kind.strip().casefold() == known:
            return Typed(known, text, tuple(one for one in choices if one))
    raise UsageError(f"{kind} is no kind of question", f"known: {', '.join(kinds)}")


def questions(typed: Sequence[Typed], language: Language) -> tuple[Question, ...]:
    """The questions of a survey, each with an id that answers name.

    Own words replace the usual ones: a text in one language is asked in that one alone.

    Raises:
        UsageError: there is none, one is there twice or lacks its text or words to choose from.
    """
    if not typed:
        raise UsageError("what does the survey ask?", "--question nps|csat|ces|choice|text")
    made: list[Question] = []
    for one in typed:
        if one.kind == "choice" and (not one.text or len(one.choices) < _FEWEST_CHOICES):
            hint = '--question "choice=Which channel do you like?|phone|email"'
            raise UsageError("a choice needs its question and two words or more", hint)
        if len({word.casefold() for word in one.choices}) < len(one.choices):
            raise UsageError(f"{one.text}: a word to choose is there twice", "each once")
        if one.choices and one.kind != "choice":
            raise UsageError(f"{one.kind} has no words to choose from", "leave the | away")
        if any((one.kind, one.text) == (other.kind, other.text) for other in typed[: len(made)]):
            sentence = f"{one.kind} is asked twice in the same words"
            raise UsageError(sentence, f'once, or --question "{one.kind}=OTHER TEXT"')
        before = sum(one.kind == other.kind for other in made)
        text = {language: one.text} if one.text else dict(TEXTS[one.kind])
        made.append(
            Question(
                id=f"{one.kind}-{before + 1}" if before else one.kind,
                kind=one.kind,
                text=text,
                choices=one.choices,
            )
        )
    return tuple(made)


def question(survey: Survey, name: str) -> Question:
    """The question of this id.

    Raises:
        UsageError: the survey has none.
    """
    for one in survey.questions:
        if one.id == name:
            return one
    known = ", ".join(one.id for one in survey.questions)
    raise UsageError(f"{survey.id} has no question {name}", f"it asks: {known}")


def scored(survey: Survey) -> Question:
    """The question that `--score` answers: the first one with a scale.

    Raises:
        UsageError: there is none.
    """
    for one in survey.questions:
        if one.kind in SCALES:
            return one
    raise UsageError(f"{survey.id} asks for no score", "--answer QUESTION=TEXT")


def value(asked: Question, typed: str) -> str:
    """What was answered to a question, as it is kept; "" is no answer.

    Raises:
        UsageError: the score is off its scale, or the word is none of the choices.
    """
    text = typed.strip()
    if not text:
        return ""
    if asked.kind in SCALES:
        low, high = SCALES[asked.kind]
        score = int(text) if text.isascii() and text.isdecimal() and len(text) <= _PART else -1
        if not low <= score <= high:
            sentence = f'"{text}" is off the scale of {asked.id}'
            raise UsageError(sentence, f"a whole number from {low} to {high}")
        return str(score)
    if asked.kind == "choice":
        for word in asked.choices:
            if word.casefold() == text.casefold():
                return word
        raise UsageError(f'"{text}" is no answer to {asked.id}', f"one of: {asked.choices}")
    return text


def wording(asked: Question, language: str) -> str:
    """A question in a language, else in English, else in the one it has."""
    texts: Mapping[str, str] = asked.text  # type: ignore[assignment]
    return texts.get(language) or texts.get("en") or next(iter(texts.values()), asked.id)


def population_tree(text: str) -> Tree:
    """The query that a survey keeps, in which days are written as days.

    Raises:
        UsageError: it is no expression over the fields of `customer list`.
    """
    return parse(text, CUSTOMERS, kept_day)


def kept_day(text: str, *, past: bool) -> date:
    """A day in a query that a file keeps: no date word, which would be another day tomorrow.

    Raises:
        UsageError: it is none.
    """
    del past
    try:
        return written_day(text)
    except ValueError:
        raise UsageError(f"{text} is no day", "write it like 2026-11-18") from None


# how it stands


def state(survey: Survey, today: date) -> SurveyState:
    """Is it planned, open, over (answers are late), or closed?"""
    if survey.closed_on and survey.closed_on <= today:
        return "closed"
    if survey.closes_on and survey.closes_on < today:
        return "over"
    if survey.opens_on:
        return "planned" if survey.opens_on > today else "open"
    return "open" if survey.trigger or survey.invitations or survey.answers else "planned"


def is_late(survey: Survey, answer: Answer) -> bool:
    """Did it come after the survey's last day (A2.26)? Once it is closed none is taken in."""
    return survey.closes_on is not None and answer.on > survey.closes_on


def answered(survey: Survey) -> frozenset[str]:
    """The invitations that were answered; of an anonymous survey nobody knows."""
    return frozenset(one.invitation for one in survey.answers if one.invitation)


def pending(survey: Survey, customer: str) -> Invitation | None:
    """The oldest invitation of a customer that is not answered."""
    done = answered(survey)
    return next(
        (one for one in survey.invitations if one.customer == customer and one.id not in done),
        None,
    )


def given_to(asked: Question, answers: Sequence[Answer]) -> list[str]:
    """What was answered to a question; who left it out gave nothing."""
    return [one.values[asked.id] for one in answers if one.values.get(asked.id)]


def scores(asked: Question, answers: Sequence[Answer]) -> list[int]:
    """The scores given to a question; who left it out gave none."""
    low, high = SCALES[asked.kind]
    found = (one.values.get(asked.id, "") for one in answers)
    given = [int(text) for text in found if text.isdecimal()]
    return [score for score in given if low <= score <= high]


# tokens


def token(random: bytes) -> str:
    """A token as people type it, of twenty random bytes: `7f3qk-d0c8h-2k4m9-q1w6z`."""
    digits = "".join(CROCKFORD[byte % 32] for byte in random[:_DIGITS])
    return "-".join(digits[at : at + _PART] for at in range(0, _DIGITS, _PART))


def hashed(salt: str, typed: str) -> str:
    """What is kept of a token; how it was typed, in capitals or without hyphens, is no matter.

    Nor are the letters that its digits are taken for: o is 0, i and l are 1.
    """
    plain = "".join(char for char in typed.casefold() if char.isalnum()).translate(_TAKEN_FOR)
    return blake2b(plain.encode(), key=salt.encode()[:64], digest_size=16).hexdigest()
