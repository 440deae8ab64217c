"""Small files of git's and of ours, read so that nothing that lies in their place holds us up."""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

MOST: Final = 1_000_000
"""Bytes of such a file; no honest one has a hundredth of it."""
GROWING: Final = 100_000_000
"""Bytes of one that grows with the repository: refs by the million, a write of all that may be."""
_FLAGS: Final = os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY
_AT_ONCE: Final = 65_536


def read_small(place: str | Path, most: int = MOST) -> bytes:
    """The bytes of a regular file; the null device has none. No pipe is waited for.

    Raises:
        FileNotFoundError: there is none, or no file can have that name.
        OSError: it is no regular file, it has more than `most` bytes, or the disk says no.
    """
    try:
        descriptor = os.open(place, _FLAGS)
    except ValueError:  # a NUL in it, or what is no text
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(place)) from None
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode) and not _is_null(found):
            kind = errno.EISDIR if stat.S_ISDIR(found.st_mode) else errno.EINVAL
            raise OSError(kind, "it is no regular file", str(place))
        data, size = bytearray(), found.st_size  # a size is believed only where it is too much
        while size <= most and (part := os.read(descriptor, _AT_ONCE)):
            data += part
            size = len(data)
        if size > most:
            raise OSError(errno.EFBIG, f"it has more than {most:,} bytes", str(place))
        return bytes(data)
    finally:
        os.close(descriptor)


def is_endless(found: os.stat_result) -> bool:
    """Does what has this state keep a reader waiting, or reading on: a pipe, or a device?"""
    kind = stat.S_IFMT(found.st_mode)
    return kind in {stat.S_IFIFO, stat.S_IFBLK, stat.S_IFCHR} and not _is_null(found)


def _is_null(found: os.stat_result) -> bool:
    return os.path.samestat(found, os.stat(os.devnull))  # noqa: PTH116 -- no Path for it
