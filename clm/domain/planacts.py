"""What is done to plans: goals set, moved, reviewed, the whole closed (A4.12)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from clm.domain.changes import Add, Set, Target
from clm.domain.decisions import Decision, refuse_past
from clm.domain.measures import FIGURE
from clm.domain.plan import PlanReview
from clm.domain.progress import begins, next_review
from clm.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from clm.domain.changes import Change
    from clm.domain.decisions import Actor
    from clm.domain.plan import Goal, GoalStatus, Plan


BELOW: Final = frozenset({f"{FIGURE}: nps"})
"""What may fall below 0."""


def file_of(plan: Plan) -> Target:
    """The file a plan stands in."""
    return Target("plan", plan.id)


def refuse_closed(plan: Plan) -> None:
    """Refuse to change a plan that is over.

    Raises:
        RefusedError: it was closed.
    """
    if plan.closed_on:
        hint = "clm plan add begins another"
        raise RefusedError(f"{plan.id} was closed on {plan.closed_on}", hint)


def add_goal(plan: Plan, goal: Goal, actor: Actor) -> Decision:
    """Set a goal in a plan.

    Raises:
        RefusedError: the plan is closed, or the goal is due before it begins, or in the past, or
            its target is where it begins, or below 0 where nothing is.
    """
    refuse_closed(plan)
    refuse_past(goal.due, actor)
    start = begins(plan, goal)
    if goal.due <= start:
        sentence = f"it would be due on {goal.due}, and begin on {start}"
        raise RefusedError(sentence, "a later day: --due DATE")
    for _, told in standing_still(goal):
        raise RefusedError(told, "another one: --target N")
    return Decision((Add(file_of(plan), ("goals",), goal),))


def standing_still(goal: Goal) -> Iterator[tuple[str, str]]:
    """A target that leads nowhere: the field, and a sentence."""
    if goal.target is not None and goal.target < 0 and goal.measure not in BELOW:
        yield "target", f"target: {goal.target} is below 0: nothing that is counted falls so low"
    if goal.target is not None and goal.target == goal.baseline:
        yield "target", f"target: {goal.target} is the baseline: it leads nowhere"


def move(
    plan: Plan, goal: Goal, status: GoalStatus, actor: Actor, note: str | None = None
) -> Decision:
    """Say that a goal is reached or dropped, or open again.

    Raises:
        RefusedError: the plan is closed, or the goal is dropped and nobody says why.
    """
    refuse_closed(plan)
    if goal.status == status:
        return Decision(said=(f"{goal.id} is {status} already",))
    if status == "dropped" and not note:
        raise RefusedError(f"why is {goal.id} dropped?", "-m WHY")
    is_open = status == "open"
    told: dict[str, object] = {
        "status": status,
        "status_on": None if is_open else actor.today,
        "status_by": None if is_open else actor.handle,
        "note": note or goal.note,
    }
    held = {key: getattr(goal, key) for key in told}
    target, at = file_of(plan), ("goals", goal.id)
    changes = (Set(target, (*at, key), told[key]) for key in told if told[key] != held[key])
    return Decision(tuple(changes))


def plan_review(plan: Plan, on: date, actor: Actor) -> Decision:
    """Plan a day on which the plan is looked at.

    Raises:
        RefusedError: the plan is closed, or the day is over.
    """
    refuse_closed(plan)
    refuse_past(on, actor)
    if any(one.on == on and one.held_on is None for one in plan.reviews):
        return Decision(said=(f"{plan.id}: a review is planned for {on} already",))
    late = plan.to is not None and on > plan.to
    said = (f"{on} lies after the last day of {plan.id}, {plan.to}",) if late else ()
    new = PlanReview(id=actor.new_id("k"), on=on)
    return Decision((Add(file_of(plan), ("reviews",), new),), said)


def hold_review(
    plan: Plan, note: str, figures: Mapping[str, str], actor: Actor, next_on: date | None = None
) -> Decision:
    """Keep what a review of today found, with what each goal was at, and plan the next one.

    It is the first one planned for today or a day that is over; else one of its own.

    Raises:
        RefusedError: the plan is closed, it was reviewed today already, or the next day is over.
    """
    refuse_closed(plan)
    due = next_review(plan)
    target = file_of(plan)
    changes: list[Change] = []
    if due and due.on <= actor.today:
        at = ("reviews", due.id)
        told = {
            "held_on": actor.today,
            "by": actor.handle,
            "note": note,
            "figures": dict(figures) or None,
        }
        changes += [Set(target, (*at, key), value) for key, value in told.items() if value]
    else:
        if any(one.held_on == actor.today for one in plan.reviews):
            hint = f"clm edit {plan.id} mends what is written"
            raise RefusedError(f"{plan.id} was reviewed today already", hint)
        new = PlanReview(
            id=actor.new_id("k"), on=actor.today, held_on=actor.today, by=actor.handle, note=note,
            figures=dict(figures),
        )  # fmt: skip
        changes.append(Add(target, ("reviews",), new))
    said: tuple[str, ...] = ()
    if next_on:
        planned = plan_review(plan, next_on, actor)
        changes += planned.changes
        said = planned.said
    return Decision(tuple(changes), said)


def close(plan: Plan, actor: Actor, conclusions: str | None = None) -> Decision:
    """Close a plan; goals that are open stay as they are, and are told.

    Raises:
        RefusedError: it is closed already, or goals are open and nobody says what came of it.
    """
    refuse_closed(plan)
    left = [one for one in plan.goals if one.status == "open"]
    if left and not conclusions:
        raise RefusedError(f"{plan.id} has goals that are open: what came of it?", "-m CONCLUSIONS")
    told = {"closed_on": actor.today, "closed_by": actor.handle, "conclusions": conclusions}
    target = file_of(plan)
    changes = tuple(Set(target, (key,), value) for key, value in told.items() if value)
    said = tuple(f"still open: {one.id} {one.text}" for one in left)
    return Decision(changes, said)
