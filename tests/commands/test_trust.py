"""`clm trust`: what a repository would run, shown and agreed to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.plants import Ground
from tests.world import Clm

if TYPE_CHECKING:
    from pathlib import Path

    from tests.world import Repository


@pytest.fixture
def hooked(repo: Repository, muster: str) -> Ground:
    """A repository with a hook, as it is found after `git clone` and a copied folder."""
    del muster
    ground = Ground(repo.root, "hook")
    ground.hook("post-commit")
    return ground


def test_a_repository_that_runs_nothing_needs_no_trust(clm: Clm, muster: str, sealed: Path) -> None:
    assert clm.ok("trust") == "Nothing of its own would run here: no trust is needed.\n"
    clm.ok("note", muster, "Hallo")
    assert not (sealed / ".config" / "clm").exists()


def test_untrusted_reads_work_and_writes_are_refused(
    clm: Clm, hooked: Ground, repo: Repository
) -> None:
    head = repo.head()
    assert "Muster GmbH" in clm.ok("customer", "list")
    assert "start" in clm.ok("log")
    result = clm("note", "muster", "Hallo")
    assert result.code == 77
    assert result.err.splitlines() == [
        "error: this repository would run code of its own (hook post-commit)",
        "hint: clm trust shows what would run, and asks",
    ]
    assert clm("note", "muster", "Hallo", "-n").code == 0
    assert repo.head() == head
    assert repo.is_clean()
    assert not hooked.mark.exists()


def test_trust_is_asked_for(clm: Clm, hooked: Ground, repo: Repository, sealed: Path) -> None:
    result = clm("trust")
    assert result.code == 77
    assert result.out.splitlines()[1].split() == [
        "hook", "post-commit", str(repo.path(".git/hooks/post-commit")),
    ]  # fmt: skip
    assert "--yes" in result.err
    assert clm("trust", "-n").code == 0
    assert clm("note", "muster", "Hallo").code == 77
    clm.ok("trust", "--yes")
    clm.ok("note", "muster", "Hallo")
    assert hooked.mark.exists()
    assert (sealed / ".config" / "clm" / "trust.json").exists()
    assert clm("trust").err == "it is trusted as it stands\n"


def test_a_changed_hook_is_asked_for_again(clm: Clm, hooked: Ground, repo: Repository) -> None:
    clm.ok("trust", "--yes")
    script = repo.path(".git/hooks/post-commit")
    script.write_text(script.read_text() + "# more\n")
    assert clm("note", "muster", "Hallo").code == 77
    assert not hooked.mark.exists()
    assert clm("trust", "--list", "--json").json["items"] == [
        {"path": str(repo.root), "holds": False}
    ]


def test_trust_is_taken_back(clm: Clm, hooked: Ground, repo: Repository) -> None:
    assert clm("trust", "--remove").code == 3
    clm.ok("trust", "--yes")
    assert clm("trust", "--list").out.split() == ["Where", "Holds", str(repo.root), "yes"]
    assert clm("trust", "--remove").err == f"{repo.root} is not trusted any more\n"
    assert clm("trust", "--list").out == "You trust no repository.\n"
    assert clm("note", "muster", "Hallo").code == 77
    assert not hooked.mark.exists()


def test_what_would_run_cannot_drive_the_terminal(clm: Clm, repo: Repository) -> None:
    Ground(repo.root, "x").config('[alias]\nx = "!echo \x1b]0;x\x07\u202e"')
    result = clm("trust")
    assert "\x1b" not in result.out + result.err
    assert r"\u{1b}]0;x\u{7}\u{202e}" in result.out
    (item,) = clm("trust", "--json", "-n").json["items"]
    assert item["says"] == "!echo \x1b]0;x\x07\u202e"


def test_a_list_that_cannot_be_read_is_said(clm: Clm, hooked: Ground, sealed: Path) -> None:
    del hooked
    place = sealed / ".config" / "clm" / "trust.json"
    place.parent.mkdir(parents=True)
    place.write_text("[")
    result = clm("note", "muster", "Hallo")
    assert result.code == 65
    assert f"{place}:1:1: " in result.err


def test_json_says_what_would_run(clm: Clm, hooked: Ground, repo: Repository) -> None:
    del hooked
    answer = clm("trust", "--json", "-n").json
    assert (answer["schema"], answer["trusted"]) == ("clm/trust@1", False)
    assert answer["root"] == str(repo.root)


def test_a_repository_made_by_init_is_ones_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    template = Ground(tmp_path / "template" / "x", "template")
    template.hook("post-commit", "../hooks")
    own = tmp_path / "gitconfig"
    own.write_text(
        f"[init]\ntemplateDir = {tmp_path}/template\n[user]\nname = J\nemail = j@example.org\n"
    )
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(own))
    (tmp_path / "new").mkdir()
    clm = Clm(tmp_path / "new")
    clm.ok("init", "--as", "jana")
    assert template.mark.exists()
    clm.ok("customer", "add", "Neu")


def test_doctor_says_that_trust_is_missing(clm: Clm, hooked: Ground) -> None:
    items = {item["what"]: item for item in clm("doctor", "--json").json["items"]}
    assert items["repository"]["state"] == "wrong"
    assert "hook post-commit" in items["repository"]["found"]
    assert "clm trust" in items["repository"]["hint"]
    assert items["git"]["state"] == "ok"
    assert not hooked.mark.exists()
