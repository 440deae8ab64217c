"""THE WORDS of complaints; light, because the options of commands name them too."""

from __future__ import annotations

from typing import Literal

ComplaintStatus = Literal[
    "received", "acknowledged", "assessed", "investigating", "responded", "accepted",
    "escalated_internal", "escalated_external", "closed", "withdrawn", "duplicate",
]  # fmt: skip
"""How a complaint can stand, after ISO 10002 (A2.14)."""
Severity = Literal["low", "medium", "high", "critical"]
Level = Literal["low", "medium", "high"]
Category = Literal[
    "quality", "delay", "communication", "billing", "conduct", "availability", "data", "other"
]
"""What it is about, as reviews count it (A2.22)."""
ComplaintEventKind = Literal["status", "handler", "update"]
Milestone = Literal[
    "complaint-acknowledge", "complaint-assess", "complaint-answer", "complaint-update",
    "complaint-close",
]  # fmt: skip
"""The rules by which a complaint stands in somebody's list: what is due next (A2.16)."""
