"""`clm file`: both case files as one timeline."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.build import SETTINGS, customer_path, make_booking, make_customer

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
def test_all_has_what_else_happened(clm: Clm) -> None:  # A3.4
    items = clm("file", "muster", "--all", "--json").json["items"]
    told = [(item["at"][5:10], item["file"], item["kind"]) for item in items]
    assert told == [
        ("11-05", "oteam", "other"),  # it is pinned
        ("11-02", "oteam", "other"),
        ("11-03", "vpa", "other"),
        ("11-04", "customer", "booking"),
        ("11-04", "customer", "phase"),
        ("11-03", "oteam", "call"),  # half past midnight of the 4th in Berlin
    ]
    assert items[3]["text"] == "package 2.5 h confirmed"
    assert items[4]["text"] == "Leads → First bookers"
    assert clm.ok("file", "muster", "--all", "--kind", "booking") == (
        "2026-11-04  [customer]  booking  b-2k9x7d1q  package 2.5 h confirmed\n"
    )


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


def test_what_commands_change_is_noted_with_the_reason(clm: Clm, muster: str) -> None:  # A3.5
    clm.ok("prio", muster, "-m", "ruft jede Woche an")
    clm.ok("watch", muster, "-m", "Budget offen")
    clm.ok("customer", "class", muster, "A", "-m", "wächst")
    clm.ok("assign", muster, "tom", "-m", "Urlaub")
    clm.ok("customer", "set", muster, "vpa=anna")
    clm.ok("assign", muster, "--vpa", "ben", "-m", "passt besser")
    clm.ok("customer", "book", muster, "10", "--kind", "extension", "--order", "A-2")
    clm.ok("customer", "book", muster, "--kind", "phone-system", "-m", "werktags 9 bis 12")
    clm.ok("customer", "book", muster, "10")
    items = clm("file", muster, "--oteam", "--json").json["items"]
    told = sorted((item["kind"], item["text"], bool(item["booking"])) for item in items)
    assert told == [
        ("addon-booking", "phone-system\nwerktags 9 bis 12", True),
        ("package-extension", "extension 10 h A-2", True),
        ("status-change", "class: none → A\nwächst", False),
        ("status-change", "owner: jana → tom\nUrlaub", False),
        ("status-change", "ruft jede Woche an", False),
        ("status-change", "watch: close-eye\nBudget offen", False),
        ("vpa-change", "VPA: anna", False),
        ("vpa-change", "VPA: anna → ben (vpa-change)\npasst besser", False),
    ]


@pytest.mark.parametrize(
    "words",
    [
        ("prio",), ("prio", "--off"), ("watch", "--off"), ("customer", "class", "none"),
        ("customer", "set", "vpa=ben"), ("customer", "set", "vpa="),
    ],
)  # fmt: skip
def test_no_change_of_the_status_or_the_vpa_without_a_reason(  # A3.5
    repo: Repository, clm: Clm, words: tuple[str, ...]
) -> None:
    mark = "class:\n  - {id: k-00000001, value: B, on: 2026-11-02, by: jana}\n"
    repo.put(customer_path("c-7f3qkd"), make_customer(more=f"owner: jana\nvpa: anna\n{mark}"))
    head, verb = repo.head(), 2 if words[0] == "customer" else 1
    answer = clm(*words[:verb], "muster", *words[verb:])
    assert answer.code in {2, 77}
    assert "reason" in answer.err
    assert "-m WHY" in answer.err
    assert repo.head() == head


def test_entries_that_a_booking_writes_are_no_look_at_the_customer(clm: Clm, muster: str) -> None:
    clm.ok("watch", muster, "--today", "2026-11-16")
    clm.ok("customer", "book", muster, "10", "--kind", "extension")
    assert "watch:close-eye" in clm("mine", "--json").json["items"][0]["reasons"]


# all customers


OTHER_VPA = """customer: c-2kwg92
notes:
  - {id: n-dddddddd, at: 2026-11-01, by: tom, tags: [anruf], text: "Gr\\xF6\\xDFe offen"}
"""
OTHER = """customer: c-2kwg92
notes:
  - {id: n-ffffffff, at: 2026-11-06, by: tom, tags: [telefonat, geld], text: Termin}
"""
TAGS = "tags:\n  telefonat: [anruf, call]\n  it:\n"


@pytest.fixture
def two(filed: Repository) -> Repository:
    filed.write("clm.yaml", f"{SETTINGS}{TAGS}")
    filed.write(customer_path("c-2kwg92"), make_customer("c-2kwg92", "Zweite AG"))
    filed.write(customer_path("c-2kwg92", "oteam"), OTHER)
    filed.write(customer_path("c-2kwg92", "vpa"), OTHER_VPA)
    filed.commit()
    return filed


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize(
    ("words", "listed"),
    [
        (["--search", "größe"], "db"),
        (["--search", "termin"], "cf"),
        (["--search", "termin", "--vpa"], "c"),
        (["--search", "termin", "--since", "2026-11-04"], "f"),
        (["--search", "TELEFONAT"], "df"),  # the tag's name, and another name of it
        (["--search", "anruf offen"], "d"),
        (["--search", "anruf termin"], "f"),
        (["--tag", "telefonat"], "df"),
        (["--tag", "#Call"], "df"),  # A3.7: by any of its names
        (["--tag", "geld"], "bf"),
        (["--kind", "call"], "b"),
        (["--by", "tb"], "daf"),
        (["--search", "nirgends"], ""),
    ],
)
def test_all_customers_are_searched(  # A3.4
    clm: Clm, monkeypatch: pytest.MonkeyPatch, words: list[str], listed: str
) -> None:
    for at_once, forking in ((1, 100), (4000, 1)):
        monkeypatch.setattr("clm.services.casefiles.AT_ONCE", at_once)
        monkeypatch.setattr("clm.services.casefiles.FORKING", forking)
        items = clm("file", "--json", *words).json["items"]
        assert [item["id"] for item in items] == [f"n-{letter * 8}" for letter in listed]


@pytest.mark.usefixtures("two")
def test_whose_entry_was_found(clm: Clm) -> None:
    assert clm.ok("file", "--search", "Termin", "--oteam") == (
        "2026-11-06  c-2kwg92 Zweite AG  TB  [oteam]  other  #telefonat  #geld  n-ffffffff\n"
        "    Termin\n"
    )
    assert clm("file", "--search", "Termin", "--as-of", "HEAD", "--json").json["items"]


@pytest.mark.parametrize("words", [[], ["--all"], ["--search", " "], ["--all", "--tag", "x"]])
def test_without_a_customer_something_is_searched_for(clm: Clm, words: list[str]) -> None:
    assert clm("file", *words).code == 2


def test_a_search_names_the_files_it_could_not_read(two: Repository, clm: Clm) -> None:
    two.write(customer_path("c-7f3qkd", "vpa"), "customer: c-7f3qkd\nnotes: 1\n")
    two.path(customer_path("c-2kwg92", "vpa")).unlink()
    two.path(customer_path("c-2kwg92", "vpa")).symlink_to("c-2kwg92.oteam.yaml")
    answer = clm("file", "--search", "Termin", "--json")
    assert answer.code == 65
    assert [item["id"] for item in answer.json["items"]] == ["n-ffffffff"]
    assert "c-7f3qkd.vpa.yaml:2:8" in answer.err


@pytest.mark.usefixtures("two")
def test_tags_are_counted(clm: Clm) -> None:  # A3.7
    items = clm("file", "tags", "--json").json["items"]
    usual = [item for item in items if item["count"] or item["other_names"] or item["tag"] == "it"]
    assert [(i["tag"], i["count"], i["oteam"], i["vpa"], i["known"]) for i in usual] == [
        ("geld", 2, 2, 0, False),
        ("telefonat", 2, 1, 1, True),
        ("it", 0, 0, 0, True),
    ]
    assert usual[1]["other_names"] == ["anruf", "call"]
    assert len(items) == 3 + 6  # the sections of a VPA's file
    (of_one,) = (i for i in clm("file", "tags", "muster", "--json").json["items"] if i["count"])
    assert (of_one["tag"], of_one["count"]) == ("geld", 1)
    assert clm.ok("file", "--ids", "tags").split()[:2] == ["geld", "telefonat"]
    lines = clm.ok("file", "tags").splitlines()
    assert lines[1].split() == ["geld", "2", "2", "0", "no"]


@pytest.mark.usefixtures("filed")
def test_where_the_team_has_no_list_those_used_are_counted(clm: Clm) -> None:
    items = clm("file", "tags", "--json").json["items"]
    assert [(item["tag"], item["count"], item["known"]) for item in items] == [("geld", 1, True)]


def test_the_count_of_tags_names_the_files_it_could_not_read(two: Repository, clm: Clm) -> None:
    two.write(customer_path("c-7f3qkd", "vpa"), "customer: c-7f3qkd\nnotes: 1\n")
    assert clm("file", "tags").code == 65
    assert clm("file", "tags", "zweite").code == 0


def test_check_names_unknown_tags(two: Repository, clm: Clm) -> None:  # A3.7
    two.write(customer_path("c-2kwg92", "oteam"), OTHER.replace("geld", "telefon"))
    answer = clm("check", customer_path("c-2kwg92", "oteam"))
    assert answer.code == 1
    assert "3:53: warning: there is no tag telefon; did you mean telefonat?" in answer.out


@pytest.mark.usefixtures("filed")
def test_the_verb_may_be_named_or_left_out(clm: Clm) -> None:
    assert clm.ok("file", "show", "muster") == clm.ok("file", "muster")
    assert clm.ok("file", "-q", "muster", "--vpa") == clm.ok("file", "--vpa", "muster")
    assert "Commands:" in clm.ok("file", "--help")
    assert "--search TEXT" in clm.ok("file", "muster", "--help")
