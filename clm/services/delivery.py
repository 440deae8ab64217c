"""Ways out of here, from the person's own settings alone: a mail server, a command hook."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from clm.errors import StateError, UndeliveredError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

HOOK_SECONDS: Final = 30
"""How long a command hook may take for one notice."""

_MOST: Final = 200
"""Characters of a foreign program's words that are kept."""


class Patience(NamedTuple):
    """Seconds after which a mail server is given up: one step of it, and all its letters."""

    step: float = 10
    total: float = 60


class Ways(NamedTuple):
    """What the person's settings say: a server's address, the sender, a command; None is unset."""

    smtp: str | None = None
    password: str | None = None
    mail_from: str | None = None
    command: str | None = None
    patience: Patience = Patience()


class Failure(NamedTuple):
    """Why something was not delivered.

    `is_unsure`: it may have arrived all the same, so it must not be tried again by itself. `code`
    is the exit code: 78 where a setting is missing or wrong.
    """

    sentence: str
    is_unsure: bool = False
    code: int = UndeliveredError.exit_code


def unset(sentence: str) -> Failure:
    """A setting is missing or wrong."""
    return Failure(sentence, code=StateError.exit_code)


def run_hook(
    command: str, notice: Mapping[str, Any], seconds: float = HOOK_SECONDS
) -> Failure | None:
    """Give a notice as JSON to a command of the person's, without a shell; None: it took it."""
    try:
        words = shlex.split(command)
    except ValueError as problem:
        return unset(f"notify_command: {problem}")
    try:
        # A session of its own, so that whatever it starts ends with it.
        child = subprocess.Popen(
            words,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except OSError as problem:
        return unset(f"{words[0]} cannot be run: {problem.strerror}")
    with child:
        try:
            _, said = child.communicate(json.dumps(notice, ensure_ascii=False).encode(), seconds)
        except subprocess.TimeoutExpired:
            _end(child)
            return Failure(f"{words[0]} took more than {seconds:g} s", is_unsure=True)
    if child.returncode == 0:
        return None
    return Failure(_ended(words, child.returncode, said))


def _end(child: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)


def _ended(words: Sequence[str], code: int, said: bytes) -> str:
    lines = said.decode(errors="replace").strip().splitlines()
    last = f": {one_line(lines[-1])}" if lines else ""
    return f"{words[0]} ended with {code}{last}"


def one_line(text: str) -> str:
    """A foreign program's words, short and on one line."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:_MOST]
