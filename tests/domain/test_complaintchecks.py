"""What hand-written complaints have to obey; 2026-11-18 is a Wednesday."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from clm.domain.checks import broken
from clm.domain.complaintchecks import (
    closed_without,
    concerned_handlers,
    former_handlers,
    lost_duplicates,
    open_of_inactive,
    order_of_steps,
    overdue,
    to_come,
    unknown_contacts,
    unknown_handlers,
    unknown_meant,
    unmeant_duplicate,
)
from clm.domain.flaws import Known
from tests.domain.cases import CUSTOMER, PLAIN, day, given
from tests.domain.complaints import ASSESSED, CM, WHOLE, complaint, file, found

TODAY = day("2026-11-18")
KNOWN = Known(
    TODAY, frozenset({"jana", "tom"}), frozenset({"tom"}), frozenset({"anna"}),
    frozenset({CUSTOMER}),
)  # fmt: skip
STEPS = "2026-11-16 received, 2026-11-16 acknowledged, 2026-11-17 assessed"
RIGHT = complaint(
    f"{STEPS}, 2026-11-17 responded, 2026-11-17 accepted, 2026-11-18 closed",
    answers=(WHOLE,), **ASSESSED,
)  # fmt: skip


def test_what_is_right_is_not_found() -> None:
    assert list(broken("service-file", file(RIGHT, complaint(STEPS, **ASSESSED)), KNOWN)) == []


def test_people_have_a_record() -> None:
    # A2.14
    one = complaint(handler="mia", about=("anna", "jana", "bob"))
    assert found(unknown_handlers(file(one), KNOWN)) == [
        "handler: handler: nobody has the handle mia"
    ]
    assert found(unknown_meant(file(one), KNOWN)) == ["about: about: nobody has the handle bob"]
    mine = replace(one, handler="jana", events=(replace(one.events[0], by="mia"),))
    assert found(unknown_handlers(file(mine), KNOWN)) == [
        "events.k-00000000.by: by: nobody has the handle mia"
    ]


def test_an_open_one_is_handled_by_somebody_who_is_there() -> None:
    # A2.14
    assert found(former_handlers(file(complaint(handler="tom")), KNOWN)) == [
        "handler: handler: tom is not active on 2026-11-18"
    ]
    assert found(former_handlers(file(complaint(handler=None)), KNOWN)) == [f"{CM} has no handler"]
    assert found(former_handlers(file(replace(RIGHT, handler="tom"), complaint()), KNOWN)) == []


@pytest.mark.parametrize(
    ("text", "flaws"),
    [
        ("2026-11-16 received", 1),
        ("2026-11-16 received, 2026-11-16 +handler jana", 1),
        ("2026-11-16 received, 2026-11-16 +handler jana niemand sonst", 0),
        ("2026-11-16 received, 2026-11-17 withdrawn", 0),
    ],
)
def test_who_is_complained_about_does_not_handle_it_but_for_a_reason(text: str, flaws: int) -> None:
    # A2.20
    one = complaint(text, about=("jana",))
    assert len(found(concerned_handlers(file(one), KNOWN))) == flaws


@pytest.mark.parametrize(
    ("text", "flaws"),
    [
        ("", []),
        (f"{STEPS}, 2026-11-17 assessed, 2026-11-18 investigating", []),
        ("2026-11-16 acknowledged", ["it begins with acknowledged"]),
        ("2026-11-16 received, 2026-11-17 closed", ["received → closed is no step"]),
        ("2026-11-16 received, 2026-11-17 odd", ["there is no status odd"]),
    ],
)
def test_steps_follow_each_other(text: str, flaws: list[str]) -> None:
    # A2.14
    held = found(order_of_steps(file(complaint(text)), KNOWN))
    assert [line.split("to: ")[-1].partition(" of a complaint")[0] for line in held] == flaws


def test_a_step_names_one() -> None:
    # A2.14
    one = complaint()
    nameless = replace(one, events=(replace(one.events[0], to=None),))
    assert found(order_of_steps(file(nameless), KNOWN)) == [
        "events.k-00000000.to: to: there is no status of no name of a complaint"
    ]


def test_a_duplicate_is_of_another_one() -> None:
    # A2.14
    text = "2026-11-16 received, 2026-11-17 duplicate"
    right = complaint(text, duplicate_of="cm-11111111")
    assert found(unmeant_duplicate(file(right, complaint()), KNOWN)) == []
    for other in (None, CM):
        (said,) = found(unmeant_duplicate(file(complaint(text, duplicate_of=other)), KNOWN))
        assert said == f"{CM} is a duplicate, of which complaint is not said"
    odd = complaint(duplicate_of="cm-11111111")
    assert found(unmeant_duplicate(file(odd), KNOWN)) == [
        f"duplicate_of: duplicate_of: {CM} is received"
    ]


@pytest.mark.parametrize(
    ("of", "said"),
    [
        ({"cm-1": None, "cm-2": "cm-1"}, []),
        ({"cm-1": "cm-9"}, ["cm-1 duplicate_of: there is no complaint cm-9"]),
        ({"cm-1": "cm-1"}, []),  # said by unmeant_duplicate
        ({"cm-1": "cm-2", "cm-2": "cm-1"},
         ["cm-1 duplicate_of: cm-1 → cm-2 → cm-1 is a circle"]),
    ],
)  # fmt: skip
def test_what_it_is_a_duplicate_of_is_there_and_none_of_it(
    of: dict[str, str | None], said: list[str]
) -> None:
    # A2.14
    assert [f"{ref} {flaw.sentence}" for ref, flaw in lost_duplicates(of)] == said


def test_a_closed_one_has_what_a_close_needs() -> None:
    # A2.19
    bare = replace(RIGHT, answers=(), severity=None)
    (said,) = found(closed_without(file(bare, complaint()), KNOWN))
    assert said.startswith(f"{CM} is closed without: an assessment; a decision; when it was")
    assert found(closed_without(file(RIGHT), KNOWN)) == []


@pytest.mark.parametrize(
    ("text", "today", "said"),
    [
        ("2026-11-16 received", "2026-11-17", []),
        ("2026-11-16 received", "2026-11-18", ["it was to be acknowledged by 2026-11-17"]),
        ("2026-11-16 received, 2026-11-18 acknowledged", "2026-11-20",
         ["it was to be assessed by 2026-11-19"]),
        ("2026-11-16 received", "2027-05-18",
         ["it was to be acknowledged by 2026-11-17", "it was to be assessed by 2026-11-19",
          "it was to be answered by 2026-11-30", "it was to be closed by 2026-12-14"]),
        (STEPS, "2026-11-23", []),
        (STEPS, "2026-11-24", ["the complainant was to hear how it stands by 2026-11-23"]),
        (f"{STEPS}, 2026-11-20 responded", "2026-12-15", ["it was to be closed by 2026-12-14"]),
        (f"{STEPS}, 2026-11-20 withdrawn", "2026-12-15", []),
    ],
)  # fmt: skip
def test_what_is_owed_since_an_earlier_day(text: str, today: str, said: list[str]) -> None:
    # A2.16, A2.18
    held = [flaw for _, flaw in overdue(file(complaint(text), RIGHT), day(today), PLAIN)]
    assert found(held) == [f"{CM}: {line}" for line in said]


def test_what_is_owed_names_its_milestone_and_what_to_type() -> None:
    # A2.16
    ((rule, flaw),) = overdue(file(complaint()), TODAY, PLAIN)
    assert (rule, flaw.hint) == ("complaint-acknowledge", f"clm complaint move {CM} acknowledged")


def test_a_complaint_has_arrived() -> None:
    # A2.15
    later = complaint("", received_at="2026-11-19")
    assert found(to_come(file(later, complaint()), TODAY, PLAIN)) == [
        "received_at: received_at: 2026-11-19 is still to come"
    ]


def test_the_complainant_is_a_contact_or_a_name() -> None:
    # A2.15
    customer = given("contacts: [{id: p-11111111, name: Erika}]\n").customer
    known, odd = (replace(complaint(), complainant=p) for p in ("p-11111111", "p-22222222"))
    assert found(unknown_contacts(file(known, odd, complaint()), customer)) == [
        f"complainant: complainant: {CUSTOMER} has no contact p-22222222"
    ]


def test_what_is_open_of_an_archived_customer() -> None:
    # A2.12
    customer = given("").customer
    gone = replace(customer, status="archived")
    assert found(open_of_inactive(file(complaint(), RIGHT), gone)) == [
        f"{CM} is open, but {CUSTOMER} is archived"
    ]
    assert found(open_of_inactive(file(complaint()), customer)) == []
