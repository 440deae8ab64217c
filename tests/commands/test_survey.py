"""`clm survey`: planned, drawn, invited, answered, with its figures (A2.23-A2.28)."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING

import pytest

from tests.build import customer_path, make_booking, make_customer

if TYPE_CHECKING:
    from pathlib import Path

    from tests.world import Clm, Repository

PORTUGUESE = """\
---
id: survey-invite
version: "1"
audience: customer
language: pt
---
Só {{ questions | length }} pergunta

{{ token }} para {{ contact.name }} ({{ team.name }})
"""
IDS = ("c-7f3qkd", "c-0aaaa1", "c-0aaaa2", "c-0aaaa3", "c-0aaaa4", "c-0aaaa5", "c-0aaaa6")


def contact(number: int, more: str = "") -> str:
    return (
        f"contacts:\n  - id: p-0000000{number}\n    name: Erika Muster\n"
        f"    email: muster{number}@example.org\n{more}"
    )


def customers(repo: Repository, more: str = "") -> None:
    """Seven customers of Jana's who can be reached; the first has a package."""
    for number, one in enumerate(IDS):
        lines = "owner: jana\n" + contact(number) + more
        if one == IDS[0]:
            lines += "bookings:\n" + make_booking()
        repo.write(customer_path(one), make_customer(one, f"Kunde {number}", lines))
    repo.commit()


@pytest.fixture
def asked(repo: Repository, clm: Clm) -> str:
    """The id of a survey that asks one question of customers who are there."""
    customers(repo)
    return plan(clm, "--question", "nps")


def plan(clm: Clm, *words: str) -> str:
    out = clm.ok("survey", "plan", "Herbst 2026", *words)
    found = re.search(r"sv-[0-9a-z]{6}", out)
    assert found
    return found[0]


def letters(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_survey_is_planned_answered_and_told(clm: Clm, asked: str, repo: Repository) -> None:
    # A2.23, A2.26, A2.27
    assert clm("survey", "results", asked, "--json").json["nps"] is None
    assert "no data" in clm.ok("survey", "results", asked)
    for customer, score in zip(IDS, ("10", "9", "8", "0"), strict=False):
        clm.ok("survey", "record", asked, "--customer", customer, "--score", score)
    clm.ok("survey", "record", asked, "--customer", IDS[5], "--score", "")
    found = clm("survey", "results", asked, "--json").json
    assert (found["nps"], found["n"]) == (25, 4)
    assert found["items"][0]["detractors"] == 1  # 0 is an answer, and a detractor's
    assert repo.is_clean()


def test_an_empty_score_is_no_answer(clm: Clm, asked: str, repo: Repository) -> None:
    before = repo.head()
    found = clm("survey", "record", asked, "--customer", IDS[0], "--score", "")
    assert found.code == 0
    assert "no answer" in found.err
    assert repo.head() == before


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--customer", IDS[0], "--score", "11"), 2, "off the scale"),
        (("--customer", IDS[0], "--score", "-1"), 2, "off the scale"),
        (("--customer", IDS[0], "--score", "9.5"), 2, "off the scale"),
        (("--customer", IDS[1], "--score", "9"), 77, "already"),
        (("--token", "nonsense", "--score", "9"), 3, "no such token"),
        (("--score", "9"), 2, "whose"),
        (("--customer", IDS[0], "--token", "x", "--score", "9"), 2, "whose"),
        (("--customer", IDS[0], "--answer", "why=x"), 2, "no question"),
        (("--customer", IDS[0], "--score", "9", "--on", "2027-01-04"), 77, "still to come"),
    ],
)
def test_a_bad_answer_changes_nothing(
    clm: Clm, asked: str, repo: Repository, words: tuple[str, ...], code: int, said: str
) -> None:  # A2.26
    clm.ok("survey", "record", asked, "--customer", IDS[1], "--score", "3")
    before = repo.head()
    found = clm("survey", "record", asked, *words)
    assert (found.code, repo.head()) == (code, before)
    assert said in found.err


BAD = "customer: {0}\ncomplaints:\n  - id: [\n"


def test_whose_complaints_cannot_be_read_is_not_invited(
    clm: Clm, asked: str, repo: Repository
) -> None:  # A2.25
    path = customer_path(IDS[1], "service")
    repo.put(path, BAD.format(IDS[1]))
    drawn = clm("survey", "draw", asked, "--all", "--json")
    found = clm("survey", "invite", asked)
    for answer in (drawn, found):
        assert answer.code == 65
        assert path in answer.err
    assert IDS[1] not in [one["ref"] for one in drawn.json["items"]]
    text = repo.read(f"surveys/{asked}.yaml")
    assert (IDS[0] in text, IDS[1] in text) == (True, False)
    named = clm("survey", "invite", asked, "--customer", IDS[1])
    assert (named.code, repo.read(f"surveys/{asked}.yaml")) == (65, text)


def test_a_token_answers_once(clm: Clm, asked: str, repo: Repository, tmp_path: Path) -> None:
    # A2.26
    out = tmp_path / "letters.csv"
    clm.ok("survey", "invite", asked, "-O", out)
    rows = letters(out)
    assert len(rows) == 7
    assert out.stat().st_mode & 0o077 == 0
    token = rows[0]["token"]
    assert token in rows[0]["text"]
    assert token not in repo.read(f"surveys/{asked}.yaml")
    clm.ok("survey", "record", asked, "--token", token.upper(), "--score", "7")
    found = clm("survey", "record", asked, "--token", token, "--score", "8")
    assert (found.code, "used already" in found.err) == (77, True)
    again = clm("survey", "record", asked, "--customer", rows[0]["customer"], "--score", "8")
    assert again.code == 77


def test_a_letter_is_written_in_the_contacts_language(
    clm: Clm, repo: Repository, tmp_path: Path
) -> None:  # A2.26
    spoken = ("de", "en", "pt")
    for number, language in enumerate(spoken):
        more = contact(number, f"    language: {language}\n")
        repo.write(customer_path(IDS[number]), make_customer(IDS[number], "Kunde", more))
    repo.write("templates/pt/survey-invite.md.j2", PORTUGUESE)
    repo.commit()
    survey = plan(clm, "--question", "nps", "--to", "2026-12-01")
    out = tmp_path / "letters.csv"
    clm.ok("survey", "invite", survey, "-O", out)
    rows = {one["language"]: one for one in letters(out)}
    assert [rows[one]["subject"] for one in spoken] == [
        "Wie zufrieden sind Sie?", "How satisfied are you?", "Só 1 pergunta",
    ]  # fmt: skip
    assert "01.12.2026" in rows["de"]["text"]
    assert "1. How likely are you to recommend us" in rows["en"]["text"]
    assert rows["pt"]["text"] == f"{rows['pt']['token']} para Erika Muster (Test)"
    assert rows["de"]["email"] == "muster0@example.org"
    assert clm("template", "check").code in (0, 1)


def test_a_template_that_fails_gives_out_no_token(
    clm: Clm, asked: str, repo: Repository, tmp_path: Path
) -> None:  # A2.26
    repo.put(
        "templates/de/survey-invite.md.j2", PORTUGUESE.replace("pt", "de") + "{{ nothing.there }}\n"
    )
    before = repo.head()
    out = tmp_path / "letters.csv"
    assert clm("survey", "invite", asked, "-O", out).code == 65
    assert repo.head() == before
    assert not out.exists()
    assert "there is no variable nothing.there" in clm("template", "check", "survey-invite").out


def test_the_same_seed_draws_the_same_sample(clm: Clm, repo: Repository) -> None:
    # A2.23
    customers(repo)
    survey = plan(clm, "--question", "nps", "--size", "3", "--seed", "herbst")
    first = clm.ok("survey", "draw", survey, "--ids")
    assert len(first.split()) == 3
    assert clm.ok("survey", "draw", survey, "--ids") == first
    others = {clm.ok("survey", "draw", survey, "--ids", "--seed", str(n)) for n in range(5)}
    assert len(others) > 1
    clm.ok("survey", "invite", survey)
    invited = repo.read(f"surveys/{survey}.yaml")
    assert all(one in invited for one in first.split())


def test_a_stratified_sample_is_compared_with_its_population(clm: Clm, repo: Repository) -> None:
    # A2.24
    customers(repo)
    survey = plan(clm, "--question", "nps", "--size", "3", "--stratify", "phase")
    found = clm("survey", "draw", survey, "--json").json
    assert found["strata"] == [
        {"stratum": "first", "population": 1, "able": 1, "asked": 0, "lacking": 0},
        {"stratum": "lead", "population": 6, "able": 6, "asked": 3, "lacking": 0},
    ]
    clm.ok("survey", "invite", survey)
    shown = clm("survey", "show", survey, "--json").json["items"][0]
    assert [one["asked"] for one in shown["strata"]] == [0, 3]


def test_a_sample_larger_than_its_population_is_refused(clm: Clm, repo: Repository) -> None:
    # A2.24
    customers(repo)
    before = repo.head()
    found = clm("survey", "plan", "Zu groß", "--question", "nps", "--size", "8")
    assert (found.code, repo.head()) == (77, before)
    assert "larger than its population of 7" in found.err
    narrow = clm(
        "survey", "plan", "Eng", "--question", "nps", "--size", "2", "--where", "phase = first"
    )
    assert narrow.code == 77


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--question", "stars"), "no kind"),
        (("--question", "choice"), "two words"),
        (("--question", "nps=Und?|a|b"), "no words to choose"),
        (("--question", "nps", "--size", "0"), "nobody"),
        (("--question", "nps", "--sample", "random"), "size"),
        (("--question", "nps", "--sample", "stratified", "--size", "2"), "stratified by"),
        (("--question", "nps", "--from", "2026-12-01", "--to", "2026-11-20"), "before it opens"),
        (("--question", "nps", "--trigger", "request-closed", "--anonymous"), "one at a time"),
        (("--question", "nps", "--owner", "nobody"), "nobody"),
        (("--question", "nps", "--where", "fase = lead"), "fase"),
        (("--question", "nps", "--from", "2026-11-01", "--to", "2026-11-17"), "is past"),
        (("--question", "choice=Wie?|Mail|mail"), "is there twice"),
        (("--question", "nps", "--question", "nps"), "asked twice"),
        (("--question", "text=Was?", "--question", "text=Was?"), "asked twice"),
    ],
)
def test_a_plan_that_does_not_fit_is_refused(
    clm: Clm, repo: Repository, words: tuple[str, ...], said: str
) -> None:  # A2.23
    customers(repo)
    before = repo.head()
    found = clm("survey", "plan", "Herbst", *words)
    assert found.code in (2, 3, 77)
    assert said in found.err
    assert repo.head() == before


def test_who_is_not_asked(clm: Clm, repo: Repository) -> None:
    # A2.25
    customers(repo)
    repo.write(
        customer_path(IDS[1]),
        make_customer(
            IDS[1], "Kunde 1", contact(1) + "consent:\n  - id: k-00000001\n    purpose: survey\n"
            "    on: 2026-01-01\n    off_on: 2026-11-01\n",
        ),
    )  # fmt: skip
    repo.write(customer_path(IDS[2]), make_customer(IDS[2], "Kunde 2"))
    repo.commit()
    before = plan(clm, "--question", "nps")
    clm.ok("survey", "invite", before, "--customer", IDS[3])
    survey = plan(clm, "--question", "csat")
    found = clm("survey", "draw", survey, "--all", "--json").json["items"]
    assert {one["ref"]: one["why"] for one in found if one["why"]} == {
        IDS[1]: "opted-out", IDS[2]: "unreachable", IDS[3]: "asked-recently",
    }  # fmt: skip
    refused = clm("survey", "invite", survey, "--customer", IDS[3])
    assert (refused.code, "was asked lately" in refused.err) == (77, True)
    late = clm("survey", "draw", survey, "--all", "--json", "--today", "2027-03-01").json["items"]
    assert IDS[3] in {one["ref"] for one in late if not one["why"]}


def test_answers_come_from_a_file(clm: Clm, asked: str, repo: Repository, tmp_path: Path) -> None:
    # A2.26
    file = tmp_path / "answers.csv"
    file.write_text(
        f"customer,score,on\n{IDS[0]},9,2026-11-17\n{IDS[1]},,\n{IDS[2]},12,\n{IDS[0]},3,\n"
    )
    before = repo.head()
    dry = clm("survey", "import", asked, file, "--json")
    assert (dry.code, repo.head()) == (65, before)
    found = clm("survey", "import", asked, file, "--apply", "--json")
    assert found.code == 65
    assert (found.json["taken"], found.json["empty"]) == (1, 1)
    assert [one["line"] for one in found.json["errors"]] == [4, 5]
    yaml = tmp_path / "answers.yaml"
    yaml.write_text(f"answers:\n  - customer: {IDS[4]}\n    nps: 10\n  - hm\n")
    clm("survey", "import", asked, yaml, "--apply")
    assert clm("survey", "results", asked, "--json").json["n"] == 2


def test_a_late_answer_is_flagged(clm: Clm, repo: Repository) -> None:
    # A2.26
    customers(repo)
    survey = plan(clm, "--question", "nps", "--from", "2026-11-01", "--to", "2026-11-18")
    clm.ok("survey", "record", survey, "--customer", IDS[0], "--score", "9", "--on", "2026-11-09")
    words = ("--customer", IDS[1], "--score", "9", "--today", "2026-11-20")
    late = clm("survey", "record", survey, *words)
    assert (late.code, "was over on 2026-11-18" in late.err) == (0, True)
    items = clm("survey", "answers", survey, "--json").json["items"]
    assert [one["late"] for one in items] == [True, False]
    assert clm("survey", "results", survey, "--json").json["late"] == 1


def test_a_closed_survey_takes_no_more_answers(
    clm: Clm, asked: str, repo: Repository, tmp_path: Path
) -> None:  # A2.26
    clm.ok("survey", "invite", asked, "--customer", IDS[0])
    clm.ok("survey", "close", asked, "-m", "alles gut")
    before = repo.head()
    for one in IDS[:2]:
        found = clm("survey", "record", asked, "--customer", one, "--score", "5")
        assert (found.code, "was closed on 2026-11-18" in found.err) == (77, True)
        assert "hint:" in found.err
    file = tmp_path / "answers.csv"
    file.write_text(f"customer,score\n{IDS[0]},5\n")
    assert clm("survey", "import", asked, file, "--apply").code == 77
    assert repo.head() == before


def test_only_the_sample_answers(clm: Clm, repo: Repository) -> None:  # A2.24, A2.26
    customers(repo)
    sampled = plan(clm, "--question", "nps", "--size", "3")
    clm.ok("survey", "invite", sampled)
    text = repo.read(f"surveys/{sampled}.yaml")
    others = [one for one in IDS if one not in text]
    before = repo.head()
    found = clm("survey", "record", sampled, "--customer", others[0], "--score", "5")
    assert (found.code, "was not invited" in found.err, repo.head()) == (77, True, before)
    leads = plan(clm, "--question", "nps", "--where", "phase = lead")
    found = clm("survey", "record", leads, "--customer", IDS[0], "--score", "5")
    assert (found.code, "not of those whom" in found.err) == (77, True)
    clm.ok("survey", "record", leads, "--customer", IDS[1], "--score", "9")


def test_a_closed_survey_asks_nobody(clm: Clm, asked: str) -> None:
    clm.ok("survey", "close", asked, "-m", "alles gut")
    assert clm("survey", "invite", asked).code == 77
    assert clm("survey", "close", asked).code == 77
    assert asked not in clm.ok("survey", "list")
    assert asked in clm.ok("survey", "list", "--all")
    assert "alles gut" in clm.ok("survey", "show", asked)


# anonymous ones


def test_nothing_links_an_anonymous_answer(clm: Clm, repo: Repository, tmp_path: Path) -> None:
    # A2.26, A2.28
    customers(repo)
    survey = plan(clm, "--question", "nps", "--anonymous", "--to", "2026-11-20")
    assert clm("survey", "invite", survey, "--customer", IDS[0], "-O", tmp_path / "x").code == 77
    assert clm("survey", "invite", survey).code == 2
    out = tmp_path / "letters.csv"
    clm.ok("survey", "invite", survey, "-O", out)
    tokens = [one["token"] for one in letters(out)]
    assert clm("survey", "record", survey, "--token", tokens[0], "--score", "9").code == 77
    few = tmp_path / "few.csv"
    few.write_text("token,score\n" + "".join(f"{one},9\n" for one in tokens[:4]))
    refused = clm("survey", "import", survey, few, "--apply")
    assert (refused.code, "told apart" in refused.err) == (77, True)
    enough = tmp_path / "enough.csv"
    enough.write_text("token,score\n" + "".join(f"{one},{n}\n" for n, one in enumerate(tokens[:6])))
    clm.ok("survey", "import", survey, enough, "--apply")
    text = repo.read(f"surveys/{survey}.yaml")
    assert "invitation:" not in text
    assert "token:" not in text
    assert clm("survey", "results", survey, "--json").json["n"] == 6
    again = clm("survey", "import", survey, enough, "--apply")
    assert (again.code, "2: this token was used already" in again.err) == (65, True)


def test_an_unhappy_anonymous_answer_opens_no_task(
    clm: Clm, repo: Repository, tmp_path: Path
) -> None:
    # A2.29
    customers(repo)
    survey = plan(
        clm, "--question", "nps", "--question", "text", "--anonymous", "--to", "2026-11-20"
    )
    out = tmp_path / "letters.csv"
    clm.ok("survey", "invite", survey, "-O", out)
    file = tmp_path / "answers.csv"
    lines = (f"{one['token']},3,Niemand ruft zurück\n" for one in letters(out)[:5])
    file.write_text("token,score,text\n" + "".join(lines))
    clm.ok("survey", "import", survey, file, "--apply")
    assert clm("survey", "results", survey, "--per", "phase").code == 77
    assert clm("task", "list", "--json").json["items"] == []  # nobody can be asked


def test_an_anonymous_breakdown_hides_small_groups(
    clm: Clm, repo: Repository, tmp_path: Path
) -> None:  # A2.28
    for number in range(12):
        one = f"c-0bbb{number:02}"
        more = contact(0).replace("p-00000000", f"p-000000{number:02}")
        if number < 6:
            mark = f"  - id: k-000000{number:02}\n    value: A\n    on: 2026-01-01\n"
            more += f"class:\n{mark}    by: jana\n"
        repo.write(customer_path(one), make_customer(one, f"Kunde {number}", more))
    repo.commit()
    survey = plan(clm, "--question", "nps", "--anonymous", "--stratify", "class", "--size", "12")
    out = tmp_path / "letters.csv"
    clm.ok("survey", "invite", survey, "-O", out)
    rows = letters(out)
    of_a = {f"c-0bbb{number:02}" for number in range(6)}
    given = [one for one in rows if one["customer"] in of_a]
    given += [one for one in rows if one["customer"] not in of_a][:4]
    file = tmp_path / "answers.csv"
    file.write_text("token,score\n" + "".join(f"{one['token']},9\n" for one in given))
    clm.ok("survey", "import", survey, file, "--apply")
    found = clm("survey", "results", survey, "--per", "class", "--json").json["items"]
    groups = {one["group"]: (one["score"], one["n"], one["hidden"]) for one in found}
    assert groups == {"all": (100, 10, False), "unknown": (100, 10, False)}  # 4, and what follows


def test_what_was_said_goes_into_the_case_file(clm: Clm, asked: str) -> None:  # A2.26
    clm.ok("survey", "record", asked, "--customer", IDS[0], "--score", "9", "-m", "sehr freundlich")
    assert "sehr freundlich" in clm.ok("file", IDS[0])
