"""Samples: drawn again by the same seed, and representative of their strata (A2.23, A2.24)."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clm.domain.sampling import Member, draw, lacking, quotas, shares
from clm.domain.survey import Sample
from clm.errors import RefusedError

PEOPLE = [Member(f"c-{n:06}", "first" if n % 4 else "existing") for n in range(40)]


def ids(members: list[Member], size: int, seed: str = "1") -> tuple[str, ...]:
    return draw(members, Sample(method="random", size=size, seed=seed)).ids


def test_the_same_seed_draws_the_same_sample_in_any_order() -> None:  # A2.23
    first = ids(PEOPLE, 10, "herbst")
    assert len(first) == 10
    assert ids(PEOPLE[::-1], 10, "herbst") == first
    assert ids(PEOPLE, 10, "winter") != first


def test_the_seed_is_not_that_of_this_run() -> None:  # A2.23
    assert ids(PEOPLE[:6], 2, "herbst") == ("c-000001", "c-000005")


def test_a_larger_sample_holds_the_smaller_one() -> None:  # A2.23
    assert set(ids(PEOPLE, 5)) < set(ids(PEOPLE, 9))


def test_without_a_size_all_who_can_be_are_asked() -> None:  # A2.24, A2.25
    people = [*PEOPLE[:3], Member("c-zzzzzz", "first", "opted-out")]
    found = draw(people, Sample())
    assert found.ids == ("c-000000", "c-000001", "c-000002")
    assert [(one.id, one.population, one.able, one.asked) for one in found.strata] == [
        ("existing", 1, 1, 1), ("first", 3, 2, 2),
    ]  # fmt: skip


def test_each_stratum_has_its_share() -> None:  # A2.24
    found = draw(PEOPLE, Sample(method="stratified", size=10, by="phase"))
    assert [(one.id, one.population, one.asked) for one in found.strata] == [
        ("existing", 10, 2), ("first", 30, 8),  # 2.5 and 7.5: the larger part is first
    ]  # fmt: skip
    assert len(found.ids) == 10


@pytest.mark.parametrize(
    ("counts", "size", "expected"),
    [
        ({"a": 50, "b": 30, "c": 20}, 10, {"a": 5, "b": 3, "c": 2}),
        ({"a": 10, "b": 10, "c": 10}, 10, {"a": 4, "b": 3, "c": 3}),  # all alike: by name
        ({"a": 1, "b": 6, "c": 3}, 5, {"a": 0, "b": 3, "c": 2}),  # 0.5, 3.0, 1.5: the larger
        ({"a": 3}, 3, {"a": 3}),
        ({}, 0, {}),
    ],
)
def test_shares_by_largest_remainder(
    counts: dict[str, int], size: int, expected: dict[str, int]
) -> None:  # A2.24
    assert shares(counts, size) == expected


@given(st.dictionaries(st.text(max_size=2), st.integers(1, 40), min_size=1), st.floats(0, 1))
def test_shares_add_up_and_none_is_larger_than_its_part(
    counts: dict[str, int], part: float
) -> None:  # A2.24
    size = round(part * sum(counts.values()))
    found = shares(counts, size)
    assert sum(found.values()) == size
    assert all(abs(found[key] - size * n / sum(counts.values())) < 1 for key, n in counts.items())
    assert all(found[key] <= n for key, n in counts.items())


@pytest.mark.parametrize(
    ("able", "expected"),
    [
        ({"first": 15, "second": 12, "third": 10, "existing": 6}, (2, 2, 1, 1)),
        ({"first": 15, "second": 1, "third": 0, "existing": 6}, (4, 1, 0, 1)),
        ({"first": 1, "second": 1, "third": 1, "existing": 3}, (1, 1, 1, 3)),
    ],
)
def test_quotas_go_by_the_population_as_far_as_they_can_be_filled(
    able: dict[str, int], expected: tuple[int, ...]
) -> None:  # A2.24
    population = {"first": 15, "second": 12, "third": 10, "existing": 6}
    assert tuple(quotas(population, able, 6)[key] for key in population) == expected


def test_where_a_stratum_falls_short_is_told() -> None:  # A2.24
    people = [Member(f"c-{n:06}", "first", None) for n in range(10)]
    people += [
        Member(f"c-1{n:05}", "third", "asked-recently" if n > 2 else None) for n in range(10)
    ]
    found = draw(people, Sample(method="stratified", size=8, by="phase"))
    assert [(one.id, one.asked) for one in found.strata] == [("first", 5), ("third", 3)]
    assert lacking(found.strata) == {"third": 1}
    assert lacking(draw(PEOPLE, Sample(method="stratified", size=10, by="phase")).strata) == {}


@given(
    st.dictionaries(
        st.text(max_size=2), st.tuples(st.integers(1, 30), st.floats(0, 1)), min_size=1
    ),
    st.floats(0, 1),
)
def test_quotas_fill_the_sample_and_ask_nobody_who_cannot_be(
    parts: dict[str, tuple[int, float]], part: float
) -> None:  # A2.24, A2.25
    population = {key: count for key, (count, _) in parts.items()}
    able = {key: round(count * share) for key, (count, share) in parts.items()}
    size = round(part * sum(able.values()))
    found = quotas(population, able, size)
    assert sum(found.values()) == size
    assert all(0 <= found[key] <= able[key] for key in population)


@given(st.integers(0, 40), st.text(max_size=8))
def test_a_stratified_sample_is_as_large_as_asked(size: int, seed: str) -> None:  # A2.24
    found = draw(PEOPLE, Sample(method="stratified", size=size, by="phase", seed=seed))
    strata = Counter(one.stratum for one in PEOPLE if one.id in found.ids)
    assert {one.id: one.asked for one in found.strata} == {
        key: strata[key] for key in ("existing", "first")
    }
    assert len(found.ids) == size


def test_a_sample_larger_than_its_population_is_refused() -> None:  # A2.24
    with pytest.raises(RefusedError, match="larger than its population of 40"):
        ids(PEOPLE, 41)
    few = [*PEOPLE[:2], Member("c-zzzzzz", "first", "unreachable")]
    with pytest.raises(RefusedError, match="larger than the 2 who can be asked, of 3") as problem:
        ids(few, 3)
    assert problem.value.hint == (
        "left out: cannot be reached: 1; --size 2 or less, or another population"
    )
    with pytest.raises(RefusedError) as planned:
        draw(few, Sample(method="random", size=3), "sv-2k9x7d")
    assert "clm survey set sv-2k9x7d size=2 or less" in (planned.value.hint or "")
