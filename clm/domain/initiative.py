"""Initiatives that keep customers, one file each, `initiatives/<id>.yaml` (A4.7)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import msgspec

from clm.domain.customer import Record
from clm.domain.initiativewords import (
    FollowUpTrigger,
    InitiativeKind,
    RecipientGroup,
    RecipientStatus,
    Sending,
)
from clm.domain.values import (
    ContactId,
    CustomerId,
    DayCount,
    Handle,
    InitiativeId,
    Language,
    Moment,
    RecipientId,
    SnapshotId,
)


class Snapshot(Record, frozen=True, kw_only=True):
    """What a segment's query found on a day: so many, of whom some were left out, and why (A4.8).

    Who was taken stands among the recipients, with this id.
    """

    id: SnapshotId
    on: date
    by: Handle
    query: str
    found: int
    left_out: dict[str, int] = msgspec.field(default_factory=dict)


class Recipient(Record, frozen=True, kw_only=True):
    """One customer of an initiative, and how far it is with them (A4.7).

    `trigger` is the booking, complaint or escalation that is followed up (A4.9), once each. Who is
    in the group `control` is never written to, so that the others can be compared with them
    (A4.10). `sent_at` is when they were written to.
    """

    id: RecipientId
    customer: CustomerId
    contact: ContactId | None = None
    snapshot: SnapshotId | None = None
    group: RecipientGroup = "treated"
    trigger: str | None = None
    status: RecipientStatus = "planned"
    added_on: date
    due_on: date | None = None
    sent_at: Moment | None = None
    answered_on: date | None = None
    note: str | None = None


class Initiative(Record, frozen=True, kw_only=True):
    """A newsletter, a follow-up, a win-back or an offer: to whom, by whom, when, at what cost.

    `segment` is a query over customers. With a `trigger` it follows up by itself, `after_days`
    after each such event. `control` is the share of a segment, in percent, that is not written to;
    the same `seed` chooses the same ones. A booking within `converts_days` counts (A4.10).
    """

    id: InitiativeId
    title: str
    kind: InitiativeKind
    owner: Handle
    segment: str | None = None
    trigger: FollowUpTrigger | None = None
    after_days: DayCount | None = None
    from_: date | None = msgspec.field(default=None, name="from")
    to: date | None = None
    budget: Decimal | None = None
    template: Handle | None = None
    language: Language | None = None
    sending: Sending = "mail"
    control: int | None = None
    seed: str = "1"
    converts_days: DayCount | None = None
    snapshots: tuple[Snapshot, ...] = ()
    recipients: tuple[Recipient, ...] = ()
    closed_on: date | None = None
    closed_by: Handle | None = None
    conclusions: str | None = None
