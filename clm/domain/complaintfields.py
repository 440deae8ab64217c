"""The fields of complaints that `--where` may name (`queryable`)."""

from __future__ import annotations

from typing import Final, get_args

from clm.domain.complaintwords import Category, ComplaintStatus, Milestone, Severity
from clm.domain.query import Field
from clm.domain.requestwords import Channel

COMPLAINTS: Final = (
    Field("id", "text", "The complaint's id."),
    Field("customer", "text", "The customer's id."),
    Field("name", "text", "The customer's name.", heads=("Customer",)),
    Field("title", "text", "How its text begins.", heads=("Complaint",)),
    Field("text", "text", "What is complained about, in full."),
    Field(
        "status",
        "text",
        "Where it stands; ended ones only where asked for.",
        get_args(ComplaintStatus),
        hides=True,
    ),
    Field("severity", "text", "How grave it is.", get_args(Severity)),
    Field("category", "text", "What it is about.", get_args(Category)),
    Field("service", "text", "Which service it is about."),
    Field("channel", "text", "How it came.", get_args(Channel)),
    Field("handler", "text", "Who handles it."),
    Field("complainant", "text", "Who complains."),
    Field("about", "list", "The colleagues and VPAs it is about."),
    Field("remedy_sought", "text", "What is asked for."),
    Field("remedy_given", "text", "What is given."),
    Field("received_at", "date", "The day it came.", past=True),
    Field("recorded_at", "date", "The day it was recorded.", past=True),
    Field("duplicate_of", "text", "The complaint it is a duplicate of.", hides=True),
    Field("reopened", "number", "How often it was opened again."),
    Field("manager", "text", "Who looks after the customer now."),
    Field("vpa", "text", "The customer's VPA."),
    Field("rule", "text", "What is due next.", get_args(Milestone), heads=("Why",)),
    Field("due", "date", "The day of the next step."),
    Field("overdue", "bool", "Is the day over by which it was due?"),
    Field("covering_for", "text", "The absent colleague whose it is.", heads=("For",)),
)
