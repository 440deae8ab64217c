"""`clm survey import`: the file of the letters filled in, and one that grows (A2.26, A2.28)."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING

import pytest

from tests.build import customer_path, make_customer

if TYPE_CHECKING:
    from pathlib import Path

    from tests.world import Clm, Repository

COUNT = 12


@pytest.fixture
def people(repo: Repository) -> list[str]:
    ids = [f"c-0aaa{number:02}" for number in range(COUNT)]
    for number, one in enumerate(ids):
        more = (
            f"owner: jana\ncontacts:\n  - id: p-000000{number:02}\n    name: Erika\n"
            f"    email: e@example.org\n    phone: +49 351 {number:06}\n"
        )
        repo.write(customer_path(one), make_customer(one, f"Kunde {number}", more))
    repo.commit()
    return ids


def invited(clm: Clm, out: Path, *words: str) -> tuple[str, list[dict[str, str]]]:
    asks = ("--question", "nps", "--question", "text")
    found = re.search(r"sv-[0-9a-z]{6}", clm.ok("survey", "plan", "Herbst", *asks, *words))
    assert found
    clm.ok("survey", "invite", found[0], "-O", out)
    with out.open(encoding="utf-8", newline="") as file:
        return found[0], list(csv.DictReader(file))


@pytest.mark.parametrize("words", [(), ("--anonymous",)])
def test_scores_are_filled_into_the_file_of_the_letters(
    clm: Clm, people: list[str], tmp_path: Path, words: tuple[str, ...]
) -> None:  # A2.26
    out = tmp_path / "letters.csv"
    survey, rows = invited(clm, out, *words)
    assert [one["customer"] for one in rows] == people
    for row in rows:
        row["Score"] = "" if row["customer"] == people[0] else "9"
        row["Token"] = row.pop("token")
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    found = clm("survey", "import", survey, out, "--apply", "--json")
    assert (found.code, found.json["taken"], found.json["empty"]) == (0, COUNT - 1, 1)
    assert clm("survey", "answers", survey, "--json").json["items"][0]["values"] == {"nps": "9"}


def test_the_text_of_an_answer_is_one_in_a_file_of_answers(
    clm: Clm, people: list[str], tmp_path: Path
) -> None:  # A2.26
    survey, _ = invited(clm, tmp_path / "letters.csv")
    file = tmp_path / "answers.csv"
    file.write_text(f"Customer,NPS,Text,Name\n{people[0]},9,gut,Erika\n")
    clm.ok("survey", "import", survey, file, "--apply")
    (answer,) = clm("survey", "answers", survey, "--json").json["items"]
    assert answer["values"] == {"nps": "9", "text": "gut"}


@pytest.mark.parametrize(
    ("header", "said"),
    [("token,scroe", "has no question scroe"), ("token,score,Score", "is there twice")],
)
def test_a_column_that_is_none_is_named_once(
    clm: Clm, repo: Repository, people: list[str], tmp_path: Path, header: str, said: str
) -> None:  # A2.26
    survey, rows = invited(clm, tmp_path / "letters.csv")
    file = tmp_path / "answers.csv"
    cells = ",9" * header.count(",")
    file.write_text(header + "\n" + "".join(f"{one['token']}{cells}\n" for one in rows))
    before = repo.head()
    found = clm("survey", "import", survey, file, "--apply")
    assert (found.code, repo.head(), len(people)) == (65, before, COUNT)
    assert found.err.count(said) == 1
    assert "answers.csv:1:1:" in found.err


def test_a_file_that_grows_is_taken_in_again(
    clm: Clm, repo: Repository, people: list[str], tmp_path: Path
) -> None:  # A2.26, A2.28
    survey, rows = invited(clm, tmp_path / "letters.csv", "--anonymous")
    tokens = [one["token"] for one in rows]
    file = tmp_path / "answers.csv"

    def take(*given: str) -> tuple[int, int, list[int]]:
        file.write_text("token,score\n" + "".join(f"{one},9\n" for one in given))
        found = clm("survey", "import", survey, file, "--apply", "--json")
        lines = [one["line"] for one in found.json["errors"]] if found.json else []
        return found.code, found.json["taken"] if found.json else 0, lines

    assert take(*tokens[:6]) == (0, 6, [])
    assert take(*tokens[:11]) == (65, 5, [2, 3, 4, 5, 6, 7])
    assert clm("survey", "results", survey, "--json").json["n"] == 11
    before = repo.head()
    assert take(*tokens[:11], "nonsense") == (65, 0, list(range(2, 14)))
    file.write_text(f"token,score,on\n{tokens[11]},9,2027-01-04\n")
    ahead = clm("survey", "import", survey, file, "--apply")
    assert (ahead.code, "2: " in ahead.err, repo.head()) == (65, True, before)
    assert len(people) == COUNT
