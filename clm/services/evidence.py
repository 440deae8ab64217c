"""What proves the process, gathered from the data as they are, or as they were (A2.1)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from clm.domain.agreements import is_valid
from clm.domain.bookings import counted
from clm.domain.complaining import events_of, is_open
from clm.domain.complaintdeadlines import next_due
from clm.domain.evidence import judged
from clm.domain.evidencefacts import Asked, Complained, Gathered, Kept, Reviewed, Served
from clm.domain.fullness import lacks
from clm.domain.jobs import MISSED
from clm.domain.moments import day_of
from clm.domain.periods import Period, months_after
from clm.domain.reportrecord import covers_until
from clm.domain.requesting import ENDED
from clm.domain.reviewing import due, open_actions
from clm.domain.spoc import account_manager
from clm.services import agreements, followups, slaclocks
from clm.services.latereports import not_made
from clm.services.notices import kept
from clm.store.dossiers import all_dossiers
from clm.store.reviewrows import due_of
from clm.store.stored import definitions, reports
from clm.store.surveys import surveys

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from clm.domain.evidence import Judged
    from clm.domain.process import Dossier
    from clm.domain.reportrecord import ReportKind
    from clm.domain.request import Task
    from clm.services.workspace import Workspace

SCHEMA = "clm/process-check@1"


def evidence(workspace: Workspace) -> dict[str, Any]:
    """Every requirement with what proves it and what is missing, as of the workspace's day.

    `items` are the requirements; `gaps` is how many gaps there are in all.
    """
    workspace.look_at_all()
    found = judged(gathered(workspace))
    return {
        "schema": SCHEMA,
        "team": workspace.settings.name,
        "day": workspace.today.isoformat(),
        "as_of_commit": getattr(workspace, "commit", None),
        "gaps": sum(len(one.gaps) for one in found),
        "items": [_item(one) for one in found],
    }


def _item(one: Judged) -> dict[str, Any]:
    return {
        "id": one.id,
        "requirement": one.sentence,
        "met": not one.gaps and not one.no_data,
        "no_data": one.no_data,
        "evidence": [
            proof._asdict() | {"last": proof.last.isoformat() if proof.last else None}
            for proof in one.evidence
        ],
        "gaps": [gap._asdict() | {"refs": list(gap.refs)} for gap in one.gaps],
    }


def gathered(workspace: Workspace) -> Gathered:
    """The facts that requirements are judged by."""
    everybody = list(all_dossiers(workspace.index.db, workspace.process))
    today, zone = workspace.today, workspace.process.zone
    served = [
        one
        for one in everybody
        if one.customer.status == "active" and counted(one.customer.bookings, today)
    ]
    runs, _ = kept(workspace, "run")
    settings = workspace.settings
    # up to yesterday: what is decided today depends on the hour that is asked in
    year = Period("", months_after(today, -12), today - timedelta(days=1))
    kept_terms = slaclocks.report(workspace, year)
    targets = slaclocks.totals(kept_terms)
    return Gathered(
        today=today,
        policy=workspace.process.policy,
        customers=[_served(workspace, one) for one in served],
        definitions=definitions(workspace.index),
        reviews=[review for one in everybody for review in _reviews(workspace, one)],
        complaints=[one for facts in everybody for one in _complaints(workspace, facts)],
        complaint_actions=[task.id for task in _overdue(everybody, "complaint/", today)],
        complaint_reviews=_records(workspace, "complaints"),
        surveys=_surveys(workspace),
        follow_ups=[task.id for task in _overdue(everybody, "survey/", today)],
        not_followed_up=_not_followed_up(workspace, everybody),
        satisfaction_reports=_records(workspace, "satisfaction"),
        reports=[
            Kept(one.id, day_of(one.ran_at, zone))
            for one in runs.values()
            if one.job in settings.reports and one.result != MISSED
        ],
        late_reports=[f"{slug} {period.name}" for slug, period in not_made(workspace)],
        specified=len(settings.reports),
        agreements=sum(is_valid(one.sla, today) for one in agreements.known(workspace)),
        targets_met=targets["met"],
        targets=targets["met"] + targets["missed"],
        unnoticed=sorted({ref for row in kept_terms for ref in row["unnoticed"]}),
    )


def _served(workspace: Workspace, facts: Dossier) -> Served:
    customer, today = facts.customer, workspace.today
    manager = account_manager(customer)
    coming = due(facts, today, workspace.process)
    return Served(
        id=customer.id,
        lacks=lacks(customer),
        contacts=len(customer.contacts),
        users=sum(one.role == "user" for one in customer.contacts),
        manager=manager,
        manager_is_active=manager is None or manager in workspace.team,
        booked_on=counted(customer.bookings, today)[-1].booked_on,
        review_due=coming.on if coming else None,
    )


def _reviews(workspace: Workspace, facts: Dossier) -> Iterator[Reviewed]:
    today = workspace.today
    for one in facts.reviews:
        left = open_actions(facts.tasks, one)
        late = tuple(task.id for task in left if task.due and task.due < today)
        is_held = one.held_on is not None and one.held_on <= today
        sign_by = due_of(one, workspace.process) if is_held else None
        yield Reviewed(one.id, one.held_on if is_held else None, sign_by, late)


def _complaints(workspace: Workspace, facts: Dossier) -> Iterator[Complained]:
    process = workspace.process
    for one in facts.complaints:
        coming = next_due(one, process)
        was_escalated = any(
            (event.to or "").startswith("escalated") for event in events_of(one, "status")
        )
        on = day_of(one.received_at, process.zone)
        due_on = coming.on if coming else None
        yield Complained(one.id, on, is_open(one), due_on, was_escalated)


def _overdue(everybody: list[Dossier], origin: str, today: date) -> Iterator[Task]:
    """The tasks that come from something of a kind, and are past their day."""
    for facts in everybody:
        for task in facts.tasks:
            is_theirs = (task.from_ or "").startswith(origin) and task.status not in ENDED
            if is_theirs and task.due and task.due < today:
                yield task


def _not_followed_up(workspace: Workspace, everybody: list[Dossier]) -> list[str]:
    """A2.29: who is a customer still, was unhappy within a year, and whom no task is about."""
    today = workspace.today
    active = {one.customer.id for one in everybody if one.customer.status == "active"}
    found = followups.of(workspace, surveys(workspace.index), months_after(today, -12), today)
    return sorted({one["ref"] for one in found if one["task"] is None and one["ref"] in active})


def _records(workspace: Workspace, kind: ReportKind) -> list[Kept]:
    zone = workspace.process.zone
    return [Kept(one.id, covers_until(one, zone)) for one in reports(workspace.index, kind)]


def _surveys(workspace: Workspace) -> list[Asked]:
    """Those that have asked somebody by the day; a standing one since its first question."""
    found = []
    for one in surveys(workspace.index):
        asked = [each.on for each in one.invitations if each.on <= workspace.today]
        if asked:
            is_closed = one.closed_on is not None and one.closed_on <= workspace.today
            found.append(
                Asked(
                    id=one.id,
                    on=max(asked),
                    closed_on=one.closed_on if is_closed else None,
                    invited=len(asked),
                    answers=len(one.answers),
                    is_sample=one.sample.drawn_on is not None,
                    conclusions=bool((one.conclusions or "").strip()),
                )
            )
    return found
