"""When specified reports are due, and which were missed (A2.37)."""

from __future__ import annotations

from datetime import datetime
from typing import get_args

import msgspec
import pytest

from clm.domain.checks import broken
from clm.domain.flaws import Known
from clm.domain.policy import Settings
from clm.domain.reportsdue import due_at, late, pending, period_at
from clm.domain.reportspec import Frequency, ReportName, ReportSpec
from clm.services.produced import MAKERS
from tests.domain.cases import PLAIN, day, process

at = datetime.fromisoformat
NOW = at("2026-11-18T09:00")
QUARTERLY = ReportSpec(
    report="complaints", purpose="X", audience=("crm-lead",), frequency="quarterly"
)


@pytest.mark.parametrize(
    ("frequency", "said"),
    [
        ("weekly", "2026-W47 2026-11-16 2026-11-22"),
        ("monthly", "2026-11 2026-11-01 2026-11-30"),
        ("quarterly", "2026-Q4 2026-10-01 2026-12-31"),
        ("yearly", "2026 2026-01-01 2026-12-31"),
    ],
)
def test_the_period_a_day_lies_in(frequency: Frequency, said: str) -> None:
    period = period_at(frequency, day("2026-11-18"))  # A2.37
    assert f"{period.name} {period.first} {period.last}" == said


def test_a_report_is_due_on_the_first_working_day_after() -> None:
    august = period_at("monthly", day("2026-10-10"))  # A2.37
    assert due_at(august, PLAIN) == at("2026-11-02T08:00")
    assert due_at(august, process("2026-11-02")) == at("2026-11-03T08:00")


def waiting(*ran: str, now: datetime = NOW, frequency: Frequency = "quarterly") -> str:
    """`2026-Q3` for what is to be made, then what was missed."""
    spec = msgspec.structs.replace(QUARTERLY, frequency=frequency)
    found = pending("complaints", spec, ran, now, PLAIN)
    return " ".join([found.run.name if found.run else "none", *(one.name for one in found.missed)])


def test_the_newest_is_made_and_older_ones_are_missed_since_the_first() -> None:
    assert waiting() == "2026-Q3"  # A2.37
    assert waiting("complaints-2026-q3") == "none"
    assert waiting("complaints-2025-q4") == "2026-Q3 2026-Q1 2026-Q2"
    assert waiting("complaints-2026-q3", "complaints-2026-q1") == "none 2026-Q2"
    assert waiting(now=at("2026-10-01T07:00")) == "2026-Q2"
    assert waiting(now=at("2026-10-01T08:00")) == "2026-Q3"
    assert waiting(frequency="weekly") == "2026-W46"


def found(**ran: bool) -> list[str]:
    settings = Settings(format=1, reports={"complaints": QUARTERLY})
    runs = {name.replace("_", "-"): made for name, made in ran.items()}
    return [f"{slug} {period.name}" for slug, period in late(settings, runs, NOW, PLAIN)]


def test_what_was_not_made_is_found() -> None:
    assert found() == ["complaints 2026-Q3"]  # A2.37
    assert found(complaints_2026_q3=True) == []
    assert found(complaints_2026_q3=True, complaints_2026_q2=False) == ["complaints 2026-Q2"]
    settings = Settings(format=1, reports={"complaints": QUARTERLY})
    on_the_day = at("2026-10-01T09:00")
    assert list(late(settings, {}, on_the_day, PLAIN)) == []


def test_a_name_of_crons_own_or_for_nobody_is_a_flaw() -> None:
    changed = msgspec.structs.replace
    settings = Settings(
        format=1,
        reports={
            "nudge": QUARTERLY,
            "x": changed(QUARTERLY, audience=()),
            "y": QUARTERLY,
            "z": changed(QUARTERLY, report="process", form="csv"),
            "w": changed(QUARTERLY, report="weekly"),
        },
    )
    said = [flaw.sentence for _, flaw in broken("settings", settings, Known(day("2026-11-18")))]
    assert said == [  # A2.37
        "reports: cron has a job nudge already",
        "reports: x is for nobody",
        "reports: z: there is no csv of the report process",
        "reports: w: the report weekly is of a week",
    ]


def test_every_report_that_can_be_named_can_be_made() -> None:
    assert set(MAKERS) == set(get_args(ReportName))  # A2.37
