"""Whose week's work is done (A1.38): the acts that ended an entry, and the week each counts in.

What is open stands in the worklist. What is done is read from the acts, not from the entries they
ended: a check seen on Monday stays done though a VPA ended it on Tuesday.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from clm.domain.bookings import counts
from clm.domain.forwarded import vpa_due
from clm.domain.moments import day_of
from clm.domain.watchlist import reasons_since
from clm.domain.worklist import counted_deadline, first_check_due, opens_check

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from clm.domain.calendar import Calendar
    from clm.domain.customer import Handled
    from clm.domain.process import Dossier, Process

DAY: Final = timedelta(days=1)


class Done(NamedTuple):
    """One entry that was handled on `on`; `who` did it, None: the responsible of that day.

    `since` and `due` are those the entry had.
    """

    rule: str
    trigger: str
    on: date
    who: str | None
    since: date
    due: date

    @property
    def counted_on(self) -> date:
        """The first day whose week can count it: it was handled, due, and visible before.

        So each act counts in one week only: a check seen before its week counts in its week, one
        seen after it was missed in the week it was seen.
        """
        return max(self.on, self.due, self.since + DAY)


class _Span(NamedTuple):
    since: date
    due: date


def last_deadline(day: date, calendar: Calendar) -> date:
    """The deadline of the week before the week of `day`."""
    return calendar.deadline(calendar.monday(day) - DAY)


def done(dossier: Dossier, today: date, process: Process) -> list[Done]:
    """The entries handled by `today` that count in this week or a later one, each once a week.

    An entry whose fact has vanished since (a booking cancelled, a task taken away) is not counted.
    One that was put off (`seen --until`) counts where it was put off, and again where it is handled
    when it has come back.
    """
    before = last_deadline(today, process.calendar)
    found = [
        *_marked(dossier, today, process),
        *_reminders_done(dossier, today, process),
        *_looked_at(dossier, today, process),
    ]
    first: dict[tuple[str, str, date], Done] = {}
    for act in sorted(found, key=lambda act: (act.on, act.who is None)):
        if act.counted_on > before:
            week = _deadline_from(act.counted_on, process.calendar)
            first.setdefault((act.rule, act.trigger, week), act)
    return list(first.values())


def _deadline_from(day: date, calendar: Calendar) -> date:
    """The first deadline on `day` or after it."""
    deadline = calendar.deadline(day)
    return deadline if day <= deadline else calendar.deadline(day + timedelta(days=7))


def _marked(dossier: Dossier, today: date, process: Process) -> Iterator[Done]:
    """What `seen`, `remind`, `prio` and `assign --vpa` left a mark for (1.1.3)."""
    for mark in dossier.customer.handled:
        find = _SPANS.get(mark.rule)
        span = find(dossier, mark, process) if find and mark.on <= today else None
        if span:
            yield Done(mark.rule, mark.trigger, mark.on, mark.for_ or mark.by, *span)


def _reminders_done(dossier: Dossier, today: date, process: Process) -> Iterator[Done]:
    for item in dossier.customer.reminders:
        if item.done_on and item.done_on <= today:
            day = item.on if item.urgent else process.calendar.next_working_day(item.on)
            yield Done("reminder", item.id, item.done_on, item.for_, day, day)


def _looked_at(dossier: Dossier, today: date, process: Process) -> Iterator[Done]:
    """A1.32: a note, a reminder done or a closing is a look at a watched customer too."""
    monday = process.calendar.monday(today)
    acts = [*dossier.noted, *(r.done_on for r in dossier.customer.reminders if r.done_on)]
    # A reason closed on Monday was still open on Sunday.
    for reason in reasons_since(dossier, monday - DAY, today, process):
        span = _week_of_watching(reason.since, today, process)
        looks = [day for day in acts if span and span.since <= day <= min(today, span.due)]
        if span and reason.until and reason.until <= min(today, span.due):
            looks.append(reason.until)
        if span and looks:
            trigger = f"{reason.id}@{process.calendar.week_of(today)}"
            yield Done("watch", trigger, min(looks), None, *span)


def _week_of_watching(since: date, day: date, process: Process) -> _Span | None:
    """When the watch entry of the week of `day` began and was due.

    None for one that begins on the deadline day or later: the next week's replaces it.
    """
    begins = max(process.calendar.monday(day), since)
    deadline = process.calendar.deadline(day)
    return _Span(begins, deadline) if begins < deadline else None


def _first_check(dossier: Dossier, mark: Handled, process: Process) -> _Span | None:
    return _of_booking(dossier, mark, process, first_check_due)


def _rebooking_check(dossier: Dossier, mark: Handled, process: Process) -> _Span | None:
    return _of_booking(dossier, mark, process, counted_deadline)


def _of_booking(
    dossier: Dossier, mark: Handled, process: Process, due: Callable[[date, Process], date]
) -> _Span | None:
    for booking in dossier.customer.bookings:
        if booking.id == mark.trigger and counts(booking) and opens_check(booking, process):
            return _Span(booking.booked_on, due(booking.booked_on, process))
    return None


def _assign_vpa(dossier: Dossier, mark: Handled, process: Process) -> _Span | None:
    for task in dossier.posted:
        if task.id == mark.trigger and task.status != "draft":
            posted_on = day_of(task.posted_at, process.zone)
            return _Span(posted_on, vpa_due(posted_on, process))
    return None


def _prio(dossier: Dossier, mark: Handled, _process: Process) -> _Span | None:
    """A1.19: a prio customer was without a reminder since the last one ended."""
    customer = dossier.customer
    for prio in customer.prio:
        if prio.id == mark.trigger:
            ended = [r.done_on for r in customer.reminders if r.done_on and r.done_on <= mark.on]
            since = max([prio.on, *ended])
            return _Span(since, since)
    return None


def _moved(_dossier: Dossier, mark: Handled, _process: Process) -> _Span | None:
    """A reminder that was due and got a new day; the old one is nowhere any more."""
    return _Span(mark.on - DAY, mark.on - DAY)


def _watch(dossier: Dossier, mark: Handled, process: Process) -> _Span | None:
    """A look at a weekly entry by its deadline; a later one is a miss that stays one."""
    monday = process.calendar.monday(mark.on)
    for reason in reasons_since(dossier, monday - DAY, mark.on, process):
        if mark.trigger == f"{reason.id}@{process.calendar.week_of(mark.on)}":
            span = _week_of_watching(reason.since, mark.on, process)
            return span if span and mark.on <= span.due else None
    return None


_SPANS: Final = {
    "first-check": _first_check,
    "second-check": _rebooking_check,
    "third-check": _rebooking_check,
    "make-prio": _rebooking_check,
    "assign-vpa": _assign_vpa,
    "watch": _watch,
    "prio-without-reminder": _prio,
    "reminder": _moved,
}
"""When a marked entry began and was due; what is never overdue is not here (A1.29)."""
