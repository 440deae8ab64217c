from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from clm.errors import NotFoundError
from clm.store import history
from clm.store.git import Repo
from clm.store.transaction import FileChange, transaction

if TYPE_CHECKING:
    from pathlib import Path

    from tests.store.conftest import Git

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def told(root: Path, git: Git) -> Repo:
    """Four commits: two on the 20th, one on the 21st just before midnight in Berlin, one later."""
    git("status")
    repo = Repo.find(root)
    assert repo is not None
    moments = [
        datetime(2026, 11, 20, 8, tzinfo=UTC),
        datetime(2026, 11, 20, 9, tzinfo=UTC),
        datetime(2026, 11, 21, 22, 59, 59, tzinfo=UTC),
        datetime(2026, 11, 21, 23, 0, 0, tzinfo=UTC),
    ]
    for number, moment in enumerate(moments):
        path = "folder/b.txt" if number == 1 else "a.txt"
        with transaction(repo, who="clm") as opened:
            data = f"{number}\n".encode()
            message = f"seen {number}\n\nClm-Action: seen\nClm-Ref: c-1\nClm-Ref: c-{number}\n"
            opened.commit({path: FileChange(opened.read(path), data)}, message, moment)
    return repo


def test_the_log(told: Repo) -> None:
    entries = list(history.log(told))
    assert [entry.subject for entry in entries] == ["seen 3", "seen 2", "seen 1", "seen 0"]
    assert entries[0].trailers == {"Clm-Action": ("seen",), "Clm-Ref": ("c-1", "c-3")}
    assert entries[0].author == "Jana Muster"
    assert entries[0].at == datetime(2026, 11, 21, 23, tzinfo=UTC)
    assert entries[0].sha == told.ref("refs/heads/main")


def test_the_commits_of_an_author(told: Repo) -> None:  # A3.9
    def subjects(*emails: str, since: str = "2026-11-01", revision: str = "HEAD") -> list[str]:
        day = date.fromisoformat(since)
        return [one.subject for one in history.authored(told, emails, day, revision)]

    mine = told.config()["user.email"]
    assert subjects(mine) == ["seen 3", "seen 2", "seen 1", "seen 0"]
    assert subjects("x@example.org", mine.upper(), since="2026-11-21") == ["seen 3", "seen 2"]
    assert subjects(mine, revision="HEAD~2") == ["seen 1", "seen 0"]
    assert subjects(mine[1:]) == []  # an e-mail that ends like it is another's
    assert subjects() == []


def test_the_log_of_paths(told: Repo) -> None:
    assert [entry.subject for entry in history.log(told, ["folder"])] == ["seen 1"]
    assert [entry.subject for entry in history.log(told, ["a.txt"], 1)] == ["seen 3"]
    assert list(history.log(told, ["*.txt"])) == []
    assert list(history.log(told, [])) == []


def test_an_empty_history(root: Path, git: Git) -> None:
    git("status")
    repo = Repo.find(root)
    assert repo is not None
    assert list(history.log(repo)) == []
    assert history.commit_at(repo, date(2026, 11, 22), UTC) is None


@pytest.mark.parametrize(
    ("day", "subject"),
    [
        (date(2026, 11, 19), None),
        (date(2026, 11, 20), "seen 1"),
        ("2026-11-20", "seen 1"),
        (date(2026, 11, 21), "seen 2"),
        (date(2026, 11, 22), "seen 3"),
        ("HEAD~1", "seen 2"),
    ],
)
def test_the_commit_of_a_day(told: Repo, git: Git, day: date | str, subject: str | None) -> None:
    sha = history.commit_at(told, day, BERLIN)
    assert (sha and git("log", "-1", "--format=%s", sha).strip()) == subject


def test_the_commit_of_a_day_follows_first_parents(told: Repo, git: Git) -> None:
    git("checkout", "-q", "-b", "side", "HEAD~3")
    git("commit", "-q", "--allow-empty", "-m", "side", "--date=2026-11-20T12:00:00Z")
    git("checkout", "-q", "main")
    git("merge", "-q", "--no-edit", "side")
    sha = history.commit_at(told, date(2026, 11, 20), BERLIN)
    assert sha is not None
    assert git("log", "-1", "--format=%s", sha).strip() == "seen 1"


@pytest.mark.parametrize("name", ["nothing", "--all", "HEAD~99", "HEAD:a.txt", ""])
def test_an_unknown_revision(told: Repo, name: str) -> None:
    with pytest.raises(NotFoundError):
        history.commit_at(told, name, UTC)


def test_files_of_a_commit(told: Repo, git: Git) -> None:
    head = git("rev-parse", "HEAD").strip()
    assert history.blob(told, f"{head}~1", "a.txt") == b"2\n"
    assert history.blob(told, f"{head}~3", "folder/b.txt") is None


def test_changed_paths(told: Repo, git: Git) -> None:
    shas = git("rev-list", "HEAD").split()
    assert history.changed_paths(told, shas[-1]) == ["a.txt"]
    assert history.changed_paths(told, shas[-2]) == ["folder/b.txt"]


def test_hostile_surroundings(
    told: Repo, git: Git, hermetic: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git("config", "log.showSignature", "true")
    git("config", "gpg.program", "false")
    git("config", "log.date", "relative")
    git("config", "format.pretty", "oneline")
    monkeypatch.setenv("GIT_DIR", str(hermetic / "nowhere"))
    monkeypatch.setenv("GIT_OBJECT_DIRECTORY", str(hermetic / "nowhere"))
    assert len(list(history.log(told))) == 4


def test_a_change_names_its_paths(told: Repo) -> None:
    later = datetime(2026, 11, 23, tzinfo=UTC) + timedelta(hours=1)
    with transaction(told, who="clm") as opened:
        changes = {"a.txt": FileChange(b"3\n", None), 'ü "x"': FileChange(None, b"")}
        opened.commit(changes, "x", later)
    assert history.changed_paths(told, "HEAD") == ["a.txt", 'ü "x"']


def test_gitpython_is_loaded_only_when_history_is_read() -> None:
    code = (
        "import sys; import clm.store.history, clm.store.transaction; print('git' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_what_git_says_in_broken_text_is_told(told: Repo) -> None:
    config = told.common_dir / "config"
    config.write_bytes(config.read_bytes() + b"[core]\n\tlogallrefupdates = tru\xe5\n")
    with pytest.raises(NotFoundError, match=r"git cannot read that: .*logallrefupdates"):
        list(history.log(told))
