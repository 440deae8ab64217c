"""The VPAs with their customers, and whom of them to praise (A1.26)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clm.domain import praise
from clm.services.acting import Step, actor, save
from clm.services.directory import known_vpa, vpa_record
from clm.services.filling import filled, people_facts
from clm.services.templates import choose, languages

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clm.services.acting import Outcome, Who
    from clm.services.templates import Usable
    from clm.services.workspace import Workspace

TEMPLATE = "praise"


def listed(workspace: Workspace) -> list[dict[str, Any]]:
    """Every VPA by handle: `customers` are active ones, `existing` the ids of those existing."""
    served: dict[str, list[Mapping[str, Any]]] = {handle: [] for handle in workspace.vpas}
    for row in workspace.customers():
        if row["list"] and row["vpa"] in served:
            served[row["vpa"]].append(row)
    return [_row(workspace, handle, rows) for handle, rows in served.items()]


def _row(workspace: Workspace, handle: str, rows: list[Mapping[str, Any]]) -> dict[str, Any]:
    raw = next(one for one in workspace.index.meta("vpa") or [] if one["id"] == handle)
    days = [day for day in raw.get("praise", ()) if day <= workspace.today.isoformat()]
    return {
        "id": handle,
        "name": raw["name"],
        "languages": list(raw.get("languages", ())),
        "customers": len(rows),
        "existing": sum(row["phase"] == "existing" for row in rows),
        "last_praise": max(days, default=None),
    }


def to_praise(workspace: Workspace) -> list[dict[str, Any]]:
    """The VPAs whose praise is due, by handle; `new` counts those existing since the last one."""
    existing: dict[str, list[str]] = {}
    for row in workspace.customers("existing"):
        existing.setdefault(row["vpa"] or "", []).append(row["id"])
    today, policy = workspace.today, workspace.process.policy
    found = []
    for handle in workspace.vpas:
        days = [
            praise.became_existing(workspace.dossier(ref).customer.bookings, today)
            for ref in existing.get(handle, ())
        ]
        became = [day for day in days if day]
        last = praise.last_praise(vpa_record(workspace, handle).praise, today) if became else None
        if praise.is_due(became, last, today, policy):
            found.append(
                {
                    "id": handle,
                    "name": workspace.vpas[handle],
                    "existing": len(became),
                    "new": praise.newly_existing(became, last),
                    "last_praise": last.isoformat() if last else None,
                    "next": f"clm vpa praise {handle}",
                }
            )
    return found


def template(workspace: Workspace, handle: str, language: str | None) -> Usable:
    """The praise template, as wished or in the VPA's language.

    Raises:
        NotFoundError: there is no such VPA, or no such template.
    """
    known_vpa(workspace, handle)
    return choose(workspace, TEMPLATE, languages(workspace, language, handle))


def text_of(workspace: Workspace, usable: Usable, handle: str, sender: str) -> str:
    """The text that praises a VPA.

    Raises:
        BadDataError: a value is missing, or the template is wrong.
    """
    return filled(usable, people_facts(workspace, handle, sender))


def log(workspace: Workspace, handle: str, who: Who, *, dry_run: bool) -> Outcome:
    """Keep today as a day on which the VPA was praised; once a day.

    Raises:
        NotFoundError: there is no such VPA.
    """
    known_vpa(workspace, handle)
    with workspace.writing("vpa praise", dry_run=dry_run) as writer:
        decision = praise.praised(vpa_record(workspace, handle), actor(workspace, who))
        step = Step(handle, decision, who.handle)
        return save(workspace, writer, "vpa praise", who, [step])
