"""Records as tables for other programs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import msgspec
import pytest

from clm.domain.customer import Customer
from clm.domain.escalation import Escalation
from clm.domain.exported import TABLES, Held, table
from clm.domain.initiative import Initiative
from clm.domain.people import Colleague
from clm.domain.request import PostedTask, Requests
from clm.domain.servicefile import ServiceFile
from clm.domain.survey import Survey
from clm.domain.tabular import Cell, cell, columns, value_at
from tests.domain.cases import PLAIN, day, given, of_yaml

CUSTOMER = """
company: {name: Muster AG}
services: [reise, messe]
contacts:
  - {id: p-0c8h2k4m, name: Frau Muster, channels: [ordering]}
bookings:
  - {id: b-00000001, kind: package, booked_on: 2026-01-05, hours: 5, status: used_up, price: 99.50}
  - {id: b-00000002, kind: package, booked_on: 2026-02-05, hours: 10, status: cancelled}
  - {id: b-00000003, kind: package, booked_on: 2026-12-05, hours: 10, status: confirmed}
"""
REQUESTS = """customer: c-7f3qkd
requests:
  - id: r-aaaaaa
    subject: Messe
    need: Stand
    channel: phone
    received_at: 2026-11-17
    tasks:
      - {id: t-dddddddd, title: Stand, executor: tom, status: open}
tasks:
  - {id: t-cccccccc, title: Anruf, executor: tom, status: open}
"""
COMPLAINTS = """customer: c-7f3qkd
complaints:
  - id: cm-aaaaaa
    received_at: 2026-11-17
    channel: phone
    complainant: p-0c8h2k4m
    text: zu langsam
    remedy_sought: schneller
    events:
      - {id: k-aaaaaaaa, at: 2026-11-17, by: tom, kind: status, to: acknowledged}
"""
INITIATIVE = """id: in-4k7d2m
title: Advent
kind: win-back
owner: isabel
snapshots:
  - {id: sn-7h3d8q, on: 2026-01-01, by: isabel, query: inactive, found: 2}
recipients:
  - {id: rc-2k9x7d1q, customer: c-7f3qkd, status: sent, sent_at: 2026-01-02, added_on: 2026-01-01}
  - {id: rc-8s4h0m3v, customer: c-9xq2rt, added_on: 2026-01-01}
"""
SURVEY = """id: sv-aaaaaa
title: Frage
salt: "00ff"
invitations:
  - {id: iv-aaaaaaaa, customer: c-7f3qkd, on: 2026-01-01, by: jana}
answers:
  - {id: an-aaaaaaaa, invitation: iv-aaaaaaaa, on: 2026-01-02, values: {empfehlung: "9"}}
"""
ESCALATION = """id: es-5m2k8q
customer: c-7f3qkd
source: task
of: t-dddddddd
reason: overdue
at: 2026-11-17
by: tom
events:
  - {id: k-3f8h2k5m, at: 2026-11-17, by: jana, kind: level, to: "2"}
"""
TODAY = day("2026-11-18")


def held(survey: str = SURVEY) -> Held:
    file = of_yaml(REQUESTS, Requests)
    facts = given(CUSTOMER, "- {id: t-aaaaaaaa, title: x, posted_at: 2026-01-06, status: done}\n")
    facts = facts._replace(
        requests=file.requests,
        tasks=file.tasks,
        complaints=of_yaml(COMPLAINTS, ServiceFile).complaints,
    )
    return Held(
        [facts],
        [of_yaml(ESCALATION, Escalation)],
        [of_yaml(INITIATIVE, Initiative)],
        [of_yaml(survey, Survey)],
        [of_yaml("id: tom\nname: Tom\n", Colleague)],
        [],
        TODAY,
        PLAIN,
    )


def rows(name: str, data: Held | None = None) -> list[dict[str, Cell]]:
    found = table(name)
    assert found is not None
    names = [one.name for one in found.columns]
    return [dict(zip(names, line, strict=True)) for line in found.lines(data or held())]


def test_a_record_makes_a_column_for_each_value() -> None:
    told = {one.name: one for one in columns(Customer, frozenset({"wizard"}))}
    assert told["company_name"].at == ("company", "name")
    assert "wizard" not in told
    assert "bookings" not in told  # a table of its own
    assert told["services"].type == "TEXT"
    budget = {one.name: one.type for one in columns(PostedTask)}
    assert budget["budget_hours"] == "NUMERIC"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        (True, 1),
        (3, 3),
        (date(2026, 11, 18), "2026-11-18"),
        (Decimal("7.50"), 7.5),
        (Decimal("10.0"), 10),
        ((), None),
        (("a", "ü"), '["a", "ü"]'),
        ({"de": "x"}, '{"de": "x"}'),
        ("=1+1", "=1+1"),
    ],
)
def test_values_are_what_sql_can_count_with(value: object, expected: Cell) -> None:
    assert cell(value) == expected


def test_what_a_missing_record_would_hold_is_missing() -> None:
    found = of_yaml("id: c-7f3qkd\nname: M\nkind: person\n", Customer)
    assert value_at(found, ("company", "name")) is None


def test_bookings_say_whether_and_since_when_they_count() -> None:
    told = [(one["counted"], one["counts_from"], one["is_trial"]) for one in rows("bookings")]
    assert told == [(1, "2026-01-05", 1), (0, None, 0), (0, "2026-12-05", 0)]
    assert rows("bookings")[0]["price"] == 99.5


def test_customers_say_where_they_stand() -> None:
    (one,) = rows("customers")
    names = ("phase", "list", "bookings", "first_booked_on", "inactive", "churned", "class")
    assert [one[name] for name in names] == ["first", "first", 1, "2026-01-05", 1, 1, "none"]


def test_recipients_say_what_came_of_it() -> None:  # A4.10
    first, second = rows("recipients")
    assert [first[name] for name in ("initiative", "contacted_on", "booking", "standing")] == [
        "in-4k7d2m",
        "2026-01-02",
        "b-00000001",
        "converted",
    ]
    assert [second[name] for name in ("contacted_on", "booking", "standing")] == [
        None,
        None,
        "planned",
    ]


def test_everything_stands_in_its_table() -> None:
    counts = {one.name: len(rows(one.name)) for one in TABLES}
    assert counts == {
        "customers": 1, "contacts": 1, "consents": 0, "reminders": 0, "bookings": 3, "requests": 1,
        "tasks": 2, "posted_tasks": 1, "complaints": 1, "complaint_events": 1, "escalations": 1,
        "escalation_events": 1, "initiatives": 1, "snapshots": 1, "recipients": 2, "surveys": 1,
        "invitations": 1, "answers": 1, "team": 1, "vpas": 0,
    }  # fmt: skip
    assert [one["request"] for one in rows("tasks")] == [None, "r-aaaaaa"]
    assert rows("escalations")[0]["reached"] == 2
    assert rows("complaints")[0]["status"] == "acknowledged"


def test_anonymous_answers_and_tokens_stay_where_they_are() -> None:
    hidden = held(SURVEY + "anonymous: true\n")
    assert rows("answers", hidden) == []
    assert {"salt", "tokens", "used"}.isdisjoint(rows("surveys", hidden)[0])
    assert "token" not in rows("invitations", hidden)[0]


def test_tables_refer_to_what_is_there() -> None:
    named = {one.name: {column.name for column in one.columns} for one in TABLES}
    for one in TABLES:
        assert len(named[one.name]) == len(one.columns), one.name
        for column in one.columns:
            other, _, key = column.refers.partition(".")
            assert not other or key in named[other]
    assert table("booking") is None
    assert issubclass(TABLES[0].record, msgspec.Struct)
