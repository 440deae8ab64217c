"""One letter a day, or a week, for who wants no more (A0.35)."""

from __future__ import annotations

import json
import shlex
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.asking import FILE, C, customer, file, request
from tests.build import SETTINGS, TEAM, customer_path
from tests.commands.test_report_run import when
from tests.mailbox import mailbox

if TYPE_CHECKING:
    from pathlib import Path

    from tests.mailbox import Mailbox
    from tests.world import Clm, Repository, Result

REQUESTS = ("r-000001", "r-000002", "r-000003")


@pytest.fixture
def asked(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """Three requests of Jana's; Tom wants one letter a day; it is Wednesday noon, on the host."""
    when(monkeypatch, "2026-11-18T12:00")
    monkeypatch.setenv("CLM_HOST", "here")
    repo.write("clm.yaml", f"{SETTINGS}language: en\nnotify:\n  host: here\n")
    repo.write("team/tom.yaml", TEAM["tom"] + "notify:\n  digest: daily\n")
    repo.write(customer_path(C), customer())
    repo.put(FILE, file(*map(request, REQUESTS)))
    return repo


def send(clm: Clm, monkeypatch: pytest.MonkeyPatch, box: Mailbox) -> Result:
    monkeypatch.setenv("CLM_SMTP", box.url)
    return clm("notify", "send", "--json")


def states(clm: Clm) -> list[str]:
    return [one["state"] for one in clm("notify", "list", "--all", "--json").json["items"]]


def test_a_day_is_one_letter_at_the_begin_of_the_working_time(  # A0.35
    clm: Clm, asked: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    for one in REQUESTS[:2]:
        clm.ok("assign", one, "tom")
    with mailbox() as box:
        waiting = send(clm, monkeypatch, box)
        assert [one["when"] for one in waiting.json["items"]] == ["2026-11-19T09:00+01:00"] * 2
        when(monkeypatch, "2026-11-19T08:45")
        send(clm, monkeypatch, box)
        assert box.letters == []
        when(monkeypatch, "2026-11-19T09:00")
        assert send(clm, monkeypatch, box).code == 0
        when(monkeypatch, "2026-11-19T09:10")
        clm.ok("assign", REQUESTS[2], "tom")
        send(clm, monkeypatch, box)
    (letter,) = box.letters
    assert (letter["To"], letter["Subject"]) == ("Tom Berger <tom@example.org>", "2 notices")
    body = letter.get_body().get_content().replace("\r\n", "\n")  # type: ignore[union-attr]
    for one in REQUESTS[:2]:
        assert f"- Yours now: {one} Reise (Muster GmbH)\n" in body
        assert body.count(f"{one} Reise") == 3
    assert sorted(states(clm)) == ["queued", "sent", "sent"]
    assert asked.is_clean()


@pytest.mark.usefixtures("asked")
def test_a_single_notice_is_a_letter_as_ever(clm: Clm, monkeypatch: pytest.MonkeyPatch) -> None:
    clm.ok("assign", REQUESTS[0], "tom")
    when(monkeypatch, "2026-11-19T09:00")
    with mailbox() as box:
        send(clm, monkeypatch, box)
    assert box.subjects == [f"Yours now: {REQUESTS[0]} Reise (Muster GmbH)"]


def test_a_week_is_one_letter_on_its_first_working_day(  # A0.35
    clm: Clm, asked: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked.put("team/tom.yaml", asked.read("team/tom.yaml").replace("daily", "weekly"))
    clm.ok("assign", REQUESTS[0], "tom")
    when(monkeypatch, "2026-11-20T09:00")
    clm.ok("assign", REQUESTS[1], "tom")
    with mailbox() as box:
        for moment in ("2026-11-20T09:00", "2026-11-23T08:59"):
            when(monkeypatch, moment)
            send(clm, monkeypatch, box)
            assert box.letters == []
        when(monkeypatch, "2026-11-23T09:00")
        send(clm, monkeypatch, box)
    assert box.subjects == ["2 notices"]


@pytest.mark.usefixtures("asked")
def test_what_is_urgent_goes_at_once(  # A0.35
    clm: Clm, monkeypatch: pytest.MonkeyPatch
) -> None:
    clm.ok("assign", REQUESTS[0], "tom")
    clm.ok("note", C, "Flug morgen früh", "--urgent", "--to", "tom")
    with mailbox() as box:
        send(clm, monkeypatch, box)
    assert box.subjects == ["Urgent, for you: Muster GmbH"]


@pytest.mark.usefixtures("asked")
def test_who_wants_no_digest_is_told_of_each_thing(
    clm: Clm, monkeypatch: pytest.MonkeyPatch
) -> None:
    for one in REQUESTS[:2]:
        clm.ok("assign", one, "isabel")
    with mailbox() as box:
        send(clm, monkeypatch, box)
    assert len(box.letters) == 2


@pytest.mark.usefixtures("asked")
def test_a_letter_that_is_refused_keeps_all_it_holds(  # A0.34
    clm: Clm, monkeypatch: pytest.MonkeyPatch
) -> None:
    for one in REQUESTS[:2]:
        clm.ok("assign", one, "tom")
    when(monkeypatch, "2026-11-19T09:00")
    with mailbox(refuses="tom@example.org") as box:
        assert send(clm, monkeypatch, box).code == 69
    assert states(clm) == ["refused", "refused"]


@pytest.mark.usefixtures("asked")
def test_a_command_gets_a_digest_as_one(  # A0.35
    clm: Clm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script, got = tmp_path / "hook.py", tmp_path / "got.jsonl"
    script.write_text(
        f"import sys\nopen({str(got)!r}, 'a').write(sys.stdin.read().strip() + '\\n')\n"
    )
    for one in REQUESTS[:2]:
        clm.ok("assign", one, "tom")
    when(monkeypatch, "2026-11-19T09:00")
    monkeypatch.setenv("CLM_NOTIFY_COMMAND", shlex.join([sys.executable, str(script)]))
    assert clm("notify", "send").code == 0
    (line,) = got.read_text().splitlines()
    data: dict[str, Any] = json.loads(line)
    assert (data["schema"], data["to"], data["subject"]) == (
        "clm/notice-digest@1", "tom", "2 notices",
    )  # fmt: skip
    assert [one["event"] for one in data["items"]] == ["assigned", "assigned"]
    assert states(clm) == ["sent", "sent"]


@pytest.mark.usefixtures("asked")
def test_a_letter_says_so_in_the_language_of_the_team(
    clm: Clm, asked: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked.put("clm.yaml", asked.read("clm.yaml").replace("language: en", "language: de"))
    for one in REQUESTS[:2]:
        clm.ok("assign", one, "tom")
    when(monkeypatch, "2026-11-19T09:00")
    with mailbox() as box:
        send(clm, monkeypatch, box)
    assert box.subjects == ["2 Mitteilungen"]
    body = box.letters[0].get_body().get_content().replace("\r\n", "\n")  # type: ignore[union-attr]
    assert f"- Neu für dich: {REQUESTS[0]} Reise (Muster GmbH)" in body
