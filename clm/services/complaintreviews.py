"""The review of all complaints of a period: figures, record, and when one is due (A2.22)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from clm.domain.changes import Create, Target
from clm.domain.complaintreview import lines, summed
from clm.domain.decisions import Decision
from clm.domain.findings import Finding
from clm.domain.moments import day_of
from clm.domain.periods import before, quarter_or
from clm.domain.reportrecord import ReportRecord
from clm.errors import RefusedError, UsageError
from clm.render.complaintlists import review_listing
from clm.services.acting import Step, actor, save
from clm.services.complaintlists import actions
from clm.services.work import rows
from clm.store.kinds import path_of
from clm.store.stored import reports

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clm.domain.complaintreview import Line
    from clm.domain.periods import Period
    from clm.render.listing import Listing
    from clm.services.acting import Outcome, Who
    from clm.services.workspace import Workspace


class Reviewed(NamedTuple):
    """The figures of a period by group, the open actions of all complaints, the record of it."""

    lines: list[Line]
    actions: list[dict[str, Any]]
    record: ReportRecord | None
    names: dict[str, str]
    """The customers' names, by their ids."""

    @property
    def items(self) -> list[dict[str, Any]]:
        """The lines as JSON has them."""
        return [
            {
                "aspect": line.aspect,
                "word": line.word,
                "name": self.names.get(line.word) if line.aspect == "customer" else None,
                "count": line.received,
                "before": line.before,
                "change": line.received - line.before,
                "open": line.open,
                "reopened": line.reopened,
                **{
                    f"{step}_{name}": float(value)
                    if name == "days" and value is not None
                    else value
                    for step, pace in line.paces.items()
                    for name, value in pace._asdict().items()
                },
            }
            for line in self.lines
        ]

    @property
    def totals(self) -> dict[str, Any]:
        """What they add up to, with the actions that are open, and those overdue."""
        first = self.lines[0]
        return {
            "received": first.received,
            "before": first.before,
            "open": first.open,
            "reopened": first.reopened,
            "repeated": sum(line.aspect == "customer" for line in self.lines),
            "open_actions": len(self.actions),
            "overdue_actions": sum(one["overdue"] for one in self.actions),
        }


def reviewed(workspace: Workspace, period: Period) -> Reviewed:
    """The complaints received in a period, counted, with what came of the one before."""
    workspace.look_at_all()
    everything = [
        {
            **row,
            "customer": customer,
            "name": name,
            "about_vpas": [who for who in row["about"] if who in workspace.vpas],
        }
        for customer, name, _, row in rows(workspace, "complaints", ended=True, customer=None)
    ]
    zone = workspace.process.zone

    def of(one: Period) -> list[dict[str, Any]]:
        return [
            row for row in everything if one.first <= day_of(row["received_at"], zone) <= one.last
        ]

    today, policy = workspace.today.isoformat(), workspace.process.policy
    found = lines(of(period), of(before(period)), today, policy)
    held = (one for one in reports(workspace.index, "complaints") if one.period == period.name)
    names = {row["customer"]: row["name"] for row in everything}
    return Reviewed(found, actions(workspace), next(held, None), names)


def review_of(workspace: Workspace, period: Period) -> Listing:
    """The figures of a period as a list, with what was concluded if it is reviewed."""
    found = reviewed(workspace, period)
    return review_listing(found.items, found.totals, found.record, period)


def record(
    workspace: Workspace,
    period: Period,
    conclusions: str,
    measures: Sequence[str],
    who: Who,
    *,
    dry_run: bool,
) -> Outcome:
    """Keep the review of a period: who, when, what was concluded, and the figures of that day.

    Raises:
        UsageError: nothing was concluded.
        RefusedError: there is a review of that period.
    """
    if not conclusions.strip():
        raise UsageError("what does the review conclude?", "-m CONCLUSIONS")
    target = Target("report-record", _name(period))
    with workspace.writing("complaint review", dry_run=dry_run) as writer:
        found = reviewed(workspace, period)
        if workspace.record(target) is not None:
            hint = f"clm undo takes back your last command; else: {path_of(target)}"
            raise RefusedError(f"the complaints of {period.name} are reviewed already", hint)
        me = actor(workspace, who)
        made = ReportRecord(
            id=target.id,
            kind="complaints",
            period=period.name,
            first=period.first,
            last=period.last,
            at=me.now,
            by=who.handle,
            figures=_figures(found),
            conclusions=conclusions.strip(),
            actions=tuple(measures),
        )
        decision = Decision((Create(target, made),))
        return save(workspace, writer, "complaint review", who, [Step(target.id, decision)])


def _name(period: Period) -> str:
    return f"complaints-{period.name.lower().replace('..', '-').replace('-q', 'q')}"


def _figures(found: Reviewed) -> dict[str, str]:
    """The figures of all, how many there were by each word, and the actions."""
    figures = summed(found.lines[0])
    for line in found.lines[1:]:
        if line.word and line.received:
            figures[f"{line.aspect}:{line.word}"] = str(line.received)
    totals = found.totals
    named = ("repeated", "open_actions", "overdue_actions")
    return figures | {name.replace("_", "-"): str(totals[name]) for name in named}


def unreviewed(workspace: Workspace) -> list[Finding]:
    """A2.22: the last review of all complaints is older than the interval, or there is none.

    Before there are complaints there is nothing to be reviewed.
    """
    zone, today = workspace.process.zone, workspace.today
    having = workspace.index.work_items("complaints", today.isoformat(), ended=True)
    if not having:
        return []
    held = reports(workspace.index, "complaints")
    first = min(day_of(row["received_at"], zone) for *_, row in having)
    last = max((day_of(one.at, zone) for one in held), default=first)
    due = last + timedelta(days=workspace.process.policy.complaint_review_days)
    if today <= due:
        return []
    path = path_of(Target("report-record", held[-1].id)) if held else "clm.yaml"
    said = (
        f"the complaints were reviewed last on {last}: the next review was due by {due}"
        if held
        else f"there are complaints since {first}, and none was reviewed by {due}"
    )
    hint = f"clm complaint review --period {_quarter_before(today)} -m CONCLUSIONS"
    return [Finding(path, 1, 1, "complaint-review", said, hint, "warning")]


def _quarter_before(today: date) -> str:
    return before(quarter_or(None, today)).name
