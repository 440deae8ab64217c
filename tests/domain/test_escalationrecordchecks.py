"""What `check` finds in one escalation, and who has it once it is given away."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from clm.domain.changes import Add, Set
from clm.domain.customer import Customer
from clm.domain.decisions import Actor
from clm.domain.escalation import Compromise, EscalationEvent
from clm.domain.escalationacts import appoint
from clm.domain.escalationrecordchecks import OF_ESCALATIONS, open_of_archived, unknown_matter
from clm.domain.flaws import Known
from clm.errors import RefusedError
from tests.domain.escalations import ES, course, escalation

if TYPE_CHECKING:
    from clm.domain.escalation import Escalation

TODAY = date(2026, 11, 18)
ME = Actor("tom", TODAY, "2026-11-18T10:00:00Z", lambda prefix: f"{prefix}-new")
KNOWN = Known(TODAY, frozenset({"jana", "tom", "isabel", "gone"}), frozenset({"gone"}))
SOLVED = {"resolution": "erledigt", "true_cause": "delay"}
DONE = "2026-11-17 accepted, 2026-11-18 resolved"
AGREED = Compromise(text="Nachlass", by="tom", on=TODAY, cost=Decimal(50))
GIVEN = EscalationEvent(
    id="k-1", at="2026-11-17T09:00:00Z", by="ann", kind="to", from_="bea", to="cid", whom="dan"
)


def found(one: Escalation) -> list[str]:
    return [
        f"{rule} {'.'.join(flaw.at)}"
        for rule, find, _ in OF_ESCALATIONS
        for flaw in find(one, KNOWN)
    ]


@pytest.mark.parametrize(
    ("one", "flaws"),
    [
        (escalation("2026-11-17 returned jana, 2026-11-18 open"), []),
        (escalation(DONE, **SOLVED), []),
        (escalation(to="gone"), ["former-colleague to"]),
        (escalation(DONE, to="gone", **SOLVED), []),  # what is over is nobody's any more
        (escalation("2026-11-17 returned gone"), ["former-colleague to"]),
        (escalation(to=None), ["former-colleague to"]),
        (
            escalation(by="eve", to="fay", events=(GIVEN,), compromise=replace(AGREED, by="gus")),
            [
                "unknown-colleague by", "unknown-colleague to", "unknown-colleague events.k-1.by",
                "unknown-colleague events.k-1.whom", "unknown-colleague events.k-1.from",
                "unknown-colleague events.k-1.to", "unknown-colleague compromise.by",
            ],
        ),
        (escalation("2026-11-17 resolved", **SOLVED), ["order-of-steps events.k-00000000.to"]),
        (escalation("2026-11-17 gelöst"), ["order-of-steps events.k-00000000.to"]),
        (escalation("2026-11-17 level1 tom, 2026-11-18 level2 tom"), []),
        (
            escalation("2026-11-17 level1 tom, 2026-11-18 level1 tom, 2026-11-18 levelx tom"),
            ["order-of-steps events.k-00000001.to", "order-of-steps events.k-00000002.to"],
        ),
        (escalation(DONE), ["resolved-without resolution", "resolved-without true_cause"]),
        (escalation(compromise=AGREED), []),
        (escalation(DONE, compromise=AGREED, **SOLVED), ["not-approved compromise.cost"]),
        (
            escalation(compromise=replace(AGREED, approved=True)),
            ["not-approved compromise.approved"],
        ),
        (
            escalation(compromise=replace(AGREED, approved=True, approved_by="tom")),
            ["not-approved compromise.approved_by"],
        ),
        (escalation(compromise=replace(AGREED, approved=False, approved_by="isabel")), []),
    ],
)  # fmt: skip
def test_what_is_wrong_with_one(one: Escalation, flaws: list[str]) -> None:  # A4.13, A4.16
    assert found(one) == flaws


def test_it_is_of_something_of_its_customer() -> None:  # A4.13
    having = {"request": {"r-4k2m9q"}, "task": {"t-6c1x8v3k"}, "complaint": (), "deadline": ()}
    assert list(unknown_matter(escalation(), having)) == []
    assert list(unknown_matter(escalation(source="sla", clock="solution"), having)) == []
    (flaw,) = unknown_matter(escalation(source="task"), having)
    assert flaw.sentence == "of: c-7f3qkd has no task r-4k2m9q"


def test_an_archived_customer_has_none_open() -> None:  # A2.12
    gone = Customer(id="c-7f3qkd", name="Muster", kind="person", status="archived")
    (flaw,) = open_of_archived(escalation(), gone)
    assert (flaw.at, flaw.sentence) == (("id",), f"{ES} is open, but c-7f3qkd is archived")
    assert list(open_of_archived(escalation(DONE, **SOLVED), gone)) == []
    assert list(open_of_archived(escalation(), replace(gone, status="active"))) == []


@pytest.mark.parametrize(
    ("events", "person", "handed"),
    [
        ("", "jana", ["Set jana", "to isabel jana"]),
        ("", "isabel", []),
        # Who got it back had it: they are told, and it goes on with who gets it.
        ("2026-11-17 returned jana", "tom", ["Set tom", "to jana tom", "status returned open"]),
        ("2026-11-17 returned jana", "isabel", ["to jana isabel", "status returned open"]),
        ("2026-11-17 returned jana", "jana", ["Set jana", "status returned open"]),
    ],
)
def test_it_is_given_to_somebody(events: str, person: str, handed: list[str]) -> None:
    # A4.13, A0.23
    done = appoint(escalation(events), person, ME, "darum")
    told = [
        f"Set {change.value}" if isinstance(change, Set)
        else f"{change.item.kind} {change.item.from_} {change.item.to}"
        for change in done.changes if isinstance(change, Set | Add)
    ]  # fmt: skip
    assert told == handed
    assert bool(done.said) == (not handed)


def test_what_is_resolved_is_given_to_nobody() -> None:  # A4.13
    one = escalation(events=course(DONE), **SOLVED)
    with pytest.raises(RefusedError, match="is resolved"):
        appoint(one, "jana", ME)
