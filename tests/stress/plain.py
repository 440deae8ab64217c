"""The same commands without the index: every file is parsed by YAML, in memory, in one process.

As a program, for repositories of any size: `python -m tests.stress.plain WORD...`.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING
from unittest.mock import patch

from clm.cli import run

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def no_index() -> Iterator[None]:
    """Nothing is taken from the index or by a short way, and nothing is kept."""
    with (
        patch("clm.services.workspace.Workspace._index_path", lambda *_: None),
        patch("clm.store.reading.read_lines", lambda _: None),
        patch("clm.store.rows.FORKING", sys.maxsize),
        patch("clm.store.indexing.FORKING", sys.maxsize),
    ):
        yield


if __name__ == "__main__":
    with no_index():
        sys.exit(run(sys.argv[1:]))
