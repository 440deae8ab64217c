"""G1 for shares: a publish killed at a random moment, or whose disk fails, is finished by the next.

Internal commit and share are two repositories: whatever was cut off between them, nothing is lost,
what left a share is gone from it, and no person has to help.
"""

from __future__ import annotations

import json
import random
import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.build import customer_path, make_customer
from tests.shares import git, objects
from tests.stress import harness
from tests.stress.faults import FailingGit
from tests.stress.test_faults import Range
from tests.stress.writer import MANY, SHARED, Job
from tests.world import Clm, Repository

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

    from tests.stress.conftest import Counts, Tally
    from tests.stress.harness import Zygote

VPAS = ("anna", "ben")
INSIDE = ".git/shares"
"""Where the disk that fails can see it."""
SHOTS = 50
"""Fewer kills mean a short run: only a sample of our calls fails, and no git."""


def prepare(repo: Repository) -> None:
    """Anna and Ben look after half a dozen each, and one whose file is written into."""
    repo.write(customer_path(SHARED), make_customer(SHARED, more="vpa: anna\n"))
    for number, name in enumerate(MANY):
        more = f"vpa: {VPAS[number % 2]}\ninfos: von {name} nur hier\n"
        repo.write(customer_path(name), make_customer(name, more=more))
    repo.commit()


def wrong(repo: Repository, shares: Path) -> Iterator[str]:
    """What is not as it must be after a publish that came to its end."""
    for vpa in VPAS:
        share = shares / f"{vpa}.git"
        tip = git(share, "rev-parse", "main")
        if f"  commit: {tip}\n" not in repo.read(f"vpas/{vpa}.yaml"):
            yield f"{vpa}: the data know another commit"
        yield from (line for line in git(share, "fsck", "--strict", "--unreachable").splitlines())
        yield from (f"left behind: {one.name}" for one in shares.rglob("*.lock"))
        yield from (f"left behind: {one.name}" for one in share.glob("clm-*"))
        told = b"\n".join(objects(share).values())
        for customer in (SHARED, *MANY):
            path = customer_path(customer)
            here = f"vpa: {vpa}\n" in repo.read(path)
            if here != (path in git(share, "ls-tree", "-r", "--name-only", "main").split()):
                yield f"{vpa}: {customer} is {'not ' * here}in the share"
            if not here and f"von {customer} nur hier".encode() in told:
                yield f"{vpa}: {customer} is still in an object"


def again(repo: Repository, shares: Path) -> Iterator[str]:
    """What the next publish does not put right."""
    before = repo.head()
    answer = Clm(repo.root)("share", "publish", "--to", shares)
    if answer.code:
        yield f"the next publish: exit {answer.code}: {answer.err}"
        return
    after = repo.head()
    Clm(repo.root).ok("share", "publish", "--to", shares)
    if repo.head() != after:
        yield f"published again without a change: {before} {after}"
    yield from wrong(repo, shares)


def shoot(one: Zygote, job: Job, pace: float, chance: random.Random, *, late: bool) -> bool:
    """Kill a publisher at some moment of a round; `late` waits until it writes into a share."""
    group = one.start(job)
    acks, shares = Path(job.acks), Path(f"{job.root}-shares")
    wanted = len(harness.read_acks(acks)) + chance.randrange(2)
    patience = time.monotonic() + 60
    while len(harness.read_acks(acks)) < wanted and time.monotonic() < patience:
        time.sleep(pace / 20)
    while late and not any(shares.glob("*.git/clm-*")) and time.monotonic() < patience:
        pass
    time.sleep(chance.uniform(0, pace / 10 if late else 1.2 * pace))
    return one.killed(group)


def test_a_killed_publish_is_finished_by_the_next(
    repo: Repository, counts: Counts, tally: Tally
) -> None:
    prepare(repo)
    chance = random.Random(11)
    shares, acks = repo.root.with_name("repo-shares"), repo.root.with_name("acks")
    warm = repo.root.with_name("warm")
    shutil.copytree(repo.root, warm)
    found: list[str] = []
    killed = unfinished = 0
    kinds = ("publish",)
    with harness.zygote(Job(f"{warm}", f"{warm}.acks", writes=3, kinds=kinds)) as (one, pace):
        for round_ in range(counts.cut_off):
            job = Job(f"{repo.root}", f"{acks}", first=50 * round_, kinds=kinds)
            killed += shoot(one, job, pace, chance, late=round_ % 2 == 1)
            unfinished += any(shares.glob("*.git/clm-unfinished"))
            said = harness.read_acks(acks)
            found += [f"kill {round_}: {fault}" for fault in again(repo, shares)]
            # Publishing what is there already writes nothing, and so puts no other write right.
            Clm(repo.root).ok("note", SHARED, "afterwards")
            found += [f"kill {round_}: {fault}" for fault in harness.trouble(repo, said)]
            told = git(shares / "anna.git", "show", f"main:{customer_path(SHARED, 'vpa')}")
            lost = [ack.facts[0][1] for ack in said if ack.facts[0][1] not in told]
            found += [f"kill {round_}: not in the share: {fact}" for fact in lost]
    assert killed == counts.cut_off
    assert unfinished > counts.cut_off / 4, "the kills came when no share was written"
    tally("G1", f"{killed} kills of publishes, {unfinished} of them half done", found)


def test_a_publish_whose_disk_fails_is_finished_by_the_next(
    repo: Repository, counts: Counts, tally: Tally, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare(repo)
    Clm(repo.root).ok("share", "publish", "--to", INSIDE)
    for name in MANY[:3]:
        Clm(repo.root).ok(
            "assign", name, "--vpa", "ben" if name != MANY[1] else "anna", "-m", "Urlaub"
        )
    shooting = Range(repo, lambda one: Clm(one.root)("share", "publish", "anna", "--to", INSIDE))
    is_short = counts.cut_off < SHOTS
    shots = shooting.ours(monkeypatch, every=20 if is_short else 3)
    if not is_short:
        shots += shooting.gits(FailingGit(repo.root.parent / "bin", monkeypatch))
    found = []
    for shot in shots:
        allowed = {0, 74, 75, 78} if "git" in shot.where else {0, 74}
        left = list(again(shot.repo, shot.repo.root / INSIDE))
        Clm(shot.repo.root).ok("note", SHARED, "afterwards")
        left += harness.trouble(shot.repo, [])
        if shot.answer.code not in allowed:
            left.append(f"exit {shot.answer.code}: {shot.answer.err}")
        found += [f"{shot.where}: {fault}" for fault in left]
    tally("G2", f"share publish: {len(shots)} calls failed", found)


def test_the_control_leaves_what_left(
    repo: Repository, tmp_path: Path, tally: Tally, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A publish that forgets to sweep: the same look finds what it left."""
    monkeypatch.setattr("clm.store.shares.finish", lambda *_, **__: None)
    prepare(repo)
    shares = tmp_path / "shares"
    Clm(repo.root).ok("share", "publish", "--to", shares)
    Clm(repo.root).ok("assign", MANY[0], "--vpa", "ben", "-m", "Anna ist krank")
    Clm(repo.root).ok("share", "publish", "--to", shares)
    tally.control("G1", "a publish that forgets to sweep", list(wrong(repo, shares)))


def test_what_is_judged_here_is_read_from_the_share(repo: Repository, tmp_path: Path) -> None:
    prepare(repo)
    answer = Clm(repo.root)("share", "publish", "--to", tmp_path / "shares", "--json")
    assert [one["customers"] for one in json.loads(answer.out)["items"]] == [7, 6]
    assert list(wrong(repo, tmp_path / "shares")) == []
