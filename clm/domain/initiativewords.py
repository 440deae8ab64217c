"""THE WORDS of initiatives; light, because the options of commands name them too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

InitiativeKind = Literal["newsletter", "follow-up", "win-back", "offer"]
"""What is done to keep customers (A4.7)."""
RecipientStatus = Literal["planned", "sending", "sent", "answered", "opted-out", "failed"]
"""How far it is with a customer; `converted` follows from their bookings and is never stored."""
RecipientGroup = Literal["treated", "control"]
FollowUpTrigger = Literal["booking", "complaint-closed", "escalation-resolved"]
"""After what an initiative follows up by itself (A4.9)."""
Sending = Literal["mail", "hook", "hand"]
"""How it reaches them: by mail, by the person's own command, or by hand from a list."""
InitiativeState = Literal["planned", "running", "over", "closed"]
Standing = Literal[
    "planned", "sending", "sent", "answered", "converted", "opted-out", "failed", "control"
]
"""How far it is with a customer as people see it: `converted` and `control` are computed."""
LeftOut = Literal[
    "inactive", "opted-out", "no-consent", "unreachable", "written-recently",
    "critical-complaint", "escalated", "in-control", "already", "unreadable",
]  # fmt: skip
"""Why a customer is not written to, or not once more (A4.8)."""
MOST_DAYS: Final = 3660
"""Ten years: of more days no day could be told."""

LEFT_OUT: Final[Mapping[str, str]] = {
    "inactive": "not active",
    "opted-out": "want none",
    "no-consent": "have not agreed",
    "unreachable": "cannot be reached",
    "written-recently": "were written to lately",
    "critical-complaint": "have a critical complaint open",
    "escalated": "have an escalation open",
    "in-control": "are in the control group of another initiative",
    "already": "are among its recipients already",
    "unreadable": "have a file that cannot be read",
}
"""The same for people."""
