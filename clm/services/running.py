"""Everything whose time has come, as cron runs it: once each, logged, and what was missed."""

from __future__ import annotations

from datetime import datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from clm.domain.changes import Act, Create, Target
from clm.domain.events import event
from clm.domain.jobs import JOBS, MISSED, pending
from clm.domain.notices import Run, create, noticed
from clm.errors import ClmError, NotFoundError
from clm.i18n import label, translate
from clm.services.daily import of_the_day
from clm.services.escalationrun import Plan, planned
from clm.services.madereports import made_reports
from clm.services.notices import kept
from clm.services.overlooked import NOBODY, overlooked
from clm.services.telling import refuse_ahead, role_holder, worth_telling
from clm.services.triggering import follow_up_due
from clm.services.weeks import week as week_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from clm.domain.changes import Change
    from clm.domain.findings import Finding
    from clm.domain.jobs import Job, JobName
    from clm.domain.notices import Notice
    from clm.services.acting import Who
    from clm.services.weeks import Week
    from clm.services.workspace import Workspace

_MINUTE: Final = "%Y-%m-%dT%H:%M"
_WEEK: Final = 7


class Ran(NamedTuple):
    """What was run: `items` as in the log, what was missed lately, the log's unreadable files.

    `new` are the misses found by this run, `problems` the runs that failed and are tried again;
    `queued` are the ids of all notices it queued; `is_stuck`: there are some, and no host is named
    to send them.
    """

    items: list[dict[str, Any]]
    missed: list[str]
    new: list[str]
    problems: list[tuple[str, ClmError]]
    findings: list[Finding]
    commit: str | None
    queued: list[str]
    is_stuck: bool
    followed: tuple[str, ...] = ()
    """Who is followed up by an initiative (A4.9), and what is escalated (A4.14), as sentences."""


def run_due(workspace: Workspace, who: Who, *, dry_run: bool = False) -> Ran:
    """Run what is due and has not been run: decided under the lock, so by one process only.

    The log of a run and the notices it queues are one commit. What failed is not logged, and so
    is tried again. Who is followed up by an initiative is a commit of its own.

    Raises:
        StateError: nothing may be written here.
        RefusedError: the day is still to come; its run would be taken for the true one.
    """
    refuse_ahead(workspace)
    followed, failed = _followed(workspace, who, dry_run=dry_run)
    with workspace.writing("report run", dry_run=dry_run) as writer:
        runs, unreadable = _runs(workspace)
        now = workspace.now.replace(tzinfo=None)
        reports = made_reports(workspace, runs, now)
        made: list[Run] = [*reports.runs]
        changes: list[Change] = [*reports.notices]
        problems = [*failed, *reports.problems]
        for job in JOBS:
            due = pending(job, runs, now, workspace.process)
            made += [_logged(workspace, job, week, now, MISSED) for week in due.missed]
            if due.run is None:
                continue
            try:
                notices, result = _made(workspace, job, due.run)
            except ClmError as problem:
                problems.append((job.id_of(due.run, workspace.process), problem))
                continue
            changes += worth_telling(workspace, NOBODY, map(create, notices))
            made.append(_logged(workspace, job, due.run, now, result, notices))
        escalated, unusable = _escalated(workspace, who)
        changes += escalated.changes
        problems += unusable
        changes += overlooked(workspace, who)
        changes += of_the_day(workspace)
        changes += [Create(Target("run", one.id), one) for one in made]
        receipt = None
        if changes and not dry_run:
            refs = tuple(change.target.id for change in changes)
            act = Act(
                "report run", refs, who.handle, acting_as=who.acting_as, today=workspace.pinned_day
            )
            receipt = writer.save(act, changes, reports.files)
    new = [one.id for one in made if one.result == MISSED]
    queued = [change.target.id for change in changes if change.target.kind == "notice"]
    return Ran(
        [_item(one) for one in made if one.result != MISSED],
        [*_lately_missed(runs, now, workspace.process.policy.missed_weeks), *new],
        new,
        problems,
        unreadable,
        receipt.commit if receipt else None,
        queued,
        is_stuck=bool(queued) and not workspace.settings.notify.host,
        followed=(*followed, *map(_told, escalated.items), *escalated.said),
    )


def _followed(
    workspace: Workspace, who: Who, *, dry_run: bool
) -> tuple[tuple[str, ...], list[tuple[str, ClmError]]]:
    """Who is followed up by an initiative, before the day is told of: their tasks are due today."""
    try:
        done = follow_up_due(workspace, who, dry_run=dry_run)
    except ClmError as problem:
        return (), [("initiative follow-up", problem)]
    if done.changed and not dry_run:
        workspace.look_at_all()
    return (*done.said, *done.told), []


def _escalated(workspace: Workspace, who: Who) -> tuple[Plan, list[tuple[str, ClmError]]]:
    """A4.14: the levels whose minute has come; a policy nobody can follow holds up nothing else."""
    try:
        return planned(workspace, who), []
    except ClmError as problem:
        return Plan([], [], []), [("escalation", problem)]


def _told(item: Mapping[str, Any]) -> str:
    """A level or warning that fires, as `escalation run` has it in a row."""
    said: str = translate("{what} {level} of {of}: {to} is told ({ref})")
    return said.format(**{**item, "what": label(item["what"])})


def _runs(workspace: Workspace) -> tuple[dict[str, Run | None], list[Finding]]:
    """The log by id; a run whose file cannot be read has been run all the same."""
    found, findings = kept(workspace, "run")
    broken = dict.fromkeys(PurePosixPath(one.path).stem for one in findings)
    return {**found, **broken}, findings


def _lately_missed(runs: dict[str, Run | None], now: datetime, weeks_back: int) -> list[str]:
    today = now.date()
    logged = [one for one in runs.values() if one and one.result == MISSED]
    return sorted(
        one.id
        for one in logged
        if (today - datetime.fromisoformat(one.due).date()).days <= (weeks_back + 1) * _WEEK
    )


def _logged(
    workspace: Workspace,
    job: Job,
    monday: date,
    now: datetime,
    result: str,
    notices: list[Notice] | None = None,
) -> Run:
    process = workspace.process
    return Run(
        id=job.id_of(monday, process),
        job=job.key,
        week=process.calendar.week_of(monday),
        due=job.due(monday, process).strftime(_MINUTE),
        ran_at=now.strftime(_MINUTE),
        to=tuple(dict.fromkeys(word for notice in notices or () for word in notice.to)),
        result=result,
    )


def _item(one: Run) -> dict[str, Any]:
    return {
        "id": one.id,
        "job": one.job,
        "week": one.week,
        "due": one.due,
        "to": list(one.to),
        "result": one.result,
    }


# the jobs


def _made(workspace: Workspace, job: Job, monday: date) -> tuple[list[Notice], str]:
    """The notices of a run, and what its log says.

    Raises:
        ClmError: the week's figures cannot be made.
    """
    try:
        week = week_of(workspace, monday)
        notices = _NOTICES[job.key](workspace, week)
    except NotFoundError:
        return [], "nothing is known of that week"
    week.let_go(workspace)
    return notices, f"queued {len(notices)}" if notices else "nothing to tell"


def _nudges(workspace: Workspace, week: Week) -> list[Notice]:
    """A1.39: everybody with open entries is told how many."""
    return [
        noticed(
            "nudge",
            f"{week.week}-{item['who']}",
            workspace.today,
            to=(item["who"],),
            facts=_facts(week) | {"open": str(item["open"])},
        )
        for item in week.items
        if item["open"] and item["who"]
    ]


def _report(workspace: Workspace, week: Week) -> list[Notice]:
    """A1.39: the crm-lead gets the weekly report; its text is made when it is sent."""
    facts = _facts(week) | {"report": "weekly"}
    trigger = f"weekly-{week.week}"
    return [noticed("report", trigger, workspace.today, facts=facts)]


def _misses(workspace: Workspace, week: Week) -> list[Notice]:
    """A1.39: who was not through, for each of the roles that somebody has; one mail a person."""
    incomplete = [f"{item['who'] or '–'} {item['open']}" for item in week.items if item["open"]]
    if not incomplete:
        return []
    facts = _facts(week) | {"incomplete": ", ".join(incomplete)}
    roles = event("misses").to
    held = {role_holder(workspace, role): role for role in reversed(roles)}
    held.pop(None, None)
    return [
        noticed("misses", f"{week.week}-{role}", workspace.today, to=(role,), facts=facts)
        for role in roles
        if role in held.values() or not held
    ]


def _facts(week: Week) -> dict[str, str]:
    return {"week": week.week, "deadline": week.deadline.isoformat()}


_NOTICES: Final[dict[JobName, Callable[[Workspace, Week], list[Notice]]]] = {
    "nudge": _nudges,
    "report": _report,
    "misses": _misses,
}
