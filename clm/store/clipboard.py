"""The person's clipboard: the one place that starts the desktop's programs for it, no shell."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from clm.errors import BadDataError, MissingToolError

if TYPE_CHECKING:
    from collections.abc import Iterator

PATIENCE: Final = 5
"""Seconds for a program to answer; it is a desktop that hangs, not a long text."""

MOST: Final = 1_000_000
"""Bytes that are read of the clipboard: as much as a file of data may have."""


class Way(NamedTuple):
    """One desktop's programs; `display` is the variable without which there is no such desktop.

    `encoding` is what the program that copies expects; what pastes speaks UTF-8 in each.
    """

    copies: tuple[str, ...]
    pastes: tuple[str, ...]
    display: str | None = None
    encoding: str = "utf-8"


WAYS: Final = (
    Way(("wl-copy",), ("wl-paste", "--no-newline"), "WAYLAND_DISPLAY"),
    Way(
        ("xclip", "-selection", "clipboard"), ("xclip", "-selection", "clipboard", "-o"), "DISPLAY"
    ),
    Way(("xsel", "--clipboard", "--input"), ("xsel", "--clipboard", "--output"), "DISPLAY"),
    Way(("pbcopy",), ("pbpaste",)),
    Way(
        ("clip.exe",),
        (
            "powershell.exe", "-NoProfile", "-NonInteractive", "-Command",
            "[Console]::OutputEncoding = [Text.Encoding]::UTF8; Get-Clipboard -Raw",
        ),
        encoding="utf-16",  # with its mark, else it takes the text for one of an old code page
    ),
)  # fmt: skip

_HINT: Final = "install wl-clipboard, xclip or xsel"


def copy(text: str) -> None:
    """Put a text on the clipboard.

    Raises:
        MissingToolError: there is no clipboard here, or no program that reaches it.
    """
    import subprocess

    for way, words in _there("copies"):
        try:
            # Some stay in the background to hand the text out: a pipe of theirs would never end.
            done = subprocess.run(
                words, input=text.encode(way.encoding), stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL, check=False, timeout=PATIENCE,
            )  # fmt: skip
        except (OSError, subprocess.TimeoutExpired):
            continue
        if done.returncode == 0:
            return
    raise MissingToolError("there is no clipboard to copy to", f"{_HINT}, or copy what is printed")


def paste() -> str:
    """The text on the clipboard, with line feeds alone.

    Raises:
        MissingToolError: there is no clipboard here, or no program that reaches it.
        BadDataError: what is there is no text, or over a megabyte.
    """
    import subprocess

    for _, words in _there("pastes"):
        try:
            done = subprocess.run(
                words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL, check=False, timeout=PATIENCE,
            )  # fmt: skip
        except (OSError, subprocess.TimeoutExpired):
            continue
        if done.returncode == 0:
            return _text(done.stdout)
    raise MissingToolError("there is no clipboard to read", f"{_HINT}, or give the text by -")


def _text(data: bytes) -> str:
    if len(data) > MOST:
        raise BadDataError(f"the clipboard holds over {MOST // 1_000_000} MB", "copy less of it")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadDataError("the clipboard holds no text", "copy the words alone") from None
    return text.replace("\r\n", "\n")


def _there(direction: str) -> Iterator[tuple[Way, list[str]]]:
    """The ways that this desktop has, with the words to run; a program is named in full."""
    for way in WAYS:
        if way.display and not os.environ.get(way.display):
            continue
        name, *rest = getattr(way, direction)
        found = shutil.which(name)
        # A relative entry of PATH would find programs in the folder of the data.
        if found and Path(found).is_absolute():
            yield way, [found, *rest]
