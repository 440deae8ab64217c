"""How far a goal is on a day: computed from what is counted now, and never stored (A4.12)."""

from __future__ import annotations

from decimal import ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, get_args

if TYPE_CHECKING:
    from datetime import date

    from clm.domain.plan import Goal, Plan, PlanReview

GoalState = Literal[
    "overdue", "behind", "on-track", "reached", "no-data", "not-measured", "dropped",
]  # fmt: skip
"""How a goal stands; the order is that of what asks for a word first."""
STATES: Final[tuple[GoalState, ...]] = get_args(GoalState)

LATE: Final = frozenset({"overdue", "behind"})
"""States in which a goal is not where it should be by now."""


class Progress(NamedTuple):
    """How a goal stands, what it should be at by now, and the days that are left.

    `percent` is the part of the way from the baseline to the target: below 0 it went backwards,
    above 100 beyond. None is what cannot be told.
    """

    state: GoalState
    now: Decimal | None
    percent: int | None
    expected: Decimal | None
    days_left: int


def begins(plan: Plan, goal: Goal) -> date:
    """The day of a goal's baseline: its own, else the plan's first."""
    return goal.from_ or plan.from_


def progress(goal: Goal, start: date, now: Decimal | None, today: date, tolerance: int) -> Progress:
    """How a goal of which `now` is counted stands; `tolerance` are points of percent.

    By the day it is due the whole way is to be done, by each day before the part of it that the
    days since the start are. Where the target is below the baseline the way leads down; where both
    are the same, it is to be kept from falling.
    """
    left = (goal.due - today).days
    percent = _percent(goal, now)
    expected = None if goal.status != "open" else _expected(goal, start, today)
    state = _state(goal, now, percent, _part(start, goal.due, today), tolerance, left)
    return Progress(state, now, percent, expected, left)


def _state(
    goal: Goal, now: Decimal | None, percent: int | None, part: Decimal, tolerance: int, left: int
) -> GoalState:
    if goal.status != "open":
        return goal.status
    if goal.measure and is_there(goal, now):
        return "reached"
    if left < 0:
        return "overdue"
    if goal.measure is None:
        return "not-measured"
    if percent is None:
        return "no-data"
    return "behind" if percent + tolerance < part * 100 else "on-track"


def is_there(goal: Goal, now: Decimal | None) -> bool:
    """Is what is counted at the target, or beyond? Without a baseline no way leads up or down."""
    if now is None or goal.baseline is None or goal.target is None:
        return False
    if goal.target < goal.baseline:
        return now <= goal.target
    return now >= goal.target


def _percent(goal: Goal, now: Decimal | None) -> int | None:
    """The part of the way that is done, rounded down: 100 is not said before it is there."""
    if now is None or goal.baseline is None or goal.target is None:
        return None
    way = goal.target - goal.baseline
    if way == 0:
        return 100 if is_there(goal, now) else 0
    return int(((now - goal.baseline) * 100 / way).to_integral_value(ROUND_FLOOR))


def _part(start: date, due: date, today: date) -> Decimal:
    """The part of its days that is over: 0 before the start, 1 from the day it is due."""
    days = (due - start).days
    if days <= 0:
        return Decimal(1) if today >= due else Decimal(0)
    return Decimal(min(max((today - start).days, 0), days)) / days


def _expected(goal: Goal, start: date, today: date) -> Decimal | None:
    """What should be counted by now, with one place."""
    if goal.baseline is None or goal.target is None:
        return None
    way = (goal.target - goal.baseline) * _part(start, goal.due, today)
    return tidy(goal.baseline + way)


def tidy(value: Decimal) -> Decimal:
    """A figure with one place, none where it is whole."""
    rounded = value.quantize(Decimal("0.1"))
    whole = rounded.to_integral_value()
    return whole if rounded == whole else rounded


# reviews


def next_review(plan: Plan) -> PlanReview | None:
    """The first review that is planned and not held; of a closed plan none."""
    coming = sorted((one for one in plan.reviews if one.held_on is None), key=lambda one: one.on)
    return coming[0] if coming and plan.closed_on is None else None


def last_held(plan: Plan) -> PlanReview | None:
    """The review that was held last."""
    held = [one for one in plan.reviews if one.held_on]
    return max(held, key=lambda one: (one.held_on, one.on, one.id), default=None)
