"""The pulse: how content a team is, without names; no small group can be told (A4.4)."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import msgspec

from clm.domain.customer import Record
from clm.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Sequence


class PulseAnswer(Record, frozen=True, kw_only=True):
    """One answer: a score, and the group it came from where that is large enough; never who."""

    score: Annotated[int, msgspec.Meta(ge=1, le=5)]
    group: str | None = None


class Pulse(Record, frozen=True, kw_only=True):
    """What was answered on a day, `pulse/<id>.yaml` in the managers' own repository."""

    id: Annotated[str, msgspec.Meta(pattern=r"^ps-[0-9a-hjkmnp-tv-z]{6}\Z")]
    on: date
    answers: tuple[PulseAnswer, ...]


def gathered(number: str, on: date, answers: Sequence[PulseAnswer], fewest: int) -> Pulse:
    """The answers of a day as they are kept: small groups without their name, in no order.

    They are sorted, which tells less than a random order: nothing of who answered when.

    Raises:
        RefusedError: they are too few to be anonymous.
    """
    if len(answers) < fewest:
        raise RefusedError(
            f"only {len(answers)} answers: who knows the others would know them",
            f"take in {fewest} or more at once",
        )
    kept = sorted(guarded(answers, fewest), key=lambda one: (one.group or "", one.score))
    return Pulse(id=number, on=on, answers=tuple(kept))


def guarded(answers: Sequence[PulseAnswer], fewest: int) -> list[PulseAnswer]:
    """The answers with the groups that may be told; those of all others stand together.

    Were these too few, they could be computed from the whole and the groups told: so the smallest
    of those goes to them too, until they are enough, or none (complementary suppression).
    """
    sizes = Counter(one.group for one in answers if one.group)
    told = sorted((group for group, n in sizes.items() if n >= fewest), key=lambda g: (sizes[g], g))
    left = len(answers) - sum(sizes[group] for group in told)
    while told and 0 < left < fewest:
        left += sizes[told.pop(0)]
    return [
        one if one.group in told else PulseAnswer(score=one.score, group=None) for one in answers
    ]


def figures(pulse: Pulse, fewest: int) -> dict[str, Any]:
    """How many answered and their mean, of all and by group; of too few nothing but how many.

    `hidden` counts the answers whose group is not told.
    """
    answers = guarded(pulse.answers, fewest)
    enough = len(answers) >= fewest
    groups = sorted({one.group for one in answers if one.group}) if enough else []
    return {
        "id": pulse.id,
        "on": pulse.on.isoformat(),
        "n": len(answers),
        "mean": _mean([one.score for one in answers]) if enough else None,
        "groups": [
            {
                "group": group,
                "n": sum(one.group == group for one in answers),
                "mean": _mean([one.score for one in answers if one.group == group]),
            }
            for group in groups
        ],
        "hidden": sum(one.group is None for one in answers) if enough else len(answers),
    }


def _mean(scores: Sequence[int]) -> float:
    return round(sum(scores) / len(scores), 2)
