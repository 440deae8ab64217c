"""Notices and letters go out from one clone: another does not know what was sent (A0.34, A4.7)."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.commands.initiatives import known
from tests.commands.test_initiative_send import ref, there
from tests.mailbox import mailbox
from tests.world import Clm

if TYPE_CHECKING:
    from pathlib import Path

    from tests.world import Repository

__all__ = ["known", "ref", "there"]


@pytest.fixture
def clone(repo: Repository, tmp_path: Path) -> Path:
    """The team's repository once more, before anything was sent."""
    folder = tmp_path / "clone"
    repo.git("clone", "--quiet", ".", str(folder))
    for key in ("user.name", "user.email"):
        repo.git("-C", str(folder), "config", key, repo.git("config", key))
    return folder


def test_another_clone_on_the_same_host_sends_nothing(
    clm: Clm, repo: Repository, ref: str, clone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mailbox() as box:
        monkeypatch.setenv("CLM_SMTP", box.url)
        clm.ok("initiative", "send", ref)
        sent = len(box.letters)
        assert sent
        for words in (("initiative", "send", ref), ("notify", "send"), ("notify", "send", "-n")):
            done = Clm(clone)(*words)
            assert (done.code, f"{repo.root} sends for this team" in done.err) == (78, True)
        assert len(box.letters) == sent
        clm.ok("notify", "send")


def test_a_dry_run_is_no_sender(
    clm: Clm, ref: str, clone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mailbox() as box:
        monkeypatch.setenv("CLM_SMTP", box.url)
        Clm(clone).ok("notify", "send", "-n")
        clm.ok("initiative", "send", ref)
        assert box.letters


def test_another_clone_sends_where_the_first_is_gone_or_given_up(
    clm: Clm, repo: Repository, ref: str, clone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mailbox() as box:
        monkeypatch.setenv("CLM_SMTP", box.url)
        clm.ok("initiative", "send", ref)
        assert Clm(clone)("notify", "send").code == 78
        shutil.rmtree(repo.root / ".git")
        Clm(clone).ok("notify", "send")


def test_a_shallow_clone_sends_nothing(
    clm: Clm, repo: Repository, ref: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ref
    clm.ok("initiative", "set", ref, "title=Zweiter")
    folder = tmp_path / "flat"
    repo.git("clone", "--quiet", "--depth", "1", f"file://{repo.root}", str(folder))
    with mailbox() as box:
        monkeypatch.setenv("CLM_SMTP", box.url)
        done = Clm(folder)("--as", "jana", "notify", "send")
        assert (done.code, "shallow clone" in done.err, box.letters) == (78, True, [])


def test_who_had_nothing_to_send_is_no_sender(
    clm: Clm, ref: str, clone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mailbox() as box:
        monkeypatch.setenv("CLM_SMTP", box.url)
        Clm(clone).ok("notify", "send")
        clm.ok("initiative", "send", ref)
        assert box.letters
