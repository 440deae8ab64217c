"""THE PURPOSES that customers agree to, and whether one does (A2.25, A4.8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from clm.domain.customer import Consent, Customer
    from clm.domain.initiativewords import InitiativeKind

SURVEY: Final = "survey"
"""The purpose of a customer's consent that is about being asked."""

OF_KIND: Final[Mapping[InitiativeKind, str]] = {
    "newsletter": "newsletter", "offer": "offers", "win-back": "offers", "follow-up": "follow-up",
}  # fmt: skip
"""The purpose that an initiative of each kind serves (A4.8)."""

OPT_OUT: Final = frozenset({SURVEY, "follow-up"})
"""Purposes for which who never said anything may be written to, until they say no; for all others
somebody must have said yes (`docs/design/initiatives.md`)."""

PURPOSES: Final = tuple(dict.fromkeys((SURVEY, *OF_KIND.values())))


def agrees(customer: Customer, purpose: str, today: date) -> bool:
    """Does a consent to this hold on the day?"""
    return any(one.off_on is None or one.off_on > today for one in _said(customer, purpose, today))


def declined(customer: Customer, purpose: str, today: date) -> bool:
    """Was every consent to this taken back? Who never said anything has not declined."""
    return bool(_said(customer, purpose, today)) and not agrees(customer, purpose, today)


def _said(customer: Customer, purpose: str, today: date) -> list[Consent]:
    return [one for one in customer.consent if one.purpose == purpose and one.on <= today]
