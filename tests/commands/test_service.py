"""`clm service`: the portfolio, and the catalogue that customers see (A2.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.asking import FILE, C, R, customer, file, request
from tests.build import customer_path

if TYPE_CHECKING:
    from pathlib import Path

    from tests.world import Clm, Repository

REISE = """\
id: reise
name: Reisebuchung
description: Bahn und Hotel
status: production
owner: jana
contact: tom
prices: {Stunde: 36.00}
options: {notdienst: Umbuchung am Reisetag}
suppliers: [Fernweh OHG]
"""
PATH = "services/reise.yaml"


@pytest.fixture
def offered(repo: Repository) -> Repository:
    """A portfolio of three: one in the catalogue, one planned, one for ourselves."""
    repo.write(PATH, REISE)
    repo.write("services/telefon.yaml", "id: telefon\nname: Telefondienst\nstatus: planned\n")
    repo.put(
        "services/lohn.yaml",
        "id: lohn\nname: Lohn\nstatus: production\ncustomer_facing: false\n",
    )
    return repo


def ids(clm: Clm, *words: str) -> list[str]:
    return clm.ok("service", "list", *words, "--ids").split()


def test_the_portfolio_is_listed_and_the_catalogue_is_a_part_of_it(
    clm: Clm, offered: Repository
) -> None:
    # A2.6
    assert ids(clm) == ["lohn", "reise", "telefon"]
    assert ids(clm, "--catalogue") == ["reise"]
    assert ids(clm, "--status", "planned", "--status", "proposed") == ["telefon"]
    (item,) = clm("service", "list", "--catalogue", "--json").json["items"]
    assert (item["published"], item["prices"], item["owner"]) == (True, {"Stunde": "36.00"}, "jana")
    assert clm("check").code == 0
    assert offered.is_clean()


def test_without_services_it_says_so(clm: Clm) -> None:
    assert clm.ok("service", "list") == "No services.\n"
    assert clm.ok("service", "publish") == "No service is in the catalogue.\n"
    assert clm("service", "show", "reise").code == 3


def test_a_service_is_added_as_one_commit(clm: Clm, repo: Repository) -> None:
    # A2.6
    clm.ok(
        "service", "add", "reise", "--status", "production", "--owner", "jana", "--price",
        "Stunde=36,5", "--option", "nacht=Auch nachts", "--supplier", "Fernweh OHG",
    )  # fmt: skip
    assert repo.subjects()[0] == "service add reise"
    assert repo.read(PATH) == (
        "# yaml-language-server: $schema=../.schema/service.json\n"
        "id: reise\nname: Reise\nstatus: production\nowner: jana\nprices:\n  Stunde: 36.5\n"
        "options:\n  nacht: Auch nachts\nsuppliers:\n  - Fernweh OHG\noffered_on: 2026-11-18\n"
    )
    assert clm("check").code == 0
    clm.ok("undo")
    assert not repo.path(PATH).exists()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("reise",), 77, "there is a services/reise.yaml already"),
        (("Reise Büro",), 2, "Reise Büro is no name of a service"),
        (("con",), 2, "con is no name of a service"),
        (("fax", "--owner", "rita"), 77, "fax: owner: nobody has the handle rita"),
        (("fax", "--sla", "gold"), 77, "fax: sla: there is no agreement gold"),
        (("fax", "--price", "Stunde=viel"), 2, "viel"),
        (("fax", "--price", "=5"), 77, "fax: prices: of which unit?"),
        (("fax", "--name", ""), 77, "fax: name: it has none"),
        (("fax", "--price", "Stunde"), 2, "'Stunde' is not KEY=VALUE"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_changed(
    clm: Clm, offered: Repository, words: tuple[str, ...], code: int, said: str
) -> None:
    # A2.6
    before = offered.head()
    answer = clm("service", "add", *words)
    assert (answer.code, said in answer.err) == (code, True), answer.err
    assert offered.head() == before
    assert offered.is_clean()


def test_fields_are_set_and_what_goes_into_production_is_offered_from_then_on(
    clm: Clm, offered: Repository
) -> None:
    # A2.6
    clm.ok("service", "set", "telefon", "status=production", "prices.Monat=12.50", "owner=tom")
    (item,) = clm("service", "show", "Telefondienst", "--json").json["items"]
    assert (item["offered_on"], item["prices"]) == ("2026-11-18", {"Monat": "12.50"})
    before = offered.head()
    for word, code in (("owner=rita", 77), ("status=live", 2), ("id=x", 2), ("sla=gold", 77)):
        assert clm("service", "set", "telefon", word).code == code
    retired = clm("service", "set", "telefon", "status=retired")
    assert (retired.code, "clm service retire telefon" in retired.err) == (77, True)
    assert offered.head() == before
    assert clm("service", "set", "telefon", "owner=jana", "-n").out.startswith("diff")
    assert offered.head() == before


def test_what_is_in_use_is_not_retired_unless_forced(clm: Clm, offered: Repository) -> None:
    # A2.6
    offered.write(customer_path(C), customer("owner: jana\nservices: [reise]\n"))
    offered.put(FILE, file(request(more="services: [reise]")))
    (item,) = clm("service", "show", "reise", "--json").json["items"]
    assert (item["customers"], item["requests"]) == ([C], [R])
    refused = clm("service", "retire", "reise")
    assert (refused.code, f"reise is in use: {R}, {C}" in refused.err) == (77, True)
    assert clm("service", "retire", "reise", "--force").code == 2
    clm.ok("service", "retire", "reise", "--force", "-m", "bucht niemand mehr")
    assert "status: retired" in offered.read(PATH)
    assert "retired_note: bucht niemand mehr" in offered.read(PATH)
    assert ids(clm, "--catalogue") == []
    assert "retired already" in clm("service", "retire", "reise").err
    assert clm("service", "set", "reise", "owner=tom").code == 77


def test_what_nobody_uses_is_retired_at_once(clm: Clm, offered: Repository) -> None:
    clm.ok("service", "retire", "tel")
    assert "retired_on: 2026-11-18" in offered.read("services/telefon.yaml")


def test_the_published_catalogue_holds_nothing_internal(
    clm: Clm, offered: Repository, tmp_path: Path
) -> None:
    # A2.6: only live, customer-facing
    (item,) = clm("service", "publish", "--json").json["items"]
    assert item == {
        "id": "reise", "name": "Reisebuchung", "description": "Bahn und Hotel",
        "prices": {"Stunde": "36.00"}, "options": ["Umbuchung am Reisetag"], "sla": None,
        "contact": "Tom Berger", "email": "tom@example.org",
    }  # fmt: skip
    for ending in ("md", "html", "json"):
        place = tmp_path / f"catalogue.{ending}"
        clm.ok("service", "publish", "-O", place)
        text = place.read_text()
        assert "Reisebuchung" in text
        for hidden in ("Fernweh", "Telefondienst", "Lohn", "jana"):
            assert hidden not in text.replace('"user": "jana"', "")
    assert clm("service", "publish", "-O", offered.path("services/x.md")).code == 77


PAPER = """\
# Servicekatalog

Test

Stand 2026-11-18

## Reisebuchung

Bahn und Hotel

- Preise: 36.00 je Stunde
- Optionen: Umbuchung am Reisetag
- Kontakt: Tom Berger, tom@example.org
"""


@pytest.mark.usefixtures("offered")
def test_the_catalogue_is_a_paper_for_customers(clm: Clm, tmp_path: Path) -> None:
    # A2.6
    assert clm.ok("service", "publish", "-o", "md", "--lang", "de") == PAPER
    place = tmp_path / "kat.html"
    clm.ok("service", "publish", "-O", place)
    page = place.read_text()
    assert "<h1>Service catalogue</h1>" in page
    assert "clm/catalogue" not in page
    clm.ok("service", "set", "reise", "customer_facing=false")
    assert "No service is in the catalogue." in clm.ok("service", "publish", "-o", "md")


def test_a_service_is_edited_in_the_editor(clm: Clm, offered: Repository, editor: Path) -> None:
    editor.write_text("sed -i 's/^name: .*/name: Reisen/' \"$1\"\n")
    clm.ok("service", "edit", "reise")
    assert "name: Reisen" in offered.read(PATH)


def test_check_finds_what_names_no_service(clm: Clm, repo: Repository) -> None:
    # A2.6
    repo.write(customer_path(C), customer("owner: jana\nservices: [fax]\n"))
    repo.put(FILE, file(request(more="services: [fax]")))
    assert "no service" not in clm("check").out
    repo.put(PATH, REISE)
    answer = clm("check")
    assert answer.out.count("warning: services: there is no service fax") == 2
    repo.put("services/reise.yaml", REISE.replace("owner: jana", "owner: rita"))
    assert "services/reise.yaml:5:8: owner: nobody has the handle rita" in clm("check").out


CAME = ("--channel", "phone", "--received-at", "2026-11-16")
NAMING = [
    ("request", "add", C, "Reise", "--need", "Flug", *CAME, "--service", "S"),
    ("request", "set", R, "services+=S"),
    ("task", "add", R, "Flug", "--to", "jana", "--due", "2026-11-30", "--service", "S"),
    ("complaint", "add", C, "spät", "--remedy", "x", "--complainant", "E", *CAME, "--service", "S"),
    ("customer", "set", C, "services+=S"),
]


@pytest.mark.parametrize("words", NAMING, ids=lambda words: " ".join(words[:2]))
def test_a_service_that_is_not_offered_is_told_where_it_is_named(
    clm: Clm, offered: Repository, words: tuple[str, ...]
) -> None:
    # A2.6
    offered.write("services/fax.yaml", "id: fax\nname: Fax\nstatus: retired\n")
    offered.write(FILE, file(request()))
    offered.put(customer_path(C), customer())

    def said(service: str) -> str:
        answer = clm(*(word.replace("S", service) if "=S" in word or word == "S" else word
                       for word in words))  # fmt: skip
        assert answer.code == 0, answer.err
        return answer.err

    assert "there is no service" not in said("reise")
    assert "there is no service resie: did you mean reise?" in said("resie")
    assert "the service fax is retired: clm service list" in said("fax")
    rules = [one["rule"] for one in clm("check", "--json").json["items"]]
    assert sorted(one for one in rules if one.endswith("-service")) == [
        "retired-service",
        "unknown-service",
    ]


def test_without_a_portfolio_any_service_is_named(clm: Clm, repo: Repository) -> None:
    # A2.6
    repo.put(customer_path(C), customer())
    assert "no service" not in clm("customer", "set", C, "services+=fax").err


def test_what_names_a_service_that_was_retired_by_force_is_found(
    clm: Clm, offered: Repository
) -> None:
    # A2.6
    offered.put(customer_path(C), customer("owner: jana\nservices: [reise]\n"))
    assert "reise is retired" not in clm("check").out
    clm.ok("service", "retire", "reise", "--force", "-m", "zu teuer")
    assert "services: reise is retired" in clm("check").out
