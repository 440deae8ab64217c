"""`clm lead`: who waits for a person, and distributing by the rules (A1.4–A1.8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.build import SETTINGS, TEAM, customer_path, make_booking, make_customer

if TYPE_CHECKING:
    from tests.world import Clm, Repository

LUIS = "id: luis\nname: Luis Pohl\nroles:\n  - sales\n"
CALL = "appointment: {at: 2026-11-25T08:00:00Z, channel: phone}\n"
DONE = "appointment: {at: 2026-11-05T08:00:00Z, channel: phone, outcome: none}\n"


def put(repo: Repository, **customers: str) -> None:
    """Customers by the six digits of their id, each with further lines of YAML, as one commit."""
    for digits, more in customers.items():
        one = f"c-{digits.removeprefix('c')}"
        repo.write(customer_path(one), make_customer(one, f"Firma {digits}", more))
    repo.commit()


@pytest.fixture
def leads(repo: Repository) -> Repository:
    """Four who wait for a person, and three who do not."""
    repo.put("team/luis.yaml", LUIS)
    put(
        repo,
        caaaaaa=f"registered_on: 2026-11-10\nsource: web\n{CALL}",
        cbbbbbb="registered_on: 2026-11-01\n",
        cccccc0=f"registered_on: 2026-11-02\nsales: luis\n{DONE}",
        cdddddd="registered_on: 2026-11-03\nowner: tom\n",
        ceeeee0=f"registered_on: 2026-11-04\nsales: luis\n{CALL}",
        cffffff=f"registered_on: 2026-11-05\nbookings:\n{make_booking(on='2026-11-16')}",
        cgggggg="registered_on: 2026-11-20\n",
    )
    return repo


def plan(clm: Clm, *words: str) -> list[tuple[str, str, str, str]]:
    answer = clm("lead", "distribute", "-n", "--json", "--as", "isabel", *words)
    assert answer.code == 0, answer.err
    assert answer.json["schema"] == "clm/lead-distribute@1"
    return [(i["ref"], i["person"], i["field"], i["rule"]) for i in answer.json["items"]]


@pytest.mark.usefixtures("leads")
def test_the_leads_without_a_person_with_their_age(clm: Clm) -> None:
    items = clm("lead", "list", "--json").json["items"]
    assert [(i["ref"], i["age_days"], i["phone_appointment"], i["source"]) for i in items] == [
        ("c-bbbbbb", 17, False, None),
        ("c-ccccc0", 16, False, None),
        ("c-aaaaaa", 8, True, "web"),
    ]  # A1.6
    assert "Firma caaaaaa ☎" in clm.ok("lead", "list")  # A1.5
    every = clm("lead", "list", "--all", "--json").json["items"]
    assert [(i["ref"], i["person"]) for i in every] == [
        ("c-bbbbbb", None), ("c-ccccc0", "luis"), ("c-dddddd", "tom"), ("c-eeeee0", "luis"),
        ("c-aaaaaa", None),
    ]  # fmt: skip


def test_a_plan_and_one_commit(leads: Repository, clm: Clm) -> None:
    expected = [
        ("c-bbbbbb", "jana", "owner", "any"),
        ("c-ccccc0", "tom", "owner", "any"),
        ("c-ffffff", "jana", "owner", "any"),
        ("c-aaaaaa", "luis", "sales", "phone-appointment"),
    ]
    head = leads.head()
    assert plan(clm) == expected  # A1.4
    assert leads.head() == head
    answer = clm("lead", "distribute", "--json", "--as", "isabel")
    assert answer.json["changed"] == [ref for ref, *_ in expected]
    assert answer.json["schema"] == "clm/lead-distribute@1"
    assert leads.git("rev-parse", "HEAD~1") == head
    assert leads.subjects()[0] == "lead distribute 4 customers"
    assert "Clm-For" not in leads.trailers()
    for ref, person, field, _ in expected:
        assert f"\n{field}: {person}\n" in leads.read(customer_path(ref))
    assert plan(clm) == []
    assert clm("lead", "distribute", "--json", "--as", "isabel").json["commit"] is None
    assert clm.ok("lead", "list") == "Every lead has a person.\n"
    # A1.7: in place before the first booking, and a lead is nobody's task (A1.8)
    assert clm("mine", "--team", "--json").json["items"][0]["ref"] == "c-ffffff"
    assert len(clm("mine", "--team", "--json").json["items"]) == 1


@pytest.mark.usefixtures("leads")
def test_people_see_the_plan_and_what_was_done(clm: Clm) -> None:
    shown = clm.ok("lead", "distribute", "-n", "--as", "isabel")
    assert "Firma caaaaaa ☎" in shown
    assert "undo" not in shown
    done = clm.ok("lead", "distribute", "--as", "isabel")
    assert done.startswith(shown)
    assert "undo: clm undo" in done
    assert clm.ok("lead", "distribute", "-n", "--as", "isabel") == "Every lead has a person.\n"
    assert clm.ok("lead", "distribute", "--as", "isabel") == "nothing to change\n"


def test_only_who_has_the_role_distributes(leads: Repository, clm: Clm) -> None:
    refused = clm("lead", "distribute")
    assert refused.code == 77
    assert "isabel" in refused.err  # A1.4
    assert leads.is_clean()
    clm.ok("lead", "distribute", "--on-behalf")
    assert leads.trailers()["Clm-For"] == "isabel"


def test_who_covers_for_the_distributor_does_it(leads: Repository, clm: Clm) -> None:
    day = "{id: ab-000001, from: 2026-11-18, to: 2026-11-18, replacement: jana}"
    leads.put("team/isabel.yaml", TEAM["isabel"] + f"absences:\n  - {day}\n")
    clm.ok("lead", "distribute")
    assert leads.trailers()["Clm-For"] == "isabel"


def test_without_a_distributor_nobody_distributes(leads: Repository, clm: Clm) -> None:
    leads.put("team/isabel.yaml", TEAM["isabel"].replace("  - lead-distributor\n", ""))
    answer = clm("lead", "distribute", "--on-behalf")
    assert answer.code == 77
    assert "nobody has the role" in answer.err


def away(repo: Repository, handle: str, text: str) -> None:
    day = "{id: ab-000001, from: 2026-11-18, to: 2026-11-18}"
    repo.put(f"team/{handle}.yaml", f"{text}absences:\n  - {day}\n")


def test_who_is_away_gone_or_shared_is_skipped(leads: Repository, clm: Clm) -> None:
    away(leads, "jana", TEAM["jana"])
    role = "roles:\n  - admin\n"
    leads.put("team/ada.yaml", f"id: ada\nname: Ada\n{role}active:\n  to: 2026-10-31\n")
    leads.put("team/office.yaml", f"id: office\nname: Office\n{role}shared: true\n")
    assert {person for _, person, field, _ in plan(clm) if field == "owner"} == {"tom"}  # A1.7


def test_for_whom_nobody_is_there_waits_and_is_named(leads: Repository, clm: Clm) -> None:
    away(leads, "luis", LUIS)
    for words in (("-n",), ()):
        answer = clm("lead", "distribute", "--json", "--as", "isabel", *words)
        assert answer.code == 0  # A1.4
        assert "nobody with the role sales is there on 2026-11-18: c-aaaaaa" in answer.err
    assert "owner: jana" in leads.read(customer_path("c-bbbbbb"))
    again = clm("lead", "distribute", "--as", "isabel")
    assert again.code == 77  # nobody else waits
    assert "nobody with the role sales is there on 2026-11-18" in again.err
    assert leads.is_clean()


def test_round_robin_goes_on_from_run_to_run(repo: Repository, clm: Clm) -> None:
    rules = "lead:\n  rules:\n    - {when: any, role: admin, strategy: round-robin}\n"
    repo.put("clm.yaml", SETTINGS + rules)
    given = []
    for number in range(6):
        one = f"c-{9 - number}aaaaa"
        repo.write(customer_path(one), make_customer(one, "X", "registered_on: 2026-11-18\n"))
        repo.commit()
        given += [person for _, person, *_ in plan(clm)]
        clm.ok("lead", "distribute", "--as", "isabel")
        clm.ok("customer", "book", one, "10")  # no lead any more when the next one comes
    assert given == ["jana", "tom"] * 3  # A1.7


OFFER = "offer:\n  - {id: k-11111111, on: 2026-11-17, by: isabel, note: 50 hours}\n"
OFFERED = f"bookings:\n{make_booking(on='2026-11-17').replace('confirmed', 'offer')}"


def outbox(repo: Repository) -> list[str]:
    return sorted(path.name for path in repo.path("outbox").glob("*.yaml"))


def test_who_gets_an_offer_customer_is_told(repo: Repository, clm: Clm) -> None:
    put(repo, caaaaaa=OFFER, cbbbbbb="registered_on: 2026-11-17\n")
    clm.ok("lead", "distribute", "--as", "isabel")
    other, told = outbox(repo)
    assert told.startswith("offer-assigned-k-11111111-2026-11-18-")  # A1.18
    assert "items: c-bbbbbb\n" in repo.read(f"outbox/{other}")  # A0.34
    assert repo.git("show", "--name-only", "--format=").splitlines() == [
        "customers/aa/c-aaaaaa.yaml", "customers/bb/c-bbbbbb.yaml",
        f"outbox/{other}", f"outbox/{told}",
    ]  # fmt: skip


def test_the_owner_of_a_first_booking_is_told_of_an_offer(repo: Repository, clm: Clm) -> None:
    put(repo, caaaaaa=OFFER)
    clm.ok("customer", "book", "aaaaaa", "50", "--as", "isabel")
    assert outbox(repo) == ["offer-assigned-k-11111111-2026-11-18-jana.yaml"]  # A1.18


def test_a_confirmed_offer_finds_an_owner_in_the_same_commit(repo: Repository, clm: Clm) -> None:
    put(repo, caaaaaa=OFFER + OFFERED)
    head = repo.head()
    confirm = ("customer", "set", "aaaaaa", "bookings.b-2k9x7d1q.status=confirmed")
    answer = clm(*confirm, "--as", "isabel")
    assert answer.code == 0, answer.err
    assert "c-aaaaaa had no owner: it is jana now" in answer.err
    text = repo.read(customer_path("c-aaaaaa"))
    assert "status: confirmed" in text
    assert "\nowner: jana\n" in text  # A1.7
    assert outbox(repo) == ["offer-assigned-k-11111111-2026-11-18-jana.yaml"]  # A1.18
    assert repo.git("rev-parse", "HEAD~1") == head


def test_a_confirmed_offer_keeps_the_owner_that_is_typed_with_it(
    repo: Repository, clm: Clm
) -> None:
    put(repo, caaaaaa=OFFERED)
    clm.ok("customer", "set", "aaaaaa", "bookings.b-2k9x7d1q.status=confirmed", "owner=tom")
    assert "\nowner: tom\n" in repo.read(customer_path("c-aaaaaa"))


def test_without_anybody_a_confirmed_offer_is_refused(repo: Repository, clm: Clm) -> None:
    put(repo, caaaaaa=OFFERED)
    away(repo, "jana", TEAM["jana"])
    away(repo, "tom", TEAM["tom"].replace("ab-000001", "ab-000002"))
    answer = clm("customer", "set", "aaaaaa", "bookings.b-2k9x7d1q.status=confirmed")
    assert answer.code == 77
    assert "clm assign c-aaaaaa HANDLE" in answer.err
    assert repo.is_clean()


def test_a_colleague_lead_goes_to_the_accounts_owner(repo: Repository, clm: Clm) -> None:
    account = "owner: tom\ncontacts:\n  - {id: p-11111111, name: Erika}\n"
    put(
        repo,
        caaaaaa=f"{account}bookings:\n{make_booking()}",
        cbbbbbb="invited_by: p-11111111\naccount: c-aaaaaa\n",
        cccccc0="invited_by: p-11111111\n",
        cdddddd="invited_by: p-99999999\n",
    )
    assert plan(clm) == [
        ("c-bbbbbb", "tom", "owner", "colleague"),  # L6
        ("c-ccccc0", "tom", "owner", "colleague"),
        ("c-dddddd", "jana", "owner", "any"),
    ]


def test_a_first_booking_finds_an_owner_at_once(leads: Repository, clm: Clm) -> None:
    answer = clm("customer", "book", "aaaaaa", "5", "--json")
    assert answer.code == 0
    assert "c-aaaaaa had no owner: it is jana now" in answer.err
    assert "\nowner: jana\n" in leads.read(customer_path("c-aaaaaa"))  # A1.7
    assert leads.subjects()[0] == "customer book c-aaaaaa"
    assert "c-aaaaaa" not in clm.ok("lead", "list")
    assert "c-ffffff.yaml:" in clm("check").out  # booked by hand: an error until it has an owner
    assert "c-aaaaaa.yaml:" not in clm("check").out
    clm.ok("customer", "book", "dddddd", "5")
    assert "\nowner: tom\n" in leads.read(customer_path("c-dddddd"))


@pytest.mark.parametrize("words", [["--status", "offer"], ["--kind", "addon"]])
def test_what_does_not_count_finds_nobody(leads: Repository, clm: Clm, words: list[str]) -> None:
    answer = clm("customer", "book", "bbbbbb", "5", *words)
    assert "c-bbbbbb has no owner" in answer.err
    assert "owner" not in leads.read(customer_path("c-bbbbbb"))


def test_a_booking_stands_though_nobody_is_there(leads: Repository, clm: Clm) -> None:
    away(leads, "jana", TEAM["jana"])
    away(leads, "tom", TEAM["tom"].replace("ab-000001", "ab-000002"))
    answer = clm("customer", "book", "bbbbbb", "5")
    assert answer.code == 0
    assert "nobody with the role admin is there" in answer.err
    assert "clm assign c-bbbbbb HANDLE" in answer.err
    assert "bookings:" in leads.read(customer_path("c-bbbbbb"))


def test_no_rule_leaves_the_booker_to_a_person(leads: Repository, clm: Clm) -> None:
    rules = "lead:\n  rules:\n    - {when: phone-appointment, role: sales}\n"
    leads.put("clm.yaml", SETTINGS + rules)
    answer = clm("customer", "book", "bbbbbb", "5")
    assert "c-bbbbbb has no owner: clm assign c-bbbbbb HANDLE" in answer.err


def test_an_unknown_rule_is_named_by_its_line(leads: Repository, clm: Clm) -> None:
    leads.write("clm.yaml", SETTINGS + "lead:\n  rules:\n    - {when: sunny, role: sales}\n")
    found = clm("check")
    assert found.code == 1
    assert "clm.yaml:6:" in found.out
