"""The outbox: what is queued with an act, listed, sent once, kept, taken back."""

from __future__ import annotations

import json
import shlex
import sys
from datetime import UTC, date, datetime, tzinfo
from typing import TYPE_CHECKING

import pytest

from clm.services import sending
from tests.build import SETTINGS, TEAM, customer_path, make_booking, make_customer
from tests.mailbox import free_port, mailbox, scripted

if TYPE_CHECKING:
    from pathlib import Path

    from tests.world import Clm, Repository, Result

REF = "c-7f3qkd"
NOTICE = "outbox/a-customer-b-00000002.yaml"
HOST = f"{SETTINGS}language: en\nnotify:\n  host: here\n"


def at(monkeypatch: pytest.MonkeyPatch, instant: str) -> None:
    """The clock stands still at an instant; a pinned day replaces its day."""
    now = datetime.fromisoformat(instant).replace(tzinfo=UTC)

    def standing(zone: tzinfo, pinned: date | None = None) -> datetime:
        local = now.astimezone(zone)
        return local if pinned is None else datetime.combine(pinned, local.time(), tzinfo=zone)

    monkeypatch.setattr("clm.clock.now", standing)


@pytest.fixture(autouse=True)
def office(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Wednesday, eleven o'clock in Berlin, on the host that sends."""
    at(monkeypatch, "2026-11-18T10:00:00")
    monkeypatch.setenv("CLM_HOST", "here")


@pytest.fixture
def a_customer(repo: Repository) -> str:
    """An A customer of Jana's with one package of 10 hours; this host may send."""
    more = (
        "owner: jana\nbookings:\n"
        + make_booking("b-00000001", on="2026-10-01")
        + "class:\n  - id: k-00000001\n    value: A\n    on: 2026-09-01\n    by: jana\n"
    )
    repo.write("clm.yaml", HOST)
    repo.put(customer_path(REF), make_customer(REF, more=more))
    return REF


def book(repo: Repository, hours: str = "50", on: str = "2026-11-16") -> None:
    """A package that came by another way than a command, as an import does."""
    text = repo.read(customer_path(REF)).replace(
        "class:\n", make_booking("b-00000002", on=on, hours=hours) + "class:\n"
    )
    repo.put(customer_path(REF), text)


def queued(repo: Repository) -> list[str]:
    return sorted(path.name for path in repo.path("outbox").glob("*.yaml"))


def send(clm: Clm, monkeypatch: pytest.MonkeyPatch, url: str, *words: str) -> Result:
    monkeypatch.setenv("CLM_SMTP", url)
    return clm("notify", "send", *words)


# what is queued


def test_a_booking_of_an_a_customer_tells_the_crm_lead_in_the_same_commit(  # A1.37
    clm: Clm, repo: Repository, a_customer: str
) -> None:
    before = len(repo.subjects())
    clm.ok("customer", "book", a_customer, "50")
    (name,) = queued(repo)
    assert name.startswith("a-customer-b-")
    assert len(repo.subjects()) == before + 1
    assert "to:\n  - crm-lead" in repo.read(f"outbox/{name}")
    assert "Muster" not in repo.read(f"outbox/{name}")
    assert repo.is_clean()
    assert clm("check").code == 0


def test_a_booking_as_usual_tells_nobody(clm: Clm, repo: Repository, a_customer: str) -> None:
    clm.ok("customer", "book", a_customer, "10")
    assert queued(repo) == []


def test_a_booking_of_long_ago_tells_nobody(  # A0.34
    clm: Clm, repo: Repository, a_customer: str
) -> None:
    clm.ok("customer", "book", a_customer, "50", "--on", "2026-11-10")
    assert queued(repo) == []


def test_a_replay_of_a_past_day_tells_nobody(  # A0.34
    clm: Clm, repo: Repository, a_customer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(monkeypatch, "2026-12-18T10:00:00")
    clm.ok("customer", "book", a_customer, "50")
    assert queued(repo) == []


def test_the_crm_lead_is_not_told_what_they_did_themselves(
    clm: Clm, repo: Repository, a_customer: str
) -> None:
    clm.ok("--as", "isabel", "customer", "book", a_customer, "50")
    assert queued(repo) == []


@pytest.mark.parametrize(
    "words", [("seen", REF), ("watch", REF, "--off", "-m", "alles gut"), ("remind", REF, "+2w")]
)
def test_closing_writes_the_missing_notice_in_the_same_commit(  # A1.37
    clm: Clm, repo: Repository, a_customer: str, words: tuple[str, ...]
) -> None:
    book(repo, on="2026-11-03")
    before = len(repo.subjects())
    clm.ok(*words)
    assert queued(repo) == ["a-customer-b-00000002.yaml"]
    assert len(repo.subjects()) == before + 1
    assert a_customer in repo.message()


def test_who_is_told_is_said(clm: Clm, repo: Repository, a_customer: str) -> None:  # A1.37
    book(repo)
    told = f"the crm-lead is told of {a_customer} (a-customer)\n"
    assert told in clm("seen", a_customer).err
    assert "is told" not in clm("remind", a_customer, "+2w").err
    assert "is told" not in clm("-q", "customer", "book", a_customer, "80").err
    behalf = clm("--as", "tom", "assign", a_customer, "--vpa", "anna")
    assert f"jana is told of {a_customer} (assigned-on-behalf)\n" in behalf.err


def test_a_reminder_done_with_the_next_writes_the_missing_notice(  # A1.37
    clm: Clm, repo: Repository, a_customer: str
) -> None:
    book(repo, on="2026-11-03")
    due = "reminders:\n  - id: m-11111111\n    on: 2026-11-17\n    for: jana\n"
    repo.put(customer_path(REF), repo.read(customer_path(REF)) + due)
    before = len(repo.subjects())
    done = clm("done", a_customer, "--next", "+3w")
    assert (done.code, queued(repo)) == (0, ["a-customer-b-00000002.yaml"])
    assert len(repo.subjects()) == before + 1


def test_an_event_is_queued_once(clm: Clm, repo: Repository, a_customer: str) -> None:  # A1.37
    book(repo)
    clm.ok("seen", a_customer)
    text = repo.read(NOTICE)
    clm.ok("--today", "2026-11-23", "seen", a_customer)
    assert (queued(repo), repo.read(NOTICE)) == (["a-customer-b-00000002.yaml"], text)


def test_who_gets_an_offer_customer_is_told_of_the_offer(  # A1.18
    clm: Clm, repo: Repository, muster: str
) -> None:
    repo.write("clm.yaml", HOST)
    offer = "offer:\n  - id: k-00000003\n    on: 2026-11-10\n    by: jana\n    note: 50 h\n"
    repo.put(customer_path(muster), make_customer(more=f"owner: jana\n{offer}"))
    clm.ok("assign", muster, "tom")
    (one,) = clm("notify", "list", "--json").json["items"]
    assert (one["event"], one["persons"]) == ("offer-assigned", ["tom"])
    assert "Offer: 50 h" in one["text"]


def test_a_colleague_is_told_of_a_vpa_and_why(  # A1.14
    clm: Clm, repo: Repository, muster: str
) -> None:
    repo.put("clm.yaml", HOST)
    clm.ok("--as", "tom", "assign", muster, "--vpa", "anna", "-m", "DL heute")
    (one,) = clm("notify", "list", "--json").json["items"]
    assert (one["event"], one["persons"]) == ("assigned-on-behalf", ["jana"])
    assert "Tom Berger assigned Anna Lorenz" in one["text"]
    assert "Why: DL heute" in one["text"]
    assert "DL heute" not in repo.message()


# listing


def test_the_text_is_there_to_be_copied(  # A1.22
    clm: Clm, repo: Repository, a_customer: str
) -> None:
    book(repo)
    clm.ok("seen", a_customer)
    text = clm.ok("notify", "list", "a-customer-b-00000002")
    assert text.startswith("A customer on the watchlist: Muster GmbH\n\n")
    assert "larger-package" in text
    assert clm("notify", "list", "nothing").code == 3
    assert clm("notify", "list", "../clm").code == 3


def test_the_words_are_the_teams_own_where_they_have_some(  # A1.22
    clm: Clm, repo: Repository, a_customer: str
) -> None:
    book(repo)
    clm.ok("seen", a_customer)
    head = "---\nid: notice-a-customer\nversion: '1'\naudience: team\nlanguage: de\n---\n"
    repo.write("clm.yaml", HOST.replace("language: en", "language: de"))
    repo.put("templates/de/notice-a-customer.md.j2", head + "Hey! {{ customer.name }}\n")
    assert clm.ok("notify", "list", "a-customer-b-00000002") == "Hey! Muster GmbH\n"
    assert clm("template", "check", "notice-a-customer").code == 0


def test_a_broken_notice_takes_only_itself_out(clm: Clm, repo: Repository, a_customer: str) -> None:
    clm.ok("customer", "book", a_customer, "50")
    repo.put("outbox/broken.yaml", "id: broken\nevent: party\n")
    listed = clm("notify", "list")
    assert listed.code == 65
    assert "a-customer-b-" in listed.out
    assert "outbox/broken.yaml" in listed.err
    checked = clm("check")
    assert checked.code == 1
    assert "outbox/broken.yaml:2:8" in checked.out


def test_an_old_state_has_its_notices(clm: Clm, a_customer: str) -> None:
    clm.ok("customer", "book", a_customer, "50")
    assert clm("--as-of", "HEAD", "notify", "list", "--json").json["items"]
    assert clm("--as-of", "HEAD~1", "notify", "list", "--json").json["items"] == []


# sending


def test_a_notice_is_sent_once(  # A0.34
    clm: Clm, repo: Repository, a_customer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    clm.ok("customer", "book", a_customer, "50")
    with mailbox() as box:
        first = send(clm, monkeypatch, box.url, "--json")
        again = send(clm, monkeypatch, box.url, "--json")
    assert (first.code, again.code) == (0, 0)
    (letter,) = box.letters
    assert letter["To"] == "Isabel Kern <isabel@example.org>"
    assert letter["From"] == "jana@example.org"
    assert letter["Subject"] == "A customer on the watchlist: Muster GmbH"
    assert [item["state"] for item in first.json["items"]] == ["sent"]
    assert again.json["items"] == []
    assert repo.subjects()[:2] == [repo.subjects()[0]] * 2  # sending, then sent
    assert clm("notify", "list", "--json").json["items"] == []
    (sent,) = clm("notify", "list", "--all", "--json").json["items"]
    assert (sent["state"], sent["sent_at"], sent["host"]) == ("sent", "2026-11-18T11:00", "here")
    assert repo.is_clean()


@pytest.mark.usefixtures("a_customer")
def test_what_an_import_brought_lately_is_told_when_sending(  # A1.37
    clm: Clm, repo: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    book(repo, on="2026-11-12")
    with mailbox() as box:
        assert send(clm, monkeypatch, box.url).code == 0
    assert len(box.letters) == 1
    assert queued(repo) == ["a-customer-b-00000002.yaml"]


@pytest.mark.usefixtures("a_customer")
def test_what_an_import_brought_from_long_ago_is_not(  # A0.34
    clm: Clm, repo: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    book(repo, on="2026-11-10")
    with mailbox() as box:
        assert send(clm, monkeypatch, box.url).code == 0
    assert (box.letters, queued(repo)) == ([], [])


def test_only_the_named_host_sends(  # A0.34
    clm: Clm, a_customer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    clm.ok("customer", "book", a_customer, "50")
    monkeypatch.setenv("CLM_HOST", "there")
    with mailbox() as box:
        refused = send(clm, monkeypatch, box.url)
    assert refused.code == 78
    assert "host: there" in refused.err
    assert box.letters == []


@pytest.mark.parametrize("instant", ["2026-11-18T21:00:00", "2026-11-21T10:00:00"])
def test_outside_working_time_it_is_quiet(  # A0.35
    clm: Clm, a_customer: str, monkeypatch: pytest.MonkeyPatch, instant: str
) -> None:
    clm.ok("customer", "book", a_customer, "50")
    at(monkeypatch, instant)
    monkeypatch.setenv("CLM_TODAY", instant[:10])
    with mailbox() as box:
        held = send(clm, monkeypatch, box.url, "--json")
    assert (held.code, box.letters) == (0, [])
    (one,) = held.json["items"]
    assert one["state"] == "queued"
    assert one["when"] > instant
    monkeypatch.setenv("CLM_TODAY", "2026-11-18")
    at(monkeypatch, "2026-11-18T10:00:00")
    with mailbox() as box:
        assert send(clm, monkeypatch, box.url).code == 0
    assert len(box.letters) == 1


def test_a_dry_run_sends_nothing_and_writes_nothing(
    clm: Clm, repo: Repository, a_customer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    clm.ok("customer", "book", a_customer, "50")
    head = repo.head()
    with mailbox() as box:
        shown = send(clm, monkeypatch, box.url, "-n")
    assert (shown.code, box.letters, repo.head()) == (0, [], head)
    assert "a-customer-b-" in shown.out


def test_a_server_that_is_not_there_leaves_it_in_the_outbox(
    clm: Clm, a_customer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    clm.ok("customer", "book", a_customer, "50")
    failed = send(clm, monkeypatch, f"smtp://127.0.0.1:{free_port()}")
    assert failed.code == 69
    assert "kept in the outbox" in failed.err
    (one,) = clm("notify", "list", "--json").json["items"]
    assert one["state"] == "queued"
    assert "127.0.0.1" in one["problem"]
    with mailbox() as box:
        assert send(clm, monkeypatch, box.url).code == 0
    assert len(box.letters) == 1
    (sent,) = clm("notify", "list", "--all", "--json").json["items"]
    assert (sent["state"], sent["problem"]) == ("sent", None)


def test_a_server_that_hangs_at_the_end_leaves_it_half_sent(  # A0.34
    clm: Clm, a_customer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    clm.ok("customer", "book", a_customer, "50")
    monkeypatch.setattr(
        "clm.services.delivery.Ways.__new__.__defaults__",
        (None, None, None, None, outgoing_patience()),
    )
    asked = [b"250 from", b"250 to", b"250 reset"]
    with scripted(b"220 hi", b"250 hi", *asked, b"250 from", b"250 to", b"354 go on") as url:
        failed = send(clm, monkeypatch, url)
    assert failed.code == 69
    assert "may have arrived" in failed.err
    with mailbox() as box:
        left = send(clm, monkeypatch, box.url)
    assert (left.code, box.letters) == (1, [])


def outgoing_patience() -> object:
    from clm.services.delivery import Patience

    return Patience(step=0.3, total=5)


def test_a_crash_while_sending_sends_nothing_twice(  # A0.34
    clm: Clm, repo: Repository, a_customer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    clm.ok("customer", "book", a_customer, "50")

    def crash(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with mailbox() as box:
        with monkeypatch.context() as broken:
            broken.setattr(sending, "_ends", crash)
            assert send(clm, broken, box.url).code == 130
        assert len(box.letters) == 1
        left = send(clm, monkeypatch, box.url)
        assert left.code == 1
        (name,) = (one.removesuffix(".yaml") for one in queued(repo))
        assert f"clm notify send --again {name}" in left.err
        assert name in clm("notify", "list").err
        assert len(box.letters) == 1
        assert send(clm, monkeypatch, box.url, "--again", name).code == 0
        assert len(box.letters) == 2
        assert send(clm, monkeypatch, box.url, "--again", name).code == 77
    assert repo.is_clean()


def test_a_role_nobody_has_keeps_its_notice_and_holds_up_no_other(
    clm: Clm, repo: Repository, a_customer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    clm.ok("customer", "book", a_customer, "50")
    clm.ok("--as", "tom", "assign", a_customer, "--vpa", "anna")
    repo.put("team/isabel.yaml", TEAM["isabel"].replace("  - crm-lead\n", ""))
    with mailbox() as box:
        done = send(clm, monkeypatch, box.url)
    assert done.code == 78
    assert "nobody has the role crm-lead" in done.err
    assert [letter["To"] for letter in box.letters] == ["Jana Sommer <jana@example.org>"]


def test_who_is_absent_is_covered(
    clm: Clm, repo: Repository, a_customer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    clm.ok("customer", "book", a_customer, "50")
    away = (
        "absences:\n  - id: ab-000001\n    from: 2026-11-16\n    to: 2026-11-20\n"
        "    replacement: tom\n"
    )
    repo.put("team/isabel.yaml", TEAM["isabel"] + away)
    with mailbox() as box:
        assert send(clm, monkeypatch, box.url).code == 0
    assert [letter["To"] for letter in box.letters] == ["Tom Berger <tom@example.org>"]


def test_without_a_server_it_says_what_to_set(clm: Clm, a_customer: str) -> None:
    clm.ok("customer", "book", a_customer, "50")
    unset = clm("notify", "send")
    assert unset.code == 78
    assert "CLM_SMTP" in unset.err
    assert [item["state"] for item in clm("notify", "list", "--json").json["items"]] == ["queued"]


def states(clm: Clm) -> list[str]:
    return [one["state"] for one in clm("notify", "list", "--all", "--json").json["items"]]


def two_notices(clm: Clm, repo: Repository, ref: str) -> None:
    """One for Isabel, of a booking, and one for Jana, of a VPA."""
    clm.ok("customer", "book", ref, "50")
    clm.ok("--as", "tom", "assign", ref, "--vpa", "anna")
    assert len(queued(repo)) == 2


def test_vain_tries_leave_one_commit_that_says_why(  # A0.34
    clm: Clm, repo: Repository, a_customer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    two_notices(clm, repo, a_customer)
    url = f"smtp://127.0.0.1:{free_port()}"
    before = len(repo.subjects())
    for _ in range(3):
        assert send(clm, monkeypatch, url).code == 69
        assert len(repo.subjects()) == before + 1
    assert states(clm) == ["queued", "queued"]
    assert send(clm, monkeypatch, f"smtp://127.0.0.1:{free_port()}").code == 69
    assert len(repo.subjects()) == before + 2


def test_who_the_server_refuses_is_not_tried_again_by_itself(  # A0.34
    clm: Clm, repo: Repository, a_customer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    two_notices(clm, repo, a_customer)
    with mailbox(refuses="isabel@example.org") as box:
        first = send(clm, monkeypatch, box.url)
        head = repo.head()
        later = send(clm, monkeypatch, box.url)
    assert (first.code, later.code, repo.head()) == (69, 0, head)
    assert [letter["To"] for letter in box.letters] == ["Jana Sommer <jana@example.org>"]
    assert sorted(states(clm)) == ["refused", "sent"]
    assert "550 nobody here is called so" in first.err
    (name,) = (one["id"] for one in clm("notify", "list", "--json").json["items"])
    listed = clm("notify", "list")
    assert "refused" in listed.out
    assert f"clm notify send --again ID): {name}" in listed.err
    with mailbox() as box:
        assert send(clm, monkeypatch, box.url, "--again", name).code == 0
    assert (len(box.letters), states(clm)) == (1, ["sent", "sent"])


def test_who_the_server_refuses_for_now_stays_queued_without_further_commits(  # A0.34
    clm: Clm, repo: Repository, a_customer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    clm.ok("customer", "book", a_customer, "50")
    heads = []
    for _ in range(2):
        port_is_named = (b"220 hi", b"250 hi", b"250 ok", b"450 later", b"250 reset", b"221 bye")
        with monkeypatch.context() as same_name, scripted(*port_is_named) as url:
            same_name.setattr("clm.services.mailing.Post._name", "the mail server")
            assert send(clm, same_name, url).code == 69
        heads.append(repo.head())
    assert heads[0] == heads[1]
    assert states(clm) == ["queued"]


def test_what_cannot_even_be_tried_leaves_no_commit(  # A0.34
    clm: Clm, repo: Repository, a_customer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    two_notices(clm, repo, a_customer)
    head = repo.head()
    unset = clm("notify", "send")
    assert (unset.code, repo.head()) == (78, head)
    monkeypatch.setenv("CLM_NOTIFY_COMMAND", "/nowhere/at-all")
    assert (clm("notify", "send").code, repo.head()) == (78, head)


@pytest.mark.parametrize("words", [(), ("-q",)])
def test_each_problem_is_said_once(
    clm: Clm, repo: Repository, a_customer: str, words: tuple[str, ...]
) -> None:
    two_notices(clm, repo, a_customer)
    unset = clm("notify", "send", *words)
    assert f"{unset.out}{unset.err}".count("no mail server is set") == 1
    assert "hint: CLM_SMTP, or clm config set smtp" in unset.err
    assert ("a-customer" in unset.out) == (not words)


def test_who_has_no_address_lacks_it_in_the_record(
    clm: Clm, repo: Repository, a_customer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    clm.ok("customer", "book", a_customer, "50")
    repo.put("team/isabel.yaml", "id: isabel\nname: Isabel Kern\nroles:\n  - crm-lead\n")
    with mailbox() as box:
        failed = send(clm, monkeypatch, box.url)
        mailed = clm("report", "weekly", "--mail", "crm-lead")
    for result in (failed, mailed):
        assert result.code == 78
        assert "emails of team/isabel.yaml" in result.err


def test_nothing_is_sent_ahead_of_its_day(  # A0.34
    clm: Clm, repo: Repository, a_customer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    clm.ok("customer", "book", a_customer, "50")
    head = repo.head()
    with mailbox() as box:
        monkeypatch.setenv("CLM_SMTP", box.url)
        ahead = clm("--today", "2026-11-30", "notify", "send")
    assert (ahead.code, box.letters, repo.head()) == (77, [], head)


def test_the_text_fits_who_covers(  # A1.14 A1.18
    clm: Clm, repo: Repository, muster: str
) -> None:
    repo.write("clm.yaml", HOST)
    offer = "offer:\n  - id: k-00000003\n    on: 2026-11-10\n    by: jana\n    note: 50 h\n"
    repo.put(customer_path(muster), make_customer(more=f"owner: jana\n{offer}"))
    clm.ok("--as", "isabel", "assign", muster, "tom")
    clm.ok("--as", "isabel", "assign", muster, "--vpa", "anna")
    away = (
        "absences:\n  - id: ab-000001\n    from: 2026-11-16\n    to: 2026-11-20\n"
        "    replacement: jana\n"
    )
    repo.put("team/tom.yaml", TEAM["tom"] + away)
    items = {one["event"]: one for one in clm("notify", "list", "--json").json["items"]}
    assert sorted(items) == ["assigned-on-behalf", "offer-assigned", "unassigned"]
    assert [one["persons"] for one in items.values()] == [["jana"]] * 3
    assert "belongs to Tom Berger now" in items["offer-assigned"]["text"]
    assert "for Tom Berger" in items["assigned-on-behalf"]["text"]
    repo.put("clm.yaml", HOST.replace("language: en", "language: de"))
    for one in clm("notify", "list", "--json", "--where", "event != unassigned").json["items"]:
        assert "für Tom Berger" in one["text"].replace("Für", "für")
        assert "dir" not in one["text"].split()


def test_a_name_with_line_breaks_makes_no_header_and_no_line(
    clm: Clm, repo: Repository, a_customer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = repo.read(customer_path(REF)).replace(
        "name: Muster GmbH", 'name: "Muster\\nBcc: spy@example.org\\nX"'
    )
    repo.put(customer_path(REF), text)
    clm.ok("customer", "book", a_customer, "50")
    with mailbox() as box:
        assert send(clm, monkeypatch, box.url).code == 0
    (letter,) = box.letters
    assert letter["Bcc"] is None
    assert letter["Subject"].endswith("Muster Bcc: spy@example.org X")


def test_the_report_is_mailed_in_the_teams_language(  # A1.39 A1.40
    clm: Clm, repo: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"):
        monkeypatch.setenv(name, "2026-11-12T08:00:00Z")
    repo.put("clm.yaml", HOST.replace("language: en", "language: de"))
    clm.ok("report", "run", "--due")
    with mailbox() as box:
        assert send(clm, monkeypatch, box.url).code == 0
    (letter,) = (one for one in box.letters if one["Message-ID"].startswith("<report-"))
    assert "2026-W46" in letter["Subject"]
    text, page = letter.iter_parts()
    assert "2026-W46" in text.get_content()
    assert '<html lang="de"' in page.get_content()


# the command hook


def hook(tmp_path: Path, body: str) -> str:
    script = tmp_path / "hook.py"
    script.write_text(f"import json, sys, time\ngiven = json.load(sys.stdin)\n{body}\n")
    return shlex.join([sys.executable, str(script)])


def test_a_command_is_given_the_notice_as_json(  # A1.18 A1.22
    clm: Clm, repo: Repository, a_customer: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    out = tmp_path / "told.json"
    command = hook(tmp_path, f"open({str(out)!r}, 'w').write(json.dumps(given))")
    repo.put("team/isabel.yaml", TEAM["isabel"] + "notify:\n  channel: command\n")
    clm.ok("customer", "book", a_customer, "50")
    monkeypatch.setenv("CLM_NOTIFY_COMMAND", command)
    assert clm("notify", "send").code == 0
    told = json.loads(out.read_text())
    assert (told["schema"], told["to"]) == ("clm/notice@1", "isabel")
    assert told["subject"] == "A customer on the watchlist: Muster GmbH"
    assert told["facts"]["reasons"] == "larger-package"


def test_a_command_that_fails_leaves_it_queued(
    clm: Clm, a_customer: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    clm.ok("customer", "book", a_customer, "50")
    monkeypatch.setenv("CLM_NOTIFY_COMMAND", hook(tmp_path, "sys.exit('no such channel')"))
    failed = clm("notify", "send")
    assert failed.code == 69
    assert "ended with 1" in failed.err


@pytest.mark.parametrize("command", ["/nowhere/at-all", '"'])
def test_a_command_that_is_none(
    clm: Clm, a_customer: str, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    clm.ok("customer", "book", a_customer, "50")
    monkeypatch.setenv("CLM_NOTIFY_COMMAND", command)
    assert clm("notify", "send").code == 78


def test_a_command_never_comes_from_the_data(
    clm: Clm, repo: Repository, a_customer: str, tmp_path: Path
) -> None:
    clm.ok("customer", "book", a_customer, "50")
    touched = tmp_path / "touched"
    repo.put("clm.yaml", f"{HOST}notify_command: touch {touched}\nsmtp: smtp://127.0.0.1:1\n")
    assert clm("notify", "send").code == 78
    assert not touched.exists()


def test_who_wants_no_notices_gets_none(
    clm: Clm, repo: Repository, a_customer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    clm.ok("customer", "book", a_customer, "50")
    repo.put("team/isabel.yaml", TEAM["isabel"] + "notify:\n  channel: none\n")
    with mailbox() as box:
        assert send(clm, monkeypatch, box.url).code == 0
    assert box.letters == []


def test_a_channel_there_is_not_is_said(
    clm: Clm, repo: Repository, a_customer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    clm.ok("customer", "book", a_customer, "50")
    repo.put("team/isabel.yaml", TEAM["isabel"] + "notify:\n  channel: pigeon\n")
    with mailbox() as box:
        unknown = send(clm, monkeypatch, box.url)
    assert unknown.code == 78
    assert "no channel pigeon" in unknown.err


# undo


def test_undo_takes_back_a_notice_that_is_not_sent(  # A1.45
    clm: Clm, repo: Repository, a_customer: str
) -> None:
    clm.ok("customer", "book", a_customer, "50")
    clm.ok("undo")
    assert queued(repo) == []
    clm.ok("undo", repo.head())
    assert len(queued(repo)) == 1


def test_undo_takes_back_a_notice_whose_sending_failed(  # A1.45
    clm: Clm, repo: Repository, a_customer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    clm.ok("customer", "book", a_customer, "50")
    assert send(clm, monkeypatch, f"smtp://127.0.0.1:{free_port()}").code == 69
    clm.ok("undo")
    assert queued(repo) == []


def test_undo_leaves_a_notice_that_is_sent_and_says_so(  # A1.45
    clm: Clm, repo: Repository, a_customer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    clm.ok("customer", "book", a_customer, "50")
    with mailbox() as box:
        assert send(clm, monkeypatch, box.url).code == 0
    undone = clm("undo")
    assert undone.code == 0
    assert "was sent already" in undone.err
    assert len(queued(repo)) == 1
    assert "hours: 50" not in repo.read(customer_path(REF))


def test_sending_itself_is_not_undone(
    clm: Clm, repo: Repository, a_customer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    clm.ok("customer", "book", a_customer, "50")
    with mailbox() as box:
        assert send(clm, monkeypatch, box.url).code == 0
    refused = clm("undo", repo.head())
    assert refused.code == 77
    assert "cannot be taken back" in refused.err


# settings


def test_the_password_is_no_setting_to_be_shown(clm: Clm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLM_SMTP_PASSWORD", "geheim")
    assert "geheim" not in clm.ok("config", "list", "--show-origin", "--json")
    assert clm("config", "set", "smtp_password", "geheim").code == 2
    assert clm("config", "set", "smtp", "smtps://jana:geheim@host").code == 2
    assert clm.ok("config", "set", "smtp", "smtps://jana@host") == ""
    assert clm.ok("config", "get", "smtp") == "smtps://jana@host\n"
