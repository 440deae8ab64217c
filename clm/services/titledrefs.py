"""Which survey, initiative or plan a person means: those that are files with a title."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from clm.domain.names import titled
from clm.errors import AmbiguousError, NotFoundError

if TYPE_CHECKING:
    from collections.abc import Mapping


class Noun(NamedTuple):
    """What such a record is called, how its ids begin, and what lists them all."""

    name: str
    prefix: str
    list: str


SURVEY: Final = Noun("survey", "sv-", "clm survey list --all")
INITIATIVE: Final = Noun("initiative", "in-", "clm initiative list --all")
PLAN: Final = Noun("plan", "pl-", "clm plan list --all")


def id_meant(noun: Noun, ref: str, titles: Mapping[str, str]) -> str:
    """The id meant: one of `titles`, by a prefix of it or words of its title.

    An id that is none of them is answered too: its file cannot be read, perhaps.

    Raises:
        NotFoundError: there is none.
        AmbiguousError: several fit; the hint lists them.
    """
    word = ref.strip().casefold()
    named = word if word.startswith(noun.prefix) else f"{noun.prefix}{word}"
    found = [one for one in titles if word and one.startswith(named)]
    found = found or (titled(ref, titles) if word else [])
    if len(found) > 1:
        lines = "\n".join(f"{one}  {titles[one]}" for one in found)
        raise AmbiguousError(f"{ref} matches {len(found)} {noun.name}s", f"one of these:\n{lines}")
    if found:
        return found[0]
    if re.fullmatch(rf"{noun.prefix}[0-9a-hjkmnp-tv-z]{{6}}", named):
        return named
    raise none_of(noun, ref)


def none_of(noun: Noun, ref: str) -> NotFoundError:
    """The error for a reference that means none."""
    return NotFoundError(f"there is no {noun.name} {ref}", f"{noun.list} shows all")
