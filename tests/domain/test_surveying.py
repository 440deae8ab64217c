"""Questions with their scales, how a survey stands, tokens (A2.23, A2.26)."""

from __future__ import annotations

import pytest

from clm.domain.survey import Answer, Question, Survey
from clm.domain.surveying import (
    answered,
    hashed,
    is_late,
    pending,
    question,
    question_typed,
    questions,
    scored,
    scores,
    state,
    token,
    value,
    wording,
)
from clm.errors import UsageError
from tests.domain.cases import day, of_yaml

BARE = "id: sv-2k9x7d\ntitle: Herbst\n"


def survey(more: str = "") -> Survey:
    return of_yaml(BARE + more, Survey)


def made(*typed: str) -> tuple[Question, ...]:
    return questions([question_typed(word) for word in typed], "de")


def test_questions_come_in_three_languages_unless_one_is_written() -> None:  # A2.23
    usual, own = made("nps", "csat=Wie war's?")
    assert set(usual.text) == {"de", "en", "pt"}
    assert own.text == {"de": "Wie war's?"}
    assert [one.id for one in made("text", "TEXT=Noch was?", "nps")] == ["text", "text-2", "nps"]


def test_a_choice_has_its_words() -> None:  # A2.23
    (one,) = made("choice=Wie gern?| Telefon|E-Mail|")
    assert (one.text["de"], one.choices) == ("Wie gern?", ("Telefon", "E-Mail"))


@pytest.mark.parametrize(
    "typed",
    [
        (), ("stars",), ("choice",), ("choice=Wie?|a",), ("nps=x|a|b",), ("choice=Wie?|a|A",),
        ("nps", "csat", "nps"),
    ],
)  # fmt: skip
def test_what_is_no_question_is_refused(typed: tuple[str, ...]) -> None:  # A2.23
    with pytest.raises(UsageError):
        made(*typed)


@pytest.mark.parametrize(
    ("kind", "typed", "expected"),
    [
        ("nps", "0", "0"), ("nps", " 10 ", "10"), ("nps", "", ""), ("nps", "  ", ""),
        ("csat", "5", "5"), ("ces", "7", "7"), ("text", " gut ", "gut"), ("nps", "09", "9"),
        ("choice=Wie?|Telefon|E-Mail", "telefon", "Telefon"), ("text", "", ""),
    ],
)  # fmt: skip
def test_a_value_that_fits(kind: str, typed: str, expected: str) -> None:  # A2.26
    assert value(made(kind)[0], typed) == expected


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("nps", "11"), ("nps", "-1"), ("nps", "9.5"), ("nps", "neun"), ("csat", "0"), ("csat", "6"),
        ("ces", "0"), ("ces", "8"), ("nps", "٩"), ("nps", "1000000"),
        ("choice=Wie?|Telefon|E-Mail", "Fax"),
    ],
)  # fmt: skip
def test_a_value_off_its_scale_is_refused(kind: str, typed: str) -> None:  # A2.26
    with pytest.raises(UsageError):
        value(made(kind)[0], typed)


def test_the_score_is_that_of_the_first_question_with_a_scale() -> None:
    asked = "questions:\n  - {id: text, kind: text}\n  - {id: ces, kind: ces}\n"
    assert scored(survey(asked)).id == "ces"
    assert question(survey(asked), "text").kind == "text"
    with pytest.raises(UsageError, match="no score"):
        scored(survey())
    with pytest.raises(UsageError, match="no question nps"):
        question(survey(asked), "nps")


def test_scores_leave_out_what_is_no_answer() -> None:  # A2.27
    held = [Answer(id=f"an-0000000{n}", on=day("2026-11-18"), values=values) for n, values in
            enumerate(({"nps": "0"}, {"nps": "10"}, {}, {"nps": "11"}, {"nps": "?"}))]  # fmt: skip
    assert scores(Question(id="nps", kind="nps"), held) == [0, 10]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("", "planned"),
        ("opens_on: 2026-11-19\n", "planned"),
        ("opens_on: 2026-11-18\ncloses_on: 2026-11-18\n", "open"),
        ("closes_on: 2026-11-17\n", "over"),
        ("closes_on: 2026-11-17\nclosed_on: 2026-11-18\n", "closed"),
        ("closed_on: 2026-11-19\n", "planned"),
        ("trigger: phase-change\n", "open"),
        ("answers:\n  - {id: an-2k9x7d1q, on: 2026-11-01}\n", "open"),
        ("invitations:\n  - {id: iv-2k9x7d1q, customer: c-7f3qkd, on: 2026-11-01, by: jana}\n",
         "open"),
    ],
)  # fmt: skip
def test_how_it_stands(more: str, expected: str) -> None:  # A2.23
    assert state(survey(more), day("2026-11-18")) == expected


@pytest.mark.parametrize(
    ("more", "late"),
    [
        ("", False),
        ("closes_on: 2026-11-18\n", False),
        ("closes_on: 2026-11-17\n", True),
        ("closes_on: 2026-11-30\nclosed_on: 2026-11-17\n", False),
    ],
)
def test_what_comes_after_the_last_day_is_late(more: str, late: bool) -> None:
    # A2.26
    answer = Answer(id="an-2k9x7d1q", on=day("2026-11-18"))
    assert is_late(survey(more), answer) is late


def test_a_question_is_asked_in_the_readers_language() -> None:
    both = Question(id="nps", kind="nps", text={"de": "Gern?", "en": "Likely?"})
    assert [wording(both, one) for one in ("de", "pt")] == ["Gern?", "Likely?"]
    assert wording(Question(id="x", kind="text", text={"de": "Gern?"}), "pt") == "Gern?"
    assert wording(Question(id="x", kind="text"), "pt") == "x"


def test_a_token_is_kept_as_a_salted_hash() -> None:  # A2.26
    typed = token(bytes(range(20)))
    assert typed == "01234-56789-abcde-fghjk"[:5] + typed[5:]
    assert len(typed) == 23
    kept = hashed("salt", typed)
    assert kept == hashed("salt", typed.upper().replace("-", ""))
    assert kept != hashed("other", typed)
    assert hashed("salt", "0a11") == hashed("salt", "OaIl")
    assert len(kept) == 32


def test_an_answered_invitation_awaits_nothing() -> None:  # A2.26
    held = survey(
        "invitations:\n"
        "  - {id: iv-2k9x7d1q, customer: c-7f3qkd, on: 2026-11-01, by: jana}\n"
        "  - {id: iv-2k9x7d1r, customer: c-7f3qkd, on: 2026-11-02, by: jana}\n"
        "answers:\n  - {id: an-2k9x7d1q, invitation: iv-2k9x7d1q, on: 2026-11-02}\n"
        "  - {id: an-2k9x7d1r, on: 2026-11-02}\n"
    )
    assert answered(held) == {"iv-2k9x7d1q"}
    left = pending(held, "c-7f3qkd")
    assert left
    assert left.id == "iv-2k9x7d1r"
    assert pending(held, "c-aaaaaa") is None
