"""The reader's language: messages and labels through gettext, English where nothing is said.

English is the text in the code, so with English no catalogue is opened and gettext not loaded.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from clm.desklabels import DESK
from clm.domain.labels import LABELS as TERMS
from clm.domain.surveywords import EXCLUDED
from clm.errors import UsageError
from clm.labels import COMPLAINTS, CUSTOMERS, DOCTOR, REVIEWS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from gettext import NullTranslations

LANGUAGES: Final = ("de", "en", "pt")

LABELS: Final[dict[str, str]] = TERMS | {
    # lists (A1.1); people type the keys, and read the labels
    "lead": "Leads",
    "first": "First bookers",
    "second": "Second bookers",
    "third": "Third bookers",
    "existing": "Existing customers",
    "colleague-lead": "Colleague leads",
    "no-show": "No-shows",
    "watchlist": "Watchlist",
    "requests": "Requests",
    "tasks": "Tasks",
    "reminders": "Reminders",
    "deadlines": "Deadlines",
    "absences": "Absences",
    # rules
    "first-check": "First-time check",
    "second-check": "Second-booking check",
    "third-check": "Third-booking check",
    "assign-vpa": "Assign a VPA",
    "watch": "Watch",
    "reminder": "Reminder",
    "urgent": "Urgent hand-over",
    "prio-without-reminder": "Prio without reminder",
    "make-prio": "Make prio",
    "vpa-deadline": "VPA's deadline",
    "prepare-handover": "Prepare the hand-over",
    "open-ended-cover": "Open end: decide",
    "uncovered-work": "Uncovered work",
    # what somebody may have open
    "item:entry": "Entry",
    "item:reminder": "Reminder",
    "item:deadline": "VPA's deadline",
    "item:posted": "Posted task",
    "item:request": "Request",
    "item:follow-up": "Follow-up",
    "item:action": "Task",
    "item:internal": "Internal task",
    # watch reasons, and how far the playbook of one is
    "watch:close-eye": "Watch: close-eye",
    "watch:offer": "Watch: offer",
    "watch:prio": "Watch: prio",
    "watch:smaller-package": "Watch: smaller-package",
    "watch:larger-package": "Watch: larger-package",
    "contact-vpa": "contact the VPA",
    "waiting-for-vpa": "waiting for the VPA",
    "decide": "decide",
    # what a VPA's file has to tell, and how a VPA's deadline stands
    "section:contact-habits": "contact habits",
    "section:recurring-tasks": "recurring tasks",
    "section:tools": "tools",
    "section:preferences": "preferences",
    "section:contacts": "contacts",
    "section:open-points": "open points",
    "waiting": "waiting",
    "missed": "missed",
    "met": "met",
    "dropped": "dropped",
    "incomplete": "incomplete",
    "stale": "stale",
    # what a VPA's file has to tell (A3.19), as a list in a text names it
    "section-told:contact-habits": "contact habits: which channel, which hours, how formal",
    "section-told:recurring-tasks": "recurring tasks and when they are due",
    "section-told:tools": "tools and accesses: only where they are kept, never the password itself",
    "section-told:preferences": "preferences: what goes down well, what to avoid",
    "section-told:contacts": "contacts, and who decides what",
    "section-told:open-points": "open points",
    # what the website's wizard asks, as a list in a text names it
    "wizard:budget": "Budget",
    "wizard:wishes": "Wishes",
    "wizard:start": "Start",
    "wizard:hours_per_month": "Hours a month",
    "wizard:tools": "Tools",
    "wizard:languages": "Languages",
    "wizard:found_us": "Found us through",
    # for what a customer's contact is there, as a text names it
    "contact:ordering": "orders",
    "contact:billing": "invoices",
    "contact:escalation": "if something goes wrong",
    "contact:complaint": "complaints",
    "contact:management": "management",
    "contact:admin": "administration",
    "contact:assistant": "assistant",
    "contact:user": "works with it",
    # columns
    "ref": "Ref",
    "id": "Id",
    "customer": "Customer",
    "name": "Name",
    "kind": "Kind",
    "status": "Status",
    "list": "List",
    "phase": "Phase",
    "class": "Class",
    "prio": "Prio",
    "owner": "Owner",
    "sales": "Sales",
    "account_manager": "Account manager",
    "vpa": "VPA",
    "bookings": "Bookings",
    "booked_on": "Booked on",
    "hours": "Hours",
    "usual_hours": "Usual hours",
    "title": "Title",
    "posted_at": "Posted at",
    "deadline": "Deadline",
    "count": "Count",
    "total": "Total",
    "why": "Why",
    "due": "Due",
    "next": "Next",
    "on": "On",
    "by": "By",
    "text": "Text",
    "key": "Key",
    "value": "Value",
    "origin": "Origin",
    "language": "Language",
    "version": "Version",
    "reason": "Reason",
    # how a notice stands
    "queued": "queued",
    "sending": "sending",
    "sent": "sent",
    "refused": "refused",
    "crm-lead informed": "CRM lead informed",
    "vpa_wrote": "VPA wrote",
    "asked_on": "Asked on",
    "rung": "Ask no.",
    "ask": "Asked for",
    "state": "State",
    # what is told of requests and their tasks
    "request": "Request",
    "subject": "Subject",
    "need": "Need",
    "services": "Services",
    "service": "Service",
    "spoc": "SPOC",
    "executor": "Executor",
    "department": "Department",
    "region": "Region",
    "skill": "Skill",
    "from": "From",
    "for": "For",
    "from:complaint": "complaint",
    "from:review": "review",
    "from:survey": "survey",
    "from:escalation": "escalation",
    "from:initiative": "initiative",
    "tasks_open": "Open tasks",
    "done-to-check": "Done, to be checked",
    "no-next-step": "No next step",
    "recheck": "Look again",
    "task": "Task",
    "unaccepted": "Not accepted",
    "pending": "not accepted yet",
    "declined": "declined",
    "since": "Since",
    "who": "Who",
    "done": "Done",
    "open": "Open",
    "overdue": "Overdue",
    "share": "Share",
    "complete": "Through",
    # further fields that --fields may name
    "rule": "Rule",
    "covered_by": "Covered by",
    "covering_for": "Covering for",
    "covered_until": "Covered until",
    "priority": "Priority",
    "channel": "Channel",
    "outcome": "Outcome",
    "received_at": "Received at",
    "recorded_at": "Recorded at",
    "waiting_on": "Waiting on",
    "recheck_on": "Look again",
    "done_at": "Done at",
    "follows": "Follows",
    "tags": "Tags",
    "amount": "Amount",
    "gaps": "Gaps",
    "reasons": "Reasons",
    "person": "Who",
    "accepted": "Accepted",
    "accept_by": "To be accepted by",
    "task_kind": "Kind of task",
    "open_tasks": "Open tasks",
    "trigger": "Trigger",
    "source": "Source",
    "registered_on": "Registered on",
    # the words that fields hold: people type what stands behind the colon of the key
    "status:new": "new",
    "status:open": "open",
    "status:in_progress": "in_progress",
    "status:waiting": "waiting",
    "status:draft": "draft",
    "status:forwarded": "forwarded",
    "status:done": "done",
    "status:closed": "closed",
    "status:cancelled": "cancelled",
    "status:active": "active",
    "status:archived": "archived",
    "status:merged": "merged",
    "priority:low": "low",
    "priority:normal": "normal",
    "priority:high": "high",
    "channel:phone": "phone",
    "channel:email": "email",
    "channel:chat": "chat",
    "channel:web": "web",
    "channel:letter": "letter",
    "channel:in-person": "in-person",
    "channel:referral": "referral",
    "channel:other": "other",
    "outcome:solved": "solved",
    "outcome:partly": "partly",
    "outcome:declined": "declined",
    "outcome:withdrawn": "withdrawn",
    "outcome:duplicate": "duplicate",
    "outcome:transferred": "transferred",
    "waiting_on:customer": "customer",
    "waiting_on:vpa": "VPA",
    "waiting_on:third": "third",
    "event:status": "status",
    "event:spoc": "SPOC",
    "event:executor": "executor",
    "event:accepted": "accepted",
    "event:declined": "declined",
    "event:trial-to-large": "trial, then large package",
    "event:a-customer": "A customer watched",
    "event:offer-assigned": "offer assigned",
    "event:assigned-on-behalf": "VPA assigned on behalf",
    "event:vpa-silent": "VPA silent",
    "event:urgent": "urgent",
    "event:nudge": "reminder of the week's deadline",
    "event:misses": "not through with the week",
    "event:absence": "absence",
    "event:report": "report",
    "event:assigned": "assigned",
    "event:unassigned": "given away",
    "event:unaccepted": "not accepted in time",
    "event:cover-start": "cover begins",
    "event:cover-end": "cover ends",
    "event:due": "due",
    "event:overdue": "overdue",
    "event:action-overdue": "action overdue",
    "event:leads-waiting": "leads waiting",
    "scope:request": "request",
    "scope:customer": "customer",
    "scope:all-open": "all open",
    "role:ordering": "ordering",
    "role:billing": "billing",
    "role:escalation": "escalation",
    "role:management": "management",
    "role:admin": "admin",
    "role:assistant": "assistant",
    "role:user": "user",
    "reason:capacity": "capacity",
    "reason:skill": "skill",
    "reason:region": "region",
    "reason:absence": "absence",
    "reason:conflict": "conflict",
    "reason:other": "other",
    "state:past": "over",
    "state:current": "away",
    "state:coming": "to come",
    "state:active": "in the team",
    "state:former": "has left",
    **COMPLAINTS,
    **CUSTOMERS,
    **REVIEWS,
    **DOCTOR,
    **DESK,
    # surveys: how they stand, why somebody is not asked
    "survey:planned": "planned",
    "survey:open": "open",
    "survey:over": "over",
    "survey:closed": "closed",
    **{f"exclusion:{key}": text for key, text in EXCLUDED.items()},
}
"""What a list, a rule or a column is called in English; its key is what scripts read."""


class _Chosen:
    """The one thing here that changes: the catalogue of this run, None for English."""

    catalogue: NullTranslations | None = None


def set_language(language: str, folder: str | None = None) -> None:
    """From now on messages are in `language`; without a catalogue they stay English.

    `folder` holds the catalogues as `<language>/LC_MESSAGES/clm.mo`; ours by default.

    Raises:
        UsageError: it is a language we do not speak.
    """
    if language not in LANGUAGES:
        raise UsageError(f"no language '{language}'", f"one of: {', '.join(LANGUAGES)}")
    if language == "en":
        _Chosen.catalogue = None
        return
    from gettext import translation
    from pathlib import Path

    place = folder or str(Path(__file__).with_name("locale"))
    _Chosen.catalogue = translation("clm", place, [language], fallback=True)


def has_catalogue(language: str) -> bool:
    """Can messages be said in a language? English needs no catalogue."""
    from pathlib import Path

    place = Path(__file__).with_name("locale") / language / "LC_MESSAGES" / "clm.mo"
    return language == "en" or place.is_file()


@contextmanager
def spoken(language: str | None) -> Iterator[None]:
    """For a while messages are in `language`, for another reader; None changes nothing."""
    before = _Chosen.catalogue
    if language:
        set_language(language)
    try:
        yield
    finally:
        _Chosen.catalogue = before


def translate(msgid: str) -> str:
    """The message in the reader's language."""
    if _Chosen.catalogue is None or not msgid:  # the empty id would give the catalogue's header
        return msgid
    return _Chosen.catalogue.gettext(msgid)


def ngettext(singular: str, plural: str, n: int) -> str:
    """The message for `n` things in the reader's language; `n` is not filled in."""
    if _Chosen.catalogue is None:
        return singular if n == 1 else plural
    return _Chosen.catalogue.ngettext(singular, plural, n)


def label(key: str) -> str:
    r"""What a list, rule or column is called in the reader's language; an unknown key as it is.

    An entry can be watched for several reasons: `watch:offer watch:prio`. What stands before the
    sign \\x04, as gettext has it, says what a word is about: adjectives follow its gender.
    """
    if " watch:" in key:
        return ", ".join(map(label, key.split(" ")))
    return translate(LABELS.get(key, key)).rpartition("\x04")[2]


def word(field: str, value: str) -> str:
    """A value of a field as people read it; one that has no label as it is.

    Reasons to be watched are labels of their own, behind a colon.
    """
    if field == "reason" and f"watch:{value}" in LABELS:
        return label(f"watch:{value}").rpartition(": ")[2]
    key = f"{field}:{value}"
    return label(key) if key in LABELS else value
