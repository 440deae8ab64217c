"""When reports that are specified are due, and which were missed (A2.37)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from clm.domain.flaws import Flaw
from clm.domain.jobs import JOBS
from clm.domain.notices import named
from clm.domain.periods import Period, months_after

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from clm.domain.flaws import Known
    from clm.domain.policy import Settings
    from clm.domain.process import Process
    from clm.domain.reportspec import Frequency, ReportSpec


PAPERS: Final = ("weekly", "process", "retention", "team", "escalations")
"""Reports that are no lists: there are fewer forms of them."""


class Pending(NamedTuple):
    """Which period of a report is to be made now, if any, and the older ones that were missed."""

    run: Period | None
    missed: tuple[Period, ...]


def period_at(frequency: Frequency, day: date) -> Period:
    """The week, month, quarter or year that a day lies in."""
    if frequency == "weekly":
        year, week, weekday = day.isocalendar()
        first = day - timedelta(days=weekday - 1)
        return Period(f"{year:04}-W{week:02}", first, first + timedelta(days=6))
    if frequency == "monthly":
        first = day.replace(day=1)
        return Period(f"{day:%Y-%m}", first, months_after(first, 1) - timedelta(days=1))
    if frequency == "quarterly":
        quarter = (day.month + 2) // 3
        first = date(day.year, 3 * quarter - 2, 1)
        name = f"{day.year:04}-Q{quarter}"
        return Period(name, first, months_after(first, 3) - timedelta(days=1))
    return Period(f"{day.year:04}", date(day.year, 1, 1), date(day.year, 12, 31))


def due_at(period: Period, process: Process) -> datetime:
    """A report is due on the first working day after its period, by the team's clock."""
    day = process.calendar.next_working_day(period.last + timedelta(days=1))
    return datetime.combine(day, time(process.policy.specified_report_hour))


def id_of(slug: str, period: Period) -> str:
    """The id of the run that made a report of a period."""
    return named(slug, period.name)


def over(spec: ReportSpec, now: datetime, process: Process) -> list[Period]:
    """The last periods of a report that are over and due by `now`, a local time, newest first.

    Those that were over before the report was asked for are none of them.
    """
    found = []
    period = period_at(spec.frequency, now.date())
    for _ in range(process.policy.missed_weeks + 2):
        period = period_at(spec.frequency, period.first - timedelta(days=1))
        if due_at(period, process) <= now and period.last >= spec.from_:
            found.append(period)
    return found


def pending(
    slug: str, spec: ReportSpec, ran: Collection[str], now: datetime, process: Process
) -> Pending:
    """Which periods of a report are over by `now`, a local time, and have no run.

    `ran` are the ids of all runs. The newest is made; older ones are missed.
    """
    come = over(spec, now, process)
    left = [one for one in come if id_of(slug, one) not in ran]
    run = left.pop(0) if left and left[0] == come[0] else None
    return Pending(run, tuple(reversed(left)))


def late(
    settings: Settings, ran: Mapping[str, bool], now: datetime, process: Process
) -> Iterator[tuple[str, Period]]:
    """A2.37: the reports nobody has made, each with its period, the oldest first.

    Of each so many periods are looked at as `over` finds, not only the last.

    `ran` says of the id of each run whether it made something, or notes that it never was.
    """
    for slug, spec in settings.reports.items():
        for period in reversed(over(spec, now, process)):
            made = ran.get(id_of(slug, period), False)
            if not made and due_at(period, process).date() < now.date():
                yield slug, period


def odd_names(settings: Settings, _known: Known) -> Iterable[Flaw]:
    """A2.37: the name of a report is its own, its form can be made, and it is for somebody."""
    taken = {job.key for job in JOBS}
    for slug, spec in settings.reports.items():
        if slug in taken:
            sentence = f"reports: cron has a job {slug} already"
            yield Flaw(("reports", slug), sentence, "give the report another name")
        if spec.report in PAPERS and spec.form not in ("html", "md"):
            sentence = f"reports: {slug}: there is no {spec.form} of the report {spec.report}"
            yield Flaw(("reports", slug, "form"), sentence, "html or md")
        if spec.report == "weekly" and spec.frequency != "weekly":
            sentence = f"reports: {slug}: the report weekly is of a week"
            yield Flaw(("reports", slug, "frequency"), sentence, "weekly")
        if not spec.audience:
            sentence = f"reports: {slug} is for nobody"
            yield Flaw(("reports", slug, "audience"), sentence, "name a role, as crm-lead")
