"""The tables of the retention report (A4.11)."""

from __future__ import annotations

from typing import Any

import pytest

from clm.i18n import spoken
from clm.render.retention import retention_paper

INITIATIVE: dict[str, Any] = {
    "id": "in-4k7d2m", "title": "Danke", "sent": 8, "converted": 3, "share": 0.375, "control": 4,
    "control_converted": 1, "control_share": 0.25, "complete": True,
}  # fmt: skip
SUMS: dict[str, Any] = {"customers": 0, "churned": 0, "share": None}
FOUND: dict[str, Any] = {
    "schema": "clm/report-retention@1", "team": "T", "period": "2026-Q4", "from": "2026-10-01",
    "to": "2026-12-31", "cohorts": [], "rebooking": {}, "churn": {**SUMS, "now": SUMS}, "saved": [],
    "policy": {"rebook_days": 90, "churn_days": 180, "inactive_days": 60, "converts_days": 30},
}  # fmt: skip


@pytest.mark.parametrize(
    ("language", "kind", "uplift", "cells"),
    [
        ("en", "win-back", 0.125, ("win-back", "+12.5")),
        ("de", "win-back", -0.125, ("Rückgewinnung", "-12,5")),
        ("de", "offer", 0.0, ("Angebot", "0")),
        ("pt", "offer", 0.125, ("oferta", "+12,5")),
        ("pt", "offer", None, ("oferta", "–")),
    ],
)
def test_an_initiative_is_told_in_the_words_of_its_reader(
    language: str, kind: str, uplift: float | None, cells: tuple[str, str]
) -> None:  # A4.11
    with spoken(language):
        found = {**FOUND, "initiatives": [{**INITIATIVE, "kind": kind, "uplift": uplift}]}
        table = retention_paper(found).blocks[-1]
    (row,) = table.rows
    assert (row[2], row[9]) == cells
    assert len({*table.header}) == len(table.header) == len(row)
