"""The world of tests itself: sealed, quick, and honest about failures."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.conftest import GIT_CONFIGS, REAL_HOME, TestLeftItsWorldError

if TYPE_CHECKING:
    from tests.world import Clm, Repository


def test_the_environment_is_sealed(sealed: Path) -> None:
    assert Path.home() == sealed
    assert os.environ["TZ"] == "UTC"
    assert time.timezone == 0
    assert not [k for k in os.environ if k.startswith("GIT_") and not k.startswith("GIT_CONFIG")]


def test_writing_to_the_real_home_fails() -> None:
    with pytest.raises(TestLeftItsWorldError), Path(REAL_HOME, "clm-guard-probe").open("w"):
        pass


@pytest.mark.parametrize("path", sorted(GIT_CONFIGS))
def test_reading_the_real_git_config_fails(path: str) -> None:
    with pytest.raises(TestLeftItsWorldError):
        Path(path).read_bytes()


def test_a_repository_of_ones_own_with_an_identity(repo: Repository) -> None:
    assert repo.git("config", "user.email") == "jana@example.org"
    assert repo.subjects() == ["start"]
    assert repo.is_clean()
    before = repo.head()
    assert repo.put("team/ada.yaml", "id: ada\nname: Ada\n") == repo.head() != before


def test_clm_runs_as_jana_on_the_day_of_tests(clm: Clm) -> None:
    answer = clm("board", "--json")
    assert answer.code == 0, answer.err
    assert answer.json["today"] == "2026-11-18"
