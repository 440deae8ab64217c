"""G6: whatever a person did to a file by hand, a command keeps it, or leaves it alone.

Random sequences of hand edits, stagings, deletions and renames, with commands between them. After
each command the state before it says what may have become of every file.
"""

from __future__ import annotations

import hashlib
import random
import shutil
import subprocess
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.build import customer_path, make_customer
from tests.world import Clm, Repository

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.stress.conftest import Counts, Tally

    Command = Callable[[Repository, random.Random], int]

CUSTOMERS = ("c-000001", "c-000002", "c-000003")
FILES = (
    *(customer_path(name) for name in CUSTOMERS),
    *(customer_path(name, "oteam") for name in CUSTOMERS),
)
STEPS = 14
BY_HAND = "edit by hand"
ALLOWED = {0, 1, 3, 65, 75, 77}
"""Done, nothing to undo, no such customer (its file is gone), a bad edit, staged work, a rule."""


def blob(data: bytes) -> str:
    """The id git gives these bytes."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


class State(NamedTuple):
    """HEAD, index and work tree, by path."""

    head: str
    tree: dict[str, str]
    staged: dict[str, str]
    files: dict[str, str]


def look(repo: Repository) -> State:
    index = [line.split(maxsplit=3) for line in repo.git("ls-files", "-s").splitlines()]
    return State(
        repo.head(),
        tree_of(repo, "HEAD"),
        {path: f"{mode} {sha}" for mode, sha, _, path in index},
        {
            path.relative_to(repo.root).as_posix(): (
                f"{'100755' if path.stat().st_mode & 0o100 else '100644'} {blob(path.read_bytes())}"
            )
            for path in repo.root.rglob("*")
            if path.is_file() and ".git" not in path.parts
        },
    )


# What a person does.


def edit(repo: Repository, name: str, chance: random.Random) -> None:
    path = repo.path(name)
    if path.exists():
        repo.write(name, f"{path.read_text().rstrip()}\n# by hand {chance.random()}\n")


def edit_badly(repo: Repository, name: str, chance: random.Random) -> None:
    path = repo.path(name)
    if path.exists() and chance.random() < 0.3:
        repo.write(name, path.read_text() + "city: [\n")


def create(repo: Repository, name: str, chance: random.Random) -> None:
    if not repo.path(name).exists():
        customer = name.rpartition("/")[2].partition(".")[0]
        side = name.endswith(".oteam.yaml")
        text = f"customer: {customer}\n" if side else make_customer(customer, more="owner: jana\n")
        repo.write(name, f"{text}# made by hand {chance.random()}\n")


def touch(repo: Repository, name: str, _: random.Random) -> None:
    if repo.path(name).exists():
        repo.path(name).touch()


def make_executable(repo: Repository, name: str, _: random.Random) -> None:
    if repo.path(name).exists():
        repo.path(name).chmod(0o755)


def delete(repo: Repository, name: str, _: random.Random) -> None:
    repo.path(name).unlink(missing_ok=True)


def rename(repo: Repository, name: str, _: random.Random) -> None:
    if repo.path(name).exists():
        repo.path(name).rename(repo.path("set-aside.txt"))


def _git(*words: str) -> Callable[[Repository, str, random.Random], None]:
    def act(repo: Repository, name: str, _: random.Random) -> None:
        subprocess.run(["git", *words, name], cwd=repo.root, capture_output=True, check=False)

    act.__name__ = " ".join(("git", *words))
    return act


HANDS: tuple[Any, ...] = (
    edit, edit, edit, edit_badly, create, touch, make_executable, delete, rename,
    _git("add", "--"), _git("add", "--intent-to-add", "--"),
    _git("rm", "--cached", "--quiet", "--"), _git("rm", "--force", "--quiet", "--"),
    _git("restore", "--staged", "--"), _git("restore", "--"), _git("restore", "--"),
    _git("restore", "--source=HEAD", "--staged", "--worktree", "--"),
    _git("restore", "--source=HEAD", "--staged", "--worktree", "--"),
    _git("commit", "-qm", "by a person", "--"),
)  # fmt: skip


# What a command does.


def by_clm(repo: Repository, chance: random.Random) -> int:
    """One command line, on one or on all customers."""
    one = chance.choice(CUSTOMERS)
    day = f"2027-0{chance.randrange(1, 10)}-1{chance.randrange(10)}"
    words = chance.choice(
        (
            ("note", one, f"said {chance.random()}"),
            ("note", one, f"said {chance.random()}"),
            ("remind", one, day),
            ("remind", *CUSTOMERS, day),
            ("customer", "set", one, f"city=Ort {chance.randrange(1000)}"),
            ("watch", *CUSTOMERS),
            ("watch", *CUSTOMERS, "--off", "-m", "calm again"),
            ("save",),
            ("undo",),
        )
    )
    return Clm(repo.root)(*words, "--quiet", "--as", "jana").code


def naively(repo: Repository, chance: random.Random) -> int:
    """A tool that writes what it has read from HEAD, and commits all of the file."""
    name = chance.choice(FILES)
    found = subprocess.run(
        ["git", "show", f"HEAD:{name}"], cwd=repo.root, capture_output=True, text=True, check=False
    )
    repo.write(name, f"{found.stdout}# naive {chance.random()}\n")
    words = ["git", "commit", "-qam", "naive"]
    return 75 * bool(
        subprocess.run(words, cwd=repo.root, capture_output=True, check=False).returncode
    )


# What must hold.


def judge(repo: Repository, before: State, code: int) -> list[str]:
    """What a command did to hand edits that it may not do."""
    after = look(repo)
    if code not in ALLOWED:
        return [f"exit {code}"]
    if code not in {0, 65}:  # 65 may mean that other files are bad
        return [] if after == before else [f"exit {code}, and something changed"]
    saved: set[str] = set()
    return [
        *_commits(repo, before, after, saved),
        *_files(before, after, saved),
        *_entries(before, after),
    ]


def _commits(repo: Repository, before: State, after: State, saved: set[str]) -> Iterator[str]:
    """Look at each new commit; what it took from the work tree is added to `saved`."""
    tree = before.tree
    log = repo.git("log", "--reverse", "--format=%H %s", f"{before.head}..{after.head}")
    for line in log.splitlines():
        commit, _, subject = line.partition(" ")
        now = tree_of(repo, commit)
        for path in (path for path in tree.keys() | now.keys() if tree.get(path) != now.get(path)):
            if before.staged.get(path) != before.tree.get(path):
                yield f"{subject} took what was staged of {path}"
            if subject.startswith((BY_HAND, "save")):
                saved.add(path)
                if now.get(path) != before.files.get(path):
                    yield f"{subject}: {path} is not what the person wrote"
            elif tree.get(path) != before.files.get(path):
                yield f"{subject} swept in a hand edit of {path}"
        tree = now


def _files(before: State, after: State, saved: set[str]) -> Iterator[str]:
    for path in before.files.keys() | after.files.keys():
        was, now, head = before.files.get(path), after.files.get(path), after.tree.get(path)
        edited = was != before.tree.get(path)
        if edited and path not in saved and was != now:
            yield f"the hand edit of {path} is gone"
        if not edited and now not in {head, was}:
            yield f"{path} is torn"


def _entries(before: State, after: State) -> Iterator[str]:
    for path in before.staged.keys() | after.staged.keys():
        entry = before.staged.get(path)
        wanted = entry if entry != before.tree.get(path) else after.tree.get(path)
        if after.staged.get(path) != wanted:
            yield f"the index entry of {path} is another one"


def tree_of(repo: Repository, commit: str) -> dict[str, str]:
    rows = (row.split(maxsplit=3) for row in repo.git("ls-tree", "-r", commit).splitlines())
    return {path: f"{mode} {sha}" for mode, _, sha, path in rows}


def play(template: Repository, seed: int, command: Command) -> tuple[list[str], list[int], int]:
    """One sequence: what it found, the exit codes of its commands, how many edits were adopted."""
    root = template.root.parent / "plays" / f"{seed}"
    shutil.copytree(template.root, root)
    repo = Repository(root)
    chance = random.Random(seed)
    found: list[str] = []
    codes = []
    done = []
    for _ in range(STEPS):
        for _ in range(chance.randrange(3)):
            hand, name = chance.choice(HANDS), chance.choice(FILES)
            hand(repo, name, chance)
            done.append(f"{hand.__name__} {name}")
        before = look(repo)
        codes.append(command(repo, chance))
        faults = judge(repo, before, codes[-1])
        found += [f"seed {seed}, after {done[-3:]}: {fault}" for fault in faults]
        if faults:
            break
    adopted = sum(subject.startswith(BY_HAND) for subject in repo.subjects())
    shutil.rmtree(root)
    return found, codes, adopted


def prepare(repo: Repository) -> None:
    for name in CUSTOMERS:
        repo.write(customer_path(name), make_customer(name, more="owner: jana\n"))
    repo.commit()


def test_hand_edits_stay(repo: Repository, counts: Counts, tally: Tally) -> None:
    prepare(repo)
    found: list[str] = []
    codes: list[int] = []
    adopted = 0
    for seed in range(counts.hands):
        faults, more, taken = play(repo, seed, by_clm)
        found, codes, adopted = found + faults, codes + more, adopted + taken
    refused = sum(code in {65, 75} for code in codes)
    done = f"{len(codes)} commands, {refused} refused, {adopted} edits by hand adopted"
    tally("G6", f"{counts.hands} sequences: {done}", found)
    assert {0, 65, 75} <= set(codes)
    assert adopted > counts.hands / 2


def test_a_naive_tool_sweeps_them_away(repo: Repository, tally: Tally) -> None:
    prepare(repo)
    found = [fault for seed in range(3) for fault in play(repo, seed, naively)[0]]
    tally.control("G6", "a naive tool, 3 sequences", found)
