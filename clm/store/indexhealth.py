"""The file of the derived index, looked at from outside: nothing is made, changed or locked."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import quote

from clm.store.index import refuse_altered, refuse_gaps
from clm.store.seal import state_of

if TYPE_CHECKING:
    import os
    from pathlib import Path


_LOOKS: Final = 5
_PAUSE: Final = 0.02
"""Looks at a file that seems to have a fault, and seconds between them: longer than most writes."""


class IndexHealth(NamedTuple):
    """What lies there: bytes, when it was last written (ns), the fault it has.

    `looked` is when (s) the folder longest unseen was looked into for edits by hand.

    `is_busy`: it is being written, or a write was cut off, which opening it finishes.

    `is_ours`: it was made by this version, for this person and place; of others no more is known.
    """

    size: int
    written: int
    fault: str | None = None
    looked: float = 0.0
    is_busy: bool = False
    is_ours: bool = True


def look(path: Path) -> IndexHealth | None:
    """What the file is like; None where none, or nothing yet, lies there.

    While somebody writes it, what looks like a fault may be none.
    """
    journal = path.with_name(f"{path.name}-journal")
    for _ in range(_LOOKS):
        try:
            before = path.stat()
        except FileNotFoundError:
            return None
        if before.st_size == 0:
            return None
        if state_of(path) == "foreign":
            return IndexHealth(before.st_size, before.st_mtime_ns, is_ours=False)
        looked, fault = _read(path)
        is_busy = journal.exists()
        if fault is None or (not is_busy and _same(before, path.stat())):
            break
        time.sleep(_PAUSE)
    is_busy = is_busy and fault is not None
    fault = None if is_busy else fault
    return IndexHealth(before.st_size, before.st_mtime_ns, fault, looked, is_busy)


def _same(before: os.stat_result, after: os.stat_result) -> bool:
    return (before.st_mtime_ns, before.st_size) == (after.st_mtime_ns, after.st_size)


def _read(path: Path) -> tuple[float, str | None]:
    """Its oldest look, its fault; opened as if it never changed, so without locks."""
    name = f"file:{quote(str(path))}?mode=ro&immutable=1"
    looked = 0.0
    try:
        with closing(sqlite3.connect(name, uri=True)) as db:
            refuse_altered(db)
            (answer,) = db.execute("PRAGMA quick_check(1)").fetchone()
            text = "SELECT min(looked) FROM folders WHERE typeof(looked) = 'real'"
            looked = db.execute(text).fetchone()[0] or 0.0
            if answer == "ok":
                refuse_gaps(db)
    except sqlite3.Error as problem:
        return looked, str(problem)
    return looked, None if answer == "ok" else answer.splitlines()[-1]
