"""Whatever the canonical writer writes reads back the same, in the form the format asks for."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from clm.domain.casefile import Note, OTeamFile
from clm.domain.customer import Booking, Company, Contact, Customer, Mark, Reminder
from clm.domain.people import Colleague
from clm.domain.policy import Policy, Settings
from clm.domain.request import Budget, PostedTask, Requests
from clm.errors import UsageError
from clm.store import emit
from clm.store.dialect import FORBIDDEN
from clm.store.reading import read

PATH = "customers/7f/c-7f3qkd.yaml"

CUSTOMER = Customer(
    id="c-7f3qkd",
    name="Müller & Söhne GmbH",
    kind="organisation",
    registered_on=date(2026, 8, 31),
    external_ids={"shop": "10423"},
    plz="01067",
    company=Company(name="Müller & Söhne GmbH", industry="Logistik"),
    infos="zwei\nZeilen",
    contacts=(Contact(id="p-0c8h2k4m", name="Erika: die Ältere"),),
    bookings=(
        Booking(
            id="b-2k9x7d1q",
            kind="package",
            booked_on=date(2026, 9, 3),
            hours=Decimal(5),
            status="used_up",
            trial=True,
            price=Decimal("99.00"),
        ),
    ),
    prio=(Mark(id="k-7h3d8q6x", on=date(2026, 11, 17), by="jana"),),
    reminders=(Reminder(id="m-4v6b2n8s", on=date(2026, 12, 8), for_="jana"),),
    services=("Recherche", "Haus #4"),
)


def test_a_new_file_is_written_as_the_format_says() -> None:
    line = emit.schema_line(PATH, "customer")
    assert emit.new_file(CUSTOMER, line).decode() == (
        "# yaml-language-server: $schema=../../.schema/customer.json\n"
        "id: c-7f3qkd\n"
        "name: Müller & Söhne GmbH\n"
        "kind: organisation\n"
        "registered_on: 2026-08-31\n"
        "external_ids:\n"
        "  shop: 10423\n"
        "plz: 01067\n"
        "company:\n"
        "  name: Müller & Söhne GmbH\n"
        "  industry: Logistik\n"
        "infos: |-\n"
        "  zwei\n"
        "  Zeilen\n"
        "contacts:\n"
        "  - id: p-0c8h2k4m\n"
        "    name: 'Erika: die Ältere'\n"
        "bookings:\n"
        "  - id: b-2k9x7d1q\n"
        "    kind: package\n"
        "    booked_on: 2026-09-03\n"
        "    hours: 5\n"
        "    status: used_up\n"
        "    trial: true\n"
        "    price: 99.00\n"
        "prio:\n"
        "  - id: k-7h3d8q6x\n"
        "    on: 2026-11-17\n"
        "    by: jana\n"
        "reminders:\n"
        "  - id: m-4v6b2n8s\n"
        "    on: 2026-12-08\n"
        "    for: jana\n"
        "services:\n"
        "  - Recherche\n"
        "  - 'Haus #4'\n"
    )


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (PATH, "# yaml-language-server: $schema=../../.schema/customer.json"),
        ("team/jana.yaml", "# yaml-language-server: $schema=../.schema/customer.json"),
        ("clm.yaml", "# yaml-language-server: $schema=.schema/customer.json"),
    ],
)
def test_the_schema_line_leads_to_the_schema(path: str, expected: str) -> None:
    assert emit.schema_line(path, "customer") == expected


@pytest.mark.parametrize(
    "record",
    [
        CUSTOMER,
        Requests(
            customer="c-7f3qkd",
            posted=(
                PostedTask(
                    id="t-00000000",
                    title="?",
                    posted_at="2026-11-22T09:30:00Z",
                    status="draft",
                    budget=Budget(hours=Decimal("1E+2")),
                ),
            ),
        ),
        Colleague(id="jana", name="Jana", roles=("crm-lead",), shared=False),
        Settings(format=1, policy=Policy(no_show_days=57), language="de"),
        Settings(format=1, tags={"prio": (), "it": ("technik",), "volumen": ()}),
        OTeamFile(customer="c-7f3qkd", notes=(Note(id="n-00000000", at="2026-11-22", by="x"),)),
    ],
)
def test_every_kind_of_record_reads_back(record: Any) -> None:
    result = read(emit.new_file(record, None), "copy.yaml", type(record))
    assert result.findings == ()
    assert result.record == record


NASTY = st.text(
    st.sampled_from(list("a:-#'\"[]{},&*!|>%@`?~=<.\\ \n\tüß😀 0")) | st.characters(), max_size=30
).filter(lambda text: not FORBIDDEN.search(text))


@settings(max_examples=1_000, deadline=None)
@given(NASTY, NASTY, NASTY)
@example("- x", "", " ")
@example("a: b", "01067", "yes")
@example("x #y", "null", "~")
@example("a\n\nb\n", "\n", "a\n ")
@example("---", "...", "<<")
@example("a\n<<<<<<< b\n=======", "=======", "%YAML")
@example("  a\nb", "a \nb", "a\n\tb")
@example("it's", "'", '"')
@example("a:", ":a", "-")
def test_any_text_reads_back_in_every_place(name: str, infos: str, other: str) -> None:
    record = Customer(
        id="c-7f3qkd",
        name=name,
        kind="person",
        infos=infos,
        company=Company(size=infos),
        wizard={other: name, "x": infos},
        contacts=(Contact(id="p-00000000", name=other, role=infos),),
        services=(name, infos, other),
    )
    data = emit.new_file(record, "# first line")
    result = read(data, PATH, Customer)
    assert result.findings == ()
    assert result.record == record


@settings(max_examples=500, deadline=None)
@given(NASTY, NASTY)
def test_any_text_reads_back_within_braces(name: str, value: str) -> None:
    written = emit.flow({"id": "c-7f3qkd", "name": name, "kind": "person", "services": [value]})
    result = read(written.encode(), PATH, Customer)
    assert result.record == Customer(id="c-7f3qkd", name=name, kind="person", services=(value,)), (
        written
    )


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Haus 4", "Haus 4"),
        ("01067", "01067"),
        ("+49301234", "+49301234"),
        ("NO", "NO"),
        ("9:30", "9:30"),
        ("-5", "-5"),
        ("a#b", "a#b"),
        ("it's", "it's"),
        ("", '""'),
        ("null", "'null'"),
        ("- x", "'- x'"),
        ("'x", '"\'x"'),
        ("a\tb", '"a\\tb"'),
        ("a\nb", "|-\n  a\n  b"),
        ("a\n\nb\n", "|\n  a\n\n  b\n"[:-1]),
        (" a\nb", '" a\\nb"'),
    ],
)
def test_a_text_is_plain_where_it_can_be(text: str, written: str) -> None:
    assert emit.scalar(text, indent=2) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (True, "true"),
        (5, "5"),
        (Decimal("7.50"), "7.50"),
        (Decimal("1E+3"), "1000"),
        (date(2026, 11, 22), "2026-11-22"),
    ],
)
def test_values_have_one_form(value: Any, written: str) -> None:
    assert emit.scalar(value, indent=0) == written


@pytest.mark.parametrize(
    "value", [Decimal("NaN"), Decimal("Infinity"), datetime(2026, 1, 1, tzinfo=UTC)]
)
def test_values_without_a_form_are_refused(value: Any) -> None:
    with pytest.raises(UsageError, match="cannot be written"):
        emit.scalar(value, indent=0)


@pytest.mark.parametrize("text", ["a\x00", "\x1b[2J", "a\u202eb", "a\u200b\nb", "a\rb", "\ufeff"])
def test_a_forbidden_character_is_named(text: str) -> None:
    bad = FORBIDDEN.findall(text)[0]
    with pytest.raises(UsageError, match=rf"U\+{ord(bad):04X}"):
        emit.scalar(text, indent=0)
