"""Recording who is away: what an absence may be, beside the person's others (A0.21, A0.31)."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from itertools import accumulate
from typing import TYPE_CHECKING, Literal, NamedTuple

from clm.domain.changes import Add, Set, Target
from clm.domain.cover import falls_in, meet
from clm.domain.decisions import Decision
from clm.domain.people import Absence
from clm.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from clm.domain.cover import Window
    from clm.domain.decisions import Actor
    from clm.domain.people import Colleague


class NewAbsence(NamedTuple):
    """An absence as typed: first and last day inclusive, None for an open end; never why."""

    first: date
    last: date | None
    replacement: str | None = None
    half: Literal["am", "pm"] | None = None

    def under(self, new_id: str) -> Absence:
        """The record of it."""
        return Absence(
            id=new_id, from_=self.first, to=self.last, half=self.half, replacement=self.replacement
        )


def add(
    person: Colleague, new: NewAbsence, actor: Actor, substitute: Colleague | None = None
) -> tuple[str, Decision]:
    """Record an absence; answers its id too. `substitute` is the replacement's record.

    Raises:
        RefusedError: it ends before it begins, is half of several days, meets another absence of
            the person, or the replacement is the person, or away in that time.
    """
    if new.last is not None and new.last < new.first:
        raise RefusedError(f"{new.last} lies before {new.first}", "--to is the last day away")
    if new.half and new.last != new.first:
        raise RefusedError(
            "half a day is one day", f"--from {new.first} --to {new.first} --half {new.half}"
        )
    absence = new.under(actor.new_id("ab"))
    for other in person.absences:
        if meet(absence, other):
            raise RefusedError(
                f"{person.id} is away {told(other)} already: {other.id}",
                f"clm absence end {other.id} --on LAST-DAY shortens it",
            )
    if new.replacement:
        _refuse_replacement(person, absence, substitute)
    change = Add(Target("team", person.id), ("absences",), absence)
    return absence.id, Decision((change,))


def _refuse_replacement(person: Colleague, new: Absence, substitute: Colleague | None) -> None:
    if new.replacement == person.id:
        raise RefusedError(f"{person.id} cannot replace themselves", "name a colleague")
    for other in away_meanwhile(new, substitute.absences if substitute else ()):
        raise RefusedError(
            f"{new.replacement} is away {told(other)}: {other.id}",
            "choose somebody else, or other days",
        )


def away_meanwhile(absence: Window, others: Sequence[Absence]) -> list[Absence]:
    """The whole-day absences of a replacement in the time that is to be covered (A0.26)."""
    return [other for other in others if not other.half and meet(absence, other)]


def overlaps(absences: Sequence[Absence]) -> Iterator[tuple[Absence, Absence]]:
    """Each absence that meets one which begins before it, with such a one."""
    longest: dict[str | None, Absence] = {}
    for absence in sorted(absences, key=lambda one: one.from_):
        other = next((one for one in longest.values() if meet(absence, one)), None)
        if other:
            yield absence, other
        longest[absence.half] = _longer(longest.get(absence.half, absence), absence)


def meeting_one(others: Iterable[Absence]) -> Callable[[Absence], Absence | None]:
    """What answers for an absence of several days which of the `others` meets it, if one does."""
    whole = sorted((one for one in others if not one.half), key=lambda one: one.from_)
    starts = [one.from_ for one in whole]
    longest = list(accumulate(whole, _longer))

    def find(absence: Absence) -> Absence | None:
        begun = bisect_right(starts, _last(absence))
        other = longest[begun - 1] if begun else None
        return other if other and meet(absence, other) else None

    return find


def _longer(one: Absence, other: Absence) -> Absence:
    return max(one, other, key=_last)


def _last(absence: Absence) -> date:
    return absence.to or date.max


def end(person: Colleague, absence: Absence, last: date) -> Decision:
    """Set the last day of an absence, which lies within it; what was planned after it is over.

    Raises:
        RefusedError: the day lies before the first or after the last day.
    """
    if absence.to == last:
        return Decision(said=(f"{absence.id} ends on {last} already",))
    if last < absence.from_ or (absence.to is not None and last > absence.to):
        raise RefusedError(
            f"{last} does not lie in {absence.id}: {told(absence)}",
            "--on is its last day; clm undo takes a whole absence back",
        )
    return Decision((Set(Target("team", person.id), ("absences", absence.id, "to"), last),))


def told(absence: Window) -> str:
    """The days of an absence in words."""
    if absence.to == absence.from_:
        return f"on {absence.from_}" + (f" ({absence.half})" if absence.half else "")
    return f"from {absence.from_} to {absence.to or 'an open end'}"


def stage(absence: Window, today: date) -> Literal["past", "current", "coming"]:
    """Where an absence lies, seen from `today`."""
    if absence.from_ > today:
        return "coming"
    return "current" if falls_in(absence, today) else "past"
