"""Who is through with the week: per person what was due, done, open and overdue (A1.38)."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from clm.domain.lists import ANYONE
from clm.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clm.services.workspace import Workspace

ADMIN = "admin"
"""The role whose work the week is about; others appear where something of theirs counts."""


class Week(NamedTuple):
    """One ISO week, `2026-W47`; `provisional` until its deadline is over.

    `items` are `{who, due, done, open, overdue, complete}`, one a person, by handle. `state` is
    what they were counted in: the data now, or as they were at the deadline.
    """

    week: str
    monday: date
    deadline: date
    provisional: bool
    items: list[dict[str, Any]]
    state: Workspace

    @property
    def complete(self) -> bool:
        """Is everybody through?"""
        return all(item["complete"] for item in self.items)

    @property
    def totals(self) -> dict[str, int]:
        """The sums over everybody."""
        return {key: sum(item[key] for item in self.items) for key in COUNTS}


COUNTS = ("due", "done", "open", "overdue")


def week(workspace: Workspace, monday: date | None = None) -> Week:
    """The figures of the week that begins on `monday`, by default of the present one.

    A week that is over is counted in the state as of its deadline, so the figures stay.

    Raises:
        UsageError: the week lies ahead.
        NotFoundError: the history begins after it.
    """
    today = workspace.today
    monday = monday or workspace.process.calendar.monday(today)
    name = workspace.process.calendar.week_of(monday)
    if monday > today:
        raise UsageError(f"{name} lies ahead", "name this week or an earlier one")
    deadline = workspace.process.calendar.deadline(monday)
    provisional = today <= deadline
    state = workspace if provisional else _at_deadline(workspace, monday, deadline)
    deadline = state.process.calendar.deadline(monday)
    return Week(name, monday, deadline, provisional, _items(state, monday, deadline), state)


def _at_deadline(workspace: Workspace, monday: date, deadline: date) -> Workspace:
    """The state as of the deadline; the calendar of then says when that was."""
    state = workspace.as_it_was(deadline)
    then = state.process.calendar.deadline(monday)
    if then == deadline:
        return state
    state.close()
    return workspace.as_it_was(then)


def _items(state: Workspace, monday: date, deadline: date) -> list[dict[str, Any]]:
    before = state.process.calendar.deadline(monday - timedelta(days=1))
    today = state.today.isoformat()
    entries = state.index.open_by(deadline)
    left = _by_person(state, ((who, today, n) for who, _, n in entries))
    late = _by_person(state, ((who, today, n) for who, due, n in entries if due < today))
    done = _by_person(state, state.index.done_between(before, deadline))
    admins = {p.handle for p in state.team.values() if ADMIN in p.roles and not p.shared}
    return [
        {
            "who": who or None,
            "due": done[who] + left[who],
            "done": done[who],
            "open": left[who],
            "overdue": late[who],
            "complete": not left[who],
        }
        for who in sorted(admins | left.keys() | done.keys())
    ]


def _by_person(state: Workspace, work: Iterable[tuple[str, str, int]]) -> Counter[str]:
    """How much of (whose, day, how many) falls to each person, after cover on that day (L14).

    ANYONE where nobody could act.
    """
    found: Counter[str] = Counter()
    for who, day, n in work:
        person = state.effective(who if who != ANYONE else None, date.fromisoformat(day))
        found[person or ANYONE] += n
    return found
