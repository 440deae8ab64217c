"""A share as it is published: what is in it, when it begins anew, and what finishes a cut-off."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from clm.services.acting import Who
from clm.services.sharing import Published, publish
from clm.services.workspace import Workspace
from tests.build import customer_path, make_booking, make_customer

if TYPE_CHECKING:
    from pathlib import Path

    from tests.world import Repository

JANA = Who("jana")
OURS = "c-7f3qkd"
NOTE = """\
customer: {}
notes:
  - id: n-2k9x7d1q
    at: 2026-11-02T08:00:00Z
    by: jana
    text: {}
"""


def git(folder: Path, *words: str) -> str:
    """What git prints in a bare repository."""
    command = ["git", f"--git-dir={folder}", *words]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def published(repo: Repository, folder: Path, vpa: str = "anna") -> Published:
    workspace = Workspace(repo.root)
    try:
        return publish(workspace, vpa, folder, JANA)
    finally:
        workspace.close()


@pytest.fixture
def shares(repo: Repository, tmp_path: Path) -> Path:
    """A folder for shares; Anna looks after a customer with a booking and a note."""
    more = f"owner: jana\nvpa: anna\nbookings:\n{make_booking()}"
    repo.write(customer_path(OURS), make_customer(more=more))
    repo.write(customer_path(OURS, "vpa"), NOTE.format(OURS, "Hallo"))
    repo.put(customer_path(OURS, "oteam"), NOTE.format(OURS, "geheim"))
    return tmp_path / "shares"


def test_a_share_holds_what_the_vpa_may_see(repo: Repository, shares: Path) -> None:  # A3.2
    done = published(repo, shares)
    share = shares / "anna.git"
    assert git(share, "rev-parse", "main").strip() == done.commit
    assert git(share, "ls-tree", "-r", "--name-only", "main").split() == [
        "clm.yaml", f"customers/7f/{OURS}.vpa.yaml", f"customers/7f/{OURS}.yaml", "vpas/anna.yaml",
    ]  # fmt: skip
    assert git(share, "show", f"main:customers/7f/{OURS}.yaml") == make_customer(more="vpa: anna\n")
    assert "Hallo" in git(share, "show", f"main:customers/7f/{OURS}.vpa.yaml")
    assert git(share, "fsck", "--strict") == ""
    assert f"share:\n  commit: {done.commit}\n  on: 2026-11-18\n" in repo.read("vpas/anna.yaml")
    assert repo.subjects()[0] == "share publish anna"


def test_without_a_visible_change_nothing_is_done(repo: Repository, shares: Path) -> None:
    published(repo, shares)
    repo.put(customer_path(OURS, "oteam"), NOTE.format(OURS, "anders"))
    before = repo.head()
    assert published(repo, shares).changed == ()
    assert repo.head() == before


def test_a_change_is_a_commit_on_top(repo: Repository, shares: Path) -> None:
    first = published(repo, shares)
    repo.put(customer_path(OURS, "vpa"), NOTE.format(OURS, "Servus"))
    second = published(repo, shares)
    assert second.changed == (f"customers/7f/{OURS}.vpa.yaml",)
    assert git(shares / "anna.git", "rev-parse", "main^").strip() == first.commit
    assert f"before: {first.commit}" in repo.read("vpas/anna.yaml")


def test_who_left_is_in_no_object(repo: Repository, shares: Path) -> None:
    published(repo, shares)
    repo.put(customer_path(OURS), make_customer(more="vpa: ben\n"))
    assert published(repo, shares).left == (OURS,)
    share = shares / "anna.git"
    assert git(share, "rev-list", "--count", "main").strip() == "1"
    reachable = git(share, "rev-list", "--objects", "main").splitlines()
    listed = git(share, "cat-file", "--batch-all-objects", "--batch-check").splitlines()
    assert {line.split()[0] for line in reachable} == {line.split()[0] for line in listed}
