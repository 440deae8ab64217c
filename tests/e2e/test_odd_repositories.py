"""G15: an odd repository is seen before the first write, and a refusal changes nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.build import customer_path, make_booking, make_customer
from tests.world import Clm, Repository

if TYPE_CHECKING:
    from collections.abc import Callable

CUSTOMER = "c-7f3qkd"
NOTES = customer_path(CUSTOMER, "oteam")
DUE = f"owner: jana\nbookings:\n{make_booking(on='2026-11-16')}"
REAL_GIT = shutil.which("git") or "git"


class World(NamedTuple):
    """What a state is made from: a repository with one customer of Jana's, due today."""

    repo: Repository
    beside: Path
    patch: pytest.MonkeyPatch

    def first_on_path(self, script: str) -> None:
        """Put a `git` of our own before the real one."""
        folder = self.beside / "bin"
        folder.mkdir()
        fake = folder / "git"
        fake.write_text(f"#!/bin/sh\n{script}\n")
        fake.chmod(0o755)
        self.patch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")

    def elsewhere(self, *words: str, name: str = "other") -> Repository:
        """The repository that `git WORDS NAME`, run beside ours, has made, with an identity."""
        other = Repository(self.beside / name)
        self.repo.git(*words, str(other.root))
        other.git("config", "user.name", "Jana Sommer")
        other.git("config", "user.email", "jana@example.org")
        return other


Made = Repository | Path | None


class Odd(NamedTuple):
    """A state, and the exit codes of `commands.md` for a write and for a read in it."""

    make: Callable[[World], Made]
    write: int = 0
    said: str = ""
    """What the refusal names."""
    read: int = 0

    @property
    def name(self) -> str:
        """The state in words."""
        return self.make.__name__


# States that are fine.


def unborn_branch(world: World) -> None:
    world.repo.git("checkout", "--quiet", "--orphan", "fresh")
    world.repo.git("rm", "--quiet", "--cached", "-r", ".")


def packed_refs(world: World) -> None:
    world.repo.git("pack-refs", "--all")


def branch_that_names_another(world: World) -> None:
    world.repo.git("branch", "-m", "trunk")
    world.repo.git("symbolic-ref", "refs/heads/main", "refs/heads/trunk")
    world.repo.git("symbolic-ref", "HEAD", "refs/heads/main")


def sparse_cone(world: World) -> None:
    world.repo.git("sparse-checkout", "set", "--cone", "--sparse-index", "customers", "team")


def sparse_patterns(world: World) -> None:
    world.repo.git("sparse-checkout", "set", "--no-cone", "/*", "!/vpas/")


def split_index(world: World) -> None:
    world.repo.git("config", "core.splitIndex", "true")
    world.repo.git("update-index", "--split-index")


def index_version_4(world: World) -> None:
    world.repo.git("update-index", "--index-version=4")


def untracked_cache(world: World) -> None:
    world.repo.git("config", "core.untrackedCache", "true")
    world.repo.git("update-index", "--force-untracked-cache")
    world.repo.git("status")


def fsmonitor_wanted(world: World) -> None:
    world.repo.git("config", "core.fsmonitor", "true")


def sha256(world: World) -> Repository:
    other = world.elsewhere("init", "--quiet", "--object-format=sha256")
    shutil.copytree(
        world.repo.root, other.root, dirs_exist_ok=True, ignore=shutil.ignore_patterns(".git")
    )
    other.commit()
    return other


def linked_worktree(world: World) -> Repository:
    return world.elsewhere("worktree", "add", "--quiet", "-b", "mine")


def submodule_checkout(world: World) -> Repository:
    around = world.elsewhere("init", "--quiet", name="around")
    source = str(world.repo.root)
    around.git("-c", "protocol.file.allow=always", "submodule", "add", "--quiet", source, "team")
    around.commit()
    inner = Repository(around.root / "team")
    inner.git("config", "user.name", "Jana Sommer")
    inner.git("config", "user.email", "jana@example.org")
    return inner


def shallow_clone(world: World) -> Repository:
    return world.elsewhere("clone", "--quiet", "--depth=1", f"file://{world.repo.root}")


def partial_clone(world: World) -> Repository:
    world.repo.git("config", "uploadpack.allowFilter", "true")
    other = world.elsewhere("clone", "--quiet", "--filter=blob:none", f"file://{world.repo.root}")
    world.repo.root.rename(world.beside / "remote is gone")
    return other


def alternates(world: World) -> Repository:
    return world.elsewhere("clone", "--quiet", "--shared", str(world.repo.root))


def git_folder_elsewhere(world: World) -> None:
    world.repo.git("init", "--quiet", f"--separate-git-dir={world.beside / 'git folder'}")


def linked_git_folder(world: World) -> None:
    (world.repo.root / ".git").rename(world.beside / "moved")
    (world.repo.root / ".git").symlink_to(world.beside / "moved")


def odd_path(world: World) -> Repository:
    return world.elsewhere(
        "clone", "--quiet", str(world.repo.root), name="mit Leer zeichen, Ümläut\nund 'Zeile' \"x\""
    )


def data_below_data(world: World) -> None:
    repo = world.repo
    (repo.root / "data").mkdir()
    for name in ("clm.yaml", "customers", "team", "vpas"):
        repo.git("mv", name, f"data/{name}")
    repo.commit()


def staged_work_elsewhere(world: World) -> None:
    world.repo.write("plan.txt", "staged\n")
    world.repo.git("add", "plan.txt")
    world.repo.write("plan.txt", "staged, and edited\n")


# States in which a write is refused.


def detached_head(world: World) -> None:
    world.repo.git("checkout", "--quiet", "--detach")


def _clash(world: World, *words: str) -> None:
    """Two branches changed the same file, which is none of ours; stop in the middle of `words`."""
    world.repo.put("plan.txt", "one\n")
    world.repo.git("branch", "other")
    world.repo.put("plan.txt", "two\n")
    world.repo.git("switch", "--quiet", "other")
    world.repo.put("plan.txt", "three\n")
    subprocess.run(["git", *words], cwd=world.repo.root, capture_output=True, check=False)


def merge(world: World) -> None:
    _clash(world, "merge", "main")


def rebase(world: World) -> None:
    _clash(world, "rebase", "main")


def rebase_by_patches(world: World) -> None:
    _clash(world, "rebase", "--apply", "main")


def cherry_pick(world: World) -> None:
    _clash(world, "cherry-pick", "main")


def revert(world: World) -> None:
    _clash(world, "revert", "--no-edit", "HEAD~1")


def bisect(world: World) -> None:
    _clash(world, "bisect", "start")


def am(world: World) -> None:
    _clash(world, "status")
    patch = world.beside / "patch"
    patch.write_text(world.repo.git("format-patch", "--stdout", "HEAD~1..main") + "\n")
    words = ["git", "am", str(patch)]
    assert subprocess.run(words, cwd=world.repo.root, capture_output=True, check=False).returncode


def foreign_index_lock(world: World) -> None:
    world.patch.setattr("clm.store.lock.index_lock.__wrapped__.__defaults__", (0.2,))
    world.repo.write(".git/index.lock", "")


def foreign_head_lock(world: World) -> None:
    world.repo.write(".git/HEAD.lock", "")


def foreign_ref_lock(world: World) -> None:
    world.repo.write(".git/refs/heads/main.lock", "")


def damaged_git_index(world: World) -> None:
    (world.repo.root / ".git/index").write_bytes(b"DIRC\0\0\0\2garbage")


def empty_ref(world: World) -> None:
    world.repo.write(".git/refs/heads/main", "")


def refs_in_a_reftable(world: World) -> None:
    # As a newer git lays it out: an older one cannot even read such a repository.
    shutil.rmtree(world.repo.root / ".git/refs")
    world.repo.write(".git/refs/heads", "this repository uses the reftable format\n")
    world.repo.write(".git/HEAD", "ref: refs/heads/.invalid\n")
    config = world.repo.read(".git/config")
    config = config.replace("repositoryformatversion = 0", "repositoryformatversion = 1")
    world.repo.write(".git/config", f"{config}[extensions]\n\trefStorage = reftable\n")


def unknown_extension(world: World) -> None:
    config = world.repo.read(".git/config")
    config = config.replace("repositoryformatversion = 0", "repositoryformatversion = 1")
    world.repo.write(".git/config", f"{config}[extensions]\n\tfutureThing = true\n")


def notes_left_out_by_sparse_patterns(world: World) -> None:
    world.repo.put(NOTES, f"customer: {CUSTOMER}\n")
    world.repo.git("sparse-checkout", "set", "--no-cone", "/*", "!*.oteam.yaml")


def no_identity(world: World) -> None:
    world.repo.git("config", "--remove-section", "user")


def identity_in_another_encoding(world: World) -> None:
    config = world.repo.path(".git/config")
    config.write_bytes(config.read_bytes() + "[user]\n\tname = Jana Müller\n".encode("latin-1"))


def common_folder_with_a_nul(world: World) -> None:
    world.repo.path(".git/commondir").write_bytes(b"a\0b")


def git_folder_with_a_nul(world: World) -> None:
    world.repo.path(".git").rename(world.repo.path("store"))
    world.repo.path(".git").write_bytes(b"gitdir: store\0b")


def branch_with_a_nul(world: World) -> None:
    world.repo.path(".git/HEAD").write_bytes(b"ref: refs/heads/a\0b")


def branch_with_too_long_a_name(world: World) -> None:
    world.repo.write(".git/HEAD", f"ref: refs/heads/{'a' * 5000}\n")


def ref_that_is_no_text(world: World) -> None:
    world.repo.path(".git/refs/heads/main").write_bytes(b"\xff\xfe")


def identity_of_brackets(world: World) -> None:
    world.repo.git("config", "user.name", "<>")


def identity_of_nothing_git_keeps(world: World) -> None:
    world.patch.setenv("GIT_COMMITTER_NAME", " .;'")


def name_without_a_value(world: World) -> None:
    config = world.repo.path(".git/config")
    config.write_text(config.read_text() + "[user]\n\tname\n")


def signing_without_a_key(world: World) -> None:
    world.repo.git("config", "commit.gpgSign", "true")
    world.repo.git("config", "gpg.program", "false")


def _hook(world: World, name: str) -> None:
    script = "#!/bin/sh\necho no customers on Sundays\nexit 1\n"
    hook = world.repo.write(f".git/hooks/{name}", script)
    hook.chmod(0o755)


def failing_pre_commit(world: World) -> None:
    _hook(world, "pre-commit")
    trusted(world)


def failing_commit_msg(world: World) -> None:
    _hook(world, "commit-msg")
    trusted(world)


def hook_not_trusted(world: World) -> None:
    _hook(world, "commit-msg")


def trusted(world: World) -> None:
    Clm(world.repo.root).ok("trust", "--yes")


def trusted_git_folder_elsewhere(world: World) -> None:
    git_folder_elsewhere(world)
    trusted(world)


def other_owner(world: World) -> None:
    world.first_on_path(f'GIT_TEST_ASSUME_DIFFERENT_OWNER=1 exec "{REAL_GIT}" "$@"')


def git_missing(world: World) -> None:
    world.patch.setenv("PATH", str(world.beside / "nothing here"))


def git_too_old(world: World) -> None:
    world.first_on_path(
        f'case "$*" in *version*) echo git version 2.30.2;; *) exec "{REAL_GIT}" "$@";; esac'
    )


def bare_repository(world: World) -> Path:
    other = world.beside / "bare"
    world.repo.git("clone", "--quiet", "--bare", ".", str(other))
    shutil.copy(world.repo.root / "clm.yaml", other)
    return other


def called_bare(world: World) -> None:
    world.repo.git("config", "core.bare", "true")


def newer_format(world: World) -> None:
    world.repo.put("clm.yaml", "format: 99\nname: Test\n")


def no_repository(world: World) -> None:
    shutil.rmtree(world.repo.root / ".git")


def no_data_folder(world: World) -> Path:
    return world.beside


def staged_target(world: World) -> None:
    world.repo.write(NOTES, f"customer: {CUSTOMER}\n")
    world.repo.git("add", NOTES)


ODD = (
    Odd(unborn_branch),
    Odd(packed_refs),
    Odd(branch_that_names_another),
    Odd(sparse_cone),
    Odd(sparse_patterns),
    Odd(split_index),
    Odd(index_version_4),
    Odd(untracked_cache),
    Odd(fsmonitor_wanted),
    Odd(sha256),
    Odd(linked_worktree),
    Odd(submodule_checkout),
    Odd(shallow_clone),
    Odd(partial_clone),
    Odd(alternates),
    Odd(git_folder_elsewhere, 77, "would run code of its own (git folder)"),
    Odd(linked_git_folder, 77, "would run code of its own (git folder)"),
    Odd(trusted_git_folder_elsewhere),
    Odd(odd_path),
    Odd(data_below_data),
    Odd(staged_work_elsewhere),
    Odd(detached_head, 78, "HEAD is detached"),
    Odd(merge, 75, "a merge is under way"),
    Odd(rebase, 75, "a rebase is under way"),
    Odd(rebase_by_patches, 75, "a rebase is under way"),
    Odd(cherry_pick, 75, "a cherry-pick is under way"),
    Odd(revert, 75, "a revert is under way"),
    Odd(bisect, 75, "a bisect is under way"),
    Odd(am, 75, "git am is under way"),
    Odd(foreign_index_lock, 75, "index.lock"),
    Odd(foreign_head_lock, 75, "HEAD.lock"),
    Odd(foreign_ref_lock, 75, "main.lock"),
    Odd(damaged_git_index, 78, "index"),
    Odd(empty_ref, 78, "refs/heads/main"),
    Odd(ref_that_is_no_text, 78, "refs/heads/main"),
    Odd(common_folder_with_a_nul, 78, "commondir names no folder", read=78),
    Odd(git_folder_with_a_nul, 78, ".git names no folder", read=78),
    Odd(branch_with_a_nul, 78, "on no branch"),
    Odd(branch_with_too_long_a_name, 78, "on no branch"),
    Odd(refs_in_a_reftable, 78, "reftable"),
    Odd(unknown_extension, 78, "futurething"),
    Odd(notes_left_out_by_sparse_patterns, 78, "sparse"),
    Odd(no_identity, 78, "git does not know who you are"),
    Odd(identity_in_another_encoding, 78, "the author's name that git knows is not UTF-8"),
    Odd(identity_of_brackets, 78, "the author's name that git knows has nothing"),
    Odd(identity_of_nothing_git_keeps, 78, "the committer's name that git knows has nothing"),
    Odd(name_without_a_value, 78, "git config user.name YOUR-NAME"),
    Odd(signing_without_a_key, 77, "signing"),
    Odd(failing_pre_commit, 77, "no customers on Sundays"),
    Odd(failing_commit_msg, 77, "no customers on Sundays"),
    Odd(hook_not_trusted, 77, "would run code of its own (hook commit-msg)"),
    Odd(other_owner, 78, "safe.directory"),
    Odd(git_missing, 69, "git is not installed"),
    Odd(git_too_old, 69, "2.30"),
    Odd(bare_repository, 78, "bare", read=78),
    Odd(called_bare, 78, "bare"),
    Odd(newer_format, 78, "format 99", read=78),
    Odd(no_repository, 78, "no git repository"),
    Odd(no_data_folder, 78, "no data folder", read=78),
    Odd(staged_target, 75, "staged"),
)


def everything(folder: Path) -> dict[str, bytes]:
    """Every file below but what counts for nobody: ours, objects without a name, git's scratch."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
        and not {"clm", "objects", "COMMIT_EDITMSG"} & set(path.parts[len(folder.parts) :])
    }


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: odd.name)
def test_what_a_write_and_a_read_answer(
    repo: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, odd: Odd
) -> None:
    repo.put(customer_path(CUSTOMER), make_customer(more=DUE))
    world = World(repo, tmp_path / "beside", monkeypatch)
    world.beside.mkdir()
    made = odd.make(world)
    place = made if isinstance(made, Repository) else Repository(made or repo.root)
    clm = Clm(place.root)
    before = everything(tmp_path)

    listed = clm("mine", "--as", "jana", "--ids")
    assert (listed.code, listed.out.split()) == (odd.read, [] if odd.read else [CUSTOMER])
    assert everything(tmp_path) == before

    answer = clm("note", CUSTOMER, "hello", "--as", "jana")
    assert answer.code == odd.write, answer.err
    if odd.write:
        assert odd.said in answer.err
        assert "\nhint: " in answer.err
        assert everything(tmp_path) == before
    else:
        _assert_written(place)


def _assert_written(place: Repository) -> None:
    (notes,) = place.root.rglob(f"{CUSTOMER}.oteam.yaml")
    assert "hello" in notes.read_text()
    shown = place.git("show", "--format=%s", "--name-only", "HEAD").splitlines()
    assert shown == [f"note {CUSTOMER}", "", notes.relative_to(place.root).as_posix()]
    assert place.git("status", "--porcelain", "--", str(notes)) == ""
    assert not [path for path in (place.root / ".git").rglob("*.lock") if path.is_file()]
