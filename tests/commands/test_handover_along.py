"""`clm handover` of somebody who covers a colleague: that work goes along (A0.25, A0.32)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.asking import FILE, C, R, customer, file, request, task
from tests.build import TEAM, customer_path

if TYPE_CHECKING:
    from tests.world import Clm, Repository

JANA = "absences:\n  - {id: ab-000001, from: 2026-11-18, to: 2026-11-20}\n"
MIA = (
    "id: mia\nname: Mia\nroles:\n  - admin\nabsences:\n"
    "  - {id: ab-000002, from: 2026-11-17, to: 2026-11-24, replacement: jana}\n"
)
ALONE = "jana covers mia, of whose open items nobody then has: 2; clm handover mia"


@pytest.fixture
def chain(repo: Repository) -> Repository:
    """Jana, who is away, covers Mia, who has two tasks; a request is Jana's own."""
    repo.write("team/jana.yaml", TEAM["jana"] + JANA)
    repo.write("team/mia.yaml", MIA)
    repo.write(customer_path(C), customer())
    tasks = (
        task("t-00000001", more="due: 2026-11-16", executor="mia"),
        task("t-00000002", executor="mia"),
        task("t-00000003", more="due: 2026-11-23", executor="mia"),  # Jana is back by then
    )
    repo.put(FILE, file(request(tasks="".join(tasks))))
    return repo


def plan(clm: Clm, *words: str) -> tuple[Any, Any]:
    answer = clm("--as", "tom", "handover", "jana", "--json", *words)
    assert answer.code == 0, answer.err
    return answer.json["along"], answer.json["load"]["tom"]


def going(*to: tuple[str | None, int]) -> list[dict[str, Any]]:
    """Mia's work, as JSON has it."""
    takers = [{"who": who, "items": count} for who, count in to]
    return [{"person": "mia", "items": 2, "to": takers}]


@pytest.mark.parametrize("words", [["--all-to", "tom"], ["--propose"]])
def test_it_goes_to_who_covers_and_counts_there(
    chain: Repository, clm: Clm, words: list[str]
) -> None:
    assert plan(clm, *words) == (going(("tom", 2)), {"before": 0, "after": 3})
    shown = clm("--as", "tom", "handover", "jana", *words)
    assert "Open items: tom 0 → 3" in shown.out
    assert "and 2 of mia, whom jana covers: tom 2" in shown.out
    assert "nobody then has" not in shown.err
    told = clm("--as", "tom", "handover", "jana", *words, "--apply").err
    assert "nobody then has" not in told
    assert plan(clm) == (going(("tom", 2)), {"before": 3, "after": 3})
    assert "replacement: tom" in chain.read("team/jana.yaml")


@pytest.mark.parametrize("words", [["--cover", f"{R}=tom"], ["--all-to", "tom", "--for-good"], []])
def test_what_nobody_has_then_is_told(chain: Repository, clm: Clm, words: list[str]) -> None:
    assert plan(clm, *words)[0] == going((None, 2))
    shown = clm("--as", "tom", "handover", "jana", *words)
    assert "and 2 of mia, whom jana covers: nobody 2" in shown.out
    assert ALONE in shown.err
    if words:
        assert ALONE in clm("--as", "tom", "handover", "jana", *words, "--apply").err
        assert chain.is_clean()


def test_with_nothing_open_of_their_own_it_is_told_and_covered(chain: Repository, clm: Clm) -> None:
    chain.put(FILE, chain.read(FILE).replace("spoc: jana", "spoc: tom"))
    chain.put(customer_path(C), customer("owner: tom\n"))
    shown = clm("--as", "tom", "handover", "jana")
    assert "Nothing is open." in shown.out
    assert ALONE in shown.err
    assert plan(clm, "--propose") == (going(("tom", 2)), {"before": 1, "after": 3})
    clm.ok("--as", "tom", "handover", "jana", "--propose", "--apply")
    assert "replacement: tom" in chain.read("team/jana.yaml")
    assert plan(clm)[0] == going(("tom", 2))


def test_whom_another_one_covers_does_not_go_along(chain: Repository, clm: Clm) -> None:
    chain.put("team/mia.yaml", MIA.replace("replacement: jana", "replacement: tom"))
    assert plan(clm, "--propose")[0] == []
    later = MIA.replace("2026-11-17", "2026-11-21")  # Jana is back by then
    chain.put("team/mia.yaml", later)
    assert plan(clm, "--propose")[0] == []
    assert "whom" not in clm.ok("--as", "tom", "handover", "jana")
