from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clm.domain.names import (
    did_you_mean,
    fold,
    holds,
    keys,
    matches,
    one_line,
    shortest_prefixes,
    titled,
)


@pytest.mark.parametrize("typed", ["mueller", "müller", "Mu\u0308ller", "muller", "MULLER"])
def test_every_spelling_finds_mueller(typed: str) -> None:
    assert matches(typed, "Müller & Söhne GmbH")


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("sohne muller", "Müller & Söhne GmbH"),
        ("soehne", "Müller & Söhne GmbH"),
        ("strasse", "Straße 5"),
        ("Müller", "Mueller"),
        ("müller", "Muller"),
        ("andre", "André Costa"),
        ("conceicao", "Maria Conceição"),
        ("lukasz", "Łukasz"),
        ("o'brien", "O'Brien"),
    ],
)
def test_whole_words_match_in_any_order_and_spelling(query: str, name: str) -> None:
    assert matches(query, name)


@pytest.mark.parametrize(
    ("query", "name"),
    [("mull", "Müller"), ("müller meier", "Müller"), ("", "Müller"), ("&", "Müller & Söhne")],
)
def test_parts_of_words_and_nothing_do_not_match(query: str, name: str) -> None:
    assert not matches(query, name)


def test_fold_and_keys() -> None:
    assert fold("  Müller  &\tSöhne ") == fold("mueller-soehne") == "mueller soehne"
    assert keys("Müller Söhne") == {"mueller", "muller", "soehne", "sohne"}


@given(st.text())
def test_folding_twice_changes_nothing_and_a_name_finds_itself(name: str) -> None:
    folded = fold(name)
    assert fold(folded) == folded
    assert matches(name, name) == bool(folded)


@given(
    st.text(st.sampled_from("Müller ßEéu\u0308ﬁ_-„1²½İ\n"), max_size=12),
    st.lists(st.text(st.sampled_from("Mülerseéf1-"), min_size=1, max_size=3), max_size=2),
)
def test_words_are_found_in_a_text_as_in_its_folded_form(text: str, words: list[str]) -> None:
    folded = [part for word in words for part in fold(word).split()]
    assert holds(text, folded) == all(word in fold(text) for word in folded)


def test_shortest_prefixes() -> None:
    ids = ["c-7f3qkd", "c-7f9zzz", "c-8aaaaa", "r-4k2m9q"]
    assert shortest_prefixes(ids) == {
        "c-7f3qkd": 5, "c-7f9zzz": 5, "c-8aaaaa": 3, "r-4k2m9q": 1,
    }  # fmt: skip
    assert shortest_prefixes(["ann", "anna"]) == {"ann": 3, "anna": 4}
    assert shortest_prefixes([]) == {}
    assert shortest_prefixes(["c-1", "c-1"]) == {"c-1": 1}


@given(st.sets(st.text(st.sampled_from("abc"), min_size=1, max_size=5)))
def test_a_shortest_prefix_is_enough_and_one_less_is_not(ids: set[str]) -> None:
    for one, length in shortest_prefixes(sorted(ids)).items():
        others = ids - {one}
        if length < len(one):
            assert not any(other.startswith(one[:length]) for other in others)
        if length > 1:
            assert any(other.startswith(one[: length - 1]) for other in others)


def test_a_slip_is_told_what_was_probably_meant() -> None:
    assert did_you_mean("tomm", ["jana", "tom"]) == "did you mean tom? "
    assert did_you_mean("xyz", ["jana", "tom"]) == ""


def test_a_title_is_one_line() -> None:
    assert one_line("  Flug\nund\t Hotel ") == "Flug und Hotel"


def test_an_exact_title_wins_over_one_with_more_words() -> None:
    titles = {"a": "Plan 2027", "b": "Der Plan  2027", "c": ""}
    assert titled("plan 2027", titles) == ["a"]
    assert titled("2027", titles) == ["a", "b"]
    assert titled(" ", titles) == []
