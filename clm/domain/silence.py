"""A VPA who lets a second deadline pass: the crm-lead is told of it, once (A1.35)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from clm.domain.ladder import silent
from clm.domain.notices import noticed

if TYPE_CHECKING:
    from datetime import date

    from clm.domain.notices import Notice
    from clm.domain.process import Dossier, Process

EVENT: Final = "vpa-silent"


def silences(dossier: Dossier, today: date, process: Process) -> list[Notice]:
    """The notices of a customer's missed second deadlines, each of the day after it.

    Nobody has to do anything for it to be so: cron and sending queue what is not queued yet.
    """
    customer = dossier.customer
    return [
        noticed(
            EVENT,
            step.ask.id,
            step.ask.on + timedelta(days=1),
            customer=customer.id,
            facts={
                "vpa": step.ask.vpa,
                "deadline": step.ask.on.isoformat(),
                "owner": customer.owner or "",
            },
        )
        for step in silent(dossier, today, process)
    ]


def is_silent(notice: Notice, dossier: Dossier, today: date, process: Process) -> bool:
    """Has the VPA still not written, so that the crm-lead is to be told?"""
    return any(step.ask.id == notice.trigger for step in silent(dossier, today, process))
