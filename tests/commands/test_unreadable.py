"""A folder or file that the person may not look at takes only itself out."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.build import customer_path, make_customer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.world import Repository

AS_ANYBODY = ("setpriv", "--bounding-set=-dac_override,-dac_read_search",
              "--inh-caps=-dac_override,-dac_read_search")  # fmt: skip
"""Root without the right to look everywhere: what is root's own it may still close to itself."""
PREFIX: tuple[str, ...] = () if os.geteuid() else AS_ANYBODY
# CI runs as root, whom no mode keeps out: the right to look everywhere is taken away by a tool
# of Debian's base system. Only root on a system without that tool cannot meet such a folder.
pytestmark = pytest.mark.skipif(
    bool(PREFIX) and not shutil.which(PREFIX[0]),
    reason="root looks into every folder, and there is no setpriv here to take that away",
)
OTHER = "c-2zzzzz"


def clm(repo: Repository, *words: str) -> tuple[int, str, str]:
    """Exit code, output and errors of a command run by somebody who is not almighty."""
    done = subprocess.run(
        [*PREFIX, sys.executable, "-m", "clm", *words], cwd=repo.root, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def both(repo: Repository, muster: str) -> Iterator[Repository]:
    """A repository with two customers; at the end all can be removed again."""
    del muster
    repo.put(customer_path(OTHER), make_customer(OTHER, name="Zweite AG", more="owner: jana\n"))
    assert clm(repo, "customer", "list", "--ids")[:2] == (0, f"{OTHER}\nc-7f3qkd\n")
    yield repo
    for folder in ("customers", "customers/2z", "team", ".git/clm"):
        repo.path(folder).chmod(0o755)


@pytest.mark.parametrize("mode", [0o000, 0o111, 0o444])
@pytest.mark.parametrize("line", ["customer list", "customer list --fresh", "mine"])
def test_a_closed_folder_is_named_and_the_rest_is_listed(
    both: Repository, mode: int, line: str
) -> None:
    words = line.split()
    both.path("customers/2z").chmod(mode)
    code, out, err = clm(both, *words, "--ids")
    assert (code, OTHER in out) == (65, False)
    assert ("c-7f3qkd" in out) == (line != "mine")
    name = f"customers/2z/{OTHER}.yaml" if mode == 0o444 else "customers/2z/"
    assert err.splitlines() == [f"{name}:1:1: {name} cannot be read: Permission denied"]
    both.path("customers/2z").chmod(0o755)
    code, out, err = clm(both, *words)
    assert (code, err) == (0, "")
    assert ("Zweite" in out) == (line != "mine")


@pytest.mark.parametrize("mode", [0o000, 0o444])
@pytest.mark.parametrize("folder", ["customers/2z", "customers", "team"])
def test_check_finds_it(both: Repository, folder: str, mode: int) -> None:
    both.path(folder).chmod(mode)
    code, out, err = clm(both, "check")
    assert code == 1, err
    assert f"{folder}/" in out + err
    assert "cannot be read: Permission denied" in out + err


def test_what_stands_in_it_is_neither_doubled_nor_lost(both: Repository) -> None:
    both.write("rows.csv", "name,email\nZweite AG,z@example.org\n")
    both.path("customers/2z").chmod(0o000)
    head = both.head()
    code, _, err = clm(both, "import", "customers", "rows.csv", "--apply")
    assert (code, "mend it first" in err) == (65, True)
    code, _, err = clm(both, "note", OTHER, "hi")
    assert (code, "cannot be read" in err) == (3, True)
    clm(both, "save")
    assert both.git("ls-files", "customers/2z") == f"customers/2z/{OTHER}.yaml"
    assert clm(both, "note", "c-7f3qkd", "hi")[0] == 0
    assert both.git("diff", "--name-only", head, "HEAD").split() == [
        "customers/7f/c-7f3qkd.oteam.yaml"
    ]


@pytest.mark.parametrize("words", [("customer", "list"), ("note", "c-7f3qkd", "hi")])
def test_where_our_own_folder_is_closed_it_is_named(
    both: Repository, words: tuple[str, ...]
) -> None:
    both.path(".git/clm").chmod(0o000)
    code, _, err = clm(both, *words)
    assert code == 74
    assert str(both.path(".git/clm")) in err
