"""What git said when it failed, and which of our errors that is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from clm.errors import BusyError, InputOutputError, StateError

if TYPE_CHECKING:
    from clm.errors import ClmError

_DISK_FAULT: Final = re.compile(
    rb"No space left|Input/output error|Read-only file system|Disk quota|File too large"
    rb"|couldn't write|write error|fsync error"
)
_TOO_LARGE: Final = 25
"""SIGXFSZ, spelt out: `signal` is slow to import."""
_FOREIGN_LOCK: Final = re.compile(rb"Unable to create '(.+\.lock)': File exists")
_HINTS: Final = (
    (b"dubious ownership", "this repository belongs to somebody else: git config safe.directory"),
    (b"unknown repository extension", "install the git this repository was made with, or newer"),
    (b"index file", "git's index is damaged: remove .git/index, then git reset"),
)
_LOOK: Final = "git status and git fsck say more"


class GitError(StateError):
    """Git said no; the message holds its last line."""

    def __init__(self, verb: str, code: int, stderr: bytes, stdout: bytes = b"") -> None:
        said = (stderr.strip() or stdout.strip()).decode(errors="replace")
        self.lines = said.splitlines()
        self.code = code
        super().__init__(f"git {verb} failed: {self.lines[-1] if self.lines else f'exit {code}'}")


def failure(verb: str, code: int, stderr: bytes, stdout: bytes) -> ClmError:
    """The error for a git that ended with `code`."""
    if _DISK_FAULT.search(stderr) or code == -_TOO_LARGE:
        said = stderr.strip().decode(errors="replace").splitlines()
        last = said[-1] if said else f"git {verb} met a limit on the size of files"
        return InputOutputError(f"the disk failed: {last}", "free some space, then try again")
    locked = _FOREIGN_LOCK.search(stderr)
    if locked:
        path = locked[1].decode(errors="replace")
        return BusyError(
            f"git is at work on this repository ({path} exists)",
            f"try again; when no git and no editor runs, remove {path}",
        )
    error = GitError(verb, code, stderr, stdout)
    error.hint = next((hint for words, hint in _HINTS if words in stderr), _LOOK)
    return error
