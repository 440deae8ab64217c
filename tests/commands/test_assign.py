"""`clm assign --vpa`: the reason, the text that tells the VPA, the look some weeks later."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from clm.errors import MissingToolError
from tests.build import customer_path, make_booking, make_customer, make_requests
from tests.commands.test_template import template

if TYPE_CHECKING:
    from pathlib import Path

    from tests.world import Clm, Repository

C = "c-7f3qkd"
FILE = customer_path(C, "vpa")
INTERNAL = customer_path(C, "oteam")
PRIO = "prio:\n  - {id: k-00000001, on: 2026-11-17, by: jana}\n"
DRAFT = "Hallo {{ vpa.name }}, bis {{ deadline }}.\n\n[[ANPASSEN: warum]]\n"
TELL = ("assign", C, "--vpa", "anna", "--template", "new-prio", "--deadline", "+5wd")


@pytest.fixture
def team(repo: Repository) -> Repository:
    """A prio customer without a VPA who posted a task, and two templates."""
    more = f"owner: jana\n{PRIO}bookings:\n{make_booking(on='2026-11-16', hours='50')}"
    repo.write(customer_path(C), make_customer(more=more))
    task = ("t-00000001", "Reise nach Porto", "2026-11-17")
    repo.write(customer_path(C, "requests"), make_requests(C, task))
    for name in ("new-prio", "vpa-outage"):
        repo.write(
            f"templates/de/{name}.md.j2",
            template(DRAFT, id=name, reason=name, required="[vpa.name, deadline]"),
        )
    repo.commit()
    return repo


def reminders(clm: Clm) -> list[tuple[str, str, str]]:
    record = clm("customer", "show", C, "--json").json["items"][0]["record"]
    return [(one["on"], one["for"], one["why"]) for one in record.get("reminders", ())]


def test_who_was_given_the_customer_meanwhile_keeps_it(
    team: Repository, clm: Clm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, editor = team.path(customer_path(C)), tmp_path / "editor.sh"
    editor.write_text(f"sed -i.old 's/.*ANPASSEN.*/weil/' \"$1\"\necho 'vpa: ben' >> '{here}'\n")
    monkeypatch.setenv("EDITOR", f"sh '{editor}'")
    before = team.head()
    answer = clm(*TELL, "--edit")
    assert answer.code == 75
    assert f"the VPA of {C} is ben by now, not nobody" in answer.err
    assert (team.head(), team.path(FILE).exists()) == (before, False)


def test_vpa_text_entry_and_look_are_one_commit(team: Repository, clm: Clm) -> None:  # A1.12
    before = team.head()
    answer = clm(*TELL, "--text", "-", "-m", "spricht Portugiesisch", stdin="Hallo Anna,\r\nlos!\n")
    assert answer.code == 0, answer.err
    assert team.git("rev-parse", "HEAD~1") == before
    assert (team.subjects()[0], team.is_clean()) == (f"assign {C}", True)
    assert "vpa: anna\n" in team.read(customer_path(C))
    told, noted = clm("file", C, "--json").json["items"]
    if told["file"] != "vpa":
        told, noted = noted, told
    assert (told["text"], told["kind"]) == ("Hallo Anna,\nlos!", "other")
    assert told["template"] == {"id": "new-prio", "version": "1"}
    assert noted["text"] == "VPA: anna (new-prio)\nspricht Portugiesisch"
    assert "    vpa: anna\n    on: 2026-11-25\n" in team.read(FILE)
    assert reminders(clm) == [
        ("2026-12-09", "jana", "2026-12-09: VPA file: does anna keep it current?")
    ]
    assert "Hallo" not in team.message()
    assert not {"assign-vpa", "prio-without-reminder"} & {
        reason for item in clm("mine", "--json").json["items"] for reason in item["reasons"]
    }
    clm.ok("undo")
    assert team.read(customer_path(C)) == team.git("show", f"{before}:{customer_path(C)}") + "\n"
    assert not team.path(FILE).exists()


def test_a_text_that_is_not_finished_assigns_nobody(team: Repository, clm: Clm) -> None:  # A3.13
    before = team.head()
    answer = clm(*TELL)
    assert (answer.code, team.head(), team.is_clean()) == (77, before, True)
    assert answer.out == "Hallo Anna Lorenz, bis 25.11.2026.\n\n[[ANPASSEN: warum]]\n"
    typed = f"clm assign {C} --vpa anna --template new-prio --deadline 2026-11-25"
    assert f"hint: {typed} --edit\n  or: {typed} > FILE, edit it, then: {typed} --text FILE\n" in (
        answer.err
    )


def test_the_two_ways_of_the_hint(
    team: Repository, clm: Clm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = tmp_path / "text.md"
    text.write_text(clm(*TELL).out.replace("[[ANPASSEN: warum]]", "weil"))
    clm.ok(*TELL, "--text", text)
    first = team.read(FILE)
    clm.ok("undo")
    editor = tmp_path / "editor.sh"
    editor.write_text("sed -i.old 's/.*ANPASSEN.*/weil/' \"$1\"")
    monkeypatch.setenv("EDITOR", f"sh '{editor}'")
    clm.ok("assign", C, "--vpa", "anna", "--deadline", "+5wd", "--edit")  # the template that fits
    assert team.read(FILE).splitlines()[-1] == first.splitlines()[-1]
    assert "    text: |-\n      Hallo Anna Lorenz, bis 25.11.2026.\n\n      weil\n" in first


def test_a_text_without_blocks_needs_no_more(team: Repository, clm: Clm) -> None:
    team.put("templates/de/new-prio.md.j2", template("Los!", id="new-prio", reason="new-prio"))
    out = clm.ok("assign", C, "--vpa", "anna", "--template", "new-prio")
    assert out.startswith(f"Los!\nassign: {C} Muster GmbH\n")
    assert "text: Los!" in team.read(FILE)
    assert "deadlines" not in team.read(FILE)


@pytest.mark.parametrize(
    ("words", "stdin", "code", "said"),
    [
        (("--text", "-"), "a [[ANPASSEN: b]]", 77, "not finished"),
        (("--text", "-"), " \n", 2, "no text"),
        (("--text", "-"), "PIN: 4711", 77, "line 1: a password"),
        (("--text", "-", "--force"), "PIN: 4711", 2, "--force needs the reason"),
        (("--text", "/nowhere/text.md"), "", 2, "cannot be read"),
        (("--var", "owner=x"), "", 2, "no value owner"),
        (("--deadline", "2026-11-17", "--text", "-"), "x", 77, "lies in the past"),
        (("--template", "praised"), "", 3, "no template praised"),
        (("--vpa", "nobody"), "", 3, "there is no VPA nobody"),
    ],
)
def test_what_cannot_be_told_assigns_nobody(
    team: Repository, clm: Clm, words: tuple[str, ...], stdin: str, code: int, said: str
) -> None:
    before = team.head()
    answer = clm(*TELL, *words, stdin=stdin)
    assert (answer.code, team.head(), team.is_clean()) == (code, before, True), answer.err
    assert said in answer.err


def test_a_missing_value_is_named(team: Repository, clm: Clm) -> None:  # A3.13
    before = team.head()
    answer = clm("assign", C, "--vpa", "anna", "--template", "new-prio")
    assert (answer.code, team.head()) == (2, before)
    assert "new-prio has no value for deadline" in answer.err
    assert "--deadline DATE" in answer.err


def test_a_vpa_who_has_the_customer_is_written_to_by_chat(team: Repository, clm: Clm) -> None:
    clm.ok("assign", C, "--vpa", "anna")
    before = team.head()
    answer = clm(*TELL, "--text", "-", stdin="x")
    assert (answer.code, team.head()) == (77, before)
    assert "anna already" in answer.err
    assert clm("assign", C, "--vpa", "anna").out == "nothing to change\n"
    assert team.head() == before


def test_a_text_is_for_one_customer(team: Repository, clm: Clm) -> None:
    team.put(customer_path("c-8g4rme"), make_customer("c-8g4rme", "Anders", "owner: jana\n"))
    before = team.head()
    for words in (("--template", "new-prio"), ("--edit",), ("--text", "x"), ("--deadline", "fri")):
        answer = clm("assign", C, "c-8g4rme", "--vpa", "anna", *words)
        assert (answer.code, team.head()) == (2, before)
        assert "for one customer" in answer.err
    answer = clm("assign", C, "c-8g4rme", "--vpa", "anna")
    assert answer.code == 0
    assert answer.err == (
        f"{C}: new-prio\nc-8g4rme: new-regular\nhint: clm chat REF --deadline +5wd --edit\n"
    )
    for ref in (C, "c-8g4rme"):
        assert "on: 2026-12-09" in team.read(customer_path(ref))  # A3.15


def test_what_belongs_to_a_text_or_a_vpa(clm: Clm, team: Repository) -> None:
    before = team.head()
    assert clm("assign", C, "tom", "--template", "new-prio").code == 2
    assert clm("assign", C, "tom", "--reason", "new-prio").code == 2
    assert clm("assign", C, "--vpa", "anna", "--deadline", "fri").code == 2
    assert clm("assign", C, "--vpa", "anna", "--copy").code == 2
    assert team.head() == before


def test_the_reason_is_proposed_and_the_next_step_told(
    team: Repository, clm: Clm
) -> None:  # A3.11, A3.15
    answer = clm("assign", C, "--vpa", "anna")
    assert answer.err == f"reason: new-prio\nhint: clm chat {C} new-prio --deadline +5wd --edit\n"
    assert answer.out.startswith(f"assign: {C} Muster GmbH\n")
    assert "VPA: anna (new-prio)" in team.read(INTERNAL)
    assert reminders(clm) == [
        ("2026-12-09", "jana", "2026-12-09: VPA file: does anna keep it current?")
    ]
    answer = clm("assign", C, "--vpa", "ben", "--reason", "vpa-change")
    assert answer.err == f"hint: clm chat {C} vpa-change --deadline +5wd --edit\n"
    assert "VPA: anna → ben (vpa-change)" in team.read(INTERNAL)


def test_an_absent_vpa_is_an_outage(team: Repository, clm: Clm) -> None:  # A3.11
    team.put(
        "vpas/anna.yaml",
        "id: anna\nname: Anna Lorenz\nabsences:\n  - {id: ab-v2m7rk, from: 2026-11-18}\n",
    )
    clm.ok("assign", C, "--vpa", "anna")
    answer = clm("assign", C, "--vpa", "ben")
    assert answer.err.startswith("reason: vpa-outage\n")
    clm.ok("undo")
    earlier = clm("assign", C, "--vpa", "ben", "--today", "2026-11-17")
    assert earlier.err.startswith("reason: vpa-change\n")


def test_the_template_says_the_reason_where_none_is_given(team: Repository, clm: Clm) -> None:
    words = ("assign", C, "--vpa", "ben", "--template", "vpa-outage", "--deadline", "fri")
    answer = clm(*words, "--text", "-", stdin="Danke!")
    assert "reason" not in answer.err
    assert "VPA: ben (vpa-outage)" in team.read(INTERNAL)
    assert "kind: vpa-change" in team.read(FILE)


def test_a_dry_run_shows_all_files(team: Repository, clm: Clm) -> None:
    before = team.head()
    out = clm.ok(*TELL, "--text", "-", "-n", stdin="x")
    for path in (customer_path(C), INTERNAL, FILE):
        assert f"+++ b/{path}" in out
    assert clm.ok("assign", C, "--vpa", "anna", "-n").startswith("diff ")
    assert (team.head(), team.is_clean()) == (before, True)


def test_the_text_is_copied_or_nothing_is_done(
    team: Repository, clm: Clm, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[str] = []
    monkeypatch.setattr("clm.store.clipboard.copy", kept.append)
    answer = clm(*TELL, "--copy", "--text", "-", stdin="Hallo")
    assert answer.code == 0
    assert "the text is on the clipboard" in answer.err
    assert kept == ["Hallo"]
    clm.ok("undo")
    before = team.head()

    def nothing(_text: str) -> None:
        raise MissingToolError("there is no clipboard to copy to")

    monkeypatch.setattr("clm.store.clipboard.copy", nothing)
    assert clm(*TELL, "--copy", "--text", "-", stdin="Hallo").code == 69
    assert (team.head(), team.is_clean()) == (before, True)


# at a terminal


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """There is somebody to ask, and an editor that finishes the text."""
    monkeypatch.setattr("clm.commands.assign.can_ask", lambda _app: True)
    editor = tmp_path / "editor.sh"
    editor.write_text("sed -i.old 's/.*ANPASSEN.*/weil/' \"$1\"")
    monkeypatch.setenv("EDITOR", f"sh '{editor}'")


@pytest.mark.usefixtures("terminal")
def test_a_person_confirms_reason_template_and_deadline(
    team: Repository, clm: Clm
) -> None:  # A3.11
    answer = clm("assign", C, "--vpa", "anna", stdin="y\ny\nmon\n")
    assert answer.code == 0, answer.err
    assert "The reason is new-prio: right? [Y/n]" in answer.err
    assert "by the template new-prio?" in answer.err
    assert "on: 2026-11-23" in team.read(FILE)
    assert "weil" in team.read(FILE)


@pytest.mark.usefixtures("terminal")
def test_a_person_says_no(team: Repository, clm: Clm) -> None:
    before = team.head()
    answer = clm("assign", C, "--vpa", "anna", stdin="n\n")
    assert (answer.code, team.head()) == (77, before)
    assert "--reason takes one of new-offer, " in answer.err
    answer = clm("assign", C, "--vpa", "anna", stdin="y\nn\n")
    assert answer.code == 0
    assert f"hint: clm chat {C} new-prio" in answer.err
    assert not team.path(FILE).exists()
    answer = clm("assign", C, "--vpa", "ben", "--reason", "vpa-outage", stdin="n\n")
    assert answer.code == 0
    assert "The reason" not in answer.err
    assert clm("assign", C, "--vpa", "anna", "-n").code == 0
