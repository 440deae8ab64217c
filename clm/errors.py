"""Errors a user can meet: each owns its sentence, its hint and its exit code."""

from __future__ import annotations

from typing import ClassVar, Self


class ClmError(Exception):
    """What is wrong (`message`), what to do next (`hint`) and the exit code."""

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def also(self, hint: str) -> Self:
        """The same with one line more of what to do."""
        return type(self)(self.message, f"{self.hint}\n{hint}" if self.hint else hint)


class UsageError(ClmError):
    """The command line asks for something that does not exist or does not fit."""

    exit_code = 2


class NotFoundError(ClmError):
    """A reference matches no record."""

    exit_code = 3


class AmbiguousError(ClmError):
    """A reference matches several records; the hint lists them."""

    exit_code = 4


class BadDataError(ClmError):
    """A file cannot be read as data; the message begins with `path:line:column:`."""

    exit_code = 65


class MissingToolError(ClmError):
    """git, a remote or an optional extra is missing."""

    exit_code = 69


class UndeliveredError(ClmError):
    """A mail server or a command hook did not take something; it is kept where one can keep it."""

    exit_code = 69


class InputOutputError(ClmError):
    """The disk or a pipe failed; the old state is intact."""

    exit_code = 74


class BusyError(ClmError):
    """Somebody else is writing, or a file has staged or moved work: try again."""

    exit_code = 75


class RefusedError(ClmError):
    """A rule, trust or a hook says no."""

    exit_code = 77


class StateError(ClmError):
    """The repository or a setting is in a state we do not write to."""

    exit_code = 78
