"""Answers taken in, each once (A2.26), and which of them are unhappy (A2.29)."""

from __future__ import annotations

from collections import Counter
from itertools import count
from typing import TYPE_CHECKING

import pytest

from clm.domain.answering import (
    Given,
    said_late,
    take,
    take_anonymous,
    unhappy,
    values,
)
from clm.domain.changes import Add, Set
from clm.domain.policy import Policy
from clm.domain.survey import Answer, Survey
from clm.domain.surveying import hashed
from clm.errors import ClmError, NotFoundError, RefusedError, UsageError
from tests.domain.cases import acting, day, of_yaml

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clm.domain.changes import Change
    from clm.domain.decisions import Actor

ASKS = (
    "id: sv-2k9x7d\ntitle: Herbst\nsalt: s\nquestions:\n  - {id: nps, kind: nps}\n"
    "  - {id: csat, kind: csat}\n  - {id: text, kind: text}\n"
)
INVITED = (
    "invitations:\n"
    f"  - {{id: iv-2k9x7d1q, customer: c-7f3qkd, on: 2026-11-10, by: jana,"
    f" token: {hashed('s', 'aaaaa')}}}\n"
    "  - {id: iv-2k9x7d1r, customer: c-aaaaaa, on: 2026-11-10, by: jana}\n"
    "answers:\n  - {id: an-2k9x7d1q, invitation: iv-2k9x7d1r, on: 2026-11-11}\n"
)
SAMPLED = "sample: {method: random, size: 1}\n"
TODAY = day("2026-11-18")


def survey(more: str = INVITED) -> Survey:
    return of_yaml(ASKS + more, Survey)


def actor() -> Actor:
    """Who gets another id each time, none in the order they are taken."""
    number = count(1)
    return acting("2026-11-18")._replace(
        new_id=lambda prefix: f"{prefix}-{99999999 - next(number) * 7 % 5:08}"
    )


def by(customer: str | None = None, token: str | None = None, on: str = "2026-11-18") -> Given:
    return Given({"nps": "9"}, day(on), customer, token)


def places(changes: list[Change]) -> list[tuple[str, ...]]:
    return [one.at for one in changes if isinstance(one, Add)]


def test_values_by_question() -> None:  # A2.26
    pairs = [("score", "9"), ("nps", "9"), ("text", " gut "), ("csat", "")]
    assert values(survey(), pairs) == {"nps": "9", "text": "gut"}
    with pytest.raises(UsageError, match="two answers"):
        values(survey(), [("score", "9"), ("nps", "8")])


def test_an_answer_to_an_invitation() -> None:  # A2.26
    for one in (by("c-7f3qkd"), by(None, "AAA-aa")):
        taken = take(survey(), one, actor())
        assert (taken.customer, taken.answer.invitation) == ("c-7f3qkd", "iv-2k9x7d1q")
        assert places(taken.changes(survey())) == [("answers",)]


def test_who_was_not_invited_is_noted_as_asked_that_day() -> None:  # A2.26
    taken = take(survey(), by("c-bbbbbb", on="2026-11-17"), actor())
    assert taken.made
    assert (taken.made.customer, taken.made.on) == ("c-bbbbbb", day("2026-11-17"))
    assert places(taken.changes(survey())) == [("invitations",), ("answers",)]


@pytest.mark.parametrize(
    ("one", "more", "said"),
    [
        (by("c-aaaaaa"), INVITED, "answered sv-2k9x7d already"),
        (by(None, "bbbbb"), INVITED, "no such token"),
        (by("c-7f3qkd", on="2026-11-09"), INVITED, "invited on 2026-11-10"),
        (by("c-7f3qkd", on="2026-11-19"), INVITED, "still to come"),
        (by("c-7f3qkd"), "opens_on: 2026-11-19\n", "begins on"),
        (by("c-7f3qkd", on="2026-11-11"), INVITED + "closed_on: 2026-11-18\n", "was closed on"),
        (by("c-bbbbbb"), INVITED + SAMPLED, "not invited to sv-2k9x7d"),
    ],
)
def test_what_cannot_be_taken(one: Given, more: str, said: str) -> None:  # A2.26
    with pytest.raises(ClmError, match=said):
        take(survey(more), one, actor())


def test_only_the_sample_and_the_population_answer() -> None:  # A2.24, A2.26
    assert take(survey(INVITED + SAMPLED), by("c-7f3qkd"), actor()).made is None
    with pytest.raises(RefusedError) as undrawn:
        take(survey(SAMPLED), by("c-bbbbbb"), actor())
    assert undrawn.value.hint
    assert "clm survey invite sv-2k9x7d draws it" in undrawn.value.hint
    drawn = SAMPLED.replace("}", ", drawn_on: 2026-11-10}")
    with pytest.raises(RefusedError) as others:
        take(survey(INVITED + drawn), by("c-bbbbbb"), actor())
    assert "draws it" not in (others.value.hint or "")
    assert take(survey(), by("c-bbbbbb"), actor(), {"c-bbbbbb"}).made
    assert take(survey(), by("c-7f3qkd"), actor(), set()).made is None  # who was invited may
    with pytest.raises(RefusedError, match="not of those whom"):
        take(survey("population: class = A\n"), by("c-bbbbbb"), actor(), {"c-7f3qkd"})


def test_a_used_token_is_refused() -> None:  # A2.26
    used = INVITED.replace("iv-2k9x7d1r, on", "iv-2k9x7d1q, on")
    with pytest.raises(RefusedError, match="used already"):
        take(survey(used), by(None, "aaaaa"), actor())


# anonymous


GROUPS = ("first", "second", "unknown")
"""The groups of tokens 0-4, 5-9 and 10-14."""


def anonymous(more: str = "") -> Survey:
    tokens = "".join(f"  {hashed('s', str(n))}: {GROUPS[n // 5]}\n" for n in range(15))
    return survey(f"anonymous: true\ntokens:\n{tokens}{more}")


def batch(*numbers: int) -> list[Given]:
    return [Given({"nps": str(n)}, TODAY, token=str(n)) for n in numbers]


def test_anonymous_answers_come_in_no_order_and_name_nobody() -> None:  # A2.26, A2.28
    used, *added = take_anonymous(anonymous(), batch(0, 1, 2, 3, 4), actor(), Policy())
    assert isinstance(used, Set)
    assert used.value == tuple(sorted(hashed("s", str(n)) for n in range(5)))
    answers = [one.item for one in added if isinstance(one, Add)]
    assert [one.id for one in answers] == sorted(one.id for one in answers)
    assert [one.values["nps"] for one in answers] != ["0", "1", "2", "3", "4"]
    assert all(one.invitation is None and one.by is None for one in answers)


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        (range(10), {"first": 5, "second": 5}),
        ((*range(5), *range(10, 15)), {"first": 5, None: 5}),
        (range(4, 10), {None: 6}),  # a single one of `first` would follow by subtraction
        ((*range(5), 10), {None: 6}),
    ],
)
def test_a_group_is_kept_where_a_batch_has_enough_of_it(
    numbers: Sequence[int], expected: dict[str | None, int]
) -> None:  # A2.28
    _, *added = take_anonymous(anonymous(), batch(*numbers), actor(), Policy())
    assert Counter(one.item.group for one in added if isinstance(one, Add)) == expected


@pytest.mark.parametrize("more", ["", "closes_on: 2026-11-17\n"])
def test_few_anonymous_answers_are_never_taken(more: str) -> None:  # A2.28
    with pytest.raises(RefusedError, match="4 alone"):
        take_anonymous(anonymous(more), batch(0, 1, 2, 3), actor(), Policy())


def test_a_closed_anonymous_survey_takes_no_more() -> None:  # A2.26
    with pytest.raises(RefusedError, match="was closed on 2026-11-17"):
        take_anonymous(
            anonymous("closed_on: 2026-11-17\n"), batch(0, 1, 2, 3, 4), actor(), Policy()
        )


def test_an_anonymous_token_answers_once() -> None:  # A2.26
    with pytest.raises(RefusedError, match="used already"):
        take_anonymous(anonymous(), batch(0, 1, 2, 3, 0), actor(), Policy())
    with pytest.raises(NotFoundError):
        take_anonymous(anonymous(), batch(0, 1, 2, 3, 15), actor(), Policy())


# unhappy, late


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"nps": "6"}, True), ({"nps": "7"}, False), ({"nps": "0"}, True),
        ({"csat": "2"}, True), ({"csat": "3"}, False), ({"nps": "10", "csat": "1"}, True),
        ({"text": "1"}, False), ({}, False), ({"nps": "?"}, False),
    ],
)  # fmt: skip
def test_who_is_unhappy(given: dict[str, str], *, expected: bool) -> None:  # A2.29
    answer = Answer(id="an-2k9x7d1q", on=TODAY, values=given)
    assert unhappy(survey(), answer, Policy()) is expected


def test_a_late_answer_is_told() -> None:  # A2.26
    answer = Answer(id="an-2k9x7d1q", on=TODAY)
    assert said_late(survey(), answer) == ()
    assert said_late(survey("closes_on: 2026-11-17\n"), answer) == (
        "sv-2k9x7d was over on 2026-11-17: the answer is counted, and marked as late",
    )  # fmt: skip
