"""What `clm survey` tells: words chosen, margins, unhappy anonymous answers (A2.27-A2.29)."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING

import pytest

from tests.build import customer_path, make_customer

if TYPE_CHECKING:
    from pathlib import Path

    from tests.world import Clm, Repository

IDS = [f"c-0aaaa{number}" for number in range(7)]


@pytest.fixture(autouse=True)
def people(repo: Repository) -> None:
    for number, one in enumerate(IDS):
        more = (
            f"owner: jana\ncontacts:\n  - id: p-0000000{number}\n    name: Erika\n"
            "    email: e@example.org\n"
        )
        repo.write(customer_path(one), make_customer(one, f"Kunde {number}", more))
    repo.commit()


def plan(clm: Clm, *words: str) -> str:
    found = re.search(r"sv-[0-9a-z]{6}", clm.ok("survey", "plan", "Herbst", *words))
    assert found
    return found[0]


def record(clm: Clm, survey: str, number: int, *words: str) -> None:
    clm.ok("survey", "record", survey, "--customer", IDS[number], *words)


def test_of_a_choice_each_word_is_counted(clm: Clm) -> None:  # A2.27
    survey = plan(clm, "--question", "nps", "--question", "choice=Wie?|Telefon|E-Mail|Brief")
    for number, word in enumerate(("Telefon", "telefon", "E-Mail")):
        record(clm, survey, number, "--score", "9", "--answer", f"choice={word}")
    assert "Telefon 2, E-Mail 1, Brief 0" in clm.ok("survey", "results", survey)
    found = clm("survey", "results", survey, "--json").json["items"]
    assert [one["counts"] for one in found] == [None, {"Telefon": 2, "E-Mail": 1, "Brief": 0}]


def test_a_margin_ends_where_the_scale_does(clm: Clm) -> None:  # A2.27
    survey = plan(clm, "--question", "nps", "--question", "csat")
    record(clm, survey, 0, "--score", "10", "--answer", "csat=5")
    told = clm.ok("survey", "results", survey)
    assert "95 %:" not in told  # one answer has no margin, of whichever figure
    assert " ± " not in told.splitlines()[1] + told.splitlines()[2]
    assert "1 answer of 1 invited" in told
    record(clm, survey, 1, "--score", "0", "--answer", "csat=5")
    told = clm.ok("survey", "results", survey)
    assert "0 (95 %: -100 to 100)" in told
    assert "2 answers of 2 invited" in told
    report = clm.ok("report", "satisfaction", "--period", "2026-11")
    assert "0 (95 %: -100 to 100)" in report


@pytest.mark.parametrize(
    ("language", "figures", "sample"),
    [
        ("de", ("Top 2", "Mittel"), "4, geschichtet (Phase), Startwert 1"),
        ("pt", ("top 2", "média"), "4, estratificada (Fase), semente 1"),
    ],
)
def test_figures_and_samples_have_their_words(
    clm: Clm, language: str, figures: tuple[str, str], sample: str
) -> None:  # A2.24, A2.27
    survey = plan(
        clm, "--question", "csat", "--question", "ces", "--size", "4", "--stratify", "phase"
    )
    told = clm.ok("survey", "results", survey, "--lang", language)
    assert all(one in told for one in figures)
    assert sample in clm.ok("survey", "show", survey, "--lang", language)


def test_the_unhappy_of_an_anonymous_survey_are_counted(clm: Clm, tmp_path: Path) -> None:
    # A2.28, A2.29
    survey = plan(clm, "--question", "nps", "--anonymous", "--to", "2026-11-20")
    assert "is anonymous: nobody can be followed up" in clm.ok("survey", "follow-up", survey)
    assert "Nobody was unhappy" in clm.ok("survey", "follow-up")
    out = tmp_path / "letters.csv"
    clm.ok("survey", "invite", survey, "-O", out)
    with out.open(encoding="utf-8", newline="") as file:
        tokens = [one["token"] for one in csv.DictReader(file)]
    file_of = tmp_path / "answers.csv"

    def take(count: int, *words: str) -> str:
        rows = "".join(f"{one},{n}\n" for n, one in enumerate(tokens[:count]))
        file_of.write_text(f"token,score\n{rows}")
        clm("survey", "import", survey, file_of, "--apply", *words)
        return clm.ok("survey", "follow-up", survey)

    few = take(2, "--today", "2026-11-23")  # never taken in
    assert "Nobody was unhappy" not in few
    assert "unhappy: 0 of 0" in few
    assert "unhappy: 7 of 7" in take(7, "--today", "2026-11-23")
    assert "unhappy: 7 of 7" in clm.ok("survey", "follow-up")
    (known,) = clm("survey", "follow-up", "--json").json["anonymous"]
    assert known == {"survey": survey, "answers": 7, "unhappy": 7}
