"""Running whole processes and taking their time and memory, ours and the yardstick's in turn."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.table import Taken

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from pathlib import Path

_KILOBYTE = 1024


class FailedError(Exception):
    """A measured command left with an exit code that is not among those expected."""


class Job(NamedTuple):
    """Processes that are timed as one, and what is done before, untimed."""

    commands: Sequence[Sequence[str]]
    before: Callable[[], None] | None = None
    accept: Collection[int] = (0,)


class Runner(NamedTuple):
    """Where processes run, and in which environment: none of it the person's own."""

    folder: Path
    env: Mapping[str, str]

    def take(self, job: Job) -> Taken:
        """Run a job once.

        Raises:
            FailedError: a process left with another exit code.
        """
        if job.before:
            job.before()
        runs = [self._one(command, job.accept) for command in job.commands]
        return Taken(
            sum(run.wall for run in runs), sum(run.cpu for run in runs), max(r.peak for r in runs)
        )

    def _one(self, command: Sequence[str], accept: Collection[int]) -> Taken:
        with tempfile.TemporaryFile() as said:
            start = time.perf_counter()
            process = subprocess.Popen(
                command,
                cwd=self.folder,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=said,
            )
            # wait4 answers for this one process and its children; getrusage would mix them all.
            # The peak is at least this process's own, which is why it holds no big data.
            _, status, used = os.wait4(process.pid, 0)
            wall = time.perf_counter() - start
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode not in accept:
                said.seek(0)
                words = " ".join(command[:4])
                raise FailedError(
                    f"exit {process.returncode} of {words} …: "
                    f"{said.read().decode(errors='replace').strip()[:300]}"
                )
        return Taken(wall, used.ru_utime + used.ru_stime, used.ru_maxrss * _KILOBYTE)


def in_turn(
    runner: Runner, jobs: Callable[[int], tuple[Job, Job]], runs: int
) -> tuple[list[Taken], list[Taken]]:
    """Ours and the yardstick, one after the other, `runs` times each.

    In turn, so that a slow moment of the machine falls on both.

    Raises:
        FailedError: a process left with an unexpected exit code.
    """
    ours, theirs = [], []
    for nth in range(runs):
        mine, other = jobs(nth)
        ours.append(runner.take(mine))
        theirs.append(runner.take(other))
    return ours, theirs
