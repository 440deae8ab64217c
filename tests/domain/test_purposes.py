"""What customers agree to."""

from __future__ import annotations

from datetime import date

import pytest

from clm.domain.customer import Consent, Customer
from clm.domain.purposes import OF_KIND, OPT_OUT, PURPOSES, agrees, declined

TODAY = date(2026, 11, 18)


@pytest.mark.parametrize(
    ("spans", "yes", "no"),
    [
        ([], False, False),
        ([("2026-01-01", None)], True, False),
        ([("2026-01-01", "2026-11-19")], True, False),
        ([("2026-01-01", "2026-11-18")], False, True),
        ([("2026-11-18", "2026-11-18")], False, True),
        ([("2026-01-01", "2026-02-01"), ("2026-03-01", None)], True, False),
        ([("2026-11-19", None)], False, False),
    ],
)
def test_who_agrees_and_who_has_declined(
    spans: list[tuple[str, str | None]], yes: bool, no: bool
) -> None:  # A4.8
    said = tuple(
        Consent(id="k-1m5t9w2c", purpose="offers", on=date.fromisoformat(on),
                off_on=date.fromisoformat(off) if off else None)
        for on, off in spans
    )  # fmt: skip
    customer = Customer(id="c-7f3qkd", name="Muster", kind="person", consent=said)
    assert agrees(customer, "offers", TODAY) is yes
    assert declined(customer, "offers", TODAY) is no
    assert not agrees(customer, "newsletter", TODAY)


def test_newsletters_and_offers_need_a_yes_follow_ups_do_not() -> None:  # A4.8
    assert PURPOSES == ("survey", "newsletter", "offers", "follow-up")
    assert {kind for kind, purpose in OF_KIND.items() if purpose not in OPT_OUT} == {
        "newsletter", "offer", "win-back",
    }  # fmt: skip
