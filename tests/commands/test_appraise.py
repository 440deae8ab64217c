"""The page of an appraisal: what somebody's goals came to; 2026-11-18 is a Wednesday."""

from __future__ import annotations

import subprocess
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from clm.services.appraisals import Before, appraisal, kept, read_before
from clm.services.workspace import Workspace
from tests.commands.test_plan import FILE, GOAL, HEAD, known
from tests.world import Repository

if TYPE_CHECKING:
    from pathlib import Path

    from tests.world import Clm

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
    done = clm("private", "appraise", "jana", "-m", "Übernimmt\ndie Reisen", "--as", "isabel")
    assert done.code == 0, done.err
    assert "Appraisal of Jana Sommer, 2026-11-18" in done.out
    assert "Mehr Kunden mit Klasse" in done.out
    assert "  - die Reisen" in done.out
    assert "Handbuch" not in done.out
    found = clm("private", "appraise", "jana", "--json", "--as", "isabel").json
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
    found = clm(
        "private", "appraise", "jana", "--on", "2026-11-19", "--json", "--today", "2026-11-20"
    )
    assert (found.json["on"], found.json["goals"][0]["now"]) == ("2026-11-19", 33.3)
    ahead = clm("private", "appraise", "jana", "--on", "2026-11-19")
    assert (ahead.code, "still to come" in ahead.err) == (77, True)
    assert clm("private", "appraise", "bob").code == 3


@pytest.fixture
def store(known: Repository, clm: Clm, tmp_path: Path) -> Repository:
    """Jana's private store; she has the role manager."""
    known.put("team/jana.yaml", known.read("team/jana.yaml") + "  - manager\n")
    known.put(FILE, HEAD + GOAL.replace("owner: jana", "owner: tom"))
    clm.ok("private", "init", tmp_path / "own")
    return Repository(tmp_path / "own")


def test_pages_are_kept_in_the_private_store_alone(
    known: Repository, store: Repository, clm: Clm
) -> None:  # A4.12
    head = known.head()
    done = clm("private", "appraise", "tom", "-m", "canary-reisen")
    assert (done.code, "kept in the private store: appraisal-2026-11-18" in done.err) == (0, True)
    page = store.read("people/tom/appraisal-2026-11-18.md")
    assert page.startswith("# Appraisal of Tom Berger, 2026-11-18\n")
    assert "canary-reisen" in page
    assert (known.head(), known.is_clean(), store.is_clean()) == (head, True, True)
    words = ["git", "cat-file", "--batch-all-objects", "--batch"]
    objects = subprocess.run(words, cwd=known.root, check=True, capture_output=True).stdout
    assert b"Mehr Kunden" in objects
    assert b"canary" not in objects
    clm.ok("customer", "class", "c-211111", "A", "--today", "2026-11-20")
    later = clm("private", "appraise", "tom", "--json", "--print", "--today", "2026-11-20").json
    (goal,) = later["goals"]
    assert (later["since"], goal["then"], goal["now"]) == ("2026-11-18", 33.3, 66.7)
    assert store.subjects()[0] == "private page"
    same_day = clm("private", "appraise", "tom", "--json").json  # its own page is none of before
    assert (same_day["since"], same_day["goals"][0]["then"]) == (None, 10)


def test_without_a_store_the_page_is_shown_and_it_is_said_that_nothing_is_kept(
    known: Repository, clm: Clm
) -> None:  # A4.12
    head = known.head()
    done = clm("private", "appraise", "jana", "-m", "-", stdin="gut\n")
    assert (done.code, "  - gut" in done.out) == (0, True)
    assert "you have no private store: the page was not kept" in done.err
    shown = clm("private", "appraise", "jana", "--print")
    assert (shown.code, shown.err, known.head()) == (0, "", head)
    others = clm("private", "appraise", "jana", "--json", "--print", "--as", "isabel").json
    assert (others["figures"], len(others["goals"])) == (None, 1)  # A4.3: not hers to see


def test_a_page_tells_praise_and_the_computed_figures(
    known: Repository, store: Repository, clm: Clm
) -> None:  # A4.3, A4.12
    praise = "praise:\n  - {id: k-11111111, on: 2026-11-10, by: jana, kind: praise, text: gut}\n"
    tom = "manager: jana\n" + praise
    known.put("team/tom.yaml", known.read("team/tom.yaml") + tom)
    found = clm("private", "appraise", "tom", "--json").json
    assert [(one["on"], one["text"]) for one in found["praise"]] == [("2026-11-10", "gut")]
    assert {one["figure"] for one in found["figures"]} >= {"completed", "overdue", "tasks"}
    page = store.read("people/tom/appraisal-2026-11-18.md")
    assert "Tasks done in time" in page
    assert "2026-11-10 gut (jana)" in page
    later = clm("private", "appraise", "tom", "--json", "--print", "--today", "2026-11-20").json
    assert later["praise"] == []  # it stood on the page before


@pytest.mark.usefixtures("store")
def test_only_the_manager_keeps_pages(clm: Clm) -> None:  # A4.12
    done = clm("private", "appraise", "jana", "--as", "tom")
    assert (done.code, "you are not the manager of jana" in done.err) == (77, True)
    assert clm("private", "appraise", "tom", "--csv").code == 2


@pytest.mark.parametrize("text", ["", "# Seite", "<!-- clm: {} -->",
                                  '<!-- clm: {"on": "heute"} -->',
                                  '<!-- clm: {"on": "2026-11-18", "figures": {"g": "x"}} -->',
                                  '<!-- clm: {"on": "2026-11-18", "figures": []} -->',
                                  "<!-- clm: {1} -->"])  # fmt: skip
def test_a_page_that_somebody_rewrote_tells_nothing_of_before(text: str) -> None:
    assert read_before(text) is None


def test_a_page_of_a_day_is_never_replaced(
    known: Repository, store: Repository, clm: Clm
) -> None:  # A4.12
    head = known.head()
    clm.ok("private", "appraise", "tom", "-m", "zuerst")
    again = clm("private", "appraise", "tom", "-m", "danach")
    assert (again.code, "already: it stays" in again.err) == (77, True)
    assert "zuerst" in store.read("people/tom/appraisal-2026-11-18.md")
    assert known.head() == head


def test_a_bad_file_of_the_teams_keeps_no_page_away(
    known: Repository, store: Repository, clm: Clm
) -> None:  # A4.12
    known.put("plans/pl-000000.yaml", "id: pl-000000\n<<<<<<< HEAD\n")
    assert clm("private", "appraise", "tom", "-m", "gesagt").code == 65
    assert "gesagt" in store.read("people/tom/appraisal-2026-11-18.md")
