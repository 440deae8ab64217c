"""G4 and G5: many commands at once, and a person's own git beside them, lose and mix nothing."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.stress import harness
from tests.stress.writer import Job

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.stress.conftest import Counts, Tally
    from tests.world import Repository

BESIDE = 4
LONGEST = 10
"""Seconds that a command may take beside a person's git (G5)."""
PLAN, TODO = "plan.txt", "todo.txt"
KINDS = ("note", "note", "note", "remind", "assign", "seen", "import")


def jobs(repo: Repository, tmp_path: Path, writers: int, writes: int, *kinds: str) -> list[Job]:
    harness.people_it(repo, writers)
    return [
        Job(f"{repo.root}", f"{tmp_path / 'acks'}{me}", me, writes=writes, kinds=kinds or KINDS)
        for me in range(writers)
    ]


def test_processes_at_once_lose_nothing(
    repo: Repository, tmp_path: Path, counts: Counts, tally: Tally
) -> None:
    crowd = jobs(repo, tmp_path, counts.processes, counts.writes)
    harness.join([harness.start(job) for job in crowd])
    said = [ack for job in crowd for ack in harness.read_acks(Path(job.acks))]
    found = harness.trouble(repo, said)
    found += [f"a note twice: {line}" for line in _twice(repo)]
    assert len(said) == counts.processes * counts.writes
    assert int(repo.git("rev-list", "--count", "HEAD")) == len(said) + 2
    tally("G4", f"{counts.processes} processes x {counts.writes} writes", found)


def _twice(repo: Repository) -> list[str]:
    notes = [
        line
        for path in repo.root.glob("customers/*/*.oteam.yaml")
        for line in path.read_text().splitlines()
        if "note " in line
    ]
    return [line for line in set(notes) if notes.count(line) > 1]


def test_naive_processes_at_once_lose(repo: Repository, tmp_path: Path, tally: Tally) -> None:
    crowd = jobs(repo, tmp_path, 4, 25, "naive")
    tally.control("G4", "4 naive writers x 25", _spoilt(repo, crowd, lambda: time.sleep(0.05)))


def _spoilt(repo: Repository, crowd: Sequence[Job], beside: Callable[[], object]) -> list[str]:
    """What naive writers spoil while something is done beside them, again and again.

    On a busy machine they may take turns by chance, so there are up to five crowds.
    """
    for first in range(0, 125, 25):
        writers = [harness.start(job._replace(first=first)) for job in crowd]
        while any(writer.poll() is None for writer in writers):
            beside()
        harness.join(writers)
        said = [ack for job in crowd for ack in harness.read_acks(Path(job.acks))]
        if found := harness.trouble(repo, said):
            return found
    return []


class Person:
    """Somebody who edits, adds, commits and switches branches by hand all the while."""

    def __init__(self, repo: Repository) -> None:
        self.repo = repo
        self.done: dict[str, str] = {}
        """Subject of each commit that git made for the person → what its file held."""
        self.turn = 0
        for name in (PLAN, TODO):
            repo.write(name, "0\n")
        repo.commit("start of the person's work")

    def act(self) -> None:
        """One edit, and one of the ways to commit it."""
        self.turn += 1
        text, subject = f"{self.turn}\n", f"by hand {self.turn}"
        ways = (
            (("add", PLAN), ("commit", "-qm", subject)),
            (("commit", "-qm", subject, "--", PLAN),),
            (("add", PLAN), ("commit", "-qm", subject, "--only", PLAN)),
            (("commit", "-qam", subject),),
        )
        self.repo.write(PLAN, text)
        went = [self._git(*words) for words in ways[self.turn % len(ways)]]
        if all(went):
            self.done[subject] = text
        self.repo.write(TODO, text)
        self._git("checkout", "--", TODO)

    def _git(self, *words: str) -> bool:
        """Did git do it? It may not get a lock that we hold; a person tries again later."""
        done = subprocess.run(["git", *words], cwd=self.repo.root, capture_output=True, check=False)
        return done.returncode == 0


def _mixed(repo: Repository, person: Person) -> list[str]:
    """Commits that hold the other side's paths, and work of the person that is not there."""
    found = []
    log = repo.git("log", "--format=%x00%s", "--name-only").split("\0")[1:]
    blocks = [[line for line in block.splitlines() if line] for block in log]
    for subject, *paths in blocks:
        ours = subject.partition(" ")[0] in KINDS
        theirs = subject.startswith("by hand ")
        if (theirs and set(paths) - {PLAN, TODO}) or (ours and {PLAN, TODO} & set(paths)):
            found.append(f"{subject} has {paths}")
    made = {subject for subject, *_ in blocks}
    found += [f"gone: {subject}" for subject in person.done if subject not in made]
    return found


def test_a_persons_git_beside_commands(
    repo: Repository, tmp_path: Path, counts: Counts, tally: Tally
) -> None:
    crowd = jobs(repo, tmp_path, BESIDE, counts.beside)
    person = Person(repo)
    writers = [harness.start(job) for job in crowd]
    while any(writer.poll() is None for writer in writers):
        person.act()
    harness.join(writers)
    said = [ack for job in crowd for ack in harness.read_acks(Path(job.acks))]
    repo.git("checkout", "--", ".")  # what the person had not got to commit
    repo.git("reset", "--quiet")
    repo.git("checkout", "--", ".")
    found = harness.trouble(repo, said) + _mixed(repo, person)
    found += [f"took {ack.seconds:.0f} s: {ack.words}" for ack in said if ack.seconds > LONGEST]
    assert len(person.done) > BESIDE
    assert len(said) == BESIDE * counts.beside
    by_hand = f"{len(person.done)} commits by hand"
    tally("G5", f"{BESIDE} x {counts.beside} commands beside {by_hand}", found)


def test_a_naive_writer_beside_a_person_mixes(
    repo: Repository, tmp_path: Path, tally: Tally
) -> None:
    crowd = jobs(repo, tmp_path, BESIDE, 25, "naive")
    person = Person(repo)
    tally.control("G5", f"{BESIDE} naive writers x 25", _spoilt(repo, crowd, person.act))
