"""Records of reports: which days they say something of."""

from __future__ import annotations

from datetime import UTC

import pytest

from clm.domain.periods import any_period
from clm.domain.reportrecord import ReportRecord, covers_until
from tests.domain.cases import day

TODAY = day("2026-11-18")


@pytest.mark.parametrize(
    ("typed", "until"),
    [("2019", "2019-12-31"), ("2026Q3", "2026-09-30"), ("2026Q4", "2026-11-18")],
)
def test_a_record_covers_the_days_of_its_period_that_were_over(typed: str, until: str) -> None:
    # A2.22, A2.31
    period = any_period(typed, TODAY)
    one = ReportRecord(
        id="x", kind="complaints", period=period.name, first=period.first, last=period.last,
        at="2026-11-18T10:00:00Z", by="jana", conclusions="gut",
    )  # fmt: skip
    assert covers_until(one, UTC) == day(until)
