"""How the letters of an initiative leave here: by mail, or by the person's own command (A4.7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from clm.errors import RefusedError, StateError
from clm.services.delivery import Hooks, find_hook
from clm.services.mailing import Letter as Mail
from clm.services.mailing import Post, server

if TYPE_CHECKING:
    from clm.domain.initiative import Initiative
    from clm.services.delivery import Failure, Ways
    from clm.services.initiativeletters import Letter
    from clm.services.workspace import Workspace


class Way(Protocol):
    """One way out of here; in trouble it stays `down`."""

    down: Failure | None

    def ask(self, one: Letter) -> Failure | None:
        """Could anything be delivered now? Nothing is handed over; None: it could."""

    def deliver(self, one: Letter) -> Failure | None:
        """Deliver one; None: it is out."""

    def close(self) -> None:
        """Let go of what was opened."""


def sender_of(workspace: Workspace, ways: Ways) -> str | None:
    """The address that mail comes from: the person's own setting, else that of git."""
    own = workspace.repo.config().get("user.email") if workspace.repo else None
    return ways.mail_from or own


class ByMail:
    """By the mail server of the person's own settings."""

    down: Failure | None = None

    def __init__(self, workspace: Workspace, one: Initiative, ways: Ways) -> None:
        if not ways.smtp:
            raise StateError("no mail server is set", "CLM_SMTP, or clm config set smtp")
        sender = sender_of(workspace, ways)
        if not sender:
            raise StateError("mail has no sender", "CLM_MAIL_FROM, or clm config set mail_from")
        self.workspace, self.initiative, self.sender = workspace, one.id, sender
        self.post = Post(server(ways.smtp), ways.password, ways.patience)

    def ask(self, one: Letter) -> Failure | None:
        """Is the server there? Whether it takes this person is seen when it is sent."""
        self.post.ask(self._mail(one))
        self.down = self.post.down
        return self.down

    def deliver(self, one: Letter) -> Failure | None:
        """Hand one letter over."""
        failure = self.post.send(self._mail(one))
        self.down = self.post.down
        return failure

    def close(self) -> None:
        """Say goodbye to the server."""
        self.post.close()

    def _mail(self, one: Letter) -> Mail:
        name = f"{self.initiative}.{one.recipient}"
        now = self.workspace.now
        sender, reply_to = self.sender, one.reply_to or None
        return Mail(
            name, now, sender, one.contact, one.email, one.subject, one.text, reply_to=reply_to
        )


class ByHook:
    """By the command of the person's own settings, which gets each letter as JSON."""

    down: Failure | None = None

    def __init__(self, one: Initiative, ways: Ways) -> None:
        if not ways.command:
            hint = "CLM_NOTIFY_COMMAND, or clm config set notify_command"
            raise StateError("no command is set", hint)
        self.command, self.hooks, self.initiative = ways.command, Hooks(), one

    def ask(self, _: Letter) -> Failure | None:
        """Is the command there?"""
        self.down = find_hook(self.command)
        return self.down

    def deliver(self, one: Letter) -> Failure | None:
        """Give it one letter; where that was not begun, no other is either."""
        data = {
            "schema": "clm/initiative-letter@1", "initiative": self.initiative.id,
            "kind": self.initiative.kind, **one._asdict(),
        }  # fmt: skip
        failure = self.hooks.run(self.command, data)
        self.down = failure if failure and failure.is_here else None
        return failure

    def close(self) -> None:
        """Nothing was opened."""


def way_of(workspace: Workspace, one: Initiative, ways: Ways) -> Way:
    """How an initiative says that its letters leave.

    Raises:
        StateError: a setting of the person's is missing.
        UsageError: the mail server's address is none.
        RefusedError: they go out by hand.
    """
    if one.sending == "mail":
        return ByMail(workspace, one, ways)
    if one.sending == "hook":
        return ByHook(one, ways)
    raise by_hand(one)


def by_hand(one: Initiative) -> RefusedError:
    """Why an initiative sends nothing by itself, and what is done instead."""
    return RefusedError(
        f"the letters of {one.id} go out by hand",
        f"clm initiative send {one.id} -O FOLDER writes them, then: clm initiative record",
    )
