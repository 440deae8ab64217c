"""THE RULES of what a person owes, one row each, and the worklist they make (1.1.3).

An entry is (customer, rule, trigger). The rules say which entries there are on a day; `attention`
says which of them have been handled.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from clm.domain.attention import (
    handled_this_week,
    is_handled,
    is_put_off,
    looks_to_come,
    open_reminders,
)
from clm.domain.bookings import hours_text, trial_to_large
from clm.domain.forwarded import vpa_clock
from clm.domain.ladder import next_command, open_steps
from clm.domain.lifecycle import Standing, is_open, open_mark, responsible, standing
from clm.domain.playbook import STEPS, State, playbook
from clm.domain.watchlist import WatchReason, watch_reasons

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from clm.domain.customer import Booking, Customer, Mark
    from clm.domain.process import Dossier, Process


class Entry(NamedTuple):
    """One thing to look at: visible from `since`, due at the end of `due` (None: never overdue).

    `who` is a person's own entry (a reminder); None means the customer's responsible. `word` is
    how the entry is named in `reasons`, several words where it has several reasons. `facts` are
    the dates and ids it follows from, `next` is what to type.
    """

    rule: str
    trigger: str
    since: date
    due: date | None
    word: str
    hidden: bool = False
    who: str | None = None
    facts: tuple[tuple[str, str], ...] = ()
    next: str = ""


class Situation(NamedTuple):
    """What a rule looks at: the facts, the day, the process and where the customer stands."""

    dossier: Dossier
    today: date
    process: Process
    standing: Standing

    @property
    def customer(self) -> Customer:
        """The customer the facts are about."""
        return self.dossier.customer


class Rule(NamedTuple):
    """One rule: its entries, the sentence of the process, what ends it, what to type.

    In `next`, `{ref}` is the customer, `{days}` the days to a prio customer's next look, `{answer}`
    the working days a VPA has to answer.
    """

    key: str
    entries: Callable[[Situation], Iterable[Entry]]
    sentence: str
    ends: str
    next: str
    by_seen: bool
    """Does `seen` handle it? (1.1.3)"""


def _check(rule: str, booking: Booking, due: date) -> Entry:
    facts = (
        ("booking", booking.id),
        ("booked_on", booking.booked_on.isoformat()),
        ("hours", hours_text(booking.hours)),
    )
    return Entry(rule, booking.id, booking.booked_on, due, rule, facts=facts)


def opens_check(booking: Booking, process: Process) -> bool:
    """A1.46: bookings before `checks_from` open no check."""
    return process.checks_from is None or booking.booked_on >= process.checks_from


def first_check(at: Situation) -> Iterable[Entry]:
    """A1.15, A1.16: get to know a first booker within three working days of the booking."""
    assigned = at.customer.vpa or any(task.vpa for task in at.dossier.posted)
    if at.standing.list != "first" or assigned:
        return
    booking = at.standing.bookings[0]
    policy = at.process.policy
    ends = booking.booked_on + timedelta(days=policy.no_show_days)
    if at.today < ends and opens_check(booking, at.process):
        yield _check("first-check", booking, first_check_due(booking.booked_on, at.process))


def first_check_due(booked_on: date, process: Process) -> date:
    """A1.15: "Bei Neukunden kannst du 1-3 Werktage warten"."""
    return process.calendar.working_days_after(booked_on, process.policy.first_check_working_days)


def second_check(at: Situation) -> Iterable[Entry]:
    """A1.25: look at a second booker by the deadline of the booking's week."""
    return _rebooking_check(at, "second", "second-check")


def third_check(at: Situation) -> Iterable[Entry]:
    """A1.25: "Wiederhole den Prozess" on the third booking."""
    return _rebooking_check(at, "third", "third-check")


def _rebooking_check(at: Situation, phase: str, rule: str) -> Iterable[Entry]:
    """A newer booking moves the phase on and so replaces the older check."""
    booking = at.standing.bookings[-1] if at.standing.phase == phase else None
    if booking and opens_check(booking, at.process):
        yield _check(rule, booking, counted_deadline(booking.booked_on, at.process))


def make_prio(at: Situation) -> Iterable[Entry]:
    """A1.21: a large package directly after the trial makes a prio customer.

    It stays until somebody decides, also over the next booking: a prio customer that is missed
    costs more than a look too many.
    """
    booking = trial_to_large(at.standing.bookings, at.process.policy)
    if booking is None or not opens_check(booking, at.process):
        return
    marked = (m for m in at.customer.prio if m.on >= booking.booked_on or is_open(m, at.today))
    if not any(mark.on <= at.today for mark in marked):
        yield _check("make-prio", booking, counted_deadline(booking.booked_on, at.process))


def counted_deadline(day: date, process: Process) -> date:
    """The deadline for what starts on `day`: this week's, from its deadline day on the next's."""
    deadline = process.calendar.deadline(day)
    return deadline if day < deadline else process.calendar.deadline(day + timedelta(days=7))


def assign_vpa(at: Situation) -> Iterable[Entry]:
    """A1.11: assign a VPA within seven days of the first task that has none (not for leads)."""
    if at.standing.phase == "lead":
        return
    for day, task in at.dossier.posted_by(at.today, at.process.zone):
        clock = vpa_clock(task, at.customer.vpa, at.today, at.process)
        if clock:
            facts = (("task", task.id), ("posted_at", day.isoformat()), ("title", task.title))
            yield Entry("assign-vpa", task.id, day, clock.due, "assign-vpa", facts=facts)
            return


def watch(at: Situation) -> Iterable[Entry]:
    """A1.31, A1.32: every open watch reason once a week; starting late counts next week."""
    calendar = at.process.calendar
    monday = calendar.monday(at.today)
    person = responsible(at.customer, at.standing)
    reasons: dict[str, list[WatchReason]] = {}
    for reason in watch_reasons(at.dossier, at.today, at.process):
        reasons.setdefault(reason.id, []).append(reason)
    for trigger, same in reasons.items():  # one booking may be smaller, and the prio's fourth
        first = same[0].since
        since = max(monday, first)
        words = [reason.reason for reason in same]
        state, asked_for = _step_of(same, at)
        yield Entry(
            "watch",
            f"{trigger}@{calendar.week_of(at.today)}",
            since,
            counted_deadline(since, at.process),
            " ".join(f"watch:{word}" for word in words),
            hidden=is_put_off(at.customer, trigger, at.today)
            or handled_this_week(at.dossier, person, first, at.today, at.process),
            facts=(
                ("reason", ", ".join(words)),
                ("since", first.isoformat()),
                ("state", state or ""),
            ),
            next=STEPS[state].replace("{reason}", asked_for) if state else "",
        )


def _step_of(reasons: Iterable[WatchReason], at: Situation) -> tuple[State | None, str]:
    """How far the playbook of an entry is, and which of its reasons has one."""
    for reason in reasons:
        if state := playbook(reason, at.dossier, at.today, at.process):
            return state, reason.reason
    return None, ""


def vpa_deadline(at: Situation) -> Iterable[Entry]:
    """A1.35, A1.36: from the day of a VPA's deadline on, until they wrote or are asked again."""
    for step in open_steps(at.dossier, at.today, at.process):
        ask = step.ask
        if ask.on <= at.today:
            facts = (
                ("vpa", ask.vpa),
                ("ask", ask.ask),
                ("template", ask.template),
                ("asked_on", ask.asked_on.isoformat()),
                ("rung", str(step.rung)),
            )
            then = next_command(step, at.customer, at.today, at.process.policy)
            rule = "vpa-deadline"
            yield Entry(rule, ask.id, ask.on, ask.on, rule, facts=facts, next=then)


def reminder(at: Situation) -> Iterable[Entry]:
    """A1.42: a reminder from its day, or the next working day, until it is done.

    One on the day of a VPA's deadline says whether the VPA wrote (A1.36). What was handed over as
    urgent waits for no working day, and to be accepted (A3.10).
    """
    answers = {
        ask.on: (("vpa_wrote", ask.answered_on.isoformat()),)
        for ask in at.dossier.asked
        if ask.answered_on and ask.answered_on <= at.today
    }
    for item in open_reminders(at.customer):
        day = item.on if item.urgent else at.process.calendar.next_working_day(item.on)
        if day <= at.today:
            answered = answers.get(item.on, ())
            facts = (("on", item.on.isoformat()), ("why", item.why or ""), *answered)
            word, then = ("urgent", f"clm done {item.id}") if item.urgent else ("reminder", "")
            found = Entry("reminder", item.id, day, day, word, facts=facts, next=then)
            yield found._replace(who=item.for_)


def prio_to_remind(customer: Customer, today: date) -> Mark | None:
    """A1.19: the open prio mark of a customer without an open reminder."""
    return None if looks_to_come(customer) else open_mark(customer.prio, today)


def prio_without_reminder(at: Situation) -> Iterable[Entry]:
    """A1.19: a prio customer always has an open reminder."""
    prio = prio_to_remind(at.customer, at.today)
    if prio is None:
        return
    ended = [r.done_on for r in at.customer.reminders if r.done_on and r.done_on <= at.today]
    due = max([prio.on, *ended])
    facts = (("prio", prio.id), ("since", prio.on.isoformat()))
    rule = "prio-without-reminder"
    yield Entry(rule, prio.id, due, due, rule, facts=facts)


def colleague_lead(at: Situation) -> Iterable[Entry]:
    """A1.29: look through the invited colleagues every 21 days; never overdue."""
    registered = at.customer.registered_on
    if at.standing.list != "colleague-lead" or registered is None:
        return
    period = at.process.policy.colleague_lead_days
    start = at.today - (at.today - registered) % timedelta(days=period)
    if start > registered:
        trigger = f"{at.customer.id}@{start.isoformat()}"
        facts = (("registered_on", registered.isoformat()),)
        yield Entry("colleague-lead", trigger, start, None, "colleague-lead", facts=facts)


CHECKS: Final = frozenset({"first-check", "second-check", "third-check"})
"""The rules by which a booker is looked at."""

REMIND: Final = "clm remind {ref} +{days}d"

RULES: Final[tuple[Rule, ...]] = (
    # The order decides which of two entries due on one day a line of `mine` names.
    Rule(
        "first-check",
        first_check,
        "A first booking: get to know the customer.",
        "seen, an assigned VPA, the next booking, or the day from which no-shows count",
        "clm seen {ref}",
        by_seen=True,
    ),
    Rule(
        "second-check",
        second_check,
        "A second booking: what was booked, and how does the customer develop?",
        "seen, a reminder, or the next booking",
        "clm seen {ref}",
        by_seen=True,
    ),
    Rule(
        "third-check",
        third_check,
        "A third booking: what was booked, and how does the customer develop?",
        "seen, a reminder, or the next booking",
        "clm seen {ref}",
        by_seen=True,
    ),
    Rule(
        "assign-vpa",
        assign_vpa,
        "The customer posted a task and has no VPA: assign one by the due date.",
        "a VPA for the customer or the task, or the task done or cancelled",
        "clm assign {ref} --vpa VPA",
        by_seen=False,
    ),
    Rule(
        "make-prio",
        make_prio,
        "A large package directly after the trial: mark the customer as prio.",
        "prio, or seen",
        "clm prio {ref} --rule trial-to-large",
        by_seen=True,
    ),
    Rule(
        "prio-without-reminder",
        prio_without_reminder,
        "A prio customer always has an open reminder.",
        "a reminder, or prio --off",
        REMIND,
        by_seen=False,
    ),
    Rule(
        "watch",
        watch,
        "On the watchlist: look at the customer once a week.",
        "seen, a reminder or a note this week; for good by watch --off",
        "clm seen {ref}",
        by_seen=True,
    ),
    Rule(
        "vpa-deadline",
        vpa_deadline,
        "A VPA was asked to write into their file by a day.",
        "an entry of the VPA after the ask, another ask, done, or another VPA",
        "clm file {ref} --vpa",
        by_seen=False,
    ),
    Rule(
        "reminder",
        reminder,
        "A reminder somebody set.",
        "done, or a new date by remind",
        "clm done {ref}",
        by_seen=False,
    ),
    Rule(
        "colleague-lead",
        colleague_lead,
        "An invited colleague: look through these every few weeks.",
        "seen; it comes back after some weeks",
        "clm seen {ref}",
        by_seen=True,
    ),
)

RULE_ORDER: Final = {rule.key: place for place, rule in enumerate(RULES)}


def rule(key: str) -> Rule:
    """The row of a rule id."""
    return RULES[RULE_ORDER[key]]


def entries(dossier: Dossier, today: date, process: Process) -> tuple[Entry, ...]:
    """Every entry of a customer on `today`, the hidden ones marked, first due first."""
    stands = standing(dossier, today, process)
    if stands.list is None:
        return ()
    situation = Situation(dossier, today, process, stands)
    found = (_with_marks(entry, situation) for row in RULES for entry in row.entries(situation))
    return tuple(sorted(found, key=order))


def _with_marks(entry: Entry, at: Situation) -> Entry:
    row = rule(entry.rule)
    hidden = entry.hidden or (
        row.by_seen and is_handled(at.customer, entry.rule, entry.trigger, at.today)
    )
    # A1.24: a prio customer is put on a reminder, the others are seen.
    is_prio = entry.rule in CHECKS and open_mark(at.customer.prio, at.today)
    to_type = REMIND if is_prio else entry.next or row.next
    policy = at.process.policy
    return entry._replace(
        hidden=hidden,
        next=to_type.format(
            ref=at.customer.id,
            days=policy.prio_reminder_days,
            answer=policy.vpa_answer_working_days,
        ),
    )


def order(entry: Entry) -> tuple[bool, str, int, str]:
    """How entries are sorted: by due (none last), then the table's order, then the trigger."""
    due = entry.due.isoformat() if entry.due else ""
    return (entry.due is None, due, RULE_ORDER[entry.rule], entry.trigger)
