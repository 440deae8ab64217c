"""THE PHASES AND LISTS, one row each (L5–L7, A1.1).

A customer stands in exactly one of the seven lists; the watchlist lies over them. Phases and
lists are computed from facts on a day and never stored.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from clm.domain.bookings import counted
from clm.domain.lists import whose
from clm.domain.process import asked_again
from clm.domain.request import is_active

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date
    from decimal import Decimal

    from clm.domain.customer import Booking, ClassMark, Customer, Mark, Watch
    from clm.domain.lists import ListName
    from clm.domain.process import Dossier, Process
    from clm.domain.values import Class

Phase = Literal["lead", "first", "second", "third", "existing"]

PHASES: Final[tuple[Phase, ...]] = ("lead", "first", "second", "third", "existing")
"""L5: the phase is the number of counted bookings; from the fourth on it stays `existing`."""


def made_existing(bookings: Sequence[Booking]) -> Booking | None:
    """The counted booking that makes an existing customer (L5); None while there are too few."""
    needed = PHASES.index("existing")
    return bookings[needed - 1] if len(bookings) >= needed else None


class Facts(NamedTuple):
    """What the list rules look at, on one day."""

    dossier: Dossier
    today: date
    process: Process
    bookings: Sequence[Booking]
    phase: Phase


class ListRule(NamedTuple):
    """One list: its key, who belongs in it, and the same as a sentence for people."""

    key: ListName
    holds: Callable[[Facts], bool]
    sentence: str


def is_colleague_lead(facts: Facts) -> bool:
    """L6: a person invited by an admin, without own bookings."""
    return facts.phase == "lead" and facts.dossier.customer.invited_by is not None


def is_no_show(facts: Facts) -> bool:
    """L7: a first booker who has not posted a task for too long."""
    if facts.phase != "first":
        return False
    day_56 = facts.bookings[0].booked_on + timedelta(days=facts.process.policy.no_show_days)
    return facts.today >= day_56 and not facts.dossier.posted_by(facts.today, facts.process.zone)


def _in_phase(phase: Phase) -> Callable[[Facts], bool]:
    return lambda facts: facts.phase == phase


LISTS: Final[tuple[ListRule, ...]] = (
    # The two that take a customer out of the list of the phase come first; first match wins.
    ListRule(
        "colleague-lead",
        is_colleague_lead,
        "L6: a person invited by an admin, without own bookings.",
    ),
    ListRule(
        "no-show",
        is_no_show,
        "L7: a first booker who has not posted a task for too long.",
    ),
    ListRule("lead", _in_phase("lead"), "L5: registered, and no booking counts yet."),
    ListRule("first", _in_phase("first"), "L5: one booking counts."),
    ListRule("second", _in_phase("second"), "L5: two bookings count."),
    ListRule("third", _in_phase("third"), "L5: three bookings count."),
    ListRule("existing", _in_phase("existing"), "L5: four or more bookings count."),
)


class Standing(NamedTuple):
    """Where a customer stands on a day; `list` is None for those in no list (L5)."""

    phase: Phase
    list: ListName | None
    bookings: Sequence[Booking]

    @property
    def no_show(self) -> bool:
        """L7: the flag beside the phase `first`."""
        return self.list == "no-show"


@asked_again
def standing(dossier: Dossier, today: date, process: Process) -> Standing:
    """Which phase and list the customer is in on `today`."""
    customer = dossier.customer
    bookings = counted(customer.bookings, today)
    phase = PHASES[min(len(bookings), len(PHASES) - 1)]
    if not is_listed(customer, bookings, today):
        return Standing(phase, None, bookings)
    facts = Facts(dossier, today, process, bookings, phase)
    return Standing(phase, next(row.key for row in LISTS if row.holds(facts)), bookings)


def responsible(customer: Customer, stands: Standing) -> str | None:
    """Whose customer it is (L14), by the record and where it stands; None: nobody's (A1.47)."""
    return whose(customer.owner, customer.sales, stands.phase)


def is_listed(customer: Customer, bookings: Sequence[Booking], today: date) -> bool:
    """L5: archived, merged and not yet registered customers are in no list and no total."""
    if customer.status != "active":
        return False
    registered = customer.registered_on is None or customer.registered_on <= today
    return registered or bool(bookings)


def is_open(mark: Mark | ClassMark | Watch, today: date) -> bool:
    """Does a dated mark hold on `today`? It ends on its `off_on`."""
    return mark.on <= today and (mark.off_on is None or mark.off_on > today)


def open_mark(marks: Sequence[Mark], today: date) -> Mark | None:
    """The open prio or offer mark, the newest of several."""
    return max((m for m in marks if is_open(m, today)), key=lambda m: (m.on, m.id), default=None)


def class_of(customer: Customer, today: date) -> Class:
    """The customer's class on `today` (L10), `none` where nobody set one."""
    held = [mark for mark in customer.class_ if is_open(mark, today)]
    return max(held, key=lambda m: (m.on, m.id)).value if held else "none"


def is_small(dossier: Dossier, usual: Decimal | None, today: date, process: Process) -> bool:
    """L11: usual package ≤ 10 h and ≤ 1 active task; only used to suggest Gesehen."""
    active = [task for _, task in dossier.posted_by(today, process.zone) if is_active(task)]
    small_package = usual is not None and usual <= process.policy.small_hours
    return small_package and len(active) <= process.policy.small_tasks


def inactive(dossier: Dossier, today: date, process: Process) -> bool:
    """L15: a booker without an active task, who posted none for so many days."""
    day = quiet_day(dossier, today, process)
    return day is not None and day <= today


def quiet_day(dossier: Dossier, today: date, process: Process) -> date | None:
    """The day from which a booker is inactive (L15) unless something new happens.

    The clock starts at the last posted task, else at the last counted booking. None where a task
    is active or no booking counts.
    """
    bookings = counted(dossier.customer.bookings, today)
    posted = dossier.posted_by(today, process.zone)
    if not bookings or any(is_active(task) for _, task in posted):
        return None
    last = posted[-1][0] if posted else bookings[-1].booked_on
    return last + timedelta(days=process.policy.inactive_days)
