"""What a look at the files finds, and which folders a start looks into."""

from __future__ import annotations

import pytest

from clm.store import looking
from clm.store.looking import Folder, compared, due


def test_new_changed_and_lost_files() -> None:
    then = {"a": "1", "b": "2", "c": "3"}
    assert compared({"a": "1", "b": "9", "d": "4"}, then) == ({"b": "9", "d": "4"}, ["c"])


def test_a_file_without_a_stamp_is_always_changed() -> None:
    assert compared({"a": ""}, {"a": ""}) == ({"a": ""}, [])


def folder(looked: float = 0.0, stamp: str = "s", digest: str = "d", files: int = 100) -> Folder:
    return Folder(stamp, digest, files, looked)


def test_all_is_looked_at_while_it_costs_little() -> None:
    known = {f"f{n}": folder() for n in range(looking.AFFORDABLE // 100)}
    assert set(due(dict.fromkeys(known, "s"), known, full=False)) == set(known)


def test_of_more_than_that_the_longest_unseen_share() -> None:
    known = {f"f{n:03}": folder(looked=1000 - n) for n in range(looking.AFFORDABLE // 100 + 1)}
    there = dict.fromkeys(known, "s")
    newest_first = sorted(known, reverse=True)
    assert due(there, known, full=False) == newest_first[: looking.SHARE // 100]
    assert set(due(there, known, full=True)) == set(known)


@pytest.mark.parametrize("was", [None, folder(stamp="t"), folder(digest=""), folder(stamp="")])
def test_what_moved_is_looked_at_at_once(was: Folder | None) -> None:
    known = {f"f{n:03}": folder(looked=n) for n in range(looking.AFFORDABLE // 100 + 1)}
    there = {**dict.fromkeys(known, "s"), "moved": "s"}
    if was:
        known["moved"] = was
    assert due(there, known, full=False)[0] == "moved"
