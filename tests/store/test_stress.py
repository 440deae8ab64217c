"""Many writers, kills, and a person's own git at once: nothing acknowledged is ever lost."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from clm.store.transaction import FileChange, transaction

if TYPE_CHECKING:
    from clm.store.git import Repo
    from tests.store.conftest import Git, Write

WRITER = Path(__file__).with_name("stress_writer.py")
WRITERS = 8
WRITES = 25
KILLS = 50
WHEN = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def start(root: Path, name: str, count: int, *options: str) -> subprocess.Popen[str]:
    words = [sys.executable, str(WRITER), str(root), name, str(count), *options]
    return subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )


def run_together(root: Path, *options: str) -> list[str]:
    """Let all writers run at once; what they acknowledged."""
    children = [start(root, f"w{n}", WRITES, *options) for n in range(WRITERS)]
    acknowledged: list[str] = []
    for child in children:
        out, err = child.communicate()
        assert child.returncode == 0, err
        acknowledged += out.split()
    return acknowledged


def missing(root: Path, git: Git, acknowledged: list[str]) -> int:
    """How many acknowledged writes are not in the file, or not in the log."""
    lines = set((root / "shared.txt").read_text().split())
    subjects = set(git("log", "--format=%s").split("\n"))
    return sum(a not in lines or f"note {a}" not in subjects for a in acknowledged)


def test_writers_at_once_lose_nothing(root: Path, git: Git, write: Write) -> None:
    write("shared.txt", b"")
    acknowledged = run_together(root)
    assert len(acknowledged) == WRITERS * WRITES
    assert missing(root, git, acknowledged) == 0
    for number in range(WRITERS):
        own = (root / f"own/w{number}.txt").read_text().split()
        assert own == [f"w{number}-{n}" for n in range(WRITES)]
    assert git("status", "--porcelain") == ""
    assert git("fsck", "--strict", "--no-dangling") == ""
    assert int(git("rev-list", "--count", "HEAD")) == WRITERS * WRITES + 2


def test_the_same_without_care_loses(root: Path, git: Git, write: Write) -> None:
    """The control: the harness above would see a loss."""
    write("shared.txt", b"")
    acknowledged = run_together(root, "naive")
    assert missing(root, git, acknowledged) > 0


def kill_somewhere(root: Path, name: str, seed: int, *options: str) -> list[str]:
    """Kill a writer's process group at some moment of its second to fourth write."""
    child = start(root, name, 1000, *options)
    assert child.stdout is not None
    first = child.stdout.readline()
    assert first, child.communicate()[1]
    try:
        child.wait(random.Random(seed).uniform(0, 0.12))
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
    rest, _ = child.communicate()
    return [line for line in (first + rest).split("\n")[:-1] if line]


@pytest.mark.parametrize("options", [(), ("together",)])
def test_kills_lose_nothing(
    repo: Repo, root: Path, git: Git, write: Write, options: tuple[str, ...]
) -> None:
    write("shared.txt", b"")
    for number in range(KILLS // 2):
        acknowledged = kill_somewhere(root, f"k{number}", number, *options)
        with transaction(repo, who="clm") as opened:  # a normal command, no person
            before = opened.read("a.txt")
            changes = {"a.txt": FileChange(before, (before or b"") + b"x\n")}
            opened.commit(changes, "normal", WHEN)
        assert missing(root, git, acknowledged) == 0
        own = (root / f"own/k{number}.txt").read_text()
        shared = (root / "shared.txt").read_text()
        assert own == "".join(f"{line}\n" for line in shared.split() if f"k{number}-" in line)
        assert git("status", "--porcelain") == ""
        assert not list(repo.git_dir.glob("*.lock"))
        assert not list((repo.git_dir / "refs").rglob("*.lock"))
    assert git("fsck", "--strict", "--no-dangling") == ""


def test_a_persons_own_commits_beside_ours(root: Path, git: Git, write: Write) -> None:
    write("shared.txt", b"")
    children = [start(root, f"p{n}", 12, "brisk") for n in range(4)]
    by_hand = 0
    while any(child.poll() is None for child in children):
        (root / "folder/b.txt").write_text(f"{by_hand}\n")
        git("add", "folder/b.txt", check=False)
        only = ["--", "folder/b.txt"] if by_hand % 2 else []
        done = git("commit", "-qm", f"by hand {by_hand}", *only, check=False)
        by_hand += done == ""
    acknowledged: list[str] = []
    for child in children:
        out, err = child.communicate()
        assert child.returncode == 0, err
        acknowledged += out.split()
    assert len(acknowledged) == 48
    assert missing(root, git, acknowledged) == 0
    subjects = git("log", "--format=%s", "--", "folder/b.txt").split("\n")
    assert [s for s in reversed(subjects) if s.startswith("by hand")] == [
        f"by hand {n}" for n in range(by_hand)
    ]
    assert by_hand > 0
    for block in git("log", "--format=%x00%s", "--name-only").split("\0")[1:]:
        subject, *paths = block.split()[0:1] + block.split("\n")[1:]
        touched = {path for path in paths if path}
        assert not ("folder/b.txt" in touched and len(touched) > 1 and subject != "start")
