"""Letters that cannot be forged by a name, and servers that refuse, hang or vanish."""

from __future__ import annotations

import smtplib
import threading
from datetime import UTC, datetime

import pytest

from clm.errors import UsageError
from clm.services.delivery import Failure, Hooks, Patience
from clm.services.mailing import Letter, Post, composed, masked, server
from tests.mailbox import free_port, mailbox, scripted

SHORT = Patience(step=0.3, total=5)
AT = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)


def letter(
    subject: str = "Gruß", name: str = "Isabel Kern", to: str = "isabel@example.org"
) -> Letter:
    return Letter("nudge-1.isabel", AT, "jana@example.org", name, to, subject, "Text\n.\nEnde\n")


def sent(url: str, patience: Patience = SHORT, *letters: Letter) -> list[Failure | None]:
    post = Post(server(url), None, patience)
    try:
        return [post.send(one) for one in letters or (letter(),)]
    finally:
        post.close()


@pytest.mark.parametrize(
    ("url", "read"),
    [
        ("smtp://localhost:2525", ("smtp", "localhost", 2525, None)),
        ("smtp://localhost", ("smtp", "localhost", 25, None)),
        ("smtps://anna%40x@mail.example.org", ("smtps", "mail.example.org", 465, "anna@x")),
        ("smtp+starttls://jana@host", ("smtp+starttls", "host", 587, "jana")),
    ],
)
def test_the_address_of_a_server(url: str, read: tuple[str, str, int, str | None]) -> None:
    assert server(url) == read


@pytest.mark.parametrize(
    "url",
    [
        "localhost:25", "http://host", "smtp://", "smtp://host:99999999", "smtp://host/path",
        "smtps://jana:secret@host", "smtp://jana@host", "smtp://[::1",
    ],
)  # fmt: skip
def test_other_addresses_are_refused_and_never_with_the_password(url: str) -> None:
    with pytest.raises(UsageError) as refused:
        server(url)
    assert "secret" not in f"{refused.value.message} {refused.value.hint}"


def test_a_letter_arrives_as_it_was_written() -> None:
    with mailbox() as box:
        assert sent(box.url) == [None]
    (one,) = box.letters
    assert one["Subject"] == "Gruß"
    assert one["To"] == "Isabel Kern <isabel@example.org>"
    assert one["Message-ID"] == "<nudge-1.isabel@example.org>"
    assert one.get_content().replace("\r\n", "\n") == "Text\n.\nEnde\n"


def test_line_breaks_in_a_name_make_no_header() -> None:
    forged = letter("Neu: Muster\r\nBcc: spy@example.org", 'Kern"\r\nBcc: spy@example.org')
    message = composed(forged)
    assert message["Bcc"] is None
    assert message["Subject"] == "Neu: Muster Bcc: spy@example.org"
    assert b"\nBcc" not in bytes(message)


@pytest.mark.parametrize("to", ["", "isabel", "a@b@c", "is abel@x.org", "ö@x.org", "a@x.org\nB: c"])
def test_what_is_no_address_gets_no_mail_and_holds_up_no_other(to: str) -> None:
    with mailbox() as box:
        first, second = sent(box.url, SHORT, letter(to=to), letter("zweiter"))
    assert first is not None
    assert first.code == 69
    assert second is None
    assert box.subjects == ["zweiter"]


def test_a_refused_person_holds_up_no_other() -> None:
    with mailbox(refuses="tom@example.org") as box:
        first, second = sent(box.url, SHORT, letter(to="tom@example.org"), letter())
    assert first is not None
    assert "550 nobody here" in first.sentence
    assert not first.is_unsure
    assert second is None


def test_nobody_listens() -> None:
    port = free_port()
    first, second = sent(f"smtp://127.0.0.1:{port}", SHORT, letter(), letter())
    assert first is not None
    assert f"127.0.0.1:{port}" in first.sentence
    assert first == second


@pytest.mark.parametrize("heard", [(), (b"220 hi",), (b"220 hi", b"250 hi", b"250 ok", b"250 ok")])
def test_a_server_that_hangs_is_given_up(heard: tuple[bytes, ...]) -> None:
    with scripted(*heard) as url:
        first, second = sent(url, SHORT, letter(), letter())
    assert first is not None
    assert "did not answer within 0.3 s" in first.sentence
    assert not first.is_unsure
    assert second == first


def test_a_server_that_hangs_after_the_last_dot_may_have_it() -> None:
    with scripted(b"220 hi", b"250 hi", b"250 ok", b"250 ok", b"354 go on") as url:
        first, second = sent(url, SHORT, letter(), letter())
    assert first is not None
    assert first.is_unsure
    assert second is not None
    assert not second.is_unsure


def test_a_server_that_says_a_little_now_and_then_is_cut_off() -> None:
    with scripted(b"220 hi") as url:
        (one,) = sent(url, Patience(step=30, total=0.3), letter())
    assert one is not None


def test_a_server_without_tls_gets_no_password() -> None:
    with mailbox() as box:
        (one,) = sent(box.url.replace("smtp://", "smtp+starttls://jana@"))
    assert one is not None
    assert box.letters == []


def test_a_name_that_nobody_looks_up_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()

    def hangs(*_: object) -> None:
        over.wait(10)
        raise OSError

    monkeypatch.setattr("socket.create_connection", hangs)
    first, second = sent("smtp://nowhere.test", Patience(step=30, total=0.2), letter(), letter())
    over.set()
    assert first is not None
    assert first.sentence.endswith("no connection within 0.2 s")
    assert second == first


def test_a_host_that_can_be_no_name_is_not_there() -> None:
    (one,) = sent(f"smtp://{'a' * 70}.test")
    assert one is not None
    assert "there is no such name" in one.sentence


def test_a_login_that_fails_says_nothing_of_the_notice(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise smtplib.SMTPAuthenticationError(535, b"no")

    with mailbox() as box:
        post = Post(server(box.url), None, SHORT)
        monkeypatch.setattr(Post, "_open", refused)
        one = post.send(letter())
        post.close()
    assert one is not None
    assert (one.is_here, one.code) == (True, 78)
    assert "CLM_SMTP_PASSWORD" in str(one.hint)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("smtps://jana@host:465", "smtps://jana@host:465"),
        ("smtps://jana:secret@host:465", "smtps://jana:***@host:465"),
        ("smtps://u:se@cret@host", "smtps://u:***@host"),
        ("smtps://u:se/cret@host", "***"),
        ("u:secret@host", "***"),
        ("smtps://u%3Asecret@host", "smtps://***:***@host"),
        ("smtps://u;secret@host", "smtps://***:***@host"),
        ("smtps://jana%40example.org@host", "smtps://jana%40example.org@host"),
    ],
)
def test_what_is_shown_of_an_address(url: str, shown: str) -> None:
    assert masked(url) == shown


def test_all_runs_of_a_hook_have_one_time() -> None:
    hooks = Hooks(total=0)
    late = hooks.run("true", {})
    assert late is not None
    assert late.sentence == "no time is left of the command's 0 s; the rest is still to go"
    assert (late.is_unsure, late.is_here, late.code) == (False, True, 69)
    assert Hooks().run("cat", {"id": "x"}) is None


def test_letters_that_smtp_cannot_carry_are_no_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    post = Post(server("smtps://jana@mail.example"), "sécret", SHORT)
    monkeypatch.setattr(post, "_open", lambda: "sécret".encode("ascii"))
    failure = post.ask(letter())
    post.close()
    assert failure is not None
    assert (failure.is_here, failure.code) == (True, 78)
    assert "cret" not in failure.sentence
