"""The person's e-mail without git is the one git would name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

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
