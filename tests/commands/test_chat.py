"""`clm chat`: the text for a VPA, printed and kept."""

from __future__ import annotations

import shutil
import time
from typing import TYPE_CHECKING

import pytest

from clm.domain.template import ASKS, REASONS
from clm.errors import MissingToolError
from clm.services.workspace import Workspace
from clm.store.sources import RACY_NS
from tests.build import SETTINGS, customer_path, make_booking, make_customer
from tests.commands.test_template import OURS, template

if TYPE_CHECKING:
    from pathlib import Path

    from clm.domain.changes import Target
    from tests.world import Clm, Repository

FILE = customer_path("c-7f3qkd", "vpa")
REGULAR = "templates/de/new-regular.md.j2"
CHANGE = "templates/de/vpa-change.md.j2"


@pytest.fixture
def team(repo: Repository) -> Repository:
    """A customer with the VPA anna, and a template in German."""
    more = (
        "owner: jana\nvpa: anna\ninfos: 'mag {{ customer.name }}'\n"
        f"bookings:\n{make_booking(hours='2.5')}"
    )
    repo.write(customer_path("c-7f3qkd"), make_customer(more=more))
    repo.write(REGULAR, template("Hallo {{ vpa.name }}, bis {{ deadline }}: {{ sender.name }}"))
    repo.write(
        CHANGE,
        template("Wechsel", id="vpa-change", reason="vpa-change", required=""),
    )
    repo.commit()
    return repo


def note_of(repo: Repository, vpa: str) -> None:
    repo.put(
        FILE, f"customer: c-7f3qkd\nnotes:\n  - {{id: n-aaaaaaaa, at: 2026-11-02, by: {vpa}}}\n"
    )


def test_the_text_is_printed_and_nothing_changed(team: Repository, clm: Clm) -> None:
    before = team.head()
    answer = clm("chat", "muster", "--deadline", "fri")
    assert answer.out == "Hallo Anna Lorenz, bis 20.11.2026: Jana Sommer\n"
    assert "template: new-regular (de)" in answer.err
    assert team.head() == before
    item = clm("chat", "muster", "new-regular", "--deadline", "fri", "--json").json["items"][0]
    assert item["template"] == "new-regular"
    assert item["text"] == answer.out


def test_a_vpa_takes_over_where_another_wrote(team: Repository, clm: Clm) -> None:  # A3.11
    note_of(team, "ben")
    answer = clm("chat", "muster")
    assert answer.out == "Wechsel\n"
    assert answer.err == "template: vpa-change (de)\n"


def test_the_one_that_fits_may_be_missing(team: Repository, clm: Clm) -> None:
    """A text for another reason would be worse than none."""
    note_of(team, "ben")
    team.path(CHANGE).unlink()
    answer = clm("chat", "muster", "--deadline", "fri")
    assert answer.code == 3
    assert "there is no template vpa-change" in answer.err


@pytest.mark.usefixtures("team")
def test_a_mistyped_template_is_guessed(clm: Clm) -> None:
    answer = clm("chat", "muster", "vpa-chagne")
    assert answer.code == 3
    assert "hint: did you mean vpa-change? known: " in answer.err


def test_what_is_asked_follows_what_happened(team: Repository, clm: Clm) -> None:  # A3.16, A3.20
    """New customer, ask, second ask, file not kept, nothing: each by its own template."""
    shutil.rmtree(team.path("templates"))
    shutil.copytree(OURS, team.path("templates"))
    team.commit()

    def fits(on: str) -> str:
        (item,) = (
            item
            for item in clm(
                "template", "list", "--customer", "muster", "--today", on, "--json"
            ).json["items"]
            if item["fits"]
        )
        return str(item["id"])

    assert fits("2026-11-18") == "new-regular"
    words = ["chat", "muster", "new-regular", "--deadline", "2026-11-25", "--log", "-"]
    clm.ok(*words, stdin="Hallo Anna")
    assert fits("2026-11-25") == "keep-file"  # the deadline is not over, and no section is filled
    assert fits("2026-11-26") == "second-reminder"
    second = clm.ok(
        "chat", "muster", "--deadline", "2026-12-01", "--today", "2026-11-26", "--var", "ask.due=x"
    )
    assert "am 18.11.2026 hatte ich dich zu Muster GmbH um etwas gebeten" in second
    assert "VPA-Kundenakte anlegen oder auf den neuesten Stand bringen" in second
    assert "Der Termin war der x" in second
    sections = ["contact-habits", "recurring-tasks", "tools", "preferences", "contacts"]
    entry = "  - {{id: n-aaaaaaaa, at: 2026-11-27, by: anna, tags: [{}]}}\n"
    team.put(FILE, team.read(FILE) + entry.format(", ".join(sections)))
    keep = clm.ok("chat", "muster", "--deadline", "2026-12-10", "--today", "2026-11-30")
    assert "Dein letzter Eintrag ist vom 27.11.2026" in keep
    assert [line for line in keep.splitlines() if line.startswith("- ")] == ["- offene Punkte"]
    team.put(FILE, team.read(FILE).replace("contacts]", "contacts, open-points]"))
    answer = clm("chat", "muster", "--today", "2026-11-30")
    assert (answer.code, answer.out) == (1, "")
    assert "anna has nothing to be asked about c-7f3qkd now" in answer.err


def test_an_ask_is_kept_in_its_own_words(team: Repository, clm: Clm) -> None:  # A1.35
    path = "templates/de/smaller-package.md.j2"
    team.put(path, (OURS / "de" / "smaller-package.md.j2").read_text())
    words = ["chat", "muster", "smaller-package", "--deadline", "+5wd", "--log", "-"]
    clm.ok(*words, stdin="Was steckt dahinter?")
    assert "on: 2026-11-25\n    ask: In der Akte festhalten, was hinter dem kleineren" in (
        team.read(FILE)
    )
    (reminder,) = clm("customer", "show", "muster", "--json").json["items"][0]["record"][
        "reminders"
    ]
    assert (reminder["on"], reminder["for"]) == ("2026-11-25", "jana")
    assert reminder["why"] == "2026-11-25: VPA: smaller-package"


def test_values_of_ones_own(team: Repository, clm: Clm) -> None:
    words = ["chat", "muster", "new-regular", "--var", "sender.name=Ich"]
    assert clm.ok(*words, "--var", "deadline=bald") == "Hallo Anna Lorenz, bis bald: Ich\n"
    assert clm("chat", "muster", "--var", "owner=x").code == 2
    assert clm("chat", "muster", "--var", "customer.wizard=x").code == 2
    assert clm("chat", "muster", "--var", "deadline").code == 2
    assert team.is_clean()


def test_a_missing_value_is_named(team: Repository, clm: Clm) -> None:
    answer = clm("chat", "muster", "new-regular")
    assert answer.code == 65
    assert "deadline has no value" in answer.err
    team.put(REGULAR, template("x", required="[deadline, vpa.name, customer.city]"))
    answer = clm("chat", "muster", "new-regular")
    assert answer.code == 65
    assert "no value for deadline, customer.city" in answer.err
    assert "--deadline DATE, --var customer.city=" in answer.err
    team.put(REGULAR, template("x", required="[deadline]"))
    answer = clm("chat", "muster", "new-regular")  # an option that lacks is a matter of usage
    assert (answer.code, "hint: --deadline DATE\n" in answer.err) == (2, True)


def test_the_language_is_the_vpas(team: Repository, clm: Clm) -> None:
    team.write("vpas/anna.yaml", "id: anna\nname: Anna\nlanguages: [pt, en]\n")
    team.put("templates/en/new-regular.md.j2", template(
        "{{ packages[0].hours }} h since {{ packages[0].booked_on }}", language="en"
    ))  # fmt: skip
    assert clm.ok("chat", "muster") == "2.5 h since 2026-11-02\n"
    assert clm("chat", "muster", "vpa-change", "--lang", "en").code == 3
    assert clm("chat", "muster", "--lang", "de", "--var", "deadline=x").out.startswith("Hallo")


def test_customers_text_is_never_a_template(team: Repository, clm: Clm) -> None:
    team.put(REGULAR, template("{{ customer.infos }}"))
    assert clm.ok("chat", "muster") == "mag {{ customer.name }}\n"


@pytest.mark.parametrize("name", ["customer.owner", "customer.prio", "dossier", "oteam", "notes"])
def test_what_is_internal_cannot_be_reached(team: Repository, clm: Clm, name: str) -> None:
    team.put(REGULAR, template(f"{{{{ {name} }}}}"))
    answer = clm("chat", "muster")
    assert answer.code == 65
    assert "has no value" in answer.err


def test_a_finished_text_is_kept_with_its_template_and_deadline(team: Repository, clm: Clm) -> None:
    before = team.head()
    clm.ok(
        "chat", "muster", "vpa-change", "--deadline", "fri", "--log", "-", stdin="Fertig\r\nso\n"
    )
    assert team.git("rev-parse", "HEAD~1") == before
    assert team.subjects()[0] == "chat c-7f3qkd"
    (note,) = clm("file", "muster", "--json").json["items"]
    assert note["text"] == "Fertig\nso"
    assert note["kind"] == "vpa-change"
    assert note["template"] == {"id": "vpa-change", "version": "1"}
    assert (
        "    vpa: anna\n    on: 2026-11-20\n"
        "    ask: VPA-Kundenakte anlegen oder auf den neuesten Stand bringen\n"
        f"    note: {note['id']}\n"
    ) in team.read(FILE)
    assert "Fertig" not in team.message()


def test_a_deadline_of_a_chat_can_be_done(team: Repository, clm: Clm) -> None:
    clm.ok("chat", "muster", "vpa-change", "--deadline", "fri", "--log")
    (item,) = (line.split()[-1] for line in team.read(FILE).splitlines() if "id: d-" in line)
    clm.ok("done", item)
    assert "done_by: jana" in team.read(FILE)


@pytest.mark.parametrize(
    "block",
    [
        "[[ANPASSEN: x]]", "[[ anpassen: a\nb]]", "[[ANPASSEN x", "[[ANPASSEN_: x]]",
        "[ [ANPASSEN: x]]", r"\[\[ANPASSEN: x\]\]", "［［ANPASSEN: x］］",
    ],
)  # fmt: skip
def test_an_unfinished_text_is_not_kept(team: Repository, clm: Clm, block: str) -> None:
    team.put(CHANGE, template(f"a {block}", id="vpa-change", reason="vpa-change", required=""))
    before = team.head()
    assert clm("chat", "muster", "vpa-change").code == 0
    for words, stdin in ((["--log"], ""), (["--log", "-"], f"so {block}")):
        answer = clm("chat", "muster", "vpa-change", *words, stdin=stdin)
        assert answer.code == 77
        assert "the text is not finished" in answer.err
    assert team.head() == before
    assert team.is_clean()


@pytest.mark.parametrize(
    ("words", "stdin", "code"),
    [
        (["new-regular", "--log", "-"], "", 2),
        (["new-regular", "-"], "x", 2),
        (["new-regular", "-n"], "", 2),
        (["new-regular", "x", "--log"], "", 2),
        (["new-regular", "-", "--edit"], "x", 2),
        (["new-regular", "-m", "x"], "", 2),
        (["new-regular", "--force", "-m", "x"], "", 2),
        (["new-regular", "--log", "-"], "a\x1b[31mb", 2),
        (["nothing"], "", 3),
    ],
)
def test_what_cannot_be_kept(
    team: Repository, clm: Clm, words: list[str], stdin: str, code: int
) -> None:
    before = team.head()
    assert clm("chat", "muster", *words, stdin=stdin).code == code
    assert team.head() == before
    assert team.is_clean()


def test_a_dry_run_shows_the_diff_alone(team: Repository, clm: Clm) -> None:
    before = team.head()
    out = clm.ok("chat", "muster", "vpa-change", "--log", "-n")
    assert out.startswith("diff ")
    assert team.head() == before


def test_no_deadline_without_a_vpa(team: Repository, clm: Clm) -> None:
    team.put(customer_path("c-7f3qkd"), make_customer(more="owner: jana\n"))
    answer = clm("chat", "muster", "vpa-change", "--deadline", "fri", "--log")
    assert answer.code == 77
    assert "no VPA" in answer.err


def test_what_the_team_reads_has_no_place_in_the_vpas_file(team: Repository, clm: Clm) -> None:
    team.put(CHANGE, template("x", id="vpa-change", audience="team", reason="", required=""))
    assert clm("chat", "muster", "vpa-change", "--log").code == 77


def test_a_package_is_compared_with_what_is_usual(team: Repository, clm: Clm) -> None:  # A1.35
    """Without the trial, and what was ordered together in one sum (L2, L3, L12)."""
    sizes = (("09-01", "5", ""), ("09-08", "20", ""), ("10-01", "20", ""),
             ("11-16", "50", "A-1"), ("11-16", "50", "A-1"))  # fmt: skip
    items = "".join(
        make_booking(f"b-0000000{n}", f"2026-{on}", hours, f"order: {order}" if order else "")
        for n, (on, hours, order) in enumerate(sizes)
    )
    more = (
        f"vpa: anna\nbookings:\n{items}contacts:\n"
        "  - {id: p-00000001, name: Erika Muster, role: ordering}\n"
    )
    shutil.copytree(OURS, team.path("templates"), dirs_exist_ok=True)
    team.put(customer_path("c-7f3qkd"), make_customer(more=more))
    text = clm.ok("chat", "muster", "larger-package", "--deadline", "fri")
    assert "- Diesmal: 100 h, gebucht am 16.11.2026\n- Sonst üblich: 20 h\n" in text
    text = clm.ok("chat", "muster", "new-regular", "--deadline", "fri")
    assert "- Erika Muster (bestellt)\n" in text


@pytest.mark.parametrize("language", ["de", "en"])
def test_our_own_templates_with_all_there_is_and_with_little(
    team: Repository, clm: Clm, language: str
) -> None:
    """Each reads well: no gap, no value that is not there, nothing of the engine."""
    shutil.rmtree(team.path("templates"))
    shutil.copytree(OURS, team.path("templates"))
    texts = {}
    for more in (FULL, "owner: jana\nvpa: anna\n"):
        team.put(customer_path("c-7f3qkd"), make_customer(more=more))
        for name in (*REASONS, *ASKS):
            words = ["chat", "c-7f3qkd", name, "--lang", language, "--deadline", "fri"]
            text = texts[more, name] = clm.ok(*words)
            assert "Anna Lorenz" in text
            assert text.endswith("Jana Sommer (JS)\n")
            assert "None" not in text
            assert not {"{", "}", "%"} & set(text), text
            assert "\n\n\n" not in text, text
            assert text == "".join(f"{line.rstrip()}\n" for line in text.splitlines()), text
            assert "[[ANPASSEN: " in text
    for name in REASONS:
        text = texts[FULL, name]
        for fact in ("Erika Muster (Einkauf), e.muster@example.org, +49 351 0000000", "Bonn",
                     "mag kurze Mails", ": 200 EUR"):  # fmt: skip
            assert fact in text, name
        for section in {"de": ("offene Punkte",), "en": ("open points",)}[language]:
            assert section in text


FULL = f"""owner: jana
vpa: anna
language: pt
city: Bonn
company: {{name: Muster & Co., industry: Handel, website: muster.example}}
infos: mag kurze Mails
wizard: {{budget: 200 EUR, eigenes: Wort}}
contacts:
  - id: p-00000001
    name: Erika Muster
    role: Einkauf
    email: e.muster@example.org
    phone: '+49 351 0000000'
bookings:
{make_booking(hours="20", on="2026-09-01")}{make_booking("b-2k9x7d1r", hours="2.5")}"""


def test_a_section_is_named_as_the_team_has_it(team: Repository, clm: Clm) -> None:  # A3.19
    team.write("clm.yaml", f"{SETTINGS}vpa_sections: [tools, haus-regeln]\n")
    team.put(REGULAR, template("{% for one in sections %}{{ one.label }}\n{% endfor %}"))
    assert clm.ok("chat", "muster").splitlines() == [
        "Werkzeuge und Zugänge: nur, wo sie aufbewahrt sind, nie das Passwort selbst",
        "haus-regeln",
    ]


def test_what_was_released_is_gathered(team: Repository, clm: Clm) -> None:  # A3.14
    """Infos, wizard, and of the notes of sales those that were moved to the VPA's file."""
    internal = (
        "customer: c-7f3qkd\nnotes:\n  - {id: n-00000001, at: 2026-11-02, by: jana, text: geheim}\n"
    )
    team.write(customer_path("c-7f3qkd", "oteam"), internal)
    team.write(FILE, "customer: c-7f3qkd\nnotes:\n"
        "  - {id: n-00000002, at: 2026-11-03, by: jana, kind: sales-talk,"
        " situation: sucht Entlastung, text: 'mag\tMails', released_from: n-00000001}\n"
        "  - {id: n-00000003, at: 2026-11-04, by: jana, text: schon lange da}\n")  # fmt: skip
    team.put(
        REGULAR, template("{% for one in released %}{{ one.text }} ({{ one.on }}){% endfor %}")
    )
    assert clm.ok("chat", "muster", "new-regular") == "sucht Entlastung mag Mails (03.11.2026)\n"


def test_the_internal_file_is_not_even_opened(
    team: Repository, clm: Clm, monkeypatch: pytest.MonkeyPatch
) -> None:  # A3.3
    asked: list[Target] = []
    record = Workspace.record

    def kept(self: Workspace, target: Target) -> object:
        asked.append(target)
        return record(self, target)

    team.put(customer_path("c-7f3qkd", "oteam"), "customer: c-7f3qkd\n")
    time.sleep(2 * RACY_NS / 1e9)  # what was written just now is read again
    clm.ok("mine")  # the index has read the files
    monkeypatch.setattr(Workspace, "record", kept)
    clm.ok("chat", "muster", "new-regular", "--deadline", "fri")
    assert {target.kind for target in asked} == {"vpa-file"}


# finishing in one command


def drafts(tmp_path: Path) -> list[Path]:
    return list(tmp_path.glob("clm-chat-*"))


def test_the_editor_finishes_the_text_and_it_is_kept(
    team: Repository, clm: Clm, editor: Path, tmp_path: Path
) -> None:  # A3.13
    team.put(REGULAR, template("Hallo {{ vpa.name }}\n[[ANPASSEN: warum]]\n", required=""))
    before = team.head()
    editor.write_text('sed -i.old \'s/.*ANPASSEN.*/weil sie Zeit hat/\' "$1" && rm "$1.old"')
    answer = clm("chat", "muster", "new-regular", "--deadline", "fri", "--edit")
    text = "Hallo Anna Lorenz\nweil sie Zeit hat\n"
    assert answer.out.startswith(f"{text}chat: c-7f3qkd Muster GmbH\nundo: clm undo ")
    assert team.git("rev-parse", "HEAD~1") == before
    (note,) = clm("file", "muster", "--json").json["items"]
    assert note["text"] == text.strip()
    assert drafts(tmp_path) == []


@pytest.mark.parametrize(
    ("script", "code", "said"),
    [
        ("true", 77, "the text is not finished: [[ANPASSEN: warum"),
        ("printf 'Passwort: Kx9!nm42' > \"$1\"", 77, "line 1: a password"),
        ("printf '\\377' > \"$1\"", 65, "not UTF-8"),
        ("printf 'a\\033[31m' > \"$1\"", 2, ""),
        ("exit 3", 1, "the editor ended with 3"),
    ],
)
def test_a_text_that_cannot_be_kept_is_not_lost(
    team: Repository, clm: Clm, editor: Path, tmp_path: Path, script: str, code: int, said: str
) -> None:
    team.put(REGULAR, template("[[ANPASSEN: warum]]", required=""))
    before = team.head()
    editor.write_text(script)
    answer = clm("chat", "muster", "new-regular", "--deadline", "fri", "--edit")
    assert (answer.code, team.head(), team.is_clean()) == (code, before, True)
    assert said in answer.err
    (kept,) = drafts(tmp_path)
    (copy,) = kept.iterdir()
    assert f"clm chat c-7f3qkd new-regular --deadline 2026-11-20 --log - < {copy}" in answer.err


def test_who_empties_the_text_gives_up(
    team: Repository, clm: Clm, editor: Path, tmp_path: Path
) -> None:
    before = team.head()
    for script in (': > "$1"', 'rm "$1"'):
        editor.write_text(script)
        answer = clm("chat", "muster", "vpa-change", "--edit")
        assert (answer.code, answer.out) == (1, "")
        assert "nothing was changed" in answer.err
    assert (team.head(), drafts(tmp_path)) == (before, [])


def test_at_a_terminal_the_editor_opens_again(
    team: Repository, clm: Clm, editor: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    team.put(
        CHANGE, template("[[ANPASSEN: a]] b", id="vpa-change", reason="vpa-change", required="")
    )
    monkeypatch.setattr("clm.options.can_ask", lambda _app: True)
    count = editor.with_suffix(".count")
    editor.write_text(
        f"echo x >> '{count}'; [ $(wc -l < '{count}') = 2 ] && echo fertig > \"$1\"; true"
    )
    answer = clm("chat", "muster", "vpa-change", "--edit", stdin="y\n")
    assert answer.code == 0, answer.err
    assert "still to be replaced: [[ANPASSEN: a…" in answer.err
    assert count.read_text() == "x\nx\n"
    assert clm("file", "muster", "--json").json["items"][0]["text"] == "fertig"


@pytest.fixture
def clipboard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    kept: list[str] = []
    monkeypatch.setattr("clm.store.clipboard.copy", kept.append)
    return kept


def test_the_text_is_copied_instead_of_printed(
    team: Repository, clm: Clm, clipboard: list[str]
) -> None:
    answer = clm("chat", "muster", "vpa-change", "--copy")
    assert (answer.code, answer.out) == (0, "")
    assert answer.err == "the text is on the clipboard\n"
    out = clm.ok("chat", "muster", "vpa-change", "--copy", "--log")
    assert out.startswith("chat: c-7f3qkd")
    assert clipboard == ["Wechsel\n"] * 2
    assert team.subjects()[0] == "chat c-7f3qkd"


def test_what_is_not_kept_is_not_copied_and_the_other_way_round(
    team: Repository, clm: Clm, clipboard: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = team.head()
    words = ["chat", "muster", "vpa-change", "--copy", "--log"]
    assert clm(*words, "-", stdin="[[ANPASSEN: x]]").code == 77
    clm.ok(*words, "-n")
    assert clipboard == []

    def nothing(_text: str) -> None:
        raise MissingToolError("there is no clipboard to copy to")

    monkeypatch.setattr("clm.store.clipboard.copy", nothing)
    assert clm(*words).code == 69
    assert (team.head(), team.is_clean()) == (before, True)


def test_a_secret_is_kept_only_with_a_reason(team: Repository, clm: Clm) -> None:  # A3.19
    before = team.head()
    words = ["chat", "muster", "vpa-change", "--log"]
    text = "Hallo\nPasswort: Kx9!nm42\n"
    answer = clm(*words, "-", stdin=text)
    assert answer.code == 77
    assert "line 2: a password" in answer.err
    assert "Kx9" not in answer.err
    assert clm(*words, "--force", "-", stdin=text).code == 2
    assert team.head() == before
    clm.ok(*words, "--force", "-m", "Testzugang, gilt einen Tag", "-", stdin=text)
    assert "Kx9!nm42" in team.read(FILE)
    assert "text: Testzugang, gilt einen Tag" in team.read(customer_path("c-7f3qkd", "oteam"))
    assert "Testzugang" not in team.message()


def test_a_deadline_that_is_over_is_none(team: Repository, clm: Clm) -> None:
    before = team.head()
    words = ["chat", "muster", "vpa-change", "--log", "--deadline"]
    assert clm(*words, "2026-11-17").code == 77
    assert team.head() == before
    clm.ok(*words, "2026-11-18")


def test_telling_a_vpa_is_looked_after_too(team: Repository, clm: Clm) -> None:  # A3.15
    clm.ok("chat", "muster", "vpa-change", "--log")
    assert team.is_clean()
    (reminder,) = clm("customer", "show", "muster", "--json").json["items"][0]["record"][
        "reminders"
    ]
    assert reminder["on"] == "2026-12-09"
    assert "anna" in reminder["why"]


def test_a_text_for_who_is_the_vpa_no_more_is_not_kept(
    team: Repository, clm: Clm, editor: Path, tmp_path: Path
) -> None:
    """Who the VPA is may change while the text is written: they would get another's text."""
    team.put(REGULAR, template("Hallo {{ vpa.name }}", required=""))
    here = team.path(customer_path("c-7f3qkd"))
    editor.write_text(f"sed -i.old 's/vpa: anna/vpa: ben/' '{here}' && rm '{here}.old'")
    before = team.head()
    answer = clm("chat", "muster", "new-regular", "--deadline", "fri", "--edit")
    assert answer.code == 75
    assert "the VPA of c-7f3qkd is ben by now, not anna" in answer.err
    assert "your text is kept" in answer.err
    (draft,) = drafts(tmp_path)
    assert (draft / "c-7f3qkd-new-regular.md").read_text() == "Hallo Anna Lorenz\n"
    assert (team.head(), team.path(FILE).exists()) == (before, False)


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("Hallo Anna, zu Muster GmbH …", []),
        ("hallo ANNA, zur muster gmbh …", []),
        ("Hallo Ben, zu Muster GmbH …", ["Anna"]),
        ("Hallo Ben, zur Bäckerei …", ["Muster GmbH", "Anna"]),
    ],
)
def test_a_text_that_names_somebody_else_is_told(
    team: Repository, clm: Clm, text: str, missing: list[str]
) -> None:
    team.put(REGULAR, template("Hallo {{ vpa.name }}: {{ customer.name }}", required=""))
    answer = clm("chat", "muster", "new-regular", "--log", "-", stdin=text)
    assert answer.code == 0
    lines = [line for line in answer.err.splitlines() if "does not name" in line]
    assert lines == [
        f"warning: the text does not name {name}: does it belong to c-7f3qkd?" for name in missing
    ]


def test_a_template_that_names_nobody_asks_for_no_name(team: Repository, clm: Clm) -> None:
    team.put(REGULAR, template("Hallo!", required=""))
    assert "does not name" not in clm("chat", "muster", "new-regular", "--log", "-", stdin="x").err
