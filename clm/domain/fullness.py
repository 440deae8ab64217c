"""Which of the fields a team asks for a record has (A0.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from clm.domain.customer import Contact, Customer
    from clm.domain.policy import CompleteCustomer

_DIGITS: Final = 4
"""Fewer digits are no phone number: the shortest extension a switchboard puts through."""


class Completeness(NamedTuple):
    """A0.5: how many of the fields asked for are filled, in percent, and which are not."""

    score: int
    required: tuple[str, ...]
    recommended: tuple[str, ...]


def measured(
    filled: Mapping[str, object], required: Sequence[str], recommended: Sequence[str]
) -> Completeness:
    """What is missing of the fields asked for; `filled` tells of each whether it says anything."""
    total = len(required) + len(recommended)
    lacking = tuple(one for one in required if not filled.get(one))
    wished = tuple(one for one in recommended if not filled.get(one))
    there = total - len(lacking) - len(wished)
    return Completeness(100 * there // total if total else 100, lacking, wished)


def of_customer(customer: Customer, asked: CompleteCustomer) -> Completeness:
    """What is missing of a customer's master data; a contact counts who can be reached (A2.3)."""
    filled = {field: getattr(customer, field, None) for field in customer.__struct_fields__}
    filled["contacts"] = any(map(is_reachable, customer.contacts))
    return measured(filled, asked.required, asked.recommended)


def is_reachable(contact: Contact) -> bool:
    """Has a contact person a channel that can work, an e-mail or a phone number (A0.4)?"""
    return has_email(contact) or has_phone(contact)


def has_email(contact: Contact) -> bool:
    """Has a contact person an e-mail that can work?"""
    name, _, host = (contact.email or "").partition("@")
    return bool(name and host)


def has_phone(contact: Contact) -> bool:
    """Has a contact person a phone number that can work?"""
    return sum(char.isdigit() for char in contact.phone or "") >= _DIGITS
