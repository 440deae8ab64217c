"""Cases of the process: YAML in, words out.

`given` reads what a customer's files say, through the real reader; the other functions say in a
few words what the rules answer on a day, so that a test reads like the case it is about.
"""

from __future__ import annotations

from datetime import date
from textwrap import dedent
from typing import TYPE_CHECKING, Final, TypeVar
from zoneinfo import ZoneInfo

import msgspec

from clm.domain.calendar import Calendar
from clm.domain.casefile import VpaFile, Written
from clm.domain.changes import Add, Change, Remove, Set
from clm.domain.customer import Customer, Handled
from clm.domain.deadlines import asks
from clm.domain.decisions import Actor
from clm.domain.lifecycle import standing
from clm.domain.policy import Policy
from clm.domain.process import Dossier, Process
from clm.domain.request import Requests
from clm.domain.worklist import entries
from clm.store.reading import read

if TYPE_CHECKING:
    from clm.domain.decisions import Decision

R = TypeVar("R", bound=msgspec.Struct)
BERLIN: Final = ZoneInfo("Europe/Berlin")
PLAIN: Final = Process(Policy(), Calendar(), BERLIN)
CUSTOMER: Final = "c-7f3qkd"


def day(text: str) -> date:
    return date.fromisoformat(text)


def process(holidays: str = "", checks_from: str | None = None) -> Process:
    """The process with these holidays, days apart by spaces."""
    free = frozenset(day(word) for word in holidays.split())
    return Process(Policy(), Calendar(free), BERLIN, day(checks_from) if checks_from else None)


def given(customer: str, posted: str = "", noted: str = "", file: str = "") -> Dossier:
    """A customer's facts: its fields, items of `posted`, days with a note, the VPA's file."""
    head = f"id: {CUSTOMER}\nname: Muster GmbH\nkind: organisation\n"
    record = of_yaml(head + dedent(customer), Customer)
    tasks = of_yaml(f"customer: {CUSTOMER}\nposted:\n{dedent(posted)}", Requests).posted
    vpa_file = of_yaml(f"customer: {CUSTOMER}\n{dedent(file)}", VpaFile)
    written = tuple(map(Written.of, vpa_file.notes))
    asked = asks(vpa_file.deadlines, written, BERLIN)
    return Dossier(record, tasks, tuple(day(word) for word in noted.split()), asked, written)


def of_yaml(text: str, record: type[R]) -> R:
    parsed = read(text.encode(), "case.yaml", record)
    assert parsed.record is not None, [str(finding) for finding in parsed.findings]
    return parsed.record


def list_of(dossier: Dossier, on: str, by: Process = PLAIN) -> str:
    """The list a customer stands in, or `none`."""
    return standing(dossier, day(on), by).list or "none"


def owes(dossier: Dossier, on: str, by: Process = PLAIN) -> list[str]:
    """What is visible: `first-check by 2026-11-18`, `colleague-lead` where nothing is due."""
    return [
        f"{entry.word} by {entry.due}" if entry.due else entry.word
        for entry in entries(dossier, day(on), by)
        if not entry.hidden
    ]


def acting(on: str, handle: str = "jana") -> Actor:
    """Who acts; new ids are the prefix and zeros."""
    return Actor(handle, day(on), f"{on}T09:00:00Z", lambda prefix: f"{prefix}-00000000")


def told(decision: Decision) -> list[str]:
    """The changes of a decision, one line each: `reminders m-1 on = 2026-11-18`, `+ prio …`.

    Who did it, and when they did, is left out.
    """
    return [_told(one) for one in decision.changes]


def _told(change: Change) -> str:
    if isinstance(change, Set):
        return f"{' '.join(change.at)} = {change.value}"
    if isinstance(change, Remove):
        return f"- {' '.join((*change.at, change.item))}"
    assert isinstance(change, Add)
    where = "" if change.target.kind == "customer" else f"{change.target.kind} "
    item = change.item
    fields = {
        name: value
        for name in item.__struct_fields__
        if name not in {"id", "by", "at"} and (value := getattr(item, name)) not in (None, ())
    }
    if isinstance(item, Handled):
        until = f" until {item.until}" if item.until else ""
        return f"handled {item.rule} {item.trigger}{until}"
    values = " ".join(str(value) for value in fields.values())
    return f"+ {where}{' '.join(change.at)} {values}"
