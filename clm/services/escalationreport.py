"""The report of escalations in a period (A4.16): the JSON of `clm/report-escalations@1`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from clm.domain.escalationfigures import figures
from clm.store.desk import escalations

if TYPE_CHECKING:
    from clm.domain.periods import Period
    from clm.services.workspace import Workspace

SCHEMA: Final = "clm/report-escalations@1"


def report(workspace: Workspace, period: Period) -> dict[str, Any]:
    """All figures, from what can be read; bad files are named by whoever asked."""
    workspace.look_at_all()
    index = workspace.index
    found = figures(escalations(index), period, workspace.today, workspace.process)
    names = index.names([one["customer"] for one in found["open"]])
    for one in found["open"]:
        one["name"] = names.get(one["customer"], one["customer"])
    return {
        "schema": SCHEMA,
        "team": workspace.settings.name,
        "period": period.name,
        "from": period.first.isoformat(),
        "to": period.last.isoformat(),
        **found,
    }
