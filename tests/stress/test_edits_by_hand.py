"""After any edits by hand a full look shows what is in the files, byte for byte as without index.

Every repository counts as too large to be looked at as a whole, so that folders and shares work.
"""

from __future__ import annotations

import os
import random
from typing import TYPE_CHECKING, Final

import pytest

from clm.store import looking, sources
from tests.build import customer_path, make_booking, make_customer
from tests.stress.edits import EDITS, Hand
from tests.stress.plain import no_index

if TYPE_CHECKING:
    from tests.world import Clm, Repository, Result

ASKED: Final = (
    ("customer", "list", "--json"),
    ("mine", "--team", "--all", "--json"),
    ("board", "--team", "--json"),
    ("week", "--json"),
    ("lead", "list", "--json"),
    ("task", "list", "--json"),
)
CUSTOMERS: Final = 60


@pytest.fixture(autouse=True)
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking, "AFFORDABLE", 0)
    monkeypatch.setattr(looking, "SHARE", 5)


def fill(repo: Repository) -> None:
    for number in range(CUSTOMERS):
        name = f"c-{number % 20:02}{number:04}"
        booking = make_booking(f"b-{number:08}", on="2026-11-16")
        more = f"owner: {('jana', 'tom')[number % 2]}\nbookings:\n{booking}"
        repo.write(customer_path(name), make_customer(name, "Firma 0000", more=more))
    repo.commit()


def answers(clm: Clm) -> list[Result]:
    return [clm(*words) for words in ASKED]


def differing(repo: Repository, clm: Clm, seed: int, edits: int) -> list[str]:
    """After which kinds of edit the index answered otherwise than the files alone."""
    hand = Hand(repo, random.Random(seed))
    fill(repo)
    answers(clm)
    found = []
    kinds = list(EDITS) * (edits // len(EDITS) + 1)
    hand.chance.shuffle(kinds)
    for edit in kinds[:edits]:
        edit(hand)
        if hand.chance.random() < 0.5:
            clm("board", "--team", "--json")  # a short look comes between
        clm("board", "--fresh", "--json")
        quick = answers(clm)
        with no_index():
            plain = answers(clm)
        if [(one.code, one.out, _findings(one)) for one in quick] != [
            (one.code, one.out, _findings(one)) for one in plain
        ]:
            found.append(edit.__name__)
        if len(list(repo.root.glob("customers/*/c-*.yaml"))) < CUSTOMERS // 2:
            repo.git("checkout", "--quiet", "HEAD", "--", "customers")
    return found


def _findings(result: Result) -> list[str]:
    return [line for line in result.err.splitlines() if line.startswith("customers/")]


def test_short_no_edit_is_missed(repo: Repository, clm: Clm) -> None:
    assert differing(repo, clm, seed=1, edits=len(EDITS)) == []


@pytest.mark.stress
def test_no_edit_is_missed(repo: Repository, clm: Clm) -> None:
    assert differing(repo, clm, seed=2, edits=int(os.environ.get("EDITS", "200"))) == []


def test_the_control_misses_edits(
    repo: Repository, clm: Clm, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By size and mtime alone, as many tools look: what keeps both is not seen."""

    def by_size_and_mtime(stat: os.stat_result, _still_warm: int) -> str:
        return f"{stat.st_size}.{stat.st_mtime_ns}"

    monkeypatch.setattr(sources, "_stamp", by_size_and_mtime)
    assert "in_place_mtime_kept" in differing(repo, clm, seed=1, edits=len(EDITS))
