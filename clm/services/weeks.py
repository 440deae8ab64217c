"""Who is through with the week: per person what was due, done, open and overdue (A1.38)."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from clm.domain.cover import ANY
from clm.domain.lists import ANYONE
from clm.domain.week import last_deadline
from clm.errors import NotFoundError, UsageError
from clm.services.covering import kind_of, matter_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clm.domain.cover import Matter
    from clm.services.workspace import Workspace
    from clm.store.answers import Counted

WEEK = timedelta(days=7)

ADMIN = "admin"
"""The role whose work the week is about; others appear where something of theirs counts."""


class Week(NamedTuple):
    """One ISO week, `2026-W47`; `provisional` until its deadline is over.

    It is so too in the week a team begins in, where nothing is known as of the deadline.
    `items` are `{who, due, done, open, overdue, complete}`, one a person, by handle, with
    `covering_for` where a colleague's work is among it. `state` is
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

    def let_go(self, workspace: Workspace) -> None:
        """Close the state, unless it is the workspace: the next week's would wait for its file."""
        if self.state is not workspace:
            self.state.close()


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
    provisional, state = today <= deadline, workspace
    if not provisional:
        try:
            state = _at_deadline(workspace, monday, deadline)
        except NotFoundError:
            if today - monday >= WEEK:
                raise
            provisional = True  # a team that began at this weekend sees what it has now
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
    before = last_deadline(monday, state.process.calendar)
    today = state.today.isoformat()
    each = state.roster.has_parts
    entries = state.index.open_by(deadline, each=each)
    covered: dict[str, set[str]] = {}
    left = _by_person(state, (_on(today, one) for one in entries), covered)
    late = _by_person(state, (_on(today, one) for one in entries if one[2] < today), covered)
    done = _by_person(state, state.index.done_between(before, deadline, each=each), covered)
    admins = {p.handle for p in state.team.values() if ADMIN in p.roles and not p.shared}
    return [
        {
            "who": who or None,
            "due": done[who] + left[who],
            "done": done[who],
            "open": left[who],
            "overdue": late[who],
            "complete": not left[who],
            **({"covering_for": sorted(covered[who])} if who in covered else {}),
        }
        for who in sorted(admins | left.keys() | done.keys())
    ]


def _on(day: str, one: Counted) -> Counted:
    """The same on another day: what is open is who acts today's."""
    return (*one[:2], day, *one[3:])


class Piece(NamedTuple):
    """One entry that a week counts: `on` is the day it was done, or is due."""

    customer: str
    rule: str
    trigger: str
    on: str


def pieces(found: Week, handle: str) -> tuple[list[Piece], list[Piece]]:
    """The entries a week counts for a person as done and as open, each for itself (A4.3).

    They are as many as its figures say.
    """
    state, deadline = found.state, found.deadline
    before = last_deadline(found.monday, state.process.calendar)
    today = state.today.isoformat()

    def of(work: Iterable[Counted], day: str | None = None) -> list[Piece]:
        return [
            Piece(*one[4:], one[2])
            for one in work
            if _acts(state, _on(day, one) if day else one)[0] == handle
            for _ in range(one[3])
        ]

    done = of(state.index.done_between(before, deadline, each=True))
    return done, of(state.index.open_by(deadline, each=True), today)


def _by_person(
    state: Workspace, work: Iterable[Counted], covered: dict[str, set[str]]
) -> Counter[str]:
    """How much of what is counted falls to each person, after cover on that day (L14).

    `whose` is the customer's responsible by right. ANYONE where nobody could act. `covered` learns
    for whom somebody covers with it (A1.39).
    """
    found: Counter[str] = Counter()
    for one in work:
        person, matter = _acts(state, one)
        found[person] += one[3]
        whose, on = one[1], date.fromisoformat(one[2])
        is_theirs = whose == person or whose not in state.team
        if not is_theirs and state.roster.cover(whose, on, matter) == person:
            covered.setdefault(person, set()).add(whose)
    return found


def _acts(state: Workspace, one: Counted) -> tuple[str, Matter]:
    """To whom a piece of work falls on its day, and what it is about as covers look at it."""
    who, _, day, _, customer, rule, trigger = one
    matter = matter_of(state, customer, trigger, kind_of(rule)) if customer else ANY
    person = state.roster.effective(who if who != ANYONE else None, date.fromisoformat(day), matter)
    return person or ANYONE, matter
