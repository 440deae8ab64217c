"""The seal: an index that was not made here, by this person and this version, is not opened."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from clm.store import seal
from clm.store.index import Index
from clm.store.seal import state_of

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where an index lies that was just made."""
    path = tmp_path / "index.sqlite"
    Index(path).close()
    return path


def test_it_is_ours_where_it_was_made(path: Path) -> None:
    assert state_of(path) == "ours"
    assert not Index(path).rebuilt
    os.utime(path, (0, 0))
    assert state_of(path) == "ours"


def test_a_file_without_anything_in_it_is_none_yet(tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite"
    assert state_of(path) == "absent"
    path.touch()
    assert state_of(path) == "absent"
    assert not Index(path).rebuilt


@pytest.mark.parametrize("how", ["copied", "moved", "another key", "another version"])
def test_it_is_foreign_elsewhere(
    path: Path, how: str, sealed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if how == "copied":
        shutil.copy2(path, path.with_name("copy"))
        path.with_name("copy").replace(path)
    elif how == "moved":
        path = path.replace(path.with_name("moved"))
    elif how == "another key":
        (sealed / ".local/state/clm/key").write_bytes(b"k" * 32)
    else:
        monkeypatch.setattr(seal, "FORMAT", b"0")
    assert state_of(path) == "foreign"
    assert Index(path).rebuilt
    assert state_of(path) == "ours"


def test_what_is_no_index_is_foreign(tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite"
    path.write_bytes(b"short")
    assert state_of(path) == "foreign"
    path.unlink()
    os.mkfifo(path)
    assert state_of(path) == "foreign"
    assert Index(path).rebuilt


def test_a_broken_key_is_made_anew(path: Path, sealed: Path) -> None:
    key = sealed / ".local/state/clm/key"
    assert (len(key.read_bytes()), key.stat().st_mode & 0o77) == (32, 0)
    key.write_bytes(b"")
    assert Index(path).rebuilt
    assert state_of(path) == "ours"


def test_without_a_place_for_a_key_memory_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmp_path.joinpath("file").touch()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    index = Index(tmp_path / "index.sqlite")
    assert (index.path, index.people()) == (None, set())


def test_an_old_state_takes_nothing_over_from_a_foreign_index(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("INSERT INTO customers (id, name) VALUES ('c-zzzzzz', 'Phantom')")
        db.commit()
    past = path.with_name("past.sqlite")
    taken = Index(past, seed=path)
    assert (state_of(past), taken.names(["c-zzzzzz"])) == ("ours", {"c-zzzzzz": "Phantom"})
    taken.close()
    past.unlink()
    shutil.copy2(path, path.with_name("copy"))
    path.with_name("copy").replace(path)
    assert Index(past, seed=path).names(["c-zzzzzz"]) == {}
