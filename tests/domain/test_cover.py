"""Who is there, who covers, and whose an entry is on a day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from clm.domain.cover import Away, Roster, is_away, meet

DAY = date(2026, 11, 18)


def away(start: str, end: str | None = None, **more: Any) -> dict[str, Any]:
    """An absence in plain data; `end` is the first day where none is given, "" means open."""
    last = start if end is None else end
    return {"id": "ab-000001", "from": start, **({"to": last} if last else {}), **more}


def person(handle: str, *absences: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": handle, "name": handle.title(), "absences": list(absences), **more}


def roster(*team: dict[str, Any]) -> Roster:
    return Roster.of(team)


@pytest.mark.parametrize(
    ("day", "who"),
    [  # A0.21, A0.24: the days are inclusive, and it returns by itself
        ("2026-11-16", "jana"),
        ("2026-11-17", "tom"),
        ("2026-11-18", "tom"),
        ("2026-11-19", "tom"),
        ("2026-11-20", "jana"),
    ],
)
def test_the_replacement_acts_from_the_first_to_the_last_day(day: str, who: str) -> None:
    team = roster(
        person("jana", away("2026-11-17", "2026-11-19", replacement="tom")), person("tom")
    )
    assert team.cover("jana", date.fromisoformat(day)) == who
    assert team.effective("jana", date.fromisoformat(day)) == who  # L14
    assert team.cover("tom", date.fromisoformat(day)) == "tom"


def test_an_open_end_covers_until_it_is_ended() -> None:
    team = roster(person("jana", away("2026-11-17", "", replacement="tom")), person("tom"))
    assert team.cover("jana", date(2030, 1, 1)) == "tom"


@pytest.mark.parametrize(
    "absence",
    [
        away("2026-11-18"),  # nobody was named
        away("2026-11-18", half="am", replacement="tom"),  # half a day moves nothing
        away("2026-11-18", replacement="jana"),
        away("2026-11-18", replacement="mia"),  # away too: no chains
        away("2026-11-18", replacement="eva"),  # has left
        away("2026-11-18", replacement="nobody"),
        away("2026-11-19", replacement="tom"),
    ],
)
def test_where_nobody_can_cover_the_owner_stays(absence: dict[str, Any]) -> None:
    team = roster(
        person("jana", absence),
        person("tom"),
        person("mia", away("2026-11-18", replacement="tom")),
        person("eva", active={"to": "2026-10-31"}),
    )
    assert team.covered_by("jana", DAY) is None
    assert team.effective("jana", DAY) == "jana"
    assert team.covered_by("unheard-of", DAY) is None


def test_two_who_replace_each_other_cover_nobody() -> None:
    team = roster(
        person("jana", away("2026-11-18", replacement="tom")),
        person("tom", away("2026-11-18", replacement="jana")),
    )
    assert [team.cover(one, DAY) for one in ("jana", "tom")] == ["jana", "tom"]


def test_of_overlapping_absences_the_first_with_somebody_there_decides() -> None:
    first = away("2026-11-16", "2026-11-20", replacement="mia")
    second = away("2026-11-17", "2026-11-18", replacement="tom")
    for order in ([first, second], [second, first]):
        team = roster(person("jana", *order), person("tom"), person("mia"))
        assert team.cover("jana", DAY) == "mia"
    team = roster(person("jana", first, second), person("tom"))
    assert team.cover("jana", DAY) == "tom"


ROLE = {"roles": ["lead-distributor"]}


@pytest.mark.parametrize(
    ("absences", "answer"),
    [  # A1.47: of several holders the first active and present one by handle, else the cover
        ({}, "ida"),
        ({"ida": away("2026-11-18")}, "jo"),
        ({"ida": away("2026-11-18", half="pm")}, "ida"),
        ({"ida": away("2026-11-18", replacement="tom"), "jo": away("2026-11-18")}, "tom"),
        ({"ida": away("2026-11-18"), "jo": away("2026-11-18", replacement="tom")}, "ida"),
    ],
)
def test_what_nobody_looks_after_belongs_to_one_person(
    absences: dict[str, dict[str, Any]], answer: str
) -> None:
    team = roster(
        *(person(h, *([absences[h]] if h in absences else []), **ROLE) for h in ("jo", "ida")),
        person("tom"),
        person("eva", active={"to": "2026-10-31"}, **ROLE),
        person("new", active={"from": "2026-12-01"}, **ROLE),
    )
    for nobody in (None, "eva", "new", "unheard-of"):
        assert team.effective(nobody, DAY) == answer


def test_without_a_distributor_nobodys_entries_are_nobodys() -> None:
    team = roster(person("tom"))
    assert team.keeper(None, DAY) is None
    assert team.effective(None, DAY) is None
    assert team.effective("tom", DAY) == "tom"


def test_free_for_a_role_is_who_is_there_and_a_person() -> None:
    team = roster(
        person("ida", away("2026-11-18"), **ROLE),
        person("jo", away("2026-11-18", half="am"), **ROLE),
        person("office", shared=True, **ROLE),
        person("tom"),
    )
    assert team.holders("lead-distributor", DAY) == ["jo", "office", "ida"]
    assert team.free("lead-distributor", DAY) == ["jo"]  # A1.7


def span(start: str, end: str | None, half: str | None = None) -> Away:
    return Away(
        "ab-000001",
        date.fromisoformat(start),
        date.fromisoformat(end) if end else None,
        half,
    )


@pytest.mark.parametrize(
    ("one", "other", "answer"),
    [
        (("2026-11-17", "2026-11-18"), ("2026-11-18", "2026-11-20"), True),
        (("2026-11-17", "2026-11-18"), ("2026-11-19", "2026-11-20"), False),
        (("2026-11-17", None), ("2027-11-19", None), True),
        (("2026-11-17", None), ("2026-11-01", "2026-11-16"), False),
        (("2026-11-18", "2026-11-18", "am"), ("2026-11-18", "2026-11-18", "pm"), False),
        (("2026-11-18", "2026-11-18", "am"), ("2026-11-18", "2026-11-18", "am"), True),
        (("2026-11-18", "2026-11-18", "am"), ("2026-11-17", "2026-11-19"), True),
    ],
)
def test_which_absences_meet(one: tuple[Any, ...], other: tuple[Any, ...], *, answer: bool) -> None:
    assert meet(span(*one), span(*other)) is answer
    assert meet(span(*other), span(*one)) is answer


def test_half_a_day_is_not_away() -> None:
    assert is_away([span("2026-11-18", "2026-11-18")], DAY)
    assert not is_away([span("2026-11-18", "2026-11-18", "am")], DAY)
