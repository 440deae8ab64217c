"""A report by mail: at once, or kept as facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from clm.errors import StateError, UndeliveredError
from clm.services.acting import Who
from clm.services.delivery import Patience, Ways
from clm.services.notices import Text
from clm.services.outgoing import Words
from clm.services.reportmail import Mailed, mail_report
from clm.services.workspace import Workspace
from tests.mailbox import free_port, mailbox, scripted

if TYPE_CHECKING:
    from datetime import date

    from tests.world import Repository

WEEK = "2026-W47"


def words() -> Words:
    return Words(Text("Woche", "Woche\n\nAlles gut.\n"), "<p>Alles gut.</p>")


def mail(repo: Repository, today: date, url: str | None, role: str = "crm-lead") -> Mailed:
    workspace = Workspace(repo.root, today=today)
    ways = Ways(smtp=url, mail_from="jana@example.org", patience=Patience(0.3, 5))
    return mail_report(workspace, Who("jana"), ways, week=WEEK, role=role, words=words)


@pytest.fixture
def today() -> date:
    from datetime import date

    return date(2026, 11, 18)


def test_it_goes_to_who_has_the_role_each_time(repo: Repository, today: date) -> None:
    with mailbox() as box:
        assert mail(repo, today, box.url) == ("isabel", "isabel@example.org")
        mail(repo, today, box.url)
    assert box.subjects == ["Woche", "Woche"]
    assert [part.get_content_type() for part in box.letters[0].iter_parts()] == [
        "text/plain", "text/html",
    ]  # fmt: skip
    assert not repo.path("outbox").exists()


def test_what_the_server_does_not_take_is_kept_once_as_facts(repo: Repository, today: date) -> None:
    for _ in range(2):
        with pytest.raises(UndeliveredError) as failed:
            mail(repo, today, f"smtp://127.0.0.1:{free_port()}")
        assert "kept in the outbox" in str(failed.value.hint)
    (kept,) = repo.path("outbox").glob("*.yaml")
    text = kept.read_text()
    assert "event: report" in text
    assert "week: 2026-W47" in text
    assert "Alles gut" not in text


def test_what_may_have_arrived_is_not_sent_again(repo: Repository, today: date) -> None:
    with (
        scripted(b"220 hi", b"250 hi", b"250 ok", b"250 ok", b"354 go on") as url,
        pytest.raises(UndeliveredError) as failed,
    ):
        mail(repo, today, url)
    assert "may have arrived" in failed.value.message
    assert not repo.path("outbox").exists()


def test_nobody_has_the_role(repo: Repository, today: date) -> None:
    with pytest.raises(StateError) as failed:
        mail(repo, today, "smtp://127.0.0.1:1", role="auditor")
    assert "nobody has the role auditor" in failed.value.message


def test_no_server_is_set(repo: Repository, today: date) -> None:
    with pytest.raises(StateError) as failed:
        mail(repo, today, None)
    assert "CLM_SMTP" in failed.value.message
