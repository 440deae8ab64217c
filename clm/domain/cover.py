"""Who is there on a day, and who acts for whom: roles, absences and their cover (A0.21, L14).

One replacement an absence, no chains. An absence moves nobody's customers: the owner stays, and
from the day after the last it is as before (A0.24).
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from clm.domain.people import Absence

DISTRIBUTOR: Final = "lead-distributor"
"""The role that customers without a responsible belong to (A1.47)."""


Window: TypeAlias = "Absence | Away"
"""An absence as far as days and cover go: the record, or the light form of it."""


class Away(NamedTuple):
    """An absence read without its record type, which a start need not load."""

    id: str
    from_: date
    to: date | None = None
    half: str | None = None
    replacement: str | None = None


class Member(NamedTuple):
    """A colleague as far as presence goes; `begins` and `ends` bound their time in the team."""

    handle: str
    roles: tuple[str, ...] = ()
    shared: bool = False
    begins: date = date.min
    ends: date = date.max
    absences: tuple[Away, ...] = ()


def falls_in(absence: Window, day: date) -> bool:
    """Is the person away on `day`? The first and the last day are included."""
    return absence.from_ <= day <= (absence.to or date.max)


def is_away(absences: Iterable[Window], day: date) -> bool:
    """Is the person away the whole of `day`? Half a day moves nothing."""
    return any(not absence.half and falls_in(absence, day) for absence in absences)


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

    def is_active(self, handle: str, day: date) -> bool:
        """Does somebody with this handle work here on `day`?"""
        member = self.members.get(handle)
        return member is not None and member.begins <= day <= member.ends

    def is_present(self, handle: str, day: date) -> bool:
        """… and is not away the whole of `day`?"""
        return self.is_active(handle, day) and not is_away(self.members[handle].absences, day)

    def covered_by(self, handle: str, day: date) -> str | None:
        """Who acts for an absent colleague on `day`; None who is there, or whom nobody covers.

        A replacement who is away too, or has left, covers nobody. Of absences that overlap by
        mistake the first one whose replacement is there decides.
        """
        member = self.members.get(handle)
        for absence in sorted(member.absences, key=lambda a: (a.from_, a.id)) if member else ():
            substitute = absence.replacement
            if absence.half or not falls_in(absence, day) or not substitute:
                continue
            if substitute != handle and self.is_present(substitute, day):
                return substitute
        return None

    def cover(self, handle: str, day: date) -> str:
        """Who effectively acts for `handle` on `day`: the replacement, or `handle` (A0.24)."""
        return self.covered_by(handle, day) or handle

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

    def keeper(self, person: str | None, day: date) -> str | None:
        """Whose a customer's entries are by right: `person`, or who distributes leads (A1.47).

        Who has left, or was never there, looks after nobody. None: nobody has that role.
        """
        if person and self.is_active(person, day):
            return person
        return next(iter(self.holders(DISTRIBUTOR, day)), None)

    def effective(self, person: str | None, day: date) -> str | None:
        """The one who acts on a customer's entries on `day`: the keeper, or their cover (L14)."""
        keeper = self.keeper(person, day)
        return self.cover(keeper, day) if keeper else None


def _member(raw: Mapping[str, Any]) -> Member:
    span = raw.get("active") or {}
    return Member(
        raw["id"],
        tuple(raw.get("roles", ())),
        bool(raw.get("shared")),
        _day(span.get("from")) or date.min,
        _day(span.get("to")) or date.max,
        tuple(_away(item) for item in raw.get("absences", ())),
    )


def _away(raw: Mapping[str, Any]) -> Away:
    return Away(
        raw["id"],
        date.fromisoformat(raw["from"]),
        _day(raw.get("to")),
        raw.get("half"),
        raw.get("replacement"),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
