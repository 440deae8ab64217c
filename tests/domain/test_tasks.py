"""Posted tasks: when they are late, and which steps there are."""

from __future__ import annotations

from datetime import datetime
from typing import get_args
from zoneinfo import ZoneInfo

import pytest

from clm.domain.request import PostedTask
from clm.domain.requestwords import PostedStatus
from clm.domain.tasks import MOVES, OPEN, is_overdue

BERLIN = ZoneInfo("Europe/Berlin")
STATUSES: tuple[PostedStatus, ...] = get_args(PostedStatus)


@pytest.mark.parametrize(
    ("deadline", "now", "late"),
    [
        (None, "2026-11-20T23:59", False),
        ("2026-11-20", "2026-11-20T23:59", False),
        ("2026-11-20", "2026-11-21T00:00", True),
        ("2026-11-20T17:00", "2026-11-20T17:00", False),
        ("2026-11-20T17:00", "2026-11-20T17:01", True),
        ("2026-11-20T16:00:00Z", "2026-11-20T17:00", False),
        ("2026-11-20T16:00:00Z", "2026-11-20T17:01", True),
    ],
)
def test_late(deadline: str | None, now: str, late: bool) -> None:
    at = datetime.fromisoformat(now).replace(tzinfo=BERLIN)
    for status in STATUSES:
        task = PostedTask(
            id="t-aaaaaaaa", title="x", posted_at="2026-11-01", status=status, deadline=deadline
        )
        assert is_overdue(task, at) == (late and status in OPEN)


def test_every_status_has_its_steps_and_each_can_be_reached() -> None:
    assert tuple(MOVES) == STATUSES
    reached = {status for steps in MOVES.values() for status in steps} | {"draft"}
    assert reached == set(STATUSES)
