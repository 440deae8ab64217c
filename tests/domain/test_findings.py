from __future__ import annotations

from clm.domain.findings import Finding


def test_a_finding_reads_as_place_and_sentence() -> None:
    finding = Finding("customers/7f/c-7f3qkd.yaml", 5, 3, "type", "booked_on: is no date")
    assert str(finding) == "customers/7f/c-7f3qkd.yaml:5:3: booked_on: is no date"
    assert finding.severity == "error"
