"""What leaves here and by which way: a notice to a person by their channel, a report by mail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from clm.i18n import spoken
from clm.services.delivery import run_hook, unset
from clm.services.mailing import Letter, Post, server
from clm.services.notices import Text, text_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clm.domain.notices import Notice
    from clm.services.delivery import Failure, Ways
    from clm.services.workspace import Workspace


class Delivery(NamedTuple):
    """One notice for one person; `word` is the role or handle it is to."""

    notice: Notice
    word: str
    handle: str

    @property
    def key(self) -> tuple[str, str]:
        """What tells deliveries apart."""
        return self.notice.id, self.word


class Words(NamedTuple):
    """What is sent: text, and for a report HTML too."""

    text: Text
    html: str | None = None


class Out:
    """The ways out of here, opened when first needed."""

    def __init__(self, workspace: Workspace, ways: Ways) -> None:
        self.workspace = workspace
        self.ways = ways
        self._post: Post | None = None

    def deliver(self, one: Delivery) -> Failure | None:
        """Give one notice to one person by their channel; None: it is out."""
        channel = self.channel(one.handle)
        if channel == "none":
            return None
        said = words(self.workspace, one)
        if channel == "mail":
            return self.mail(f"{one.notice.id}.{one.handle}", one.handle, said)
        if channel == "command":
            if not self.ways.command:
                return unset("no command is set: CLM_NOTIFY_COMMAND")
            return run_hook(self.ways.command, self._as_data(one, said.text))
        return unset(f"{one.handle}: there is no channel {channel}")

    def channel(self, handle: str) -> str:
        """How a person is told: as their record says, else by mail, or what there is."""
        records = self.workspace.index.meta("team") or []
        raw: dict[str, Any] = next((one for one in records if one["id"] == handle), {})
        named: str | None = (raw.get("notify") or {}).get("channel")
        return named or ("command" if self.ways.command and not self.ways.smtp else "mail")

    def mail(self, name: str, handle: str, said: Words) -> Failure | None:
        """Mail something to a colleague's first address; `name` makes the Message-ID."""
        if not self.ways.smtp:
            return unset("no mail server is set: CLM_SMTP, or clm config set smtp")
        sender = self.ways.mail_from or _own_address(self.workspace)
        if not sender:
            return unset("mail has no sender: CLM_MAIL_FROM")
        person = self.workspace.team[handle]
        if not person.emails:
            return unset(f"{handle} has no e-mail address")
        if self._post is None:
            self._post = Post(server(self.ways.smtp), self.ways.password, self.ways.patience)
        now = self.workspace.now
        to = person.emails[0]
        return self._post.send(Letter(name, now, sender, person.name, to, *said.text, said.html))

    def close(self) -> None:
        """Let go of what was opened."""
        if self._post:
            self._post.close()

    def _as_data(self, one: Delivery, said: Text) -> dict[str, Any]:
        person, notice = self.workspace.team[one.handle], one.notice
        return {
            "schema": "clm/notice@1",
            "id": notice.id,
            "event": notice.event,
            "on": notice.on.isoformat(),
            "customer": notice.customer,
            "to": one.handle,
            "name": person.name,
            "emails": list(person.emails),
            "facts": notice.facts,
            "subject": said.subject,
            "text": said.body,
        }


def _own_address(workspace: Workspace) -> str | None:
    return workspace.repo.config().get("user.email") if workspace.repo else None


def words(workspace: Workspace, one: Delivery) -> Words:
    """What a notice says to a person.

    Raises:
        ClmError: its words cannot be made.
    """
    notice = one.notice
    if notice.event == "report":
        return report_words(workspace, notice.facts["week"])
    return Words(text_of(workspace, notice, one.handle))


def report_words(workspace: Workspace, week: str) -> Words:
    """The weekly report, made anew from the history: it tells the same again (A1.40).

    Raises:
        UsageError: there is no such week.
    """
    from clm.domain.datewords import parse_week
    from clm.services.reporting import weekly

    report = weekly(workspace, parse_week(week))
    with spoken(workspace.language):
        return words_of(report)


def words_of(report: Mapping[str, Any]) -> Words:
    """A weekly report as a letter: its text, and its page."""
    from clm.render.page import page
    from clm.render.report import text, title

    return Words(Text(title(report), text(report)), page(report))
