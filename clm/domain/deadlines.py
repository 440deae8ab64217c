"""Deadlines that a VPA was given for the case file: asked for and met (A1.35)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clm.domain.casefile import Deadline
from clm.domain.changes import Add, Set, Target
from clm.domain.decisions import Decision

if TYPE_CHECKING:
    from datetime import date

    from clm.domain.decisions import Actor


def asked(customer: str, actor: Actor, vpa: str, on: date, ask: str, note: str) -> Add:
    """What a VPA has been asked to do by a day, in the note whose id is `note`."""
    item = Deadline(id=actor.new_id("d"), vpa=vpa, on=on, ask=ask, note=note)
    return Add(Target("vpa-file", customer), ("deadlines",), item)


def met(customer: str, item: Deadline, actor: Actor) -> Decision:
    """End a deadline; one that is over already changes nothing."""
    if item.done_on:
        return Decision(said=(f"{item.id} was done on {item.done_on} already",))
    target, at = Target("vpa-file", customer), ("deadlines", item.id)
    return Decision(
        (
            Set(target, (*at, "done_on"), actor.today),
            Set(target, (*at, "done_by"), actor.handle),
        )
    )
