"""The fields of private notes that `--where` may name (`queryable`)."""

from __future__ import annotations

from typing import Final, get_args

from clm.domain.privatenote import Kind
from clm.domain.query import Field

NOTES: Final = (
    Field("id", "text", "The note's id."),
    Field("person", "text", "Whom it is about.", heads=("Who",)),
    Field("kind", "text", "What it is about.", get_args(Kind)),
    Field("on", "date", "Of which day it is.", past=True),
    Field("from", "date", "The first day sick.", past=True),
    Field("to", "date", "The last day sick.", past=True),
    Field("minutes", "number", "How much too late."),
    Field("score", "number", "How satisfied, 1 to 5."),
    Field("text", "text", "What was written.", heads=("Note",)),
    Field("absence", "text", "The absence it belongs to."),
    Field("by", "text", "Who wrote it."),
    Field("keep_until", "date", "Until when it is kept."),
    Field("expired", "bool", "Is it kept too long?"),
)
