"""What a customer agrees to, and no longer agrees to (A2.25)."""

from __future__ import annotations

import pytest

from clm.domain.changes import Add, Set
from clm.domain.consents import consent
from clm.domain.customer import Consent
from clm.errors import UsageError
from tests.domain.cases import acting, day, given

ME = acting("2026-11-18")
GIVEN = "consent:\n  - {id: k-1m5t9w2c, purpose: survey, on: 2026-01-01}\n"
TAKEN = GIVEN.replace("}", ", off_on: 2026-11-01}")
LATER = GIVEN.replace("}", ", off_on: 2026-12-01}")


@pytest.mark.parametrize(
    ("held", "off", "expected"),
    [
        ("", True, "new, ends 2026-11-18"),
        ("", False, "new, ends None"),
        (GIVEN, True, "k-1m5t9w2c ends 2026-11-18"),
        (LATER, True, "k-1m5t9w2c ends 2026-11-18"),
        (GIVEN, False, "c-7f3qkd: consent to survey is on already"),
        (TAKEN, True, "c-7f3qkd: consent to survey is off already"),
        (TAKEN, False, "new, ends None"),
    ],
)
def test_a_consent_is_given_and_taken_back(held: str, *, off: bool, expected: str) -> None:
    # A2.25
    found = consent(given(held).customer, "survey", ME, "am Telefon", off=off)
    if not found.changes:
        assert found.said == (expected,)
        return
    first, noted = found.changes
    if isinstance(first, Set):
        assert f"{first.at[1]} ends {first.value}" == expected
    else:
        assert isinstance(first, Add)
        assert isinstance(first.item, Consent)
        assert first.item.on == day("2026-11-18")
        assert f"new, ends {first.item.off_on}" == expected
    assert isinstance(noted, Add)
    assert noted.item.text == f"consent survey: {'off' if off else 'on'}\nam Telefon"


def test_a_purpose_nobody_knows_is_refused() -> None:  # A2.25
    newsletter = GIVEN.replace("survey", "birthday")
    with pytest.raises(UsageError, match="no purpose umfrage") as refused:
        consent(given(newsletter).customer, "umfrage", ME, None, off=True)
    assert refused.value.hint == "known: birthday, follow-up, newsletter, offers, survey"
    assert consent(given(newsletter).customer, "newsletter", ME, None, off=True).changes
