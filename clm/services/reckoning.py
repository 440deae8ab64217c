"""From which day date words count that say on which day a command acts: `--today fri`."""

from __future__ import annotations

from contextlib import closing, suppress
from datetime import UTC
from typing import TYPE_CHECKING

from clm import clock
from clm.domain.calendar import Calendar
from clm.errors import ClmError
from clm.services.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path


def counted_from(data: Callable[[], Path], pinned: date | None) -> tuple[date, Calendar]:
    """The day before any is asked for, and the team's calendar.

    It is the pinned day, else the example's, else the clock's. Data that cannot be opened are
    reported by what opens them to work on them.
    """
    with suppress(ClmError), closing(Workspace(data(), today=pinned)) as workspace:
        return workspace.today, workspace.process.calendar
    return pinned or clock.now(UTC).date(), Calendar()
