"""What a person's act changes: each function reads the facts and answers with changes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from clm.domain.casefile import Note
from clm.domain.changes import Add, Change, Set, Target
from clm.domain.customer import ClassMark, Handled, Watch
from clm.domain.lifecycle import is_open
from clm.domain.watchlist import closing, watch_reasons
from clm.domain.worklist import Entry, entries, rule
from clm.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from clm.domain.casefile import NoteKind
    from clm.domain.customer import Customer, WatchWord
    from clm.domain.process import Dossier, Process
    from clm.domain.values import Class


class Actor(NamedTuple):
    """Who acts, on which day, at which instant (text), and where new ids come from.

    `for_` is the colleague on whose behalf it is done; None for one's own and what one covers.
    `by_clock`: nobody has pinned the day, so the time of day is the true one too.
    """

    handle: str
    today: date
    now: str
    new_id: Callable[[str], str]
    acting_as: str | None = None
    for_: str | None = None
    by_clock: bool = False


class Decision(NamedTuple):
    """The changes of an act; no changes means there was nothing to do, `said` tells why.

    `forced`: a text may hold what seems to be a secret, there is a reason for it.
    """

    changes: tuple[Change, ...] = ()
    said: tuple[str, ...] = ()
    forced: bool = False


def customer_file(customer: Customer) -> Target:
    """The file the customer's own facts stand in."""
    return Target("customer", customer.id)


def visible(dossier: Dossier, today: date, process: Process) -> list[Entry]:
    """The entries a person sees now."""
    return [entry for entry in entries(dossier, today, process) if not entry.hidden]


def seen(dossier: Dossier, process: Process, actor: Actor, until: date | None = None) -> Decision:
    """Mark each visible check, watch and colleague-lead entry as handled (1.1.3).

    `until` hides them through that day instead of for good.

    Raises:
        RefusedError: `until` lies in the past or over a year ahead.
    """
    if until is not None:
        refuse_past(until, actor)
        if until > actor.today + timedelta(days=process.policy.until_max_days):
            raise RefusedError(
                f"{until} is over a year ahead", "choose a nearer day, or leave --until away"
            )
    target = customer_file(dossier.customer)
    marks = [
        mark(entry.rule, entry.trigger, actor, until)
        for entry in visible(dossier, actor.today, process)
        if rule(entry.rule).by_seen
    ]
    return Decision(tuple(Add(target, ("handled",), mark) for mark in marks))


def mark(rule_id: str, trigger: str, actor: Actor, until: date | None = None) -> Handled:
    """That an entry (rule, trigger) was handled."""
    return Handled(
        id=actor.new_id("h"),
        rule=rule_id,
        trigger=trigger,
        by=actor.handle,
        on=actor.today,
        until=until,
        for_=actor.for_,
    )


def refuse_inactive(customer: Customer) -> None:
    """Refuse what makes work for a customer who is in nobody's list (A2.12).

    Raises:
        RefusedError: it is archived or merged.
    """
    if customer.status != "active":
        raise RefusedError(
            f"{customer.id} is {customer.status}: nothing new is done for it",
            f"clm customer set {customer.id} status=active",
        )


def refuse_past(day: date, actor: Actor) -> None:
    """Refuse a day that is over.

    Raises:
        RefusedError: it lies before the actor's day.
    """
    if day < actor.today:
        raise RefusedError(f"{day} lies in the past", "choose today or a later day")


def refuse_ahead(day: date, actor: Actor, hint: str) -> None:
    """Refuse a day to come for what has happened.

    Raises:
        RefusedError: it lies after the actor's day.
    """
    if day > actor.today:
        raise RefusedError(f"{day} is still to come", hint)


def case_note(
    customer: Customer, actor: Actor, text: str, kind: NoteKind = "other", file: str = "oteam"
) -> Add:
    """An entry in one of the two case files (A3.5)."""
    note = Note(
        id=actor.new_id("n"),
        at=actor.now,
        by=actor.handle,
        acting_as=actor.acting_as,
        kind=kind,
        text=text,
    )
    target = Target("oteam" if file == "oteam" else "vpa-file", customer.id)
    return Add(target, ("notes",), note)


def change_note(
    customer: Customer,
    actor: Actor,
    what: str,
    why: str | None,
    kind: NoteKind = "status-change",
) -> Add:
    """The entry that a command writes of what it changed, with the reason (A3.5)."""
    return case_note(customer, actor, f"{what}\n{why}" if why else what, kind)


def marked(dossier: Dossier, process: Process, actor: Actor, rule_id: str) -> list[Change]:
    """The visible entries of a rule, marked as handled: so `week` can count them as done."""
    return [
        Add(customer_file(dossier.customer), ("handled",), mark(entry.rule, entry.trigger, actor))
        for entry in visible(dossier, actor.today, process)
        if entry.rule == rule_id
    ]


def prio_off(dossier: Dossier, actor: Actor, why: str) -> Decision:
    """Close the prio mark, with the reason in the O-Team file."""
    customer = dossier.customer
    held = [mark for mark in customer.prio if is_open(mark, actor.today)]
    if not held:
        return Decision(said=(f"{customer.id} is no prio customer",))
    changes = [change for mark in held for change in _close(customer, "prio", mark.id, actor, why)]
    return Decision((*changes, case_note(customer, actor, why, "status-change")))


def _close(
    customer: Customer, field: str, item: str, actor: Actor, why: str | None
) -> list[Change]:
    target, at = customer_file(customer), (field, item)
    closed: list[Change] = [
        Set(target, (*at, "off_on"), actor.today),
        Set(target, (*at, "off_by"), actor.handle),
    ]
    return [*closed, Set(target, (*at, "off_note"), why)] if why else closed


def watch(
    dossier: Dossier, actor: Actor, reason: WatchWord = "close-eye", why: str | None = None
) -> Decision:
    """Add a reason to the watchlist (A1.31); each reason at most once, noted (A3.5)."""
    customer = dossier.customer
    if any(item.reason == reason and is_open(item, actor.today) for item in customer.watch):
        return Decision(said=(f"{customer.id} is on the watchlist already ({reason})",))
    item = Watch(id=actor.new_id("k"), reason=reason, on=actor.today, by=actor.handle, note=why)
    noted = change_note(customer, actor, f"watch: {reason}", why)
    return Decision((Add(customer_file(customer), ("watch",), item), noted))


def watch_off(
    dossier: Dossier, process: Process, actor: Actor, reason: str | None, why: str
) -> Decision:
    """Close one reason, or all where none is named (A1.31); the O-Team file says why (A3.5)."""
    customer = dossier.customer
    held = [
        item
        for item in watch_reasons(dossier, actor.today, process)
        if reason in (None, item.reason)
    ]
    if not held:
        what = f" for {reason}" if reason else ""
        return Decision(said=(f"{customer.id} is not on the watchlist{what}",))
    by_hand = {item.id for item in customer.watch}
    changes: list[Change] = []
    for item in held:
        if item.id in by_hand:
            changes += _close(customer, "watch", item.id, actor, why)
        else:
            closed_by = mark(closing(item.reason), item.id, actor)
            changes.append(Add(customer_file(customer), ("handled",), closed_by))
    closed = ", ".join(dict.fromkeys(item.reason for item in held))
    return Decision((*changes, change_note(customer, actor, f"watch off: {closed}", why)))


def classify(dossier: Dossier, actor: Actor, value: Class, why: str | None = None) -> Decision:
    """Set the class from today on, with its history (L10), noted with the reason (A3.5).

    Raises:
        RefusedError: the customer has another class, and nobody says why it changes.
    """
    customer = dossier.customer
    held = [mark for mark in customer.class_ if is_open(mark, actor.today)]
    if [mark.value for mark in held] == [value] or (not held and value == "none"):
        return Decision(said=(f"{customer.id} has class {value} already",))
    if held and not why:
        sentence = f"{customer.id} has class {held[0].value}: a change needs the reason"
        raise RefusedError(sentence, "-m WHY")
    changes = [c for mark in held for c in _close(customer, "class", mark.id, actor, why)]
    if value != "none":
        new = ClassMark(
            id=actor.new_id("k"), value=value, on=actor.today, by=actor.handle, note=why
        )
        changes.append(Add(customer_file(customer), ("class",), new))
    was = held[0].value if held else "none"
    return Decision((*changes, change_note(customer, actor, f"class: {was} → {value}", why)))


def assign_person(
    dossier: Dossier, actor: Actor, person: str, field: str, why: str | None = None
) -> Decision:
    """Make `person` the customer's owner, sales or account manager; it is noted (A3.4, A3.5)."""
    customer = dossier.customer
    held = getattr(customer, field)
    if held == person:
        return Decision(said=(f"{customer.id}: {field} is {person} already",))
    was = f"{held} → {person}" if held else person
    noted = change_note(customer, actor, f"{field}: {was}", why)
    return Decision((Set(customer_file(customer), (field,), person), noted))


def assign_vpa(
    dossier: Dossier, process: Process, actor: Actor, vpa: str, reason: str, why: str | None
) -> Decision:
    """Give the customer a VPA; the open assign-vpa entry is marked, the change noted (A1.11)."""
    customer = dossier.customer
    if customer.vpa == vpa:
        return Decision(said=(f"{customer.id}: vpa is {vpa} already",))
    target = customer_file(customer)
    changes: list[Change] = [Set(target, ("vpa",), vpa)]
    for ended in ("assign-vpa", "first-check"):
        changes += marked(dossier, process, actor, ended)
    was = f"{customer.vpa} → {vpa}" if customer.vpa else vpa
    text = f"VPA: {was} ({reason})" + (f"\n{why}" if why else "")
    return Decision((*changes, case_note(customer, actor, text, "vpa-change")))


def needs_behalf(person: str | None, distributors: Sequence[str], actor: Actor) -> str | None:
    """Whose entry the actor is acting on, if it is a colleague's (None: the actor's own)."""
    if person is None:
        if not distributors or actor.handle in distributors:
            return None
        return distributors[0]
    return None if person == actor.handle else person
