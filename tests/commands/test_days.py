"""The day a command acts on, and date words that say it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.build import SETTINGS

if TYPE_CHECKING:
    from tests.world import Clm, Repository


@pytest.mark.parametrize(
    ("word", "day"),
    [("morgen", "2027-03-04"), ("fri", "2027-03-05"), ("4.3.", "2027-03-04"),
     ("yesterday", "2027-03-02"), ("-1w", "2027-02-24"), ("2027-04-01", "2027-04-01")],
)  # fmt: skip
def test_a_word_of_today_counts_from_the_examples_day(
    repo: Repository, clm: Clm, monkeypatch: pytest.MonkeyPatch, word: str, day: str
) -> None:
    monkeypatch.delenv("CLM_TODAY")
    repo.put("clm.yaml", f"{SETTINGS}example:\n  today: 2027-03-03\n")
    answer = clm("team", "find", "--json", "--today", word)
    assert answer.json["on"] == day
    assert (f"{word} = {day}" in answer.err) is (word != day)


def test_a_word_of_today_counts_from_the_pinned_day(
    clm: Clm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLM_TODAY", "2027-03-03")
    assert clm("team", "find", "--json", "--today", "fri").json["on"] == "2027-03-05"


def test_a_word_of_today_counts_from_the_clock_where_no_day_is_pinned(
    clm: Clm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CLM_TODAY")
    assert clm("team", "find", "--json", "--today", "fri").json["on"] == "2026-11-20"


def test_a_word_of_an_old_state_counts_from_the_examples_day(
    repo: Repository, clm: Clm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CLM_TODAY")
    repo.put("clm.yaml", f"{SETTINGS}example:\n  today: 2027-03-03\n")
    assert "yesterday = 2027-03-02" in clm("mine", "--as-of", "yesterday").err


def test_a_day_gone_by_where_one_to_come_is_meant(clm: Clm, muster: str) -> None:
    answer = clm("remind", muster, "yesterday")
    assert answer.code == 2
    assert "'yesterday' is over: a day to come is meant" in answer.err
    answer = clm("remind", muster, "-1d")
    assert answer.code == 2
    assert "a day to come is +1d" in answer.err
