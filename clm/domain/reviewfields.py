"""The fields of service reviews that `--where` may name (`queryable`)."""

from __future__ import annotations

from typing import Final, get_args

from clm.domain.query import Field
from clm.domain.reviewing import ReviewStatus

REVIEWS: Final = (
    Field("id", "text", "The review's id."),
    Field("customer", "text", "The customer's id."),
    Field("name", "text", "The customer's name.", heads=("Customer",)),
    Field("status", "text", "How far it is.", get_args(ReviewStatus)),
    Field("on", "date", "The day it was held, or is planned for."),
    Field("planned_on", "date", "The day it was planned for."),
    Field("held_on", "date", "The day it was held.", past=True),
    Field("owner", "text", "Who holds it."),
    Field("ours", "list", "The colleagues who took part."),
    Field("theirs", "list", "Who took part for the customer: ids of contacts, or names."),
    Field("topics", "list", "What was talked about."),
    Field("findings", "list", "What was found."),
    Field("decisions", "list", "What was decided."),
    Field("by", "text", "Who recorded it."),
    Field("signed_off_on", "date", "The day it was signed off.", past=True, heads=("Signed off",)),
    Field("signed_off_by", "text", "Who signed it off."),
    Field("actions", "number", "How many tasks came of it."),
    Field("open_actions", "number", "How many of them are open."),
    Field("rule", "text", "What is due.", ("review-due", "review-record")),
    Field("due", "date", "The day of the next step."),
    Field("overdue", "bool", "Is the day over by which it was due?"),
)
