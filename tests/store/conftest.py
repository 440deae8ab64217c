"""A repository of its own for each test, out of reach of the person's git settings."""

from __future__ import annotations

import os
import shutil
import subprocess
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

import pytest

from clm.store.git import Repo
from clm.store.transaction import FileChange, Transaction, transaction

if TYPE_CHECKING:
    from pathlib import Path

WHEN = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


class Git(Protocol):
    """Runs git in the test's repository and returns what it printed."""

    def __call__(self, *args: str, check: bool = True) -> str: ...


class Write(Protocol):
    """Brings one file to new bytes in a transaction of its own."""

    def __call__(self, path: str, after: bytes | None, message: str = "change") -> str: ...


@pytest.fixture
def hermetic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in [n for n in os.environ if n.startswith(("GIT_", "XDG_"))]:
        monkeypatch.delenv(name)
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("CLM_NO_HOUSEKEEPING", "1")
    return tmp_path


@pytest.fixture
def root(hermetic: Path) -> Path:
    return hermetic / "repo ü"


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository without a commit, which `git` copies: three processes less for each test."""
    root = tmp_path_factory.mktemp("begun") / "repo"
    world = {"PATH": os.environ["PATH"], "HOME": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    for words in (
        ("init", "-q", "-b", "main", str(root)),
        ("-C", str(root), "config", "user.name", "Jana Muster"),
        ("-C", str(root), "config", "user.email", "jana@example.org"),
    ):
        subprocess.run(["git", *words], env=world, check=True)
    return root


@pytest.fixture
def git(root: Path, begun: Path) -> Git:
    shutil.copytree(begun, root, symlinks=True)

    def run(*args: str, check: bool = True) -> str:
        done = subprocess.run(["git", *args], cwd=root, capture_output=True, text=True, check=False)
        assert done.returncode == 0 or not check, done.stderr
        return done.stdout if check else done.stdout + done.stderr

    return run


@pytest.fixture
def repo(git: Git, root: Path) -> Repo:
    """One commit with `a.txt` and `folder/b.txt`."""
    (root / "folder").mkdir()
    (root / "a.txt").write_bytes(b"a\n")
    (root / "folder/b.txt").write_bytes(b"b\n")
    git("add", ".")
    git("commit", "-qm", "start")
    found = Repo.find(root)
    assert found is not None
    return found


@pytest.fixture
def write(repo: Repo) -> Write:
    def change(path: str, after: bytes | None, message: str = "change") -> str:
        with transaction(repo, who="clm test") as opened:
            return commit(opened, {path: after}, message)

    return change


def commit(opened: Transaction, contents: dict[str, bytes | None], message: str = "change") -> str:
    """Commit these contents over whatever lies in the work tree."""
    changes = {path: FileChange(opened.read(path), data) for path, data in contents.items()}
    return opened.commit(changes, message, WHEN)


@pytest.fixture
def commit_all() -> object:
    return commit
