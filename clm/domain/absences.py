"""Recording who is away: what an absence may be, beside the person's others (A0.21, A0.31)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, get_args

import msgspec
from msgspec.structs import replace

from clm.domain.changes import Add, Remove, Set, Target
from clm.domain.cover import Away, Roster, Stand, falls_in, meet
from clm.domain.decisions import Decision
from clm.domain.people import Absence, Replacement
from clm.domain.scopes import same_cover, stand_of, ties
from clm.domain.values import Class, ItemKind
from clm.domain.windows import Part, parts, scopes, uncovered
from clm.errors import RefusedError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from clm.domain.changes import Change
    from clm.domain.cover import Matter, Window
    from clm.domain.decisions import Actor
    from clm.domain.people import Colleague
    from clm.domain.process import Process

    Half = Literal["am", "pm"]


_DAY: Final = timedelta(days=1)

_OVER: Final = "what is to come is an absence of its own: clm absence add"


class NewAbsence(NamedTuple):
    """An absence as typed: first and last day inclusive, None for an open end; never why."""

    first: date
    last: date | None
    replacements: tuple[Stand, ...] = ()
    half: Half | None = None

    def under(self, actor: Actor) -> Absence:
        """The record of it, with ids of its own."""
        bare = Absence(id=actor.new_id("ab"), from_=self.first, to=self.last, half=self.half)
        return with_replacements(bare, self.replacements, actor)


_WORDS: Final = {"class": get_args(Class), "kind": get_args(ItemKind), "department": ()}
"""What the scope of a replacement may say; a department is any word."""


def stand(text: str) -> Stand:
    """A replacement as typed: `tom`, or `tom:class=A,kind=posted` for a part of the work (A0.27).

    Raises:
        UsageError: a word of it means nothing.
    """
    who, colon, rest = text.partition(":")
    said: dict[str, str] = {}
    for pair in rest.split(",") if colon else ():
        name, _, word = pair.partition("=")
        known = _WORDS.get(name)
        if known is None or not word or name in said or (known and word not in known):
            some = f"{name} is one of {', '.join(known)}" if known else "like tom:class=A"
            raise UsageError(f'"{text}" names nobody for a part of the work', f"{some}; {SCOPES}")
        said[name] = word
    if not who:
        raise UsageError(f'"{text}" names nobody', "like tom, or tom:class=A")
    return Stand(who, said.get("class"), said.get("department"), said.get("kind"))


SCOPES: Final = "a scope is class=…, department=… or kind=…, several with a comma"


def with_replacements(absence: Absence, stands: Iterable[Stand], actor: Actor) -> Absence:
    """An absence with more who cover: each instead of who covered the same part before."""
    for one in stands:
        if not one.parts and not one.items:
            absence = replace(absence, replacement=one.replacement)
            continue
        made = Replacement(
            id=actor.new_id("rp"),
            replacement=one.replacement,
            class_=one.class_,  # type: ignore[arg-type]
            department=one.department,
            kind=one.kind,  # type: ignore[arg-type]
            items=one.items,
        )
        kept = [old for old in absence.replacements if _scope(old) != _scope(made)]
        absence = replace(absence, replacements=(*kept, made))
    return absence


def _scope(one: Replacement) -> tuple[object, ...]:
    return one.class_, one.department, one.kind, one.items


def roster_of(team: Iterable[Colleague]) -> Roster:
    """The roster of team records."""
    return Roster.of([msgspec.to_builtins(person) for person in team])


def add(person: Colleague, new: Absence, roster: Roster) -> tuple[Decision, Roster]:
    """Record an absence; answers the roster with it too.

    Raises:
        RefusedError: it ends before it begins, is half of several days, meets another absence of
            the person, or the replacements go in a circle.
    """
    after = _fitting(person, new, roster)
    return Decision((Add(_file(person), ("absences",), new),)), after


def edit(person: Colleague, new: Absence, roster: Roster, actor: Actor) -> tuple[Decision, Roster]:
    """Change an absence to what `new` of the same id says; answers the roster with it (A0.28).

    Who covers one that lasts already does so from today on: its days that have been become an
    absence of their own, with who covered them (A0.24).

    Raises:
        RefusedError: it does not fit, as for a new one, or it would say other days that have been.
    """
    (old,) = (one for one in person.absences if one.id == new.id)
    refuse_rewriting(old, new, actor.today)
    if old == new:
        return Decision(said=(f"{new.id} says so already",)), _fitting(person, new, roster)
    changes: list[Change] = []
    said: list[str] = []
    if old.from_ < actor.today and named(old) != named(new):
        been = _been(old, actor)
        new = replace(new, from_=actor.today)
        person = replace(person, absences=(*person.absences, been))
        changes.append(Add(_file(person), ("absences",), been))
        said.append(f"{told(been)} it stays as it was: {been.id}")
    after = _fitting(person, new, roster)
    return Decision((*changes, *_changed(_file(person), old, new)), tuple(said)), after


def named(absence: Absence) -> tuple[object, ...]:
    """Who covers what in an absence."""
    return absence.replacement, absence.replacements


def _been(old: Absence, actor: Actor) -> Absence:
    """The days before today of an absence that lasts, with ids of their own."""
    stands = (replace(one, id=actor.new_id("rp")) for one in old.replacements)
    yesterday = actor.today - _DAY
    return replace(old, id=actor.new_id("ab"), to=yesterday, replacements=tuple(stands))


def refuse_rewriting(old: Absence, new: Absence, today: date) -> None:
    """What has been stays as it was: somebody may have acted for the person then (A0.24, A0.28).

    Raises:
        RefusedError: the absence is over, or has begun and would begin on another day.
    """
    if old == new:
        return
    if old.to is not None and old.to < today:
        raise RefusedError(f"{old.id} ended on {old.to}", _OVER)
    if old.from_ <= today and old.from_ != new.from_:
        hint = f"clm absence edit {old.id} --to DAY changes how long it lasts"
        raise RefusedError(f"{old.id} began on {old.from_}", hint)


def remove(person: Colleague, absence: Absence, today: date) -> Decision:
    """Cancel an absence that is still to come (A0.28).

    Raises:
        RefusedError: it has begun, and somebody may have acted for the person.
    """
    if absence.to is not None and absence.to < today:
        raise RefusedError(f"{absence.id} ended on {absence.to}", "what has been stays as it was")
    if absence.from_ < today:
        hint = f"who is back today: clm absence end {absence.id} --on {today - _DAY}"
        raise RefusedError(f"{absence.id} began on {absence.from_}", hint)
    if absence.from_ == today:
        hint = (
            f"clm undo, if that was only just recorded; clm absence end {absence.id} --on {today}"
        )
        raise RefusedError(f"{absence.id} began on {absence.from_}", hint)
    return Decision((Remove(_file(person), ("absences",), absence.id),))


def _file(person: Colleague) -> Target:
    return Target("team", person.id)


def _changed(target: Target, old: Absence, new: Absence) -> Iterator[Change]:
    at = ("absences", new.id)
    for field, before, after in (
        ("from", old.from_, new.from_),
        ("to", old.to, new.to),
        ("half", old.half, new.half),
        ("replacement", old.replacement, new.replacement),
    ):
        if before != after:
            yield Set(target, (*at, field), after)
    if not new.replacements and old.replacements:
        yield Set(target, (*at, "replacements"), None)
        return
    for one in old.replacements:
        if one not in new.replacements:
            yield Remove(target, (*at, "replacements"), one.id)
    for one in new.replacements:
        if one not in old.replacements:
            yield Add(target, (*at, "replacements"), one)


def _fitting(person: Colleague, new: Absence, roster: Roster) -> Roster:
    """The roster with an absence, where it is one that may be."""
    if new.to is not None and new.to < new.from_:
        raise RefusedError(f"{new.to} lies before {new.from_}", "--to is the last day away")
    if new.half and new.to != new.from_:
        raise RefusedError(
            "half a day is one day", f"--from {new.from_} --to {new.from_} --half {new.half}"
        )
    others = [one for one in person.absences if one.id != new.id]
    for other in sorted(others, key=lambda one: one.from_):
        if meet(new, other):
            raise RefusedError(
                f"{person.id} is away {told(other)} already: {other.id}",
                _until_then(person, new, other)
                or f"clm absence edit {other.id} changes it, clm absence end shortens it",
            )
        if falls_in(other, new.from_) and new.half and not same_cover(new, other):
            raise RefusedError(
                f"{person.id} is away {told(other)} too, covered by others: {other.id}",
                "both halves are the whole day: name the same in both, or nobody in one",
            )
    if person.id in {new.replacement, *(one.replacement for one in new.replacements)}:
        raise RefusedError(f"{person.id} cannot replace themselves", "name a colleague")
    for tied, one in ties(new.replacements):
        raise RefusedError(
            f"{tied.replacement} and {one.replacement} are named for the same work",
            f"say more of one of them: {SCOPES}",
        )
    made = replace(person, absences=(*others, new))
    after = Roster({**roster.members, **roster_of([made]).members})
    _refuse_circles(after, person.id, away_of(after, person.id, new.id))
    return after


def _until_then(person: Colleague, new: Absence, other: Absence) -> str | None:
    """What to type so that an absence ends before another one that is planned."""
    if new.from_ >= other.from_:
        return None
    to = f"--to {other.from_ - _DAY}"
    if any(one.id == new.id for one in person.absences):
        return f"until then: clm absence edit {new.id} {to}"
    stands = [Stand(new.replacement)] if new.replacement else []
    stands += map(stand_of, new.replacements)
    named_ = "".join(f" --replacement {one.typed}" for one in stands)
    return f"until then: clm absence add {person.id} --from {new.from_} {to}{named_}"


def _refuse_circles(after: Roster, handle: str, new: Away) -> None:
    """No absence that leads to somebody's new one may go in a circle by it, or too far (A0.25)."""
    for who, member in after.members.items():
        for absence in member.absences:
            if not meet(absence, new):
                continue
            for part in every_part(after, who, absence):
                trail, time = part.trail, Away("", part.first, part.last)
                if trail.stopped and handle in trail.via and meet(time, new):
                    raise RefusedError(
                        f"the replacements go {days(part)} in a circle, or too far: "
                        f"{' → '.join(trail.via)}",
                        "name somebody else",
                    )


def away_of(roster: Roster, handle: str, absence: str) -> Away:
    """An absence of somebody as the roster has it."""
    return next(one for one in roster.members[handle].absences if one.id == absence)


def every_part(roster: Roster, handle: str, absence: Away) -> list[Part]:
    """The days of an absence by who acts, for each scope that it tells apart (A0.27)."""
    found = scopes(roster, handle, absence)
    return [part for of in found for part in parts(roster, handle, absence, of)]


def lacking(roster: Roster, handle: str, absence: Away) -> list[tuple[Matter, Part]]:
    """The days that nobody covers, with for which part of the work (A0.26, A0.27).

    What is true of a wider part for the same reason is told of that one alone.
    """
    found = [
        (matter, part)
        for matter in scopes(roster, handle, absence)
        for part in uncovered(roster, handle, absence, matter)
    ]
    return [
        (matter, part)
        for matter, part in found
        if not any(part == other and _is_in(matter, wider) for wider, other in found)
    ]


def _is_in(matter: Matter, wider: Matter) -> bool:
    """Is some work a part of other work, and not all of it?"""
    pairs = zip(matter, wider, strict=True)
    return matter != wider and all(not said or said == own for own, said in pairs)


def days(part: Part) -> str:
    """The days of a part in words."""
    return _told(part.first, part.last)


def away_meanwhile(absence: Window, others: Sequence[Absence]) -> list[Absence]:
    """The whole-day absences of a replacement in the time that is to be covered (A0.26)."""
    return [other for other in others if not other.half and meet(absence, other)]


def end(person: Colleague, absence: Absence, last: date, today: date) -> Decision:
    """Set the last day of an absence, which lies within it; what was planned after it is over.

    It is none, where who was away already is back on its first day.

    Raises:
        RefusedError: the day lies before the first or after the last day.
    """
    if absence.to == last:
        return Decision(said=(f"{absence.id} ends on {last} already",))
    if last + _DAY == absence.from_ > began(absence, person.absences):
        return Decision((Remove(_file(person), ("absences",), absence.id),))
    if last < absence.from_ or (absence.to is not None and last > absence.to):
        longer = f"--on is its last day; clm absence edit {absence.id} --to DAY makes it longer"
        is_over = absence.to is not None and absence.to < today
        raise RefusedError(
            f"{last} does not lie in {absence.id}: {told(absence)}", _OVER if is_over else longer
        )
    return Decision((Set(Target("team", person.id), ("absences", absence.id, "to"), last),))


def told(absence: Window) -> str:
    """The days of an absence in words."""
    return _told(absence.from_, absence.to) + (f" ({absence.half})" if absence.half else "")


def _told(first: date, last: date | None) -> str:
    return f"on {first}" if first == last else f"from {first} to {last or 'an open end'}"


def facts(handle: str, absence: Window) -> dict[str, str]:
    """What a notice tells of an absence (A0.31); an open end and nobody who covers are left out."""
    last = absence.to.isoformat() if absence.to else ""
    found = {"absent": handle, "away_from": absence.from_.isoformat(), "away_to": last}
    return {name: text for name, text in found.items() if text} | (
        {"cover": absence.replacement} if absence.replacement else {}
    )


def began(absence: Window, others: Iterable[Window]) -> date:
    """Since when somebody is away who is so in an absence, by what ends the day before it too."""
    first = absence.from_
    for one in sorted(others, key=lambda one: one.from_, reverse=True):
        if not one.half and one.from_ < first <= (one.to or date.max - _DAY) + _DAY:
            first = one.from_
    return first


def is_to_decide(absence: Window, today: date, process: Process) -> bool:
    """A0.33: has an absence with an open end lasted so long that somebody has to decide?"""
    if absence.to is not None or absence.half:
        return False
    wait = process.policy.open_cover_working_days
    return process.calendar.working_days_after(absence.from_, wait) < today


def is_to_prepare(absence: Window, today: date, process: Process) -> bool:
    """A0.22: is it time to hand over what is open, some working days before the first day?"""
    if absence.half or absence.from_ <= today:
        return False
    day, calendar = absence.from_, process.calendar
    for _ in range(process.policy.handover_working_days):
        day = calendar.working_day_before(day)
        if day <= today:
            break
    return day <= today


def stage(absence: Window, today: date) -> Literal["past", "current", "coming"]:
    """Where an absence lies, seen from `today`."""
    if absence.from_ > today:
        return "coming"
    return "current" if falls_in(absence, today) else "past"
