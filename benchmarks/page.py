"""From kept results to `docs/performance.md` and its curves. Pure but for the writing."""

from __future__ import annotations

from math import log10
from typing import TYPE_CHECKING, Any, Final

from benchmarks.table import MEGABYTE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    Item = Mapping[str, Any]

DRAWN: Final = (
    "clm --help",
    "mine --json",
    "seen of one customer",
    "week",
    "report weekly",
    "index from nothing",
    "check",
)
"""The commands whose growth is drawn."""
COLOURS: Final = ("#777", "#06c", "#c30", "#083", "#92b", "#b80", "#055")
WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 760, 420, 60, 20, 190, 40

HEAD: Final = """# Speed

<!-- made by `make bench` and `make bench-page`; edit benchmarks/ instead -->

Whole processes, each in turn with its yardstick in the same run; medians of wall time. Ratios
count, not milliseconds: the machine had {cpus} processors ({kernel}, Python {python}, git {git},
SQLite {sqlite}). How a row is measured stands in `benchmarks/rows.py`; where the time goes, and
why a ratio is missed, in [what costs time](design/what-costs-time.md).

![Wall time by the number of customers](performance.svg)

"""


def write_page(results: Mapping[str, Any], docs: Path) -> None:
    """Write the page and the curves."""
    rows = results["rows"]
    parts = [HEAD.format_map(results["about"])]
    for size in sorted({row["customers"] for row in rows}):
        parts.append(f"## {size:,} customers\n\n")
        parts.append("| command | ms | yardstick | ms | ratio | reach | | peak MB | runs |\n")
        parts.append("|---|---:|---|---:|---:|---:|---|---:|---:|\n")
        parts += [_line(row) for row in rows if row["customers"] == size]
        parts.append("\n")
    (docs / "performance.md").write_text("".join(parts).rstrip() + "\n", encoding="utf-8")
    (docs / "performance.svg").write_text(curves(rows), encoding="utf-8")


def _line(row: Item) -> str:
    reach = f"≤ {row['reach']:g}" if row["reach"] is not None else "–"
    if "median" not in row:
        return f"| {row['command']} | | {row['yardstick']} | | | | {row['verdict']} | | |\n"
    ours, theirs = row["median"]["ours"], row["median"]["yardstick"]
    cells = (
        row["command"], f"{ours['wall'] * 1000:,.0f}", row["yardstick"],
        f"{theirs['wall'] * 1000:,.0f}", f"{row['ratio']:.2f}", reach, row["verdict"],
        f"{ours['peak'] / MEGABYTE:,.0f}", str(row["runs"]),
    )  # fmt: skip
    return f"| {' | '.join(cells)} |\n"


def curves(rows: Sequence[Item]) -> str:
    """Wall time by size, both in powers of ten: what does not grow is a level line."""
    series = {
        name: [
            (row["customers"], row["median"]["ours"]["wall"])
            for row in rows
            if row["command"] == name and "median" in row
        ]
        for name in DRAWN
    }
    points = [point for line in series.values() for point in line]
    if not points:
        return '<svg xmlns="http://www.w3.org/2000/svg"/>\n'
    sizes = (min(n for n, _ in points), max(n for n, _ in points))
    times = (10 ** _floor(min(t for _, t in points)), 10 ** (_floor(max(t for _, t in points)) + 1))
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'font-family="sans-serif" font-size="12">\n<title>Wall time by customers</title>\n'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>\n'
    )
    parts = [head]
    for power in range(_floor(times[0]), _floor(times[1]) + 1):
        y = _at(10.0**power, times, HEIGHT - BOTTOM, TOP)
        parts.append(
            f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y}" y2="{y}" stroke="#ddd"/>'
            f'<text x="{LEFT - 8}" y="{y + 4}" text-anchor="end">{10.0**power:g} s</text>\n'
        )
    for size in sorted({n for n, _ in points}):
        x = _at(size, sizes, LEFT, WIDTH - RIGHT)
        parts.append(
            f'<text x="{x}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle">{size:,}</text>\n'
        )
    for colour, (name, line) in zip(COLOURS, series.items(), strict=True):
        if not line:
            continue
        places = [
            (_at(n, sizes, LEFT, WIDTH - RIGHT), _at(t, times, HEIGHT - BOTTOM, TOP))
            for n, t in line
        ]
        path = " ".join(f"{x},{y}" for x, y in places)
        parts.append(
            f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>'
            f'<text x="{WIDTH - RIGHT + 8}" y="{places[-1][1] + 4}" fill="{colour}">{name}</text>\n'
        )
    return "".join([*parts, "</svg>\n"])


def _floor(value: float) -> int:
    return int(log10(value) // 1)


def _at(value: float, ends: tuple[float, float], start: int, stop: int) -> float:
    """Where a value lies between two ends of an axis in powers of ten."""
    span = log10(ends[1]) - log10(ends[0])
    share = (log10(value) - log10(ends[0])) / span if span else 0.5
    return round(start + share * (stop - start), 1)
