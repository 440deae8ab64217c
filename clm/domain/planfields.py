"""The fields of plans and goals that `--where` may name (A4.12)."""

from __future__ import annotations

from typing import Final

from clm.domain.progress import STATES
from clm.domain.query import Field

PLANS: Final = (
    Field("id", "text", "The plan's id."),
    Field("title", "text", "Its title."),
    Field("owner", "text", "Who answers for it."),
    Field("from", "date", "Its first day.", past=True, heads=("From",)),
    Field("to", "date", "Its last day.", heads=("To",)),
    Field("goals", "number", "How many goals it has."),
    Field("open", "number", "How many of them are open."),
    Field("reached", "number", "How many somebody said are reached.", heads=("Goals reached",)),
    Field("state", "text", "Closed ones only where asked for.", ("open", "closed"), hides=True),
    Field("closed_on", "date", "The day it was closed.", past=True),
    Field("next_review", "date", "The day it is looked at next."),
    Field("review_overdue", "bool", "Is that day over?"),
)

GOALS: Final = (
    Field("ref", "text", "The goal's id."),
    Field("goal", "text", "What it says."),
    Field("plan", "text", "The plan's id."),
    Field("title", "text", "The plan's title."),
    Field("horizon", "text", "How far ahead it is.", ("short", "long")),
    Field("owner", "text", "Who answers for it."),
    Field("measure", "text", "What is counted."),
    Field("of", "text", "What it is a share of, in percent."),
    Field("from", "date", "The day of the baseline.", past=True),
    Field("due", "date", "The day by which it is to be reached."),
    Field("baseline", "number", "What it was at on that day."),
    Field("target", "number", "What it is to come to."),
    Field("now", "number", "What it is at now."),
    Field("percent", "number", "The part of the way that is done."),
    Field("expected", "number", "What it should be at by now."),
    Field("state", "text", "How it stands.", STATES),
    Field("late", "bool", "Is it behind, or overdue?"),
    Field("days_left", "number", "How many days are left."),
    Field("note", "text", "Why somebody said that it is reached or dropped."),
)
