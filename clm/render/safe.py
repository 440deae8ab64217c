"""Text from data, made harmless: nothing read can drive a terminal or a spreadsheet (G10)."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

_UNSAFE_CATEGORIES: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Control; bidi and zero-width; surrogates; line and paragraph separators."""

_MOST_MARKS: Final = 8
"""Marks on one letter; more than any script needs climb over the lines above and below."""
_CHAIN: Final = re.compile(rf"[^\w\0-\x7f]{{{_MOST_MARKS + 1},}}")

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for the start of a formula, in some countries in full width too."""
_NUMBER: Final = r"[+-]?\d+(\.\d+)?"


def shown(text: str, *, keep_lines: bool = False) -> str:
    r"""`text` with every character that acts instead of showing as `\u{202e}`.

    So are the marks on a letter beyond the eighth. `keep_lines` leaves line feeds as they are, for
    text that is shown over several lines.
    """
    if not text.isprintable():
        text = "".join(
            _escape(char) if _acts(char) and not (keep_lines and char == "\n") else char
            for char in text
        )
    return text if text.isascii() else _CHAIN.sub(lambda found: _thinned(found[0], _escape), text)


def _escape(char: str) -> str:
    return rf"\u{{{ord(char):x}}}"


def _acts(char: str) -> bool:
    return unicodedata.category(char) in _UNSAFE_CATEGORIES


def _thinned(text: str, escape: Callable[[str], str]) -> str:
    """The text with the marks that are too many on one letter as escapes."""
    marks, thin = 0, []
    for char in text:
        marks = marks + 1 if unicodedata.category(char).startswith("M") else 0
        thin.append(escape(char) if marks > _MOST_MARKS else char)
    return "".join(thin)


def csv_cell(text: str, *, numeric: bool) -> str:
    """`text` as a CSV cell that no spreadsheet takes for a formula and no terminal obeys.

    In a numeric column a number keeps its sign.
    """
    number = numeric and re.fullmatch(_NUMBER, text, re.ASCII) is not None
    quote = "'" if text.startswith(_FORMULA) and not number else ""
    return quote + shown(text, keep_lines=True)


def json_text(encoded: str) -> str:
    r"""Encoded JSON with what `shown` would escape as JSON's own `\u202e`: the same value."""
    if not encoded.isprintable():
        encoded = "".join(
            _json_escape(char) if char != "\n" and _acts(char) else char for char in encoded
        )
    if encoded.isascii():
        return encoded
    return _CHAIN.sub(lambda found: _thinned(found[0], _json_escape), encoded)


def _json_escape(char: str) -> str:
    units = char.encode("utf-16-be", "surrogatepass").hex()
    return "".join(rf"\u{units[at : at + 4]}" for at in range(0, len(units), 4))
