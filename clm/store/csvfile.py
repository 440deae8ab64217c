"""CSV files as people export them, read strictly: every row or cell that is wrong has its line."""

from __future__ import annotations

import csv
import re
from io import StringIO
from typing import TYPE_CHECKING, Final, NamedTuple

from clm.errors import BadDataError

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_BYTES: Final = 10_000_000
MAX_ROWS: Final = 100_000
MAX_COLUMNS: Final = 500
MAX_MARKS: Final = 200_000
"""About so many delimiters may be in one record, those inside quotes too: the csv module makes all
its cells at once, and ten megabytes of them take a third of a gigabyte."""
_BLOCK: Final = 65_536
_END: Final = re.compile(r"[\r\n]")
_DELIMITERS: Final = ";,\t"
_UNTERMINATED: Final = "unexpected end of data"
"""What the csv module says of a quote that is open at the end of the file."""


class Row(NamedTuple):
    """One record: the line it begins on (the header's is 1), and its cells by column name."""

    line: int
    cells: dict[str, str]


class RowError(NamedTuple):
    """Why a row was left out."""

    line: int
    message: str


class CsvFile(NamedTuple):
    """The column names, and the records one by one: rows, and why others are none."""

    header: tuple[str, ...]
    records: Iterator[Row | RowError]


def read_csv(data: bytes, name: str = "-") -> CsvFile:
    """What is in the file, with surrounding spaces stripped and empty rows left out.

    Records are read as they are asked for: a file takes many times its size when it is all there.
    The delimiter is `;`, `,` or TAB, whichever splits the header into most columns. `name` is
    what the file is called in messages.

    Raises:
        BadDataError: at once or at a record: it is too long, not UTF-8, holds a NUL or a quote that
            is never closed, or its header is missing, incomplete or names a column twice.
    """
    if len(data) > MAX_BYTES:
        raise _too_long(name, 1, f"more than {MAX_BYTES:,} bytes")
    text = _decoded(data, name)
    headers = {mark: _first_record(text, mark, name) for mark in _DELIMITERS}
    delimiter = max(headers, key=lambda mark: len(headers[mark]))
    header = _checked_header(headers[delimiter], name)
    return CsvFile(header, _told_apart(_records(text, delimiter, name), header, name))


def _told_apart(
    records: Iterator[tuple[int, list[str] | str]], header: tuple[str, ...], name: str
) -> Iterator[Row | RowError]:
    for count, (line, found) in enumerate(records):
        if count == MAX_ROWS:
            raise _too_long(name, line, f"more than {MAX_ROWS:,} rows")
        if isinstance(found, str):
            yield RowError(line, found)
        elif len(found) == len(header):
            yield Row(line, dict(zip(header, found, strict=True)))
        else:
            yield RowError(line, f"{len(found)} cells under {len(header)} columns")


def _decoded(data: bytes, name: str) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as reason:
        raise _bad(data, reason.start, name, "not UTF-8", "save the file as CSV UTF-8") from None
    if "\0" in text:
        raise _bad(data, data.index(b"\0"), name, "a NUL byte", "save the file as CSV UTF-8")
    return text


def _bad(data: bytes, offset: int, name: str, wrong: str, hint: str) -> BadDataError:
    line = data.count(b"\n", 0, offset) + 1
    column = offset - (data.rfind(b"\n", 0, offset) + 1) + 1
    return BadDataError(f"{name}:{line}:{column}: {wrong}", hint)


def _too_long(name: str, line: int, wrong: str) -> BadDataError:
    hint = "split it, each part with the line of the column names; what is there is not doubled"
    return BadDataError(f"{name}:{line}:1: {wrong}", hint)


class _Lines:
    """The lines of a text for the csv module, as many at a time as a record may have.

    Who reads says at which line a record has `begun`, and that it has no `marks` yet.
    """

    def __init__(self, text: str, delimiter: str, name: str) -> None:
        self._text = text
        self._delimiter = delimiter
        self._name = name
        self.begun, self.marks = 1, 0

    def __iter__(self) -> Iterator[str]:
        for block in _blocks(self._text):
            self.marks += block.count(self._delimiter)
            if self.marks > MAX_MARKS:
                wrong = f"more than {MAX_MARKS:,} times `{self._delimiter}` in one row"
                raise _too_long(self._name, self.begun, wrong)
            yield from StringIO(block, newline="")


def _blocks(text: str) -> Iterator[str]:
    """Lines in short blocks, a long one alone: `StringIO` takes four times what it is given."""
    at = 0
    while at < len(text):
        end = at + _BLOCK
        cut = max(text.rfind("\n", at, end), text.rfind("\r", at, end)) + 1
        if not cut:
            found = _END.search(text, end)
            cut = found.end() if found else len(text)
        if text[cut - 1 : cut + 1] == "\r\n":
            cut += 1
        yield text[at:cut]
        at = cut


def _first_record(text: str, delimiter: str, name: str) -> list[str]:
    """The header's cells, none where it cannot be split this way."""
    lines = _Lines(text, delimiter, name)
    try:
        cells = next(csv.reader(lines, delimiter=delimiter, strict=True), [])
    except csv.Error:
        return []
    return [cell.strip() for cell in cells]


def _checked_header(header: list[str], name: str) -> tuple[str, ...]:
    hint = "the first line names the columns, each once"
    if not any(header):
        raise BadDataError(f"{name}:1:1: no column names", hint)
    if len(header) > MAX_COLUMNS:
        raise BadDataError(f"{name}:1:1: more than {MAX_COLUMNS} columns", hint)
    for place, column in enumerate(header, start=1):
        if not column:
            raise BadDataError(f"{name}:1:1: the {place}. column has no name", hint)
        if header.index(column) < place - 1:
            raise BadDataError(f"{name}:1:1: two columns are named '{column}'", hint)
    return tuple(header)


def _records(text: str, delimiter: str, name: str) -> Iterator[tuple[int, list[str] | str]]:
    """Each record below the header with its first line: its cells, or what is wrong with it."""
    lines = _Lines(text, delimiter, name)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    next(reader)
    while True:
        line = reader.line_num + 1
        lines.begun, lines.marks = line, 0
        try:
            cells = [cell.strip() for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error as reason:
            if str(reason) == _UNTERMINATED:
                raise BadDataError(
                    f"{name}:{line}:1: a quote is opened and never closed",
                    "double a quote inside a quoted cell",
                ) from None
            yield line, str(reason)
            continue
        if any(cells):
            yield line, cells
