"""G14: on a full or read-only disk a write says so, old data stay whole, and reads go on."""

from __future__ import annotations

import errno
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.stress import harness
from tests.stress.faults import Disk, failing
from tests.stress.test_faults import NEW, state
from tests.stress.writer import MANY, SHARED
from tests.world import Clm, Repository

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.stress.conftest import Tally

WRITES = (
    ("note", SHARED, "a new word"),
    ("seen", *MANY),
    ("import", "customers", "../in.csv", "--apply"),
)
READS = (("mine", "--ids"), ("customer", "list", "--ids"), ("file", SHARED), ("board",))
KIB = 1024


def answers(repo: Repository) -> list[tuple[int, str]]:
    """What the reads say."""
    return [Clm(repo.root)(*words)[:2] for words in READS]


def refusal(repo: Repository, words: tuple[str, ...]) -> list[str]:
    """Run a write that cannot succeed; what is wrong with its answer, or with what it left."""
    before, head = state(repo), repo.head()
    answer = Clm(repo.root)(*words)
    found = []
    if answer.code != 74:
        found.append(f"exit {answer.code}: {answer.err}")
    if "error: " not in answer.err or "hint: " not in answer.err:
        found.append(f"no clear message: {answer.err}")
    if (state(repo), repo.head()) != (before, head):
        found.append("something changed")
    return [f"{words[0]}: {one}" for one in found]


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS, errno.EIO])
def test_a_disk_that_takes_nothing_more(
    repo: Repository, tally: Tally, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    harness.people_it(repo)
    (repo.root.parent / "in.csv").write_text(NEW)
    usual, found = answers(repo), []
    broken = Disk(repo.root)
    broken.fails_at, broken.stays_broken, broken.code = 0, True, code
    with failing(broken, monkeypatch):
        for words in WRITES:
            found += refusal(repo, words)
        found += [f"a read says {now[1]}" for was, now in zip(usual, answers(repo), strict=True)
                  if was != now]  # fmt: skip
    for words in WRITES:
        Clm(repo.root).ok(*words)
    found += harness.trouble(repo, [])
    tally("G14", f"{errno.errorcode[code]} from all calls, {len(WRITES)} writes", found)


@pytest.fixture
def small_disk(repo: Repository, tmp_path: Path) -> Iterator[Repository]:
    """The repository on a file system of its own, of 4 MB."""
    place = tmp_path / "disk"
    place.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(place)]
    if subprocess.run(words, capture_output=True, check=False).returncode:
        pytest.skip("no small file system can be mounted here; that needs root")
    try:
        shutil.copytree(repo.root, place / "repo")
        other = Repository(place / "repo")
        harness.people_it(other)
        (place / "in.csv").write_text(NEW)
        yield other
    finally:
        subprocess.run(["umount", "--lazy", place], check=True)


@pytest.mark.stress
def test_a_full_file_system(small_disk: Repository, tally: Tally) -> None:
    filler = small_disk.root.parent / "filler"
    found: list[str] = []
    refused = done = 0
    for left in range(0, 200, 4):
        _fill(filler, left * KIB)
        before, head = state(small_disk), small_disk.head()
        answer = Clm(small_disk.root)("note", SHARED, f"with {left} KB")
        refused, done = refused + (answer.code == 74), done + (answer.code == 0)
        if answer.code not in {0, 74}:
            found.append(f"{left} KB left: exit {answer.code}: {answer.err}")
        refused_all = answer.code and "is made, but" not in answer.err
        if refused_all and (state(small_disk), small_disk.head()) != (before, head):
            found.append(f"{left} KB left: something changed")
        said = answers(small_disk)
        filler.unlink()
        if said != answers(small_disk):
            found.append(f"{left} KB left: a read says {said}")
        Clm(small_disk.root).ok("note", MANY[0], "afterwards")
        found += [f"{left} KB left: {one}" for one in harness.trouble(small_disk, [])]
    assert refused
    assert done
    tally("G14", f"a full file system: {refused} writes refused, {done} done", found)


def _fill(filler: Path, left: int) -> None:
    """Leave this many bytes free."""
    free = shutil.disk_usage(filler.parent).free
    filler.write_bytes(bytes(max(0, free - left)))


@pytest.mark.stress
def test_a_read_only_file_system(small_disk: Repository, tally: Tally) -> None:
    place = small_disk.root.parent
    usual, found = answers(small_disk), []
    index = small_disk.root / ".git/clm/index.sqlite"
    for what in ("with the index", "without an index", "with an old index"):
        if what == "without an index":
            index.unlink()
        if what == "with an old index":
            Clm(small_disk.root).ok("mine")
            small_disk.write("team/mia.yaml", "id: mia\nname: Mia\n")
        subprocess.run(["mount", "-o", "remount,ro", place], check=True)
        for words in WRITES:
            found += [f"{what}: {one}" for one in refusal(small_disk, words)]
        found += [
            f"{what}: {words[0]} says {now}"
            for words, was, now in zip(READS, usual, answers(small_disk), strict=True)
            if was != now
        ]
        subprocess.run(["mount", "-o", "remount,rw", place], check=True)
    Clm(small_disk.root).ok(*WRITES[0])
    tally("G14", f"a read-only file system, 3 x {len(WRITES)} writes", found)
