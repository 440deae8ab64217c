"""Starting fast: what `--help`, a completion and `mine` on a fresh index must not load."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.build import make_booking, make_customer

if TYPE_CHECKING:
    from tests.world import Repository

HEAVY = frozenset(
    {
        "yaml", "msgspec", "git", "jinja2", "tabulate", "wcwidth",  # what data needs
        "hypothesis", "pytest", "rich", "babel",  # what only work on clm needs
        "asyncio", "email", "http", "multiprocessing", "ssl", "unittest", "xml", "zoneinfo",
        "subprocess", "importlib.metadata", "logging", "socket", "tempfile", "concurrent.futures",
    }
)  # fmt: skip
"""Modules that cost more than a start may; those of the standard library too."""

TYPESET = frozenset({"clm.store.reading", "clm.store.indexing", "clm.domain.customer"})
"""Our own modules that bring heavy ones with them."""

QUERIES = frozenset({"clm.domain.query", "clm.domain.queryable", "clm.domain.queryparser"})
RARE = QUERIES | {"difflib"}
"""What only some runs need."""

ASK = (
    "import atexit, json, os, sys\n"
    "def tell():\n"
    "    with open(os.environ['LOADED'], 'w') as out: json.dump(sorted(sys.modules), out)\n"
    "atexit.register(tell)\n"
    "before = set(sys.modules)\n"
    "sys.argv[0] = 'clm'\n"
    "from clm.__main__ import main\n"
    "main()\n"
)


@pytest.fixture
def fresh(repo: Repository) -> Repository:
    """A repository whose index knows every file: `mine` has run once."""
    booked = f"owner: jana\nbookings:\n{make_booking(on='2026-11-16')}"
    repo.put("customers/7f/c-7f3qkd.yaml", make_customer(more=booked))
    loaded(repo, "mine", "--json")
    return repo


def loaded(repo: Repository, *words: str, **environment: str) -> frozenset[str]:
    """The heavy modules that one run of `clm` loads."""
    told = repo.root.parent / "loaded.json"
    done = subprocess.run(
        [sys.executable, "-c", ASK, *words],
        cwd=repo.root,
        env=os.environ
        | environment
        | {"LOADED": str(told), "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout
    return (HEAVY | TYPESET | RARE) & frozenset(json.loads(told.read_text()))


def test_help_loads_nothing_heavy(fresh: Repository) -> None:
    assert loaded(fresh, "--help") == frozenset()


def test_completing_a_word_loads_nothing_heavy(fresh: Repository) -> None:
    asked = {"_CLM_COMPLETE": "bash_complete", "COMP_WORDS": "clm mi", "COMP_CWORD": "1"}
    assert loaded(fresh, **asked) == frozenset()


def test_mine_as_json_loads_nothing_heavy(fresh: Repository) -> None:
    assert loaded(fresh, "mine", "--json") == frozenset()


def test_mine_as_a_table_loads_nothing_heavy(fresh: Repository) -> None:
    assert loaded(fresh, "mine") == frozenset()


def test_only_where_loads_the_grammar(fresh: Repository) -> None:
    asked = loaded(fresh, "mine", "--json", "--where", "list = first")
    assert asked & RARE == QUERIES


@pytest.mark.parametrize(
    "words",
    [("why", "muster"), ("customer", "show", "muster"), ("week",), ("report", "weekly")],
)
def test_looking_loads_no_reader_and_no_templates(
    fresh: Repository, words: tuple[str, ...]
) -> None:
    assert not loaded(fresh, *words, "--json") & {"yaml", "jinja2", "git", "clm.store.reading"}


def test_the_probe_sees_what_is_loaded(fresh: Repository) -> None:
    fresh.put("customers/8g/c-8g4rme.yaml", make_customer("c-8g4rme"))
    assert {"yaml", "msgspec", "clm.store.reading"} <= loaded(fresh, "mine", "--json")
