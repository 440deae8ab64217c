"""Builders of complaints: the course as words, `2026-11-16 received, 2026-11-17 acknowledged`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from clm.domain.complaint import Answer, Complaint, ComplaintEvent
from clm.domain.servicefile import ServiceFile
from tests.domain.cases import CUSTOMER

if TYPE_CHECKING:
    from clm.domain.flaws import Flaw

CM: Final = "cm-4k2m9q"
ASSESSED: Final[dict[str, Any]] = {
    "severity": "medium", "implication": "keine", "complexity": "low", "impact": "low",
}  # fmt: skip
ANSWER: Final = Answer(
    id="k-a0000001", decision="Gutschrift", communicated_at="2026-11-17T10:00:00Z"
)
WHOLE: Final = Answer(
    id="k-a0000001", decision="Gutschrift", communicated_at="2026-11-17T10:00:00Z",
    root_cause="Urlaub", none_because="Einzelfall",
)  # fmt: skip


def course(text: str) -> tuple[ComplaintEvent, ...]:
    """Events of `DAY STATUS`, apart by commas; `+update` and `+handler tom` are no statuses."""
    found: list[ComplaintEvent] = []
    held: str | None = None
    for number, part in enumerate(filter(None, map(str.strip, text.split(",")))):
        on, word, *more = part.split()
        fields: dict[str, Any] = {"kind": "status", "from_": held, "to": word}
        if word == "+update":
            fields = {"kind": "update", "note": "wird geprüft"}
        elif word == "+handler":
            fields = {"kind": "handler", "to": more[0], "note": " ".join(more[1:]) or None}
        else:
            held = word
        found.append(ComplaintEvent(id=f"k-{number:08}", at=f"{on}T09:00:00Z", by="jana", **fields))
    return tuple(found)


def complaint(text: str = "2026-11-16 received", **fields: Any) -> Complaint:
    """A complaint of Monday, 2026-11-16, that Jana handles."""
    wanted: dict[str, Any] = {"received_at": "2026-11-16", "handler": "jana", **fields}
    return Complaint(
        id=CM, channel="email", complainant="Erika", text="Keine Antwort", remedy_sought="Antwort",
        events=course(text), **wanted,
    )  # fmt: skip


def file(*complaints: Complaint) -> ServiceFile:
    return ServiceFile(customer=CUSTOMER, complaints=complaints)


def found(flaws: Any) -> list[str]:
    """Each flaw: the path below the complaint, and the sentence."""
    held: list[Flaw] = list(flaws)
    return [f"{'.'.join(flaw.at[2:])}: {flaw.sentence}".removeprefix(": ") for flaw in held]
