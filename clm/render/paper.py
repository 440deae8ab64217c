"""A paper of headed blocks, as text, Markdown or a self-contained page: reports that are read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from clm.i18n import translate
from clm.render.listing import markdown_cell
from clm.render.markup import document, element
from clm.render.pieces import card, table
from clm.render.safe import shown
from clm.render.table import Cell, Shape, bold
from clm.render.table import table as columns

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from clm.render.markup import Markup


class Block(NamedTuple):
    """A heading, what it means, its points one below the other, and a table.

    `numbered`: the points come one after the other; `words`: so many first columns of the table
    are text, the others are figures.
    """

    heading: str
    points: Sequence[str] = ()
    header: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    words: int = 99
    note: str = ""
    numbered: bool = False

    def marks(self) -> Iterator[str]:
        """What stands before each point."""
        return (f"{n}." if self.numbered else "-" for n in range(1, len(self.points) + 1))


class Paper(NamedTuple):
    """One paper: above its title what it belongs to, below it what time it is about.

    What is `inside` stands above it on the terminal only: ids that mean nothing to a customer.
    """

    title: str
    blocks: Sequence[Block]
    above: str = ""
    below: str = ""
    origin: str = ""
    inside: str = ""


def text(paper: Paper, *, width: int | None = None, colour: bool = False) -> str:
    """The paper for a terminal, which needs not be told what it is."""
    head = (paper.inside, paper.above, paper.title, paper.below)
    parts = ["\n".join(filter(None, map(shown, head)))]
    parts += ["\n".join(_text_block(block, width, colour=colour)) for block in paper.blocks]
    return "\n\n".join(part.rstrip("\n") for part in parts) + "\n"


def _text_block(block: Block, width: int | None, *, colour: bool) -> Iterator[str]:
    heading = shown(block.heading)
    yield bold(heading) if colour else heading
    if block.note:
        yield f"  {shown(block.note)}"
    points = zip(block.marks(), block.points, strict=True)
    yield from (f"  {mark} {shown(point)}" for mark, point in points)
    if block.rows:
        shapes = [Shape(numeric=n >= block.words) for n in range(len(block.header))]
        cells = [[Cell(shown(one)) for one in row] for row in block.rows]
        yield columns(block.header, cells, shapes, width=width, colour=colour)


def markdown(paper: Paper) -> str:
    """The paper as Markdown."""
    parts = [f"# {markdown_cell(paper.title)}"]
    parts += [markdown_cell(one) for one in (paper.above, paper.below) if one]
    for block in paper.blocks:
        parts.append(f"## {markdown_cell(block.heading)}")
        if block.note:
            parts.append(markdown_cell(block.note))
        if block.points:
            points = zip(block.marks(), block.points, strict=True)
            parts.append("\n".join(f"{mark} {markdown_cell(point)}" for mark, point in points))
        if block.rows:
            rules = ["---" if n < block.words else "---:" for n in range(len(block.header))]
            lines = [map(markdown_cell, block.header), rules]
            lines += [map(markdown_cell, row) for row in block.rows]
            parts.append("\n".join(f"| {' | '.join(line)} |" for line in lines))
    if paper.origin:
        parts.append(markdown_cell(paper.origin))
    return "\n\n".join(parts) + "\n"


def page(paper: Paper) -> str:
    """The paper as a page that needs nothing but itself."""
    head = element(
        "header",
        element("p", paper.above, class_="eyebrow") if paper.above else None,
        element("h1", paper.title),
        element("p", paper.below, class_="period") if paper.below else None,
    )
    main = element("main", *map(_card, paper.blocks))
    foot = element("footer", paper.origin) if paper.origin else None
    return document(
        translate("en"),  # the catalogue says which language the words are in
        Path(__file__).with_name("page.css").read_text(encoding="utf-8"),
        [element("title", " · ".join(filter(None, (paper.title, paper.above))))],
        [element("div", head, main, foot, class_="page")],
    )


def _card(block: Block) -> Markup:
    kind = "ol" if block.numbered else "ul"
    points = element(kind, *(element("li", point) for point in block.points), class_="points")
    rows = [element("tr", *(_cell(n, one, block.words) for n, one in enumerate(row)))
            for row in block.rows]  # fmt: skip
    return card(
        block.heading,
        block.note,
        points if block.points else None,
        table(block.header, rows, words=block.words) if rows else None,
    )


def _cell(place: int, said: str, words: int) -> Markup:
    if place == 0:
        return element("th", said, scope="row")
    return element("td", said, class_="word" if place < words else None)
