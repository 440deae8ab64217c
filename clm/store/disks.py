"""Making many files and names durable at once.

A thousand fsyncs are a thousand flushes of the disk, one after the other. `syncfs(2)` writes all
that waits for a file system in one go and, since Linux 5.8, says so when any of it could not be
written. Where that does not hold (another system, an older kernel, a file system that may pass
the order on without waiting) each file and each folder needs an fsync of its own.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

MANY: Final = 100
"""From so many files on it pays; below, other programs' writes would cost more than ours."""

_HONEST_SINCE: Final = (5, 8)
_LOCAL: Final = frozenset({"ext3", "ext4", "xfs", "f2fs", "tmpfs"})


@contextmanager
def whole_disks(places: Iterable[Path]) -> Iterator[Callable[[], None] | None]:
    """Give a way to write all that waits for the disks of these folders; None where there is none.

    Go in before anything is written: then the system tells of every failure since.
    """
    by_disk = {place.stat().st_dev: place for place in places}
    if not by_disk or not _is_honest() or not all(_kind_of(disk) in _LOCAL for disk in by_disk):
        yield None
        return
    opened = [os.open(place, os.O_RDONLY | os.O_DIRECTORY) for place in by_disk.values()]
    try:
        yield lambda: _write_out(opened)
    finally:
        for descriptor in opened:
            os.close(descriptor)


def _write_out(opened: Iterable[int]) -> None:
    import ctypes

    system = ctypes.CDLL(None, use_errno=True)
    for descriptor in opened:
        if system.syncfs(descriptor):
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number))


def _is_honest() -> bool:
    system = os.uname()
    version = tuple(int(word) for word in system.release.split(".")[:2] if word.isdigit())
    return system.sysname == "Linux" and version >= _HONEST_SINCE


def _kind_of(disk: int) -> str | None:
    """The kind of file system of a device number, as Linux names it."""
    from pathlib import Path

    wanted = f"{os.major(disk)}:{os.minor(disk)}"
    try:
        with Path("/proc/self/mountinfo").open(encoding="utf-8", errors="replace") as mounts:
            for line in mounts:
                words = line.split(" ")
                if words[2] == wanted:
                    return words[words.index("-") + 1]
    except (OSError, ValueError, IndexError):
        return None
    return None
