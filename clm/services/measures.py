"""What goals are measured by, counted now: THE LISTS and THE FIGURES, one row each (A4.12).

A list is loaded as its command loads it, so that a measure and `clm LIST --where` select the same.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from clm.domain.kpi import kpis
from clm.domain.measures import kept
from clm.domain.progress import tidy
from clm.domain.query import lifts, predicate
from clm.errors import NotFoundError
from clm.services import (
    complaintlists,
    directory,
    escalationlists,
    initiatives,
    leads,
    portfolio,
    reviews,
    tasks,
    vpafiles,
    vpas,
)
from clm.services.weeks import WEEK, week
from clm.services.work import WantedRequests, requests
from clm.store.surveys import surveys

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from clm.domain.measures import Measure
    from clm.domain.plan import Goal
    from clm.services.workspace import Workspace

    Items = Sequence[Mapping[str, Any]]
    Load = Callable[[Workspace, bool], Items]
    Told = Callable[[Workspace, Mapping[str, Any]], float | None]


def _customers(workspace: Workspace, lifted: bool) -> Items:
    wanted = directory.Wanted(status="all" if lifted else "active")
    return directory.listed(workspace, wanted)


LISTS: Final[Mapping[str, Load]] = {
    "customers": _customers,
    "leads": lambda workspace, lifted: leads.listed(workspace, everything=lifted),
    "requests": lambda workspace, lifted: requests(workspace, WantedRequests(everything=lifted)),
    "tasks": lambda workspace, lifted: tasks.listed(
        workspace, tasks.WantedTasks(everything=lifted)
    ),
    "complaints": lambda workspace, lifted: complaintlists.complaints(
        workspace, complaintlists.WantedComplaints(everything=lifted)
    ),
    "actions": lambda workspace, lifted: complaintlists.actions(workspace, ended=lifted),
    "reviews": lambda workspace, _: reviews.listed(workspace, reviews.Wanted()),
    "services": lambda workspace, _: portfolio.listed(workspace),
    "vpas": lambda workspace, _: vpas.listed(workspace),
    "deadlines": lambda workspace, lifted: vpafiles.deadlines(workspace, closed=lifted),
    "escalations": lambda workspace, lifted: escalationlists.listed(
        workspace, escalationlists.WantedEscalations(everything=lifted)
    ),
    "initiatives": lambda workspace, lifted: initiatives.listed(workspace, closed=lifted),
}
"""How each list is loaded: with what it hides, where an expression asks for that."""


def _of_week(workspace: Workspace, _: Mapping[str, Any]) -> float | None:
    """Of the last week that is over: how many of the team were through with it, in percent."""
    monday = workspace.process.calendar.monday(workspace.today) - WEEK
    try:
        found = week(workspace, monday)
    except NotFoundError:
        return None
    try:
        items = found.items
        return 100 * sum(one["complete"] for one in items) / len(items) if items else None
    finally:
        found.let_go(workspace)


def _percent(share: float | None) -> float | None:
    return None if share is None else 100 * share


def _rebooked(_: Workspace, page: Mapping[str, Any]) -> float | None:
    """Of all bookings long enough ago: after how many the customer booked again, in percent."""
    n, of = (sum(one[key] for one in page["rebooking"]) for key in ("n", "of"))
    return 100 * n / of if of else None


FIGURES: Final[Mapping[str, Told]] = {
    "nps": lambda _, page: page["satisfaction"]["nps"],
    "csat": lambda _, page: page["satisfaction"]["top2"],
    "no-show-rate": lambda _, page: _percent(page["no_show_rate"]["share"]),
    "rebook-rate": _rebooked,
    "conversion": lambda _, page: _percent(page["conversion"][0]["share"]),
    "week-completion": _of_week,
}
"""What each figure is, by the KPI page of the day; without data it is none, never 0."""


class Counting:
    """Counts what is asked on one day of one state; each list is loaded once."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._loaded: dict[tuple[str, bool], Items] = {}
        self._page: Mapping[str, Any] | None = None
        workspace.look_at_all()

    def of(self, goal: Goal) -> Decimal | None:
        """What a goal is at now; None: it has no measure, or there is no data.

        Raises:
            UsageError: its measure is none.
        """
        if goal.measure is None:
            return None
        return self.share(kept(goal.measure), kept(goal.of) if goal.of else None)

    def share(self, counted: Measure, of: Measure | None = None) -> Decimal | None:
        """What is counted, or the part of it in `of` in percent; of nothing there is no part."""
        n = self._one(counted)
        if of is None or n is None:
            return n
        whole = self._one(of)
        return tidy(n * 100 / whole) if whole else None

    def _one(self, measure: Measure) -> Decimal | None:
        if measure.figure:
            told = FIGURES[measure.figure](self._workspace, self._kpis())
            return None if told is None else tidy(Decimal(str(told)))
        tree = measure.tree
        items = self._items(measure.list, lifted=tree is not None and lifts(tree))
        if tree is None:
            return Decimal(len(items))
        holds = predicate(tree, self._workspace.process.zone)
        return Decimal(sum(map(holds, items)))

    def _items(self, name: str, *, lifted: bool) -> Items:
        key = (name, lifted)
        if key not in self._loaded:
            self._loaded[key] = LISTS[name](self._workspace, lifted)
        return self._loaded[key]

    def _kpis(self) -> Mapping[str, Any]:
        if self._page is None:
            state = self._workspace
            asked = surveys(state.index)
            self._page = kpis(state.index.figures(), state.today, state.process.policy, asked)
        return self._page
