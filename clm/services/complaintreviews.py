"""The review of all complaints of a period: figures, record, and when one is due (A2.22)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from clm.domain.changes import Target
from clm.domain.complaintreview import lines, summed
from clm.domain.findings import Finding
from clm.domain.moments import day_of, written_order
from clm.domain.periods import before, quarter_or
from clm.errors import UsageError
from clm.render.complaintlists import review_listing, review_sheet
from clm.render.sheet import written
from clm.services.acting import save
from clm.services.complaintlists import actions
from clm.services.reportrecords import Concluded, held, kept
from clm.services.work import rows
from clm.store.kinds import path_of
from clm.store.stored import reports

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from clm.domain.complaintreview import Line
    from clm.domain.periods import Period
    from clm.domain.reportrecord import ReportRecord
    from clm.render.listing import Listing
    from clm.services.acting import Outcome, Who
    from clm.services.workspace import Workspace


class Reviewed(NamedTuple):
    """The figures of a period by group, the open actions of all complaints, the records of it."""

    lines: list[Line]
    actions: list[dict[str, Any]]
    records: list[ReportRecord]
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
    names = {row["customer"]: row["name"] for row in everything}
    return Reviewed(found, actions(workspace), held(workspace, "complaints", period), names)


def review_of(workspace: Workspace, period: Period) -> Listing:
    """The figures of a period as a list, with what was concluded if it is reviewed."""
    found = reviewed(workspace, period)
    listing = review_listing(found.items, found.totals, found.records, period)
    team = workspace.settings.name or ""
    return listing._replace(
        sheet=written(lambda: review_sheet(listing, found.records, period, team))
    )


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

    A period can be reviewed again: what came in after a review stands in the next.

    Raises:
        UsageError: nothing was concluded.
        RefusedError: there is a review of this day, and nothing is new since.
    """
    if not conclusions.strip():
        raise UsageError("what does the review conclude?", "-m CONCLUSIONS")
    with workspace.writing("complaint review", dry_run=dry_run) as writer:
        figures = _figures(reviewed(workspace, period))
        new = Concluded("complaints", period, figures, conclusions, measures)
        return save(workspace, writer, "complaint review", who, [kept(workspace, who, new)])


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
    """A2.22: complaints that no review counts when it is time for one.

    The last review of all is older than the interval, or there is none; or complaints came in
    after the review of a period that is over since. Before there are complaints there is nothing
    to be reviewed.
    """
    today = workspace.today
    having = [
        row for *_, row in workspace.index.work_items("complaints", today.isoformat(), ended=True)
    ]
    if not having:
        return []
    made = reports(workspace.index, "complaints")
    return [*_overdue(workspace, having, made), *_after_review(workspace, having, made)]


def _overdue(
    workspace: Workspace, having: Sequence[dict[str, Any]], made: Sequence[ReportRecord]
) -> Iterator[Finding]:
    zone, today = workspace.process.zone, workspace.today
    first = min(day_of(row["received_at"], zone) for row in having)
    last = max((day_of(one.at, zone) for one in made), default=first)
    due = last + timedelta(days=workspace.process.policy.complaint_review_days)
    if today > due:
        said = (
            f"the complaints were reviewed last on {last}: the next review was due by {due}"
            if made
            else f"there are complaints since {first}, and none was reviewed by {due}"
        )
        yield _finding(made[-1] if made else None, said, before(quarter_or(None, today)).name)


def _after_review(
    workspace: Workspace, having: Sequence[dict[str, Any]], made: Sequence[ReportRecord]
) -> Iterator[Finding]:
    zone, today = workspace.process.zone, workspace.today
    last = {one.period: one for one in made if one.last < today}
    came = [(day_of(row["received_at"], zone), row) for row in having]
    left = [
        (on, row["id"])
        for on, row in came
        if not any(one.first <= on <= one.last and _was_there(row, one) for one in made)
    ]
    for one in last.values():
        late = [ref for on, ref in left if one.first <= on <= one.last]
        if late:
            said = (
                f"{one.period} was reviewed last on {day_of(one.at, zone)},"
                f" and these complaints came after: {', '.join(late)}"
            )
            yield _finding(one, said, one.period)


def _was_there(row: dict[str, Any], one: ReportRecord) -> bool:
    """Was a complaint recorded when a review was made?"""
    moment: str = row["recorded_at"] or row["received_at"]
    return written_order(moment) <= written_order(one.at)


def _finding(one: ReportRecord | None, said: str, period: str) -> Finding:
    path = path_of(Target("report-record", one.id)) if one else "clm.yaml"
    hint = f"clm complaint review --period {period} -m CONCLUSIONS"
    return Finding(path, 1, 1, "complaint-review", said, hint, "warning")
