"""The process definitions of a team as people look at them (A2.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clm.domain.definitionchecks import THRESHOLDS
from clm.domain.names import did_you_mean
from clm.errors import NotFoundError
from clm.store.stored import definitions

if TYPE_CHECKING:
    from clm.domain.definition import Definition
    from clm.services.workspace import Workspace


def listed(workspace: Workspace) -> list[dict[str, Any]]:
    """Every definition, by id; bad files are left out."""
    return [_item(workspace, one) for one in definitions(workspace.index)]


def shown(workspace: Workspace, ref: str) -> dict[str, Any]:
    """One definition with what its deadlines come to and who has its roles.

    Raises:
        NotFoundError: there is none of this id.
    """
    known = {one.id: one for one in definitions(workspace.index)}
    if ref not in known:
        near = did_you_mean(ref, sorted(known)).rstrip()
        raise NotFoundError(
            f"there is no process definition {ref}", near or "clm process list shows all"
        )
    return _item(workspace, known[ref])


def _item(workspace: Workspace, one: Definition) -> dict[str, Any]:
    policy = workspace.process.policy
    return {
        "id": one.id,
        "name": one.name,
        "version": one.version,
        "owner": one.owner,
        "review_on": one.review_on.isoformat(),
        "overdue": one.review_on < workspace.today,
        "steps": list(one.steps),
        "deadlines": [
            {
                "what": what,
                "threshold": name,
                "value": getattr(policy, name) if name in THRESHOLDS else None,
                "unit": unit_of(name),
            }
            for what, name in one.deadlines.items()
        ],
        "roles": [{"role": role, "holders": list(workspace.holders(role))} for role in one.roles],
        "templates": list(one.templates),
    }


def unit_of(threshold: str) -> str:
    """What a threshold counts, by its name: `working days`, `months`."""
    words = ("working_days", "working_hours", "days", "hours", "months", "weeks", "hour")
    found = next((word for word in words if word in threshold), "")
    return found.replace("_", " ")
