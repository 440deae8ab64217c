"""`clm file release`: from the internal file to the VPA's, shown first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.build import customer_path, make_customer

if TYPE_CHECKING:
    from clm.app import App
    from tests.world import Clm, Repository

REF = "c-7f3qkd"
NOTE, THEIRS = "n-aaaaaaaa", "n-bbbbbbbb"
OTEAM, VPA = customer_path(REF, "oteam"), customer_path(REF, "vpa")
INTERNAL = f"""customer: {REF}
notes:
  - {{id: {NOTE}, at: 2026-11-02, by: tom, tags: [geld], situation: zahlt spät, text: Nur per PDF}}
"""


@pytest.fixture
def filed(repo: Repository) -> Repository:
    repo.write(customer_path(REF), make_customer(more="owner: jana\nvpa: anna\n"))
    repo.write(OTEAM, INTERNAL)
    repo.write(
        VPA, f"customer: {REF}\nnotes:\n  - {{id: {THEIRS}, at: 2026-11-03, by: anna, text: ja}}\n"
    )
    repo.commit()
    return repo


def test_an_entry_is_shown_and_released(filed: Repository, clm: Clm) -> None:  # A3.1
    answer = clm("file", "release", NOTE, "--yes")
    assert answer.code == 0
    shown = answer.err.splitlines()
    assert shown[0] == "the VPA will read:"
    assert "JS  [vpa]  other  #geld" in shown[1]
    assert shown[2:] == ["    Situation: zahlt spät", "    Nur per PDF"]
    assert filed.subjects()[0] == f"file release {REF}"
    assert "PDF" not in filed.message()
    assert filed.read(OTEAM) == INTERNAL
    _, new = clm("file", REF, "--vpa", "--json").json["items"]
    assert (new["text"], new["released_from"], new["by"]) == ("Nur per PDF", NOTE, "jana")


def test_other_words_and_tags_may_be_released(filed: Repository, clm: Clm) -> None:
    clm.ok("file", "release", NOTE, "--text", "-", "--tag", "post", "--yes", "-m", "fragt danach",
           stdin="Rechnungen\nals PDF\n")  # fmt: skip
    _, new = clm("file", REF, "--vpa", "--json").json["items"]
    assert (new["text"], new["situation"], new["tags"]) == ("Rechnungen\nals PDF", None, ["post"])
    assert f"{NOTE} → {new['id']}: fragt danach" in filed.read(OTEAM)
    assert "spät" not in filed.read(VPA)


def test_a_dry_run_shows_what_would_be_written(filed: Repository, clm: Clm) -> None:  # A3.1
    head = filed.head()
    answer = clm("file", "release", NOTE, "-n")
    assert (answer.code, filed.head()) == (0, head)
    assert f"+    released_from: {NOTE}" in answer.out
    assert answer.err == ""


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ([NOTE], 77, "say --yes"),  # nobody is there to be asked
        ([THEIRS, "--yes"], 77, "what a VPA may have read is not taken back"),
        (["muster", "--yes"], 3, "is no entry"),
        (["n-cccccccc", "--yes"], 3, "nothing matches"),
        ([NOTE, "--text", " ", "--yes"], 2, "no words"),
        ([NOTE, "--force", "--yes"], 2, "needs the reason"),
        ([NOTE, "--tag", "Viel Geld", "--yes"], 2, "is no tag"),
        ([NOTE, "--text", "Passwort: Hund99", "--yes"], 77, "a password"),
    ],
)
def test_what_is_not_released_changes_nothing(
    filed: Repository, clm: Clm, words: list[str], code: int, said: str
) -> None:
    head = filed.head()
    answer = clm("file", "release", *words)
    assert (answer.code, filed.head(), filed.is_clean()) == (code, head, True)
    assert said in answer.err
    assert "Hund99" not in answer.err


@pytest.mark.usefixtures("filed")
def test_what_was_shown_is_what_is_written(clm: Clm) -> None:  # A3.1
    answer = clm("--lang", "en", "file", "release", NOTE, "--yes", "--json")
    (new,) = (one for one in clm("file", REF, "--vpa", "--json").json["items"]
              if one["released_from"])  # fmt: skip
    assert answer.code == 0
    assert new["id"] in answer.err


@pytest.mark.parametrize("left", ["Zahlt schlecht", None])
def test_an_entry_that_changed_while_it_was_shown_is_not_released(
    filed: Repository, clm: Clm, monkeypatch: pytest.MonkeyPatch, left: str | None
) -> None:  # A3.1
    def ask(_: App, __: str, *, yes: bool) -> None:
        assert not yes
        said = INTERNAL.replace("Nur per PDF", left) if left else f"customer: {REF}\n"
        filed.write(OTEAM, said)

    monkeypatch.setattr("clm.app.App.ask", ask)
    answer = clm("file", "release", NOTE)
    assert answer.code == 75
    assert "has been changed meanwhile" in answer.err
    assert NOTE not in filed.read(VPA)


def test_an_entry_is_released_once_and_never_taken_back(
    filed: Repository, clm: Clm
) -> None:  # A3.1
    clm.ok("file", "release", NOTE, "--yes")
    again = clm("file", "release", NOTE, "--yes")
    assert again.code == 77
    assert "is released already, as n-" in again.err
    undone = clm("undo")
    assert "what the VPA has read already is not taken back" in undone.err
    assert NOTE not in filed.read(VPA)


@pytest.mark.usefixtures("filed")
def test_in_the_vpas_file_nothing_internal_is_found(clm: Clm) -> None:  # A3.3
    for words in ("PDF", "spät", "geld"):
        assert clm("file", REF, "--vpa", "--search", words, "--json").json["items"] == []
        assert clm("file", "--vpa", "--search", words, "--json").json["items"] == []
