"""What the commits say: read through GitPython, which is imported nowhere else and never writes."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from clm import clock
from clm.errors import InputOutputError, MissingToolError, NotFoundError, StateError
from clm.store.git import ALWAYS, KEPT, NO_HOOKS, NO_NETWORK
from clm.store.gitfailure import failure
from clm.store.smallfile import GROWING, read_small
from clm.store.trust import sight

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import tzinfo

    import git

    from clm.store.git import Repo

_FIELDS: Final = ("%H", "%P", "%an", "%aI", "%s", "%(trailers:only=true,unfold=true)")
_OPTIONS: Final = (
    *ALWAYS, *NO_HOOKS, "-c", "log.showSignature=false",
    "-c", "log.follow=false",  # it would follow renames and leave merges out
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One commit."""

    sha: str
    subject: str
    author: str
    """The author's name."""
    at: datetime
    """The author's date, with its zone."""
    trailers: Mapping[str, tuple[str, ...]]
    parents: tuple[str, ...] = ()


def log(
    repo: Repo,
    paths: Sequence[str] | None = None,
    limit: int | None = None,
    revision: str = "HEAD",
    since: date | None = None,
) -> Iterator[LogEntry]:
    """The newest `limit` commits that touch one of `paths` (`None`: all), newest first.

    `since` leaves out what was committed before that day, by UTC.
    """
    if paths is not None and not paths:
        return
    words = [] if limit is None else [f"--max-count={limit}"]
    if since is not None:
        words.append(f"--since={since.isoformat()}T00:00:00Z")
    yield from _entries(repo, words, revision, paths or ())


def lineage(repo: Repo, path: str, revision: str = "HEAD") -> Sequence[LogEntry]:
    """The commits that touch a file, children first; their parents are such commits too.

    Where a merge has the file as one side had it, only that side is followed.
    """
    return list(_entries(repo, ["--topo-order", "--parents"], revision, [path]))


def authored(
    repo: Repo, emails: Sequence[str], since: date, revision: str = "HEAD"
) -> list[LogEntry]:
    """The commits since a day whose author has one of the e-mails, newest first; no merges."""
    words = [f"--author=<{email}>" for email in emails]
    if not words:
        return []
    words += ["--fixed-strings", "--regexp-ignore-case", "--no-merges"]
    return list(_entries(repo, [*words, f"--since={since.isoformat()}T00:00:00Z"], revision, ()))


def _entries(
    repo: Repo, words: Sequence[str], revision: str, paths: Sequence[str]
) -> Iterator[LogEntry]:
    form = f"--format={'%x00'.join(_FIELDS)}%x00"
    if _is_unborn(repo):
        return
    with _opened(repo) as opened:
        printed = opened.git.log(
            *words, form, "--end-of-options", revision, "--", *paths,
            strip_newline_in_stdout=False,
        )  # fmt: skip
    fields = printed.split("\0")
    width = len(_FIELDS)
    for sha, parents, author, at, subject, trailers in zip(
        *(fields[n:-1:width] for n in range(width)), strict=True
    ):
        yield LogEntry(
            sha.strip(), subject, author, _instant(at), _trailers(trailers), tuple(parents.split())
        )


def _is_unborn(repo: Repo) -> bool:
    """Has the branch no commit yet? GitPython would say so, too, when git itself fails."""
    branch = repo.head_branch()
    return branch is not None and repo.ref(branch) is None


def _instant(text: str) -> datetime:
    """A commit's date; one that git itself cannot show counts as the beginning of time."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return datetime.fromtimestamp(0, UTC)


def commit_at(
    repo: Repo,
    day: date | str,
    zone: tzinfo,
    revision: str = "HEAD",
    pinned: date | None = None,
) -> str | None:
    """Which commit was the newest at the end of a day in `zone`, following first parents?

    `day` is a date, or a text: a date as `2026-11-22`, or a revision. `pinned` is a day that
    stands in for the clock's. `None` when the history begins later.

    Raises:
        NotFoundError: there is no such revision.
    """
    wanted = day if isinstance(day, date) else _as_date(day)
    with _opened(repo) as opened:
        if wanted is None:
            printed = opened.git.rev_parse(
                "--quiet", "--verify", "--end-of-options", f"{day}^{{commit}}",
                with_exceptions=False,
            )  # fmt: skip
            if not printed:
                raise NotFoundError(f"{day} is no day and no revision", "clm log shows revisions")
            return str(printed)
        if _is_unborn(repo):
            return None
        try:
            end = datetime.combine(wanted + timedelta(days=1), time(), zone)
        except OverflowError:
            raise NotFoundError(f"{day} is out of reach", "name a nearer day") from None
        printed = opened.git.rev_list("--first-parent", "--timestamp", revision)
    now = max(clock.now(UTC), clock.now(UTC, pinned))
    return _last_before(end.timestamp(), now.timestamp(), printed.splitlines())


def _last_before(end: float, now: float, newest_first: Sequence[str]) -> str | None:
    """The commit a day ended with: the last one before the first that came later.

    A commit that was dated back stands after later ones, and is none of its day. One dated ahead
    of `now` says nothing about when it came: somebody's clock was wrong.
    """
    found = None
    for line in reversed(newest_first):
        at, commit = line.split()
        if end <= int(at) <= now:
            break
        if int(at) < end:
            found = commit
    return found


def changed_paths(repo: Repo, sha: str) -> list[str]:
    """The paths a commit changes against its first parent."""
    return repo.changed(sha)


def blob(repo: Repo, sha: str, path: str) -> bytes | None:
    """The content of a file in a commit, `None` when it has none."""
    found = repo.tree(sha, [path])
    return repo.blobs([found[path].blob])[found[path].blob] if path in found else None


def beginnings(repo: Repo) -> frozenset[str]:
    """The commits a shallow clone begins with: what lies before them is not here."""
    try:
        said = read_small(repo.common_dir / "shallow", GROWING)
    except FileNotFoundError:
        return frozenset()
    return frozenset(said.decode("ascii", "replace").split())


@contextmanager
def _opened(repo: Repo) -> Iterator[git.Repo]:
    # GitPython hands the whole environment on and can only add to it.
    for name in [n for n in os.environ if n.startswith("GIT_") and n not in KEPT]:
        del os.environ[name]
    os.environ["GIT_PYTHON_REFRESH"] = "quiet"
    import git

    try:
        with sight(repo, objects=True) as where, git.Repo(repo.root) as opened:
            opened.git.set_persistent_git_options(c=_OPTIONS[1::2])
            opened.git.update_environment(
                GIT_LITERAL_PATHSPECS="1", GIT_OPTIONAL_LOCKS="0", GIT_TERMINAL_PROMPT="0",
                LC_ALL="C", **NO_NETWORK, **where,
            )  # fmt: skip
            yield opened
    except git.GitCommandNotFound:
        raise MissingToolError("git is not installed", "install git 2.38 or newer") from None
    except git.GitCommandError as error:
        if "bad revision" in (error.stderr or ""):
            raise NotFoundError("there is no such commit", "clm log shows them") from None
        said = (error.stderr or "").strip().removeprefix("stderr: ").strip("'")
        status = error.status if isinstance(error.status, int) else 0
        failed = failure("log", status, said.encode(errors="surrogateescape"), b"")
        if isinstance(failed, InputOutputError) or status < 0:
            raise failed from None
        last = said.splitlines()[-1:]
        raise NotFoundError(f"git cannot read that: {' '.join(last)}") from None
    except git.GitError as error:
        raise StateError(f"the history cannot be read: {error}", "git fsck") from None


def _as_date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _trailers(lines: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for line in lines.splitlines():
        key, colon, value = line.partition(": ")
        if colon:
            found[key] = (*found.get(key, ()), value.strip())
    return found
