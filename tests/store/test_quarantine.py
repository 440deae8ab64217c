"""What is read of a share: nothing beyond it, nothing that is another, nothing without bounds."""

from __future__ import annotations

import os
import shutil
import subprocess
import zlib
from hashlib import sha1
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, TypeAlias

import pytest

from clm.errors import RefusedError
from clm.store import quarantine as limits
from clm.store.git import Repo
from clm.store.outside import Outside
from clm.store.pushed import commit_of, files_of, new_commits, tampered, tip_of
from clm.store.quarantine import Objects, quarantine
from tests.world import Repository

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def git(folder: Path, *words: str) -> str:
    done = subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture
def repo(template_repository: Path, tmp_path: Path) -> Repository:
    """The team's repository."""
    shutil.copytree(template_repository, tmp_path / "repo")
    return Repository(tmp_path / "repo")


@pytest.fixture
def share(repo: Repository, tmp_path: Path) -> Path:
    """A bare repository with the commits of `repo`."""
    git(tmp_path, "clone", "--quiet", "--bare", "--template=", str(repo.root), "share.git")
    return tmp_path / "share.git"


@pytest.fixture
def place(repo: Repository) -> Iterator[Path]:
    found = Repo.find(repo.root)
    assert found is not None
    with quarantine(found, "a test") as folder:
        yield folder


Opener: TypeAlias = "Callable[..., Objects]"


@pytest.fixture
def objects(tmp_path: Path) -> Iterator[Opener]:
    """Opens the objects of a share, with a quarantine or a folder for one."""
    opened: list[Objects] = []

    def opener(share: Path, place: Path | None = None, hash_name: str = "sha1") -> Objects:
        folder = place or Path(mkdtemp(dir=tmp_path))
        opened.append(Objects(Outside(share), folder, hash_name))
        return opened[-1]

    yield opener
    for one in opened:
        one.close()


# a folder of others


def test_files_and_folders_are_read_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "c").write_bytes(b"12345")
    outside = Outside(tmp_path)
    assert outside.exists()
    assert outside.read("a/b/c", 3) == b"123"
    assert outside.names("a") == ["b"]
    for nothing in ("x", "a/x", "x/y"):
        assert outside.read(nothing, 3) is None
        assert outside.names(nothing) == []
    assert not Outside(tmp_path / "x").exists()
    assert not outside.is_executable("a/b/c")
    (tmp_path / "a" / "b" / "c").chmod(0o755)
    assert outside.is_executable("a/b/c")


@pytest.mark.parametrize("path", ["link/c", "a/link", "folder/c", "pipe"])
def test_nothing_leads_out_and_nothing_waits(tmp_path: Path, path: str) -> None:
    root = tmp_path / "root"
    (root / "a").mkdir(parents=True)
    (tmp_path / "c").write_text("elsewhere")
    (root / "link").symlink_to(tmp_path)
    (root / "a" / "link").symlink_to(tmp_path / "c")
    (root / "folder").symlink_to("a")
    os.mkfifo(root / "pipe")
    with pytest.raises(RefusedError):
        Outside(root).read(path, 10)
    (tmp_path / "root2").symlink_to(root)
    with pytest.raises(RefusedError):
        Outside(tmp_path / "root2").exists()


# the quarantine


def test_what_a_killed_run_left_is_gone_and_no_link_is_followed(
    repo: Repository, tmp_path: Path
) -> None:
    home = repo.path(".git/clm/quarantine")
    (home / "left" / "objects").mkdir(parents=True)
    (home / "left" / "objects" / "x").write_text("x")
    (tmp_path / "mine").write_text("stays")
    (home / "link").symlink_to(tmp_path)
    found = Repo.find(repo.root)
    assert found is not None
    with quarantine(found, "a test") as folder:
        assert folder.parent == home
        assert not (home / "left").exists()
    assert not folder.exists()
    assert (tmp_path / "mine").exists()


# objects


def test_objects_are_the_same_loose_and_packed(share: Path, objects: Opener) -> None:
    tip = tip_of(Outside(share))
    assert tip == git(share, "rev-parse", "main")
    git(share, "repack", "-a", "-d", "-q")
    (pack,) = (share / "objects" / "pack").glob("*.pack")
    packed = objects(share)
    files = files_of(packed, commit_of(packed, tip or "").tree)
    names = git(share, "ls-tree", "-r", "--format=%(path) %(objectname)", "main").splitlines()
    assert files == dict(line.split() for line in names)
    packed.check()
    moved = pack.rename(share / "all.pack")
    pack.with_suffix(".idx").unlink()
    with moved.open("rb") as stream:
        command = ["git", "unpack-objects", "-q"]
        subprocess.run(command, cwd=share, stdin=stream, check=True)
    loose = objects(share)
    assert files_of(loose, commit_of(loose, tip or "").tree) == files
    for name in files.values():
        assert loose.get("blob", name) == packed.get("blob", name)
    loose.check()


def test_longer_hashes_are_read_too(tmp_path: Path, place: Path, objects: Opener) -> None:
    share = tmp_path / "long.git"
    git(tmp_path, "init", "--quiet", "--bare", "--object-format=sha256", str(share))
    tree = git(share, "hash-object", "-w", "-t", "tree", os.devnull)
    named = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    commit = git(share, *named, "commit-tree", tree, "-m", "x")
    git(share, "update-ref", "refs/heads/main", commit)
    assert tip_of(Outside(share)) == commit
    found = objects(share, place, "sha256")
    assert commit_of(found, commit).tree == tree
    assert files_of(found, tree) == {}
    found.check()


def test_an_object_is_of_the_kind_that_is_asked_for(
    share: Path, place: Path, objects: Opener
) -> None:
    found = objects(share, place)
    tip = git(share, "rev-parse", "main")
    with pytest.raises(RefusedError, match="is a commit where a tree is named"):
        found.get("tree", tip)
    found.get("commit", tip)
    with pytest.raises(RefusedError, match="is a commit where a blob is named"):
        found.get("blob", tip)
    with pytest.raises(RefusedError, match="is missing"):
        found.get("commit", "0" * 40)


def test_reading_ends_where_it_is_too_much(
    share: Path, place: Path, objects: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST_READ", 300)
    found = objects(share, place)
    tip = git(share, "rev-parse", "main")
    found.get("commit", tip)
    with pytest.raises(RefusedError, match="more than 300 bytes"):
        files_of(found, commit_of(found, tip).tree)


def test_git_has_only_so_much_memory_and_time(
    share: Path, place: Path, objects: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(share, "repack", "-a", "-d", "-q")
    tip = git(share, "rev-parse", "main")
    monkeypatch.setattr(limits, "_MEMORY", 1_000_000)
    with pytest.raises(RefusedError):
        objects(share, place).get("commit", tip)


def test_the_look_as_a_whole_has_only_so_much_time(
    share: Path, place: Path, objects: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = objects(share, place)
    tip = git(share, "rev-parse", "main")
    found.get("commit", tip)
    monkeypatch.setattr(limits, "_CPU_SECONDS", 0)
    with pytest.raises(RefusedError, match="it takes too long to look"):
        found.get("commit", tip)


def test_all_packs_together_have_only_so_much_time(
    share: Path, place: Path, objects: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = 20_000_000  # nearly all blanks: 20 kB packed, and a tenth of a second's work
    head = b"PACK" + (2).to_bytes(4) + (1).to_bytes(4) + limits._pack_header(3, size)
    for number in range(30):
        pack = head + zlib.compress(b"%d" % number + b" " * (size - len(str(number))), 1)
        name = share / "objects" / "pack" / f"pack-{number:040x}.pack"
        name.write_bytes(pack + sha1(pack, usedforsecurity=False).digest())
    monkeypatch.setattr(limits, "_CPU_SECONDS", 1)
    with pytest.raises(RefusedError, match="it takes too long to look"):
        objects(share, place).get("commit", "0" * 40)


def test_a_large_file_is_told_by_its_size_before_it_is_read(
    share: Path, place: Path, objects: Opener
) -> None:
    large = Path(share.parent, "large")
    large.write_bytes(b" " * 1_000_001)
    name = git(share, "hash-object", "-w", str(large))
    with pytest.raises(RefusedError, match=r"1,000,001 bytes; at most 1,000,000"):
        objects(share, place).get("blob", name)


# what was pushed


def test_a_fresh_share_is_not_tampered_with(share: Path) -> None:
    assert list(tampered(Outside(share))) == []


def test_a_packed_branch_is_found(share: Path) -> None:
    tip = git(share, "rev-parse", "main")
    git(share, "pack-refs", "--all")
    assert tip_of(Outside(share)) == tip
    (share / "packed-refs").unlink()
    assert tip_of(Outside(share)) is None


def test_new_commits_come_with_what_they_are_built_on(
    repo: Repository, share: Path, place: Path, objects: Opener
) -> None:
    first = repo.head()
    second = repo.put("a.txt", "a\n")
    third = repo.put("a.txt", "b\n")
    repo.git("checkout", "--quiet", "-b", "side", first)
    side = repo.put("b.txt", "b\n")
    repo.git("checkout", "--quiet", "main")
    repo.git("merge", "--quiet", "--no-edit", "side")
    merged = repo.head()
    repo.git("push", "--quiet", str(share), "main")
    found = objects(share, place)
    told = {new.name: new.bases for new in new_commits(found, merged, second, 10)}
    assert told == {third: (second,), side: (first,), merged: (second, first)}
    assert list(told)[-1] == merged
    assert new_commits(found, second, second, 10) == []
    with pytest.raises(RefusedError, match="more than 2 new commits"):
        new_commits(found, merged, second, 2)
    with pytest.raises(RefusedError, match="set back"):
        new_commits(found, first, second, 10)
