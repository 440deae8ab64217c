"""The team of a data folder: who is there, who covers, who has a role, who works when."""

from __future__ import annotations

from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from clm.domain.cover import DISTRIBUTOR, Roster
from clm.domain.lists import ANYONE
from clm.domain.names import did_you_mean
from clm.errors import NotFoundError, RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

    from clm.domain.calendar import Calendar
    from clm.domain.cover import Away
    from clm.domain.digest import Digest
    from clm.domain.process import Process
    from clm.domain.worktime import WorkCalendar
    from clm.store.index import Index


class Person(NamedTuple):
    """One member of the team, as listing needs it."""

    handle: str
    name: str
    initials: str | None
    emails: tuple[str, ...]
    roles: tuple[str, ...]
    shared: bool


def active(team: Iterable[Mapping[str, Any]], roster: Roster, day: date) -> dict[str, Person]:
    """Who of the team, given as plain data, works here on a day, by handle."""
    return {
        raw["id"]: Person(
            raw["id"],
            raw["name"],
            raw.get("initials"),
            tuple(raw.get("emails", ())),
            tuple(raw.get("roles", ())),
            bool(raw.get("shared")),
        )
        for raw in team
        if roster.is_active(raw["id"], day)
    }


class Staff:
    """What a workspace answers about people, on its day."""

    index: Index

    if TYPE_CHECKING:

        @property
        def today(self) -> date: ...  # noqa: D102 -- the workspace's
        @property
        def process(self) -> Process: ...  # noqa: D102
        @property
        def share(self) -> str | None: ...  # noqa: D102
        @property
        def calendars(self) -> Mapping[str, WorkCalendar]: ...  # noqa: D102

    @property
    def people(self) -> list[dict[str, Any]]:
        """The records of the team as plain data; in a VPA's share there is the VPA alone."""
        return self.index.meta("vpa" if self.share else "team") or []

    @cached_property
    def team(self) -> dict[str, Person]:
        """The colleagues by handle; those no longer active are left out."""
        return active(self.people, self.roster, self.today)

    @cached_property
    def former(self) -> frozenset[str]:
        """Handles of people who have a record but are not active on this day."""
        return frozenset(raw["id"] for raw in self.people) - frozenset(self.team)

    @cached_property
    def vpas(self) -> dict[str, str]:
        """The names of the VPAs by handle."""
        return {raw["id"]: raw["name"] for raw in self.index.meta("vpa") or []}

    @cached_property
    def roster(self) -> Roster:
        """Who is there on which day, and who covers for whom."""
        return Roster.of(self.people)

    @cached_property
    def present(self) -> frozenset[str]:
        """Who works here and is not away the whole of this day."""
        return frozenset(
            one for one in self.roster.members if self.roster.is_present(one, self.today)
        )

    @cached_property
    def turns(self) -> Callable[[str], list[tuple[Away, list[date]]]]:
        """The absences of a person today, each with the days on which it may change who acts.

        Worked out once a person: a worklist asks it of every row (A0.29).
        """
        from clm.domain.windows import turns

        @cache
        def of(handle: str) -> list[tuple[Away, list[date]]]:
            held = self.roster.members[handle].away(self.today)
            return [(absence, turns(self.roster, handle, absence)) for absence in held]

        return of

    def holders(self, role: str) -> list[str]:
        """Who has a role, those present first; the first is who acts in it."""
        return self.roster.holders(role, self.today)

    def cover(self, handle: str, day: date | None = None) -> str:
        """Who effectively acts for a colleague on a day: the replacement, or they (A0.24)."""
        return self.roster.cover(handle, day or self.today)

    def effective(self, person: str | None, day: date | None = None) -> str | None:
        """The one who acts on the entries of `person`'s customers (L14); None: nobody can."""
        return self.roster.effective(person, day or self.today)

    def lists_of(self, handle: str) -> list[str]:
        """Whose entries are a person's: their own; nobody's, for the lead distributor (A1.47)."""
        if handle not in self.holders(DISTRIBUTOR)[:1]:
            return [handle]
        # Who has left, or was never there, looks after nobody either.
        return [handle, ANYONE, *sorted(self.index.people() - self.team.keys() - {ANYONE})]

    def calendar_of(self, handle: str) -> Calendar:
        """When a person works: by their own calendar, else by the team's."""
        from clm.domain.worktime import calendar_of

        own = self.calendars.get(self.calendar_named_by(handle) or "")
        return calendar_of(own, self.process.policy) if own else self.process.calendar

    def digest_of(self, handle: str) -> Digest:
        """How often a person wants to be told, as their record says (A0.35)."""
        raw = next((one for one in self.people if one["id"] == handle), {})
        found: Digest = (raw.get("notify") or {}).get("digest") or "immediate"
        return found

    def calendar_named_by(self, handle: str) -> str | None:
        """The calendar that a person's record names."""
        return next((raw.get("calendar") for raw in self.people if raw["id"] == handle), None)


def known_colleague(workspace: Staff, handle: str) -> None:
    """Make sure that a handle is a colleague who works here today.

    Raises:
        NotFoundError: there is no such record.
        RefusedError: the person has left, or has not begun.
    """
    if handle in workspace.team:
        return
    if handle in workspace.former:
        raise RefusedError(f"{handle} is not active on {workspace.today}", "choose somebody else")
    known = f"known: {', '.join(sorted(workspace.team))}"
    if handle in workspace.vpas:
        raise NotFoundError(f"{handle} is a VPA, no colleague", known)
    hint = did_you_mean(handle.lower(), workspace.team) + known
    raise NotFoundError(f"nobody in the team has the handle {handle}", hint)


def assignable(workspace: Staff, handle: str, *, force: bool = False) -> None:
    """Make sure that something can be given to a colleague today (A0.18).

    Raises:
        NotFoundError: there is no such record; the hint names the nearest one.
        RefusedError: the person has left, or is away today and nobody forces it; the hint names
            who covers, or how to find somebody.
    """
    known_colleague(workspace, handle)
    if force or handle in workspace.present:
        return
    cover = workspace.cover(handle)
    instead = f"{cover} covers: choose {cover}"
    if cover == handle:
        instead = "nobody covers: clm team find names who is there"
    raise RefusedError(
        f"{handle} is away on {workspace.today}",
        f"{instead}, or --force -m WHY gives it to {handle}",
    )
