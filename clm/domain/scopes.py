"""Replacements for parts of the work, or of a day: which are named for the same (A0.27)."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any, Final

from clm.domain.cover import Stand

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from clm.domain.people import Absence, Replacement


def ties(replacements: Sequence[Replacement]) -> Iterator[tuple[Replacement, Replacement]]:
    """Two who would cover the same work, none of them more specifically (A0.27).

    Each is told once, with one that stands before it. Those before are looked up by what two have
    in common, so that many are quick.
    """
    seen: dict[tuple[Any, ...], dict[str, Replacement]] = {}
    for other in replacements:
        said = stand_of(other).parts
        items = other.items or (None,)
        met = (
            one
            for item in items
            for names in combinations(_PARTS, len(said))
            for who, one in seen.get((item, names, _common(said, names)), {}).items()
            if who != other.replacement
        )
        if one := next(met, None):
            yield one, other
        for item in items:
            for names in combinations(_PARTS, len(said)):
                key = (item, tuple(said), _common(said, names))
                seen.setdefault(key, {}).setdefault(other.replacement, other)


_PARTS: Final = ("class", "department", "kind")


def _common(said: Mapping[str, str], names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """What is said of the parts that the other one has a word on too."""
    return tuple((name, said[name]) for name in names if name in said)


def stand_of(one: Replacement) -> Stand:
    """The light form of it."""
    return Stand(one.replacement, one.class_, one.department, one.kind, one.items)


def same_cover(one: Absence, other: Absence) -> bool:
    """Do two half days name the same people for the same work? Where one names nobody, too."""
    first, second = (
        {Stand(half.replacement), *map(stand_of, half.replacements)}
        if half.replacement
        else set(map(stand_of, half.replacements))
        for half in (one, other)
    )
    return first == second or not (first and second)


def parted(absences: Iterable[Absence]) -> Iterator[tuple[Absence, Absence]]:
    """The two halves of a day that name different people: together they are the whole day."""
    seen: dict[tuple[date, str | None], Absence] = {}
    for half in absences:
        other = seen.get((half.from_, "am" if half.half == "pm" else "pm"))
        if half.half and other and not same_cover(half, other):
            yield half, other
        seen[half.from_, half.half] = half
