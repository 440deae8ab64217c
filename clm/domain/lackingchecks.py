"""What the master data of a customer lack, each field with the command that fills it (A2.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clm.domain.flaws import Flaw
from clm.domain.fullness import CHANNELS, of_customer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from clm.domain.customer import Customer
    from clm.domain.flaws import Known


def incomplete_customer(customer: Customer, known: Known) -> Iterable[Flaw]:
    """A0.5: the fields an active customer needs."""
    missing = of_customer(customer, known.asked_of_customer, known.today).required
    return _lacking(customer, "needs", missing)


def customer_could_be_fuller(customer: Customer, known: Known) -> Iterable[Flaw]:
    """A0.5, A2.3: the fields an active customer should have."""
    missing = of_customer(customer, known.asked_of_customer, known.today).recommended
    return _lacking(customer, "should have", missing)


def _lacking(customer: Customer, verb: str, fields: Sequence[str]) -> Iterator[Flaw]:
    """One flaw a field, with the command that fills it."""
    for field in fields if customer.status == "active" else ():
        yield Flaw(("name",), f"{customer.id} {verb}: {field}", _filling(customer, field))


def _filling(customer: Customer, field: str) -> str:
    here = customer.id
    if field == "contacts" or (not customer.contacts and field in ("role", *CHANNELS)):
        return f"clm customer contact add {here} NAME --role ROLE --email EMAIL"
    if field == "role" or field in CHANNELS:
        option = "--role ROLE" if field == "role" else f"--channel {field}"
        return f"clm customer contact edit {here} {customer.contacts[0].id} {option}"
    if field in ("account_manager", "owner", "vpa"):
        role = " --role account-manager" if field == "account_manager" else ""
        return f"clm assign {here} " + ("--vpa VPA" if field == "vpa" else f"HANDLE{role}")
    if field == "demands":
        return f"clm customer demand add {here} TEXT"
    if field in ("company", "wizard"):
        return f"clm customer set {here} {field}.KEY=VALUE"
    return f"clm customer set {here} {field}{'+=' if field == 'services' else '='}VALUE"
