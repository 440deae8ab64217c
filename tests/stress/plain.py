"""The same commands without the index: every file is parsed by YAML, in one process.

As a program, for repositories of any size: `python -m tests.stress.plain mine --json -- week`.
It parses everything once, into a file of its own that is gone afterwards, for all command lines.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from unittest.mock import patch

from clm.cli import run

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def no_index(place: Path | None = None) -> Iterator[None]:
    """Nothing is taken from the index or by a short way; what is parsed is kept at `place`."""
    with (
        patch("clm.services.workspace.Workspace._index_path", lambda *_: place),
        patch("clm.store.reading.read_lines", lambda _: None),
        patch("clm.store.rows.FORKING", sys.maxsize),
        patch("clm.store.indexing.FORKING", sys.maxsize),
    ):
        yield


def main(words: list[str]) -> None:
    """Run command lines that are separated by `--`."""
    text = "\0".join(words)
    with TemporaryDirectory() as folder, no_index(Path(folder, "plain.sqlite")):
        for line in text.split("\0--\0"):
            run(line.split("\0"))


if __name__ == "__main__":
    main(sys.argv[1:])
