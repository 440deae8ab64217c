"""Complaints as people look for them: the lists, and everything about one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from clm.domain.complaining import ENDED, is_open
from clm.domain.complaintacts import Said
from clm.domain.complaintclosing import lacks
from clm.domain.complaintdeadlines import update_due
from clm.services.complaints import complaint_meant, complaint_of
from clm.services.covering import effective, matter_of
from clm.services.work import internal_tasks, rows
from clm.services.worklist import covering
from clm.store.complaintrows import complaint_row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clm.services.covering import Whose
    from clm.services.workspace import Workspace


class WantedComplaints(NamedTuple):
    """Which complaints are asked for: all of it must hold. `of` is a handle."""

    statuses: Sequence[str] = ()
    everything: bool = False
    of: str | None = None
    customer: str | None = None
    severity: str | None = None
    category: str | None = None
    overdue: bool = False


def complaints(workspace: Workspace, wanted: WantedComplaints) -> list[dict[str, Any]]:
    """The complaints that are wanted, the first due first; ended ones only where asked for."""
    people = covering(workspace, wanted.of) if wanted.of else None
    ended = wanted.everything or not ENDED.isdisjoint(wanted.statuses)
    items = [
        {**row, "customer": customer, "name": name, "overdue": _is_over(workspace, row["due"]),
         "covering_for": people.get(row["handler"] or "") if people else None}
        for customer, name, _, row in rows(
            workspace, "complaints", ended=ended, customer=wanted.customer
        )
        if people is None or _is_theirs(people, customer, row)
    ]  # fmt: skip
    items = [
        item
        for item in items
        if (not wanted.statuses or item["status"] in wanted.statuses)
        and wanted.severity in (None, item["severity"])
        and wanted.category in (None, item["category"])
        and (not wanted.overdue or item["overdue"])
    ]
    items.sort(key=lambda one: (one["due"] is None, one["due"] or "", one["id"]))
    return items


def _is_theirs(people: Whose, customer: str, row: dict[str, Any]) -> bool:
    """Is a complaint one's own to handle, or among what one covers of a colleague's?"""
    who = row["handler"] or ""
    return who in people and people.holds(who, customer, row["id"], "complaint")


def _is_over(workspace: Workspace, due: str | None) -> bool:
    return due is not None and due < workspace.today.isoformat()


def complaint_shown(workspace: Workspace, ref: str) -> dict[str, Any]:
    """Everything about one complaint, as its file is now; `lacks` is what it needs to be closed.

    Raises:
        NotFoundError: nothing matches.
        AmbiguousError: several do.
    """
    found = complaint_meant(workspace, ref)
    facts = workspace.dossier(found.customer)
    one = complaint_of(workspace.services(found.customer), found.item)
    row = complaint_row(one, facts, workspace.process)
    told_by = update_due(one, workspace.process)
    return {
        **row,
        "customer": found.customer,
        "name": facts.customer.name,
        "overdue": _is_over(workspace, row["due"]),
        "implication": one.implication,
        "complexity": one.complexity,
        "impact": one.impact,
        "immediate": one.immediate,
        "effective_handler": one.handler
        and effective(
            workspace,
            one.handler,
            matter_of(workspace, found.customer, one.id, "complaint"),
        ),
        "update_due": told_by.isoformat() if told_by else None,
        "lacks": lacks(one, Said(), accepted=False) if is_open(one) else [],
        "actions": [held for held in actions(workspace, ended=True) if held["complaint"] == one.id],
        "answers": [msgspec.to_builtins(answer) for answer in one.answers],
        "events": [msgspec.to_builtins(event) for event in one.events],
    }


def actions(workspace: Workspace, *, ended: bool = False) -> list[dict[str, Any]]:
    """A2.21: the actions that came of complaints, open ones or `ended` too, the first due first.

    They are tasks, and stay here when their complaint is closed.
    """
    found = [
        one | {"complaint": one["from"].partition("/")[2]}
        for one in internal_tasks(workspace, ended=ended)
        if (one.get("from") or "").startswith("complaint/")
    ]
    return sorted(found, key=lambda one: (one["due"] is None, one["due"] or "", one["id"]))
