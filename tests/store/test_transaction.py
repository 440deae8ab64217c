from __future__ import annotations

import subprocess
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from time import sleep
from typing import TYPE_CHECKING, Any

import pytest

from clm.errors import BusyError, InputOutputError, RefusedError, StateError
from clm.store import staging, worktree
from clm.store import transaction as transactions
from clm.store.git import Repo
from clm.store.gitversion import refuse_old
from clm.store.staging import Index
from clm.store.transaction import FileChange, FileState, Identity, transaction

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from pathlib import Path

    from clm.store.transaction import Transaction
    from tests.store.conftest import Git, Write

WHEN = datetime(2026, 11, 22, 9, 30, tzinfo=timezone(timedelta(hours=1)))


def change(opened: Transaction, contents: dict[str, bytes | None], message: str = "change") -> str:
    changes = {path: FileChange(opened.read(path), data) for path, data in contents.items()}
    return opened.commit(changes, message, WHEN)


def assert_untouched(repo: Repo, git: Git, head: str, status: str) -> None:
    assert git("rev-parse", "HEAD").strip() == head
    assert git("status", "--porcelain") == status
    assert not (repo.git_dir / "index.lock").exists()
    left = {path.name for path in (repo.git_dir / "clm").iterdir()}
    assert left <= {"git-version", "lock", "marker"}


def test_one_commit_holds_all_changes(repo: Repo, root: Path, git: Git) -> None:
    with transaction(repo, who="clm test") as opened:
        sha = change(
            opened,
            {"a.txt": b"new\n", "folder/b.txt": None, 'deep/er/ü "q\\.txt': b"\0\xff\n"},
            "seen c-7f3qkd\n\nClm-Action: seen\n",
        )
        assert opened.head == sha
    assert git("rev-parse", "HEAD").strip() == sha
    assert git("rev-list", "--count", "HEAD").strip() == "2"
    assert (root / "a.txt").read_bytes() == b"new\n"
    assert not (root / "folder").exists()
    assert (root / 'deep/er/ü "q\\.txt').read_bytes() == b"\0\xff\n"
    assert git("log", "-1", "--format=%B%an|%ae|%cn|%aI|%cI").strip() == (
        "seen c-7f3qkd\n\nClm-Action: seen\n"
        "Jana Muster|jana@example.org|Jana Muster|2026-11-22T09:30:00+01:00|"
        "2026-11-22T09:30:00+01:00"
    )
    assert_untouched(repo, git, sha, "")
    assert git("fsck", "--strict") == ""
    assert git("for-each-ref", "--format=%(refname)").split() == ["refs/heads/main"]
    assert git("reflog", "-1", "--format=%gs").strip() == "clm: seen c-7f3qkd"


def test_the_first_commit_of_a_repository(root: Path, git: Git) -> None:
    repo = Repo.find(root)
    assert repo is not None
    with transaction(repo, who="clm init") as opened:
        assert opened.head is None
        assert opened.states(["x"]) == {"x": FileState.ABSENT}
        change(opened, {"x": b"1\n"})
    assert git("status", "--porcelain") == ""
    assert git("rev-list", "--count", "HEAD").strip() == "1"


def test_another_author(repo: Repo, git: Git) -> None:
    with transaction(repo, who="clm test") as opened:
        changes = {"x": FileChange(None, b"1\n")}
        opened.commit(changes, "x", WHEN, Identity("Luis <X>\n", "luis@example.org"))
    assert git("log", "-1", "--format=%an|%ae|%cn").strip() == "Luis X|luis@example.org|Jana Muster"


def test_two_commits_in_one_transaction(repo: Repo, root: Path, git: Git) -> None:
    (root / "a.txt").write_bytes(b"by hand\n")
    with transaction(repo, who="clm test") as opened:
        assert opened.states(["a.txt"]) == {"a.txt": FileState.EDITED}
        found = opened.read("a.txt")
        opened.commit({"a.txt": FileChange(found, found)}, "edit by hand", WHEN)
        assert opened.states(["a.txt"]) == {"a.txt": FileState.CLEAN}
        change(opened, {"a.txt": b"by hand\nand by us\n"}, "ours")
    assert git("log", "-2", "--format=%s", "--", "a.txt").split("\n")[:2] == [
        "ours",
        "edit by hand",
    ]
    assert git("show", "HEAD~1:a.txt") == "by hand\n"
    assert git("status", "--porcelain") == ""


def test_a_deletion_by_hand_is_adopted(repo: Repo, root: Path, git: Git) -> None:
    (root / "a.txt").unlink()
    with transaction(repo, who="clm test") as opened:
        assert opened.states(["a.txt"]) == {"a.txt": FileState.MISSING}
        opened.commit({"a.txt": FileChange(None, None)}, "gone", WHEN)
    assert git("ls-tree", "--name-only", "HEAD").split() == ["folder"]
    assert git("status", "--porcelain") == ""


def test_nothing_new_is_no_commit(repo: Repo, git: Git) -> None:
    head = git("rev-parse", "HEAD").strip()
    with transaction(repo, who="clm test") as opened:
        assert change(opened, {"a.txt": b"a\n"}) == head
    assert git("rev-list", "--count", "HEAD").strip() == "1"


def test_states(repo: Repo, root: Path, git: Git) -> None:
    for name in ("edited", "staged", "unstaged-too", "missing"):
        (root / name).write_bytes(b"1\n")
    git("add", ".")
    git("commit", "-qm", "more")
    for name in ("edited", "staged", "unstaged-too", "untracked", "added", "promised"):
        (root / name).write_bytes(b"2\n")
    git("add", "staged", "unstaged-too", "added")
    git("add", "-N", "promised")
    (root / "unstaged-too").write_bytes(b"1\n")
    (root / "missing").unlink()
    git("rm", "-q", "--cached", "folder/b.txt")
    with transaction(repo, who="clm test") as opened:
        found = opened.states(
            ["a.txt", "edited", "staged", "unstaged-too", "untracked", "added", "promised",
             "missing", "folder/b.txt", "nowhere/x"]
        )  # fmt: skip
    assert {path: state.value for path, state in found.items()} == {
        "a.txt": "clean",
        "edited": "edited",
        "staged": "staged",
        "unstaged-too": "staged",
        "untracked": "edited",
        "added": "staged",
        "promised": "staged",
        "missing": "missing",
        "folder/b.txt": "staged",
        "nowhere/x": "absent",
    }


def test_a_changed_executable_bit_is_an_edit(repo: Repo, root: Path, git: Git) -> None:
    (root / "a.txt").chmod(0o755)
    with transaction(repo, who="clm test") as opened:
        assert opened.states(["a.txt"]) == {"a.txt": FileState.EDITED}
        change(opened, {"a.txt": b"a\n"})
    assert git("ls-tree", "HEAD", "a.txt").startswith("100755")
    with transaction(repo, who="clm test") as opened:
        change(opened, {"a.txt": b"b\n"})
    assert git("ls-tree", "HEAD", "a.txt").startswith("100755")
    assert (root / "a.txt").stat().st_mode & 0o777 == 0o755
    assert git("status", "--porcelain") == ""


def test_work_on_other_files_stays_as_it_is(repo: Repo, root: Path, git: Git) -> None:
    (root / "other").write_bytes(b"1\n")
    (root / "both").write_bytes(b"1\n")
    git("add", ".")
    git("commit", "-qm", "more")
    (root / "folder/b.txt").write_bytes(b"by hand\n")
    (root / "both").write_bytes(b"staged\n")
    git("add", "both")
    (root / "both").write_bytes(b"and edited\n")
    git("rm", "-q", "other")
    (root / "untracked").write_bytes(b"x\n")
    before = git("status", "--porcelain")
    with transaction(repo, who="clm test") as opened:
        change(opened, {"a.txt": b"ours\n"})
    assert git("status", "--porcelain") == before
    assert git("show", "--format=", "--name-only", "HEAD").split() == ["a.txt"]
    assert git("show", ":both") == "staged\n"
    assert (root / "both").read_bytes() == b"and edited\n"


@pytest.mark.parametrize("staged", [b"theirs\n", None])
def test_a_staged_target_is_refused(repo: Repo, root: Path, git: Git, staged: bytes | None) -> None:
    head = git("rev-parse", "HEAD").strip()
    if staged is None:
        git("rm", "-q", "a.txt")
    else:
        (root / "a.txt").write_bytes(staged)
        git("add", "a.txt")
    status = git("status", "--porcelain")
    with (
        pytest.raises(BusyError, match=r"a\.txt has staged changes") as caught,
        transaction(repo, who="clm test") as opened,
    ):
        change(opened, {"a.txt": b"ours\n", "folder/b.txt": b"ours\n"})
    assert caught.value.exit_code == 75
    assert_untouched(repo, git, head, status)
    assert (root / "folder/b.txt").read_bytes() == b"b\n"


def test_a_hand_edit_is_not_swept_in(repo: Repo, root: Path, git: Git) -> None:
    head = git("rev-parse", "HEAD").strip()
    (root / "a.txt").write_bytes(b"by hand\n")
    with pytest.raises(BusyError, match="edit by hand"), transaction(repo, who="clm") as opened:
        change(opened, {"a.txt": b"ours\n"})
    assert_untouched(repo, git, head, " M a.txt\n")
    assert (root / "a.txt").read_bytes() == b"by hand\n"


def test_an_edit_after_reading_is_refused(repo: Repo, root: Path, git: Git) -> None:
    head = git("rev-parse", "HEAD").strip()
    with transaction(repo, who="clm") as opened:
        before = opened.read("a.txt")
        (root / "a.txt").write_bytes(b"by hand\n")
        with pytest.raises(BusyError, match="edited just now"):
            opened.commit({"a.txt": FileChange(before, b"ours\n")}, "x", WHEN)
    assert_untouched(repo, git, head, " M a.txt\n")


def during(
    monkeypatch: pytest.MonkeyPatch,
    step: str,
    act: Callable[[], object],
    times: int = 1,
) -> None:
    """Let somebody else act just before a step of ours."""
    owner, name = {
        "build": (transactions, "build"),
        "move": (Repo, "move"),
        "note_times": (Index, "note_times"),
        "update_index": (Repo, "update_index"),
    }[step]
    original: Any = getattr(owner, name)
    left = [times]

    def acting(*args: Any) -> Any:
        if left[0]:
            left[0] -= 1
            act()
        return original(*args)

    monkeypatch.setattr(owner, name, acting)


def test_objects_of_another_person_are_replaced_by_ones_of_our_own(
    repo: Repo, root: Path, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / "other").write_text("new\n")
    blob = git("hash-object", "-w", "other").strip()
    place = root / ".git" / "objects" / blob[:2] / blob[2:]
    before = place.stat().st_ino

    def refused(path: Path) -> None:
        raise PermissionError(path)

    monkeypatch.setattr("os.utime", refused)
    with transaction(repo, who="clm") as opened:
        change(opened, {"a.txt": b"new\n"})
    assert place.stat().st_ino != before
    assert git("fsck", "--strict").strip() == ""
    assert git("show", "HEAD:a.txt") == "new\n"


def test_an_edit_while_we_build_is_refused(
    repo: Repo, root: Path, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = git("rev-parse", "HEAD").strip()
    during(monkeypatch, "build", lambda: (root / "a.txt").write_bytes(b"by hand\n"))
    with pytest.raises(BusyError, match="edited just now"), transaction(repo, who="clm") as opened:
        change(opened, {"a.txt": b"ours\n"})
    assert_untouched(repo, git, head, " M a.txt\n")


def test_an_edit_while_the_branch_moves_is_not_overwritten(
    repo: Repo, root: Path, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    during(monkeypatch, "move", lambda: (root / "a.txt").write_bytes(b"by hand\n"))
    with transaction(repo, who="clm") as opened:
        change(opened, {"a.txt": b"ours\n"})
    assert git("show", "HEAD:a.txt") == "ours\n"
    assert (root / "a.txt").read_bytes() == b"by hand\n"
    assert git("status", "--porcelain") == " M a.txt\n"


@pytest.mark.parametrize(("version", "step"), [("2", "note_times"), ("4", "update_index")])
def test_an_edit_while_the_index_is_refreshed_is_not_staged(
    repo: Repo, root: Path, git: Git, monkeypatch: pytest.MonkeyPatch, version: str, step: str
) -> None:
    git("update-index", "--index-version", version)
    during(monkeypatch, step, lambda: (root / "a.txt").write_bytes(b"by hand\n"))
    with transaction(repo, who="clm") as opened:
        change(opened, {"a.txt": b"ours\n"})
    assert (root / "a.txt").read_bytes() == b"by hand\n"
    assert git("status", "--porcelain") == " M a.txt\n"


def test_the_index_has_it_before_the_branch(
    repo: Repo, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A `git commit` that sees the new HEAD must not see the old index: it would undo us."""
    seen: list[str] = []
    during(monkeypatch, "move", lambda: seen.append(git("show", ":a.txt")))
    with transaction(repo, who="clm") as opened:
        change(opened, {"a.txt": b"ours\n"})
    assert seen == ["ours\n"]


@pytest.mark.parametrize(("pause", "writes"), [(0.0, {1, 2}), (1.1, {2})])
def test_git_needs_no_second_look_at_our_files(
    repo: Repo, git: Git, monkeypatch: pytest.MonkeyPatch, pause: float, writes: set[int]
) -> None:
    """One write of the index does for the entry and its times, unless the second turns."""
    counted: list[object] = []
    publish = staging._publish

    def counting(*args: Any) -> None:
        counted.append(args)
        publish(*args)

    monkeypatch.setattr(staging, "_publish", counting)
    during(monkeypatch, "move", lambda: sleep(pause))
    with transaction(repo, who="clm") as opened:
        change(opened, {"a.txt": b"ours\n", "new": b"new\n", "folder/b.txt": None})
    assert git("diff-files") == ""
    assert len(counted) in writes


def test_the_commit_is_the_one_fast_import_makes(repo: Repo, git: Git) -> None:
    contents = {"a.txt": b"ours\n", "new/deep/ü": b"x\n", "folder/b.txt": None, "new.x": b""}
    with transaction(repo, who="clm") as opened:
        ours = change(opened, contents, "same")
    git("reset", "-q", "--hard", "HEAD~1")
    git("config", "core.sharedRepository", "group")
    with transaction(repo, who="clm") as opened:
        assert change(opened, contents, "same") == ours
    assert git("fsck", "--strict", "--no-dangling") == ""


@pytest.mark.parametrize("path", ["a.txt/below", "folder"])
def test_a_file_where_a_folder_was(repo: Repo, git: Git, path: str) -> None:
    gone = "a.txt" if path != "folder" else "folder/b.txt"
    with transaction(repo, who="clm") as opened:
        change(opened, {gone: None})
    with transaction(repo, who="clm") as opened:
        change(opened, {path: b"x\n"})
    assert git("show", f"HEAD:{path}") == "x\n"
    assert git("status", "--porcelain") == ""
    assert git("fsck", "--strict", "--no-dangling") == ""


def commit_by_hand(root: Path, git: Git, path: str) -> None:
    (root / path).write_bytes(b"by hand\n")
    git("add", path)
    git("commit", "-qm", "by hand")


def test_a_branch_moved_by_another_path_is_followed(
    repo: Repo, root: Path, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    during(monkeypatch, "build", lambda: commit_by_hand(root, git, "folder/b.txt"))
    with transaction(repo, who="clm") as opened:
        change(opened, {"a.txt": b"ours\n"}, "ours")
    assert git("log", "--format=%s").split("\n")[:2] == ["ours", "by hand"]
    assert git("show", "--format=", "--name-only", "HEAD").split() == ["a.txt"]
    assert git("status", "--porcelain") == ""


def test_a_branch_moved_on_our_path_is_busy(
    repo: Repo, root: Path, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    during(monkeypatch, "build", lambda: commit_by_hand(root, git, "a.txt"))
    with pytest.raises(BusyError) as caught, transaction(repo, who="clm") as opened:
        change(opened, {"a.txt": b"ours\n"}, "ours")
    assert caught.value.exit_code == 75
    assert git("log", "-1", "--format=%s").strip() == "by hand"
    assert git("status", "--porcelain") == ""


@pytest.mark.parametrize(("times", "wins"), [(1, True), (9, False)])
def test_a_branch_moved_under_gits_own_lock(
    repo: Repo, git: Git, monkeypatch: pytest.MonkeyPatch, times: int, wins: bool
) -> None:
    def move() -> None:
        tree = git("rev-parse", "HEAD^{tree}").strip()
        other = git("commit-tree", tree, "-p", "HEAD", "-m", "other").strip()
        git("update-ref", "refs/heads/main", other)

    during(monkeypatch, "move", move, times)
    if wins:
        with transaction(repo, who="clm") as opened:
            change(opened, {"a.txt": b"ours\n"}, "ours")
        assert git("log", "--format=%s").split() == ["ours", "other", "start"]
    else:
        with pytest.raises(BusyError, match="moves"), transaction(repo, who="clm") as opened:
            change(opened, {"a.txt": b"ours\n"}, "ours")
        assert "ours" not in git("log", "--format=%s")
    assert git("status", "--porcelain") == ""


@pytest.mark.parametrize("path", ["../x", "/etc/x", "a//b", ".git/config", "x/.GIT/y", "", "a/./b"])
def test_paths_that_lead_out(repo: Repo, path: str) -> None:
    with pytest.raises(RefusedError), transaction(repo, who="clm") as opened:
        opened.commit({path: FileChange(None, b"x")}, "x", WHEN)


def test_links_other_repositories_and_devices_are_refused(repo: Repo, root: Path) -> None:
    (root / "link").symlink_to("a.txt")
    (root / "out").symlink_to(root.parent)
    (root / "dangling").symlink_to("nowhere")
    subprocess.run(["git", "init", "-q", root / "inner"], check=True)
    (root / "folder/c.txt").mkdir()
    for path in ("link", "out/x", "dangling", "inner/x", "folder/c.txt"):
        with transaction(repo, who="clm") as opened:
            with pytest.raises(RefusedError) as caught:
                opened.read(path)
            with pytest.raises(RefusedError):
                opened.commit({path: FileChange(None, b"x")}, "x", WHEN)
        assert caught.value.exit_code == 77


def test_many_files(repo: Repo, git: Git) -> None:
    contents: dict[str, bytes | None] = {
        f"customers/{n % 32:02x}/c-{n:06d}.yaml": b"id: %d\n" % n for n in range(1000)
    }
    with transaction(repo, who="clm import") as opened:
        change(opened, contents, "import")
    assert git("status", "--porcelain") == ""
    assert len(git("ls-tree", "-r", "--name-only", "HEAD").split("\n")) == 1003
    with transaction(repo, who="clm import") as opened:
        assert set(opened.states(list(contents)).values()) == {FileState.CLEAN}
        change(opened, dict.fromkeys(contents), "undo")
    assert git("ls-tree", "-r", "--name-only", "HEAD").split() == ["a.txt", "folder/b.txt"]
    assert git("status", "--porcelain") == ""
    assert git("fsck", "--strict") == ""


def test_how_many_gits_a_one_file_write_runs(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    original: Any = subprocess.run
    runs: list[str] = []

    def counted(words: list[str], **options: Any) -> Any:
        runs.append(words[words.index("--literal-pathspecs") + 1])
        return original(words, **options)

    (repo.git_dir / "clm").mkdir()
    refuse_old(repo._replace(held=(0,)))  # which asks once for each git
    monkeypatch.setattr(subprocess, "run", counted)
    with transaction(repo, who="clm") as opened:
        change(opened, {"a.txt": b"ours\n"})
    assert runs == ["config", "cat-file", "update-ref"]


@pytest.mark.parametrize("name", ["write_new", "sync_file", "sync_folder"])
def test_a_full_disk_changes_nothing_before_the_branch_moves(
    repo: Repo, git: Git, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    head = git("rev-parse", "HEAD").strip()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", "x")

    with transaction(repo, who="clm") as opened:
        before = opened.read("a.txt")
        with monkeypatch.context() as patched:
            patched.setattr(worktree, name, full)
            patched.setattr("clm.store.building.sync_folder", full)
            with pytest.raises(InputOutputError) as caught:
                opened.commit({"a.txt": FileChange(before, b"ours\n")}, "x", WHEN)
    assert caught.value.exit_code == 74
    assert_untouched(repo, git, head, "")


@pytest.mark.parametrize("at_once", [True, False])
def test_many_files_are_durable_before_the_branch_moves_and_in_place_after(
    repo: Repo, git: Git, monkeypatch: pytest.MonkeyPatch, at_once: bool
) -> None:
    """One order for the whole disk, or one for each file: the order of the steps is the same."""
    done: list[str] = []

    @contextmanager
    def disk(places: Collection[Path]) -> Iterator[Callable[[], None] | None]:
        yield (lambda: done.append("disk")) if places and at_once else None

    def noting(name: str, original: Callable[..., Any]) -> Callable[..., Any]:
        def noted(*args: Any) -> Any:
            done.append(name)
            return original(*args)

        return noted

    monkeypatch.setattr(worktree, "whole_disks", disk)
    monkeypatch.setattr(transactions, "whole_disks", disk)
    monkeypatch.setattr(worktree, "sync_file", noting("file", worktree.sync_file))
    monkeypatch.setattr(worktree.Staged, "put", noting("put", worktree.Staged.put))
    monkeypatch.setattr(worktree.WorkTree, "sync", noting("names", worktree.WorkTree.sync))
    monkeypatch.setattr(Repo, "move", noting("move", Repo.move))
    contents: dict[str, bytes | None] = {f"f/{n}": b"%d\n" % n for n in range(120)}
    with transaction(repo, who="clm import") as opened:
        change(opened, contents)
    before, after = done[: done.index("move")], done[done.index("move") + 1 :]
    ours = [what for what in before if what != "put"]
    assert (ours.count("disk") == 1) if at_once else (ours.count("file") >= 120)
    assert "put" not in before
    assert after.count("put") == 120
    assert after.index("disk" if at_once else "names") > after.index("put") + 119
    assert git("status", "--porcelain") == ""


def test_a_disk_that_fails_after_the_branch_moved_is_made_good(
    repo: Repo, git: Git, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise OSError(5, "Input/output error", "x")

    with transaction(repo, who="clm") as opened, monkeypatch.context() as patched:
        patched.setattr(transactions, "place", broken)
        with pytest.raises(InputOutputError):
            change(opened, {"a.txt": b"ours\n"})
    write("x", b"1\n")
    assert git("show", "HEAD:a.txt") == "ours\n"
    assert git("status", "--porcelain") == ""


def test_an_error_of_the_caller_leaves_nothing(repo: Repo, git: Git) -> None:
    head = git("rev-parse", "HEAD").strip()
    with pytest.raises(KeyError), transaction(repo, who="clm"):
        raise KeyError
    assert_untouched(repo, git, head, "")


@pytest.mark.parametrize(
    ("loose", "packs", "setting", "starts"),
    [
        (0, 0, None, False),
        (24, 50, None, False),
        (28, 0, None, True),
        (0, 51, None, True),
        (0, 0, "gc.auto", True),
        (0, 0, "maintenance.commit-graph.enabled", True),
    ],
)
def test_housekeeping_starts_only_when_it_can_have_work(
    repo: Repo,
    git: Git,
    monkeypatch: pytest.MonkeyPatch,
    loose: int,
    packs: int,
    setting: str | None,
    starts: bool,
) -> None:
    started: list[Repo] = []

    def start(repo: Repo) -> None:
        started.append(repo)

    monkeypatch.setattr(Repo, "start_housekeeping", start)
    monkeypatch.delenv("CLM_NO_HOUSEKEEPING")
    sample = repo.common_dir / "objects" / "17"
    sample.mkdir(exist_ok=True)  # may hold an object of the repository
    for number in range(loose):
        (sample / f"{number:038x}").touch()
    for number in range(packs):
        (repo.common_dir / "objects" / "pack" / f"pack-{number:040x}.pack").touch()
    if setting:
        git("config", setting, "true" if "enabled" in setting else "50")
    with transaction(repo, who="clm") as opened:
        change(opened, {"a.txt": b"1\n"})
    assert bool(started) == starts


def test_housekeeping_starts_after_a_write_and_is_not_waited_for(
    repo: Repo, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    git("config", "gc.auto", "50")
    started: list[Repo] = []

    def start(repo: Repo) -> None:
        started.append(repo)

    monkeypatch.setattr(Repo, "start_housekeeping", start)
    with transaction(repo, who="clm") as opened:
        change(opened, {"a.txt": b"1\n"})
    assert not started
    monkeypatch.delenv("CLM_NO_HOUSEKEEPING")
    with transaction(repo, who="clm"):
        pass
    assert not started
    with transaction(repo, who="clm") as opened:
        change(opened, {"a.txt": b"2\n"})
        assert not started
    assert len(started) == 1


def test_nothing_to_commit_on_an_unborn_branch(root: Path, git: Git) -> None:
    assert git("status", "--porcelain") == ""
    repo = Repo.find(root)
    assert repo is not None
    with pytest.raises(StateError, match="nothing"), transaction(repo, who="clm") as opened:
        opened.commit({}, "x", WHEN)
