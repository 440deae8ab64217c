"""Ids, words and small types that records are made of."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Final, Literal

import msgspec

from clm.domain.moments import MOMENT

CROCKFORD: Final = "0123456789abcdefghjkmnpqrstvwxyz"
"""The digits of an id: Crockford base 32, lower case."""

SLUG: Final = r"^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?\Z"
"""A handle: a person, a VPA, a template."""

_B32 = "[0-9a-hjkmnp-tv-z]"

CustomerId = Annotated[str, msgspec.Meta(pattern=rf"^c-{_B32}{{6}}\Z")]
RequestId = Annotated[str, msgspec.Meta(pattern=rf"^r-{_B32}{{6}}\Z")]
BookingId = Annotated[str, msgspec.Meta(pattern=rf"^b-{_B32}{{8}}\Z")]
TaskId = Annotated[str, msgspec.Meta(pattern=rf"^t-{_B32}{{8}}\Z")]
NoteId = Annotated[str, msgspec.Meta(pattern=rf"^n-{_B32}{{8}}\Z")]
ReminderId = Annotated[str, msgspec.Meta(pattern=rf"^m-{_B32}{{8}}\Z")]
ContactId = Annotated[str, msgspec.Meta(pattern=rf"^p-{_B32}{{8}}\Z")]
MarkId = Annotated[str, msgspec.Meta(pattern=rf"^k-{_B32}{{8}}\Z")]
HandledId = Annotated[str, msgspec.Meta(pattern=rf"^h-{_B32}{{8}}\Z")]
DeadlineId = Annotated[str, msgspec.Meta(pattern=rf"^d-{_B32}{{8}}\Z")]
AbsenceId = Annotated[str, msgspec.Meta(pattern=rf"^ab-{_B32}{{6}}\Z")]
ReplacementId = Annotated[str, msgspec.Meta(pattern=rf"^rp-{_B32}{{6}}\Z")]
ShiftId = Annotated[str, msgspec.Meta(pattern=rf"^s-{_B32}{{8}}\Z")]
ComplaintId = Annotated[str, msgspec.Meta(pattern=rf"^cm-{_B32}{{6}}\Z")]
ReviewId = Annotated[str, msgspec.Meta(pattern=rf"^rv-{_B32}{{6}}\Z")]
SurveyId = Annotated[str, msgspec.Meta(pattern=rf"^sv-{_B32}{{6}}\Z")]
InvitationId = Annotated[str, msgspec.Meta(pattern=rf"^iv-{_B32}{{8}}\Z")]
EscalationId = Annotated[str, msgspec.Meta(pattern=rf"^es-{_B32}{{6}}\Z")]
InitiativeId = Annotated[str, msgspec.Meta(pattern=rf"^in-{_B32}{{6}}\Z")]
PlanId = Annotated[str, msgspec.Meta(pattern=rf"^pl-{_B32}{{6}}\Z")]
SnapshotId = Annotated[str, msgspec.Meta(pattern=rf"^sn-{_B32}{{6}}\Z")]
RecipientId = Annotated[str, msgspec.Meta(pattern=rf"^rc-{_B32}{{8}}\Z")]
GoalId = Annotated[str, msgspec.Meta(pattern=rf"^g-{_B32}{{6}}\Z")]
AnswerId = Annotated[str, msgspec.Meta(pattern=rf"^an-{_B32}{{8}}\Z")]
Origin = Annotated[
    str,
    msgspec.Meta(
        pattern=rf"^(?:complaint/cm|review/rv|survey/sv|escalation/es|initiative/in)-{_B32}{{6}}\Z"
    ),
]
"""What a task of no request comes from (A2.21, A2.29, A2.34, A4.9, A4.16)."""
Handle = Annotated[str, msgspec.Meta(pattern=SLUG)]
CommitId = Annotated[str, msgspec.Meta(pattern=r"^(?:[0-9a-f]{40}|[0-9a-f]{64})\Z")]

ID_DIGITS: Final = {
    "c": 6, "r": 6, "ab": 6, "rp": 6, "cm": 6, "rv": 6, "sv": 6, "iv": 8, "an": 8,
    "es": 6, "in": 6, "pl": 6, "sn": 6, "g": 6, "rc": 8, "pn": 8, "ps": 6,
    "b": 8, "n": 8, "t": 8, "m": 8, "p": 8, "k": 8, "h": 8, "d": 8, "s": 8,
}  # fmt: skip
"""How many random digits follow each prefix (`data-format`, Ids)."""

ORIGINS: Final = {
    "cm-": "complaint", "rv-": "review", "sv-": "survey", "es-": "escalation", "in-": "initiative",
}  # fmt: skip
"""What tasks of no request come from, by the prefix of its id."""

Moment = Annotated[
    str,
    msgspec.Meta(title="moment", pattern=MOMENT),
]
"""A day `2026-11-22`, an instant `2026-11-22T09:30:00Z` or a local time `2026-11-22T09:30`.

Kept as the text that was typed, which says which of the three it is; `moments.day_of` gives
its day.
"""

SignedNumber = Annotated[Decimal, msgspec.Meta(title="signed number")]
"""A number that may lie below 0, as an NPS may; all others are amounts, which never do."""

DayCount = Annotated[int, msgspec.Meta(ge=0, le=3660)]
"""A number of days, of ten years at most."""

Months = Annotated[int, msgspec.Meta(ge=1, le=120)]
"""A number of months, of ten years at most."""

Class = Literal["A", "B", "C", "none"]
ItemKind = Literal[
    "entry",
    "reminder",
    "deadline",
    "posted",
    "request",
    "complaint",
    "review",
    "escalation",
    "follow-up",
    "action",
    "internal",
]
"""What somebody owes, as far as it may be covered for itself (A0.27).

An entry of the worklist, a reminder, a VPA's deadline, a task that a customer posted; a
complaint; a service review; an escalation; a request, and its tasks by their kind.
"""
Language = Literal["de", "en", "pt"]
Role = Literal[
    "admin",
    "sales",
    "crm-lead",
    "lead-distributor",
    "team-lead",
    "manager",
    "executor",
    "auditor",
]
