"""Text that would do something where it is shown, and what tells whether it could."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from html.parser import HTMLParser
from typing import Final

HOSTILE: Final[dict[str, str]] = {
    "colour": "\x1b[31mred",
    "title": "\x1b]0;owned\x07",
    "clear": "\x1b[2J\x1b[H",
    "c1 controls": "\x9b31m\x85\x90x\x9c",
    "backspaces": "safe\x08\x08\x08\x08evil",
    "carriage return": "safe\revil",
    "line feed": "x\nerror: another line",
    "bidi": "\u202egnp.exe",
    "isolates": "\u2066a\u2069",
    "zero width": "a\u200b\u200c\u200d\u2060\ufeffb",
    "separators": "a\u2028b\u2029c",
    "tags": "a\U000e0041b",
    "nul": "a\0b",
    "chain": "e" + "\u0301" * 400,
    "equals": '=HYPERLINK("https://example.invalid";"x")',
    "plus": "+1+cmd|' /C calc'!A0",
    "minus": "-2+3",
    "at": "@SUM(1)",
    "tab": "\t=1",
    "full width": "＝1+1",
    "script": "<script>alert(1)</script>",
    "image": '"><img src=x onerror=alert(1)>',
    "entity": "&lt;b&gt;&#x1b;",
    "cells": "a | b\\| c",
    "link": "[x](javascript:alert) ![y](z) `c` **b** # h",
    "header": "Hallo\r\nBcc: x@example.invalid\r\n\r\nBody",
    "trailer": "x\n\nClm-Action: erase\nClm-By: tom",
    "template": "{{ ''.__class__ }} {% for x in y %}",
}
MOST_MARKS: Final = 8
PAGE: Final = """
html head meta title style body header main section div h1 h2 h3 p table thead tbody tfoot tr th td
ul ol li dl dt dd data time svg g rect text strong em small span br hr footer a details summary
figure figcaption desc
"""
"""The elements a page of ours is made of."""


def acts(text: str) -> str | None:
    """What a text would do to a terminal; None: it is only shown. A line feed ends a line."""
    marks = 0
    for char in text:
        category = unicodedata.category(char)
        marks = marks + 1 if category.startswith("M") else 0
        if char != "\n" and category in {"Cc", "Cf", "Cs", "Zl", "Zp"}:
            return f"{char!r} acts"
        if marks > MOST_MARKS:
            return "marks climb over other lines"
    return None


def one_line(text: str) -> str | None:
    """The same where a text has to stay on its line."""
    return "another line" if "\n" in text.rstrip("\n") else acts(text)


def as_json(text: str) -> str | None:
    """Is JSON whole, and only shown?"""
    json.loads(text)
    return acts(text)


def as_csv(text: str) -> str | None:
    """Would a spreadsheet count, or a terminal act?"""
    for row in csv.reader(io.StringIO(text)):
        for cell in row:
            if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝")):
                return f"a formula: {cell}"
    return acts(text)


def as_markdown(text: str) -> str | None:
    """Do all lines of a table have the same cells, and none formats?"""
    bare = re.sub(r"\\.", "", text)
    if len({line.count("|") for line in bare.splitlines()}) > 1:
        return "another cell"
    return "it formats" if re.search(r"[`*<\[#]", bare) else acts(text)


def as_page(text: str) -> str | None:
    """Are there only elements of ours, and none that runs or loads something?"""
    found: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            if tag not in PAGE.split():
                found.append(f"the element {tag}")
            found.extend(f"the attribute {name}" for name, _ in attrs if name.startswith("on"))

    Reader().feed(text)
    return found[0] if found else acts(text)
