"""The report of a week, made by the service."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING

from clm.services.reporting import weekly
from clm.services.workspace import Workspace
from clm.store.index import Index

if TYPE_CHECKING:
    import pytest

    from tests.world import Repository


def test_the_state_of_a_week_is_let_go_of_for_the_next(
    repo: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:  # A1.40
    """Else the second would wait for the file of the first, and be read in memory at last."""

    def in_memory(_: Index) -> None:
        raise AssertionError("the file of old states was in use")

    monkeypatch.setattr(Index, "_in_memory", in_memory)
    with closing(Workspace(repo.root, today=date(2026, 11, 18))) as workspace:
        for monday in (date(2026, 11, 2), date(2026, 11, 9)):
            report = weekly(workspace, monday)
            assert (report["provisional"], report["monday"]) == (False, monday.isoformat())
