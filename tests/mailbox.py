"""Mail servers for tests, on the loopback: one that takes everything, and some that do not."""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager
from email import message_from_bytes
from email.policy import default
from typing import TYPE_CHECKING, Any

from aiosmtpd.controller import Controller

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from email.message import EmailMessage


class Mailbox:
    """What a server was given; `refuses` answers a recipient it does not take."""

    def __init__(self, refuses: str | None = None) -> None:
        self.letters: list[EmailMessage] = []
        self.refuses = refuses
        self.url = ""

    async def handle_RCPT(  # noqa: N802 -- aiosmtpd's own name
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if address == self.refuses:
            return "550 nobody here is called so"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Any
    ) -> str:
        letter = message_from_bytes(envelope.content, policy=default)
        self.letters.append(letter)
        return "250 OK"

    @property
    def subjects(self) -> list[str]:
        """The subjects, in the order they came."""
        return [letter["Subject"] for letter in self.letters]


@contextmanager
def mailbox(refuses: str | None = None) -> Iterator[Mailbox]:
    """A server that takes mail."""
    box = Mailbox(refuses)
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    box.url = f"smtp://127.0.0.1:{controller.port}"
    try:
        yield box
    finally:
        controller.stop()


def free_port() -> int:
    """A port of the loopback that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@contextmanager
def scripted(*answers: bytes | None) -> Iterator[str]:
    """The address of a server that says these lines, one a line it hears, and then is mute."""
    listening = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()
    thread = threading.Thread(target=_serve, args=(listening, answers, over.wait))
    thread.start()
    try:
        yield f"smtp://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        over.set()
        thread.join()
        listening.close()


def _serve(
    listening: socket.socket, answers: tuple[bytes | None, ...], wait: Callable[[], object]
) -> None:
    connection, _ = listening.accept()
    with connection, connection.makefile("rb") as heard:
        for place, answer in enumerate(answers):
            if place:
                heard.readline()
            if answer is None:
                break
            connection.sendall(answer + b"\r\n")
        wait()
