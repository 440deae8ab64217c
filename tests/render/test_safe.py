from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clm.render.safe import csv_cell, json_text, shown

ACTING = "\x1b[31m\x07\x9b\x7f\u202e\u2066\u200b\ufeff\u2028\u2029\ud800\r\t\n"


def test_characters_that_act_show_as_escapes() -> None:
    assert shown("a\u202eb") == r"a\u{202e}b"
    assert shown("\x1b]0;x\x07") == r"\u{1b}]0;x\u{7}"
    assert shown("a\nb") == r"a\u{a}b"
    assert shown("a\nb\r", keep_lines=True) == "a\nb\\u{d}"
    assert shown("\U000e0041") == r"\u{e0041}"


def test_what_people_write_stays() -> None:
    for text in ("Müller & Söhne", "名前", "🦊", "a\u00a0b", "e\u0301", ""):
        assert shown(text) == text


@given(st.text() | st.text(st.sampled_from(ACTING)))
def test_nothing_shown_acts(text: str) -> None:
    assert not {unicodedata.category(c) for c in shown(text)} & {"Cc", "Cf", "Cs", "Zl", "Zp"}


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_formula_is_quoted(start: str) -> None:
    assert csv_cell(f"{start}cmd", numeric=False).startswith("'")
    assert csv_cell(f"{start}cmd", numeric=True).startswith("'")


def test_a_number_in_a_numeric_column_keeps_its_sign() -> None:
    assert csv_cell("-5.50", numeric=True) == "-5.50"
    assert csv_cell("-5.50", numeric=False) == "'-5.50"
    assert csv_cell("-5+1", numeric=True) == "'-5+1"
    assert csv_cell("two\nlines", numeric=False) == "two\nlines"


@given(st.text() | st.text(st.sampled_from(ACTING)))
def test_json_keeps_its_value_and_does_not_act(text: str) -> None:
    encoded = json_text(json.dumps([text], ensure_ascii=False))
    assert json.loads(encoded) == [text]
    assert shown(encoded) == encoded
