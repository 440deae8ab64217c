"""The scores of all surveys in a time, and what they add up to by groups (A2.31, A1.41)."""

from __future__ import annotations

from collections import defaultdict
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from clm.domain.satisfaction import ces, csat, nps
from clm.domain.surveying import SCALES, given_to, scores

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from clm.domain.survey import Answer, Survey
    from clm.domain.surveywords import Dimension, QuestionKind

    Groups = Mapping[Dimension, tuple[str, ...]]

DIMENSIONS: tuple[Dimension, ...] = ("service", "phase", "class", "vpa", "manager")
"""By what a report tells satisfaction (A2.31)."""


class Score(NamedTuple):
    """One score: on which day, of which kind, and what parts of the customers it came from."""

    on: date
    kind: QuestionKind
    score: int
    groups: Groups = MappingProxyType({})


def answers_in(survey: Survey, first: date, last: date, fewest: int) -> tuple[Answer, ...]:
    """The answers of a survey in a time; of an anonymous one none where they are too few (A2.28).

    Else who knows all others would know theirs.
    """
    found = tuple(one for one in survey.answers if first <= one.on <= last)
    return () if survey.anonymous and len(found) < fewest else found


def scores_in(
    surveys: Iterable[Survey],
    first: date,
    last: date,
    fewest: int,
    groups: Callable[[Survey, Answer], Groups] | None = None,
) -> Iterator[Score]:
    """Every score given in a time; `groups` tells the parts of who is known.

    Of an anonymous survey none of a question that too few answered (A2.28).
    """
    for survey in surveys:
        found = answers_in(survey, first, last, fewest)
        told = [
            one
            for one in survey.questions
            if one.kind in SCALES and not (survey.anonymous and len(given_to(one, found)) < fewest)
        ]
        for one in found:
            parts = groups(survey, one) if groups else {}
            for asked in told:
                for score in scores(asked, [one]):
                    yield Score(one.on, asked.kind, score, parts)


def summary(found: Sequence[Score]) -> dict[str, Any]:
    """NPS, CSAT and CES of some scores; of what nobody answered None."""
    by: dict[str, list[int]] = defaultdict(list)
    for one in found:
        by[one.kind].append(one.score)
    recommends, satisfied, easy = nps(by["nps"]), csat(by["csat"]), ces(by["ces"])
    return {
        "nps": recommends["nps"],
        "nps_margin": recommends["margin"],
        "nps_n": recommends["n"],
        "top2": satisfied["top2"],
        "top2_margin": satisfied["margin"],
        "csat_mean": satisfied["mean"],
        "csat_n": satisfied["n"],
        "ces_mean": easy["mean"],
        "ces_margin": easy["margin"],
        "ces_n": easy["n"],
    }


def by_groups(found: Sequence[Score], dimension: Dimension) -> dict[str, dict[str, Any]]:
    """The same for each part of the customers; a score of several parts counts in each."""
    parts: dict[str, list[Score]] = defaultdict(list)
    for one in found:
        for key in one.groups.get(dimension, ()):
            parts[key].append(one)
    return {key: summary(parts[key]) for key in sorted(parts)}
