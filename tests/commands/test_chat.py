"""`clm chat`: the text for a VPA, printed and kept."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.build import customer_path, make_booking, make_customer
from tests.commands.test_template import OURS, template

if TYPE_CHECKING:
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


def note_of_anna(repo: Repository) -> None:
    repo.put(FILE, "customer: c-7f3qkd\nnotes:\n  - {id: n-aaaaaaaa, at: 2026-11-02, by: anna}\n")


def test_the_text_is_printed_and_nothing_changed(team: Repository, clm: Clm) -> None:
    before = team.head()
    answer = clm("chat", "muster", "--deadline", "fri")
    assert answer.out == "Hallo Anna Lorenz, bis 20.11.2026: Jana Sommer\n"
    assert "template: new-regular (de)" in answer.err
    assert team.head() == before
    item = clm("chat", "muster", "new-regular", "--deadline", "fri", "--json").json["items"][0]
    assert item["template"] == "new-regular"
    assert item["text"] == answer.out


def test_a_vpa_takes_over_where_the_file_has_an_entry(team: Repository, clm: Clm) -> None:
    note_of_anna(team)
    assert clm.ok("chat", "muster") == "Wechsel\n"


def test_what_has_no_template_yet_falls_back(team: Repository, clm: Clm) -> None:
    note_of_anna(team)
    team.path(CHANGE).unlink()
    answer = clm("chat", "muster", "--deadline", "fri")
    assert answer.out.startswith("Hallo Anna")
    assert "there is no template vpa-change yet" in answer.err


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


@pytest.mark.parametrize("block", ["[[ANPASSEN: x]]", "[[ anpassen: a\nb]]", "[[ANPASSEN x"])
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


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("name", ["new-regular", "vpa-change"])
def test_our_own_templates_with_all_there_is_and_with_little(
    team: Repository, clm: Clm, name: str, language: str
) -> None:
    shutil.rmtree(team.path("templates"))
    shutil.copytree(OURS, team.path("templates"))
    words = ["chat", "c-7f3qkd", name, "--lang", language, "--deadline", "fri"]
    full = clm.ok(*words)
    assert "Anna Lorenz" in full
    assert "None" not in full
    team.put(customer_path("c-7f3qkd"), make_customer(more="vpa: anna\n"))
    assert "None" not in clm.ok(*words)
