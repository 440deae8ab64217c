"""Lists as people and as scripts read them: labels in tables, ids in CSV (A1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.build import customer_path, make_booking, make_customer

if TYPE_CHECKING:
    from tests.world import Clm, Repository


@pytest.fixture(autouse=True)
def first_booker(repo: Repository) -> None:
    more = f"owner: jana\nbookings:\n{make_booking()}"
    repo.put(customer_path("c-7f3qkd"), make_customer(more=more))


def test_mine_has_ids_in_csv_and_labels_in_tables(clm: Clm) -> None:
    (item,) = clm("mine", "--json").json["items"]
    header, row = clm.ok("mine", "-o", "csv").splitlines()
    assert header == "ref,name,list,reasons,due,next"
    assert row.split(",")[2:4] == [item["list"], *item["reasons"]] == ["first", "first-check"]
    assert "First bookers" in clm.ok("mine")
    assert "First-time check" in clm.ok("mine")


def test_customer_list_has_labels_in_tables_only(clm: Clm) -> None:
    words = ("customer", "list", "--fields", "list,phase,prio")
    assert clm.ok(*words, "--csv").splitlines()[1] == "first,first,no"
    assert clm.ok(*words).splitlines()[1].split("  ") == ["First bookers", "First bookers", "no"]
    assert "First bookers" in clm.ok("customer", "list")


def test_board_has_ids_in_csv(clm: Clm) -> None:
    assert "first,1" in clm.ok("board", "--csv").splitlines()
    assert "First bookers" in clm.ok("board")


@pytest.mark.parametrize("words", ["notify send", "lead distribute --as isabel"])
def test_a_field_that_is_none_changes_nothing(repo: Repository, clm: Clm, words: str) -> None:
    head = repo.head()
    answer = clm(*words.split(), "--fields", "nosuch")
    assert (answer.code, answer.err.startswith("error: no field nosuch")) == (2, True)
    assert repo.head() == head


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        ("file release REF n-4k2m9q7d", "clm file release NOTE; clm file release --help"),
        ("file release", "clm file release NOTE; clm file release --help"),
        ("chat", "clm chat REF [TEMPLATE] [-]; clm chat --help"),
        ("customer nosuch", "clm customer --help\n"),
        ("file release --nosuch", "clm file release --help\n"),
        ("restore c-7f3qkd plz", "clm restore --help\n"),
    ],
)
def test_too_few_or_many_words_are_told_what_is_wanted(clm: Clm, words: str, hint: str) -> None:
    answer = clm(*words.split())
    assert answer.code == 2
    assert f"\nhint: {hint}" in answer.err


def test_a_word_without_end_is_refused(clm: Clm) -> None:
    answer = clm("x" * 5_000_000)
    assert answer.code == 2
    assert "a word of 5,000,000 characters is too long" in answer.err


@pytest.mark.parametrize(
    "words",
    [["service", "publish"], ["process", "list"], ["calendar", "list"], ["sla", "report"],
     ["review", "due"], ["complaint", "actions"], ["survey", "list"]],
    ids=" ".join,
)  # fmt: skip
def test_a_language_is_spoken_wherever_it_is_said(clm: Clm, words: list[str]) -> None:
    # A1.2: after the command or before it
    said = clm.ok(*words, "--lang", "de")
    assert said == clm.ok("--lang", "de", *words)
    assert said != clm.ok(*words)
