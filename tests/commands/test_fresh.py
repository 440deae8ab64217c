"""Edits by hand in a repository too large to be looked at as a whole on every start."""

from __future__ import annotations

import json
import os
import time
from typing import TYPE_CHECKING, Any

import pytest

from clm.store import looking, sources
from tests.build import customer_path, make_customer

if TYPE_CHECKING:
    from pathlib import Path

    from tests.world import Clm, Repository

OLD = 1_600_000_000


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every repository counts as one that is too large to be looked at as a whole."""
    monkeypatch.setattr(looking, "AFFORDABLE", 0)
    monkeypatch.setattr(looking, "SHARE", 1)


def names(clm: Clm) -> list[str]:
    return [item["name"] for item in answer(clm, "customer", "list")["items"]]


def total(clm: Clm, *words: str) -> int:
    return int(answer(clm, "board", "--team", *words)["total"])


def answer(clm: Clm, *words: str) -> Any:
    return json.loads(clm.ok(*words, "--json"))


def edit_in_place(path: Path, old: str, new: str) -> None:
    """An edit that leaves inode, folder and, where both are as long, the size."""
    with path.open("r+") as file:
        text = file.read()
        file.seek(0)
        file.write(text.replace(old, new))


def three(repo: Repository) -> list[Path]:
    """Three customers in three shards, at rest: no stamp of them is warm."""
    paths = []
    for name, owner in (("c-aa0000", "jana"), ("c-bb0000", "tom"), ("c-cc0000", "tom")):
        text = make_customer(name, name="Firma Alt", more=f"status: active\nowner: {owner}\n")
        repo.put(customer_path(name), text)
        paths.append(repo.path(customer_path(name)))
    for path in paths:
        os.utime(path, (OLD, OLD))
    time.sleep(2 * sources.RACY_NS / 1e9)  # the times of change cannot be set back
    return paths


@pytest.mark.usefixtures("large")
def test_rows_that_are_shown_are_shown_as_their_files_are(repo: Repository, clm: Clm) -> None:
    first, *_ = three(repo)
    for _ in range(4):  # until all were read
        names(clm)
    edit_in_place(first, "Alt", "Neu")
    assert sorted(names(clm)) == ["Firma Alt", "Firma Alt", "Firma Neu"]


@pytest.mark.usefixtures("large")
def test_without_being_shown_an_edit_in_place_is_found_in_its_turn(
    repo: Repository, clm: Clm
) -> None:
    paths = three(repo)
    for _ in range(4):
        total(clm)
    for path in paths:
        edit_in_place(path, "active", "archived")
    assert [total(clm) for _ in range(4)] == [2, 1, 0, 0]


@pytest.mark.usefixtures("large")
def test_fresh_finds_it_at_once(repo: Repository, clm: Clm) -> None:
    *_, last = three(repo)
    for _ in range(4):
        total(clm)
    edit_in_place(last, "active", "archived")
    assert total(clm, "--fresh") == 2


@pytest.mark.usefixtures("large")
def test_who_is_not_found_is_looked_for_in_all_files(repo: Repository, clm: Clm) -> None:
    paths = three(repo)
    for _ in range(4):
        total(clm)
    words = ("Eins", "Zwei", "Drei")
    for path, word in zip(paths, words, strict=True):
        edit_in_place(path, "Alt", word)
    # Against the order in which folders have their turn, so that it cannot help.
    found = [clm.ok("path", word.lower()).strip() for word in reversed(words)]
    assert found == [str(path) for path in reversed(paths)]


@pytest.mark.usefixtures("large")
def test_an_old_look_is_told(repo: Repository, clm: Clm, monkeypatch: pytest.MonkeyPatch) -> None:
    three(repo)
    for _ in range(4):
        total(clm)
    later = Later(monkeypatch)
    later.by(minutes=7)
    assert "all files were last looked at 7 min ago: --fresh does it now" in clm("board").err
    assert "last looked at" not in clm("board", "--fresh").err


@pytest.mark.usefixtures("large")
def test_a_clock_that_was_set_back_hides_no_edit(
    repo: Repository, clm: Clm, monkeypatch: pytest.MonkeyPatch
) -> None:
    *paths, last = three(repo)
    with monkeypatch.context() as ahead:
        Later(ahead).by(minutes=24 * 60)
        total(clm, "--fresh")
    edit_in_place(last, "active", "archived")
    assert total(clm) == 2
    for path in paths:  # and from then on each folder has its turn again
        edit_in_place(path, "active", "archived")
    assert [total(clm) for _ in range(4)][-1] == 0


class Later:
    """Lets the wall clock of stamps run ahead."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.patch = monkeypatch

    def by(self, minutes: int) -> None:
        ahead = minutes * 60 * 10**9
        self.patch.setattr("clm.clock.nanoseconds", lambda: time.time_ns() + ahead)


@pytest.mark.usefixtures("large")
def test_a_copy_in_the_wrong_folder_stays_a_finding(repo: Repository, clm: Clm) -> None:
    first, *_ = three(repo)
    copy = repo.path("customers/bb") / first.name
    copy.write_bytes(first.read_bytes())
    for _ in range(6):  # it is shown, its file is compared, and the copy stays known
        listed = clm("customer", "list", "--ids")
        assert listed.code == 65
        assert f"customers/bb/{first.name}:1:1: the file lies in the wrong folder" in listed.err


@pytest.mark.usefixtures("large")
def test_a_name_is_asked_of_all_files(repo: Repository, clm: Clm) -> None:
    """A namesake by an edit in place makes a name ambiguous, at once."""
    paths = three(repo)
    edit_in_place(paths[0], "Alt", "Eins")
    for _ in range(4):
        total(clm)
    edit_in_place(paths[1], "Alt", "Eins")
    assert clm("note", "eins", "Anruf").code == 4


@pytest.mark.usefixtures("large")
def test_leads_that_are_shown_are_shown_as_their_files_are(repo: Repository, clm: Clm) -> None:
    paths = three(repo)
    for path in paths:
        path.write_text(path.read_text().replace("owner: jana\n", "").replace("owner: tom\n", ""))
    for _ in range(4):
        assert len(answer(clm, "lead", "list")["items"]) == len(paths)
    for path in paths:
        edit_in_place(path, "status: active", "status: active\nowner: jana")
    assert answer(clm, "lead", "list")["items"] == []
