"""Escalations for tests: a course of events in a line, as those of complaints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clm.domain.escalation import Escalation, EscalationEvent

if TYPE_CHECKING:
    from clm.domain.escalationwords import EscalationEventKind

ES = "es-5m2k8q"


def course(text: str) -> tuple[EscalationEvent, ...]:
    """Events in a line: `2026-11-17 accepted, 2026-11-18 returned jana, 2026-11-19 level2 tom`."""
    made = []
    for n, words in enumerate(filter(None, (one.strip() for one in text.split(",")))):
        on, word, *whom = words.split()
        kind: EscalationEventKind = "level" if word.startswith("level") else "status"
        to = word.removeprefix("level")
        held = whom[0] if whom else None
        made.append(
            EscalationEvent(
                id=f"k-{n:08d}", at=f"{on}T09:00:00Z", by="tom", kind=kind, to=to, whom=held
            )
        )
    return tuple(made)


def escalation(text: str = "", **more: Any) -> Escalation:
    """An escalation of Jana's to Isabel, of a request, with a course of events."""
    fields = {
        "id": ES, "customer": "c-7f3qkd", "source": "request", "of": "r-4k2m9q",
        "reason": "no-answer", "at": "2026-11-16T09:00:00Z", "by": "jana", "to": "isabel",
        "events": course(text),
    }  # fmt: skip
    return Escalation(**{**fields, **more})
