"""Lines for cron and systemd that work in any folder."""

from __future__ import annotations

import shlex
import sys
from typing import TYPE_CHECKING

import pytest

from tests.world import Clm

if TYPE_CHECKING:
    from pathlib import Path

    from tests.world import Repository


def lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if not line.startswith("#")]


@pytest.mark.parametrize("name", ["data", "Über uns", "100%", "it's", 'a"b', "$HOME"])
def test_the_lines_run_what_is_due_for_this_folder(  # A1.39
    repo: Repository, tmp_path: Path, name: str
) -> None:
    folder = tmp_path / name
    repo.root.rename(folder)
    report, surveys, notices = lines(Clm(folder).ok("cron", "print"))
    assert report.startswith("5 * * * * ")
    assert surveys.endswith("survey invite --due -q")  # A2.30
    assert notices.startswith("*/15 * * * * ")
    typed = report.removeprefix("5 * * * * ")
    assert "%" not in typed.replace(r"\%", "")
    words = shlex.split(typed.replace(r"\%", "%"))
    assert words[-6:] == ["-C", str(folder), "report", "run", "--due", "-q"]
    assert words[0].startswith("/")


def test_the_lines_name_who_acts_where_it_was_said(clm: Clm) -> None:
    assert "--as tom report run" in clm.ok("--as", "tom", "cron", "print")


def test_the_comments_say_who_acts(clm: Clm) -> None:
    said = clm.ok("cron", "print")
    assert "git identity of the user they run under" in said
    assert "--as HANDLE" in said
    assert "HOME" in said


def test_units_for_systemd(clm: Clm) -> None:
    text = clm.ok("cron", "print", "--systemd")
    python = f'"{sys.executable}"' if " " in sys.executable else sys.executable
    assert f"ExecStart={python} -m clm -C {clm.folder} report run --due -q" in text
    assert "OnCalendar=*-*-* *:05:00" in text
    assert text.count("[Timer]") == 3


def test_systemd_takes_percent_and_dollar_signs_for_something_else(
    repo: Repository, tmp_path: Path
) -> None:
    folder = tmp_path / "50 % $HOME"
    repo.root.rename(folder)
    text = Clm(folder).ok("cron", "print", "--systemd")
    assert f'"{tmp_path}/50 %% $$HOME"' in text
