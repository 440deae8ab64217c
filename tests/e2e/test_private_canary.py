"""After hundreds of absences and private notes the team's repository holds no reason (A4.1, A4.2).

Every object is searched, those of no branch too; every message, file, index, journal, outbox and
log. A leak that is planted in each of these places is found by the same search.
"""

from __future__ import annotations

import os
import random
import subprocess
import zlib
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from clm.domain.privatenote import KINDS
from tests.build import TODAY
from tests.world import Repository

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.world import Clm

HEALTH = (
    "canary-rheuma", "Bandscheibe", "migraine", "gripe", "Krankenhaus", "burnout", "Reha",
    "depressed", "sick", "tardiness", "behaviour",
)  # fmt: skip
"""What must be nowhere: reasons, and the words of the kinds themselves."""


def places(repo: Repository) -> Iterator[tuple[str, bytes]]:
    """Everything that the team's repository and the person's machine hold, by where it is."""
    done = subprocess.run(
        ["git", "cat-file", "--batch-all-objects", "--batch", "--buffer"],
        cwd=repo.root, capture_output=True, check=True,
    )  # fmt: skip
    yield "objects", done.stdout
    state = Path(os.environ["XDG_STATE_HOME"]), Path(os.environ["XDG_CACHE_HOME"])
    for root in (repo.root, *state):
        for path in root.rglob("*"):
            if path.is_file() and "objects" not in path.relative_to(root).parts[:2]:
                yield str(path), path.read_bytes()


def leaks(repo: Repository, words: Sequence[str]) -> set[str]:
    """Where one of these words is, whatever its case; compressed files are opened."""
    wanted = [word.casefold().encode() for word in words]
    found = set()
    for name, data in places(repo):
        text = data.lower()
        with suppress(zlib.error):
            text += zlib.decompress(data).lower()
        found |= {f"{name}: {word.decode()}" for word in wanted if word in text}
    return found


def fill(clm: Clm, repo: Repository, own: Path, count: int) -> list[str]:
    """So many random absences and notes; answers the canaries that the notes hold."""
    rng = random.Random(count)
    start = date.fromisoformat(TODAY)
    canaries = []
    begun = {"tom": 1, "isabel": 1}
    for number in range(count):
        who = rng.choice(sorted(begun))
        canary = f"zq{number:04d}{rng.choice(HEALTH[:8])}"
        if rng.random() < 0.4:
            first = start + timedelta(days=begun[who])
            last = first + timedelta(days=rng.randrange(2))
            begun[who] += 3
            clm.ok("absence", "add", who, "--from", first.isoformat(), "--to", last.isoformat(),
                   "--sick")  # fmt: skip
            continue
        canaries.append(canary)
        clm.ok("private", "note", who, "-", "--kind", rng.choice(KINDS), stdin=f"{canary} text")
        if rng.random() < 0.1:  # what fails may tell nothing either
            assert clm("private", "note", "nobody", canary, "--kind", "sick").code == 3
            own.chmod(0o755)
            assert clm("private", "note", who, canary, "--kind", "sick").code == 77
            own.chmod(0o700)
    assert repo.is_clean()
    return canaries


def run(clm: Clm, repo: Repository, own: Path, count: int) -> None:
    repo.put("team/jana.yaml", repo.read("team/jana.yaml") + "  - manager\n")
    clm.ok("private", "init", own)
    canaries = fill(clm, repo, own, count)
    clm("mine")
    clm("absence", "list", "--all")
    assert leaks(repo, (*HEALTH, "zq0")) == set()
    kept = leaks(Repository(own), canaries)  # control: they are where they belong
    assert {one.rpartition(": ")[2] for one in kept} == {one.casefold() for one in canaries}
    absences = [one for one in clm("private", "list", "--json").json["items"] if one["absence"]]
    assert len(absences) + len(canaries) == count


def test_no_object_or_file_of_the_team_tells_why_short(  # A4.1, A4.2
    clm: Clm, repo: Repository, tmp_path: Path
) -> None:
    run(clm, repo, tmp_path / "own", 40)


@pytest.mark.stress
def test_no_object_or_file_of_the_team_tells_why(  # A4.1, A4.2
    clm: Clm, repo: Repository, tmp_path: Path
) -> None:
    run(clm, repo, tmp_path / "own", 500)


@pytest.mark.parametrize("place", ["loose", "unreachable", "packed", "message", "file", "state"])
def test_a_planted_leak_is_found(repo: Repository, place: str) -> None:  # A4.1
    canary = "zq0001Bandscheibe"
    assert leaks(repo, [canary]) == set()
    if place in ("loose", "packed"):
        repo.put("team/note.txt", canary)
        repo.git("rm", "--quiet", "team/note.txt")
        repo.commit("away")
    if place == "packed":
        repo.git("gc", "--quiet")
    if place == "unreachable":
        repo.write("x", canary)
        repo.git("hash-object", "-w", "x")
        repo.path("x").unlink()
    if place == "message":
        repo.git("commit", "--quiet", "--allow-empty", "-m", canary)
    if place == "file":
        repo.write(".git/clm/journal", canary)
    if place == "state":
        folder = Path(os.environ["XDG_STATE_HOME"]) / "clm"
        folder.mkdir(parents=True)
        (folder / "failure-x.log").write_text(canary)
    assert leaks(repo, [canary]) != set()
