"""Service reviews, in `customers/xx/c-xxxxxx.service.yaml` (A2.32-A2.35)."""

from __future__ import annotations

from datetime import date

from clm.domain.customer import Record
from clm.domain.values import Handle, ReviewId


class Review(Record, frozen=True, kw_only=True):
    """One talk with a customer about the services they had: planned, held, signed off."""

    id: ReviewId
    planned_on: date
    owner: Handle | None = None
    held_on: date | None = None
