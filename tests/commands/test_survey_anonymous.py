"""What an anonymous survey hides (A2.28), and that its letters are worth something (A2.26)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from clm.services.workspace import Workspace
from tests.build import customer_path, make_customer
from tests.commands.test_survey import IDS, customers, letters, plan

if TYPE_CHECKING:
    from pathlib import Path

    from tests.world import Clm, Repository


def classed(repo: Repository, number: int) -> None:
    """So many customers, of whom the first six are of class A, the others of B."""
    for one in range(number):
        more = (
            f"owner: jana\ncontacts:\n  - id: p-000000{one:02}\n    name: Erika Muster\n"
            f"    email: m{one}@example.org\nclass:\n  - id: k-000000{one:02}\n"
            f"    value: {'A' if one < 6 else 'B'}\n    on: 2026-01-01\n    by: jana\n"
        )
        repo.write(customer_path(f"c-0bbb{one:02}"), make_customer(f"c-0bbb{one:02}", more=more))
    repo.commit()


def invited(clm: Clm, tmp_path: Path, *words: str) -> tuple[str, list[str]]:
    """An anonymous survey with the tokens of who was invited, by customer."""
    survey = plan(clm, "--question", "nps", "--anonymous", *words)
    clm.ok("survey", "invite", survey, "-O", tmp_path / "letters.csv")
    rows = sorted(letters(tmp_path / "letters.csv"), key=lambda one: one["customer"])
    return survey, [one["token"] for one in rows]


def taken(clm: Clm, tmp_path: Path, survey: str, *lines: str, head: str = "token,nps") -> int:
    """Take in a file of answers, and tell the exit code."""
    file = tmp_path / "answers.csv"
    file.write_text("\n".join((head, *lines)) + "\n")
    return clm("survey", "import", survey, file, "--apply").code


def test_no_list_tells_the_group_of_a_single_answer(
    clm: Clm, repo: Repository, tmp_path: Path
) -> None:  # A2.28
    classed(repo, 11)
    by = ("--stratify", "class", "--size", "11")
    survey, tokens = invited(clm, tmp_path, *by, "--question", "text")
    assert taken(clm, tmp_path, survey, *(f"{one},9" for one in tokens[6:]), f"{tokens[0]},0") == 0
    assert "group" not in repo.read(f"surveys/{survey}.yaml")
    assert "group" not in repo.git("log", "-1", "-p", "--format=")
    items = clm("survey", "answers", survey, "--json").json["items"]
    assert len(items) == 6
    assert not [one for one in items if "group" in one]


def test_a_group_that_is_shown_is_told_by_the_figures_alone(
    clm: Clm, repo: Repository, tmp_path: Path
) -> None:  # A2.28
    classed(repo, 11)
    survey, tokens = invited(clm, tmp_path, "--stratify", "class", "--size", "11")
    assert taken(clm, tmp_path, survey, *(f"{one},9" for one in tokens)) == 0
    found = clm("survey", "results", survey, "--per", "class", "--json").json["items"]
    assert {one["group"]: one["n"] for one in found} == {"all": 11, "A": 6, "B": 5}
    assert "group" not in clm.ok("survey", "answers", survey, "--json")


def test_a_question_that_few_answered_is_hidden(
    clm: Clm, repo: Repository, tmp_path: Path
) -> None:  # A2.28
    classed(repo, 11)
    by = ("--stratify", "class", "--size", "11")
    survey, tokens = invited(clm, tmp_path, *by, "--question", "csat", "--question", "text")
    lines = [f"{one},9,," for one in tokens[1:]] + [f"{tokens[0]},9,1,zu langsam"]
    assert taken(clm, tmp_path, survey, *lines, head="token,nps,csat,text") == 0
    found = clm("survey", "results", survey, "--per", "class", "--json").json
    csat = [one for one in found["items"] if one["question"] == "csat"]
    assert (found["top2"], found["csat_mean"], found["nps"]) == (None, None, 100)
    assert [(one["mean"], one["hidden"]) for one in csat] == 3 * [(None, True)]
    assert [one["n"] for one in csat if one["group"] != "all"] == [None, None]
    values = [one["values"] for one in clm("survey", "answers", survey, "--json").json["items"]]
    assert {"nps": "9", "text": "zu langsam"} in values
    report = clm("report", "satisfaction", "--period", "2026-11", "--json").json["items"][0]
    assert (report["nps"], report["csat_mean"]) == (100, None)


def test_a_group_in_which_few_answered_a_question_is_hidden(
    clm: Clm, repo: Repository, tmp_path: Path
) -> None:  # A2.28
    classed(repo, 16)
    by = ("--stratify", "class", "--size", "16")
    survey, tokens = invited(clm, tmp_path, *by, "--question", "csat")
    lines = [f"{one},9,{4 if n else ''}" for n, one in enumerate(tokens) if n != 1]
    lines += [f"{tokens[1]},9,"]
    assert taken(clm, tmp_path, survey, *lines, head="token,nps,csat") == 0
    found = clm("survey", "results", survey, "--per", "class", "--json").json["items"]
    hidden = {(one["question"], one["group"]): one["hidden"] for one in found}
    assert hidden[("nps", "A")] is hidden[("nps", "B")] is hidden[("csat", "all")] is False
    assert hidden[("csat", "A")] is hidden[("csat", "B")] is True  # 4, and what follows from it


def test_the_last_answers_are_not_told_by_subtraction(
    clm: Clm, repo: Repository, tmp_path: Path
) -> None:  # A2.28
    customers(repo)
    survey, tokens = invited(clm, tmp_path, "--to", "2026-11-20")
    assert taken(clm, tmp_path, survey, *(f"{one},9" for one in tokens[:5])) == 0
    before = repo.head()
    file = tmp_path / "rest.csv"
    file.write_text(f"token,nps\n{tokens[5]},0\n")
    late = clm("survey", "import", survey, file, "--apply", "--today", "2026-11-25")
    assert (late.code, repo.head()) == (77, before)
    assert "told apart" in late.err
    clm.ok("survey", "close", survey)
    closed = repo.head()
    assert clm("survey", "import", survey, file, "--apply").code == 77
    assert repo.head() == closed


def test_few_answers_of_a_file_by_hand_are_not_told(clm: Clm, repo: Repository) -> None:  # A2.28
    used = "".join(f"  - {one:032x}\n" for one in range(4))
    tokens = "".join(f"  {one:032x}: unknown\n" for one in range(4))
    answers = "".join(
        f"  - {{id: an-0000000{one}, on: 2026-11-17, values: {{nps: 3, text: nie}}}}\n"
        for one in range(4)
    )
    repo.put(
        "surveys/sv-2k9x7d.yaml",
        "id: sv-2k9x7d\ntitle: Herbst\nanonymous: true\nsalt: s\nquestions:\n"
        "  - {id: nps, kind: nps, text: {de: Gern?}}\n  - {id: text, kind: text, text: {de: x}}\n"
        f"tokens:\n{tokens}used:\n{used}answers:\n{answers}",
    )
    found = clm("survey", "results", "sv-2k9x7d", "--json").json
    assert (found["nps"], found["hidden"]) == (None, True)
    told = clm("survey", "answers", "sv-2k9x7d")
    assert "nie" not in told.out
    assert "too few" in told.err


# answers and tokens that are there twice


def test_answers_taken_in_by_two_clones_are_found(
    clm: Clm, repo: Repository, tmp_path: Path
) -> None:  # A2.26
    customers(repo)
    survey, tokens = invited(clm, tmp_path)
    assert taken(clm, tmp_path, survey, *(f"{one},9" for one in tokens)) == 0
    assert "used tokens" not in clm("check").out
    path = f"surveys/{survey}.yaml"
    text = repo.read(path)
    again = re.sub(r"id: an-....", "id: an-0000", text[text.index("answers:\n") + 9 :])
    repo.put(path, text + again)
    found = clm("check")
    assert found.code == 1
    assert "14 by 7 used tokens" in found.out


def test_a_customer_is_invited_once(clm: Clm, repo: Repository) -> None:  # A2.26
    customers(repo)
    survey = plan(clm, "--question", "nps")
    clm.ok("survey", "invite", survey, "--customer", IDS[0], "--customer", IDS[0])
    path = f"surveys/{survey}.yaml"
    assert repo.read(path).count(IDS[0]) == 1
    clm.ok("survey", "invite", survey, "--customer", IDS[0], "--today", "2027-03-01")
    assert repo.read(path).count(IDS[0]) == 1
    clm.ok("survey", "record", survey, "--customer", IDS[0], "--score", "9")
    later = clm("survey", "invite", survey, "--customer", IDS[0], "--today", "2027-03-01")
    assert (later.code, "is invited" in later.err) == (77, True)
    again = f"  - id: iv-00000000\n    customer: {IDS[0]}\n    on: 2026-11-18\n    by: jana\n"
    head, item = repo.read(path).split("invitations:\n")
    repo.put(path, f"{head}invitations:\n{again}{item}")
    assert f"{IDS[0]} is invited twice" in clm("check").out


def test_a_survey_has_its_salt_from_the_beginning(clm: Clm, repo: Repository) -> None:  # A2.26
    customers(repo)
    survey = plan(clm, "--question", "nps")
    assert re.search(
        r"^salt: ['\"]?[0-9a-f]{32}", repo.read(f"surveys/{survey}.yaml"), re.MULTILINE
    )


def test_a_survey_by_hand_gets_its_salt_with_its_tokens(
    clm: Clm, repo: Repository, tmp_path: Path
) -> None:  # A2.26
    customers(repo)
    asks = "questions:\n  - {id: nps, kind: nps, text: {de: Gern?}}\n"
    repo.put("surveys/sv-2k9x7d.yaml", f"id: sv-2k9x7d\ntitle: Herbst\n{asks}")
    clm.ok("survey", "invite", "sv-2k9x7d", "-O", tmp_path / "letters.csv")
    token = letters(tmp_path / "letters.csv")[0]["token"]
    clm.ok("survey", "record", "sv-2k9x7d", "--token", token, "--score", "9")


def test_a_token_is_read_with_the_letters_its_digits_look_like(
    clm: Clm, repo: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # A2.26
    repo.put(
        customer_path(IDS[0]),
        make_customer(
            IDS[0], more="contacts:\n  - {id: p-00000000, name: E, email: e@example.org}\n"
        ),
    )
    monkeypatch.setattr("clm.services.surveyinviting.token", lambda _: "0110a-1bcd0-00000-11111")
    survey = plan(clm, "--question", "nps")
    clm.ok("survey", "invite", survey, "-O", tmp_path / "letters.csv")
    clm.ok("survey", "record", survey, "--token", "OilOa-LbcdO oo0oo iIlL1", "--score", "9")


def test_letters_of_a_commit_that_failed_are_gone(
    clm: Clm, repo: Repository, tmp_path: Path
) -> None:  # A2.26
    customers(repo)
    survey = plan(clm, "--question", "nps")
    out, lock = tmp_path / "letters.csv", repo.path(".git/index.lock")
    lock.touch()
    failed = clm("survey", "invite", survey, "-O", out)
    assert failed.code == 75
    assert not out.exists()
    assert "letters.csv" not in failed.err
    lock.unlink()
    clm.ok("survey", "invite", survey, "-O", out)
    token = letters(out)[0]["token"]
    clm.ok("survey", "record", survey, "--token", token, "--score", "9")


def test_letters_that_are_there_are_kept(clm: Clm, repo: Repository, tmp_path: Path) -> None:
    # A2.26
    customers(repo)
    survey = plan(clm, "--question", "nps")
    out = tmp_path / "letters.csv"
    out.write_text("von gestern\n")
    assert clm("survey", "invite", survey, "-O", out).code == 77
    assert out.read_text() == "von gestern\n"


@pytest.mark.parametrize("text", ["answers: x\n", "answers:\n", "answers: {token: x}\n", "- x\n"])
def test_a_file_without_a_list_of_answers_is_bad(
    clm: Clm, repo: Repository, tmp_path: Path, text: str
) -> None:  # A2.26
    customers(repo)
    survey = plan(clm, "--question", "nps")
    file = tmp_path / "answers.yaml"
    file.write_text(text)
    found = clm("survey", "import", survey, file)
    assert (found.code, "no list `answers`" in found.err) == (65, True)
    file.write_text("answers: []\n")
    assert clm("survey", "import", survey, file).code == 0


def test_closing_looks_at_one_customer_alone(
    clm: Clm, repo: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:  # A2.30
    customers(repo)
    plan(clm, "--question", "csat", "--trigger", "request-closed", "--where", "phase = first")
    out = clm.ok(
        "request", "add", IDS[0], "Reise", "--need", "Flug", "--channel", "phone",
        "--received-at", "today",
    )  # fmt: skip
    found = re.search(r"r-[0-9a-z]{6}", out)
    assert found

    def nobody(*_: object) -> list[object]:
        raise AssertionError("the whole population is looked at")

    monkeypatch.setattr(Workspace, "customers", nobody)
    done = clm("request", "close", found[0], "--outcome", "solved", "--solution", "gebucht")
    assert f"{IDS[0]} is asked" in done.err
