"""One input in front of `clm`: what it may answer, and what it may not have changed."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import clm.clock
from clm.cli import run
from tests.fuzz.limits import BrokenError
from tests.fuzz.lines import verbs
from tests.fuzz.place import PROJECT, Place, StoppedClock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tests.fuzz.lines import Line
    from tests.fuzz.meeting import Input

CODES: Final = frozenset({0, 1, 2, 3, 4, 65, 69, 74, 75, 76, 77, 78, 130})
"""The exit codes of `commands`, without that of a defect."""
_TRACEBACK: Final = "Traceback (most recent call last)"


class Result(NamedTuple):
    """What a command line left."""

    code: int | None
    out: str
    err: str


class Clm:
    """`clm` in a place of a worker's own."""

    def __init__(self, template: Path, folder: Path) -> None:
        verbs()  # imports every command once
        clm.clock.datetime = StoppedClock  # type: ignore[attr-defined]
        self.run: Callable[[Sequence[str]], int] = run
        self.place = Place(template, folder)
        self._in_process(("mine",), b"")
        self.place.keep()

    def meets(self, given: Input) -> Iterator[str]:
        """Run an input's command lines, one a step.

        Raises:
            BrokenError: a promise is broken.
        """
        self.place.enter(given.variables)
        self.place.lay(given.files)
        before = self.place.look()
        for line in given.lines:
            apart = given.apart and all(len(os.fsencode(word)) < _LONGEST_WORD for word in line)
            result = (self._apart if apart else self._in_process)(line, given.stdin)
            self._judge(line, result)
            after = self.place.look()
            if result.code not in {0, *_partly(line)} and after != before:
                raise BrokenError("written", f"{line}: exit {result.code}{_changes(before, after)}")
            before = after
            yield str(result.code)
        self.place.restore()

    def _judge(self, line: Line, result: Result) -> None:
        shown = " ".join(line)[:500]
        if result.code not in CODES:
            raise BrokenError("exit", f"{shown}: exit {result.code}\n{result.err}\n{self._story()}")
        if _TRACEBACK in result.err or _TRACEBACK in result.out:
            raise BrokenError("traceback", f"{shown}: {result.err}")

    def _in_process(self, line: Line, stdin: bytes) -> Result:
        before = sys.stdin, sys.stdout, sys.stderr
        streams = (
            io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"),
            io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True),
            io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True,
                             errors="backslashreplace"),
        )  # fmt: skip
        sys.stdin, sys.stdout, sys.stderr = streams
        try:
            code = self.run(line)
        finally:
            sys.stdin, sys.stdout, sys.stderr = before
        return Result(code, _text(streams[1]), _text(streams[2]))

    def _apart(self, line: Line, stdin: bytes) -> Result:
        variables = dict(os.environ) | {"PYTHONPATH": str(PROJECT)}
        done = subprocess.run(
            [sys.executable, "-m", "clm", *line],
            input=stdin, capture_output=True, check=False, env=variables,
        )  # fmt: skip
        return Result(
            done.returncode,
            done.stdout.decode(errors="replace"),
            done.stderr.decode(errors="replace"),
        )

    def _story(self) -> str:
        """What the newest failure log says."""
        folders = {os.environ.get("XDG_STATE_HOME", ""), str(self.place.root / "home/.local/state")}
        logs = [log for one in folders for log in Path(one, "clm").glob("failure-*.log")]
        logs.sort(key=lambda log: log.stat().st_mtime_ns)
        return logs[-1].read_text(errors="replace") if logs else "no log was written"


def _text(stream: io.TextIOWrapper) -> str:
    raw = stream.buffer
    assert isinstance(raw, io.BytesIO)
    return raw.getvalue().decode("utf-8", "replace")


_LONGEST_WORD: Final = 128 * 1024
"""Bytes from which on the system starts no process with such an argument."""
_PARTLY: Final = {"import": {65}, "report": {65, 69, 78}, "notify": {65, 69, 78}}
"""Commands that do what can be done, and say by these codes that it was not all."""


def _partly(line: Line) -> set[int]:
    """The codes with which a command line may have changed something."""
    return set().union(*(codes for name, codes in _PARTLY.items() if name in line))


def _changes(
    before: dict[str, tuple[int, ...] | bytes], after: dict[str, tuple[int, ...] | bytes]
) -> str:
    paths = sorted(
        path for path in before.keys() | after.keys() if before.get(path) != after.get(path)
    )
    return "".join(f"\n  {path}" for path in paths)
