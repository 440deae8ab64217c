"""Who fits some work: departments, regions, skills and languages of a colleague (A0.36)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from clm.domain.names import fold
from clm.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from clm.domain.people import Colleague


class Needs(NamedTuple):
    """What somebody has to have for some work: all of it."""

    departments: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


def fits(person: Colleague, needs: Needs) -> bool:
    """Does the record of a colleague name all that is needed?"""
    return not any(lacks for _, lacks in _lacking(person, needs))


def misfits(person: Colleague, needs: Needs) -> list[str]:
    """A sentence for each kind of need outside of what the colleague's record names (A0.36).

    A record that names none of a kind sets no bounds there.
    """
    return [
        f"{person.id} has no {', '.join(lacks)} among their {field}: {', '.join(own)}"
        for field, lacks in _lacking(person, needs)
        if lacks and (own := getattr(person, field))
    ]


def _lacking(person: Colleague, needs: Needs) -> Iterator[tuple[str, list[str]]]:
    """Each kind with what the person does not have of it."""
    for field, wanted in needs._asdict().items():
        own = {fold(word) for word in getattr(person, field)}
        yield field, [word for word in wanted if fold(word) not in own]


def refuse_unknown(team: Iterable[Colleague], needs: Needs) -> None:
    """Make sure that somebody's record names each need at all: else it is mistyped.

    Raises:
        UsageError: nobody's does.
    """
    import difflib  # only here

    people = list(team)
    for field, wanted in needs._asdict().items():
        known = {fold(word): word for person in people for word in getattr(person, field)}
        for word in wanted:
            if fold(word) not in known:
                near = difflib.get_close_matches(fold(word), known, n=1)
                told = f"{field} in the team: {', '.join(sorted(known.values())) or 'none'}"
                meant = f"did you mean {known[near[0]]}?\n" if near else ""
                raise UsageError(
                    f"nobody in the team has {word} among their {field}", f"{meant}{told}"
                )
