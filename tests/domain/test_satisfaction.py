"""What scores add up to, against tables computed by hand (A2.27), and what is hidden (A2.28)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clm.domain.satisfaction import ces, csat, hidden, interval, main_figure, metric, nps, rate


@pytest.mark.parametrize(
    ("scores", "expected", "margin"),
    [
        # promoters 9-10, passives 7-8, detractors 0-6
        ([], None, None),
        ([10], 100, None),
        ([0], -100, None),  # 0 is an answer, and a detractor's
        ([7], 0, None),
        ([6], -100, None),
        ([9, 10, 10], 100, None),  # all alike
        ([9, 8], 50, 98),  # 100 and 0: s = 70.71, / √2 = 50, · 1.96
        ([10, 0], 0, 196),  # 100 and -100: s = 141.42, / √2 = 100
        ([9, 10, 7, 8, 6, 0], 0, 71.569546),  # 2 of each: s² = 40000/5, √(8000/6) = 36.515
        ([10] * 6 + [8] * 2 + [3] * 2, 40, 52.261457),  # s² = 64000/9, √(7111.1/10) = 26.667
    ],
)
def test_nps(scores: list[int], expected: float | None, margin: float | None) -> None:  # A2.27
    found = nps(scores)
    assert found["nps"] == expected
    assert found["n"] == len(scores)
    assert found["margin"] == (None if margin is None else pytest.approx(margin, rel=1e-3))
    assert found["promoters"] + found["passives"] + found["detractors"] == len(scores)


def test_each_score_is_counted_once() -> None:  # A2.27
    found = nps([0, 6, 7, 8, 9, 10, 10])
    assert (found["detractors"], found["passives"], found["promoters"]) == (2, 2, 3)


@pytest.mark.parametrize(
    ("scores", "top2", "mean", "margin"),
    [
        ([], None, None, None),
        ([4], 100, 4, None),
        ([3], 0, 3, None),
        ([4, 5], 100, 4.5, 65.76),  # Wilson of 2 of 2: 34.24 to 100
        ([5, 4, 3, 1], 50, 3.25, 35.0),  # of 2 of 4: 15.0 to 85.0
        ([5] * 8 + [2] * 2, 80, 4.4, 30.985),  # of 8 of 10: 49.0 to 94.3
    ],
)
def test_csat(
    scores: list[int], top2: float | None, mean: float | None, margin: float | None
) -> None:  # A2.27
    found = csat(scores)
    assert (found["top2"], found["mean"], found["n"]) == (top2, mean, len(scores))
    assert found["margin"] == (None if margin is None else pytest.approx(margin, abs=0.05))


def test_ces_is_a_mean() -> None:  # A2.27
    assert ces([]) == {"n": 0, "mean": None, "margin": None}
    assert ces([7]) == {"n": 1, "mean": 7, "margin": None}
    found = ces([7, 5, 3])  # s = 2, / √3 = 1.1547, · 1.96
    assert (found["n"], found["mean"]) == (3, 5)
    assert found["margin"] == pytest.approx(2.2632, rel=1e-3)


@given(st.lists(st.integers(0, 10), min_size=1))
def test_nps_lies_between_its_ends_whatever_the_order(scores: list[int]) -> None:  # A2.27
    found = nps(scores)
    assert -100 <= found["nps"] <= 100
    assert found == nps(sorted(scores))


@given(st.lists(st.integers(1, 5), min_size=2))
def test_the_margin_of_a_share_covers_wilsons_interval(scores: list[int]) -> None:  # A2.27
    assert 0 < csat(scores)["margin"] <= 100


@pytest.mark.parametrize(
    ("figure", "value", "margin", "expected"),
    [
        ("nps", 0, 196, (-100, 100)),
        ("nps", 40, 52, (-12, 92)),
        ("top2", 90, 31, (59, 100)),
        ("mean", 1.5, 2, (1, 3.5)),
    ],
)
def test_an_interval_ends_where_the_scale_does(
    figure: str, value: float, margin: float, expected: tuple[float, float]
) -> None:  # A2.27
    assert interval(figure, value, margin) == expected


def test_a_rate_of_nobody_is_none() -> None:  # A2.27
    assert (rate(0, 0), rate(0, 4), rate(3, 4)) == (None, 0, 0.75)


def test_each_kind_has_a_figure_that_stands_for_it() -> None:
    assert metric("nps", [9])[main_figure("nps")] == 100
    assert metric("csat", [5])[main_figure("csat")] == 100
    assert metric("ces", [5])[main_figure("ces")] == 5


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({}, ""),
        ({"a": 5, "b": 9}, ""),
        ({"a": 0, "b": 9}, ""),  # nobody there: nothing to hide
        ({"a": 4, "b": 9, "c": 7}, "a c"),  # alone it were the difference to the total
        ({"a": 4, "b": 4, "c": 7}, "a b"),  # together they are enough
        ({"a": 1, "b": 1, "c": 7, "d": 8}, "a b c"),
        ({"a": 3}, "a"),
        ({"a": 3, "b": 5}, "a b"),
    ],
)
def test_small_groups_are_hidden_and_none_follows_by_subtraction(
    counts: dict[str, int], expected: str
) -> None:  # A2.28
    assert hidden(counts, 5) == set(expected.split())


@given(st.dictionaries(st.text(min_size=1, max_size=2), st.integers(0, 30), min_size=1))
def test_what_is_hidden_hides_each_other(counts: dict[str, int]) -> None:  # A2.28
    gone = hidden(counts, 5)
    assert all(n == 0 or n >= 5 or key in gone for key, n in counts.items())
    full = {key for key, n in counts.items() if n}
    if gone and gone != full:
        assert len(gone) > 1
        assert sum(counts[key] for key in gone) >= 5
