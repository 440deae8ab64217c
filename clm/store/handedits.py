"""What a person changed by hand and has not committed, as git sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from clm.store.git import Repo


class HandEdits(NamedTuple):
    """Paths from the data folder: changed or new, gone, and those with staged work."""

    edited: tuple[str, ...]
    deleted: tuple[str, ...]
    staged: tuple[str, ...]


def hand_edits(repo: Repo, prefix: str) -> HandEdits:
    """Every uncommitted change below the data folder; ignored files are none."""
    place = ("--", prefix) if prefix else ()
    words = ("--porcelain=v1", "-z", "--untracked-files=all", "--no-renames")
    # A submodule is a repository of its own, and git would run what its config names.
    alone = "--ignore-submodules=all"
    printed = repo.run("status", *words, alone, *place).decode(errors="surrogateescape")
    start = f"{prefix}/" if prefix else ""
    edited, deleted, staged = [], [], []
    for line in filter(None, printed.split("\0")):
        index, tree, path = line[0], line[1], line[3:].removeprefix(start)
        if index not in " ?":
            staged.append(path)
        elif tree == "D":
            deleted.append(path)
        else:
            edited.append(path)
    return HandEdits(tuple(edited), tuple(deleted), tuple(staged))


def committed(repo: Repo, paths: list[str]) -> dict[str, bytes]:
    """What HEAD has at these paths (from the repository's root); those it has not are left out."""
    branch = repo.head_branch()
    entries = repo.tree(repo.ref(branch) if branch else None, paths)
    contents = repo.blobs({entry.blob for entry in entries.values()})
    return {path: contents[entry.blob] for path, entry in entries.items()}
