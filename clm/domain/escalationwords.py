"""THE WORDS of escalations; light, because the options of commands name them too."""

from __future__ import annotations

from typing import Literal

EscalationSource = Literal["request", "task", "complaint", "vpa-deadline", "sla"]
"""What is escalated (A4.13)."""
EscalationReason = Literal[
    "overdue", "no-answer", "unresolved", "quality", "conduct", "capacity", "cost", "wants-manager",
    "other",
]  # fmt: skip
"""Why, as it is stated by who escalates (A4.13, A4.15)."""
TrueCause = Literal[
    "communication", "expectation", "quality", "delay", "capacity", "skill", "conduct", "process",
    "price", "supplier", "customer", "none",
]  # fmt: skip
"""What was behind it, as it turned out: "classificar a verdadeira razão" (A4.16)."""
EscalationStatus = Literal["open", "accepted", "returned", "resolved"]
EscalationEventKind = Literal["status", "to", "level", "told"]
"""Another status, another recipient, a level that fired, word to the customer (A4.13-A4.15)."""
EscalationRole = Literal["team-lead", "crm-lead", "manager"]
"""Who takes what was escalated; who has none of them is named by handle."""
