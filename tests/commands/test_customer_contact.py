"""`clm customer contact` and `clm customer demand` (A2.3, A2.8, A2.10)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests import asking
from tests.build import customer_path, make_booking, make_customer

if TYPE_CHECKING:
    from tests.world import Clm, Repository

C = "c-7f3qkd"
PATH = customer_path(C)
OTHER = "contacts:\n  - {id: p-99999999, name: Otto, email: o@example.org, phone: 0351 12345}\n"


@pytest.fixture
def muster(repo: Repository) -> str:
    repo.write(customer_path("c-000001"), make_customer("c-000001", "Otto KG", OTHER))
    repo.put(PATH, make_customer(more="owner: jana\nbookings:\n" + make_booking()))
    return C


def findings(clm: Clm) -> list[str]:
    out = clm("check", "--strict").out
    return [line.partition(": ")[2] for line in out.splitlines() if "should have" in line]


def test_check_names_what_is_missing_until_it_is_there(  # A2.3
    clm: Clm, repo: Repository, muster: str
) -> None:
    words = ("contacts", "role", "ordering", "escalation", "complaint", "services")
    assert [one for one in findings(clm) if muster in one] == [
        f"warning: {muster} should have: {word}" for word in words
    ]
    clm.ok(
        "customer", "contact", "add", muster, "Erika Muster", "--role", "ordering",
        "--email", "e@muster.example", "--channel", "ordering", "--channel", "complaint",
    )  # fmt: skip
    clm.ok("customer", "contact", "edit", muster, "erika", "--channel", "escalation")
    clm.ok("customer", "set", muster, "services+=telefon")
    assert [one for one in findings(clm) if muster in one] == []
    assert "    channels:\n      - ordering\n      - escalation\n      - complaint\n" in repo.read(
        PATH
    )
    shown = clm.ok("customer", "show", muster)
    assert "ordering  e@muster.example  (orders, if something goes wrong, complaints)" in shown
    assert clm("check").code == 0


def test_a_contact_is_an_item_that_can_be_undone(clm: Clm, repo: Repository, muster: str) -> None:
    before = repo.read(PATH)
    answer = clm("customer", "contact", "add", muster, "Ida", "--json")
    (new,) = answer.json["changed"]
    assert new.startswith("p-")
    assert repo.subjects()[0] == f"customer contact add {new}"
    assert "Ida" not in repo.message()
    clm.ok("undo")
    assert repo.read(PATH) == before


def test_who_has_the_address_already_is_named(clm: Clm, muster: str) -> None:  # A2.10
    answer = clm("customer", "contact", "add", muster, "Otto", "--phone", "+49 351 12345")
    assert answer.code == 0
    assert "warning: may be the same customer: c-000001  Otto KG  (phone +4935112345)" in answer.err
    clm.ok("customer", "contact", "add", muster, "Ida", "--phone", "0351 7777777")
    again = clm("customer", "contact", "edit", muster, "ida", "--email", "O@example.org")
    assert "c-000001  Otto KG  (e-mail o@example.org)" in again.err
    same = clm("customer", "contact", "edit", muster, "ida", "--phone", "+49 351 7777777")
    assert (same.code, same.err) == (0, "")  # the customer itself is no other one
    twice = clm("customer", "contact", "add", muster, "Ida Zwei", "--email", "o@example.org")
    assert twice.code == 77
    assert "has that e-mail already" in twice.err


def test_set_warns_of_the_same_customer_too(clm: Clm, repo: Repository, muster: str) -> None:
    # A2.10
    repo.put(
        customer_path("c-000002"),
        make_customer("c-000002", "Zwei", "company:\n  registration: HRB 12-34\n"),
    )
    answer = clm("customer", "set", muster, "company.registration=hrb1234", "name=OTTO kg")
    assert answer.code == 0
    assert "c-000002  Zwei  (registration hrb1234)" in answer.err
    assert "c-000001  Otto KG  (name otto kg)" in answer.err
    assert clm("customer", "set", muster, "plz=01067").err == ""


def test_a_registration_number_makes_a_duplicate(  # A2.10
    clm: Clm, repo: Repository, muster: str
) -> None:
    clm.ok("customer", "set", muster, "company.registration=HRB 1234")
    before = repo.head()
    words = ("customer", "add", "Neu", "--registration", "HRB-1234")
    answer = clm(*words)
    assert (answer.code, repo.head()) == (77, before)
    assert f"{muster}  Muster GmbH  (registration hrb1234)" in answer.err
    clm.ok(*words, "--force", "-m", "Tochter")
    assert "  registration: HRB-1234\n" in repo.path(_new(repo)).read_text()


def _new(repo: Repository) -> str:
    names = repo.git("show", "--name-only", "--format=").splitlines()
    return next(name for name in names if not name.endswith(".oteam.yaml"))


def test_remove_refuses_whom_a_request_names(clm: Clm, repo: Repository) -> None:
    repo.write(PATH, asking.customer())
    repo.put(asking.FILE, asking.file(asking.request()))
    before = repo.head()
    answer = clm("customer", "contact", "remove", C, "erika")
    assert (answer.code, repo.head()) == (77, before)
    assert f"is the contact of {asking.R}" in answer.err
    clm.ok("customer", "contact", "add", C, "Ida")
    clm.ok("customer", "contact", "remove", C, "ida", "-m", "war falsch")
    assert "Ida" not in repo.read(PATH)
    assert "war falsch" in repo.read(customer_path(C, "oteam"))


# demands


def test_a_demand_from_word_to_met(clm: Clm, repo: Repository) -> None:  # A2.8
    repo.write(PATH, asking.customer())
    repo.put(asking.FILE, asking.file(asking.request()))
    add = ("customer", "demand", "add", C, "abends erreichbar", "--on", "16.11.")
    (new,) = clm(*add, "--source", "Anruf", "--request", asking.R, "--json").json["changed"]
    assert (
        f"demands:\n  - id: {new}\n    text: abends erreichbar\n    on: 2026-11-16\n    by: jana\n"
        f"    source: Anruf\n    request: {asking.R}\n"
    ) in repo.read(PATH)
    assert f"2026-11-16  {new}  abends erreichbar  (Anruf)  {asking.R}\n" in clm.ok(
        "customer", "show", C
    )
    assert clm.ok("customer", "demand", "list", "--ids") == f"{new}\n"
    clm.ok("customer", "demand", "move", new, "met", "-m", "Spätdienst")
    (item,) = clm("customer", "demand", "list", C, "--all", "--json").json["items"]
    assert (item["status"], item["closed_on"], item["note"]) == ("met", "2026-11-18", "Spätdienst")
    assert clm.ok("customer", "demand", "list", "--ids") == ""
    assert clm.ok("customer", "demand", "list", "--status", "met", "--ids") == f"{new}\n"


def test_what_is_no_demand_changes_nothing(clm: Clm, repo: Repository, muster: str) -> None:
    before = repo.head()
    for words, code in (
        (("add", muster, " "), 2),
        (("add", muster, "x", "--on", "2026-11-19"), 77),
        (("add", muster, "x", "--request", "r-000001"), 3),
        (("move", muster, "met"), 3),
        (("move", "b-2k9x7d1q", "met"), 3),
        (("list", "nobody"), 3),
    ):
        assert clm("customer", "demand", *words).code == code, words
    assert (repo.head(), repo.is_clean()) == (before, True)


def test_an_archived_customer_wants_nothing_any_more(clm: Clm, muster: str) -> None:
    clm.ok("customer", "demand", "add", muster, "abends")
    clm.ok("customer", "remove", muster, "--yes")
    assert clm.ok("customer", "demand", "list", "--all", "--ids") == ""


@pytest.mark.parametrize("words", [("--email", "anna"), ("--phone", "abc")])
def test_a_customer_is_not_added_with_what_reaches_nobody(
    clm: Clm, repo: Repository, words: tuple[str, str]
) -> None:
    # A0.4, A2.3
    before = repo.head()
    answer = clm("customer", "add", "Neu", *words)
    assert (answer.code, f'"{words[1]}" is no ' in answer.err) == (2, True), answer.err
    assert repo.head() == before
