"""Builders of data files: YAML in, so that a test reads like the case it is about."""

from __future__ import annotations

from typing import Final

TODAY: Final = "2026-11-18"
"""The day tests act on: a Wednesday, in week 2026-W47."""

SETTINGS: Final = "format: 1\nname: Test\ntimezone: Europe/Berlin\n"

TEAM: Final = {
    "jana": "id: jana\ninitials: JS\nname: Jana Sommer\nemails:\n  - jana@example.org\n"
    "roles:\n  - admin\n",
    "tom": "id: tom\ninitials: TB\nname: Tom Berger\nemails:\n  - tom@example.org\n"
    "roles:\n  - admin\n",
    "isabel": "id: isabel\ninitials: IK\nname: Isabel Kern\nemails:\n  - isabel@example.org\n"
    "roles:\n  - crm-lead\n  - lead-distributor\n",
}
VPAS: Final = {
    "anna": "id: anna\nname: Anna Lorenz\n",
    "ben": "id: ben\nname: Ben Falk\n",
}


def customer_path(customer: str, side: str = "") -> str:
    """Where a customer's file lies; `side` is `oteam`, `vpa` or `requests`."""
    return f"customers/{customer[2:4]}/{customer}{'.' + side if side else ''}.yaml"


def make_customer(customer: str = "c-7f3qkd", name: str = "Muster GmbH", more: str = "") -> str:
    """A customer's file; `more` are further lines of YAML, as `owner: jana\\n`."""
    return f"id: {customer}\nname: {name}\nkind: organisation\n{_ended(more)}"


def make_booking(
    booking: str = "b-2k9x7d1q", on: str = "2026-11-02", hours: str = "10", more: str = ""
) -> str:
    """One item of `bookings:`, indented to stand below it; `more` are lines without indent."""
    lines = [
        f"id: {booking}", "kind: package", f"booked_on: {on}", f"hours: {hours}",
        "status: confirmed", *more.splitlines(),
    ]  # fmt: skip
    return "  - " + "\n    ".join(lines) + "\n"


def make_requests(customer: str, *tasks: tuple[str, str, str]) -> str:
    """A requests file with posted tasks of (id, title, posted_at), all forwarded."""
    items = "".join(
        f"  - id: {task}\n    title: {title}\n    posted_at: {at}\n    status: forwarded\n"
        for task, title, at in tasks
    )
    return f"customer: {customer}\nposted:\n{items}"


def _ended(text: str) -> str:
    return text if not text or text.endswith("\n") else text + "\n"
