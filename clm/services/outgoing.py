"""What leaves here and by which way: a notice to a person by their channel, a report by mail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from clm.errors import ClmError
from clm.i18n import ngettext, spoken
from clm.services.delivery import Hooks, find_hook, incomplete, unset
from clm.services.mailing import Letter, Post, server
from clm.services.notices import Text, texts_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

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
        self._hooks = Hooks()
        self._texts: dict[tuple[str, str], Text | ClmError] = {}
        self._packed: dict[tuple[str, str], Callable[[], Failure | None]] = {}

    def prepare(self, deliveries: Sequence[Delivery]) -> None:
        """Make the texts of all that will be packed, at once; of a report when it is packed."""
        plain = [one for one in deliveries if one.notice.event != "report"]
        texts = texts_of(self.workspace, [(one.notice, one.handle) for one in plain])
        self._texts = {one.key: text for one, text in zip(plain, texts, strict=True)}

    def pack(self, one: Delivery) -> Failure | None:
        """All that can be done before one notice goes out; what cannot be delivered says why.

        Raises:
            ClmError: its words cannot be made, or the mail server's address is none.
        """
        channel = self.channel(one.handle)
        if channel == "none":
            self._packed[one.key] = lambda: None
            return None
        if channel == "mail":
            return self._pack_mail(one)
        if channel == "command":
            return self._pack_data(one)
        return incomplete(
            f"{one.handle}: there is no channel {channel}",
            f"it belongs to notify.channel of team/{one.handle}.yaml: mail, command or none",
        )

    def parcels(self, deliveries: Sequence[Delivery]) -> list[tuple[Delivery, ...]]:
        """What goes out together: of a person with a digest all that waited for it (A0.35)."""
        found: dict[object, list[Delivery]] = {}
        for one in deliveries:
            is_held = self.workspace.digest_of(one.handle) != "immediate" and not one.notice.urgent
            found.setdefault(one.handle if is_held else one.key, []).append(one)
        return [tuple(parcel) for parcel in found.values()]

    def deliver(self, parcel: tuple[Delivery, ...]) -> Failure | None:
        """Give packed notices to one person by their channel, as one; None: they are out.

        Raises:
            ClmError: the words of one cannot be made, which `pack` has told already.
        """
        first, *others = parcel
        if not others:
            return self._packed[first.key]()
        channel = self.channel(first.handle)
        if channel == "none":
            return None
        with spoken(self.workspace.language):
            said = digest_text([self._words(one).text for one in parcel])
        if channel == "mail":
            name = f"digest-{first.notice.id}.{first.handle}"
            return self.mail(name, first.handle, Words(said))
        return self._hooks.run(self.ways.command or "", self._as_digest(parcel, said))

    def channel(self, handle: str) -> str:
        """How a person is told: as their record says, else by mail, or what there is."""
        records = self.workspace.index.meta("team") or []
        raw: dict[str, Any] = next((one for one in records if one["id"] == handle), {})
        named: str | None = (raw.get("notify") or {}).get("channel")
        return named or ("command" if self.ways.command and not self.ways.smtp else "mail")

    def mail(self, name: str, handle: str, said: Words) -> Failure | None:
        """Mail something to a colleague's first address; `name` makes the Message-ID.

        Raises:
            UsageError: the mail server's address is none.
        """
        sender, failure = self._sender(handle)
        if failure:
            return failure
        failure = self._server().send(self._letter(name, handle, sender, said))
        self.workspace.wrote = True  # even where it failed, it may have arrived
        return failure

    def _pack_mail(self, one: Delivery) -> Failure | None:
        sender, failure = self._sender(one.handle)
        if failure:
            return failure
        said = self._words(one)
        letter = self._letter(f"{one.notice.id}.{one.handle}", one.handle, sender, said)
        post = self._server()
        self._packed[one.key] = lambda: post.send(letter)
        return post.ask(letter)

    def _pack_data(self, one: Delivery) -> Failure | None:
        command = self.ways.command
        if not command:
            return unset(
                "no command is set", "CLM_NOTIFY_COMMAND, or clm config set notify_command"
            )
        data = self._as_data(one, self._words(one).text)
        self._packed[one.key] = lambda: self._hooks.run(command, data)
        return find_hook(command)

    def _words(self, one: Delivery) -> Words:
        """What a notice says to a person.

        Raises:
            ClmError: its words cannot be made.
        """
        if one.notice.event == "report":
            facts = one.notice.facts
            if "period" in facts:
                return specified_words(self.workspace, facts["report"], facts["period"])
            return report_words(self.workspace, facts["week"])
        text = self._texts[one.key]
        if isinstance(text, ClmError):
            raise text
        return Words(text)

    def _sender(self, handle: str) -> tuple[str, Failure | None]:
        """From whom mail to a colleague comes, or why none can go."""
        if not self.ways.smtp:
            return "", unset("no mail server is set", "CLM_SMTP, or clm config set smtp")
        sender = self.ways.mail_from or _own_address(self.workspace)
        if not sender:
            return "", unset("mail has no sender", "CLM_MAIL_FROM, or clm config set mail_from")
        if not self.workspace.team[handle].emails:
            hint = f"it belongs to emails of team/{handle}.yaml"
            return "", incomplete(f"{handle} has no e-mail address", hint)
        return sender, None

    def _letter(self, name: str, handle: str, sender: str, said: Words) -> Letter:
        person = self.workspace.team[handle]
        now = self.workspace.now
        return Letter(name, now, sender, person.name, person.emails[0], *said.text, said.html)

    def _server(self) -> Post:
        if self._post is None:
            self._post = Post(server(self.ways.smtp or ""), self.ways.password, self.ways.patience)
        return self._post

    def close(self) -> None:
        """Let go of what was opened."""
        if self._post:
            self._post.close()

    def _as_digest(self, parcel: Sequence[Delivery], said: Text) -> dict[str, Any]:
        """Several notices as a hook gets them: what they have in common, and each as alone."""
        items = [self._as_data(one, self._words(one).text) for one in parcel]
        return {
            "schema": "clm/notice-digest@1",
            **{key: items[0][key] for key in ("to", "name", "emails")},
            "subject": said.subject,
            "text": said.body,
            "items": items,
        }

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


def digest_text(texts: Sequence[Text]) -> Text:
    """Several notices as one letter: what they are about first, then each in full."""
    n = len(texts)
    subject = ngettext("{n} notice", "{n} notices", n).format(n=n)
    overview = "\n".join(f"- {one.subject}" for one in texts)
    bodies = "\n".join(f"{'-' * 40}\n{one.body.rstrip()}\n" for one in texts)
    return Text(subject, f"{subject}\n\n{overview}\n\n{bodies}")


def _own_address(workspace: Workspace) -> str | None:
    return workspace.repo.config().get("user.email") if workspace.repo else None


def report_words(workspace: Workspace, week: str) -> Words:
    """The weekly report, made anew from the history: it tells the same again (A1.40).

    Raises:
        UsageError: there is no such week.
    """
    from clm.domain.datewords import parse_week
    from clm.services.reporting import weekly

    report = weekly(workspace, parse_week(week, workspace.today))
    with spoken(workspace.language):
        return words_of(report)


def specified_words(workspace: Workspace, slug: str, period: str) -> Words:
    """A report that is specified, made anew: as text, and as a page where it is to be one (A2.37).

    Raises:
        ClmError: none of this name is specified any more, or its figures cannot be made.
    """
    from clm.services.produced import specified, text_of

    one = specified(workspace, slug, period)
    html = text_of(workspace, one, "html") if one.spec.form == "html" else None
    form = "table" if html else one.spec.form
    return Words(Text(one.title, text_of(workspace, one, form)), html)


def words_of(report: Mapping[str, Any]) -> Words:
    """A weekly report as a letter: its text, and its page."""
    from clm.render.page import page
    from clm.render.report import text, title

    return Words(Text(title(report), text(report)), page(report))
