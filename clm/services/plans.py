"""Plans as people look at them: found, listed, and how far each goal is (A4.12)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from clm.domain.changes import Target
from clm.domain.planchecks import unreadable
from clm.domain.progress import LATE, STATES, begins, next_review, progress
from clm.errors import AmbiguousError, NotFoundError, UsageError
from clm.render.listing import number
from clm.services.measures import Counting
from clm.services.titledrefs import PLAN, id_meant
from clm.store.desk import plans

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from decimal import Decimal

    from clm.domain.plan import Goal, Plan, PlanReview
    from clm.services.workspace import Workspace


class Meant(NamedTuple):
    """A plan, and the goal of it that was named, if one was."""

    plan: Plan
    goal: Goal | None = None


class Stand(NamedTuple):
    """How plans stand: a row for each goal, one for each plan."""

    items: list[dict[str, Any]]
    plans: list[dict[str, Any]]
    unreadable: tuple[str, ...] = ()
    """Goals whose measure is none: nothing is counted for them."""

    @property
    def has_late_review(self) -> bool:
        """Should one of the plans have been looked at?"""
        return any(one["review_overdue"] for one in self.plans)


def everything(workspace: Workspace) -> list[Plan]:
    """All plans that can be read, those edited by hand as they are now."""
    if workspace.index.age:
        workspace.look_at_all()
    return plans(workspace.index)


def meant(workspace: Workspace, ref: str) -> Meant:
    """The plan or goal a reference means: an id, the beginning of one, words of a title.

    A goal is named by its id, `g-5m2k8q`, or with its plan, `pl-3f8h2k/g-5m2k8q`.

    Raises:
        NotFoundError: there is none.
        AmbiguousError: several fit; the hint lists them.
        BadDataError: its file cannot be read.
    """
    whose, slash, name = ref.strip().casefold().rpartition("/")
    if not (slash or name.startswith("g-")):
        return Meant(plan_meant(workspace, ref))
    of = [plan_meant(workspace, whose)] if slash else everything(workspace)
    found = [(plan, goal) for plan in of for goal in plan.goals if goal.id.startswith(name)]
    if not name or not found:
        raise NotFoundError(f"there is no goal {ref}", "clm plan status --all shows all")
    if len(found) > 1:
        lines = "\n".join(f"{goal.id}  {goal.text}" for _, goal in found)
        raise AmbiguousError(f"{ref} matches {len(found)} goals", f"one of these:\n{lines}")
    return Meant(*found[0])


def plan_meant(workspace: Workspace, ref: str) -> Plan:
    """The plan a reference means, as its file has it now.

    Raises:
        NotFoundError: there is none.
        AmbiguousError: several fit; the hint lists them.
        BadDataError: its file cannot be read.
    """
    known = {one.id: one.title for one in everything(workspace)}
    return fresh(workspace, id_meant(PLAN, ref, known))


def fresh(workspace: Workspace, plan: str) -> Plan:
    """A plan as its file has it now.

    Raises:
        NotFoundError: it is not there any more.
        BadDataError: its file cannot be read.
    """
    found: Plan | None = workspace.record(Target("plan", plan))
    if found is None:
        raise NotFoundError(f"there is no plan {plan} any more", "clm plan list --all")
    return found


# looking


def listed(workspace: Workspace, *, closed: bool = False) -> list[dict[str, Any]]:
    """The plans, the newest first; closed ones only where asked for."""
    found = [item_of(workspace, one) for one in everything(workspace)]
    shown = [one for one in found if closed or one["state"] != "closed"]
    return sorted(shown, key=lambda one: (one["from"], one["id"]), reverse=True)


def item_of(workspace: Workspace, plan: Plan) -> dict[str, Any]:
    """One item of `plan list`; nothing is counted for it."""
    coming = next_review(plan)
    by_status = Counter(goal.status for goal in plan.goals)
    return {
        "id": plan.id,
        "title": plan.title,
        "owner": plan.owner,
        "from": plan.from_.isoformat(),
        "to": iso(plan.to),
        "goals": len(plan.goals),
        "open": by_status["open"],
        "reached": by_status["reached"],
        "state": "closed" if plan.closed_on else "open",
        "closed_on": iso(plan.closed_on),
        "next_review": iso(coming.on) if coming else None,
        "review_overdue": coming is not None and coming.on < workspace.today,
    }


def iso(day: date | None) -> str | None:
    """A day as JSON has it."""
    return day.isoformat() if day else None


def stand(workspace: Workspace, ref: str | None = None, *, closed: bool = False) -> Stand:
    """How far each goal is, of one plan or of all that are open; the latest first."""
    of = [plan_meant(workspace, ref)] if ref else everything(workspace)
    shown = [one for one in of if closed or ref or one.closed_on is None]
    counting = Counting(workspace)
    items = [row for plan in shown for row in rows(workspace, plan, counting)]
    items.sort(key=lambda one: (STATES.index(one["state"]), one["due"], one["ref"]))
    goals = (goal for plan in shown for goal in plan.goals if goal.measure)
    bad = tuple(one.id for one in goals if any(unreadable((), one)))
    return Stand(items, [item_of(workspace, one) for one in shown], bad)


def rows(workspace: Workspace, plan: Plan, counting: Counting) -> Iterable[dict[str, Any]]:
    """The items of `plan status`, one a goal, in the plan's order."""
    for goal in plan.goals:
        yield row(workspace, plan, goal, _counted(counting, goal))


def _counted(counting: Counting, goal: Goal) -> Decimal | None:
    """What a goal is at; a measure that is none tells nothing: `check` names it."""
    try:
        return counting.of(goal)
    except UsageError:
        return None


def row(workspace: Workspace, plan: Plan, goal: Goal, now: Decimal | None) -> dict[str, Any]:
    """One item of `plan status`."""
    start = begins(plan, goal)
    tolerance = workspace.process.policy.plan_behind_percent
    told = progress(goal, start, now, workspace.today, tolerance)
    return {
        "ref": goal.id,
        "goal": goal.text,
        "plan": plan.id,
        "title": plan.title,
        "horizon": goal.horizon,
        "owner": goal.owner,
        "measure": goal.measure,
        "of": goal.of,
        "from": start.isoformat(),
        "due": goal.due.isoformat(),
        "baseline": number(goal.baseline),
        "target": number(goal.target),
        "now": number(told.now),
        "percent": told.percent,
        "expected": number(told.expected),
        "state": told.state,
        "late": told.state in LATE,
        "days_left": told.days_left,
        "note": goal.note,
    }


def figures(workspace: Workspace, plan: Plan) -> dict[str, str]:
    """What each goal that is open and measured is at now, as a review keeps it."""
    counting = Counting(workspace)
    counted = {one.id: _counted(counting, one) for one in plan.goals if one.status == "open"}
    return {goal: f"{number(value)}" for goal, value in counted.items() if value is not None}


def shown(workspace: Workspace, ref: str) -> dict[str, Any]:
    """Everything about one plan: its row, the vision, how far each goal is, its reviews."""
    plan = plan_meant(workspace, ref)
    reviews = sorted(plan.reviews, key=lambda one: (one.held_on or one.on, one.id))
    return {
        **item_of(workspace, plan),
        "vision": plan.vision,
        "closed_by": plan.closed_by,
        "conclusions": plan.conclusions,
        "goal_items": [*rows(workspace, plan, Counting(workspace))],
        "reviews": [_review(one) for one in reviews],
    }


def _review(one: PlanReview) -> dict[str, Any]:
    return {
        "id": one.id,
        "on": one.on.isoformat(),
        "held_on": iso(one.held_on),
        "by": one.by,
        "note": one.note,
        "figures": dict(one.figures),
    }
