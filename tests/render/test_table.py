from __future__ import annotations

import re

from hypothesis import example, given
from hypothesis import strategies as st
from wcwidth import wcswidth

from clm.render.safe import shown
from clm.render.table import Cell, Shape, cut, display_width, table

MIXED = "aü 名前한글🦊👍🏽🇩🇪e\u0301☎\ufe0f…1"
ANY = (st.text(st.sampled_from(MIXED), max_size=30) | st.text(max_size=20)).map(shown)
ROWS = st.lists(st.lists(ANY, min_size=4, max_size=4), min_size=1, max_size=5)
HEADER = ["Ref", "Customer", "Hours", "Why"]
SHAPES = [Shape(min_width=8), Shape(), Shape(numeric=True, min_width=3), Shape()]


def plain(text: str) -> str:
    return re.sub(r"\x1b\[\d+m", "", text)


def rendered(rows: list[list[str]], width: int | None, *, colour: bool = False) -> str:
    cells = [[Cell(row[0], bold=3), *map(Cell, row[1:])] for row in rows]
    return table(HEADER, cells, SHAPES, width=width, colour=colour)


def test_columns_are_aligned_by_display_width() -> None:
    rows = [["c-1", "名前", "5", "x"], ["c-22", "Müller", "12.5", "y"]]
    assert rendered(rows, None) == (
        "Ref   Customer  Hours  Why\n"
        "c-1   名前          5  x\n"
        "c-22  Müller     12.5  y\n"
    )  # fmt: skip


def test_the_widest_column_is_cut_first_and_only_on_a_terminal() -> None:
    rows = [["c-7f3qkd", "Müller & Söhne Logistik GmbH", "5", "first check"]]
    assert "Müller & Söhne Logistik GmbH" in rendered(rows, None)
    assert rendered(rows, 44).splitlines()[1] == "c-7f3qkd  Müller & Söhn…      5  first check"


def test_numbers_stay_as_they_were_typed() -> None:
    cells = [[Cell("01067"), Cell("1e3")], [Cell("1.10"), Cell("2")]]
    text = table(["1", "2"], cells, [Shape(), Shape()], width=None, colour=False)
    assert text == "1      2\n01067  1e3\n1.10   2\n"


def test_colour_marks_prefixes_and_what_is_red() -> None:
    text = table(["Ref", "Due"], [[Cell("c-7f3", bold=3), Cell("2026", red=True)]],
                 [Shape(), Shape()], width=80, colour=True)  # fmt: skip
    assert "\x1b[1mc-7\x1b[0mf3" in text
    assert "\x1b[31m2026\x1b[0m" in text
    assert plain(text) == "Ref    Due\nc-7f3  2026\n"


@given(ROWS, st.integers(1, 90), st.booleans())
@example(rows=[["c-7f3qkd", "🦊" * 40, "5", "e\u0301" * 300]], width=30, colour=True)
def test_no_line_is_wider_than_the_terminal(
    rows: list[list[str]], width: int, colour: bool
) -> None:
    lines = plain(rendered(rows, width, colour=colour)).splitlines()
    assert len(lines) == len(rows) + 1
    assert all(wcswidth(line) <= width for line in lines)


@given(ANY, st.integers(0, 40))
def test_cut_text_fits_and_says_so(text: str, width: int) -> None:
    short = cut(text, width)
    assert display_width(short) <= width
    assert short == text or not short or short.endswith("…")
