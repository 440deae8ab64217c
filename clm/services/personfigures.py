"""What is computed of one person's work, each number with the records behind it (A4.3).

Nothing is counted anew: weeks, clocks, complaints and loads are asked, as their own reports are.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from clm.domain.complaintreview import pace
from clm.domain.moments import day_of
from clm.domain.proofs import Figure, Figures, Proof
from clm.domain.reportinglines import may_see
from clm.domain.sla import TARGETS
from clm.errors import NotFoundError, RefusedError
from clm.services import slaclocks
from clm.services.load import late
from clm.services.team import meant
from clm.services.weeks import pieces, week
from clm.services.work import internal_tasks, rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from clm.domain.periods import Period
    from clm.services.workspace import Workspace

    Row = Mapping[str, Any]

STEPS: Final = {"acknowledge": "complaints-acknowledged", "answer": "complaints-answered"}
"""The steps of a complaint that are told of who handles it."""


def figures(workspace: Workspace, ref: str | None, viewer: str, period: Period) -> Figures:
    """What is computed of a person, by default of who asks.

    What is overdue is so today; all else is of the period. A week counts where it is over.

    Raises:
        NotFoundError: nobody is meant.
        RefusedError: who asks is neither the person nor leads them, or nobody is one.
    """
    handle = meant(workspace, ref or viewer).id
    if not may_see(workspace.roster, viewer, handle, workspace.today):
        raise RefusedError(
            f"the figures of {handle} are for {handle} and for who leads them",
            "clm team tells of the team as a whole",
        )
    if workspace.roster.members[handle].shared:
        raise RefusedError(f"several use {handle}: its work is no one person's")
    workspace.look_at_all()
    weeks, untold, completed = _completed(workspace, handle, period)
    found = [
        completed,
        Figure("overdue", [
            Proof(one.ref, one.customer, one.what, one.due)
            for one in late(workspace)
            if one.who == handle
        ]),
        *_clocks(workspace, handle, period),
        *_complaints(workspace, handle, period),
        _tasks(workspace, handle, period),
    ]  # fmt: skip
    return Figures(handle, [one.item for one in found], weeks, untold)


def _completed(
    workspace: Workspace, handle: str, period: Period
) -> tuple[list[str], list[str], Figure]:
    """Entries done by the deadlines of the period that are over, as `clm week` counts them."""
    calendar = workspace.process.calendar
    told: list[str] = []
    untold: list[str] = []
    done: list[Proof] = []
    left: list[Proof] = []
    monday = calendar.monday(period.first)
    while monday <= period.last:
        deadline = calendar.deadline(monday)
        if period.first <= deadline <= period.last and deadline < workspace.today:
            try:
                found = week(workspace, monday)
            except NotFoundError:
                untold.append(calendar.week_of(monday))
            else:
                ended, still = pieces(found, handle)
                done += [Proof(one.customer, one.customer, one.rule, one.on) for one in ended]
                left += [Proof(one.customer, one.customer, one.rule, one.on) for one in still]
                told.append(found.week)
                found.let_go(workspace)
        monday += timedelta(days=7)
    return told, untold, Figure("completed", done, left)


def _clocks(workspace: Workspace, handle: str, period: Period) -> Iterator[Figure]:
    """What agreements promised of the person's requests: kept or missed in the period (A2.9)."""
    own = [row for row in slaclocks.results(workspace, period) if row["spoc"] == handle]
    for target in TARGETS:
        kept, missed = _parted(
            [row for row in own if row["target"] == target],
            lambda row: row["state"] != "missed",
            lambda row: Proof(row["ref"], row["customer"], row["target"], row["on"]),
        )
        yield Figure(f"sla-{target.replace('_', '-')}", kept, missed)


def _complaints(workspace: Workspace, handle: str, period: Period) -> Iterator[Figure]:
    """Complaints received in the period: handled in time, and those about the person (A2.22)."""
    zone, today = workspace.process.zone, workspace.today.isoformat()
    received = [
        {**row, "customer": customer}
        for customer, _, _, row in rows(workspace, "complaints", ended=True, customer=None)
        if row["status"] != "duplicate"
        and period.first <= day_of(row["received_at"], zone) <= period.last
    ]
    for step, name in STEPS.items():
        asked = [
            (row, pace([row["steps"][step]], today)) for row in received if row["handler"] == handle
        ]
        yield Figure(
            name,
            [_complaint(row, step) for row, one in asked if one.in_time],
            [_complaint(row, step) for row, one in asked if one.done + one.late > one.in_time],
        )
    about = [row for row in received if handle in row["about"]]
    yield Figure("complaints-about", [_complaint(row) for row in about])


def _complaint(row: Row, step: str | None = None) -> Proof:
    on = row["steps"][step]["on"] if step else row["received_at"][:10]
    return Proof(row["id"], row["customer"], step or "complaint", on)


def _tasks(workspace: Workspace, handle: str, period: Period) -> Figure:
    """Internal tasks that were due in the period: done by that day, or later or not at all."""
    zone, today = workspace.process.zone, workspace.today.isoformat()
    first, last = period.first.isoformat(), period.last.isoformat()

    def done_on(row: Row) -> str | None:
        return day_of(row["done_at"], zone).isoformat() if row["done_at"] else None

    due = [
        row
        for row in internal_tasks(workspace, ended=True)
        if row["executor"] == handle
        and row["status"] != "cancelled"
        and row["deadline"]
        and first <= row["deadline"] <= last
        and (row["done_at"] or row["deadline"] < today)
    ]
    kept, missed = _parted(
        due,
        lambda row: (done_on(row) or "9999") <= row["deadline"],
        lambda row: Proof(row["id"], row["customer"], "task", done_on(row)),
    )
    return Figure("tasks", kept, missed)


def _parted(
    found: Iterable[Row], is_kept: Callable[[Row], bool], proof: Callable[[Row], Proof]
) -> tuple[list[Proof], list[Proof]]:
    held = list(found)
    return (
        [proof(row) for row in held if is_kept(row)],
        [proof(row) for row in held if not is_kept(row)],
    )
