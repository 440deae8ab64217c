"""What an agenda tells of the time since the last review (A2.33)."""

from __future__ import annotations

from decimal import Decimal

from clm.domain.customer import Customer
from clm.domain.periods import Period
from clm.domain.policy import Policy
from clm.domain.request import Requests
from clm.domain.reviewfigures import changes, packages, volumes, within
from tests.domain.cases import BERLIN, CUSTOMER, day, given, of_yaml

NOVEMBER = Period("2026-11", day("2026-11-01"), day("2026-11-30"))


def test_how_much_there_was() -> None:
    # A2.33: by their days; closed and done ones by when that was.
    text = f"""customer: {CUSTOMER}
requests:
  - id: r-111111
    subject: A
    need: B
    channel: phone
    received_at: 2026-10-30T09:00
    events:
      - {{id: k-11111111, at: 2026-11-02T10:00:00Z, by: jana, kind: status, to: closed}}
    tasks:
      - {{id: t-11111111, title: X, executor: tom, status: done, done_at: 2026-11-03}}
  - id: r-222222
    subject: C
    need: D
    channel: phone
    received_at: 2026-11-04
    tasks:
      - {{id: t-22222222, title: Y, executor: tom, status: open}}
tasks:
  - id: t-33333333
    title: Z
    from: review/rv-111111
    executor: tom
    status: open
    events:
      - {{id: k-22222222, at: 2026-11-05T10:00:00Z, by: jana, kind: executor, to: tom}}
  - {{id: t-44444444, title: Z, from: review/rv-111111, executor: tom, status: open}}
posted:
  - {{id: t-55555555, title: P, posted_at: 2026-11-06, status: forwarded}}
  - {{id: t-66666666, title: P, posted_at: 2026-10-06, status: forwarded}}
"""
    held = of_yaml(text, Requests)
    facts = given("")._replace(requests=held.requests, tasks=held.tasks, posted=held.posted)
    assert volumes(facts, NOVEMBER, BERLIN) == (1, 1, 1, 2, 1, 3, 1)


def test_what_was_booked_and_is_in_use() -> None:
    customer = given("""
        bookings:
          - {id: b-11111111, kind: package, booked_on: 2026-10-01, hours: 20, status: active}
          - {id: b-22222222, kind: package, booked_on: 2026-11-10, hours: 10, status: active}
          - {id: b-33333333, kind: addon, booked_on: 2026-11-11, status: active}
          - {id: b-44444444, kind: package, booked_on: 2026-12-01, hours: 50, status: active}
    """).customer  # A2.33
    found = packages(customer, NOVEMBER, Policy())
    assert (found.bookings, found.hours, found.in_use) == (1, Decimal(10), Decimal(30))
    assert (found.usual, found.last_on) == (Decimal(10), day("2026-11-10"))
    assert packages(given("").customer, NOVEMBER, Policy()).last_on is None


def changed(before: str, now: str) -> list[str]:
    """`vpa: anna → ben`, with nothing where there was or is none."""
    records = [
        of_yaml(f"id: {CUSTOMER}\nname: M\nkind: person\n{text}", Customer)
        for text in (before, now)
    ]
    found = changes(records[0], records[1], day("2026-10-31"), day("2026-11-18"))
    return [f"{one.field}: {one.was or ''} → {one.now or ''}" for one in found]


def test_what_is_otherwise_than_before() -> None:
    contact = "contacts:\n  - {id: p-11111111, name: Erika}\n"
    marks = "class:\n  - {id: k-11111111, value: A, on: 2026-11-02, by: jana}\n"
    assert changed("vpa: anna\n", "vpa: ben\n") == ["vpa: anna → ben"]  # A2.33
    assert changed("", marks) == ["class: none → A"]
    assert changed("services: [reise]\n", "services: [recherche]\n") == [
        "services:  → recherche", "services: reise → ",
    ]  # fmt: skip
    assert changed("", contact) == ["contacts:  → Erika"]
    assert changed(contact, contact.replace("Erika", "Erika, role: billing")) == [
        "contacts: Erika → Erika, billing"
    ]
    assert changed(contact, "") == ["contacts: Erika → "]
    assert changed(contact, contact) == []


def test_no_day_lies_in_no_period() -> None:
    assert not within(NOVEMBER, None)
    assert within(NOVEMBER, day("2026-11-30"))
