"""THE WORDS of requests and tasks; light, because the options of commands name them too."""

from __future__ import annotations

from typing import Literal

PostedStatus = Literal["draft", "forwarded", "done", "closed", "cancelled"]
RequestStatus = Literal["new", "open", "waiting", "closed"]
TaskStatus = Literal["open", "in_progress", "waiting", "done", "closed", "cancelled"]
TaskKind = Literal["follow-up", "action", "internal"]
Channel = Literal["phone", "email", "chat", "web", "letter", "in-person", "referral", "other"]
Priority = Literal["low", "normal", "high"]
WaitingOn = Literal["customer", "vpa", "third"]
Closing = Literal["solved", "partly", "declined", "withdrawn", "duplicate", "transferred"]
Acceptance = Literal["pending", "accepted", "declined"]
Scope = Literal["request", "customer", "all-open"]
EventKind = Literal[
    "status", "spoc", "executor", "accepted", "declined", "notice", "told", "priority"
]
Reason = Literal["unaccepted", "declined", "done-to-check", "no-next-step", "recheck", "request"]
"""Why a request stands in a list: what has to be done about it first."""
