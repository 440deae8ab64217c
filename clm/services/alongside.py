"""What goes along with a hand-over: the work of those whom the absent colleague covers (A0.25)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from clm.domain.absences import every_part
from clm.domain.cover import meet
from clm.services.openitems import day_within, is_later, open_items

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clm.domain.cover import Away, Roster
    from clm.services.handingover import Handing
    from clm.services.workspace import Workspace


class Along(NamedTuple):
    """The open items of somebody whom the absent colleague covers: who has each, now and then.

    None: nobody.
    """

    person: str
    now: tuple[str | None, ...]
    then: tuple[str | None, ...]

    @property
    def to(self) -> dict[str | None, int]:
        """Who has how many then, the most first."""
        return dict(Counter(self.then).most_common())


def along(workspace: Workspace, handing: Handing, after: Roster) -> list[Along]:
    """Of each whom they cover while they are away themselves; `after` is the team by the plan."""
    if handing.absence is None:
        return []
    found = []
    for other in sorted(workspace.team.keys() - {handing.person}):
        pairs = [
            pair
            for absence in workspace.roster.members[other].whole
            if meet(absence, handing.absence)
            for pair in _through(workspace, handing, other, absence, after)
        ]
        if pairs:
            now, then = zip(*pairs, strict=True)
            found.append(Along(other, now, then))
    return found


def _through(
    workspace: Workspace, handing: Handing, other: str, absence: Away, after: Roster
) -> Iterator[tuple[str | None, str | None]]:
    """Who has each item of `other` that goes through the absent colleague, now and then."""
    own = handing.absence
    runs = every_part(workspace.roster, other, absence)
    if own is None or not any(handing.person in run.trail.via for run in runs):
        return  # to look for what is open costs most
    first = max(absence.from_, own.from_, workspace.today)
    last = min((day for day in (absence.to, own.to) if day), default=None)
    if last and last < first:
        return
    for item in open_items(workspace, workspace.lists_of(other)):
        day = day_within(item, first, last)
        trail = workspace.roster.follow(other, day, item.matter)
        if handing.person in trail.via and not is_later(item, last):
            yield trail.who, after.covered_by(other, day, item.matter)


def left_alone(handing: Handing, found: list[Along]) -> Iterator[str]:
    """Whose items nobody has then, as sentences."""
    for one in found:
        if None in one.to:
            yield (
                f"{handing.person} covers {one.person}, of whose open items nobody then has: "
                f"{one.to[None]}; clm handover {one.person}"
            )
