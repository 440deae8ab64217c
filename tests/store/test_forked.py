"""Work spread over processes: every part answers once, whatever becomes of a child."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest

from clm.store import forked

if TYPE_CHECKING:
    from collections.abc import Sequence


@pytest.fixture(autouse=True)
def three(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forked, "processors", lambda: 3)


def doubled(part: Sequence[int]) -> list[int]:
    return [2 * one for one in part]


def test_every_part_is_answered() -> None:
    found = forked.spread(doubled, range(100))
    assert len(found) == 3
    assert sorted(one for part in found for one in part) == [2 * n for n in range(100)]


def test_fewer_things_than_processes() -> None:
    assert forked.spread(doubled, [1]) == [[2]]
    assert forked.spread(doubled, []) == []


def test_chunks_are_answered_in_their_order() -> None:
    found = list(forked.ahead(doubled, [[1, 2], [3, 4]]))
    assert found == [[2], [4], [6], [8]]


@pytest.mark.parametrize("end", ["kill", "raise", "answer what marshal cannot carry"])
def test_what_a_child_could_not_do_the_parent_does(end: str) -> None:
    parent = os.getpid()

    def work(part: Sequence[int]) -> object:
        if os.getpid() != parent and 1 in part:
            if end == "kill":
                os.kill(os.getpid(), signal.SIGKILL)
            if end == "raise":
                raise ValueError
            return object()
        return doubled(part)

    assert sorted(one for part in forked.spread(work, [0, 1, 2]) for one in part) == [0, 2, 4]


def test_what_the_parent_cannot_do_either_is_raised() -> None:
    def work(part: Sequence[int]) -> list[int]:
        if 1 in part:
            raise ValueError("one")
        return list(part)

    with pytest.raises(ValueError, match="one"):
        forked.spread(work, [0, 1, 2])
