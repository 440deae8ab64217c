"""The one open reminder of a person per customer (1.1.3): set, moved, added to, ended.

A reason that begins with a day (`2026-12-09: VPA file …`) belongs to that day: it stays when the
reminder gets another reason, and is the next reminder when an earlier one ends. What an act sets
by itself is written so; what a person says belongs to the reminder's own day, and moves with it.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec

from clm.domain.attention import looks_to_come
from clm.domain.changes import Add, Change, Set
from clm.domain.customer import Reminder
from clm.domain.decisions import Decision, customer_file, mark, marked, refuse_past, seen
from clm.domain.lifecycle import open_mark, responsible, standing
from clm.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clm.domain.customer import Customer
    from clm.domain.decisions import Actor
    from clm.domain.process import Dossier, Process

BETWEEN: Final = " · "
"""What stands between the reasons of one reminder."""
_DATED: Final = re.compile(r"(\d{4}-\d\d-\d\d): (.+)", re.DOTALL)


class Look(NamedTuple):
    """A day on which somebody is to look at a customer, and why."""

    on: date
    why: str

    def __str__(self) -> str:
        """As it stands among the reasons of a reminder."""
        return f"{self.on}: {self.why}"


def _reasons(why: str | None) -> tuple[list[str], list[Look]]:
    """What a reminder says: of its own day, and of the days that stand there."""
    own, dated = [], []
    for part in why.split(BETWEEN) if why else ():
        look = _dated(part)
        if look:
            dated.append(look)
        else:
            own.append(part)
    return own, dated


def parts(text: str) -> list[str]:
    """The single reasons of a reminder, without their days; another text is mostly one."""
    own, dated = _reasons(text)
    return [*own, *(look.why for look in dated)]


def _dated(part: str) -> Look | None:
    found = _DATED.match(part)
    try:
        return Look(date.fromisoformat(found[1]), found[2]) if found else None
    except ValueError:  # it looks like a day, and is none
        return None


def _joined(reasons: Iterable[str]) -> str:
    """The reasons as one text, each once."""
    return BETWEEN.join(dict.fromkeys(reasons))


def _held(customer: Customer, person: str) -> Reminder | None:
    return next((one for one in looks_to_come(customer) if one.for_ == person), None)


def to_follow(item: Reminder, today: date) -> list[Look]:
    """What is still to be looked at when a reminder ends today, the next day first."""
    _, dated = _reasons(None if item.urgent else item.why)
    return sorted(look for look in dated if look.on > max(item.on, today))


def remind(
    dossier: Dossier,
    process: Process,
    actor: Actor,
    day: date,
    why: str | None = None,
    for_: str | None = None,
    *,
    force: bool = False,
    follows: bool = False,
) -> Decision:
    """Set or move the one open reminder of a person, and mark the customer seen (1.1.3).

    One that `follows` another just done answers no prio customer's lack of a reminder.

    Raises:
        RefusedError: the day is past, or over 28 days ahead for a prio customer (A1.19).
    """
    refuse_past(day, actor)
    customer, policy = dossier.customer, process.policy
    said: list[str] = []
    if open_mark(customer.prio, actor.today):
        ahead = (day - actor.today).days
        if ahead > policy.prio_max_days and not force:
            raise RefusedError(
                f"{customer.id} is a prio customer: {day} is {ahead} days ahead, "
                f"more than {policy.prio_max_days}",
                "choose a nearer day, or --force with -m WHY",
            )
        if ahead < policy.prio_min_days:
            said.append(
                f"{customer.id} is a prio customer: {day} is only "
                f"{ahead} {'day' if ahead == 1 else 'days'} ahead, "
                f"usual are {policy.prio_min_days} to {policy.prio_max_days}"
            )
    owner = _responsible(dossier, process, actor)
    person = for_ or owner or actor.handle
    # A reminder in somebody else's list is no handling of the responsible's entries.
    marks = seen(dossier, process, actor).changes if for_ in {None, owner} else ()
    lacking = () if follows else marked(dossier, process, actor, "prio-without-reminder")
    moved = set_reminder(customer, actor, day, person, why)
    changes = (*marks, *lacking, *moved)
    held = _held(customer, person)
    if held and moved:
        why_so = f" ({held.why})" if held.why else ""
        said.append(f"{customer.id}: {person}'s reminder was {held.on}{why_so}")
    _, dated = _reasons(BETWEEN.join(filter(None, (why, held.why if held else None))))
    late = [str(look) for look in sorted(set(dated)) if actor.today < look.on < day]
    if late:
        said.append(f"{customer.id} is looked at on {day} only, also for {_joined(late)}")
    if not changes:
        said.append(f"{customer.id} has a reminder on {day} already")
    return Decision(changes, tuple(said))


def set_reminder(
    customer: Customer, actor: Actor, day: date, person: str, why: str | None
) -> list[Change]:
    """One open reminder per customer and person: a second moves it.

    Another reason takes the place of those of its own day, not of those that have their day. What
    was handed over as urgent is not moved: it is to be accepted (A3.10).
    """
    target, item = customer_file(customer), _held(customer, person)
    if item is None:
        new = Reminder(id=actor.new_id("m"), on=day, for_=person, why=why, by=actor.handle)
        return [Add(target, ("reminders",), new)]
    at = ("reminders", item.id)
    moved: list[Change] = [Set(target, (*at, "on"), day)] if item.on != day else []
    if moved and item.on <= actor.today:  # it was to be handled, and it was
        moved.append(Add(target, ("handled",), mark("reminder", item.id, actor)))
    if why:
        _, dated = _reasons(item.why)
        why = _joined([*why.split(BETWEEN), *map(str, sorted(dated))])
        moved += [Set(target, (*at, "why"), why)] if why != item.why else []
    return moved


def look_too(
    customer: Customer, process: Process, actor: Actor, person: str, looks: Iterable[Look]
) -> list[Change]:
    """A person's reminder, with what an act sets by itself: the nearest day holds.

    No other reason is lost, each keeps its day. A prio customer is looked at in time (A1.19).
    """
    wanted = set(looks)
    if open_mark(customer.prio, actor.today):
        latest = actor.today + timedelta(days=process.policy.prio_max_days)
        wanted = {look._replace(on=min(look.on, latest)) for look in wanted}
    item = _held(customer, person)
    on = min(look.on for look in wanted)
    own: list[str] = []
    if item:
        own, dated = _reasons(item.why)
        wanted.update(dated)
        if item.on > on:
            wanted.update(Look(item.on, part) for part in (own if item.why else ["…"]))
            own = []
        on = min(on, item.on)
    why = _joined([*own, *map(str, sorted(wanted))])
    return set_reminder(customer, actor, on, person, why)


def _responsible(dossier: Dossier, process: Process, actor: Actor) -> str | None:
    return responsible(dossier.customer, standing(dossier, actor.today, process))


def done_reminder(
    dossier: Dossier,
    process: Process,
    actor: Actor,
    item: Reminder,
    next_day: date | None = None,
) -> Decision:
    """End a reminder; what it says of later days is the next; a prio customer needs one (A1.20).

    Raises:
        RefusedError: `next_day` is past, or over 28 days ahead for a prio customer.
    """
    customer = dossier.customer
    at = ("reminders", item.id)
    target = customer_file(customer)
    ended: list[Change] = [
        Set(target, (*at, "done_on"), actor.today),
        Set(target, (*at, "done_by"), actor.handle),
    ]
    rest = tuple(one for one in customer.reminders if one.id != item.id)
    after = dossier._replace(customer=msgspec.structs.replace(customer, reminders=rest))
    if next_day:
        following = remind(after, process, actor, next_day, item.why, item.for_, follows=True)
        return Decision((*ended, *following.changes), following.said)
    if looks := to_follow(item, actor.today):
        next_ones = look_too(after.customer, process, actor, item.for_, looks)
        said = f"{customer.id} is to be looked at again: {looks[0]}"
        return Decision((*ended, *next_ones), (said,))
    if open_mark(customer.prio, actor.today) and not looks_to_come(after.customer):
        ref, days = customer.id, process.policy.prio_reminder_days
        said = f"{ref} is a prio customer without a reminder now: clm remind {ref} +{days}d"
        return Decision(tuple(ended), (said,))
    return Decision(tuple(ended))
