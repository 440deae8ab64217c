"""Text from data, made harmless: nothing read can drive a terminal or a spreadsheet (G10)."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_UNSAFE_CATEGORIES: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Control; bidi and zero-width; surrogates; line and paragraph separators."""

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_NUMBER: Final = r"[+-]?\d+(\.\d+)?"


def shown(text: str, *, keep_lines: bool = False) -> str:
    r"""`text` with every character that acts instead of showing as `\u{202e}`.

    `keep_lines` leaves line feeds as they are, for text that is shown over several lines.
    """
    if text.isprintable():
        return text
    return "".join(
        rf"\u{{{ord(char):x}}}" if _acts(char) and not (keep_lines and char == "\n") else char
        for char in text
    )


def _acts(char: str) -> bool:
    return unicodedata.category(char) in _UNSAFE_CATEGORIES


def csv_cell(text: str, *, numeric: bool) -> str:
    """`text` as a CSV cell that no spreadsheet takes for a formula and no terminal obeys.

    In a numeric column a number keeps its sign.
    """
    number = numeric and re.fullmatch(_NUMBER, text, re.ASCII) is not None
    quote = "'" if text.startswith(_FORMULA) and not number else ""
    return quote + shown(text, keep_lines=True)


def json_text(encoded: str) -> str:
    r"""Encoded JSON with the characters that act as JSON's own `\u202e`: the same value."""
    if encoded.isprintable():
        return encoded
    return "".join(_json_escape(char) if char != "\n" and _acts(char) else char for char in encoded)


def _json_escape(char: str) -> str:
    units = char.encode("utf-16-be", "surrogatepass").hex()
    return "".join(rf"\u{units[at : at + 4]}" for at in range(0, len(units), 4))
