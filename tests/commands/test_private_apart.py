"""The private store is nobody else's: not linked, not open, not overwritten (A4.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from clm.errors import InputOutputError
from clm.services import private
from tests.commands.test_private import key, make_manager, note
from tests.world import Repository

if TYPE_CHECKING:
    from pathlib import Path

    from tests.world import Clm


@pytest.fixture
def store(clm: Clm, repo: Repository, tmp_path: Path) -> Repository:
    make_manager(repo)
    clm.ok("private", "init", tmp_path / "own")
    return Repository(tmp_path / "own")


def test_a_link_to_the_teams_repository_is_no_store(  # A4.1
    clm: Clm, repo: Repository, tmp_path: Path
) -> None:
    make_manager(repo)
    before = repo.head()
    place = tmp_path / "w1"
    place.mkdir(mode=0o700)
    (place / ".git").symlink_to(repo.root / ".git")
    assert clm("private", "init", place).code == 77
    (place / "private.yaml").write_text("format: '1'\n")
    assert clm("private", "init", place).code == 77
    assert repo.head() == before


def test_a_worktree_of_the_team_is_no_store(  # A4.1
    clm: Clm, repo: Repository, tmp_path: Path
) -> None:
    make_manager(repo)
    place = tmp_path / "w4"
    repo.git("worktree", "add", "--quiet", "-b", "w4", str(place))
    place.chmod(0o700)
    (place / "private.yaml").write_text("format: '1'\n")
    before = repo.git("rev-parse", "w4")
    clm.ok("config", "set", "private", str(place))
    answer = clm("private", "note", "tom", "x", "--kind", "performance")
    assert answer.code == 77
    assert "leads to another repository" in answer.err
    assert repo.git("rev-parse", "w4") == before


@pytest.mark.parametrize("borrower", ["team", "own"])
def test_no_object_is_shared_with_the_team(  # A4.1
    clm: Clm, repo: Repository, store: Repository, borrower: str
) -> None:
    one, other = (repo, store) if borrower == "team" else (store, repo)
    file = one.root / ".git/objects/info/alternates"
    file.parent.mkdir(exist_ok=True)
    file.write_text(f"{other.root}/.git/objects\n")
    answer = clm("private", "list")
    assert answer.code == 77
    assert "shares its objects" in answer.err


@pytest.mark.parametrize("settings", ["recipient: [age1x]\nformat: '1'\n", "format: '2'\n", "{}\n"])
def test_settings_that_are_not_understood_keep_nothing(  # A4.1
    clm: Clm, store: Repository, settings: str
) -> None:
    store.put("private.yaml", settings)
    before = store.head()
    assert clm("private", "note", "tom", "x", "--kind", "performance").code == 65
    assert store.head() == before


def test_nothing_lies_open_beside_what_is_encrypted(  # A4.1
    clm: Clm, repo: Repository, tmp_path: Path
) -> None:
    make_manager(repo)
    _, recipient = key(tmp_path / "keys", "jana")
    clm.ok("private", "init", tmp_path / "own", "--recipient", recipient)
    note(clm, "tom", "late")
    own = Repository(tmp_path / "own")
    own.put("private.yaml", "format: '1'\n")
    answer = clm("private", "note", "tom", "x", "--kind", "performance")
    assert answer.code == 65
    assert "names no recipients" in answer.err


@pytest.mark.parametrize("name", ["private.yaml", "tom.md"])
def test_an_export_stays_out_of_the_store(clm: Clm, store: Repository, name: str) -> None:  # A4.2
    note(clm, "tom", "late")
    before = store.head()
    answer = clm("private", "export", "tom", "-O", store.root / name)
    assert answer.code == 77
    assert "private store" in answer.err
    assert store.head() == before
    assert store.is_clean()


def test_an_export_stays_out_of_every_work_tree_of_the_team(  # A4.2
    clm: Clm, repo: Repository, store: Repository, tmp_path: Path
) -> None:
    assert store.root.is_dir()
    note(clm, "tom", "late")
    repo.git("worktree", "add", "--quiet", "-b", "aside", str(tmp_path / "aside"))
    for place in (tmp_path / "aside", tmp_path / "aside" / "new", repo.root / "new"):
        answer = clm("private", "export", "tom", "-O", place / "tom.md")
        assert (answer.code, "team's repository" in answer.err) == (77, True)
        assert not place.joinpath("tom.md").exists()
    clm.ok("private", "export", "tom", "-O", tmp_path / "tom.md")


def test_another_store_is_taken_by_name(
    clm: Clm, store: Repository, tmp_path: Path
) -> None:  # A4.1
    said = f"your settings named {store.root} until now"
    assert said not in clm("private", "init", store.root).err
    assert said in clm("private", "init", tmp_path / "two").err
    assert "until now" not in clm("private", "init", tmp_path / "two").err


def test_nobodys_handle_is_not_taken_for_somebody_without_notes(  # A4.1
    clm: Clm, repo: Repository, store: Repository
) -> None:
    answer = clm("private", "show", "tmo")
    assert (answer.code, "did you mean tom?" in answer.err) == (3, True)
    assert clm("private", "list", "--of", "tmo").code == 3
    clm.ok("private", "show", "tom")
    store.put("people/nina/pn-7f3qkd11.yaml", "id: pn-7f3qkd11\nperson: nina\nkind: behaviour\n"
              "on: 2026-11-17\nby: jana\ntext: x\n")  # fmt: skip
    assert "pn-7f3qkd11" in clm.ok("private", "show", "nina")
    repo.put("team/tom.yaml", repo.read("team/tom.yaml") + "until: 2026-11-01\n")
    clm.ok("private", "show", "tom")


SICK = ("absence", "add", "tom", "--from", "2026-11-23", "--to", "2026-11-25", "--sick")


def test_no_absence_is_recorded_where_its_kind_cannot_be_kept(  # A4.2
    clm: Clm, repo: Repository, store: Repository
) -> None:
    before = repo.head()
    lock = store.root / ".git/index.lock"
    lock.touch()
    assert clm(*SICK).code == 75
    lock.unlink()
    store.git("checkout", "--quiet", "--detach")
    assert clm(*SICK).code != 0
    assert repo.head() == before


def test_a_kind_that_was_not_kept_is_told(  # A4.2
    clm: Clm, store: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> str:
        raise InputOutputError("the disk is full", "make room")

    before = store.head()
    monkeypatch.setattr(private, "keep", full)
    answer = clm(*SICK)
    assert answer.code == InputOutputError.exit_code
    assert "is recorded, its kind was not kept: the disk is full" in answer.err
    assert "clm private note tom --kind sick --from 2026-11-23 --to 2026-11-25" in answer.err
    assert store.head() == before


# The team's remotes, however they are named (A4.1).


@pytest.fixture
def hub(repo: Repository, tmp_path: Path) -> Path:
    """A bare repository on this disk that the team pushes to."""
    make_manager(repo)
    place = tmp_path / "hub" / "crm.git"
    repo.git("clone", "--quiet", "--bare", str(repo.root), str(place))
    repo.git("remote", "add", "origin", "../hub/crm.git")
    (tmp_path / "link").symlink_to(place)
    (tmp_path / "dots.git").symlink_to(repo.root)
    repo.git("worktree", "add", "--quiet", "-b", "aside", str(tmp_path / "aside"))
    return place


_ADDRESSES = [
    "{tmp}/hub/crm.git", "{tmp}/hub/crm", "file://{tmp}/hub/crm.git", "file://{tmp}/hub/cr%6d.git",
    "file://localhost{tmp}/hub/crm.git", "{tmp}/link", "{tmp}/dots.git", "../link", "../hub/crm",
    "{team}", "{team}/.git", "../dots", "{tmp}/aside", "{tmp}/aside/.git", "file://{tmp}/aside",
    "{team}/.git/worktrees/aside",
]  # fmt: skip


@pytest.mark.parametrize("address", _ADDRESSES)
def test_the_teams_remote_on_this_disk_is_known(  # A4.1
    clm: Clm, repo: Repository, hub: Path, tmp_path: Path, address: str
) -> None:
    assert hub.is_dir()
    assert repo.root.parent == tmp_path
    url = address.format(tmp=tmp_path, team=repo.root)
    answer = clm("private", "init", tmp_path / "own", "--remote", url)
    assert (answer.code, "is the team's" in answer.err) == (77, True)
    assert not (tmp_path / "own").exists()


def test_a_remote_beside_the_teams_is_none_of_theirs(  # A4.1
    clm: Clm, hub: Path, tmp_path: Path
) -> None:
    assert hub.is_dir()
    for number, url in enumerate(("../hub/own.git", f"{tmp_path}/crm", "/" + "a" * 300)):
        clm.ok("private", "init", tmp_path / f"own{number}", "--remote", url)


@pytest.mark.parametrize(
    "key",
    ["remote.origin.url", "remote.origin.pushurl", "branch.main.remote", "branch.main.pushRemote",
     "remote.pushDefault"],
)  # fmt: skip
def test_every_setting_that_pushes_is_looked_at(  # A4.1
    clm: Clm, repo: Repository, hub: Path, tmp_path: Path, key: str
) -> None:
    clm.ok("private", "init", tmp_path / "own", "--remote", "git@example.org:lead/own.git")
    own = Repository(tmp_path / "own")
    own.git("config", "--add", key, str(hub))
    own.git("config", "--add", key, "git@example.org:lead/own.git")
    for _ in range(2):
        answer = clm("private", "list")
        assert (answer.code, "is the team's" in answer.err) == (77, True)
        repo.git("config", "--add", "remote.origin.url", "git@example.org:team/crm.git")


def test_an_address_that_git_writes_anew_is_looked_at_as_git_does(  # A4.1
    clm: Clm, repo: Repository, tmp_path: Path
) -> None:
    make_manager(repo)
    repo.git("remote", "add", "origin", "git@example.org:team/crm.git")
    clm.ok("private", "init", tmp_path / "own", "--remote", "own:crm")
    own = Repository(tmp_path / "own")
    clm.ok("private", "list")
    own.git("config", "url.git@example.org:team/.insteadOf", "own:")
    assert clm("private", "list").code == 77
