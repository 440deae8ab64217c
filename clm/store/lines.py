"""Data files in the form we write them, read line by line: five times quicker than by YAML.

Only what can mean but one thing is read here: block style, two-space items, plain or simply
quoted values on one line, literal texts. Whatever else a file holds (comments behind values, flow
style, escapes, anchors, faults) is left to `spans`, which reads all of YAML and says what is
wrong. Both must agree wherever this one answers: `tests/store/test_lines.py` holds them together
(`docs/design/strict-reader.md`).
"""

from __future__ import annotations

import re
from typing import Any, Final, TypeAlias

Data: TypeAlias = Any
"""Plain data: a text, None for an empty value, dictionaries and lists of these."""

MOST: Final = 20_000
"""Lines, and with them values, that stay well below what any file may hold."""
DEEPEST: Final = 16

_LINE: Final = re.compile(
    r"""
    ([ ]*)(?:\#[^\n]*)?\n                        # 1: nothing, or a comment
    | ([ ]*)(-[ ])?                              # 2: indent, 3: an item begins
      (?: ([A-Za-z_][A-Za-z0-9_-]{0,60}):        # 4: a key
          (?:[ ]|(?=\n))
      )?
      (?: "([^"\\\n]*)"                          # 5: in double quotes
        | '((?:[^'\n]|'')*)'                     # 6: in single quotes
        | (\|-?)                                 # 7: a literal text follows
        | (?![^\n]*(?::[ ]|[ ]\#|[: ]\n))        # no mapping, no comment, no blank at the end
          ([^\s\-?:,\[\]{}\#&*!|>'"%@`][^\n]*)   # 8: plain
      )?\n
    """,
    re.VERBOSE,
)


def read_lines(text: str) -> dict[str, Data] | None:  # noqa: C901, PLR0911, PLR0912
    """The data of a text, keys in its order; None where it is not in the form read here."""
    if "\t" in text or not text.endswith("\n") or text.count("\n") > MOST:
        return None
    # One loop without calls of ours: it runs for every line of all data.
    match = _LINE.match
    root: dict[str, Data] = {}
    stack: list[tuple[int, Data]] = [(0, root)]
    inside: Data = root
    level = 0
    pending = -1  # the column of a key whose value may follow on the next lines
    key = ""
    at, end = 0, len(text)
    while at < end:
        found = match(text, at)
        if found is None:
            return None
        at = found.end()
        blank, indent, dash, name, double, single, literal, value = found.groups()
        if blank is not None:
            continue
        column = len(indent)
        if pending >= 0:
            if column > pending:
                inside[key] = inside = [] if dash else {}
                stack.append((column, inside))
                level = column
            pending = -1
        if column != level:
            while stack[-1][0] > column:
                stack.pop()
            level, inside = stack[-1]
            if level != column:
                return None
        if (dash is None) is (inside.__class__ is list):
            return None
        if dash and name:
            inside.append({})
            inside = inside[-1]
            level = column = column + 2
            stack.append((column, inside))
        if value is None:
            value = double if single is None else single.replace("''", "'")
            if literal:
                value, at = _literal(text, at, column, ends=literal == "|")
                if value is None:
                    return None
        if name:
            if name in inside:
                return None
            inside[name] = value
            if value is None:
                pending, key = column, name
        elif dash and value is not None:
            inside.append(value)
        else:
            return None
        if len(stack) > DEEPEST:
            return None
    return root or None


def _literal(text: str, at: int, outer: int, *, ends: bool) -> tuple[str | None, int]:
    """A literal text that begins at a place, and where it ends; `ends` with a line break or not."""
    first = text.find("\n", at)
    width = len(text[at:first]) - len(text[at:first].lstrip(" "))
    pad, lines = " " * width, []
    if width <= outer:
        return None, at
    while at < len(text):
        stop = text.index("\n", at)
        line = text[at:stop]
        if line.startswith(pad) and len(line) > width:
            lines.append(line[width:])
        elif not line:
            lines.append("")
        elif line.isspace():
            return None, at
        else:
            break
        at = stop + 1
    body = "\n".join(lines).rstrip("\n")
    return (body + "\n" if ends else body), at
