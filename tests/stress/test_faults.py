"""G2 and G14: each call that changes the disk fails once; the old state is intact, or the new one.

Our own calls fail in this process, git's by a `git` first on PATH. After each fault: a sentence
and the right exit code, HEAD, index and files all old or all new, and the next command works.
"""

from __future__ import annotations

import errno
import shutil
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.build import customer_path
from tests.stress import harness, writer
from tests.stress.faults import GIT_FAULTS, Disk, FailingGit, failing
from tests.stress.writer import MANY, SHARED, Job
from tests.world import Clm, Repository, Result

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.stress.conftest import Tally

    Act = Callable[[Repository], Result]

NEW = "external_id,name\n1,Ada\n2,Bo\n3,Cy\n"
CODES = (errno.ENOSPC, errno.EIO)


class Case(NamedTuple):
    """A command, and what lies in the repository before it."""

    words: tuple[str, ...]
    edited: str = ""
    """A file with an edit by hand."""
    hook: str = ""
    """A hook, by which git itself has to make the commit."""
    every: int = 1
    """Only every so many of our calls: there are hundreds alike."""


CASES = (
    Case(("note", SHARED, "a new word")),
    Case(("import", "customers", "../in.csv", "--apply")),
    Case(("import", "customers", "../many.csv", "--apply"), every=11),
    Case(("seen", *MANY)),
    Case(("note", MANY[0], "a first word")),
    Case(("customer", "set", SHARED, "city=Bonn"), edited=customer_path(SHARED)),
    Case(("save",), edited=customer_path(SHARED)),
    Case(("undo",)),
    Case(("note", SHARED, "a new word"), hook="pre-commit"),
    Case(("customer", "set", SHARED, "city=Bonn"), edited=customer_path(SHARED), hook="commit-msg"),
)


def prepare(repo: Repository, case: Case) -> None:
    harness.people_it(repo)
    Clm(repo.root).ok("remind", SHARED, "+3d")
    (repo.root.parent / "in.csv").write_text(NEW)
    rows = (f"m{n},Neu {n}" for n in range(120))
    (repo.root.parent / "many.csv").write_text("\n".join(["external_id,name", *rows, ""]))
    if case.hook:
        repo.write(f".git/hooks/{case.hook}", "#!/bin/sh\nexit 0\n").chmod(0o755)
    if case.edited:
        repo.write(case.edited, repo.read(case.edited) + "city: Köln\n")


def run(case: Case) -> Act:
    return lambda repo: Clm(repo.root)(*case.words)


def state(repo: Repository) -> tuple[str, dict[str, bytes]]:
    """The index and the files."""
    files = {
        path.relative_to(repo.root).as_posix(): path.read_bytes()
        for path in repo.root.rglob("*")
        if path.is_file() and ".git" not in path.parts
    }
    return repo.git("ls-files", "-s"), files


class Shot(NamedTuple):
    """One fault: where, and what came of it."""

    where: str
    repo: Repository
    head: str
    before: tuple[str, dict[str, bytes]]
    answer: Result


def judge(shot: Shot, codes: set[int]) -> list[str]:
    """What a fault may not leave: half a state, silence, or work for a person."""
    repo, answer = shot.repo, shot.answer
    found = []
    own = repo.git("log", "--format=%s", f"{shot.head}..HEAD").splitlines()
    moved = [subject for subject in own if not subject.startswith("edit by hand")]
    if answer.code not in codes:
        found.append(f"exit {answer.code}: {answer.err}")
    elif answer.code and "hint: " not in answer.err:
        found.append("no word on what to do")
    if answer.code and moved and "is made, but" not in answer.err:
        found.append("the commit is made, and nobody says so")
    if answer.code == 0 and not moved:
        found.append("acknowledged, and nothing was done")
    if answer.code and not own and state(repo) != shot.before:
        found.append("refused, and something is another than before")
    again = Clm(repo.root)("note", MANY[-1], "afterwards")
    if again.code:
        found.append(f"the next command: exit {again.code}: {again.err}")
    left = harness.trouble(repo, [])
    if not own and shot.before[1] != state_but(repo, MANY[-1], shot.before[1]):
        found.append("the next command changed a file of the refused one")
    return [f"{shot.where}: {one}" for one in (*found, *_but_edits(left))]


def state_but(repo: Repository, customer: str, before: dict[str, bytes]) -> dict[str, bytes]:
    """The files without what the next command wrote."""
    path = customer_path(customer, "oteam")
    files = {name: data for name, data in state(repo)[1].items() if name != path}
    return files | ({path: before[path]} if path in before else {})


def _but_edits(left: list[str]) -> list[str]:
    """An edit by hand that was there before stays; `judge` looks at its bytes."""
    return [line for line in left if not line.startswith("left in the work tree:  M")]


class Range:
    """Copies of one repository, each for one fault."""

    def __init__(self, repo: Repository, act: Act) -> None:
        self.template, self.act = repo, act
        self._number = 0

    def copy(self) -> Repository:
        self._number += 1
        root = self.template.root.parent / f"shot{self._number}"
        shutil.copytree(self.template.root, root)
        repo = Repository(root)
        repo.git("update-index", "-q", "--refresh")
        if any((root / ".git/hooks").glob("*")):
            Clm(root).ok("trust", "--yes")
        return repo

    def ours(self, patch: pytest.MonkeyPatch, every: int = 1) -> list[Shot]:
        """Each of our own calls fails once."""
        with failing(Disk(self.copy().root), patch) as disk:
            self.act(Repository(self.template.root.parent / f"shot{self._number}"))
        shots = []
        for number in range(0, len(disk.calls), every):
            repo = self.copy()
            head, before = repo.head(), state(repo)
            broken = Disk(repo.root)
            broken.fails_at, broken.code = number, CODES[number % 2]
            with failing(broken, patch):
                answer = self.act(repo)
            if number < len(broken.calls):  # new ids may share a folder: a call or two less
                where = f"call {number}, {broken.calls[number]}"
                shots.append(Shot(where, repo, head, before, answer))
        return shots

    def gits(self, git: FailingGit) -> list[Shot]:
        """Each git fails once in each way."""
        git.arm(0, "before")
        self.act(self.copy())
        shots = []
        for number in range(1, git.calls + 1):
            for how in GIT_FAULTS:
                repo = self.copy()
                head, before = repo.head(), state(repo)
                git.arm(number, how)
                answer = self.act(repo)
                git.arm(0, how)
                shots.append(Shot(f"git {number} {how}", repo, head, before, answer))
        return shots


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(CASES[0], id="short"),
        *(
            pytest.param(case, marks=pytest.mark.stress, id=f"{case.words[0]} {case.hook}")
            for case in CASES
        ),
    ],
)
def test_each_call_that_fails_leaves_all_or_nothing(
    repo: Repository, tally: Tally, monkeypatch: pytest.MonkeyPatch, case: Case
) -> None:
    prepare(repo, case)
    shooting = Range(repo, run(case))
    ours = shooting.ours(monkeypatch, case.every)
    found = [one for shot in ours for one in judge(shot, {0, 74})]
    gits = shooting.gits(FailingGit(repo.root.parent / "bin", monkeypatch))
    for shot in gits:
        dies = "killed" in shot.where or case.hook
        found += judge(shot, {0, 74} | ({75, 77, 78} if dies else set()))
    counted = f"{case.words[0]}: {len(ours)} calls of ours, {len(gits)} of git failed"
    tally("G2,G14", f"{counted}{', with a hook' if case.hook else ''}", found)


def test_an_undo_never_guesses(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    harness.people_it(repo)
    before = repo.read(customer_path(SHARED))
    Clm(repo.root).ok("remind", SHARED, "+3d")
    shots = Range(repo, run(Case(("undo",)))).gits(
        FailingGit(repo.root.parent / "bin", monkeypatch)
    )
    wanted = {True: before, False: repo.read(customer_path(SHARED))}
    for shot in shots:
        moved = shot.repo.head() != shot.head
        assert shot.repo.git("show", f"HEAD:{customer_path(SHARED)}") + "\n" == wanted[moved], shot


def naive(repo: Repository) -> Result:
    """The control's act."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(repo.root)
        job = Job(f"{repo.root}", "", kinds=("naive",))
        try:
            done = writer.naively(job, 1)
        except OSError as problem:
            return Result(74, "", f"error: {problem}\nhint: none\n")
    return Result(0 if done else 74, "", "error: refused\nhint: none\n")


def test_a_naive_writer_leaves_half_a_file(
    repo: Repository, tally: Tally, monkeypatch: pytest.MonkeyPatch
) -> None:
    harness.people_it(repo)
    shots = Range(repo, naive).ours(monkeypatch)
    found = [one for shot in shots for one in judge(shot, {0, 74})]
    tally.control("G2,G14", f"a naive writer, {len(shots)} calls failed", found)
