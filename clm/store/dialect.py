"""The outer bounds of the dialect: bytes, size, characters, conflict markers.

What is found here is found before YAML is parsed, so that no input reaches the parser that
could harm it, and every line number after it is right.
"""

from __future__ import annotations

import re
from typing import Final

from clm.domain.findings import Finding

MAX_BYTES: Final = 1_000_000
MAX_NODES: Final = 50_000
MAX_DEPTH: Final = 24
MAX_FINDINGS: Final = 500
"""A file with more faults than this is told so: the rest would bury the reader."""

FORBIDDEN: Final = re.compile(
    "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f"  # control characters but tab and line feed; NEL
    "\\u061c\\u180e\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f"  # bidi, zero-width, separators
    "\\ud800-\\udfff\\ufeff\\ufff9-\\ufffb\\ufffe\\uffff\\U000e0000-\\U000e007f]"
)
"""Characters that may stand nowhere in data, neither raw nor by escape."""

_MARKER: Final = re.compile(r"^(?:<{7}(?= |$)|\|{7}(?= |$)|={7}$|>{7}(?= |$)).*", re.MULTILINE)
_MARKERS: Final = ("<<<<<<<", "|||||||", "=======", ">>>>>>>")
_SHOWN: Final = 40


def shown(text: str) -> str:
    """A text as a sentence may quote it: cut, and unable to drive a terminal."""
    cut = text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
    safe = FORBIDDEN.sub(lambda found: f"\\u{{{ord(found[0]):x}}}", cut)
    return safe.replace("\n", "\\n").replace("\t", "\\t")


def line_column(text: str, index: int) -> tuple[int, int]:
    """Line and column (both from 1) of a position in `text`."""
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)


def decode(data: bytes, path: str) -> tuple[str | None, list[Finding]]:
    """The text of a file, BOM gone and CRLF as LF, with what is wrong with it.

    Forbidden characters come back as U+FFFD, so that parsing can go on and find more. None
    where nothing more can be read: size, encoding, conflict markers.
    """
    if len(data) > MAX_BYTES:
        sentence = f"the file has {len(data):,} bytes; at most {MAX_BYTES:,} are read"
        return None, [Finding(path, 1, 1, "size", sentence, "split it, or move long texts out")]
    try:
        text = data.decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        good = data[: error.start].decode("utf-8").removeprefix("\ufeff")
        line, column = line_column(good, len(good))
        sentence = f"byte 0x{data[error.start]:02x} is no UTF-8"
        hint = "save the file with the encoding UTF-8"
        return None, [Finding(path, line, column, "encoding", sentence, hint)]
    if any(marker in text for marker in _MARKERS) and (findings := _conflicts(text, path)):
        return None, findings
    findings = _characters(text, path)
    return (FORBIDDEN.sub("\ufffd", text) if findings else text), findings


def _conflicts(text: str, path: str) -> list[Finding]:
    """Conflicts that a merge left, each once; also inside quotes, where YAML would take them."""
    findings: list[Finding] = []
    inside = False
    for found in _MARKER.finditer(text):
        if not inside and len(findings) < MAX_FINDINGS:
            line, _ = line_column(text, found.start())
            sentence = f'a merge conflict is open here: the line begins "{shown(found[0])}"'
            hint = "keep one side, and take away the lines of the markers"
            findings.append(Finding(path, line, 1, "conflict-marker", sentence, hint))
        inside = found[0][0] != ">" and (inside or found[0][0] == "<")
    return findings


def _characters(text: str, path: str) -> list[Finding]:
    """Every forbidden character of the text."""
    return [
        Finding(
            path,
            *line_column(text, found.start()),
            "character",
            f"the invisible character U+{ord(found[0]):04X} is not allowed",
            "delete it, or type the line again",
        )
        for _, found in zip(range(MAX_FINDINGS), FORBIDDEN.finditer(text), strict=False)
    ]
