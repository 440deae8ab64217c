"""Reports about requests: were they recorded on time (A0.12), are they taken care of (A0.13)?"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from clm.domain.lists import ANYONE
from clm.domain.moments import day_of
from clm.domain.recording import recording
from clm.errors import ClmError
from clm.render.listing import number
from clm.services.tracing import who_set
from clm.services.work import rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from clm.domain.periods import Period
    from clm.services.workspace import Workspace
    from clm.store.answers import WorkRow


class Report(NamedTuple):
    """A report's rows, and what they add up to."""

    items: list[dict[str, Any]]
    totals: dict[str, Any]


def recorded_on_time(workspace: Workspace, period: Period) -> Report:
    """The requests that came in during a period, the first one first, with how they were recorded.

    `hours` of working time lie between the customer's word and the record, `limit` may. A request
    written by hand without events counts as recorded when it was committed; where that is not yet,
    nobody knows (`on_time` null).
    """
    workspace.look_at_all()
    zone = workspace.process.zone
    items = [
        _recorded(workspace, customer, name, row)
        for customer, name, _, row in rows(workspace, "requests", ended=True, customer=None)
        if period.first <= day_of(row["received_at"], zone) <= period.last
    ]
    items.sort(key=lambda item: (item["received_at"], item["id"]))
    known = [item["on_time"] for item in items if item["on_time"] is not None]
    on_time = sum(known)
    totals = {
        "requests": len(items),
        "on_time": on_time,
        "late": len(known) - on_time,
        "unknown": len(items) - len(known),
        "share": round(on_time / len(known), 3) if known else None,
    }
    return Report(items, totals)


def _recorded(
    workspace: Workspace, customer: str, name: str, row: Mapping[str, Any]
) -> dict[str, Any]:
    at = row["recorded_at"] or _committed(workspace, row["id"])
    found = recording(row["received_at"], at, workspace.process) if at else None
    return {
        "id": row["id"],
        "customer": customer,
        "name": name,
        "subject": row["subject"],
        "spoc": row["spoc"],
        "received_at": row["received_at"],
        "recorded_at": at,
        "hours": number(found.hours) if found else None,
        "limit": number(found.limit) if found else None,
        "on_time": found.on_time if found else None,
    }


def _committed(workspace: Workspace, request: str) -> str | None:
    """When a request that somebody wrote by hand got into the history."""
    try:
        found = who_set(workspace, request, None)
    except ClmError:  # no repository, or the file cannot be read
        return None
    # What is still as it was written first tells when.
    return min((one["at"] for one in found if one["at"]), default=None)


def fulfilment(workspace: Workspace) -> Report:
    """Of each SPOC with open requests: how many, the oldest, and what is wrong with them (A0.13).

    They are counted with whose they are by right; who answers for nobody's comes last, as null.
    """
    workspace.look_at_all()
    today = workspace.today.isoformat()
    held: dict[str, list[WorkRow]] = {}
    for row in workspace.index.work(today, kind="requests"):
        held.setdefault(row.who, []).append(row)
    late: dict[str, int] = {}
    for row in workspace.index.work(today, kind="tasks"):
        if not (row.due and row.due < today):
            continue
        of = json.loads(row.row)
        if of["request"]:
            spoc = of["spoc"] or ANYONE
            late[spoc] = late.get(spoc, 0) + 1
    names = {raw["id"]: raw["name"] for raw in workspace.people}
    items = [
        _of_spoc(workspace, who, names.get(who), held[who], late.get(who, 0))
        for who in sorted(held, key=lambda one: (one == ANYONE, one))
    ]
    summed = ("open", "no_next_step", "overdue_tasks", "gaps", "unaccepted")
    totals = {key: sum(item[key] for item in items) for key in summed}
    totals["oldest"] = min((item["oldest"] for item in items), default=None)
    return Report(items, totals)


def _of_spoc(
    workspace: Workspace, who: str, name: str | None, requests: Iterable[WorkRow], late: int
) -> dict[str, Any]:
    zone = workspace.process.zone
    found = [json.loads(row.row) for row in requests]
    oldest = min(found, key=lambda row: (day_of(row["received_at"], zone), row["id"]))
    person = who if who != ANYONE else None
    return {
        "who": person,
        "name": name,
        "covered_by": workspace.roster.covered_by(person, workspace.today) if person else None,
        "open": len(found),
        "oldest": day_of(oldest["received_at"], zone).isoformat(),
        "oldest_request": oldest["id"],
        "no_next_step": sum(row["no_next_step"] for row in found),
        "overdue_tasks": late,
        "gaps": sum(len(row["gaps"]) for row in found),
        "unaccepted": sum(row["rule"] == "unaccepted" for row in found),
    }
