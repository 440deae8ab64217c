"""When is it due again: what seen, reminders and notes have handled (1.1.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import date

    from clm.domain.customer import Customer, Reminder
    from clm.domain.process import Dossier, Process


def is_handled(customer: Customer, rule: str, trigger: str, today: date) -> bool:
    """Has the entry been handled for good, or hidden through a day not yet over?"""
    return any(
        mark.rule == rule
        and mark.trigger == trigger
        and mark.on <= today
        and (mark.until is None or today <= mark.until)
        for mark in customer.handled
    )


def is_put_off(customer: Customer, reason: str, today: date) -> bool:
    """Was a watch reason hidden through a day not yet over, in whichever week (1.1.3)?"""
    return any(
        mark.rule == "watch"
        and mark.trigger.partition("@")[0] == reason
        and mark.until is not None
        and mark.on <= today <= mark.until
        for mark in customer.handled
    )


class HasReminders(Protocol):
    """A customer, or the part of one that is asked here."""

    @property
    def reminders(self) -> tuple[Reminder, ...]:
        """Done ones too."""
        ...


def open_reminders(customer: HasReminders) -> list[Reminder]:
    """The reminders that are not done, nearest first."""
    return sorted((r for r in customer.reminders if r.done_on is None), key=lambda r: (r.on, r.id))


def looks_to_come(customer: Customer) -> list[Reminder]:
    """The open reminders that say when to look again: not what was handed over as urgent."""
    return [item for item in open_reminders(customer) if not item.urgent]


def handled_this_week(
    dossier: Dossier, person: str | None, since: date, today: date, process: Process
) -> bool:
    """A1.32: was there an act this week, or has the responsible a reminder for a later week?

    Acts are a note in a case file and a reminder done, in this ISO week and not before the
    reason began; `seen` is a mark on the week's own entry. A reminder in somebody else's list
    lets nobody off; with nobody responsible (`person` None) any does.
    """
    monday = process.calendar.monday
    this_week = monday(today)
    acts = [*dossier.noted, *(r.done_on for r in dossier.customer.reminders if r.done_on)]
    return any(since <= day <= today and monday(day) == this_week for day in acts) or any(
        monday(item.on) > this_week and person in {None, item.for_}
        for item in open_reminders(dossier.customer)
    )
