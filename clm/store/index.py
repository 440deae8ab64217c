"""The derived index: what listing needs, in SQLite, so that no file is parsed twice.

Never a source of truth: it is rebuilt when missing, of another format, or damaged. Only the
standard library is imported here; reading YAML and asking the rules happens in `indexing`, which
is loaded when a file changed or a day came on which something turns.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from clm.store.sources import Source

FORMAT: Final = "7"
"""Rises whenever a table or the meaning of a column changes."""

SCHEMA: Final = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE files (
  path TEXT PRIMARY KEY, stamp TEXT, blob TEXT, kind TEXT, id TEXT, record BLOB, findings TEXT,
  bad INT
) WITHOUT ROWID;
CREATE INDEX file_of ON files (id);
CREATE INDEX bad_files ON files (bad) WHERE bad;
CREATE TABLE customers (
  id TEXT PRIMARY KEY, name TEXT, list TEXT, responsible TEXT, watched INT, prio INT,
  row TEXT, figures TEXT, from_day TEXT, until_day TEXT
) WITHOUT ROWID;
CREATE INDEX turning ON customers (until_day);
CREATE INDEX by_person ON customers (responsible, list);
CREATE TABLE entries (
  customer TEXT, who TEXT, rule TEXT, trigger TEXT, since TEXT, due TEXT, word TEXT, hidden INT,
  place INT, next TEXT
);
CREATE INDEX entries_of ON entries (customer);
CREATE INDEX entries_for ON entries (who, hidden);
CREATE TABLE done (
  customer TEXT, who TEXT, whose TEXT, rule TEXT, trigger TEXT, on_day TEXT, counted_on TEXT
);
CREATE INDEX done_of ON done (customer);
CREATE INDEX done_when ON done (counted_on);
CREATE TABLE happenings (customer TEXT, day TEXT, kind TEXT, was TEXT, now TEXT);
CREATE INDEX happenings_of ON happenings (customer);
CREATE INDEX happenings_when ON happenings (day);
CREATE TABLE words (word TEXT, kind TEXT, customer TEXT);
CREATE INDEX by_word ON words (word);
CREATE INDEX words_of ON words (customer);
"""


class EntryRow(NamedTuple):
    """One entry as listed; `who` is the person it belongs to, or ANYONE."""

    customer: str
    name: str
    list: str
    responsible: str
    prio: bool
    who: str
    rule: str
    trigger: str
    since: str
    due: str | None
    word: str
    hidden: bool
    next: str


class Index:
    """Rows about customers, entries, people and findings, fresh as of the last `refresh`."""

    def __init__(self, path: Path | None, *, seed: Path | None = None) -> None:
        """Open the index at `path`, or one in memory.

        With a `seed` it is one of an old state: it starts as a copy of the index there, and
        belongs to one process alone, which turns it from commit to commit.
        """
        self.path = path
        self.seed = seed
        self.rebuilt = False
        self.source: Source | None = None
        self.db = self._open()

    def _open(self) -> sqlite3.Connection:
        if self.path is None:
            return self._create(sqlite3.connect(":memory:", isolation_level=None))
        try:
            return self._connect(self.path)
        except sqlite3.DatabaseError as problem:
            if _is_busy(problem):
                return self._in_memory()
            return self._rebuild(self.path)
        except OSError:
            return self._in_memory()

    def _connect(self, path: Path) -> sqlite3.Connection:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = not path.exists()
        db = sqlite3.connect(path, isolation_level=None, timeout=2)
        db.execute("PRAGMA synchronous=OFF")
        if self.seed:
            # Two readers of two commits would see each other's: the second reads in memory.
            db.execute("PRAGMA locking_mode=EXCLUSIVE")
            db.execute("BEGIN EXCLUSIVE")
            db.execute("COMMIT")
            if fresh and self.seed.exists():
                _copy(self.seed, db)
                fresh = False
        if fresh or not _tables(db):
            return self._create(db)
        (version,) = db.execute("SELECT value FROM meta WHERE key='format'").fetchone() or ("",)
        if version != FORMAT:
            db.close()
            raise sqlite3.DatabaseError("another format")
        return db

    def _create(self, db: sqlite3.Connection) -> sqlite3.Connection:
        db.execute("BEGIN IMMEDIATE")
        if not _tables(db):
            for statement in SCHEMA.split(";"):
                db.execute(statement)
            db.execute("INSERT INTO meta VALUES ('format', ?)", (FORMAT,))
        db.execute("COMMIT")
        return db

    def _rebuild(self, path: Path) -> sqlite3.Connection:
        self.rebuilt = True
        try:
            path.unlink(missing_ok=True)
            path.with_name(path.name + "-journal").unlink(missing_ok=True)
            return self._connect(path)
        except (OSError, sqlite3.DatabaseError):
            return self._in_memory()

    def _in_memory(self) -> sqlite3.Connection:
        self.path = None
        return self._create(sqlite3.connect(":memory:", isolation_level=None))

    def close(self) -> None:
        """Let go of the file."""
        self.db.close()

    def remove(self) -> bool:
        """Take the file away; answers whether there was one."""
        self.close()
        if self.path is None:
            return False
        self.path.unlink(missing_ok=True)
        return True

    # keeping it fresh

    def refresh(self, source: Source, *, fresh: bool = False) -> None:
        """Read the files that changed since the last look, or with `fresh` every file."""
        stamps = source.stamps()
        if fresh:
            self._guarded(self._forget)
        self._guarded(lambda: self._take_in(source, stamps))
        self.source = source

    def _forget(self) -> None:
        with self._transaction():
            self.db.execute("UPDATE files SET stamp = ''")

    def turn_to(self, today: date) -> None:
        """Ask the rules again for the customers whose standing turned by `today`."""
        self._guarded(lambda: self._turn(today.isoformat(), today))

    def _guarded(self, work: Callable[[], None]) -> None:
        """An answer from memory beats none: where the file is damaged, busy or read-only."""
        try:
            work()
        except Exception as problem:
            if not is_damage(problem):
                raise
            self.db.close()
            damaged = self.path if not _is_busy(problem) else None
            self.db = self._rebuild(damaged) if damaged else self._in_memory()
            if self.source:
                self._take_in(self.source, self.source.stamps())
            work()

    def _take_in(self, source: Source, stamps: dict[str, str]) -> None:
        known = dict(self.db.execute("SELECT path, stamp FROM files"))
        changed = [path for path, stamp in stamps.items() if not stamp or known.get(path) != stamp]
        gone = [path for path in known if path not in stamps]
        if changed or gone:
            from clm.store.indexing import take_in

            with self._transaction():
                take_in(self.db, source, {path: stamps[path] for path in changed}, gone)

    def _turn(self, day: str, today: date) -> None:
        stale = "SELECT 1 FROM customers WHERE until_day <= ? OR from_day > ? LIMIT 1"
        if self.db.execute(stale, (day, day)).fetchone():
            from clm.store.rows import evaluate

            with self._transaction():
                evaluate(self.db, today)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            if self.db.in_transaction:
                self.db.execute("ROLLBACK")
            raise
        self.db.execute("COMMIT")

    # asking

    def meta(self, key: str) -> Any:  # noqa: ANN401 -- plain JSON data
        """A stored fact about the whole folder: settings, team, vpas."""
        found = self.db.execute("SELECT value FROM meta WHERE key=?", (key,)).fetchone()
        return json.loads(found[0]) if found else None

    def findings(self) -> list[list[Any]]:
        """Every error of a bad file, as plain `Finding` fields, and what no file alone shows."""
        rows = self.db.execute("SELECT findings FROM files WHERE bad ORDER BY path")
        found = [item for (text,) in rows for item in json.loads(text) if item[-1] == "error"]
        return found + (self.meta("missing") or [])

    def entries(self, who: Iterable[str] | None, *, hidden: bool = False) -> list[EntryRow]:
        """The entries of some people (None: of everybody), in the order of `mine`."""
        people = None if who is None else list(who)
        where = [] if people is None else [f"who IN ({_marks(people)})"]
        if not hidden:
            where.append("NOT hidden")
        text = (
            "SELECT c.id, c.name, c.list, c.responsible, c.prio, who, rule, trigger, since, due,"  # noqa: S608 -- only our own words are joined
            " word, hidden, next FROM entries JOIN customers AS c ON c.id = customer"
            + (f" WHERE {' AND '.join(where)}" if where else "")
            + " ORDER BY due IS NULL, due, place, c.id, trigger"
        )
        return [EntryRow(*row) for row in self.db.execute(text, people or [])]

    def customers(
        self, list_name: str | None = None, responsible: Iterable[str] | None = None
    ) -> list[dict[str, Any]]:
        """The rows of `customer list`, by id; `watchlist` selects those watched."""
        where, values = ["row IS NOT NULL"], []
        if list_name == "watchlist":
            where.append("watched AND list IS NOT NULL")
        elif list_name:
            where.append("list = ?")
            values.append(list_name)
        if responsible is not None:
            people = list(responsible)
            where.append(f"responsible IN ({_marks(people)})")
            values += people
        text = f"SELECT row FROM customers WHERE {' AND '.join(where)} ORDER BY id"  # noqa: S608 -- the same
        return [json.loads(row) for (row,) in self.db.execute(text, values)]

    def counts(self, responsible: Iterable[str] | None) -> tuple[dict[str, int], int]:
        """How many customers stand in each list, and how many of them are watched."""
        people = None if responsible is None else list(responsible)
        only = "" if people is None else f" AND responsible IN ({_marks(people)})"
        text = (
            "SELECT list, count(*), sum(watched) FROM customers"  # noqa: S608 -- the same
            f" WHERE list IS NOT NULL{only} GROUP BY list"
        )
        rows = self.db.execute(text, people or []).fetchall()
        return {name: n for name, n, _ in rows}, sum(watched for _, _, watched in rows)

    def open_by(self, deadline: date) -> list[tuple[str, str, int]]:
        """(who, due, how many) of the entries a week counts as open (A1.38).

        They are visible, due on or before the deadline, and were visible before its day.
        """
        text = (
            "SELECT who, due, count(*) FROM entries"
            " WHERE NOT hidden AND due <= ?1 AND since < ?1 GROUP BY who, due"
        )
        return self.db.execute(text, (deadline.isoformat(),)).fetchall()

    def done_between(self, after: date, deadline: date) -> list[tuple[str, str, str, int]]:
        """(who, whose, day, how many) of the entries handled that count in a deadline's week.

        `after` is the deadline of the week before. What was put off and has come back is open.
        """
        text = (
            "SELECT who, whose, on_day, count(*) FROM done AS d"
            " WHERE counted_on > ?1 AND counted_on <= ?2 AND NOT EXISTS (SELECT 1 FROM entries AS e"
            " WHERE e.customer = d.customer AND e.rule = d.rule AND e.trigger = d.trigger"
            " AND NOT e.hidden AND e.due <= ?2 AND e.since < ?2) GROUP BY who, whose, on_day"
        )
        return self.db.execute(text, (after.isoformat(), deadline.isoformat())).fetchall()

    def happenings(
        self, since: str, until: str
    ) -> list[tuple[str, str, str, str, str | None, str | None]]:
        """(customer, name, day, kind, was, now) of what happened from a day through another."""
        text = (
            "SELECT customer, name, day, kind, was, now FROM happenings JOIN customers"
            " ON id = customer WHERE day >= ? AND day <= ? ORDER BY day, customer, kind"
        )
        return self.db.execute(text, (since, until)).fetchall()

    def figures(self) -> list[dict[str, Any]]:
        """What the KPIs need to know of each customer."""
        rows = self.db.execute("SELECT figures FROM customers WHERE row IS NOT NULL ORDER BY id")
        # One list is read far more quickly than ten thousand objects.
        found: list[dict[str, Any]] = json.loads(f"[{','.join(held for (held,) in rows)}]")
        return found

    def people(self) -> set[str]:
        """Everybody who has a customer or an entry, ANYONE included."""
        text = "SELECT who FROM entries UNION SELECT responsible FROM customers"
        return {who for (who,) in self.db.execute(text) if who is not None}

    def with_word(self, word: str, *, prefix: bool = False) -> list[tuple[str, str, str]]:
        """(word, kind, customer) where a word of a name, an e-mail or an id is `word`."""
        if prefix:
            text = "SELECT word, kind, customer FROM words WHERE word >= ? AND word < ?"
            return self.db.execute(text, (word, word + "\U0010ffff")).fetchall()
        text = "SELECT word, kind, customer FROM words WHERE word = ?"
        return self.db.execute(text, (word,)).fetchall()

    def names(self, ids: Sequence[str]) -> dict[str, str]:
        """The names of some customers."""
        text = f"SELECT id, name FROM customers WHERE name IS NOT NULL AND id IN ({_marks(ids)})"  # noqa: S608 -- the same
        return dict(self.db.execute(text, list(ids)))

    def path_of(self, customer: str) -> str | None:
        """The path of the customer's file, readable or not."""
        text = "SELECT path FROM files WHERE kind='customer' AND id=?"
        found = self.db.execute(text, (customer,)).fetchone()
        return found[0] if found else None


def _copy(seed: Path, db: sqlite3.Connection) -> None:
    """Take over what is known of files by their content: their blobs are their stamps here."""
    source = sqlite3.connect(seed, timeout=2)
    source.backup(db)
    source.close()
    if _tables(db):
        db.execute("UPDATE files SET stamp = blob")


def _tables(db: sqlite3.Connection) -> bool:
    return db.execute("SELECT 1 FROM sqlite_master WHERE name='words'").fetchone() is not None


def is_damage(problem: Exception) -> bool:
    """Does a failure come from what the index holds, or from its file? Both are made anew."""
    return type(problem).__module__.partition(".")[0] in {"sqlite3", "msgspec", "json"}


def _is_busy(problem: Exception) -> bool:
    """Locked by another process, or not ours to write: nothing is wrong with the file."""
    return isinstance(problem, sqlite3.OperationalError) and any(
        word in str(problem) for word in ("locked", "busy", "readonly", "unable to open")
    )


def _marks(values: Sequence[str]) -> str:
    return ", ".join("?" * len(values))
