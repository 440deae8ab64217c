"""A seal on each file of the index: only what the person's own clm made at its place is opened.

A folder that is handed over or copied brings its index along, whose rows need not be what the
files say, and whose tables may run what SQL can say. The seal is a hash, with a key of the person's
own, of where the file lies. It stands where SQLite leaves room for numbers of the application,
in the file's first 100 bytes, so nothing is opened to see it.
"""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING, Final, Literal

from clm.config import state_folder
from clm.store.hashing import blake2b

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

FORMAT: Final = b"24"
"""Rises whenever a table of the index, the meaning of a column, or what may be kept changes."""

_KEY: Final = 32
_HEAD: Final = 100
_VERSION, _APPLICATION = slice(60, 64), slice(68, 72)
"""Where a file of SQLite has its `user_version` and its `application_id`."""

State = Literal["absent", "ours", "foreign"]


def state_of(path: Path) -> State:
    """What lies at the place of an index: nothing yet, one that is sealed, or another thing.

    Raises:
        OSError: it cannot be read.
    """
    try:
        # Neither a link nor a pipe, which nobody may ever write to.
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        return "absent"
    try:
        status = os.fstat(descriptor)
        if stat.S_ISREG(status.st_mode) and status.st_size == 0:
            return "absent"
        head = os.read(descriptor, _HEAD)
    finally:
        os.close(descriptor)
    key = _key()
    if key is None or head[_VERSION] + head[_APPLICATION] != _seal(key, path, status):
        return "foreign"
    return "ours"


def seal(db: sqlite3.Connection, path: Path) -> None:
    """Seal a new file at its place; the caller's transaction holds it.

    Raises:
        OSError: there is nowhere to keep a key of the person's own.
    """
    made = _seal(_key() or _new_key(), path, path.stat())
    for name, part in (("user_version", made[:4]), ("application_id", made[4:])):
        number = int.from_bytes(part, "big", signed=True)
        db.execute(f"PRAGMA {name} = {number}")


def _seal(key: bytes, path: Path, status: os.stat_result) -> bytes:
    # The number of the device is left out: it may be another after each start of the machine.
    place = b"%s\0%d\0%s" % (FORMAT, status.st_ino, os.fsencode(path))
    return blake2b(place, key=key, digest_size=8).digest()


def _key() -> bytes | None:
    """The person's key, None where there is none yet."""
    folder = state_folder()
    try:
        key = (folder / "key").read_bytes() if folder else b""
    except OSError:
        return None
    return key if len(key) == _KEY else None


def _new_key() -> bytes:
    import tempfile  # once

    folder = state_folder()
    if folder is None:
        raise FileNotFoundError("no home folder")
    folder.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix="key-", dir=folder)
    with os.fdopen(descriptor, "wb") as file:
        file.write(os.urandom(_KEY))
    os.replace(name, folder / "key")  # noqa: PTH105 -- a name
    return (folder / "key").read_bytes()  # of two at once the later one's holds
