"""What a phase check asks, what is missing for it, and what it comes to (A1.9, A1.23–A1.25)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from clm.domain.bookings import NO_HOURS, counted, order_sizes, usual_hours
from clm.domain.changes import Add
from clm.domain.customer import Check
from clm.domain.decisions import Decision, case_note, customer_file, visible
from clm.domain.lifecycle import is_small, open_mark
from clm.domain.moments import local_time
from clm.errors import RefusedError, UsageError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date, tzinfo
    from decimal import Decimal

    from clm.domain.casefile import Note
    from clm.domain.customer import Booking, Customer
    from clm.domain.decisions import Actor
    from clm.domain.policy import Policy
    from clm.domain.process import Dossier, Process
    from clm.domain.worklist import Entry

YES, NO = "yes", "no"
_REBOOKED: Final = {
    "vpa-file": "Has the VPA filled in the file?",
    "support": "Does the VPA need support, because the volume grows?",
    "active-tasks": "How many tasks are active?",
}
CHECKLIST: Final[dict[str, dict[str, str]]] = {
    "first-check": {
        "infos": "Were the infos and the wizard's answers read?",
        "company": "Is it known which company the customer works for?",
        "sales-entry": "Is there an entry of sales in the O-Team file?",
        "first-task": "Was the first task posted?",
    },
    "second-check": _REBOOKED,
    "third-check": _REBOOKED,
}
"""What is ticked or answered on each check, by the key it is kept under."""

COUNTS: Final = frozenset({"active-tasks"})
"""What is answered with a number; all else with yes or no."""

_DIGITS: Final = 4
"""Of a number of tasks: more is a slip."""

SALES_KINDS: Final = frozenset({"sales-talk", "lead-conversation"})
_WORDS: Final = {
    **dict.fromkeys(("yes", "y", "ja", "j", "sim", "s"), YES),
    **dict.fromkeys(("no", "n", "nein", "não", "nao"), NO),
}


class Development(NamedTuple):
    """Hours of the last order, and of the usual package before it (L12); None: not known."""

    now: Decimal | None
    before: Decimal | None


class Suggestion(NamedTuple):
    """The act proposed for a check, and the mark it follows from; both stay free to choose."""

    act: Literal["remind", "seen"]
    because: Literal["prio", "small"] | None


def open_check(dossier: Dossier, today: date, process: Process) -> Entry | None:
    """The phase check that is visible; a newer booking's replaces the older one (A1.25)."""
    found = visible(dossier, today, process)
    return next((entry for entry in found if entry.rule in CHECKLIST), None)


def sales_entry(notes: Iterable[Note], sales: Collection[str], zone: tzinfo) -> Note | None:
    """The last entry that is a talk of sales, or by somebody of sales (A1.9)."""
    found = (note for note in notes if note.kind in SALES_KINDS or note.by in sales)
    return max(found, key=lambda note: (local_time(note.at, zone), note.id), default=None)


def missing(dossier: Dossier, sales_note: Note | None) -> list[str]:
    """What a briefing should show and nobody has written down (A1.10)."""
    customer = dossier.customer
    there = {
        "infos": customer.infos,
        "company": customer.company and customer.company.name,
        "wizard": customer.wizard,
        "sales_entry": sales_note,
        "tasks": any(task.status != "draft" for task in dossier.posted),
        "vpa": customer.vpa,
    }
    return [key for key, value in there.items() if not value]


def development(bookings: Sequence[Booking], today: date, policy: Policy) -> Development:
    """What was booked last, against what was usual before (A1.23)."""
    ones = counted(bookings, today)
    if not ones:
        return Development(None, None)
    last = ones[-1]
    ordered = [one for one in ones if one is last or (last.order and one.order == last.order)]
    now = sum((one.hours or NO_HOURS for one in ordered), NO_HOURS) or None
    earlier = [one for one in ones if one not in ordered]
    return Development(now, usual_hours(order_sizes(earlier, policy), policy))


def suggestion(dossier: Dossier, today: date, process: Process) -> Suggestion:
    """A1.24: a reminder for a prio customer, seen for a small one (L11) and all others."""
    customer = dossier.customer
    if open_mark(customer.prio, today):
        return Suggestion("remind", "prio")
    ones = counted(customer.bookings, today)
    usual = usual_hours(order_sizes(ones, process.policy), process.policy)
    small = is_small(dossier, usual, today, process)
    return Suggestion("seen", "small" if small else None)


def answer(key: str, text: str) -> str:
    """An answer as it is kept: `yes`, `no`, or a number.

    Raises:
        UsageError: it is none of these.
    """
    word = text.strip().casefold()
    if key in COUNTS:
        if word.isascii() and word.isdecimal() and len(word) <= _DIGITS:
            return str(int(word))
        raise UsageError(f"{key}: '{text}' is no number", f"--answer {key}=2")
    if word in _WORDS:
        return _WORDS[word]
    raise UsageError(f"{key}: '{text}' is neither yes nor no", f"--answer {key}=yes")


def recorded(
    customer: Customer, check: Entry, answers: Mapping[str, str], actor: Actor, why: str | None
) -> Decision:
    """Keep what was found on a check; the same once more on one day changes nothing.

    It does not end the entry: that is for seen, or a reminder.

    Raises:
        UsageError: an answer to a question that the check does not ask, or one is missing.
    """
    asked = CHECKLIST[check.rule]
    strange = [key for key in answers if key not in asked]
    if strange:
        raise UsageError(f"{check.rule} asks nothing named {strange[0]}", _known(asked))
    given = {key: answer(key, text) for key, text in answers.items()}
    lacking = [key for key in asked if key not in given]
    if lacking:
        hint = " ".join(f"--answer {key}={_form(key)}" for key in lacking)
        raise UsageError(f"no answer for {', '.join(lacking)}", hint)
    kept = {key: given[key] for key in asked}
    item = Check(
        id=actor.new_id("k"),
        rule=check.rule,
        trigger=check.trigger,
        on=actor.today,
        by=actor.handle,
        answers=kept,
    )
    same = (check.rule, check.trigger, actor.today, actor.handle, kept)
    if any((c.rule, c.trigger, c.on, c.by, c.answers) == same for c in customer.checks):
        return Decision(said=(f"{customer.id}: the same was recorded today already",))
    noted = (case_note(customer, actor, why),) if why else ()
    return Decision((Add(customer_file(customer), ("checks",), item), *noted))


def refuse_without(check: Entry | None, ref: str) -> Entry:
    """The open check, as recording needs it.

    Raises:
        RefusedError: there is none.
    """
    if check is None:
        raise RefusedError(
            f"{ref} has no open check to record", f"clm why {ref} shows what is open"
        )
    return check


def _known(asked: Mapping[str, str]) -> str:
    return f"known: {', '.join(asked)}"


def _form(key: str) -> str:
    return "N" if key in COUNTS else "yes|no"
