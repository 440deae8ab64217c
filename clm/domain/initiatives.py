"""How initiatives stand, who may be written to, who booked after it (A4.7, A4.8, A4.10)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from msgspec.structs import replace

from clm.domain.bookings import IN_USE, counted
from clm.domain.complaining import open_complaints
from clm.domain.fullness import has_email, is_reachable
from clm.domain.lifecycle import inactive
from clm.domain.moments import day_of
from clm.domain.purposes import OF_KIND, OPT_OUT, agrees, declined

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, tzinfo

    from clm.domain.customer import Booking, Contact, Customer
    from clm.domain.initiative import Initiative, Recipient
    from clm.domain.initiativewords import InitiativeState, LeftOut, Sending, Standing
    from clm.domain.process import Dossier, Process
    from clm.domain.survey import Survey

WRITTEN: Final = frozenset({"sent", "answered", "opted-out"})
"""Statuses of who was written to for sure, where `sent_at` says when."""


def state(initiative: Initiative, today: date) -> InitiativeState:
    """Is it planned, running, over (its last day is past), or closed?"""
    if initiative.closed_on and initiative.closed_on <= today:
        return "closed"
    if initiative.to and initiative.to < today:
        return "over"
    begins = initiative.from_
    begun = bool(initiative.recipients) and (begins is None or begins <= today)
    return "running" if begun else "planned"


# whom it is about


def recipients(initiative: Initiative) -> list[Recipient]:
    """Its recipients, each customer once; of a follow-up once for each event (A4.9).

    Two customers that were merged may both be among them: the one who was written to first stands
    for both, so that nobody counts twice; while nobody was, the one of the control group, who stays
    without a letter.
    """
    found: dict[tuple[str, str | None], Recipient] = {}
    for one in sorted(initiative.recipients, key=_first):
        found.setdefault((one.customer, one.trigger), one)
    kept = set(found.values())
    return [one for one in initiative.recipients if one in kept]


def _first(one: Recipient) -> tuple[bool, str, bool, str]:
    on = one.sent_at or (one.answered_on.isoformat() if one.answered_on else None)
    return (on is None, on or "", one.group == "treated", one.id)


def contacted_on(initiative: Initiative, recipient: Recipient, zone: tzinfo) -> date | None:
    """The day from which their bookings are counted (A4.10); None: it has not come.

    For who was written to it is that day. For the control group it is the day on which the first
    other one of the same snapshot was: until then nothing can be compared.
    """
    if recipient.group == "treated":
        return _written_on(recipient, zone)
    same = (one for one in initiative.recipients if one.snapshot == recipient.snapshot)
    days = (_written_on(one, zone) for one in same if one.group == "treated")
    return min((day for day in days if day), default=None)


def _written_on(recipient: Recipient, zone: tzinfo) -> date | None:
    if recipient.status not in WRITTEN:
        return None
    return day_of(recipient.sent_at, zone) if recipient.sent_at else recipient.answered_on


def conversion(
    initiative: Initiative, recipient: Recipient, dossier: Dossier, today: date, process: Process
) -> Booking | None:
    """The first counted booking after the contact, within the initiative's days (A4.10).

    One of the same day is not counted: nobody knows whether it came before the letter.
    """
    begins = contacted_on(initiative, recipient, process.zone)
    if begins is None:
        return None
    last = begins + timedelta(days=days_to_convert(initiative, process))
    found = counted(dossier.customer.bookings, today)
    return next((one for one in found if begins < one.booked_on <= last), None)


def days_to_convert(initiative: Initiative, process: Process) -> int:
    """Within how many days a booking counts: as the initiative says, else the policy."""
    return initiative.converts_days or process.policy.converts_days


def standing_of(recipient: Recipient, booking: Booking | None) -> Standing:
    """How far it is with a customer, by what is stored and the booking that came of it."""
    if recipient.group == "control":
        return "control"
    booked = booking is not None and recipient.status in ("sent", "answered")
    return "converted" if booked else recipient.status


# who may be written to


class Before(NamedTuple):
    """What is known of a customer beside their dossier: when they were written to, escalations.

    `control` are the open initiatives in whose control group they are.
    """

    written: date | None = None
    escalated: bool = False
    control: frozenset[str] = frozenset()


def left_out(
    initiative: Initiative, dossier: Dossier, before: Before, today: date, process: Process
) -> LeftOut | None:
    """Why a customer is not written to (A4.8); None: they may be. The first reason is told."""
    return next((word for word, holds in _RULES if holds(initiative, dossier, before, today,
                                                         process)), None)  # fmt: skip


def contact_of(customer: Customer, sending: Sending) -> Contact | None:
    """The first contact whom this way of sending reaches: mail needs an e-mail."""
    reaches = has_email if sending == "mail" else is_reachable
    return next((one for one in customer.contacts if reaches(one)), None)


def addressee(initiative: Initiative, recipient: Recipient, customer: Customer) -> Contact | None:
    """Who a letter goes to: the contact of the snapshot, while they are reached, else another."""
    first = sorted(customer.contacts, key=lambda one: one.id != recipient.contact)
    return contact_of(replace(customer, contacts=tuple(first)), initiative.sending)


def controlled(initiatives: Iterable[Initiative]) -> dict[str, frozenset[str]]:
    """The open initiatives in whose control group each customer is (A4.10)."""
    found: dict[str, set[str]] = {}
    for initiative in initiatives:
        for one in recipients(initiative) if initiative.closed_on is None else ():
            if one.group == "control":
                found.setdefault(one.customer, set()).add(initiative.id)
    return {customer: frozenset(held) for customer, held in found.items()}


def last_written(
    initiatives: Iterable[Initiative], surveys: Iterable[Survey], zone: tzinfo
) -> dict[str, date]:
    """The day each customer was written to last, by whatever initiative or survey.

    What was left half sent counts, because it may have arrived.
    """
    days = [
        (one.customer, day_of(one.sent_at, zone))
        for initiative in initiatives
        for one in initiative.recipients
        if one.sent_at
    ]
    days += [(one.customer, one.on) for survey in surveys for one in survey.invitations]
    found: dict[str, date] = {}
    for customer, day in days:
        found[customer] = max(day, found.get(customer, day))
    return found


_Rule = Callable[["Initiative", "Dossier", Before, "date", "Process"], bool]


def _gone(_: Initiative, dossier: Dossier, _before: Before, _today: date, _by: Process) -> bool:
    return dossier.customer.status != "active"


def _wants_none(
    initiative: Initiative, dossier: Dossier, _: Before, today: date, _by: Process
) -> bool:
    return declined(dossier.customer, OF_KIND[initiative.kind], today)


def _never_agreed(
    initiative: Initiative, dossier: Dossier, _: Before, today: date, _by: Process
) -> bool:
    purpose = OF_KIND[initiative.kind]
    return purpose not in OPT_OUT and not agrees(dossier.customer, purpose, today)


def _unreachable(
    initiative: Initiative, dossier: Dossier, _: Before, _today: date, _by: Process
) -> bool:
    return contact_of(dossier.customer, initiative.sending) is None


def _lately(_: Initiative, _of: Dossier, before: Before, today: date, process: Process) -> bool:
    gap = timedelta(days=process.policy.contact_gap_days)
    return before.written is not None and before.written > today - gap


def _angry(_: Initiative, dossier: Dossier, _before: Before, _today: date, _by: Process) -> bool:
    return any(one.severity == "critical" for one in open_complaints(dossier))


def _escalated(_: Initiative, _of: Dossier, before: Before, _today: date, _by: Process) -> bool:
    return before.escalated


def _compared(
    initiative: Initiative, _of: Dossier, before: Before, _today: date, _by: Process
) -> bool:
    """A4.10: who is compared gets no offer meanwhile; a sale is followed up all the same."""
    return initiative.kind != "follow-up" and bool(before.control - {initiative.id})


_RULES: Final[tuple[tuple[LeftOut, _Rule], ...]] = (
    ("inactive", _gone),
    ("opted-out", _wants_none),
    ("no-consent", _never_agreed),
    ("unreachable", _unreachable),
    ("critical-complaint", _angry),
    ("escalated", _escalated),
    ("in-control", _compared),
    ("written-recently", _lately),
)


# whom it may be about


def churned(dossier: Dossier, today: date, process: Process) -> bool:
    """A4.10: somebody who booked once, and nothing counted for so many days."""
    bookings = counted(dossier.customer.bookings, today)
    since = today - timedelta(days=process.policy.churn_days)
    return bool(bookings) and bookings[-1].booked_on <= since


def used_up(dossier: Dossier, today: date) -> bool:
    """A4.10: "hours used up": who booked, and has no hours left of a package or a gift."""
    bookings = dossier.customer.bookings
    hours = (one for one in bookings if one.kind in ("package", "extension", "gift"))
    return bool(counted(bookings, today)) and not any(one.status in IN_USE for one in hours)


def lost(dossier: Dossier, today: date, process: Process) -> bool:
    """A4.10: the default segment of a win-back, inactive (L15) or churned."""
    return inactive(dossier, today, process) or churned(dossier, today, process)
