"""Who is there, who covers, and whose an entry is on a day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from clm.domain.cover import Away, Matter, Roster, is_away, meet

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
        away("2026-11-18", replacement="mia"),  # away too, and nobody replaces her
        away("2026-11-18", replacement="eva"),  # has left
        away("2026-11-18", replacement="nobody"),
        away("2026-11-19", replacement="tom"),
    ],
)
def test_where_nobody_can_cover_the_owner_stays(absence: dict[str, Any]) -> None:
    team = roster(
        person("jana", absence),
        person("tom"),
        person("mia", away("2026-11-18")),
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


def chain(length: int, *, closed: bool = False, lead: bool = True) -> Roster:
    """p0 → p1 → … → p<length>, who is there, or away and replaced by p0 where `closed`."""
    names = [f"p{n}" for n in range(length + 1)]
    after = [*names[1:], names[0]]
    pairs = list(zip(names, after, strict=True))
    team = [person(one, away("2026-11-18", replacement=other)) for one, other in pairs[:-1]]
    last, first = pairs[-1]
    team.append(person(last, *([away("2026-11-18", replacement=first)] if closed else [])))
    return roster(*team, *([person("lea", roles=["team-lead"])] if lead else []))


@pytest.mark.parametrize(
    ("team", "who", "stopped"),
    [  # A0.25: followed up to ten levels; a loop or more goes to the team lead
        (chain(1), "p1", False),
        (chain(2), "p2", False),
        (chain(10), "p10", False),
        (chain(11), "lea", True),
        (chain(1, closed=True), "lea", True),
        (chain(4, closed=True), "lea", True),
        (chain(4, closed=True, lead=False), None, True),
    ],
)
def test_replacements_of_replacements_are_followed(
    team: Roster, who: str | None, *, stopped: bool
) -> None:
    found = team.follow("p0", DAY)
    assert (found.who, found.stopped, found.via[0]) == (who, stopped, "p0")
    assert team.covered_by("p0", DAY) == who
    assert team.cover("p0", date(2026, 11, 19)) == "p0"


def test_a_team_lead_who_is_away_gets_nothing_out_of_a_circle() -> None:  # A0.25
    team = roster(
        person("jana", away("2026-11-18", replacement="tom")),
        person("tom", away("2026-11-18", replacement="jana")),
        person("ann", away("2026-11-18"), roles=["team-lead"]),
        person("bea", roles=["team-lead"], shared=True),
        person("zoe", roles=["team-lead"]),
    )
    assert team.cover("jana", DAY) == "zoe"


SCOPED = away(
    "2026-11-18",
    replacement="tom",
    replacements=[
        {"id": "rp-000001", "replacement": "mia", "class": "A"},
        {"id": "rp-000002", "replacement": "eva", "class": "A", "kind": "posted"},
        {"id": "rp-000003", "replacement": "ida", "department": "sales", "items": []},
        {"id": "rp-000004", "replacement": "jo", "items": ["c-7f3qkd"]},
        {"id": "rp-000005", "replacement": "lea", "items": ["m-11111111"]},
    ],
)


@pytest.mark.parametrize(
    ("matter", "who"),
    [  # A0.27: the most specific wins
        (Matter(), "tom"),
        (Matter(class_="B", department="care", kind="entry"), "tom"),
        (Matter(class_="A"), "mia"),
        (Matter(class_="A", kind="posted"), "eva"),
        (Matter(class_="A", kind="posted", department="care"), "eva"),
        (Matter(department="sales"), "ida"),
        (Matter(("c-7f3qkd",), class_="A", kind="posted"), "jo"),
        (Matter(("d-22222222", "c-7f3qkd"), class_="A", kind="posted"), "jo"),
        (Matter(("m-11111111", "c-7f3qkd"), class_="A", kind="reminder"), "lea"),
        (Matter(("c-999999",)), "tom"),
    ],
)
def test_of_several_replacements_the_most_specific_covers(matter: Matter, who: str) -> None:
    names = ("tom", "mia", "eva", "ida", "jo", "lea")
    team = roster(person("jana", SCOPED), *map(person, names))
    assert team.cover("jana", DAY, matter) == who
    assert team.effective("jana", DAY, matter) == who
    assert team.cover("jana", date(2026, 11, 19), matter) == "jana"


def test_a_replacement_for_a_part_is_none_for_the_rest() -> None:  # A0.27
    only = away("2026-11-18", replacements=[{"id": "rp-1", "replacement": "mia", "class": "A"}])
    team = roster(person("jana", only), person("mia"))
    assert team.covered_by("jana", DAY) is None
    assert team.covered_by("jana", DAY, Matter(class_="A")) == "mia"


def test_who_has_left_hides_nobody_who_covers_more() -> None:  # A0.27
    gone = {"id": "rp-1", "replacement": "eva", "class": "A"}
    jana = away("2026-11-18", replacement="tom", replacements=[gone])
    team = roster(person("jana", jana), person("tom"), person("eva", active={"to": "2026-10-31"}))
    assert team.cover("jana", DAY, Matter(class_="A")) == "tom"
    here = roster(person("jana", jana), person("tom"), person("eva"))
    assert here.cover("jana", DAY, Matter(class_="A")) == "eva"


def test_a_chain_is_followed_for_the_same_piece_of_work() -> None:  # A0.25, A0.27
    team = roster(
        person("jana", away("2026-11-18", replacement="tom")),
        person("tom", SCOPED | {"replacement": "ida"}),
        *map(person, ("mia", "ida")),
    )
    assert team.cover("jana", DAY) == "ida"
    assert team.cover("jana", DAY, Matter(class_="A")) == "mia"


def test_both_halves_of_a_day_are_the_day() -> None:
    morning = away("2026-11-18", half="am", replacement="tom") | {"id": "ab-000001"}
    evening = away("2026-11-18", half="pm", replacement="mia") | {"id": "ab-000002"}
    both = roster(person("jana", evening, morning), person("tom"), person("mia"))
    assert both.cover("jana", DAY) == "tom"
    assert not both.is_present("jana", DAY)
    half = roster(person("jana", morning), person("tom"))
    assert half.cover("jana", DAY) == "jana"  # A0.21
    assert half.is_present("jana", DAY)


def test_an_absence_of_both_halves_is_one_of_the_whole_day() -> None:  # A0.21
    evening = away("2026-11-18", half="pm", replacement="tom") | {"id": "ab-000003"}
    later = away("2026-11-20", half="am") | {"id": "ab-000004"}
    twice = away("2026-11-20", half="am") | {"id": "ab-000005"}
    long = away("2026-11-25", "2026-11-27") | {"id": "ab-000006"}
    morning = away("2026-11-18", half="am")
    member = roster(person("jana", long, twice, later, evening, morning)).members["jana"]
    found = [(one.id, one.from_.day, one.half, one.replacement) for one in member.whole]
    assert found == [("ab-000003", 18, None, "tom"), ("ab-000006", 25, None, None)]
    bare = roster(person("jana", morning, away("2026-11-18", half="pm"))).members["jana"]
    assert [one.half for one in bare.whole] == [None]
    assert not roster(person("jana", evening, morning)).is_there("jana", DAY, DAY)
    assert roster(person("jana", evening)).is_there("jana", DAY, DAY)


def test_a_long_absence_before_short_ones_is_not_overlooked() -> None:
    team = roster(
        person("jana", away("2026-11-01", "2026-11-30"), away("2026-11-02"), away("2026-11-20"))
    )
    assert not team.is_present("jana", DAY)
    assert team.is_present("jana", date(2026, 12, 1))


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
    halves = [span("2026-11-18", "2026-11-18", half) for half in ("am", "pm")]
    assert not is_away(halves[:1], DAY)
    assert is_away(halves, DAY)


@pytest.mark.parametrize(
    ("absence", "answer"),
    [  # A0.27
        (away("2026-11-18"), False),
        (away("2026-11-18", replacement="tom"), False),
        (SCOPED, True),
    ],
)
def test_whether_anybody_covers_only_a_part(absence: dict[str, Any], *, answer: bool) -> None:
    assert roster(person("tom"), person("jana", absence)).has_parts is answer
    assert not roster(person("tom"), person("jana")).has_parts


@pytest.mark.parametrize(
    ("absence", "first", "last", "answer"),
    [  # A0.21, A0.26: every day counts, the first and the last too; half a day moves nothing
        (away("2026-11-18"), 16, 17, True),
        (away("2026-11-18"), 16, 18, False),
        (away("2026-11-18"), 18, 20, False),
        (away("2026-11-18"), 19, 20, True),
        (away("2026-11-18"), 16, 20, False),
        (away("2026-11-18", ""), 19, 20, False),
        (away("2026-11-18", half="am"), 16, 20, True),
        (away("2026-10-01"), 2, 24, True),
        (away("2026-10-01"), 1, 24, False),  # begins on the 2nd
        (away("2026-10-01"), 2, 25, False),  # leaves after the 24th
    ],
)
def test_who_is_there_on_every_day(
    absence: dict[str, Any], first: int, last: int, *, answer: bool
) -> None:
    team = roster(person("jana", absence, active={"from": "2026-11-02", "to": "2026-11-24"}))
    days = date(2026, 11, first), date(2026, 11, last)
    assert team.is_there("jana", *days) is answer
    assert not team.is_there("unheard-of", *days)


ALL_DAY = away("2026-11-18", replacement="tom")


@pytest.mark.parametrize(
    ("team", "who", "parted"),
    [
        ([person("jana"), person("tom")], {"jana"}, False),
        ([person("jana", ALL_DAY), person("tom")], {"tom", "lea"}, False),
        # A0.25: over the replacements of replacements
        (
            [
                person("jana", ALL_DAY),
                person("tom", ALL_DAY | {"replacement": "mia"}),
                person("mia"),
            ],
            {"mia", "lea"},
            False,
        ),
        # in a circle only the team lead
        (
            [person("jana", ALL_DAY), person("tom", ALL_DAY | {"replacement": "jana"})],
            {"lea"},
            False,
        ),
        # A0.27: everybody who covers a part, where they are known
        (
            [person("jana", SCOPED), person("tom"), person("mia")],
            {"tom", "mia", "lea"},
            True,
        ),
        # a part further along the chain
        (
            [
                person("jana", ALL_DAY),
                person("tom", SCOPED | {"replacement": "ida"}),
                person("ida"),
            ],
            {"ida", "lea"},
            True,
        ),
        ([person("tom")], {"lea"}, False),
    ],
)
def test_who_may_act_on_a_day(team: list[dict[str, Any]], who: set[str], *, parted: bool) -> None:
    leads = [person("lea", roles=["team-lead"]), person("zoe", roles=["team-lead"])]
    known = roster(*team, *leads)
    found, depends = known.reach("jana", DAY)
    assert (found, depends) == (who, parted)  # of two team leads one (A0.25)
    assert known.follow("jana", DAY).who in {*found, "jana"}


BOSS = {"roles": ["team-lead"]}
LEFT = {"active": {"to": "2026-10-31"}}


@pytest.mark.parametrize(
    ("team", "answer"),
    [  # A0.31: the manager of the record, else who leads the team, never oneself
        ([person("jana", manager="tom"), person("tom"), person("lea", **BOSS)], "tom"),
        ([person("jana", manager="tom"), person("tom", **LEFT), person("lea", **BOSS)], "lea"),
        ([person("jana", manager="unheard-of"), person("lea", **BOSS)], "lea"),
        ([person("jana", manager="jana"), person("lea", **BOSS)], "lea"),
        ([person("jana"), person("lea", **BOSS), person("max", roles=["manager"])], "lea"),
        ([person("jana", **BOSS), person("max", roles=["manager"])], "max"),
        ([person("jana"), person("lea", ALL_DAY, **BOSS), person("zoe", **BOSS)], "zoe"),
        ([person("lea", **BOSS)], "lea"),
        ([person("jana", **BOSS)], None),
        ([person("jana"), person("tom")], None),
    ],
)
def test_who_decides_about_an_absence(team: list[dict[str, Any]], answer: str | None) -> None:
    assert roster(*team).superior("jana", DAY) == answer


@pytest.mark.parametrize(
    ("team", "answer"),
    [  # A0.22: who is there
        ([person("jana"), person("lea", **BOSS)], "lea"),
        ([person("jana"), person("lea", ALL_DAY, **BOSS)], "lea"),
        ([person("jana"), person("lea", ALL_DAY, **BOSS), person("tom")], "tom"),
        ([person("jana"), person("lea", ALL_DAY, **BOSS), person("max", roles=["manager"])], "max"),
        ([person("jana", manager="lea"), person("lea", ALL_DAY), person("zoe", **BOSS)], "zoe"),
        ([person("jana", manager="lea", **BOSS), person("lea", ALL_DAY)], "lea"),
        ([person("jana"), person("tom")], None),
    ],
)
def test_who_decides_today_is_there_if_anybody_is(
    team: list[dict[str, Any]], answer: str | None
) -> None:
    assert roster(*team).decider("jana", DAY) == answer
