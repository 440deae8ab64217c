"""Customers as a person looks for them: the list with its filters, and everything about one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from clm.domain.changes import Target
from clm.domain.decisions import visible
from clm.domain.escalating import is_open
from clm.domain.fullness import of_customer
from clm.domain.lifecycle import responsible, standing
from clm.domain.names import matches
from clm.errors import NotFoundError
from clm.services.refs import customers
from clm.services.staff import known_colleague
from clm.store.complaintrows import complaint_row
from clm.store.desk import escalations
from clm.store.escalationrows import escalation_row
from clm.store.reviewrows import review_row
from clm.store.rows import customer_row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clm.domain.people import Vpa
    from clm.domain.process import Dossier
    from clm.services.workspace import Workspace


class Wanted(NamedTuple):
    """Which customers are asked for; None asks for all, `words` are words of the name."""

    list: str | None = None
    phase: str | None = None
    owner: str | None = None
    class_: str | None = None
    vpa: str | None = None
    status: str = "active"
    words: Sequence[str] = ()


def listed(workspace: Workspace, wanted: Wanted) -> list[dict[str, Any]]:
    """The customers that fit, by id; the items of `customer list --json`.

    Raises:
        NotFoundError: there is no such colleague or VPA.
    """
    if wanted.owner and wanted.owner not in workspace.former:
        known_colleague(workspace, wanted.owner)
    if wanted.vpa:
        known_vpa(workspace, wanted.vpa)
    fields = {
        "phase": wanted.phase,
        "owner": wanted.owner,
        "class": wanted.class_,
        "vpa": wanted.vpa,
        "status": None if wanted.status == "all" else wanted.status,
    }
    asked = {field: value for field, value in fields.items() if value is not None}
    query = " ".join(wanted.words)
    return [
        row
        for row in workspace.customers(wanted.list)
        if all(row[field] == value for field, value in asked.items())
        and (not wanted.words or matches(query, row["name"]))
    ]


def known_vpa(workspace: Workspace, handle: str) -> None:
    """Make sure that there is such a VPA.

    Raises:
        NotFoundError: there is none.
    """
    if handle not in workspace.vpas:
        known = ", ".join(workspace.vpas)
        raise NotFoundError(f"there is no VPA {handle}", f"known: {known}")


def vpa_record(workspace: Workspace, handle: str) -> Vpa:
    """The record of a VPA as it stands now.

    Raises:
        NotFoundError: there is no such VPA.
        BadDataError: the file cannot be read.
    """
    known_vpa(workspace, handle)
    found: Vpa | None = workspace.record(Target("vpa", handle))
    if found is None:
        raise NotFoundError(f"there is no VPA {handle} any more", "clm vpa list shows all")
    return found


def shown(workspace: Workspace, ref: str) -> dict[str, Any]:
    """Everything about one customer: the row of the list, the record, tasks, visible entries.

    Raises:
        NotFoundError: nothing matches.
        AmbiguousError: several do.
    """
    (customer,) = customers(workspace, [ref])
    dossier = workspace.dossier(customer)
    today, process = workspace.today, workspace.process
    person = responsible(dossier.customer, standing(dossier, today, process))
    return {
        **customer_row(dossier, today, process),
        "responsible": person,
        "complete": of_customer(dossier.customer, workspace.settings.customer, today)._asdict(),
        "record": msgspec.to_builtins(dossier.customer),
        "requests": [msgspec.to_builtins(request) for request in dossier.requests],
        "tasks": [msgspec.to_builtins(task) for task in dossier.tasks],
        "complaints": [complaint_row(one, dossier, process) for one in dossier.complaints],
        "reviews": [review_row(one, dossier, process) for one in dossier.reviews],
        "escalations": _escalations(workspace, customer),
        "posted": [msgspec.to_builtins(task) for task in dossier.posted],
        "entries": _entries(workspace, dossier, person),
    }


def _escalations(workspace: Workspace, customer: str) -> list[dict[str, Any]]:
    """What is escalated of a customer and not resolved, the oldest first (A4.13)."""
    found = (one for one in escalations(workspace.index) if one.customer == customer)
    held = sorted(filter(is_open, found), key=lambda one: (one.at, one.id))
    return [escalation_row(one) for one in held]


def _entries(workspace: Workspace, dossier: Dossier, person: str | None) -> list[dict[str, Any]]:
    """The entries a person sees now, first due first."""
    today = workspace.today
    return [
        {
            "rule": entry.rule,
            "trigger": entry.trigger,
            "reason": entry.word,
            "who": entry.who or person,
            "since": entry.since.isoformat(),
            "due": entry.due.isoformat() if entry.due else None,
            "overdue": entry.due is not None and entry.due < today,
        }
        for entry in visible(dossier, today, workspace.process)
    ]
