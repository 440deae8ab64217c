"""Reports that were kept as records, with what was concluded: `reports/<id>.yaml`.

Periodic reviews of all complaints (A2.22) and satisfaction reports (A2.31).
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal

import msgspec

from clm.domain.customer import Record
from clm.domain.moments import day_of
from clm.domain.values import Handle, Moment

if TYPE_CHECKING:
    from datetime import tzinfo

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


def covers_until(record: ReportRecord, zone: tzinfo) -> date:
    """The last day that it can say something of: of its period, but none after it was kept.

    Who looks at an old period today has not looked at what came after it (A2.22, A2.31).
    """
    return min(record.last, day_of(record.at, zone))
