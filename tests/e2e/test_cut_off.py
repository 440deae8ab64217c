"""A command that was killed after its commit: what a person meets, and what puts it right."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.build import customer_path, make_booking, make_customer

if TYPE_CHECKING:
    from tests.world import Clm, Repository

KILLED = """
import os, sys
from clm.cli import run
from clm.store.git import Repo

move = Repo.move

def killed(*words, **options):
    if sys.argv[1] == "after":
        move(*words, **options)
    os.kill(os.getpid(), 9)

Repo.move = killed
run(["seen", "c-000001"])
"""


@pytest.fixture(params=["before", "after"])
def when(repo: Repository, request: pytest.FixtureRequest) -> str:
    """A `seen` that was killed just before or after it counted."""
    more = f"owner: jana\nbookings:\n{make_booking('b-00000001', on='2026-11-16')}"
    repo.put(customer_path("c-000001"), make_customer("c-000001", more=more))
    words = [sys.executable, "-c", KILLED, request.param]
    done = subprocess.run(words, cwd=repo.root, capture_output=True, check=False)
    assert done.returncode == -9, done.stderr
    assert (repo.root / ".git/index.lock").exists()
    return str(request.param)


def test_a_list_tells_of_it(clm: Clm, when: str) -> None:
    del when
    assert "a write was cut off: clm save finishes it" in clm("mine").err


def test_doctor_tells_of_it(clm: Clm, when: str) -> None:
    del when
    told = {line["what"]: line for line in clm("doctor", "--json").json["items"]}
    for what in ("index.lock", "journal"):
        assert told[what]["state"] == "note"
        assert "clm save" in told[what]["hint"]


def test_save_puts_it_right(repo: Repository, clm: Clm, when: str) -> None:
    clm.ok("save")
    assert repo.is_clean()
    assert not (repo.root / ".git/index.lock").exists()
    subject = "seen c-000001" if when == "after" else "by hand"
    assert repo.subjects()[0] == subject
    assert "cut off" not in clm("mine").err
