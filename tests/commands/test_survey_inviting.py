"""`clm survey invite`: nobody to ask, a second time, what the letters say (A2.25-A2.28)."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING

import pytest

from tests.build import customer_path, make_booking, make_customer

if TYPE_CHECKING:
    from pathlib import Path

    from tests.world import Clm, Repository

CONTACT = "contacts:\n  - id: p-0c8h2k4m\n    name: Erika Muster\n    email: e.muster@example.org\n"


def people(repo: Repository, count: int, more: str = CONTACT) -> list[str]:
    ids = [f"c-0aaaa{number}" for number in range(count)]
    for one in ids:
        repo.write(customer_path(one), make_customer(one, f"Kunde {one}", "owner: jana\n" + more))
    repo.commit()
    return ids


def plan(clm: Clm, *words: str) -> str:
    out = clm.ok("survey", "plan", "Herbst 2026", *words)
    found = re.search(r"sv-[0-9a-z]{6}", out)
    assert found
    return found[0]


def letters(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("option", ["-O", ""])
def test_where_nobody_can_be_asked_it_is_said_why(
    clm: Clm, repo: Repository, tmp_path: Path, option: str
) -> None:  # A2.25
    people(repo, 2, "")
    survey = plan(clm, "--question", "nps")
    before = repo.head()
    out = tmp_path / "letters.csv"
    found = clm("survey", "invite", survey, *((option, out) if option else ()))
    assert (found.code, repo.head(), out.exists()) == (77, before, False)
    assert "can ask nobody: cannot be reached: 2" in found.err
    nobody = plan(clm, "--question", "nps", "--where", "class = A")
    assert "its population is empty" in clm("survey", "invite", nobody).err


def test_a_second_time_there_is_nothing_to_change(
    clm: Clm, repo: Repository, tmp_path: Path
) -> None:  # A2.26
    ids = people(repo, 6)
    for words in ((), ("--anonymous",)):
        survey = plan(clm, "--question", "nps", *words)
        day = ("--today", "2027-05-03") if words else ()
        clm.ok("survey", "invite", survey, "-O", tmp_path / f"{survey}.csv", *day)
        before = repo.head()
        again = clm("survey", "invite", survey, "-O", tmp_path / "again.csv", *day)
        assert (again.code, repo.head()) == (0, before)
        assert "nothing to change" in again.out
        assert not (tmp_path / "again.csv").exists()
    survey = plan(clm, "--question", "nps")
    clm.ok("survey", "invite", survey, "--customer", ids[0], "--today", "2028-01-03")
    again = clm("survey", "invite", survey, "--customer", ids[0], "--today", "2028-01-03")
    assert (again.code, "nothing to change" in again.out) == (0, True)


def test_a_stratum_that_cannot_fill_its_share_is_named(clm: Clm, repo: Repository) -> None:
    # A2.24
    ids = people(repo, 8)
    for one in ids[:4]:
        booked = "bookings:\n" + make_booking()
        more = booked if one != ids[0] else CONTACT + booked
        repo.write(customer_path(one), make_customer(one, "Kunde", more))
    repo.commit()
    survey = plan(clm, "--question", "nps", "--size", "4", "--stratify", "phase")
    strata = clm("survey", "draw", survey, "--json").json["strata"]
    assert {one["stratum"]: (one["asked"], one["lacking"]) for one in strata} == {
        "first": (1, 1), "lead": (3, 0),
    }  # fmt: skip
    told = clm.ok("survey", "draw", survey)
    assert re.search(r"fewer than their share .*: .* 1\n", told)
    clm.ok("survey", "invite", survey)
    assert "fewer than their share" in clm.ok("survey", "show", survey)


ANONYMOUS = {"de": "Antwort ist anonym", "en": "answer is anonymous", "pt": "resposta é anónima"}


@pytest.mark.parametrize("language", ANONYMOUS)
def test_a_letter_says_what_may_be_chosen_and_whether_it_is_anonymous(
    clm: Clm, repo: Repository, tmp_path: Path, language: str
) -> None:  # A2.23, A2.26
    people(repo, 6)
    asks = ("--question", "choice=Welcher Weg?|Telefon|E-Mail", "--language", language)
    for words in ((), ("--anonymous",)):
        survey = plan(clm, *asks, *words)
        out = tmp_path / f"{survey}.csv"
        day = "2027-05-03" if words else "2026-11-18"
        clm.ok("survey", "invite", survey, "-O", out, "--today", day)
        text = letters(out)[0]["text"]
        assert "1. Welcher Weg? (Telefon / E-Mail)" in text
        assert (ANONYMOUS[language] in text) is bool(words)


def test_a_phone_number_is_written_as_it_is_dialled(
    clm: Clm, repo: Repository, tmp_path: Path
) -> None:  # G10
    people(repo, 1, CONTACT + "    phone: +49 351 000000\n")
    out = tmp_path / "letters.csv"
    clm.ok("survey", "invite", plan(clm, "--question", "nps"), "-O", out)
    assert letters(out)[0]["phone"] == "0049 351 000000"
    repo.put(
        customer_path("c-0aaaa0"),
        make_customer("c-0aaaa0", "Kunde", "owner: jana\n" + CONTACT + "    phone: +CMD()\n"),
    )
    odd = tmp_path / "odd.csv"
    survey = plan(clm, "--question", "nps")
    clm.ok("survey", "invite", survey, "-O", odd, "--today", "2027-05-03")
    assert letters(odd)[0]["phone"] == "'+CMD()"
