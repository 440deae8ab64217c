"""The person's editor: the one place that starts it."""

from __future__ import annotations

import os
import shlex
from typing import TYPE_CHECKING, Final

from clm.errors import BadDataError, ClmError, MissingToolError

if TYPE_CHECKING:
    from pathlib import Path

DEFAULT: Final = "vi"


def open_editor(path: Path) -> None:
    """Let the person edit a file in $VISUAL, $EDITOR or vi, and wait until they are done.

    Raises:
        MissingToolError: there is no such program.
        ClmError: the editor ended with an error, so what it left is not to be trusted.
    """
    import subprocess

    typed = os.environ.get("VISUAL") or os.environ.get("EDITOR") or DEFAULT
    try:
        words = shlex.split(typed)
        done = subprocess.run([*words, str(path)], check=False)
    except (OSError, ValueError) as problem:
        raise MissingToolError(
            f"the editor {typed} cannot be started", "set EDITOR to one that is there"
        ) from problem
    if done.returncode:
        raise ClmError(f"the editor ended with {done.returncode}: nothing was changed")


def text_left(copy: Path) -> str:
    """The text that the person leaves; nothing where they took the file away, to give up.

    Raises:
        BadDataError: it is no UTF-8 any more.
    """
    try:
        return copy.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise BadDataError("the text is not UTF-8 any more", "save it as UTF-8") from None
    except FileNotFoundError:
        return ""
