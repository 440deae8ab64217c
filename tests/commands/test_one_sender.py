"""Notices and letters go out from one clone: another does not know what was sent (A0.34, A4.7)."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.commands.initiatives import known
from tests.commands.test_initiative_send import ref, there
from tests.mailbox import Mailbox, mailbox
from tests.world import Clm

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.world import Repository

__all__ = ["known", "ref", "there"]


@pytest.fixture
def box(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    """The mail server that everybody here sends to."""
    with mailbox() as made:
        monkeypatch.setenv("CLM_SMTP", made.url)
        yield made


@pytest.fixture
def other(repo: Repository, tmp_path: Path) -> Clm:
    """Commands in a clone of the team's repository, made before anything was sent."""
    folder = tmp_path / "clone"
    repo.git("clone", "--quiet", ".", str(folder))
    for key in ("user.name", "user.email"):
        repo.git("-C", str(folder), "config", key, repo.git("config", key))
    return Clm(folder)


def test_another_clone_on_the_same_host_sends_nothing(
    clm: Clm, repo: Repository, ref: str, other: Clm, box: Mailbox
) -> None:
    clm.ok("initiative", "send", ref)
    sent = len(box.letters)
    assert sent
    for words in (("initiative", "send", ref), ("notify", "send"), ("notify", "send", "-n")):
        done = other(*words)
        assert (done.code, f"{repo.root} sends for this team" in done.err) == (78, True)
    assert len(box.letters) == sent
    clm.ok("notify", "send")


@pytest.mark.parametrize("words", [("notify", "send", "-n"), ("notify", "send")])
def test_a_dry_run_or_nothing_to_send_makes_no_sender(
    clm: Clm, ref: str, other: Clm, box: Mailbox, words: tuple[str, ...]
) -> None:
    other.ok(*words)
    clm.ok("initiative", "send", ref)
    assert box.letters


@pytest.mark.usefixtures("box")
def test_another_clone_sends_where_the_first_is_gone(
    clm: Clm, repo: Repository, ref: str, other: Clm
) -> None:
    clm.ok("initiative", "send", ref)
    assert other("notify", "send").code == 78
    shutil.rmtree(repo.root / ".git")
    other.ok("notify", "send")


@pytest.mark.usefixtures("box")
def test_another_clone_sends_where_the_first_is_given_up(clm: Clm, ref: str, other: Clm) -> None:
    clm.ok("initiative", "send", ref)
    refused = other("notify", "send")
    Path(refused.err.rpartition(": rm ")[2].strip()).unlink()  # as the hint says
    other.ok("notify", "send")


def test_a_shallow_clone_sends_nothing(
    clm: Clm, repo: Repository, ref: str, tmp_path: Path, box: Mailbox
) -> None:
    clm.ok("initiative", "set", ref, "title=Zweiter")
    folder = tmp_path / "flat"
    repo.git("clone", "--quiet", "--depth", "1", f"file://{repo.root}", str(folder))
    done = Clm(folder)("--as", "jana", "notify", "send")
    assert (done.code, "shallow clone" in done.err, box.letters) == (78, True, [])
