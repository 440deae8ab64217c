"""The outbox, hardened: a secret stays one, and what is wrong with one notice stops no other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from clm.store.lock import alone
from tests.build import customer_path, make_booking, make_customer
from tests.commands.test_notify import (
    HOST,
    NOTICE,
    REF,
    at,
    book,
    queued,
    send,
    states,
    two_notices,
)
from tests.mailbox import mailbox

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tests.world import Clm, Repository


@pytest.fixture(autouse=True)
def office(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Wednesday, eleven o'clock in Berlin, on the host that sends."""
    at(monkeypatch, "2026-11-18T10:00:00")
    monkeypatch.setenv("CLM_HOST", "here")


@pytest.fixture
def a_customer(repo: Repository) -> str:
    """An A customer of Jana's with one package of 10 hours; this host may send."""
    booked = make_booking("b-00000001", on="2026-10-01")
    marked = "class:\n  - id: k-00000001\n    value: A\n    on: 2026-09-01\n    by: jana\n"
    repo.write("clm.yaml", HOST)
    more = f"owner: jana\nbookings:\n{booked}{marked}"
    repo.put(customer_path(REF), make_customer(REF, more=more))
    return REF


LEAKS = (
    "smtps://jana:S3Cret@mail.example.org:port",
    "smtps://jana:S3Cret@mail.example.org",
    "smtps://u:S3/Cret@h",
    "smtps://u:12#S3Cret@h",
    "smtps://[u:S3Cret@h",
    "u:S3Cret@host",
    "smtps://u:S3Cret",
)
"""The two halves have a capital each: no id and no commit can hold them by chance."""


@pytest.mark.parametrize("url", LEAKS)
def test_no_part_of_an_address_is_said_or_kept(  # A0.34
    clm: Clm, repo: Repository, a_customer: str, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    clm.ok("customer", "book", a_customer, "50")
    head = repo.head()
    refused = clm("config", "set", "smtp", url)
    assert refused.code == 2
    assert "CLM_SMTP_PASSWORD" in refused.err
    sent = send(clm, monkeypatch, url)
    assert (sent.code, repo.head()) == (78, head)
    said = [refused, sent, clm("report", "weekly", "--mail", "crm-lead"), clm("notify", "list")]
    said += [clm("config", "list", "--show-origin", *form) for form in ((), ("--json",))]
    said.append(clm("config", "get", "smtp"))
    assert "***" in said[-1].out
    told = "".join(one.out + one.err for one in said) + repo.git("log", "-p", "--all")
    told += "".join(path.read_text() for path in repo.path("outbox").iterdir())
    assert "Cret" not in told
    assert "S3" not in told


def test_an_address_without_a_password_is_shown(clm: Clm) -> None:
    clm.ok("config", "set", "smtp", "smtp+starttls://jana@host:587")
    assert clm.ok("config", "get", "smtp") == "smtp+starttls://jana@host:587\n"


def test_a_broken_side_file_stops_nobody_elses_notices(  # A1.37
    clm: Clm, repo: Repository, a_customer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    book(repo)
    clm.ok("--as", "tom", "assign", a_customer, "--vpa", "anna")
    clm.ok("mine")
    repo.put(customer_path(REF, "requests"), f"customer: {REF}\nposted:\n  - id: t-xx\n   bad\n")
    ran = clm("report", "run", "--due", "--json")
    assert ran.code == 65
    assert ran.json["items"]
    with mailbox() as box:
        done = send(clm, monkeypatch, box.url)
    assert done.code == 65
    assert done.err.count(f"{REF}.requests.yaml:4:4") == 1
    assert "Jana Sommer <jana@example.org>" in [letter["To"] for letter in box.letters]


ODD = {
    "facts:\n  since: gestern\n  reasons: prio\n": "since: 'gestern' is no day",
    "facts:\n  since: '2026-11-16'\n": "needs reasons",
    "": "needs since",
}


@pytest.mark.parametrize("facts", ODD)
def test_an_odd_notice_is_named_and_holds_up_no_other(  # A0.34
    clm: Clm, repo: Repository, a_customer: str, monkeypatch: pytest.MonkeyPatch, facts: str
) -> None:
    clm.ok("--as", "tom", "assign", a_customer, "--vpa", "anna")
    odd = (
        f"id: a-customer-odd\nevent: a-customer\non: 2026-11-17\ncustomer: {REF}\n"
        f"to:\n  - crm-lead\n{facts}"
    )
    report = "id: report-odd\nevent: report\non: 2026-11-17\nto:\n  - crm-lead\n"
    repo.write("outbox/report-odd.yaml", report)
    repo.put("outbox/a-customer-odd.yaml", odd)
    checked = clm("check", "outbox")
    assert checked.code == 1
    for words in (("notify", "list"), ("notify", "list", "--json")):
        listed = clm(*words)
        assert listed.code == 65
        assert ODD[facts] in listed.err
        assert "report-odd.yaml" in listed.err
        assert "assigned-on-behalf" in listed.out
    assert clm("notify", "list", "a-customer-odd").code == 65
    with mailbox() as box:
        done = send(clm, monkeypatch, box.url)
    assert done.code == 65
    assert done.err.count("outbox/report-odd.yaml") == 1
    assert [letter["To"] for letter in box.letters] == ["Jana Sommer <jana@example.org>"]
    assert repo.read("outbox/a-customer-odd.yaml") == odd


def test_what_nobody_foresaw_holds_up_no_other(
    clm: Clm, repo: Repository, a_customer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    two_notices(clm, repo, a_customer)
    from clm.services.outgoing import Out

    true = Out._letter

    def odd(self: Out, name: str, handle: str, *rest: object) -> object:
        if handle == "isabel":
            raise ZeroDivisionError
        return true(self, name, handle, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(Out, "_letter", odd)
    with mailbox() as box:
        done = send(clm, monkeypatch, box.url)
    assert done.code == 65
    assert [letter["To"] for letter in box.letters] == ["Jana Sommer <jana@example.org>"]
    assert sorted(states(clm)) == ["queued", "sent"]


def test_what_was_not_begun_when_it_broke_off_is_queued_again(  # A0.34
    clm: Clm, repo: Repository, a_customer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    two_notices(clm, repo, a_customer)

    def broken_off(*_: object) -> None:
        raise KeyboardInterrupt

    with mailbox() as box, monkeypatch.context() as broken:
        broken.setattr("clm.services.outgoing.Out.deliver", broken_off)
        assert send(clm, broken, box.url).code == 130
    assert sorted(states(clm)) == ["queued", "sending"]
    assert repo.is_clean()


@pytest.mark.usefixtures("a_customer")
def test_an_order_over_days_is_told_when_it_shows(  # A1.37
    clm: Clm, repo: Repository
) -> None:
    split = make_booking("b-00000002", on="2026-11-04", more="order: A-1")
    text = repo.read(customer_path(REF)).replace("class:\n", split + "class:\n")
    repo.put(customer_path(REF), text)
    clm.ok("customer", "book", REF, "10", "--order", "A-1")
    assert queued(repo) == ["a-customer-b-00000002.yaml"]
    assert "on: 2026-11-18" in repo.read(NOTICE)
    clm.ok("customer", "book", REF, "10", "--order", "A-1")
    assert queued(repo) == ["a-customer-b-00000002.yaml"]


@pytest.mark.usefixtures("a_customer")
def test_what_is_not_so_any_more_is_not_sent(  # A1.37
    clm: Clm, repo: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    book(repo)
    clm.ok("seen", REF)
    assert queued(repo) == ["a-customer-b-00000002.yaml"]
    clm.ok("customer", "set", REF, "bookings.b-00000002.status=cancelled")
    with mailbox() as box:
        assert "is not so any more" in send(clm, monkeypatch, box.url).err
        assert (box.letters, queued(repo)) == ([], [])
        assert "any more" not in send(clm, monkeypatch, box.url).err
        assert repo.is_clean()
        clm.ok("customer", "set", REF, "bookings.b-00000002.status=confirmed")
        assert send(clm, monkeypatch, box.url).code == 0
    assert len(box.letters) == 1


@pytest.mark.usefixtures("a_customer")
@pytest.mark.parametrize("words", [("seen", REF), ("watch", REF, "--off", "-m", "gut")])
def test_a_closed_entry_is_told_all_the_same(  # A1.37
    clm: Clm,
    repo: Repository,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
) -> None:
    book(repo)
    clm.ok(*words)
    with mailbox() as box:
        assert send(clm, monkeypatch, box.url).code == 0
    assert len(box.letters) == 1


def test_a_template_with_a_fault_is_an_error(clm: Clm, repo: Repository, a_customer: str) -> None:
    two_notices(clm, repo, a_customer)
    head = "---\nid: notice-a-customer\nversion: '1'\naudience: team\nlanguage: en\n---\n"
    repo.put("templates/en/notice-a-customer.md.j2", head + "{{ nothing }}\n")
    (name,) = (one.removesuffix(".yaml") for one in queued(repo) if one.startswith("a-"))
    one = clm("notify", "list", name)
    assert (one.code, one.out) == (65, "")
    assert "notice-a-customer.md.j2:7:1" in one.err
    listed = clm("notify", "list", "--json")
    assert listed.code == 65
    assert sorted(item["text"] is None for item in listed.json["items"]) == [False, True]
    assert listed.err.count("notice-a-customer.md.j2:7:1") == 1


def test_a_bad_notice_is_named_at_its_place_once(clm: Clm, repo: Repository) -> None:
    repo.put("outbox/broken.yaml", "id: broken\nevent: party\n")
    assert clm("notify", "list").err.startswith("outbox/broken.yaml:1:1: the field")
    assert clm("notify", "list").err.count("outbox/broken.yaml") == 1


def test_while_another_process_sends_nothing_is_left_over(  # A0.34
    clm: Clm, repo: Repository, a_customer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    clm.ok("customer", "book", a_customer, "50")
    with mailbox() as box:
        with alone(repo.root / ".git" / "clm", "sending", "another clm notify send is at work"):
            busy = send(clm, monkeypatch, box.url)
        assert (busy.code, box.letters) == (75, [])
        assert "another clm notify send is at work" in busy.err
        assert "--again" not in busy.err
        assert send(clm, monkeypatch, box.url).code == 0


def test_the_words_of_a_reason_are_in_the_language_of_the_text(  # A1.37
    clm: Clm, repo: Repository, a_customer: str
) -> None:
    book(repo)
    clm.ok("seen", a_customer)
    repo.put("clm.yaml", HOST.replace("language: en", "language: de"))
    german = clm.ok("notify", "list", "a-customer-b-00000002")
    assert "auf der Watchlist: größeres Paket." in german
    kept = clm("--lang", "de", "notify", "send")
    assert "bleibt im Postausgang" in kept.err


def test_why_says_how_far_the_notice_is(  # A1.37
    clm: Clm, a_customer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    clm.ok("customer", "book", a_customer, "50", "--on", "2026-11-17")
    assert "CRM lead informed: queued 2026-11-17" in clm.ok("why", a_customer)
    with mailbox() as box:
        assert send(clm, monkeypatch, box.url).code == 0
    assert "CRM lead informed: sent 2026-11-18" in clm.ok("why", a_customer)


def test_many_notices_are_told_by_one_child(
    clm: Clm, repo: Repository, a_customer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from clm.render import templates

    two_notices(clm, repo, a_customer)
    asked: list[int] = []
    ask = templates._ask

    def counted(requests: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        asked.append(len(requests))
        return ask(requests)

    monkeypatch.setattr(templates, "_ask", counted)
    assert clm("notify", "list", "--json").code == 0
    with mailbox() as box:
        assert send(clm, monkeypatch, box.url).code == 0
    assert asked == [2, 2]
