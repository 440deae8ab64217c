"""Closing a complaint: what that needs, and what it leaves behind (A2.19)."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from clm.domain.changes import Set
from clm.domain.complaining import answer_of, course_of, status_of
from clm.domain.complaintacts import (
    ASSESSMENT,
    OF_ANSWER,
    answered,
    file_of,
    happened,
    refuse_contradiction,
    refuse_ended,
    refuse_untold,
)
from clm.domain.decisions import Decision
from clm.errors import RefusedError

if TYPE_CHECKING:
    from datetime import tzinfo

    from clm.domain.changes import Change
    from clm.domain.complaint import Answer, Complaint
    from clm.domain.complaintacts import Said
    from clm.domain.complaintwords import ComplaintStatus
    from clm.domain.decisions import Actor


def lacks(complaint: Complaint, said: Said, *, accepted: bool) -> list[str]:
    """A2.19: what a complaint lacks to be closed, in words.

    `said` is what the close brings besides, `accepted` that the complainant accepts the answer.
    """
    held = answer_of(complaint)

    def there(field: str) -> bool:
        value = getattr(said, field) or getattr(held, field, None)
        return bool(value and str(value).strip())

    steps = course_of(complaint).steps
    is_content = accepted or status_of(complaint) == "accepted"
    asked = {
        "an acknowledgement": "acknowledged" in steps,
        "an assessment": "assessed" in steps
        and all(getattr(complaint, field) for field in ASSESSMENT),
        "a decision": there("decision"),
        "when it was communicated": there("communicated_at"),
        "the complainant's acceptance, or that all options were offered": is_content
        or there("options_offered"),
        "a root cause": there("root_cause"),
        "corrective or preventive actions, or why none are needed": any(
            map(there, ("corrective", "preventive", "none_because"))
        ),
    }
    return [name for name, is_there in asked.items() if not is_there]


OPTIONS: Final = {
    "an acknowledgement": "clm complaint move {id} acknowledged",
    "an assessment": "clm complaint move {id} assessed --severity …",
    "a decision": "--decision TEXT",
    "when it was communicated": "--communicated DATE",
    "the complainant's acceptance, or that all options were offered": (
        "--accepted or --options-offered TEXT"
    ),
    "a root cause": "--root-cause TEXT",
    "corrective or preventive actions, or why none are needed": (
        "--corrective TEXT, --preventive TEXT or --none-because TEXT"
    ),
}
"""What to type for what a complaint lacks."""


def close(
    customer: str,
    complaint: Complaint,
    actor: Actor,
    said: Said,
    zone: tzinfo,
    *,
    accepted: bool = False,
) -> Decision:
    """Close a complaint with what was decided, found and done (A2.19).

    What was not moved on so far, goes through the steps: answered, accepted, closed.

    Raises:
        RefusedError: it has ended, or lacks something; the hint says what to type.
    """
    held = status_of(complaint)
    refuse_ended(complaint)
    refuse_contradiction(complaint, said)
    missing = lacks(complaint, said, accepted=accepted)
    if missing:
        hint = "\n".join(OPTIONS[name].format(id=complaint.id) for name in missing)
        raise RefusedError(f"{complaint.id} lacks to be closed: {'; '.join(missing)}", hint)
    changes: list[Change] = []
    steps: list[ComplaintStatus] = [held]
    answer = answer_of(complaint)
    if said.communicated_at:
        refuse_untold(said.communicated_at, complaint, actor, zone)
    if answer is None:
        changes.append(answered(customer, complaint, actor, said, zone))
        steps.append("responded")
    else:
        changes += _completed(customer, complaint, answer, said)
    if accepted and held != "accepted":
        steps.append("accepted")
    steps.append("closed")
    for before, after in pairwise(steps):
        why = said.why if after == "closed" else None
        changes.append(
            happened(customer, complaint, actor, "status", from_=before, to=after, note=why)
        )
    return Decision(tuple(changes))


_DONE: Final = ("corrective", "preventive")


def _completed(customer: str, complaint: Complaint, answer: Answer, said: Said) -> list[Change]:
    """What is said at the close besides the answer.

    That nothing had to be done falls when something is, and the other way round.
    """
    wanted: dict[str, str | None] = {
        name: getattr(said, name) for name in OF_ANSWER if getattr(said, name) is not None
    }
    if said.corrective or said.preventive:
        wanted["none_because"] = None
    elif said.none_because:
        wanted |= dict.fromkeys(_DONE)
    at = ("complaints", complaint.id, "answers", answer.id)
    return [
        Set(file_of(customer), (*at, name), value)
        for name, value in wanted.items()
        if value != getattr(answer, name)
    ]
