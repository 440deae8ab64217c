"""Escalations as people look for them: the lists, and everything about one (A4.17)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from clm.domain.escalating import ENDED
from clm.domain.moments import seconds_of
from clm.services.escalated import escalation_of
from clm.services.escalations import escalation_meant, owner_of
from clm.services.slaclocks import shown as clocks_shown
from clm.services.work import rows
from clm.services.worklist import covering
from clm.store.escalationrows import escalation_row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clm.services.workspace import Workspace


class WantedEscalations(NamedTuple):
    """Which escalations are asked for: all of it must hold. `of` is a handle."""

    statuses: Sequence[str] = ()
    everything: bool = False
    of: str | None = None
    customer: str | None = None
    overdue: bool = False


def listed(workspace: Workspace, wanted: WantedEscalations) -> list[dict[str, Any]]:
    """The escalations that are wanted, the first due first; resolved ones only where asked for.

    `age` is in hours of working time since it was escalated, until it was resolved.
    """
    people = covering(workspace, wanted.of) if wanted.of else None
    ended = wanted.everything or not ENDED.isdisjoint(wanted.statuses)
    found = []
    for customer, name, _, row in rows(
        workspace, "escalations", ended=ended, customer=wanted.customer
    ):
        who = row["to"] or ""
        if people is not None and not (
            who in people and people.holds(who, customer, row["id"], "escalation")
        ):
            continue
        item = row | _counted(workspace, row)
        item |= {"customer": customer, "name": name}
        item["covering_for"] = people.get(who) if people else None
        if (not wanted.statuses or row["status"] in wanted.statuses) and (
            item["overdue"] or not wanted.overdue
        ):
            found.append(item)
    return sorted(found, key=lambda one: (one["due"] is None, one["due"] or "", one["id"]))


def _counted(workspace: Workspace, row: dict[str, Any]) -> dict[str, Any]:
    process, now = workspace.process, workspace.now
    start = datetime.fromtimestamp(seconds_of(row["at"], process.zone), UTC)
    ended = row["ended_at"]
    end = datetime.fromtimestamp(seconds_of(ended, process.zone), UTC) if ended else now
    worked = process.calendar.working_time_between(start, end)
    due = row["due"]
    return {
        "age": round(worked / timedelta(hours=1), 1),
        "overdue": due is not None and due < workspace.today.isoformat(),
    }


def shown(workspace: Workspace, ref: str) -> dict[str, Any]:
    """Everything about one escalation, as its file is now.

    `sla` are the clocks of the request it is of, `owner` who has what was escalated.

    Raises:
        NotFoundError: nothing matches.
        AmbiguousError: several do.
    """
    found = escalation_meant(workspace, ref)
    one = escalation_of(workspace, str(found.item))
    customer = workspace.customer(one.customer)
    row = escalation_row(one)
    requests = workspace.dossier(one.customer).requests
    request = next((held for held in requests if held.id == one.of), None)
    return {
        **row,
        **_counted(workspace, row),
        "customer": one.customer,
        "name": customer.name,
        "owner": owner_of(workspace, one),
        "sla": clocks_shown(workspace, customer, request) if request else None,
        "agreed": msgspec.to_builtins(one.compromise) if one.compromise else None,
        "events": [msgspec.to_builtins(event) for event in one.events],
    }
