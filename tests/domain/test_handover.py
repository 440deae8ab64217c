"""What another VPA is given of a customer: an allow-list, and the file by its sections."""

from __future__ import annotations

from clm.domain.casefile import VpaFile
from clm.domain.customer import Customer
from clm.domain.handover import pack
from clm.domain.policy import Settings
from clm.store.rulebook import make_process
from tests.domain.cases import CUSTOMER, day, given, of_yaml

TODAY = day("2026-11-18")
TEAM = make_process(
    Settings(format=1, vpa_sections=("tools", "contacts"), tags={"tools": ("logins",)}), {}
)
CUSTOMERS = """\
language: de
city: Bremen
company: {name: Muster AG, industry: Logistik}
infos: morgens anrufen
wizard: {budget: 200 EUR}
owner: jana
sales: luis
vpa: anna
contacts:
  - {id: p-00000001, name: Erika, role: ordering, email: e@example.org, phone: "1", language: pl}
bookings:
  - {id: b-00000001, kind: package, hours: 5, booked_on: 2026-11-02, status: active, price: 99.00}
prio:
  - {id: k-00000001, on: 2026-11-02, by: jana, note: intern}
"""
FILE = """\
deadlines:
  - {id: d-00000001, vpa: anna, on: 2026-11-20, ask: Akte, note: n-00000003}
  - {id: d-00000002, vpa: anna, on: 2026-11-12, ask: Erledigt, note: n-00000001}
notes:
  - {id: n-00000001, at: 2026-11-10T23:30:00Z, by: anna, tags: [logins, contacts], text: Alt}
  - {id: n-00000002, at: 2026-11-12, by: anna, tags: [tools], situation: S, reaction: R, kind: call}
  - {id: n-00000003, at: 2026-11-13, by: jana, quote: {source: Chat}, text: Frage,
     booking: b-00000001, complaint: cm-000001, released_from: n-00000009,
     agreement: {what: Rabatt, price: 10 %, valid_until: 2026-12-31}}
"""


def test_an_allow_list_decides_what_is_handed_over() -> None:  # A3.17
    file = of_yaml(f"customer: {CUSTOMER}\n{FILE}", VpaFile)
    found = pack(given(CUSTOMERS, file=FILE), file, TODAY, TEAM)
    assert found["contacts"] == [
        {"name": "Erika", "role": "ordering", "email": "e@example.org", "phone": "1",
         "language": "pl"}
    ]  # fmt: skip
    told = {key: found[key] for key in ("id", "name", "kind", "language", "city", "infos", "vpa")}
    assert told == {
        "id": CUSTOMER, "name": "Muster GmbH", "kind": "organisation", "language": "de",
        "city": "Bremen", "infos": "morgens anrufen", "vpa": "anna",
    }  # fmt: skip
    assert found["company"]["industry"] == "Logistik"
    assert found["wizard"] == {"budget": "200 EUR"}
    assert found.keys() == told.keys() | {
        "company", "wizard", "contacts", "sections", "others", "missing", "deadlines"
    }  # fmt: skip
    for internal in ("b-00000001", "cm-000001", "n-00000009", "99", "intern", "luis"):
        assert internal not in str(found)


def test_the_entries_stand_in_their_sections_the_newest_first() -> None:  # A3.17, A3.19
    file = of_yaml(f"customer: {CUSTOMER}\n{FILE}", VpaFile)
    found = pack(given(CUSTOMERS, file=FILE), file, TODAY, TEAM)
    told = {
        name: [(one["on"], one["by"], one["text"] or one["reaction"]) for one in entries]
        for name, entries in found["sections"].items()
    }
    old = ("2026-11-11", "anna", "Alt")  # in Berlin
    assert told == {"tools": [("2026-11-12", "anna", "R"), old], "contacts": [old]}
    (other,) = found["others"]
    assert (other["text"], other["quote"], other["kind"]) == ("Frage", "Chat", "other")
    assert other["agreement"] == {"what": "Rabatt", "price": "10 %", "valid_until": "2026-12-31"}
    assert found["missing"] == []
    assert found["deadlines"] == [{"on": "2026-11-20", "ask": "Akte"}]  # the other was answered


def test_of_an_empty_file_everything_is_missing() -> None:
    found = pack(given("vpa: anna"), None, TODAY, TEAM)
    assert found["missing"] == ["tools", "contacts"]
    assert (found["others"], found["deadlines"]) == ([], [])
    assert found["company"]["name"] is None


def test_every_field_of_a_customer_is_one_or_the_other() -> None:
    """A field that comes later is looked at before it is handed over."""
    file = of_yaml(f"customer: {CUSTOMER}\n{FILE}", VpaFile)
    shown = pack(given(CUSTOMERS, file=FILE), file, TODAY, TEAM).keys()
    kept = {
        "status", "registered_on", "source", "external_ids", "plz", "invited_by", "account",
        "owner", "sales", "account_manager", "appointment", "bookings", "class_", "prio", "offer",
        "watch", "reminders", "handled", "checks", "services", "demands", "consent", "merged_into",
    }  # fmt: skip
    assert set(Customer.__struct_fields__) - set(shown) == kept
