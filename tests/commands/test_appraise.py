"""The page of an appraisal: what somebody's goals came to; 2026-11-18 is a Wednesday."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from clm.services.appraisals import Before, appraisal, kept, read_before
from clm.services.workspace import Workspace
from tests.commands.test_plan import FILE, GOAL, HEAD, known

if TYPE_CHECKING:
    from pathlib import Path

    from tests.world import Clm, Repository

__all__ = ["known"]

OTHER = """  - id: g-9d4s7w
    text: Ein Handbuch
    horizon: short
    owner: tom
    due: 2027-03-31
    status: dropped
    status_on: 2026-11-10
    status_by: isabel
    note: kein Geld
"""


def page(repo: Repository, who: str, before: Before | None = None) -> dict[str, Any]:
    with_data = Workspace(repo.root, today=date(2026, 11, 18))
    try:
        return appraisal(with_data, who, "isabel", date(2026, 11, 18), None, before)
    finally:
        with_data.close()


def test_a_page_tells_the_goals_of_one_person(known: Repository, clm: Clm) -> None:
    # A4.12
    known.put(FILE, HEAD + GOAL + OTHER)
    head = known.head()
    done = clm("plan", "appraise", "jana", "-m", "Übernimmt\ndie Reisen", "--as", "isabel")
    assert done.code == 0, done.err
    assert "Appraisal of Jana Sommer, 2026-11-18" in done.out
    assert "Mehr Kunden mit Klasse" in done.out
    assert "  - die Reisen" in done.out
    assert "Handbuch" not in done.out
    found = clm("plan", "appraise", "jana", "--json", "--as", "isabel").json
    (goal,) = found["goals"]
    assert goal.items() >= {"then": 10, "now": 33.3, "percent": 46, "state": "behind"}.items()
    assert (known.head(), known.is_clean()) == (head, True)


def test_then_is_what_stood_on_the_page_before(known: Repository) -> None:
    # A4.12
    first = read_before(kept(page(known, "jana")))
    assert first == Before(date(2026, 11, 18), {"g-5m2k8q": 33.3})
    known.put("customers/21/c-211111.yaml", known.read("customers/21/c-211111.yaml")
              + "class:\n  - {id: k-22222222, value: A, on: 2026-11-17, by: jana}\n")  # fmt: skip
    before = first._replace(on=date(2026, 11, 16))
    (goal,) = page(known, "jana", before)["goals"]
    assert (goal["then"], goal["now"]) == (33.3, 66.7)
    assert page(known, "jana", before)["since"] == "2026-11-16"


@pytest.mark.parametrize(("since", "told"), [(None, 1), ("2026-11-10", 1), ("2026-11-11", 0)])
def test_what_was_decided_before_the_last_page_is_told_no_more(
    known: Repository, since: str | None, told: int
) -> None:  # A4.12
    known.put(FILE, HEAD + GOAL + OTHER)
    before = Before(date.fromisoformat(since), {}) if since else None
    assert len(page(known, "tom", before)["goals"]) == told


def test_an_earlier_day_is_told_by_the_data_of_then(
    known: Repository, clm: Clm, monkeypatch: pytest.MonkeyPatch
) -> None:  # A4.12
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2026-11-16T09:00:00Z")
    known.git("commit", "--amend", "--no-edit", "--quiet")
    monkeypatch.delenv("GIT_COMMITTER_DATE")
    clm.ok("customer", "class", "c-211111", "A", "--today", "2026-11-20")
    found = clm("plan", "appraise", "jana", "--on", "2026-11-19", "--json", "--today", "2026-11-20")
    assert (found.json["on"], found.json["goals"][0]["now"]) == ("2026-11-19", 33.3)
    ahead = clm("plan", "appraise", "jana", "--on", "2026-11-19")
    assert (ahead.code, "still to come" in ahead.err) == (77, True)
    assert clm("plan", "appraise", "bob").code == 3


def test_a_page_is_written_beside_the_data_and_not_into_it(
    known: Repository, clm: Clm, tmp_path: Path
) -> None:  # A4.12
    clm.ok("plan", "appraise", "tom", "-m", "gut", "-O", str(tmp_path / "tom.md"))
    text = (tmp_path / "tom.md").read_text(encoding="utf-8")
    assert text.startswith("# Appraisal of Tom Berger, 2026-11-18\n")
    assert "No goals." in text
    done = clm("plan", "appraise", "tom", "-O", str(known.path("plans/tom.md")))
    assert (done.code, known.is_clean()) == (77, True)


@pytest.mark.parametrize("text", ["", "# Seite", "<!-- clm: {} -->",
                                  '<!-- clm: {"on": "heute"} -->',
                                  '<!-- clm: {"on": "2026-11-18", "figures": {"g": "x"}} -->',
                                  '<!-- clm: {"on": "2026-11-18", "figures": []} -->',
                                  "<!-- clm: {1} -->"])  # fmt: skip
def test_a_page_that_somebody_rewrote_tells_nothing_of_before(text: str) -> None:
    assert read_before(text) is None
