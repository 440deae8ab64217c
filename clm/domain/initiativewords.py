"""THE WORDS of initiatives; light, because the options of commands name them too."""

from __future__ import annotations

from typing import Literal

InitiativeKind = Literal["newsletter", "follow-up", "win-back", "offer"]
"""What is done to keep customers (A4.7)."""
RecipientStatus = Literal["planned", "sending", "sent", "answered", "opted-out", "failed"]
"""How far it is with a customer; `converted` follows from their bookings and is never stored."""
RecipientGroup = Literal["treated", "control"]
FollowUpTrigger = Literal["booking", "complaint-closed", "escalation-resolved"]
"""After what an initiative follows up by itself (A4.9)."""
Sending = Literal["mail", "hook", "hand"]
"""How it reaches them: by mail, by the person's own command, or by hand from a list."""
