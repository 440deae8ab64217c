"""Escalations, one file each, `escalations/<id>.yaml` (A4.13)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import msgspec

from clm.domain.customer import Record
from clm.domain.escalationwords import (
    EscalationEventKind,
    EscalationReason,
    EscalationSource,
    TrueCause,
)
from clm.domain.values import CustomerId, EscalationId, Handle, MarkId, Moment


class EscalationEvent(Record, frozen=True, kw_only=True):
    """What happened to it: another status or recipient, a level that fired, word to the customer.

    Of a `level` that fired `to` is its number, `at` its working minute, and `whom` who got it.
    """

    id: MarkId
    at: Moment
    by: Handle
    kind: EscalationEventKind
    from_: str | None = msgspec.field(default=None, name="from")
    to: str | None = None
    whom: Handle | None = None
    note: str | None = None


class Compromise(Record, frozen=True, kw_only=True):
    """What was agreed with the customer, and what it costs (A4.16).

    What costs money is to be approved: `approved` is missing until somebody has decided.
    `follow_up_on` is the day somebody looks whether it holds.
    """

    text: str
    by: Handle
    on: date
    cost: Decimal | None = None
    approved: bool | None = None
    approved_by: Handle | None = None
    approved_on: date | None = None
    approval_note: str | None = None
    follow_up_on: date | None = None


class Escalation(Record, frozen=True, kw_only=True):
    """What went beyond the first level: of what, why, to whom, until when, and what came of it.

    `of` is the request, task, complaint or deadline; with the source `sla` it is the request whose
    clock `clock` was missed. `breach` is when what was promised was over, None where a person
    escalated without that: with `of` and `clock` it is what a level fires once for (A4.14).
    `to` is who has it; its level and status follow from its events (`escalating`).
    """

    id: EscalationId
    customer: CustomerId
    source: EscalationSource
    of: str
    clock: str | None = None
    breach: Moment | None = None
    reason: EscalationReason
    text: str | None = None
    requested_by_customer: bool = False
    at: Moment
    by: Handle
    level: int = 1
    to: Handle | None = None
    due: date | None = None
    events: tuple[EscalationEvent, ...] = ()
    compromise: Compromise | None = None
    resolution: str | None = None
    true_cause: TrueCause | None = None
    true_cause_note: str | None = None
