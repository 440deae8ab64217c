"""What the counted tests share: a team under fire, writers to start and kill, and what to look for.

`trouble` is the judge: it names everything that an acknowledged or interrupted write may not leave.
The same judge sees the control, where it must find something.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.build import customer_path, make_customer
from tests.stress.writer import MANY, SHARED, Ack, Job, own

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tests.world import Repository

WRITER: Final = Path(__file__).with_name("writer.py")
WATCHED: Final = (
    "owner: jana\nwatch:\n"
    "  - id: k-0000{}\n    reason: close-eye\n    on: 2026-11-01\n    by: jana\n"
)


def people_it(repo: Repository, writers: int = 1) -> None:
    """A shared customer, one of each writer's own, and a dozen that come due every week."""
    for name in (SHARED, *(own(me) for me in range(writers))):
        repo.write(customer_path(name), make_customer(name, more="owner: jana\n"))
    repo.write(customer_path(SHARED, "oteam"), f"customer: {SHARED}\n")
    for name in MANY:
        repo.write(customer_path(name), make_customer(name, more=WATCHED.format(name[-4:])))
    repo.commit()


def read_acks(path: Path) -> list[Ack]:
    """What was acknowledged so far."""
    if not path.exists():
        return []
    lines = path.read_text().split("\n")[:-1]  # a kill may cut the last one
    return [Ack(*json.loads(line)) for line in lines]


class Zygote:
    """Starts writers by a fork of a Python that has loaded everything."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, WRITER, "serve"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def start(self, job: Job) -> int:
        """Start a writer; answers its process group."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()
        return int(self._line())

    def killed(self, group: int) -> bool:
        """Kill a writer's group; was it still at work?"""
        os.killpg(group, signal.SIGKILL)
        return os.WIFSIGNALED(int(self._line()))

    def wait(self) -> None:
        """Let the writer that was started come to its end."""
        assert int(self._line()) == 0

    def close(self) -> None:
        """No more jobs."""
        assert self._process.stdin is not None
        self._process.communicate(timeout=60)

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()


@contextmanager
def zygote(warm: Job) -> Iterator[tuple[Zygote, float]]:
    """A zygote, and how many seconds one command of the job took that warmed it."""
    one = Zygote()
    try:
        one.start(warm)
        one.wait()
        begun = time.monotonic()
        one.start(warm._replace(first=warm.first + warm.writes))
        one.wait()
        yield one, (time.monotonic() - begun) / warm.writes
    finally:
        one.close()


def start(job: Job) -> subprocess.Popen[str]:
    """Start a writer as a process of its own."""
    return subprocess.Popen(
        [sys.executable, WRITER, json.dumps(job)], stderr=subprocess.PIPE, text=True
    )


def join(writers: Iterable[subprocess.Popen[str]]) -> None:
    """Wait until all are done; none may have complained."""
    for writer in writers:
        _, err = writer.communicate(timeout=900)
        assert (writer.returncode, err) == (0, ""), f"{writer.returncode}: {err}"


def trouble(repo: Repository, acks: Sequence[Ack]) -> list[str]:
    """Everything that is not as it must be between two commands."""
    return [
        *_lost(repo, acks),
        *_in_part(repo),
        *(f"left in the work tree: {line}" for line in _lines(repo, "status", "--porcelain")),
        *(f"left behind: {path}" for path in leftovers(repo)),
        *_lines(repo, "fsck", "--strict", "--no-dangling", "--no-progress"),
    ]


def leftovers(repo: Repository) -> list[str]:
    """Locks, journals and temporary files that somebody would have to remove."""
    ours = {"journal", "journal.new", "index", "index.lock", "index.before"}
    return sorted(
        path.relative_to(repo.root).as_posix()
        for path in repo.root.rglob("*")
        if path.name.endswith((".lock", ".clm-new", ".tmp", "~"))
        or (path.parent.name == "clm" and (path.name in ours or path.name.startswith("new-")))
    )


def _lost(repo: Repository, acks: Sequence[Ack]) -> Iterator[str]:
    """Acknowledged writes that are not on the branch, or not in the files."""
    log = repo.git("log", "-p", "--format=%x00%H").split("\0")[1:]
    added = {commit: diff for commit, _, diff in (block.partition("\n") for block in log)}
    files = {
        path.relative_to(repo.root).as_posix(): path.read_text()
        for path in repo.root.glob("customers/*/*.yaml")
    }
    everything = "".join(files.values())
    for ack in acks:
        if ack.commit not in added:
            yield f"acknowledged, and not on the branch: {ack.words}"
            continue
        for path, fact in ack.facts:
            if fact not in added[ack.commit]:
                yield f"acknowledged, and not in its commit: {fact}"
            if path and fact not in (everything if "*" in path else files.get(path, "")):
                yield f"acknowledged, and not in {path}: {fact}"


def _in_part(repo: Repository) -> Iterator[str]:
    """Commits on several records that have only some of their files."""
    for block in repo.git("log", "--format=%x00%s", "--name-only").split("\0")[1:]:
        subject, *paths = (line for line in block.splitlines() if line)
        number = re.search(r" (\d+) customers$", subject)
        if number and int(number[1]) != len(paths):
            yield f"in part: {subject}, with {len(paths)} files"


def _lines(repo: Repository, *words: str) -> list[str]:
    done = subprocess.run(
        ["git", *words], cwd=repo.root, capture_output=True, text=True, check=False
    )
    return (done.stdout + (done.stderr if done.returncode else "")).splitlines()
