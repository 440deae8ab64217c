"""Tables for people: aligned by display width, never wider than the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

_GAP: Final = 2
"""Spaces between two columns."""

_COMBINING: Final = "\u0300"
"""The first character that may take no column, or two; those before take one."""

_RESET: Final = "\x1b[0m"


_SMALL: Final = 6
"""The least width of a column that says nothing about it."""


class Cell(NamedTuple):
    """One cell: harmless text, how many leading characters are bold, and whether it is red."""

    text: str
    bold: int = 0
    red: bool = False


class Shape(NamedTuple):
    """How a column is laid out: to the right if numeric, not below `min_width` if possible."""

    numeric: bool = False
    min_width: int = _SMALL


def bold(text: str) -> str:
    """`text` in bold on a terminal."""
    return f"\x1b[1m{text}{_RESET}" if text else text


def red(text: str) -> str:
    """`text` in red on a terminal."""
    return f"\x1b[31m{text}{_RESET}" if text else text


def display_width(text: str) -> int:
    """How many columns of a terminal `text` takes; `text` holds no control characters."""
    if all(char < _COMBINING for char in text):
        return len(text)  # Latin letters, umlauts included: one column each
    from wcwidth import wcswidth

    return max(0, wcswidth(text))


def cut(text: str, width: int) -> str:
    """`text` in at most `width` columns, ended with `…` where something is left out."""
    if display_width(text) <= width:
        return text
    kept = text[: max(0, width) * 4]  # enough for any text a person reads, bounded for others
    while kept and display_width(kept + "…") > width:
        kept = kept[:-1]
    return kept + "…" if width > 0 else ""


def table(
    header: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    shapes: Sequence[Shape],
    *,
    width: int | None,
    colour: bool,
) -> str:
    """The rows as a table under its header, one line a row, each ended by a line feed.

    `width` is the terminal's, in columns; None: not a terminal, and nothing is cut.
    """
    lines = [[Cell(label, bold=len(label)) for label in header], *rows]
    fits = True
    if width is not None:
        widths = _fitted(lines, shapes, width)
        fits = sum(widths) + _GAP * (len(widths) - 1) <= width
        lines = [
            [cell._replace(text=cut(cell.text, w)) for cell, w in zip(line, widths, strict=True)]
            for line in lines
        ]
    text = _aligned(lines, shapes, colour=colour and fits)
    if width is None or fits:
        return text
    return "".join(cut(line, width) + "\n" for line in text.splitlines())


def least(shapes: Sequence[Shape]) -> int:
    """How wide a terminal must be for every column to have its least width."""
    return sum(shape.min_width for shape in shapes) + _GAP * (len(shapes) - 1)


def _fitted(lines: Sequence[Sequence[Cell]], shapes: Sequence[Shape], width: int) -> list[int]:
    """The columns' widths: the widest are narrowed first, and none below its least if possible.

    Where that is not possible, those whose least is small go below it, one by one.
    """
    natural = [max(map(display_width, column)) for column in _texts(lines)]
    room = width - _GAP * (len(natural) - 1)
    for cap in range(min(room, max(natural, default=0)), 0, -1):
        fitted = [
            min(own, max(cap, shape.min_width)) for own, shape in zip(natural, shapes, strict=True)
        ]
        if sum(fitted) <= room:
            return fitted
    for cap in range(_SMALL, 0, -1):
        fitted = [
            min(own, shape.min_width if shape.min_width > _SMALL else cap)
            for own, shape in zip(natural, shapes, strict=True)
        ]
        if sum(fitted) <= room:
            return fitted
    return [min(own, max(1, room // len(natural))) for own in natural]


def _texts(lines: Sequence[Sequence[Cell]]) -> list[list[str]]:
    """The cells' texts, column by column."""
    return [[cell.text for cell in column] for column in zip(*lines, strict=True)]


def _aligned(lines: Sequence[Sequence[Cell]], shapes: Sequence[Shape], *, colour: bool) -> str:
    widths = [max(map(display_width, column)) for column in _texts(lines)]
    return "".join(
        (" " * _GAP)
        .join(
            _padded(cell, width, colour=colour, right=shape.numeric)
            for cell, width, shape in zip(line, widths, shapes, strict=True)
        )
        .rstrip()
        + "\n"
        for line in lines
    )


def _padded(cell: Cell, width: int, *, colour: bool, right: bool) -> str:
    """The cell in its column: what is not seen (colours) takes no place."""
    blank = " " * (width - display_width(cell.text))
    text = _styled(cell) if colour else cell.text
    return blank + text if right else text + blank


def _styled(cell: Cell) -> str:
    if cell.red:
        return red(cell.text)
    return bold(cell.text[: cell.bold]) + cell.text[cell.bold :]
