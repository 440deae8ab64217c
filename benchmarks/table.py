"""From measured runs to a table: medians, ratios, verdicts. Pure functions."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

NOT_BUILT: Final = "not built"
MEGABYTE: Final = 1 << 20


class Taken(NamedTuple):
    """What one run took: wall time and CPU time in seconds, peak memory in bytes."""

    wall: float
    cpu: float
    peak: int


class Reach(NamedTuple):
    """The ratio to stay within at 1,000, 10,000 and 100,000 customers; None: only told."""

    at_1k: float | None
    at_10k: float | None
    at_100k: float | None

    def at(self, customers: int) -> float | None:
        """The ratio to stay within at a size, that of the nearest smaller one between them."""
        if customers < 10_000:
            return self.at_1k
        return self.at_10k if customers < 100_000 else self.at_100k


class Line(NamedTuple):
    """One row of the table at one size; without runs the command is not built."""

    customers: int
    name: str
    yardstick: str
    reach: float | None
    peak_reach: int
    ours: Sequence[Taken] = ()
    theirs: Sequence[Taken] = ()
    note: str = ""


def middle(runs: Sequence[Taken]) -> Taken:
    """The median of each quantity, but the largest peak."""
    return Taken(
        median(run.wall for run in runs),
        median(run.cpu for run in runs),
        max(run.peak for run in runs),
    )


def ratio(ours: Sequence[Taken], theirs: Sequence[Taken]) -> float:
    """How many times the yardstick's median wall time ours is."""
    return middle(ours).wall / middle(theirs).wall


def verdict(line: Line) -> str:
    """`ok`, `miss`, the reason why there is no figure, or nothing where none is to be reached."""
    if not line.ours or not line.theirs:
        return line.note or NOT_BUILT
    if middle(line.ours).peak > line.peak_reach:
        return "miss (memory)"
    if line.reach is None:
        return ""
    return "ok" if ratio(line.ours, line.theirs) <= line.reach else "miss"


def as_item(line: Line) -> dict[str, Any]:
    """One row for the JSON file; times in seconds, memory in bytes."""
    item: dict[str, Any] = {
        "customers": line.customers,
        "command": line.name,
        "yardstick": line.yardstick,
        "reach": line.reach,
        "verdict": verdict(line),
    }
    if line.ours and line.theirs:
        ours, theirs = middle(line.ours), middle(line.theirs)
        item |= {
            "runs": len(line.ours),
            "ratio": round(ratio(line.ours, line.theirs), 3),
            "cpu_ratio": round(ours.cpu / theirs.cpu, 3) if theirs.cpu else None,
            "median": {"ours": ours._asdict(), "yardstick": theirs._asdict()},
            "wall": {
                "ours": [round(run.wall, 5) for run in line.ours],
                "yardstick": [round(run.wall, 5) for run in line.theirs],
            },
        }
    return item


def markdown(lines: Sequence[Line], about: Mapping[str, str]) -> str:
    """The table as people read it, under a line that says what it was measured on."""
    rows = [_cells(line) for line in lines]
    head = ("N", "command", "ms", "yardstick", "ms", "ratio", "reach", "", "peak MB")
    widths = [max(len(row[at]) for row in (head, *rows)) for at in range(len(head))]
    shown = ["| " + " | ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)) + " |"
             for row in (head, *rows)]  # fmt: skip
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    machine = ", ".join(f"{name} {value}" for name, value in about.items())
    return "\n".join(
        [f"Medians of whole processes; {machine}.", "", shown[0], rule, *shown[1:], ""]
    )


def _cells(line: Line) -> tuple[str, ...]:
    reach = f"≤ {line.reach:g}" if line.reach is not None else "–"
    if not line.ours or not line.theirs:
        return (
            f"{line.customers:,}", line.name, "", line.yardstick, "", "", reach, verdict(line), "",
        )  # fmt: skip
    ours, theirs = middle(line.ours), middle(line.theirs)
    return (
        f"{line.customers:,}",
        line.name,
        f"{ours.wall * 1000:,.0f}",
        line.yardstick,
        f"{theirs.wall * 1000:,.0f}",
        f"{ratio(line.ours, line.theirs):.2f}",
        reach,
        verdict(line),
        f"{ours.peak / MEGABYTE:,.0f}",
    )
