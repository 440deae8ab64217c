"""`clm export sqlite`: everything as a database, and tables of it as CSV and JSON lines."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from tests.build import TODAY, customer_path, make_booking, make_customer

if TYPE_CHECKING:
    from pathlib import Path

    from tests.world import Clm, Repository


@pytest.fixture(autouse=True)
def muster(repo: Repository) -> None:
    more = f"owner: jana\nbookings:\n{make_booking()}"
    repo.put(customer_path("c-7f3qkd"), make_customer(name='"=cmd()"', more=more))


def asked(path: Path, text: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as db:
        return db.execute(text).fetchall()


def test_everything_is_a_database(repo: Repository, clm: Clm, tmp_path: Path) -> None:
    before, path = repo.head(), tmp_path / "clm.sqlite"
    path.write_text("what was there")
    answer = clm("export", "sqlite", "-O", path)
    assert (answer.code, answer.out) == (0, ""), answer.err
    booked = (
        "SELECT c.name, b.hours, b.counted, typeof(b.hours) FROM bookings b"
        " JOIN customers c ON c.id = b.customer"
    )
    assert asked(path, booked) == [("=cmd()", 10, 1, "integer")]
    meta = dict(asked(path, "SELECT * FROM meta"))
    assert meta == {
        "schema": "clm/export-sqlite@1", "today": TODAY, "commit": before, "team": "Test",
        "timezone": "Europe/Berlin",
    }  # fmt: skip
    assert asked(path, "SELECT id FROM team ORDER BY id") == [("isabel",), ("jana",), ("tom",)]
    assert asked(path, "PRAGMA foreign_key_check") == []
    assert [one.name for one in tmp_path.iterdir() if "sqlite" in one.name] == ["clm.sqlite"]
    assert repo.is_clean()
    assert repo.head() == before


def test_the_same_data_make_the_same_file(clm: Clm, tmp_path: Path) -> None:
    for name in ("a", "b"):
        clm("export", "sqlite", "-O", tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_it_lies_on_no_data(repo: Repository, clm: Clm) -> None:
    answer = clm("export", "sqlite", "-O", "customers/clm.sqlite")
    assert (answer.code, answer.out) == (77, "")
    assert "lies in the data's folder" in answer.err
    assert repo.is_clean()
    assert clm("export", "sqlite").code == 2


def test_a_bad_file_is_named_and_what_refers_to_it_is_found(
    repo: Repository, clm: Clm, tmp_path: Path
) -> None:
    initiative = "id: in-4k7d2m\ntitle: A\nkind: offer\nowner: isabel\nrecipients:\n"
    recipient = "  - {id: rc-2k9x7d1q, customer: c-7f3qkd, added_on: 2026-11-01}\n"
    repo.write("initiatives/in-4k7d2m.yaml", initiative + recipient)
    repo.put(customer_path("c-7f3qkd"), "id: c-7f3qkd\nname: [\n")
    answer = clm("export", "sqlite", "-O", tmp_path / "x")
    assert answer.code == 65
    assert "customers/7f/c-7f3qkd.yaml" in answer.err
    assert asked(tmp_path / "x", "SELECT id FROM customers") == []
    (found,) = asked(tmp_path / "x", "PRAGMA foreign_key_check")
    assert found[0] == "recipients"


def test_ids_that_are_taken_twice_stop_nothing(repo: Repository, clm: Clm, tmp_path: Path) -> None:
    more = f"bookings:\n{make_booking()}"
    repo.put(customer_path("c-8g4rme"), make_customer("c-8g4rme", more=more))
    assert clm("export", "sqlite", "-O", tmp_path / "x").code == 0
    assert asked(tmp_path / "x", "SELECT count(*) FROM bookings") == [(2,)]


def test_a_table_is_a_list_too(clm: Clm, tmp_path: Path) -> None:
    header, row = clm("export", "csv", "customers").out.splitlines()
    assert header.startswith("id,name,kind,status,")
    assert row.startswith("c-7f3qkd,'=cmd(),organisation,active,")  # no formula
    assert "'=cmd()" not in clm("export", "csv", "customers", "--raw").out
    assert '"hours": 10, "status": "confirmed"' in clm("export", "jsonl", "bookings").out
    path = tmp_path / "team.csv"
    assert clm("export", "csv", "team", "-O", path).code == 0
    assert len(path.read_text().splitlines()) == 4
    unknown = clm("export", "csv", "booking")
    assert (unknown.code, unknown.out) == (3, "")
    assert "did you mean bookings?" in unknown.err


def test_an_old_state_is_exported_as_it_was(repo: Repository, clm: Clm, tmp_path: Path) -> None:
    before = repo.head()
    repo.put(customer_path("c-7f3qkd"), make_customer(name="Neu"))
    assert clm("--as-of", before, "export", "sqlite", "-O", tmp_path / "x").code == 0
    assert asked(tmp_path / "x", "SELECT name FROM customers") == [("=cmd()",)]
    assert asked(tmp_path / "x", "SELECT value FROM meta WHERE key = 'commit'") == [(before,)]


def test_a_copy_of_the_data_lies_outside_them(repo: Repository, clm: Clm, tmp_path: Path) -> None:
    assert clm("export", "sqlite", "-O", "-").code == 2
    for words in (("sqlite",), ("csv", "customers"), ("jsonl", "customers")):
        answer = clm("export", *words, "-O", repo.path("exports.of.today"))
        assert (answer.code, "name a file outside the data" in answer.err) == (77, True)
        assert clm("export", *words, "-O", tmp_path / words[0]).code == 0
        assert (tmp_path / words[0]).stat().st_mode & 0o777 == 0o600
    assert repo.is_clean()
