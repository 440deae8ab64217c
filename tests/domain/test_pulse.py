"""The pulse hides small groups, and what could be computed of them (A4.4)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from clm.domain.pulse import Pulse, PulseAnswer, figures, gathered, guarded
from clm.errors import RefusedError

DAY = date(2026, 11, 20)


def answers(**groups: int) -> list[PulseAnswer]:
    return [
        PulseAnswer(score=1 + place % 5, group=name.strip("_") or None)
        for name, count in groups.items()
        for place in range(count)
    ]


def shown(found: list[PulseAnswer]) -> set[str]:
    return {one.group for one in guarded(found, 5) if one.group}


@pytest.mark.parametrize(
    ("groups", "told"),
    [
        ({"a": 5, "b": 6}, {"a", "b"}),
        ({"a": 5, "b": 6, "c": 4}, {"b"}),  # c alone would be computed from a, b and the whole
        ({"a": 5, "b": 6, "c": 1}, {"b"}),
        ({"a": 5, "b": 6, "c": 2, "d": 3}, {"a", "b"}),  # c and d together are enough
        ({"a": 7, "_": 1}, set()),
        ({"a": 7, "_": 5}, {"a"}),
        ({"a": 4}, set()),
    ],
)
def test_which_groups_are_told(groups: dict[str, int], told: set[str]) -> None:  # A4.4
    assert shown(answers(**groups)) == told


@given(some.dictionaries(some.sampled_from("abcdef_"), some.integers(1, 12), min_size=1))
def test_no_small_group_can_be_computed(groups: dict[str, int]) -> None:  # A4.4
    found = answers(**groups)
    told = shown(found)
    sizes = [sum(one.group == name for one in found) for name in told]
    left = len(found) - sum(sizes)
    assert all(size >= 5 for size in sizes)
    assert left == 0 or left >= 5 or not told


def test_what_is_kept_names_no_small_group_and_has_no_order() -> None:  # A4.4
    mixed = [PulseAnswer(score=score, group=name) for score in (5, 1, 3) for name in "baab"]
    kept = gathered("ps-2k9x7d", DAY, [*mixed, *answers(z=1)], 5)
    assert kept.answers == tuple(sorted(kept.answers, key=lambda one: (one.group or "", one.score)))
    assert {one.group for one in kept.answers} == {None, "b"}
    again = gathered("ps-2k9x7d", DAY, [*answers(z=1), *reversed(mixed)], 5)
    assert again == kept


def test_too_few_are_not_taken() -> None:  # A4.4
    with pytest.raises(RefusedError):
        gathered("ps-2k9x7d", DAY, answers(a=4), 5)


def test_the_figures() -> None:  # A4.4
    pulse = Pulse(id="ps-2k9x7d", on=DAY, answers=tuple(answers(a=5, b=5)))
    assert figures(pulse, 5) == {
        "id": "ps-2k9x7d", "on": "2026-11-20", "n": 10, "mean": 3.0, "hidden": 0,
        "groups": [{"group": "a", "n": 5, "mean": 3.0}, {"group": "b", "n": 5, "mean": 3.0}],
    }  # fmt: skip
    few = figures(pulse, 11)
    assert (few["mean"], few["groups"], few["hidden"]) == (None, [], 10)
