"""What was pushed to a share: where its branch is, which commits are new, what they change.

Everything is read by way of `Outside` and `Objects`: no git is started in the share.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from clm.errors import RefusedError, StateError
from clm.store.executable import is_executable
from clm.store.gitconfig import parse
from clm.store.shares import BRANCH, ELSEWHERE, NOBODY
from clm.store.trees import rows_of, tree_bytes

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from clm.store.outside import Outside
    from clm.store.quarantine import Objects
    from clm.store.trees import Rows

_ID: Final = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_MOST: Final = 1_000_000
"""Bytes of a share's config and refs that are read; no honest one has a hundredth of it."""
_MOST_AGREED: Final = 50_000
"""Commits of the agreed history that are walked to find where an older one was built on."""
_COMMIT: Final = re.compile(
    rb"tree (?P<tree>[0-9a-f]+)\n(?P<parents>(?:parent [0-9a-f]+\n)*)"
    rb"author (?:[^\n<>\0]+ )?<[^\n<>\0]*> (?P<written>\d{1,12}) [+-]\d{4}\n"
    rb"committer (?P<by>(?:[^\n<>\0]+ )?<[^\n<>\0]*>) (?P<committed>\d{1,12}) [+-]\d{4}\n"
)
_TREE: Final = "40000"
_PUBLISHER: Final = "{} <{}>".format(*NOBODY).encode()


class Commit(NamedTuple):
    """A commit: its tree, its parents, when it was written and committed, in seconds since 1970.

    `is_ours` says whether it names the publisher as its committer: anybody can write that.
    """

    tree: str
    parents: tuple[str, ...]
    written: int
    committed: int
    is_ours: bool


class New(NamedTuple):
    """A new commit, and the agreed ones that it is built on: where its history meets theirs."""

    name: str
    commit: Commit
    bases: tuple[str, ...]


class Side(NamedTuple):
    """What lies at a path: the mode as git writes it, the object's id."""

    mode: str
    name: str


class Difference(NamedTuple):
    """A path whose content or mode differs between two commits; None: it is not there."""

    path: str
    before: Side | None
    after: Side | None


def tip_of(share: Outside) -> str | None:
    """The commit that the share's branch is at, None where it has none.

    Raises:
        RefusedError: a link or no file stands in its place, or it is too large.
    """
    for _ in range(2):  # `git pack-refs` may move it between the two looks
        found = _text(share, BRANCH).strip()
        if not found:
            rows = (line.split(" ") for line in _text(share, "packed-refs").splitlines())
            found = next((row[0] for row in rows if row[1:] == [BRANCH]), "")
        if _ID.fullmatch(found):
            return found
    return None


def tampered(share: Outside) -> Iterator[str]:
    """What others have put into a share's folder that publishing never does, as sentences.

    None of it has a say here; but it would run, or lead elsewhere, where others push.

    Raises:
        RefusedError: a link or no file stands in the place of one of git's, or one is too large.
    """
    for name, what in ELSEWHERE.items():
        if share.read(name, 1) is not None:
            yield f"{name}: {what}"
    if share.names("refs/replace") or " refs/replace/" in _text(share, "packed-refs"):
        yield "refs/replace: other objects would be shown in place of the agreed ones"
    for name in ("config", "config.worktree"):
        try:
            told = list(parse(_text(share, name), Path(name)))
        except StateError as problem:
            yield problem.message
            continue
        for key, value in told:
            if is_executable(key, value) or key in {"core.hookspath", "core.worktree"}:
                yield f"{name}: {key} would run something, or lead elsewhere"
    for name in share.names("hooks"):
        if not name.endswith(".sample") and share.is_executable(f"hooks/{name}"):
            yield f"hooks/{name}: it would run when somebody pushes"


def _text(share: Outside, name: str) -> str:
    """All of one of git's own files, which are small; nothing where there is none."""
    data = share.read(name, _MOST + 1) or b""
    if len(data) > _MOST:
        raise RefusedError(f"{name}: it has more than {_MOST:,} bytes")
    return os.fsdecode(data)


def new_commits(objects: Objects, tip: str, agreed: str, most: int) -> list[New]:
    """The commits of a push that are not in the agreed history, the parents before the children.

    Raises:
        RefusedError: more than `most`, one that is built on nothing agreed, or a broken object.
    """
    if tip == agreed:
        return []
    # Most pushes lead straight back to what was agreed last; only where one is built on an older
    # commit has the agreed history to be known.
    found = _walk(objects, tip, {agreed}, most)
    if isinstance(found, str):
        found = _walk(objects, tip, _history(objects, agreed), most)
    if isinstance(found, str):
        raise RefusedError(found)
    return found


def _walk(objects: Objects, tip: str, agreed: Collection[str], most: int) -> list[New] | str:
    """The commits down to the agreed ones, or why they do not lead there."""
    if tip in agreed:
        return "the branch was set back to before what was agreed"
    found: dict[str, New] = {}
    commits: dict[str, Commit] = {}
    todo = [tip]
    while todo:
        name = todo[-1]
        if name not in commits:
            if len(commits) == most:
                return f"there are more than {most} new commits"
            commits[name] = commit_of(objects, name)
            if not commits[name].parents:
                return f"the commit {name[:8]} is built on nothing that was agreed"
        waiting = [p for p in commits[name].parents if p not in agreed and p not in found]
        if waiting:
            todo += waiting
            continue
        todo.pop()
        if name not in found:
            bases = [
                base
                for p in commits[name].parents
                for base in ((p,) if p in agreed else found[p].bases)
            ]
            found[name] = New(name, commits[name], tuple(dict.fromkeys(bases)))
    return list(found.values())


def _history(objects: Objects, agreed: str) -> set[str]:
    """An agreed commit and all that came before it."""
    found, todo = {agreed}, [agreed]
    while todo:
        for parent in commit_of(objects, todo.pop()).parents:
            if parent not in found:
                found.add(parent)
                todo.append(parent)
        if len(found) > _MOST_AGREED:
            raise RefusedError(f"the share has more than {_MOST_AGREED:,} commits")
    return found


def is_published(objects: Objects, tip: str, agreed: Collection[str], most: int) -> bool:
    """Is there a commit in the publisher's name among what came since the agreed ones?

    Their own objects may be gone: a share that begins anew keeps none. What anybody can write as
    a name may hold something up, and lets nothing in.
    """
    if not _is_ours_among(_since(objects, tip, agreed, most)):
        return False
    known = {name for one in agreed for name in _since(objects, one, (), _MOST_AGREED)}
    return _is_ours_among(_since(objects, tip, known.union(agreed), most))


def _is_ours_among(commits: Mapping[str, Commit]) -> bool:
    return any(commit.is_ours for commit in commits.values())


def _since(objects: Objects, tip: str, known: Collection[str], most: int) -> dict[str, Commit]:
    """At `most` so many commits that a tip leads to before the known ones, if they can be read."""
    found: dict[str, Commit] = {}
    todo = [tip]
    with suppress(RefusedError):
        while todo and len(found) < most:
            name = todo.pop()
            if name not in known and name not in found:
                found[name] = commit_of(objects, name)
                todo += found[name].parents
    return found


def commit_of(objects: Objects, name: str) -> Commit:
    """A commit, read strictly.

    Raises:
        RefusedError: it is none, or not written as git writes one.
    """
    found = _COMMIT.match(objects.get("commit", name))
    if found is None:
        raise RefusedError(f"the commit {name[:12]} is malformed")
    parents = found["parents"].decode().split()[1::2]
    ids = (found["tree"].decode(), *parents)
    if any(len(one) != len(name) for one in ids):
        raise RefusedError(f"the commit {name[:12]} is malformed")
    seconds = int(found["written"]), int(found["committed"])
    return Commit(ids[0], ids[1:], *seconds, is_ours=found["by"] == _PUBLISHER)


def differences(
    objects: Objects, before: str, after: str, folder: str = ""
) -> Iterator[Difference]:
    """Where a tree differs from an agreed one; a folder that only one of them has is one path.

    Raises:
        RefusedError: a tree is malformed; the message names the folder.
    """
    if before == after:
        return
    old, new = _sides(objects, before, folder), _sides(objects, after, folder)
    for name in sorted({*old, *new}):
        path, one, other = folder + name, old.get(name), new.get(name)
        if one == other:
            continue
        if one and other and one.mode == other.mode == _TREE:
            yield from differences(objects, one.name, other.name, f"{path}/")
        else:
            yield Difference(path, one, other)


def files_of(objects: Objects, tree: str, folder: str = "") -> dict[str, str]:
    """Every file of an agreed tree: path → id of its content.

    Raises:
        RefusedError: an object is missing or damaged.
    """
    found: dict[str, str] = {}
    for name, side in _sides(objects, tree, folder).items():
        if side.mode == _TREE:
            found |= files_of(objects, side.name, f"{folder}{name}/")
        else:
            found[folder + name] = side.name
    return found


def file_at(objects: Objects, tree: str, path: str) -> str | None:
    """The id of a file's content in an agreed tree, None where it has no such file.

    Raises:
        RefusedError: an object is missing or damaged.
    """
    name, _, rest = path.partition("/")
    side = _sides(objects, tree, "").get(name)
    if side is None or (side.mode == _TREE) != bool(rest):
        return None
    return file_at(objects, side.name, rest) if rest else side.name


def _sides(objects: Objects, name: str, folder: str) -> dict[str, Side]:
    try:
        data = objects.get("tree", name)
    except RefusedError as problem:
        raise RefusedError(f"{folder or '/'}: {problem.message}") from None
    rows = _rows(data, len(name) // 2)
    if rows is None:
        raise RefusedError(f"{folder or '/'}: the folder {name[:12]} is malformed")
    return {
        os.fsdecode(entry): Side(mode.decode(errors="replace"), one.hex())
        for entry, (mode, one) in rows.items()
    }


def _rows(data: bytes, id_size: int) -> Rows | None:
    """The rows of a tree that is written as git writes one: in order, each name once."""
    try:
        rows = rows_of(data, id_size)
    except ValueError:
        return None
    return rows if tree_bytes(rows) == data else None
