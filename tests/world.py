"""The world a test lives in: a repository of its own, and `clm` run in this process."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from clm.cli import run

if TYPE_CHECKING:
    from collections.abc import Iterator


class Result(NamedTuple):
    """What one command line left: its exit code and what it printed."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as JSON."""
        return json.loads(self.out)


class Repository:
    """A git repository whose root is the data folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def git(self, *words: str) -> str:
        """Run git here and answer what it printed, without the last line break."""
        done = subprocess.run(
            ["git", *words], cwd=self.root, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"git {' '.join(words)}: {done.stderr}"
        return done.stdout.removesuffix("\n")

    def path(self, name: str) -> Path:
        """The full path of a file of the repository."""
        return self.root / name

    def read(self, name: str) -> str:
        """The text of a file."""
        return self.path(name).read_bytes().decode()

    def write(self, name: str, text: str) -> Path:
        """Write a file, as a person's editor does."""
        path = self.path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
        return path

    def commit(self, subject: str = "by hand") -> str:
        """Commit everything that lies here, and answer the commit's id."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "-m", subject)
        return self.head()

    def put(self, name: str, text: str) -> str:
        """Write a file and commit it."""
        self.write(name, text)
        return self.commit()

    def head(self) -> str:
        """The commit the branch is at; where its file says so, no git is started for that."""
        branch = self.root / ".git" / "refs" / "heads" / "main"
        head = self.root / ".git" / "HEAD"
        if head.is_file() and branch.is_file() and head.read_text() == "ref: refs/heads/main\n":
            return branch.read_text().strip()
        return self.git("rev-parse", "HEAD")

    def message(self, commit: str = "HEAD") -> str:
        """A commit's whole message."""
        return self.git("log", "-1", "--format=%B", commit)

    def trailers(self, commit: str = "HEAD") -> dict[str, str]:
        """The trailers of a commit; of those that repeat, the last."""
        lines = self.git("log", "-1", "--format=%(trailers:only,unfold)", commit).splitlines()
        return {key: value for key, _, value in (line.partition(": ") for line in lines) if key}

    def subjects(self) -> list[str]:
        """The subjects of all commits, newest first."""
        return self.git("log", "--format=%s").splitlines()

    def is_clean(self) -> bool:
        """Do work tree, index and HEAD agree?"""
        return not self.git("status", "--porcelain")


class Clm:
    """Runs command lines in this process, in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, *words: str | Path, stdin: str | None = None) -> Result:
        """Run `clm WORDS` and answer what happened; a defect (exit 70) fails the test."""
        with _in(self.folder), _streams(stdin) as (out, err):
            code = run([str(word) for word in words])
        result = Result(code, _text(out), _text(err))
        assert code != 70, f"clm {' '.join(map(str, words))}\n{result.err}\n{_last_story()}"
        return result

    def ok(self, *words: str | Path, stdin: str | None = None) -> str:
        """Run a command line that must succeed, and answer its standard output."""
        result = self(*words, stdin=stdin)
        assert result.code == 0, f"exit {result.code}\n{result.out}{result.err}"
        return result.out


@contextmanager
def _in(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


@contextmanager
def _streams(stdin: str | None) -> Iterator[tuple[io.TextIOWrapper, io.TextIOWrapper]]:
    """Standard streams of our own, beside whatever pytest has put there."""
    before = sys.stdin, sys.stdout, sys.stderr
    given = io.TextIOWrapper(io.BytesIO((stdin or "").encode()), encoding="utf-8")
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    err = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    sys.stdin, sys.stdout, sys.stderr = given, out, err
    try:
        yield out, err
    finally:
        sys.stdin, sys.stdout, sys.stderr = before


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    raw = stream.buffer
    assert isinstance(raw, io.BytesIO)
    return raw.getvalue().decode()


def _last_story() -> str:
    """What the newest failure log says."""
    folder = Path(os.environ["XDG_STATE_HOME"]) / "clm"
    logs = sorted(folder.glob("failure-*.log"), key=lambda log: log.stat().st_mtime_ns)
    return logs[-1].read_text() if logs else "no log was written"
