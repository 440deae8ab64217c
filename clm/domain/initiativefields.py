"""The fields of `initiative list` that `--where` may name."""

from __future__ import annotations

from typing import Final, get_args

from clm.domain.initiativewords import InitiativeKind, InitiativeState, Sending
from clm.domain.query import Field

INITIATIVES: Final = (
    Field("id", "text", "The initiative's id."),
    Field("title", "text", "What it is called."),
    Field("kind", "text", "What it is.", get_args(InitiativeKind)),
    Field(
        "state",
        "text",
        "Where it stands; closed ones only where asked for.",
        get_args(InitiativeState),
        hides=True,
    ),
    Field("owner", "text", "Who answers for it."),
    Field("from", "date", "The first day."),
    Field("to", "date", "The last day.", heads=("Until",)),
    Field("sending", "text", "How it reaches people.", get_args(Sending)),
    Field("segment", "text", "The query that says whom it is for."),
    Field("template", "text", "The template of its letters."),
    Field("language", "text", "The language of its letters, where it is one for all."),
    Field("budget", "number", "What it may cost."),
    Field("recipients", "number", "How many recipients it has."),
    Field("planned", "number", "How many are still to be written to."),
    Field("half_sent", "number", "How many were left half sent."),
    Field("failed", "number", "How many could not be written to."),
    Field("sent", "number", "How many were written to.", heads=("Written to",)),
    Field("answered", "number", "How many answered."),
    Field("opted_out", "number", "How many want no more."),
    Field("control", "number", "How many are in the control group."),
    Field("converted", "number", "How many of those written to booked.", heads=("Booked",)),
    Field("rate", "number", "The part of those compared that booked."),
    Field("control_rate", "number", "The part of the control group that booked."),
    Field("closed_on", "date", "The day it was closed.", past=True, hides=True),
)
