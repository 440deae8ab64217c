"""Letters of initiatives: to which address, from whom, and which are no letters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.build import customer_path
from tests.commands.initiatives import LOST, added, known
from tests.mailbox import mailbox

if TYPE_CHECKING:
    from tests.world import Clm, Repository


@pytest.fixture(autouse=True)
def there(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    """On the host that sends."""
    known(repo)
    monkeypatch.setenv("CLM_HOST", "here")


def test_it_is_the_address_written_to_that_gets_one_letter(
    clm: Clm, repo: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:  # A4.8
    ref = added(clm)
    clm.ok("initiative", "segment", ref)
    path = customer_path("c-000001")
    other = "contacts:\n  - id: p-00000009\n    name: New\n    email: p2@example.org\n"
    repo.put(path, repo.read(path).replace("contacts:\n", other))
    with mailbox() as box:
        monkeypatch.setenv("CLM_SMTP", box.url)
        clm.ok("initiative", "send", ref)
        assert len(box.letters) == len(LOST)  # to the contact of the snapshot, not to the first


def test_who_signs_a_letter_gets_the_answers(
    clm: Clm, monkeypatch: pytest.MonkeyPatch
) -> None:  # A4.7
    ref = added(clm, "--owner", "isabel")
    clm.ok("initiative", "segment", ref)
    monkeypatch.setenv("CLM_MAIL_FROM", "office@example.org")
    shown = clm.ok("initiative", "send", ref, "-n")
    assert "From: office@example.org\nReply-To: isabel@example.org\n" in shown
    with mailbox() as box:
        monkeypatch.setenv("CLM_SMTP", box.url)
        clm.ok("initiative", "send", ref)
        letter = box.letters[0]
    assert (letter["From"], letter["Reply-To"]) == ("office@example.org", "isabel@example.org")
    assert "Isabel Kern" in letter.get_content()


def test_by_hand_nobody_is_the_sender_of_a_mail(clm: Clm) -> None:  # A4.7
    ref = added(clm, "--sending", "hand")
    clm.ok("initiative", "segment", ref)
    assert "From:" not in clm.ok("initiative", "send", ref, "-n")


HEAD = '---\nid: initiative-win-back\nversion: "2"\naudience: customer\nlanguage: en\n---\n'


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("", "no front matter"),
        (HEAD, "without a subject"),
        (HEAD + "\nText\n", "without a text"),
        (HEAD + "Subject\n\n \n", "without a text"),
    ],
)
def test_what_is_empty_is_no_letter(
    clm: Clm, repo: Repository, template: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:  # A4.7
    ref = added(clm)
    clm.ok("initiative", "segment", ref)
    repo.put("templates/en/initiative-win-back.md.j2", template)
    before = repo.head()
    with mailbox() as box:
        monkeypatch.setenv("CLM_SMTP", box.url)
        for words in (("-n",), ()):
            done = clm("initiative", "send", ref, *words)
            assert (done.code, box.letters, repo.head()) == (65, [], before)
            assert "templates/en/initiative-win-back.md.j2" in done.err
            assert said in done.err


def test_what_cannot_be_sent_anywhere_is_said_before_the_host(
    clm: Clm, monkeypatch: pytest.MonkeyPatch
) -> None:  # A4.7
    ref = added(clm, "--sending", "hand")
    monkeypatch.setenv("CLM_HOST", "elsewhere")
    assert clm("initiative", "send", "in-000000").code == 3
    done = clm("initiative", "send", ref)
    assert done.code == 77
    assert "go out by hand" in done.err


def test_without_recipients_it_says_what_comes_first(clm: Clm) -> None:  # A4.7
    ref = added(clm)
    assert f"first clm initiative segment {ref}" in clm.ok("initiative", "send", ref, "-n")
    clm.ok("initiative", "segment", ref)
    assert "first clm" not in clm.ok("initiative", "send", ref, "-n")
