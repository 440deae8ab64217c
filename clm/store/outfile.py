"""A file outside the data, at the place a person named: written whole or not at all."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from clm.errors import InputOutputError

if TYPE_CHECKING:
    from pathlib import Path


def write_whole(path: Path, data: bytes) -> None:
    """Write `path`, in place of what was there; who reads it meanwhile sees the old or the new.

    Raises:
        InputOutputError: it cannot be written there.
    """
    target = path.resolve()  # a link keeps pointing to it
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        if target.exists() and not target.is_file():
            target.write_bytes(data)  # a pipe or a device takes bytes, and stays what it is
            return
        beside.write_bytes(data)
        beside.replace(target)
    except OSError as error:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        raise InputOutputError(
            f"{path} cannot be written: {error.strerror}", "name a file in a folder of yours: -O"
        ) from error
