"""What managers keep of an employee, in a store of their own: never in the team's (A4.1, A4.2)."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import TYPE_CHECKING, Annotated, Final, Literal, NamedTuple, get_args

import msgspec

from clm.domain.customer import Record
from clm.domain.values import SLUG, Handle
from clm.errors import RefusedError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clm.domain.people import Colleague
    from clm.domain.policy import Policy

Kind = Literal["sick", "tardiness", "performance", "behaviour", "satisfaction"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)

LEADERS: Final = frozenset({"manager", "team-lead"})
"""Roles that may keep notes of everybody; others only of those whose manager they are."""


class PrivateNote(Record, frozen=True, kw_only=True):
    """One note of one employee, `people/<handle>/<id>.yaml` in the managers' own repository.

    `absence` is the id of the absence in the team's data whose kind this keeps (A4.2).
    """

    id: Annotated[str, msgspec.Meta(pattern=r"^pn-[0-9a-hjkmnp-tv-z]{8}\Z")]
    person: Handle
    kind: Kind
    on: date
    by: Handle
    from_: date | None = msgspec.field(default=None, name="from")
    to: date | None = None
    absence: str | None = None
    minutes: Annotated[int, msgspec.Meta(ge=1, le=1440)] | None = None
    score: Annotated[int, msgspec.Meta(ge=1, le=5)] | None = None
    text: str | None = None


class Told(NamedTuple):
    """What somebody typed of a note besides its kind and text."""

    on: date
    first: date | None = None
    last: date | None = None
    minutes: int | None = None
    score: int | None = None
    absence: str | None = None


def noted(number: str, person: str, kind: Kind, by: str, told: Told, text: str) -> PrivateNote:
    """A note as it is kept.

    Raises:
        UsageError: something does not go with its kind, or it would say nothing, or its day is
            none of those from the first to the last.
    """
    for value, word, fits in (
        (told.first or told.last, "--from and --to", kind == "sick"),
        (told.minutes, "--minutes", kind == "tardiness"),
        (told.score, "--score", kind == "satisfaction"),
    ):
        if value is not None and not fits:
            raise UsageError(f"{word} does not go with {kind}", "leave it away")
    if told.first and told.on < told.first:
        raise UsageError(f"{told.on} is before {told.first}", "--from an earlier day")
    if told.last and told.last < told.on:
        raise UsageError(f"{told.last} is before {told.on}", "--to a later day")
    if not text.strip() and not (told.first or told.minutes or told.score):
        raise UsageError("what is to be noted?", "say it in words, or - to read it")
    return PrivateNote(
        id=number,
        person=person,
        kind=kind,
        on=told.on,
        by=by,
        from_=told.first,
        to=told.last,
        absence=told.absence,
        minutes=told.minutes,
        score=told.score,
        text=text.strip() or None,
    )


def may_keep(who: Colleague, of: Colleague | None) -> bool:
    """May somebody keep and read notes of an employee, who may have left (A4.1)?

    The store's own mode keeps others out; this only catches slips.
    """
    return bool(LEADERS.intersection(who.roles)) or (of is not None and of.manager == who.id)


def refuse_others(who: Colleague, of: Colleague | None, handle: str) -> None:
    """Only the manager of an employee keeps notes of them (A4.1).

    Raises:
        RefusedError: it is somebody else.
    """
    if not may_keep(who, of):
        raise RefusedError(
            f"you are not the manager of {handle}",
            "who has the role manager or team-lead, or stands as `manager` in the record, may",
        )


def months_kept(policy: Policy) -> Mapping[Kind, int]:
    """For how many months each kind is kept (A4.2)."""
    return {
        "sick": policy.keep_sick_months,
        "tardiness": policy.keep_tardiness_months,
        "performance": policy.keep_performance_months,
        "behaviour": policy.keep_performance_months,
        "satisfaction": policy.keep_performance_months,
    }


def keep_until(note: PrivateNote, policy: Policy) -> date:
    """The last day on which a note is kept: so many months after its last day (A4.2)."""
    last = max(filter(None, (note.on, note.to)))
    months = last.year * 12 + last.month - 1 + months_kept(policy)[note.kind]
    year, month = divmod(months, 12)
    return date(year, month + 1, min(last.day, monthrange(year, month + 1)[1]))


def is_expired(note: PrivateNote, today: date, policy: Policy) -> bool:
    """Is a note older than its kind is kept (A4.2)?"""
    return today > keep_until(note, policy)


def folder_of(handle: str) -> str:
    """Where everything that is kept of one employee lies."""
    return f"people/{handle}/"


def page_path(handle: str, name: str) -> str:
    """Where a page of an employee lies, as an appraisal (A4.12).

    Raises:
        UsageError: the name is none that a file may have.
    """
    if not re.match(SLUG, name):
        raise UsageError(f"{name} is no name of a page", "small letters, digits and hyphens")
    return f"{folder_of(handle)}{name}.md"


def note_path(note: PrivateNote) -> str:
    """Where a note lies."""
    return f"{folder_of(note.person)}{note.id}.yaml"


def belongs_to(path: str, handle: str | None, ids: frozenset[str] = frozenset()) -> bool:
    """Is a path of what is kept of an employee, or a note or pulse with one of these ids (A4.2)?"""
    if not path.startswith(("people/", "pulse/")):
        return False
    name = path.rpartition("/")[2].partition(".")[0]
    return (handle is not None and path.startswith(folder_of(handle))) or name in ids
