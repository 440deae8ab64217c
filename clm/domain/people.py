"""Colleagues and virtual assistants, as stored in `team/` and `vpas/`."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

import msgspec

from clm.domain.customer import Record
from clm.domain.values import (
    AbsenceId,
    Class,
    CommitId,
    Handle,
    ItemKind,
    MarkId,
    ReplacementId,
    Role,
    ShiftId,
)


class Span(Record, frozen=True, kw_only=True):
    """From a day through a day; an open end is unset."""

    from_: date | None = msgspec.field(default=None, name="from")
    to: date | None = None


class Replacement(Record, frozen=True, kw_only=True):
    """Who covers a part of the work in an absence: all that is said of it must hold (A0.27).

    `items` are ids of customers, or of single items of theirs; a customer stands for all of theirs.
    """

    id: ReplacementId
    replacement: Handle
    class_: Class | None = msgspec.field(default=None, name="class")
    department: str | None = None
    kind: ItemKind | None = None
    items: tuple[str, ...] = ()


class Absence(Record, frozen=True, kw_only=True):
    """When somebody is away and who covers; never why.

    `replacement` covers what none of `replacements` does.
    """

    id: AbsenceId
    from_: date = msgspec.field(name="from")
    to: date | None = None
    half: Literal["am", "pm"] | None = None
    replacement: Handle | None = None
    replacements: tuple[Replacement, ...] = ()


ClockTime = Annotated[str, msgspec.Meta(pattern=r"^(?:[01]\d|2[0-3]):[0-5]\d\Z")]
"""A local time of day as it is written: `09:00`."""


class Shift(Record, frozen=True, kw_only=True):
    """Hours on duty on a day, local; with an earlier `to` they last into the next day."""

    id: ShiftId
    on: date
    from_: ClockTime = msgspec.field(name="from")
    to: ClockTime


class Notify(Record, frozen=True, kw_only=True):
    """How a colleague wants to be told."""

    channel: str | None = None
    digest: Literal["immediate", "daily", "weekly"] | None = None


PraiseKind = Literal["praise", "training"]
"""What is kept of a colleague's work in the open: praise, or a training."""


class Praise(Record, frozen=True, kw_only=True):
    """What a colleague was praised for, or trained in, and who said so (A4.6)."""

    id: MarkId
    on: date
    by: Handle
    kind: PraiseKind
    text: str


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
    praise: tuple[Praise, ...] = ()


class ShareState(Record, frozen=True, kw_only=True):
    """How far a VPA's share is known to agree with these data.

    `commit` is the share's commit that does, `on` the day of the last publish, `since` that of the
    first, `before` where the share's branch stood until then: a killed publish leaves it there.
    """

    commit: CommitId
    on: date
    since: date
    before: CommitId | None = None


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
    share: ShareState | None = None
