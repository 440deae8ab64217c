"""Requests and internal tasks as people look for them: the lists, and everything about one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from clm.domain.casefile import FILES, texts
from clm.domain.requesting import ENDED, completeness, contacts_of, tasks_in
from clm.domain.spoc import acceptance
from clm.services import slaclocks
from clm.services.covering import effective, matter_of
from clm.services.refs import customers
from clm.services.requests import request_meant, request_of
from clm.services.workitems import instant
from clm.services.worklist import covering
from clm.store.work import request_row, task_row

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from clm.services.covering import Whose
    from clm.services.workspace import Workspace
    from clm.services.worktasks import At
    from clm.store.answers import WorkItem


class WantedRequests(NamedTuple):
    """Which requests are asked for: all of it must hold. `of` is a handle."""

    statuses: Sequence[str] = ()
    everything: bool = False
    of: str | None = None
    customer: str | None = None
    service: str | None = None
    unassigned: bool = False
    unaccepted: bool = False
    no_next_step: bool = False
    gaps: bool = False


def requests(workspace: Workspace, wanted: WantedRequests) -> list[dict[str, Any]]:
    """The requests that are wanted, the first due first; closed ones only where asked for."""
    people = covering(workspace, wanted.of) if wanted.of else None
    ended = wanted.everything or "closed" in wanted.statuses
    now = instant(workspace) if wanted.unaccepted else ""
    items = [
        _request_item(workspace, held)
        for held in rows(workspace, "requests", ended=ended, customer=wanted.customer)
    ]
    items = [
        item | {"covering_for": people.get(item["spoc"] or "") if people else None}
        for item in items
        if (not wanted.statuses or item["status"] in wanted.statuses)
        and (people is None or _is_theirs(people, item))
        and (wanted.service is None or wanted.service in item["services"])
        and (not wanted.unassigned or item["spoc"] is None)
        and (not wanted.unaccepted or bool(item["accept_by"] and item["accept_by"] <= now))
        and (not wanted.no_next_step or item["no_next_step"])
        and (not wanted.gaps or item["gaps"])
    ]
    items.sort(key=lambda one: (one["due"] is None, one["due"] or "", one["id"]))
    return items


def _is_theirs(people: Whose, item: Mapping[str, Any]) -> bool:
    """Is a request one's own, or among what one covers of a colleague's?"""
    who = item["spoc"] or ""
    return who in people and people.holds(who, item["customer"], item["id"], "request")


def rows(workspace: Workspace, kind: str, *, ended: bool, customer: str | None) -> list[WorkItem]:
    """The rows of requests or tasks, of one customer or of all, as their files are now."""
    (of,) = customers(workspace, [customer]) if customer else (None,)
    return workspace.shown(
        lambda: workspace.index.work_items(
            kind, workspace.today.isoformat(), ended=ended, customer=of
        ),
        lambda held: held[0],
    )


def _request_item(workspace: Workspace, held: WorkItem) -> dict[str, Any]:
    customer, name, _, row = held
    return {
        **row,
        "customer": customer,
        "name": name,
        "overdue": _is_over(workspace, row["due"]),
    }


def _is_over(workspace: Workspace, due: str | None) -> bool:
    return due is not None and due < workspace.today.isoformat()


def internal_tasks(
    workspace: Workspace, *, ended: bool, customer: str | None = None
) -> list[dict[str, Any]]:
    """The internal tasks as items of `task list`, of one customer or of all."""
    return [
        {**row, "customer": held, "name": name, "overdue": _is_late(workspace, row)}
        for held, name, _, row in rows(workspace, "tasks", ended=ended, customer=customer)
    ]


def _is_late(workspace: Workspace, row: dict[str, Any]) -> bool:
    return row["status"] not in ENDED and _is_over(workspace, row["due"])


# one of them


def request_shown(workspace: Workspace, ref: str) -> dict[str, Any]:
    """Everything about one request, as its files are now: its row, record, tasks, people (A0.3).

    Raises:
        NotFoundError: nothing matches.
        AmbiguousError: several do.
    """
    found = request_meant(workspace, ref)
    facts = workspace.dossier(found.customer)
    request = request_of(workspace.requests(found.customer), found.item)
    row = request_row(request, facts, workspace.process)
    held = (found.customer, facts.customer.name, "", row)
    fullness = completeness(request, facts.customer, workspace.settings.request)
    return {
        **_request_item(workspace, held),
        "need": request.need,
        "solution": request.solution,
        "effective_spoc": request.spoc
        and effective(
            workspace,
            request.spoc,
            matter_of(workspace, found.customer, request.id, "request"),
        ),
        "accepted": acceptance(request),
        "complete": fullness._asdict(),
        "contacts": [
            msgspec.to_builtins(contact) for contact in contacts_of(request, facts.customer)
        ],
        "task_items": [
            task_row(task, request) | {"overdue": _is_late(workspace, task_row(task, request))}
            for task in request.tasks
        ],
        "events": [msgspec.to_builtins(event) for event in request.events],
        "sla": slaclocks.shown(workspace, facts.customer, request),
    }


def task_shown(workspace: Workspace, at: At) -> dict[str, Any]:
    """Everything about one internal task: its fields, its history, its request (A0.39)."""
    customer, file = workspace.customer(at.customer), workspace.requests(at.customer)
    row = task_row(at.task, at.request)
    return {
        **row,
        "customer": customer.id,
        "name": customer.name,
        "overdue": _is_late(workspace, row),
        "effective": effective(
            workspace,
            at.task.executor,
            matter_of(
                workspace,
                customer.id,
                at.task.id,
                at.task.kind or "internal",
                at.task.department,
            ),
        ),
        "need": at.request.need if at.request else None,
        "checklist": [msgspec.to_builtins(line) for line in at.task.checklist],
        "followed_by": [one.id for _, one in tasks_in(file) if one.follows == at.task.id],
        "events": [msgspec.to_builtins(event) for event in at.task.events],
        "notes": _notes(workspace, at),
    }


def _notes(workspace: Workspace, at: At) -> list[dict[str, Any]]:
    """What the case files tell of a task: the entries that name it, or what it is for (A0.39)."""
    ids = {at.task.id, at.source}
    files = zip(FILES, workspace.case_files(at.customer), strict=True)
    found = [
        {
            "id": note.id,
            "file": name,
            "at": note.at,
            "by": note.by,
            "text": "\n".join(text for field, text in texts(note) if field != "task"),
        }
        for name, file in files
        for note in (file.notes if file else ())
        if note.task in ids or note.complaint in ids
    ]
    return sorted(found, key=lambda one: (one["at"], one["id"]))
