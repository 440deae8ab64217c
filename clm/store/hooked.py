"""A commit made by `git commit` itself, for repositories with hooks or signing.

Our plumbing would skip both. git gets a private index that holds HEAD and our files, so that
its commit has them and nothing else, as with `git commit --only`.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from clm.errors import BusyError, InputOutputError, RefusedError
from clm.store.durable import sync_ref
from clm.store.gitfailure import GitError
from clm.store.staging import private_index
from clm.store.worktree import remove

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clm.errors import ClmError
    from clm.store.git import Entry, Repo
    from clm.store.journal import Step
    from clm.store.newcommit import NewCommit
    from clm.store.staging import Index
    from clm.store.states import Settings
    from clm.store.worktree import Stamp

_LAST_LINES = 5


def commit_by_git(
    repo: Repo,
    staged: Index,
    known: Settings,
    new: NewCommit,
    steps: Mapping[str, Step],
) -> str:
    """Commit these files, which lie in the work tree already; return the commit's id.

    Call it only under `index_lock`; where it raises, the caller brings the files back.

    Raises:
        RefusedError: a hook or the signing program said no.
    """
    index = private_index(repo)
    text = repo.git_dir / "clm" / "new-message"
    text.write_bytes(new.message.encode())
    environment = {
        "GIT_INDEX_FILE": str(index),
        "GIT_AUTHOR_NAME": new.author.name,
        "GIT_AUTHOR_EMAIL": new.author.email,
        "GIT_COMMITTER_NAME": new.committer.name,
        "GIT_COMMITTER_EMAIL": new.committer.email,
        "GIT_AUTHOR_DATE": f"@{new.stamp}",
        "GIT_COMMITTER_DATE": f"@{new.stamp}",
    }
    try:
        repo.start_index(index, new.parent)
        repo.update_index(index, steps)
        repo.commit_index(text, environment)
    except (GitError, InputOutputError, BusyError) as error:
        if repo.ref(known.branch) == new.parent:
            staged.restore()
            raise _refusal(known, error) from error
    finally:
        with suppress(OSError):  # the next command sweeps them away
            remove(index)
            remove(text)
    return repo.ref(known.branch) or ""


def settle(
    repo: Repo,
    staged: Index,
    known: Settings,
    made: str,
    steps: Mapping[str, Step],
    settled: Mapping[str, Stamp | None],
) -> None:
    """Make the commit durable, and bring the index to it."""
    sync_ref(repo, known.branch)
    staged.forget()
    tree = repo.tree(made, paths := repo.changed(made))
    _follow_hooks(staged, {path: tree.get(path) for path in paths}, steps)
    meant = {path: step.new for path, step in steps.items() if step.new == tree.get(path)}
    staged.note_times(meant, settled)


def _follow_hooks(
    staged: Index, entries: Mapping[str, Entry | None], steps: Mapping[str, Step]
) -> None:
    """Bring the index to what a hook committed beyond or in place of our content."""
    staged.set_entries(
        {
            path: entry
            for path, entry in entries.items()
            if path not in steps or steps[path].new != entry
        }
    )
    staged.forget()


def _refusal(known: Settings, error: ClmError) -> ClmError:
    if not isinstance(error, GitError):
        return error
    said = "\n".join(error.lines[-_LAST_LINES:])
    return RefusedError(
        f"git commit was refused ({known.by_git} is set here); nothing was changed",
        said or "the hook gave no reason",
    )
