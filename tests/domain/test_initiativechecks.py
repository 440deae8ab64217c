"""What initiatives obey beyond their types."""

from __future__ import annotations

from datetime import date

import pytest

from clm.domain.checks import broken
from clm.domain.flaws import Known
from clm.domain.initiative import Initiative
from tests.domain.cases import of_yaml

KNOWN = Known(
    date(2026, 11, 18), team=frozenset({"isabel"}), customers=frozenset({"c-7f3qkd"}),
    templates=frozenset({"initiative-easter"}),
)  # fmt: skip
PLAN = "id: in-4k7d2m\ntitle: Advent\nkind: win-back\n"
TWICE = (
    "recipients:\n  - {id: rc-2k9x7d1q, customer: c-7f3qkd, added_on: 2026-11-18, status: sent}\n"
    "  - {id: rc-3k9x7d1q, customer: c-7f3qkd, added_on: 2026-11-18}\n"
)


SNAPSHOT = (
    "owner: isabel\nsnapshots:\n  - {id: sn-7h3d8q, on: 2026-11-18, by: bob,"
    " query: class = A, found: 1}\n"
)
STRANGER = (
    "owner: isabel\nrecipients:\n  - {id: rc-2k9x7d1q, customer: c-9xq2rt,"
    " snapshot: sn-7h3d8q, added_on: 2026-11-18}\n"
)


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("owner: isabel\n", []),
        ("owner: isabel\nsegment: class = A and bookings > 2\n", []),
        ("owner: isabel\ntemplate: initiative-offer\n", []),  # it is shipped
        ("owner: isabel\ntemplate: initiative-easter\n", []),
        ("owner: bob\n", ["unknown-colleague owner: nobody has the handle bob"]),
        (
            SNAPSHOT,
            ["unknown-colleague by: nobody has the handle bob"],
        ),
        (
            STRANGER,
            ["orphan customer: there is no customer c-9xq2rt",
             "orphan snapshot: there is no snapshot sn-7h3d8q"],
        ),
        ("owner: isabel\nfrom: 2026-12-01\nto: 2026-11-30\n",
         ["initiative to 2026-11-30 lies before from 2026-12-01"]),
        ("owner: isabel\ncontrol: 100\n",
         ["initiative control 100 is no share of 0 to 99 percent"]),
        ("owner: isabel\nconverts_days: 0\n",
         ["initiative converts_days 0 is no number of days"]),
        ("owner: isabel\nsegment: klass = A\n",
         ["initiative segment: there is no field klass (column 1)"]),
        ("owner: isabel\ntemplate: initiative-may\n",
         ["unknown-template template: there is no template initiative-may"]),
        ("owner: isabel\ntemplate: initiative-may\nclosed_on: 2026-11-18\n", []),
        ("owner: isabel\ntemplate: survey-invite\n",
         ["unknown-template template: survey-invite is for no initiative"]),
        ("owner: isabel\n" + TWICE, ["recipient-twice c-7f3qkd is a recipient twice"]),
        ("owner: isabel\n" + TWICE.replace("2026-11-18}", "2026-11-18, trigger: b-00000001}"), []),
        ("owner: isabel\n" + TWICE.replace("2026-11-18}", "2026-11-18, status: sent}"), []),
    ],
)  # fmt: skip
def test_what_check_finds_in_an_initiative(more: str, expected: list[str]) -> None:
    # A4.7, A4.8
    found = broken("initiative", of_yaml(PLAN + more, Initiative), KNOWN)
    told = [f"{row.rule} {flaw.sentence}" for row, flaw in found]
    assert [line.partition(";")[0] for line in told] == expected
