"""What surveys written by hand obey (A2.23, A2.26)."""

from __future__ import annotations

import pytest

from clm.domain.checks import broken
from clm.domain.flaws import Known
from clm.domain.survey import Survey
from tests.domain.cases import day, of_yaml

KNOWN = Known(day("2026-11-18"), frozenset({"jana"}), customers=frozenset({"c-7f3qkd", "c-aaaaaa"}))
HEAD = "id: sv-2k9x7d\ntitle: Herbst\n"
ASKS = (
    "questions:\n  - {id: nps, kind: nps, text: {de: Gern?}}\n"
    "  - {id: choice, kind: choice, text: {de: Wie?}, choices: [Telefon, Mail]}\n"
)
INVITED = "invitations:\n  - {id: iv-2k9x7d1q, customer: c-7f3qkd, on: 2026-11-10, by: jana}\n"
ANSWER = (
    "answers:\n  - {id: an-2k9x7d1q, invitation: iv-2k9x7d1q, on: 2026-11-11, values: {nps: 9}}\n"
)


def flaws(text: str) -> list[str]:
    record = of_yaml(text, Survey)
    return [f"{row.rule} {'.'.join(flaw.at)}" for row, flaw in broken("survey", record, KNOWN)]


def test_a_survey_that_is_right() -> None:  # A2.23
    plan = "owner: jana\npopulation: phase = existing and last_booked_on > 2026-01-01\n"
    assert flaws(HEAD + plan + ASKS + INVITED + ANSWER) == []


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("owner: nobody\n", "unknown-colleague owner"),
        (INVITED.replace("c-7f3qkd", "c-bbbbbb"),
         "unknown-customer invitations.iv-2k9x7d1q.customer"),
        (INVITED.replace("jana", "nobody"), "unknown-colleague invitations.iv-2k9x7d1q.by"),
        ("opens_on: 2026-11-18\ncloses_on: 2026-11-17\n", "survey closes_on"),
        ("population: fase = lead\n", "survey population"),
        ("population: last_booked_on > gestern\n", "survey population"),
        ("sample: {size: 4}\n", "survey sample"),
        ("sample: {method: random}\n", "survey sample"),
        ("sample: {method: stratified, size: 4}\n", "survey sample"),
        ("sample: {method: random, size: 4, by: phase}\n", "survey sample"),
        ("trigger: phase-change\nanonymous: true\n", "survey anonymous"),
        (INVITED + ANSWER.replace("nps: 9", "nps: 11"),
         "survey-answer answers.an-2k9x7d1q.values.nps"),
        (INVITED + ANSWER.replace("nps: 9", "csat: 1"),
         "survey-answer answers.an-2k9x7d1q.values.csat"),
        (INVITED + ANSWER.replace("11-11", "11-19"), "survey-answer answers.an-2k9x7d1q.on"),
        (INVITED + ANSWER.replace("11-11", "11-09"), "survey-answer answers.an-2k9x7d1q.on"),
        (ANSWER, "survey-answer answers.an-2k9x7d1q.invitation"),
        (INVITED + "answers:\n  - {id: an-2k9x7d1q, on: 2026-11-11}\n",
         "survey-anonymous answers.an-2k9x7d1q"),
        (f"anonymous: true\ntokens: {{{'a' * 32}: unknown}}\nused: [{'a' * 32}]\n{INVITED}{ANSWER}",
         "survey-anonymous answers.an-2k9x7d1q"),
        (INVITED + INVITED.removeprefix("invitations:\n").replace("2k9x7d1q", "2k9x7d1r"),
         "survey invitations.iv-2k9x7d1r.customer"),
        ("anonymous: true\n" + INVITED.replace("jana}", f"jana, token: {'a' * 32}}}"),
         "survey-anonymous invitations.iv-2k9x7d1q.token"),
        (f"used: [{'a' * 32}]\n", "survey-anonymous used"),
    ],
)  # fmt: skip
def test_a_flaw_and_its_place(more: str, expected: str) -> None:  # A2.23, A2.26
    assert flaws(HEAD + ASKS + more) == [expected]


def test_an_invitation_answered_twice() -> None:  # A2.26
    again = ANSWER + ANSWER.removeprefix("answers:\n").replace("an-2k9x7d1q", "an-2k9x7d1r")
    assert flaws(HEAD + ASKS + INVITED + again) == [
        "survey-answer answers.an-2k9x7d1q.invitation",
        "survey-answer answers.an-2k9x7d1r.invitation",
    ]


def test_an_anonymous_survey_that_is_right() -> None:  # A2.26
    token = "a" * 32
    held = (
        f"anonymous: true\ntokens: {{{token}: unknown}}\nused: [{token}]\n{INVITED}"
        "answers:\n  - {id: an-2k9x7d1q, on: 2026-11-11, values: {nps: 9}}\n"
    )
    assert flaws(HEAD + ASKS + held) == []


def test_more_anonymous_answers_than_used_tokens() -> None:  # A2.26
    token = "a" * 32
    held = (
        f"anonymous: true\ntokens: {{{token}: unknown}}\nused: [{token}]\n{INVITED}answers:\n"
        "  - {id: an-2k9x7d1q, on: 2026-11-11, values: {nps: 9}}\n"
        "  - {id: an-2k9x7d1r, on: 2026-11-11, values: {nps: 9}}\n"
    )
    assert flaws(HEAD + ASKS + held) == ["survey-anonymous answers"]


def test_a_standing_survey_asks_once_for_each_event() -> None:  # A2.26, A2.30
    one = INVITED.replace("jana}", "jana, trigger: r-2k9x7d}")
    more = one.removeprefix("invitations:\n").replace("iv-2k9x7d1q", "iv-2k9x7d1r")
    by_hand = "".join(
        INVITED.removeprefix("invitations:\n").replace("iv-2k9x7d1q", f"iv-2k9x7d1{end}")
        for end in "st"
    )
    standing = HEAD + ASKS + "trigger: request-closed\n" + one
    assert flaws(standing + more.replace("r-2k9x7d", "r-2k9x7e") + by_hand) == []
    assert flaws(standing + more) == ["survey invitations.iv-2k9x7d1r.customer"]


@pytest.mark.parametrize(
    ("asks", "expected"),
    [
        ("", ["survey questions"]),
        ("questions:\n  - {id: nps, kind: nps}\n", ["survey questions.nps"]),
        ("questions:\n  - {id: nps, kind: nps, text: {de: x}, choices: [a, b]}\n",
         ["survey questions.nps"]),
        ("questions:\n  - {id: wie, kind: choice, text: {de: x}, choices: [a]}\n",
         ["survey questions.wie"]),
    ],
)  # fmt: skip
def test_questions_that_cannot_be_asked(asks: str, expected: list[str]) -> None:  # A2.23
    assert flaws(HEAD + asks) == expected


def test_questions_of_one_id() -> None:  # A2.23
    twice = Survey(
        id="sv-2k9x7d", title="x", questions=2 * of_yaml(HEAD + ASKS, Survey).questions[:1]
    )
    found = [flaw.at for _, flaw in broken("survey", twice, KNOWN)]
    assert found == 2 * [("questions", "nps", "id")]
