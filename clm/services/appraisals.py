"""Appraisals ("avaliações de trabalho"): how far the goals of a person are since the last (A4.12).

What is counted is counted here, of the team's data; where the page is kept is not the business of
the team's repository (`private`).
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from clm.domain.periods import Period
from clm.domain.privatenote import folder_of
from clm.errors import RefusedError
from clm.render.appraisals import appraisal as words
from clm.render.paper import markdown
from clm.services import praising, private
from clm.services.measures import Counting
from clm.services.personfigures import figures
from clm.services.plans import everything, rows
from clm.services.privatenotes import refuse
from clm.services.team import meant
from clm.store import vault

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from clm.domain.plan import Goal, Plan
    from clm.services.private import PrivateStore
    from clm.services.workspace import Workspace

SCHEMA: Final = "clm/appraisal@1"
_PAGE: Final = "appraisal-"
_KEPT: Final = re.compile(r"^<!-- clm: (\{.*\}) -->$", re.MULTILINE)


class Before(NamedTuple):
    """The page before this one: its day, and what each goal was at."""

    on: date
    figures: Mapping[str, float]


def appraised(
    workspace: Workspace,
    store: PrivateStore | None,
    ref: str,
    by: str,
    on: date,
    note: str | None,
) -> dict[str, Any]:
    """The page of a person on a day, since the page before that their manager has kept.

    Raises:
        NotFoundError: nobody is meant, or the history begins after the day.
        RefusedError: the day is still to come, or who asks is not their manager.
    """
    handle = meant(workspace, ref).id
    before = None
    if store:
        refuse(workspace, by, handle)
        before = _last_page(store, handle, on)
    return appraisal(workspace, handle, by, on, note, before)


def _last_page(store: PrivateStore, handle: str, on: date) -> Before | None:
    """What the last page before a day says, of those that can be read."""
    paths = vault.listed(store.root, folder_of(handle))
    names = {path.rpartition("/")[2].partition(".")[0] for path in paths}
    for name in sorted((one for one in names if one.startswith(_PAGE)), reverse=True):
        told = read_before(private.page(store, handle, name) or "")
        if told and told.on < on:
            return told
    return None


def keep(store: PrivateStore, page: Mapping[str, Any]) -> str:
    """Keep a page; answers its name.

    Raises:
        RefusedError: there is one of that day: what was said in it would be lost.
    """
    name = f"{_PAGE}{page['on']}"
    if private.has_page(store, page["who"], name):
        sentence = f"there is a page of {page['who']} of {page['on']} already: it stays"
        raise RefusedError(
            sentence, f"clm private note {page['who']} TEXT adds to it, --on another day"
        )
    private.keep_page(store, page["who"], name, kept(page))
    return name


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
        "figures": _of_work(state, person.id, by, before),
        "praise": [
            one
            for one in praising.log(state, person.id)
            if before is None or one["on"] > before.on.isoformat()
        ],
        "note": note,
    }


def _of_work(
    state: Workspace, handle: str, by: str, before: Before | None
) -> list[dict[str, Any]] | None:
    """What is computed of the person's work since the page before; None: not for who asks (A4.3).

    Without one it is that of the last `appraisal_first_days`.
    """
    days = timedelta(days=state.process.policy.appraisal_first_days)
    first = before.on + timedelta(days=1) if before else state.today - days
    try:
        found = figures(state, handle, by, Period(f"{first}..{state.today}", first, state.today))
    except RefusedError:
        return None
    return [{key: one[key] for key in ("figure", "n", "of", "share")} for one in found.items]


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
