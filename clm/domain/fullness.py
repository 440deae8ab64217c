"""Which of the fields a team asks for a record has (A0.5, A2.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, get_args

from clm.domain.bookings import counted
from clm.domain.customer import ContactChannel

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from clm.domain.customer import Contact, Customer
    from clm.domain.policy import CompleteCustomer, CustomerField

_DIGITS: Final = 4
"""Fewer digits are no phone number: the shortest extension a switchboard puts through."""

CHANNELS: Final[tuple[ContactChannel, ...]] = get_args(ContactChannel)

NEEDS: Final[tuple[CustomerField, ...]] = (
    "contacts", "role", "account_manager", *CHANNELS, "services",
)  # fmt: skip
"""What the customer database has to tell of a customer besides id, name, kind and status (A2.3);
the SLA is not among it, because the default one holds where none is named."""


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


def of_customer(customer: Customer, asked: CompleteCustomer, today: date) -> Completeness:
    """What is missing of a customer's master data; of a lead less is asked (A2.3)."""
    wished = asked.recommended
    if counted(customer.bookings, today):
        wished = tuple(dict.fromkeys((*wished, *asked.booked)))
    return measured(_filled(customer), asked.required, wished)


def lacks(customer: Customer) -> tuple[str, ...]:
    """A2.3: the fields of the customer database that a customer lacks, in the order of `NEEDS`."""
    return measured(_filled(customer), NEEDS, ()).required


def is_known_badly(customer: Customer, asked: CompleteCustomer, today: date) -> bool:
    """A2.3: is a customer served, and lacks one of the fields asked for of those who booked?"""
    if customer.status != "active" or not counted(customer.bookings, today):
        return False
    return bool(measured(_filled(customer), asked.booked, ()).required)


def _filled(customer: Customer) -> dict[str, object]:
    """Of each field whether it says anything; a contact counts who can be reached.

    The account manager is the owner where nobody else is named (A2.3).
    """
    filled = {field: getattr(customer, field, None) for field in customer.__struct_fields__}
    reached = [one for one in customer.contacts if is_reachable(one)]
    filled |= {channel: any(channel in one.channels for one in reached) for channel in CHANNELS}
    filled["contacts"] = bool(reached)
    filled["role"] = any(one.role for one in reached)
    filled["account_manager"] = customer.account_manager or customer.owner
    return filled


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
