from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from benchmarks import bench
from benchmarks.desk import desk
from benchmarks.measure import FailedError, Job, Runner, in_turn
from benchmarks.page import write_page
from benchmarks.repository import ME, customer, files, people, write_tree
from benchmarks.rows import FEW, ROWS
from benchmarks.table import (
    NOT_BUILT,
    Line,
    Reach,
    Taken,
    as_item,
    markdown,
    middle,
    ratio,
    verdict,
)
from benchmarks.workplace import clean_environment
from clm.store.emit import new_file
from clm.store.kinds import kind, record_of, target_of
from clm.store.reading import read

if TYPE_CHECKING:
    from pathlib import Path

QUICK = [Taken(0.1, 0.05, 100), Taken(9.0, 0.04, 300), Taken(0.2, 0.06, 200)]
SLOW = [Taken(0.4, 0.4, 50), Taken(0.4, 0.4, 50), Taken(0.4, 0.4, 50)]


def line(reach: float | None = 2.0, peak: int = 1000) -> Line:
    return Line(1000, "mine", "git status", reach, peak, SLOW, QUICK)


def test_one_slow_run_does_not_move_the_median_but_the_largest_peak_counts() -> None:
    assert middle(QUICK) == Taken(0.2, 0.05, 300)


def test_ratio_is_of_the_medians() -> None:
    assert ratio(SLOW, QUICK) == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (line(reach=2.0), "ok"),
        (line(reach=1.99), "miss"),
        (line(reach=None), ""),
        (line(peak=49), "miss (memory)"),
        (Line(1000, "week", "git status", 2, 1), NOT_BUILT),
        (Line(1000, "week", "git status", 2, 1, note="fails"), "fails"),
    ],
)
def test_verdict(row: Line, expected: str) -> None:
    assert verdict(row) == expected


def test_reach_of_a_size() -> None:
    reach = Reach(6, 1.5, 0.3)
    assert [reach.at(n) for n in (20, 1000, 9999, 10_000, 50_000, 100_000)] == [
        6, 6, 6, 1.5, 1.5, 0.3,
    ]  # fmt: skip


def test_table_has_every_line_and_what_it_was_measured_on() -> None:
    missing = Line(10_000, "week", "git status", None, 1)
    text = markdown([line(), missing], {"cpus": "2", "git": "2.39"})
    told, _, head, rule, first, second = text.splitlines()
    assert told == "Medians of whole processes; cpus 2, git 2.39."
    assert [cell.strip() for cell in first.split("|")[1:-1]] == [
        "1,000", "mine", "400", "git status", "200", "2.00", "≤ 2", "ok", "0",
    ]  # fmt: skip
    assert "not built" in second
    assert len({len(row) for row in (head, rule, first, second)}) == 1


def test_json_item() -> None:
    item = as_item(line())
    assert (item["ratio"], item["verdict"], item["runs"]) == (2.0, "ok", 3)
    assert json.loads(json.dumps(item)) == item


def test_the_repository_is_canonical_and_without_findings() -> None:
    texts = dict(people())
    for number in range(60):
        texts |= dict(files(customer(number, 1000)))
    texts |= dict(desk(200))
    for path, text in texts.items():
        target = target_of(path)
        assert target is not None
        parsed = read(text.encode(), path, record_of(target.kind))
        assert parsed.findings == ()
        assert parsed.record is not None
        schema_line = text.partition("\n")[0]
        assert schema_line.endswith(f"{kind(target.kind).schema}.json")
        assert new_file(parsed.record, schema_line).decode() == text


def test_no_two_customers_share_an_id_and_a_desk_does_not_grow() -> None:
    for total in (20, 1000, 10_000):
        everybody = [customer(number, total) for number in range(total)]
        assert len({one.id for one in everybody}) == total
        assert len([one for one in everybody if one.owner == ME]) == min(100, total // 10)


def test_the_same_number_makes_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_tree(tmp_path / name, 20)
    ours = sorted(p for p in (tmp_path / "a").rglob("*") if p.is_file())
    assert len(ours) > 60
    for path in ours:
        other = tmp_path / "b" / path.relative_to(tmp_path / "a")
        assert path.read_bytes() == other.read_bytes()


def test_a_failing_process_is_no_measurement(tmp_path: Path) -> None:
    runner = Runner(tmp_path, clean_environment(tmp_path / "home"))
    with pytest.raises(FailedError, match="exit 3"):
        runner.take(Job([["sh", "-c", "exit 3"]]))
    taken = runner.take(Job([["sh", "-c", "exit 3"], ["true"]], accept=(0, 3)))
    assert taken.wall > 0
    assert taken.peak > 0


def test_ours_and_the_yardstick_take_turns(tmp_path: Path) -> None:
    order: list[str] = []
    jobs = tuple(
        Job([["true"]], lambda name=name: order.append(name))  # type: ignore[misc]
        for name in ("ours", "theirs")
    )
    runner = Runner(tmp_path, clean_environment(tmp_path / "home"))
    in_turn(runner, lambda _: (jobs[0], jobs[1]), 2)
    assert order == ["ours", "theirs"] * 2


def test_one_row_for_real(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bench.main(["20", "--rows", "^mine --json", "--runs", "1"], tmp_path)
    (row,) = json.loads((tmp_path / "results.json").read_text())["rows"]
    assert row["customers"] == 20
    assert row["ratio"] > 0
    assert "mine --json" in capsys.readouterr().out
    assert str(tmp_path) not in (tmp_path / "results.json").read_text()
    (cached,) = (path for path in tmp_path.iterdir() if path.is_dir())
    assert cached.name.startswith("20-")


def test_every_early_phase_has_customers() -> None:
    assert {customer(number, 1000).counted for number in range(100)} == {1, 2, 3, 4, 5}


def test_the_page_and_its_curves(tmp_path: Path) -> None:
    lines = [line()._replace(customers=n) for n in (1000, 10_000)]
    rows = [as_item(one._replace(name="mine --json")) for one in lines]
    rows.append(as_item(Line(1000, "growth by one commit", "", None, 0, note="3.1 kB, ok")))
    write_page({"about": bench.about(), "rows": rows}, tmp_path)
    page = (tmp_path / "performance.md").read_text()
    assert "| mine --json | 400 | git status | 200 | 2.00 | ≤ 2 | ok | 0 | 3 |\n" in page
    assert "3.1 kB, ok" in page
    assert page.index("## 1,000 customers") < page.index("## 10,000 customers")
    drawn = (tmp_path / "performance.svg").read_text()
    assert drawn.count("<polyline") == 1
    assert ">10,000</text>" in drawn


def test_what_takes_minutes_is_measured_less_often_where_it_does() -> None:
    rows = [row for row in ROWS if row.long]
    assert rows
    assert {row.runs_at(10_000) for row in rows} == {7}
    assert {row.runs_at(100_000) for row in rows} == {FEW}


def test_a_newer_measurement_takes_the_place_of_an_older_one(tmp_path: Path) -> None:
    for ours in (QUICK, SLOW):
        kept = bench.Kept(tmp_path / "results.json")
        kept.add(line()._replace(ours=ours))
    rows = json.loads((tmp_path / "results.json").read_text())["rows"]
    assert [row["ratio"] for row in rows] == [2.0]
