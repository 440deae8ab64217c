"""Colleagues and virtual assistants, as stored in `team/` and `vpas/`."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

import msgspec

from clm.domain.customer import Record
from clm.domain.values import AbsenceId, Handle, Role, ShiftId


class Span(Record, frozen=True, kw_only=True):
    """From a day through a day; an open end is unset."""

    from_: date | None = msgspec.field(default=None, name="from")
    to: date | None = None


class Absence(Record, frozen=True, kw_only=True):
    """When somebody is away and who covers; never why."""

    id: AbsenceId
    from_: date = msgspec.field(name="from")
    to: date | None = None
    half: Literal["am", "pm"] | None = None
    replacement: Handle | None = None


class Shift(Record, frozen=True, kw_only=True):
    """Hours on duty on a day, `from` and `to` as local `HH:MM`."""

    id: ShiftId
    on: date
    from_: str = msgspec.field(name="from")
    to: str


class Notify(Record, frozen=True, kw_only=True):
    """How a colleague wants to be told."""

    channel: str | None = None
    digest: Literal["immediate", "daily", "weekly"] | None = None


class Colleague(Record, frozen=True, kw_only=True):
    """One member of the team, `team/<id>.yaml`."""

    id: Handle
    initials: str | None = None
    name: str
    emails: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()
    departments: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    calendar: Handle | None = None
    manager: Handle | None = None
    capacity: Decimal | None = None
    shared: bool | None = None
    active: Span | None = None
    notify: Notify | None = None
    shifts: tuple[Shift, ...] = ()
    absences: tuple[Absence, ...] = ()


class Vpa(Record, frozen=True, kw_only=True):
    """One virtual assistant, `vpas/<id>.yaml`."""

    id: Handle
    name: str
    languages: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    capacity_hours: Decimal | None = None
    emails: tuple[str, ...] = ()
    praise: tuple[date, ...] = ()
    absences: tuple[Absence, ...] = ()
