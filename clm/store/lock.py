"""Two locks: ours, which lets one clm write at a time, and git's own `index.lock`."""

from __future__ import annotations

import fcntl
import os
import re
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from clm import clock
from clm.errors import BusyError
from clm.store.smallfile import read_small
from clm.store.worktree import disk_errors, remove, stamp_of, write_durably

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from clm.store.git import Repo

WAIT: Final = 30.0
"""Seconds a writer waits for another one (`store`, Writing 1)."""
INDEX_WAIT: Final = 7.0
"""Seconds a writer waits for git's `index.lock`, which a person's git or editor may hold."""
_SAY_AFTER: Final = 0.5
_ORPHAN_AFTER: Final = 1.0
_MARKER: Final = (
    b"clm holds this lock while it writes; a lock left by a killed run goes by itself\n"
)


@contextmanager
def write_lock(
    folder: Path, who: str, wait: float = WAIT, on_wait: Callable[[str], None] | None = None
) -> Iterator[int]:
    """Hold the one lock of a repository; yield its file descriptor.

    The kernel frees it when its last holder dies, so nothing is left by a kill. `on_wait` is
    told once who holds it, when that takes more than half a second.

    Raises:
        BusyError: another run still held it after `wait` seconds.
    """
    with disk_errors():
        folder.mkdir(exist_ok=True)
        fd = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o666)
    try:
        _acquire(fd, wait, on_wait)
        with disk_errors():
            os.ftruncate(fd, 0)
            os.pwrite(fd, f"{who} (process {os.getpid()})".encode(), 0)
        yield fd
        os.ftruncate(fd, 0)
    finally:
        os.close(fd)


def held_by(folder: Path) -> str | None:
    """Who says to hold the write lock, and since when; None where nobody does. Takes no lock.

    A killed run said so too, so only a process that is alive counts.
    """
    try:
        fd = os.open(folder / "lock", os.O_RDONLY | os.O_NONBLOCK)
    except FileNotFoundError:
        return None
    try:
        said = _holder(fd).rstrip(",")
    finally:
        os.close(fd)
    process = re.search(r"\(process (\d{1,9})\)", said)
    return said if process and _is_alive(int(process[1])) else None


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


@contextmanager
def alone(folder: Path, name: str, busy: str) -> Iterator[None]:
    """Hold a lock of this name for something that takes long and may not be done twice at once.

    Who only writes does not wait for it. The kernel frees it when its holder dies.

    Raises:
        BusyError: another run holds it; `busy` says what that one does.
    """
    with disk_errors():
        folder.mkdir(exist_ok=True)
        fd = os.open(folder / name, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BusyError(busy, "try again when it is through") from None
        yield
    finally:
        os.close(fd)


def _acquire(fd: int, wait: float, on_wait: Callable[[str], None] | None) -> None:
    begun = time.monotonic()
    pause = 0.002
    said = False
    while True:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waited = time.monotonic() - begun
        else:
            return
        if waited >= wait:
            raise BusyError(f"{_holder(fd)} is still writing here", "try again in a moment")
        if on_wait is not None and not said and waited > _SAY_AFTER:
            on_wait(f"waiting for {_holder(fd)}")
            said = True
        time.sleep(min(_jitter(pause / 2, pause), wait - waited))
        pause = min(pause * 1.5, 0.03)


def _jitter(least: float, most: float) -> float:
    import random  # only who waits needs it

    return random.uniform(least, most)  # noqa: S311 - no secret


def _holder(fd: int) -> str:
    """Who holds the lock and since when: its file is written when it is taken."""
    words = os.pread(fd, 500, 0).decode(errors="replace").strip()
    since = time.strftime("%H:%M:%S", time.localtime(os.fstat(fd).st_mtime))
    return f"{words}, since {since}," if words else "another clm"


@contextmanager
def index_lock(repo: Repo, wait: float = INDEX_WAIT) -> Iterator[None]:
    """Hold git's own lock on the index, taken so that a killed run's lock can be told from others.

    Call it only under `write_lock`: then an `index.lock` with our words in it has no owner.

    Raises:
        BusyError: git, an editor or a killed git held it for `wait` seconds.
    """
    lock = repo.git_dir / "index.lock"
    folder = repo.git_dir / "clm"
    folder.mkdir(exist_ok=True)
    marker = folder / "marker"
    if not _is_ours(marker):
        write_durably(marker, _MARKER)
    begun = time.monotonic()
    while True:
        drop_orphan(repo)
        try:
            os.link(marker, lock)  # it appears with its content: no moment in which it is nobody's
        except FileExistsError:
            waited = time.monotonic() - begun
        else:
            break
        if waited >= wait:
            raise BusyError(
                "git is at work on this repository (.git/index.lock exists)",
                "try again; when no git and no editor runs, remove .git/index.lock",
            )
        time.sleep(_jitter(0.0005, 0.006))  # a busy git leaves short gaps
    try:
        yield
    finally:
        remove(lock)


def foreign_index_lock(repo: Repo) -> float | None:
    """Seconds since somebody else's `index.lock` was made; None where there is none."""
    lock = repo.git_dir / "index.lock"
    try:
        made = lock.stat().st_mtime_ns
    except FileNotFoundError:
        return None
    return None if _is_ours(lock) else max(clock.nanoseconds() - made, 0) / 1e9


def is_orphaned(repo: Repo) -> bool:
    """Did a run of ours leave an `index.lock`, or is one at work?"""
    return _is_ours(repo.git_dir / "index.lock")


def _is_ours(lock: Path) -> bool:
    """Does a file say that we made it? A pipe, or one that cannot be read, does not."""
    try:
        return read_small(lock) == _MARKER
    except OSError:
        return False


def drop_orphan(repo: Repo) -> None:
    """Remove an `index.lock` that a killed run of ours left."""
    if is_orphaned(repo):
        remove(repo.git_dir / "index.lock")


def drop_ref_locks(repo: Repo, ref: str, commit: str | None) -> None:
    """Remove the locks on HEAD and a branch that a git killed under our journal left.

    Call it only under `write_lock` with a journal pending: no git of ours is alive then. A lock
    with our commit in it is ours; an empty one is, when nobody has finished it after a second.
    """
    for lock in (repo.common_dir / f"{ref}.lock", repo.git_dir / "HEAD.lock"):
        begun = time.monotonic()
        first = stamp_of(lock)
        while first is not None and stamp_of(lock) == first:
            try:
                content = read_small(lock)
            except OSError:  # git has finished it, or it is none of git's
                break
            if commit is not None and content == commit.encode() + b"\n":
                remove(lock)
            elif time.monotonic() - begun > _ORPHAN_AFTER:
                if commit is None or not content:
                    remove(lock)
                break
            else:
                time.sleep(0.02)
