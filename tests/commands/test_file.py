"""`clm file`: both case files as one timeline."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.build import customer_path, make_booking, make_customer

if TYPE_CHECKING:
    from tests.world import Clm, Repository

OTEAM = """customer: c-7f3qkd
notes:
  - {id: n-bbbbbbbb, at: 2026-11-03T23:30:00Z, by: jana, kind: call, tags: [geld], text: Größe 50 h}
  - {id: n-aaaaaaaa, at: 2026-11-02, by: tom, situation: fragt nach, next_steps: Angebot}
  - {id: n-eeeeeeee, at: 2026-11-05, by: jana, text: wichtig, pinned: true}
"""
VPA = """customer: c-7f3qkd
notes:
  - {id: n-cccccccc, at: 2026-11-03, by: anna, text: Termine vor 14 Uhr}
"""


@pytest.fixture
def filed(repo: Repository) -> Repository:
    more = f"owner: jana\nbookings:\n{make_booking(on='2026-11-04', hours='2.5')}"
    repo.write(customer_path("c-7f3qkd"), make_customer(more=more))
    repo.write(customer_path("c-7f3qkd", "oteam"), OTEAM)
    repo.write(customer_path("c-7f3qkd", "vpa"), VPA)
    repo.commit()
    return repo


@pytest.mark.usefixtures("filed")
@pytest.mark.parametrize(
    ("words", "listed"),
    [
        ([], "eacb"),
        (["--oteam"], "eab"),
        (["--vpa"], "c"),
        (["--kind", "call"], "b"),
        (["--tag", "geld"], "b"),
        (["--by", "js"], "eb"),
        (["--by", "anna"], "c"),
        (["--by", "nobody"], ""),
        (["--since", "2026-11-04"], "eb"),  # b: half past midnight of the 4th in Berlin
        (["--until", "2026-11-03"], "ac"),
        (["--search", "groesse"], "b"),
        (["--search", "ANGEBOT nach"], "a"),
    ],
)
def test_which_entries_in_which_order(clm: Clm, words: list[str], listed: str) -> None:
    items = clm("file", "muster", "--json", *words).json["items"]
    assert [item["id"] for item in items] == [f"n-{letter * 8}" for letter in listed]


@pytest.mark.usefixtures("filed")
def test_all_has_the_bookings_too(clm: Clm) -> None:
    items = clm("file", "muster", "--all", "--json").json["items"]
    assert [item["kind"] for item in items] == ["other", "other", "other", "booking", "call"]
    assert items[3]["text"] == "package 2.5 h confirmed"


@pytest.mark.usefixtures("filed")
def test_how_it_reads(clm: Clm) -> None:
    assert clm.ok("file", "muster", "--until", "2026-11-04") == (
        "2026-11-02  TB  [oteam]  other  n-aaaaaaaa\n"
        "    Situation: fragt nach\n"
        "    Next steps: Angebot\n"
        "\n"
        "2026-11-03  anna  [vpa]  other  n-cccccccc\n"
        "    Termine vor 14 Uhr\n"
        "\n"
        "2026-11-04 00:30  JS  [oteam]  call  #geld  n-bbbbbbbb\n"
        "    Größe 50 h\n"
    )
    lines = clm.ok("file", "muster", "--color", "always").splitlines()
    assert [line for line in lines if line.startswith("\x1b[1;32m")] == [
        "\x1b[1;32m2026-11-03  anna  [vpa]  other  n-cccccccc\x1b[0m"
    ]


@pytest.mark.usefixtures("muster")
def test_an_empty_file_says_so(clm: Clm) -> None:
    assert clm.ok("file", "muster") == "No entries.\n"


@pytest.mark.usefixtures("muster")
def test_two_files_at_once_are_asked_for_by_naming_none(clm: Clm) -> None:
    assert clm("file", "muster", "--oteam", "--vpa").code == 2


def test_a_bad_case_file_is_named_with_its_line(filed: Repository, clm: Clm) -> None:
    filed.write(customer_path("c-7f3qkd", "vpa"), "customer: c-7f3qkd\nnotes: 1\n")
    answer = clm("file", "muster")
    assert answer.code == 65
    assert "c-7f3qkd.vpa.yaml:2:8" in answer.err
