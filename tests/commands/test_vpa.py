"""`clm vpa`: the list, whom to praise, the text, and that it is not repeated."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.build import customer_path, make_booking, make_customer

if TYPE_CHECKING:
    from tests.world import Clm, Repository

OURS = Path(__file__).resolve().parents[2] / "data" / "templates"
BOTH = ("c-7f3qkd", "c-8g4rme")


def existing(customer: str, last: str = "2026-04-01", vpa: str = "anna") -> str:
    """A customer of a VPA with four bookings, the last one on `last`."""
    days = ("2026-01-05", "2026-02-02", "2026-03-02", last)
    items = "".join(make_booking(f"b-{customer[2:]}0{n}", on) for n, on in enumerate(days))
    return make_customer(customer, more=f"owner: jana\nvpa: {vpa}\nbookings:\n{items}")


@pytest.fixture(autouse=True)
def two_of_annas(repo: Repository) -> None:
    for customer in BOTH:
        repo.write(customer_path(customer), existing(customer))
    shutil.copytree(OURS, repo.path("templates"))
    repo.commit()


def test_the_list_has_customers_and_the_last_praise(repo: Repository, clm: Clm) -> None:  # A1.26
    more = "languages:\n  - de\n  - en\npraise:\n  - 2026-10-02\n  - 2026-12-24\n"
    repo.put("vpas/ben.yaml", repo.read("vpas/ben.yaml") + more)
    first = make_customer("c-9h5snf", more=f"vpa: ben\nbookings:\n{make_booking()}")
    repo.write(customer_path("c-9h5snf"), first)
    gone = existing("c-0j6t0g", vpa="ben").replace("owner:", "status: archived\nowner:")
    repo.put(customer_path("c-0j6t0g"), gone)
    anna, ben = clm("vpa", "list", "--json").json["items"]
    assert (anna["id"], anna["customers"], anna["existing"]) == ("anna", 2, 2)
    assert anna["last_praise"] is None
    assert ben == {
        "id": "ben", "name": "Ben Falk", "languages": ["de", "en"], "customers": 1,
        "existing": 0, "last_praise": "2026-10-02",
    }  # fmt: skip
    assert "Anna Lorenz" in clm.ok("vpa", "list")
    assert clm.ok("vpa", "list", "--ids").split() == ["anna", "ben"]


def test_who_has_several_existing_customers_is_to_be_praised(clm: Clm) -> None:  # A1.26
    answer = clm("vpa", "praise", "--json").json
    assert answer["schema"] == "clm/vpa-praise@1"
    assert answer["items"] == [
        {
            "id": "anna", "name": "Anna Lorenz", "existing": 2, "new": 2, "last_praise": None,
            "next": "clm vpa praise anna",
        }
    ]  # fmt: skip


def test_a_newly_existing_customer_makes_the_next_praise(
    repo: Repository, clm: Clm
) -> None:  # A1.26
    repo.put("vpas/anna.yaml", repo.read("vpas/anna.yaml") + "praise:\n  - 2026-10-20\n")
    assert clm.ok("vpa", "praise") == "No praise is due.\n"
    repo.put(customer_path(BOTH[1]), existing(BOTH[1], "2026-10-21"))
    (item,) = clm("vpa", "praise", "--json").json["items"]
    assert (item["new"], item["last_praise"]) == (1, "2026-10-20")


def test_the_text_is_in_the_vpas_language(repo: Repository, clm: Clm) -> None:  # A1.26
    assert clm.ok("vpa", "praise", "anna").startswith("Hallo Anna Lorenz,\n")
    repo.put("vpas/anna.yaml", repo.read("vpas/anna.yaml") + "languages:\n  - en\n")
    text = clm.ok("vpa", "praise", "anna")
    assert text.startswith("Hi Anna Lorenz,\n")
    assert text.endswith("Jana Sommer (JS)\n")
    (item,) = clm("vpa", "praise", "anna", "--lang", "de", "--json").json["items"]
    assert (item["template"], item["language"]) == ("praise", "de")
    assert "Hallo Anna Lorenz" in item["text"]


def test_a_praise_that_was_kept_is_not_repeated(repo: Repository, clm: Clm) -> None:  # A1.26
    before = repo.read("vpas/anna.yaml")
    assert "+  - 2026-11-18" in clm.ok("vpa", "praise", "anna", "--log", "-n")
    assert repo.read("vpas/anna.yaml") == before
    assert "Hallo Anna" in clm.ok("vpa", "praise", "anna", "--log")
    assert repo.read("vpas/anna.yaml") == before + "praise:\n  - 2026-11-18\n"
    assert repo.subjects()[0] == "vpa praise anna"
    assert clm.ok("vpa", "praise") == "No praise is due.\n"
    again = clm("vpa", "praise", "anna", "--log", "--json")
    assert (again.code, again.json["commit"]) == (0, None)
    clm.ok("undo")
    assert repo.read("vpas/anna.yaml") == before


@pytest.mark.parametrize(
    ("words", "code"),
    [(("zoe",), 3), (("--log",), 2), (("-n",), 2), (("anna", "-n"), 2), (("zoe", "--log"), 3)],
)
def test_what_does_not_fit_is_refused(
    repo: Repository, clm: Clm, words: tuple[str, ...], code: int
) -> None:
    before = repo.head()
    answer = clm("vpa", "praise", *words)
    assert answer.code == code
    assert "hint: " in answer.err
    assert repo.head() == before


def test_without_the_template_it_says_so(repo: Repository, clm: Clm) -> None:
    shutil.rmtree(repo.path("templates"))
    repo.commit()
    answer = clm("vpa", "praise", "anna", "--log")
    assert answer.code == 3
    assert repo.is_clean()
    assert "there is no template praise" in answer.err


def test_a_bad_file_of_a_vpa_is_named(repo: Repository, clm: Clm) -> None:
    repo.put("vpas/anna.yaml", "id: anna\nname: Anna\npraise:\n  - gestern\n")
    answer = clm("vpa", "list")
    assert answer.code == 65
    assert "vpas/anna.yaml:4" in answer.err
