"""Who is there on a day, and who acts for whom: roles, absences and their cover (A0.21, L14).

An absence moves nobody's work: the owner stays, who acts is worked out for the day, and from the
day after the last it is as before (A0.24, A0.28).
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from clm.domain.people import Absence

DISTRIBUTOR: Final = "lead-distributor"
"""The role that customers without a responsible belong to (A1.47)."""

CRM_LEAD: Final = "crm-lead"
"""The role that is told of what is grave."""
TEAM_LEAD: Final = "team-lead"
"""The role that gets what a chain of replacements leads nowhere with (A0.25)."""

MOST_LEVELS: Final = 10
"""A0.25: so many replacements are followed one after the other."""


Window: TypeAlias = "Absence | Away"
"""An absence as far as days and cover go: the record, or the light form of it."""


class Matter(NamedTuple):
    """A piece of work as far as the scope of a replacement goes (A0.27).

    `ids` are its own id, then its customer's; `kind` is the word of what it is.
    """

    ids: tuple[str, ...] = ()
    class_: str | None = None
    department: str | None = None
    kind: str | None = None


ANY: Final = Matter()
"""Work of which nothing is known: only who replaces somebody in everything covers it."""


class Stand(NamedTuple):
    """Who covers a part of the work: all that is said of it must hold; nothing said is all."""

    replacement: str
    class_: str | None = None
    department: str | None = None
    kind: str | None = None
    items: tuple[str, ...] = ()

    @property
    def parts(self) -> dict[str, str]:
        """What is said of the work but single items."""
        said = {"class": self.class_, "department": self.department, "kind": self.kind}
        return {name: word for name, word in said.items() if word}

    @property
    def typed(self) -> str:
        """As it is typed where it names no items: `tom`, `tom:class=A,kind=posted`."""
        parts = ",".join(f"{name}={word}" for name, word in self.parts.items())
        return f"{self.replacement}:{parts}" if parts else self.replacement

    def rank(self, matter: Matter) -> int | None:
        """How specific it is for a piece of work; None where it is not for it.

        The item itself goes before its customer, and both before any number of other words.
        """
        of = {"class": matter.class_, "department": matter.department, "kind": matter.kind}
        if any(of[name] != word for name, word in self.parts.items()):
            return None
        if not self.items:
            return len(self.parts)
        for place, known in enumerate(matter.ids):
            if known in self.items:
                return len(self.parts) + 8 // (place + 1)
        return None


class Away(NamedTuple):
    """An absence read without its record type, which a start need not load."""

    id: str
    from_: date
    to: date | None = None
    half: str | None = None
    replacement: str | None = None
    replacements: tuple[Stand, ...] = ()

    @property
    def stands(self) -> tuple[Stand, ...]:
        """Everybody who covers, who covers everything first."""
        whole = (Stand(self.replacement),) if self.replacement else ()
        return (*whole, *self.replacements)

    def named(self, matter: Matter) -> list[str]:
        """Who is to cover a piece of work: the most specific first, equals as written (A0.27)."""
        ranked = [(one.rank(matter), one.replacement) for one in self.stands]
        fitting = [(rank, who) for rank, who in ranked if rank is not None]
        return [who for _, who in sorted(fitting, key=lambda pair: -pair[0])]


class Member(NamedTuple):
    """A colleague as far as presence goes; `begins` and `ends` bound their time in the team.

    `absences` are in the order of their days; `through` is, up to each, the last day of any.
    """

    handle: str
    roles: tuple[str, ...] = ()
    shared: bool = False
    begins: date = date.min
    ends: date = date.max
    manager: str | None = None
    absences: tuple[Away, ...] = ()
    through: tuple[date, ...] = ()

    def away(self, day: date) -> Iterator[Away]:
        """The absences that make them away the whole of `day`, the latest begun first."""
        place = bisect_right(self.absences, day, key=lambda one: one.from_)
        halves: list[Away] = []
        while place and self.through[place - 1] >= day:
            place -= 1
            absence = self.absences[place]
            if falls_in(absence, day):
                if absence.half:
                    halves.append(absence)
                else:
                    yield absence
        if len({one.half for one in halves}) > 1:
            yield from halves

    @property
    def whole(self) -> tuple[Away, ...]:
        """The absences of whole days by their first day: both halves of a day are one, too.

        It is known by the half that says who covers.
        """
        found = [one for one in self.absences if not one.half]
        halves: dict[date, list[Away]] = {}
        for one in self.absences:
            if one.half:
                halves.setdefault(one.from_, []).append(one)
        for day in halves.values():
            if len({one.half for one in day}) > 1:
                known = next((one for one in day if one.stands), day[0])
                found.append(known._replace(half=None))
        return tuple(sorted(found, key=lambda one: (one.from_, one.id)))


class Trail(NamedTuple):
    """Whom the replacements of a day lead to (A0.25).

    `who` acts: the person, where they are there; None: nobody. `via` are those who are away, the
    person first. `stopped`: it goes in a circle, or too far; then `who` is the team lead.
    """

    who: str | None
    via: tuple[str, ...] = ()
    stopped: bool = False


def falls_in(absence: Window, day: date) -> bool:
    """Is the person away on `day`? The first and the last day are included."""
    return absence.from_ <= day <= (absence.to or date.max)


def is_away(absences: Iterable[Window], day: date) -> bool:
    """Is the person away the whole of `day`? Half a day moves nothing, both halves are one."""
    halves = {absence.half for absence in absences if falls_in(absence, day)}
    return None in halves or len(halves) > 1


def meet(one: Window, other: Window) -> bool:
    """Do two absences take the same time of a day? The two halves of a day do not."""
    if one.half and other.half and one.half != other.half:
        return False
    return one.from_ <= (other.to or date.max) and other.from_ <= (one.to or date.max)


class Roster(NamedTuple):
    """The team by handle, former and future members too; every question is about one day."""

    members: Mapping[str, Member]

    @classmethod
    def of(cls, team: Sequence[Mapping[str, Any]]) -> Roster:
        """The roster of team records as plain data, days as their text."""
        return cls({raw["id"]: _member(raw) for raw in team})

    @property
    def has_parts(self) -> bool:
        """Does anybody cover only a part of somebody's work, on any day (A0.27)?"""
        return any(one.replacements for held in self.members.values() for one in held.absences)

    def is_active(self, handle: str, day: date) -> bool:
        """Does somebody with this handle work here on `day`?"""
        member = self.members.get(handle)
        return member is not None and member.begins <= day <= member.ends

    def is_present(self, handle: str, day: date) -> bool:
        """… and is not away the whole of `day`?"""
        return self.is_active(handle, day) and not any(self.members[handle].away(day))

    def is_there(self, handle: str, first: date, last: date) -> bool:
        """Are they here and present on every day from `first` through `last`?"""
        whole = Away("", first, last)
        active = self.is_active(handle, first) and self.is_active(handle, last)
        return active and not any(meet(one, whole) for one in self.members[handle].whole)

    def follow(self, handle: str, day: date, matter: Matter = ANY) -> Trail:
        """Who acts for a colleague on `day`, over the replacements of replacements (A0.25).

        Of absences that overlap by mistake the first one whose replacement works here decides.
        """
        via: list[str] = []
        person: str | None = handle
        while person is not None:
            if person not in self.members or not any(self.members[person].away(day)):
                return Trail(person, tuple(via))
            is_circle = person in via
            via += () if is_circle else (person,)
            if is_circle or len(via) > MOST_LEVELS:
                lead = next(iter(self.free(TEAM_LEAD, day)), None)
                return Trail(lead, tuple(via), stopped=True)
            person = self._substitute(person, day, matter)
        return Trail(None, tuple(via))

    def _substitute(self, handle: str, day: date, matter: Matter) -> str | None:
        """Who replaces somebody: of those who work here on `day` the most specific (A0.27)."""
        found = None
        for absence in self.members[handle].away(day):
            named = absence.named(matter)
            here = (who for who in named if who != handle and self.is_active(who, day))
            found = next(here, found)
        return found

    def covered_by(self, handle: str, day: date, matter: Matter = ANY) -> str | None:
        """Who acts for an absent colleague on `day`; None who is there, or whom nobody covers."""
        who = self.follow(handle, day, matter).who
        return None if who == handle else who

    def reach(self, handle: str, day: date) -> tuple[set[str], bool]:
        """Who may act for a colleague on `day`, and whether it depends on the work (A0.27)."""
        found: set[str] = set()
        waiting, seen, parted = [handle], set[str](), False
        while waiting:
            person = waiting.pop()
            if person in seen or person not in self.members:
                continue
            seen.add(person)
            away = list(self.members[person].away(day))
            if not away:
                found.add(person)
            parted = parted or any(absence.replacements for absence in away)
            waiting += [stand.replacement for absence in away for stand in absence.stands]
        if handle not in found:
            found.update(self.free(TEAM_LEAD, day)[:1])
        return found, parted

    def cover(self, handle: str, day: date, matter: Matter = ANY) -> str:
        """Who effectively acts for `handle` on `day`: the replacement, or `handle` (A0.24)."""
        return self.covered_by(handle, day, matter) or handle

    def holders(self, role: str, day: date) -> list[str]:
        """Who has a role on `day`: those present first, by handle; the first acts in it."""
        having = [h for h, m in self.members.items() if role in m.roles and self.is_active(h, day)]
        return sorted(having, key=lambda handle: (not self.is_present(handle, day), handle))

    def free(self, role: str, day: date) -> list[str]:
        """Who can be given something for a role on `day`, by handle: a person who is there."""
        return [
            handle
            for handle in self.holders(role, day)
            if self.is_present(handle, day) and not self.members[handle].shared
        ]

    def superior(self, handle: str, day: date) -> str | None:
        """Who decides about somebody's absence: their manager, else who leads the team (A0.31)."""
        member = self.members.get(handle)
        manager = member.manager if member else None
        if manager and manager != handle and self.is_active(manager, day):
            return manager
        leads = [*self.holders(TEAM_LEAD, day), *self.holders("manager", day)]
        return next((one for one in leads if one != handle), None)

    def decider(self, handle: str, day: date) -> str | None:
        """Who decides on `day` about what an absent colleague left: their superior, or the cover.

        Where neither is there it is another who leads; None: nobody could.
        """
        superior = self.superior(handle, day)
        found = self.cover(superior, day) if superior else None
        if found is None or self.is_present(found, day):
            return found
        leads = [*self.free(TEAM_LEAD, day), *self.free("manager", day)]
        return next((one for one in leads if one != handle), found)

    def keeper(self, person: str | None, day: date) -> str | None:
        """Whose a customer's entries are by right: `person`, or who distributes leads (A1.47).

        Who has left, or was never there, looks after nobody. None: nobody has that role.
        """
        if person and self.is_active(person, day):
            return person
        return next(iter(self.holders(DISTRIBUTOR, day)), None)

    def effective(self, person: str | None, day: date, matter: Matter = ANY) -> str | None:
        """The one who acts on a customer's entries on `day`: the keeper, or their cover (L14)."""
        keeper = self.keeper(person, day)
        return self.cover(keeper, day, matter) if keeper else None


def _member(raw: Mapping[str, Any]) -> Member:
    span = raw.get("active") or {}
    absences = sorted(map(_away, raw.get("absences", ())), key=lambda one: (one.from_, one.id))
    return Member(
        raw["id"],
        tuple(raw.get("roles", ())),
        bool(raw.get("shared")),
        _day(span.get("from")) or date.min,
        _day(span.get("to")) or date.max,
        raw.get("manager"),
        tuple(absences),
        tuple(accumulate((one.to or date.max for one in absences), max)),
    )


def _away(raw: Mapping[str, Any]) -> Away:
    return Away(
        raw["id"],
        date.fromisoformat(raw["from"]),
        _day(raw.get("to")),
        raw.get("half"),
        raw.get("replacement"),
        tuple(map(_stand, raw.get("replacements", ()))),
    )


def _stand(raw: Mapping[str, Any]) -> Stand:
    return Stand(
        raw["replacement"],
        raw.get("class"),
        raw.get("department"),
        raw.get("kind"),
        tuple(raw.get("items", ())),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
