"""What the responsible does about a B customer's unusual package, step by step (A1.35)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from clm.domain.ladder import UNUSUAL, asked_about
from clm.domain.lifecycle import class_of

if TYPE_CHECKING:
    from datetime import date

    from clm.domain.process import Dossier, Process
    from clm.domain.watchlist import WatchReason

State = Literal["contact-vpa", "waiting-for-vpa", "decide"]

STEPS: Final[dict[State, str]] = {
    "contact-vpa": "clm chat {ref} {reason} --deadline +{answer}wd --edit",
    "waiting-for-vpa": "clm file {ref} --vpa",
    "decide": "clm watch {ref} --off -m WHY",
}
"""What to type in each state. Deciding may also be a chat with the customer, or seen for now."""


def playbook(reason: WatchReason, dossier: Dossier, today: date, process: Process) -> State | None:
    """How far it is: "Du bist zuständig für die B Kunden" (A1.35).

    The VPA is asked with a deadline; an entry of theirs (A1.36), or none in time, asks to decide:
    talk to the customer, keep watching, or close. None for other reasons, and for A customers,
    of whom the crm-lead is told (A1.37).
    """
    if reason.reason not in UNUSUAL or class_of(dossier.customer, reason.since) != "B":
        return None
    asked = asked_about(reason, dossier, today, process)
    if not asked:
        return "contact-vpa"
    newest = max(asked, key=lambda one: one.on)
    return "decide" if newest.is_met(today) or newest.on < today else "waiting-for-vpa"
