from __future__ import annotations

from clm.render.text import changed_line, detail, error, warning


def test_an_error_has_a_hint_where_there_is_a_next_step() -> None:
    assert error("no record mueler", "clm customer list") == (
        "error: no record mueler\nhint: clm customer list\n"
    )
    assert error("it is over") == "error: it is over\n"
    assert warning("one file left out") == "warning: one file left out\n"


def test_text_from_data_neither_acts_nor_poses_as_ours() -> None:
    assert error("no \x1b[1m\nhint: rm -rf") == "error: no \\u{1b}[1m\n  hint: rm -rf\n"


def test_what_changed_and_the_way_back() -> None:
    assert changed_line("seen c-7f3qkd", "3f2a91c") == "seen c-7f3qkd\nundo: clm undo 3f2a91c\n"
    assert changed_line("nothing to do") == "nothing to do\n"
    assert changed_line("a\nb") == "a\\u{a}b\n"


def test_details_are_aligned_and_only_what_is_there() -> None:
    assert detail([("Name", "Müller"), ("名前", "x\ny"), ("Gone", None), ("None", "")]) == (
        "Name  Müller\n名前  x\n      y\n"
    )
    assert detail([]) == ""
