"""What absences obey: their days, who replaces whom, and that somebody acts on every day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from clm.domain.absences import days, roster_of
from clm.domain.cover import meet
from clm.domain.flaws import At, Flaw
from clm.domain.scopes import parted, stand_of, ties
from clm.domain.windows import parts, scopes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from clm.domain.cover import Away, Roster
    from clm.domain.flaws import Known
    from clm.domain.people import Absence, Colleague, Vpa
    from clm.domain.windows import Part


def absences_of_person(person: Colleague | Vpa, _known: Known) -> Iterable[Flaw]:
    """A0.21: absences do not overlap, half a day is one day, and nobody replaces themselves.

    Both halves of a day are the whole day, which the same people cover.
    """
    halves = {one.id: other for one, other in parted(person.absences)}
    overlapped = {one.id: other for one, other in overlaps(person.absences)}
    for absence in person.absences:
        at = ("absences", absence.id)
        if other := overlapped.get(absence.id):
            yield Flaw(at, f"the absence overlaps {other.id}", "shorten one of the two")
        if absence.half and absence.to != absence.from_:
            yield Flaw(at, "half a day is one day", f"write `to: {absence.from_}`")
        if other := halves.get(absence.id):
            sentence = f"both halves are the whole day, and {other.id} names others"
            yield Flaw(at, sentence, "name the same in both, or nobody in one")
        for where, who in named_in(absence):
            if who == person.id:
                flaw = f"replacement: {person.id} cannot replace themselves"
                yield Flaw(where, flaw, "name a colleague")


def overlaps(absences: Sequence[Absence]) -> Iterator[tuple[Absence, Absence]]:
    """Each absence that meets one which begins before it, with such a one."""
    longest: dict[str | None, Absence] = {}
    for absence in sorted(absences, key=lambda one: one.from_):
        other = next((one for one in longest.values() if meet(absence, one)), None)
        if other:
            yield absence, other
        longest[absence.half] = _longer(longest.get(absence.half, absence), absence)


def _longer(one: Absence, other: Absence) -> Absence:
    return max(one, other, key=_last)


def _last(absence: Absence) -> date:
    return absence.to or date.max


def named_in(absence: Absence) -> Iterator[tuple[At, str]]:
    """Everybody an absence names, with where it does."""
    at = ("absences", absence.id)
    if absence.replacement:
        yield (*at, "replacement"), absence.replacement
    for one in absence.replacements:
        yield (*at, "replacements", one.id, "replacement"), one.replacement


def scopes_of_person(person: Colleague | Vpa, _known: Known) -> Iterable[Flaw]:
    """A0.27: of several replacements the most specific one covers, so none are equally so."""
    for absence in person.absences:
        if absence.replacement:
            for one in absence.replacements:
                if not stand_of(one).parts and not one.items:
                    at: At = ("absences", absence.id, "replacements", one.id)
                    yield Flaw(at, "replacements: without a scope it is `replacement`", SCOPE)
        for one, other in ties(absence.replacements):
            at = ("absences", absence.id, "replacements", other.id)
            sentence = f"replacements: {other.replacement} and {one.replacement} ({one.id}) are"
            yield Flaw(at, f"{sentence} named for the same work", SCOPE)


SCOPE = "say more of one of the two: class, department, kind or items"


def not_covered(team: Sequence[Colleague], today: date) -> Iterator[tuple[str, Flaw]]:
    """(handle, flaw) where replacements lead nowhere: days nobody covers, or a circle (A0.25).

    Of what is not over yet: nobody can cover a day that has been. Where nobody is named there is
    nothing to find, and absences that overlap are told as such.
    """
    roster = roster_of(team)
    for person in team:
        spoilt = {one.id for one, _ in overlaps(person.absences)}
        away = {one.id: one for one in roster.members[person.id].absences}
        for absence in person.absences:
            is_over = absence.to is not None and absence.to < today
            if absence.id not in spoilt and not is_over:
                for flaw in _lacks(roster, person.id, away[absence.id]):
                    yield person.id, flaw


def unknown_items(
    team: Sequence[Colleague], today: date, is_there: Callable[[str], bool]
) -> Iterator[tuple[str, Flaw]]:
    """(handle, flaw) where a replacement is for things that do not exist: covering nothing (A0.27).

    Of what is not over yet: of the past nothing is to be mended.
    """
    for person in team:
        for absence in person.absences:
            if absence.to is not None and absence.to < today:
                continue
            for one in absence.replacements:
                gone = [item for item in one.items if not is_there(item)]
                if gone:
                    at = ("absences", absence.id, "replacements", one.id, "items")
                    sentence = f"items: there is no {', '.join(gone)}"
                    yield person.id, Flaw(at, sentence, ITEMS)


ITEMS = "ids of customers, or of requests, tasks and reminders of theirs"


def _lacks(roster: Roster, handle: str, absence: Away) -> Iterator[Flaw]:
    seen: set[tuple[str, ...]] = set()
    for matter in scopes(roster, handle, absence):
        who = next(iter(absence.named(matter)), handle)
        if who == handle or who not in roster.members:
            continue
        for part in parts(roster, handle, absence, matter):
            if part.trail.stopped:
                yield from _once(seen, absence, handle, _circle(part))
            elif part.trail.who is None and not roster.is_active(who, part.first):
                left = f"replacement: {who} is not active {days(part)}", SOMEBODY
                yield from _once(seen, absence, who, left)
            elif part.trail.who is None:
                yield from _once(seen, absence, part.trail.via[-1], _nobody(roster, part))


def _once(
    seen: set[tuple[str, ...]], absence: Away, who: str, flaw: tuple[str, str]
) -> Iterator[Flaw]:
    if (who, *flaw) not in seen:
        seen.add((who, *flaw))
        yield Flaw(("absences", absence.id, "replacement"), *flaw)


def _circle(part: Part) -> tuple[str, str]:
    chain = " → ".join(part.trail.via)
    acts = f"{part.trail.who} acts as team-lead" if part.trail.who else "nobody is team-lead"
    return f"replacement: {chain} leads to nobody who is there {days(part)}; {acts}", SOMEBODY


def _nobody(roster: Roster, part: Part) -> tuple[str, str]:
    last = part.trail.via[-1]
    found = next(roster.members[last].away(part.first))
    return f"replacement: {last} is away {days(part)}: {found.id}", SOMEBODY


SOMEBODY = "name somebody else for those days"
