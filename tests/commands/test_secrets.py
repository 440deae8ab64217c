"""No command keeps a secret, whatever it is said of (A3.19)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.build import customer_path
from tests.complaining import CM, FILE, C, complaint, customer, file

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.world import Clm, Repository

HIDDEN = "hunter2geheim"
SAID = f"Passwort: {HIDDEN}"
ASSESSED = "severity: low\nimplication: keine\ncomplexity: low\nimpact: low\n"
SURVEY = """id: sv-000001
title: Herbst
questions:
  - {id: warum, kind: text, text: {de: Warum?}}
owner: jana
"""


@pytest.fixture
def known(repo: Repository) -> Repository:
    steps = ("2026-11-16 received", "2026-11-16 acknowledged", "2026-11-17 assessed")
    repo.write(customer_path(C), customer())
    repo.write("services/chat.yaml", "id: chat\nname: Chat\nstatus: production\nowner: jana\n")
    repo.write("surveys/sv-000001.yaml", SURVEY)
    repo.put(FILE, file(complaint(*steps, more=ASSESSED)))
    return repo


@pytest.mark.parametrize(
    "words",
    [
        ("complaint", "update", CM, "-m", SAID),
        ("complaint", "move", CM, "responded", "--decision", SAID),
        ("complaint", "set", CM, f"text={SAID}"),
        ("review", "record", C, "--on", "today", "--ours", "jana", "--theirs", "Erika",
         "--topic", "x", "--finding", SAID),
        ("service", "add", "fax", "--description", SAID, "--owner", "jana"),
        ("service", "set", "chat", f"description={SAID}"),
        ("survey", "plan", "Winter", "--question", "nps", "--purpose", SAID),
        ("survey", "record", "sv-000001", "--customer", C, "--answer", f"warum={SAID}"),
        ("survey", "close", "sv-000001", "-m", SAID),
        ("complaint", "review", "--period", "2026Q3", "-m", SAID),
    ],
)  # fmt: skip
def test_no_secret_is_kept(known: Repository, clm: Clm, words: Sequence[str]) -> None:  # A3.19
    before = known.head()
    answer = clm(*words)
    assert (answer.code, known.head(), known.is_clean()) == (77, before, True), answer
    assert "seems to hold a secret" in answer.err
    assert "clm edit" in answer.err
    assert HIDDEN not in answer.err


def test_check_finds_what_was_written_by_hand(known: Repository, clm: Clm) -> None:  # A3.19
    known.put(FILE, known.read(FILE).replace("Keine Antwort", f'"{SAID}"'))
    out = clm("check").out
    assert f"{FILE}:7:" in out
    assert "warning: text: line 1: a password" in out
    assert HIDDEN not in out
