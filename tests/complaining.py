"""Builders of customers with complaints, as YAML."""

from __future__ import annotations

from typing import Final

from tests.build import customer_path, make_customer

C: Final = "c-7f3qkd"
CM: Final = "cm-4k2m9q"
FILE: Final = customer_path(C, "service")
CONTACT: Final = "contacts:\n  - id: p-11111111\n    name: Erika Muster\n    email: e@m.example\n"
PETRA: Final = "id: petra\nname: Petra Alt\nemails:\n  - petra@example.org\nroles:\n  - team-lead\n"


def customer(more: str = "owner: jana\nvpa: anna\nservices:\n  - chat\n") -> str:
    """A customer with one contact, who uses one service; `more` are further lines of YAML."""
    return make_customer(more=more + CONTACT)


def complaint(
    *steps: str, complaint_id: str = CM, handler: str = "jana", more: str = "",
    received_at: str = "2026-11-16",
) -> str:  # fmt: skip
    """One complaint as its file has it; a step is `2026-11-16 received`, `2026-11-17 +update`."""
    lines = [
        f"id: {complaint_id}", f"received_at: {received_at}", "channel: email",
        "complainant: p-11111111", "text: Keine Antwort", "remedy_sought: Antwort",
        "service: chat", f"handler: {handler}", *more.splitlines(), "events:",
    ]  # fmt: skip
    held = ""
    for number, step in enumerate(steps or (f"{received_at} received",)):
        on, word = step.split()
        what = "kind: update, note: gleich" if word == "+update" else f"kind: status, to: {word}"
        came = f", from: {held}" if held and word != "+update" else ""
        event = f"id: k-{complaint_id[3:]}{number:02}, at: {on}T09:00:00Z, by: jana"
        lines.append(f"  - {{{event}, {what}{came}}}")
        held = held if word == "+update" else word
    return "  - " + "\n    ".join(lines) + "\n"


def file(*complaints: str) -> str:
    """The service file of the customer."""
    return f"customer: {C}\ncomplaints:\n{''.join(complaints)}"
