"""Reports that were kept as records, with what was concluded: `reports/<id>.yaml`.

Periodic reviews of all complaints (A2.22) and satisfaction reports (A2.31).
"""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

from clm.domain.customer import Record
from clm.domain.values import Handle, Moment

ReportKind = Literal["complaints", "satisfaction"]


class ReportRecord(Record, frozen=True, kw_only=True):
    """One report as it was concluded; `figures` are those of that day, so that they can be read."""

    id: Handle
    kind: ReportKind
    period: str
    first: date
    last: date
    at: Moment
    by: Handle
    figures: dict[str, str] = msgspec.field(default_factory=dict)
    conclusions: str
    actions: tuple[str, ...] = ()
