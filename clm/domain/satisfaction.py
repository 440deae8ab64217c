"""What scores add up to (A2.27): NPS, CSAT and CES, each with N and a 95 % margin.

Margins are those of a random sample of a large population: there is no correction for a finite
one, because customers are asked to learn about those to come, too. They say nothing about who did
not answer.

- NPS: each answer counts 100, 0 or -100; 1.96 · s / √N, s by N - 1.
- CSAT `top2`: Wilson's interval for a share, which holds for few answers too; the margin is its
  farther end. Means: 1.96 · s / √N, s by N - 1.
- A single answer says nothing about how answers differ: no figure has a margin then. Nor have NPS
  and means where answers are all alike, rather than one of 0.
- A margin may reach beyond the scale, of few answers; `interval` ends where the scale does.
"""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from clm.domain.surveywords import QuestionKind

Z95: Final = 1.96
"""95 of 100 lie within so many standard deviations."""
PROMOTER: Final = 9
"""A2.27: 9–10 promote, 7–8 are passive, 0–6 detract.

These define the figure, so that it is the same everywhere, and no team sets them; whom a team asks
why is `policy.unhappy_nps`.
"""
DETRACTOR: Final = 6
TOP2: Final = 4
"""A2.27: CSAT counts 4 and 5."""
_PLACES: Final = 6

Figures = dict[str, Any]


def nps(scores: Sequence[int]) -> Figures:
    """The Net Promoter Score, -100 to 100: 100·(P-D)/N; without answers None, never 0."""
    counted = [100 if s >= PROMOTER else -100 if s <= DETRACTOR else 0 for s in scores]
    return {
        "n": len(scores),
        "nps": _mean(counted),
        "margin": _margin(counted),
        "promoters": counted.count(100),
        "passives": counted.count(0),
        "detractors": counted.count(-100),
    }


def csat(scores: Sequence[int]) -> Figures:
    """Customer satisfaction: `top2`, the share of 4 and 5 in percent, and the mean, 1 to 5."""
    n, top = len(scores), sum(score >= TOP2 for score in scores)
    return {
        "n": n,
        "top2": round(100 * top / n, _PLACES) if n else None,
        "margin": _wilson(top, n) if n > 1 else None,
        "mean": _mean(scores),
        "mean_margin": _margin(scores),
    }


def ces(scores: Sequence[int]) -> Figures:
    """The Customer Effort Score: the mean, 1 to 7; a high one means it was easy."""
    return {"n": len(scores), "mean": _mean(scores), "margin": _margin(scores)}


def metric(kind: QuestionKind, scores: Sequence[int]) -> Figures:
    """The figures of a question with a scale."""
    return {"nps": nps, "csat": csat, "ces": ces}[kind](scores)


def main_figure(kind: QuestionKind) -> str:
    """The key of the one figure that stands for a question: `nps`, `top2` or `mean`."""
    return {"nps": "nps", "csat": "top2", "ces": "mean"}[kind]


ENDS: Final[Mapping[str, tuple[float, float]]] = {
    "nps": (-100, 100), "top2": (0, 100), "mean": (1, 7)}  # fmt: skip
"""Where the scale of a main figure ends."""


def interval(figure: str, value: float, margin: float) -> tuple[float, float]:
    """What lies within a figure's margin, as far as its scale goes."""
    low, high = ENDS[figure]
    return max(low, value - margin), min(high, value + margin)


def rate(n: int, asked: int) -> float | None:
    """Answers by invitations, 0 to 1; None where nobody was invited."""
    return round(n / asked, 4) if asked else None


def _mean(scores: Sequence[int]) -> float | None:
    return round(sum(scores) / len(scores), _PLACES) if scores else None


def _margin(scores: Sequence[int]) -> float | None:
    """1.96 standard errors of the mean; answers that are all alike do not say how they differ."""
    n = len(scores)
    if len(set(scores)) < 2:  # noqa: PLR2004 -- differences need two
        return None
    mean = sum(scores) / n
    variance = sum((score - mean) ** 2 for score in scores) / (n - 1)
    return round(Z95 * sqrt(variance / n), _PLACES)


def _wilson(k: int, n: int) -> float:
    """How far Wilson's interval reaches from k of n, in percentage points."""
    share, squared = k / n, Z95**2
    middle = (share + squared / (2 * n)) / (1 + squared / n)
    half = Z95 * sqrt(share * (1 - share) / n + squared / (4 * n * n)) / (1 + squared / n)
    return round(100 * max(middle + half - share, share - middle + half), _PLACES)


def hidden(counts: Mapping[str, int], fewest: int) -> frozenset[str]:
    """The groups of an anonymous breakdown that are not shown (A2.28).

    Those with fewer than `fewest` answers; and as the total is known, so much more, the smallest
    first, that what is hidden has `fewest` answers together: else it followed by subtraction.
    """
    small = {key for key, n in counts.items() if 0 < n < fewest}
    if not small:
        return frozenset()
    left = sorted((n, key) for key, n in counts.items() if n >= fewest)
    while left and (len(small) < 2 or sum(counts[key] for key in small) < fewest):  # noqa: PLR2004 -- one alone is the difference
        small.add(left.pop(0)[1])
    return frozenset(small)
