"""What pages are put together from: figures, blocks, tables, and rows with a bar."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from clm.render import report as wording
from clm.render.charts import bar
from clm.render.markup import element

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clm.render.charts import Segment
    from clm.render.markup import Child, Markup


def figure(at: str, value: float | None, text: str | None = None) -> Markup:
    """A figure of the report as people read it, with the JSON's own value."""
    said = wording.number(value) if text is None else text
    looks = "zero" if value == 0 else "quiet" if value is None else None
    own = "" if value is None else str(value)
    return element("data", said, value=own, data_figure=at, class_=looks)


def percent(at: str, value: float | None) -> Markup:
    """A share as a figure."""
    return figure(at, value, wording.percent(value))


def card(heading: str, note: str, *children: Child, look: str = "card") -> Markup:
    """One block of the page: heading, what it means, and what it shows."""
    told = element("p", note, class_="note") if note else None
    return element("section", element("h2", heading), told, *children, class_=look)


def pair(*cards: Markup) -> Markup:
    """Two blocks beside each other where there is room."""
    return element("div", *cards, class_="pair")


def stack(*cards: Markup) -> Markup:
    """Blocks below each other, beside another stack."""
    return element("div", *cards, class_="stack")


def big(value: Markup) -> Markup:
    """The one figure of a block."""
    return element("p", value, class_="big")


def filled(sentence: str, *figures: Markup) -> list[Child]:
    """A sentence whose `{…}` are replaced by figures, in their order."""
    first, *rest = re.split(r"\{\w+\}", sentence)
    pairs = zip(figures, rest, strict=True)
    return [first, *(piece for pair in pairs for piece in pair)]


def barred(name: str, told: str, pieces: Sequence[Segment], *values: Markup) -> Markup:
    """A row whose bar lies below its name."""
    return element(
        "tr",
        element("th", name, bar(pieces, f"{name}: {told}"), scope="row"),
        *(cell(value) for value in values),
    )


def cell(value: Markup, look: str | None = None) -> Markup:
    """A cell with a figure."""
    return element("td", value, class_=look)


def table(
    header: Sequence[str],
    rows: Sequence[Markup],
    *,
    words: int = 1,
    look: str | None = None,
    foot: Markup | None = None,
) -> Markup:
    """A table that scrolls by itself where it is too wide; the first `words` columns are text."""
    heads = [
        element("th", text, scope="col", class_="word" if n < words else None)
        for n, text in enumerate(header)
    ]
    table = element(
        "table",
        element("thead", element("tr", *heads)),
        element("tbody", *rows),
        foot,
        class_=look,
    )
    return element("div", table, class_="scroll")
