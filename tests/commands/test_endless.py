"""A pipe, a device or a bomb in a folder that was handed over keeps no command waiting."""

from __future__ import annotations

import os
import signal
import socket
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.world import Clm, Repository

LONG = 20
"""Seconds after which a command counts as one that waits for ever."""


class WaitsForEverError(BaseException):
    """A command was still at it."""


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    """Ends a test that waits."""

    def ring(*_: object) -> None:
        raise WaitsForEverError

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(LONG)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def pipe(repo: Repository, name: str) -> None:
    repo.path(name).unlink(missing_ok=True)
    repo.path(name).parent.mkdir(parents=True, exist_ok=True)
    os.mkfifo(repo.path(name))


def assert_named(repo: Repository, clm: Clm, customer: str, name: str) -> None:
    """What writes, `trust` and `doctor` say what is in the way; what reads, reads or says it."""
    head = repo.path(".git/refs/heads")
    before = sorted(path.name for path in head.iterdir())
    for words in (("note", customer, "hi"), ("trust",)):
        answer = clm(*words)
        assert answer.code in {77, 78}, answer
        assert name in answer.err
    assert name in clm("doctor").out
    for word in ("mine", "log", "check"):
        answer = clm(word)
        assert answer.code == 0 or name in answer.err, answer
    assert sorted(path.name for path in head.iterdir()) == before


@pytest.mark.parametrize(
    "name",
    [".git/config", ".git/config.worktree", ".git/commondir", ".git/index", ".git/index.lock",
     ".git/packed-refs", ".git/shallow", ".git/refs/heads/main", ".git/logs/HEAD",
     ".git/info/attributes", ".git/objects/info/alternates", ".git/clm/git-version",
     ".git/clm/marker", ".git/clm/journal", ".git/clm/index.sqlite",
     ".git/clm/index.sqlite-journal", ".gitattributes", ".gitignore", ".mailmap"],
)  # fmt: skip
def test_a_pipe_is_named(repo: Repository, clm: Clm, muster: str, name: str) -> None:
    clm.ok("mine")
    pipe(repo, name)
    assert_named(repo, clm, muster, name)


def test_a_lock_that_is_a_pipe_beside_a_journal(repo: Repository, clm: Clm, muster: str) -> None:
    clm.ok("note", muster, "hi")
    pipe(repo, ".git/clm/lock")
    repo.write(".git/clm/journal", "x")
    assert_named(repo, clm, muster, ".git/clm/lock")


@pytest.mark.parametrize(
    "text",
    [
        "[include]\npath = x\n",
        '[includeIf "onbranch:x"]\npath = x\n',
        "[core]\nattributesFile = .git/x\n",
        "[mailmap]\nfile=.git/x\n",
    ],
)
def test_a_pipe_that_a_setting_names(repo: Repository, clm: Clm, muster: str, text: str) -> None:
    pipe(repo, ".git/x")
    repo.write(".git/config", repo.read(".git/config") + text)
    assert_named(repo, clm, muster, ".git/x")


def test_a_link_to_a_device(repo: Repository, clm: Clm, muster: str) -> None:
    repo.path(".git/packed-refs").symlink_to("/dev/zero")
    assert_named(repo, clm, muster, ".git/packed-refs")


def test_files_that_include_many_more_of_each_other(
    repo: Repository, clm: Clm, muster: str
) -> None:
    for number in range(8):
        more = f"path = i{number + 1}\n" * 30
        repo.write(f".git/i{number}", f"[include]\n{more}")
    repo.write(".git/config", repo.read(".git/config") + "[include]\npath = i0\n")
    assert_named(repo, clm, muster, ".git/i")


def test_a_config_that_includes_what_is_long(repo: Repository, clm: Clm, muster: str) -> None:
    repo.write(".git/long", "#" * 900_000)
    repo.write(".git/config", repo.read(".git/config") + "[include]\n" + "path = long\n" * 9)
    assert_named(repo, clm, muster, ".git/long")


def test_a_socket_of_gits_own_watcher_is_none_of_these(
    repo: Repository, clm: Clm, muster: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repo.root)
    with socket.socket(socket.AF_UNIX) as ear:
        ear.bind(".git/fsmonitor--daemon.ipc")
        clm.ok("note", muster, "hi")
