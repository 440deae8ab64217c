"""Plans: the vision and the goals that lead there, one file each, `plans/<id>.yaml` (A4.12)."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

from clm.domain.customer import Record
from clm.domain.values import GoalId, Handle, MarkId, PlanId, SignedNumber

Horizon = Literal["short", "long"]
GoalStatus = Literal["open", "reached", "dropped"]


class Goal(Record, frozen=True, kw_only=True):
    """One goal: who owns it, until when, and by what its progress is counted.

    `measure` is a list of `clm` and an expression, `customers: class = A`; with `of`, another such,
    it is the share in percent. From `baseline`, as it was on the day `from` (else on the plan's
    first), it shall come to `target`. How far it is is computed and never stored; a `status` other
    than `open` is what somebody decided.
    """

    id: GoalId
    text: str
    horizon: Horizon
    owner: Handle
    measure: str | None = None
    of: str | None = None
    baseline: SignedNumber | None = None
    target: SignedNumber | None = None
    from_: date | None = msgspec.field(default=None, name="from")
    due: date
    status: GoalStatus = "open"
    status_on: date | None = None
    status_by: Handle | None = None
    note: str | None = None


class PlanReview(Record, frozen=True, kw_only=True):
    """A day on which the plan is looked at; held with what was found, and each goal's figure."""

    id: MarkId
    on: date
    held_on: date | None = None
    by: Handle | None = None
    note: str | None = None
    figures: dict[GoalId, str] = msgspec.field(default_factory=dict)


class Plan(Record, frozen=True, kw_only=True):
    """The vision of the department, its goals of short and long horizon, and its reviews."""

    id: PlanId
    title: str
    vision: str
    owner: Handle
    from_: date = msgspec.field(name="from")
    to: date | None = None
    goals: tuple[Goal, ...] = ()
    reviews: tuple[PlanReview, ...] = ()
    closed_on: date | None = None
    closed_by: Handle | None = None
    conclusions: str | None = None
