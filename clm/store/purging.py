"""Taking files out of a repository for good: out of its history and its objects too (A4.2)."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Final, NamedTuple

from clm.errors import StateError
from clm.store.worktree import disk_errors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from clm.store.git import Repo

_LEFT_BY_GIT: Final = ("ORIG_HEAD", "FETCH_HEAD", "MERGE_HEAD", "AUTO_MERGE", "COMMIT_EDITMSG")
_CHANGES: Final = (b"M ", b"D ")
_ESCAPED: Final = re.compile(rb"\\([0-7]{3}|.)")
_MEANT: Final = dict(zip(b"abtnvfr", b"\a\b\t\n\v\f\r", strict=True))
"""What git writes for a character that a line cannot have."""


class Left(NamedTuple):
    """What a purge did: how many commits had the files, and which remotes still have them."""

    commits: int
    remotes: tuple[str, ...]


def purge(repo: Repo, gone: Callable[[str], bool]) -> Left:
    """Write the history of all branches anew without the files whose path is `gone`.

    The files are to be committed away before, and the repository to be held. Whatever else keeps
    objects goes too: reflogs, stashes, tags, what is known of remotes. Each step can be cut off and
    the whole be done again. Commits that did nothing else fall away.

    Raises:
        StateError: something of it is still there.
    """
    old = _exported(repo)
    new, commits = _without(old, gone)
    with disk_errors():
        if commits:
            repo.run(
                "fast-import", "--quiet", "--force", "--date-format=raw", stdin=new, writes=True
            )
        _drop_other_refs(repo)
        for name in _LEFT_BY_GIT:
            with suppress(FileNotFoundError):
                (repo.git_dir / name).unlink()
        repo.run(
            "reflog", "expire", "--expire=now", "--expire-unreachable=now", "--all", writes=True
        )
        repo.run("gc", "--quiet", "--prune=now", writes=True)
    _verify(repo, gone)
    remotes = repo.run("remote", "-v").decode(errors="replace").splitlines()
    return Left(commits, tuple(dict.fromkeys(" ".join(one.split()[:2]) for one in remotes)))


def _exported(repo: Repo) -> bytes:
    return repo.run(
        "fast-export", "--no-data", "--reencode=no", "--signed-tags=strip", "--branches",
        objects=True,
    )  # fmt: skip


def _drop_other_refs(repo: Repo) -> None:
    names = repo.run("for-each-ref", "--format=%(refname)", objects=True).decode().splitlines()
    other = [one for one in names if not one.startswith("refs/heads/")]
    lines = "".join(f"option no-deref\ndelete {one}\n" for one in other)
    repo.run("update-ref", "--stdin", stdin=lines.encode(), writes=True)


def _verify(repo: Repo, gone: Callable[[str], bool]) -> None:
    """Look at every object there is: each belongs to a branch, and no branch ever had the files.

    The paths come from git's trees, not from the stream that was written anew: whatever is
    misread there is seen here.
    """
    there = repo.run(
        "cat-file", "--batch-all-objects", "--batch-check=%(objectname)", objects=True
    ).split()
    named = repo.run("rev-list", "--objects", "--branches", "--indexed-objects", objects=True)
    kept = {line.split(b" ", 1)[0] for line in named.splitlines()}
    commits = repo.run("rev-list", "--branches", objects=True)
    changed = repo.run(
        "diff-tree", "--stdin", "--root", "-m", "-r", "-z", "--no-renames", "--name-only",
        "--no-commit-id", stdin=commits, objects=True,
    )  # fmt: skip
    paths = {os.fsdecode(one) for one in (changed + repo.run("ls-files", "-z")).split(b"\0")}
    left = sum(map(gone, paths))
    if left or not set(there) <= kept:
        raise StateError(
            f"something is left in {repo.root}: {left} files, "
            f"{len(set(there) - kept)} objects of no branch",
            "look for worktrees and alternates of it, then do it again",
        )


# The stream of git fast-export.


class _Commit(NamedTuple):
    """A commit of the stream, in the parts that matter."""

    head: list[bytes]
    mark: bytes
    message: bytes
    parents: list[bytes]
    changes: list[bytes]


def _without(stream: bytes, gone: Callable[[str], bool]) -> tuple[bytes, int]:
    """The stream without changes of these files, and how many of its commits had such."""
    out: list[bytes] = []
    instead: dict[bytes, bytes | None] = {}
    tips: dict[bytes, bytes] = {}
    touched = 0
    for one in _commits(stream):
        verb, ref = one.head[0].split(b" ", 1)
        tips[ref] = mark = one.mark
        if verb == b"reset":
            continue
        kept = [line for line in one.changes if not gone(_path(line))]
        touched += len(kept) < len(one.changes)
        parents = [_now(parent.split(b" ", 1)[1], instead) for parent in one.parents]
        if len(kept) < len(one.changes) and not kept and len(parents) == 1:
            instead[mark] = parents[0]
            continue
        out += [b"reset " + ref, b""] if not one.parents else []
        out += [*one.head, one.message]
        words = (parent.split(b" ", 1)[0] for parent in one.parents)
        out += [b"%s %s" % pair for pair in zip(words, filter(None, parents), strict=False)]
        out += [*kept, b""]
    for ref, mark in tips.items():
        if at := _now(mark, instead):
            out += [b"reset " + ref, b"from " + at, b""]
    return b"\n".join(out) + b"\n", touched


def _now(mark: bytes, instead: dict[bytes, bytes | None]) -> bytes | None:
    """Which commit stands for one that fell away."""
    at: bytes | None = mark
    while at in instead:
        at = instead[at]
    return at


def _path(change: bytes) -> str:
    """Which file a change is of; git quotes a path with a blank or anything but ASCII."""
    path = change.split(b" ", 3 if change.startswith(b"M ") else 1)[-1]
    if path.startswith(b'"'):
        path = _ESCAPED.sub(lambda found: _unescaped(found[1]), path[1:-1])
    return os.fsdecode(path)


def _unescaped(code: bytes) -> bytes:
    return bytes([int(code, 8) if len(code) > 1 else _MEANT.get(code[0], code[0])])


def _commits(stream: bytes) -> Iterator[_Commit]:
    """Every commit of a stream, and every branch that is set to one."""
    at = 0
    head: list[bytes] = []
    parents: list[bytes] = []
    changes: list[bytes] = []
    message = b""
    while at < len(stream):
        end = stream.index(b"\n", at)
        line, at = stream[at:end], end + 1
        if line.startswith((b"commit ", b"reset ")):
            yield from _commit(head, message, parents, changes)
            head = [line]
            message, parents, changes = b"", [], []
        elif line.startswith(b"data "):
            size = int(line[5:])
            message = line + b"\n" + stream[at : at + size]
            at += size
        elif head and line.startswith((b"from ", b"merge ")):
            parents.append(line)
        elif head and line.startswith(_CHANGES):
            changes.append(line)
        elif head and line.startswith((b"mark ", b"author ", b"committer ", b"encoding ")):
            head.append(line)
    yield from _commit(head, message, parents, changes)


def _commit(
    head: list[bytes], message: bytes, parents: list[bytes], changes: list[bytes]
) -> Iterator[_Commit]:
    """A commit, or a branch that is set to one; where a branch is only begun nothing."""
    marks = [line.removeprefix(b"mark ") for line in head if line.startswith(b"mark ")]
    marks += [line.split(b" ", 1)[1] for line in parents] if not marks else []
    if marks:
        yield _Commit(head, marks[0], message, parents, changes)
