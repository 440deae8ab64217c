"""Records of reports: where they are kept, and which days they say something of."""

from __future__ import annotations

from datetime import UTC

import pytest

from clm.domain.periods import any_period
from clm.domain.reportrecord import ReportRecord, covers_until, place_of
from tests.domain.cases import day

TODAY = day("2026-11-18")


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("2026Q3", "complaints-2026q3"),
        ("2026-10", "complaints-2026-10"),
        ("2026-10-01..2026-10-14", "complaints-2026-10-01-2026-10-14"),
    ],
)
def test_a_period_has_a_file(typed: str, name: str) -> None:
    # A2.22, A2.31
    place = place_of("complaints", any_period(typed, TODAY))
    assert (place.kind, place.id) == ("report-record", name)


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
