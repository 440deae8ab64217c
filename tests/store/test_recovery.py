from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from clm.errors import RefusedError
from clm.store import journal as journals
from clm.store.git import Entry, Repo
from clm.store.journal import Journal, Step
from clm.store.transaction import transaction

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.store.conftest import Git, Write

WRITER = Path(__file__).with_name("dying_writer.py")
BEFORE = (
    "die-before=clm.store.transaction:index_lock",
    "die-before=clm.store.journal:save",
    "die-after=clm.store.journal:save",
    "die-before=clm.store.git:Repo.move",
    "die-after=clm.store.building:write_durably",
    "die-after=clm.store.building:_keep",
    "die-after=clm.store.building:_write",
    "die-after=clm.store.worktree:WorkTree.stage",
    "die-before=clm.store.staging:_publish",
    "die-after=clm.store.staging:Index.set_entries",
)
AFTER = (
    "die-after=clm.store.git:Repo.move",
    "die-before=clm.store.worktree:Staged.put",
    "die-after=clm.store.worktree:Staged.put",
    "die-before=clm.store.staging:Index.note_times",
    "die-after=clm.store.staging:Index.note_times",
    "die-before=clm.store.transaction:Transaction._remember",
)
GIT_BUILDS = (
    "die-after=clm.store.git:Repo.build",
    "die-before=clm.store.durable:ObjectFolders.sync",
)
"""Where the commit is built by git: here because the repository is shared."""
GIT_KEEPS_BEFORE = ("die-after=clm.store.git:Repo.set_index",)
GIT_KEEPS_AFTER = (
    "die-before=clm.store.git:Repo.update_index",
    "die-after=clm.store.git:Repo.update_index",
)
"""Where git itself writes the index: here because it is of version 4."""


def die(root: Path, *options: str, name: str = "jana") -> str:
    """Let a writer die at one point; what it acknowledged before."""
    done = subprocess.run(
        [sys.executable, WRITER, root, name, "1", *options],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == -9, done.stderr
    return done.stdout


def recover(repo: Repo) -> None:
    with transaction(repo, who="clm test"):
        pass


def assert_whole(repo: Repo, git: Git, status: str = "") -> None:
    assert git("status", "--porcelain") == status
    assert not list(repo.common_dir.glob("*.lock"))
    assert not list((repo.common_dir / "refs").rglob("*.lock"))
    left = {path.name for path in (repo.git_dir / "clm").iterdir()}
    assert left <= {"git-version", "lock", "marker"}
    assert git("fsck", "--strict", "--no-dangling") == ""


@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize(
    "point", [*BEFORE, *AFTER, *GIT_BUILDS, *GIT_KEEPS_BEFORE, *GIT_KEEPS_AFTER]
)
def test_a_kill_at_any_step_leaves_all_or_nothing(
    repo: Repo, root: Path, git: Git, write: Write, point: str, together: bool
) -> None:
    write("shared.txt", b"start\n")
    if point in GIT_BUILDS:
        git("config", "core.sharedRepository", "group")
    if point in GIT_KEEPS_BEFORE + GIT_KEEPS_AFTER:
        git("update-index", "--index-version", "4")
    head = git("rev-parse", "HEAD").strip()
    assert die(root, point, *(["together"] if together else [])) == ""
    recover(repo)
    assert_whole(repo, git)
    moved = git("rev-parse", "HEAD").strip() != head
    assert moved == (point in AFTER + GIT_KEEPS_AFTER)
    assert (root / "shared.txt").read_bytes() == b"start\n" + b"jana-0\n" * moved
    assert (root / "own/jana.txt").exists() == moved


def test_an_edit_between_kill_and_recovery_stays(
    repo: Repo, root: Path, git: Git, write: Write
) -> None:
    write("shared.txt", b"start\n")
    die(root, "die-after=clm.store.git:Repo.move")
    (root / "shared.txt").write_bytes(b"by hand\n")
    recover(repo)
    assert (root / "shared.txt").read_bytes() == b"by hand\n"
    assert (root / "own/jana.txt").read_bytes() == b"jana-0\n"
    assert git("show", "HEAD:shared.txt") == "start\njana-0\n"
    assert_whole(repo, git, " M shared.txt\n")


def test_work_staged_between_kill_and_recovery_stays(
    repo: Repo, root: Path, git: Git, write: Write
) -> None:
    write("shared.txt", b"start\n")
    die(root, "die-after=clm.store.git:Repo.move")
    (repo.git_dir / "index.lock").unlink()  # as a person does who wants to go on with git
    (root / "shared.txt").write_bytes(b"by hand\n")
    git("add", "shared.txt")
    recover(repo)
    assert git("show", ":shared.txt") == "by hand\n"
    assert_whole(repo, git, "M  shared.txt\n")


def test_the_index_lock_of_somebody_else_is_not_touched(repo: Repo, root: Path) -> None:
    die(root, "die-before=clm.store.transaction:index_lock")
    (repo.git_dir / "index.lock").write_bytes(b"")
    recover(repo)
    assert (repo.git_dir / "index.lock").exists()


def journal_of(repo: Repo, commit: str | None, *, to: str, of: str) -> Journal:
    def entry(text: str) -> Entry:
        return Entry("100644", repo.blob_id(text.encode()))

    (repo.common_dir / "clm").mkdir(exist_ok=True)
    return Journal(
        repo.root, repo.git_dir, "refs/heads/main", commit, {"a.txt": Step(entry(of), entry(to))}
    )


def test_a_branch_that_went_on_is_followed(repo: Repo, root: Path, git: Git, write: Write) -> None:
    sha = write("a.txt", b"new\n")
    write("folder/b.txt", b"later\n")
    (root / "a.txt").write_bytes(b"a\n")
    journals.save(repo, journal_of(repo, sha, of="a\n", to="new\n"))
    recover(repo)
    assert (root / "a.txt").read_bytes() == b"new\n"
    assert_whole(repo, git)


def test_a_branch_that_never_had_it_keeps_its_files(
    repo: Repo, root: Path, git: Git, write: Write
) -> None:
    sha = write("a.txt", b"new\n")
    git("reset", "-q", "--hard", "HEAD~1")
    journals.save(repo, journal_of(repo, sha, of="a\n", to="new\n"))
    recover(repo)
    assert (root / "a.txt").read_bytes() == b"a\n"
    assert_whole(repo, git)


def test_on_another_branch_files_are_left_alone(
    repo: Repo, root: Path, git: Git, write: Write
) -> None:
    git("branch", "other")
    sha = write("a.txt", b"new\n")
    git("switch", "-q", "other")
    journals.save(repo, journal_of(repo, sha, of="a\n", to="new\n"))
    recover(repo)
    assert (root / "a.txt").read_bytes() == b"a\n"
    assert_whole(repo, git)


def test_files_that_came_first_go_back_unless_committed(repo: Repo, root: Path, git: Git) -> None:
    (root / "a.txt").write_bytes(b"new\n")
    journals.save(repo, journal_of(repo, None, of="a\n", to="new\n"))
    recover(repo)
    assert (root / "a.txt").read_bytes() == b"a\n"
    assert_whole(repo, git)
    (root / "a.txt").write_bytes(b"new\n")
    journals.save(repo, journal_of(repo, None, of="a\n", to="new\n"))
    git("commit", "-qam", "git did it")
    recover(repo)
    assert (root / "a.txt").read_bytes() == b"new\n"
    assert_whole(repo, git)


def test_an_adopted_edit_is_never_brought_back(repo: Repo, root: Path, git: Git) -> None:
    (root / "a.txt").write_bytes(b"new\n")
    journal = journal_of(repo, None, of="a\n", to="new\n")
    step = journal.steps["a.txt"]
    adopted = {"a.txt": Step(step.old, step.new, adopted=True)}
    journals.save(
        repo, Journal(journal.root, journal.git_dir, journal.ref, journal.commit, adopted)
    )
    recover(repo)
    assert (root / "a.txt").read_bytes() == b"new\n"
    assert_whole(repo, git, " M a.txt\n")


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"root": 1}', b"\xff\xfe", b"null"])
def test_a_journal_that_cannot_be_read_stops_nobody(repo: Repo, git: Git, content: bytes) -> None:
    (repo.common_dir / "clm").mkdir(exist_ok=True)
    (repo.common_dir / "clm" / "journal").write_bytes(content)
    recover(repo)
    assert_whole(repo, git)


def test_the_journal_of_a_work_tree_that_is_gone(repo: Repo, root: Path, git: Git) -> None:
    journal = journal_of(repo, "0" * 40, of="a\n", to="new\n")
    gone = Journal(root / "gone", repo.git_dir / "gone", journal.ref, "0" * 40, journal.steps)
    journals.save(repo, gone)
    recover(repo)
    assert_whole(repo, git)


@pytest.mark.parametrize("mine", [True, False])
def test_ref_locks_of_a_killed_git(repo: Repo, git: Git, write: Write, mine: bool) -> None:
    sha = write("a.txt", b"new\n")
    git("reset", "-q", "--hard", "HEAD~1")
    journals.save(repo, journal_of(repo, sha, of="a\n", to="new\n"))
    lock = repo.common_dir / "refs/heads/main.lock"
    lock.write_bytes(f"{sha}\n".encode() if mine else b"1" * 40 + b"\n")
    (repo.git_dir / "HEAD.lock").write_bytes(b"")
    recover(repo)
    assert lock.exists() != mine
    lock.unlink(missing_ok=True)
    assert_whole(repo, git)


def test_a_journal_survives_being_saved_and_loaded(repo: Repo) -> None:
    steps = {
        'ü "\\\n': Step(None, Entry("100644", "1" * 40)),
        "b": Step(Entry("100755", "2" * 40), None, adopted=True),
    }
    journal = Journal(repo.root, repo.git_dir, "refs/heads/main", None, steps)
    (repo.common_dir / "clm").mkdir(exist_ok=True)
    journals.save(repo, journal)
    assert journals.pending(repo)
    assert journals.load(repo) == journal
    journals.drop(repo)
    assert not journals.pending(repo)


def test_a_journal_that_is_a_pipe_is_not_waited_for(repo: Repo, git: Git) -> None:
    folder = repo.git_dir / "clm"
    folder.mkdir(exist_ok=True)
    os.mkfifo(folder / "journal")
    recover(repo)
    assert_whole(repo, git)


def test_a_journal_of_any_size_is_dropped_unread(repo: Repo, git: Git) -> None:
    folder = repo.git_dir / "clm"
    folder.mkdir(exist_ok=True)
    with (folder / "journal").open("wb") as file:
        file.truncate(2**40)
    recover(repo)
    assert_whole(repo, git)


@pytest.mark.parametrize("way", ["root", "path"])
def test_a_journal_about_a_folder_elsewhere_changes_nothing_there(
    repo: Repo, git: Git, write: Write, tmp_path: Path, way: str
) -> None:
    """A repository handed over as a folder may bring one that names the person's own files."""
    home = tmp_path / "home"
    (home / "a.txt").write_bytes(b"a\n")
    write("a.txt", b"b\n")
    branch, head = repo.head_branch(), git("rev-parse", "HEAD").strip()
    assert branch is not None
    old, new = (Entry("100644", repo.blob_id(data)) for data in (b"a\n", b"b\n"))
    root, path = (home, "a.txt") if way == "root" else (repo.root, "../home/a.txt")
    journals.save(repo, Journal(root, repo.git_dir, branch, head, {path: Step(old, new)}))
    (home / ".a.txt.clm-new").write_bytes(b"somebody's")
    recover(repo)
    assert (home / "a.txt").read_bytes() == b"a\n"
    assert (home / ".a.txt.clm-new").exists()
    assert_whole(repo, git)


def planted(repo: Repo, **odd: object) -> None:
    """A journal that says what it must to be followed, and something odd."""
    folder = repo.git_dir / "clm"
    folder.mkdir(exist_ok=True)
    right = {
        "format": 1, "root": str(repo.root), "git_dir": str(repo.git_dir), "commit": None,
        "ref": "refs/heads/main", "steps": [],
    }  # fmt: skip
    (folder / "journal").write_text(json.dumps(right | odd))


BLOB: Final = "1" * 40


@pytest.mark.parametrize(
    "odd",
    [
        {"ref": "refs/heads/a\0b"},
        {"ref": "refs/heads/a\ud800b"},
        {"ref": "refs/heads/" + "a" * 251},
        {"ref": "refs/heads/" + "a/" * 3000 + "b"},
        {"ref": ["refs/heads/main"]},
        {"commit": "a\0b"},
        {"commit": "a\ud800b"},
        {"commit": "--all"},
        {"commit": 1},
        {"root": "/a\0b"},
        {"root": "/" + "a" * 5000},
        {"git_dir": "/a\ud800"},
        {"steps": [["customers/\ud800.yaml", None, None, False]]},
        {"steps": [["a\0b", None, None, False]]},
        {"steps": [["x" * 300, None, None, False]]},
        {"steps": [["x/" * 2040 + "x", None, None, False]]},
        {"steps": [["x" * 255, None, None, False]]},
        {"steps": [["a.txt", ["100644", "--all"], None, False]]},
        {"steps": [["a.txt", None, ["\0", BLOB], False]]},
        {"steps": [["a.txt", None, ["100644", BLOB, "x"], False]]},
        {"steps": [["folder", None, ["100644", BLOB], False]]},
        {"steps": [["link", None, ["100644", BLOB], False]]},
        {"steps": [["link/b.txt", ["100644", BLOB], None, False]]},
        {"steps": 1},
    ],
    ids=lambda odd: repr(odd)[:40],
)
def test_a_journal_that_says_odd_things_stops_nobody(
    repo: Repo, root: Path, git: Git, write: Write, odd: dict[str, object]
) -> None:
    (root / "link").symlink_to("folder")
    git("add", "link")
    git("commit", "-qm", "a link")
    planted(repo, **odd)
    write("a.txt", b"b\n")
    assert not (repo.git_dir / "clm" / "journal").exists()
    assert (root / "folder/b.txt").read_bytes() == b"b\n"
    assert_whole(repo, git)


def test_a_folder_put_where_a_killed_write_has_a_file_stays(
    repo: Repo, root: Path, git: Git, write: Write
) -> None:
    write("shared.txt", b"start\n")
    die(root, "die-after=clm.store.git:Repo.move")
    (root / "shared.txt").unlink()
    (root / "shared.txt").mkdir()
    recover(repo)
    assert (root / "own/jana.txt").read_bytes() == b"jana-0\n"
    (root / "shared.txt").rmdir()
    git("checkout", "shared.txt")
    assert_whole(repo, git)


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo])
def test_what_cannot_be_a_journal_is_named(
    repo: Repo, root: Path, make: Callable[[Path], None]
) -> None:
    (repo.git_dir / "clm").mkdir()
    make(repo.git_dir / "clm" / "journal")
    with pytest.raises(RefusedError, match=r"clm/journal is no file") as caught:
        Repo.find(root)
    assert "rm -r" in (caught.value.hint or "")
