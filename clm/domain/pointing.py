"""A fault in a line that somebody typed, shown below it by carets."""

from __future__ import annotations

import unicodedata
from typing import Final

AROUND: Final = 60
"""Characters of a long line that are shown before and after the fault."""


def pointed(message: str, text: str, start: int, end: int) -> str:
    """`message` with its column, counted from 1, the line, and carets below `text[start:end]`."""
    first, last = max(0, start - AROUND), min(len(text), max(end, start + 1) + AROUND)
    before = ("… " if first else "") + _on_one_line(text[first:start])
    fault = _on_one_line(text[start : min(end, last)])
    after = _on_one_line(text[min(end, last) : last]) + (" …" if last < len(text) else "")
    line = f"{before}{fault}{after}"
    carets = f"{' ' * _width(before)}{'^' * max(1, _width(fault))}"
    return f"{message} (column {start + 1})\n{line}\n{carets}"


def _on_one_line(text: str) -> str:
    """As wide as it is shown: what does not print is a blank here."""
    return "".join(char if char.isprintable() else " " for char in text)


def _width(text: str) -> int:
    """The columns that a text takes on a terminal."""
    return sum(
        0 if unicodedata.combining(char) else 1 + (unicodedata.east_asian_width(char) in "WF")
        for char in text
    )
