"""A disk that fails on demand: the n-th call of ours that changes it, or the n-th git."""

from __future__ import annotations

import errno
import io
import os
import shutil
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from clm.store import disks

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

CHANGES: Final = frozenset(
    {"os.rename", "os.link", "os.mkdir", "os.remove", "os.rmdir", "os.truncate", "os.chmod"}
)
"""Audit events of what changes names; opens, writes and fsyncs are told apart below."""
TWO_NAMES: Final = frozenset({"os.rename", "os.link"})
WRITING: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
GIT_FAULTS: Final = {
    "before": "echo 'fatal: write error: No space left on device' >&2; exit 128",
    "quota": "ulimit -f 0; trap '' XFSZ",
    "after": '"{git}" "$@"; echo \'fatal: fsync error: Input/output error\' >&2; exit 128',
    "killed": "kill -9 $$",
}
"""How a git fails: it does nothing, can write nothing, does it all and says no, or dies."""


class Disk:
    """Counts the calls that change files below a folder; lets one of them, or all, fail."""

    def __init__(self, root: Path) -> None:
        self.root = f"{root}{os.sep}"
        self.calls: list[str] = []
        self.events: list[tuple[str, str, str]] = []
        """The same, with whole paths and, of a new name, what it leads to; and each git."""
        self.fails_at: int | None = None
        self.stays_broken = False
        self.code = errno.ENOSPC

    def call(self, what: str, where: object, to: object = "") -> bool:
        """One call that changes the disk; does it fail?"""
        path, goal = _text(where), _text(to)
        if not path.startswith(self.root):
            return False
        self.events.append((what, path, goal))
        self.calls.append(f"{what} {path.removeprefix(self.root)}")
        number = len(self.calls) - 1
        if self.fails_at is None:
            return False
        return number >= self.fails_at if self.stays_broken else number == self.fails_at

    def check(self, what: str, where: object, to: object = "") -> None:
        """Count a call, and fail where it is its turn.

        Raises:
            OSError: as the disk would say it.
        """
        if self.call(what, where, to):
            raise OSError(self.code, os.strerror(self.code), where)


def _text(where: object) -> str:
    return os.fsdecode(where) if isinstance(where, (str, bytes, os.PathLike)) else f"{where}"


_disk: Disk | None = None  # an audit hook stays for good: this says whether it looks


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if _disk is None:
        return
    if event in CHANGES:
        _disk.check(event, arguments[0], arguments[1] if event in TWO_NAMES else "")
    elif event == "subprocess.Popen":
        _disk.events.append(("git", " ".join(map(_text, arguments[1])), ""))
    elif event == "open" and isinstance(arguments[2], int) and arguments[2] & WRITING:
        _disk.check(event, arguments[0])


sys.addaudithook(_hook)


@contextmanager
def failing(disk: Disk, patch: pytest.MonkeyPatch) -> Iterator[Disk]:
    """Let every call of this process go by the disk."""
    global _disk  # noqa: PLW0603 -- see its definition
    with patch.context() as patched:
        _wrap(disk, patched)
        _disk = disk
        try:
            yield disk
        finally:
            _disk = None


def _wrap(disk: Disk, patch: pytest.MonkeyPatch) -> None:
    fsync, fdopen, opened, write_out = os.fsync, os.fdopen, io.open, disks._write_out

    def path_of(fd: int) -> str:
        return f"{Path(f'/proc/self/fd/{fd}').readlink()}"

    def failing_fsync(fd: int) -> None:
        disk.check("fsync", path_of(fd))
        fsync(fd)

    def torn(file: Any) -> Any:
        if file.writable():
            write = file.write

            def failing_write(data: Any) -> Any:
                name = path_of(file.fileno())
                if disk.call("write", name):
                    write(data[: len(data) // 2])
                    raise OSError(disk.code, os.strerror(disk.code), name)
                return write(data)

            file.write = failing_write
        return file

    def failing_syncfs(opened: Any) -> None:
        disk.check("sync", disk.root)
        write_out(opened)

    patch.setattr(disks, "_write_out", failing_syncfs)
    patch.setattr(os, "fsync", failing_fsync)
    patch.setattr(os, "fdopen", lambda *a, **k: torn(fdopen(*a, **k)))
    patch.setattr(io, "open", lambda *a, **k: torn(opened(*a, **k)))


class FailingGit:
    """A `git` first on PATH that counts its calls and fails at one of them."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        folder.mkdir()
        self.counter = folder / "calls"
        self._script = folder / "git"
        self._real = shutil.which("git")
        self.arm(0, "before")
        patch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")

    def arm(self, at: int, how: str) -> None:
        """Let the call number `at` (from 1) fail."""
        fault = GIT_FAULTS[how].format(git=self._real)
        self._script.write_text(
            "#!/bin/sh\n"
            f"n=$(($(cat '{self.counter}') + 1)); echo $n > '{self.counter}'\n"
            f"if [ $n = {at} ]; then {fault}; fi\n"
            f'exec "{self._real}" "$@"\n'
        )
        self._script.chmod(0o755)
        self.counter.write_text("0")

    @property
    def calls(self) -> int:
        """How often it was called since."""
        return int(self.counter.read_text())
