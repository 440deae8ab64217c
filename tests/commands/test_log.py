"""`clm log`: the audit trail as it stands in the commits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.build import customer_path, make_customer

if TYPE_CHECKING:
    from tests.world import Clm, Repository


@pytest.fixture
def worked(repo: Repository, clm: Clm) -> Repository:
    """Two customers; Jana notes on one, Tom sees to the other, Jana acts for Tom."""
    repo.write(customer_path("c-7f3qkd"), make_customer(more="owner: jana\n"))
    repo.write(customer_path("c-2kwg92"), make_customer("c-2kwg92", "Andere AG", "owner: tom\n"))
    repo.commit("two customers")
    clm.ok("note", "7f3qkd", "Rückruf", "--today", "2026-11-10")
    clm.ok("remind", "2kwg92", "2026-12-01", "--as", "tom", "--today", "2026-11-11")
    clm.ok("remind", "2kwg92", "2026-12-02", "--on-behalf", "--for", "tom", "--today", "2026-11-12")
    return repo


def test_items_say_who_what_on_whom_for_whom(worked: Repository, clm: Clm) -> None:
    answer = clm("log", "--json")
    assert answer.json["schema"] == "clm/log@1"
    newest, _, note, by_hand, start = answer.json["items"]
    assert newest["commit"] == worked.head()
    assert (newest["by"], newest["for"], newest["action"]) == ("jana", "tom", "remind")
    assert newest["refs"] == ["c-2kwg92"]
    assert newest["at"].startswith("2026-11-12T")
    assert (note["subject"], note["by"], note["for"]) == ("note c-7f3qkd", "jana", None)
    assert (by_hand["by"], by_hand["author"], by_hand["action"]) == (None, "Jana Sommer", None)
    assert start["subject"] == "start"


def test_the_table_reads_as_a_trail(worked: Repository, clm: Clm) -> None:
    table = clm.ok("log")
    assert f"{worked.head()[:8]} " in table
    assert "jana for tom" in table
    assert "Jana Sommer" in table
    assert "note c-7f3qkd" in table
    assert worked.head() not in table


@pytest.mark.parametrize(
    ("words", "subjects"),
    [
        (("muster",), ["note c-7f3qkd", "two customers"]),
        (("--by", "tom"), ["remind c-2kwg92", "remind c-2kwg92"]),
        (("--by", "tom", "--limit", "1"), ["remind c-2kwg92"]),
        (("--action", "note"), ["note c-7f3qkd"]),
        (("--since", "2026-11-12", "--action", "remind"), ["remind c-2kwg92"]),
        (("--limit", "2"), ["remind c-2kwg92", "remind c-2kwg92"]),
        (("--as-of", "2026-11-10", "--limit", "1"), ["note c-7f3qkd"]),
    ],
)
def test_filters(worked: Repository, clm: Clm, words: tuple[str, ...], subjects: list[str]) -> None:
    del worked
    assert [item["subject"] for item in clm("log", "--json", *words).json["items"]] == subjects


def test_unknown_reference(worked: Repository, clm: Clm) -> None:
    del worked
    assert clm("log", "nobody").code == 3


@pytest.mark.usefixtures("worked")
def test_the_log_of_a_colleague_and_of_a_survey(clm: Clm) -> None:
    planned = clm.ok("survey", "plan", "Herbst", "--question", "nps", "--ids").strip()
    (made,) = clm("log", planned, "--json").json["items"]
    assert made["subject"] == f"survey plan {planned}"
    assert [one["subject"] for one in clm("log", "tom", "--json").json["items"]] == ["start"]
