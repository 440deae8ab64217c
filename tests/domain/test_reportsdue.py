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
    report="complaints", purpose="X", audience=("crm-lead",), frequency="quarterly",
    from_=day("2026-01-01"),
)  # fmt: skip


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


def waiting(
    *ran: str, now: datetime = NOW, frequency: Frequency = "quarterly", since: str = "2026-01-01"
) -> str:
    """`2026-Q3` for what is to be made, then what was missed."""
    spec = msgspec.structs.replace(QUARTERLY, frequency=frequency, from_=day(since))
    found = pending("complaints", spec, ran, now, PLAIN)
    return " ".join([found.run.name if found.run else "none", *(one.name for one in found.missed)])


def test_the_newest_is_made_and_older_ones_are_missed_since_it_is_asked_for() -> None:
    assert waiting() == "2026-Q3 2026-Q1 2026-Q2"  # A2.37
    assert waiting("complaints-2026-q3") == "none 2026-Q1 2026-Q2"
    assert waiting("complaints-2026-q3", "complaints-2026-q1") == "none 2026-Q2"
    assert waiting(now=at("2026-10-01T07:00")) == "2026-Q2 2026-Q1"
    assert waiting(now=at("2026-10-01T08:00")) == "2026-Q3 2026-Q1 2026-Q2"
    assert waiting(frequency="weekly", since="2026-11-09") == "2026-W46"
    assert waiting(frequency="weekly") == "2026-W46 2026-W41 2026-W42 2026-W43 2026-W44 2026-W45"


def test_what_was_over_before_it_was_asked_for_is_not_made() -> None:
    assert waiting(since="2026-11-18") == "none"  # A2.37
    assert waiting(since="2026-10-01") == "none"
    assert waiting(since="2026-09-30") == "2026-Q3"
    assert waiting(frequency="yearly", since="2026-01-01") == "none"


def found(**ran: bool) -> list[str]:
    settings = Settings(format=1, reports={"complaints": QUARTERLY})
    runs = {name.replace("_", "-"): made for name, made in ran.items()}
    return [f"{slug} {period.name}" for slug, period in late(settings, runs, NOW, PLAIN)]


WEEKLY = msgspec.structs.replace(QUARTERLY, frequency="weekly", from_=day("2026-11-02"))


def test_what_was_not_made_is_found() -> None:
    quarters = ["complaints 2026-Q1", "complaints 2026-Q2", "complaints 2026-Q3"]
    assert found() == quarters  # A2.37
    assert found(complaints_2026_q3=True) == quarters[:2]
    assert found(complaints_2026_q3=True, complaints_2026_q2=False) == quarters[:2]
    assert found(complaints_2026_q1=True, complaints_2026_q2=True, complaints_2026_q3=True) == []


@pytest.mark.parametrize(
    ("now", "weeks"),
    [
        ("2026-11-09T09:00", ""),
        ("2026-11-10T09:00", "45"),
        ("2026-11-16T09:00", "45"),
        ("2026-11-17T09:00", "45 46"),
        ("2027-03-01T09:00", "03 04 05 06 07"),
    ],
)
def test_each_period_that_was_missed_is_named_also_when_a_new_one_is_due(
    now: str, weeks: str
) -> None:
    settings = Settings(format=1, reports={"x": WEEKLY})  # A2.37
    missed = [period.name[-2:] for _, period in late(settings, {}, at(now), PLAIN)]
    assert " ".join(missed) == weeks


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
