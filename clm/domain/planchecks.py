"""What plans obey beyond their types: people who are there, days in order, measures (A4.12)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from clm.domain.flaws import Flaw, gone, nobody
from clm.domain.measures import kept, refuse_share
from clm.domain.progress import begins
from clm.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from clm.domain.findings import Severity
    from clm.domain.flaws import At, Known
    from clm.domain.plan import Goal, Plan


def unknown_of_plan(plan: Plan, known: Known) -> Iterable[Flaw]:
    """Every handle in a plan names a colleague with a record."""
    named: list[tuple[At, str | None]] = [
        (("owner",), plan.owner),
        (("closed_by",), plan.closed_by),
    ]
    for goal in plan.goals:
        named += [(("goals", goal.id, key), getattr(goal, key)) for key in ("owner", "status_by")]
    named += [(("reviews", one.id, "by"), one.by) for one in plan.reviews]
    return nobody(named, known.team)


def former_of_goals(plan: Plan, known: Known) -> Iterator[Flaw]:
    """Who owns a goal that is open is still there."""
    for goal in plan.goals if plan.closed_on is None else ():
        if goal.status == "open":
            hint = f"clm plan set {goal.id} owner=HANDLE"
            yield from gone([(("goals", goal.id, "owner"), goal.owner)], known, hint)


def days_of_plan(plan: Plan, known: Known) -> Iterator[Flaw]:
    """Nothing ends before it begins, and what has happened is not still to come."""
    if plan.to and plan.to < plan.from_:
        yield Flaw(("to",), f"to {plan.to} lies before from {plan.from_}")
    for goal in plan.goals:
        start = begins(plan, goal)
        if goal.due < start:
            at = ("goals", goal.id, "due")
            yield Flaw(at, f"due {goal.due} lies before its first day, {start}")
    for one in plan.reviews:
        if one.held_on and one.held_on > known.today:
            at = ("reviews", one.id, "held_on")
            yield Flaw(at, f"held_on: {one.held_on} is still to come")


def reviewed_twice(plan: Plan, _known: Known) -> Iterator[Flaw]:
    """Two reviews of one day are one."""
    met: set[tuple[str, object]] = set()
    for one in plan.reviews:
        key = ("held", one.held_on) if one.held_on else ("planned", one.on)
        if key in met:
            sentence = f"a second review is {key[0]} for {key[1]}"
            yield Flaw(("reviews", one.id), sentence, "take one of the two away")
        met.add(key)


def odd_goals(plan: Plan, _known: Known) -> Iterator[Flaw]:
    """What is counted can be counted, and has a target that it leads to."""
    for goal in plan.goals:
        at = ("goals", goal.id)
        if goal.measure is None:
            yield from _without_measure(at, goal)
        else:
            if goal.target is None:
                yield Flaw((*at, "measure"), "measure: the goal has no target", "target: 35")
            yield from unreadable(at, goal)


def _without_measure(at: At, goal: Goal) -> Iterator[Flaw]:
    for key in ("of", "baseline", "target"):
        if getattr(goal, key) is not None:
            hint = 'measure: "customers: phase = existing"'
            yield Flaw((*at, key), f"{key}: the goal has no measure that it belongs to", hint)


def unreadable(at: At, goal: Goal) -> Iterator[Flaw]:
    """A measure that cannot be read."""
    field = "measure"
    try:
        counted = kept(goal.measure or "")
        field = "of"
        refuse_share(counted, kept(goal.of) if goal.of else None)
    except UsageError as problem:
        told = problem.message.partition("\n")[0]
        yield Flaw((*at, field), f"{field}: {told}", problem.hint)


def without_baseline(plan: Plan, _known: Known) -> Iterator[Flaw]:
    """Progress is told from where it began."""
    for goal in plan.goals if plan.closed_on is None else ():
        if goal.status == "open" and goal.measure and goal.baseline is None:
            hint = f"clm plan set {goal.id} baseline=N"
            sentence = "measure: the goal has no baseline, so its progress cannot be told"
            yield Flaw(("goals", goal.id, "measure"), sentence, hint)


OF_PLANS: Final[tuple[tuple[str, Callable[[Plan, Known], Iterable[Flaw]], Severity], ...]] = (
    ("unknown-colleague", unknown_of_plan, "error"),
    ("former-colleague", former_of_goals, "warning"),
    ("dates-out-of-order", days_of_plan, "error"),
    ("plan", reviewed_twice, "error"),
    ("plan", odd_goals, "error"),
    ("plan", without_baseline, "warning"),
)
"""The rules over one plan: rule id, what finds the flaws, how grave one is."""
