"""Complaints, in `customers/xx/c-xxxxxx.service.yaml` (A2.14, A2.15)."""

from __future__ import annotations

from clm.domain.customer import Record
from clm.domain.requestwords import Channel
from clm.domain.values import ComplaintId, Handle, Moment


class Complaint(Record, frozen=True, kw_only=True):
    """What a customer complained about, what they want, and how it was dealt with."""

    id: ComplaintId
    received_at: Moment
    channel: Channel
    complainant: str
    text: str
    remedy_sought: str
    handler: Handle | None = None
