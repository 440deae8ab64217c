"""Ways out of here, from the person's own settings alone: a mail server, a command hook."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from clm.errors import StateError, UndeliveredError

if TYPE_CHECKING:
    from collections.abc import Mapping

HOOK_SECONDS: Final = 30
"""How long a command hook may take for one notice."""

HOOKS_SECONDS: Final = 120
"""How long a command hook may take for all notices of a run, or for a batch of letters."""

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

    `is_unsure`: it may have arrived all the same, so it must not be tried again by itself;
    `is_final`: this person's mail is refused for good, so trying again is of no use; `is_here`: it
    was not begun, as where a setting of who sends is wrong, which says nothing about the notice.
    `code` is the exit code: 78 where a setting or a record is incomplete; `hint` is what to do
    then.
    """

    sentence: str
    is_unsure: bool = False
    code: int = UndeliveredError.exit_code
    is_final: bool = False
    is_here: bool = False
    hint: str | None = None


def unset(sentence: str, hint: str | None = "clm config list shows your settings") -> Failure:
    """A setting of who sends is missing or wrong."""
    return Failure(sentence, code=StateError.exit_code, is_here=True, hint=hint)


def incomplete(sentence: str, hint: str) -> Failure:
    """A record lacks what is needed to reach somebody."""
    return Failure(sentence, code=StateError.exit_code, hint=hint)


def find_hook(command: str) -> Failure | None:
    """Why a command of the person's cannot be run at all; None: it can be tried."""
    try:
        words = shlex.split(command)
    except ValueError as problem:
        return unset(f"notify_command: {problem}")
    if not words or shutil.which(words[0]) is None:
        return unset(f"notify_command: {words[0] if words else command} cannot be run")
    return None


def run_hook(
    command: str, notice: Mapping[str, Any], seconds: float = HOOK_SECONDS
) -> Failure | None:
    """Give a notice as JSON to a command of the person's, without a shell; None: it took it.

    An exit code says that nothing was sent. Who was killed, by us or by others, could say nothing.
    `find_hook` has looked at the command before.
    """
    words = shlex.split(command)
    # The sentence is kept in the data: where the command lies is nobody else's business.
    name = os.path.basename(words[0])  # noqa: PTH119 -- a word, maybe no path
    try:
        # A session of its own, so that whatever it starts ends with it.
        child = subprocess.Popen(
            words,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as problem:
        return unset(f"{words[0]} cannot be run: {problem.strerror}")
    with child:
        try:
            child.communicate(json.dumps(notice, ensure_ascii=False).encode(), seconds)
        except subprocess.TimeoutExpired:
            _end(child)
            return Failure(f"{name} took more than {seconds:.2g} s", is_unsure=True)
    if child.returncode == 0:
        return None
    if child.returncode < 0:
        return Failure(f"{name} was ended by signal {-child.returncode}", is_unsure=True)
    # What it said is not kept: the outbox is in the data, and nobody knows what a command tells.
    return Failure(f"{name} ended with {child.returncode}; run by hand, it says why")


class Hooks:
    """The runs of a command for a batch of notices, together within a time."""

    def __init__(self, total: float = HOOKS_SECONDS) -> None:
        self.total = total
        self._until: float | None = None

    def run(self, command: str, notice: Mapping[str, Any]) -> Failure | None:
        """Give it one notice; what it may not have its whole time for is not begun."""
        if self._until is None:
            self._until = time.monotonic() + self.total
        if self._until - time.monotonic() < HOOK_SECONDS:
            sentence = f"no time is left of the command's {self.total:g} s; the rest is still to go"
            return Failure(sentence, is_here=True, hint="send again")
        return run_hook(command, notice)


def _end(child: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)


def one_line(text: str) -> str:
    """A foreign program's words, short and on one line."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:_MOST]
