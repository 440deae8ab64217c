"""What nobody covers for somebody who is away today is put before who manages them (A0.22)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.asking import FILE, C, R, customer, file, request, task
from tests.build import TEAM, customer_path
from tests.commands.test_notices_of_acts import PETRA
from tests.commands.test_notices_of_the_day import run

if TYPE_CHECKING:
    from tests.world import Clm, Repository

AWAY = "absences:\n  - {id: ab-000001, from: 2026-11-16, to: 2026-11-20"
UNCOVERED = f"{TEAM['jana']}{AWAY}}}\n"
PART = "replacements: [{id: rp-000001, replacement: tom, kind: request}]"


@pytest.fixture
def held(repo: Repository) -> Repository:
    """A request and its task are Jana's; Petra leads the team."""
    repo.write("team/petra.yaml", PETRA)
    repo.write(customer_path(C), customer())
    own = task(more="due: 2026-11-20", executor="jana")
    late = task("t-99999999", more="due: 2026-11-23", executor="jana")  # she is back by then
    repo.put(FILE, file(request(tasks=own + late)))
    return repo


def seen(clm: Clm, who: str, *words: str) -> list[tuple[str, str, int, str, str]]:
    items = clm("--as", who, "mine", "absences", "--json", *words).json["items"]
    return [
        (item["ref"], item["owner"], item["open"], item["away_until"], item["next"])
        for item in items
    ]


LINE = ("ab-000001", "jana", 2, "2026-11-20", "clm handover jana")


def test_the_manager_sees_how_much_and_until_when(held: Repository, clm: Clm) -> None:
    held.put("team/jana.yaml", UNCOVERED)
    assert seen(clm, "petra") == [LINE]
    assert seen(clm, "tom") == seen(clm, "jana") == []
    assert seen(clm, "petra", "--team") == [LINE]
    assert seen(clm, "petra", "--where", "open > 1 and away_until = 2026-11-20") == [LINE]
    assert seen(clm, "petra", "--today", "2026-11-21") == []
    shown = clm.ok("--as", "petra", "mine")
    assert "uncovered until 2026-11-20, open items: 2" in shown
    (item,) = clm("--as", "petra", "mine", "absences", "--json").json["items"]
    assert (item["rule"], item["due"], item["overdue"]) == ("uncovered-work", "2026-11-18", False)


@pytest.mark.parametrize(
    ("more", "open_"),
    [(", replacement: tom", 0), (f", {PART}", 1), (", replacement: uwe", 2)],
)
def test_what_is_covered_does_not_count(held: Repository, clm: Clm, more: str, open_: int) -> None:
    held.put("team/jana.yaml", f"{TEAM['jana']}{AWAY}{more}}}\n")
    assert [line[2] for line in seen(clm, "petra")] == ([open_] if open_ else [])
    (item,) = clm("absence", "list", "--json").json["items"]
    assert item["open"] == open_


def test_it_ends_when_somebody_covers(held: Repository, clm: Clm) -> None:
    held.put("team/jana.yaml", UNCOVERED)
    clm.ok("--as", "petra", "handover", "jana", "--cover", f"{R}=tom", "--apply")
    assert [line[2] for line in seen(clm, "petra")] == [1]
    clm.ok("--as", "petra", "handover", "jana", "--all-to", "tom", "--apply")
    assert seen(clm, "petra") == []


def test_whom_nobody_covers_any_more_is_told_too(held: Repository, clm: Clm) -> None:
    """Jana covers Tom, and is away herself: both are the manager's to settle."""
    held.put("team/jana.yaml", UNCOVERED)
    tom = f"{AWAY}, replacement: jana}}\n".replace("000001", "000002")
    held.put("team/tom.yaml", TEAM["tom"] + tom)
    held.put(FILE, held.read(FILE).replace("executor: jana", "executor: tom", 1))
    assert [line[:3] for line in seen(clm, "petra")] == [
        ("ab-000001", "jana", 1), ("ab-000002", "tom", 1)
    ]  # fmt: skip


def test_what_is_due_goes_to_the_manager(
    held: Repository, clm: Clm, monkeypatch: pytest.MonkeyPatch
) -> None:
    held.put("team/jana.yaml", UNCOVERED)

    def persons() -> dict[str, list[str]]:
        items = clm("notify", "list", "--json").json["items"]
        return {one["event"]: one["persons"] for one in items if "jana" in one["to"]}

    run(clm, monkeypatch, "2026-11-20T08:05")
    assert persons()["due"] == ["petra"]
    held.put("team/jana.yaml", TEAM["jana"])
    assert persons()["due"] == ["jana"]


def test_the_list_of_absences_shows_how_much_nobody_covers(held: Repository, clm: Clm) -> None:
    held.put("team/jana.yaml", UNCOVERED)
    assert "Open" in clm.ok("absence", "list")
    (item,) = clm("absence", "list", "--json", "--where", "open > 0").json["items"]
    assert (item["id"], item["open"]) == ("ab-000001", 2)
    (past,) = clm("--today", "2026-11-21", "absence", "list", "--all", "--json").json["items"]
    assert past["open"] == 0
