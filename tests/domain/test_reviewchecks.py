"""What hand-written service reviews have to obey; 2026-11-18 is the day."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from clm.domain.checks import broken
from clm.domain.flaws import Known
from clm.domain.review import Review
from clm.domain.reviewchecks import unknown_theirs
from clm.domain.servicefile import ServiceFile
from tests.domain.cases import CUSTOMER, day, given

KNOWN = Known(
    day("2026-11-18"), frozenset({"jana", "tom"}), frozenset({"tom"}), frozenset(),
    frozenset({CUSTOMER}),
)  # fmt: skip
RIGHT = Review(
    id="rv-7f3qkd", planned_on=day("2026-11-17"), owner="tom", held_on=day("2026-11-18"),
    by="jana", ours=("jana", "tom"), theirs=("p-11111111", "Frau Alt"),
    signed_off_on=day("2026-11-18"), signed_off_by="p-11111111",
)  # fmt: skip


def file(**fields: Any) -> ServiceFile:
    return ServiceFile(customer=CUSTOMER, reviews=(replace(RIGHT, **fields),))


def test_what_is_right_is_not_found() -> None:
    assert list(broken("service-file", file(), KNOWN)) == []


@pytest.mark.parametrize(
    ("fields", "rule", "said"),
    [
        ({"owner": "eva"}, "unknown-colleague", "owner: nobody has the handle eva"),
        ({"by": "eva"}, "unknown-colleague", "by: nobody has the handle eva"),
        ({"ours": ("jana", "eva")}, "unknown-colleague", "ours: nobody has the handle eva"),
        ({"held_on": None}, "former-colleague", "owner: tom is not active on 2026-11-18"),
        ({"held_on": day("2030-01-01")}, "review-to-come", "held_on: 2030-01-01 is still to come"),
        ({"signed_off_on": day("2026-11-19")}, "review-to-come",
         "signed_off_on: 2026-11-19 is still to come"),
    ],
)  # fmt: skip
def test_people_and_days_of_a_review(fields: dict[str, Any], rule: str, said: str) -> None:
    # A2.34, A2.4
    found = [
        (row.rule, flaw.sentence) for row, flaw in broken("service-file", file(**fields), KNOWN)
    ]
    assert found == [(rule, said)]


def test_who_took_part_is_a_contact_or_a_name() -> None:
    # A2.34
    customer = given("contacts: [{id: p-11111111, name: Erika}]\n").customer
    assert list(unknown_theirs(file(), customer)) == []
    odd = file(theirs=("p-99999999",), signed_off_by="p-88888888")
    assert [flaw.sentence for flaw in unknown_theirs(odd, customer)] == [
        f"theirs: {CUSTOMER} has no contact p-99999999",
        f"signed_off_by: {CUSTOMER} has no contact p-88888888",
    ]
    assert list(unknown_theirs(file(signed_off_by=None), customer)) == []
