"""A service may have no home: HOME is not set, and the system knows no such user."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from clm.cli import run
from tests.plants import Ground

if TYPE_CHECKING:
    from tests.world import Clm, Repository


@pytest.fixture(autouse=True)
def homeless(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(_: int) -> None:
        raise KeyError

    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "GIT_CONFIG_GLOBAL"):
        monkeypatch.delenv(name)
    monkeypatch.setattr("pwd.getpwuid", nobody)
    with pytest.raises(RuntimeError):
        Path.home()


@pytest.mark.parametrize(
    "line",
    ["mine", "customer list", "log", "check", "doctor", "trust", "trust --list", "config list",
     "seen muster", "note muster hi"],
)  # fmt: skip
def test_who_has_no_home_works_all_the_same(clm: Clm, muster: str, line: str) -> None:
    assert muster
    clm.ok(*line.split())


def test_nobody_is_known_by_a_config_that_is_not_there(clm: Clm, repo: Repository) -> None:
    repo.git("config", "--unset", "user.email")
    answer = clm("mine")
    assert (answer.code, "who are you?" in answer.err) == (78, True)


def test_what_would_be_kept_at_home_is_refused(clm: Clm, repo: Repository, muster: str) -> None:
    Ground(repo.root, "x").hook("pre-commit")
    for words in (("config", "set", "lang", "de"), ("trust", "--yes")):
        answer = clm(*words)
        assert answer.code == 78
        assert "you have no home folder" in answer.err
        assert "hint: set HOME, or XDG_CONFIG_HOME" in answer.err
    assert clm("note", muster, "hi").code == 77


def test_a_home_named_by_xdg_is_one(
    clm: Clm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "own"))
    clm.ok("config", "set", "lang", "de")
    assert (tmp_path / "own" / "clm" / "config.yaml").exists()


def test_the_home_of_nobody_is_no_place_for_data(
    clm: Clm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "own"))
    answer = clm("config", "set", "data", "~nobody-of-that-name/x")
    assert answer.code == 2
    assert "nobody" in answer.err


def test_a_defect_is_told_and_logged(
    repo: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    def break_(*_: object) -> None:
        raise ArithmeticError("the story")

    monkeypatch.chdir(repo.root)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("clm.app.App.show", break_)
    assert run(["customer", "list"]) == 70
    assert "a defect of clm: ArithmeticError" in capsys.readouterr().err
    (log,) = tmp_path.glob("clm-failure-*.log")
    assert "the story" in log.read_text()
