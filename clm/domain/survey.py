"""Satisfaction surveys, one file each, `surveys/<id>.yaml` (A2.23)."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

from clm.domain.customer import Record
from clm.domain.values import Handle, SurveyId

QuestionKind = Literal["nps", "csat", "ces", "choice", "text"]


class Question(Record, frozen=True, kw_only=True):
    """One question, with its text by language."""

    id: Handle
    kind: QuestionKind
    text: dict[str, str] = msgspec.field(default_factory=dict)
    choices: tuple[str, ...] = ()


class Survey(Record, frozen=True, kw_only=True):
    """One survey: why and whom it asks, what it asks, who was invited and what was answered."""

    id: SurveyId
    title: str
    purpose: str | None = None
    population: str | None = None
    questions: tuple[Question, ...] = ()
    owner: Handle | None = None
    anonymous: bool = False
    opens_on: date | None = None
    closes_on: date | None = None
