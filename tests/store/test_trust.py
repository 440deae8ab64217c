"""What would run in a repository, and what git is shown of one that is not trusted."""

from __future__ import annotations

import json
import os
import shutil
from contextlib import suppress
from datetime import UTC
from typing import TYPE_CHECKING

import pytest

from clm.errors import RefusedError, StateError
from clm.services.trusting import agree, look
from clm.store import history, trust
from clm.store.executable import dangers, is_executable
from clm.store.git import Repo
from clm.store.handedits import hand_edits
from tests.plants import Ground

if TYPE_CHECKING:
    from pathlib import Path

    from tests.store.conftest import Git, Write

RUNS = """
core.fsmonitor core.sshcommand core.editor core.pager core.askpass
core.gitproxy core.alternaterefscommand filter.x.clean filter.x.smudge filter.x.process
diff.x.textconv diff.x.command diff.external merge.x.driver gpg.program gpg.ssh.program
gpg.ssh.defaultkeycommand credential.helper credential.https://x.y.helper sequence.editor
uploadpack.packobjectshook trailer.x.command trailer.x.cmd remote.x.uploadpack
remote.x.receivepack remote.x.proxy remote.x.vcs interactive.difffilter pager.log
tar.x.command mergetool.x.cmd difftool.x.path browser.x.cmd man.x.path guitool.x.cmd
web.browser help.browser instaweb.httpd sendemail.smtpserver sendemail.tocmd imap.tunnel
gc.recentobjectshook hook.x.command lfs.customtransfer.x.path protocol.allow
protocol.ext.allow include.path includeif.gitdir:x.path
"""
HARMLESS = {
    "core.filemode": "true", "core.fsmonitor": "true", "core.excludesfile": "x", "core.bare": "no",
    "core.hookspath": "/dev/null",
    "user.name": "jana", "user.signingkey": "ABC", "commit.gpgsign": "true", "pager.log": "false",
    "remote.origin.url": "git@example.org:x.git", "remote.origin.fetch": "+refs/*:refs/*",
    "branch.main.merge": "refs/heads/main", "alias.co": "checkout", "gc.auto": "0",
    "url.ssh://git@example.org/.insteadof": "https://example.org/", "lfs.url": "https://x.y",
    "protocol.file.allow": "always", "merge.x.name": "our own", "column.clean": "always",
    "color.pager": "true", "credential.helper": "", "diff.guitool": "meld", "core.editor": "",
}  # fmt: skip


@pytest.mark.parametrize("key", RUNS.split())
def test_a_key_that_names_a_program_is_found(key: str) -> None:
    assert is_executable(key, "x")


@pytest.mark.parametrize(
    ("key", "value"),
    [("alias.x", "!f"), ("submodule.x.update", "!f"), ("remote.x.url", "ext::f"),
     ("url.ext::f.insteadof", "x"), ("submodule.x.url", "ext::f"), ("remote.x.pushurl", "fd::1")],
)  # fmt: skip
def test_a_value_that_is_a_program_is_found(key: str, value: str) -> None:
    assert is_executable(key, value)


@pytest.mark.parametrize("key", HARMLESS)
def test_a_setting_that_runs_nothing_needs_no_trust(key: str) -> None:
    assert not is_executable(key, HARMLESS[key])


def test_what_git_makes_needs_no_trust(repo: Repo, root: Path, git: Git) -> None:
    git("clone", "-q", ".", "../clone")
    git("worktree", "add", "-q", "../other", "-b", "other")
    samples = repo.git_dir / "hooks" / "pre-commit.sample"
    assert samples.exists()
    for place in (root, root.parent / "clone", root.parent / "other"):
        found = Repo.find(place)
        assert found is not None
        assert dangers(found) == []


def test_a_submodule_needs_no_trust_and_is_a_repository_of_its_own(
    repo: Repo, root: Path, git: Git
) -> None:
    git("clone", "-q", "--bare", ".", "../bare.git")
    git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", "../bare.git", "inner")
    found = Repo.find(root / "inner")
    assert found is not None
    assert found.git_dir == repo.git_dir / "modules" / "inner"
    assert dangers(found) == []


@pytest.fixture
def hostile(repo: Repo, root: Path) -> Repo:
    ground = Ground(root, "x")
    ground.config('[core]\nfsmonitor = TRAP\n[user]\nname = Luis\n[filter "x"]\nclean = TRAP')
    ground.attributes("* filter=x")
    return repo


def test_objects_and_refs_are_read_where_nothing_is_trusted(
    hostile: Repo, root: Path, git: Git
) -> None:
    head = hostile.ref("refs/heads/main")
    assert head
    assert hostile.files(head, "folder").keys() == {"folder/b.txt"}
    assert hostile.changed(head) == ["a.txt", "folder/b.txt"]
    assert history.blob(hostile, head, "a.txt") == b"a\n"
    assert [entry.subject for entry in history.log(hostile)] == ["start"]
    assert history.commit_at(hostile, "HEAD^{commit}", UTC) == head
    assert hostile.config()["user.name"] == "Luis"
    assert b"trap-x" not in hostile.run("config", "--list", objects=True)
    with history._opened(hostile) as opened:
        assert "trap-x" not in opened.git.config("--list")
    ran = root.parent / "ran-x"
    assert not ran.exists()
    git("status")
    assert ran.exists()


def test_what_needs_the_index_or_the_files_is_refused(hostile: Repo, root: Path) -> None:
    tasks = (
        lambda: hostile.staged(["a.txt"]), lambda: hostile.attributes(["a.txt"]),
        lambda: hand_edits(hostile, ""), hostile.start_housekeeping,
        lambda: hostile.update_index(root / "i", ["a.txt"]),
    )  # fmt: skip
    for task in tasks:
        with pytest.raises(RefusedError, match=r"core\.fsmonitor") as caught:
            task()
        assert caught.value.exit_code == 77
        assert "clm trust" in (caught.value.hint or "")
    assert not (root.parent / "ran-x").exists()


def test_nothing_is_left_beside(
    hostile: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    before = sorted(tmp_path.iterdir())
    hostile.files(hostile.ref("refs/heads/main") or "", "")
    assert sorted(tmp_path.iterdir()) == before


def lapse_by_setting(repo: Repo) -> None:
    Ground(repo.root, "x").config("[alias]\nz = !TRAP")


def lapse_by_hook(repo: Repo) -> None:
    Ground(repo.root, "x").hook("post-merge")


def lapse_by_script(repo: Repo) -> None:
    hook = repo.git_dir / "hooks" / "pre-push"
    hook.write_text(hook.read_text() + "# other\n")


@pytest.mark.parametrize("change", [lapse_by_setting, lapse_by_hook, lapse_by_script])
def test_trust_lapses_with_any_change_to_what_would_run(hostile: Repo, change: object) -> None:
    Ground(hostile.root, "x").hook("pre-push")
    agree(look(hostile.root))
    assert trust.untrusted(hostile) == []
    Ground(hostile.root, "x").config("[branch]\nautoSetupRebase = always")
    assert trust.untrusted(hostile) == []
    assert callable(change)
    change(hostile)
    assert trust.untrusted(hostile)


@pytest.mark.usefixtures("hostile")
def test_a_copy_elsewhere_is_not_trusted(root: Path) -> None:
    agree(look(root))
    shutil.copytree(root, root.parent / "copy")
    copy = Repo.find(root.parent / "copy")
    assert copy is not None
    assert trust.untrusted(copy)


def test_hooks_in_the_tree_by_a_setting_of_ones_own(
    root: Path, git: Git, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = root.parent / "gitconfig"
    own.write_text("[core]\nhooksPath = .githooks\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(own))
    ground = Ground(root, "x")
    ground.hook("pre-commit", ".githooks")
    with pytest.raises(RefusedError, match=r"\.githooks came with"):
        write("a.txt", b"b\n")
    assert not ground.mark.exists()
    git("commit", "-q", "--allow-empty", "-m", "x")
    assert ground.mark.exists()
    git("config", "core.hooksPath", ".githooks")
    ground.mark.unlink()
    agree(look(root))
    write("a.txt", b"b\n")
    assert ground.mark.exists()


@pytest.mark.usefixtures("repo")
def test_a_git_file_that_leads_elsewhere(root: Path, git: Git) -> None:
    """Our commands in a folder that was handed over would write to a repository of ours."""
    folder = root.parent / "handed"
    folder.mkdir()
    (folder / ".git").write_text(f"gitdir: {root}/.git\n")
    found = Repo.find(folder)
    assert found is not None
    assert [one.what for one in dangers(found)] == ["git folder"]
    with pytest.raises(RefusedError):
        found.staged(["a.txt"])
    (folder / ".git").unlink()
    (folder / ".git").symlink_to(root / ".git")
    found = Repo.find(folder)
    assert found is not None
    assert [one.what for one in dangers(found)] == ["git folder"]
    git("init", "-q", "../handed/new")
    planted = folder / "new" / ".git"
    (planted / "commondir").write_text(f"{root}/.git\n")
    found = Repo.find(folder / "new")
    assert found is not None
    assert "git folder" in [one.what for one in dangers(found)]


def test_a_work_tree_elsewhere(repo: Repo, git: Git) -> None:
    git("config", "core.worktree", str(repo.root))
    assert dangers(repo) == []
    git("config", "core.worktree", str(repo.root.parent))
    assert [one.what for one in dangers(repo)] == ["core.worktree"]


@pytest.mark.parametrize(
    "name",
    ["logs", "logs/HEAD", "refs/heads/main", "index", "hooks", "HEAD", "objects/pack",
     "objects/info"],
)  # fmt: skip
def test_a_link_where_git_writes(repo: Repo, name: str) -> None:
    place = repo.git_dir / name
    place.rename(repo.root.parent / "moved")
    place.symlink_to(repo.root.parent / "moved")
    assert ("link", str(place)) in [(one.what, one.path) for one in dangers(repo)]


def test_a_link_where_objects_are_written(repo: Repo, root: Path, write: Write) -> None:
    """A write goes into 3 of these 256 folders, and nobody knows into which."""
    victim = root.parent / "victim"
    victim.mkdir()
    folders = {f"{number:02x}" for number in range(256)}
    for name in folders - {path.name for path in (repo.git_dir / "objects").iterdir()}:
        (repo.git_dir / "objects" / name).symlink_to(victim)
    links = [one for one in dangers(repo) if one.what == "link"]
    assert len(links) > 200
    assert {one.says for one in links} == {str(victim)}
    with pytest.raises(RefusedError, match=r"own \(link\)"):
        write("a.txt", b"b\n")
    assert list(victim.iterdir()) == []


@pytest.mark.parametrize("name", ["clm", "clm/lock", "clm/index.sqlite"])
def test_a_link_in_our_own_folder_stops_everything(repo: Repo, root: Path, name: str) -> None:
    victim = root.parent / "victim"
    victim.write_text("precious")
    place = repo.git_dir / name
    if place.parent != repo.git_dir:
        place.parent.mkdir(exist_ok=True)
    place.symlink_to(victim)
    with pytest.raises(RefusedError, match="is a link"):
        Repo.find(root)
    assert victim.read_text() == "precious"


def test_a_journal_of_sqlite_that_names_another_file(repo: Repo, root: Path) -> None:
    folder = repo.git_dir / "clm"
    folder.mkdir()
    (folder / "index.sqlite-journal").write_bytes(b"x" * 600)
    assert Repo.find(root) == repo
    (folder / "index.sqlite-journal").write_bytes(b"x" * 600 + bytes.fromhex("d9d505f920a163d7"))
    with pytest.raises(RefusedError, match="names another file"):
        Repo.find(root)


def test_a_config_that_is_none_stops_git(repo: Repo) -> None:
    (repo.git_dir / "config").write_text("[core]\nbare = false\nfsmonitor = \\q\n")
    with pytest.raises(StateError, match=r"config:3: ") as caught:
        repo.config()
    assert caught.value.exit_code == 78


def test_a_missing_object_is_not_fetched(
    repo: Repo, root: Path, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No key of this config names a program; git would call somebody by itself."""
    ground = Ground(root, "x")
    ground.config('[extensions]\npartialClone = far\n[remote "far"]\npromisor = true')
    ground.config("url = ssh://example.invalid/x")
    assert dangers(repo) == []
    ground.trap.rename(root.parent / "ssh")
    monkeypatch.setenv("PATH", str(root.parent), prepend=os.pathsep)
    with pytest.raises(StateError, match="there is no blob"):
        repo.blobs({"1" * 40})
    assert not ground.mark.exists()
    git("cat-file", "-p", "1" * 40, check=False)
    assert ground.mark.exists()


@pytest.mark.parametrize("where", ["elsewhere", "above", "ref"])
def test_a_journal_that_was_handed_over_writes_nowhere_else(
    repo: Repo, root: Path, git: Git, write: Write, where: str
) -> None:
    victim = root.parent / "victim"
    victim.mkdir()
    (root / "profile").write_text("evil\n")
    git("add", "profile")
    git("commit", "-qm", "a file for elsewhere")
    (victim / "x.lock").write_bytes(b"")
    head = git("rev-parse", "HEAD").strip()
    blob = git("rev-parse", "HEAD:profile").strip()
    journal = {
        "format": 1, "root": str(victim if where == "elsewhere" else root),
        "git_dir": str(repo.git_dir), "commit": head,
        "ref": f"{victim}/x" if where == "ref" else "refs/heads/main",
        "steps": [["../victim/profile" if where == "above" else "profile", None,
                   ["100644", blob], False]],
    }  # fmt: skip
    (repo.git_dir / "clm").mkdir()
    (repo.git_dir / "clm" / "journal").write_text(json.dumps(journal))
    with suppress(RefusedError):
        write("a.txt", b"b\n")
    assert [path.name for path in victim.iterdir()] == ["x.lock"]


def test_a_blank_at_the_end_of_a_git_folder_is_part_of_its_name(repo: Repo, root: Path) -> None:
    """git goes to the folder whose name ends in it, so the verdict must be about that one."""
    shutil.copytree(repo.git_dir, root / "store")
    shutil.copytree(repo.git_dir, root / "store ")
    shutil.rmtree(repo.git_dir)
    (root / ".git").write_text("gitdir: store \n")
    found = Repo.find(root)
    assert found is not None
    assert found.git_dir.name == "store "


def test_a_folder_of_hooks_that_only_git_can_name_is_found(repo: Repo, root: Path) -> None:
    Ground(root, "x").config("[core]\nhooksPath = %(prefix)/hooks")
    assert [(one.what, one.says) for one in dangers(repo)] == [
        ("core.hookspath", "%(prefix)/hooks")
    ]


def test_a_folder_of_nobody_is_said(repo: Repo, root: Path) -> None:
    Ground(root, "x").config("[core]\nhooksPath = ~no-such-person/hooks")
    with pytest.raises(StateError, match="there is nobody like that"):
        dangers(repo)


def test_a_long_hook_that_was_changed_at_its_end_is_another_one(repo: Repo, root: Path) -> None:
    Ground(root, "x").hook("pre-commit")
    hook = repo.git_dir / "hooks" / "pre-commit"
    hook.write_text("#!/bin/sh\n" + "#" * 1_100_000)
    before = trust.digest(dangers(repo))
    with hook.open("a") as file:
        file.write("\necho ran\n")
    assert trust.digest(dangers(repo)) != before
