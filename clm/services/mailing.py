"""The one home of e-mail: letters made, and handed to a server that may refuse or hang."""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from contextlib import suppress
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from threading import Thread, Timer
from typing import TYPE_CHECKING, Final, Literal, NamedTuple
from urllib.parse import unquote, urlsplit

from clm.errors import UsageError
from clm.render.safe import shown
from clm.services.delivery import Failure, one_line, unset

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from urllib.parse import SplitResult

    from clm.services.delivery import Patience

Security = Literal["smtp", "smtp+starttls", "smtps"]
_PORTS: Final[dict[str, int]] = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
_FORMS: Final = (
    "as smtp://localhost:2525, smtp+starttls://user@host:587 or smtps://user@host; "
    "the password in CLM_SMTP_PASSWORD"
)
_HIDDEN: Final = "***"
_HOST: Final = re.compile(r"(?:.*@)?(?:[A-Za-z0-9._\-]+|\[[0-9A-Fa-f:.]+\])(?::\d*)?")
"""A netloc whose host can be told; a foreign character in it may be of a password."""
_USER: Final = re.compile(r"[A-Za-z0-9._+\-]+(?:%40[A-Za-z0-9.\-]+)?")
"""A user's name that holds nothing else; another may hide a password."""
_POLICY: Final = SMTP.clone(cte_type="7bit")
_BAD: Final = 400
"""SMTP answers from here on are refusals."""
_FINAL: Final = 500
"""… and from here on they are meant for good."""


class Server(NamedTuple):
    """A mail server: how it is spoken to, where it is, who logs in."""

    security: Security
    host: str
    port: int
    user: str | None = None


class Letter(NamedTuple):
    """One mail. `id` makes its Message-ID, which is the same whenever it is sent again.

    Answers go to `reply_to`, where it is not the sender who is to get them.
    """

    id: str
    at: datetime
    sender: str
    name: str
    to: str
    subject: str
    text: str
    html: str | None = None
    reply_to: str | None = None


def server(url: str) -> Server:
    """The server a setting names.

    Raises:
        UsageError: it is no such address, has a password in it, or would send one in the clear.
            It quotes nothing of what was set: any part may be a password.
    """
    parts, port = _split(url)
    if parts.password is not None:
        raise UsageError("smtp (CLM_SMTP): no password belongs into an address", _FORMS)
    user = unquote(parts.username) if parts.username else None
    if user and parts.scheme == "smtp":
        raise UsageError(
            "smtp (CLM_SMTP): the password would go through the net for all to read",
            "smtps:// or smtp+starttls://",
        )
    return Server(parts.scheme, parts.hostname or "", port or _PORTS[parts.scheme], user)  # type: ignore[arg-type]


def _split(url: str) -> tuple[SplitResult, int | None]:
    """The parts of an address and its port, where it is one of a mail server.

    Raises:
        UsageError: it is none; a password with a `/` or a `#` in it makes one into none too.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:  # it quotes the address
        raise UsageError("smtp (CLM_SMTP): the host or the port is none", _FORMS) from None
    rest = parts.path.strip("/") or parts.query or parts.fragment
    if (
        parts.scheme not in _PORTS
        or not parts.hostname
        or rest
        or not _HOST.fullmatch(parts.netloc)
    ):
        raise UsageError("smtp (CLM_SMTP): this is no address of a mail server", _FORMS)
    return parts, port


def masked(url: str) -> str:
    """An address as it may be shown: without its password, or not at all where it is none."""
    try:
        parts, _ = _split(url)
    except UsageError:
        return _HIDDEN
    user, at, host = parts.netloc.rpartition("@")
    if not at or _USER.fullmatch(user):
        return url
    known = parts.username if _USER.fullmatch(parts.username or "") else _HIDDEN
    return f"{parts.scheme}://{known}:{_HIDDEN}@{host}"


def composed(letter: Letter) -> EmailMessage:
    """The mail of a letter; what is in its fields cannot make further header lines.

    Raises:
        ValueError: an address is none.
    """
    message = EmailMessage(_POLICY)
    message["Subject"] = shown(one_line(letter.subject))
    message["From"] = _address(letter.sender)
    message["To"] = _address(letter.to, shown(one_line(letter.name)))
    if letter.reply_to:
        message["Reply-To"] = _address(letter.reply_to)
    message["Date"] = format_datetime(letter.at)
    message["Message-ID"] = f"<{letter.id}@{letter.sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    if letter.html is not None:
        message.add_alternative(letter.html, subtype="html")
    return message


def _address(written: str, name: str = "") -> Address:
    if re.fullmatch(r"[!-?A-~]+@[A-Za-z0-9.\-]+", written) is None:
        raise ValueError(written)
    return Address(name, addr_spec=written)


def _refuse(code: int, said: bytes) -> None:
    if code >= _BAD:
        raise smtplib.SMTPResponseException(code, said)


class Post:
    """One connection for a batch of letters, made with the first; in trouble it stays closed."""

    def __init__(self, to: Server, password: str | None, patience: Patience) -> None:
        self.server = to
        self.password = password
        self.patience = patience
        self.down: Failure | None = None
        self._sock: socket.socket | None = None
        self._smtp: smtplib.SMTP | None = None
        self._asked: dict[str, Failure | None] = {}
        # A step's limit alone would let a server that sends a byte now and then hold us forever.
        self._watch = Timer(patience.total, self._cut)
        self._watch.daemon = True

    def ask(self, letter: Letter) -> Failure | None:
        """Would the server take this letter? Nothing is handed over; None: it would."""
        return self._tried(letter, self._ask)

    def send(self, letter: Letter) -> Failure | None:
        """Hand over one letter; None: the server took it."""
        return self._tried(letter, self._hand_over)

    def _tried(
        self, letter: Letter, step: Callable[[Letter, bytes], Failure | None]
    ) -> Failure | None:
        if self.down:
            return self.down
        try:
            message = composed(letter)
        except (ValueError, IndexError) as problem:
            return Failure(f"no mail goes to {letter.name}: {one_line(str(problem))} is no address")
        try:
            if self._smtp is None:
                self._open()
            return step(letter, bytes(message))
        except (smtplib.SMTPAuthenticationError, smtplib.SMTPNotSupportedError) as problem:
            hint = "the user stands in smtp (CLM_SMTP), the password in CLM_SMTP_PASSWORD"
            self.down = unset(self._said(problem), hint)
            return self.down
        except UnicodeError:  # it quotes what cannot be sent, which is a password
            self.down = unset("the user or the password has letters that SMTP cannot carry")
            return self.down
        except (OSError, smtplib.SMTPException) as problem:
            self.down = Failure(self._said(problem))
            return self.down

    def close(self) -> None:
        """Say goodbye where somebody listens."""
        self._watch.cancel()
        if self._smtp and not self.down:
            with suppress(OSError, smtplib.SMTPException):
                self._smtp.quit()
        if self._smtp:
            self._smtp.close()
        if self._sock:
            self._sock.close()

    def _open(self) -> None:
        to = self.server
        self._watch.start()
        self._sock = self._connected()
        if to.security == "smtps":
            self._encrypt()
        # A name of our own would be asked of the resolver, which may hang.
        smtp = self._smtp = smtplib.SMTP(local_hostname="localhost")
        smtp.sock = self._sock
        _refuse(*smtp.getreply())
        _refuse(*smtp.ehlo())
        if to.security == "smtp+starttls":
            _refuse(*smtp.docmd("STARTTLS"))
            self._encrypt()
            smtp.sock, smtp.file = self._sock, None
            _refuse(*smtp.ehlo())
        if to.user:
            smtp.login(to.user, self.password or "")

    def _connected(self) -> socket.socket:
        """The connection; a name is looked up aside, because nothing ends a lookup that hangs."""
        made: list[socket.socket | OSError | UnicodeError] = []

        def connect() -> None:
            address = (self.server.host, self.server.port)
            try:
                made.append(socket.create_connection(address, self.patience.step))
            except (OSError, UnicodeError) as problem:
                made.append(problem)

        aside = Thread(target=connect, daemon=True)
        aside.start()
        aside.join(self.patience.total)
        if not made:
            raise OSError(f"no connection within {self.patience.total:g} s")
        if isinstance(made[0], socket.socket):
            return made[0]
        if isinstance(made[0], UnicodeError):
            raise OSError("there is no such name")
        raise made[0]

    def _encrypt(self) -> None:
        assert self._sock is not None  # noqa: S101 -- `_open` has made it
        context = ssl.create_default_context()
        self._sock = context.wrap_socket(self._sock, server_hostname=self.server.host)

    def _ask(self, letter: Letter, _data: bytes) -> Failure | None:
        smtp = self._smtp
        assert smtp is not None  # noqa: S101 -- `_tried` has opened it
        if letter.to not in self._asked:
            self._asked[letter.to] = self._envelope(smtp, letter)
            smtp.rset()
        return self._asked[letter.to]

    def _envelope(self, smtp: smtplib.SMTP, letter: Letter) -> Failure | None:
        """Say from whom and to whom; a person the server never takes is refused for good."""
        code, said = smtp.mail(letter.sender)
        if code >= _BAD:
            return Failure(self._answer(code, said))
        code, said = smtp.rcpt(letter.to)
        return Failure(self._answer(code, said), is_final=code >= _FINAL) if code >= _BAD else None

    def _hand_over(self, letter: Letter, data: bytes) -> Failure | None:
        smtp = self._smtp
        assert smtp is not None  # noqa: S101 -- `_tried` has opened it
        failure = self._envelope(smtp, letter)
        if failure is None:
            code, said = smtp.docmd("DATA")
            failure = Failure(self._answer(code, said)) if code >= _BAD else None
        if failure:
            smtp.rset()
            return failure
        try:
            # From the last dot on it may have arrived, whatever we hear of it.
            smtp.send(re.sub(rb"(?m)^\.", b"..", data) + b".\r\n")
            code, said = smtp.getreply()
        except (OSError, smtplib.SMTPException) as problem:
            self.down = Failure(self._said(problem))
            return Failure(self._said(problem), is_unsure=True)
        if code < _BAD:
            return None
        return Failure(self._answer(code, said), is_final=code >= _FINAL)

    def _cut(self) -> None:
        if self._sock:
            with suppress(OSError):
                self._sock.shutdown(socket.SHUT_RDWR)

    def _answer(self, code: int, said: bytes) -> str:
        return f"{self._name} refused: {code} {one_line(said.decode(errors='replace'))}"

    def _said(self, problem: Exception) -> str:
        if isinstance(problem, smtplib.SMTPResponseException):
            said = problem.smtp_error
            return self._answer(
                problem.smtp_code, said if isinstance(said, bytes) else said.encode()
            )
        # smtplib tells a lost connection and a slow one apart by the cause alone.
        if isinstance(problem.__context__ or problem, TimeoutError):
            return f"{self._name} did not answer within {self.patience.step:g} s"
        return f"{self._name}: {one_line(str(getattr(problem, 'strerror', None) or problem))}"

    @property
    def _name(self) -> str:
        return f"the mail server {self.server.host}:{self.server.port}"
