"""The folders of a commit above some paths, and the objects of a commit that changes them.

Pure: ids and bytes in, ids and bytes out. A commit of a few files needs one blob a file, one tree
a folder on the way and the commit itself; git's fast-import takes ten times as long for these
(`docs/design/building-a-commit.md`).
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from clm.store.newcommit import person

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from clm.store.newcommit import NewCommit

Rows: TypeAlias = "dict[bytes, tuple[bytes, bytes]]"
"""What a folder holds: name → (mode as git writes it, id as bytes)."""

_TREE: Final = b"40000"


class Blocked(Exception):  # noqa: N818 - a signal to do it another way, no error
    """A file lies where a folder has to be, or the other way round."""


class Object(NamedTuple):
    """Something to be kept: what it is (`blob`, `tree`, `commit`) and its bytes."""

    kind: str
    data: bytes


def folders_above(paths: Iterable[str]) -> list[str]:
    """Every folder on the way to these paths, the root (``) first."""
    found = {""}
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder and folder not in found:
            found.add(folder)
            folder = folder.rpartition("/")[0]
    return sorted(found)


def rows_of(tree: bytes, id_size: int) -> Rows:
    """The rows of a tree as git keeps it."""
    rows: Rows = {}
    at = 0
    while at < len(tree):
        space, end = tree.index(b" ", at), tree.index(b"\0", at)
        at_next = end + 1 + id_size
        rows[tree[space + 1 : end]] = tree[at:space], tree[end + 1 : at_next]
        at = at_next
    return rows


def printed_trees(printed: bytes, names: Iterable[bytes]) -> Iterator[Rows]:
    """The rows of each folder that `git cat-file --batch` was asked for by these names."""
    at = 0
    for name in names:
        missing = b"%s missing\n" % name
        if printed.startswith(missing, at):
            yield {}
            at += len(missing)
            continue
        end = printed.index(b"\n", at)
        blob, kind, size = printed[at:end].split(b" ")
        start, at = end + 1, end + int(size) + 2
        yield rows_of(printed[start : at - 1], len(blob) // 2) if kind == b"tree" else {}


def printed_blobs(printed: bytes, count: int) -> Iterator[bytes | None]:
    """The bytes of each blob that `git cat-file --batch` was asked for; None where it is none."""
    at = 0
    for _ in range(count):
        end = printed.index(b"\n", at)
        *_, kind, size = printed[at:end].rsplit(b" ", 2)
        at = end + 1
        is_there = size.isdigit()  # otherwise it says `missing`
        at += int(size) + 1 if is_there else 0
        yield printed[end + 1 : at - 1] if is_there and kind == b"blob" else None


class Trees:
    """The folders of one commit above some paths; a folder that is not there has no rows."""

    def __init__(self, commit: str | None, folders: Mapping[str, Rows]) -> None:
        self.commit = commit
        self.folders = folders

    def entry(self, path: str) -> tuple[str, str] | None:
        """Mode and id of the file at a path."""
        folder, _, name = path.rpartition("/")
        found = self.folders[folder].get(os.fsencode(name))
        if found is None or found[0] == _TREE:
            return None
        return found[0].decode(), found[1].hex()

    def holds(self, paths: Iterable[str]) -> bool:
        """Are all folders above these paths known?"""
        return all(folder in self.folders for folder in folders_above(paths))

    def objects(self, new: NewCommit, name: Callable[[Object], bytes]) -> Iterator[Object]:
        """What is to be kept for a commit on top of this one; the commit comes last.

        `name` answers the id of an object, as bytes.

        Raises:
            Blocked: a file lies where a folder has to be.
        """
        folders = {folder: dict(rows) for folder, rows in self.folders.items()}
        for path, change in new.changes.items():
            folder, _, last = path.rpartition("/")
            rows, key = folders[folder], os.fsencode(last)
            if rows.get(key, (b"",))[0] == _TREE:
                raise Blocked
            if change is None:
                rows.pop(key, None)
                continue
            blob = Object("blob", change[1])
            rows[key] = change[0].encode(), name(blob)
            yield blob
        top = b""
        for folder in sorted(folders_above(new.changes), reverse=True):  # the innermost first
            tree = Object("tree", tree_bytes(folders[folder]))
            if not folder:
                top = name(tree)
            elif not _hang(folders, folder, name(tree)):
                continue
            if folders[folder] != self.folders[folder]:
                yield tree
        yield Object("commit", _commit(new, top.hex()))


def _hang(folders: dict[str, Rows], folder: str, tree: bytes) -> bool:
    """Note a folder in the one around it; answers whether it has anything to be kept."""
    outer, _, last = folder.rpartition("/")
    rows, key = folders[outer], os.fsencode(last)
    if not folders[folder]:
        if rows.get(key, (b"",))[0] == _TREE:
            del rows[key]
        return False
    if rows.get(key, (_TREE,))[0] != _TREE:
        raise Blocked
    rows[key] = _TREE, tree
    return True


def tree_bytes(rows: Rows) -> bytes:
    """A folder as git keeps it: in the order of names, a folder as if it ended in a slash."""
    ordered = sorted(rows.items(), key=lambda r: r[0] + b"/" if r[1][0] == _TREE else r[0])
    return b"".join(b"%s %s\0%s" % (mode, name, blob) for name, (mode, blob) in ordered)


def _commit(new: NewCommit, tree: str) -> bytes:
    lines = [b"tree %s" % tree.encode()]
    if new.parent:
        lines.append(b"parent %s" % new.parent.encode())
    lines.append(b"author %s %s" % (person(new.author), new.stamp.encode()))
    lines.append(b"committer %s %s" % (person(new.committer), new.stamp.encode()))
    return b"\n".join([*lines, b"", new.message.encode()])
