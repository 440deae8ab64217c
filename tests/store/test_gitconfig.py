"""Config files as git reads them: never more than git would see, and never less."""

from __future__ import annotations

import random
import subprocess
from pathlib import Path
from typing import Final

import pytest

from clm.errors import StateError
from clm.store.gitconfig import items, parse

BITS: Final = (
    "[a]", '[A "b"]', "[core]", "[a.b]", '[a "b\\"c"]', "k", "K = v", "k=", "key", "=", " ", "\t",
    "\n", "\n", "\r\n", "\r", '"', "\\", "\\\n", "\\n", "\\t", "#c", ";c", "x", "y z", '"a b"', "[",
    "]", "1", "-", "é", "\ufeff", "\v", ".", "!cmd", "\\q", "fsmonitor = x", "[include]",
)  # fmt: skip


def read(text: str) -> list[tuple[str, str | None]]:
    return list(parse(text, Path("config")))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[core]\n\tbare = false\n", [("core.bare", "false")]),
        ("[CORE]\nFsMonitor=x", [("core.fsmonitor", "x")]),
        ('[remote "Far Away"]\nurl = a b  c', [("remote.Far Away.url", "a b  c")]),
        ('[filter "a\\"b\\\\"]clean=x', [('filter.a"b\\.clean', "x")]),
        ("[filter.X]\nclean = y", [("filter.x.clean", "y")]),
        ("[a]\nk = one \\\n two", [("a.k", "one  two")]),
        ("[a]\nk = x # no\n; no\nj", [("a.k", "x"), ("a.j", None)]),
        ('[a]\nk = "x # y" ; no', [("a.k", "x # y")]),
        ('[a]\nk = " x\\t"y', [("a.k", " x\ty")]),
        ('\ufeff[a]\r\nk = "v"\r\n', [("a.k", "v")]),
        ("# [core]\n# fsmonitor = x\n", []),
        ("", []),
    ],
)
def test_what_git_would_see(text: str, found: list[tuple[str, str | None]]) -> None:
    assert read(text) == found


@pytest.mark.parametrize(
    "text",
    ["k = v", "[a]\n= v", "[a\n]", '[a "b]\nk', "[a]\nk = \\q", '[a]\nk = "open', "[a]\nk v",
     "[a]\rk = v", "[a]\nk = \0", "[]\nk = v", "[a]\n1k = v"],
)  # fmt: skip
def test_what_is_no_config_is_refused(text: str) -> None:
    with pytest.raises(StateError):
        read(text)


def test_a_fault_has_its_line() -> None:
    with pytest.raises(StateError, match=r"config:3: "):
        read("[a]\nk = v\n?\n")


def test_includes_are_followed_whatever_their_condition(tmp_path: Path) -> None:
    (tmp_path / "config").write_text('[includeIf "onbranch:x"]\npath = more/one\n[z]\nz = 1\n')
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "one").write_text("[include]\npath = two\npath = nowhere\n")
    (tmp_path / "more" / "two").write_text("[core]\nfsmonitor = x\n")
    found = [(item.key, item.value) for item in items(tmp_path / "config")]
    assert found == [
        ("includeif.onbranch:x.path", "more/one"), ("include.path", "two"), ("core.fsmonitor", "x"),
        ("include.path", "nowhere"), ("z.z", "1"),
    ]  # fmt: skip


def test_a_file_that_includes_itself_is_refused(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("[include]\npath = config\n")
    with pytest.raises(StateError, match="include each other"):
        list(items(tmp_path / "config"))


def test_no_file_has_no_settings(tmp_path: Path) -> None:
    assert list(items(tmp_path / "none")) == []


def compare(seed: int, runs: int, path: Path) -> tuple[int, int]:
    """How many texts both read alike, and how many only git read; a key missed fails."""
    pick = random.Random(seed)
    alike = stricter = 0
    for _ in range(runs):
        start = "[a]\n" if pick.random() < 0.7 else ""
        text = start + "".join(pick.choice(BITS) for _ in range(pick.randrange(1, 7)))
        path.write_bytes(text.encode())
        theirs = by_git(path)
        try:
            ours = list(parse(text, path))
        except StateError:
            stricter += theirs is not None
            continue
        assert ours == theirs, repr(text)
        alike += bool(theirs)
    return alike, stricter


def by_git(path: Path) -> list[tuple[str, str | None]] | None:
    words = ["git", "config", "--file", str(path), "--list", "-z", "--no-includes"]
    done = subprocess.run(words, capture_output=True, check=False)
    if done.returncode:
        return None
    pairs = (one.partition("\n") for one in done.stdout.decode().split("\0")[:-1])
    return [(key, value if newline else None) for key, newline, value in pairs]


def test_git_reads_the_same(tmp_path: Path) -> None:
    alike, stricter = compare(1, 400, tmp_path / "config")
    assert alike > 25
    assert stricter < 80


@pytest.mark.stress
def test_git_reads_the_same_in_10000_texts(tmp_path: Path) -> None:
    alike, _ = compare(2, 10_000, tmp_path / "config")
    assert alike > 600
