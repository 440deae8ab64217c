"""Whether events stand in the order in which they happened (A0.40, A2.9)."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from clm.domain.flaws import Flaw
from clm.domain.moments import seconds_of, written_order
from clm.domain.requesting import place_of, tasks_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import tzinfo

    from clm.domain.complaint import ComplaintEvent
    from clm.domain.escalation import Escalation, EscalationEvent
    from clm.domain.flaws import At
    from clm.domain.request import Event, Requests
    from clm.domain.servicefile import ServiceFile

_DAY: Final = len("2026-11-22")


def mixed_in_requests(file: Requests, zone: tzinfo) -> Iterator[Flaw]:
    """The events of requests and tasks whose order the rules read otherwise than it was."""
    for request in file.requests:
        yield from _mixed(("requests", request.id), request.events, zone)
    for of, task in tasks_in(file):
        yield from _mixed(place_of(of, task.id), task.events, zone)


def mixed_in_complaints(file: ServiceFile, zone: tzinfo) -> Iterator[Flaw]:
    """The same of complaints."""
    for one in file.complaints:
        yield from _mixed(("complaints", one.id), one.events, zone)


def mixed_in_escalation(one: Escalation, zone: tzinfo) -> Iterator[Flaw]:
    """The same of an escalation."""
    return _mixed((), one.events, zone)


def _mixed(
    at: At,
    events: Sequence[Event] | Sequence[ComplaintEvent] | Sequence[EscalationEvent],
    zone: tzinfo,
) -> Iterator[Flaw]:
    """Local times beside instants: by their text they come in another order (`written_order`).

    A day alone may be any time of it.
    """
    timed = [one for one in events if len(one.at) > _DAY]
    if all(one.at.endswith("Z") for one in timed):
        return
    for one, later in pairwise(sorted(timed, key=lambda event: written_order(event.at))):
        if seconds_of(later.at, zone) < seconds_of(one.at, zone):
            sentence = f"at: {later.at} was before {one.at}, but counts as later"
            hint = "write both in UTC, as 2026-11-22T09:30:00Z"
            yield Flaw((*at, "events", later.id, "at"), sentence, hint)
