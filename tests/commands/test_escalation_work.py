"""Escalations in the worklist, covered, handed over and assigned; 2026-11-18 is a Wednesday."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.asking import FILE, C, R, customer, file, request
from tests.build import SETTINGS, TEAM, customer_path, make_customer
from tests.commands.test_notices_of_acts import said, told

if TYPE_CHECKING:
    from tests.world import Clm, Repository

ES, OTHER = "es-5m2k8q", "es-6p3r9t"
AWAY = "absences:\n  - {id: ab-111111, from: 2026-11-18, to: 2026-11-27%s}\n"
GIVEN = "2026-11-17T09:00:00Z isabel to tom"
RETURNED = "2026-11-17T10:00:00Z tom status returned jana"
RESOLVED = "resolution: Bericht geliefert\ntrue_cause: capacity\n"
DONE = ("2026-11-17T10:00:00Z tom status accepted", "2026-11-17T11:00:00Z tom status resolved")


def path(ref: str = ES) -> str:
    return f"escalations/{ref}.yaml"


def escalation(*events: str, ref: str = ES, to: str = "tom", more: str = "", of: str = R) -> str:
    """One as its file has it; an event is `2026-11-17T10:00:00Z tom status accepted`."""
    lines = [
        f"id: {ref}", f"customer: {C}", "source: request", f"of: {of}", "reason: no-answer",
        "text: Der Kunde wartet", "at: 2026-11-17T09:00:00Z", "by: isabel",
        *([f"to: {to}"] if to else []), *more.splitlines(), *(["events:"] if events else []),
    ]  # fmt: skip
    for number, words in enumerate(events):
        at, by, kind, word, *whom = words.split()
        held = f", whom: {whom[0]}" if whom else ""
        lines.append(
            f"  - {{id: k-{ref[3:]}{number:02}, at: {at}, by: {by}, kind: {kind},"
            f' to: "{word}"{held}}}'
        )
    return "\n".join(lines) + "\n"


@pytest.fixture
def known(repo: Repository) -> Repository:
    """A request of Jana's; what was escalated of it is Tom's, and due today."""
    repo.write("clm.yaml", f"{SETTINGS}language: en\n")
    repo.write(customer_path(C), customer())
    repo.write(FILE, file(request()))
    repo.put(path(), escalation(GIVEN, more="due: 2026-11-18"))
    return repo


def items(clm: Clm, *words: str) -> list[dict[str, Any]]:
    found = clm("mine", *words, "--json").json["items"]
    assert isinstance(found, list)
    return found


def refs(clm: Clm, *words: str) -> list[str]:
    return [one["ref"] for one in items(clm, *words)]


def text(repo: Repository, ref: str = ES) -> str:
    return repo.read(path(ref))


# the load


def test_an_escalation_is_open_work_of_who_has_it(known: Repository, clm: Clm) -> None:  # A0.36
    found = {one["id"]: one for one in clm("team", "load", "--json").json["items"]}
    assert [found[one]["escalations"] for one in ("tom", "jana", "isabel")] == [1, 0, 0]
    assert (found["tom"]["open"], found["jana"]["requests"]) == (1, 1)
    clm.ok("absence", "add", "tom", "--from", "today", "--to", "fri", "--replacement", "isabel")
    found = {one["id"]: one for one in clm("team", "load", "--json").json["items"]}
    assert [found[one]["escalations"] for one in ("tom", "jana", "isabel")] == [0, 0, 1]
    known.put(path(), escalation(GIVEN, *DONE, more=RESOLVED))
    found = {one["id"]: one for one in clm("team", "load", "--json").json["items"]}
    assert [one["escalations"] for one in found.values()] == [0, 0, 0]


# the worklist


def test_what_was_escalated_stands_first_of_its_day(known: Repository, clm: Clm) -> None:  # A4.17
    for ref, day in (("c-000001", "2026-11-18"), ("c-000002", "2026-11-17")):
        look = f"reminders: [{{id: m-1111111{ref[-1]}, on: {day}, for: tom}}]\n"
        marks = f"prio: [{{id: k-2222222{ref[-1]}, on: 2026-11-01, by: tom}}]\n"
        known.write(customer_path(ref), make_customer(ref, "Otto", f"owner: tom\n{marks}{look}"))
    known.put(path(OTHER), escalation(ref=OTHER))  # never due
    found = items(clm, "--of", "tom")
    assert [one["ref"] for one in found] == ["c-000002", ES, "c-000001", OTHER]
    assert [one["due"] for one in found] == ["2026-11-17", "2026-11-18", "2026-11-18", None]
    wanted = {
        "list": "escalations", "rule": "escalation", "next": f"clm escalation show {ES}",
        "owner": "tom", "customer": C, "overdue": False, "title": f"{R}: Der Kunde wartet",
    }  # fmt: skip
    assert found[1].items() >= wanted.items()
    assert f"Escalation: {R}: Der Kunde wartet" in clm.ok("mine", "escalations", "--as", "tom")


@pytest.mark.parametrize(
    ("events", "to", "who"),
    [
        ((GIVEN,), "tom", "tom"),
        ((GIVEN, RETURNED), "tom", "jana"),  # who got it back
        ((GIVEN, "2026-11-17T10:00:00Z tom status returned"), "tom", "isabel"),  # who escalated
        ((), "", "isabel"),  # nobody's: who distributes
        ((GIVEN, *DONE), "tom", None),
    ],
)
def test_it_stands_with_who_has_to_do_something(  # A4.17
    known: Repository, clm: Clm, events: tuple[str, ...], to: str, who: str | None
) -> None:
    ended = RESOLVED if who is None else ""
    known.put(path(), escalation(*events, to=to, more=ended))
    having = [one for one in ("jana", "tom", "isabel") if refs(clm, "escalations", "--of", one)]
    assert having == ([who] if who else [])
    team = items(clm, "escalations", "--team")
    assert [one["owner"] for one in team] == ([(to or None) if not events else who] if who else [])
    if not to:
        assert team[0]["next"] == f"clm assign {ES} HANDLE"


@pytest.mark.parametrize(
    ("cover", "sees"),
    [
        (", replacement: jana", True),
        (f", replacements: [{{id: rp-000001, replacement: jana, items: [{ES}]}}]", True),
        (", replacements: [{id: rp-000001, replacement: jana, kind: escalation}]", True),
        (", replacements: [{id: rp-000001, replacement: jana, kind: complaint}]", False),
        ("", False),
    ],
)
def test_who_covers_has_it_meanwhile(  # A4.17, A0.27
    known: Repository, clm: Clm, cover: str, *, sees: bool
) -> None:
    known.put("team/tom.yaml", TEAM["tom"] + AWAY % cover)
    found = items(clm, "escalations", "--of", "jana")
    assert [one["covering_for"] for one in found] == (["tom"] if sees else [])
    (own,) = items(clm, "escalations", "--of", "tom")
    assert own["covered_by"] == ("jana" if sees else None)
    # Who covers is told what comes, too.
    clm.ok("assign", ES, "isabel", "--as", "isabel")
    wanted = "unassigned jana" if sees else "unassigned tom"
    assert told(known).get("unassigned tom") == f"{C}/{ES}", wanted


def test_what_came_back_is_new_again(known: Repository, clm: Clm) -> None:  # A0.16, A4.17
    clm.ok("mine", "--ack", "--as", "jana")
    clm.ok("mine", "--ack", "--as", "tom")
    assert refs(clm, "--new", "--as", "tom") == []
    known.put(path(), escalation(GIVEN, RETURNED))
    assert refs(clm, "--new", "--as", "jana") == [ES]
    clm.ok("mine", "--ack", "--as", "jana")
    again = "2026-11-17T11:00:00Z jana status open"
    known.put(path(), escalation(GIVEN, RETURNED, again))
    assert refs(clm, "--new", "--as", "tom") == [ES]
    clm.ok("mine", "--ack", "--as", "tom")
    known.put(
        path(), escalation(GIVEN, RETURNED, again, "2026-11-17T12:00:00Z tom status accepted")
    )
    assert refs(clm, "--new", "--as", "tom") == []  # their own step brings nothing


# given to somebody


def test_it_is_given_to_somebody_in_one_commit(known: Repository, clm: Clm) -> None:
    # A4.13, A0.18, A0.34
    before = len(known.subjects())
    clm.ok("assign", ES, "jana", "-m", "kennt den Kunden", "--as", "isabel")
    assert len(known.subjects()) == before + 1
    assert "to: jana\n" in text(known)
    assert "note: kennt den Kunden" in text(known)
    assert refs(clm, "escalations", "--of", "jana") == [ES]
    assert refs(clm, "escalations", "--of", "tom") == []
    assert f"{ES} {R}: Der Kunde wartet (Muster GmbH)" in said(clm, "assigned")
    assert told(known) == {"assigned jana": f"{C}/{ES}", "unassigned tom": f"{C}/{ES}"}
    assert "jana already" in clm("assign", ES, "jana", "--as", "isabel").err
    clm.ok("undo", "--as", "isabel")
    assert "to: tom\n" in text(known)


def test_what_came_back_goes_on_with_who_gets_it(known: Repository, clm: Clm) -> None:  # A4.13
    known.put(path(), escalation(GIVEN, RETURNED))
    clm.ok("assign", ES, "tom", "--as", "isabel")
    assert refs(clm, "escalations", "--of", "tom") == [ES]
    # It was Jana's: she and Tom are told.
    assert told(known) == {"assigned tom": f"{C}/{ES}", "unassigned jana": f"{C}/{ES}"}


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("tom", "--role", "spoc"), 2, f"{ES} has no spoc"),
        (("bob",), 3, "the handle bob"),
    ],
)
def test_what_does_not_fit_is_refused(  # A4.13
    known: Repository, clm: Clm, words: tuple[str, ...], code: int, said: str
) -> None:
    head = known.head()
    answer = clm("assign", ES, *words)
    assert answer.code == code
    assert said in answer.err
    assert known.head() == head


def test_a_resolved_one_is_given_to_nobody(known: Repository, clm: Clm) -> None:  # A4.13
    known.put(path(), escalation(GIVEN, *DONE, more=RESOLVED))
    answer = clm("assign", ES, "jana")
    assert answer.code == 77
    assert f"{ES} is resolved" in answer.err


def test_why_log_and_path_know_it(known: Repository, clm: Clm) -> None:  # A4.17, A1.44
    (item,) = clm("why", ES, "--json").json["items"]
    assert (item["rule"], item["due"], item["next"]) == (
        "escalation", "2026-11-18", f"clm escalation show {ES}",
    )  # fmt: skip
    assert item["facts"].items() >= {"to": "tom", "status": "open", "of": R, "level": "1"}.items()
    assert "true cause" in clm.ok("why", ES)
    clm.ok("assign", ES, "jana", "--as", "isabel")
    for ref in (ES, ES[:6]):  # by a beginning of it, too
        log = clm("log", ref, "--json").json["items"]
        assert [one["action"] for one in log][:1] == ["assign"]
        assert len(log) == 2
    assert clm.ok("path", ES).strip().endswith(path())
    known.put(path(), escalation(GIVEN, *DONE, more=RESOLVED))
    assert clm("why", ES, "--json").json["items"] == []


# handed over


@pytest.fixture
def leaving(known: Repository) -> Repository:
    """Tom is away from today on, and has two that are open and one that is resolved."""
    known.write("team/tom.yaml", TEAM["tom"] + AWAY % "")
    known.write(path(OTHER), escalation(ref=OTHER, more="due: 2026-11-20"))
    ended = "es-7q4s0w"
    known.put(path(ended), escalation(GIVEN, *DONE, ref=ended, more=RESOLVED))
    return known


def handed(clm: Clm, *words: str) -> dict[str, dict[str, Any]]:
    found = clm("handover", "tom", "--json", *words).json["items"]
    return {one["ref"]: one for one in found}


def test_a_handover_walks_open_escalations(leaving: Repository, clm: Clm) -> None:  # A0.23, A4.17
    assert leaving
    found = handed(clm)
    assert {ref: (one["kind"], one["due"]) for ref, one in found.items()} == {
        ES: ("escalation", "2026-11-18"), OTHER: ("escalation", "2026-11-20"),
    }  # fmt: skip
    assert found[ES]["what"] == f"{R}: Der Kunde wartet"


def test_each_is_covered_given_for_good_or_left(leaving: Repository, clm: Clm) -> None:  # A0.23
    third = "es-8r5t1x"
    leaving.put(path(third), escalation(ref=third))
    clm.ok(
        "handover", "tom", "--cover", f"{ES}=jana", "--assign", f"{OTHER}=jana", "--leave", third,
        "--apply", "--as", "isabel",
    )  # fmt: skip
    assert "to: tom\n" in text(leaving)  # covered: never overwritten
    assert "to: jana\n" in text(leaving, OTHER)
    assert refs(clm, "escalations", "--of", "jana") == [ES, OTHER]
    assert refs(clm, "escalations", "--of", "tom") == [ES, third]
    assert f"items: [{ES}]" in leaving.read("team/tom.yaml")
    assert "assigned jana" in told(leaving)
    assert clm("check", "team", "escalations", "outbox").out == ""
    clm.ok("undo", "--as", "isabel")
    assert "to: tom\n" in text(leaving, OTHER)


@pytest.mark.parametrize("words", [("--all-to", "jana"), ("--balance",)])
def test_plans_hand_escalations_over_too(  # A0.23, A0.32
    leaving: Repository, clm: Clm, words: tuple[str, ...]
) -> None:
    clm.ok("handover", "tom", *words, "--apply", "--as", "isabel")
    assert refs(clm, "escalations", "--of", "jana") == [ES, OTHER]
    assert "to: tom\n" in text(leaving)


def test_for_good_all_go_to_one(leaving: Repository, clm: Clm) -> None:  # A0.23
    clm.ok("handover", "tom", "--for-good", "--all-to", "jana", "--apply", "--as", "isabel")
    assert refs(clm, "escalations", "--of", "jana") == [ES, OTHER]
    assert refs(clm, "escalations", "--of", "tom") == []
    assert "to: jana\n" in text(leaving)


# with the customer


def test_a_merge_takes_escalations_along(known: Repository, clm: Clm) -> None:  # A2.13, A4.13
    into = "c-2kwg92"
    known.put(customer_path(into), make_customer(into, "Muster", "owner: jana\n"))
    refused = clm("customer", "merge", C, into, "--take", "into", "-m", "doppelt")
    assert refused.code == 77
    assert ES in refused.err
    clm.ok("customer", "merge", C, into, "--take", "into", "--yes", "--force", "-m", "doppelt")
    assert f"customer: {into}\n" in text(known)
    assert [one["customer"] for one in items(clm, "escalations", "--of", "tom")] == [into]
    assert clm("check", "escalations").code == 0


def test_a_customer_with_an_open_one_is_not_archived(known: Repository, clm: Clm) -> None:
    # A2.12, A4.13: by force neither; who has it says what was behind it.
    known.put(FILE, f"customer: {C}\n")
    for words in ((), ("--force", "-m", "weg")):
        answer = clm("customer", "remove", C, "--yes", *words)
        assert answer.code == 77
        assert ES in answer.err
    known.put(path(), escalation(GIVEN, *DONE, more=RESOLVED))
    clm.ok("customer", "remove", C, "--yes")


# checks


AGREED = "compromise: {text: Nachlass, by: tom, on: 2026-11-17, cost: 50.00%s}\n"


@pytest.mark.parametrize(
    ("held", "found"),
    [
        (escalation(GIVEN), []),
        (escalation(GIVEN, *DONE, more=RESOLVED), []),
        (escalation(GIVEN, of="r-000000"), ["unknown-matter error"]),
        (escalation(to="bob"), ["unknown-colleague error"]),
        (escalation("2026-11-17T10:00:00Z tom level 1 bob"), ["unknown-colleague error"]),
        (escalation(to="gone"), ["former-colleague warning"]),
        (escalation(to=""), ["former-colleague warning"]),
        (escalation(DONE[1], more=RESOLVED), ["order-of-steps error"]),
        (escalation(*DONE), ["resolved-without error"] * 2),
        (escalation(*DONE, more=RESOLVED + AGREED % ""), ["not-approved error"]),
        (escalation(more=AGREED % ", approved: true, approved_by: tom"), ["not-approved error"]),
        (
            escalation("2026-11-18T11:30 tom told x", "2026-11-18T11:00:00Z tom told y"),
            ["order-of-events warning"],
        ),
    ],
)
def test_check_finds_what_is_wrong_with_one(  # A4.13, A4.16
    known: Repository, clm: Clm, held: str, found: list[str]
) -> None:
    known.write(
        "team/gone.yaml", "id: gone\nname: G\nroles:\n  - admin\nactive: {to: 2026-10-31}\n"
    )
    known.put(path(), held)
    listed = clm("check", "escalations", "--json").json["items"]
    assert [f"{one['rule']} {one['severity']}" for one in listed] == found


def test_check_finds_an_open_one_of_an_archived_customer(  # A2.12, A4.13
    known: Repository, clm: Clm
) -> None:
    known.put(customer_path(C), customer("owner: jana\nstatus: archived\n"))
    (one,) = clm("check", "escalations", "--json").json["items"]
    assert (one["rule"], one["severity"]) == ("open-of-inactive", "warning")


# in the reader's language


@pytest.fixture
def silent(known: Repository) -> Repository:
    """Nothing was said of what was escalated: a clock was missed."""
    of = escalation(GIVEN, more="clock: first_response\nbreach: 2026-11-17T08:00:00Z\n")
    of = of.replace("text: Der Kunde wartet\n", "").replace("source: request", "source: sla")
    known.put(path(), of)
    return known


@pytest.mark.usefixtures("silent")
@pytest.mark.parametrize(
    "words",
    [
        ("escalation", "list"),
        ("escalation", "show", ES),
        ("mine", "escalations", "--of", "tom"),
        ("why", ES),
        ("customer", "show", C),
        ("handover", "tom", "--propose"),
    ],
    ids=" ".join,
)
def test_the_title_is_in_the_readers_language(clm: Clm, words: tuple[str, ...]) -> None:  # A4.17
    assert f"{R} (erste Antwort): keine Antwort" in clm.ok(*words, "--lang", "de")
    assert f"{R} (first response): no answer" in clm.ok(*words)


@pytest.mark.usefixtures("silent")
def test_scripts_get_the_words_of_the_file(clm: Clm) -> None:  # A4.17
    (item,) = items(clm, "escalations", "--of", "tom")
    assert item["title"] == f"{R} (first_response): no-answer"
    why = clm.ok("why", ES, "--lang", "de")
    assert ("Wovon: " in why, "Bei: tom" in why, " to: " in why) == (True, True, False)


def test_all_peoples_worklist_says_whose_each_is(known: Repository, clm: Clm) -> None:  # A4.17
    known.put(path(OTHER), escalation(GIVEN.replace("to tom", "to jana"), ref=OTHER, to="jana"))
    lines = clm.ok("mine", "escalations", "--team").splitlines()
    whose = {word: line for line in lines for word in ("tom", "jana") if f" {word} " in line}
    assert (ES in whose["tom"], OTHER in whose["jana"]) == (True, True)


def test_help_says_how_one_is_handed_on(clm: Clm) -> None:  # A4.17
    told = {word: " ".join(clm.ok(word, "--help").split()) for word in ("escalation", "assign")}
    assert "clm assign ESCALATION HANDLE hands one on" in told["escalation"]
    assert "an escalation who is to resolve it" in told["assign"]
