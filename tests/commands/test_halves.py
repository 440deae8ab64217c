"""Both halves of a day, recorded one by one, are a day away in everything (A0.21)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.asking import FILE, C, R, T, customer, file, request, task
from tests.build import TEAM, customer_path
from tests.commands.test_notices_of_the_day import of, run

if TYPE_CHECKING:
    from tests.world import Clm, Repository

HALF = "  - {{id: ab-00000{number}, from: 2026-11-19, to: 2026-11-19, half: {half}{more}}}\n"


def halves(repo: Repository, first: str = "", second: str = "") -> None:
    """Jana is away on the morning and the afternoon of the 19th; who covers is YAML."""
    lines = HALF.format(number=1, half="am", more=first) + HALF.format(
        number=2, half="pm", more=second
    )
    repo.put("team/jana.yaml", f"{TEAM['jana']}absences:\n{lines}")


@pytest.fixture
def held(repo: Repository) -> Repository:
    """A request of Jana's is open, with a task of Tom's."""
    repo.write(customer_path(C), customer())
    repo.put(FILE, file(request(tasks=task(more="due: 2026-11-19"))))
    return repo


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("", ""),
        ("", ", replacement: isabel"),
        (", replacement: isabel", ", replacement: isabel"),
    ],
)
def test_what_is_open_is_handed_over(held: Repository, clm: Clm, first: str, second: str) -> None:
    halves(held, first, second)
    prepare = clm("mine", "absences", "--json").json["items"]
    is_covered = bool(first or second)
    assert [item["rule"] for item in prepare] == ([] if is_covered else ["prepare-handover"])
    clm.ok("handover", "jana", "--all-to", "tom", "--apply")
    assert "isabel" not in held.read("team/jana.yaml")
    seen = clm("mine", "--as", "tom", "--today", "2026-11-19", "--json").json["items"]
    assert (R, "jana") in [(item["ref"], item["covering_for"]) for item in seen]
    assert T in [item["ref"] for item in seen]
    assert "0 errors" in clm("check").err
    clm.ok("undo")


def test_it_is_prepared_and_told(
    held: Repository, clm: Clm, monkeypatch: pytest.MonkeyPatch
) -> None:
    halves(held)
    (item,) = clm("mine", "absences", "--json").json["items"]
    assert (item["rule"], item["due"]) == ("prepare-handover", "2026-11-18")
    (absence, _) = clm("absence", "list", "--json").json["items"]
    assert absence["open"] == 1
    halves(held, second=", replacement: isabel")
    run(clm, monkeypatch, "2026-11-19T08:05")
    assert of(held, "cover-start") == {"cover-start isabel": ""}
    report = clm("--today", "2026-11-20", "handover", "report", "--json")
    assert report.json["from"] == "2026-11-19"


def test_the_second_half_leaves_whom_they_cover_to_nobody(held: Repository, clm: Clm) -> None:
    away = "absences:\n  - {id: ab-000009, from: 2026-11-18, to: 2026-11-20, replacement: jana}\n"
    held.put("team/tom.yaml", TEAM["tom"] + away)
    for half, is_told in (("am", False), ("pm", True)):
        told = clm("absence", "add", "jana", "--from", "2026-11-19", "--half", half).err
        assert ("jana covers for tom" in told) == is_told
