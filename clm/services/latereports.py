"""Specified reports that nobody has made: what `check` and the evidence find of them (A2.37)."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING

from clm.domain.findings import Finding
from clm.domain.jobs import MISSED
from clm.domain.reportsdue import due_at, late
from clm.services.notices import kept

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clm.domain.periods import Period
    from clm.services.workspace import Workspace


def not_made(workspace: Workspace) -> Iterator[tuple[str, Period]]:
    """A2.37: the reports whose day has passed and that nobody has made, or that were missed."""
    if not workspace.settings.reports:
        return
    logged, _ = kept(workspace, "run")
    ran = {name: one.result != MISSED for name, one in logged.items()}
    now = datetime.combine(workspace.today, time.max)  # of an old state the day, not the clock
    yield from late(workspace.settings, ran, now, workspace.process)


def unproduced(workspace: Workspace) -> Iterator[Finding]:
    """… as findings of `check`."""
    for slug, period in not_made(workspace):
        due = due_at(period, workspace.process).date()
        sentence = f"the report {slug} of {period.name} was due on {due} and is not made"
        hint = "clm report run --due makes the newest of each"
        yield Finding("clm.yaml", 1, 1, "report-late", sentence, hint, "warning")
