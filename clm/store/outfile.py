"""Files outside the data, at the place a person named: written whole or not at all."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from clm.errors import InputOutputError, RefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def write_whole(path: Path, data: bytes, mode: int | None = None) -> None:
    """Write `path`, in place of what was there; who reads it meanwhile sees the old or the new.

    `mode` are the rights it gets from the start; else those of any new file.

    Raises:
        InputOutputError: it cannot be written there.
    """
    target = path.resolve()  # a link keeps pointing to it
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        if target.exists() and not target.is_file():
            target.write_bytes(data)  # a pipe or a device takes bytes, and stays what it is
            return
        try:
            _written(beside, data, mode)
            beside.replace(target)
        except OSError:
            with suppress(OSError):
                beside.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise InputOutputError(
            f"{path} cannot be written: {error.strerror}", "name a file in a folder of yours: -O"
        ) from error


def _written(path: Path, data: bytes, mode: int | None) -> None:
    if mode is None:
        path.write_bytes(data)
        return
    path.unlink(missing_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with os.fdopen(os.open(path, flags, mode), "wb") as file:
        file.write(data)


def write_new(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write new files into a folder, which is made where it is missing; for their owner's eyes.

    Raises:
        RefusedError: one of them is there already: nothing is written.
        InputOutputError: it cannot be written there.
    """
    for name in files:
        if os.path.lexists(folder / name):
            raise RefusedError(f"{folder / name} is there already", "name another folder: -O DIR")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name, data in files.items():
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
            with os.fdopen(os.open(folder / name, flags, 0o600), "wb") as file:
                file.write(data)
    except OSError as error:
        raise InputOutputError(
            f"{folder} cannot be written: {error.strerror}", "name a folder of yours: -O DIR"
        ) from error
