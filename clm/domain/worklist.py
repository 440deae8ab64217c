"""THE RULES of what a person owes, one row each, and the worklist they make (1.1.3).

An entry is (customer, rule, trigger). The rules say which entries there are on a day; `attention`
says which of them have been handled.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from clm.domain.attention import handled_this_week, is_handled, is_put_off, open_reminders
from clm.domain.forwarded import vpa_clock
from clm.domain.lifecycle import Standing, open_mark, standing
from clm.domain.moments import day_of
from clm.domain.watchlist import watch_reasons

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

    from clm.domain.customer import Booking, ClassMark, Customer, Mark, Watch
    from clm.domain.process import Dossier, Process


class Entry(NamedTuple):
    """One thing to look at: visible from `since`, due at the end of `due` (None: never overdue).

    `who` is a person's own entry (a reminder); None means the customer's responsible. `word` is
    how the entry is named in `reasons`. `facts` are the dates and ids it follows from.
    """

    rule: str
    trigger: str
    since: date
    due: date | None
    word: str
    hidden: bool = False
    who: str | None = None
    facts: tuple[tuple[str, str], ...] = ()


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
    """One rule: its entries, the sentence of the process, what ends it, what to type."""

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
        ("hours", "" if booking.hours is None else f"{booking.hours.normalize():f}"),
    )
    return Entry(rule, booking.id, booking.booked_on, due, rule, facts=facts)


def _opens_check(booking: Booking, process: Process) -> bool:
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
    if at.today < ends and _opens_check(booking, at.process):
        due = at.process.calendar.working_days_after(
            booking.booked_on, policy.first_check_working_days
        )
        yield _check("first-check", booking, due)


def second_check(at: Situation) -> Iterable[Entry]:
    """A1.25: look at a second booker by the deadline of the booking's week."""
    return _rebooking_check(at, "second", "second-check")


def third_check(at: Situation) -> Iterable[Entry]:
    """A1.25: "Wiederhole den Prozess" on the third booking."""
    return _rebooking_check(at, "third", "third-check")


def _rebooking_check(at: Situation, phase: str, rule: str) -> Iterable[Entry]:
    """A newer booking moves the phase on and so replaces the older check."""
    booking = at.standing.bookings[-1] if at.standing.phase == phase else None
    if booking and _opens_check(booking, at.process):
        yield _check(rule, booking, counted_deadline(booking.booked_on, at.process))


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
    for reason in watch_reasons(at.dossier, at.today, at.process):
        since = max(monday, reason.since)
        yield Entry(
            "watch",
            f"{reason.id}@{calendar.week_of(at.today)}",
            since,
            counted_deadline(since, at.process),
            f"watch:{reason.reason}",
            hidden=is_put_off(at.customer, reason.id, at.today)
            or handled_this_week(at.dossier, reason.since, at.today, at.process),
            facts=(("reason", reason.reason), ("since", reason.since.isoformat())),
        )


def reminder(at: Situation) -> Iterable[Entry]:
    """A1.42: a reminder from its day, or the next working day, until it is done."""
    for item in open_reminders(at.customer):
        day = at.process.calendar.next_working_day(item.on)
        if day <= at.today:
            facts = (("on", item.on.isoformat()), ("why", item.why or ""))
            yield Entry("reminder", item.id, day, day, "reminder", who=item.for_, facts=facts)


def prio_to_remind(customer: Customer, today: date) -> Mark | None:
    """A1.19: the open prio mark of a customer without an open reminder."""
    return None if open_reminders(customer) else open_mark(customer.prio, today)


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
        "prio-without-reminder",
        prio_without_reminder,
        "A prio customer always has an open reminder.",
        "a reminder, or prio --off",
        "clm remind {ref} +3w",
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
    if entry.hidden or not rule(entry.rule).by_seen:
        return entry
    return entry._replace(hidden=is_handled(at.customer, entry.rule, entry.trigger, at.today))


def order(entry: Entry) -> tuple[bool, str, int, str]:
    """How entries are sorted: by due (none last), then the table's order, then the trigger."""
    due = entry.due.isoformat() if entry.due else ""
    return (entry.due is None, due, RULE_ORDER[entry.rule], entry.trigger)


def responsible(customer: Customer, stands: Standing) -> str | None:
    """Whose customer it is (L14): the owner, or sales while a lead has none.

    None means the entries belong to the role lead-distributor (A1.47).
    """
    if customer.owner or stands.phase != "lead":
        return customer.owner
    return customer.sales


def changes_after(dossier: Dossier, today: date, process: Process) -> date | None:
    """The next day on which standing or entries may differ from today's without a new fact.

    What was computed today holds until then, so a listing need not ask the rules again. None
    means never. A property test holds this against the rules themselves.
    """
    return min(
        (day for day in _turning_points(dossier, today, process) if day > today), default=None
    )


def _turning_points(dossier: Dossier, today: date, process: Process) -> Iterator[date]:
    customer, policy = dossier.customer, process.policy
    yield from (day for day in (customer.registered_on,) if day)
    for booking in customer.bookings:
        yield booking.booked_on
        yield booking.booked_on + timedelta(days=policy.no_show_days)
    marks: list[Mark | ClassMark | Watch] = [
        *customer.class_,
        *customer.prio,
        *customer.offer,
        *customer.watch,
    ]
    for mark in marks:
        yield mark.on
        yield mark.off_on or mark.on
    for item in customer.reminders:
        yield process.calendar.next_working_day(item.on)
        if item.done_on:
            yield item.done_on
    for handled in customer.handled:
        yield handled.on
        if handled.until:
            yield handled.until + timedelta(days=1)
    for task in dossier.posted:
        yield day_of(task.posted_at, process.zone)
    yield from dossier.noted
    if watch_reasons(dossier, today, process):
        yield process.calendar.monday(today) + timedelta(days=7)
    if customer.invited_by and customer.registered_on:
        period = timedelta(days=policy.colleague_lead_days)
        yield today - (today - customer.registered_on) % period + period
