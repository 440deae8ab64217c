"""Who is asked: a sample that the same seed draws again, and that represents its strata (A2.24)."""

from __future__ import annotations

from collections import Counter
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple

from clm.domain.survey import Stratum
from clm.domain.surveywords import EXCLUDED
from clm.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from clm.domain.survey import Sample

WHOLE = "all"
"""The one stratum of a sample that is not stratified."""


class Member(NamedTuple):
    """A customer of the population: the part of it they belong to, and why they cannot be asked."""

    id: str
    stratum: str = WHOLE
    excluded: str | None = None


class Drawn(NamedTuple):
    """Who is asked, by id, and how each stratum is represented."""

    ids: tuple[str, ...]
    strata: tuple[Stratum, ...]


def draw(members: Sequence[Member], sample: Sample, survey: str | None = None) -> Drawn:
    """Draw the sample from those who can be asked.

    It depends on the seed and on who there is, never on their order. Stratified, each stratum
    gets its share of the population, by largest remainder, as far as so many can be asked; the
    others share what it cannot fill (`quotas`). `survey` is the id of one that is planned already.

    Raises:
        RefusedError: the sample is larger than the population, or than those who can be asked.
    """
    able = [one for one in members if one.excluded is None]
    size = len(able) if sample.size is None else sample.size
    _refuse_too_large(size, members, survey)
    stratified = sample.method == "stratified"
    counts = Counter(one.stratum for one in able)
    population = Counter(one.stratum for one in members)
    quota = quotas(population, counts, size) if stratified else {}
    ordered = sorted(able, key=lambda one: (_rank(sample.seed, one.id), one.id))
    chosen: list[Member] = []
    for one in ordered:
        if not stratified and len(chosen) < size:
            chosen.append(one)
        elif quota.get(one.stratum, 0):
            quota[one.stratum] -= 1
            chosen.append(one)
    asked = Counter(one.stratum for one in chosen)
    strata = tuple(
        Stratum(id=key, population=population[key], able=counts[key], asked=asked[key])
        for key in sorted(population)
    )
    return Drawn(tuple(sorted(one.id for one in chosen)), strata)


def _refuse_too_large(size: int, members: Sequence[Member], survey: str | None) -> None:
    """Refuse a sample that cannot be drawn; who is left out is counted by why."""
    population = len(members)
    able = sum(one.excluded is None for one in members)
    smaller = f"clm survey set {survey} size=" if survey else "--size "
    if size > population:
        sentence = f"a sample of {size} is larger than its population of {population}"
        raise RefusedError(sentence, f"{smaller}{population} or less; without a size all are asked")
    if size > able:
        sentence = f"a sample of {size} is larger than the {able} who can be asked"
        hint = f"left out: {left_out(members)}; {smaller}{able} or less, or another population"
        raise RefusedError(f"{sentence}, of {population}", hint)


def left_out(members: Sequence[Member]) -> str:
    """Who cannot be asked, counted by why, for people."""
    counts = Counter(EXCLUDED.get(one.excluded, one.excluded) for one in members if one.excluded)
    return ", ".join(f"{word}: {count}" for word, count in sorted(counts.items()))


def quotas(population: Mapping[str, int], able: Mapping[str, int], size: int) -> dict[str, int]:
    """How many of each stratum are asked: its share of the population, as far as it can be filled.

    What a stratum cannot fill goes to the others by their shares of the population. `size` is at
    most all who can be asked.
    """
    full: dict[str, int] = {}
    while True:
        others = {key: count for key, count in population.items() if key not in full}
        found = shares(others, size - sum(full.values()))
        short = {key: able.get(key, 0) for key, n in found.items() if n > able.get(key, 0)}
        if not short:
            return found | full
        full |= short


def lacking(strata: Sequence[Stratum]) -> dict[str, int]:
    """By how many each stratum falls short of its share of the population, where it does."""
    due = shares({one.id: one.population for one in strata}, sum(one.asked for one in strata))
    return {one.id: due[one.id] - one.asked for one in strata if due[one.id] > one.asked}


def shares(counts: Mapping[str, int], size: int) -> dict[str, int]:
    """`size` seats by the size of each part, the rest by largest remainder.

    Of equal remainders the larger part is first, then the first by name.
    """
    total = sum(counts.values())
    if not total:
        return {}
    whole = {key: size * count // total for key, count in counts.items()}
    rest = sorted(counts, key=lambda key: (-(size * counts[key] % total), -counts[key], key))
    for key in rest[: size - sum(whole.values())]:
        whole[key] += 1
    return whole


def _rank(seed: str, customer: str) -> bytes:
    return blake2b(f"{seed}\0{customer}".encode(), digest_size=16).digest()
