from __future__ import annotations

import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from clm.errors import ClmError, InputOutputError, MissingToolError, StateError
from clm.store import git as git_module
from clm.store.git import Repo
from clm.store.gitfailure import GitError

if TYPE_CHECKING:
    from pathlib import Path

    from tests.store.conftest import Git


def test_a_repository_is_found_from_below(repo: Repo, root: Path) -> None:
    found = Repo.find(root / "folder")
    assert found == repo
    assert repo.root == root
    assert repo.git_dir == repo.common_dir == root / ".git"


def test_a_folder_outside_any_repository_has_none(hermetic: Path) -> None:
    assert Repo.find(hermetic) is None


def test_a_second_work_tree_shares_what_is_common(repo: Repo, root: Path, git: Git) -> None:
    git("worktree", "add", "-q", "../other", "-b", "other")
    other = Repo.find(root.parent / "other")
    assert other is not None
    assert other.common_dir == repo.common_dir
    assert other.git_dir == root / ".git" / "worktrees" / "other"
    assert other.head_branch() == "refs/heads/other"
    assert other.ref("refs/heads/other") == git("rev-parse", "main").strip()


def test_a_bare_repository_is_refused(hermetic: Path, repo: Repo) -> None:
    subprocess.run(["git", "init", "-q", "--bare", hermetic / "bare.git"], check=True)
    for folder in (hermetic / "bare.git", repo.git_dir / "objects"):
        with pytest.raises(StateError, match="bare"):
            Repo.find(folder)


@pytest.mark.parametrize("data", [b"", b"a\n", bytes(range(256)) * 50])
def test_blob_ids_are_gits(repo: Repo, root: Path, git: Git, data: bytes) -> None:
    (root / "x").write_bytes(data)
    assert repo.blob_id(data) == git("hash-object", "--no-filters", "x").strip()


def test_blob_ids_of_a_sha256_repository(hermetic: Path) -> None:
    folder = hermetic / "new"
    subprocess.run(["git", "init", "-q", "--object-format=sha256", folder], check=True)
    found = Repo.find(folder)
    assert found is not None
    assert len(found.blob_id(b"a")) == 64


def test_a_config_in_one_line_names_the_hash_too(root: Path, repo: Repo) -> None:
    config = repo.git_dir / "config"
    config.write_text(f"{config.read_text()}[extensions] objectFormat = sha256\n")
    found = Repo.find(root)
    assert found is not None
    assert found.hash_name() == "sha256"


def test_a_packed_branch_is_read(repo: Repo, git: Git) -> None:
    git("branch", "mainly")
    git("pack-refs", "--all")
    assert repo.ref("refs/heads/main") == git("rev-parse", "HEAD").strip()
    assert repo.ref("refs/heads/mai") is None


def test_a_detached_head_names_no_branch(repo: Repo, git: Git) -> None:
    git("checkout", "-q", "--detach")
    assert repo.head_branch() is None


def test_git_variables_do_not_reach_git(
    repo: Repo, hermetic: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", str(hermetic / "nowhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(hermetic / "nothing"))
    monkeypatch.setenv("GIT_AUTHOR_NAME", "Luis")
    assert set(repo.staged(["a.txt"])) == {"a.txt"}
    environment = repo.environment()
    assert environment["GIT_AUTHOR_NAME"] == "Luis"
    assert "GIT_DIR" not in environment


def test_no_git_is_said(repo: Repo, hermetic: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(hermetic))
    with pytest.raises(MissingToolError, match="git is not installed") as caught:
        repo.config()
    assert caught.value.exit_code == 69


@pytest.mark.parametrize(
    ("said", "kind", "code"),
    [
        ("fatal: write error: No space left on device", InputOutputError, 74),
        ("error: Read-only file system", InputOutputError, 74),
        ("fatal: detected dubious ownership in repository", StateError, 78),
        ("fatal: write error on main.lock", InputOutputError, 74),
        ("fatal: whatever", GitError, 78),
    ],
)
def test_what_git_says_becomes_our_error(
    repo: Repo,
    hermetic: Path,
    monkeypatch: pytest.MonkeyPatch,
    said: str,
    kind: type[ClmError],
    code: int,
) -> None:
    script = hermetic / "git"
    script.write_text(f"#!/bin/sh\necho '{said}' >&2\nexit 128\n")
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{hermetic}:/bin:/usr/bin")
    with pytest.raises(kind, match=said.partition(": ")[2]) as caught:
        repo.config()
    assert caught.value.exit_code == code


def test_a_git_that_meets_a_limit_is_a_disk_that_failed(
    repo: Repo, hermetic: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = hermetic / "git"
    script.write_text("#!/bin/sh\nkill -XFSZ $$\n")
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{hermetic}:/bin:/usr/bin")
    with pytest.raises(InputOutputError, match="limit on the size of files"):
        repo.config()


def test_paths_are_no_patterns(repo: Repo) -> None:
    assert repo.staged(["*.txt"]) == {}
    head = repo.ref("refs/heads/main")
    assert repo.tree(head, ["folder", "a.*"]) == {}
    assert set(repo.tree(head, ["folder/b.txt", "none"])) == {"folder/b.txt"}


def test_blobs_come_in_one_run(repo: Repo) -> None:
    ids = {repo.blob_id(b"a\n"), repo.blob_id(b"b\n")}
    assert set(repo.blobs(ids).values()) == {b"a\n", b"b\n"}


def test_finding_a_repository_loads_no_subprocess() -> None:
    code = (
        "import sys; from pathlib import Path; from clm.store.git import Repo;"
        "Repo.find(Path.cwd()); print('subprocess' in sys.modules, 'git' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


def test_a_config_of_blank_lines_is_read_once(repo: Repo) -> None:
    """Looked for from each line anew, a hundred thousand of them take minutes."""
    config = repo.common_dir / "config"
    config.write_bytes(config.read_bytes() + b"\n" * 100_000)
    git_module._HASH_NAMES.clear()
    begun = time.process_time()
    assert len(repo.blob_id(b"a")) == 40
    assert time.process_time() - begun < 10
