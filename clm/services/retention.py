"""The retention report of a period (A4.11); the dict is the JSON of `clm/report-retention@1`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from clm.domain.retention import retention as counted
from clm.store.desk import initiatives
from clm.store.dossiers import all_dossiers

if TYPE_CHECKING:
    from clm.domain.periods import Period
    from clm.services.workspace import Workspace

SCHEMA: Final = "clm/report-retention@1"


def retention(workspace: Workspace, period: Period) -> dict[str, Any]:
    """All figures, from what can be read; bad files are named by whoever asked."""
    workspace.look_at_all()
    index, process = workspace.index, workspace.process
    return {
        "schema": SCHEMA,
        "team": workspace.settings.name,
        "period": period.name,
        "from": period.first.isoformat(),
        "to": period.last.isoformat(),
        **counted(
            all_dossiers(index.db, process), initiatives(index), period, workspace.today, process
        ),
    }
