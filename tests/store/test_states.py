from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from clm.errors import BusyError, ClmError, RefusedError, StateError
from clm.services.trusting import agree, look
from clm.store.git import Repo
from clm.store.transaction import FileChange, transaction

if TYPE_CHECKING:
    from tests.store.conftest import Git, Write

WHEN = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def write_one(repo: Repo, data: bytes = b"ours\n", path: str = "a.txt") -> str:
    with transaction(repo, who="clm") as opened:
        return opened.commit({path: FileChange(opened.read(path), data)}, "ours", WHEN)


def refused(repo: Repo, git: Git, kind: type[ClmError], code: int, data: bytes = b"ours\n") -> str:
    """The sentence and the hint, once it is sure that nothing changed."""
    head, status = git("rev-parse", "--verify", "-q", "HEAD", check=False), git("status", "--short")
    content = (repo.root / "a.txt").read_bytes()
    with pytest.raises(kind) as caught:
        write_one(repo, data)
    assert caught.value.exit_code == code
    assert git("rev-parse", "--verify", "-q", "HEAD", check=False) == head
    assert git("status", "--short") == status
    assert (repo.root / "a.txt").read_bytes() == content
    assert not list(repo.git_dir.glob("*.lock"))
    assert caught.value.hint
    return f"{caught.value.message}\n{caught.value.hint}"


def test_a_detached_head(repo: Repo, git: Git) -> None:
    git("checkout", "-q", "--detach")
    assert "detached" in refused(repo, git, StateError, 78)


@pytest.fixture
def clash(repo: Repo, git: Git) -> None:
    """`main` and `other` both change `folder/b.txt`."""
    git("branch", "other")
    for branch in ("other", "main"):
        git("switch", "-q", branch)
        (repo.root / "folder/b.txt").write_text(branch)
        git("commit", "-qam", branch)


@pytest.mark.usefixtures("clash")
@pytest.mark.parametrize(
    ("command", "name"),
    [
        ("merge other", "a merge"),
        ("rebase other", "a rebase"),
        ("cherry-pick other", "a cherry-pick"),
        ("revert HEAD~1", "a revert"),
        ("bisect start", "a bisect"),
    ],
)
def test_something_under_way(repo: Repo, git: Git, command: str, name: str) -> None:
    git("commit", "-q", "--allow-empty", "-m", "more")
    if command.startswith("revert"):
        git("commit", "-q", "--allow-empty", "-m", "x")
        (repo.root / "folder/b.txt").write_text("later")
        git("commit", "-qam", "later")
        command = "revert --no-edit HEAD~3"
    git(*command.split(), check=False)
    assert f"{name} is under way" in refused(repo, git, BusyError, 75)


def test_a_foreign_index_lock(repo: Repo, git: Git, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clm.store.lock.index_lock.__wrapped__.__defaults__", (0.1,))
    lock = repo.git_dir / "index.lock"
    lock.write_bytes(b"")
    with pytest.raises(BusyError, match=r"index\.lock"):
        write_one(repo)
    assert lock.exists()
    lock.unlink()
    assert git("status", "--short") == ""
    assert write_one(repo)


@pytest.mark.parametrize("missing", ["name", "email"])
def test_no_identity(repo: Repo, git: Git, missing: str) -> None:
    git("config", "--unset", f"user.{missing}")
    assert f"git config --global user.{missing}" in refused(repo, git, StateError, 78)


def test_an_identity_from_the_environment(
    repo: Repo, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    git("config", "--remove-section", "user")
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", role.title())
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "x@example.org")
    write_one(repo)
    assert git("log", "-1", "--format=%an %cn").strip() == "Author Committer"


def test_core_bare(repo: Repo, git: Git) -> None:
    git("config", "core.bare", "true")
    with pytest.raises(StateError, match="bare"):
        write_one(repo)


@pytest.mark.usefixtures("repo")
@pytest.mark.parametrize("setup", ["worktree", "shallow", "sha256", "split", "v4", "sparse-index"])
def test_odd_but_fine(root: Path, git: Git, setup: str) -> None:
    target = root
    if setup == "worktree":
        git("worktree", "add", "-q", "../other", "-b", "other")
        target = root.parent / "other"
    elif setup in {"shallow", "sha256"}:
        target = root.parent / "other"
        words = (
            ["clone", "-q", "--depth=1", f"file://{root}", str(target)]
            if setup == "shallow"
            else ["init", "-q", "--object-format=sha256", str(target)]
        )
        git(*words)
        for key in ("name", "email"):
            subprocess.run(["git", "-C", target, "config", f"user.{key}", "x"], check=True)
    elif setup == "split":
        git("update-index", "--split-index")
    elif setup == "v4":
        git("update-index", "--index-version=4")
    else:
        git("sparse-checkout", "set", "--cone", "--sparse-index", "folder")
    found = Repo.find(target)
    assert found is not None
    write_one(found)
    write_one(found, b"again\n")
    words = ["git", "-C", str(target)]
    assert subprocess.run([*words, "status", "-s"], capture_output=True, check=True).stdout == b""
    done = subprocess.run([*words, "fsck", "--strict"], capture_output=True, check=True)
    assert done.stdout == b""


def test_a_file_left_out_by_sparse_checkout(repo: Repo, git: Git) -> None:
    git("sparse-checkout", "set", "--cone", "elsewhere")
    with pytest.raises(StateError, match="sparse"):
        write_one(repo, path="folder/b.txt")
    assert git("status", "--short") == ""


@pytest.mark.parametrize(
    ("config", "attributes", "data", "setting"),
    [
        (("filter.x.clean", "false"), "*.txt filter=x", b"a", "filter"),
        ((), "*.txt ident", b"a", "ident"),
        ((), "*.txt working-tree-encoding=UTF-16LE", b"a", "working-tree-encoding"),
        ((), "*.txt text eol=crlf", b"a", "eol"),
        ((), "* text=auto", b"a\r\n", "line-ending"),
        (("core.autocrlf", "true"), "", b"a", "core.autocrlf"),
        (("core.autocrlf", "input"), "", b"a\r\n", "line-ending"),
        (("core.eol", "crlf"), "*.txt text", b"a", "core.eol"),
    ],
)
def test_conversions_are_refused(
    repo: Repo, git: Git, config: tuple[str, ...], attributes: str, data: bytes, setting: str
) -> None:
    if config:
        git("config", *config)
    (repo.git_dir / "info").mkdir(exist_ok=True)
    (repo.git_dir / "info" / "attributes").write_text(attributes)
    assert setting in refused(repo, git, RefusedError, 77, data)


@pytest.mark.parametrize(
    ("config", "attributes", "data"),
    [
        ((), "*.txt merge=clm diff=x", b"a\r\n"),
        ((), "* text=auto", b"a\n"),
        (("core.autocrlf", "true"), "* -text", b"a\r\n"),
        (("core.autocrlf", "input"), "", b"a\n"),
        (("filter.x.clean", "false"), "*.md filter=x", b"a"),
    ],
)
def test_harmless_attributes(
    repo: Repo, root: Path, git: Git, config: tuple[str, ...], attributes: str, data: bytes
) -> None:
    if config:
        git("config", *config)
    (root / ".gitattributes").write_text(attributes)
    git("add", ".gitattributes")
    git("commit", "-qm", "attributes")
    write_one(repo, data)
    assert git("status", "--short") == ""


def hook(repo: Repo, name: str, script: str) -> None:
    path = repo.git_dir / "hooks" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    agree(look(repo.root))


def test_hooks_run(repo: Repo, root: Path, git: Git) -> None:
    (root / "folder/b.txt").write_bytes(b"staged\n")
    git("add", "folder/b.txt")
    (root / "folder/b.txt").write_bytes(b"edited\n")
    hook(repo, "pre-commit", "git diff --cached --name-only > ../seen")
    hook(repo, "commit-msg", 'echo "Checked: yes" >> "$1"')
    hook(repo, "post-commit", "touch ../after")
    status = git("status", "--short")
    sha = write_one(repo)
    assert sha == git("rev-parse", "HEAD").strip()
    assert (root / "../seen").read_text() == "a.txt\n"
    assert (root / "../after").exists()
    assert "Checked: yes" in git("log", "-1", "--format=%B")
    assert git("show", "--format=%an|%aI|%cI", "--name-only", "HEAD").split() == [
        "Jana", "Muster|2026-11-22T09:30:00+00:00|2026-11-22T09:30:00+00:00", "a.txt",
    ]  # fmt: skip
    assert git("status", "--short") == status
    write_one(repo, b"new\n", "deep/new.txt")
    assert git("status", "--short") == status


def test_hooks_of_an_own_path_run_too(repo: Repo, root: Path, git: Git) -> None:
    hook(repo, "pre-commit", "touch ../ran")
    (repo.git_dir / "hooks").rename(root.parent / "own hooks")
    git("config", "core.hooksPath", "../own hooks")
    agree(look(repo.root))
    write_one(repo)
    assert (root / "../ran").exists()


def test_a_failing_hook(repo: Repo, root: Path, git: Git) -> None:
    hook(repo, "pre-commit", "echo no customers on Sundays; exit 1")
    assert "no customers on Sundays" in refused(repo, git, RefusedError, 77)
    with pytest.raises(RefusedError):
        write_one(repo, b"x", "deep/new.txt")
    assert git("status", "--short") == ""
    left = {path.name for path in (repo.git_dir / "clm").iterdir()}
    assert left <= {"git-version", "lock", "marker"}
    (root / "a.txt").write_bytes(b"by hand\n")
    with transaction(repo, who="clm") as opened:
        found = opened.read("a.txt")
        with pytest.raises(RefusedError):
            opened.commit({"a.txt": FileChange(found, found)}, "edit by hand", WHEN)
    assert (root / "a.txt").read_bytes() == b"by hand\n"
    assert git("status", "--short") == " M a.txt\n"


def test_a_hook_that_formats(repo: Repo, root: Path, git: Git) -> None:
    hook(repo, "pre-commit", "echo formatted > a.txt; echo b > extra; git add a.txt extra")
    write_one(repo)
    assert git("show", "HEAD:a.txt") == "formatted\n"
    assert (root / "a.txt").read_bytes() == b"formatted\n"
    assert git("status", "--short") == ""


def test_a_ref_hook_is_not_skipped(repo: Repo, git: Git) -> None:
    hook(repo, "reference-transaction", "exit 1")
    refused(repo, git, RefusedError, 77)


def test_signing_without_a_key(repo: Repo, git: Git) -> None:
    git("config", "commit.gpgsign", "true")
    git("config", "gpg.program", "false")
    assert "signing" in refused(repo, git, RefusedError, 77)


@pytest.mark.parametrize(("hook_name", "kept"), [("pre-commit", False), ("post-commit", True)])
def test_a_kill_while_hooks_run(
    repo: Repo, root: Path, git: Git, write: Write, hook_name: str, kept: bool
) -> None:
    write("shared.txt", b"start\n")
    hook(repo, hook_name, "kill -9 0")
    done = subprocess.run(
        [sys.executable, Path(__file__).with_name("dying_writer.py"), root, "jana", "1"],
        start_new_session=True, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == -9
    (repo.git_dir / "hooks" / hook_name).unlink()
    with transaction(repo, who="clm"):
        pass
    assert (root / "shared.txt").read_bytes() == b"start\n" + b"jana-0\n" * kept
    assert git("status", "--short") == ""
    assert git("rev-list", "--count", "HEAD").strip() == str(2 + kept)
    assert not list(repo.git_dir.rglob("*.lock"))


@pytest.mark.parametrize("noted", [b"\xff\xfe", b"", b"/usr/bin/git\n", b"x" * 1_100_000])
def test_what_was_noted_of_git_may_be_anything(repo: Repo, noted: bytes) -> None:
    note = repo.git_dir / "clm" / "git-version"
    note.parent.mkdir()
    note.write_bytes(noted)
    write_one(repo)
    right = note.read_bytes()
    assert right != noted
    write_one(repo, b"more\n")
    assert note.read_bytes() == right


def test_git_in_a_folder_whose_name_is_no_utf_8(
    repo: Repo, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = root.parent / os.fsdecode(b"bin\xff")
    folder.mkdir()
    (folder / "git").symlink_to(shutil.which("git") or "git")
    monkeypatch.setenv("PATH", str(folder), prepend=os.pathsep)
    write_one(repo)
    assert (repo.git_dir / "clm" / "git-version").read_bytes().startswith(os.fsencode(folder))
