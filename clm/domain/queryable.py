"""THE FIELDS that `--where` may name, list by list, one row each: keys of the items in JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, get_args

from clm.domain import ladder, notices
from clm.domain.complaintfields import COMPLAINTS
from clm.domain.events import EventName
from clm.domain.lists import LIST_NAMES, WORKLIST
from clm.domain.query import Field
from clm.domain.queryableclocks import AGREEMENTS, CLOCKS, SERVICES
from clm.domain.queryabledesk import DESK
from clm.domain.requestwords import (
    Acceptance,
    Channel,
    Closing,
    Priority,
    Reason,
    RequestStatus,
    TaskKind,
    TaskStatus,
    WaitingOn,
)
from clm.domain.reviewfields import REVIEWS
from clm.domain.values import Role

if TYPE_CHECKING:
    from collections.abc import Mapping

_CLASSES: Final = ("A", "B", "C", "none")
_NAME: Final = Field("name", "text", "The customer's name.", heads=("Customer",))
_CUSTOMER: Final = Field("customer", "text", "The customer's id.")
_REF: Final = Field("ref", "text", "The customer's id.")
_VPA: Final = Field("vpa", "text", "The VPA's handle.")
_OVERDUE: Final = Field("overdue", "bool", "Is the day over by which it was due?")
_NEXT: Final = Field("next", "text", "What to type next.")
_PHONE: Final = Field("phone_appointment", "bool", "Is a talk by phone arranged that is to come?")
_OWNER: Final = Field("owner", "text", "Who looks after the customer.")
_COVERING: Final = Field(
    "covering_for", "text", "The absent colleague whose it is.", heads=("For",)
)
_WAITING_ON: Final = Field("waiting_on", "text", "For whom it waits.", get_args(WaitingOn))
_RECHECK: Final = Field("recheck_on", "date", "The day to look again, while it waits.")
_STATES: Final = ("past", "current", "coming")

CUSTOMERS: Final = (
    Field("id", "text", "The customer's id."),
    _NAME,
    Field("kind", "text", "What the customer is.", ("person", "organisation")),
    Field("status", "text", "Else than active only where asked for.",
          ("active", "archived", "merged"), hides=True),
    Field("list", "text", "The one of the seven lists the customer stands in.", LIST_NAMES),
    Field("phase", "text", "How far the customer has come (L5).",
          ("lead", "first", "second", "third", "existing")),
    Field("no_show", "bool", "Booked, and never posted a task (L7)."),
    Field("class", "text", "The class (L10); empty where nobody has set one.", _CLASSES),
    Field("prio", "bool", "Is the customer prio?"),
    Field("offer", "bool", "Is the customer an offer customer?"),
    Field("watch", "list", "The reasons to be on the watchlist."),
    _OWNER,
    Field("sales", "text", "Who sells to the customer."),
    Field("account_manager", "text", "The account manager."),
    _VPA,
    Field("bookings", "number", "How many bookings count (L1)."),
    Field("first_booked_on", "date", "The day of the first one.", past=True),
    Field("last_booked_on", "date", "The day of the last one.", past=True),
    Field("usual_hours", "number", "The usual package in hours (L12)."),
    Field("external_ids", "list", "The ids elsewhere, whatever the source."),
    _PHONE,
    Field("inactive", "bool", "Booked, without an active task, and posted none for long (L15)."),
    Field("churned", "bool", "Booked, and not for long (A4.10)."),
    Field("used_up", "bool", "Booked, and no hours are left (A4.10)."),
    Field("open_complaint", "bool", "Is a complaint still to be dealt with?"),
)  # fmt: skip

_TASKS: Final = (
    Field("id", "text", "The task's id."),
    Field("kind", "text", "Posted by the customer, or internal.", ("posted", "internal")),
    _CUSTOMER,
    _NAME,
    Field("title", "text", "What is to be done."),
    Field(
        "status",
        "text",
        "Where it stands; finished ones only where asked for.",
        ("draft", "forwarded", *get_args(TaskStatus)),
        hides=True,
    ),
    Field("due", "date", "The day by which somebody has to look at it."),
    Field("deadline", "date", "The day by which it is wanted."),
    _OVERDUE,
    Field("posted_at", "date", "Posted: the day it was.", past=True),
    Field("hours", "number", "Posted: the budget in hours."),
    Field("amount", "number", "Posted: the budget in money."),
    _VPA,
    Field("request", "text", "Internal: the request it is for.", heads=("For",)),
    Field("from", "text", "Internal: what else it comes from, as complaint/cm-7f3qkd."),
    Field("subject", "text", "Internal: what the request is about."),
    Field("spoc", "text", "Internal: who answers for that."),
    Field("executor", "text", "Internal: who does it.", heads=("Who",)),
    Field("task_kind", "text", "Internal: its kind.", get_args(TaskKind)),
    _WAITING_ON,
    _RECHECK,
    Field("service", "text", "Internal: the requested service it serves."),
    Field("department", "text", "Internal: the department."),
    Field("region", "text", "Internal: the region."),
    Field("skill", "text", "Internal: the skill it needs."),
    Field("tags", "list", "Internal: its tags."),
    Field("follows", "text", "Internal: the task it follows."),
    Field("done_at", "date", "Internal: the day it was done.", past=True),
    Field("rule", "text", "Internal: task, or recheck while it waits.", ("task", "recheck")),
)

_REQUESTS: Final = (
    Field("id", "text", "The request's id."),
    _CUSTOMER,
    _NAME,
    Field("subject", "text", "What it is about."),
    Field(
        "status",
        "text",
        "Where it stands; closed only where asked for.",
        get_args(RequestStatus),
        hides=True,
    ),
    Field("priority", "text", "How it was recorded.", get_args(Priority)),
    Field("spoc", "text", "Who answers for it."),
    Field("accepted", "text", "What they said to that.", get_args(Acceptance)),
    Field("accept_by", "date", "The day by which they have to."),
    Field("services", "list", "The services that are needed."),
    Field("gaps", "list", "Those of them for which there is no task."),
    Field("channel", "text", "How it came.", get_args(Channel)),
    Field("received_at", "date", "The day it came.", past=True),
    Field("recorded_at", "date", "The day it was recorded.", past=True),
    _WAITING_ON,
    _RECHECK,
    Field("outcome", "text", "How it was closed.", get_args(Closing), hides=True),
    Field("tasks", "number", "How many tasks it has."),
    Field("open_tasks", "number", "How many of these are open."),
    Field("no_next_step", "bool", "Is it without a dated task or a reminder?"),
    Field("to_check", "list", "The tasks said to be done that its SPOC has not checked."),
    Field(
        "rule",
        "text",
        "What has to be done about it first.",
        get_args(Reason),
        heads=("Why",),
    ),
    Field("due", "date", "The day of the next step."),
    _OVERDUE,
    _COVERING,
)

_ACTIONS: Final = (
    *(one for one in _TASKS if one.name not in {"posted_at", "hours", "amount", "vpa"}),
    Field("complaint", "text", "The complaint it came of."),
)

_FORWARDED: Final = (
    Field("days_left", "number", "Days until then; below zero it is late."),
    Field("near", "bool", "Is that day near?"),
    Field("person", "text", "Who acts for the customer today (--shift)."),
    Field("back", "date", "The day they work next (--shift)."),
    Field("urgent", "list", "Why it cannot wait for that (--shift).", ("deadline", "budget")),
    _NEXT,
)

MINE: Final = (
    Field("ref", "text", "The id of the customer, task, request or deadline."),
    _CUSTOMER,
    _NAME,
    Field("list", "text", "The list it stands in.", WORKLIST),
    Field("rule", "text", "The rule of the entry that is due first."),
    Field("title", "text", "What a request, task or deadline is about."),
    Field("reasons", "list", "The rules of all visible entries, watch reasons as "
          "watch:smaller-package.", heads=("Why",)),
    Field("due", "date", "The day by which it is due."),
    _OVERDUE,
    _OWNER,
    _COVERING,
    Field("covered_by", "text", "Who covers it today, where it is an absent colleague's."),
    Field("covered_until", "date", "The last day of that; empty is an open end."),
    Field("open", "number", "How much an absent colleague has open that nobody covers."),
    Field("away_until", "date", "The last day of that absence; empty is an open end."),
    _NEXT,
    _PHONE,
)  # fmt: skip

_FILE: Final = (
    Field("id", "text", "The entry's id."),
    _CUSTOMER,
    Field("file", "text", "Which of the two files; customer for what else happened (--all).",
          ("oteam", "vpa", "customer")),
    Field("at", "date", "The day it was written, or happened.", past=True),
    Field("by", "text", "The handle of who wrote it."),
    Field("acting_as", "text", "The shared account it was written in."),
    Field("kind", "text", "Its kind."),
    Field("tags", "list", "Its tags, by their own names."),
    Field("text", "text", "What it says."),
    Field("situation", "text", "The situation."),
    Field("task", "text", "The link to the task."),
    Field("reaction", "text", "What was done."),
    Field("next_steps", "text", "What comes next."),
    Field("quote.source", "text", "Whose words are quoted."),
    Field("agreement.what", "text", "What was agreed specially."),
    Field("agreement.valid_until", "date", "How long it is valid."),
    Field("template.id", "text", "The template of the text."),
    Field("pinned", "bool", "Does it stand on top?"),
    Field("booking", "text", "The booking it is about."),
    Field("complaint", "text", "The complaint it is about."),
    Field("released_from", "text", "The internal entry it was released from."),
    Field("name", "text", "The customer's name, where all files are searched."),
)  # fmt: skip

_LEADS: Final = (
    _REF,
    _NAME,
    Field("list", "text", "The list.", ("lead", "colleague-lead")),
    Field("registered_on", "date", "The day of registration.", past=True),
    Field("age_days", "number", "Days since then.", heads=("Days",)),
    _PHONE,
    Field("source", "text", "Where the lead came from."),
    Field("person", "text", "Who has the lead; only where asked for.", hides=True),
)

_VPAS: Final = (
    Field("id", "text", "The VPA's handle."),
    Field("name", "text", "The VPA's name."),
    Field("languages", "list", "The languages they write."),
    Field("customers", "number", "How many customers they look after."),
    Field("existing", "number", "How many of these are existing customers."),
    Field("last_praise", "date", "The day of the last praise.", past=True),
)

_VPA_FILES: Final = (
    _REF,
    _NAME,
    _VPA,
    Field(
        "completeness",
        "number",
        "How much of the file is filled, in per cent.",
        heads=("Complete %",),
    ),
    Field("missing", "list", "The sections that are missing."),
    Field("filled", "list", "The sections that are filled."),
    Field("last", "date", "The day of the VPA's last entry.", past=True, heads=("Last entry",)),
    Field("updated_on", "date", "The day of the last entry.", past=True),
    Field("current", "bool", "Is the file kept current (A3.15)?"),
    _NEXT,
)

_DEADLINES: Final = (
    _REF,
    _CUSTOMER,
    _NAME,
    _VPA,
    Field("template", "text", "What was asked.", heads=("template",)),
    Field("ask", "text", "The words of the ask."),
    Field("asked_on", "date", "The day of the ask.", past=True),
    Field("due", "date", "The day by which it is to be answered."),
    Field("met_on", "date", "The day it was answered.", past=True),
    Field(
        "state",
        "text",
        "Where it stands; met and dropped only where asked for.",
        get_args(ladder.State),
        hides=True,
    ),
    Field("rung", "number", "How often it was asked."),
    Field("open", "bool", "Is an answer still awaited?", hides=True),
    _OWNER,
    _NEXT,
)

_ABSENCES: Final = (
    Field("id", "text", "The absence's id."),
    Field("person", "text", "Who is away.", heads=("Who",)),
    Field("from", "date", "The first day away."),
    Field("to", "date", "The last day away; empty is an open end."),
    Field("half", "text", "Half a day only.", ("am", "pm"), heads=("Half a day",)),
    Field("replacement", "text", "Who covers."),
    Field("replacements", "list", "Who covers a part of the work, and which."),
    Field(
        "state", "text", "Past ones only where asked for.", _STATES, hides=True, heads=("Status",)
    ),
    Field("covered_by", "text", "Who acts for the person today."),
    Field("uncovered", "list", "The days that nobody covers, and for which part of the work."),
    Field("open", "number", "How much is open that nobody covers on one of the days to come."),
    Field("decide", "bool", "Is an open end old enough to be decided on?"),
)

_NOTICES: Final = (
    Field("id", "text", "The notice's id."),
    Field("event", "text", "What is told.", get_args(EventName), heads=("What",)),
    _CUSTOMER,
    Field("about", "text", "The customer's name, who is away, or the week."),
    Field("trigger", "text", "The fact it is about."),
    Field("on", "date", "The day of that.", past=True),
    Field("to", "list", "The roles or people it is for."),
    Field("persons", "list", "Who gets it today.", heads=("For whom",)),
    Field(
        "state",
        "text",
        "Where it stands; sent only where asked for.",
        get_args(notices.State),
        hides=True,
    ),
    Field("urgent", "bool", "Does it wait for no working time?"),
    Field("host", "text", "The host that sends it."),
    Field("sent_at", "date", "The day it was sent.", past=True),
    Field("problem", "text", "Why it could not be sent."),
)

_PERSON: Final = (
    Field("id", "text", "The colleague's handle."),
    Field("name", "text", "The colleague's name."),
)
_FOR: Final = (
    Field("departments", "list", "The departments."),
    Field("regions", "list", "The regions."),
    Field("skills", "list", "The skills."),
    Field("languages", "list", "The languages."),
)
_CAPACITY: Final = Field("capacity", "number", "Hours a week.", heads=("Hours a week",))
_PRESENT: Final = Field("present", "bool", "Are they there today?", heads=("There",))
_HALF: Final = Field(
    "half",
    "text",
    "The half of the day on which they are away.",
    ("am", "pm"),
    heads=("Half a day",),
)
_WORK: Final = (
    Field("customers", "number", "How many customers they look after."),
    Field("entries", "number", "How many entries of the worklist are theirs to do."),
    Field("overdue", "number", "How many of these are overdue."),
    Field("requests", "number", "How many open requests they answer for."),
    Field("tasks", "number", "How many open tasks are theirs to do."),
    Field("complaints", "number", "How many open complaints they handle."),
    Field("escalations", "number", "How many open escalations they have."),
    Field(
        "posted", "number", "How many active tasks their customers posted.", heads=("Posted tasks",)
    ),
    Field("open", "number", "All open work of their own."),
    Field("load", "number", "… as for a week of full hours."),
)

_TEAM: Final = (
    *_PERSON,
    Field("initials", "text", "The initials."),
    Field("emails", "list", "The e-mails."),
    Field("roles", "list", "The roles.", get_args(Role)),
    *_FOR,
    Field("calendar", "text", "The calendar of their own."),
    Field("manager", "text", "Whom they report to."),
    _CAPACITY,
    Field("shared", "bool", "Is it an account that several use?"),
    Field("from", "date", "The first day with the team.", past=True),
    Field("to", "date", "The last day with the team."),
    Field(
        "state",
        "text",
        "Others than active only where asked for.",
        ("active", "former", "coming"),
        hides=True,
    ),
    _PRESENT,
    _HALF,
    Field("covered_by", "text", "Who acts for them today."),
)

FIELDS: Final[Mapping[str, tuple[Field, ...]]] = {
    "customer list": CUSTOMERS,
    "request list": _REQUESTS,
    "complaint list": COMPLAINTS,
    "complaint actions": _ACTIONS,
    "service list": SERVICES,
    "sla list": AGREEMENTS,
    "review list": REVIEWS,
    "sla status": CLOCKS,
    "task list": (*_TASKS, _COVERING),
    "task forwarded": (*_TASKS, *_FORWARDED),
    "mine": MINE,
    "file": _FILE,
    "lead list": _LEADS,
    "vpa list": _VPAS,
    "vpa files": _VPA_FILES,
    "vpa deadlines": _DEADLINES,
    "absence list": _ABSENCES,
    "notify list": _NOTICES,
    "team list": _TEAM,
    "team find": (*_PERSON, *_FOR, _CAPACITY, _HALF, *_WORK),
    "team load": (*_PERSON, _CAPACITY, _PRESENT, *_WORK),
    **DESK,
}
"""The lists that take `--where`, by the words of their command."""
