"""Which commit gave a field its value, over straight, forked and merged histories."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from clm.domain.provenance import Origin, Step, origins

if TYPE_CHECKING:
    from collections.abc import Mapping

History = dict[str, tuple[str, "Mapping[str, Any] | None"]]
"""Newest first: commit → its parents, the fields after it (None: unreadable)."""


def traced(history: History) -> dict[str, Origin]:
    steps = [Step(commit, parents.split()) for commit, (parents, _) in history.items()]
    wanted = next(iter(history.values()))[1]
    assert wanted is not None
    return origins(steps, lambda commit: history[commit][1], wanted)


@pytest.mark.parametrize(
    ("history", "set_by"),
    [
        ({"b": ("a", {"x": "1"}), "a": ("", {"x": "1"})}, "a"),
        ({"b": ("a", {"x": "2"}), "a": ("", {"x": "1"})}, "b"),
        ({"b": ("a", {"x": "1"}), "a": ("", {})}, "b"),
        # changed and changed back: the last one counts
        ({"c": ("b", {"x": "1"}), "b": ("a", {"x": "2"}), "a": ("", {"x": "1"})}, "c"),
        # a commit that touches another field
        ({"c": ("b", {"x": "1", "y": "2"}), "b": ("a", {"x": "1"}), "a": ("", {})}, "b"),
    ],
)
def test_the_newest_commit_that_brought_the_value(history: History, set_by: str) -> None:
    assert traced(history)["x"].commit == set_by


def test_what_was_before_is_told() -> None:
    found = traced({"b": ("a", {"x": "2", "y": "9"}), "a": ("", {"x": "1"})})
    assert found == {"x": Origin("b", "1"), "y": Origin("b", None)}


def test_a_merge_passes_on_to_the_side_that_brought_the_value() -> None:
    found = traced({
        "m": ("l r", {"x": "left", "y": "right", "z": "both"}),
        "r": ("a", {"x": "old", "y": "right", "z": "old"}),
        "l": ("a", {"x": "left", "y": "old", "z": "old"}),
        "a": ("", {"x": "old", "y": "old", "z": "old"}),
    })  # fmt: skip
    assert {field: origin.commit for field, origin in found.items()} == {
        "x": "l", "y": "r", "z": "m"
    }  # fmt: skip


def test_of_two_sides_that_agree_the_first_counts() -> None:
    found = traced({
        "m": ("l r", {"x": "new"}),
        "r": ("a", {"x": "new"}),
        "l": ("a", {"x": "new"}),
        "a": ("", {}),
    })  # fmt: skip
    assert found["x"].commit == "l"


def test_a_field_that_is_gone_is_traced_to_who_took_it_away() -> None:
    history: History = {
        "c": ("b", {"x": None, "y": "1"}), "b": ("a", {"y": "1"}), "a": ("", {"x": "1"})
    }  # fmt: skip
    assert traced(history)["x"] == Origin("b", "1")


def test_what_never_was_there_has_no_value_before() -> None:
    assert traced({"b": ("a", {"x": None}), "a": ("", {})})["x"] == Origin("a", None)


def test_a_slip_and_its_mending_set_nothing() -> None:
    history: History = {
        "c": ("b", {"x": "1", "y": "2"}), "b": ("a", None), "a": ("", {"x": "1", "y": "1"})
    }  # fmt: skip
    assert traced(history) == {"x": Origin("a", None), "y": Origin("c", "1")}


def test_a_slip_at_the_very_beginning_hides_what_was_before() -> None:
    assert traced({"b": ("a", {"x": "1"}), "a": ("", None)})["x"] == Origin("b", None)


def test_a_side_that_can_be_read_is_asked_first() -> None:
    found = traced({
        "m": ("l r", {"x": "1"}),
        "r": ("a", {"x": "1"}),
        "l": ("a", None),
        "a": ("", {}),
    })  # fmt: skip
    assert found["x"].commit == "r"


def test_no_further_commit_is_asked_than_needed() -> None:
    asked: list[str] = []

    def state(commit: str) -> Mapping[str, Any]:
        asked.append(commit)
        return {"x": commit}

    steps = [Step("c", ("b",)), Step("b", ("a",)), Step("a", ())]
    assert origins(steps, state, {"x": "c"}) == {"x": Origin("c", "b")}
    assert asked == ["b"]


def test_nothing_asked_and_no_history() -> None:
    assert origins([], lambda _: None, {"x": "1"}) == {}
    assert origins([Step("a", ())], lambda _: None, {}) == {}


def test_a_commit_beside_the_way_is_passed_by() -> None:
    history: History = {
        "c": ("a", {"x": "1"}), "b": ("a", {"x": "2"}), "a": ("", {"x": "1"})
    }  # fmt: skip
    assert traced(history)["x"].commit == "a"
