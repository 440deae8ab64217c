"""Satisfaction surveys, one file each, `surveys/<id>.yaml` (A2.23)."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import msgspec

from clm.domain.customer import Record
from clm.domain.requestwords import Channel
from clm.domain.surveywords import Dimension, Method, QuestionKind, Trigger
from clm.domain.values import (
    AnswerId,
    ContactId,
    CustomerId,
    Handle,
    InvitationId,
    Language,
    SurveyId,
    TaskId,
)

TokenHash = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{32}\Z")]
"""What is kept of a token: its salted hash, by which nobody can answer."""


class Question(Record, frozen=True, kw_only=True):
    """One question, with its text by language; `choices` are the words of a `choice`."""

    id: Handle
    kind: QuestionKind
    text: dict[Language, str] = msgspec.field(default_factory=dict)
    choices: tuple[str, ...] = ()


class Stratum(Record, frozen=True, kw_only=True):
    """How a part of the population is represented in the sample (A2.24): how many of how many.

    `able` are those of the population whom no rule excluded (A2.25).
    """

    id: str
    population: int
    able: int
    asked: int


class Sample(Record, frozen=True, kw_only=True):
    """How those who are asked are chosen; `strata` is what came of it on `drawn_on`.

    Without a `size` all are asked. The same `seed` draws the same sample of the same customers.
    """

    method: Method = "all"
    size: int | None = None
    by: Dimension | None = None
    seed: str = "1"
    drawn_on: date | None = None
    strata: tuple[Stratum, ...] = ()


class Invitation(Record, frozen=True, kw_only=True):
    """Who was asked, when and by whom; `trigger` is the event that was the reason (A2.30).

    `token` is missing where none was given out, and always in an anonymous survey.
    """

    id: InvitationId
    customer: CustomerId
    contact: ContactId | None = None
    on: date
    by: Handle
    trigger: str | None = None
    token: TokenHash | None = None


class Answer(Record, frozen=True, kw_only=True):
    """What was answered: a value for each question that was, as text.

    An anonymous answer names no invitation; `group` is the part of the population it came from,
    where that is large enough to hide in (A2.28). `follow_up` is the task that an unhappy one
    opened (A2.29).
    """

    id: AnswerId
    invitation: InvitationId | None = None
    on: date
    by: Handle | None = None
    group: str | None = None
    values: dict[Handle, str] = msgspec.field(default_factory=dict)
    follow_up: TaskId | None = None


class Survey(Record, frozen=True, kw_only=True):
    """One survey: why and whom it asks, what it asks, who was invited and what was answered.

    `population` is a query over customers; with a `trigger` it is a standing one, which asks on
    events. Of an anonymous survey the hashes of tokens stand apart from the invitations: `tokens`
    with the group each belongs to, `used` those that were answered with.
    """

    id: SurveyId
    title: str
    purpose: str | None = None
    scope: str | None = None
    trigger: Trigger | None = None
    population: str | None = None
    sample: Sample = Sample()
    questions: tuple[Question, ...] = ()
    language: Language | None = None
    channel: Channel | None = None
    owner: Handle | None = None
    anonymous: bool = False
    opens_on: date | None = None
    closes_on: date | None = None
    closed_on: date | None = None
    closed_by: Handle | None = None
    conclusions: str | None = None
    salt: str | None = None
    invitations: tuple[Invitation, ...] = ()
    tokens: dict[TokenHash, str] = msgspec.field(default_factory=dict)
    used: tuple[TokenHash, ...] = ()
    answers: tuple[Answer, ...] = ()
