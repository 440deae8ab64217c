"""`clm note`: entries as people type, paste and fill them in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.build import SETTINGS, TEAM, customer_path, make_booking, make_customer, make_requests

if TYPE_CHECKING:
    from pathlib import Path

    from tests.world import Clm, Repository

REF = "c-7f3qkd"
OTEAM, VPA = customer_path(REF, "oteam"), customer_path(REF, "vpa")


@pytest.fixture
def team(repo: Repository) -> Repository:
    repo.write("clm.yaml", f"{SETTINGS}tags:\n  telefonat: [anruf]\n  it: []\n")
    more = f"owner: jana\nvpa: anna\nbookings:\n{make_booking()}"
    repo.write(customer_path(REF), make_customer(more=more))
    repo.write(
        customer_path(REF, "requests"), make_requests(REF, ("t-0000000a", "Reise", "2026-11-17"))
    )
    repo.write(
        "team/office.yaml", "id: office\nname: Büro\nshared: true\nemails:\n  - b@example.org\n"
    )
    repo.commit()
    return repo


def notes(clm: Clm) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = clm("file", REF, "--json").json["items"]
    return items


def test_the_fields_of_an_entry(team: Repository, clm: Clm) -> None:  # A3.8
    clm.ok(
        "note", REF, "--kind", "call", "--tag", "Anruf", "--situation", "fragt nach 50 h",
        "--task-link", "t-0000000a", "--reaction", "erklärt", "--next", "Angebot schicken",
        "--next-on", "fri", "--pin",
    )  # fmt: skip
    (note,) = notes(clm)
    assert (note["kind"], note["tags"], note["file"]) == ("call", ["telefonat"], "oteam")
    assert (note["situation"], note["task"]) == ("fragt nach 50 h", "t-0000000a")
    assert (note["reaction"], note["next_steps"]) == ("erklärt", "Angebot schicken")
    assert note["pinned"] is True
    (item,) = clm("mine", "reminders", "--json", "--today", "2026-11-20").json["items"]
    assert item["due"] == "2026-11-20"
    assert "why: Angebot schicken\n" in team.read(customer_path(REF))
    assert team.subjects()[0] == f"note {REF}"
    assert len(team.subjects()) == 3  # one commit for all of it


CHAT = "Hallo Jana,\n\tdie Liste: »alles« 'ok'\n\n  # kein Kommentar: {a}\nGrüße 🙂\n"


@pytest.mark.usefixtures("team")
@pytest.mark.parametrize("chat", [CHAT, "  vorn\n\n\n", "\n---\n- a: |\n", "eine Zeile"])
def test_a_pasted_chat_is_kept_to_the_last_character(clm: Clm, chat: str) -> None:  # A3.6
    clm.ok("note", REF, "--paste", "--source", "Teams", "--at", "2026-11-17 14:30", "--tag", "it",
           stdin=chat)  # fmt: skip
    (note,) = notes(clm)
    assert note["text"] == chat
    assert note["quote"] == {"source": "Teams", "at": "2026-11-17T14:30"}
    assert note["kind"] == "chat-or-mail"


@pytest.mark.usefixtures("team")
def test_what_nobody_sees_in_a_chat_is_left_out_and_told(clm: Clm) -> None:
    answer = clm("note", REF, "--paste", "--source", "x", stdin="a\u200eb\r\n\u202ac")
    assert "2 invisible characters were left out" in answer.err
    (note,) = notes(clm)
    assert note["text"] == "ab\nc"
    assert note["quote"]["at"].startswith("2026-11-18T")


@pytest.mark.usefixtures("team")
def test_at_a_terminal_the_clipboard_is_quoted(  # A3.6
    clm: Clm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("clm.commands.note.sys", Terminal)
    monkeypatch.setattr("clm.store.clipboard.paste", lambda: CHAT)
    clm.ok("note", REF, "--paste", "--source", "WhatsApp", "--kind", "single-chat")
    (note,) = notes(clm)
    assert (note["text"], note["kind"]) == (CHAT, "single-chat")


class Terminal:
    """A standard input at which a person sits."""

    class stdin:  # noqa: N801 -- as the module's
        @staticmethod
        def isatty() -> bool:
            return True


@pytest.mark.parametrize(
    ("words", "stdin", "code"),
    [
        (["--paste"], "x", 2),  # where is it from?
        (["--paste", "--source", " "], "x", 2),
        (["--paste", "--source", "x"], " \n", 2),
        (["--paste", "--source", "x", "text"], "x", 2),
        (["--paste", "--source", "x", "--at", "gestern"], "x", 2),
        (["text", "--source", "x"], "", 2),
        (["text", "--at", "2026-11-17"], "", 2),
        (["text", "--next-on", "fri"], "", 2),
        (["--next", "x", "--next-on", "fri", "--remind", "fri"], "", 2),
        (["--next", "x", "--next-on", "irgendwann"], "", 2),
        (["text", "--tag", "telefon"], "", 2),
        (["text", "--urgent"], "", 2),
        (["text", "--to", "tom"], "", 2),
        (["text", "--urgent", "--to", "nobody"], "", 3),
        (["text", "--force"], "", 2),
        (["text", "--kind", "special-agreement"], "", 77),
        (["text", "--booking", "b-2k9x7d1q"], "", 2),
        (["text", "--from-vpa", "--file", "oteam"], "", 2),
        (["Passwort: Hund99"], "", 77),
        (["--force", "-m", "Passwort: Hund99"], "", 2),  # the reason is no text
        ([], "", 2),
        ([" "], "", 2),
    ],
)
def test_what_does_not_fit_changes_nothing(
    team: Repository, clm: Clm, words: list[str], stdin: str, code: int
) -> None:
    head = team.head()
    answer = clm("note", REF, *words, stdin=stdin)
    assert (answer.code, bool(answer.err)) == (code, True)
    assert "Hund99" not in answer.err
    assert team.head() == head
    assert team.is_clean()


def test_a_secret_is_kept_only_with_a_reason(team: Repository, clm: Clm) -> None:  # A3.19
    clm.ok("note", REF, "pw=Hund99", "--file", "vpa", "--force", "-m", "gilt bis heute Abend")
    assert "Hund99" in team.read(VPA)
    assert "gilt bis heute Abend" in team.read(OTEAM)
    assert "gilt" not in team.message()
    assert "Hund99" not in team.message()
    answer = clm("check", VPA)
    assert f"{VPA}:7:11: warning: text: line 1: a password" in answer.out


@pytest.mark.parametrize(
    "words",
    [
        ("prio",), ("watch",), ("customer", "class", "A"), ("assign", "tom"),
        ("customer", "set", "plz=01067"), ("customer", "book", "5"),
    ],
)  # fmt: skip
def test_no_command_writes_a_secret_into_a_file(  # A3.19
    team: Repository, clm: Clm, words: tuple[str, ...]
) -> None:
    head, verb = team.head(), 2 if words[0] == "customer" else 1
    answer = clm(*words[:verb], REF, *words[verb:], "-m", "Passwort: Hund99")
    assert (answer.code, team.head(), team.is_clean()) == (77, head, True)
    assert "Hund99" not in answer.err


@pytest.mark.parametrize(
    "words",
    [
        ("remind", REF, "fri", "-m", "Passwort: Hund99"),
        ("customer", "set", REF, "infos=Passwort: Hund99"),
        ("customer", "set", REF, "wizard.Passwort=Hund99"),
        ("customer", "add", "Neu", "-m", "Passwort: Hund99"),
        ("note", REF, "--next", "Passwort: Hund99", "--next-on", "fri"),
    ],
)
def test_no_secret_gets_to_a_customer(  # A3.19
    team: Repository, clm: Clm, words: tuple[str, ...]
) -> None:
    head = team.head()
    answer = clm(*words)
    assert (answer.code, team.head(), team.is_clean()) == (77, head, True)
    assert "Hund99" not in answer.err


def test_what_is_put_back_has_been_there_before(team: Repository, clm: Clm) -> None:
    file = team.read(customer_path(REF))
    before = team.put(customer_path(REF), f"{file}infos: 'Passwort: Hund99'\n")
    clm.ok("customer", "set", REF, "infos=gut")
    assert clm("restore", REF, "infos", "--from", before, "-m", "pw=Hund99").code == 77
    clm.ok("restore", REF, "infos", "--from", before, "-m", "wieder da")
    assert "Hund99" in team.read(customer_path(REF))


@pytest.mark.usefixtures("team")
def test_what_an_entry_lacks_is_said(clm: Clm) -> None:
    answer = clm("note", REF, "x" * 601)
    assert answer.code == 0
    assert "warning: the entry has no tag" in answer.err  # A3.7
    assert "601 characters" in answer.err  # A3.8
    assert clm("note", REF, "kurz", "--tag", "it").err == ""


@pytest.mark.usefixtures("team")
def test_an_agreement_stands_on_top(clm: Clm) -> None:  # A3.5
    what = ("--what", "50 h in Raten", "--price", "0 EUR", "--valid-until", "31.12.2026")
    clm.ok("note", REF, "--kind", "special-agreement", *what, "--tag", "it")
    clm.ok("note", REF, "später", "--tag", "it")
    first, _ = notes(clm)
    assert first["agreement"] == {
        "what": "50 h in Raten", "price": "0 EUR", "valid_until": "2026-12-31"
    }  # fmt: skip
    assert clm.ok("file", REF).splitlines()[1].strip() == (
        "Agreed: 50 h in Raten · 0 EUR · until 2026-12-31"
    )


@pytest.mark.usefixtures("team")
def test_an_agreement_that_is_over_stands_among_the_others(clm: Clm) -> None:  # A3.5
    what = ("--what", "50 h in Raten", "--price", "0 EUR", "--valid-until", "2026-11-20")
    clm.ok("note", REF, "--kind", "special-agreement", *what, "--tag", "it")
    clm.ok("note", REF, "angeheftet", "--pin", "--tag", "it")

    def on_top(day: str) -> list[bool]:
        items = clm("file", REF, "--today", day, "--json").json["items"]
        return [bool(one["pinned"]) for one in items]

    assert on_top("2026-11-20") == [True, True]
    assert on_top("2026-11-21") == [True, False]


def test_what_a_vpa_told_is_in_their_file(team: Repository, clm: Clm) -> None:  # A1.36
    clm.ok("note", REF, "nutzt Slack", "--from-vpa", "--tag", "tools")
    (note,) = notes(clm)
    assert (note["file"], note["by"], note["acting_as"]) == ("vpa", "jana", "anna")
    assert "Clm-As" not in team.trailers()


def test_an_entry_of_a_shared_account_names_who_wrote(team: Repository, clm: Clm) -> None:  # A3.9
    assert clm("note", REF, "x", "--tag", "it", "--as", "office").code == 78
    clm.ok("note", REF, "x", "--tag", "it", "--as", "office", "--by", "TB")
    (note,) = notes(clm)
    assert (note["by"], note["acting_as"]) == ("tom", "office")
    assert (team.trailers()["Clm-By"], team.trailers()["Clm-As"]) == ("tom", "office")
    assert "TB (office)" in clm.ok("file", REF)


def by_office(team: Repository, *words: str, day: str = "2026-11-17") -> None:
    """A commit under the e-mail of the shared account."""
    dated = f"{day}T09:00:00Z"
    who = ("-c", "user.email=B@example.org", "-c", "user.name=office")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GIT_COMMITTER_DATE", dated)
        team.git(*who, "commit", "--quiet", "--allow-empty", f"--date={dated}", *words)


def test_a_shared_account_that_names_nobody_is_found(team: Repository, clm: Clm) -> None:  # A3.9
    assert clm("check").code == 0
    by_office(team, "-m", "long ago", day="2026-10-01")
    by_office(team, "-m", "x", "-m", "Clm-By: tom\nClm-As: office")
    assert clm("check").code == 0
    by_office(team, "-m", "by hand")
    by_office(team, "-m", "x", "-m", "Clm-By: office")
    answer = clm("check", "-v")
    assert answer.code == 1
    assert answer.out == (
        "team/office.yaml:3:9: warning: commits of this shared account name nobody: 2, the last "
        f"{team.head()[:8]} of 2026-11-17\n"
    )
    assert "--by INITIALS" in answer.err
    assert clm("check", "--as-of", "HEAD~2").code == 0
    assert clm("check", customer_path(REF)).code == 0


def test_an_entry_by_a_shared_account_is_found(team: Repository, clm: Clm) -> None:  # A3.9
    note = "{id: n-aaaaaaaa, at: 2026-11-17, by: office, text: x}"
    team.put(OTEAM, f"customer: {REF}\nnotes:\n  - {note}\n")
    answer = clm("check")
    assert answer.code == 1
    assert f"{OTEAM}:3:42: warning: by: office is a shared account" in answer.out


# urgent hand-overs


def test_an_urgent_hand_over_is_to_be_accepted(team: Repository, clm: Clm) -> None:  # A3.10
    words = ("Bitte heute anrufen", "--tag", "it", "--urgent", "--to", "tom")
    said = clm("note", REF, *words).err
    assert "tom is told of" in said
    (notice,) = clm("notify", "list", "--json").json["items"]
    assert (notice["event"], notice["persons"], notice["urgent"]) == ("urgent", ["tom"], True)
    (item,) = clm("mine", "reminders", "--as", "tom", "--json").json["items"]
    assert (item["reasons"], item["due"]) == (["urgent"], "2026-11-18")
    word = item["next"].split()
    assert "Urgent hand-over" in clm.ok("mine", "--as", "tom")
    why = clm.ok("why", REF)
    assert "A colleague handed it over as urgent." in why
    assert "done, which accepts it" in why
    assert clm(*word[1:], "--as", "isabel").code == 77  # it is Tom's to accept
    clm.ok(*word[1:], "--as", "tom")
    assert clm("mine", "reminders", "--as", "tom", "--json").json["items"] == []
    assert "done_by: tom\n" in team.read(customer_path(REF))


@pytest.mark.usefixtures("team")
def test_who_is_told_of_an_urgent_hand_over_to_somebody_absent(clm: Clm) -> None:  # A3.10, A0.24
    clm.ok("absence", "add", "tom", "--from", "2026-11-18", "--to", "2026-11-20",
           "--replacement", "isabel")  # fmt: skip
    words = ("note", REF, "Bitte heute anrufen", "--tag", "it", "--urgent", "--to", "tom")
    assert f"isabel for tom is told of {REF} (urgent)\n" in clm(*words).err
    own = clm(*words, "--as", "isabel").err
    assert "tom is away and you cover: it is yours, nobody else is told" in own
    assert "is told of" not in own
    assert len(clm("notify", "list", "--json").json["items"]) == 1


@pytest.mark.usefixtures("team")
@pytest.mark.parametrize(("language", "said"), [("de", "Dringend übergeben"), ("en", "Urgent")])
def test_the_notice_says_how_to_accept_it(
    team: Repository, clm: Clm, language: str, said: str
) -> None:
    team.put("clm.yaml", f"{SETTINGS}language: {language}\n")
    clm.ok("note", REF, "x", "--urgent", "--to", "tom")
    (notice,) = clm("notify", "list", "--json", "-v").json["items"]
    text = notice["text"]
    assert text.startswith(f"{said}")
    assert f"clm done {notice['trigger']}" in text


# the form


def editor(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """An editor that does to the file what a Python script says, whose `text` it is."""
    program = folder / "editor.py"
    program.write_text(
        "import pathlib, sys\nfile = pathlib.Path(sys.argv[1])\ntext = file.read_text()\n"
        f"{script}\nfile.write_text(text)\n"
    )
    monkeypatch.setenv("EDITOR", f"python3 '{program}'")


FILLED = (
    "text = text.replace('kind:', 'kind: call').replace('tags:', 'tags: it, anruf')"
    ".replace('next-on:', 'next-on: fri')"
    ".replace('## Next steps', '## Next steps\\n\\nAngebot: 50 h\\n# zweite Zeile\\n')"
)


@pytest.mark.usefixtures("team")
def test_a_form_is_filled_in_with_the_editor(
    clm: Clm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # A3.8
    editor(tmp_path, monkeypatch, FILLED)
    clm.ok("note", REF, "--edit", "--situation", "fragt nach", "--pin")
    (note,) = notes(clm)
    assert (note["kind"], note["tags"], note["pinned"]) == ("call", ["it", "telefonat"], True)
    assert (note["situation"], note["next_steps"]) == (
        "fragt nach",
        "Angebot: 50 h\n# zweite Zeile",
    )
    assert note["text"] is None
    (item,) = clm("customer", "show", REF, "--json").json["items"]
    assert item["record"]["reminders"][0]["why"] == "Angebot: 50 h # zweite Zeile"


@pytest.mark.usefixtures("team")
def test_a_form_asks_for_what_its_kind_needs(
    clm: Clm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = (
        "text = text.replace('what:', 'what: Raten').replace('price:', 'price: 0')"
        ".replace('valid-until:', 'valid-until: eom')"
    )
    editor(tmp_path, monkeypatch, script)
    clm.ok("note", REF, "--edit", "--kind", "special-agreement")
    assert notes(clm)[0]["agreement"]["valid_until"] == "2026-11-30"


@pytest.mark.usefixtures("team")
def test_a_pasted_text_is_still_a_quote_after_the_form(
    clm: Clm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor(tmp_path, monkeypatch, "text = text.replace('source: x', 'source: Mail')")
    clm.ok("note", REF, "--edit", "--paste", "--source", "x", stdin="Hallo")
    (note,) = notes(clm)
    assert (note["text"], note["quote"]["source"]) == ("Hallo", "Mail")


TORN = "\n  vorn \n## Text\ngesagt\n## Reaction\n## Quote, to the end of this file\nkind: x\n \n\n"


@pytest.mark.usefixtures("team")
@pytest.mark.parametrize("chat", [TORN, f"{TORN}ohne Umbruch ", CHAT, "eine Zeile"])
@pytest.mark.parametrize("ending", ["", "if not text.endswith('\\n'): text += '\\n'"])
def test_a_pasted_text_is_kept_to_the_last_character_by_the_form(  # A3.6
    clm: Clm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chat: str, ending: str
) -> None:
    fill = "text = text.replace('## Reaction', '## Reaction\\n## Text\\nerklärt', 1)"
    editor(tmp_path, monkeypatch, f"{fill}\n{ending}")
    clm.ok("note", REF, "--edit", "--paste", "--source", "x", "--next", "Mail", stdin=chat)
    (note,) = notes(clm)
    assert (note["reaction"], note["next_steps"], note["text"]) == (
        "## Text\nerklärt", "Mail", chat,
    )  # fmt: skip


def test_a_form_without_the_heading_of_its_quote_is_refused(
    team: Repository, clm: Clm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor(tmp_path, monkeypatch, "text = text.replace('## Quote', 'Quote')")
    head = team.head()
    answer = clm("note", REF, "--edit", "--paste", "--source", "x", stdin="Hallo")
    assert (answer.code, team.head()) == (65, head)
    assert "the line ## Quote, to the end of this file is not there" in answer.err


@pytest.mark.parametrize(
    ("script", "code", "kept"),
    [
        ("pass", 1, False),
        ("text = ''", 1, False),
        ("text = 'farbe: blau\\n' + text", 65, True),
        ("text = 'nur ein Satz\\n' + text", 65, True),
        ("text = text.replace('kind:', 'kind: anruf')", 65, True),
        ("text = text.replace('tags:', 'tags: telefon')", 2, True),
        ("text = text + 'Passwort: Hund99'", 77, True),
        ("file.unlink(); sys.exit()", 1, False),
        ("file.write_bytes(b'\\xff'); sys.exit()", 65, True),
        ("sys.exit(3)", 1, False),
        ("file.write_text('x'); sys.exit(3)", 1, True),
    ],
)
def test_a_form_that_does_not_fit_is_kept_and_changes_nothing(
    team: Repository, clm: Clm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str,
    code: int, *, kept: bool,
) -> None:  # fmt: skip
    (tmp_path / "copies").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "copies"))
    editor(tmp_path, monkeypatch, script)
    head = team.head()
    answer = clm("note", REF, "--edit")
    assert (answer.code, team.head()) == (code, head)
    assert ("your text is kept: " in answer.err) == kept
    assert bool(list((tmp_path / "copies").rglob("note.md"))) == kept


@pytest.mark.usefixtures("team")
def test_at_a_terminal_the_form_is_asked_for_again(
    clm: Clm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor(
        tmp_path, monkeypatch,
        "first = 'tags: it' not in text\n"
        "text = text.replace('tags: telefon', 'tags: it') if 'telefon' in text"
        " else text.replace('tags:', 'tags: telefon') + 'Termin'",
    )  # fmt: skip
    asked: list[str] = []
    monkeypatch.setattr("clm.commands.note.can_ask", lambda _: True)

    def confirm(text: str, **_: object) -> bool:
        asked.append(text)
        return True

    monkeypatch.setattr("click.confirm", confirm)
    answer = clm("note", REF, "--edit")
    assert (answer.code, asked) == (0, ["edit again?"])
    assert "there is no tag telefon" in answer.err
    (note,) = notes(clm)
    assert (note["text"], note["tags"]) == ("Termin", ["it"])


def test_the_team_of_tests_has_initials() -> None:
    assert "initials: TB" in TEAM["tom"]
