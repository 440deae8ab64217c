"""The derived index: what listing needs, in SQLite, so that no file is parsed twice.

Never a source of truth: it is rebuilt when missing, damaged, or not made here by this version. Only
the standard library is imported here; reading YAML and asking the rules happens in `indexing`,
which is loaded when a file changed or a day came on which something turns.
"""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final, TypeVar

from clm.store.answers import NEW, Answers, marks
from clm.store.kinds import paths_of
from clm.store.looking import SHARDED, Folder, compared
from clm.store.seal import seal, state_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from clm.store.git import Repo
    from clm.store.looking import Files, Look
    from clm.store.sources import Source

T = TypeVar("T")

MANY_SHOWN: Final = 1000
"""Customers shown at once from which a look at all files costs less than one at theirs."""
NOTED: Final = 20.0
"""Seconds after which it is noted again that a folder was looked into."""
CACHE: Final = 100_000
"""Kilobytes of the index in memory at most; only who fills it comes near."""
PATIENCE: Final = 60.0
"""Seconds to wait for another process that fills the index: longer than doing it twice takes."""

SCHEMA: Final = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE files (
  path TEXT PRIMARY KEY, stamp TEXT, blob TEXT, kind TEXT, id TEXT, record BLOB, findings TEXT,
  bad INT
) WITHOUT ROWID;
CREATE TABLE folders (
  path TEXT PRIMARY KEY, stamp TEXT, digest TEXT, files INT, looked REAL
) WITHOUT ROWID;
CREATE INDEX file_of ON files (id);
CREATE INDEX bad_files ON files (bad) WHERE bad;
CREATE TABLE customers (
  id TEXT PRIMARY KEY, name TEXT, list TEXT, responsible TEXT, watched INT, prio INT,
  row TEXT, figures TEXT, from_day TEXT, until_day TEXT, vpa TEXT, vpa_file TEXT,
  hours REAL
) WITHOUT ROWID;
CREATE INDEX turning ON customers (until_day);
CREATE INDEX turned ON customers (from_day);
CREATE INDEX by_person ON customers (responsible, list, watched);
CREATE INDEX by_vpa ON customers (vpa, hours) WHERE vpa IS NOT NULL;
CREATE TABLE entries (
  customer TEXT, who TEXT, rule TEXT, trigger TEXT, since TEXT, due TEXT, word TEXT, hidden INT,
  place INT, next TEXT
);
CREATE INDEX entries_of ON entries (customer);
CREATE INDEX entries_for ON entries (who, hidden, due, since);
CREATE TABLE done (
  customer TEXT, who TEXT, whose TEXT, rule TEXT, trigger TEXT, on_day TEXT, counted_on TEXT
);
CREATE INDEX done_of ON done (customer);
CREATE INDEX done_when ON done (counted_on);
CREATE TABLE happenings (customer TEXT, day TEXT, kind TEXT, was TEXT, now TEXT);
CREATE INDEX happenings_of ON happenings (customer);
CREATE INDEX happenings_when ON happenings (day);
CREATE TABLE asks (
  customer TEXT, who TEXT, id TEXT, vpa TEXT, template TEXT, ask TEXT, asked_on TEXT, due TEXT,
  state TEXT, met_on TEXT, rung INT, open INT, next TEXT
);
CREATE INDEX asks_of ON asks (customer);
CREATE INDEX open_asks ON asks (who) WHERE open;
CREATE TABLE work (
  customer TEXT, id TEXT, kind TEXT, who TEXT, title TEXT, since TEXT, rule TEXT, due TEXT,
  high INT, live INT, accept_by TEXT, given TEXT, row TEXT
);
CREATE INDEX work_of ON work (customer);
CREATE INDEX work_for ON work (who) WHERE live;
CREATE INDEX unaccepted ON work (accept_by) WHERE accept_by IS NOT NULL;
CREATE TABLE words (word TEXT, kind TEXT, customer TEXT);
CREATE INDEX by_word ON words (word);
CREATE INDEX words_of ON words (customer);
"""


_TABLES: Final = frozenset(filter(None, map(str.strip, SCHEMA.split(";"))))

_GAPS: Final = f"""
SELECT * FROM (SELECT id FROM customers WHERE from_day < '{NEW}' EXCEPT SELECT id FROM files)
UNION ALL SELECT * FROM (SELECT customer FROM entries EXCEPT SELECT id FROM customers)
UNION ALL SELECT id FROM files WHERE kind = 'customer' AND NOT bad AND record NOTNULL AND id IN (
  SELECT id FROM files WHERE id >= 'c-' AND id < 'c.' EXCEPT SELECT id FROM customers
)
LIMIT 1
"""  # noqa: S608 -- our words
"""Rows without a file, and readable files without a row; none show while others write."""


def prefix_in(repo: Repo, data: Path) -> str:
    """Where a data folder lies in its repository: "" or `data`."""
    return data.relative_to(repo.root).as_posix().removeprefix(".")


def index_path(repo: Repo, prefix: str, kind: str = "index") -> Path:
    """Where the index of a data folder lies; `prefix` is the folder's place in the repository."""
    name = f"{kind}{'-' if prefix else ''}{prefix.replace('/', '-')}.sqlite"
    return repo.git_dir / "clm" / name


class Index(Answers):
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
        self.looked = self.oldest = 0.0
        self.version = 0
        self.shown: set[str] = set()
        """Customers whose files were looked at since the last look."""
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
        state = state_of(path)
        if state == "foreign":
            raise sqlite3.DatabaseError("not made by this version, for this person and place")
        db = sqlite3.connect(path, isolation_level=None, timeout=2 if self.seed else PATIENCE)
        try:
            return self._prepared(db, path, state)
        except BaseException:
            db.close()  # else who opens it next waits for a lock that nobody uses
            raise

    def _prepared(self, db: sqlite3.Connection, path: Path, state: str) -> sqlite3.Connection:
        db.execute("PRAGMA synchronous=OFF")
        db.execute(f"PRAGMA cache_size=-{CACHE}")
        if self.seed:
            # Two readers of two commits would see each other's: the second reads in memory.
            db.execute("PRAGMA locking_mode=EXCLUSIVE")
            db.execute("BEGIN EXCLUSIVE")
            db.execute("COMMIT")
            if state == "absent" and state_of(self.seed) == "ours":
                _copy(self.seed, db, path)
        if state == "absent":
            return self._create(db)
        refuse_altered(db)
        return db

    def _create(self, db: sqlite3.Connection) -> sqlite3.Connection:
        db.execute("BEGIN IMMEDIATE")
        if not _tables(db):
            for statement in SCHEMA.split(";"):
                db.execute(statement)
            if self.path:
                seal(db, self.path)
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

    # keeping it fresh

    def refresh(self, source: Source, *, full: bool = False) -> None:
        """Read what changed since the last look, as far as this one goes; with `full` all of it."""
        self.source = source
        self._guarded(lambda: self._look(source, full=full))

    def demand_whole(self) -> None:
        """Make the index anew where a customer has no row, or a row no customer."""
        self._guarded(lambda: refuse_gaps(self.db))

    def look_at(self, customers: Collection[str], *, again: bool = False) -> bool:
        """Were files of these customers edited since they were read? They are read again.

        Who has looked at all files is not asked, unless `again`: for a look some time ago.
        """
        if self.source is None or (self.oldest >= self.looked and not again):
            return False
        # Several lists of one command show the same customers: they are looked at once.
        unseen = set(customers) if again else set(customers) - self.shown
        if len(unseen) > MANY_SHOWN:
            self.refresh(self.source, full=True)
            return True
        self.shown |= unseen
        before = self.db
        edited = self._guarded(lambda: self._reread(unseen))
        return edited or self.db is not before

    def _reread(self, customers: Collection[str]) -> bool:
        assert self.source is not None  # noqa: S101 -- a look came before
        text = f"SELECT path, stamp FROM files WHERE id IN ({marks(customers)})"  # noqa: S608 -- marks
        then = dict(self.db.execute(text, list(customers)))
        # A file in the wrong folder has the customer's id too.
        paths = {*then, *(path for one in customers for path in paths_of(one))}
        stamps = {path: self.source.stamp(path) for path in paths}
        changed, gone = compared({path: s for path, s in stamps.items() if s is not None}, then)
        if changed or gone:
            self._take_in(changed, gone)
        return bool(changed or gone)

    def turn_to(self, today: date) -> None:
        """Ask the rules again for the customers whose standing turned by `today`."""
        self._guarded(lambda: self._turn(today.isoformat(), today))

    @property
    def age(self) -> float:
        """Seconds since every folder had been looked into."""
        return max(self.looked - self.oldest, 0.0)

    def _guarded(self, work: Callable[[], T]) -> T:
        """An answer from memory beats none: where the file is damaged, busy or read-only.

        What was made anew may be gone or damaged by then, too: it is made anew only once.
        """
        try:
            return work()
        except sqlite3.Error as problem:
            if self.path is None:
                raise
            self.db.close()
            in_memory = self.rebuilt or _is_busy(problem)
            self.db = self._in_memory() if in_memory else self._rebuild(self.path)

        def anew() -> T:
            if self.source:
                self._look(self.source, full=True)
            return work()

        return self._guarded(anew)

    def _look(self, source: Source, *, full: bool) -> None:
        self.version = self._version()
        self.shown.clear()
        look = source.look(self, full=full)
        self.looked, self.oldest = look.at, look.oldest
        if look.changed or look.gone:
            self._take_in(look.changed, look.gone, look)
        elif look.folders and self._is_worth_noting(look):
            self.db.execute("PRAGMA busy_timeout = 0")  # not worth waiting for
            with suppress(sqlite3.OperationalError), self._transaction():
                self._note(look)
            self.db.execute(f"PRAGMA busy_timeout = {PATIENCE * 1000:.0f}")

    def _is_worth_noting(self, look: Look) -> bool:
        """Whose turn it was is noted; that all were looked into is noted now and then."""
        if look.oldest < self.looked:
            return True
        known = self.folders()
        return any(
            not 0 <= folder.looked - known[path].looked <= NOTED if path in known else True
            for path, folder in look.folders.items()
        )

    def _note(self, look: Look) -> None:
        rows = ((path, *folder) for path, folder in look.folders.items())
        self.db.executemany("INSERT OR REPLACE INTO folders VALUES (?,?,?,?,?)", rows)
        self.db.executemany("DELETE FROM folders WHERE path=?", ((one,) for one in look.vanished))

    def _take_in(self, changed: Files, gone: Sequence[str], look: Look | None = None) -> None:
        from clm.store.indexing import take_in

        assert self.source is not None  # noqa: S101 -- a look came before
        with self._transaction():
            if look and self._version() != self.version:  # another process was quicker
                changed, _ = compared(changed, self.files(None))
            take_in(self.db, self.source, changed, gone)
            if look:
                self._note(look)

    def _version(self) -> int:
        """Rises whenever another process has written."""
        (version,) = self.db.execute("PRAGMA data_version").fetchone()
        return int(version)

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

    # what a look is told

    def folders(self) -> dict[str, Folder]:
        """Every folder that was ever looked into."""
        rows = self.db.execute("SELECT path, stamp, digest, files, looked FROM folders")
        return {path: Folder(*rest) for path, *rest in rows}

    def files(self, folder: str | None) -> Files:
        """The files that were read in a folder and below it; None: all that were ever read.

        Of the top, and of the folder of shards, those that lie in no folder further down.
        """
        if folder is None:
            return dict(self.db.execute("SELECT path, stamp FROM files"))
        start = f"{folder}/" if folder else ""
        text = "SELECT path, stamp FROM files WHERE path >= ? AND path < ?"
        if folder in {"", SHARDED}:
            text += f" AND instr(substr(path, {len(start) + 1}), '/') = 0"
        return dict(self.db.execute(text, (start, start[:-1] + "0" if start else "\U0010ffff")))


def _copy(seed: Path, db: sqlite3.Connection, path: Path) -> None:
    """Take over what is known of files by their content: their blobs are their stamps here."""
    source = sqlite3.connect(seed, timeout=2)
    refuse_altered(source)
    source.backup(db)
    source.close()
    if _tables(db):
        db.execute("UPDATE files SET stamp = blob")
        seal(db, path)


def _tables(db: sqlite3.Connection) -> bool:
    return db.execute("SELECT 1 FROM sqlite_master WHERE name='words'").fetchone() is not None


def refuse_altered(db: sqlite3.Connection) -> None:
    """Refuse tables that are not ours: a view or a trigger in their place may run without end.

    Raises:
        sqlite3.DatabaseError: there is another one, or one is missing.
    """
    found = db.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")
    if {sql for (sql,) in found} != _TABLES:
        raise sqlite3.DatabaseError("its tables were altered")


def refuse_gaps(db: sqlite3.Connection) -> None:
    """Refuse rows about no customer, and customers without a row.

    Raises:
        sqlite3.DatabaseError: there is one.
    """
    if db.execute(_GAPS).fetchone():
        raise sqlite3.DatabaseError("rows are missing, or too many")


def _is_busy(problem: sqlite3.Error) -> bool:
    """Locked by another process, not ours to write, or no room: nothing is wrong with the file."""
    return isinstance(problem, sqlite3.OperationalError) and any(
        word in str(problem) for word in ("locked", "busy", "readonly", "unable to open", "is full")
    )
