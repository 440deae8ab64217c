"""What a colleague is praised for, and what they were trained in (A4.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clm.domain.changes import Add, Target
from clm.domain.decisions import Decision
from clm.domain.healthwords import health_word
from clm.domain.people import Praise
from clm.errors import RefusedError, UsageError

if TYPE_CHECKING:
    from datetime import date

    from clm.domain.decisions import Actor
    from clm.domain.people import Colleague, PraiseKind


def praised(
    person: Colleague, actor: Actor, text: str, kind: PraiseKind = "praise", on: date | None = None
) -> Decision:
    """Keep in a colleague's record what they are praised for, or were trained in.

    Raises:
        UsageError: there is no text.
        RefusedError: it is one's own praise, of a day ahead, or tells of somebody's health.
    """
    day, said = on or actor.today, text.strip()
    if not said:
        raise UsageError("what for?", f"clm team praise {person.id} TEXT")
    if kind == "praise" and person.id == actor.handle:
        raise RefusedError("nobody praises themselves", "--kind training keeps a training")
    if day > actor.today:
        raise RefusedError(f"{day} lies ahead", "--on is the day it was")
    word = health_word(said)
    if word:
        raise RefusedError(
            f"'{word}' tells of somebody's health, which is kept in no team's repository",
            "say it without, or keep it in the private store: clm private note",
        )
    new = Praise(id=actor.new_id("k"), on=day, by=actor.handle, kind=kind, text=said)
    return Decision((Add(Target("team", person.id), ("praise",), new),))
