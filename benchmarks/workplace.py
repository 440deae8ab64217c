"""A working copy that commands are measured on, and the way back to its first state."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.repository import ME, git

if TYPE_CHECKING:
    from collections.abc import Mapping

YARDSTICK: Final = str(Path(__file__).with_name("yardstick.py"))
COLD: Final = 0.05
"""Seconds after which a file counts as no longer being written (git's and our racy rule)."""


def clean_environment(home: Path) -> dict[str, str]:
    """An environment without the person's settings, git identity or Python options."""
    home.mkdir(parents=True, exist_ok=True)
    config = home / "gitconfig"
    # git's housekeeping would begin in the middle of somebody else's measurement.
    config.write_text(
        f"[user]\n\tname = {ME.title()} Beispiel\n\temail = {ME}@example.org\n"
        "[init]\n\tdefaultBranch = main\n[gc]\n\tauto = 0\n[maintenance]\n\tauto = false\n",
        encoding="utf-8",
    )
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "GIT_CONFIG_GLOBAL": str(config),
        "GIT_CONFIG_NOSYSTEM": "1",
        "LC_ALL": "C.UTF-8",
        "CLM_NO_HOUSEKEEPING": "1",
    }


class Workplace:
    """A repository, the commands that run in it, and its reset."""

    def __init__(self, root: Path, customers: int, env: Mapping[str, str]) -> None:
        self.root = root
        self.customers = customers
        self.env = env
        self.start = self.git("rev-parse", "HEAD")

    @classmethod
    def copy(cls, source: Path, root: Path, customers: int, env: Mapping[str, str]) -> Workplace:
        """A working copy of a cached repository, its indexes fresh."""
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(source, root)
        place = cls(root, customers, env)
        place.git("status", "--short")
        place.warm()
        return place

    def git(self, *words: str) -> str:
        """Run git, unmeasured."""
        return git(self.root, *words, env=self.env)

    def clm(self, *words: str) -> list[str]:
        """The command line of `clm`: its console script, as a person starts it."""
        return [str(Path(sys.executable).with_name("clm")), *words]

    def python(self, *words: str) -> list[str]:
        """A command line of the same interpreter."""
        return [sys.executable, *words]

    def untimed(self, *words: str) -> int:
        """Run `clm`, unmeasured, and answer its exit code."""
        done = subprocess.run(
            self.clm(*words), cwd=self.root, env=self.env, check=False, capture_output=True,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
        return done.returncode

    def pack(self, since: str, out: Path) -> None:
        """Keep what changed since a commit, in a process of its own (it may be much)."""
        command = self.python(YARDSTICK, "pack", str(self.root), since, str(out))
        subprocess.run(command, env=self.env, check=True)

    def has(self, *words: str) -> bool:
        """Is this command built?"""
        return self.untimed(*words, "--help") == 0

    def warm(self) -> None:
        """Bring the derived index up to date."""
        time.sleep(COLD)
        self.untimed("board")

    def objects(self) -> int:
        """The bytes that git's objects take on the disk."""
        folder = self.root / ".git" / "objects"
        return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())

    def drop_index(self) -> None:
        """Have the derived index built from nothing."""
        for path in (self.root / ".git" / "clm").glob("index*"):
            path.unlink()

    def drop_past(self) -> None:
        """Have an old state read for the first time."""
        for path in (self.root / ".git" / "clm").glob("past*"):
            path.unlink()

    def reset(self, commit: str | None = None, *, warm: bool = True) -> None:
        """Bring files, branch and index back to a commit, the first one if none is named."""
        self.git("reset", "--quiet", "--hard", commit or self.start)
        self.git("clean", "-fdq")
        if warm:
            self.warm()

    def changed(self, since: str | None = None) -> dict[str, bytes]:
        """Path and bytes of what the commits since then changed."""
        names = self.git("diff", "--name-only", "-z", since or self.start, "HEAD")
        return {name: (self.root / name).read_bytes() for name in names.split("\0") if name}

    def write(self, contents: Mapping[str, bytes]) -> None:
        """Write files, as an editor would, and let them cool."""
        for name, data in contents.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        time.sleep(COLD)
