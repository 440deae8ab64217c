"""A VPA falls out: which customers come first, and who could take each over."""

from __future__ import annotations

from decimal import Decimal

import pytest

from clm.domain.bookings import hours_in_use
from clm.domain.cover import Away
from clm.domain.outage import (
    PROPOSED,
    Load,
    away,
    is_there,
    period,
    proposals,
    tasks_of,
    urgency,
)
from clm.domain.people import Vpa
from tests.domain.cases import PLAIN, acting, day, given, of_yaml, told

TODAY = day("2026-11-18")
ANNA = "id: anna\nname: Anna\nskills: [Reisen, messen]\n"


def vpa(text: str) -> Vpa:
    return of_yaml(text, Vpa)


def task(number: int, deadline: str = "", more: str = "") -> str:
    ends = f", deadline: {deadline}" if deadline else ""
    head = f"id: t-{number:08}, title: T, posted_at: 2026-11-02, status: forwarded"
    return f"  - {{{head}{ends}{more}}}\n"


# which come first


def test_the_tasks_a_vpa_does_the_next_deadline_first() -> None:  # A3.17
    posted = "".join(
        [
            task(1),
            task(2, "2026-11-30"),
            task(3, "2026-11-20T12:00:00Z"),
            task(4, more=", vpa: ben"),
            task(5).replace("forwarded", "done"),
            task(6, "2026-11-19", ", vpa: anna"),
            task(7).replace("2026-11-02", "2026-11-19"),
        ]
    )
    dossier = given("vpa: anna", posted)
    assert [one.id[-1] for one in tasks_of(dossier, "anna", TODAY, PLAIN)] == ["6", "3", "2", "1"]
    assert [one.id[-1] for one in tasks_of(dossier, "ben", TODAY, PLAIN)] == ["4"]


def test_the_order_of_urgency() -> None:  # A3.17
    class_a = "class:\n  - {id: k-00000001, value: A, on: 2026-01-01, by: jana}\n"
    prio = "prio:\n  - {id: k-00000002, on: 2026-01-01, by: jana}\n"
    cases = [
        given("", task(1, "2026-11-19")),
        given("", task(1, "2026-11-20") + task(2)),
        given(prio, task(1)),
        given(class_a, task(1)),
        given("", task(1) + task(2)),
        given("", task(1)),
        given(prio + class_a),
        given(prio),
        given(class_a.replace("A", "B")),
        given(class_a.replace("A", "C")),
        given(""),
    ]
    keys = [urgency(one.customer, list(one.posted), TODAY, PLAIN) for one in cases]
    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys)


# who is there


@pytest.mark.parametrize(
    ("last", "absences", "end"),
    [
        (None, "[]", None),
        ("2026-11-30", "[]", "2026-11-30"),
        (None, "[{id: ab-000001, from: 2026-11-16, to: 2026-11-25}]", "2026-11-25"),
        (None, "[{id: ab-000001, from: 2026-11-16}]", None),
        (None, "[{id: ab-000001, from: 2026-11-20, to: 2026-11-25}]", None),  # another one
        (None, "[{id: ab-000001, from: 2026-11-18, to: 2026-11-18, half: am}]", None),
        ("2026-11-20", "[{id: ab-000001, from: 2026-11-16, to: 2026-11-25}]", "2026-11-20"),
    ],
)
def test_how_long_it_lasts(last: str | None, absences: str, end: str | None) -> None:  # A3.17
    gone = vpa(f"{ANNA}absences: {absences}\n")
    window = period(gone, TODAY, day(last) if last else None)
    assert (window.from_, window.to) == (TODAY, day(end) if end else None)


@pytest.mark.parametrize(
    ("absence", "to", "answer"),
    [
        ("from: 2026-11-16, to: 2026-11-18", None, False),
        ("from: 2026-11-16, to: 2026-11-17", None, True),
        ("from: 2026-11-19, to: 2026-11-20", None, True),  # nobody knows how long it lasts
        ("from: 2026-11-19, to: 2026-11-20", "2026-11-18", True),
        ("from: 2026-11-19, to: 2026-11-20", "2026-11-19", False),
        ("from: 2026-11-18, to: 2026-11-18, half: am", None, True),
    ],
)
def test_who_can_step_in(absence: str, to: str | None, answer: bool) -> None:  # A3.17
    other = vpa(f"id: ben\nname: Ben\nabsences:\n  - {{id: ab-000001, {absence}}}\n")
    assert is_there(other, Away("", TODAY, day(to) if to else None)) is answer


# who fits


def proposed(customer: str, *others: str, loads: dict[str, Load] | None = None) -> list[str]:
    found = proposals(given(customer).customer, vpa(ANNA), map(vpa, others), loads or {}, TODAY)
    return [one.vpa for one in found]


BEN = "id: ben\nname: Ben\n"
CLARA = "id: clara\nname: Clara\n"
BOOKED = "bookings:\n  - {id: b-00000001, kind: package, hours: 20, booked_on: 2026-11-02, status: active}\n"  # noqa: E501


@pytest.mark.parametrize(
    ("customer", "ben", "clara", "loads"),
    [  # each time clara is better
        ("language: de", "languages: [en]", "languages: [en, DE]", {}),
        (
            "contacts:\n  - {id: p-00000001, name: X, language: pl}\n",
            "languages: [de]", "languages: [de, pl]", {},
        ),
        ("language: de", "capacity_hours: 90\nskills: [reisen]", "languages: [de]", {}),
        (BOOKED, "capacity_hours: 30\nskills: [reisen]", "capacity_hours: 30",
         {"ben": Load(1, Decimal(11)), "clara": Load(1, Decimal(10))}),
        (  # nobody has room: who lacks an hour comes before who is far beyond
            BOOKED, "capacity_hours: 30\nskills: [reisen]", "capacity_hours: 30",
            {"ben": Load(1, Decimal(180)), "clara": Load(1, Decimal(11))},
        ),
        ("", "skills: [kanzlei]", "skills: [REISEN]", {}),
        ("services: [kanzlei]", "skills: [diktate]", "skills: [kanzlei]", {}),
        ("", "capacity_hours: 30", "capacity_hours: 31", {}),
        ("", "capacity_hours: 50", "capacity_hours: 50", {"ben": Load(1, Decimal(1))}),
        ("", "", "", {"ben": Load(2)}),
        ("vpa: clara", "skills: [reisen]", "", {"clara": Load(2)}),  # she is theirs already
    ],
)  # fmt: skip
def test_the_better_one_comes_first(
    customer: str, ben: str, clara: str, loads: dict[str, Load]
) -> None:  # A3.17
    assert proposed(customer, f"{BEN}{ben}\n", f"{CLARA}{clara}\n", loads=loads) == ["clara", "ben"]


def test_a_proposal_says_why() -> None:  # A3.17
    customer = "language: de\ncontacts:\n  - {id: p-00000001, name: X, language: pl}\n"
    other = f"{BEN}languages: [de, en]\nskills: [messen, kanzlei]\ncapacity_hours: 90\n"
    loads = {"ben": Load(3, Decimal(50))}
    (one,) = proposals(given(customer).customer, vpa(ANNA), [vpa(other)], loads, TODAY)
    assert (one.speaks, one.lacks, one.skills) == (("de",), ("pl",), ("messen",))
    assert (one.load, one.free) == (Load(3, Decimal(50)), Decimal(40))


def test_a_few_are_enough_and_equals_come_by_handle() -> None:
    others = [f"id: v{n}\nname: V\n" for n in reversed(range(PROPOSED + 2))]
    assert proposed("", *others) == [f"v{n}" for n in range(PROPOSED)]


def test_the_hours_that_are_being_worked_off() -> None:
    more = (
        "  - {id: b-00000002, kind: gift, hours: 2, booked_on: 2026-11-18, status: confirmed}\n"
        "  - {id: b-00000003, kind: package, hours: 5, booked_on: 2026-11-19, status: active}\n"
        "  - {id: b-00000004, kind: package, hours: 5, booked_on: 2026-11-02, status: used_up}\n"
        "  - {id: b-00000005, kind: shift, hours: 5, booked_on: 2026-11-02, status: active}\n"
        "  - {id: b-00000006, kind: package, booked_on: 2026-11-02, status: active}\n"
    )
    assert hours_in_use(given(BOOKED + more).customer.bookings, TODAY) == 22
    assert Load(1, Decimal(3)).plus(Decimal(2)) == Load(2, Decimal(5))


# recording


def test_that_a_vpa_is_away_is_recorded_once() -> None:  # A3.17
    me = acting("2026-11-18")
    assert told(away(vpa(ANNA), TODAY, None, me)) == ["+ vpa absences 2026-11-18"]
    gone = vpa(
        f"{ANNA}absences:\n  - {{id: ab-000002, from: 2026-01-01, to: 2026-01-02}}\n"
        "  - {id: ab-000001, from: 2026-11-16}\n"
    )
    again = away(gone, TODAY, day("2026-11-20"), me)
    assert again.changes == ()
    assert again.said == ("anna is away from 2026-11-16 to an open end already: ab-000001",)
