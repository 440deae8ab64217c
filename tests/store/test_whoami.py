"""The person's e-mail without git is the one git would name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from clm.errors import StateError
from clm.store.states import identity_of
from clm.store.whoami import email_of

if TYPE_CHECKING:
    from pathlib import Path

    from clm.store.git import Repo
    from tests.store.conftest import Git

OWN = "[user]\n\temail = own@example.org\n"


@pytest.fixture
def home(root: Path, repo: Repo, git: Git, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The person's home, with no setting in the repository."""
    del repo
    git("config", "--unset", "user.email")
    monkeypatch.delenv("GIT_CONFIG_GLOBAL")
    return root.parent / "home"


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("places", "email"),
    [
        ({".gitconfig": OWN}, "own@example.org"),
        ({".config/git/config": OWN}, "own@example.org"),
        ({".gitconfig": OWN, ".config/git/config": "[user]\nemail = x"}, "own@example.org"),
        ({".gitconfig": OWN, "../repo ü/.git/config": "[USER]\nEMAIL=here\n"}, "here"),
        ({"../repo ü/.git/config": "[user]\nemail=a\nemail = b\n"}, "b"),
        ({".gitconfig": OWN, "more": "[user]\nemail = x\n"}, "own@example.org"),
        ({".gitconfig": f"{OWN}[include]\npath = more\n", "more": "[user]\nemail = x\n"}, None),
        ({".gitconfig": OWN, "../repo ü/.git/config.worktree": "[user]\nemail = x\n"}, None),
        ({".gitconfig": "[user]\remail = x\n"}, None),
        ({}, None),
    ],
)
def test_it_is_what_git_says_or_git_is_asked(
    repo: Repo, home: Path, git: Git, places: dict[str, str], email: str | None
) -> None:
    for name, text in places.items():
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a") as file:
            file.write(text)
    assert email_of(repo) == email
    if email:
        assert git("config", "user.email").strip() == email


def test_a_file_of_ones_own_choice(repo: Repo, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "mine").write_text(OWN)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(home / "mine"))
    assert email_of(repo) == "own@example.org"
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "")
    assert email_of(repo) is None


@pytest.mark.usefixtures("home")
def test_an_email_without_a_value_is_nobodys(repo: Repo, git: Git) -> None:
    """git refuses such a line; it does not mean somebody who is called true."""
    with (repo.git_dir / "config").open("a") as file:
        file.write("[user]\n\temail\n[core]\n\tignorecase\n")
    assert "missing value" in git("commit", "--allow-empty", "-m", "x", check=False)
    assert email_of(repo) is None
    assert repo.config()["user.email"] == ""
    assert repo.config()["core.ignorecase"] == "true"
    with pytest.raises(StateError, match="git does not know who you are"):
        identity_of(repo.config(), "author")


def test_what_git_takes_for_no_name_is_refused_as_git_does(repo: Repo, git: Git) -> None:
    for name in ("<>", ";", " <,> ", "'", '"'):
        git("config", "user.name", name)
        assert "disallowed characters" in git("commit", "--allow-empty", "-m", "x", check=False)
        with pytest.raises(StateError, match="has nothing that git keeps") as caught:
            identity_of(repo.config(), "author")
        assert caught.value.exit_code == 78
    git("config", "user.name", ".J <R>;")
    assert identity_of(repo.config(), "author").name
