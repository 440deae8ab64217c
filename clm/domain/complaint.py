"""Complaints, in `customers/xx/c-xxxxxx.service.yaml` (A2.14, A2.15)."""

from __future__ import annotations

import msgspec

from clm.domain.complaintwords import Category, ComplaintEventKind, Level, Severity
from clm.domain.customer import Record
from clm.domain.requestwords import Channel
from clm.domain.values import ComplaintId, Handle, MarkId, Moment


class ComplaintEvent(Record, frozen=True, kw_only=True):
    """What happened to a complaint: another status, another handler, word to the complainant.

    `from` and `to` are statuses or handles, by the kind. `note` is why, and of an `update` what the
    complainant was told (A2.18).
    """

    id: MarkId
    at: Moment
    by: Handle
    kind: ComplaintEventKind
    from_: str | None = msgspec.field(default=None, name="from")
    to: str | None = None
    note: str | None = None


class Answer(Record, frozen=True, kw_only=True):
    """What was decided, when the complainant was told, and what was found and done (A2.19).

    `options_offered` stands for the acceptance that did not come, `none_because` for actions that
    are not needed. Who is answered again has a further one: the last one stands.
    """

    id: MarkId
    decision: str
    communicated_at: Moment
    remedy_given: str | None = None
    options_offered: str | None = None
    root_cause: str | None = None
    corrective: str | None = None
    preventive: str | None = None
    none_because: str | None = None


class Complaint(Record, frozen=True, kw_only=True):
    """What a customer complained about, what they want, and how it was dealt with.

    Its status follows from its events (`complaining.status_of`). `complainant` is a contact of the
    customer, by id, or a name; `about` are the colleagues and VPAs complained about. From
    `severity` on it is the assessment (A2.17): what it implies for safety or law, how complex it
    is, whom it touches, and whether something must be done at once.
    """

    id: ComplaintId
    received_at: Moment
    channel: Channel
    complainant: str
    text: str
    remedy_sought: str
    service: Handle | None = None
    category: Category = "other"
    about: tuple[Handle, ...] = ()
    handler: Handle | None = None
    severity: Severity | None = None
    implication: str | None = None
    complexity: Level | None = None
    impact: Level | None = None
    immediate: bool | None = None
    duplicate_of: ComplaintId | None = None
    events: tuple[ComplaintEvent, ...] = ()
    answers: tuple[Answer, ...] = ()
