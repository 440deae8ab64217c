"""The reports that are specified, made when their period is over: as a file, or by mail (A2.37)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from clm.domain.jobs import MISSED
from clm.domain.notices import Run, create, noticed
from clm.domain.reportsdue import due_at, id_of, pending
from clm.errors import ClmError, NotFoundError

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from clm.domain.changes import Change
    from clm.domain.periods import Period
    from clm.domain.reportspec import ReportSpec
    from clm.services.workspace import Workspace

MINUTE: Final = "%Y-%m-%dT%H:%M"


class Reports(NamedTuple):
    """What is to be written of them: the log, notices that carry one, files, and what failed."""

    runs: list[Run]
    notices: list[Change]
    files: dict[str, bytes]
    problems: list[tuple[str, ClmError]]


def made_reports(workspace: Workspace, ran: Collection[str], now: datetime) -> Reports:
    """Each specified report whose period is over and has no run, by a local time.

    A report by mail is queued for its audience: its text is made when it is sent.
    """
    found = Reports([], [], {}, [])
    for slug, spec in workspace.settings.reports.items():
        due = pending(slug, spec, ran, now, workspace.process)
        for period in due.missed:
            found.runs.append(_logged(workspace, slug, period, now, MISSED))
        if due.run is None:
            continue
        try:
            result, to = _made(workspace, slug, spec, due.run, found)
        except ClmError as problem:
            found.problems.append((id_of(slug, due.run), problem))
            continue
        found.runs.append(_logged(workspace, slug, due.run, now, result, to))
    return found


def _made(
    workspace: Workspace, slug: str, spec: ReportSpec, period: Period, found: Reports
) -> tuple[str, tuple[str, ...]]:
    """Make a report, and answer what its log says and to whom it goes.

    Raises:
        ClmError: its figures cannot be made.
    """
    if spec.delivery == "mail":
        week = workspace.process.calendar.week_of(workspace.today)
        facts = {"report": slug, "period": period.name, "week": week}
        trigger = f"{slug}-{period.name}"
        notice = noticed("report", trigger, workspace.today, to=spec.audience, facts=facts)
        found.notices.append(create(notice))
        return "queued 1", spec.audience
    from clm.services.produced import Specified, text_of  # only where one is made

    path = f"runs/{id_of(slug, period)}.{spec.form}"
    try:
        text = text_of(workspace, Specified(slug, spec, period), spec.form)
    except NotFoundError:  # as with the jobs of a week: it is not tried again and again
        return "nothing is known of that period", ()
    found.files[path] = text.encode()
    return f"wrote {path}", ()


def _logged(
    workspace: Workspace,
    slug: str,
    period: Period,
    now: datetime,
    result: str,
    to: tuple[str, ...] = (),
) -> Run:
    due = due_at(period, workspace.process)
    return Run(
        id=id_of(slug, period),
        job=slug,
        week=period.name,
        due=due.strftime(MINUTE),
        ran_at=now.strftime(MINUTE),
        to=to,
        result=result,
    )
