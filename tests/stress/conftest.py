"""The counted tests in two sizes, and the table of what they counted.

What counts has a short form in the ordinary run and a long one, marked `stress`, in which any
count can be given: `make stress KILLS=2000`. Controls are as long as it takes to catch them.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final, NamedTuple

import pytest

if TYPE_CHECKING:
    from collections.abc import Sequence


class Counts(NamedTuple):
    """How much of everything."""

    kills: int
    """SIGKILLs (G1, G3)."""
    processes: int
    """Processes at once (G4)."""
    writes: int
    """Writes of each (G4)."""
    beside: int
    """Commands of each of four processes beside a person's git (G5)."""
    hands: int
    """Sequences of hand edits and commands (G6)."""
    spoilt: int
    """Times that forty of a thousand files are spoilt (G8)."""
    pairs: int
    """Pairs of repositories that agree on what a VPA may see (G11)."""
    cut_off: int
    """SIGKILLs of a publish (G1)."""


SHORT: Final = Counts(
    kills=50, processes=8, writes=25, beside=12, hands=20, spoilt=1, pairs=10, cut_off=20
)
LONG: Final = Counts(
    kills=200, processes=8, writes=100, beside=60, hands=300, spoilt=10, pairs=40, cut_off=100
)


class Row(NamedTuple):
    """One line of the table: what was counted for a promise, or what its control did."""

    promise: str
    counted: str
    failures: int | None
    """None for a control."""


class Tally:
    """Takes the rows of one test, and fails it where something was found."""

    def __init__(self, request: pytest.FixtureRequest) -> None:
        self._properties = request.node.user_properties

    def __call__(self, promise: str, counted: str, faults: Sequence[object]) -> None:
        """Count, then assert that nothing was found."""
        self._properties.append(("row", (promise, counted, len(faults))))
        assert not faults, "\n".join(map(str, faults[:20]))

    def control(self, promise: str, did: str, faults: Sequence[object]) -> None:
        """Assert that the control was caught."""
        said = f"{did}: {faults[0] if faults else 'NOT CAUGHT'}".splitlines()[0]
        self._properties.append(("row", (promise, said[:150], None)))
        assert faults, f"the control of {promise} was not caught"


@pytest.fixture
def tally(request: pytest.FixtureRequest) -> Tally:
    """The counter of a test."""
    return Tally(request)


@pytest.fixture(params=["short", pytest.param("long", marks=pytest.mark.stress)])
def counts(request: pytest.FixtureRequest) -> Counts:
    """How much this run does."""
    if request.param == "short":
        return SHORT
    return Counts(*(int(os.environ.get(f.upper(), getattr(LONG, f))) for f in Counts._fields))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The table, where this folder was asked for by name."""
    reports = [*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")]
    rows = sorted(
        (Row(*value) for report in reports if getattr(report, "when", "") == "call"
         for name, value in report.user_properties if name == "row"),
        key=lambda row: (int(row.promise[1:].split(",")[0]), row.failures is None),
    )  # fmt: skip
    if not rows:
        return
    terminalreporter.section("promises of the store")
    for row in rows:
        failures = "control" if row.failures is None else f"{row.failures} failures"
        terminalreporter.write_line(f"{row.promise:<8}{failures:<13}{row.counted}")
