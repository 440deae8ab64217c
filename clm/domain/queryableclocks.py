"""The fields of `sla status` that `--where` may name (A2.9)."""

from __future__ import annotations

from typing import Final, get_args

from clm.domain.query import Field
from clm.domain.requestwords import Priority
from clm.domain.sla import TARGETS

CLOCKS: Final = (
    Field("ref", "text", "The request's id.", heads=("Request",)),
    Field("customer", "text", "The customer's id."),
    Field("name", "text", "The customer's name.", heads=("Customer",)),
    Field("subject", "text", "What the request is about."),
    Field("spoc", "text", "Who answers for it."),
    Field("services", "list", "The services it needs."),
    Field("priority", "text", "How urgent it is.", get_args(Priority)),
    Field("sla", "text", "The agreement that holds.", heads=("Agreement",)),
    Field("target", "text", "What is promised.", TARGETS, heads=("Target",)),
    Field("state", "text", "How it stands.", ("running", "paused", "met", "missed")),
    Field("minutes", "number", "The promise in minutes of working time.", heads=("Of",)),
    Field("used", "number", "How many minutes of it are used.", heads=("Used",)),
    Field("paused", "number", "How many minutes it was paused.", heads=("Paused",)),
    Field("remaining", "number", "How many minutes are left.", heads=("Left",)),
    Field("over", "number", "By how many minutes it was missed.", heads=("Over",)),
    Field("due", "date", "The day by which it is due."),
    Field("decided_at", "date", "The day on which it was met or missed.", past=True),
    Field("notice_at", "date", "The day the customer was told of a miss.", past=True),
)
