"""Many trials in forked workers under limits: what raises, loops, eats memory or dies is named.

A trial is a generator that is given its number and yields a word when a step of it is done; each
step has the limits for itself. A worker writes down which trial it begins before it does, so that
the trial a worker died of is known; the next worker goes on behind it.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import tempfile
import traceback
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

CPU_SECONDS: Final = 1.0
"""Of the processor, for one step, git and other children included (G9)."""
MEMORY: Final = 200_000_000
"""Bytes a step may grow by (G9)."""
BATCH: Final = 100
"""Trials in one worker: a fresh one forgets what piled up."""
_CLOCK_SECONDS: Final = 60
"""A step that waits for so long, on however busy a machine, hangs."""
_DEATHS: Final = {
    signal.SIGXCPU: "time",
    signal.SIGALRM: "hang",
    signal.SIGKILL: "memory",
}


class BrokenError(Exception):
    """A trial saw a promise broken: in which way, and what it saw."""

    def __init__(self, kind: str, said: str) -> None:
        super().__init__(said)
        self.kind = kind
        self.said = said


class Failure(NamedTuple):
    """Which trial failed, how (`raised`, `time`, `hang`, `memory`, `crash`, …), what was seen."""

    number: int
    kind: str
    said: str


@dataclass
class Tally:
    """What came of a set of trials, and the most that one step took."""

    ran: int = 0
    seconds: float = 0
    """Of the processor."""
    memory: int = 0
    """Bytes a step grew by."""
    failures: list[Failure] = field(default_factory=list)
    notes: Counter[str] = field(default_factory=Counter)
    """What the steps answered, and how often."""

    def take(self, line: dict[str, Any]) -> None:
        """Count what a worker said of one trial."""
        self.ran += 1
        self.notes.update(line["notes"])
        self.seconds = max(self.seconds, line["seconds"])
        self.memory = max(self.memory, line["memory"])
        if line["kind"]:
            self.failures.append(Failure(line["number"], line["kind"], line["said"]))


def run(
    prepare: Callable[[Path], Callable[[int], Iterator[str]]],
    numbers: Sequence[int],
    workers: int = 2,
) -> Tally:
    """Try every number; each worker calls `prepare` with a folder of its own and gets the trial."""
    tally = Tally()
    waiting = [list(numbers[at : at + BATCH]) for at in range(0, len(numbers), BATCH)]
    running: dict[int, tuple[list[int], tempfile.TemporaryDirectory[str]]] = {}
    while waiting or running:
        while waiting and len(running) < workers:
            batch = waiting.pop()
            folder = tempfile.TemporaryDirectory(prefix="clm-fuzz-")
            running[_fork(prepare, batch, Path(folder.name))] = batch, folder
        child, status = os.wait()
        batch, folder = running.pop(child)
        left = _took(tally, batch, Path(folder.name) / "told", status)
        if left:
            waiting.append(left)
        folder.cleanup()
    tally.failures.sort()
    return tally


def _took(tally: Tally, batch: list[int], told: Path, status: int) -> list[int]:
    """Count what a worker that has ended said; the trials it never came to."""
    lines = [json.loads(line) for line in told.read_text().splitlines()] if told.exists() else []
    ended = [line for line in lines if "notes" in line]
    for line in ended:
        tally.take(line)
    begun = [line["number"] for line in lines if "notes" not in line]
    if len(begun) > len(ended):
        code = os.waitstatus_to_exitcode(status)
        kind = _DEATHS.get(signal.Signals(-code), "crash") if code < 0 else "crash"
        tally.ran += 1
        story = told.with_name("story").read_text() if code == 1 else ""
        tally.failures.append(Failure(begun[-1], kind, f"{story}the worker ended with {code}"))
    elif not begun:
        message = f"a worker ended with {status} before its first trial"
        raise RuntimeError(message)
    return batch[len(begun) :]


# The worker


def _fork(
    prepare: Callable[[Path], Callable[[int], Iterator[str]]], batch: list[int], folder: Path
) -> int:
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        with (folder / "told").open("w", encoding="utf-8") as told:
            _silence()
            trial = prepare(folder / "world")
            for number in batch:
                _tell(told, {"number": number})
                _tell(told, _tried(trial, number))
        code = 0
    except BaseException:  # noqa: BLE001 -- a worker must never return into the parent's code
        (folder / "story").write_text(traceback.format_exc())
    finally:
        os._exit(code)


def _silence() -> None:
    """What is started here reads nothing and speaks to nobody."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(nowhere, stream)


def _tell(told: IO[str], line: dict[str, Any]) -> None:
    told.write(json.dumps(line) + "\n")
    told.flush()


def _tried(trial: Callable[[int], Iterator[str]], number: int) -> dict[str, Any]:
    """Run one trial step by step, up to its first failure."""
    said: dict[str, Any] = {
        "number": number, "notes": [], "seconds": 0.0, "memory": 0, "kind": None, "said": "",
    }  # fmt: skip
    steps = trial(number)
    ended = False
    while not ended and not said["kind"]:
        seconds, memory, children = _begin()
        try:
            note = next(steps, None)
            ended = note is None
            said["notes"] += [] if ended else [note]
        except BrokenError as broken:
            said.update(kind=broken.kind, said=broken.said)
        except MemoryError:
            said.update(kind="memory", said="MemoryError")
        except BaseException:  # noqa: BLE001 -- whatever it is, it is what is looked for
            said.update(kind="raised", said=traceback.format_exc())
        spent, grown = _spent() - seconds, _grown(memory, children)
        said["seconds"] = max(said["seconds"], spent)
        said["memory"] = max(said["memory"], grown)
        if not said["kind"] and spent > CPU_SECONDS:
            said.update(kind="time", said=f"{spent:.2f} s of the processor")
        if not said["kind"] and grown > MEMORY:
            said.update(kind="memory", said=f"{grown / 1e6:.0f} MB")
    signal.alarm(0)
    return said


def _begin() -> tuple[float, int, int]:
    """Set the limits of a step; what was used before it: time, memory, memory of the children."""
    spent = _spent()
    own = resource.getrusage(resource.RUSAGE_SELF)
    used = int(own.ru_utime + own.ru_stime)
    resource.setrlimit(resource.RLIMIT_CPU, (used + 4, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")  # the peak is counted anew
    status = _status()
    # The limit kills, the count judges: git in a child needs room too.
    most = status["VmSize"] + 2 * MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (most, resource.RLIM_INFINITY))
    signal.alarm(_CLOCK_SECONDS)
    return spent, status["VmRSS"], resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024


def _spent() -> float:
    """Seconds of the processor that this process and its children have used."""
    whose = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(one.ru_utime + one.ru_stime for one in map(resource.getrusage, whose))


def _grown(memory: int, children: int) -> int:
    """Bytes by which this process grew at its peak, or the most that a new child had."""
    largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    return max(_status()["VmHWM"] - memory, largest if largest > children else 0)


def _status() -> dict[str, int]:
    """The sizes the kernel tells of this process, in bytes."""
    rows = (row.split() for row in Path("/proc/self/status").read_text().splitlines())
    return {row[0].rstrip(":"): int(row[1]) * 1024 for row in rows if row[-1] == "kB"}
