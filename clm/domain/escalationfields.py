"""The fields of escalations that `--where` may name (`queryable`)."""

from __future__ import annotations

from typing import Final, get_args

from clm.domain.escalationwords import (
    EscalationReason,
    EscalationSource,
    EscalationStatus,
    TrueCause,
)
from clm.domain.query import Field

ESCALATIONS: Final = (
    Field("id", "text", "The escalation's id."),
    Field("customer", "text", "The customer's id."),
    Field("name", "text", "The customer's name.", heads=("Customer",)),
    Field("title", "text", "What is escalated, and how its text begins.", heads=("Escalation",)),
    Field("source", "text", "What is escalated.", get_args(EscalationSource)),
    Field("of", "text", "The id of what is escalated."),
    Field("clock", "text", "Which clock of a service level was missed."),
    Field("status", "text", "Where it stands; resolved ones only where asked for.",
          get_args(EscalationStatus), hides=True),
    Field("level", "number", "How far up it is."),
    Field("reason", "text", "Why, as it was stated.", get_args(EscalationReason)),
    Field("text", "text", "What was said."),
    Field("requested_by_customer", "bool", "Did the customer ask for a manager?"),
    Field("to", "text", "Who has it.", heads=("With",)),
    Field("by", "text", "Who escalated."),
    Field("at", "date", "When it was escalated.", past=True),
    Field("breach", "date", "When what was promised was over.", past=True),
    Field("due", "date", "By when it is to be resolved."),
    Field("due_on", "date", "The same, also of what is resolved."),
    Field("overdue", "bool", "Is that day over?"),
    Field("age", "number", "Hours of working time since it was escalated.",
          heads=("Working hours",)),
    Field("ended_at", "date", "When it was resolved.", past=True, hides=True),
    Field("resolution", "text", "What was done.", hides=True),
    Field("true_cause", "text", "What was behind it.", get_args(TrueCause), hides=True),
    Field("true_cause_note", "text", "What was said of the cause."),
    Field("compromise", "text", "What was agreed."),
    Field("cost", "number", "What the compromise costs."),
    Field("approved", "bool", "Is that approved?"),
    Field("waits_for_approval", "bool", "Does the cost wait for approval?"),
    Field("follow_up_on", "date", "The day to look again."),
    Field("rule", "text", "Why it is listed."),
    Field("covering_for", "text", "The absent colleague whose it is."),
)  # fmt: skip
