"""`make bench`: every row of `rows` at each size, printed and kept under `build/bench`.

What was measured before is kept beside it, so that rows and sizes can be measured one by one;
`--page` writes what is kept to `docs/performance.md`.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shutil
import sqlite3
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from benchmarks.measure import FailedError, Runner, in_turn
from benchmarks.page import write_page
from benchmarks.repository import cached
from benchmarks.rows import GROWTH, ROWS, Row, growth
from benchmarks.table import Line, as_item, markdown
from benchmarks.workplace import Workplace, clean_environment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

BUILD: Final = Path(__file__).parents[1] / "build" / "bench"
DOCS: Final = Path(__file__).parents[1] / "docs"
PACKAGES: Final = ("clm", "click", "PyYAML", "msgspec")


def about() -> dict[str, str]:
    """What was measured on what; nothing that names the machine."""
    git = subprocess.run(["git", "--version"], check=True, capture_output=True, text=True).stdout
    kernel = platform.release().partition("-")[0]
    return {
        "cpus": str(os.cpu_count()),
        "load": f"{os.getloadavg()[0]:.1f}",
        "kernel": f"{platform.system()} {kernel} {platform.machine()}",
        "python": platform.python_version(),
        "git": git.split()[2],
        "sqlite": sqlite3.sqlite_version,
        **{name: version(name) for name in PACKAGES},
    }


def measured(row: Row, place: Workplace, runs: int | None = None) -> Line:
    """One row at one size; the place is as before when it is done."""
    empty = Line(place.customers, row.name, row.yardstick, row.reach.at(place.customers), row.peak)
    if row.needs and not place.has(*row.needs):
        return empty
    runner = Runner(place.root, place.env)
    try:
        if row.prepare:
            row.prepare(place)
        # Once for nothing: what comes first pays for byte code and cold caches.
        in_turn(runner, lambda _: row.jobs(place, 0), 1)
        ours, theirs = in_turn(
            runner, lambda nth: row.jobs(place, nth), runs or row.runs_at(place.customers)
        )
    except FailedError as problem:
        print(f"{row.name}: {problem}", file=sys.stderr)
        return empty._replace(note="fails")
    finally:
        place.reset()
    return empty._replace(ours=ours, theirs=theirs)


def lines_at(
    customers: int, rows: Sequence[Row], build: Path, env: Mapping[str, str], runs: int | None
) -> Iterator[Line]:
    """Every row at one size."""
    places = {}
    for row in rows:
        if row.empty not in places:
            source = cached(build, 0 if row.empty else customers, env)
            root = build / ("work-empty" if row.empty else "work")
            places[row.empty] = Workplace.copy(source, root, customers, env)
        print(f"{customers:,} {row.name}", file=sys.stderr, flush=True)
        yield measured(row, places[row.empty], runs)
    if False in places and any(row.name.startswith("seen of one") for row in rows):
        yield Line(customers, GROWTH, "", None, 0, note=growth(places[False]))
    for place in places.values():
        shutil.rmtree(place.root)


def main(words: Sequence[str] | None = None, build: Path = BUILD) -> None:
    """Measure, print the table, keep it as JSON and Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("customers", nargs="*", type=int, default=[1000, 10_000, 100_000])
    parser.add_argument("--rows", default="", help="only rows whose name has this (an expression)")
    parser.add_argument("--runs", type=int, help="how often, instead of each row's own number")
    parser.add_argument("--page", action="store_true", help="write docs/performance.md, and stop")
    wish = parser.parse_args(words)
    build.mkdir(parents=True, exist_ok=True)
    kept = Kept(build / "results.json")
    if wish.page:
        write_page(kept.results, DOCS)
        return
    rows = [row for row in ROWS if re.search(wish.rows, row.name)]
    lines = []
    with TemporaryDirectory() as home:
        env = clean_environment(Path(home))
        for customers in wish.customers:
            for line in lines_at(customers, rows, build, env, wish.runs):
                lines.append(line)
                kept.add(line)  # at once: a long run that is stopped leaves its rows
    print(markdown(lines, about()))


class Kept:
    """The newest measurement of each row at each size, with what it was measured on."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.results: dict[str, Any] = {"about": about(), "rows": []}
        if path.exists():
            self.results["rows"] = json.loads(path.read_text(encoding="utf-8"))["rows"]

    def add(self, line: Line) -> None:
        """Keep a row in the place of an older one."""
        new = as_item(line) | {"load": f"{os.getloadavg()[0]:.1f}"}
        names = [row.name for row in ROWS] + [GROWTH]
        known = {(row["customers"], row["command"]): row for row in self.results["rows"]}
        known[new["customers"], new["command"]] = new
        self.results["rows"] = sorted(
            (row for row in known.values() if row["command"] in names),
            key=lambda row: (row["customers"], names.index(row["command"])),
        )
        text = json.dumps(self.results, indent=1, ensure_ascii=False)
        self.path.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
