"""Looking at HTML pages without a browser: their figures, and what is wrong with their build."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

VOID: Final = frozenset({"meta", "br", "hr", "img", "input", "link"})
FORBIDDEN: Final = frozenset({"script", "iframe", "object", "embed", "link", "form", "base"})
LOADING: Final = frozenset({"src", "href", "srcset", "data", "action", "poster", "xlink:href"})


class Figure(NamedTuple):
    """A figure of a page: its place in the JSON, the value it stands for, what people read."""

    at: str
    value: str
    text: str


class Page(HTMLParser):
    """A page as it was built; `faults` are what no page of ours may have."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.figures: list[Figure] = []
        self.faults: list[str] = []
        self.texts: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()
        self.faults += [f"{tag} is never closed" for tag, _ in self.open]
        self.faults += _outline(self.tags)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append((tag, given))
        self.faults += list(_forbidden(tag, given))
        if tag not in VOID:
            self.open.append((tag, given))
        if tag == "data":
            self.figures.append(Figure(given["data-figure"] or "", given["value"] or "", ""))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.faults += list(_forbidden(tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1][0] != tag:
            self.faults.append(f"</{tag}> closes {self.open[-1][0] if self.open else 'nothing'}")
            return
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.texts.append(data)
        if self.open and self.open[-1][0] == "data":
            last = self.figures[-1]
            self.figures[-1] = last._replace(text=last.text + data)

    def attributes(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of every element of a kind."""
        return [given for name, given in self.tags if name == tag]


def _forbidden(tag: str, given: dict[str, str | None]) -> Iterator[str]:
    if tag in FORBIDDEN:
        yield f"<{tag}>"
    for name, value in given.items():
        if name.startswith("on") or name == "style" or name in LOADING:
            yield f"{tag} has {name}={value}"
    if tag == "th" and given.get("scope") not in {"row", "col"}:
        yield "a th without scope"
    if tag == "svg" and given.get("role") != "img":
        yield "a svg without its role"


def _outline(tags: list[tuple[str, dict[str, str | None]]]) -> Iterator[str]:
    names = [tag for tag, _ in tags]
    for once in ("html", "head", "title", "body", "header", "main", "footer", "h1"):
        wanted = 1 + names.count("svg") if once == "title" else 1
        if names.count(once) != wanted:
            yield f"{names.count(once)} × {once}"
    if not tags or tags[0][0] != "html" or not tags[0][1].get("lang"):
        yield "no language"


def figures_of(report: Any, at: str = "") -> Iterator[tuple[str, float | None]]:
    """Every figure of a report's JSON with its place: `people.0.due`."""
    if isinstance(report, dict):
        for key, value in report.items():
            yield from figures_of(value, f"{at}.{key}" if at else key)
    elif isinstance(report, list):
        for n, value in enumerate(report):
            yield from figures_of(value, f"{at}.{n}")
    elif isinstance(report, int | float) and not isinstance(report, bool):
        yield at, report


def value_at(report: Any, at: str) -> Any:
    """What stands in the JSON at `people.0.due`."""
    for key in at.split("."):
        report = report[int(key)] if isinstance(report, list) else report[key]
    return report


SAID_OTHERWISE: Final = ("policy.", "bad_files.", "totals.people", "totals.through")
"""Figures that stand in a sentence or a path, not as a figure of their own."""


def differences(figures: list[Figure], report: Any, point: str = ".") -> list[str]:
    """Where a page's figures and the JSON disagree, either way; `point` is the decimal sign."""
    found = []
    for at, value, text in figures:
        own = value_at(report, at)
        if value != ("" if own is None else str(own)):
            found.append(f"{at} is {value}, in the JSON {own}")
        read = re.sub(rf"[^\d{re.escape(point)}]", "", text).replace(point, ".")
        wanted = None if own is None else round(own * 100) if at.endswith(".share") else own
        if (float(read) if read else None) != wanted:
            found.append(f"{at} reads {text}, in the JSON {own}")
    shown = {one.at for one in figures}
    found += [
        f"{at} is not on the page"
        for at, _ in figures_of(report)
        if at not in shown and not at.startswith(SAID_OTHERWISE)
    ]
    return found
