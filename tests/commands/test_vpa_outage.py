"""`clm vpa outage`: who is affected, who could take over, what is handed over."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING, Any

import pytest

from tests.build import SETTINGS, customer_path, make_booking, make_customer
from tests.commands.test_vpa_files import HERS, TOMS, ask, chat, entry, file

if TYPE_CHECKING:
    from pathlib import Path

    from tests.world import Clm, Repository

LAST = "c-000003"
"""A customer of Ben's of whom Anna does one task."""


@pytest.fixture
def world(repo: Repository) -> Repository:
    """Two customers of Anna's, one of Ben's with a task for her; Ben, Clara and Dora besides."""
    repo.write("clm.yaml", f"{SETTINGS}vpa_sections:\n  - tools\n  - contacts\n")
    repo.write("vpas/anna.yaml", "id: anna\nname: Anna Lorenz\nskills: [reisen]\n")
    repo.write(
        "vpas/ben.yaml",
        "id: ben\nname: Ben Falk\nlanguages: [de]\nskills: [reisen]\ncapacity_hours: 60\n",
    )
    repo.write(
        "vpas/clara.yaml", "id: clara\nname: Clara\nlanguages: [de, pl]\ncapacity_hours: 80\n"
    )
    away = "absences:\n  - {id: ab-000001, from: 2026-11-16, to: 2026-11-20}\n"
    repo.write("vpas/dora.yaml", f"id: dora\nname: Dora\nlanguages: [de, pl]\n{away}")
    booked = f"bookings:\n{make_booking(hours='20', more='price: 777.00')}"
    contact = "contacts:\n  - {id: p-00000001, name: Erika Müller, role: ordering, language: pl}\n"
    more = (
        f"language: de\nowner: jana\nvpa: anna\ninfos: 'mag *Sterne*'\n{contact}{booked}"
        "reminders:\n  - {id: m-00000001, on: 2026-12-01, for: jana, why: Rückruf Rabatt}\n"
        "prio:\n  - {id: k-00000001, on: 2026-11-01, by: jana, note: großer Kunde}\n"
    )
    repo.write(customer_path(HERS), make_customer(HERS, "Kunde 1 GmbH", more))
    repo.write(
        customer_path(HERS, "oteam"),
        f"customer: {HERS}\nnotes:\n"
        "  - {id: n-00000099, at: 2026-11-01, by: jana, text: Intern}\n",
    )
    notes = (
        entry(1, "2026-11-10T09:00:00Z", "anna", "tools").replace("Text", "'Zugang: [Tresor](x)'")
        + chat(2, "2026-11-11T09:00:00Z")
        + entry(3, "2026-11-12T09:00:00Z", "jana", "", ", booking: b-2k9x7d1q")
    )
    repo.write(customer_path(HERS, "vpa"), file(HERS, notes, ask(1, "2026-11-17", 2)))
    classed = "class:\n  - {id: k-00000001, value: B, on: 2026-01-01, by: jana}\n"
    more = f"owner: tom\nvpa: anna\n{classed}bookings:\n{make_booking(hours='50')}"
    repo.write(customer_path(TOMS), make_customer(TOMS, "Kunde 2 GmbH", more))
    repo.write(customer_path(LAST), make_customer(LAST, "Kunde 3 GmbH", "vpa: ben\n"))
    for ref, vpa, deadline in ((TOMS, "", "2026-11-20"), (LAST, ", vpa: anna", "2026-11-25")):
        repo.write(
            customer_path(ref, "requests"),
            f"customer: {ref}\nposted:\n  - {{id: t-00000{ref[-3:]}, title: Reise, "
            f"posted_at: 2026-11-02, status: forwarded, deadline: {deadline}{vpa}}}\n",
        )
    repo.write(
        customer_path("c-000004"), make_customer("c-000004", "Weg", "vpa: anna\nstatus: archived\n")
    )
    repo.commit()
    return repo


def items(clm: Clm, *words: str) -> list[dict[str, Any]]:
    return list(clm("vpa", "outage", "anna", "--json", *words).json["items"])


@pytest.mark.usefixtures("world")
def test_the_customers_of_a_vpa_the_most_urgent_first(clm: Clm) -> None:  # A3.17
    answer = clm("vpa", "outage", "anna", "--json").json
    assert answer["schema"] == "clm/vpa-outage@1"
    assert (answer["vpa"], answer["from"], answer["to"]) == ("anna", "2026-11-18", None)
    toms, last, hers = answer["items"]
    assert hers == {
        "ref": HERS, "name": "Kunde 1 GmbH", "owner": "jana", "class": "none", "prio": True,
        "completeness": 50, "missing": ["contacts"], "last": "2026-11-10", "tasks": [],
        "task_deadline": None,
        "deadlines": [{"id": "d-00000001", "on": "2026-11-17", "ask": "Akte pflegen"}],
        "hours": 20, "replacement": "clara",
        "proposals": [
            {"vpa": "clara", "name": "Clara", "speaks": ["de", "pl"], "lacks": [], "skills": [],
             "customers": 0, "hours": 0, "free": 80},
            {"vpa": "ben", "name": "Ben Falk", "speaks": ["de"], "lacks": ["pl"],
             "skills": ["reisen"], "customers": 2, "hours": 50, "free": 10},
        ],
        "next": f"clm assign {HERS} --vpa clara --reason vpa-outage --template vpa-outage",
    }  # fmt: skip
    assert (toms["ref"], toms["class"], toms["task_deadline"]) == (TOMS, "B", "2026-11-20")
    assert [one["id"] for one in toms["tasks"]] == ["t-00000002"]
    # Ben takes the first one, and so has 50 of his 60 hours less for the others.
    assert toms["proposals"][0]["free"] == 60
    assert (last["ref"], last["next"]) == (LAST, f"clm edit {LAST} --file requests")
    shown = clm.ok("vpa", "outage", "anna")
    assert "clara (speaks de pl, 80 h free, customers: 0); ben" in shown
    assert "dora" not in shown  # she is away
    assert "Weg" not in shown


@pytest.mark.usefixtures("world")
def test_the_days_decide_who_can_step_in(clm: Clm) -> None:  # A3.17
    def names(*words: str) -> set[str]:
        return {one["vpa"] for item in items(clm, *words) for one in item["proposals"]}

    assert names() == {"ben", "clara"}
    assert names("--from", "2026-11-21") == {"ben", "clara", "dora"}
    assert names("--from", "2026-11-10", "--to", "2026-11-15") == {"ben", "clara", "dora"}
    assert names("--from", "2026-11-10", "--to", "2026-11-16") == {"ben", "clara"}


def test_where_nobody_is_there_it_says_so(world: Repository, clm: Clm) -> None:
    for name in ("ben", "clara"):
        away = f"absences:\n  - {{id: ab-00000{name[0]}, from: 2026-11-01}}\n"
        world.put(f"vpas/{name}.yaml", world.read(f"vpas/{name}.yaml") + away)
    assert "nobody is there" in clm.ok("vpa", "outage", "anna")
    found = items(clm)[0]
    assert (found["replacement"], found["proposals"]) == (None, [])
    assert found["next"].startswith(f"clm assign {TOMS} --vpa VPA --reason")


@pytest.mark.usefixtures("world")
def test_a_pack_holds_what_the_vpas_file_says(clm: Clm) -> None:  # A3.17
    text = clm.ok("vpa", "outage", "anna", "-o", "md")
    pack = text[text.index("# Kunde 1 GmbH") :]
    assert pack == (
        f"# Kunde 1 GmbH ({HERS})\n\n"
        "- VPA: anna\n- Language: de\n\n"
        "## Infos\n\nmag \\*Sterne\\*\n\n"
        "## Contacts\n\n- Erika Müller, ordering, pl\n\n"
        "## tools\n\n- 2026-11-10 anna: Zugang: \\[Tresor\\](x)\n\n"
        "## Further entries\n\n- 2026-11-12 jana: Text\n- 2026-11-11 jana: Text\n\n"
        "## Not written down\n\n- contacts\n\n"
        "## Asked of the VPA so far\n\n- 2026-11-17: Akte pflegen\n"
    )
    assert "# Kunde 2 GmbH" in text
    german = clm.ok("vpa", "outage", "anna", "-o", "md", "--lang", "de")
    assert "## Nicht hinterlegt" in german
    assert "## Werkzeuge" in german
    for internal in ("Intern", "777", "Rabatt", "großer Kunde", "tom", "b-2k9x7d1q", "prio"):
        assert internal not in text


def test_packs_are_files_for_ones_own_eyes(
    world: Repository, clm: Clm, tmp_path: Path
) -> None:  # A3.17
    folder = tmp_path / "pack" / "anna"
    answer = clm("vpa", "outage", "anna", "-O", folder)
    assert answer.code == 0
    made = sorted(folder.iterdir())
    assert [one.name for one in made] == [f"{HERS}.md", f"{TOMS}.md", f"{LAST}.md"]
    assert {stat.S_IMODE(one.stat().st_mode) for one in made} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert made[0].read_text(encoding="utf-8").startswith("# Kunde 1 GmbH")
    assert str(made[0]) in answer.err
    assert world.is_clean()


def test_no_file_is_overwritten(world: Repository, clm: Clm, tmp_path: Path) -> None:  # A3.17
    (tmp_path / f"{TOMS}.md").symlink_to(tmp_path / "nowhere")
    answer = clm("vpa", "outage", "anna", "-O", tmp_path)
    assert answer.code == 77
    assert f"{TOMS}.md is there already" in answer.err
    assert [one.name for one in tmp_path.glob("*.md")] == [f"{TOMS}.md"]
    assert not (tmp_path / "nowhere").exists()
    inside = world.root / "customers" / "packs"
    assert clm("vpa", "outage", "anna", "-O", inside).code == 77
    assert not inside.exists()
    taken = tmp_path / "taken"
    taken.write_text("x")
    assert clm("vpa", "outage", "anna", "-O", taken).code == 74


def test_that_the_vpa_is_away_can_be_recorded(world: Repository, clm: Clm) -> None:  # A3.17
    before = world.read("vpas/anna.yaml")
    words = ("vpa", "outage", "anna", "--from", "2026-11-19", "--to", "2026-11-27", "--record")
    assert "+    to: 2026-11-27" in clm.ok(*words, "-n")
    assert world.read("vpas/anna.yaml") == before
    assert "Kunde 1 GmbH" in clm.ok(*words)
    text = world.read("vpas/anna.yaml").removeprefix(before)
    assert text.startswith("absences:\n  - id: ab-")
    assert text.endswith("    from: 2026-11-19\n    to: 2026-11-27\n")
    assert world.subjects()[0] == "vpa outage anna"
    again = clm(*words, "--json")
    assert (again.code, again.json["commit"]) == (0, None)
    assert "is away from 2026-11-19 to 2026-11-27 already" in again.err
    assert clm("vpa", "outage", "anna", "--from", "2026-11-20", "--json").json["to"] == "2026-11-27"
    clm.ok("undo")
    assert world.read("vpas/anna.yaml") == before
    clm.ok("vpa", "outage", "ben", "--record")
    assert "ben" not in {one["vpa"] for item in items(clm) for one in item["proposals"]}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("zoe",), 3),
        (("anna", "-n"), 2),
        (("anna", "--from", "2026-11-20", "--to", "2026-11-19"), 2),
        (("anna", "--record", "-o", "md"), 2),
        ((), 2),
    ],
)
def test_what_does_not_fit_is_refused(
    world: Repository, clm: Clm, words: tuple[str, ...], code: int
) -> None:
    head = world.head()
    answer = clm("vpa", "outage", *words)
    assert (answer.code, answer.out) == (code, "")
    assert world.head() == head


def test_a_bad_file_is_named_and_the_others_are_listed(world: Repository, clm: Clm) -> None:
    world.put(customer_path(TOMS, "requests"), "posted: 1\n")
    world.put("vpas/clara.yaml", "id: clara\n")
    answer = clm("vpa", "outage", "anna", "--json")
    assert answer.code == 65
    assert [one["ref"] for one in answer.json["items"]] == [LAST, HERS]
    assert f"{TOMS}.requests.yaml" in answer.err


def test_a_vpa_without_customers(repo: Repository, clm: Clm) -> None:
    assert repo.is_clean()
    assert clm.ok("vpa", "outage", "ben") == "No customer is affected.\n"


@pytest.mark.usefixtures("world")
def test_who_gives_a_customer_to_somebody_absent_is_told_who_is_there(clm: Clm) -> None:
    answer = clm("assign", TOMS, "--vpa", "dora")
    assert answer.code == 0
    assert (
        f"warning: dora is away from 2026-11-16 to 2026-11-20; clara or ben could take {TOMS}\n"
        in answer.err
    )
    assert "is away" not in clm("assign", TOMS, "--vpa", "dora").err  # she has it already
    assert "is away" not in clm("assign", TOMS, "--vpa", "ben").err
    assert "is away" not in clm("assign", TOMS, "--vpa", "dora", "--today", "2026-11-21").err


def test_where_nobody_is_there_only_the_absence_is_told(world: Repository, clm: Clm) -> None:
    for name in ("anna", "ben", "clara"):
        away = "absences:\n  - {id: ab-000002, from: 2026-11-18}\n"
        world.put(f"vpas/{name}.yaml", world.read(f"vpas/{name}.yaml") + away)
    answer = clm("assign", TOMS, "--vpa", "dora")
    assert "warning: dora is away from 2026-11-16 to 2026-11-20\n" in answer.err
