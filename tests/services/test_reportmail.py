"""A report by mail: at once, or kept as facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from clm.errors import StateError, UndeliveredError, UsageError
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


def kept(repo: Repository) -> dict[str, str]:
    (one,) = repo.path("outbox").glob("*.yaml")
    return dict(line.split(": ", 1) for line in one.read_text().splitlines() if ": " in line)


def test_what_was_mailed_in_the_end_does_not_wait_any_more(  # A1.39
    repo: Repository, today: date
) -> None:
    with pytest.raises(UndeliveredError):
        mail(repo, today, f"smtp://127.0.0.1:{free_port()}")
    first = kept(repo)
    commits = len(repo.subjects())
    port = free_port()
    with pytest.raises(UndeliveredError):
        mail(repo, today, f"smtp://127.0.0.1:{port}")
    assert kept(repo)["id"] == first["id"]
    assert str(port) in kept(repo)["problem"]
    with mailbox() as box:
        mail(repo, today, box.url)
        assert kept(repo)["state"] == "sent"
        assert "problem" not in kept(repo)
        mail(repo, today, box.url)
    assert (len(box.letters), len(repo.subjects())) == (2, commits + 2)
    with pytest.raises(UndeliveredError):
        mail(repo, today, f"smtp://127.0.0.1:{port}")
    assert kept(repo)["id"] == first["id"]
    assert kept(repo).get("state", "queued") == "queued"
    assert "sent_at" not in kept(repo)


def test_the_report_that_cron_queued_is_not_sent_once_more(  # A1.39
    repo: Repository, today: date
) -> None:
    facts = "facts:\n  week: 2026-W47\n  report: weekly\n"
    text = f"id: report-weekly-2026-w47\nevent: report\non: 2026-11-18\nto:\n  - crm-lead\n{facts}"
    repo.put("outbox/report-weekly-2026-w47.yaml", text)
    with pytest.raises(UndeliveredError):
        mail(repo, today, f"smtp://127.0.0.1:{free_port()}")
    assert "127.0.0.1" in kept(repo)["problem"]
    with mailbox() as box:
        mail(repo, today, box.url)
    assert kept(repo)["state"] == "sent"


def test_what_is_half_sent_is_not_queued_once_more(repo: Repository, today: date) -> None:
    with pytest.raises(UndeliveredError):
        mail(repo, today, f"smtp://127.0.0.1:{free_port()}")
    (path,) = repo.path("outbox").glob("*.yaml")
    repo.put(f"outbox/{path.name}", path.read_text() + "state: sending\n")
    with pytest.raises(UndeliveredError) as failed:
        mail(repo, today, f"smtp://127.0.0.1:{free_port()}")
    assert "left half sent" in str(failed.value.hint)
    assert kept(repo)["state"] == "sending"


def test_what_is_refused_for_good_is_not_kept(repo: Repository, today: date) -> None:
    with (
        mailbox(refuses="isabel@example.org") as box,
        pytest.raises(UndeliveredError) as failed,
    ):
        mail(repo, today, box.url)
    assert "team/isabel.yaml" in str(failed.value.hint)
    assert not repo.path("outbox").exists()


def test_a_role_there_is_not(repo: Repository, today: date) -> None:
    with pytest.raises(UsageError) as failed:
        mail(repo, today, None, role="vertrieb")
    assert "crm-lead" in str(failed.value.hint)


def test_nobody_has_the_role(repo: Repository, today: date) -> None:
    with pytest.raises(StateError) as failed:
        mail(repo, today, "smtp://127.0.0.1:1", role="auditor")
    assert "nobody has the role auditor" in failed.value.message


def test_no_server_is_set(repo: Repository, today: date) -> None:
    with pytest.raises(StateError) as failed:
        mail(repo, today, None)
    assert "CLM_SMTP" in str(failed.value.hint)
