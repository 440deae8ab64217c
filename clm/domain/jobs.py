"""WHAT CRON RUNS each week, one row each, and which of it is to be run now (A1.39)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from clm.domain.notices import named

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from clm.domain.process import Process

JobName = Literal["nudge", "report", "misses"]

MISSED: Final = "missed"
"""The result in the log of a run that never was."""


def before_the_deadline(monday: date, process: Process) -> datetime:
    """Who has open entries is nudged on the last working day before the week's deadline."""
    day = process.calendar.working_day_before(process.calendar.deadline(monday))
    return datetime.combine(day, time(process.policy.nudge_hour))


def on_the_evening(monday: date, process: Process) -> datetime:
    """The crm-lead gets the weekly report on the evening of the deadline day."""
    return datetime.combine(process.calendar.deadline(monday), time(process.policy.report_hour))


def in_the_next_week(monday: date, process: Process) -> datetime:
    """Who was not through is listed on the first working day of the next week."""
    day = process.calendar.next_working_day(monday + timedelta(days=7))
    return datetime.combine(day, time(process.policy.misses_hour))


class Job(NamedTuple):
    """One row: when a week's run is due by the team's clock, and whether it can be too late."""

    key: JobName
    due: Callable[[date, Process], datetime]
    ends_with_deadline: bool = False

    def id_of(self, monday: date, process: Process) -> str:
        """The id of the run of a week."""
        return named(self.key, process.calendar.week_of(monday))


JOBS: Final[tuple[Job, ...]] = (
    Job("nudge", before_the_deadline, ends_with_deadline=True),
    Job("report", on_the_evening),
    Job("misses", in_the_next_week),
)


class Pending(NamedTuple):
    """The week of a job that is to be run now, if any, and the older ones that were missed."""

    run: date | None
    missed: tuple[date, ...]


def pending(job: Job, ran: Collection[str], now: datetime, process: Process) -> Pending:
    """Which weeks of a job have come by `now`, a local time, and were not run.

    `ran` are the ids of all runs. The newest is run, if it still makes sense; the older ones are
    missed, but only since the job first ran.
    """
    monday = process.calendar.monday(now.date())
    weeks = [monday - timedelta(days=7 * n) for n in range(process.policy.missed_weeks + 1)]
    come = [week for week in weeks if job.due(week, process) <= now]
    not_run = [week for week in come if job.id_of(week, process) not in ran]
    run = come[0] if come[:1] == not_run[:1] and come else None
    if run and job.ends_with_deadline and now.date() > process.calendar.deadline(run):
        run = None
    first = min((one for one in ran if one.startswith(f"{job.key}-")), default=None)
    missed = [
        week for week in not_run if week != run and first and job.id_of(week, process) > first
    ]
    return Pending(run, tuple(sorted(missed)))
