"""Appraisals ("avaliações de trabalho"): how far the goals of a person are since the last (A4.12).

What is counted is counted here, of the team's data; where the page is kept is not the business of
the team's repository (`private`).
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from clm.errors import RefusedError
from clm.render.appraisals import appraisal as words
from clm.render.paper import markdown
from clm.services.measures import Counting
from clm.services.plans import everything, rows
from clm.services.team import meant

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from clm.domain.plan import Goal, Plan
    from clm.services.workspace import Workspace

SCHEMA: Final = "clm/appraisal@1"
_KEPT: Final = re.compile(r"^<!-- clm: (\{.*\}) -->$", re.MULTILINE)


class Before(NamedTuple):
    """The page before this one: its day, and what each goal was at."""

    on: date
    figures: Mapping[str, float]


def appraisal(
    workspace: Workspace, ref: str, by: str, on: date, note: str | None, before: Before | None
) -> dict[str, Any]:
    """The page of a person on a day, by the data as they were on it.

    `then` is what a goal was at on the page before; without one, or of a newer goal, its baseline.

    Raises:
        NotFoundError: nobody is meant, or the history begins after the day.
        RefusedError: the day is still to come.
    """
    if on > workspace.today:
        raise RefusedError(f"{on} is still to come", "an appraisal tells what was reached")
    state = workspace if on == workspace.today else workspace.as_it_was(on)
    person = meant(state, ref)
    goals = list(_goals(state, person.id, before))
    return {
        "schema": SCHEMA,
        "who": person.id,
        "name": person.name,
        "on": on.isoformat(),
        "by": by,
        "since": before.on.isoformat() if before else None,
        "goals": goals,
        "note": note,
    }


def _goals(state: Workspace, handle: str, before: Before | None) -> Iterator[dict[str, Any]]:
    counting = Counting(state)
    for plan in everything(state):
        told = {one["ref"]: one for one in rows(state, plan, counting)}
        for goal in plan.goals:
            if goal.owner == handle and _is_told(plan, goal, before):
                item = told[goal.id]
                then = before.figures.get(goal.id) if before else None
                yield item | {"then": item["baseline"] if then is None else then}


def _is_told(plan: Plan, goal: Goal, before: Before | None) -> bool:
    """Is a goal open, or was that decided since the page before?"""
    ended = [day for day in (goal.status_on, plan.closed_on) if day]
    return not ended or before is None or min(ended) >= before.on


def kept(page: Mapping[str, Any]) -> str:
    """A page as it is kept: Markdown, and for the next page what each goal is at."""
    figures = {one["ref"]: one["now"] for one in page["goals"] if one["now"] is not None}
    told = json.dumps({"on": page["on"], "figures": figures})
    return f"{markdown(words(page))}\n<!-- clm: {told} -->\n"


def read_before(text: str) -> Before | None:
    """What a page that was kept says for the next one; None: nothing that can be read."""
    found = _KEPT.findall(text)
    with suppress(ValueError, KeyError, TypeError, AttributeError):
        told = json.loads(found[-1]) if found else {}
        figures = {goal: float(value) for goal, value in told["figures"].items()}
        return Before(date.fromisoformat(told["on"]), figures)
    return None
