"""Deadlines that a VPA was given for the case file: asked for, answered, ended (A1.35, A1.36)."""

from __future__ import annotations

from bisect import bisect_right
from datetime import datetime, time
from typing import TYPE_CHECKING

from clm.domain.casefile import Deadline
from clm.domain.changes import Add, Set, Target
from clm.domain.decisions import Decision
from clm.domain.moments import local_time
from clm.domain.process import Asked

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, tzinfo

    from clm.domain.casefile import Written
    from clm.domain.decisions import Actor


def asked(customer: str, actor: Actor, vpa: str, on: date, ask: str, note: str) -> Add:
    """What a VPA has been asked to do by a day, in the note whose id is `note`."""
    item = Deadline(id=actor.new_id("d"), vpa=vpa, on=on, ask=ask, note=note)
    return Add(Target("vpa-file", customer), ("deadlines",), item)


def met(customer: str, item: Deadline | Asked, actor: Actor) -> Decision:
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


def asks(
    deadlines: Sequence[Deadline], written: Sequence[Written], zone: tzinfo
) -> tuple[Asked, ...]:
    """What a VPA's file says was asked, each with the VPA's first entry after it (A1.36).

    An entry is after the ask by its moment; of the same moment, what stands further down is. A
    deadline whose note is not there was asked on its own day.
    """
    places = {entry.id: place for place, entry in enumerate(written)}
    moments = [(local_time(entry.at, zone), place) for place, entry in enumerate(written)]
    by_writer: dict[str, list[tuple[datetime, int]]] = {}
    for moment, entry in sorted(zip(moments, written, strict=True), key=lambda pair: pair[0]):
        for who in entry.by:
            by_writer.setdefault(who, []).append(moment)
    found = []
    for item in deadlines:
        place = places.get(item.note)
        asked_at = (datetime.combine(item.on, time.min), -1) if place is None else moments[place]
        entries = by_writer.get(item.vpa, [])
        after = bisect_right(entries, asked_at)
        answered_on = entries[after][0].date() if after < len(entries) else None
        template = written[place].template if place is not None else None
        found.append(
            Asked(
                asked_on=asked_at[0].date(),
                on=item.on,
                done_on=item.done_on,
                answered_on=answered_on,
                id=item.id,
                vpa=item.vpa,
                template=template or "",
                ask=item.ask,
                note=item.note,
            )
        )
    return tuple(found)
