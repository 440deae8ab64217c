"""Service reviews planned, recorded and signed off (A2.32, A2.34)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from clm.domain import taskacts
from clm.domain.bookings import counted
from clm.domain.changes import Add, Set, Target
from clm.domain.decisions import (
    Decision,
    case_note,
    refuse_ahead,
    refuse_inactive,
    refuse_past,
)
from clm.domain.names import one_line
from clm.domain.periods import months_after
from clm.domain.requesting import origin_of
from clm.domain.review import Review
from clm.domain.reviewing import held, months_of, open_actions, planned, status_of
from clm.errors import RefusedError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from clm.domain.changes import Change
    from clm.domain.decisions import Actor
    from clm.domain.process import Dossier, Process
    from clm.domain.taskacts import NewTask


class Held(NamedTuple):
    """What a person says of a review that was held; `theirs` are contacts by id, or names.

    `next_on` is the day of the next one, None that of the interval, `none`: none is planned.
    """

    on: date
    ours: Sequence[str]
    theirs: Sequence[str]
    topics: Sequence[str]
    findings: Sequence[str] = ()
    decisions: Sequence[str] = ()
    actions: Sequence[NewTask] = ()
    next_on: date | Literal["none"] | None = None


def file_of(customer: str) -> Target:
    """The file a customer's reviews stand in."""
    return Target("service-file", customer)


def plan(
    facts: Dossier,
    actor: Actor,
    process: Process,
    on: date | None,
    months: int | None = None,
    owner: str | None = None,
    why: str | None = None,
) -> tuple[str, Decision]:
    """Plan the next review for a day, or move the one that is planned; answers its id (A2.32).

    `months` is the customer's own interval from now on. It says so where the day is not worked, or
    the customer has not booked yet.

    Raises:
        RefusedError: the day is over, or the customer is not active.
    """
    refuse_inactive(facts.customer)
    target, coming = file_of(facts.customer.id), planned(facts.reviews)
    changes: list[Change] = []
    ref = facts.customer.id
    if months and months != facts.review_months:
        changes.append(Set(target, ("review_months",), months))
    if on and not coming:
        refuse_past(on, actor)
        new = Review(id=actor.new_id("rv"), planned_on=on, owner=owner)
        changes.append(Add(target, ("reviews",), new))
        ref = new.id
    elif coming:
        ref, at = coming[0].id, ("reviews", coming[0].id)
        if on and on != coming[0].planned_on:
            refuse_past(on, actor)
            changes.append(Set(target, (*at, "planned_on"), on))
        if owner and owner != coming[0].owner:
            changes.append(Set(target, (*at, "owner"), owner))
    if not changes:
        return ref, Decision(said=(f"{ref}: it is planned so already",))
    if why:
        changes.append(case_note(facts.customer, actor, f"{ref}: {why}"))
    return ref, Decision(tuple(changes), tuple(_doubts(facts, ref, on, actor, process)))


def _doubts(
    facts: Dossier, ref: str, on: date | None, actor: Actor, process: Process
) -> Iterator[str]:
    customer = facts.customer
    if on and not process.calendar.is_working_day(on):
        next_one = process.calendar.next_working_day(on)
        yield f"{on} is no working day: clm review plan {customer.id} {next_one} moves {ref}"
    if on and not counted(customer.bookings, actor.today):
        yield f"{customer.id} has no booking: a service review is about services they had"


def record(
    facts: Dossier,
    review: Review | None,
    actor: Actor,
    new: Held,
    process: Process,
    why: str | None = None,
) -> tuple[str, Decision]:
    """Record a review that was held, planned or not; answers its id (A2.34).

    Its actions become tasks that come from it, the next one is planned, and the internal case file
    says that there was a talk.

    Raises:
        RefusedError: it is recorded already, or the day is still to come.
        UsageError: there is no topic, or an action has no title.
    """
    if not _lines(new.topics):
        raise UsageError("what was talked about?", "--topic TEXT, of each topic")
    refuse_ahead(new.on, actor, "a review is recorded when it was held")
    if review and review.held_on:
        hint = f"clm edit {facts.customer.id} --file service mends what is written"
        raise RefusedError(f"{review.id} was held on {review.held_on}, and is recorded", hint)
    target = file_of(facts.customer.id)
    made = review or Review(id=actor.new_id("rv"), planned_on=new.on)
    told: dict[str, object] = {
        "held_on": new.on,
        "by": actor.handle,
        "ours": tuple(dict.fromkeys(new.ours)),
        "theirs": tuple(dict.fromkeys(new.theirs)),
        "topics": _lines(new.topics),
        "findings": _lines(new.findings),
        "decisions": _lines(new.decisions),
    }
    changes: list[Change] = []
    if review:
        at = ("reviews", review.id)
        changes += [Set(target, (*at, key), value) for key, value in told.items() if value]
    else:
        held_now = Review(id=made.id, planned_on=new.on, **told)  # type: ignore[arg-type]
        changes.append(Add(target, ("reviews",), held_now))
    said: list[str] = []
    for action in new.actions:
        _, step = taskacts.add_from(facts.customer.id, origin_of(made.id) or "", actor, action)
        changes += step.changes
        said += step.said
    following = _next(facts, made, new, actor, process)
    if following:
        changes.append(Add(target, ("reviews",), following))
        said.append(f"the next review is planned for {following.planned_on}: {following.id}")
    topics = "; ".join(told["topics"])  # type: ignore[arg-type]
    text = f"{made.id}: {topics}"
    changes.append(case_note(facts.customer, actor, f"{text}\n{why}" if why else text))
    return made.id, Decision(tuple(changes), tuple(said))


def _lines(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line for text in texts if (line := one_line(text))))


def _next(facts: Dossier, made: Review, new: Held, actor: Actor, process: Process) -> Review | None:
    """The review after this one: none where one is planned, or nobody wants one."""
    others = [one for one in planned(facts.reviews) if one.id != made.id]
    if others or new.next_on == "none" or facts.customer.status != "active":
        return None
    if new.next_on:
        refuse_past(new.next_on, actor)
        return Review(id=actor.new_id("rv"), planned_on=new.next_on, owner=made.owner)
    months = months_of(facts, actor.today, process.policy)
    last = max([new.on, *(one.held_on for one in held(facts.reviews, actor.today) if one.held_on)])
    on = process.calendar.next_working_day(max(months_after(last, months), actor.today))
    return Review(id=actor.new_id("rv"), planned_on=on, owner=made.owner)


def close(
    facts: Dossier, review: Review, actor: Actor, by: str, on: date, why: str | None = None
) -> Decision:
    """Note who signed the record of a review off, and when (A2.34); its actions may be open.

    Raises:
        RefusedError: it was not held yet, is signed off, or the day lies before it or is to come.
    """
    status = status_of(review)
    if status == "planned":
        hint = f"clm review record {review.id} --on DATE --ours … --theirs … --topic …"
        raise RefusedError(f"{review.id} is not recorded: there is nothing to sign off", hint)
    if status == "signed-off":
        before = f"{review.signed_off_on} by {review.signed_off_by}"
        return Decision(said=(f"{review.id} was signed off on {before}",))
    refuse_ahead(on, actor, "a review is signed off once the record was read")
    if review.held_on and on < review.held_on:
        sentence = f"{review.id} was held on {review.held_on}: nobody signed it off on {on}"
        raise RefusedError(sentence, "choose that day or a later one")
    target, at = file_of(facts.customer.id), ("reviews", review.id)
    changes: list[Change] = [
        Set(target, (*at, "signed_off_on"), on),
        Set(target, (*at, "signed_off_by"), by),
    ]
    if why:
        changes.append(case_note(facts.customer, actor, f"{review.id}: {why}"))
    left = open_actions(facts.tasks, review)
    said = tuple(f"still to be done: {one.id} {one.title}" for one in left)
    return Decision(tuple(changes), said)
