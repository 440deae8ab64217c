"""Service reviews, in `customers/xx/c-xxxxxx.service.yaml` (A2.32-A2.35)."""

from __future__ import annotations

from datetime import date

from clm.domain.customer import Record
from clm.domain.values import Handle, ReviewId


class Review(Record, frozen=True, kw_only=True):
    """One talk with a customer about the services they had: planned, held, signed off (A2.34).

    `ours` are colleagues, `theirs` contacts of the customer by id, or names of who is no contact.
    What was agreed to be done are tasks that come from `review/<id>`; the next talk is the next
    review of the list. `signed_off_by` is written like `theirs`.
    """

    id: ReviewId
    planned_on: date
    owner: Handle | None = None
    held_on: date | None = None
    by: Handle | None = None
    ours: tuple[Handle, ...] = ()
    theirs: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()
    signed_off_on: date | None = None
    signed_off_by: str | None = None
