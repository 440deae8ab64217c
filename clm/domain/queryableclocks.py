"""The fields of services, agreements and clocks that `--where` may name (A2.6, A2.7, A2.9)."""

from __future__ import annotations

from typing import Final, get_args

from clm.domain.catalogue import ServiceStatus
from clm.domain.query import Field
from clm.domain.requestwords import Priority, WaitingOn
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

SERVICES: Final = (
    Field("id", "text", "The service's id."),
    Field("name", "text", "Its name."),
    Field("description", "text", "What customers get."),
    Field("status", "text", "How far it is.", get_args(ServiceStatus)),
    Field("customer_facing", "bool", "Is it for customers?"),
    Field("published", "bool", "Is it in the catalogue?"),
    Field("owner", "text", "Who answers for it."),
    Field("contact", "text", "Whom customers ask about it."),
    Field("prices", "list", "The units that have a price."),
    Field("options", "list", "What can be had with it."),
    Field("sla", "text", "The agreement that is offered with it.", heads=("Agreement",)),
    Field("suppliers", "list", "Who supplies it."),
    Field("offered_on", "date", "The day from which on it is offered.", past=True),
    Field("retired_on", "date", "The day it was retired.", past=True),
    Field("retired_note", "text", "Why it was retired."),
)
AGREEMENTS: Final = (
    Field("ref", "text", "What means it: its id, a customer's with the customer."),
    Field("id", "text", "Its id."),
    Field("name", "text", "Its name."),
    Field("default", "bool", "Does it hold where no other does?"),
    Field("customer", "text", "The one customer it is for."),
    Field("class", "text", "The class it is for.", ("A", "B", "C", "none")),
    Field("services", "list", "The services it is for."),
    Field("calendar", "text", "The calendar of its own."),
    Field("pauses", "list", "Waiting for whom stops its clocks.", get_args(WaitingOn)),
    Field("state", "text", "Does it hold today?", ("valid", "ended", "coming")),
    Field("valid_from", "date", "The first day.", heads=("From",)),
    Field("valid_to", "date", "The last day.", heads=("To",)),
    Field("review_on", "date", "The day by which it is looked through.", heads=("Review on",)),
    Field("owner", "text", "Who answers for it."),
    Field("signed_on", "date", "The day it was signed.", past=True),
    Field("notice", "text", "How the customer is told of what was missed."),
    Field("revised_note", "text", "Why it was changed last."),
)
