"""Complaints as rows of the index: what `mine`, the lists and the reviews show of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec

from clm.domain.complaining import answer_of, is_open, recorded_at, reopenings, status_of
from clm.domain.complaintdeadlines import next_due, took
from clm.domain.lists import ANYONE
from clm.domain.moments import day_of
from clm.domain.names import one_line
from clm.domain.spoc import account_manager

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clm.domain.complaint import Complaint
    from clm.domain.process import Dossier, Process

Row = tuple[object, ...]

TITLE: Final = 60
"""Characters of its text that stand for a complaint in lists."""


def complaint_rows(facts: Dossier, process: Process) -> Iterator[Row]:
    """The rows of a customer's complaints, in the order of the table `work` (`store.work`)."""
    active = facts.customer.status == "active"
    for one in facts.complaints:
        held = complaint_row(one, facts, process)
        came = min(one.received_at, recorded_at(one) or one.received_at)
        handed = [event.id for event in one.events if event.kind == "handler"]
        yield (
            facts.customer.id,
            one.id,
            "complaints",
            one.handler or ANYONE,
            held["title"],
            day_of(came, process.zone).isoformat(),
            held["rule"],
            held["due"],
            one.severity in {"high", "critical"},
            active and is_open(one),
            None,
            handed[-1] if handed else None,
            msgspec.json.encode(held).decode(),
        )


def complaint_row(one: Complaint, facts: Dossier, process: Process) -> dict[str, Any]:
    """One complaint as lists and JSON show it, but for the customer and what depends on the day.

    `manager` and `vpa` are those who look after the customer now; `steps` tells of each how long
    it took, in working days, and how long it may (A2.22).
    """
    due = next_due(one, process)
    answer = answer_of(one)
    return {
        "id": one.id,
        "title": title_of(one),
        "text": one.text,
        "status": status_of(one),
        "severity": one.severity,
        "category": one.category,
        "service": one.service,
        "channel": one.channel,
        "handler": one.handler,
        "complainant": complainant_of(one, facts),
        "about": list(one.about),
        "remedy_sought": one.remedy_sought,
        "remedy_given": answer.remedy_given if answer else None,
        "received_at": one.received_at,
        "recorded_at": recorded_at(one),
        "duplicate_of": one.duplicate_of,
        "reopened": len(reopenings(one)),
        "manager": account_manager(facts.customer),
        "vpa": facts.customer.vpa,
        "steps": {
            name: {
                "on": step.on.isoformat() if step.on else None,
                "days": step.days,
                "target": step.target,
                "by": step.by.isoformat() if step.by else None,
                "in_time": step.in_time,
            }
            for name, step in took(one, process).items()
        },
        "rule": due.rule if due else None,
        "due": due.on.isoformat() if due else None,
    }


def title_of(one: Complaint) -> str:
    """The beginning of its text, as one line."""
    line = one_line(one.text)
    return line if len(line) <= TITLE else f"{line[: TITLE - 1].rstrip()}…"


def complainant_of(one: Complaint, facts: Dossier) -> str:
    """Who complains, by name."""
    names = {contact.id: contact.name for contact in facts.customer.contacts}
    return names.get(one.complainant, one.complainant)
