"""The index as we write it must be the one git would have written, and git must trust it."""

from __future__ import annotations

import os
import random
import subprocess
from typing import TYPE_CHECKING

import pytest

from clm.store.git import Entry
from clm.store.indexfile import IndexFile, NotPlain, open_index

if TYPE_CHECKING:
    from pathlib import Path

    from clm.store.git import Repo
    from tests.store.conftest import Git

LATE = 1_900_000_000


def plain(repo: Repo) -> IndexFile:
    found = open_index(repo.git_dir / "index")
    assert found is not None
    return found


def put(repo: Repo, entries: dict[str, Entry | None], *, with_times: bool = True) -> None:
    stats = {p: os.lstat(repo.root / p) for p, e in entries.items() if e and with_times}
    data = plain(repo).changed(repo, entries, stats)
    (repo.git_dir / "index").write_bytes(data)


def listed(git: Git) -> str:
    return git("ls-files", "-s")


def tree(root: Path, count: int) -> list[str]:
    names = []
    for number in range(count):
        path = f"{'abcdü'[number % 5]}/{number % 7}{'-' * (number % 13)}/file {number}.yaml"
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(f"{number}\n")
        names.append(path)
    return names


@pytest.mark.parametrize("seed", range(6))
def test_the_index_is_what_git_would_have_made(repo: Repo, root: Path, git: Git, seed: int) -> None:
    dice = random.Random(seed)
    names = tree(root, 60)
    git("add", ".")
    git("commit", "-qm", "many")
    for round_ in range(5):
        entries: dict[str, Entry | None] = {}
        for path in dice.sample(names, 4):
            if dice.random() < 0.3:
                (root / path).unlink(missing_ok=True)
                entries[path] = None
            else:
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                (root / path).write_text(f"{round_} {dice.random()}\n")
                entries[path] = Entry("100644", repo.blob_id((root / path).read_bytes()))
        new = f"new/{round_}/{'x' * dice.randrange(1, 20)}"
        (root / new).parent.mkdir(parents=True, exist_ok=True)
        (root / new).write_text("new\n")
        entries[new] = Entry("100644", repo.blob_id(b"new\n"))
        names.append(new)
        kept = dict(os.environ, GIT_INDEX_FILE=str(root.parent / "other"))
        (root.parent / "other").write_bytes((repo.git_dir / "index").read_bytes())
        subprocess.run(
            ["git", "update-index", "--add", "--remove", "-z", "--stdin"],
            input="\0".join(entries).encode(), cwd=root, env=kept, check=True,
        )  # fmt: skip
        theirs = subprocess.run(
            ["git", "ls-files", "-s"], cwd=root, env=kept, check=True, capture_output=True
        )
        put(repo, entries)
        assert listed(git) == theirs.stdout.decode()
        assert git("diff-files") == ""  # the times are as git would have noted them
        for path in entries:
            git("hash-object", "-w", "--", path, check=False)
        git("fsck", "--cache", "--no-dangling")
        by_ours = git("write-tree")
        git("read-tree", "--empty")
        git("add", ".")
        assert git("write-tree") == by_ours  # no tree that was known before is believed
        assert plain(repo).entries(list(entries)) == {p: e for p, e in entries.items() if e}


def test_entries_of_a_conflict(repo: Repo, root: Path, git: Git) -> None:
    git("switch", "-qc", "other")
    (root / "a.txt").write_bytes(b"theirs\n")
    git("commit", "-qam", "theirs")
    git("switch", "-q", "main")
    (root / "a.txt").write_bytes(b"ours\n")
    git("commit", "-qam", "ours")
    git("merge", "-q", "other", check=False)
    found = plain(repo).entries(["a.txt", "folder/b.txt", "nowhere"])
    assert found["a.txt"].mode == "unmerged"
    assert found["folder/b.txt"] == Entry("100644", repo.blob_id(b"b\n"))
    assert "nowhere" not in found
    put(repo, {"a.txt": Entry("100644", repo.blob_id(b"ours\n"))}, with_times=False)
    assert git("ls-files", "-u") == ""


@pytest.mark.parametrize(
    "words",
    [
        ("update-index", "--index-version", "4"),
        ("update-index", "--split-index"),
        ("update-index", "--force-untracked-cache"),
        ("update-index", "--assume-unchanged", "a.txt"),
        ("update-index", "--skip-worktree", "a.txt"),
        ("add", "-N", "promised"),
    ],
)
def test_any_other_kind_is_left_to_git(
    repo: Repo, root: Path, git: Git, words: tuple[str, ...]
) -> None:
    (root / "promised").write_bytes(b"x\n")
    git("status")
    assert open_index(repo.git_dir / "index") is not None
    git(*words)
    assert open_index(repo.git_dir / "index") is None


@pytest.mark.parametrize("cut", [0, 5, 12, 40, 100, -1, -21])
def test_a_torn_index_is_left_to_git(repo: Repo, cut: int) -> None:
    path = repo.git_dir / "index"
    path.write_bytes(path.read_bytes()[:cut])
    assert open_index(path) is None


def test_an_index_that_is_not_there_holds_nothing(repo: Repo, git: Git) -> None:
    before = listed(git)
    (repo.git_dir / "index").unlink()
    assert plain(repo).entries(["a.txt"]) == {}
    put(
        repo,
        {
            "folder/b.txt": Entry("100644", repo.blob_id(b"b\n")),
            "a.txt": Entry("100644", repo.blob_id(b"a\n")),
        },
    )
    assert listed(git) == before


def test_a_file_where_a_folder_is(repo: Repo) -> None:
    one = Entry("100644", repo.blob_id(b"a\n"))
    for path in ("a.txt/below", "folder"):
        with pytest.raises(NotPlain):
            plain(repo).changed(repo, {path: one}, {})


def test_an_edit_in_the_second_of_the_index_is_not_hidden(repo: Repo, root: Path, git: Git) -> None:
    """git trusts times that are older than its index: a newer index must not make them so."""
    path = root / "a.txt"
    turned = True
    while turned:  # within one second: had it turned between the two writes, git would see it
        path.write_bytes(b"1\n")
        os.utime(path, (LATE, LATE))
        git("add", "a.txt")
        os.utime(repo.git_dir / "index", (LATE, LATE))
        before = path.stat()
        path.write_bytes(b"2\n")  # the same size and inode
        os.utime(path, (LATE, LATE))
        turned = path.stat().st_ctime_ns // 10**9 != before.st_ctime_ns // 10**9
    put(repo, {"folder/b.txt": Entry("100644", repo.blob_id(b"b\n"))})
    os.utime(repo.git_dir / "index", (LATE + 9, LATE + 9))
    assert git("diff", "--name-only").split() == ["a.txt"]


def test_too_much_to_look_at_is_left_to_git(repo: Repo, root: Path, git: Git) -> None:
    tree(root, 300)
    git("add", ".")
    os.utime(repo.git_dir / "index", (0, 0))
    with pytest.raises(NotPlain):
        plain(repo).changed(repo, {"a.txt": None}, {})


def test_an_index_without_a_sum_stays_without(repo: Repo, git: Git) -> None:
    path = repo.git_dir / "index"
    path.write_bytes(path.read_bytes()[:-20] + bytes(20))
    put(repo, {"a.txt": None})
    assert path.read_bytes()[-20:] == bytes(20)
    assert git("ls-files").split() == ["folder/b.txt"]
