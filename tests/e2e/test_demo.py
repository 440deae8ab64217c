"""`make demo`: a repository of its own with some weeks of history, made anew each time."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.world import Clm, Repository

PROJECT = Path(__file__).resolve().parents[2]


def make(target: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(PROJECT / "tools" / "demo.py"), str(target)],
        cwd=PROJECT, capture_output=True, text=True, check=False,
        env={"PATH": os.environ["PATH"], "HOME": str(target.parent), "LC_ALL": "C.UTF-8"},
    )  # fmt: skip


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Repository, str]:
    """The demo, made a second time in a path with a space and an umlaut."""
    target = tmp_path_factory.mktemp("ein Büro") / "demo"
    (target / ".git").mkdir(parents=True)
    (target / ".git" / "clm-demo").touch()
    (target / "old.txt").touch()
    done = make(target)
    assert done.returncode == 0, done.stderr
    return Repository(target), done.stdout


def test_an_older_demo_is_replaced(demo: tuple[Repository, str]) -> None:
    assert not demo[0].path("old.txt").exists()
    assert demo[0].is_clean()


def test_the_show_is_what_a_person_types(demo: tuple[Repository, str]) -> None:
    typed = [line for line in demo[1].splitlines() if line.startswith("$ ")]
    assert typed[:5] == [
        "$ clm board --team", "$ clm mine", "$ clm why mueller", "$ clm seen mueller",
        "$ git log -1",
    ]  # fmt: skip
    assert "Clm-Ref: c-7f3qkd" in demo[1]
    assert "Go on: cd " in demo[1]


def test_the_history_is_an_audit_trail_without_names(demo: tuple[Repository, str]) -> None:
    repo, _ = demo
    items = Clm(repo.root)("log", "--json").json["items"]
    assert {item["by"] for item in items} >= {"jana", "tom", "mia", "isabel", "luis", "petra"}
    assert any(item["for"] == "isabel" for item in items)
    assert any(item["undoes"] for item in items)
    assert [item["at"] for item in items] == sorted((i["at"] for i in items), reverse=True)
    messages = repo.git("log", "--format=%B")
    names = [item["name"] for item in Clm(repo.root)("customer", "list", "--json").json["items"]]
    assert names
    assert not [name for name in names if name in messages]


def test_an_old_day_can_be_looked_at(demo: tuple[Repository, str]) -> None:
    repo, _ = demo
    then = Clm(repo.root)("log", "--as-of", "2026-11-04", "--json").json["items"]
    assert len(then) == 4


def test_the_data_are_as_they_are_checked_in(demo: tuple[Repository, str]) -> None:
    assert "0 errors" in Clm(demo[0].root)("check").err
    assert "writable: true" in demo[0].read("clm.yaml")


def test_a_folder_that_is_no_demo_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").touch()
    done = make(tmp_path)
    assert done.returncode == 78
    assert (tmp_path / "letter.txt").exists()
