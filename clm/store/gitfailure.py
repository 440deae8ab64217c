"""What git said when it failed, and which of our errors that is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from clm.errors import InputOutputError, StateError

if TYPE_CHECKING:
    from clm.errors import ClmError

_DISK_FAULT: Final = re.compile(
    rb"No space left|Input/output error|Read-only file system|Disk quota|File too large"
)


class GitError(StateError):
    """Git said no; the message holds its last line."""

    def __init__(self, verb: str, code: int, stderr: bytes, stdout: bytes = b"") -> None:
        said = (stderr.strip() or stdout.strip()).decode(errors="replace")
        self.lines = said.splitlines()
        self.code = code
        super().__init__(f"git {verb} failed: {self.lines[-1] if self.lines else f'exit {code}'}")


def failure(verb: str, code: int, stderr: bytes, stdout: bytes) -> ClmError:
    """The error for a git that ended with `code`."""
    if _DISK_FAULT.search(stderr):
        last = stderr.strip().decode(errors="replace").splitlines()[-1]
        return InputOutputError(f"the disk failed: {last}", "free some space, then try again")
    error = GitError(verb, code, stderr, stdout)
    if b"dubious ownership" in stderr:
        error.hint = "this repository belongs to somebody else: git config safe.directory"
    return error
