"""The records that are kept of a period's reports: each a further one, the last counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from clm.domain.changes import Create, Target
from clm.domain.decisions import Decision
from clm.domain.moments import day_of
from clm.domain.reportrecord import ReportRecord
from clm.errors import RefusedError
from clm.services.acting import Step, actor
from clm.store.kinds import path_of
from clm.store.stored import reports

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from clm.domain.periods import Period
    from clm.domain.reportrecord import ReportKind
    from clm.services.acting import Who
    from clm.services.workspace import Workspace


class Concluded(NamedTuple):
    """What a person concludes from a report, and the figures it has now."""

    kind: ReportKind
    period: Period
    figures: Mapping[str, str]
    conclusions: str
    actions: Sequence[str]


def held(workspace: Workspace, kind: ReportKind, period: Period) -> list[ReportRecord]:
    """The records of a period, the oldest first: what came in after one stands in the next."""
    return [one for one in reports(workspace.index, kind) if one.period == period.name]


def kept(workspace: Workspace, who: Who, new: Concluded) -> Step:
    """A further record of a period, `complaints-2026q4`, then `complaints-2026q4-2`.

    Raises:
        RefusedError: there is one of this day with the same figures.
    """
    me, zone = actor(workspace, who), workspace.process.zone
    for one in held(workspace, new.kind, new.period)[-1:]:
        if day_of(one.at, zone) == me.today and one.figures == new.figures:
            hint = f"clm undo takes back your last command; else: {_path(one)}"
            sentence = f"the {new.kind} of {new.period.name} were concluded today already"
            raise RefusedError(f"{sentence}, and nothing is new since", hint)
    target = _unused(workspace, new.kind, new.period)
    made = ReportRecord(
        id=target.id,
        kind=new.kind,
        period=new.period.name,
        first=new.period.first,
        last=new.period.last,
        at=me.now,
        by=who.handle,
        figures=dict(new.figures),
        conclusions=new.conclusions.strip(),
        actions=tuple(new.actions),
    )
    return Step(target.id, Decision((Create(target, made),)), who.handle)


def _path(one: ReportRecord) -> str:
    return path_of(Target("report-record", one.id))


def _unused(workspace: Workspace, kind: ReportKind, period: Period) -> Target:
    """The first name that no record has."""
    name = period.name.lower().replace("..", "-").replace("-q", "q")
    target, number = Target("report-record", f"{kind}-{name}"), 1
    while workspace.record(target) is not None:
        number += 1
        target = Target("report-record", f"{kind}-{name}-{number}")
    return target
