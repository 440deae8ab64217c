"""Customers and initiatives for tests: who agrees to offers and has not booked for long."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.build import SETTINGS, customer_path, make_booking, make_customer

if TYPE_CHECKING:
    from tests.world import Clm, Repository

HERE: Final = f"{SETTINGS}language: en\nnotify:\n  host: here\n"
LOST: Final = ("c-000001", "c-000002", "c-000003", "c-000004", "c-000005")
"""Five who booked in March and agree to offers; c-000009 booked last week."""
NEAR: Final = "c-000009"
YES: Final = "consent:\n  - id: k-0000000{n}\n    purpose: offers\n    on: 2026-01-01\n"


def someone(n: int, *, booked: str = "2026-03-02", agrees: bool = True, more: str = "") -> str:
    """A customer's file."""
    contact = (
        f"contacts:\n  - id: p-0000000{n}\n    name: Person {n}\n    email: p{n}@example.org\n"
    )
    held = "owner: jana\n" + contact + "bookings:\n"
    held += make_booking(f"b-0000000{n}", on=booked, more="price: 300.00\n")
    held += YES.format(n=n) if agrees else ""
    return make_customer(f"c-00000{n}", f"Firma {n}", held + more)


def known(repo: Repository) -> None:
    """The six customers, committed; this host sends."""
    repo.write("clm.yaml", HERE)
    for n in range(1, 6):
        repo.write(customer_path(f"c-00000{n}"), someone(n))
    repo.write(customer_path(NEAR), someone(9, booked="2026-11-10"))
    repo.commit()


def added(clm: Clm, *more: str, kind: str = "win-back") -> str:
    """The id of an initiative that is planned."""
    return clm.ok("initiative", "add", "Advent", "--kind", kind, *more, "--ids").strip()


def recipients(clm: Clm, ref: str) -> dict[str, str]:
    """How far it is with each."""
    items = clm("initiative", "show", ref, "--json").json["items"]
    return {one["ref"]: one["status"] for one in items}
