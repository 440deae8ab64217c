from __future__ import annotations

import csv
import io
import subprocess
import sys
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clm.errors import BadDataError
from clm.store.csvfile import (
    MAX_BYTES,
    MAX_COLUMNS,
    MAX_MARKS,
    MAX_ROWS,
    Row,
    RowError,
    _blocks,
    read_csv,
)


class Whole(NamedTuple):
    """A file read to its end."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    errors: tuple[RowError, ...]


def whole(data: bytes, name: str = "-") -> Whole:
    header, records = read_csv(data, name)
    found = list(records)
    return Whole(
        header,
        tuple(one for one in found if isinstance(one, Row)),
        tuple(one for one in found if isinstance(one, RowError)),
    )


@pytest.mark.parametrize("mark", [";", ",", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_delimiter_line_end_and_bom_are_found_out(mark: str, end: str, bom: str) -> None:
    text = bom + end.join([f"name{mark}email", f"Müller {mark} m@example.org", ""])
    read = whole(text.encode())
    assert read.header == ("name", "email")
    assert read.rows == (Row(2, {"name": "Müller", "email": "m@example.org"}),)
    assert read.errors == ()


def test_one_column_needs_no_delimiter() -> None:
    assert [row.cells for row in whole(b"name\nA\n\nB").rows] == [{"name": "A"}, {"name": "B"}]


def test_lines_count_line_feeds_inside_quotes() -> None:
    read = whole(b'name,infos\nA,"one\ntwo"\n\nB,x\n,\n"C\nD",y\n')
    assert [row.line for row in read.rows] == [2, 5, 7]
    assert read.rows[0].cells["infos"] == "one\ntwo"
    assert read.rows[2].cells["name"] == "C\nD"


def test_quotes_hold_delimiters_and_doubled_quotes() -> None:
    assert whole(b'"a;b",c\n"x,""y""",z\n').rows[0].cells == {"a;b": 'x,"y"', "c": "z"}


def test_a_bad_row_takes_only_itself_out() -> None:
    read = whole(b'name,email\nA\nB,b,b\nC,c\n"D"x,d\nE,e\n')
    assert [row.cells["name"] for row in read.rows] == ["C", "E"]
    assert read.errors[:2] == (
        RowError(2, "1 cells under 2 columns"),
        RowError(3, "3 cells under 2 columns"),
    )
    assert read.errors[2].line == 5


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "x.csv:1:1: no column names"),
        (b"\nA\n", "x.csv:1:1: no column names"),
        (b"name,,email\n", "x.csv:1:1: the 2. column has no name"),
        (b"name,email,name\n", "x.csv:1:1: two columns are named 'name'"),
        ("name\nA\nMüller\n".encode("latin-1"), "x.csv:3:2: not UTF-8"),
        ("name\nA\n".encode("utf-16"), "x.csv:1:1: not UTF-8"),
        (b"name\nA\nB\0\n", "x.csv:3:2: a NUL byte"),
        (b'name,email\nA,a\n"B,b\nC,c\n', "x.csv:3:1: a quote is opened and never closed"),
    ],
)
def test_a_file_that_cannot_be_trusted_is_refused_with_its_line(data: bytes, message: str) -> None:
    with pytest.raises(BadDataError) as caught:
        whole(data, "x.csv")
    assert caught.value.message == message
    assert caught.value.hint


CELL = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=8).map(str.strip)


@given(st.lists(st.tuples(CELL, CELL), max_size=6), st.sampled_from(";,\t"))
def test_what_was_written_is_read(rows: list[tuple[str, str]], mark: str) -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=mark, lineterminator="\n").writerows([("a", "b"), *rows])
    read = whole(text.getvalue().encode())
    assert [tuple(row.cells.values()) for row in read.rows] == [row for row in rows if any(row)]
    assert read.errors == ()


@given(
    st.binary(max_size=60) | st.text(st.sampled_from('ab,;"\n\r\t'), max_size=40).map(str.encode)
)
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        read = whole(data)
    except BadDataError:
        return
    lines = [row.line for row in read.rows]
    assert lines == sorted(set(lines))
    assert all(tuple(row.cells) == read.header for row in read.rows)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"name\n" + b"A\n" * (MAX_ROWS + 1), f"x.csv:{MAX_ROWS + 2}:1: more than 100,000 rows"),
        (b"name\n" + b"A" * MAX_BYTES, "x.csv:1:1: more than 10,000,000 bytes"),
        (b",".join(b"c%d" % n for n in range(MAX_COLUMNS + 1)), "x.csv:1:1: more than 500 columns"),
    ],
)
def test_a_file_too_long_is_refused_and_a_part_of_it_is_not(data: bytes, message: str) -> None:
    with pytest.raises(BadDataError) as caught:
        whole(data, "x.csv")
    assert caught.value.message == message
    assert caught.value.hint
    assert len(whole(b"name\n" + b"A\n" * 3).rows) == 3


MANY = MAX_MARKS * 3 // 2
BROAD = {
    "row": (b"name,email\n" + b"," * MANY, 2),
    "header": (b"c," * MANY, 1),
    "row of many lines": (b"name,email\nA,a\n" + b'"a\n",' * MANY, 3),
    "last row": (b"name;email\n" + b"A;a\n" * 99 + b"ab;" * MANY, 101),
    "in quotes": (b"name,email\n" + b'"%b"' % (b"," * MANY), 2),
}


@pytest.mark.parametrize("name", BROAD)
def test_a_row_too_broad_is_refused_before_its_cells_are_made(name: str) -> None:
    data, line = BROAD[name]
    mark = ";" if b";" in data else ","
    with pytest.raises(BadDataError) as caught:
        whole(data, "x.csv")
    assert caught.value.message == f"x.csv:{line}:1: more than 200,000 times `{mark}` in one row"
    assert caught.value.hint


@pytest.mark.parametrize("end", [b"\n", b"\r", b"\r\n"])
def test_the_cells_of_all_rows_together_may_be_many(end: bytes) -> None:
    row = b",".join([b"A"] * MAX_COLUMNS) + end
    header = b",".join(b"c%d" % n for n in range(MAX_COLUMNS)) + end
    assert len(whole(header + row * (MANY // MAX_COLUMNS + 2)).rows) == MANY // MAX_COLUMNS + 2


@given(st.text(st.sampled_from("a\n\r"), max_size=40), st.integers(1, 5))
def test_blocks_are_cut_between_lines(text: str, size: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("clm.store.csvfile._BLOCK", size)
        blocks = list(_blocks(text))
    lines = [line for block in blocks for line in io.StringIO(block, newline="")]
    assert lines == list(io.StringIO(text, newline=""))


PEAK = """
import re, sys
from pathlib import Path
from clm.errors import BadDataError
from clm.store.csvfile import read_csv

def most():  # not by getrusage, which begins with what the parent had
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024

before = most()
try:
    list(read_csv(sys.stdin.buffer.read())[1])
except BadDataError:
    pass
print(most() - before)
"""


@pytest.mark.parametrize(
    "data",
    [b"name,email\n" + b"ab," * 3_300_000, b"ab," * 3_300_000, b"name,x\n" + b'"a\n",' * 1_900_000,
     b"name,email\n" + b"Muster,m@example.org\n" * 99_000 + b"ab," * 2_000_000],
)  # fmt: skip
def test_ten_megabytes_take_less_than_a_hundred(data: bytes) -> None:
    """Bytes, text and cells; what the rows become is bounded elsewhere."""
    done = subprocess.run([sys.executable, "-c", PEAK], input=data, capture_output=True, check=True)
    assert int(done.stdout) < 100
