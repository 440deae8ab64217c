"""G1 and G3: SIGKILL to the process group at random moments, then a normal command, no person."""

from __future__ import annotations

import random
import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.stress import harness
from tests.stress.writer import SHARED, Job
from tests.world import Clm, Repository

if TYPE_CHECKING:
    from tests.stress.conftest import Counts, Tally
    from tests.stress.harness import Zygote

A_REPOSITORY = 25
"""Kills of one repository; then a fresh one, so that its log stays short enough to look at."""
CONTROL_KILLS = 60
NAIVE = ("naive",)


@pytest.fixture
def fresh(repo: Repository, tmp_path: Path) -> Repository:
    """The team under fire; copies of it are shot at."""
    harness.people_it(repo)
    (tmp_path / "kills").mkdir()
    return repo


def copy_of(fresh: Repository, name: str) -> Repository:
    root = fresh.root.parent / "kills" / name
    shutil.copytree(fresh.root, root)
    copy = Repository(root)
    copy.git("update-index", "-q", "--refresh")
    return copy


def shoot(one: Zygote, job: Job, pace: float, chance: random.Random, *, late: bool = False) -> bool:
    """Kill a writer at some moment of its first, second or third command.

    `late` waits for the journal: the moments around the move of the branch are a small part of a
    command, and the ones that count.
    """
    acks = Path(job.acks)
    wanted = len(harness.read_acks(acks)) + chance.randrange(3)
    group = one.start(job)
    patience = time.monotonic() + 60
    while len(harness.read_acks(acks)) < wanted and time.monotonic() < patience:
        time.sleep(pace / 20)
    journal = Path(job.root, ".git/clm/journal")
    while late and not journal.exists() and time.monotonic() < patience:
        pass
    time.sleep(chance.uniform(0, pace / 4 if late else 1.5 * pace))
    return one.killed(group)


def test_nothing_acknowledged_is_lost(fresh: Repository, counts: Counts, tally: Tally) -> None:
    chance = random.Random(7)
    found: list[str] = []
    killed = acknowledged = 0
    warm = copy_of(fresh, "warm")
    with harness.zygote(Job(f"{warm.root}", f"{warm.root}.acks", writes=12)) as (one, pace):
        for round_ in range(counts.kills):
            number, shot = divmod(round_, A_REPOSITORY)
            if not shot:
                repo = copy_of(fresh, f"{number}")
                acks = repo.root.parent / f"{number}.acks"
            job = Job(f"{repo.root}", f"{acks}", me=0, first=50 * shot, together=bool(shot % 2))
            killed += shoot(one, job, pace, chance, late=shot % 3 == 0)
            Clm(repo.root).ok("note", SHARED, "afterwards")
            said = harness.read_acks(acks)
            found += [f"kill {round_}: {one}" for one in harness.trouble(repo, said)]
            if shot == A_REPOSITORY - 1 or round_ == counts.kills - 1:
                acknowledged += len(said)
                found += Clm(repo.root).ok("check").splitlines()
    assert killed == counts.kills
    assert acknowledged > counts.kills / 2, "the kills came before anything was written"
    tally("G1,G3", f"{killed} kills, {acknowledged} writes acknowledged by then", found)


def test_the_control_needs_a_person(fresh: Repository, tally: Tally) -> None:
    chance = random.Random(7)
    repo = copy_of(fresh, "naive")
    acks = repo.root.parent / "acks"
    job = Job(f"{repo.root}", f"{acks}", writes=1000, kinds=NAIVE)
    found: list[str] = []
    shots = 0
    with harness.zygote(job._replace(writes=2)) as (one, pace):
        while not found and shots < CONTROL_KILLS:
            shots += 1
            shoot(one, job._replace(first=1000 * shots), pace, chance)
            found = harness.trouble(repo, harness.read_acks(acks))
    tally.control("G1,G3", f"a naive writer, {shots} kills", found)
