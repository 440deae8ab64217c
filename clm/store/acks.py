"""What a person has seen of their own, kept beside the index: in their clone, never in history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clm.store.smallfile import GROWING, read_small

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from clm.store.git import Repo


def read_acks(repo: Repo, prefix: str, handle: str) -> frozenset[str]:
    """What a person knew at their last word, a word each; none where there is no such file."""
    try:
        data = read_small(_place(repo, prefix, handle), GROWING)
    except OSError:
        return frozenset()
    return frozenset(data.decode("ascii", "replace").split())


def write_acks(repo: Repo, prefix: str, handle: str, words: Iterable[str]) -> None:
    """Keep what a person knows from now on, a word each.

    Raises:
        InputOutputError: the disk failed; what was kept before is intact.
    """
    from clm.store.placing import put

    text = "".join(f"{word}\n" for word in sorted(words))
    put(_place(repo, prefix, handle), text.encode())


def _place(repo: Repo, prefix: str, handle: str) -> Path:
    # A file of its own: a folder of ours holds none, so that nothing can hide in one.
    name = f"acks{'-' if prefix else ''}{prefix.replace('/', '-')}.{handle}"
    return repo.git_dir / "clm" / name
