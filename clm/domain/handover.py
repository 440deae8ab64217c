"""What another VPA is given of a customer: the VPA's file, by its sections (A3.17).

Only what any VPA of the customer may see (`visible`): nothing of the O-Team's file, of prices,
marks, reminders, checks, or who looks after the customer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec

from clm.domain.customer import Company, Contact
from clm.domain.ladder import open_steps
from clm.domain.moments import local_time
from clm.domain.visible import VISIBLE, visible

if TYPE_CHECKING:
    from datetime import date

    from clm.domain.casefile import Note, VpaFile
    from clm.domain.process import Dossier, Process

CUSTOMER: Final[tuple[str, ...]] = ("id", "name", "kind", "language", "city", "infos", "vpa")
CONTACT: Final[tuple[str, ...]] = tuple(name for name in VISIBLE[Contact] if name != "id")
NOTE: Final[tuple[str, ...]] = (
    "by", "kind", "text", "situation", "task", "reaction", "next_steps",
)  # fmt: skip


def pack(dossier: Dossier, file: VpaFile | None, today: date, process: Process) -> dict[str, Any]:
    """What is handed over, as plain data: each section with its entries, the newest first.

    An entry that fills several sections stands in each; `others` are those that fill none.
    """
    customer = visible(dossier.customer)
    notes = sorted(
        visible(file).notes if file else (),
        key=lambda note: (local_time(note.at, process.zone), note.id),
        reverse=True,
    )
    sections = {
        name: [_entry(note, process) for note in notes if fills.intersection(note.tags)]
        for name, fills in process.sections.items()
    }
    filling: frozenset[str] = frozenset().union(*process.sections.values())
    return {
        **{name: getattr(customer, name) for name in CUSTOMER},
        "company": {name: getattr(customer.company, name, None) for name in VISIBLE[Company]},
        "wizard": dict(customer.wizard),
        "contacts": [{name: getattr(one, name) for name in CONTACT} for one in customer.contacts],
        "sections": sections,
        "others": [_entry(note, process) for note in notes if not filling.intersection(note.tags)],
        "missing": [name for name, entries in sections.items() if not entries],
        "deadlines": [
            {"on": step.ask.on.isoformat(), "ask": step.ask.ask}
            for step in open_steps(dossier, today, process)
        ],
    }


def _entry(note: Note, process: Process) -> dict[str, Any]:
    agreed = msgspec.to_builtins(note.agreement) if note.agreement else {}
    return {
        **{name: getattr(note, name) for name in NOTE},
        "on": local_time(note.at, process.zone).date().isoformat(),
        "quote": note.quote.source if note.quote else None,
        "agreement": agreed,
    }
