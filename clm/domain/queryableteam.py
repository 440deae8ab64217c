"""The fields of the praise log that `--where` may name (A4.6)."""

from __future__ import annotations

from typing import Final, get_args

from clm.domain.people import PraiseKind
from clm.domain.query import Field

PRAISE: Final = (
    Field("id", "text", "The entry's id."),
    Field("who", "text", "Whom it is about."),
    Field("name", "text", "Their name."),
    Field("on", "date", "The day it was.", past=True),
    Field("kind", "text", "Praise, or a training.", get_args(PraiseKind)),
    Field("text", "text", "What was said."),
    Field("by", "text", "Who said it."),
)
