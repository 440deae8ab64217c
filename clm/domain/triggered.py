"""WHAT AN INITIATIVE FOLLOWS UP BY ITSELF, one row each (A4.9).

A customer becomes a recipient on the day itself, so many days after the event, and only if it still
holds then: a booking that was cancelled meanwhile and a complaint opened again bring nothing.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from clm.domain import complaining, escalating
from clm.domain.bookings import counted
from clm.domain.changes import Add, Target
from clm.domain.initiative import Recipient
from clm.domain.initiatives import contact_of, state
from clm.domain.initiativewords import MOST_DAYS
from clm.domain.moments import day_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date

    from clm.domain.changes import Change
    from clm.domain.decisions import Actor
    from clm.domain.escalation import Escalation
    from clm.domain.initiative import Initiative
    from clm.domain.initiativewords import FollowUpTrigger
    from clm.domain.process import Dossier, Process


class Facts(NamedTuple):
    """What is known of a customer, with their escalations, on a day."""

    dossier: Dossier
    escalations: Sequence[Escalation]
    today: date
    process: Process


class Event(NamedTuple):
    """What happened, by the id it is known by, and its day."""

    trigger: str
    on: date


def bookings(facts: Facts) -> Iterator[Event]:
    """The bookings that count, the trial too: each is a sale."""
    for one in counted(facts.dossier.customer.bookings, facts.today):
        yield Event(one.id, one.booked_on)


def complaints(facts: Facts) -> Iterator[Event]:
    """The complaints that are closed, not withdrawn, by the day of the last time they were."""
    for one in facts.dossier.complaints:
        if complaining.status_of(one) == "closed":
            ended = complaining.events_of(one, "status")[-1]
            yield Event(one.id, day_of(ended.at, facts.process.zone))


def escalations(facts: Facts) -> Iterator[Event]:
    """The escalations that are resolved ("grandes problemas")."""
    for one in facts.escalations:
        at = escalating.ended_at(one)
        if at:
            yield Event(one.id, day_of(at, facts.process.zone))


EVENTS: Final[Mapping[FollowUpTrigger, Callable[[Facts], Iterator[Event]]]] = {
    "booking": bookings,
    "complaint-closed": complaints,
    "escalation-resolved": escalations,
}


class Due(NamedTuple):
    """Who is to be followed up about what, and the day on which that is due."""

    customer: str
    contact: str | None
    trigger: str
    on: date


def is_standing(initiative: Initiative, today: date) -> bool:
    """Does it follow up by itself now? Without a first day nobody knows what is old."""
    begun = initiative.from_ is not None and initiative.from_ <= today
    timed = initiative.trigger is not None and initiative.after_days is not None
    return begun and timed and state(initiative, today) in ("planned", "running")


class Followed(NamedTuple):
    """Whom an initiative followed up already: about what, and each customer until which day."""

    triggers: frozenset[str | None]
    last: Mapping[str, date]


def followed(initiative: Initiative) -> Followed:
    """What is settled; of whoever they were before they were merged, too."""
    last: dict[str, date] = {}
    for one in initiative.recipients:
        if one.due_on:
            last[one.customer] = max(one.due_on, last.get(one.customer, one.due_on))
    return Followed(frozenset(one.trigger for one in initiative.recipients), last)


def due(initiative: Initiative, before: Followed, facts: Facts) -> Due | None:
    """The newest event of a customer that is to be followed up today; None where there is none.

    Events before the initiative began are none of its, so that switching it on floods nobody; nor
    are those whose day is long past, because nobody ran it or the customer could not be written to.
    What is older than the last one they were followed up about is settled with that.
    """
    if initiative.trigger is None or initiative.after_days is None or initiative.from_ is None:
        return None
    customer, after = facts.dossier.customer, timedelta(days=initiative.after_days)
    last = before.last.get(customer.id)
    oldest = facts.today - timedelta(days=facts.process.policy.follow_up_late_days)
    found = [
        Event(one.trigger, one.on + after)
        for one in EVENTS[initiative.trigger](facts)
        if initiative.from_ <= one.on
        and oldest <= one.on + after <= facts.today
        and one.trigger not in before.triggers
        and (last is None or one.on + after > last)
    ]
    if not found:
        return None
    newest = max(found, key=lambda one: (one.on, one.trigger))
    contact = contact_of(customer, initiative.sending)
    return Due(customer.id, contact.id if contact else None, newest.trigger, newest.on)


def take_in(initiative: Initiative, those: Sequence[Due], actor: Actor) -> list[Change]:
    """Make recipients of who is due: each event once."""
    target = Target("initiative", initiative.id)
    return [
        Add(
            target,
            ("recipients",),
            Recipient(
                id=actor.new_id("rc"),
                customer=one.customer,
                contact=one.contact,
                trigger=one.trigger,
                added_on=actor.today,
                due_on=one.on,
            ),
        )
        for one in those
    ]


def odd_trigger(initiative: Initiative) -> Iterator[tuple[str, str]]:
    """What of following up by itself cannot be: the field, and a sentence."""
    if initiative.trigger is None:
        if initiative.after_days is not None:
            yield "after_days", "after_days says after what: it needs a trigger"
        return
    if initiative.kind != "follow-up":
        yield "trigger", f"trigger is for a follow-up, not for a {initiative.kind}"
    if initiative.after_days is None or not 0 <= initiative.after_days <= MOST_DAYS:
        yield "after_days", "after_days: so many days after the event"
    if initiative.from_ is None:
        yield "from", "from is missing: since when are events followed up?"
    if initiative.control:
        yield "control", "control: who is followed up by itself has no control group"
