"""Letters of initiatives: each at most once, whatever happens; 2026-11-18 is a Wednesday."""

from __future__ import annotations

import itertools
import json
import multiprocessing
import os
import shlex
import signal
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from tests.build import customer_path
from tests.commands.initiatives import LOST, added, known, recipients, someone
from tests.mailbox import free_port, mailbox
from tests.world import Clm

if TYPE_CHECKING:
    from multiprocessing.synchronize import Event
    from pathlib import Path

    from tests.mailbox import Mailbox
    from tests.world import Repository, Result


@pytest.fixture(autouse=True)
def there(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    """On the host that sends."""
    known(repo)
    monkeypatch.setenv("CLM_HOST", "here")


@pytest.fixture
def ref(clm: Clm) -> str:
    """An initiative with five recipients."""
    return segmented(clm)


def segmented(clm: Clm, *more: str, kind: str = "win-back") -> str:
    made = added(clm, *more, kind=kind)
    clm.ok("initiative", "segment", made, "churned = yes")
    return made


def send(clm: Clm, monkeypatch: pytest.MonkeyPatch, box: Mailbox, ref: str, *words: str) -> Result:
    monkeypatch.setenv("CLM_SMTP", box.url)
    return clm("initiative", "send", ref, *words)


def whom(box: Mailbox) -> list[str]:
    return sorted(letter["To"].addresses[0].addr_spec for letter in box.letters)


EVERYBODY = [f"p{n}@example.org" for n in range(1, 6)]


def test_each_gets_one_letter_however_often_it_is_sent(
    clm: Clm, repo: Repository, ref: str, monkeypatch: pytest.MonkeyPatch
) -> None:  # A4.7
    with mailbox() as box:
        for _ in range(3):
            done = send(clm, monkeypatch, box, ref)
            assert done.code == 0, done.err
        assert whom(box) == EVERYBODY
    assert recipients(clm, ref) == dict.fromkeys(LOST, "sent")
    letter = box.letters[0]
    text = letter.get_content()
    assert "unsubscribe" in text
    assert "Jana Sommer" in text
    assert letter["Subject"] == "We would be glad to work for you again"
    assert letter["Message-ID"].startswith(f"<{ref}.rc-")
    assert repo.subjects()[:2] == ["initiative send " + ref] * 2
    assert repo.is_clean()
    assert clm("check").code == 0


def test_who_is_written_to_stands_in_a_commit_before_the_letter_goes_out(
    clm: Clm, repo: Repository, ref: str, monkeypatch: pytest.MonkeyPatch
) -> None:  # A4.7
    seen: list[int] = []
    with mailbox() as box:
        kept = box.letters

        class Looking(list):  # type: ignore[type-arg]
            def append(self, letter: object) -> None:
                told = repo.git("show", f"HEAD:initiatives/{ref}.yaml")
                seen.append(told.count("status: sending"))
                kept.append(letter)  # type: ignore[arg-type]

        box.letters = Looking()
        assert send(clm, monkeypatch, box, ref).code == 0
    assert seen == [5] * 5


def test_a_dry_run_shows_whom_and_one_letter(
    clm: Clm, repo: Repository, ref: str, monkeypatch: pytest.MonkeyPatch
) -> None:  # A4.7
    before = repo.head()
    monkeypatch.setenv("CLM_HOST", "elsewhere")  # it needs no host
    with mailbox() as box:
        done = send(clm, monkeypatch, box, ref, "-n", "--limit", "2")
        assert box.letters == []
    assert (done.code, repo.head()) == (0, before)
    assert "c-000001" in done.out
    assert "c-000003" not in done.out
    assert "Hello Person 1," in done.out
    assert "Hello Person 2," not in done.out


def test_the_control_group_gets_none_and_a_limit_is_kept(
    clm: Clm, monkeypatch: pytest.MonkeyPatch
) -> None:  # A4.10
    ref = segmented(clm, "--control", "40")
    with mailbox() as box:
        assert send(clm, monkeypatch, box, ref, "--limit", "1").code == 0
        assert len(box.letters) == 1
        assert send(clm, monkeypatch, box, ref).code == 0
        assert len(box.letters) == 3
    assert sorted(recipients(clm, ref).values()) == ["control"] * 2 + ["sent"] * 3


def test_consent_cap_and_complaints_are_asked_again_when_it_is_sent(
    clm: Clm, repo: Repository, ref: str, monkeypatch: pytest.MonkeyPatch
) -> None:  # A4.8
    clm.ok("customer", "consent", "c-000001", "offers", "--off")
    repo.put(customer_path("c-000002"), someone(2, more="status: archived\n"))
    other = added(clm, kind="offer")
    clm.ok("initiative", "segment", other, "id = c-000003")
    with mailbox() as box:
        assert send(clm, monkeypatch, box, other).code == 0
        done = send(clm, monkeypatch, box, ref, "--json")
        assert whom(box) == ["p3@example.org", "p4@example.org", "p5@example.org"]
    told = {one["ref"]: (one["status"], one["reason"]) for one in done.json["items"]}
    assert told == {
        "c-000001": ("opted-out", None), "c-000002": ("planned", "inactive"),
        "c-000003": ("planned", "written-recently"), "c-000004": ("sent", None),
        "c-000005": ("sent", None),
    }  # fmt: skip
    assert recipients(clm, ref)["c-000001"] == "opted-out"


def test_a_person_the_server_refuses_has_failed_until_it_is_tried_again(
    clm: Clm, ref: str, monkeypatch: pytest.MonkeyPatch
) -> None:  # A4.7
    with mailbox(refuses="p2@example.org") as box:
        done = send(clm, monkeypatch, box, ref)
        assert done.code == 69
        assert "c-000002" in done.err
        assert "550" in done.err
        assert len(box.letters) == 4
        assert recipients(clm, ref)["c-000002"] == "failed"
        assert send(clm, monkeypatch, box, ref).code == 0
        assert len(box.letters) == 4
    with mailbox() as box:
        assert send(clm, monkeypatch, box, ref, "--retry").code == 0
        assert whom(box) == ["p2@example.org"]
    assert recipients(clm, ref) == dict.fromkeys(LOST, "sent")


def test_a_server_that_is_not_there_leaves_no_commit(
    clm: Clm, repo: Repository, ref: str, monkeypatch: pytest.MonkeyPatch
) -> None:  # A4.7
    before = repo.head()
    monkeypatch.setenv("CLM_SMTP", f"smtp://127.0.0.1:{free_port()}")
    done = clm("initiative", "send", ref)
    assert (done.code, repo.head()) == (69, before)
    assert "nobody was written to" in done.err


@pytest.mark.parametrize(
    ("smtp", "host", "words", "code", "said"),
    [
        (False, "here", (), 78, "no mail server is set"),
        (True, "elsewhere", (), 78, "here only"),
        (True, "here", ("--today", "2026-11-17"), 77, "is not today"),
        (True, "here", ("--today", "2026-11-19"), 77, "is not today"),
    ],
)
def test_it_is_sent_from_one_host_on_its_day(
    clm: Clm, repo: Repository, ref: str, monkeypatch: pytest.MonkeyPatch, *, smtp: bool, host: str,
    words: tuple[str, ...], code: int, said: str,
) -> None:  # fmt: skip # A4.7
    before = repo.head()
    monkeypatch.setenv("CLM_HOST", host)
    with mailbox() as box:
        if smtp:
            monkeypatch.setenv("CLM_SMTP", box.url)
        done = clm(*words, "initiative", "send", ref)
        assert box.letters == []
    assert (done.code, repo.head()) == (code, before)
    assert said in done.err


def test_outside_its_days_nobody_is_written_to(
    clm: Clm, monkeypatch: pytest.MonkeyPatch
) -> None:  # A4.7
    ref = segmented(clm, "--from", "2026-11-19")
    with mailbox() as box:
        assert send(clm, monkeypatch, box, ref).code == 77
        clm.ok("initiative", "set", ref, "from=2026-11-01", "to=2026-11-17")
        assert send(clm, monkeypatch, box, ref).code == 77
        clm.ok("initiative", "close", ref, "-m", "vorbei")
        assert send(clm, monkeypatch, box, ref).code == 77
        assert box.letters == []


def test_what_was_sent_is_not_taken_back_by_an_undo(
    clm: Clm, ref: str, repo: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:  # A4.7
    with mailbox() as box:
        send(clm, monkeypatch, box, ref)
    assert clm("undo", repo.head()).code == 77
    assert recipients(clm, ref) == dict.fromkeys(LOST, "sent")


def test_letters_are_in_the_language_of_each(
    clm: Clm, repo: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:  # A4.7
    repo.put(customer_path("c-000001"), someone(1, more="language: de\n"))
    ref = segmented(clm)
    with mailbox() as box:
        send(clm, monkeypatch, box, ref)
        subjects = {letter["To"].addresses[0].addr_spec: letter["Subject"]
                    for letter in box.letters}  # fmt: skip
    assert subjects["p1@example.org"] == "Wir würden gern wieder für Sie arbeiten"
    assert subjects["p2@example.org"] == "We would be glad to work for you again"


# cut short


def _sends(root: Path, url: str, gate: Event) -> None:
    """A process of its own that sends, as soon as the gate is opened."""
    os.environ["CLM_SMTP"] = url
    gate.wait(60)
    for _ in range(40):
        done = Clm(root)("initiative", "send", "advent")
        if done.code != 75:  # busy: the other one writes
            os._exit(done.code)
    os._exit(99)


def test_two_processes_at_once_send_each_letter_once(clm: Clm, repo: Repository) -> None:  # A4.7
    for n in range(10, 40):
        text = someone(1).replace("c-000001", f"c-0000{n}").replace("p1@", f"p{n}@")
        repo.write(customer_path(f"c-0000{n}"), text)
    repo.commit()
    made = added(clm)
    clm.ok("initiative", "segment", made, "churned = yes", "--force", "-m", "alle")
    context = multiprocessing.get_context("fork")
    gate = context.Event()
    with mailbox() as box:
        both = [context.Process(target=_sends, args=(repo.root, box.url, gate), daemon=True)
                for _ in range(2)]  # fmt: skip
        for one in both:
            one.start()
        gate.set()
        for one in both:
            one.join(120)
        assert [one.exitcode for one in both] == [0, 0]
        assert whom(box) == sorted([*EVERYBODY, *(f"p{n}@example.org" for n in range(10, 40))])
    assert set(recipients(clm, "advent").values()) == {"sent"}


def test_a_kill_leaves_them_half_sent_and_nothing_goes_out_twice(
    clm: Clm, repo: Repository, ref: str, monkeypatch: pytest.MonkeyPatch
) -> None:  # A4.7
    context = multiprocessing.get_context("fork")
    gate = context.Event()
    with mailbox() as box:
        process = context.Process(target=_sends, args=(repo.root, box.url, gate), daemon=True)
        process.start()
        kept = box.letters

        class Killing(list):  # type: ignore[type-arg]
            def append(self, letter: object) -> None:
                kept.append(letter)  # type: ignore[arg-type]
                if len(kept) == 2 and process.pid:
                    os.kill(process.pid, signal.SIGKILL)

        box.letters = Killing()
        gate.set()
        process.join(60)
        assert process.exitcode == -signal.SIGKILL
        box.letters = kept
        assert recipients(clm, ref) == dict.fromkeys(LOST, "sending")
        done = send(clm, monkeypatch, box, ref, "--retry")
        assert done.code == 1
        assert "left half sent, and may have arrived: c-000001" in done.err
        assert len(kept) == 2
    clm.ok("initiative", "record", ref, "c-000001", "--sent")
    clm.ok("initiative", "record", ref, "c-000003", "--failed")
    with mailbox() as box:
        assert send(clm, monkeypatch, box, ref, "--retry").code == 1
        assert whom(box) == ["p3@example.org"]
    assert recipients(clm, ref)["c-000001"] == "sent"
    assert clm("initiative", "list", "--ids", "--where", "half_sent = 3").out == f"{ref}\n"


# by a command, and by hand


def test_a_command_of_the_persons_own_gets_each_letter(
    clm: Clm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # A4.7
    ref = segmented(clm, "--sending", "hook")
    assert clm("initiative", "send", ref).code == 78
    monkeypatch.setenv("CLM_NOTIFY_COMMAND", "/no/such/command")
    assert clm("initiative", "send", ref).code == 78
    assert set(recipients(clm, ref).values()) == {"planned"}
    kept = tmp_path / "kept"
    script = f"import sys; open({str(kept)!r}, 'a').write(sys.stdin.read() + '\\n')"
    monkeypatch.setenv("CLM_NOTIFY_COMMAND", shlex.join([sys.executable, "-c", script]))
    clm.ok("initiative", "send", ref)
    clm.ok("initiative", "send", ref)
    given = [json.loads(line) for line in kept.read_text().splitlines()]
    assert [one["email"] for one in given] == EVERYBODY
    assert given[0]["schema"] == "clm/initiative-letter@1"
    assert "Hello Person 1," in given[0]["text"]


def test_a_command_that_fails_is_tried_again_only_when_asked(
    clm: Clm, monkeypatch: pytest.MonkeyPatch
) -> None:  # A4.7
    ref = segmented(clm, "--sending", "hook")
    monkeypatch.setenv(
        "CLM_NOTIFY_COMMAND", shlex.join([sys.executable, "-c", "raise SystemExit(3)"])
    )
    assert clm("initiative", "send", ref).code == 69
    assert set(recipients(clm, ref).values()) == {"failed"}
    monkeypatch.setenv("CLM_NOTIFY_COMMAND", shlex.join([sys.executable, "-c", "pass"]))
    clm.ok("initiative", "send", ref)
    assert set(recipients(clm, ref).values()) == {"failed"}
    clm.ok("initiative", "send", ref, "--retry")
    assert set(recipients(clm, ref).values()) == {"sent"}


def python(script: str) -> str:
    return shlex.join([sys.executable, "-c", script])


def keeps(place: Path) -> str:
    """A script that adds each letter to a file, a line each."""
    return f"import sys; open({str(place)!r}, 'a').write(sys.stdin.read() + '\\n')"


def test_a_command_that_was_killed_may_have_sent(
    clm: Clm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # A4.7
    ref = segmented(clm, "--sending", "hook")
    kept = tmp_path / "kept"
    killed = f"{keeps(kept)}; import os; os.kill(os.getpid(), 9)"
    monkeypatch.setenv("CLM_NOTIFY_COMMAND", python(killed))
    done = clm("initiative", "send", ref)
    assert done.code == 69
    assert "ended by signal 9" in done.err
    assert set(recipients(clm, ref).values()) == {"sending"}
    monkeypatch.setenv("CLM_NOTIFY_COMMAND", python(keeps(kept)))
    assert clm("initiative", "send", ref, "--retry").code == 1
    assert len(kept.read_text().splitlines()) == 5


def test_a_command_for_which_no_time_is_left_is_not_begun(
    clm: Clm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # A4.7
    ref = segmented(clm, "--sending", "hook")
    kept = tmp_path / "kept"
    monkeypatch.setenv("CLM_NOTIFY_COMMAND", python(keeps(kept)))
    with monkeypatch.context() as patch:
        at = itertools.count(0, 50)
        clock = SimpleNamespace(monotonic=lambda: next(at))
        patch.setattr("clm.services.delivery.time", clock)
        done = clm("initiative", "send", ref)
        assert done.code == 69
        assert "c-000002: no time is left" in done.err
        assert "c-000003" not in done.err
    assert sorted(recipients(clm, ref).values()) == ["planned"] * 4 + ["sent"]
    clm.ok("initiative", "send", ref)
    assert [json.loads(line)["email"] for line in kept.read_text().splitlines()] == EVERYBODY


def test_why_it_failed_is_kept_without_where_the_command_lies_until_it_is_sent(
    clm: Clm, repo: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # A4.7
    ref = segmented(clm, "--sending", "hook")
    command = tmp_path / "post.sh"
    command.write_text("#!/bin/sh\nexit 3\n")
    command.chmod(0o700)
    monkeypatch.setenv("CLM_NOTIFY_COMMAND", str(command))
    assert clm("initiative", "send", ref).code == 69
    told = repo.read(f"initiatives/{ref}.yaml")
    assert "note: post.sh ended with 3" in told
    assert str(tmp_path) not in told
    command.write_text("#!/bin/sh\nexec cat >/dev/null\n")
    clm.ok("initiative", "send", ref, "--retry")
    assert "post.sh" not in repo.read(f"initiatives/{ref}.yaml")


def test_by_hand_letters_are_written_and_each_is_recorded(
    clm: Clm, repo: Repository, tmp_path: Path
) -> None:  # A4.7
    ref = segmented(clm, "--sending", "hand")
    assert clm("initiative", "send", ref).code == 77
    folder = tmp_path / "letters"
    before = repo.head()
    clm.ok("initiative", "send", ref, "-O", folder)
    assert repo.head() == before
    texts = sorted(path.read_text() for path in folder.iterdir())
    assert len(texts) == 5
    assert texts[0].startswith("Person 1 (p1@example.org)\nWe would be glad")
    for place in ("customers", "letters"):
        assert clm("initiative", "send", ref, "-O", repo.root / place).code == 77
    assert repo.is_clean()
    clm.ok("initiative", "record", ref, "c-000001", "--sent")
    assert recipients(clm, ref)["c-000001"] == "sent"
    assert clm("initiative", "send", segmented(clm), "-O", folder).code == 2


@pytest.mark.parametrize("kind", ["newsletter", "follow-up", "win-back", "offer"])
@pytest.mark.parametrize(("language", "sentence"), [("de", "„abmelden“"), ("en", "unsubscribe")])
def test_each_kind_has_a_letter_that_says_how_one_wants_no_more(
    clm: Clm, kind: str, language: str, sentence: str
) -> None:  # A4.7, A4.8
    for purpose in ("newsletter", "follow-up"):
        clm.ok("customer", "consent", "c-000001", purpose)
    ref = added(clm, "--language", language, kind=kind)
    clm.ok("initiative", "segment", ref, "id = c-000001")
    done = clm.ok("initiative", "send", ref, "-n")
    assert sentence in done
    assert "Person 1" in done


def test_two_customers_with_one_address_get_one_letter(  # A4.8
    clm: Clm, repo: Repository, ref: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in (1, 2):
        path = customer_path(f"c-00000{n}")
        repo.write(path, repo.read(path).replace(f"p{n}@example.org", "P1@example.org"))
    repo.commit()
    with mailbox() as box:
        send(clm, monkeypatch, box, ref)
        assert [one.casefold() for one in whom(box)] == [EVERYBODY[0], *EVERYBODY[2:]]


def test_nobody_is_written_to_while_a_file_that_says_so_cannot_be_read(  # A4.8
    clm: Clm, repo: Repository, ref: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.put("initiatives/in-000000.yaml", "id: in-000000\n<<<<<<< HEAD\n")
    with mailbox() as box:
        done = send(clm, monkeypatch, box, ref)
        assert (done.code, box.letters) == (65, [])
    assert "initiatives/in-000000.yaml:2" in done.err
    assert clm("initiative", "segment", ref).code == 65


def test_an_opt_out_before_the_letter_is_no_letter(clm: Clm, ref: str) -> None:  # A4.10
    clm.ok("initiative", "record", ref, "c-000001", "--opted-out")
    assert clm("initiative", "result", ref, "--json").json["sent"] == 0


def test_an_empty_template_of_the_teams_own_is_a_slip(  # A4.7
    clm: Clm, repo: Repository, ref: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for language in ("de", "en", "pt"):
        repo.write(f"templates/{language}/initiative-win-back.md.j2", "")
    repo.commit()
    with mailbox() as box:
        done = send(clm, monkeypatch, box, ref)
        assert (done.code, box.letters) == (65, [])
