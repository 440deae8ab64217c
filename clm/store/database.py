"""An SQLite database for other programs, as bytes: the same tables make the same file."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from typing import TYPE_CHECKING

from clm.store.answers import marks

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from clm.domain.tabular import Cell, Column


def database(
    tables: Iterable[tuple[str, Sequence[Column], Iterable[tuple[Cell, ...]]]],
    meta: Mapping[str, str | None],
) -> bytes:
    """A database of tables, each by its name, columns and rows; `meta` is one more.

    What a row refers to need not be there, as where a file could not be read: `PRAGMA
    foreign_key_check` names such rows.
    """
    with closing(sqlite3.connect(":memory:")) as db:
        db.execute("CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT)")
        db.executemany("INSERT INTO meta VALUES (?, ?)", meta.items())
        for name, columns, rows in tables:
            told = ", ".join(map(_column, columns))
            db.execute(f'CREATE TABLE "{name}" ({told})')
            db.executemany(f'INSERT INTO "{name}" VALUES ({marks(columns)})', rows)  # noqa: S608 -- our words
            _index_ids(db, name, columns)
            for one in columns:
                if one.refers:
                    db.execute(f'CREATE INDEX "{name}_{one.name}" ON "{name}" ("{one.name}")')
        db.commit()
        return db.serialize()


def _index_ids(db: sqlite3.Connection, name: str, columns: Sequence[Column]) -> None:
    """Ids are unique, as what refers to them needs; where `clm check` finds they are not, none."""
    if any(one.name == "id" for one in columns):
        with suppress(sqlite3.IntegrityError):
            db.execute(f'CREATE UNIQUE INDEX "{name}_id" ON "{name}" ("id")')


def _column(one: Column) -> str:
    told = f'"{one.name}" {one.type}'
    if one.refers:
        table, _, column = one.refers.partition(".")
        told += f' REFERENCES "{table}" ("{column}")'
    return told
