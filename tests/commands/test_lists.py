"""The lists of the lifecycle: colleague leads, no-shows, existing customers, leads, their names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.build import customer_path, make_booking, make_customer

if TYPE_CHECKING:
    from tests.world import Clm, Repository

OTHERS = ("c-7f3qkd", "c-8g4rme", "c-9h5snf")


def invite(repo: Repository, registered: str, *customers: str, owner: str = "jana") -> None:
    more = f"registered_on: {registered}\ninvited_by: Muster\nowner: {owner}\n"
    for customer in customers:
        repo.write(customer_path(customer), make_customer(customer, more=more))
    repo.commit()


def test_colleague_leads_are_closed_all_at_once(repo: Repository, clm: Clm) -> None:  # A1.29
    invite(repo, "2026-10-28", *OTHERS[:2])  # day 21
    invite(repo, "2026-10-29", OTHERS[2])  # day 20
    invite(repo, "2026-10-28", "c-0j6t0g", owner="tom")
    items = clm("mine", "--json").json["items"]
    assert [(i["ref"], i["due"], i["overdue"]) for i in items] == [
        (ref, None, False) for ref in OTHERS[:2]
    ]
    before = len(repo.subjects())
    clm.ok("seen", "--list", "colleague-lead")
    assert len(repo.subjects()) == before + 1
    assert repo.subjects()[0] == "seen 2 customers"
    assert clm("mine", "--json").json["items"] == []
    assert len(clm("mine", "--as", "tom", "--json").json["items"]) == 1
    assert len(clm("mine", "--today", "2026-12-08", "--json").json["items"]) == 1  # the third
    assert len(clm("mine", "--today", "2026-12-09", "--json").json["items"]) == 3


def test_one_colleague_lead_may_be_closed_alone(repo: Repository, clm: Clm) -> None:  # A1.29
    invite(repo, "2026-10-28", *OTHERS)
    clm.ok("seen", OTHERS[0])
    assert clm("mine", "--ids").out.split() == list(OTHERS[1:])


def test_a_colleague_lead_is_never_overdue(repo: Repository, clm: Clm) -> None:  # A1.29
    invite(repo, "2026-01-07", OTHERS[0])
    (item,) = clm("mine", "--json").json["items"]
    assert (item["rule"], item["due"], item["overdue"]) == ("colleague-lead", None, False)
    assert clm("mine", "--due", "2026-12-31", "--json").json["items"] == []


def test_no_shows_are_a_list_and_a_count_only(repo: Repository, clm: Clm) -> None:  # A1.30
    booked = make_booking(on="2026-09-23")  # 56 days ago
    repo.put(customer_path(OTHERS[0]), make_customer(more=f"owner: jana\nbookings:\n{booked}"))
    lists = clm("board", "--json").json["lists"]
    assert (lists["no-show"], lists["first"]) == (1, 0)
    assert clm("mine", "--json").json["items"] == []
    assert clm.ok("board", "no-show", "--ids").split() == [OTHERS[0]]
    (item,) = clm("mine", "--today", "2026-11-17", "--json").json["items"]
    assert item["rule"] == "first-check"  # on day 55 he is a first booker still


def test_existing_customers_are_a_list_and_owe_nothing(repo: Repository, clm: Clm) -> None:  # A1.27
    items = "".join(make_booking(f"b-0000000{n}", f"2026-11-1{n}") for n in range(1, 5))
    more = f"owner: jana\nbookings:\n{items}"
    repo.put(customer_path(OTHERS[0]), make_customer(more=more))
    assert clm.ok("board", "existing", "--ids").split() == [OTHERS[0]]
    assert clm("mine", "--json").json["items"] == []
    clm.ok("watch", OTHERS[0])
    (item,) = clm("mine", "--json").json["items"]
    assert item["reasons"] == ["watch:close-eye"]


@pytest.mark.parametrize(("language", "name"), [("en", "First bookers"), ("de", "Erstbucher")])
def test_lists_are_named_in_the_readers_language_and_typed_in_one(
    repo: Repository, clm: Clm, language: str, name: str
) -> None:  # A1.2
    more = f"owner: jana\nbookings:\n{make_booking()}"
    repo.put(customer_path(OTHERS[0]), make_customer(more=more))
    assert name in clm.ok("board", "--lang", language)
    assert clm("board", "--lang", language, "--json").json["lists"]["first"] == 1
    assert clm.ok("board", "first", "--ids", "--lang", language).split() == [OTHERS[0]]


def test_a_lead_is_registered_and_has_no_booking_that_counts(
    repo: Repository, clm: Clm
) -> None:  # A1.3
    export = "name,email,registered_on\nErika Beispiel,erika@example.org,2026-11-17\n"
    repo.write("../leads.csv", export)
    clm.ok("import", "customers", "../leads.csv", "--apply")
    (lead,) = clm("customer", "list", "--phase", "lead", "--json").json["items"]
    assert (lead["list"], lead["first_booked_on"]) == ("lead", None)
    path = customer_path(lead["id"])
    assert "registered_on: 2026-11-17" in repo.read(path)
    clm.ok("customer", "book", lead["id"], "10", "--on", "2026-11-18")
    assert clm("customer", "list", "--phase", "lead", "--json").json["items"] == []


@pytest.mark.parametrize(
    "line",
    [
        "mine --of", "board --of", "export ics --of", "absence list --of", "handover",
        "handover report --of", "absence add --from today --to today",
        "calendar workday --of",
    ],
)  # fmt: skip
def test_who_is_nobody_is_not_found(repo: Repository, clm: Clm, line: str) -> None:
    assert repo.is_clean()
    for typed, meant in (("anton", ""), ("jaan", "did you mean jana? ")):
        answer = clm(*line.split(), typed)
        assert (answer.code, answer.out) == (3, ""), answer.err
        assert f"nobody in the team has the handle {typed}\n" in answer.err
        assert f"hint: {meant}known: isabel, jana, tom" in answer.err
    assert clm("mine", "--as", "anton").code == 78  # who acts is another question


def test_whose_list_has_left_can_still_be_looked_at(repo: Repository, clm: Clm) -> None:
    repo.put("team/uwe.yaml", "id: uwe\nname: Uwe Alt\nactive: {to: 2026-10-31}\n")
    assert clm("mine", "--of", "uwe", "--json").json["items"] == []
    assert clm("mine", "--of", "uwee").code == 3
