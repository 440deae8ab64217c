"""One row of an import laid upon the record that stands: what it says changes, the rest stays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import replace

from clm.domain.bookings import withdrawn
from clm.domain.checks import WITH_HOURS
from clm.domain.customer import Booking, ClassMark, Company, Contact, Customer
from clm.domain.lifecycle import class_of, is_open
from clm.domain.request import PostedTask

if TYPE_CHECKING:
    from clm.domain.customer import CustomerKind
    from clm.domain.decisions import Actor
    from clm.services.incoming import Values

_PLAIN: Final = (
    "name", "kind", "registered_on", "source", "language", "plz", "city", "infos",
    "owner", "sales", "account_manager", "vpa",
)  # fmt: skip
"""Columns of customers that are fields of the same name."""

BOOKING_DEFAULTS: Final = {"kind": "package", "status": "confirmed"}
"""What a row of bookings means where it does not say."""


def new_customer(row: Values, customer: str, source: str, actor: Actor) -> Customer:
    """A customer as a row says; without a day it is registered today.

    Raises:
        KeyError: the row has no name.
    """
    kind: CustomerKind = "organisation" if row.get("company") else "person"
    made = Customer(id=customer, name=row["name"], kind=kind, registered_on=actor.today)
    return changed_customer(made, row, source, actor)


def changed_customer(stored: Customer, row: Values, source: str, actor: Actor) -> Customer:
    """The customer with what a row says; what it does not say stays."""
    changes: dict[str, Any] = {name: row[name] for name in _PLAIN if name in row}
    if "external_id" in row:
        changes["external_ids"] = {**stored.external_ids, source: row["external_id"]}
    if "company" in row:
        changes["company"] = replace(stored.company or Company(), name=row["company"])
    if "email" in row or "phone" in row:
        changes["contacts"] = _contacts(stored, row, actor)
    if "class" in row:
        changes["class_"] = _classes(stored, row["class"], actor)
    return replace(stored, **changes)


def _contacts(stored: Customer, row: Values, actor: Actor) -> tuple[Contact, ...]:
    """The contacts with the row's e-mail and phone.

    They belong to the contact who has that e-mail already, else to the only one there is; of
    several none is theirs, so a new one is made.
    """
    said = {name: row[name] for name in ("email", "phone") if name in row}
    email = said.get("email", "").casefold()
    known = [c for c in stored.contacts if email and (c.email or "").casefold() == email]
    if not known and not email:
        known = [c for c in stored.contacts if c.phone == said["phone"]]
    if not known and len(stored.contacts) == 1:
        known = list(stored.contacts)
    if not known:
        new = Contact(id=actor.new_id("p"), name=row.get("name", stored.name), **said)
        return (*stored.contacts, new)
    if email and (known[0].email or "").casefold() == email:
        said.pop("email")  # the same but for its capitals
    return tuple(replace(c, **said) if c is known[0] else c for c in stored.contacts)


def _classes(stored: Customer, value: Any, actor: Actor) -> tuple[ClassMark, ...]:  # noqa: ANN401
    """The class from today on, with its history (L10)."""
    if class_of(stored, actor.today) == value:
        return stored.class_
    closed = tuple(
        replace(mark, off_on=actor.today, off_by=actor.handle)
        if is_open(mark, actor.today)
        else mark
        for mark in stored.class_
    )
    if value == "none":
        return closed
    return (
        *closed,
        ClassMark(id=actor.new_id("k"), value=value, on=actor.today, by=actor.handle),
    )


def new_booking(row: Values, actor: Actor) -> Booking:
    """A booking as a row says; a confirmed package where it says nothing else.

    Raises:
        KeyError: the row has no day, or no hours where they are needed.
    """
    said: dict[str, Any] = {**BOOKING_DEFAULTS, **_without_customer(row)}
    if said["kind"] in WITH_HOURS and "hours" not in said:
        raise KeyError("hours")
    if "booked_on" not in said:
        raise KeyError("booked_on")
    return Booking(**{"id": actor.new_id("b"), **said})


def new_task(row: Values, actor: Actor) -> PostedTask:
    """A posted task as a row says; forwarded where it says nothing else.

    Raises:
        KeyError: the row has no title, or no day.
    """
    said = {"status": "forwarded", **_without_customer(row)}
    for name in ("title", "posted_at"):
        if name not in said:
            raise KeyError(name)
    return PostedTask(**{"id": actor.new_id("t"), **said})


def changed_booking(stored: Booking, row: Values, actor: Actor) -> Booking:
    """A booking with what a row says; one that is taken back by it is so from today (A1.33)."""
    return withdrawn(stored, replace(stored, **_without_customer(row)), actor.today)


def changed_task(stored: PostedTask, row: Values, _: Actor) -> PostedTask:
    """A task with what a row says; what it does not say stays."""
    return replace(stored, **_without_customer(row))


def _without_customer(row: Values) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "customer"}
